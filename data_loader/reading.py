"""From the bytes of a page to staged releases, a piece at a time: in this process or in another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from data_loader.compiled import stage
from data_loader.documents import Item, read
from data_loader.exceptions import DocumentError
from data_loader.fetch import Page
from data_loader.jsontext import Piece, documents_in, pieces
from data_loader.staging import Staged


@dataclass(frozen=True, slots=True)
class Portion:
    """A piece of a page: the page's number, its text, the page's address and when it was fetched, and how far it goes."""

    page: int
    piece: Piece | DocumentError
    url: str
    fetched_at: str
    read: int


@dataclass(slots=True)
class Reading:
    """What was found in a portion of a page: how many documents, their releases, and what cannot be used.

    `found` counts documents and faults; a refusal has the number of what was found before it, the error, and the ocid.
    """

    page: int
    read: int
    documents: int = 0
    found: int = 0
    staged: list[Staged] = field(default_factory=list)
    refused: list[tuple[int, DocumentError, str | None]] = field(default_factory=list)


def portions_of(number: int, page: Page) -> Iterator[Portion]:
    """Yield a page, which has this number among the pages, in portions."""
    fetched_at = page.fetched_at.isoformat(timespec="seconds")
    with page.open() as stream:
        for piece in pieces(stream, size=page.size):
            yield Portion(number, piece, page.url, fetched_at, stream.tell())


def read_portion(portion: Portion) -> Reading:
    """Return what is in a portion."""
    reading = Reading(portion.page, portion.read)
    for document in documents_in(portion.piece):
        reading.found += 1
        if isinstance(document, DocumentError):
            reading.refused.append((reading.found, document, None))
            continue
        reading.documents += 1
        for item in read(document):
            _stage(item, portion, reading)
    return reading


def _stage(item: Item | DocumentError, portion: Portion, reading: Reading) -> None:
    if isinstance(item, DocumentError):
        reading.refused.append((reading.found, item, None))
        return
    try:
        reading.staged.append(stage(item, url=portion.url, fetched_at=portion.fetched_at))
    except DocumentError as error:
        reading.refused.append((reading.found, error, item.ocid))

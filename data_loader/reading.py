"""From the bytes of a page to staged releases, a piece at a time: in this process or in another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from data_loader.compiled import Terms, compile_here, stage
from data_loader.documents import Item, read
from data_loader.exceptions import DocumentError
from data_loader.jsontext import Piece, pieces, texts_in
from data_loader.known import digest_of, facts_of
from data_loader.staging import Staged, read_facts

if TYPE_CHECKING:
    from data_loader.fetch import Page

Json = dict[str, Any]

_FEW: Final = 1 << 23
"""Bytes up to which a portion is compiled where it is read: of a larger one, other processes take their part."""


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


@dataclass(frozen=True, slots=True)
class Memory:
    """What need not be read: `path` and `recipe` of the documents that are known; `only` these documents are wanted.

    `terms` are those on which processes are compiled at once, where nothing of them is kept yet.
    """

    path: Path | None = None
    recipe: str = ""
    only: frozenset[bytes] | None = None
    terms: Terms | None = None

    def of(self, documents: list[bytes]) -> dict[bytes, list[bytes]]:
        """Return the facts of those of the documents that are known."""
        return {} if self.path is None else facts_of(self.path, self.recipe, documents)


def read_portion(portion: Portion, memory: Memory = Memory()) -> Reading:
    """Return what is in a portion; releases of documents that are known come without their bodies."""
    reading = Reading(portion.page, portion.read)
    parsed: list[Json | None] = []
    few = isinstance(portion.piece, Piece) and len(portion.piece.text) <= _FEW
    terms, done = memory.terms if few else None, 0
    texts = [(digest_of(text.strip()), found) for text, found in texts_in(portion.piece)]
    known = memory.of([document for document, _ in texts])
    for document, found in texts:
        if memory.only is not None and document not in memory.only:
            continue
        if facts := known.get(document):
            reading.found += 1
            reading.documents += 1
            where = (portion.url, portion.fetched_at, b"", document)
            reading.staged += [read_facts(item, *where, place) for place, item in enumerate(facts)]
            parsed += [None] * len(facts)
        else:
            _read(document, found, portion, reading, parsed)
            if terms is not None:
                done = compile_here(reading.staged, parsed, terms, start=done, more=True)
    if terms is not None:
        compile_here(reading.staged, parsed, terms, start=done)
    return reading


def _read(text: bytes, documents: Iterator[Any], portion: Portion, reading: Reading, parsed: list[Json | None]) -> None:
    """Read what stands in a text; it will be known again where it is one document without a fault."""
    first, before, refused = len(reading.staged), reading.documents, len(reading.refused)
    for document in documents:
        reading.found += 1
        if isinstance(document, DocumentError):
            reading.refused.append((reading.found, document, None))
            continue
        reading.documents += 1
        items = [item for item in read(document) if _stage(item, portion, reading, text, len(reading.staged) - first)]
        shared = any(item.kind == "earlier" for item in items)  # such a one is made of parts of the others
        parsed += [None if shared else item.release for item in items]
    if reading.documents != before + 1 or len(reading.refused) > refused:
        reading.staged[first:] = [staged._replace(document=b"") for staged in reading.staged[first:]]


def _stage(item: Item | DocumentError, portion: Portion, reading: Reading, text: bytes, place: int) -> TypeGuard[Item]:
    """Put a release among those read; return whether it can be used."""
    if isinstance(item, DocumentError):
        reading.refused.append((reading.found, item, None))
        return False
    try:
        staged = stage(item, url=portion.url, fetched_at=portion.fetched_at, document=text, place=place)
    except DocumentError as error:
        reading.refused.append((reading.found, error, item.ocid))
        return False
    reading.staged.append(staged)
    return True

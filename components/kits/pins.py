"""What can be pinned, and what a kit says of it: the form of `kit.json`, held when it is written and when it is read."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from data_loader.earlier import IDENTITY

FORMAT: Final = 1
MOST_PINS: Final = 100
Kind = Literal["figure", "chart", "table", "record", "search", "flag"]


def _plain(text: str) -> str:
    """Refuse what no one types and no reader sees: control characters other than a line's end."""
    if any(ord(character) < 32 and character not in "\n\t\r" for character in text):
        raise ValueError("A text has control characters.")
    return text


Line = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_plain)]
Prose = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_plain)]
SnapshotId = Annotated[str, StringConstraints(pattern=rf"^{IDENTITY.pattern}$")]
Path = Annotated[str, StringConstraints(max_length=1000, pattern=r"^/([^/\\\x00-\x20][^\\\x00-\x20]*)?$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of a kit; what it does not know is an error, so that nothing is read by halves."""

    model_config = ConfigDict(extra="forbid")


class Pin(Part):
    """An address of ours as a reader pinned it: a page with its filters, on it a card or a key figure, and the data."""

    kind: Kind
    path: Path
    query: Annotated[str, StringConstraints(max_length=6000)] = ""
    of: Line = Field("", description="Card or key figure of the page; empty: its headline, or the record.")
    snapshot: SnapshotId
    title: Line = ""
    value: Line = ""
    note: Prose = ""


class KitWords(Part):
    """What the author writes."""

    title: Line = ""
    author: Line = ""
    introduction: Prose = ""


class Record(Part):
    """A source record in the kit, as it was compiled from its publisher's releases."""

    ocid: Line
    source: Line
    file: Line
    fetched_at: Line
    source_urls: list[Annotated[str, StringConstraints(max_length=4000)]]


class Pinned(Pin):
    """A pin with its evidence: the exact values shown, and the files that carry them."""

    id: Line
    found: bool = Field(description="Whether the page gave it on its snapshot when the kit was made.")
    published_at: Line = Field(description="When the data of its snapshot were published.")
    address: Annotated[str, StringConstraints(max_length=9000)]
    finding: Line = ""
    measures: Prose = ""
    about: list[Prose] = []
    columns: list[Line] = []
    rows: list[list[Any]] = []
    files: list[Line] = []
    records: list[Record] = []


class Source(Part):
    """A publisher whose data a snapshot holds."""

    id: Line
    name: Line
    url: Annotated[str, StringConstraints(max_length=4000)]
    licence: Line = ""
    pulled_at: Line = ""


class Data(Part):
    """A snapshot that pins are of."""

    id: SnapshotId
    published_at: Line
    sources: list[Source]


class File(Part):
    """A file of the kit, with what proves that it is as it was written."""

    path: Line
    bytes: int
    sha256: Hash


class Manifest(KitWords):
    """`kit.json`: everything there is to know of a kit; `seal` is the SHA-256 of all the rest of it as canonical JSON."""

    kit: Literal[1]
    program: Line
    site: Line
    address: Line
    made_at: Line
    lang: Annotated[str, StringConstraints(max_length=20)]
    pins: Annotated[list[Pinned], Field(max_length=MOST_PINS)]
    snapshots: list[Data]
    files: list[File]
    seal: Hash | Literal[""] = ""

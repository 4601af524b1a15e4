"""A kit made from pins: each asked again on its own snapshot, written for people and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

import pandas as pd

from components.data_table import csv_text
from components.kits import archive, document, markdown
from components.kits.evidence import Evidence, SourceRecord, evidence_of, query_of
from components.kits.pins import Data, KitWords, Manifest, Pin, Pinned, Record, Source
from components.links import safe_external
from components.snapshot import PARAMETER, current_snapshot, showing
from components.text import Text
from data_loader.config import settings
from data_loader.exceptions import GoneError

PROGRAM: Final = "Vitrina"
MOST_RECORDS: Final = 500
"""Records in a kit."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as the reader's browser drew it."""

    svg: bytes
    png: bytes


@dataclass(slots=True)
class _Work:
    """A kit while it is put together."""

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    snapshots: dict[str, Data] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    """By the id of the pin."""


def build(
    text: Text,
    words: KitWords,
    pins: Sequence[Pin],
    pictures: Mapping[int, Picture],
    *,
    address: str,
    now: datetime,
) -> bytes:
    """Return the kit of these pins as a file, in the order given; `pictures` are by the place of their pin.

    A pin whose snapshot is not kept, or whose page no longer gives it, stays in the kit with the words it was pinned
    with, and the kit says that there is no evidence for it.

    Raises:
        SnapshotError: there are no data at all.
    """
    work = _Work(address)
    pinned = []
    for place, pin in enumerate(pins):
        identity = f"{place + 1:02d}"
        if place in pictures:
            work.pictures[identity] = pictures[place]
        pinned.append(_pinned(work, identity, pin))
    manifest = Manifest(
        kit=1,
        program=PROGRAM,
        site=settings().load().site.name,
        address=address,
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        lang=text.lang,
        pins=pinned,
        snapshots=[work.snapshots[identity] for identity in sorted(work.snapshots)],
        files=[],
        **words.model_dump(),
    )
    hashes = archive.hashes(work.files)
    work.files["story.html"] = document.written(text, manifest, work.files, hashes).encode()
    work.files["story.md"] = markdown.written(text, manifest, hashes).encode()
    return archive.packed(manifest, work.files)


def _pinned(work: _Work, identity: str, pin: Pin) -> Pinned:
    try:
        evidence = evidence_of(pin)
        with showing(pin.snapshot):
            published = current_snapshot().published_at.isoformat()
            _note_data(work, pin.snapshot)
    except GoneError:
        evidence, published = None, ""
    given = pin.model_dump()
    common = {**given, "id": identity, "published_at": published, "address": address_of(pin, work.address)}
    if evidence is None:
        return Pinned(**common, found=False)
    return Pinned(
        **common,
        found=True,
        finding=evidence.finding[:1000],
        measures=evidence.measures,
        about=list(evidence.about),
        columns=[name[:1000] for name in evidence.columns],
        rows=[list(row) for row in evidence.rows],
        files=_files(work, identity, evidence),
        records=[_record(work, record) for record in evidence.records if _has_room(work, record)],
    )


def address_of(pin: Pin, site: str) -> str:
    """Return the address that opens the same view on the same snapshot."""
    query = "&".join(part for part in (query_of(pin), urlencode({PARAMETER: pin.snapshot})) if part)
    return f"{site}{pin.path}?{query}" + (f"#{pin.of}" if pin.of and pin.kind != "figure" else "")


def _files(work: _Work, identity: str, evidence: Evidence) -> list[str]:
    stem = f"{identity}-{_plain(evidence.filename)}"
    made = {f"tables/{stem}.csv": _csv(evidence)}
    picture = work.pictures.get(identity)
    if picture is not None:
        made |= {f"charts/{stem}.svg": picture.svg, f"charts/{stem}.png": picture.png}
    work.files |= made
    return list(made)


def _csv(evidence: Evidence) -> bytes:
    frame = pd.DataFrame(evidence.rows, columns=list(evidence.columns), dtype=object)
    return ("\ufeff" + csv_text(frame)).encode()  # spreadsheets read UTF-8 by the mark


def _record_file(record: SourceRecord) -> str:
    return f"records/{_plain(record.source)}--{_plain(record.ocid)}.json"


def _has_room(work: _Work, record: SourceRecord) -> bool:
    path = _record_file(record)
    return path in work.files or sum(name.startswith("records/") for name in work.files) < MOST_RECORDS


def _record(work: _Work, record: SourceRecord) -> Record:
    path = _record_file(record)
    content = json.dumps(record.compiled, ensure_ascii=False, indent=1, sort_keys=True).encode()
    number = 1
    while work.files.get(path, content) != content:  # another record whose name reads the same, or an older version
        number += 1
        path = f"{_record_file(record).removesuffix('.json')}-{number}.json"
    work.files[path] = content
    return Record(
        ocid=record.ocid,
        source=record.source,
        file=path,
        fetched_at=record.fetched_at,
        source_urls=[url[:4000] for url in record.source_urls],
    )


def _note_data(work: _Work, identity: str) -> None:
    if identity in work.snapshots:
        return
    snapshot = current_snapshot()
    sources = [
        Source(
            id=str(source["id"]),
            name=str(source.get("name") or source["id"]),
            url=str(safe_external(source.get("url")) or source.get("homepage") or source.get("url") or "")[:4000],
            licence=str(source.get("licence") or "")[:1000],
            pulled_at=str(source.get("pulled_at") or ""),
        )
        for source in snapshot.sources
    ]
    work.snapshots[identity] = Data(id=identity, published_at=snapshot.published_at.isoformat(), sources=sources)


def _plain(name: str) -> str:
    """Return a part of a file's name that every system takes: `../` in an ocid leads nowhere."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "x"

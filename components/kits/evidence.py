"""What a pin shows, asked again of the very page that it was pinned on: its finding, its table, its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode

import numpy as np
import pandas as pd

from components.data_table import missing
from components.drawing import Drawing, draw
from components.frames import records
from components.process_list import title_of
from components.snapshot import PARAMETER, current_snapshot, showing
from components.text import Text
from components.view_tables import processes_table
from data_loader import queries

if TYPE_CHECKING:
    from components.kits.pins import Pin

MOST_ROWS: Final = 5000
MOST_RECORDS: Final = 50
"""Records that come along with one table."""
_OF_ADDRESS: Final = ("card", "tour", PARAMETER)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record behind a pin: its compiled release, where it was read and when."""

    ocid: str
    source: str
    compiled: dict[str, Any]
    source_urls: tuple[str, ...]
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a pin shows; `rows` are plain values, None is not published."""

    finding: str
    measures: str = ""
    about: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    filename: str = "table"
    records: tuple[SourceRecord, ...] = ()


def evidence_of(pin: Pin, snapshot: str | None = None) -> Evidence | None:
    """Return what a pin shows on a snapshot, by default its own; None where its page does not show it.

    Raises:
        GoneError: the snapshot is not kept.
        SnapshotError: there are no data at all.
    """
    with showing(pin.snapshot if snapshot is None else snapshot):
        current_snapshot()
        return _record(pin) if pin.kind == "record" else _drawn(pin)


def query_of(pin: Pin) -> str:
    """Return what a pin's page is asked with, without what names card or snapshot."""
    asked = parse_qsl(pin.query, max_num_fields=1000)
    return urlencode([(name, value) for name, value in asked if name not in _OF_ADDRESS])


def language_of(pin: Pin) -> Text:
    """Return the language that a pin's page speaks."""
    return Text.for_request(parse_qs(pin.query, max_num_fields=1000).get("lang"))


def _drawn(pin: Pin) -> Evidence | None:
    snapshot = current_snapshot()
    drawing = draw(pin.path, "&".join(part for part in (query_of(pin), urlencode({PARAMETER: snapshot.id})) if part))
    if drawing is None or not drawing.quotable:
        return None
    text = language_of(pin)
    if pin.kind == "figure" and pin.of:
        return _figure(text, drawing, pin.of) if pin.of in drawing.figures else None
    if not pin.of:
        return _headline(text, drawing) if drawing.title else None
    card = drawing.cards.get(pin.of)
    if card is None:
        return None
    columns, rows = plain_table(card.table)
    return Evidence(
        finding=drawing.title if pin.kind == "search" else card.title,
        measures=card.note,
        about=card.about,
        columns=columns,
        rows=rows,
        filename=card.filename,
        records=_listed(text, columns, rows),
    )


def _figure(text: Text, drawing: Drawing, identity: str) -> Evidence:
    figure = drawing.figures[identity]
    return Evidence(
        finding=f"{figure.label}: {figure.value}",
        measures=figure.sub,
        columns=(text("Figure"), text("As shown"), text("Exactly")),
        rows=((figure.label, figure.value, plain(figure.exact)),),
        filename=f"figure-{identity}",
    )


def _headline(text: Text, drawing: Drawing) -> Evidence:
    return Evidence(
        finding=drawing.title,
        measures=drawing.description,
        columns=(text("Finding"),),
        rows=((drawing.title,),),
        filename="finding",
    )


def _record(pin: Pin) -> Evidence | None:
    ocid = unquote(pin.path.removeprefix("/process/"))
    source = parse_qs(pin.query, max_num_fields=1000).get("source", [None])[-1]
    process = queries.process(current_snapshot(), ocid, source=source)
    if process is None or not pin.path.startswith("/process/"):
        return None
    text = language_of(pin)
    columns, rows = plain_table(processes_table(text, pd.DataFrame([process.row])))
    return Evidence(
        finding=title_of(text, process.row),
        measures=text("The record of one contracting process, as its publisher gave it"),
        columns=columns,
        rows=rows,
        filename="record",
        records=(_source_record(process.row, process.compiled),),
    )


def _listed(text: Text, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[SourceRecord, ...]:
    """Return the records that a table names by their ocid, the first few."""
    if text("Identifier (ocid)") not in columns:
        return ()
    ocid = columns.index(text("Identifier (ocid)"))
    source = columns.index(text("Source")) if text("Source") in columns else None
    wanted = dict.fromkeys((row[ocid], row[source] if source is not None else None) for row in rows if row[ocid])
    named = list(wanted)[:MOST_RECORDS]
    found = queries.records_of(current_snapshot(), [str(identity) for identity, _ in named])
    sources = set(found["source"])
    return tuple(
        _source_record(row, row["compiled"])
        for row in records(found)
        if (row["ocid"], row["source"]) in wanted or any(of not in sources for one, of in named if one == row["ocid"])
    )


def _source_record(row: dict[str, Any], compiled: dict[str, Any]) -> SourceRecord:
    return SourceRecord(
        ocid=str(row["ocid"]),
        source=str(row["source"]),
        compiled=compiled,
        source_urls=tuple(str(url) for url in row["source_urls"]),
        fetched_at=str(row["fetched_at"]),
    )


def plain_table(frame: pd.DataFrame) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Return headers and rows of a frame as values that JSON knows."""
    rows = frame.head(MOST_ROWS).itertuples(index=False, name=None)
    return tuple(map(str, frame.columns)), tuple(tuple(map(plain, row)) for row in rows)


def plain(value: Any) -> Any:
    """Return a cell as JSON knows it: None for what was not published, a whole number without its ".0"."""
    if isinstance(value, np.generic):
        value = value.item()
    if missing(value) or value is pd.NA:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if value in {float("inf"), float("-inf")}:
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value if isinstance(value, str | bool | int) else str(value)

"""The words that both documents of a kit have: where a figure comes from, and how long it can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.kits.pins import Manifest, Pinned
    from components.text import Text

FIRST_ROWS: Final = 25
"""Rows of a table in the document; its CSV has them all."""
_UPRIGHT: Final = 4


def heading(text: Text, pin: Pinned) -> str:
    """Return what stands over a pin: its finding as it was computed, else as it was pinned."""
    return pin.finding or pin.title or text("Without a title")


def kind_name(text: Text, kind: str) -> str:
    """Return what a pin is, as a word."""
    return {
        "figure": text("Figure"),
        "chart": text("Chart"),
        "table": text("Table"),
        "record": text("Record"),
        "search": text("Search"),
        "flag": text("Flag"),
    }[kind]


def citation(text: Text, manifest: Manifest, pin: Pinned) -> str:
    """Return how to quote a pin: what, where, of which data; the address stands beside it."""
    if not pin.found:
        return text(
            "There is no evidence for this one: snapshot {id} is not kept, or the page does not show it there.",
            id=pin.snapshot,
        )
    return text(
        "{site}. Data published {when}, snapshot {id}.",
        site=manifest.site,
        when=text.moment(pin.published_at),
        id=pin.snapshot,
    )


def keeping(text: Text, manifest: Manifest) -> tuple[str, list[str]]:
    """Return what makes the links of this kit open for good, and what its operator must run for it."""
    words = text("The links open these data for as long as they are kept. To keep them for good, their operator runs:")
    return words, [f"python -m data_loader pin {data.id}" for data in manifest.snapshots]


def byline(text: Text, manifest: Manifest) -> str:
    """Return who made the kit, when and where."""
    when = text.moment(manifest.made_at)
    if manifest.author:
        return text("{author}, {when}. Made with {site}.", author=manifest.author, when=when, site=manifest.site)
    return text("{when}. Made with {site}.", when=when, site=manifest.site)


def exactly(text: Text, pin: Pinned) -> str:
    """Return the exact number of a key figure, "" where there is none."""
    value = pin.rows[0][-1] if pin.kind == "figure" and len(pin.columns) > 1 and pin.rows else None
    return text("Exactly: {value}", value=text.number(value)) if isinstance(value, int | float) else ""


def sources(text: Text, manifest: Manifest) -> list[tuple[str, str, str]]:
    """Return the publishers whose data the kit's snapshots hold: name, address, and the licence and when it was pulled."""
    found = {}
    for data in manifest.snapshots:
        for source in data.sources:
            when = text("pulled {when}", when=text.moment(source.pulled_at)) if source.pulled_at else ""
            found[source.id] = (source.name, source.url, " · ".join(part for part in (source.licence, when) if part))
    return list(found.values())


def sealed(text: Text) -> str:
    """Return where the hashes of all files stand."""
    return text(
        "kit.json has the SHA-256 of every file and every exact value; Vitrina checks them and asks for each figure again."
    )


def record_facts(text: Text, pin: Pinned, hashes: Mapping[str, str]) -> list[tuple[str, str, str, list[str]]]:
    """Return for each record of a pin: its ocid, its file, a line with when it was fetched and its hash, its addresses."""
    return [
        (
            record.ocid,
            record.file,
            text(
                "fetched {when}; SHA-256 {hash}",
                when=text.moment(record.fetched_at),
                hash=hashes.get(record.file, ""),
            ),
            record.source_urls,
        )
        for record in pin.records
    ]


def shown(text: Text, pin: Pinned) -> tuple[list[str], list[list[Any]]]:
    """Return the table of a pin as a document shows it: its first rows, without columns that have nothing in any of them.

    One row of many columns stands upright, a line a column.
    """
    rows = pin.rows[:FIRST_ROWS]
    used = [place for place, _ in enumerate(pin.columns) if any(row[place] not in (None, "") for row in rows)]
    if len(rows) == 1 and len(used) > _UPRIGHT:
        return [text("Field"), text("Value")], [[pin.columns[place], rows[0][place]] for place in used]
    used = used or list(range(len(pin.columns)))
    return [pin.columns[place] for place in used], [[row[place] for place in used] for row in rows]


def more_rows(text: Text, pin: Pinned) -> str:
    """Return what a document says under a table that it cut, "" where it shows all of it."""
    if len(pin.rows) <= FIRST_ROWS:
        return ""
    return text(
        "The first {shown} of {all} rows; the CSV has them all.", shown=FIRST_ROWS, all=text.number(len(pin.rows))
    )

"""Compiled records made by hand, and the snapshot of a few of them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data_loader import snapshot_making
from data_loader.inputs import Inputs
from data_loader.snapshot import Snapshot

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def record(ocid: str, *, source: str = "s", aliases: tuple[str, ...] = (), **release: Any) -> dict[str, Any]:
    """A compiled record as the pull hands it to the tables."""
    return {
        "source": source,
        "ocid": ocid,
        "aliases": list(aliases),
        "releases": 1,
        "source_urls": [f"https://example.org/{ocid}"],
        "fetched_at": "2026-11-22T02:00:00+00:00",
        "hash": json.dumps(release, sort_keys=True),
        "release": {"ocid": ocid, "date": "2017-05-01T00:00:00-06:00"} | release,
    }


def value(amount: float | None, currency: str | None = "MXN") -> dict[str, Any]:
    """An OCDS value; None leaves the member out."""
    return {key: item for key, item in (("amount", amount), ("currency", currency)) if item is not None}


def contract(
    amount: float | None = None, *, suppliers: tuple[str, ...] = (), currency: str | None = "MXN", **more: Any
) -> dict[str, Any]:
    """A contract with a supplier or several, and whatever else is given."""
    made: dict[str, Any] = {"id": "c1", "suppliers": [{"name": name} for name in suppliers]} | more
    return made | ({"value": value(amount, currency)} if amount is not None or currency is None else {})


def write(
    folder: Path, records: list[dict[str, Any]], problems: list[dict[str, Any]] | None = None
) -> tuple[Path, Path]:
    """Write records and problems as the two files of JSON lines that `publish` reads, records in their order."""
    records = sorted(records, key=lambda item: (item["source"], item["ocid"]))
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "records.jsonl", folder / "problems.jsonl"
    for path, lines in zip(paths, (records, problems or []), strict=True):
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return paths


def sources(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sources of these records, as the pull describes them."""
    return [
        {"id": name, "name": f"Publisher {name}", "url": f"https://example.org/{name}", "shape": "package"}
        for name in sorted({item["source"] for item in records})
    ]


def publish(folder: Path, *records: dict[str, Any], now: datetime = NOW) -> Snapshot:
    """The snapshot of these records."""
    listed = list(records)
    return snapshot_making.publish(Inputs(*write(folder / "input", listed), sources(listed)), folder / "data", now=now)


class Cases:
    """The records of many tests, each test's in sources of its own, in one snapshot: a snapshot costs more than a record."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []

    def given(self, source: str, *records: dict[str, Any]) -> str:
        """Add the records of a test, as those of this source, and return the source."""
        self.records += [item | {"source": source} for item in records]
        return source

    def publish(self, folder: Path) -> Snapshot:
        """The snapshot of all records."""
        return publish(folder, *self.records)

"""How each source's last pulls went, in one small file that people and programs can read: `VITRINA_DATA/status.json`."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict

import orjson

from data_loader.config import Source


class SourceStatus(TypedDict, total=False):
    """What is known of one source; times are ISO 8601 in UTC, `error` plain words or None."""

    id: str
    name: str
    url: str
    shape: str
    licence: str
    homepage: str
    configured: bool
    pulled_at: str | None
    last_success: str | None
    last_attempt: str | None
    error: str | None
    documents: int
    releases: int
    processes: int
    problems: int
    vanished: int
    unreadable: int
    repaired: int
    refused: int
    requests: int
    not_modified: int
    bytes: int
    seconds: float


def load(data_dir: Path) -> dict[str, SourceStatus]:
    """Return the status of each source by its id; empty where nothing was pulled, or the file is damaged."""
    try:
        loaded: Any = orjson.loads((data_dir / "status.json").read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def save(data_dir: Path, statuses: dict[str, SourceStatus]) -> None:
    """Write the status of all sources, at once or not at all."""
    write_atomically(data_dir / "status.json", orjson.dumps(statuses, option=orjson.OPT_INDENT_2))


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file so that a reader sees the old content or the new one, whatever happens between."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def next_run(item: SourceStatus, every: timedelta | None) -> str | None:
    """Return when a source is due again, as ISO 8601; None where it is not pulled by itself."""
    last = item.get("last_attempt")
    return (datetime.fromisoformat(last) + every).isoformat() if last and every else None


def described(source: Source, shape: str, *, configured: bool) -> SourceStatus:
    """Return the part of a status that the configuration gives."""
    local = "://" not in source.url
    return SourceStatus(
        id=source.id,
        name=source.name or source.id,
        url=Path(source.url).name if local else source.url,
        shape=shape,
        licence=source.licence,
        homepage=source.homepage,
        configured=configured,
    )

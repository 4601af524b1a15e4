"""A file, a folder or a glob on this machine.

Domain: `url` is a path; a folder is read with all that is below it.
Files: `.json`, `.jsonl`, `.ndjson`, `.gz`, `.zip`, read in the order of their names.
Paging: none.
Quirks: files are not copied into the cache; an unchanged one is known by its SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data_loader.config import ROOT, Source
from data_loader.exceptions import SourceError
from data_loader.fetch import Fetcher, Page, page_of_file

ENDINGS: Final = (".json", ".jsonl", ".ndjson", ".gz", ".zip")


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page]:
    """Yield each file.

    Raises:
        SourceError: there is no such file, or the folder has none that could be read.
    """
    for path in _paths(source):
        try:
            yield page_of_file(path, name=_name(path), now=fetcher.now())
        except OSError as error:
            raise SourceError(f"{path} cannot be read: {error.strerror}.") from error


def _paths(source: Source) -> list[Path]:
    path = Path(source.url).expanduser()
    if path.is_dir():
        found = sorted(item for item in path.rglob("*") if item.is_file() and item.name.lower().endswith(ENDINGS))
    elif path.exists():
        found = [path]
    else:
        found = sorted(item for item in Path(path.absolute().anchor).glob(_pattern(path)) if item.is_file())
    if not found:
        raise SourceError(
            f"There is nothing to read at {source.url}.",
            hint=f"It takes a file, folder or glob of {', '.join(ENDINGS)}.",
        )
    return found


def _pattern(path: Path) -> str:
    return str(path.absolute().relative_to(path.absolute().anchor))


def _name(path: Path) -> str:
    """Return how a file is called in public: below the project by its path there, else by its name alone."""
    resolved = path.resolve()
    return str(resolved.relative_to(ROOT)) if resolved.is_relative_to(ROOT) else resolved.name

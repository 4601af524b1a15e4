"""One module an API shape: how to walk it from its first page to its last.

A shape is a function `pages(source, fetcher)` that yields each `Page`, and a `SourceError` for each that could not be had
while the others could. `SHAPES` names them; `shape_of` picks the one for a source that does not name its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from data_loader.config import Source
from data_loader.exceptions import ConfigError, SourceError
from data_loader.fetch import Fetcher, Page
from data_loader.sources import (
    bulk,
    cdmx,
    ckan,
    edca,
    file,
    links,
    listing,
    pages,
    pdn,
    recognised,
    registry,
    single,
    window,
)

Shape = Callable[[Source, Fetcher], Iterator[Page | SourceError]]

SHAPES: Final[dict[str, Shape]] = {
    "single": single.pages,
    "links": links.pages,
    "pages": pages.pages,
    "list": listing.pages,
    "window": window.pages,
    "bulk": bulk.pages,
    "ckan": ckan.pages,
    "edca": edca.pages,
    "pdn": pdn.pages,
    "cdmx": cdmx.pages,
    "registry": registry.pages,
    "file": file.pages,
    "recognised": recognised.pages,
}


def shape_of(source: Source) -> str:
    """Return the name of a source's shape: the one it gives, else the one that its address shows, else `recognised`.

    Raises:
        ConfigError: there is no shape of that name.
    """
    if source.shape is None:
        return recognised.by_address(source.url) or "recognised"
    if source.shape not in SHAPES:
        names = ", ".join(sorted(SHAPES))
        raise ConfigError(f"{source.id}: there is no shape {source.shape!r}.", hint=f"There are: {names}.")
    return source.shape


@cache
def presets() -> dict[str, Source]:
    """Return the publishers whose addresses and quirks are known, by the id under which they are pulled."""
    loaded = tomllib.loads((Path(__file__).parent / "presets.toml").read_text(encoding="utf-8"))
    return {item["id"]: Source(**item) for item in loaded["presets"]}

"""One module an API shape: how to walk it from its first page to its last.

A shape is a function `pages(source, fetcher)` that yields each `Page`, and a `SourceError` for each that could not be had
while the others could. `SHAPES` names them; `shape_of` picks the one for a
source that does not name its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from data_loader.config import Source
from data_loader.exceptions import ConfigError, SourceError
from data_loader.fetch import Fetcher, Page
from data_loader.sources import file, links, single

Shape = Callable[[Source, Fetcher], Iterator[Page | SourceError]]

SHAPES: Final[dict[str, Shape]] = {"file": file.pages, "links": links.pages, "single": single.pages}


def shape_of(source: Source) -> str:
    """Return the name of a source's shape: the one it gives, else the one that its address suggests.

    Raises:
        ConfigError: there is no shape of that name.
    """
    if source.shape is None:
        return "links" if source.url.startswith(("http://", "https://")) else "file"
    if source.shape not in SHAPES:
        names = ", ".join(sorted(SHAPES))
        raise ConfigError(f"{source.id}: there is no shape {source.shape!r}.", hint=f"There are: {names}.")
    return source.shape

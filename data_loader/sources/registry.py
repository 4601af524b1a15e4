"""The OCP Data Registry: most publishers of the world, already compiled.

Endpoint: `url` is `registry:ID`, the number of a publication at https://data.open-contracting.org.
`GET /en/publication/{ID}/download?name=full.jsonl.gz` may redirect; it is gzipped JSON lines, one compiled release a
line. Options: `name` (`full`, a year, or `undated`), `base`.
Paging: none.
Quirks: large publications take gigabytes; `name` takes one year of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from data_loader.config import Source
from data_loader.exceptions import ConfigError
from data_loader.fetch import Fetcher, Page
from data_loader.sources.answers import Options, options


class RegistryOptions(Options):
    """Which part of a publication, and where the registry is."""

    name: str = Field(default="full", pattern=r"^(full|undated|\d{4})$")
    base: str = "https://data.open-contracting.org"


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page]:
    """Yield the one file."""
    chosen = options(source, RegistryOptions)
    identity = source.url.removeprefix("registry:")
    if not identity.isdigit():
        raise ConfigError(f"{source.id}: {source.url} should be registry: and the number of a publication.")
    yield fetcher.get(f"{chosen.base}/en/publication/{identity}/download?name={chosen.name}.jsonl.gz")

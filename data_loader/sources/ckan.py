"""A CKAN data portal: a dataset with resources, some of them OCDS.

Endpoint: `url`, the dataset's page (`…/dataset/NAME`) or `…/api/3/action/package_show?id=NAME`. Options: `formats`.
Paging: each resource of the dataset whose format or ending is one of `formats`.
Quirks: formats are written in every way (`JSON`, `.json`, `application/json`, `JSON Lines`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from data_loader.config import Source
from data_loader.exceptions import ShapeError, SourceError
from data_loader.fetch import Fetcher, Page
from data_loader.sources.answers import Options, answer, at, options
from data_loader.sources.listing import each


class CkanOptions(Options):
    """Which resources are OCDS, by a part of their format or by their ending."""

    formats: tuple[str, ...] = ("json", "jsonl", "ndjson", "json lines", "zip", "gz")


def pages(source: Source, fetcher: Fetcher) -> Iterator[Page | SourceError]:
    """Yield each resource."""
    chosen = options(source, CkanOptions)
    resources = at(answer(fetcher.get(_package(source.url))), "/result/resources")
    if not isinstance(resources, list):
        raise ShapeError(f"{source.url} is no CKAN dataset: its answer has no result.resources.")
    wanted = [item for item in resources if isinstance(item, dict) and _is_wanted(item, chosen.formats)]
    if not wanted:
        raise ShapeError(f"{source.url} has no resource of the formats {', '.join(chosen.formats)}.")
    yield from each(dict.fromkeys(urljoin(source.url, str(item["url"])) for item in wanted), fetcher)


def _package(url: str) -> str:
    parts = urlsplit(url)
    if "/api/" in parts.path:
        return url
    base, _, name = parts.path.partition("/dataset/")
    query = urlencode({"id": name.strip("/").split("/")[0]})
    return parts._replace(path=f"{base}/api/3/action/package_show", query=query).geturl()


def _is_wanted(resource: dict[str, Any], formats: tuple[str, ...]) -> bool:
    if not resource.get("url"):
        return False
    named = str(resource.get("format") or "").lower().removeprefix(".").rsplit("/", 1)[-1]
    ending = urlsplit(str(resource["url"])).path.lower().rsplit(".", 1)[-1]
    return named in formats or (not named and ending in formats)

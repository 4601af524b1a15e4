"""Addresses of pages: every link keeps the reader's filters, language and snapshot, and nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from components.snapshot import PARAMETER, asked_snapshot, carried
from components.text import Text
from data_loader.filters import Filters


def href(path: str, filters: Filters, text: Text, **extra: Any) -> str:
    """Return the address of a page with these filters; `extra` are parameters of that page, None ones left out."""
    own = urlencode({key: value for key, value in extra.items() if value is not None})
    asked = (filters.to_query(), own, _carried(text.lang, asked_snapshot()))
    return f"{path}?{'&'.join([part for part in asked if part])}"


@lru_cache(maxsize=64)
def _carried(lang: str, snapshot: str | None) -> str:
    """Return what every address ends in; a page has two hundred of them."""
    return urlencode({"lang": lang, **({PARAMETER: snapshot} if snapshot else {})})


def agency(identity: str | None, filters: Filters, text: Text, **extra: Any) -> str:
    """Return the address of an agency's page; of None ("not published"), the processes that name none."""
    if identity in (None, "none"):
        return records(filters.replace(agency=("none",)), text)
    kept = filters.replace(agency=(), exclude_agency=())
    return href(f"/agency/{quote(str(identity), safe='')}", kept, text, **extra)


def supplier(identity: str | None, filters: Filters, text: Text, **extra: Any) -> str:
    """Return the address of a supplier's page; of None ("not published"), the processes that name none."""
    if identity in (None, "none"):
        return records(filters.replace(supplier=("none",)), text)
    return href(f"/supplier/{quote(str(identity), safe='')}", filters.replace(supplier=()), text, **extra)


def process(ocid: str, source: str | None, text: Text) -> str:
    """Return the address of a process."""
    query = {"source": source} if source else {}
    return f"/process/{quote(ocid, safe='')}?{urlencode({**query, 'lang': text.lang, **carried()})}"


def check(code: str, filters: Filters, text: Text, **extra: Any) -> str:
    """Return the address of one check of the data, with the records that fail it."""
    return href(f"/quality/{quote(code, safe='')}", filters, text, **extra)


def records(filters: Filters, text: Text, **extra: Any) -> str:
    """Return the address of the list of the processes behind a number."""
    return href("/processes", filters, text, **extra)


def of_group(filters: Filters, by: str, identity: str | None) -> Filters | None:
    """Return the filters that keep one group of a dimension only; None where no filter can: the processes without a year."""
    if by != "year":
        return filters.replace(**{by: (identity or "none",)})
    return filters.replace(year_from=int(identity), year_to=int(identity)) if identity else None


def api_process(ocid: str, source: str | None) -> str:
    """Return the address of a process's JSON."""
    query = urlencode({**({"source": source} if source else {}), **carried()})
    return f"/api/v1/processes/{quote(ocid, safe='')}" + (f"?{query}" if query else "")


def safe_external(address: Any) -> str | None:
    """Return a published address when it is http(s), else None: nobody is sent to `javascript:`."""
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return address.strip() if parts.scheme.lower() in {"http", "https"} and parts.netloc else None

"""Where the reader is: the address that the page being made answers."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import dash


def current_path() -> str:
    """Return the path of the address, "/" where no page is being made."""
    return _given("pathname") or "/"


def current_search(*, without: tuple[str, ...] = ()) -> str:
    """Return the query of the address without "?" and without some of its parameters."""
    pairs = parse_qsl(_given("search").removeprefix("?"), keep_blank_values=False)
    return urlencode([(name, value) for name, value in pairs if name not in without])


def _given(name: str) -> str:
    try:
        inputs = dash.ctx.inputs
    except dash.exceptions.MissingCallbackContextException:
        return ""
    return str(inputs.get(f"_pages_location.{name}") or "")

"""HTML attributes with a dash in their name, which Python cannot spell as keywords."""

from __future__ import annotations

from typing import Any


def attributes(**named: Any) -> dict[str, Any]:
    """Return `aria-…`, `data-…` and the like, to be unpacked into a component.

    >>> attributes(aria_label="Pages", data_share="top")
    {'aria-label': 'Pages', 'data-share': 'top'}
    """
    return {name.replace("_", "-"): value for name, value in named.items()}

"""Ids of elements that more than one place speaks of."""

from __future__ import annotations

from typing import Final

CONTENT: Final = "content"
FILTERS: Final = "filters"
CHART_LINK: Final = "chart-link"
"""The class of charts whose bars lead to the address in their customdata."""

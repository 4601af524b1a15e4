"""Pages that are drawn in the process of the tests, on the bundled data."""

from collections.abc import Iterator
from pathlib import Path

import dash
import pytest


@pytest.fixture(scope="module")
def registered(bundled_data: Path) -> Iterator[None]:
    """Let pages register without a running program, on the bundled data."""
    patch = pytest.MonkeyPatch()
    patch.setenv("VITRINA_DATA", str(bundled_data))
    dash.Dash("pages", use_pages=True, pages_folder="")
    yield
    patch.undo()

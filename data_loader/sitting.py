"""A sitting: one pull of a source, and whatever it takes to finish it after it broke off."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from data_loader.cache import SourceCache

SITTING: Final = "sitting"
"""The key in the cache under which the sitting at work is kept; it is gone once the source was read whole."""
LONGEST: Final = timedelta(days=1)
"""After that, pages fetched before are too old to be put together with new ones."""


def sitting(cache: SourceCache, now: datetime) -> str:
    """Return the name of this pull, or of the one that broke off not long ago: this one goes on from there."""
    stored = cache.pages.get(SITTING)
    if stored:
        name, _, started = stored.decode().partition(" ")
        if now - datetime.fromisoformat(started) < LONGEST:
            return name
    name = uuid.uuid4().hex
    cache.pages.set(SITTING, f"{name} {now.isoformat()}".encode())
    return name

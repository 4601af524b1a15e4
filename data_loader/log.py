"""How the programs of this house log: plain lines with a time, at the level that LOG_LEVEL names."""

from __future__ import annotations

import logging
import os
from typing import Final

from data_loader.exceptions import ConfigError

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")


def log_to_stderr() -> None:
    """Log to standard error.

    Raises:
        ConfigError: LOG_LEVEL is no level.
    """
    level = os.environ.get("LOG_LEVEL", "INFO").upper()
    if level not in LEVELS:
        raise ConfigError(f"LOG_LEVEL is {level!r}.", hint=f"It takes one of {', '.join(LEVELS)}.")
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(message)s", force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)

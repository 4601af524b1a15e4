"""What vitrina.toml says about indicators, as the file that the tables read."""

from __future__ import annotations

from pathlib import Path

import orjson

from data_loader.config import Config


def write(config: Config, target: Path) -> Path:
    """Write one line a number or list that vitrina.toml sets, and return the file."""
    with target.open("wb") as file:
        for code, given in sorted(config.indicators.of_each.items()):
            for name, value in sorted(given.items()):
                words = value if isinstance(value, list) else None
                number = None if isinstance(value, list) else float(value)
                row = {"indicator": code, "parameter": name, "number": number, "words": words}
                file.write(orjson.dumps(row) + b"\n")
    return target

"""The list of fields that completeness is measured by, as `completeness.toml` documents it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from data_loader.filters import ProcessStage

FILE: Final = Path(__file__).with_name("completeness.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field that a process may owe; `path` is also its column in the completeness table."""

    path: str
    stage: ProcessStage
    rule: str
    level: Literal["basic", "intermediate", "advanced"]
    label_es: str
    label_en: str
    why_es: str
    why_en: str


@cache
def completeness_field_list() -> tuple[Field, ...]:
    """Return every field, in the order of the file."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["field"]
    return tuple(Field(**entry) for entry in listed)


def of_stage(stage: ProcessStage) -> tuple[Field, ...]:
    """Return the fields of one stage."""
    return tuple(field for field in completeness_field_list() if field.stage == stage)


OBJECTS: Final = {
    "contracts/implementation/transactions": "payment",
    "contracts": "contract",
    "awards": "award",
}
"""Lists whose entries owe a field one by one, the longest path first, and what one entry is."""
_WHOLE: Final = ("contracts/implementation/milestones", "contracts/implementation/documents")
"""Under a list, but owed by the process as a whole."""


def list_of(path: str) -> str | None:
    """Return the list whose entries owe this field one by one, None where the process owes it as a whole.

    >>> list_of("awards/suppliers/name"), list_of("tender/title")
    ('awards', None)
    """
    return None if path in _WHOLE else next((name for name in OBJECTS if path.startswith(f"{name}/")), None)

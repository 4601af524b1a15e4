"""The list of fields that completeness is measured by, as `completeness.toml` documents it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from data_loader.filters import PROCESS_STAGES, ProcessStage

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


__all__ = ["FILE", "PROCESS_STAGES", "Field", "completeness_field_list", "of_stage"]

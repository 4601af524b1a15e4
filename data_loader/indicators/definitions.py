"""The indicators as their files define them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

FOLDER: Final = Path(__file__).parent
REASONS: Final = FOLDER / "reasons.toml"
BASE: Final = FOLDER / "base.sql"

Family = Literal["competition", "concentration", "size", "price", "time", "silence", "watchlists"]
Level = Literal["process", "agency", "supplier", "pair", "item"]
State = Literal["raised", "clear", "not_computable"]
Parameter = float | list[str]

FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
STATES: Final[tuple[State, ...]] = get_args(State)
WORDS: Final = ("name", "what", "why", "innocent", "next", "ask", "lead")
"""The texts of an indicator: English in its file, other languages in the catalogues."""
OF_PROCESSES: Final = frozenset({"process", "item"})
"""Levels whose state is kept process by process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator.

    `unit` is the kind of its value and threshold; `compare` how the two are held against each other where the threshold
    can be changed, `threshold` the parameter that holds it. `strength` (0-1) says how much a result is a fact rather than
    a pattern. `lead` is the sentence of a raised result: its places are figures of the evidence and the names of things.
    `figures` says what kind each figure is, or of which figures it is put together.
    """

    code: str
    order: int
    family: Family
    level: Level
    unit: str
    strength: float
    name: str
    what: str
    why: str
    innocent: str
    next: str
    ask: str
    lead: str
    needs: list[str]
    references: list[str]
    levels: list[Level] = field(default_factory=list)
    compare: Literal["", "<", "<=", ">", ">="] = ""
    threshold: str = ""
    parameters: dict[str, Parameter] = field(default_factory=dict)
    figures: dict[str, str | list[str]] = field(default_factory=dict)

    @property
    def all_levels(self) -> tuple[Level, ...]:
        """Return what its results are about: one thing, or several where the query says which."""
        return tuple(self.levels) or (self.level,)

    @property
    def adjustable(self) -> bool:
        """Return whether a reader may choose another threshold: one number, held against a value."""
        return bool(self.compare and self.threshold)

    @property
    def default(self) -> float | None:
        """Return the threshold of its file; None where it is a fence of the peers."""
        given = self.parameters.get(self.threshold)
        return float(given) if isinstance(given, int | float) else None

    @property
    def sql(self) -> str:
        """Return its query."""
        return _query(self.code)


@cache
def _query(code: str) -> str:
    return (FOLDER / f"{code}.sql").read_text(encoding="utf-8").rstrip("; \n")


@cache
def indicator_list() -> tuple[Indicator, ...]:
    """Return every indicator, in the order that the files give."""
    files = [path for path in FOLDER.glob("*.toml") if path != REASONS]
    listed = [Indicator(**tomllib.loads(path.read_text(encoding="utf-8"))) for path in files]
    return tuple(sorted(listed, key=lambda one: (FAMILIES.index(one.family), one.order, one.code)))


@cache
def indicator_of(code: str) -> Indicator:
    """Return one indicator.

    Raises:
        KeyError: there is none of this code.
    """
    return {one.code: one for one in indicator_list()}[code]


@cache
def reasons() -> dict[str, str]:
    """Return in English why something cannot be computed, by code."""
    return tomllib.loads(REASONS.read_text(encoding="utf-8"))


def files() -> list[Path]:
    """Return every file that the results are made by."""
    return sorted([*FOLDER.glob("*.toml"), *FOLDER.glob("*.sql"), *FOLDER.glob("*.py")])

"""What the generator knows of the real files: the shape of every real process, its words, and how organisations share.

Read from the bundled files each time, by the program's own reading and merging, so that the fit is what the files say
and nothing that was written down once. A `Shape` is one real process with holes where values are drawn.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
import orjson

from data_loader.compiled import compile_staged, stage
from data_loader.config import ROOT, Settings
from data_loader.documents import Item, read
from data_loader.staging import Staged, fold

Json = dict[str, Any]

MOST: Final = {"documents": 1, "items": 2, "transactions": 4, "milestones": 2, "amendments": 2}
"""How many entries of a list a shape keeps: a few real processes list hundreds, and would be most of the bytes."""
PHRASE: Final = 4
"""Words that stay together when texts are drawn."""
_LEFT_OUT: Final = frozenset({"validationErrors", "packageInfo", "budgetBreakdown", "dateModified"})
"""What no table reads and one publisher alone writes much of."""
_TEXTS: Final = frozenset({"title", "description", "rationale", "project"})
_NUMBERED: Final = frozenset({"awards", "contracts", "tender", "documents", "milestones", "transactions"})
"""Where an id is the process's own: it gets the process's number. `awardID` with it, so that links stay."""
_AGENCIES: Final = frozenset({"buyer", "procuringEntity", "buyers", "payer"})
_OTHERS: Final = frozenset({"suppliers", "tenderers", "payee", "parties"})
_BUYING: Final = frozenset({"buyer", "procuringEntity", "payer"})
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?=$|T)")
_DIGITS: Final = re.compile(r"\d{3,}")
_HOLE: Final = re.compile(r'"⟪(\d+)⟫"|⟦(\d+)⟧')
"""A number, which takes the quotes with it, or a part of a text."""
_NUMBERS: Final = frozenset({"money", "whole"})
_STAGES: Final = (("planning",), ("tender",), ("bids", "awards"), ("contracts",))
_FAULTS: Final[dict[str, Any]] = {
    "code_spelling": str.capitalize,
    "whitespace": lambda text: f"{text}\t ",
    "date_format": lambda text: f"{text[:10]}T00:00:00.-06:00",
}
"""What a process had wrong that can be put back: the problem that its repair was noted as, and the undoing of it."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A value to be drawn: number, text (so many words of a pool), day, money, or a part of an organisation.

    `base` is the real value: days from the middle of the process, an amount, or the place of the organisation in it.
    """

    kind: str
    base: float = 0
    detail: str = ""


@dataclass(slots=True)
class Shape:
    """One real process: its releases as bytes with holes, and which of its organisations are agencies."""

    parts: tuple[tuple[list[bytes], list[int]], ...] = ()
    holes: list[Hole] = field(default_factory=list)
    agencies: list[bool] = field(default_factory=list)
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """All shapes, the phrases of each kind of text, and how steeply processes fall from the first organisation on."""

    shapes: list[Shape]
    phrases: dict[str, list[bytes]]
    names: list[str]
    agency_slope: float
    supplier_slope: float


@cache
def fit(releases: int = 1) -> Fit:
    """Return what the bundled files say, for processes of so many releases; 1: compiled."""
    real = [(release, problems) for release, problems in real_processes()]
    words = _Words()
    shapes = [_Holes(release, problems, words).shape(releases) for release, problems in real]
    buyers: Counter[str] = Counter()
    sellers: Counter[str] = Counter()
    for release, _ in real:
        for party in release.get("parties", []):
            named = str(party.get("id") or party.get("name"))
            (buyers if _BUYING & set(party.get("roles") or []) else sellers)[named] += 1
    names = sorted({word for release, _ in real for word in _said(release)})
    return Fit(shapes, words.phrases(), names, slope(buyers), slope(sellers))


def real_processes(folder: Path = ROOT) -> Iterator[tuple[Json, Counter[str]]]:
    """Yield the compiled release of every bundled process, and how often its repairs noted which problem."""
    for source in Settings(config=folder / "vitrina.toml").load().sources:
        staged: dict[str, list[Staged]] = defaultdict(list)
        for line in gzip.decompress((folder / source.url).read_bytes()).splitlines():
            for item in read(orjson.loads(line)) if line.strip() else ():
                if isinstance(item, Item):
                    staged[fold(item.ocid)].append(stage(item, url="", fetched_at=""))
        for releases in staged.values():
            made = compile_staged(source.id, releases, mapping=source.fields, recipe="").lines.splitlines()
            yield orjson.loads(made[0])["release"], Counter(orjson.loads(line)["code"] for line in made[1:])


def slope(counts: Counter[str]) -> float:
    """Return the exponent of Zipf's law that fits, by least squares of the logarithms, within 0.4 and 1.1."""
    if len(counts) < 2:
        return 1.0
    sizes = np.sort(np.array(list(counts.values()), dtype=float))[::-1]
    fitted = np.polyfit(np.log(np.arange(1, len(sizes) + 1)), np.log(sizes), 1)[0]
    return float(np.clip(-fitted, 0.4, 1.1))


def _said(release: Json) -> Iterator[str]:
    for party in release.get("parties", []):
        yield from (word for word in str(party.get("name") or "").split() if word.isalpha() and len(word) > 3)


class _Words:
    """The texts of each kind, to be cut into phrases."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = defaultdict(list)

    def add(self, kind: str, text: str) -> None:
        self.texts[kind].append(text)

    def phrases(self) -> dict[str, list[bytes]]:
        """Return phrases as JSON bytes without quotes, as frequent as they are, with numbers that differ."""
        roll = random.Random(1)  # noqa: S311  nothing to be kept secret
        return {
            kind: [_json(_other_numbers(phrase, roll)) for phrase in _cut(texts) for _ in range(4)]
            for kind, texts in self.texts.items()
        }


def _cut(texts: list[str]) -> Iterator[str]:
    for text in texts:
        words = text.split()
        yield from (" ".join(words[start : start + PHRASE]) for start in range(0, len(words), PHRASE))


def _other_numbers(phrase: str, roll: random.Random) -> str:
    return _DIGITS.sub(lambda found: "".join(roll.choices("0123456789", k=len(found[0]))), phrase)


def _json(text: str) -> bytes:
    return orjson.dumps(text)[1:-1]


class _Holes:
    """Cuts the holes into one real process."""

    def __init__(self, release: Json, problems: Counter[str], words: _Words) -> None:
        self.release = {name: value for name, value in release.items() if name not in _LEFT_OUT}
        self.faults = {code: undo for code, undo in _FAULTS.items() if problems[code]}
        self.words = words
        self.holes: list[Hole] = []
        self.known: dict[tuple[Any, ...], int] = {}
        self.organisations: dict[str, int] = {}
        self.agencies: list[bool] = []
        days = [date.fromisoformat(found).toordinal() for found in _days(self.release)]
        self.middle = median(days) if days else date(2017, 1, 1).toordinal()

    def shape(self, releases: int) -> Shape:
        for party in self.release.get("parties", []):
            self._organisation(party, agency=bool(_BUYING & set(party.get("roles") or [])))
        made = self._walk(self.release, ("",), "")
        made["ocid"] = f"ocds-bench0-{self._hole('number')}"
        made["id"] = made["ocid"]
        parts = tuple(self._part(part) for part in _in_releases(made, releases, self))
        return Shape(
            parts, self.holes, self.agencies, sum(sum(map(len, between)) + 16 * len(holes) for between, holes in parts)
        )

    def _part(self, part: Json) -> tuple[list[bytes], list[int]]:
        pieces = _HOLE.split(orjson.dumps(part).decode())
        numbers = [int(number or part_of_text) for number, part_of_text in zip(pieces[1::3], pieces[2::3], strict=True)]
        return [piece.encode() for piece in pieces[::3]], numbers

    def _hole(self, kind: str, base: float = 0, detail: str = "") -> str:
        key = (kind, base, detail)
        if key not in self.known:
            self.known[key] = len(self.holes)
            self.holes.append(Hole(*key))
        return f"⟪{self.known[key]}⟫" if kind in _NUMBERS else f"⟦{self.known[key]}⟧"

    def day(self, after: float, time: str = "T00:00:00Z") -> str:
        """Return a day so many days after the middle of the process."""
        return self._hole("day", after) + time

    def _organisation(self, value: Json, *, agency: bool) -> int:
        key = str(value.get("id") or value.get("name") or "")
        if key not in self.organisations:
            self.organisations[key] = len(self.agencies)
            self.agencies.append(agency)
        return self.organisations[key]

    def _walk(self, value: Any, path: tuple[str, ...], kind: str) -> Any:
        if isinstance(value, list):
            return [self._walk(item, path, kind) for item in value[: MOST.get(path[-1], len(value))]]
        if not isinstance(value, dict):
            return self._leaf(value, path, kind)
        if path[-1] in _AGENCIES | _OTHERS:
            place = self._organisation(value, agency=path[-1] in _AGENCIES)
            return {name: self._named(item, name, path, place) for name, item in value.items()}
        below = path[-1] if path[-1] in ("items", "documents", "milestones") else kind
        return {name: self._walk(item, (*path, name), below) for name, item in value.items() if name not in _LEFT_OUT}

    def _named(self, value: Any, name: str, path: tuple[str, ...], place: int) -> Any:
        """Return a member of an organisation, the same one wherever it stands in this process."""
        if name in ("id", "name") and isinstance(value, str):
            return self._hole(f"organisation {name}", place)
        if name == "identifier" and isinstance(value, dict):
            holes = {"id": "organisation id", "legalName": "organisation name"}
            return {key: self._hole(holes[key], place) if key in holes else item for key, item in value.items()}
        return self._walk(value, (*path, name), "")

    def _leaf(self, value: Any, path: tuple[str, ...], kind: str) -> Any:
        if isinstance(value, str):
            return self._said(value, path, kind)
        if path[-1] == "amount" and isinstance(value, int | float) and value > 0:
            return self._hole("whole" if isinstance(value, int) else "money", value)
        return value

    def _said(self, value: str, path: tuple[str, ...], kind: str) -> str:
        name = path[-1]
        day = _DAY.match(value)
        if day:
            return self._fault(
                "date_format", self.day(date.fromisoformat(day[0]).toordinal() - self.middle, value[10:])
            )
        if name in _TEXTS and kind != "documents" and "classification" not in path:
            return self._text(value, kind or name)
        if name in ("procurementMethod", "status"):
            return self._fault("code_spelling", value)
        if name == "awardID" or (name == "id" and len(path) > 1 and path[-2] in _NUMBERED):
            return f"{value}-{self._hole('number')}"
        return value

    def _text(self, value: str, kind: str) -> str:
        length = len(value.split())
        self.words.add(kind, value)
        phrases = [self._hole("text", place, f"{kind}\0{value}") for place in range(-(-length // PHRASE))]
        return self._fault("whitespace", " ".join(phrases))

    def _fault(self, code: str, text: str) -> str:
        """Return a text as its publisher wrote it, where this process was one that had to be mended so."""
        undo = self.faults.get(code)
        if undo is None:
            return text
        if code != "date_format":
            del self.faults[code]
            return str(undo(text))
        del self.faults[code]
        return f"{text.partition('⟧')[0]}⟧T00:00:00.-06:00"


def _days(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _days(item)
    elif isinstance(value, str) and _DAY.match(value) and "1990" < value < "2040":
        yield value[:10]


def _in_releases(release: Json, count: int, holes: _Holes) -> Iterator[Json]:
    """Yield the release whole, or what each of so many releases would have said of it, one stage after the other.

    The last contracts come with their implementation; releases beyond the stages there are say the last one again.
    """
    if count == 1:
        yield release
        return
    stages = [[name for name in names if name in release] for names in _STAGES]
    told = [names for names in stages if names] or [[]]
    common = {name: release[name] for name in release if name not in {name for names in _STAGES for name in names}}
    for number in range(count):
        names = told[min(number, len(told) - 1)]
        last = number == count - 1
        part = {name: release[name] if last else _without_implementation(release[name]) for name in names}
        dated = {"id": f"{release['ocid']}-{number}", "date": holes.day(30 * number), "tag": [_tag(names)]}
        yield {**common, **part, **dated}


def _without_implementation(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{name: item[name] for name in item if name != "implementation"} for item in value]


def _tag(names: list[str]) -> str:
    return names[-1].removesuffix("s") if names else "planning"

"""Any number of processes that look like the real ones: `python -m bench.generate 100000 --out FILE.jsonl`.

Each process takes the shape of a real one (which fields it has, how many awards, items, payments, what is missing or
wrong) and values of its own: see README.md, "Generated processes". The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

from bench.fit import Fit, Hole, Shape, fit

BYTES: Final = 5000
"""The mean size of a compiled process, near which national publishers' records are; larger shapes are drawn less."""
BATCH: Final = 50_000
FIRST, LAST = date(2015, 1, 1).toordinal(), date(2024, 12, 31).toordinal()
SPREAD: Final = 0.6
"""Standard deviation of the logarithm by which a process's amounts differ from those of its shape."""
STRETCH: Final = 0.25
"""The same of the time between its dates."""
_EARLIEST, _LATEST = date(1980, 1, 1).toordinal(), date(2059, 12, 31).toordinal()
_SYLLABLES: Final = [first + vowel for first in "bcdfglmnprstv" for vowel in "aeio"]
_HOMOCLAVE: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Bytes = npt.NDArray[np.object_]


def agencies_of(processes: int) -> int:
    """Return how many agencies so many processes have: 250 of 10,000, 2,000 of a million."""
    return max(5, round(250 * (processes / 10_000) ** 0.45))


def suppliers_of(processes: int) -> int:
    """Return how many suppliers so many processes have."""
    return max(10, processes // 8)


def lines(processes: int, *, releases: int = 1, seed: int = 1, size: int = BYTES) -> Iterator[bytes]:
    """Yield a release a line: the compiled one of each process, or so many of each."""
    yield from Generator(processes, releases=releases, seed=seed, size=size).lines()


class Generator:
    """Draws processes in batches, the values of one shape at a time."""

    def __init__(self, processes: int, *, releases: int = 1, seed: int = 1, size: int = BYTES) -> None:
        self.processes, self.random = processes, np.random.default_rng(seed)
        self.fit: Fit = fit(releases)
        sizes = np.array([shape.bytes for shape in fit(1).shapes], dtype=float)
        self.weights = tilted(sizes, size)
        self.phrases = {kind: _array(phrases) for kind, phrases in self.fit.phrases.items()}
        self.days = _array([f"{date.fromordinal(day)}".encode() for day in range(_EARLIEST, _LATEST + 1)])
        self.agencies = _Organisations(agencies_of(processes), self.fit.agency_slope, self, "Secretaría de")
        self.suppliers = _Organisations(suppliers_of(processes), self.fit.supplier_slope, self, "Grupo")

    def lines(self) -> Iterator[bytes]:
        for first in range(1, self.processes + 1, BATCH):
            numbers = np.arange(first, min(first + BATCH, self.processes + 1))
            chosen = self.random.choice(len(self.weights), len(numbers), p=self.weights)
            made: list[list[bytes]] = [[]] * len(numbers)
            for place in np.unique(chosen):
                mine = np.flatnonzero(chosen == place)
                for index, texts in zip(mine.tolist(), self._drawn(self.fit.shapes[place], numbers[mine]), strict=True):
                    made[index] = texts
            for texts in made:
                yield from texts

    def _drawn(self, shape: Shape, numbers: npt.NDArray[np.int64]) -> list[list[bytes]]:
        """Return the releases of processes of one shape, in the order of their numbers."""
        draw = _Draw(self, shape, numbers)
        columns = [draw.column(hole) for hole in shape.holes]
        releases = []
        for between, holes in shape.parts:
            form = b"%b".join(piece.replace(b"%", b"%%") for piece in between) + b"\n"
            rows = zip(*(columns[hole] for hole in holes), strict=True)
            releases.append([form % row for row in rows])
        return [list(texts) for texts in zip(*releases, strict=True)]


class _Draw:
    """The values of the processes of one shape: what they have in common is drawn once for each process."""

    def __init__(self, generator: Generator, shape: Shape, numbers: npt.NDArray[np.int64]) -> None:
        self.of, self.numbers, random = generator, numbers, generator.random
        count = len(numbers)
        self.factor = np.exp(random.normal(0, SPREAD, count))
        self.stretch = np.exp(random.normal(0, STRETCH, count))
        # a little more each year
        self.middle = FIRST + (LAST - FIRST) * random.random(count) ** 0.8 - _EARLIEST
        self.organisations = [
            (among := generator.agencies if agency else generator.suppliers, among.drawn(random, count))
            for agency in shape.agencies
        ]

    def column(self, hole: Hole) -> list[Any]:
        """Return one value for each process."""
        if hole.kind == "number":
            return [b"%07d" % number for number in self.numbers.tolist()]
        if hole.kind == "day":
            days = np.clip(self.middle + hole.base * self.stretch, 0, len(self.of.days) - 1)
            return self.of.days[days.astype(int)].tolist()
        if hole.kind == "money":
            return [b"%.2f" % amount for amount in (hole.base * self.factor).tolist()]
        if hole.kind == "whole":
            return [b"%d" % amount for amount in np.ceil(hole.base * self.factor).tolist()]
        if hole.kind == "text":
            phrases = self.of.phrases[hole.detail.partition("\0")[0]]
            return phrases[self.of.random.integers(0, len(phrases), len(self.numbers))].tolist()
        among, places = self.organisations[int(hole.base)]
        return (among.ids if hole.kind == "organisation id" else among.names)[places].tolist()


class _Organisations:
    """Agencies or suppliers: a few have most of the processes, as steeply as in the real files."""

    def __init__(self, count: int, slope: float, generator: Generator, kind: str) -> None:
        random, words = generator.random, generator.fit.names
        self.share = np.cumsum(np.arange(1, count + 1, dtype=float) ** -slope)
        self.share /= self.share[-1]
        said = random.integers(0, len(words), count).tolist()
        invented = random.integers(0, len(_SYLLABLES), (count, 4)).tolist()
        days = random.integers(0, 12_000, count).tolist()
        self.names = quoted(
            f"{kind} {''.join(_SYLLABLES[part] for part in parts).title()} {words[word].title()}"
            + ("" if kind[0] == "S" else ", S.A. de C.V.")
            for parts, word in zip(invented, said, strict=True)
        )
        self.ids = quoted(
            "".join(_SYLLABLES[part][0].upper() for part in parts[:3])
            + (date(1985, 1, 1) + timedelta(day)).strftime("%y%m%d")
            + _homoclave(place)
            for place, (parts, day) in enumerate(zip(invented, days, strict=True))
        )

    def drawn(self, random: np.random.Generator, count: int) -> npt.NDArray[np.intp]:
        return np.searchsorted(self.share, random.random(count))


def _homoclave(number: int) -> str:
    return "".join(_HOMOCLAVE[number // 36**place % 36] for place in (2, 1, 0))


def quoted(texts: Any) -> Bytes:
    """Return texts as they stand in JSON, without the quotes."""
    return _array([text.replace("\\", "\\\\").replace('"', '\\"').encode() for text in texts])


def _array(values: list[bytes]) -> Bytes:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def tilted(sizes: npt.NDArray[np.float64], mean: float) -> npt.NDArray[np.float64]:
    """Return how often each shape is drawn: equally but for a factor exp(-t·size), so that the mean is as asked.

    >>> tilted(np.array([100.0, 300.0]), 200).round(2).tolist()
    [0.5, 0.5]
    """
    low, high = -20.0, 20.0
    scaled = sizes / sizes.max()
    for _ in range(60):
        middle = (low + high) / 2
        weights = np.exp(-middle * (scaled - scaled.min()) if middle > 0 else -middle * (scaled - 1))
        weights /= weights.sum()
        low, high = (middle, high) if weights @ sizes > mean else (low, middle)
    return weights


def write(file: IO[bytes], processes: int, *, releases: int = 1, seed: int = 1, size: int = BYTES) -> int:
    """Write the lines and return how many bytes they are."""
    written = 0
    for line in lines(processes, releases=releases, seed=seed, size=size):
        written += file.write(line)
    return written


def main() -> None:
    """Write a file and say what it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__.partition("\n")[0])
    parser.add_argument("processes", type=int)
    parser.add_argument("--out", type=Path, required=True, help="file of JSON lines")
    parser.add_argument("--releases", type=int, default=1, help="releases of each process; 1: the compiled one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bytes", type=int, default=BYTES, help="mean size of a compiled process")
    given = parser.parse_args()
    started = time.perf_counter()
    with given.out.open("wb") as file:
        written = write(file, given.processes, releases=given.releases, seed=given.seed, size=given.bytes)
    seconds = time.perf_counter() - started
    sys.stdout.write(
        f"{given.processes:,} processes, {written / 1e6:,.0f} MB, {written / given.processes:,.0f} bytes each, "
        f"{given.processes / seconds:,.0f} a second\n"
    )


if __name__ == "__main__":
    main()

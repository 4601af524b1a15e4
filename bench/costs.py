"""What each page and each route of the API costs: `python -m bench.costs DATA [PART]`, the dearest first.

Statements, processor time and time of the clock of each with each of the filters, no answer kept; then the functions that
asked, by the processor time of their statements. With PART only pages and routes whose name has it.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.asked import forget, pages, routes
from bench.measure import memory, spread
from data_loader import snapshot as snapshots
from data_loader.snapshot import Snapshot


@dataclass
class Spent:
    """What statements cost: their number, seconds of the processor and of the clock, and the most of one."""

    statements: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    most: float = 0.0

    def add(self, cpu: float, wall: float, *, statements: int = 0) -> None:
        self.statements += statements
        self.cpu += cpu
        self.wall += wall
        self.most = max(self.most, cpu)


@dataclass
class Ledger:
    """What was spent since it was emptied, in all and by the function that asked."""

    total: Spent = field(default_factory=Spent)
    by: dict[str, Spent] = field(default_factory=lambda: defaultdict(Spent))

    def note(self, work: Callable[[], Any], *, statements: int = 0) -> Any:
        cpu, wall = time.process_time(), time.perf_counter()
        try:
            return work()
        finally:
            spent = (time.process_time() - cpu, time.perf_counter() - wall)
            self.total.add(*spent, statements=statements)
            self.by[_asker()].add(*spent, statements=statements)


def _asker() -> str:
    """Return the query that a statement is of: the nearest function that is no helper of them all."""
    frame = sys._getframe(2)  # noqa: SLF001  there is no public way
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.parent.name == "queries" and path.stem not in {"base", "answers", "asking"}:
            return f"{path.stem}.{frame.f_code.co_name}"
        frame = frame.f_back  # type: ignore[assignment]  # None at the end
    return "elsewhere"


class Noted:
    """A cursor whose work is noted."""

    def __init__(self, cursor: Any, ledger: Ledger) -> None:
        self._cursor, self._ledger = cursor, ledger

    def execute(self, *args: Any) -> Noted:
        self._ledger.note(lambda: self._cursor.execute(*args), statements=1)
        return self

    def fetchall(self) -> Any:
        return self._ledger.note(self._cursor.fetchall)

    def fetchnumpy(self) -> Any:
        return self._ledger.note(self._cursor.fetchnumpy)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def watched(ledger: Ledger) -> None:
    """Note what every connection of every snapshot does."""
    plain: Any = Snapshot.connection
    Snapshot.connection = lambda self: Noted(plain(self), ledger)  # type: ignore[method-assign,assignment,return-value]


def costs(
    asked: Iterator[tuple[str, dict[str, str], Callable[[], object]]], part: str
) -> Iterator[tuple[str, Spent, Ledger]]:
    """Yield what each page or route costs with each of the filters; the whole of it, drawing included, in its spent."""
    ledger = Ledger()
    watched(ledger)
    for name, chosen, work in asked:
        if part not in name:
            continue
        forget()
        ledger.total, ledger.by = Spent(), defaultdict(Spent)
        work()
        yield f"{name} {urlencode(chosen)}", ledger.total, Ledger(ledger.total, dict(ledger.by))


def main(data: Path, part: str = "") -> None:
    """Print the list."""
    os.environ["VITRINA_DATA"] = str(data)
    snapshot = snapshots.current(data)
    if snapshot is None:
        raise SystemExit("There is no snapshot.")
    by: dict[str, Spent] = defaultdict(Spent)
    for kind, asked in (("pages", pages(snapshot)), ("routes", routes(snapshot))):
        found = []
        for name, spent, ledger in costs(asked, part):
            found.append((name, spent))
            for asker, its in ledger.by.items():
                by[asker].statements += its.statements
                by[asker].cpu += its.cpu
                by[asker].most = max(by[asker].most, its.cpu)
        if not found:
            continue
        walls, cpus = (spread(getattr(spent, of) for _, spent in found) for of in ("wall", "cpu"))
        print(f"{kind}: wall {_ms(walls)}, processor {_ms(cpus)}")
        for name, spent in sorted(found, key=lambda item: -item[1].cpu):
            print(f"{1e3 * spent.cpu:8.0f} cpu {1e3 * spent.wall:8.0f} wall {spent.statements:4} {name}")
    print("queries")
    for asker, spent in sorted(by.items(), key=lambda item: -item[1].cpu):
        print(f"{1e3 * spent.cpu:8.0f} cpu {1e3 * spent.most:8.0f} most {spent.statements:5} {asker}")
    print(f"memory {memory() / 1e6:.0f} MB")


def _ms(times: dict[str, float]) -> str:
    return " ".join(f"{name} {1e3 * value:.0f}" for name, value in times.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])

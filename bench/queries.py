"""Every page's data, every route and the views beside pandas, not cached: `python -m bench.queries DATA ROUNDS` prints JSON.

A page's data is all that its layout asks of `data_loader`: the queries are timed where they enter, the drawing is not;
`asked` says which pages and routes, and with which filters.
Each view is asked of pandas frames in memory too, and the answers are held against each other.
"""

from __future__ import annotations

import inspect
import os
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from bench.asked import WORDS, choices, forget, pages, routes
from bench.baselines import VIEWS, Frames, difference
from bench.measure import memory, say, seconds, spread
from data_loader import queries, search
from data_loader import snapshot as snapshots
from data_loader.filters import Filters
from data_loader.snapshot import Snapshot
from web.memory import give_back, keep_freed, settled


class Watch:
    """The time that queries take, counted where the outermost one enters."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.depth = 0

    def install(self) -> None:
        for name in queries.__all__:
            found = getattr(queries, name)
            if inspect.isfunction(found):
                setattr(queries, name, self._timed(found))

    def _timed(self, ask: Any) -> Any:
        def timed(*args: Any, **kwargs: Any) -> Any:
            self.depth += 1
            started = time.perf_counter()
            try:
                return ask(*args, **kwargs)
            finally:
                self.depth -= 1
                if not self.depth:
                    self.spent += time.perf_counter() - started

        return timed


def timed(asked: Iterable[tuple[str, dict[str, str], Callable[[], object]]], watch: Watch) -> dict[str, Any]:
    """Return the spread of the seconds of the data of each page or route, and of all of them."""
    found: dict[str, list[float]] = {}
    for name, _, work in asked:
        forget()
        watch.spent = 0.0
        work()
        found.setdefault(name, []).append(watch.spent)
    each = {name: spread(times) for name, times in found.items()}
    return {"each": each, "all": spread(seconds for times in found.values() for seconds in times)}


def views(snapshot: Snapshot, rounds: int) -> dict[str, Any]:
    """Return each view's seconds, ours and pandas', and what differs."""
    unit = queries.resolved_currency(snapshot, Filters()) or ""
    frames = Frames(snapshot.path, unit)
    plain = [Filters.from_query(chosen) for chosen in choices(snapshot)]
    asked = [filters.replace(currency=unit) for filters in plain if not filters.supplier and not filters.q][:rounds]
    asked = [filters for filters in asked if filters.min_amount is None]
    found: dict[str, Any] = {"memory": frames.memory()}
    for name, (ask, plainly) in VIEWS.items():
        ours, theirs, differing = [], [], []
        for filters in asked:
            forget()
            answers: list[dict[str, float]] = []
            ours.append(seconds(lambda: answers.append(ask(snapshot, filters))))  # noqa: B023  run at once
            theirs.append(seconds(lambda: answers.append(plainly(frames, filters))))  # noqa: B023
            unlike = difference(*answers)
            differing += [f"{filters.to_query()}: {unlike}"] if unlike else []
        found[name] = {"ours": spread(ours), "pandas": spread(theirs), "differs": differing}
    return found


def searches(snapshot: Snapshot, rounds: int) -> dict[str, float]:
    """Return the spread of the seconds of a search."""
    asked = partial(search.matches, snapshot.connection(), snapshot.words)
    times = [seconds(partial(asked, words)) for words in WORDS for _ in range(rounds)]
    return spread(times)


def main(data: Path, rounds: int) -> None:
    """Measure everything on the current snapshot."""
    os.environ["VITRINA_DATA"] = str(data)
    keep_freed()  # as the server does
    opened = time.perf_counter()
    snapshot = snapshots.current(data)
    if snapshot is None:
        raise SystemExit("There is no snapshot.")
    found: dict[str, Any] = {"open": time.perf_counter() - opened, "search": searches(snapshot, rounds)}
    watch = Watch()
    watch.install()
    asked = [*pages(snapshot)], [*routes(snapshot)]  # all that answers is loaded before the first is timed
    with settled():
        found["pages"], found["routes"] = (timed(each, watch) for each in asked)
        give_back()
        found["server_memory"] = memory()
        found["views"] = views(snapshot, rounds)
    say(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

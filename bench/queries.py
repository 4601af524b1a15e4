"""Every page's data and the views beside pandas, not cached: `python -m bench.queries DATA ROUNDS` prints JSON.

A page's data is all that its layout asks of `data_loader`: the queries are timed where they enter, the drawing is not.
Each view is asked of pandas frames in memory too, and the answers are held against each other.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dash

from bench.baselines import VIEWS, Frames, difference
from bench.measure import memory, say, seconds, spread
from data_loader import queries, search
from data_loader import snapshot as snapshots
from data_loader.filters import Filters
from data_loader.queries import base
from data_loader.snapshot import Snapshot

PAGES = (
    *("overview", "explore", "agencies", "timelines", "board", "suppliers", "completeness", "rollout", "processes"),
    *("quality", "matches", "changes", "data", "compare", "network", "agency", "supplier", "process"),
)
WORDS = (
    "servicio",
    "mantenimiento de",
    "obra pública",
    "constru",
    "co",
    "adquisición de equipo",
    "secretaria",
    "zzyzx",
)


def choices(snapshot: Snapshot) -> list[dict[str, str]]:
    """Return filters of every kind that this snapshot has values for."""
    options = queries.options(snapshot)

    def of(field: str, place: int) -> str:
        ids = options[field]["id"].dropna().tolist()
        return str(ids[min(place, len(ids) - 1)]) if ids else "none"

    years = options["year"]["id"].tolist() or ["2020"]
    return [
        {},
        {"year_from": years[len(years) // 3], "year_to": years[len(years) // 2]},
        {"agency": of("agency", 5)},
        {"exclude_agency": of("agency", 0)},
        {"method": of("method", 0), "stage": "awarded"},
        {"category": of("category", 0)},
        {"source": of("source", 0), "stage": "paid"},
        {"stage_reached": "implementation", "year_from": years[len(years) // 2]},
        {"min_amount": "100000", "max_amount": "9000000"},
        {"supplier": of("supplier", 40)},
        {"q": "servicio mantenimiento"},
    ]


def layouts(snapshot: Snapshot) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each page with each of the filters."""
    options = queries.options(snapshot)
    agency, other, supplier = (
        options[field]["id"].iloc[n] for field, n in (("agency", 0), ("agency", -1), ("supplier", 0))
    )
    ocid = queries.processes(snapshot, Filters()).rows["ocid"].iloc[0]
    own: dict[str, dict[str, Any]] = {
        "compare": {"by": "agency", "a": agency, "b": other},
        "network": {"agency": agency},
        "agency": {"agency_id": agency},
        "supplier": {"supplier_id": supplier},
        "process": {"ocid": ocid},
    }
    for page in PAGES:
        for chosen in choices(snapshot):
            yield page, {**chosen, **own.get(page, {})}


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


def forget() -> None:
    """Make every answer new, but for the choices of the filter bar, which are the same on every page."""
    kept = {key: value for key, value in base._answers.items() if "options" in key}  # noqa: SLF001
    base._answers.clear()  # noqa: SLF001
    base._answers.update(kept)  # noqa: SLF001
    base._matches.cache_clear()  # noqa: SLF001


def pages(snapshot: Snapshot) -> dict[str, dict[str, float]]:
    """Return the spread of the seconds of each page's data."""
    dash.Dash("bench", use_pages=True, pages_folder="")
    watch = Watch()
    watch.install()
    found: dict[str, list[float]] = {}
    for page, address in layouts(snapshot):
        layout = importlib.import_module(f"pages.{page}").layout
        forget()
        watch.spent = 0.0
        layout(**address)
        found.setdefault(page, []).append(watch.spent)
    return {page: spread(times) for page, times in found.items()}


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
    connection = snapshot.connection()
    times = [seconds(lambda: search.matches(connection, words)) for words in WORDS for _ in range(rounds)]  # noqa: B023
    return spread(times)


def main(data: Path, rounds: int) -> None:
    """Measure everything on the current snapshot."""
    os.environ["VITRINA_DATA"] = str(data)
    opened = time.perf_counter()
    snapshot = snapshots.current(data)
    if snapshot is None:
        raise SystemExit("There is no snapshot.")
    found: dict[str, Any] = {"open": time.perf_counter() - opened, "search": searches(snapshot, rounds)}
    found["pages"] = pages(snapshot)
    found["server_memory"] = memory()
    found["views"] = views(snapshot, rounds)
    say(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

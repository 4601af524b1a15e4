"""The results as a table: what was measured, as a ratio where it has one, the bar, and whether it is met."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final

import duckdb

HUNDRED_THOUSAND, MILLION = 100_000, 1_000_000
MB: Final = 1e6


@dataclass(frozen=True, slots=True)
class Row:
    """A measure against its bar; a ratio's `seconds` are the min, median and max behind it."""

    what: str
    value: float | None
    bar: float
    form: str
    seconds: str = ""
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> str:
        """Return met, MISSED, or not measured."""
        if self.value is None or math.isnan(self.value):
            return "not measured"
        return "met" if (self.value >= self.bar if self.at_least else self.value <= self.bar) else "**MISSED**"

    def line(self) -> str:
        """Return the row of the table."""
        sign = "≥" if self.at_least else "≤"
        value = "" if self.value is None else self.form.format(self.value)
        return f"| {self.what} | {value} | {sign} {self.form.format(self.bar)} | {self.met} | {self.seconds} | {self.note} |"


def _seconds(runs: list[dict[str, Any]]) -> float:
    return median(run["seconds"] for run in runs)


def _three(runs: list[dict[str, Any]]) -> str:
    times = [run["seconds"] for run in runs]
    return f"{min(times):.2f} / {median(times):.2f} / {max(times):.2f}"


def _processor(runs: list[dict[str, Any]], baseline: list[dict[str, Any]]) -> str:
    """Return the same ratio of the time of all processors, which what else the machine does changes less."""
    ratio = median(run["processor"] for run in runs) / median(run["processor"] for run in baseline)
    return f"processor time {ratio:.1f} ×"


def _memory(runs: list[dict[str, Any]]) -> float:
    """Return the most memory of a run in MB: its own peak, or what it had at once with the processes that it started."""
    return float(max(max(run["memory"], run["together"]) for run in runs)) / MB


def rows(found: dict[str, Any]) -> list[Row]:
    """Return every row that what was measured allows, those of the issue at their own size where it was measured."""
    sizes = {size["processes"]: size for size in found["sizes"]}
    smaller = sizes.get(HUNDRED_THOUSAND) or found["sizes"][0]
    largest = found["sizes"][-1]
    groups: list[tuple[Callable[..., Iterable[Row]], tuple[dict[str, Any], ...], str]] = [
        (_build, (smaller,), "loads cold"),
        (_grown, (smaller, largest), "cold"),
        (_releases, (found.get("releases", {}),), "merge cold"),
        (_unchanged, (largest,), "cold unchanged"),
        (_changed, (largest,), "cold changed"),
        (_answers, (largest,), "answers"),
        (_lighter, (largest,), "answers server"),
        (_server, (largest,), "server"),
        (_browser, (largest,), "browser"),
        (_lighthouse, (largest,), "lighthouse"),
    ]
    return [
        row
        for group, measured, needed in groups
        if all(one.get(name) for one in measured for name in needed.split())
        for row in group(*measured)
    ]


def _build(size: dict[str, Any]) -> Iterable[Row]:
    name = f"Cold build of {size['processes']:,}"
    cold = _seconds(size["cold"])
    note = _processor(size["cold"], size["loads"])
    yield Row(f"{name} ÷ orjson.loads", cold / _seconds(size["loads"]), 4, "{:.1f} ×", _three(size["cold"]), note=note)
    if "pandas" in size:
        faster = _seconds(size["pandas"]) / cold
        yield Row("pandas only flattening ÷ that", faster, 5, "{:.1f} ×", _three(size["pandas"]), at_least=True)
    yield Row(f"{name}: peak memory", _memory(size["cold"]), 700, "{:.0f} MB")


def _grown(smaller: dict[str, Any], largest: dict[str, Any]) -> Iterable[Row]:
    if smaller is largest:
        return
    times = largest["processes"] / smaller["processes"]
    name = f"Cold build of {largest['processes']:,}"
    ratio = _seconds(largest["cold"]) / (_seconds(smaller["cold"]) * times)
    yield Row(f"{name} ÷ linear", ratio, 1.2, "{:.2f} ×", _three(largest["cold"]))
    yield Row(f"{name}: peak memory", _memory(largest["cold"]), 1200, "{:.0f} MB")


def _releases(size: dict[str, Any]) -> Iterable[Row]:
    ratio = _seconds(size["cold"]) / _seconds(size["merge"])
    what = f"{size['processes']:,} processes of 5 releases ÷ orjson.loads and ocdsmerge_rs"
    note = _processor(size["cold"], size["merge"])
    yield Row(what, ratio, 2.5, "{:.1f} ×", _three(size["cold"]), note=note)


def _unchanged(size: dict[str, Any]) -> Iterable[Row]:
    return [_refresh(size, "unchanged", "nothing changed", 2)]


def _changed(size: dict[str, Any]) -> Iterable[Row]:
    return [_refresh(size, "changed", "1 % changed", 10)]


def _refresh(size: dict[str, Any], what: str, name: str, bar: float) -> Row:
    share = 100 * _seconds(size[what]) / _seconds(size["cold"])
    return Row(f"Refresh, {name}, ÷ cold", share, bar, "{:.1f} %", _three(size[what]))


def _answers(size: dict[str, Any]) -> Iterable[Row]:
    [answers] = size["answers"]
    for kind in ("pages", "routes"):
        times = answers[kind]["all"]
        yield Row(f"Data of all {kind}, not cached, p95", 1e3 * times["p95"], 150, "{:.0f} ms", _spread(times))
        for name, times in sorted(answers[kind]["each"].items(), key=lambda item: -item[1]["p95"]):
            shown = name if name.startswith("/") else f"/{name}"
            yield Row(f"Data of {shown}, not cached, p95", 1e3 * times["p95"], 150, "{:.0f} ms", _spread(times))
    for view, measured in answers["views"].items():
        if view == "memory":
            continue
        ratio = measured["pandas"]["median"] / measured["ours"]["median"]
        note = "; ".join(measured["differs"]) or "same answers"
        times = _spread(measured["ours"])
        yield Row(f"pandas ÷ {view}", ratio, 3, "{:.1f} ×", times, at_least=True, note=note)
    yield Row("Search, p95", 1e3 * answers["search"]["p95"], 60, "{:.0f} ms", _spread(answers["search"]))


def _lighter(size: dict[str, Any]) -> Iterable[Row]:
    [answers], [server] = size["answers"], size["server"]
    share = server["memory"] / answers["views"]["memory"]
    yield Row("Server's memory ÷ the pandas frames alone", share, 0.2, "{:.2f} ×")


def _server(size: dict[str, Any]) -> Iterable[Row]:
    [server] = size["server"]
    people = server["people"]
    yield Row("A request never asked before, p95", 1e3 * server["new"]["p95"], 150, "{:.0f} ms", _spread(server["new"]))
    for name, how in (("again", "unpacked"), ("again_packed", "packed, as browsers do")):
        again = server[name]
        yield Row(f"The same asked again, {how}, p95", 1e3 * again["p95"], 10, "{:.1f} ms", _spread(again))
        yield Row(f"The same, {how}, requests a second", again["per_second"], 400, "{:.0f}", at_least=True)
    yield Row("Server's memory after the requests", server["memory"] / MB, 400, "{:.0f} MB")
    growth = 100 * (server["memory"] / server["memory_half"] - 1)
    yield Row("Its growth over their second half", growth, 5, "{:.1f} %")
    yield Row("Start to the first answer", server["start"], 3, "{:.1f} s")
    note = f"{people['requests']:,} requests, {'; '.join(people['errors']) or 'no error'}"
    what = f"{people['number']} people at once, p95"
    yield Row(what, 1e3 * people["p95"], 500, "{:.0f} ms", _spread(people), note=note)


def _browser(size: dict[str, Any]) -> Iterable[Row]:
    """Yield the worst of the pages on a desk; the phone's network decides its times, not its weights."""
    pages: dict[str, dict[str, float]] = size["browser"][0]["desktop"]
    for name, what, bar, form in (
        ("headline_kb", "to the headline figures", 250, "{:.0f} KB"),
        ("chart_kb", "to the first chart drawn", 900, "{:.0f} KB"),
        ("long_task", "longest task after load", 200, "{:.0f} ms"),
        ("shift", "layout shift", 0.02, "{:.3f}"),
    ):
        page, worst = max(
            ((page, one[name]) for page, one in pages.items() if not math.isnan(one[name])), key=lambda item: item[1]
        )
        yield Row(f"A page in a cold browser, {what}", worst, bar, form, note=page)


def _lighthouse(size: dict[str, Any]) -> Iterable[Row]:
    for form, bar in (("desktop", 95), ("mobile", 80)):
        found = size["lighthouse"][0].get(form, {})
        note = ", ".join(f"{name} {score:.0f}" for name, score in found.items() if name != "performance")
        yield Row(f"Lighthouse performance, {form}", found.get("performance"), bar, "{:.0f}", at_least=True, note=note)


def _spread(times: dict[str, float]) -> str:
    return " / ".join(f"{times[name]:.3f}" for name in ("min", "median", "max"))


def markdown(found: dict[str, Any]) -> str:
    """Return RESULTS.md."""
    machine, made = found["machine"], rows(found)
    missed = [row for row in made if row.met == "**MISSED**"]
    sizes = ", ".join(f"{size['processes']:,}" for size in found["sizes"])
    lines = [
        "# Results",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d}: {machine['cores']} cores, {machine['memory'] / 2**30:.0f} GB of memory, "
            f"{machine['machine']}, load {machine['load']:.1f} at the start, Python {machine['python']}, "
            f"DuckDB {duckdb.__version__}. Generated processes: {sizes}. What is measured and how: [README.md](README.md)."
        ),
        "",
        f"{len(made) - len(missed)} of {len(made)} bars are met." + _named(missed),
        "",
        *([f"Not measured, the disk is too small: {found['left_out']}.", ""] if found["left_out"] else []),
        *([f"Failed: {'; '.join(found['failed'])}.", ""] if found["failed"] else []),
        "| | measured | bar | | seconds: min / median / max | |",
        "|---|---:|---:|---|---|---|",
        *(row.line() for row in made),
        "",
        "![Seconds by number of processes](curve.svg)",
        "",
    ]
    return "\n".join(lines)


def _named(missed: list[Row]) -> str:
    return " Missed: " + "; ".join(row.what for row in missed) + "." if missed else ""


_CURVES: Final[dict[str, tuple[str, Callable[[list[dict[str, Any]]], float]]]] = {
    "cold build": ("cold", _seconds),
    "orjson.loads": ("loads", _seconds),
    "refresh, 1 % changed": ("changed", _seconds),
    "refresh, nothing changed": ("unchanged", _seconds),
    "slowest page's data, p95": (
        "answers",
        lambda runs: max(page["p95"] for page in runs[0]["pages"]["each"].values()),
    ),
    "search, p95": ("answers", lambda runs: float(runs[0]["search"]["p95"])),
}
"""What is drawn: of which measure, and how it is read from that."""
_COLOURS: Final = ("#1b5e8c", "#8a8a8a", "#b5651d", "#d9a441", "#3d7a4e", "#7a4e8a")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 760, 420, 70, 40
_LINE: Final = 15
"""The least from one line of text to the next: of curves that end close together, no name stands on another."""


def curve(sizes: list[dict[str, Any]]) -> str:
    """Return the costs by size as SVG, both scales logarithmic; a size where something was not measured has no point."""
    counts = [math.log10(size["processes"]) for size in sizes]
    series = {
        name: [
            (count, math.log10(max(read(size[what]), 1e-4)))
            for count, size in zip(counts, sizes, strict=True)
            if size.get(what)
        ]
        for name, (what, read) in _CURVES.items()
    }
    values = [value for points in series.values() for _, value in points] or [0.0]
    low, high = math.floor(min(values)), math.ceil(max(values))
    first, span = min(counts), max(max(counts) - min(counts), 1e-9)

    def place(count: float, value: float) -> tuple[float, float]:
        across = (count - first) / span * (_WIDTH - _LEFT - 200)
        return _LEFT + across, 20 + (high - value) / max(high - low, 1) * (_HEIGHT - _BOTTOM - 20)

    parts = []
    for power in range(low, high + 1):
        y = place(first, power)[1]
        parts.append(f'<path d="M{_LEFT} {y:.0f}H{_WIDTH - 200}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} s</text>')
    for count, size in zip(counts, sizes, strict=True):
        x = place(count, low)[0]
        parts.append(f'<text x="{x:.0f}" y="{_HEIGHT - 12}" text-anchor="middle">{size["processes"]:,}</text>')
    ends: list[tuple[float, float, str, str]] = []
    for colour, (name, measured) in zip(_COLOURS, series.items(), strict=True):
        points = [place(count, value) for count, value in measured]
        if not points:
            continue
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        ends.append((points[-1][1], points[-1][0], colour, name))
    free = 0.0
    for y, x, colour, name in sorted(ends):
        free = max(y + 4, free)
        parts.append(f'<text x="{x + 8:.0f}" y="{free:.0f}" fill="{colour}">{name}</text>')
        free += _LINE
    body = "\n".join(parts)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">'
    return f'{head}\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'

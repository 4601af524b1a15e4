"""The command line: `python -m data_loader pull | watch | status | sources | pin | unpin | verify`."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from data_loader import earlier, status
from data_loader import snapshot as snapshots
from data_loader.changes import changes
from data_loader.config import ROOT, Settings, Source, settings
from data_loader.exceptions import ConfigError, VitrinaError
from data_loader.log import log_to_stderr
from data_loader.progress import shown
from data_loader.pull import PullReport, pull
from data_loader.sources import SHAPES, presets, shape_of

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Pull open contracting data and publish snapshots.")
console = Console(stderr=True)

_NOT_IN_ID = re.compile(r"[^a-z0-9]+")
_ENDINGS = re.compile(r"\.(jsonl?|ndjson|gz|zip)$", re.IGNORECASE)


def main() -> None:
    """Run a command; an error that was foreseen is told in a sentence, with status 2 for a wrong call, else 1."""
    try:
        log_to_stderr()
        app()
    except ConfigError as error:
        console.print(f"[bold red]{error.message}[/] {error.hint}", highlight=False)
        sys.exit(2)
    except VitrinaError as error:
        console.print(f"[bold red]{error.message}[/] {error.hint}", highlight=False)
        sys.exit(1)


@app.command("pull")
def pull_command(
    source: Annotated[list[str] | None, typer.Option(help="A configured source's id, an address or a path.")] = None,
    shape: Annotated[str | None, typer.Option(help="The shape of a source that is not configured.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Pull sources (all configured ones by default) and publish a snapshot of everything pulled so far."""
    setting = settings()
    chosen = [named_source(setting, name, shape) for name in source] if source else None
    with shown(console) as progress:
        report = pull(setting, chosen, progress=progress)
    if as_json:
        sys.stdout.write(orjson.dumps(report_as_dict(report), option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        _print_report(report)
    if report.sources and all(item.error for item in report.sources):
        raise typer.Exit(1)


@app.command("status")
def status_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Tell of each source when it was last read, what it gave and what went wrong."""
    setting = settings()
    state = status_as_dict(setting)
    if as_json:
        sys.stdout.write(orjson.dumps(state, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    current = state["snapshot"]
    Console().print(f"Snapshot {current['id']} of {current['published_at']}" if current else "No snapshot yet.")
    for kept in state["snapshots"]:
        marks = ", ".join(name for name in ("current", "pinned") if kept[name])
        line = f"  {kept['id']}  {kept['bytes'] / 2**20:,.1f} MiB" + (f"  ({marks})" if marks else "")
        Console().print(line, highlight=False, markup=False)
    for item in state["sources"]:
        Console().print(_described(item), highlight=False, markup=False)


def _described(item: dict[str, Any]) -> str:
    """Return one source's status as lines for people."""
    times = ("last_success", "last_attempt", "next_run")
    when = ", ".join(f"{name.replace('_', ' ')} {(item[name] or 'never')[:19]}" for name in times)
    work = ", ".join(f"{item[name] or 0:,} {name}" for name in ("processes", "documents", "problems"))
    cost = f"{item['requests']:,} requests ({item['not_modified']:,} answered 304), {item['bytes']:,} bytes"
    error = f"\n  error: {item['error']}" if item["error"] else ""
    return f"\n{item['id']} ({item['url']})\n  {when}\n  {work}; {cost}, {item['seconds']:.1f} s{error}"


@app.command("pin")
def pin_command(
    snapshot: Annotated[str, typer.Argument(help="The id of a snapshot that is kept (see status), or “current”.")],
) -> None:
    """Keep a snapshot, so that what quotes it can be opened for good: no pull removes it any more."""
    Console().print(f"Pinned {earlier.pin(settings().data_dir, snapshot)}.", highlight=False)


@app.command("unpin")
def unpin_command(snapshot: Annotated[str, typer.Argument(help="The id of a pinned snapshot.")]) -> None:
    """Let a pinned snapshot be removed when newer ones crowd it out."""
    earlier.unpin(settings().data_dir, snapshot)
    Console().print(f"Unpinned {snapshot}.", highlight=False)


@app.command("verify")
def verify_command(
    kit: Annotated[Path, typer.Argument(help="The file of a story kit.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Tell whether a story kit is as it was made, and which of its figures still hold on today's data."""
    # The figures are those of the pages, and nothing here knows pages: verify.py beside app.py does.
    command = [sys.executable, str(ROOT / "verify.py"), *(["--json"] if as_json else []), "--", str(kit)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603  our own program


@app.command("sources")
def sources_command() -> None:
    """List the configured sources, the presets, and the shapes that a source can have."""
    table = Table("source", "name", "shape", "every", "address", title="Configured, and presets behind them")
    for item in settings().load().sources:
        table.add_row(item.id, item.name, shape_of(item), _interval(item.every), item.url)
    table.add_section()
    for item in presets().values():
        table.add_row(item.id, item.name, shape_of(item), _interval(item.every), item.url)
    table.add_row("registry:ID", "any publication of data.open-contracting.org", "registry", "", "")
    Console().print(table)
    Console().print(f"Shapes: {', '.join(sorted(SHAPES))}.")


@app.command("changes")
def changes_command(
    since: Annotated[
        datetime, typer.Option(help="A day, or a moment in UTC.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
    ],
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON lines.")] = False,  # noqa: FBT002
) -> None:
    """List what changed since a moment: records added, changed field by field, no longer published, published again."""
    found = changes(settings().data_dir, since=since.replace(tzinfo=UTC), source=source)
    for change in found:
        if as_json:
            sys.stdout.write(orjson.dumps(asdict(change), default=str).decode() + "\n")
            continue
        sys.stdout.write(f"{change.at:%Y-%m-%d %H:%M} {change.source} {change.ocid} {change.kind}\n")
        for field in change.fields:
            sys.stdout.write(f"    {field.path}: {field.before!r} → {field.after!r}\n")


@app.command("dictionary")
def dictionary_command() -> None:
    """Print the data dictionary: every table and column of a snapshot, as docs/dictionary.md has it."""
    from data_loader.dictionary import described, markdown  # noqa: PLC0415  it is needed here only

    sys.stdout.write(markdown(described()))


@app.command("watch")
def watch_command() -> None:
    """Pull each source at its own interval until told to stop."""
    from data_loader.watch import watch  # noqa: PLC0415  the scheduler is needed here only

    watch(settings())


def named_source(setting: Settings, name: str, shape: str | None) -> Source:
    """Return the configured source or preset of that id, else one made for an address or a path.

    Raises:
        ConfigError: it is none of the three, or the shape does not exist.
    """
    for known in (*setting.load().sources, *presets().values()):
        if known.id == name:
            return known
    if (
        not name.startswith("registry:")
        and "://" not in name
        and not Path(name).expanduser().exists()
        and not any(mark in name for mark in "*?[")
    ):
        ids = ", ".join([*(item.id for item in setting.load().sources), *presets()])
        raise ConfigError(f"{name!r} is no known source, no address and no file.", hint=f"Known: {ids}, registry:ID.")
    stem = name.rstrip("/").rsplit("/", 1)[-1]
    while _ENDINGS.search(stem):
        stem = _ENDINGS.sub("", stem)
    source_id = _NOT_IN_ID.sub("_", (stem if "://" not in name else name.split("://", 1)[1]).lower()).strip("_")
    made = Source(id=source_id[:60].strip("_") or "source", name=stem, url=name, shape=shape)
    shape_of(made)
    return made


def report_as_dict(report: PullReport) -> dict[str, Any]:
    """Return a pull's report in the form that `pull --json` prints."""
    return {
        "published": report.published,
        "snapshot": {"id": report.snapshot.id, "published_at": report.snapshot.published_at.isoformat()}
        if report.snapshot
        else None,
        "sources": [
            {
                "id": item.source.id,
                "shape": item.shape,
                "unchanged": item.unchanged,
                "documents": item.documents,
                "releases": item.releases,
                "processes": item.processes,
                "repaired": dict(item.repaired.most_common()),
                "refused": dict(item.refused.most_common()),
                "error": item.error,
            }
            for item in report.sources
        ],
    }


def status_as_dict(setting: Settings) -> dict[str, Any]:
    """Return the state of snapshot and sources in the form that `status --json` prints."""
    current = snapshots.current(setting.data_dir)
    statuses = status.load(setting.data_dir)
    for source in setting.load().sources:
        statuses.setdefault(source.id, status.described(source, shape_of(source), configured=True))
    keys = ("id", "url", "shape", "processes", "problems", "last_success", "last_attempt", "error")
    every = {source.id: source.every for source in setting.load().sources}
    costs = ("requests", "not_modified", "bytes", "seconds")
    return {
        "snapshot": {"id": current.id, "published_at": current.published_at.isoformat()} if current else None,
        "snapshots": [
            {**asdict(item), "published_at": item.published_at.isoformat()} for item in earlier.kept(setting.data_dir)
        ],
        "sources": [
            {key: item.get(key) for key in keys}
            | {key: item.get(key, 0) for key in costs}
            | {"documents": item.get("documents", 0), "next_run": status.next_run(item, every.get(item["id"]))}
            for item in statuses.values()
        ],
    }


def _interval(every: timedelta) -> str:
    hours = every.total_seconds() / 3600
    return f"{hours / 24:g} d" if hours >= 24 else f"{hours:g} h"


def _print_report(report: PullReport) -> None:
    table = Table("source", "documents", "processes", "repaired", "refused", "why")
    for item in report.sources:
        if item.error or item.unchanged:
            table.add_row(item.source.id, "", str(item.processes), "", "", item.error or "unchanged")
            continue
        reasons = _reasons(item.repaired, item.refused)
        counts = (item.documents, item.processes, item.repaired.total(), item.refused.total())
        table.add_row(item.source.id, *(f"{count:,}" for count in counts), reasons)
    Console().print(table)
    if report.snapshot:
        word = "Published" if report.published else "Nothing changed; current is"
        Console().print(f"{word} snapshot {report.snapshot.id}.")


def _reasons(repaired: Any, refused: Any) -> str:
    lines = [f"repaired {code} {count:,}" for code, count in repaired.most_common(4)]
    lines += [f"refused {code} {count:,}" for code, count in refused.most_common(6)]
    return "\n".join(lines)

"""How long does each step take: the five durations, how each is distributed, by group and year, and the slowest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dash

from components import links
from components.chart_card import chart_card
from components.duration_cards import distribution_card, years_card
from components.elements import html
from components.exclusions import exclusions
from components.frames import records
from components.having import having_link
from components.paging import chosen, switch
from components.process_list import slowest_list
from components.section_tabs import timelines_tabs
from components.shell import Accent, current_snapshot, page
from components.stage_reach import stage_reach
from components.step_findings import (
    groups_finding,
    measured_steps,
    reach_finding,
    slowest_finding,
    steps_context,
    steps_finding,
    steps_headline,
)
from components.step_track import group_strips, step_from_to, step_name, step_tracks
from components.text import Text
from components.view_tables import groups_table, reach_table, slowest_table, steps_table
from data_loader import queries
from data_loader.filters import STEPS, Filters, Step
from data_loader.queries.timelines import StepGroup
from data_loader.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

dash.register_page(__name__, path="/timelines", name="timelines")

_GROUPS: tuple[StepGroup, ...] = ("method", "agency", "category")
_MOST_GROUPS = 12
_SLOWEST = 10


@dataclass(frozen=True, slots=True)
class _View:
    """What the URL asks for, and the data that answers it."""

    text: Text
    filters: Filters
    snapshot: Snapshot
    step: Step
    by: StepGroup

    def here(self, **changes: str) -> str:
        return links.href("/timelines", self.filters, self.text, **{"step": self.step, "by": self.by, **changes})


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    steps = queries.timelines(snapshot, filters)
    processes = queries.whole(snapshot, filters).processes
    view = _View(text, filters, snapshot, _step(query, steps), chosen(query, "by", _GROUPS))
    return page(
        text,
        filters,
        question=text("How long does each step take?"),
        headline=steps_headline(text, steps, Accent),
        sub=steps_context(text, steps, processes),
        tabs=timelines_tabs(text, filters),
        not_shown=exclusions(
            text,
            filters,
            snapshot,
            text("A step without one of its two dates, or that ends before it begins, is in no median."),
            money=False,
        ),
        body=[
            _steps_card(view, steps),
            _reach_card(view, processes),
            html.Div(_step_switch(view), id="step", className="d-chosen"),
            distribution_card(text, filters, queries.durations(snapshot, filters, step=view.step)),
            _groups_card(view),
            _years_card(view),
            _slowest_card(view),
        ],
    )


def _step(query: dict[str, Any], steps: pd.DataFrame) -> Step:
    """Return the step to compare: the one asked for, else the one that most processes let us measure."""
    known = measured_steps(steps)
    usual = "decision" if known.empty else known.sort_values("measured").iloc[-1]["step"]
    return chosen(query, "step", sorted(STEPS, key=lambda step: step != usual))


def _steps_card(view: _View, steps: pd.DataFrame) -> Component:
    text = view.text
    return chart_card(
        text,
        id="steps",
        title=steps_finding(text, steps),
        note=text("Days from one published date to the next; logarithmic scale. The dot is the middle case."),
        body=step_tracks(text, steps, lambda row, kind: having_link(text, view.filters, f"{row['step']}_{kind}")),
        table=steps_table(text, steps),
        about=[
            text("Half of the measured processes took less than the middle case (the median), half took more."),
            text(
                "A duration needs both of its dates. Where one was not published the process is counted as without "
                "dates; where the second comes before the first the duration is negative: a fault in the data, "
                "counted and left out.",
            ),
            *(f"{step_name(text, step)}: {step_from_to(text, step)}." for step in STEPS),
        ],
        filename="timelines-steps",
        filters=view.filters,
        wide=True,
    )


def _reach_card(view: _View, processes: int) -> Component:
    text, frame = view.text, queries.stages_reached(view.snapshot, view.filters)
    unit = queries.resolved_currency(view.snapshot, view.filters)

    def listed(stage: str) -> str:
        return links.href("/processes", view.filters.replace(stage_reached=(stage,)), text)

    return chart_card(
        text,
        id="stages",
        title=reach_finding(text, frame, processes),
        note=text("Processes with anything published at each stage, and the money of those that got no further"),
        body=stage_reach(text, frame, processes=processes, unit=unit, href=listed),
        table=reach_table(text, frame, unit),
        about=[
            text("A process reaches a stage when anything at all is published of it."),
            text("A process may skip a stage: an award can be published of which no tender was."),
            text("The money of a stage is its own amount: planned, tendered, awarded, contracted or paid."),
        ],
        filename="timelines-stages",
        filters=view.filters,
        wide=True,
    )


def _groups_card(view: _View) -> Component:
    text = view.text
    frame = queries.timelines(view.snapshot, view.filters, by=view.by, steps=(view.step,))
    groups = frame[(frame["step"] == view.step) & (frame["measured"] > 0)]
    groups = groups.sort_values("median", ascending=False)
    shown = groups.nlargest(_MOST_GROUPS, "measured").sort_values("median", ascending=False)
    names = {row["group_id"]: _group_name(view, row) for row in records(groups)}
    return chart_card(
        text,
        id="compared",
        title=groups_finding(text, shown, names, view.step),
        note=_groups_note(view, len(shown), len(groups)),
        body=[_by_switch(view), _groups_body(view, shown, names)],
        table=groups_table(text, groups, by=_by_name(text, view.by), names=names),
        about=[
            text(
                "{step} is measured {from_to}.", step=step_name(text, view.step), from_to=step_from_to(text, view.step)
            ),
            text("Groups of which no process could be measured are not shown."),
            text(
                "A cell is a span of days: the darker, the more of the group's processes; the framed one has its middle case."
            ),
        ],
        filename=f"timelines-{view.step}-by-{view.by}",
        filters=view.filters,
        wide=True,
    )


def _group_name(view: _View, row: dict[str, Any]) -> str:
    if view.by in {"method", "category"} and row["group_id"] is not None:
        return view.text.code(view.by, row["group_id"])
    return view.text.name(row["group_name"], view.by)


def _groups_note(view: _View, shown: int, groups: int) -> str:
    text = view.text
    measure = text("{step}: {from_to}", step=step_name(text, view.step), from_to=step_from_to(text, view.step))
    if shown == groups:
        return measure
    only = text("only the {n} groups with most processes are shown; the data has all {total}", n=shown, total=groups)
    return f"{measure} · {only}"


def _groups_body(view: _View, shown: pd.DataFrame, names: dict[Any, str]) -> Component:
    if shown.empty:
        return html.P(view.text("No process publishes both dates."), className="none")

    def listed(row: dict[str, Any], kind: str) -> str | None:
        kept = links.of_group(view.filters, view.by, row["group_id"])
        return having_link(view.text, kept, f"{view.step}_{kind}") if kept else None

    strips = queries.durations_by(view.snapshot, view.filters, step=view.step, by=view.by, limit=_MOST_GROUPS)
    return group_strips(view.text, shown, names, strips, listed)


def _years_card(view: _View) -> Component:
    frame = queries.timelines(view.snapshot, view.filters, by="year", steps=(view.step,))
    chosen_step = frame[frame["step"] == view.step]
    return years_card(view.text, view.filters, chosen_step, view.step)


def _step_switch(view: _View) -> Component:
    options = [(step, step_name(view.text, step)) for step in STEPS]
    return switch(view.text("Step"), options, view.step, lambda step: f"{view.here(step=step)}#step")


def _by_switch(view: _View) -> Component:
    options = [(by, _by_name(view.text, by)) for by in _GROUPS]
    return switch(view.text("By"), options, view.by, lambda by: f"{view.here(by=by)}#compared")


def _by_name(text: Text, by: str) -> str:
    names = {
        "method": text("Method"),
        "category": text("Type of purchase"),
        "agency": text("Agency"),
    }
    return names[by]


def _slowest_card(view: _View) -> Component:
    text = view.text
    frame = queries.slowest(view.snapshot, view.filters, step=view.step, limit=_SLOWEST)
    return chart_card(
        text,
        id="slowest",
        title=slowest_finding(text, frame, view.step),
        note=text("{step}: {from_to}", step=step_name(text, view.step), from_to=step_from_to(text, view.step)),
        body=slowest_list(text, frame, href=lambda ocid, source: links.process(ocid, source, text)),
        table=slowest_table(text, frame),
        about=text("The {n} processes with the longest duration of this step, by their published dates.", n=_SLOWEST),
        filename=f"timelines-slowest-{view.step}",
        filters=view.filters,
        wide=True,
    )

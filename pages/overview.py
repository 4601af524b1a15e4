"""The whole in one look: how much, by whom, since when, for what, how complete, how fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash
import pandas as pd

from components import links
from components.chart_card import chart_card
from components.check_findings import outlier_remark
from components.elements import html
from components.exclusions import exclusions
from components.frames import records
from components.gauge import gauge
from components.glossary import code_meaning, term
from components.key_figures import Fact, key_figures
from components.process_story import published
from components.proportion import proportion_line
from components.ranking import RankRow, ranking_list
from components.shell import callout, current_snapshot, page
from components.spending_findings import (
    DOMINANT,
    agencies_finding,
    concentration,
    measure,
    purpose_finding,
    without_the_first,
)
from components.spending_parts import publishers, rank_rows, spending_frame, what_ranks
from components.stage_reach import stage_reach
from components.text import Text
from components.tour import tour
from components.treemap import Tile, treemap
from components.trend import trend_card
from components.view_tables import reach_table
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from data_loader.queries import Overview
    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path="/", name="overview")

_SHOWN: Final = 8
_TILES: Final = 7
_DRAWABLE: Final = 0.75
_HEIGHT: Final = 430
_LOW: Final = 300


def layout(**query: Any) -> Component:
    """Return the overview for what the address asks for."""
    text = Text.for_request(query.get("lang"))
    filters = Filters.from_query(query)
    snapshot = current_snapshot()
    overview = queries.overview(snapshot, filters)
    agencies = queries.spending(snapshot, filters, by="agency", limit=_SHOWN)
    return page(
        text,
        filters,
        question=text("Who spends the public money?"),
        headline=concentration(text, overview, filters.stage),
        sub=context(text, filters, overview, agencies.rows),
        facts=html.Div(
            [
                outlier_remark(text, queries.heavy_outliers(snapshot, filters), filters),
                key_figures(text, _facts(text, filters, overview)),
                proportion_line(text, filters.stage, queries.proportion(snapshot, filters)),
            ]
        ),
        not_shown=html.Div([exclusions(text, filters, snapshot), tour(text, filters)]),
        body=[
            _agencies(text, filters, snapshot, overview),
            trend_card(
                text,
                filters,
                *(queries.spending(snapshot, filters, by=period) for period in ("year", "month")),
                height=_HEIGHT if overview.agencies >= _SHOWN else _LOW,
                remarks=True,
            ),
            _purpose(text, filters, snapshot, overview),
            _stages(text, filters, snapshot, overview),
        ]
        if overview.processes
        else [callout(text, text("Take off a filter to see more."))],
    )


def context(text: Text, filters: Filters, overview: Overview, rows: pd.DataFrame) -> Any:
    """Return the line under the headline; where one agency dominates, who it is and the way to see the rest."""
    top = overview.top_agency
    if top is None or top.share is None or top.share < DOMINANT or overview.agencies < 2:
        return None
    kept = filters.replace(exclude_agency=(*filters.exclude_agency, top.id), agency=())
    return without_the_first(
        text,
        rows,
        link=html.A(text("See it without this agency"), href=links.href("/", kept, text)),
        agency_link=lambda identity, name: html.A(name, href=links.agency(identity, filters, text)),
    )


def _facts(text: Text, filters: Filters, overview: Overview) -> list[Fact]:
    figure, unit = text.money_parts(overview.total, overview.currency)
    years = ""
    if overview.year_min:
        years = (
            text("of {year}", year=overview.year_min)
            if overview.year_min == overview.year_max
            else text("from {first} to {last}", first=overview.year_min, last=overview.year_max)
        )
    processes = links.records(filters, text)
    half = text.n("{n} has half of the money", "{n} have half of the money", overview.suppliers_for_half or 0)
    return [
        Fact(
            term(text, filters.stage, text.code("stage", filters.stage), place="facts"),
            figure,
            unit,
            _left_out(text, overview),
            exact=overview.total,
        ),
        Fact(
            term(text, "process", text("Processes"), place="facts"),
            html.A(text.number(overview.processes), href=processes),
            sub=years,
            exact=overview.processes,
        ),
        Fact(
            term(text, "agency", text("Agencies"), place="facts"),
            html.A(text.number(overview.agencies), href=links.href("/agencies", filters, text)),
            sub=text.n("of {n} publisher", "of {n} publishers", overview.sources),
            exact=overview.agencies,
        ),
        Fact(
            term(text, "supplier", text("Suppliers"), place="facts"),
            html.A(text.number(overview.suppliers), href=links.href("/suppliers", filters, text)),
            sub=half if overview.suppliers_for_half else "",
            exact=overview.suppliers,
        ),
        Fact(
            term(text, "completeness", text("How complete"), place="facts"),
            html.A(
                gauge(text, overview.score),
                href=links.href("/completeness", filters, text),
                className="gauge-link",
            ),
            sub=text("of the data owed was published"),
            exact=overview.score,
        ),
    ]


def _left_out(text: Text, overview: Overview) -> str:
    parts = []
    if overview.without_amount:
        parts.append(
            text(
                "{n} of {all} processes publish no amount",
                n=text.number(overview.without_amount),
                all=text.number(overview.processes),
            ),
        )
    if overview.other_currency:
        parts.append(text.n("{n} is in another currency", "{n} are in other currencies", overview.other_currency))
    return "; ".join(parts)


def _agencies(text: Text, filters: Filters, snapshot: Snapshot, overview: Overview) -> Component:
    every = queries.spending(snapshot, filters, by="agency")
    shown = queries.spending(snapshot, filters, by="agency", limit=_SHOWN)
    return chart_card(
        text,
        id="agencies",
        title=agencies_finding(text, queries.lead(snapshot, filters, by="agency"), money=overview.total is not None),
        note=what_ranks(text, every),
        body=[
            ranking_list(
                text,
                rank_rows(
                    text,
                    shown,
                    kind="agency",
                    href=lambda one: links.agency(one, filters, text),
                    publisher=publishers(snapshot),
                ),
            ),
            html.P(
                html.A(
                    text.n("The {n} agency", "All {n} agencies", overview.agencies),
                    href=links.href("/agencies", filters, text),
                ),
                className="more",
            ),
        ],
        table=spending_frame(text, shown, kind="agency", header=text("Agency")),
        about=[
            text("The agency is the buyer; where none is published, the procuring entity."),
            text("An amount that was not published is not zero: it is in no total, and it is counted."),
        ],
        filename="agencies",
        filters=filters,
    )


def _purpose(text: Text, filters: Filters, snapshot: Snapshot, overview: Overview) -> Component:
    frame = queries.crossed(snapshot, filters, by=("category", "method"))
    known = frame[frame["amount"].notna() & (frame["amount"] > 0)].sort_values("amount", ascending=False)
    rows = [_row(text, filters, row) for row in records(known.head(_TILES))]
    note = measure(text, filters.stage)
    if len(known) > _TILES:
        note = text("{measure}; only the {n} largest groups are shown, the data has all", measure=note, n=_TILES)
    return chart_card(
        text,
        id="purpose",
        title=purpose_finding(
            text, frame, queries.spending(snapshot, filters, by="category").rows, lambda row: _group(text, row)
        ),
        note=note,
        body=_groups(text, rows, known["amount"].tolist()),
        table=_purpose_frame(text, frame, overview),
        about=text(
            "Category and method as published, by OCDS's own lists; what was not published is a group of its own."
        ),
        filename="category-method",
        filters=filters,
        wide=True,
    )


def _group(text: Text, row: Mapping[Any, Any]) -> str:
    """Return the words of a category and a method."""
    category, method = (row[name] if published(row[name]) else None for name in ("id_1", "id_2"))
    return " · ".join((text.name(category, "category"), text.name(method, "method")))


def _row(text: Text, filters: Filters, row: Mapping[Any, Any]) -> RankRow:
    category, method = (row[name] if published(row[name]) else None for name in ("id_1", "id_2"))
    kept = filters.replace(category=(category or "none",), method=(method or "none",))
    share = row["share"] if published(row["share"]) else None
    return RankRow(
        name=_group(text, row),
        href=links.records(kept, text),
        value=text.money_short(row["amount"]),
        sub=text.n("{n} process", "{n} processes", int(row["processes"])),
        share_text=text.percent(share) if share is not None else "",
        fraction=share,
        meaning=" ".join(
            filter(None, (code_meaning(text, "category", category), code_meaning(text, "method", method)))
        ),
    )


def _groups(text: Text, rows: list[RankRow], amounts: list[float]) -> Component:
    """Return the groups as areas; where one would leave no room for the names of the others, as a ranking."""
    if not rows:
        return callout(text, text("No amount was published here."))
    if len(rows) == 1 or (rows[0].fraction or 0) > _DRAWABLE:
        return ranking_list(text, rows)
    tiles = [
        Tile(row.name, " · ".join(part for part in (row.value, row.share_text) if part), amount, str(row.href))
        for row, amount in zip(rows, amounts, strict=False)
    ]
    return treemap(tiles, label=text("Money by category and method"))


def _purpose_frame(text: Text, frame: pd.DataFrame, overview: Overview) -> pd.DataFrame:
    rows = records(frame.sort_values("amount", ascending=False, na_position="last"))
    return pd.DataFrame(
        {
            text("Category"): [text.name(row["id_1"] if published(row["id_1"]) else None, "category") for row in rows],
            text("Method"): [text.name(row["id_2"] if published(row["id_2"]) else None, "method") for row in rows],
            text("Amount ({unit})", unit=overview.currency or "—"): [row["amount"] for row in rows],
            text("Processes"): [row["processes"] for row in rows],
        },
    )


def _stages(text: Text, filters: Filters, snapshot: Snapshot, overview: Overview) -> Component:
    reached = queries.stages_reached(snapshot, filters)
    paid = reached.loc[reached["stage"] == "implementation", "reached"]
    return chart_card(
        text,
        id="stages",
        title=text(
            "{n} of {all} processes publish how they were carried out",
            n=text.number(int(paid.iloc[0]) if len(paid) else 0),
            all=text.number(overview.processes),
        ),
        note=text("Processes that publish something at each stage"),
        body=stage_reach(
            text,
            reached,
            processes=overview.processes,
            unit=overview.currency,
            href=lambda stage: links.records(filters.replace(stage_reached=(stage,)), text),
        ),
        table=reach_table(text, reached, overview.currency),
        about=text("A stage counts as reached when anything of it was published: it may be one date."),
        filename="stages",
        filters=filters,
        wide=True,
    )

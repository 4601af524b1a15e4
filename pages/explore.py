"""From the whole to a single contract: each step divides the money further, down to the list of processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import dash

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.exclusions import exclusions
from components.explore_parts import (
    LARGEST,
    PAGE_SIZE,
    View,
    areas,
    bar_list,
    controls,
    drawable,
    headline,
    level_names,
    only_the_largest,
    profile_links,
    tiles_shown,
    trail,
)
from components.frames import records
from components.paging import chosen, last, page_links, page_of
from components.process_list import amount_name, empty_list, process_list
from components.process_story import published
from components.proportion import proportion_line
from components.shell import callout, current_snapshot, page
from components.spending_findings import DOMINANT, measure
from components.spending_parts import spending_frame
from components.supplier_rows import left_out
from components.text import Text
from components.trend import months_card, years_card
from components.view_tables import processes_table
from data_loader import queries
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import Spending
    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path="/explore", name="explore")

PERIODS: Final[tuple[Literal["year", "month"], ...]] = ("year", "month")


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for: filters, `by`, `of` (amount, processes), `show` (areas, bars)."""
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    asked, named = last(query, "by"), next((one for one in queries.EXPLORE_LEVELS if one == last(query, "by")), None)
    by = None if asked == "process" else named or queries.next_level(snapshot, filters)
    money = queries.whole(snapshot, filters).total is not None
    of: Literal["amount", "processes"] = chosen(
        query, "of", ("amount", "processes") if money else ("processes", "amount")
    )
    shape = last(query, "show") if last(query, "show") in {"areas", "bars"} else None
    kept = {"by": by or "process" if asked else None, "of": last(query, "of") and of, "show": shape}

    def here(to: Filters = filters, **changes: Any) -> str:
        return links.href("/explore", to, text, **(kept | changes))

    def into(identity: str | None) -> str:
        return here(filters.replace(**{str(by): (identity or "none",)}), by=None)

    shown = queries.spending(snapshot, filters, by=by or "agency", order=of, limit=LARGEST)
    years, months = (queries.spending(snapshot, filters, by=period) for period in PERIODS)
    show = shape or ("areas" if drawable(shown, of) else "bars")
    view = View(by or "process", of, show, page_of(query), here, into)
    return page(
        text,
        filters,
        trail=trail(text, filters, snapshot, lambda to: here(to, by=None)),
        question=text("Where does the money go?"),
        headline=headline(text, shown, view),
        sub=_context(text, filters, shown, view),
        facts=proportion_line(text, filters.stage, queries.proportion(snapshot, filters)),
        not_shown=exclusions(text, filters, snapshot),
        body=[
            controls(text, filters, snapshot, view),
            _divided(text, filters, shown, by=by, view=view) if by else _processes(text, filters, snapshot, view),
            years_card(
                text, filters, years, of=of, href=lambda year: here(filters.replace(year_from=year, year_to=year))
            ),
            months_card(text, filters, months, of=of),
        ]
        if shown.processes
        else [callout(text, text("Take off a filter to see more."))],
    )


def _context(text: Text, filters: Filters, shown: Spending, view: View) -> list[Any]:
    lead = (
        text("Each opens its dates, its parties, its payments and what was not published.")
        if view.level == "process"
        else text("Choose one to see what it is made of, down to the single contract.")
    )
    every = text.n("See the {n} process", "See all {n} processes", shown.processes)
    found = [lead, " ", html.A(every, href=links.records(filters, text)), *profile_links(text, filters)]
    first = next(iter(records(shown.rows.head(1))), None)
    if view.level == "agency" and first and published(first["id"]) and (first["share"] or 0) >= DOMINANT:
        without = filters.replace(exclude_agency=(*filters.exclude_agency, first["id"]))
        found += [" · ", html.A(text("See it without this agency"), href=view.here(without))]
    return found


def _divided(text: Text, filters: Filters, shown: Spending, *, by: queries.ExploreLevel, view: View) -> Component:
    snapshot = current_snapshot()
    more = shown.groups > LARGEST
    rest = queries.rest(snapshot, filters, by=by, after=LARGEST, order=view.of) if more else None
    if view.show == "areas":
        body = areas(
            text, shown, queries.rest(snapshot, filters, by=by, after=tiles_shown(shown, view.of), order=view.of), view
        )
    else:
        body = bar_list(text, shown, snapshot, view)
    names = level_names(text)
    amount = (
        text("Number of processes") if view.of == "processes" else f"{measure(text, shown.stage)}, {shown.unit or '—'}"
    )
    return chart_card(
        text,
        id="groups",
        title=_title(text, filters, snapshot, shown, by),
        note=text("{measure}, by {level}", measure=amount, level=names[by]),
        body=[
            *(body if isinstance(body, list) else [body]),
            only_the_largest(text, rest, shown.unit),
            left_out(text, shown),
        ],
        table=spending_frame(text, shown, kind=by, header=names[by].capitalize()),
        about=[
            text("An amount that was not published is not zero: it is in no total, and it is counted."),
            text(
                "A process with several suppliers is counted with each of them; its money is shared equally between them."
            ),
            text("This does not show whether a price was fair, or what was bought without publishing it."),
        ],
        filename=f"explore-{by}",
        filters=filters,
        wide=True,
    )


def _title(text: Text, filters: Filters, snapshot: Snapshot, shown: Spending, level: str) -> str:
    if level == "agency":
        number = queries.spenders(snapshot, filters).agencies
    elif level == "supplier":
        number = queries.recipients(snapshot, filters).suppliers
    else:
        number = int(shown.rows["id"].notna().sum())
    return {
        "agency": text.n("{n} agency in this selection", "{n} agencies in this selection", number),
        "category": text.n("{n} category in this selection", "{n} categories in this selection", number),
        "method": text.n("{n} method in this selection", "{n} methods in this selection", number),
        "supplier": text.n("{n} supplier in this selection", "{n} suppliers in this selection", number),
    }[level]


def _processes(text: Text, filters: Filters, snapshot: Snapshot, view: View) -> Component:
    found = queries.processes(snapshot, filters, page=view.number, page_size=PAGE_SIZE, sort="amount")
    return chart_card(
        text,
        id="groups",
        title=text.n("{n} process", "{n} processes", found.total),
        note=text("Amount {stage}; where it was not published, that is said", stage=amount_name(text, filters.stage)),
        body=[
            process_list(
                text,
                found.rows,
                stage=filters.stage,
                href=lambda ocid, source: links.process(ocid, source, text),
            )
            if len(found.rows)
            else empty_list(text, filters, found.total, view.here),
            page_links(
                text,
                page=found.page,
                page_size=found.page_size,
                total=found.total,
                href=lambda value: view.here(page=value) + "#groups",
            ),
        ],
        table=processes_table(text, found.rows),
        about=[
            text("One process counts once, however many releases, records or sources repeat it."),
            text("The data and the download hold the processes of this page of the list, with all five amounts."),
        ],
        filename="explore-processes",
        filters=filters,
        wide=True,
    )

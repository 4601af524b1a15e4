"""The parts of Explore: the way here, the switches, the groups as areas or bars, what is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from components import links
from components.elements import html
from components.filter_bar import value_label
from components.frames import records
from components.paging import page_links, switch
from components.process_story import published
from components.ranking import ranking_list
from components.shell import Accent, callout
from components.slots import clean, filled, short, slot
from components.spending_findings import of_the_money
from components.spending_parts import publishers, rank_rows
from components.treemap import Tile, treemap
from data_loader import queries
from data_loader.filters import AMOUNT_STAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Rest, Spending
    from data_loader.snapshot import Snapshot

LARGEST: Final = 500
"""Groups that the bars, the table and the download have at most."""
_TILES: Final = 24
_TILE: Final = 0.01
"""The share of the whole under which an area has no room for its name."""
PAGE_SIZE: Final = 25
_DRAWABLE: Final = 0.75
_LONG: Final = 60


@dataclass(frozen=True, slots=True)
class View:
    """How a selection is shown: divided by what, measured in what (`of`), as areas or bars, which page of the bars.

    `here(filters, **changes)` is the address of the same view with something changed, `into(id)` that of one group.
    """

    level: str
    of: Literal["amount", "processes"]
    show: str
    number: int
    here: Callable[..., str]
    into: Callable[[str | None], str]


def trail(text: Text, filters: Filters, snapshot: Snapshot, here: Callable[..., str]) -> list[Any] | None:
    """Return the way from the whole to the selection, each step a link back; None where nothing was chosen yet."""
    fixed = [level for level in queries.EXPLORE_LEVELS if getattr(filters, level)]
    if not fixed:
        return None
    options = queries.options(snapshot)
    whole = filters.replace(**dict.fromkeys(fixed, ()))
    parts: list[Any] = [html.A(text("Everything"), href=here(whole))]
    for place, level in enumerate(fixed):
        words = text.join([short(value_label(text, level, value, options), _LONG) for value in getattr(filters, level)])
        back = filters.replace(**dict.fromkeys(fixed[place + 1 :], ()))
        parts += [" › ", words if level == fixed[-1] else html.A(words, href=here(back))]
    return parts


def headline(text: Text, shown: Spending, view: View) -> list[Any]:
    """Return which group has most, or how much there is where the selection is a list of processes."""
    level, of = view.level, view.of
    if not shown.processes:
        return [text("With these filters no process is left.")]
    rows = records(shown.rows.head(1))
    if of == "processes" and rows and level != "process":
        sentence = text(
            "{name}: {figure} of {n} processes.",
            name=_name(text, rows[0], level),
            figure=slot("figure"),
            n=text.number(shown.processes),
        )
        return filled(sentence, figure=Accent(text.number(rows[0]["processes"])))
    if shown.total is None:
        sentence = text.n(
            "{figure} process, and no amount was published.",
            "{figure} processes, and no amount was published.",
            shown.processes,
            figure=slot("figure"),
        )
        return filled(sentence, figure=Accent(text.number(shown.processes)))
    amount = text.money(shown.total, shown.unit)
    if level == "process" or not rows or not published(rows[0]["share"]):
        sentence = text.n(
            "{figure} in {n} process.", "{figure} in {n} processes.", shown.processes, figure=slot("figure")
        )
        return filled(sentence, figure=Accent(amount))
    sentence = text(
        "{name}: {figure} {money}, {amount} in all.",
        name=_name(text, rows[0], level),
        figure=slot("figure"),
        money=of_the_money(text, shown.stage),
        amount=amount,
    )
    return filled(sentence, figure=Accent(text.percent(rows[0]["share"])))


def _name(text: Text, row: dict[str, Any], level: str) -> str:
    return short(clean(text.name(row["name"] if published(row["id"]) else None, level)))


def controls(text: Text, filters: Filters, snapshot: Snapshot, view: View) -> Component:
    """Return the switches: what the money is divided by, areas or bars, money or number, which amount, which currency."""
    level, here = view.level, view.here
    names = level_names(text)
    divided = [(name, names[name]) for name in names if name == level or len(getattr(filters, name, ())) != 1]
    rows = [
        switch(text("Divide by"), divided, level, lambda value: here(by=value)),
        switch(
            text("Count"),
            [("amount", text("money")), ("processes", text("number of processes"))],
            view.of,
            lambda value: here(of=value),
        ),
        switch(
            text("Amount"),
            [(stage, text.code("stage", stage).lower()) for stage in AMOUNT_STAGES],
            filters.stage,
            lambda value: here(filters.replace(stage=value)),
        ),
    ]
    if level != "process":
        rows.insert(
            2,
            switch(
                text("Show as"),
                [("areas", text("areas")), ("bars", text("bars"))],
                view.show,
                lambda value: here(show=value),
            ),
        )
    known = [str(code) for code in queries.currencies(snapshot, filters.replace(currency=None))["currency"].dropna()]
    unit = queries.resolved_currency(snapshot, filters)
    if len(known) > 1 or (known and unit not in known):
        codes = [(code, code) for code in dict.fromkeys([*known, *([unit] if unit else [])])]
        rows.append(switch(text("Currency"), codes, unit or "", lambda value: here(filters.replace(currency=value))))
    return html.Div(rows, className="x-controls")


def level_names(text: Text) -> dict[str, str]:
    """Return what each level is called, in the order from the whole to the contract."""
    return {
        "agency": text("agency"),
        "category": text("category"),
        "method": text("method"),
        "supplier": text("supplier"),
        "process": text("process"),
    }


def drawable(shown: Spending, of: str) -> bool:
    """Whether areas say more than bars: several groups, none of which leaves no room for the names of the others."""
    if len(shown.rows) < 2:
        return False
    if of == "processes":
        return int(shown.rows["processes"].iloc[0]) <= _DRAWABLE * shown.processes
    share = shown.rows["share"].iloc[0]
    return bool(published(share) and share <= _DRAWABLE)


def tiles_shown(shown: Spending, of: str) -> int:
    """Return how many of the largest groups have an area with room for their name; the others are one area together."""
    rows = records(shown.rows.head(_TILES))
    if of == "processes":
        return sum(int(row["processes"]) >= _TILE * shown.processes for row in rows)
    return sum(published(row["share"]) and row["share"] >= _TILE for row in rows)


def areas(text: Text, shown: Spending, rest: Rest, view: View) -> list[Any]:
    """Return the largest groups as areas, all others (`rest`) as one more, which leads to the bars."""
    level, of = view.level, view.of
    rows = records(shown.rows.head(shown.groups - rest.groups))
    tiles = [
        Tile(
            _name(text, row, level),
            _words(text, row, of),
            _size(row, of),
            view.into(row["id"] if published(row["id"]) else None),
        )
        for row in rows
    ]
    others = {"amount": rest.amount, "processes": rest.processes, "share": rest.share}
    if rest.groups and _size(others, of) > 0:
        name = text.n("{n} more", "{n} more", rest.groups)
        tiles.append(Tile(name, _words(text, others, of), _size(others, of), view.here(show="bars"), quiet=True))
    if not tiles:
        return [callout(text, text("No amount was published here."))]
    undrawn = rest.undrawn if of == "amount" else 0
    note = text.n(
        "{n} group is not drawn: it has no amount above zero.",
        "{n} groups are not drawn: they have no amount above zero.",
        undrawn,
    )
    return [
        treemap(tiles, label=text("Areas in proportion; each leads on")),
        html.P(note, className="note") if undrawn else None,
    ]


def _size(row: dict[str, Any], of: str) -> float:
    return float(row[of]) if published(row[of]) else 0.0


def _words(text: Text, row: dict[str, Any], of: str) -> str:
    if of == "processes":
        return text.n("{n} process", "{n} processes", int(row["processes"]))
    share = text.percent(row["share"]) if published(row["share"]) else ""
    return " · ".join(part for part in (text.money_short(row["amount"]), share) if part)


def bar_list(text: Text, shown: Spending, snapshot: Snapshot, view: View) -> list[Any]:
    """Return a page of the groups as bars; every page measures by the same longest bar."""
    rows = rank_rows(
        text,
        shown,
        kind=view.level,
        href=view.into,
        order=view.of,
        publisher=publishers(snapshot) if view.level in {"agency", "supplier"} else None,
    )
    start = (view.number - 1) * PAGE_SIZE
    here = rows[start : start + PAGE_SIZE]
    return [
        ranking_list(text, here) if here else callout(text, text("There is nothing on this page of the list.")),
        page_links(
            text,
            page=view.number,
            page_size=PAGE_SIZE,
            total=len(rows),
            href=lambda value: view.here(page=value) + "#groups",
        ),
    ]


def only_the_largest(text: Text, rest: Rest | None, unit: str | None) -> Component | None:
    """Return that not all groups are shown, and what the others add up to; None where all are."""
    if rest is None or not rest.groups:
        return None
    first = text("Only the {n} largest are shown.", n=text.number(LARGEST))
    if rest.amount is None:
        second = text.n(
            "The other one has no amount in this currency.",
            "The other {n} have no amount in this currency.",
            rest.groups,
        )
    else:
        second = text.n(
            "The other one has {amount}, {share} of the total.",
            "The other {n} add up to {amount}, {share} of the total.",
            rest.groups,
            amount=text.money(rest.amount, unit),
            share=text.percent(rest.share),
        )
    return html.P(f"{first} {second}", className="note")


def profile_links(text: Text, filters: Filters) -> list[Any]:
    """Return the ways from here to the page of the one agency or supplier chosen, and to a comparison."""
    found: list[Any] = []
    for kind, profile in (("agency", links.agency), ("supplier", links.supplier)):
        chosen = getattr(filters, kind)
        if len(chosen) == 1 and chosen[0] != "none":
            words = text("Page of the agency") if kind == "agency" else text("Page of the supplier")
            found += [" · ", html.A(words, href=profile(chosen[0], filters, text))]
            found += [" · ", compare_link(text, filters, kind, chosen[0])]
    return found


def compare_link(text: Text, filters: Filters, kind: str, identity: str) -> Component:
    """Return the link that sets one agency or supplier beside another."""
    kept = filters.replace(**{kind: ()})
    return html.A(text("Compare with…"), href=links.href("/compare", kept, text, kind=kind, a=identity))

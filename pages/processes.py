"""The records behind any number: the processes that the filters leave, searched, sorted and paged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dash

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.exclusions import exclusions
from components.facet_list import facet_list
from components.field_list import field_label
from components.having import having_name
from components.kept_words import kept_words
from components.paging import chosen, last, page_of, pager, search_within, switch
from components.pin_button import pin_button
from components.process_list import amount_name, empty_list, process_list
from components.shell import Accent, current_snapshot, page
from components.slots import filled, slot
from components.text import Text
from components.view_tables import processes_table
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries.processes import Sort

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.snapshot import Snapshot

dash.register_page(__name__, path="/processes", name="processes")

_PAGE_SIZE: Final = 25
_MOST_ROWS: Final = 1000
"""The longest page that an address can ask for (`rows`): what a pinned search holds."""
_SORTS: Final[tuple[Sort, ...]] = ("amount", "date", "title")


def layout(**query: Any) -> Component:
    """Return the page for what the URL asks for.

    `missing` keeps the processes that owe that field and lack it, `having` those of a named set.
    """
    text, filters, snapshot = Text.for_request(query.get("lang")), Filters.from_query(query), current_snapshot()
    size = _MOST_ROWS if last(query, "rows") == str(_MOST_ROWS) else _PAGE_SIZE
    field = _field(snapshot, filters, last(query, "missing"))
    sorts: tuple[Sort, ...] = ("relevance", *_SORTS) if filters.q else _SORTS
    sort, number = chosen(query, "sort", sorts), page_of(query)
    having = next((name for name in queries.HAVING if name == last(query, "having")), None)
    kept, value = _kept(query)
    shown: dict[str, str | None] = {kept: value} if kept else {"having": having} if having else {}
    if field is not None:
        kept, value, having = queries.MISSING, field["field"], None
        shown = {kept: value}
    found = queries.processes(
        snapshot, filters, page=number, page_size=size, sort=sort, having=kept or having, value=value
    )
    card = _card(text, filters, found, field, having, sort=sort, sorts=sorts, kept=shown)
    return page(
        text,
        filters,
        question=text("Which processes are behind the numbers?"),
        headline=_headline(text, filters, found.total, field, having),
        finding=None,  # the search itself can be pinned
        sub=kept_words(text, kept, value)
        if kept is not None and field is None
        else _context(text, filters, found.total),
        not_shown=exclusions(text, filters, snapshot),
        body=[_beside_facets(text, filters, card, sort=sort, having=kept or having, shown=shown)],
    )


def _beside_facets(
    text: Text, filters: Filters, card: Component, *, sort: str, having: str | None, shown: dict[str, str | None]
) -> Component:
    """Return the list with what it divides into at its side; `shown` is how the URL names the set it is of."""
    found = queries.facets(current_snapshot(), filters, having=having, value=shown.get(having or ""))

    def href(changed: Filters) -> str:
        return links.href("/processes", changed, text, sort=sort, **shown)

    return html.Div([facet_list(text, filters, found, href), card], className="s-results")


def _kept(query: dict[str, Any]) -> tuple[str | None, str]:
    """Return which set that has one for each value the URL asks for, and the value."""
    asked = ((name, last(query, name)) for name in queries.OF_VALUE)
    return next(((name, value) for name, value in asked if value), (None, ""))


def _field(snapshot: Snapshot, filters: Filters, asked: str | None) -> dict[str, Any] | None:
    """Return the completeness field of that path, None where none is called so."""
    if asked is None:
        return None
    fields = queries.completeness_fields(snapshot, filters)
    named = fields[fields["field"] == asked]
    return None if named.empty else dict(named.iloc[0])


def _headline(text: Text, filters: Filters, total: int, field: dict[str, Any] | None, having: str | None) -> list[Any]:
    figure = slot("figure")
    if field is not None:
        lacking = field_label(text, field)
        sentence = text.n(
            "{figure} process lacks this: {field}.",
            "{figure} processes lack this: {field}.",
            total,
            figure=figure,
            field=lacking,
        )
    elif having is not None:
        sentence = text.n(
            "{figure} process in this list: {what}.",
            "{figure} processes in this list: {what}.",
            total,
            figure=figure,
            what=having_name(text, having),
        )
    elif filters.q:
        sentence = text.n(
            "{figure} process speaks of “{q}”.",
            "{figure} processes speak of “{q}”.",
            total,
            figure=figure,
            q=filters.q,
        )
    elif filters.active():
        sentence = text.n(
            "{figure} process with these filters.",
            "{figure} processes with these filters.",
            total,
            figure=figure,
        )
    else:
        sentence = text.n("{figure} process published.", "{figure} processes published.", total, figure=figure)
    return filled(sentence, figure=Accent(text.number(total)))


def _context(text: Text, filters: Filters, total: int) -> str | None:
    if not total:
        return None
    if filters.currency:
        return text("Only those with an amount in {currency}.", currency=filters.currency)
    return text("Each opens its dates, its parties, its payments and what was not published.")


def _card(
    text: Text,
    filters: Filters,
    found: Any,
    field: dict[str, Any] | None,
    having: str | None,
    *,
    sort: str,
    sorts: tuple[Sort, ...],
    kept: dict[str, str | None],
) -> Component:
    def here(**changes: Any) -> str:
        return links.href("/processes", filters, text, **{"sort": sort, **kept, **changes})

    names = {
        "relevance": text("best match"),
        "amount": text("amount"),
        "date": text("date"),
        "title": text("title"),
    }
    options = [(value, names[value]) for value in sorts]
    search = links.href("/processes", filters.replace(q=None), text, **kept)
    return chart_card(
        text,
        id="processes",
        title=_title(text, filters, field, having),
        note=text("Amount {stage}; where it was not published, that is said", stage=amount_name(text, filters.stage)),
        body=[
            pin_button(text, "search", of="processes", at=here(page=None, rows=_MOST_ROWS)),
            search_within(text, label=text("Words of a title or a name, or an ocid"), value=filters.q, action=search),
            switch(text("Order by"), options, sort, lambda value: here(sort=value)),
            process_list(
                text,
                found.rows,
                stage=filters.stage,
                href=lambda ocid, source: links.process(ocid, source, text),
            )
            if len(found.rows)
            else empty_list(text, filters, found.total, lambda kept: links.href("/processes", kept, text)),
            pager(text, found, lambda value: here(page=value)),
        ],
        table=processes_table(text, found.rows),
        about=[
            text("One process counts once, however many releases, records or sources repeat it."),
            text("The data and the download hold the processes of this page of the list, with all five amounts."),
        ],
        filename="processes",
        filters=filters,
        wide=True,
    )


def _title(text: Text, filters: Filters, field: dict[str, Any] | None, having: str | None) -> str:
    if field is not None:
        return text("Not published: {field}", field=field_label(text, field))
    if having is not None:
        return having_name(text, having)
    return text("The processes that were found") if filters.q else text("The processes")

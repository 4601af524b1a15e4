"""How what the filters leave was contracted: method by method, as published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from components import links
from components.chart_card import chart_card
from components.elements import html
from components.glossary import code_term
from components.process_story import published
from components.ranking import ranking_list
from components.spending_findings import DOMINANT, measure, portion
from components.spending_parts import rank_rows, spending_frame

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Spending


def _finding(text: Text, methods: Spending) -> str:
    first = methods.rows.iloc[0] if len(methods.rows) else None
    if len(methods.rows) > 1 and first is not None and published(first["share"]) and first["share"] >= DOMINANT:
        method = text.name(first["id"] if published(first["id"]) else None, "method")
        return text("{what}: {portion} of the money", what=method, portion=portion(text, float(first["share"])))
    return text("How it contracts")


def method_card(text: Text, filters: Filters, methods: Spending) -> Component:
    """Return the ways of contracting of what the filters leave, with their share of the money."""

    def behind(method: str | None) -> str:
        return links.records(filters.replace(method=(method or "none",)), text)

    rows = [
        replace(
            row, name=code_term(text, "method", code, place="methods"), sub=html.A(row.sub, href=row.href), href=None
        )
        if published(code)
        else row
        for row, code in zip(
            rank_rows(text, methods, kind="method", href=behind), methods.rows["id"].tolist(), strict=True
        )
    ]
    return chart_card(
        text,
        id="methods",
        title=_finding(text, methods),
        note=text("{measure} by method", measure=measure(text, filters.stage)),
        body=ranking_list(text, rows),
        table=spending_frame(text, methods, kind="method", header=text("Method")),
        about=text("The method as published, by OCDS's own list; what was not published is a group of its own."),
        filename="methods",
        filters=filters,
    )

"""The few figures under a headline: label, figure, unit, and what the figure leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.text import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure; `label` may be a term of the glossary, `value` a gauge, `sub` a component with a link."""

    label: Any
    value: Any
    unit: str = ""
    sub: Any = None


def key_figures(_text: Text, facts: Sequence[Fact]) -> Component:
    """Return the figures side by side; on a phone the first takes the whole width."""
    return html.Dl([_fact(fact) for fact in facts], className="figures")


def _fact(fact: Fact) -> Component:
    figure = [fact.value, html.Small(f" {fact.unit}")] if fact.unit else fact.value
    parts = [html.Dt(fact.label), html.Dd(figure, className="figure")]
    if fact.sub is not None:
        parts.append(html.Dd(fact.sub, className="figure-sub"))
    return html.Div(parts)

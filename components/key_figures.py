"""The few figures under a headline: label, figure, unit, and what the figure leaves out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from components.drawing import Figure, note_figure, words
from components.elements import html
from components.pin_button import pin_button
from components.text import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure; `label` may be a term of the glossary, `value` a gauge, `sub` a component with a link.

    `exact` is the number itself, in the unit that `unit` words; None where none was published.
    """

    label: Any
    value: Any
    unit: str = ""
    sub: Any = None
    exact: float | None = None


def key_figures(text: Text, facts: Sequence[Fact]) -> Component:
    """Return the figures side by side; on a phone the first takes the whole width."""
    return html.Dl([_fact(text, fact) for fact in facts], className="figures")


def _fact(text: Text, fact: Fact) -> Component:
    label = words(fact.label)
    identity = re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-")
    value = " ".join(part for part in (words(fact.value), fact.unit) if part)
    note_figure(identity, Figure(label, value, fact.exact, words(fact.sub)))
    figure = [fact.value, html.Small(f" {fact.unit}")] if fact.unit else fact.value
    parts = [html.Dt(fact.label), html.Dd(figure, className="figure")]
    if fact.sub is not None:
        parts.append(html.Dd(fact.sub, className="figure-sub"))
    parts.append(html.Dd(pin_button(text, "figure", of=identity, title=label, value=value), className="figure-pin"))
    return html.Div(parts)

"""What the checks of the data say, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components import links
from components.check_parts import check_words, in_sentence
from components.elements import html
from components.frames import records
from components.process_story import published
from components.shell import Accent
from components.slots import clean, filled, short, slot
from data_loader.checks import Check, check_of

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.slots import Part
    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Checks

_NAMED = 3


def quality_headline(text: Text, found: Checks) -> list[Part]:
    """Return how many processes fail something."""
    if not found.processes:
        return [text("With these filters no process is left.")]
    if not found.failing:
        return [text("Every process passes all the checks that apply to it.")]
    sentence = text.n(
        "{figure} of {all} processes has something that does not add up.",
        "{figure} of {all} processes have something that does not add up.",
        found.failing,
        figure=slot("figure"),
        all=text.number(found.processes),
    )
    return filled(sentence, figure=Accent(text.number(found.failing)))


def quality_context(text: Text, found: Checks, filters: Filters) -> list[Part]:
    """Return which checks fail most, each with the way to it, and what a fail does not mean."""
    parts: list[Part] = []
    worst = records(found.rows[found.rows["fails"] > 0].nlargest(_NAMED, "fails"))
    if worst:
        parts.append(text("Most often:") + " ")
        for place, row in enumerate(worst):
            words = (
                f"{in_sentence(check_words(text, check_of(row['check']), 'name'))} ({text.number(int(row['fails']))})"
            )
            parts += [
                "; " if place else "",
                html.A(words, href=links.check(row["check"], filters, text)),
            ]
        parts.append(". ")
    return [*parts, text("A fail is a doubt about the data, not about the people in them.")]


def check_headline(text: Text, check: Check, row: dict[str, Any]) -> list[Part]:
    """Return how many of the processes to which a check applies fail it."""
    if not row["applicable"]:
        return [text("This check applies to no process here.")]
    sentence = text.n(
        "{figure} of {all} processes: {name}",
        "{figure} of {all} processes: {name}",
        int(row["fails"]),
        figure=slot("figure"),
        all=text.number(int(row["applicable"])),
        name=in_sentence(check_words(text, check, "name")),
    )
    return [*filled(sentence, figure=Accent(text.number(int(row["fails"])))), "."]


def doubt(text: Text) -> str:
    """Return what no check can show."""
    return text("A record in which all adds up may still be untrue, and one in which something does not may be right.")


def outlier_remark(text: Text, amounts: pd.DataFrame, filters: Filters) -> Component | None:
    """Return the warning that one absurd amount makes much of the total shown, None where none does.

    `amounts` are those of `queries.heavy_outliers`, the largest first.
    """
    if amounts.empty:
        return None
    row = records(amounts)[0]
    places = {"what": _what(text, row["stage"]), "share": slot("share"), "times": text.number(round(row["times"]))}
    places |= {"see": slot("see"), "all": slot("all")}
    if published(row["agency_name"]):
        sentence = text(
            "{what} of {agency} makes {share} of this total; it is {times} times the median of its peers. {see} · {all}",
            agency=short(clean(str(row["agency_name"])), 90),
            **places,
        )
    else:
        sentence = text(
            "{what} makes {share} of this total; it is {times} times the median of its peers. {see} · {all}", **places
        )
    return html.P(
        filled(
            sentence,
            share=html.B(text.percent(row["share"])),
            see=html.A(text("See it"), href=links.process(row["ocid"], row["source"], text)),
            all=html.A(text("All amounts like it"), href=links.check("absurd_amount", filters, text)),
        ),
        className="callout",
    )


def _what(text: Text, stage: str) -> str:
    """Return what an amount of a stage is of."""
    return {
        "planned": text("A single budget"),
        "tendered": text("A single tender"),
        "awarded": text("A single award"),
        "contracted": text("A single contract"),
        "paid": text("A single payment"),
    }[stage]

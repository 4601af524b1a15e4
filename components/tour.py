"""A tour of two minutes: what stands where on the overview, and where the other questions are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components import links
from components.attributes import attributes
from components.elements import html
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text


def tour(text: Text, filters: Filters) -> Component:
    """Return the dialog, closed; `assets/tour.js` opens it where the address says `tour=1`, the number of the stop."""
    stops = _stops(text, filters)
    return html.Dialog(
        [
            *(_stop(text, place, len(stops), stop) for place, stop in enumerate(stops, start=1)),
            html.Div(
                [
                    html.Button(text("Back"), type="button", className="tour-back"),
                    html.Button(text("Next stop"), type="button", className="button tour-next"),
                    html.Button(text("Close"), type="button", className="tour-close"),
                ],
                className="tour-buttons",
            ),
        ],
        id="tour",
        className="tour",
        **attributes(aria_label=text("A tour of two minutes")),
    )


def tour_link(text: Text) -> Component:
    """Return the link that starts the tour from any page."""
    return html.A(text("A tour of two minutes"), href=links.href("/", Filters(), text, tour=1))


def _stops(text: Text, filters: Filters) -> list[tuple[str, str, list[Any]]]:
    """Return for each stop what it points at, its title and what it says."""
    ways = (
        ("/timelines", text("How long does each step take?")),
        ("/suppliers", text("Who gets the most?")),
        ("/completeness", text("How much does each agency publish?")),
        ("/glossary", text("What do these words mean?")),
    )
    return [
        (
            ".hero",
            text("A question and its answer"),
            [text("Each page asks one question and answers it in a sentence, with the figures published today.")],
        ),
        (
            ".figures",
            text("The figures behind it"),
            [text("A figure that is underlined opens its records. A word with dots under it explains itself.")],
        ),
        (
            ".filter-bar",
            text("Only what you want to see"),
            [
                text(
                    "Choose an agency, some years or another stage of the money. The address keeps it: send it to someone."
                )
            ],
        ),
        (
            "#agencies",
            text("From the whole to one contract"),
            [text("Each name leads on: from an agency to its suppliers, and from there to a single contract.")],
        ),
        (
            "#years .card-foot",
            text("Take it with you"),
            [text("Under each chart are its table, its files, what the number means, and how to share or quote it.")],
        ),
        (
            ".not-shown",
            text("What is not here"),
            [text("Data that nobody published are not zero. Each view says what it leaves out.")],
        ),
        (
            "",
            text("The other questions"),
            [html.Ul([html.Li(html.A(words, href=links.href(path, filters, text))) for path, words in ways])],
        ),
    ]


def _stop(text: Text, place: int, all_of_them: int, stop: tuple[str, str, list[Any]]) -> Component:
    target, title, said = stop
    return html.Section(
        [
            html.P(text("{n} of {all}", n=place, all=all_of_them), className="tour-place"),
            html.H2(title, tabIndex=-1),
            html.Div(said),
        ],
        hidden="" if place == 1 else "hidden",
        **attributes(data_target=target),
    )

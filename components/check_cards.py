"""What does not add up, as a card of the page of a process and of an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from components import links
from components.chart_card import chart_card
from components.check_parts import check_list, checks_table, failed_list, places_table
from components.elements import html
from components.shell import callout

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Checks
    from data_loader.queries.asking import Rows

_SHOWN: Final = 5


def checks_card(text: Text, filters: Filters, failed: Rows) -> Component | None:
    """Return the checks that one process fails, None where it fails none."""
    if not failed:
        return None
    return chart_card(
        text,
        id="checks",
        title=text.n("{n} thing does not add up", "{n} things do not add up", len(failed)),
        note=text("A fail is a doubt about the data, not about the people in them."),
        body=failed_list(text, failed, filters),
        table=places_table(text, failed),
        about=text("At most five places of each process are kept as examples; how many there are is always counted."),
        filename="process-checks",
        filters=filters,
        wide=True,
    )


def agency_checks_card(text: Text, filters: Filters, found: Checks) -> Component:
    """Return what fails most among the processes of an agency."""
    failing = found.rows[found.rows["fails"] > 0].sort_values("fails", ascending=False, kind="stable")
    return chart_card(
        text,
        id="checks",
        title=text.n(
            "{n} of its {all} processes has something that does not add up",
            "{n} of its {all} processes have something that does not add up",
            found.failing,
            all=text.number(found.processes),
        ),
        note=text("What fails most; each opens the records, with what is written there"),
        body=[
            check_list(text, failing.head(_SHOWN), lambda check: links.check(check, filters, text))
            if len(failing)
            else callout(text, text("Every process passes all the checks that apply to it.")),
            html.P(html.A(text("All the checks"), href=links.href("/quality", filters, text)), className="more"),
        ],
        table=checks_table(text, found.rows),
        about=text("The percentage is of the processes to which the check applies."),
        filename="agency-checks",
        filters=filters,
        wide=True,
    )

"""What a reader may choose of the leads: which ones, since when, how they are weighed, where the thresholds lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import dash_bootstrap_components as dbc

from components import links
from components.attributes import attributes
from components.elements import html
from components.forms import choice, hidden_fields
from components.lead_parts import family_words, part_words
from components.lead_words import said
from components.paging import chosen, last
from data_loader.indicators.definitions import FAMILIES, indicator_list, indicator_of
from data_loader.queries import GROUPS, WEIGHTS, Asked, GroupLeads, Weights, thresholds_of

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters

_FORM: Final = "leads"
_MOST_WEIGHT: Final = 10.0


@dataclass(frozen=True, slots=True)
class LeadsChoice:
    """What an address asks of the leads; `given` are its parameters as they stand in links, `refused` those left out."""

    asked: Asked
    group: GroupLeads
    given: dict[str, str]
    refused: tuple[str, ...]

    def href(self, text: Text, filters: Filters, **changes: Any) -> str:
        """Return the address of the same leads with something changed (None takes it out)."""
        return links.href("/leads", filters, text, **{**self.given, **changes})


def leads_choice(query: dict[str, Any], latest: datetime) -> LeadsChoice:
    """Return what an address asks for; "last" of since means the latest pull, at `latest`."""
    given: dict[str, str] = {}
    group = chosen(query, "group", GROUPS)
    if group != GROUPS[0]:
        given["group"] = group
    indicator, family = last(query, "indicator"), last(query, "family")
    indicators = (indicator,) if indicator in {one.code for one in indicator_list()} else ()
    families = tuple(one for one in FAMILIES if one == family)
    refused = [
        name
        for name, value, used in (("indicator", indicator, indicators), ("family", family, families))
        if value and not used
    ]
    given |= {"indicator": indicators[0]} if indicators else {}
    given |= {"family": families[0]} if families else {}
    since_words = last(query, "since")
    since = _moment(since_words, latest)
    given |= {"since": str(since_words)} if since else {}
    refused += ["since"] if since_words and since is None else []
    thresholds, wrong = thresholds_of(query)
    given |= {code: f"{number:g}" for code, number in thresholds}
    weights = {name: number for name in WEIGHTS if (number := _weight(last(query, name))) is not None}
    given |= {name: f"{number:g}" for name, number in weights.items() if number != getattr(Weights(), name)}
    refused += [name for name in WEIGHTS if last(query, name) and name not in weights]
    asked = Asked(
        indicators=indicators, families=families, since=since, thresholds=thresholds, weights=Weights(**weights)
    )
    return LeadsChoice(asked, group, given, (*refused, *wrong))


def _weight(given: str | None) -> float | None:
    try:
        number = float(given) if given else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number <= _MOST_WEIGHT else None


def _moment(given: str | None, latest: datetime) -> datetime | None:
    if given == "last":
        return latest.astimezone(UTC).replace(tzinfo=None)
    try:
        found = datetime.fromisoformat(given) if given else None
    except ValueError:
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found and found.tzinfo else found


def which_form(text: Text, filters: Filters, choices: LeadsChoice) -> Component:
    """Return the form that asks which leads: of an indicator or a family, since a day."""
    fields = [
        choice(
            "family",
            text("Kind"),
            [("", text("All")), *((family, family_words(text, family)) for family in FAMILIES)],
            choices.given.get("family", ""),
            form=_FORM,
        ),
        choice(
            "indicator",
            text("Indicator"),
            [("", text("All")), *((one.code, said(text, one, "name")) for one in indicator_list())],
            choices.given.get("indicator", ""),
            form=_FORM,
        ),
        _entry("since", text("Raised since"), choices.given.get("since", "").replace("last", ""), kind="date"),
    ]
    return _form(text, filters, choices, fields, own=("family", "indicator", "since"))


def recipe_form(text: Text, filters: Filters, choices: LeadsChoice) -> Component:
    """Return the form of the weights of the score."""
    weights = choices.asked.weights
    fields = [
        _entry(name, part_words(text, name), f"{getattr(weights, name):g}", kind="number", most=_MOST_WEIGHT)
        for name in WEIGHTS
    ]
    return _form(text, filters, choices, fields, own=WEIGHTS)


def thresholds_form(text: Text, filters: Filters, choices: LeadsChoice) -> Component:
    """Return the form of the thresholds that a reader may move; an empty one is that of the indicator."""
    adjustable = [one for one in indicator_list() if one.adjustable]
    fields = [
        _entry(
            one.code,
            said(text, one, "name"),
            choices.given.get(one.code, ""),
            kind="number",
            hint=_default(text, one.code),
        )
        for one in adjustable
    ]
    return _form(text, filters, choices, fields, own=tuple(one.code for one in adjustable))


def _default(text: Text, code: str) -> str:
    default = indicator_of(code).default
    return text("that of its peers") if default is None else f"{default:g}"


def _entry(name: str, label: str, value: str, *, kind: str, hint: str = "", most: float | None = None) -> Component:
    bounds = {"min": 0, "max": most} if most is not None else {}
    step = {"step": "any"} if kind == "number" else {}
    identity = f"{_FORM}-{name}"
    return html.Div(
        [
            html.Label(label, htmlFor=identity),
            dbc.Input(id=identity, type=kind, name=name, value=value, placeholder=hint, **bounds, **step),
        ],
        className="field",
    )


def _form(
    text: Text, filters: Filters, choices: LeadsChoice, fields: list[Component], *, own: tuple[str, ...]
) -> Component:
    kept = [
        dbc.Input(type="hidden", name=name, value=value) for name, value in choices.given.items() if name not in own
    ]
    return html.Form(
        [
            *hidden_fields(filters, text),
            *kept,
            html.Div(fields, className="fields"),
            html.Div(
                [
                    html.Button(text("Show"), type="submit", className="button"),
                    html.A(text("Back to the usual"), href=choices.href(text, filters, **dict.fromkeys(own)))
                    if set(own) & choices.given.keys()
                    else None,
                ],
                className="filter-buttons",
            ),
        ],
        action="/leads",
        method="GET",
        className="l-form",
        **attributes(data_navigate=""),
    )


def group_names(text: Text) -> list[tuple[str, str]]:
    """Return the ways to group the leads, with their names."""
    names = {
        "none": text("not grouped"),
        "process": text("process"),
        "agency": text("agency"),
        "supplier": text("supplier"),
        "indicator": text("indicator"),
    }
    return [(group, names[group]) for group in GROUPS]

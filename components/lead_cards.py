"""The cards of one lead, and the quiet one that shows the flags of a process, an agency or a supplier."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links
from components.address import origin
from components.attributes import attributes
from components.chart_card import chart_card
from components.elements import html
from components.frames import records
from components.lead_parts import EVIDENCE, caution, indicator_href, lead_href, lead_list, leads_table, rate_words
from components.lead_words import amount_of, figure, plain, said
from components.process_list import process_list
from components.process_story import published
from components.shell import callout
from components.text import Text
from components.view_tables import processes_table
from data_loader.config import settings
from data_loader.filters import Filters
from data_loader.indicators.definitions import Indicator, indicator_of
from data_loader.information_request import draft

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from data_loader.queries import Flags, LeadFound
    from data_loader.snapshot import Snapshot

_RECORDS_IN_REQUEST: Final = 20


def flags_card(text: Text, filters: Filters, flags: Flags, *, more: str | None = None) -> Component | None:
    """Return what is raised on a thing, quietly; None where nothing is. `more` opens all of its leads."""
    if not flags.total:
        return None
    return chart_card(
        text,
        id="flags",
        title=text.n("{n} question worth asking", "{n} questions worth asking", flags.total),
        note=caution(text),
        body=[
            lead_list(text, flags.rows, scored=False),
            html.P(html.A(text.n("{n} more", "{n} more", flags.rest), href=more), className="more")
            if flags.rest and more
            else None,
        ],
        table=leads_table(text, flags.rows),
        about=text("Each opens to its evidence, what would explain it innocently, and what to ask next."),
        filename="flags",
        filters=filters,
        wide=True,
    )


def evidence_card(text: Text, found: LeadFound) -> Component:
    """Return the figures that a lead rests on, and its records."""
    row, indicator = found.row, indicator_of(found.row["indicator"])
    facts = _figures(text, found, indicator)
    listed: Component = (
        process_list(
            text, found.records, stage="contracted", href=lambda ocid, source: links.process(ocid, source, text)
        )
        if len(found.records)
        else callout(text, text("It rests on what is published of the organisation itself."))
    )
    return chart_card(
        text,
        id=EVIDENCE,
        title=text("What it rests on"),
        note=text("Every figure is published; each record opens to its source"),
        body=[
            html.Dl([part for name, value in facts for part in (html.Dt(name), html.Dd(value))], className="v-facts"),
            *_listed_rows(text, found),
            html.H3(text.n("{n} record", "{n} records", len(found.records))) if len(found.records) else None,
            listed,
        ],
        table=processes_table(text, found.records) if len(found.records) else leads_table(text, pd.DataFrame([row])),
        about=text("At most thirty records are listed; the largest amounts come first."),
        filename=f"lead-{row['indicator']}",
        filters=Filters(),
        wide=True,
    )


def _figures(text: Text, found: LeadFound, indicator: Indicator) -> list[tuple[str, str]]:
    row = found.row
    facts = []
    if published(row["value"]):
        facts.append((text("Value"), amount_of(text, indicator.unit, row["value"], row, found.evidence)))
    if published(row["threshold"]) and (indicator.compare or published(row["peers"])):
        facts.append((text("Threshold"), amount_of(text, indicator.unit, row["threshold"], row, found.evidence)))
    if published(row["peers"]):
        facts.append((text("Compared with"), peer_words(text, row)))
    facts += [
        (_figure_name(text, name), figure(text, row, found.evidence, indicator, name))
        for name in indicator.figures
        if name in found.evidence and published(found.evidence[name])
    ]
    if published(row["amount"]):
        facts.append((text("Amount at stake"), text.money_exact(row["amount"], row["currency"])))
    if published(row["item"]):
        facts.append((text("Place in the record"), str(row["item"])))
    return facts


def peer_words(text: Text, row: dict[str, Any]) -> str:
    """Return which peers a value was compared with, and how many."""
    groups = {
        "source": text("processes of the same source"),
        "source_method": text("processes of the same source and method"),
        "tenderers": text("tenderers of the same source"),
        "suppliers": text("suppliers of the same source"),
        "agencies": text("agencies of the same source"),
        "first_contracts": text("first contracts of suppliers of the same source, in one currency"),
    }
    group = groups.get(str(row["peer_group"]), text("items of one classification or description, unit and currency"))
    return f"{text.number(row['peers'])} {group}"


def _figure_name(text: Text, name: str) -> str:
    """Return what a figure of the evidence is called."""
    return text.code("figure", name)


def _listed_rows(text: Text, found: LeadFound) -> list[Component]:
    """Return the rows of watch-lists, or the peers of a price, as a list."""
    rows, others = found.evidence.get("rows") or [], found.evidence.get("others") or []
    items = [
        html.Li(
            text(
                "{list} ({date}), row {line}: {name}, {identifier}. {status}",
                list=item["list_name"],
                date=item.get("list_date") or text("no date"),
                line=text.number(item["line"]),
                name=item.get("name") or "",
                identifier=item.get("identifier") or text("no identifier"),
                status=item.get("status") or "",
            )
        )
        for item in rows
    ]
    items += [
        html.Li(
            [
                html.A(item["description"] or item["ocid"], href=links.process(item["ocid"], item["source"], text)),
                f": {text.money(float(item['price']), found.row['currency'])}",
            ]
        )
        for item in others
    ]
    if not items:
        return []
    heading = text("Rows of the lists") if rows else text("Prices it was compared with")
    return [html.H3(heading), html.Ul(items, className="l-rows")]


def peers_card(text: Text, found: LeadFound) -> Component | None:
    """Return how the values of the peers are spread, with this one and the threshold; None where there are none."""
    if found.peers.empty:
        return None
    indicator, row = indicator_of(found.row["indicator"]), found.row

    def written(value: float) -> str:
        return amount_of(text, indicator.unit, value, row, found.evidence)

    bins = records(found.peers)
    most = max(item["n"] for item in bins)
    bars = [
        html.Span(
            style={"height": f"{100 * item['n'] / most:.1f}%"},
            className=" ".join(name for name, on in (("l-here", item["here"]), ("l-beyond", item["beyond"])) if on),
            title=f"{written(item['low'])} – {written(item['high'])}: {text.number(item['n'])}",
        )
        for item in bins
    ]
    value, threshold = written(row["value"]), written(row["threshold"])
    label = text(
        "The values of {peers}: this one is {value}, the threshold {threshold}.",
        peers=peer_words(text, row),
        value=value,
        threshold=threshold,
    )
    table = pd.DataFrame(
        {
            text("From"): found.peers["low"].to_list(),
            text("To"): found.peers["high"].to_list(),
            text("Number"): found.peers["n"].to_list(),
        }
    )
    return chart_card(
        text,
        id="peers",
        title=text("{value}, where its peers end at {threshold}", value=value, threshold=threshold),
        note=peer_words(text, row),
        body=[
            html.Div(bars, className="l-bins", role="img", **attributes(aria_label=label)),
            html.P([html.Span(written(bins[0]["low"])), html.Span(written(bins[-1]["high"]))], className="l-axis"),
        ],
        table=table,
        about=text(
            "Money and days stand on a logarithmic scale. The coloured bar holds this value; pale ones lie past the threshold."
        ),
        filename=f"lead-{row['indicator']}-peers",
        filters=Filters(),
    )


def meaning_card(text: Text, found: LeadFound, rates: pd.DataFrame) -> Component:
    """Return why it matters, what would explain it, what to ask next, and how often it is raised here at all."""
    indicator = indicator_of(found.row["indicator"])
    facts = [
        (text("What it measures"), said(text, indicator, "what")),
        (text("Why it matters"), said(text, indicator, "why")),
        (text("An innocent explanation"), said(text, indicator, "innocent")),
        (text("The next question"), said(text, indicator, "next")),
    ]
    own = [row for row in records(rates) if row["indicator"] == indicator.code and row["level"] == found.row["level"]]
    return chart_card(
        text,
        id="meaning",
        title=said(text, indicator, "name"),
        note=caution(text),
        body=[
            html.Dl([part for name, words in facts for part in (html.Dt(name), html.Dd(words))], className="v-facts"),
            html.P([html.B(text("How often here:")), " ", *(rate_words(text, row) for row in own)]),
            html.P(html.A(text("How it is computed"), href=indicator_href(text, indicator.code)), className="more"),
        ],
        table=pd.DataFrame({text("What"): [name for name, _ in facts], text("Words"): [words for _, words in facts]}),
        about=text("The rate is of what it can be computed for in all the data, without filters."),
        filename=f"lead-{indicator.code}-meaning",
        filters=Filters(),
    )


def request_card(text: Text, found: LeadFound, snapshot: Snapshot) -> Component:
    """Return the draft of a request for information, in Spanish, for the reader to edit and send."""
    words = request_text(found, snapshot)
    return chart_card(
        text,
        id="request",
        title=text("Ask for the documents"),
        note=text("A draft of a request for information, in Spanish: change it as you like and send it where you are"),
        body=[
            html.Label(text("Draft of the request"), htmlFor="lead-request", className="visually-hidden"),
            html.Textarea(words, id="lead-request", rows=22, lang="es", className="l-request"),
            html.P(
                html.Button(text("Copy"), type="button", className="button", **attributes(data_copies="lead-request"))
            ),
        ],
        table=pd.DataFrame({text("Draft of the request"): words.splitlines()}),
        about=text(
            "The text is a file of this installation (docs/configuration.md); the law it names may not be that of your country."
        ),
        filename=f"lead-{found.row['indicator']}-request",
        filters=Filters(),
        wide=True,
    )


def request_text(found: LeadFound, snapshot: Snapshot) -> str:
    """Return the draft as plain text; published names fill its places and can do nothing else."""
    spanish, row = Text("es"), found.row
    indicator = indicator_of(row["indicator"])
    listed = records(found.records.head(_RECORDS_IN_REQUEST))
    agency = row["agency_name"] if published(row["agency_name"]) else None
    named = {source["id"]: source["name"] for source in snapshot.sources}
    sources = dict.fromkeys(named.get(one["source"], one["source"]) for one in listed)
    title = row["title"] if published(row["title"]) else row["ocid"]
    about = f"«{title}»" if published(title) else said(spanish, indicator, "name").lower()
    values = {
        "dependencia": _line(agency or "[dependencia]"),
        "asunto": _line(about),
        "documentos": said(spanish, indicator, "ask"),
        "hallazgo": _line(plain(spanish, row)),
        "registros": "\n".join(f"- {_line(one['ocid'])}" for one in listed) or "-",
        "fuente": _line(spanish.join(list(sources)) or "la fuente citada"),
        "sitio": _line(
            settings().load().site.name + (f" ({origin.get()}{lead_href(spanish, row)})" if origin.get() else "")
        ),
        "fecha": spanish.date(datetime.now(UTC).date()),
        "version": snapshot.id,
    }
    return draft(settings().load().indicators.request, values)


def _line(words: str) -> str:
    """Return words as one line."""
    return " ".join(str(words).split())

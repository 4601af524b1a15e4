"""What happened in one process, told stage by stage in sentences, each step held against what is usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.chart_card import chart_card
from components.elements import html
from components.growth_card import signed_percent
from components.process_lines import as_date
from components.process_money import paid_sentence
from components.process_story import published, suppliers_of
from components.stage_reach import stage_name
from components.stage_timeline import STAGES
from components.step_track import step_name
from components.view_tables import rows_table

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.filters import Filters
    from data_loader.queries import Process

_PEERS: Final = 5
"""Processes of the same kind that it takes to say what is usual."""
_MANY: Final = 3
_SAME: Final = 0.005
"""A change of less is none."""


def chapters_card(text: Text, filters: Filters, process: Process) -> Component:
    """Return the story: one paragraph a stage, and what the record lacks at its end."""
    tellers = {
        "planning": _planning,
        "tender": _tender,
        "award": _award,
        "contract": _contract,
        "implementation": _implementation,
    }
    told = [(stage, [sentence for sentence in tellers[stage](text, process) if sentence]) for stage in STAGES]
    items = [
        html.Li(
            [html.B(stage_name(text, stage)), html.P(" ".join(sentences))],
            className=f"v-stage-{stage}" + ("" if process.row[f"{stage}_reached"] else " p-untold"),
        )
        for stage, sentences in told
    ]
    return chart_card(
        text,
        id="story",
        title=text("What happened, stage by stage"),
        body=[html.Ol(items, className="p-story"), _ending(text, process)],
        table=_usual_table(text, process),
        about=[
            text("Told from the published data alone; what they do not say, the story does not know."),
            text(
                "Usual: the middle case (median) of the processes of the same source and method that can be measured."
            ),
        ],
        filename="process-steps",
        filters=filters,
        wide=True,
    )


def _usual_table(text: Text, process: Process) -> Any:
    named = [row | {"_name": step_name(text, row["step"])} for row in process.usual]
    headers = {
        "_name": text("Step"),
        "days": text("Days"),
        "median": text("Usual (days)"),
        "measured": text("Measured (processes)"),
    }
    return rows_table(named, headers)


def _planning(text: Text, process: Process) -> list[str]:
    row = process.row
    if published(row["planned"]):
        amount = text.money(row["planned"], row["currency"])
        return [text("Its budget was {amount}.", amount=amount), _against(text, row, "planned")]
    if row["planning_reached"]:
        return [text("It was planned; the budget was not published.")]
    return [text("How it was planned was not published.")]


def _tender(text: Text, process: Process) -> list[str]:
    row = process.row
    if row["method"] == "direct":
        return [text("It was awarded directly: without a call for bids."), _reason(text, row)]
    if not row["tender_reached"]:
        return [text("Nothing was published of a call for bids.")]
    start, end = as_date(row["tender_start"]), as_date(row["tender_end"])
    method = text.code("method", row["method"]).lower() if published(row["method"]) else ""
    sentences = [text("Method: {method}.", method=method) if method else text("The method was not published.")]
    if start and end and end >= start:
        sentences.append(
            text(
                "Bids could be made from {start} to {end}, for {days}.",
                start=text.date(start),
                end=text.date(end),
                days=text.days(row["call_open"]),
            )
        )
        sentences.append(_usual(text, process, "call_open"))
    elif start and end:
        sentences.append(text("The call closes before it opens: one of the two dates is wrong."))
    else:
        sentences.append(text("When bids could be made was not published in full."))
    return [*sentences, _competition(text, process)]


def _reason(text: Text, row: dict[str, Any]) -> str:
    return text("As published: “{details}”.", details=row["method_details"]) if published(row["method_details"]) else ""


def _competition(text: Text, process: Process) -> str:
    if process.bids:
        return text.n("{n} bid was published.", "{n} bids were published.", len(process.bids))
    if process.tenderers:
        return text.n("{n} tendered.", "{n} tendered.", len(process.tenderers))
    return text("Who tendered was not published.")


def _award(text: Text, process: Process) -> list[str]:
    row = process.row
    if not row["award_reached"]:
        return [text("No award was published.")]
    names = [str(one["name"]) for one in suppliers_of(row) if published(one.get("name"))]
    who = text.join(names) if len(names) <= _MANY else text.n("{n} supplier", "{n} suppliers", len(names))
    amount = text.money(row["awarded"], row["currency"]) if published(row["awarded"]) else ""
    if who and amount:
        sentences = [text("{who} won, with {amount}.", who=who, amount=amount)]
    elif who:
        sentences = [text("{who} won; the amount of the award was not published.", who=who)]
    elif amount:
        sentences = [text("{amount} was awarded; to whom was not published.", amount=amount)]
    else:
        sentences = [text("Neither who won nor for how much was published.")]
    day = as_date(row["award_date"])
    sentences.append(
        text("The decision is of {day}.", day=text.date(day)) if day else text("On which day was not published.")
    )
    decision = row["decision"]
    if published(decision) and decision >= 0:
        sentences.append(text("It took {days} from the end of the call.", days=text.days(decision)))
        sentences.append(_usual(text, process, "decision"))
    elif published(decision):
        sentences.append(text("That is before the call closed: one of the two dates is wrong."))
    return sentences


def _contract(text: Text, process: Process) -> list[str]:
    row, contracts = process.row, len(process.contracts)
    if not contracts:
        return [text("No contract was published.")]
    amount = (
        text.money(row["contracted"], row["currency"])
        if published(row["contracted"])
        else text("an amount not published")
    )
    signed = as_date(row["date_signed"])
    counted = text.n("{n} contract", "{n} contracts", contracts)
    sentences = [
        text("{contracts} for {amount}, signed on {day}.", contracts=counted, amount=amount, day=text.date(signed))
        if signed
        else text("{contracts} for {amount}; when it was signed was not published.", contracts=counted, amount=amount)
    ]
    sentences += [_against(text, row, "awarded"), _term(text, process)]
    if process.amendments:
        sentences.append(text.n("It was amended {n} time.", "It was amended {n} times.", len(process.amendments)))
    if published(row["late_days"]):
        late = text.days(row["late_days"])
        sentences.append(text("Its end passed {days} ago, and nothing shows that it was closed.", days=late))
    return sentences


def _term(text: Text, process: Process) -> str:
    row = process.row
    start, end = as_date(row["contract_start"]), as_date(row["contract_end"])
    if start and end and end >= start:
        words = text.n(
            "It runs from {start} to {end}.",
            "They run from {start} to {end}.",
            len(process.contracts),
            start=text.date(start),
            end=text.date(end),
        )
        return " ".join(part for part in (words, _usual(text, process, "execution")) if part)
    if start and end:
        return text("It ends before it begins: one of the two dates is wrong.")
    return (
        text("Until when it runs was not published.") if end is None else text("It ends on {day}.", day=text.date(end))
    )


def _implementation(text: Text, process: Process) -> list[str]:
    row, payments = process.row, len(process.transactions)
    if not row["contract_reached"] and not payments:
        return [text("Nothing was published of its execution.")]
    sentences = [paid_sentence(text, row, payments)]
    kinds = [row["kind"] for row in process.events]
    met, due = kinds.count("milestone_met"), kinds.count("milestone_due")
    if met or due:
        sentences.append(text("{met} of {all} milestones are met.", met=text.number(met), all=text.number(met + due)))
    return sentences


def _against(text: Text, row: dict[str, Any], stage: str) -> str:
    """Return how the contract compares with what was planned or awarded, "" where it cannot or is the same."""
    ratio = row[f"change_from_{stage}"]
    if not published(ratio) or abs(ratio) < _SAME:
        return ""
    change = signed_percent(text, ratio)
    if stage == "planned":
        return text("What was contracted differs from it by {change}.", change=change)
    return text("That differs from the award by {change}.", change=change)


def _usual(text: Text, process: Process, step: str) -> str:
    """Return what is usual for a step, "" where too few can be measured."""
    row = next(row for row in process.usual if row["step"] == step)
    if row["measured"] < _PEERS or not published(row["median"]):
        return ""
    return text("Usual: {days}.", days=text.days(row["median"]))


def _ending(text: Text, process: Process) -> Component:
    owed = [row for row in process.fields if row["applicable"]]
    lacking = sum(not row["published"] for row in owed)
    parts: list[Component | str] = [
        html.A(
            text.n(
                "{n} of the {all} data that it should have was not published.",
                "{n} of the {all} data that it should have were not published.",
                lacking,
                all=text.number(len(owed)),
            ),
            href="#missing",
        )
        if lacking
        else text("Everything that it should have was published.")
    ]
    if process.checks:
        words = text.n("{n} thing does not add up", "{n} things do not add up", len(process.checks))
        parts += [" ", html.A(f"{words}.", href="#checks")]
    return html.P(parts, className="p-ending")

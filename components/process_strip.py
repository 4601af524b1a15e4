"""The five stages of one process as a strip under its title: what each has to say in a word or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.elements import html
from components.process_lines import as_date
from components.process_story import published
from components.stage_reach import stage_name
from components.stage_timeline import STAGES

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.queries import Process


def process_strip(text: Text, process: Process) -> Component:
    """Return the five stages as a strip: what each has to say in a word or two, dashed where nothing was published."""
    return html.Ol([_strip_item(text, process, stage) for stage in STAGES], className="v-strip")


def _strip_item(text: Text, process: Process, stage: str) -> Component:
    words = _strip_words(text, process, stage)
    now = stage == process.row.get("stage")
    label: list[Any] = [html.B(stage_name(text, stage)), html.Span(words or text("Not published"))]
    if now:
        label.append(html.Span(text("furthest published"), className="v-strip-now"))
    classes = f"v-stage-{stage}" + ("" if words else " v-strip-none") + (" v-strip-here" if now else "")
    return html.Li(label, className=classes, **({"aria-current": "step"} if now else {}))


def _strip_words(text: Text, process: Process, stage: str) -> str:
    if stage == "planning":
        budget = _money(text, process, "planned")
        return text("{amount} budgeted", amount=budget) if budget else ""
    if stage == "tender":
        return _tender_words(text, process)
    if stage == "implementation":
        return _paid_words(text, process)
    published_rows = process.awards if stage == "award" else process.contracts
    amount = _money(text, process, "awarded" if stage == "award" else "contracted")
    return amount or (text("without amount") if published_rows else "")


def _money(text: Text, process: Process, name: str) -> str:
    row = process.row
    return text.money_short(row[name], row["currency"]) if published(row.get(name)) else ""


def _tender_words(text: Text, process: Process) -> str:
    row = process.row
    days = row.get("call_open")
    words = [_money(text, process, "tendered")]
    if published(days) and days >= 0:  # type: ignore[operator]  # published() excludes None
        words.append(text("open {days}", days=text.days(days)))
    found = " · ".join(word for word in words if word)
    if not found and (as_date(row.get("tender_start")) or published(row.get("method"))):
        return text("without amount or period")
    return found


def _paid_words(text: Text, process: Process) -> str:
    share = process.row.get("paid_share")
    if published(share):
        return text("{share} paid", share=text.percent(share))
    amount = _money(text, process, "paid")
    if amount:
        return text("{amount} paid", amount=amount)
    payments = len(process.transactions)
    return text.n("{n} payment", "{n} payments", payments) if payments else ""

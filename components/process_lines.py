"""What one process published of each stage: in the strip under its title and on its time axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dash import html

from components.process_story import published
from components.stage_reach import stage_name
from components.stage_timeline import STAGES, Span, StageLine

if TYPE_CHECKING:
    import pandas as pd
    from dash.development.base_component import Component

    from components.text import Text


@dataclass(frozen=True, slots=True)
class Published:
    """The frames of one process that its stages are told from."""

    row: dict[str, Any]
    awards: pd.DataFrame
    contracts: pd.DataFrame
    transactions: pd.DataFrame
    milestones: pd.DataFrame


def as_date(value: object) -> date | None:
    """Return a day of a frame as a date, None where none was published."""
    if isinstance(value, datetime):  # pandas' Timestamp is one, and so is its NaT
        return None if str(value) == "NaT" else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and value:
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None


def stage_lines(text: Text, process: Published) -> list[StageLine]:
    """Return the five lines of the time axis."""
    makers = {
        "planning": _planning,
        "tender": _tender,
        "award": _award,
        "contract": _contract,
        "implementation": _implementation,
    }
    return [makers[stage](text, process) for stage in STAGES]


def _line(text: Text, stage: str, words: list[str], spans: list[Span], dots: list[date] | None = None) -> StageLine:
    return StageLine(
        stage=stage,
        name=stage_name(text, stage),
        words=" · ".join(word for word in words if word),
        published=bool(spans or dots),
        spans=tuple(spans),
        dots=tuple(dots or ()),
    )


def _planning(text: Text, process: Published) -> StageLine:
    amount = process.row.get("planned")
    if published(amount):
        words = text(
            "Budget of {amount}; dates not published",
            amount=text.money_short(amount, process.row["currency"]),
        )
        return _line(text, "planning", [words], [])
    return _line(text, "planning", [text("Not published")], [])


def _tender(text: Text, process: Published) -> StageLine:
    start, end = as_date(process.row.get("tender_start")), as_date(process.row.get("tender_end"))
    if start is None and end is None:
        return _line(text, "tender", [text("Dates of the call not published")], [])
    if start is None or end is None:
        words = (
            text("opens {day}; end not published", day=text.date(start))
            if start
            else (text("closes {day}; start not published", day=text.date(end)))
        )
        return _line(text, "tender", [words], [Span(start or end)])  # type: ignore[arg-type]  # one of them is a date
    return _line(text, "tender", [_period(text, start, end)], [Span(start, end)])


def _award(text: Text, process: Published) -> StageLine:
    days = sorted(day for day in map(as_date, process.awards["date"]) if day is not None)
    without = len(process.awards) - len(days)
    if not len(process.awards):
        return _line(text, "award", [text("No award published")], [])
    if not days:
        return _line(text, "award", [text("Date of the award not published")], [])
    words = [_several(text, days)]
    if len(process.awards) > 1:
        words.append(text.n("{n} award", "{n} awards", len(process.awards)))
    if without:
        words.append(text.n("{n} without a date", "{n} without a date", without))
    return _line(text, "award", words, [Span(day) for day in days])


def _contract(text: Text, process: Published) -> StageLine:
    contracts = process.contracts
    if not len(contracts):
        return _line(text, "contract", [text("No contract published")], [])
    signed = sorted(day for day in map(as_date, contracts["date_signed"]) if day is not None)
    starts = [day for day in map(as_date, contracts["start_date"]) if day is not None]
    ends = [day for day in map(as_date, contracts["end_date"]) if day is not None]
    words = [text.n("{n} contract", "{n} contracts", len(contracts))] if len(contracts) > 1 else []
    words.append(
        text("signed {day}", day=_several(text, signed)) if signed else text("signature date not published"),
    )
    words.append(text("ends {day}", day=text.date(max(ends))) if ends else text("end date not published"))
    begin = min([*signed, *starts], default=None)
    if begin is None and not ends:
        return _line(text, "contract", [text("Dates of the contract not published")], [])
    if begin is None:
        return _line(text, "contract", words, [Span(max(ends))])
    return _line(text, "contract", words, [Span(begin, max(ends) if ends else None)])


def _implementation(text: Text, process: Published) -> StageLine:
    payments = process.transactions
    dots = sorted(day for day in map(as_date, payments["date"]) if day is not None)
    if not len(payments):
        return _line(text, "implementation", [text("No payment published"), _milestones(text, process)], [])
    words = [text.n("{n} payment", "{n} payments", len(payments))]
    share = process.row.get("paid_share")
    if published(share):
        words.append(text("{share} of what was contracted", share=text.percent(share)))
    if not dots:
        words.append(text("dates not published"))
    elif len(dots) > 1:
        words.append(text("the last on {day}", day=text.date(dots[-1])))
    else:
        words.append(text.date(dots[0]))
    spans = [Span(dots[0], dots[-1])] if len(dots) > 1 else []
    return _line(text, "implementation", words, spans, dots)


def _milestones(text: Text, process: Published) -> str:
    count = len(process.milestones)
    return text.n("{n} milestone", "{n} milestones", count) if count else ""


def _period(text: Text, start: date, end: date) -> str:
    if end < start:
        return text("{start} – {end}: ends before it begins", start=text.date(start), end=text.date(end))
    return text("{start} – {end}", start=text.date(start), end=text.date(end))


def _several(text: Text, days: list[date]) -> str:
    if days[0] == days[-1]:
        return text.date(days[0])
    return text("{start} – {end}", start=text.date(days[0]), end=text.date(days[-1]))


def process_strip(text: Text, process: Published) -> Component:
    """Return the five stages as a strip: what each has to say in a word or two, dashed where nothing was published."""
    return html.Ol([_strip_item(text, process, stage) for stage in STAGES], className="v-strip")


def _strip_item(text: Text, process: Published, stage: str) -> Component:
    words = _strip_words(text, process, stage)
    now = stage == process.row.get("stage")
    label: list[Any] = [html.B(stage_name(text, stage)), html.Span(words or text("Not published"))]
    if now:
        label.append(html.Span(text("furthest published"), className="v-strip-now"))
    classes = f"v-stage-{stage}" + ("" if words else " v-strip-none") + (" v-strip-here" if now else "")
    return html.Li(label, className=classes, **({"aria-current": "step"} if now else {}))


def _strip_words(text: Text, process: Published, stage: str) -> str:
    if stage == "planning":
        budget = _money(text, process, "planned")
        return text("{amount} budgeted", amount=budget) if budget else ""
    if stage == "tender":
        return _tender_words(text, process)
    if stage == "implementation":
        return _paid_words(text, process)
    published_rows = process.awards if stage == "award" else process.contracts
    amount = _money(text, process, "awarded" if stage == "award" else "contracted")
    return amount or (text("without amount") if len(published_rows) else "")


def _money(text: Text, process: Published, name: str) -> str:
    row = process.row
    return text.money_short(row[name], row["currency"]) if published(row.get(name)) else ""


def _tender_words(text: Text, process: Published) -> str:
    row = process.row
    days = row.get("call_open")
    words = [_money(text, process, "tendered")]
    if published(days) and days >= 0:  # type: ignore[operator]  # published() excludes None
        words.append(text("open {days}", days=text.days(days)))
    found = " · ".join(word for word in words if word)
    if not found and (as_date(row.get("tender_start")) or published(row.get("method"))):
        return text("without amount or period")
    return found


def _paid_words(text: Text, process: Published) -> str:
    share = process.row.get("paid_share")
    if published(share):
        return text("{share} paid", share=text.percent(share))
    amount = _money(text, process, "paid")
    if amount:
        return text("{amount} paid", amount=amount)
    payments = len(process.transactions)
    return text.n("{n} payment", "{n} payments", payments) if payments else ""

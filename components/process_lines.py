"""What one process published of each stage and on which day, in words and marks for its time axis."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from components.elements import html
from components.process_story import published
from components.stage_reach import stage_name
from components.stage_timeline import STAGES, Mark, Span, StageLine

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from components.text import Text
    from data_loader.queries import Process

_MARKS: Final = {
    "amendment": "amendment",
    "milestone_due": "due",
    "milestone_met": "met",
    "payment": "payment",
}
_DATES: Final = {
    "planning": (),
    "tender": ("call_opens", "call_closes"),
    "award": ("awarded",),
    "contract": ("signed", "contract_starts", "contract_ends"),
    "implementation": ("payment",),
}
"""The dates that each stage is asked for, one by one."""
_EXTRA: Final = ("amendment", "milestone_due", "milestone_met")


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


def event_name(text: Text, kind: str) -> str:
    """Return what happened on a day, as a title ("Call closes")."""
    return {
        "call_opens": text("Call opens"),
        "call_closes": text("Call closes"),
        "awarded": text("Awarded"),
        "signed": text("Signed"),
        "contract_starts": text("Contract starts"),
        "contract_ends": text("Contract ends"),
        "payment": text("Payment"),
        "amendment": text("Amendment"),
        "milestone_due": text("Milestone due"),
        "milestone_met": text("Milestone met"),
    }[kind]


def stage_lines(text: Text, process: Process) -> list[StageLine]:
    """Return the five lines of the time axis."""
    makers = {
        "planning": _planning,
        "tender": _tender,
        "award": _award,
        "contract": _contract,
        "implementation": _implementation,
    }
    return [_with_marks(text, makers[stage](text, process), process) for stage in STAGES]


def dates_grid(text: Text, process: Process) -> Component:
    """Return every date that the five stages are asked for, stage by stage: the day, or that it was not published."""
    return html.Ol([_stage_dates(text, process, stage) for stage in STAGES], className="v-dates")


def _stage_dates(text: Text, process: Process, stage: str) -> Component:
    events = [row for row in process.events if row["stage"] == stage]
    facts: list[Component] = []
    for kind in (*_DATES[stage], *_EXTRA):
        days = [as_date(row["date"]) for row in events if row["kind"] == kind]
        if days or kind in _DATES[stage]:
            facts += [html.Dt(event_name(text, kind)), html.Dd(_told(text, days))]
    none = html.P(text("no date published"), className="none")
    return html.Li([html.B(stage_name(text, stage)), html.Dl(facts) if facts else none], className=f"v-stage-{stage}")


def _told(text: Text, days: list[date | None]) -> list[Component | str]:
    known = sorted(day for day in days if day is not None)
    none = html.Span(text("not published"), className="none")
    if not known:
        return [none]
    told: list[Component | str] = [_several(text, known)]
    if len(known) > 1:
        told.append(html.Small(text("{n} dates", n=text.number(len(known)))))
    if len(known) < len(days):
        told.append(html.Small(text.n("{n} not published", "{n} not published", len(days) - len(known))))
    return told


def _with_marks(text: Text, line: StageLine, process: Process) -> StageLine:
    rows = [row for row in process.events if row["stage"] == line.stage and row["kind"] in _MARKS]
    marks = []
    for row in rows:
        day = as_date(row["date"])
        if day is None:
            continue
        named = f" · {row['title'][:120]}" if published(row["title"]) else ""
        marks.append(Mark(day, _MARKS[row["kind"]], f"{event_name(text, row['kind'])}: {text.date(day)}{named}"))
    words = [line.words, *_marked(text, rows)]
    return StageLine(
        stage=line.stage,
        name=line.name,
        words=" · ".join(word for word in words if word),
        published=line.published or bool(marks),
        spans=line.spans,
        marks=tuple(marks),
    )


def _marked(text: Text, rows: list[dict[str, Any]]) -> list[str]:
    """Return how many amendments and milestones a stage has, in words."""
    count = {kind: sum(row["kind"] == kind for row in rows) for kind in _MARKS}
    dated = {kind: sum(row["kind"] == kind and as_date(row["date"]) is not None for row in rows) for kind in _MARKS}
    words = []
    if count["amendment"]:
        words.append(text.n("{n} amendment", "{n} amendments", count["amendment"]))
        if dated["amendment"] < count["amendment"]:
            without = count["amendment"] - dated["amendment"]
            words.append(text.n("{n} of them without a date", "{n} of them without a date", without))
    milestones = count["milestone_due"] + count["milestone_met"]
    if milestones:
        words.append(text.n("{n} milestone", "{n} milestones", milestones))
        if count["milestone_met"]:
            words.append(text.n("{n} of them met", "{n} of them met", count["milestone_met"]))
    return words


def _line(text: Text, stage: str, words: list[str], spans: list[Span]) -> StageLine:
    return StageLine(
        stage=stage,
        name=stage_name(text, stage),
        words=" · ".join(word for word in words if word),
        published=bool(spans),
        spans=tuple(spans),
    )


def _dates(process: Process, *kinds: str) -> list[date]:
    days = (as_date(row["date"]) for row in process.events if row["kind"] in kinds)
    return sorted(day for day in days if day is not None)


def _planning(text: Text, process: Process) -> StageLine:
    amount = process.row.get("planned")
    if published(amount):
        words = text(
            "Budget of {amount}; dates not published",
            amount=text.money_short(amount, process.row["currency"]),
        )
        return _line(text, "planning", [words], [])
    return _line(text, "planning", [text("Not published")], [])


def _tender(text: Text, process: Process) -> StageLine:
    start, end = as_date(process.row.get("tender_start")), as_date(process.row.get("tender_end"))
    if start is None and end is None:
        return _line(text, "tender", [text("Dates of the call not published")], [])
    if start is None:
        return _line(
            text, "tender", [text("closes {day}; start not published", day=text.date(end))], [Span(end)] if end else []
        )
    if end is None:
        return _line(text, "tender", [text("opens {day}; end not published", day=text.date(start))], [Span(start)])
    return _line(text, "tender", [_period(text, start, end)], [Span(start, end)])


def _award(text: Text, process: Process) -> StageLine:
    days = _dates(process, "awarded")
    without = len(process.awards) - len(days)
    if not process.awards:
        return _line(text, "award", [text("No award published")], [])
    if not days:
        return _line(text, "award", [text("Date of the award not published")], [])
    words = [_several(text, days)]
    if len(process.awards) > 1:
        words.append(text.n("{n} award", "{n} awards", len(process.awards)))
    if without:
        words.append(text.n("{n} without a date", "{n} without a date", without))
    return _line(text, "award", words, [Span(day) for day in days])


def _contract(text: Text, process: Process) -> StageLine:
    if not process.contracts:
        return _line(text, "contract", [text("No contract published")], [])
    signed, starts = _dates(process, "signed"), _dates(process, "contract_starts")
    ends = _dates(process, "contract_ends")
    words = [text.n("{n} contract", "{n} contracts", len(process.contracts))] if len(process.contracts) > 1 else []
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


def _implementation(text: Text, process: Process) -> StageLine:
    days = _dates(process, "payment")
    if not process.transactions:
        return _line(text, "implementation", [text("No payment published")], [])
    words = [text.n("{n} payment", "{n} payments", len(process.transactions))]
    share = process.row.get("paid_share")
    if published(share):
        words.append(text("{share} of what was contracted", share=text.percent(share)))
    if not days:
        words.append(text("dates not published"))
    elif len(days) > 1:
        words.append(text("the last on {day}", day=text.date(days[-1])))
    else:
        words.append(text.date(days[0]))
    return _line(text, "implementation", words, [Span(days[0], days[-1])] if len(days) > 1 else [])


def _period(text: Text, start: date, end: date) -> str:
    if end < start:
        return text("{start} – {end}: ends before it begins", start=text.date(start), end=text.date(end))
    return text("{start} – {end}", start=text.date(start), end=text.date(end))


def _several(text: Text, days: list[date]) -> str:
    if days[0] == days[-1]:
        return text.date(days[0])
    return text("{start} – {end}", start=text.date(days[0]), end=text.date(days[-1]))

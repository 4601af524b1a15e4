"""A result of an indicator as a sentence: names as links, figures in words, plurals and currencies as they should be."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, Literal

from components import links
from components.elements import html
from components.process_story import published
from components.slots import clean, filled, short, slot
from components.snapshot import current_snapshot
from data_loader import queries
from data_loader.filters import Filters
from data_loader.indicators.definitions import indicator_of

if TYPE_CHECKING:
    from components.slots import Part
    from components.text import Text
    from data_loader.indicators.definitions import Indicator

_PLACE: Final = re.compile(r"{(\w+)}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST_TITLE: Final = 110
_LONGEST_NAME: Final = 70
_NAMED: Final = 4
Word = Literal["name", "what", "why", "innocent", "next", "ask", "lead"]


def said(text: Text, indicator: Indicator, word: Word) -> str:
    """Return what the file of an indicator says, in the reader's language."""
    return text.translated(getattr(indicator, word))


def evidence_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a result; {} where none are kept."""
    given = row.get("evidence")
    found: dict[str, Any] = json.loads(given) if isinstance(given, str) and given else {}
    return found


def sentence(text: Text, row: dict[str, Any], *, linked: bool = True) -> list[Part]:
    """Return a result as a sentence whose names are links (or plain words, for a text to be sent)."""
    indicator, evidence = indicator_of(row["indicator"]), evidence_of(row)
    template = said(text, indicator, "lead")
    if not evidence and set(_PLACE.findall(template)) & indicator.figures.keys():
        template = _without_figures(text, row)
    names = _names(text, row, linked=linked)
    figures = {
        name: figure(text, row, evidence, indicator, name) for name in _PLACE.findall(template) if name not in names
    }
    parts = filled(template.format(**{name: slot(name) for name in names}, **figures), **names)
    if isinstance(parts[0], str):
        parts[0] = parts[0][:1].upper() + parts[0][1:]
    return parts


def plain(text: Text, row: dict[str, Any]) -> str:
    """Return the same sentence without links."""
    return "".join(str(part) for part in sentence(text, row, linked=False))


def _without_figures(text: Text, row: dict[str, Any]) -> str:
    """Return a sentence for what is raised by a threshold of the reader's, for which no figures are kept."""
    name = said(text, indicator_of(row["indicator"]), "name").replace("{", "").replace("}", "")
    if row.get("ocid"):
        return f"{name}: {{value}}. {{agency}}, “{{title}}”, {{supplier}}: {{amount}}."
    return f"{name}: {{value}}. {{subject}}."


def _names(text: Text, row: dict[str, Any], *, linked: bool) -> dict[str, Part]:
    agency = _organisation(text, row, "agency", linked=linked)
    supplier = _organisation(text, row, "supplier", linked=linked)
    subject = supplier if row["level"] == "supplier" else agency
    return {"agency": agency, "supplier": supplier, "subject": subject, "title": _title(text, row, linked=linked)}


def _organisation(text: Text, row: dict[str, Any], kind: Literal["agency", "supplier"], *, linked: bool) -> Part:
    identity, name = row.get(f"{kind}_id"), row.get(f"{kind}_name")
    if not published(identity):
        return text("an agency not named") if kind == "agency" else text("a supplier not named")
    words = short(clean(str(name or identity)), _LONGEST_NAME)
    if not linked:
        return clean(str(name or identity))
    link = links.agency if kind == "agency" else links.supplier
    return html.A(words, href=link(str(identity), Filters(), text))


def _title(text: Text, row: dict[str, Any], *, linked: bool) -> Part:
    ocid = row.get("ocid")
    if not published(ocid):
        return ""
    words = clean(str(row["title"])) if published(row.get("title")) else str(ocid)
    if not linked:
        return words
    return html.A(short(words, _LONGEST_TITLE), href=links.process(str(ocid), row.get("source"), text))


def figure(text: Text, row: dict[str, Any], evidence: dict[str, Any], indicator: Indicator, name: str) -> str:
    """Return one figure of a result in words."""
    if name in {"value", "threshold"}:
        return amount_of(text, indicator.unit, row[name], row, evidence)
    if name == "amount" and "amount" not in indicator.figures:
        return text.money(row["amount"], row["currency"])
    if name == "peers":
        return text.number(row["peers"])
    kind = indicator.figures[name]
    if isinstance(kind, list):
        return _composed(text, kind, evidence, row)
    return amount_of(text, kind, evidence.get(name), row, evidence)


def _composed(text: Text, kind: list[str], evidence: dict[str, Any], row: dict[str, Any]) -> str:
    how, first, last = kind
    part, whole = evidence.get(first), evidence.get(last)
    if how == "years":
        return "–".join(dict.fromkeys(f"{year:.0f}" for year in (part, whole) if published(year))) or text("no date")
    if how == "count_of":
        return text.n(
            "{part} of {whole} contract",
            "{part} of {whole} contracts",
            whole or 0,
            part=in_words(text, part or 0),
            whole=in_words(text, whole or 0),
        )
    if not published(part) or not published(whole):
        return text("amounts not published or in several currencies")
    (figure_of_part, unit), (_, whole_unit) = (
        text.money_parts(part, row["currency"]),
        text.money_parts(whole, row["currency"]),
    )
    same = unit.partition(" ")[0] == whole_unit.partition(" ")[0]
    shown = figure_of_part if same else text.money(part, row["currency"])
    return text("{part} of {whole}", part=shown, whole=text.money(whole, row["currency"]))


def in_words(text: Text, number: float) -> str:
    """Return a number up to ten as a word, as a sentence has it; any other in figures."""
    words = {
        2: text("two"),
        3: text("three"),
        4: text("four"),
        5: text("five"),
        6: text("six"),
        7: text("seven"),
        8: text("eight"),
        9: text("nine"),
        10: text("ten"),
    }
    return words.get(int(number)) or text.number(number)


def amount_of(text: Text, kind: str, value: Any, row: dict[str, Any], evidence: dict[str, Any]) -> str:
    """Return a value of some kind in words: a number of days or bids, money, a share, a day, a list of names."""
    if not published(value):
        return text("not published")
    if kind in {"money", "value_money"}:
        return text.money(float(value), row["currency"])
    if kind == "bid_money":
        return text.money(float(value), evidence.get("bid_currency") or row["currency"])
    if kind in {"organisation", "organisations"}:
        return _organisations(text, value)
    if kind == "list":
        return ", ".join(str(item) for item in value)
    return _counted(text, kind, value) or _plain_kind(text, kind, value)


def _plain_kind(text: Text, kind: str, value: Any) -> str:
    day = str(value)[:10]
    written = {
        "percent": lambda: text.percent(float(value)),
        "date": lambda: text.date(day),
        "day_text": lambda: text.date(day) if _DAY.fullmatch(day) else str(value),
        "times": lambda: text("{n} times", n=text.number(round(float(value), 2))),
        "number": lambda: text.number(float(value)),
        "year": lambda: f"{value:.0f}",
        "event": lambda: _coded(text, str(value)),
        "lack": lambda: _coded(text, str(value)),
    }
    return written[kind]() if kind in written else short(clean(str(value)), _LONGEST_TITLE)


def _counted(text: Text, kind: str, value: Any) -> str | None:
    if kind == "days":
        return text.days(float(value))
    forms = {
        "bidders": lambda n: text.n("{n} bidder", "{n} bidders", n),
        "bids": lambda n: text.n("{n} bid", "{n} bids", n),
        "contracts": lambda n: text.n("{n} contract", "{n} contracts", n),
        "processes": lambda n: text.n("{n} process", "{n} processes", n),
        "agencies": lambda n: text.n("{n} agency", "{n} agencies", n),
        "kinds": lambda n: text.n("{n} kind", "{n} kinds", n),
        "documents": lambda n: text.n("{n} document", "{n} documents", n),
        "fields": lambda n: text.n("{n} field", "{n} fields", n),
        "zeros": lambda n: text.n("{n} zero", "{n} zeros", n),
    }
    return forms[kind](float(value)) if kind in forms else None


def _coded(text: Text, code: str) -> str:
    words = {
        "tender": text("call for bids"),
        "award": text("award"),
        "signature": text("signature"),
        "payment": text("payment"),
        "supplier": text("the name and identifier"),
        "name": text("the name"),
        "identifier": text("the identifier"),
    }
    return words.get(code, code)


def _organisations(text: Text, value: Any) -> str:
    identities = tuple(str(one) for one in (value if isinstance(value, list) else [value]))
    names = queries.organisation_names(current_snapshot(), identities)
    shown = [clean(names.get(one) or one) for one in identities[:_NAMED]]
    if len(identities) > _NAMED:
        shown.append(text.n("{n} other", "{n} others", len(identities) - _NAMED))
    return text.join(shown)


def reason_words(text: Text, reason: str, sentences: dict[str, str]) -> str:
    """Return why something cannot be computed."""
    return text.translated(sentences.get(reason, reason))


def problem_words(text: Text, problem: str) -> str:
    """Return what is wrong with a row of a list that the operator keeps."""
    words = {
        "unreadable": text("the file cannot be read from here on"),
        "no_columns": text("no heading names identifiers or names"),
        "wrong_columns": text("too few or too many cells"),
        "empty": text("neither identifier nor name"),
        "repeated": text("repeats a row above"),
        "malformed_identifier": text("this can be no identifier; the name is used"),
        "no_method": text("no method"),
        "no_year": text("no year"),
        "no_amount": text("no amount"),
        "no_currency": text("no currency"),
    }
    return words.get(problem, problem)

"""Money on the page: rankings of agencies, the trend by year, tables of what they show."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components import links
from components.frames import records
from components.glossary import code_meaning
from components.process_story import published
from components.ranking import RankRow
from components.spending_findings import measure, no_amount_words
from data_loader import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from components.text import Text
    from data_loader.filters import AmountStage, Filters
    from data_loader.queries import Spending, Whole
    from data_loader.snapshot import Snapshot

_SLOTS: Final = 5
_LABELS: Final = 9
"""The most columns that all have room for their figure at 390 px."""


def rank_rows(
    text: Text,
    spending: Spending,
    *,
    kind: str,
    href: Callable[[str | None], str],
    order: str = "amount",
    most: float | None = None,
    publisher: Callable[[str], str] | None = None,
) -> list[RankRow]:
    """Return the rows of a ranking by agency, supplier, method, category or source.

    `most` is the length of a full bar; None: the longest of these rows. With order "processes", and where nobody published an amount,
    bars count processes.
    `publisher(id)` says who publishes an organisation, which tells two of the same name apart.
    """
    rows = records(spending.rows)
    no_money = spending.total is None
    values = [_value(row, "processes" if no_money else order) for row in rows]
    longest = most or max((value for value in values if value is not None), default=0.0)
    return [
        RankRow(
            name=text.name(row["name"] if published(row["id"]) else None, kind),
            href=href(row["id"] if published(row["id"]) else None),
            value=_counted(text, row) if no_money else _amount(text, row, spending.unit),
            sub=" · ".join(
                part
                for part in (
                    "" if no_money else _counted(text, row),
                    "" if no_money else no_amount_words(text, row),
                    publisher(row["id"]) if publisher and published(row["id"]) else "",
                )
                if part
            ),
            share_text=text.percent(row["share"]) if published(row["share"]) else "",
            fraction=value / longest if value is not None and longest else None,
            meaning=code_meaning(text, kind, row["id"]),
        )
        for row, value in zip(rows, values, strict=True)
    ]


def _counted(text: Text, row: Mapping[Any, Any]) -> str:
    return text.n("{n} process", "{n} processes", int(row["processes"]))


def _amount(text: Text, row: Mapping[Any, Any], unit: str | None) -> str:
    """Return an amount; where it is in other currencies only, that none is in this one: it was published."""
    if published(row["amount"]):
        return text.money_short(row["amount"])
    if unit and int(row["without_amount"]) < int(row["processes"]):
        return text("none in {unit}", unit=unit)
    return text("amount not published")


def _value(row: Mapping[Any, Any], order: str) -> float | None:
    if order == "processes":
        return float(row["processes"])
    return float(row["amount"]) if published(row["amount"]) else None


def publishers(snapshot: Snapshot) -> Callable[[str], str] | None:
    """Return what says which publisher names an organisation; None where the snapshot has one publisher only.

    An organisation that several name, or that is its own publisher, is told by its name alone.
    """
    names = {source["id"]: str(source["name"] or source["id"]) for source in snapshot.sources}
    if len(names) < 2:
        return None

    def publisher(identity: str) -> str:
        found = queries.only_source(snapshot, identity)
        if found is None:
            return ""
        own, source = found
        name = names.get(source, "")
        return "" if folded(name) in folded(own) else name

    return publisher


def folded(name: str) -> str:
    """Return a name as it compares: without case, without accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def spending_frame(text: Text, spending: Spending, *, kind: str, header: str) -> pd.DataFrame:
    """Return the rows as a table with headers for people: name, amount with unit, processes, without amount, share."""
    amount = text(
        "Amount ({stage}, {unit})", stage=text.code("stage", spending.stage).lower(), unit=spending.unit or "—"
    )
    rows = records(spending.rows)
    return pd.DataFrame(
        {
            header: [text.name(row["name"] if published(row["id"]) else None, kind) for row in rows],
            amount: [row["amount"] for row in rows],
            text("Processes"): [row["processes"] for row in rows],
            text("Without amount"): [row["without_amount"] for row in rows],
            text("Share of the total (%)"): [_percent(row["share"]) for row in rows],
        },
    )


def what_ranks(text: Text, spending: Spending) -> str:
    """Return what a ranking counts: "Amount contracted, MXN"; processes where nobody published an amount."""
    if spending.total is None:
        return text(
            "Number of processes; none publishes an amount {stage}", stage=text.code("stage", spending.stage).lower()
        )
    return f"{measure(text, spending.stage)}, {spending.unit or '—'}"


def _percent(share: Any) -> float | None:
    return round(100 * float(share), 4) if published(share) else None


def figure_words(text: Text, value: float) -> str:
    """Return a figure short enough to stand over a column on a phone; what rounds to nothing is not nothing."""
    if 0 < abs(value) < 0.05:
        return f"< {text.number(0.1)}"
    return text.number(round(value, None if abs(value) >= 100 else 1))


def scale(text: Text, spending: Spending) -> tuple[float, str]:
    """Return what the figures over the columns count, as a divisor and in words: (1e9, "billions of pesos")."""
    most = float(spending.rows["amount"].astype(float).abs().max()) if spending.rows["amount"].notna().any() else 0.0
    return scale_to(text, most, spending.unit)


def scale_to(text: Text, most: float, unit: str | None) -> tuple[float, str]:
    """Return the scale in which the largest of some amounts has few digits, as a divisor and in words."""
    currency = text.currency(unit)
    if most >= 1e9:
        return 1e9, text("billions of {currency}", currency=currency)
    if most >= 1e6:
        return 1e6, text("millions of {currency}", currency=currency)
    if most >= 1e4:
        return 1e3, text("thousands of {currency}", currency=currency)
    return 1.0, currency


def five_amounts(text: Text, stages: Mapping[AmountStage, Whole], filters: Filters) -> list[RankRow]:
    """Return the amounts at the stages as rows; bars compare those in the currency of the first that has one."""
    unit = next((whole.unit for whole in stages.values() if whole.total is not None), None)
    totals = [whole.total for whole in stages.values() if whole.total is not None and whole.unit == unit]
    longest = max(totals, default=0.0)
    return [
        RankRow(
            name=text.code("stage", stage),
            href=links.records(filters.replace(stage=stage), text),
            value=text.money(whole.total, whole.unit),
            sub=text.n("of {n} process", "of {n} processes", _with_amount(whole)) if _with_amount(whole) else "",
            share_text="",
            fraction=whole.total / longest if whole.total is not None and whole.unit == unit and longest else None,
        )
        for stage, whole in stages.items()
    ]


def _with_amount(whole: Whole) -> int:
    return whole.processes - whole.without_amount - whole.other_currency - whole.currency_not_published


def amounts_frame(text: Text, stages: Mapping[AmountStage, Whole]) -> pd.DataFrame:
    """Return the amounts at the stages as a table."""
    return pd.DataFrame(
        {
            text("Amount"): [text.code("stage", stage) for stage in stages],
            text("Total"): [whole.total for whole in stages.values()],
            text("Currency"): [whole.unit for whole in stages.values()],
            text("Processes with this amount"): [_with_amount(whole) for whole in stages.values()],
            text("Without amount"): [whole.without_amount for whole in stages.values()],
        },
    )

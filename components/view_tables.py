"""The table under each card of the views: what the Data button shows and what Download gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from components.field_list import field_label, field_why
from components.frames import records
from components.process_story import suppliers_of
from components.stage_reach import stage_name
from components.stage_timeline import STAGES
from components.step_track import step_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from components.text import Text
    from data_loader.queries.asking import Rows


def table(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the columns of a frame that are named, with headers for people; a column it lacks is empty."""
    return frame.reindex(columns=list(columns)).set_axis(list(columns.values()), axis=1)


def rows_table(rows: Rows, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the values of rows that are named, with headers for people."""
    return pd.DataFrame({header: [row[name] for row in rows] for name, header in columns.items()}, dtype=object)


def _named(frame: pd.DataFrame, name: Callable[[dict[str, Any]], str]) -> pd.DataFrame:
    return frame.assign(_name=[name(row) for row in records(frame)])


def _days(text: Text) -> dict[str, str]:
    return {
        "measured": text("Measured (processes)"),
        "missing": text("Without dates (processes)"),
        "negative": text("Negative, left out (processes)"),
        "p25": text("A quarter took less than (days)"),
        "median": text("Half took less than (days)"),
        "p75": text("Three quarters took less than (days)"),
    }


def steps_table(text: Text, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the durations step by step."""
    named = _named(frame, lambda row: step_name(text, row["step"]))
    return table(named, {"_name": text("Step"), **_days(text)})


def groups_table(text: Text, frame: pd.DataFrame, *, by: str, names: Mapping[Any, str]) -> pd.DataFrame:
    """Return the durations of one step group by group."""
    named = _named(frame, lambda row: names[row["group_id"]])
    return table(named, {"_name": by, **_days(text)})


def reach_table(text: Text, frame: pd.DataFrame, unit: str | None) -> pd.DataFrame:
    """Return how many processes reach each stage."""
    named = _named(frame, lambda row: stage_name(text, row["stage"]))
    headers = {
        "_name": text("Stage"),
        "reached": text("Processes that reach it"),
        "current": text("Processes that got no further"),
        "amount": text("Amount of the stage ({unit})", unit=unit or text("no currency")),
        "current_amount": text("Of those that got no further ({unit})", unit=unit or text("no currency")),
        "current_without": text("Of these without amount (processes)"),
    }
    return table(named, headers)


def slowest_table(text: Text, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the slowest processes."""
    headers = {
        "ocid": text("Identifier (ocid)"),
        "source": text("Source"),
        "title": text("Title"),
        "agency_name": text("Agency"),
        "days": text("Days"),
    }
    return table(frame, headers)


def suppliers_table(text: Text, ranking: Any) -> pd.DataFrame:
    """Return the page of the ranking of suppliers."""
    unit = ranking.unit or text("no currency")
    headers = {
        "id": text("Identifier"),
        "name": text("Supplier"),
        "amount": text("Amount ({unit})", unit=unit),
        "share": text("Share of the total"),
        "processes": text("Processes"),
        "without_amount": text("Processes without an amount"),
        "contracts": text("Contracts"),
        "joint": text("Joint awards"),
        "agencies": text("Agencies"),
        "top_agency_name": text("Main agency"),
        "top_agency_share": text("Share of its main agency"),
    }
    return table(ranking.rows, headers)


def spending_table(text: Text, spending: Any, *, by: str) -> pd.DataFrame:
    """Return money by agency or by year."""
    unit = spending.unit or text("no currency")
    headers = {
        "name": text("Agency") if by == "agency" else text("Year"),
        "amount": text("Amount ({unit})", unit=unit),
        "share": text("Share of the total"),
        "processes": text("Processes"),
        "without_amount": text("Processes without an amount"),
    }
    return table(spending.rows, headers)


def completeness_table(text: Text, agencies: pd.DataFrame) -> pd.DataFrame:
    """Return the scores agency by agency."""
    headers = {
        "name": text("Agency"),
        "processes": text("Processes"),
        "money_share": text("Share of the money"),
        "published": text("Data published"),
        "applicable": text("Data owed"),
        "score": text("Score"),
        "change": text("Change of the score"),
        **{stage: stage_name(text, stage) for stage in STAGES},
    }
    if "change" not in agencies or agencies["change"].isna().all():  # one snapshot has nothing to compare
        del headers["change"]
    return table(agencies, headers)


def fields_table(text: Text, fields: pd.DataFrame) -> pd.DataFrame:
    """Return the fields that are owed, one by one."""
    rows = records(fields)
    named = fields.assign(
        _stage=[stage_name(text, row["stage"]) for row in rows],
        _label=[field_label(text, row) for row in rows],
        _why=[field_why(text, row) for row in rows],
    )
    headers = {
        "_stage": text("Stage"),
        "field": text("Path in OCDS"),
        "_label": text("Field"),
        "_why": text("Why it matters"),
        "published": text("Published in (processes)"),
        "applicable": text("Owed by (processes)"),
        "score": text("Score"),
    }
    return table(named, headers)


def processes_table(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a page of processes with all five amounts."""
    listed = records(rows)
    named = rows.assign(
        _suppliers=["; ".join(str(one["name"]) for one in suppliers_of(row)) for row in listed],
        _stage=[stage_name(text, row["stage"] or "") for row in listed],
    )
    headers = {
        "ocid": text("Identifier (ocid)"),
        "source": text("Source"),
        "title": text("Title"),
        "agency_name": text("Agency"),
        "_stage": text("Stage"),
        "date": text("Date"),
        "_suppliers": text("Suppliers"),
        "currency": text("Currency"),
        "planned": text.code("stage", "planned"),
        "tendered": text.code("stage", "tendered"),
        "awarded": text.code("stage", "awarded"),
        "contracted": text.code("stage", "contracted"),
        "paid": text.code("stage", "paid"),
    }
    return table(named, headers)

"""One process: its row, its parts, and the record that they were read from."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data_loader.fields import completeness_field_list
from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.queries.asking import Rows, called, frame, listed, one
from data_loader.queries.completeness import named
from data_loader.queries.having import day_of
from data_loader.queries.outcomes import profiled_columns
from data_loader.queries.process_documents import document_map
from data_loader.queries.process_events import events, paid
from data_loader.queries.process_parts import parts_of, problems_of
from data_loader.queries.processes import with_amounts
from data_loader.queries.selection import unit_of
from data_loader.queries.timelines import timelines
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Process:
    """One process. In `row` and the lists, each of rows as dictionaries, None or NaN is not published.

    `row` has what a row of ProcessPage has, and description, method_details, tender_status, agency_rule, aliases,
    change_from_planned and change_from_awarded (contracted ÷ the other - 1; None where it cannot be told), late_days (since the
    earliest end that is overdue, as on the board; None = not late), the days of the five steps (negative where the dates are in the wrong order), tender_start, tender_end, award_date,
    date_signed, contract_start, contract_end, first_payment_date, last_payment_date, release_date, source_name,
    source_urls, fetched_at, releases, amounts (list of {stage, currency, amount, inferred}; currency None = not
    published). Lists have the columns of the tables of the same name; awards and contracts also `suppliers`
    (list of {id, name}); `fields` is stage, field, label_es, label_en, why_es, why_en, level, applicable, published;
    `checks`, those that it fails: check, failures, examples (see CheckPage). `publications` are the events that should be
    published soon (see the table). `events`, in the order of the stages: stage, kind (of EVENT_KINDS), date (None = not
    published), title, status; a milestone is met or still due; cancelled contracts have none. `paid`, one
    row a contract: contract_index, contract_id, title, description, counted (False: cancelled), contracted, original
    (before it was amended), currency (its own; that of its first payment where it
    has no amount), paid (in that currency), payments, without_amount, other_currency (payments), last_payment, share
    (paid / contracted), state (no_payment, no_paid_amount, other_currency, no_contract_amount, part, all, more). `papers`: see
    document_map. `usual`: step, days (of this process), median (days), measured: the processes of its source and method.
    """

    row: dict[str, Any]
    awards: Rows
    contracts: Rows
    transactions: Rows
    milestones: Rows
    items: Rows
    documents: Rows
    parties: Rows
    amendments: Rows
    fields: Rows
    problems: Rows
    tenderers: Rows
    bids: Rows
    changes: Rows
    publications: Rows
    checks: Rows
    events: Rows
    paid: Rows
    papers: Rows
    usual: Rows
    compiled: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """One process as it was published: `row`, `problems` and `compiled` as of Process."""

    row: dict[str, Any]
    problems: Rows
    compiled: dict[str, Any]


def process(snapshot: Snapshot, ocid: str, *, source: str | None = None) -> Process | None:
    """Return a process by its ocid, or another spelling of it; None where there is none.

    Where several sources publish the ocid and none is asked for, it is the first one of `sources_of`.
    """
    number = _number(snapshot, ocid, source)
    if number is None:
        return None
    parts, row = parts_of(snapshot, number), _row(snapshot, number)
    return Process(
        row=row,
        fields=_fields(snapshot, row["completeness_profile"]),
        events=events(row, parts),
        paid=paid(parts["contracts"], parts["transactions"]),
        papers=document_map(row, parts["documents"], day=day_of(snapshot)),
        usual=_usual(snapshot, row),
        compiled=_compiled(snapshot, number),
        **parts,
    )


def process_record(snapshot: Snapshot, ocid: str, *, source: str | None = None) -> ProcessRecord | None:
    """Return the record of a process, found as `process` finds it; None where there is none."""
    number = _number(snapshot, ocid, source)
    if number is None:
        return None
    return ProcessRecord(_row(snapshot, number), problems_of(snapshot, number), _compiled(snapshot, number))


def sources_of(snapshot: Snapshot, ocid: str) -> list[str]:
    """Return the ids of the sources that publish an ocid, the one with this very spelling first; [] for none."""
    return [str(source) for source in _find(snapshot, ocid)["source"]]


def _number(snapshot: Snapshot, ocid: str, source: str | None) -> int | None:
    found = _find(snapshot, ocid)
    found = found[found["source"] == source] if source is not None else found
    return None if found.empty else int(found["process_id"].iloc[0])


def _compiled(snapshot: Snapshot, number: int) -> dict[str, Any]:
    sql = "SELECT compiled FROM records WHERE process_id = $process"
    compiled: dict[str, Any] = json.loads(one(snapshot, sql, {"process": number})["compiled"])
    return compiled


def _find(snapshot: Snapshot, ocid: str) -> pd.DataFrame:
    return frame(
        snapshot,
        f"""SELECT process_id, source FROM processes WHERE process_id IN ({called(snapshot, [ocid])})
            AND (ocid = $ocid OR list_contains(aliases, $ocid)) ORDER BY ocid <> $ocid, process_id""",
        {"ocid": ocid},
    )


def _row(snapshot: Snapshot, number: int) -> dict[str, Any]:
    values = {"process": number}
    shown: dict[str, Any] = {
        str(name): value
        for name, value in with_amounts(snapshot, [number], unit_of(snapshot, Filters())).iloc[0].to_dict().items()
    }
    whole = one(snapshot, "SELECT * FROM processes WHERE process_id = $process", values)
    source = next(source for source in snapshot.sources if source["id"] == whole["source"])
    its = {f"source_{name}": source.get(name) for name in ("name", "url", "licence")}
    late = one(
        snapshot,
        """SELECT date_diff('day', min(end_date), $day) AS late_days FROM ends
        WHERE process_id = $process AND end_date < $day AND NOT closed AND status IS NOT NULL""",
        values | {"day": day_of(snapshot)},
    )
    changes = {f"change_from_{stage}": _change(shown["contracted"], shown[stage]) for stage in ("planned", "awarded")}
    amounts = listed(
        snapshot,
        """SELECT stage, currency, CAST(amount AS DOUBLE) AS amount, inferred FROM amounts WHERE process_id = $process
        ORDER BY list_position(['planned', 'tendered', 'awarded', 'contracted', 'paid'], stage), currency""",
        values,
    )
    return whole | its | shown | late | changes | {"amounts": amounts}


def _change(amount: float, base: float) -> float | None:
    """Return amount / base - 1; None where either is not published (NaN) or the base is zero."""
    change = amount / base - 1 if base else math.nan
    return None if math.isnan(change) else change


def _usual(snapshot: Snapshot, row: dict[str, Any]) -> Rows:
    alike = Filters(source=(row["source"],), method=(row["method"] or NOT_PUBLISHED,))
    measured = timelines(snapshot, alike)
    names = ("step", "median", "measured")
    return [
        {"step": step, "days": row[step], "median": median, "measured": number}
        for step, median, number in zip(*(measured[name].tolist() for name in names), strict=True)
    ]


def _fields(snapshot: Snapshot, profile: int) -> Rows:
    given = {name: column[profile - 1] for name, column in profiled_columns(snapshot, "completeness").items()}
    return [
        named(field)
        | {
            "applicable": given[field.path] is not np.ma.masked,
            "published": given[field.path] is not np.ma.masked and bool(given[field.path]),
        }
        for field in completeness_field_list()
    ]

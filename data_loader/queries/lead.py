"""One lead: its result, the records that it rests on, its peers, and what else is flagged on the same thing."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np
import pandas as pd

from data_loader.groups import first_of
from data_loader.indicators.definitions import indicator_of
from data_loader.queries.answers import cached
from data_loader.queries.asking import called, frame, kept_id, numbered, rows, supplier_numbers
from data_loader.queries.base import among
from data_loader.queries.columns import code_of
from data_loader.queries.indicators import known, results
from data_loader.queries.lead_scores import codes_of, weights
from data_loader.queries.parts import Parts
from data_loader.queries.processes import SUPPLIERS
from data_loader.snapshot import Snapshot

_MOST_RECORDS: Final = 30
_BINS: Final = 24
_LOGARITHMIC: Final = frozenset({"money", "days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadKey:
    """What a lead is about, by names that stay the same from snapshot to snapshot."""

    indicator: str
    source: str | None = None
    ocid: str | None = None
    item: str | None = None
    agency: str | None = None
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class Flags:
    """What is raised on one thing: `counts` (indicator, n; most first), and the first `rows`, as of ResultPage.

    Those about organisations come first, then those of single processes; facts before patterns, rare ones before common.
    """

    total: int
    counts: pd.DataFrame
    rows: pd.DataFrame

    @property
    def rest(self) -> int:
        """Return how many there are beyond the rows."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class LeadFound:
    """A result and what it rests on.

    `row` is a row as of ResultPage; `evidence` its figures. `records`: process_id, ocid, source, title, date, agency_id,
    agency_name, suppliers, stage, amounts and currency as in the list of processes. `peers`: low, high, n, here (the
    value lies in it), beyond (it lies past the threshold); empty where it was compared with nothing. `others` are the
    other leads on the same process or organisations.
    """

    row: dict[str, Any]
    evidence: dict[str, Any]
    records: pd.DataFrame
    peers: pd.DataFrame
    others: Flags


@cached
def lead_found(snapshot: Snapshot, key: LeadKey) -> LeadFound | None:
    """Return a result that is raised or clear, None where there is none of this key.

    Raises:
        ValueError: no such indicator.
    """
    known([key.indicator])
    row = _row(snapshot, key)
    if row is None:
        return None
    evidence: dict[str, Any] = json.loads(row["evidence"]) if row["evidence"] else {}
    listed = evidence.get("records") or []
    if row["ocid"]:
        listed = [{"ocid": row["ocid"], "source": row["source"]}, *listed]
    source = row["source"] or (listed[0]["source"] if listed else None)
    return LeadFound(row, evidence, _records(snapshot, listed), _peers(snapshot, row, source), _others(snapshot, row))


def _row(snapshot: Snapshot, key: LeadKey) -> dict[str, Any] | None:
    tests = ["r.indicator = $indicator", "r.state <> 'not_computable'"]
    values: dict[str, str | None] = {"indicator": key.indicator}
    if key.ocid is not None:
        source = " AND q.source = $own_source" if key.source else ""
        numbers = rows(
            snapshot,
            f"""SELECT process_id FROM processes q
            WHERE process_id IN ({called(snapshot, [key.ocid])}) AND q.ocid = $ocid{source}""",
            {"ocid": key.ocid, "own_source": key.source},
        ).fetchall()
        tests.append(f"r.process_id IN ({numbered(number for (number,) in numbers)})")
        tests += ["r.item = $item"] if key.item else []
        values |= {"item": key.item}
    else:
        tests.append("r.process_id IS NULL")
        for column, given in (("agency_id", key.agency), ("supplier_id", key.supplier)):
            tests.append(f"r.{column} = $own_{column}" if given else "true")
            values |= {f"own_{column}": kept_id(snapshot, given) if given else None}
        if key.agency is None and key.supplier is None:
            return None
    found = results(
        snapshot,
        f"""SELECT r.* FROM indicator_results r WHERE r.rowid IN (
            SELECT r.rowid FROM indicator_results r WHERE {" AND ".join(tests)} ORDER BY r.state DESC, r.item LIMIT 1)""",
        values,
    )
    listed: list[dict[str, Any]] = found.to_dict("records")  # type: ignore[assignment]  # its columns have names
    return listed[0] if listed else None


def _records(snapshot: Snapshot, listed: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the processes of the evidence, each once, in its order."""
    wanted = list(dict.fromkeys((item["source"], item["ocid"]) for item in listed))[:_MOST_RECORDS]
    found = frame(
        snapshot,
        f"SELECT process_id, source, ocid FROM processes WHERE process_id IN ({called(snapshot, [ocid for _, ocid in wanted])})",
    )
    known = {(source, ocid): int(number) for number, source, ocid in found.itertuples(index=False, name=None)}
    chosen = [known[key] for key in wanted if key in known]
    numbers = numbered(chosen)
    told = frame(
        snapshot,
        f"""SELECT process_id, ocid, source, title, date, agency_id, agency_name, {SUPPLIERS.format("p")}, stage
        FROM processes p WHERE process_id IN ({numbers}) ORDER BY list_position($chosen, process_id)""",
        {"chosen": chosen},
    )
    amounts = frame(
        snapshot,
        f"""SELECT process_id, currency, planned, tendered, awarded, contracted, paid FROM facts
        WHERE process_id IN ({numbers}) ORDER BY process_id, contracted DESC NULLS LAST, currency""",
    )
    return told.merge(amounts.drop_duplicates("process_id"), on="process_id", how="left")


def _peers(snapshot: Snapshot, row: dict[str, Any], source: str | None) -> pd.DataFrame:
    """Return how the values of the peers are spread, in bins of equal width, on a logarithmic scale for money and days."""
    indicator = indicator_of(row["indicator"])
    if not row["peer_group"] or row["value"] != row["value"]:
        return pd.DataFrame(columns=["low", "high", "n", "here", "beyond"])
    names = ("indicator", "level", "peer_group", "currency", "process_method")
    found = frame(snapshot, _PEERS, {f"own_{name}": row[name] for name in names} | {"own_source": source})["value"]
    logarithmic = indicator.unit in _LOGARITHMIC and found.min() >= 0
    return _binned(
        found, row["value"], row["threshold"], logarithmic=logarithmic, upward=indicator.compare not in {"<", "<="}
    )


_PEERS: Final = """
SELECT r."value" FROM indicator_results r LEFT JOIN processes p USING (process_id)
LEFT JOIN organisations o ON o.organisation_id = CASE r.level WHEN 'supplier' THEN r.supplier_id ELSE r.agency_id END
WHERE r.indicator = $own_indicator AND r.level = $own_level AND r.peer_group = $own_peer_group AND r."value" IS NOT NULL
    AND (r.level = 'item' OR p.source = $own_source OR p.source IS NULL AND list_contains(o.sources, $own_source))
    AND (r.peer_group <> 'source_method' OR p.method IS NOT DISTINCT FROM $own_process_method)
    AND (r.peer_group <> 'first_contracts' OR r.currency IS NOT DISTINCT FROM $own_currency)
"""


def _binned(values: pd.Series[Any], own: float, threshold: float, *, logarithmic: bool, upward: bool) -> pd.DataFrame:
    def scale(value: float) -> float:
        return math.log10(1 + value) if logarithmic else value

    def back(value: float) -> float:
        return 10**value - 1 if logarithmic else value

    low, high = scale(values.min()), scale(values.max())
    if not high > low:
        return pd.DataFrame(columns=["low", "high", "n", "here", "beyond"])
    width = (high - low) / _BINS

    def place(value: float) -> int:
        return min(int((scale(value) - low) / width), _BINS - 1)

    counts = values.map(place).value_counts()
    edge = scale(threshold) if threshold == threshold and (threshold > -1 or not logarithmic) else math.nan  # noqa: PLR0124  NaN
    return pd.DataFrame(
        {
            "low": back(low + index * width),
            "high": back(low + (index + 1) * width),
            "n": int(counts.get(index, 0)),
            "here": index == place(own),
            "beyond": low + (index + 1) * width > edge if upward else low + index * width <= edge,
        }
        for index in range(_BINS)
    )


def _others(snapshot: Snapshot, row: dict[str, Any]) -> Flags:
    """Return the other flags on the same process, else on the same agency or supplier."""
    if row["ocid"]:
        return flags_of(snapshot, process=int(row["process_id"]), without=row["indicator"])
    return flags_of(snapshot, agency=row["agency_id"], supplier=row["supplier_id"], without=row["indicator"])


@cached
def flags_of(
    snapshot: Snapshot,
    *,
    process: int | None = None,
    agency: str | None = None,
    supplier: str | None = None,
    without: str = "",
    limit: int = 8,
) -> Flags:
    """Return what is raised on one process (by its number), or on an agency, a supplier or a pair and its processes."""
    of_all, tests = Parts("raised", snapshot.columns), []
    if process is not None:
        tests.append(of_all["number"] == process)
    if agency is not None:
        tests.append(of_all["agency"] == code_of(snapshot, "agency", agency))
    if supplier is not None:
        tests.append(of_all["supplier"] == (supplier_numbers(snapshot, (supplier,))[0] or -1))
    places = np.flatnonzero(reduce(np.logical_and, tests))
    places = places[of_all["indicator"].take(places) != _code(snapshot, without)]
    raised = of_all.where(places)
    indicator, single = raised["indicator"], raised["number"] > 0
    codes, weight = np.array(codes_of(snapshot), object), weights(snapshot)
    _, lighter = np.unique([-weight.get(code, 0.0) for code in codes], return_inverse=True)
    order = (single * len(codes) + lighter[indicator]) * 2**32 + raised["place"]
    first = places[first_of(limit, order)].tolist()
    n = np.bincount(indicator, minlength=len(codes))
    counts = pd.DataFrame({"indicator": pd.Series(codes[n > 0], dtype=object), "n": n[n > 0]})
    counts = counts.sort_values(["n", "indicator"], ascending=[False, True], ignore_index=True)
    listed = """SELECT r.* FROM indicator_results r WHERE r.rowid IN (SELECT unnest($rows))
        ORDER BY list_position($rows, r.rowid)"""
    return Flags(len(indicator), counts, results(snapshot, listed, {"rows": first}))


def _code(snapshot: Snapshot, indicator: str) -> int:
    """Return the code of an indicator, -1 where there is none."""
    codes = codes_of(snapshot)
    return codes.index(indicator) if indicator in codes else -1


@cached
def organisation_names(snapshot: Snapshot, identities: tuple[str, ...]) -> dict[str, str]:
    """Return the names of organisations by id; one that has none, or is not known, is left out."""
    if not identities:
        return {}
    found = frame(
        snapshot,
        f"SELECT organisation_id, name FROM organisations WHERE {among('organisation_id', 'ids', identities)} AND name IS NOT NULL",
        {"ids": list(identities)},
    )
    return dict(zip(found["organisation_id"], found["name"], strict=True))

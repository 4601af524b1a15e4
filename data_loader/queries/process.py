"""One process: its row, its parts, and the record that they were read from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from data_loader.checks import check_list
from data_loader.fields import completeness_field_list
from data_loader.filters import Filters
from data_loader.queries.base import frame, one, unit_of
from data_loader.queries.processes import with_amounts
from data_loader.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Process:
    """One process. In `row` and the frames, None or NaN is not published.

    `row` has what a row of ProcessPage has, and description, method_details, tender_status, agency_rule, aliases, the
    days of the five steps (negative where the dates are in the wrong order), tender_start, tender_end, award_date,
    date_signed, contract_start, contract_end, first_payment_date, last_payment_date, release_date, source_name,
    source_urls, fetched_at, releases, amounts (list of {stage, currency, amount, inferred}; currency None = not
    published). Frames have the columns of the tables of the same name; awards and contracts also `suppliers`
    (list of {id, name}); `fields` is stage, field, label_es, label_en, why_es, why_en, level, applicable, published;
    `checks`, those that it fails: check, failures, examples (see CheckPage).
    """

    row: dict[str, Any]
    awards: pd.DataFrame
    contracts: pd.DataFrame
    transactions: pd.DataFrame
    milestones: pd.DataFrame
    items: pd.DataFrame
    documents: pd.DataFrame
    parties: pd.DataFrame
    amendments: pd.DataFrame
    fields: pd.DataFrame
    problems: pd.DataFrame
    tenderers: pd.DataFrame
    bids: pd.DataFrame
    changes: pd.DataFrame
    checks: pd.DataFrame
    compiled: dict[str, Any]


# Each part: where its rows come from, and their order.
_PARTS: Final = {
    "awards": """SELECT t.*, (SELECT list({id: l.supplier_id, name: o.name} ORDER BY o.name) FROM award_suppliers l
            JOIN organisations o ON o.organisation_id = l.supplier_id
            WHERE l.process_id = t.process_id AND l.award_index = t.award_index) AS suppliers
        FROM awards t WHERE t.process_id = $process ORDER BY award_index""",
    "contracts": """SELECT t.*, (SELECT list({id: l.supplier_id, name: o.name} ORDER BY o.name)
            FROM contract_suppliers l JOIN organisations o ON o.organisation_id = l.supplier_id
            WHERE l.process_id = t.process_id AND l.contract_index = t.contract_index) AS suppliers
        FROM contracts t WHERE t.process_id = $process ORDER BY contract_index""",
    "transactions": "SELECT * FROM transactions WHERE process_id = $process "
    "ORDER BY date NULLS LAST, contract_index, transaction_index",
    "milestones": "SELECT * FROM milestones WHERE process_id = $process ORDER BY stage, parent, position",
    "items": "SELECT * FROM items WHERE process_id = $process ORDER BY stage DESC, parent, position",
    "documents": "SELECT * FROM documents WHERE process_id = $process ORDER BY stage, parent, position",
    "parties": """SELECT t.*, o.name AS shown_name, o.scheme, o.identifier FROM parties t
        LEFT JOIN organisations o USING (organisation_id) WHERE t.process_id = $process ORDER BY t.organisation_id""",
    "amendments": "SELECT * FROM amendments WHERE process_id = $process ORDER BY date, stage, parent, position",
    "problems": "SELECT code, path, value, action FROM problems WHERE process_id = $process ORDER BY action, code, path",
    "tenderers": """SELECT t.*, o.name AS shown_name, o.is_supplier FROM tenderers t
        LEFT JOIN organisations o USING (organisation_id) WHERE t.process_id = $process ORDER BY t.organisation_id""",
    "bids": "SELECT * FROM bids WHERE process_id = $process ORDER BY amount NULLS LAST, bid_index",
    "changes": "SELECT changed_at, kind, fields, path, before, after FROM changes WHERE process_id = $process "
    "ORDER BY changed_at DESC, kind, path",
    "checks": """SELECT code AS check, failures, examples FROM check_failures WHERE process_id = $process
        ORDER BY list_position($codes, code)""",
}


def process(snapshot: Snapshot, ocid: str, *, source: str | None = None) -> Process | None:
    """Return a process by its ocid, or another spelling of it; None where there is none.

    Where several sources publish the ocid and none is asked for, it is the first one of `sources_of`.
    """
    found = _find(snapshot, ocid)
    found = found[found["source"] == source] if source is not None else found
    if found.empty:
        return None
    number = int(found["process_id"].iloc[0])
    values = {"process": number, "codes": [check.code for check in check_list()]}
    parts = {name: frame(snapshot, sql, values) for name, sql in _PARTS.items()}
    compiled = one(snapshot, "SELECT compiled FROM records WHERE process_id = $process", values)["compiled"]
    return Process(row=_row(snapshot, number), fields=_fields(snapshot, number), compiled=json.loads(compiled), **parts)


def sources_of(snapshot: Snapshot, ocid: str) -> list[str]:
    """Return the ids of the sources that publish an ocid, the one with this very spelling first; [] for none."""
    return [str(source) for source in _find(snapshot, ocid)["source"]]


def _find(snapshot: Snapshot, ocid: str) -> pd.DataFrame:
    return frame(
        snapshot,
        """SELECT process_id, source FROM processes
        WHERE ocid = $ocid OR list_contains(aliases, $ocid) ORDER BY ocid <> $ocid, process_id""",
        {"ocid": ocid},
    )


def _row(snapshot: Snapshot, number: int) -> dict[str, Any]:
    values = {"process": number}
    listed: dict[str, Any] = {
        str(name): value
        for name, value in with_amounts(snapshot, [number], unit_of(snapshot, Filters())).iloc[0].to_dict().items()
    }
    whole = one(
        snapshot,
        """SELECT p.*, s.name AS source_name, s.url AS source_url, s.licence AS source_licence FROM processes p
        LEFT JOIN sources s ON s.id = p.source WHERE p.process_id = $process""",
        values,
    )
    amounts = frame(
        snapshot,
        """SELECT stage, currency, CAST(amount AS DOUBLE) AS amount, inferred FROM amounts WHERE process_id = $process
        ORDER BY list_position(['planned', 'tendered', 'awarded', 'contracted', 'paid'], stage), currency""",
        values,
    )
    return whole | listed | {"amounts": amounts.to_dict("records")}


def _fields(snapshot: Snapshot, number: int) -> pd.DataFrame:
    given = one(snapshot, "SELECT * FROM completeness WHERE process_id = $process", {"process": number})
    return pd.DataFrame(
        [
            {
                "stage": field.stage,
                "field": field.path,
                "label_es": field.label_es,
                "label_en": field.label_en,
                "why_es": field.why_es,
                "why_en": field.why_en,
                "level": field.level,
                "applicable": given[field.path] is not None,
                "published": bool(given[field.path]),
            }
            for field in completeness_field_list()
        ]
    )

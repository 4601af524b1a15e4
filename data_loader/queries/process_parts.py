"""The parts of one process: its lists, as their tables have them, with the names of who is in them.

Each list is one plain statement about one table: planning a join of them takes longer than finding the rows.
"""

from __future__ import annotations

from typing import Any, Final

from data_loader.checks import check_list
from data_loader.filters import PROCESS_STAGES
from data_loader.queries.asking import Rows, listed
from data_loader.snapshot import Snapshot

_PARTS: Final = {
    "awards": "SELECT * FROM awards WHERE process_id = $process ORDER BY award_index",
    "contracts": "SELECT * FROM contracts WHERE process_id = $process ORDER BY contract_index",
    "transactions": "SELECT * FROM transactions WHERE process_id = $process "
    "ORDER BY date NULLS LAST, contract_index, transaction_index",
    "milestones": "SELECT * FROM milestones WHERE process_id = $process ORDER BY stage, parent, position",
    "items": "SELECT * FROM items WHERE process_id = $process ORDER BY stage DESC, parent, position",
    "documents": """SELECT * FROM documents WHERE process_id = $process
        ORDER BY list_position($stages, stage), parent, position""",
    "parties": "SELECT * FROM parties WHERE process_id = $process ORDER BY organisation_id",
    "amendments": "SELECT * FROM amendments WHERE process_id = $process ORDER BY date, stage, parent, position",
    "tenderers": "SELECT process_id, organisation_id, name, seen_in, bids FROM tenderers "
    "WHERE process_id = $process ORDER BY organisation_id",
    "bids": "SELECT * FROM bids WHERE process_id = $process ORDER BY amount NULLS LAST, bid_index",
    "changes": "SELECT changed_at, kind, fields, path, before, after FROM changes WHERE process_id = $process "
    "ORDER BY changed_at DESC, kind, path",
    "publications": """SELECT event, position, date, published, days, at_most FROM publications
        WHERE process_id = $process ORDER BY list_position(['tender', 'award', 'signature', 'payment'], event), position""",
    "checks": """SELECT code AS check, failures, examples FROM check_failures WHERE process_id = $process
        ORDER BY list_position($codes, code)""",
}
"""Where the rows of each part of `Process` come from, and their order."""
_PROBLEMS: Final = """SELECT code, path, value, action FROM problems WHERE process_id = $process
    ORDER BY action, code, path"""
_SUPPLIERS: Final = {
    "awards": "SELECT award_index AS position, supplier_id FROM award_suppliers WHERE process_id = $process",
    "contracts": "SELECT contract_index AS position, supplier_id FROM contract_suppliers WHERE process_id = $process",
}
_NAMED: Final = """SELECT organisation_id, name, scheme, identifier, is_supplier FROM organisations
    WHERE organisation_id IN (SELECT unnest($ids))"""


def parts_of(snapshot: Snapshot, process: int) -> dict[str, Rows]:
    """Return the lists of a process by its number: see `Process`."""
    values = {"process": process, "codes": [check.code for check in check_list()], "stages": list(PROCESS_STAGES)}
    parts = {name: listed(snapshot, sql, values) for name, sql in _PARTS.items()}
    sold = {name: listed(snapshot, sql, values) for name, sql in _SUPPLIERS.items()}
    named = [row["organisation_id"] for name in ("parties", "tenderers") for row in parts[name]]
    known = _organisations(snapshot, {*named, *(row["supplier_id"] for rows in sold.values() for row in rows)})
    for name, suppliers in sold.items():
        sellers = _sellers(suppliers, known)
        for row in parts[name]:
            row["suppliers"] = sellers.get(row[f"{name.removesuffix('s')}_index"])
    for name, told in (("parties", ("scheme", "identifier")), ("tenderers", ("is_supplier",))):
        for row in parts[name]:
            its = known.get(row["organisation_id"], {})
            row |= {"shown_name": its.get("name"), **{column: its.get(column) for column in told}}
    return parts | {"problems": problems_of(snapshot, process)}


def problems_of(snapshot: Snapshot, process: int) -> Rows:
    """Return what was repaired, refused or noted in a process: code, path, value, action."""
    return listed(snapshot, _PROBLEMS, {"process": process})


def _organisations(snapshot: Snapshot, identities: set[str | None]) -> dict[str, dict[str, Any]]:
    """Return organisations by their ids: name, scheme, identifier, is_supplier."""
    ids = sorted(identity for identity in identities if identity is not None)
    return {row["organisation_id"]: row for row in listed(snapshot, _NAMED, {"ids": ids})}


def _sellers(suppliers: Rows, known: dict[str, dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Return id and name of the suppliers of each award or contract, by name."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in suppliers:
        if row["supplier_id"] in known:
            seller = {"id": row["supplier_id"], "name": known[row["supplier_id"]]["name"]}
            found.setdefault(row["position"], []).append(seller)
    return {position: sorted(sellers, key=_by_name) for position, sellers in found.items()}


def _by_name(seller: dict[str, Any]) -> tuple[bool, str, str]:
    return seller["name"] is None, seller["name"] or "", seller["id"]

"""The documents of one process as a map: by stage and type, with those that OCDS recommends and that are not there."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final

from data_loader.filters import PROCESS_STAGES
from data_loader.ocds.schema import recommended_documents
from data_loader.queries.asking import Rows

_OF_A_CALL: Final = "direct"
"""The method that has no call for bids, and so owes none of its documents."""
_AT_THE_END: Final = "completionCertificate"
"""The type that is expected only once the contract's end is past."""


def document_map(row: dict[str, Any], documents: Rows, *, day: date) -> Rows:
    """Return stage, document_type, recommended, documents: one row a type published, or recommended and missing.

    Recommended are the basic types of OCDS's list of document types
    (https://standard.open-contracting.org/1.1/en/schema/codelists/#document-type), of a stage that the process has
    reached: none of a call for bids of a direct award, and no completion certificate before the contract's end on
    `day`. One that is published at another stage than the list's is there, and not missed. `document_type` is None where
    none is published; `documents` is a number, 0 for a recommended one that is missing.
    """
    recommended = {stage: _expected(row, stage, day) for stage in PROCESS_STAGES}
    found = Counter((document["stage"], document["document_type"]) for document in documents)
    present = {kind for _, kind in found if kind is not None}
    rows: Rows = [
        {
            "stage": stage,
            "document_type": kind,
            "recommended": any(kind in kinds for kinds in recommended.values()),
            "documents": count,
        }
        for (stage, kind), count in found.items()
    ]
    rows += [
        {"stage": stage, "document_type": kind, "recommended": True, "documents": 0}
        for stage, kinds in recommended.items()
        for kind in kinds
        if kind not in present
    ]
    rows.sort(key=lambda item: PROCESS_STAGES.index(item["stage"]))
    return rows


def _expected(row: dict[str, Any], stage: str, day: date) -> list[str]:
    if not row[f"{stage}_reached"] or (stage == "tender" and row["method"] == _OF_A_CALL):
        return []
    ended = row["contract_end"] is not None and row["contract_end"] < day
    return [kind for kind in recommended_documents().get(stage, ()) if kind != _AT_THE_END or ended]

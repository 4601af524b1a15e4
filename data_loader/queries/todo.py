"""What is still to be published: each field with the contracts, awards or payments that lack it, and where they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from data_loader.fields import OBJECTS, Field, completeness_field_list, list_of
from data_loader.filters import Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame
from data_loader.queries.outcomes import Profiled, profiled
from data_loader.queries.selection import selected
from data_loader.snapshot import Snapshot

LEVELS: Final = ("basic", "intermediate", "advanced")
_A_TIME: Final = 5000


@cached
def todo(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return the fields that somebody owes and lacks, the basic ones and the most frequent first.

    field, stage, level, label_es, label_en, why_es, why_en, object (award, contract, payment; None: the process),
    objects (of the processes that owe it; 0 without such a list), lacking (objects without the field), applicable
    (processes that owe it), processes (that lack it), empty (those of them that have no such object at all).
    """
    listed = completeness_field_list()
    found = profiled(snapshot, "completeness", filters)
    rows = [
        {
            "field": field.path,
            "stage": field.stage,
            "level": field.level,
            "label_es": field.label_es,
            "label_en": field.label_en,
            "why_es": field.why_es,
            "why_en": field.why_en,
            "object": OBJECTS.get(list_of(field.path) or ""),
            **_sums(found, field),
        }
        for field in listed
    ]
    columns = pd.DataFrame(rows)
    lacking = columns[columns["processes"] > 0]
    order = lacking.assign(_level=lacking["level"].map(LEVELS.index))
    return order.sort_values(["_level", "processes"], ascending=[True, False], kind="stable").drop(columns="_level")


def _sums(found: Profiled, field: Field) -> dict[str, int]:
    owed, lacked, parent = found.owed(field.path), found.lacked(field.path), list_of(field.path)
    sums = {"applicable": found.sum(owed), "processes": found.sum(lacked), "objects": 0, "lacking": 0, "empty": 0}
    if parent is not None:
        sums["objects"] = found.sum(owed, f"{parent} objects")
        sums["lacking"] = found.sum(lacked, f"{field.path} objects")
        sums["empty"] = found.sum(lacked & (found.columns[f"{parent} objects"].filled(-1) == 0))
    return sums


def missing_fields(
    snapshot: Snapshot, filters: Filters, *, a_time: int = _A_TIME, after: int = -1
) -> Iterator[pd.DataFrame]:
    """Yield the single gaps, a batch of processes at a time: one row a process and field that it owes and lacks.

    source, ocid, agency_id, agency_name, field, objects (awards, contracts or payments of the process; NaN where the
    field is the process's own), lacking (of these), source_urls. Not kept in memory: there may be millions. To go on
    after a batch, give its `attrs["after"]`.
    """
    test, values = selected(snapshot, filters)
    gaps = ", ".join(
        f"CASE WHEN NOT c.\"{field.path}\" THEN {{field: '{field.path}', place: {place}, {_counts(field)}}} END"
        for place, field in enumerate(completeness_field_list())
    )
    while True:
        ids = frame(
            snapshot,
            f"SELECT p.process_id FROM processes p WHERE {test} AND p.process_id > $after ORDER BY 1 LIMIT $limit",
            values | {"after": after, "limit": a_time},
        )["process_id"].tolist()
        if not ids:
            return
        after = ids[-1]
        batch = frame(
            snapshot,
            f"""SELECT p.source, p.ocid, p.agency_id, p.agency_name, gap.field AS field, gap.objects AS objects,
                gap.lacking AS lacking, p.source_urls
            FROM (SELECT o.process_id, unnest([{gaps}]) AS gap
                FROM processes o JOIN completeness_profiles c ON c.profile = o.completeness_profile
                WHERE o.process_id BETWEEN $first AND $after AND list_contains($ids, o.process_id))
            JOIN processes p USING (process_id) WHERE gap IS NOT NULL ORDER BY p.process_id, gap.place""",
            {"ids": ids, "first": ids[0], "after": after},
        )
        batch.attrs["after"] = after
        yield batch


def _counts(field: Field) -> str:
    parent = list_of(field.path)
    if parent is None:
        return "objects: NULL::BIGINT, lacking: NULL::BIGINT"
    return f'objects: c."{parent} objects", lacking: c."{field.path} objects"'

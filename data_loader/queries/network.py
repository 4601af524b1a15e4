"""Who deals with whom around one agency or supplier: its counterparts, and their other counterparts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from data_loader.filters import AmountStage, Filters
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, kept_id, one, rows
from data_loader.queries.base import among, condition, unit_of
from data_loader.queries.money import identified, joined
from data_loader.snapshot import Snapshot

Side = Literal["agency", "supplier"]
_OTHER: Final[dict[Side, Side]] = {"agency": "supplier", "supplier": "agency"}


@dataclass(frozen=True, slots=True)
class Network:
    """The surroundings of one organisation in the stage and currency of the filters.

    `counterparts` is how many it deals with, `others` how many more these deal with, all of them counted.
    `first`: id, name, amount (NaN: none published in `unit`), processes, others (further counterparts of it); some of
    them, the largest first. `second`: via (id in first), id, name, amount, processes; the largest of each of the first. `shared` of the first deal with `shared_name` too, more
    than with any other; 0 and None where they deal with nobody else.
    """

    unit: str | None
    counterparts: int
    unnamed: int
    others: int
    first: pd.DataFrame
    second: pd.DataFrame
    shared: int
    shared_name: str | None


_COLUMNS: Final[dict[Side, str]] = {"agency": "agency_id", "supplier": "supplier"}
"""What `pairs` has of each: of a supplier its number, which is in the order of the ids."""
_SUMS: Final = """CAST(sum(p.{stage}) FILTER (p.currency = $unit) AS DOUBLE) AS amount,
    CAST(count_if(p.first_of_supplier) AS BIGINT) AS processes"""


def _surroundings(snapshot: Snapshot, side: Side, stage: AmountStage, test: str, values: dict[str, Any]) -> None:
    """Make the temporary tables `further` (other counterparts of the counterparts) and `ranked` (these themselves)."""
    mine, theirs, sums = _COLUMNS[side], _COLUMNS[_OTHER[side]], _SUMS.format(stage=stage)
    centre = among(f"p.{mine}", "sold_by" if side == "supplier" else "centre", values["centre"])
    values = values | {side: values["centre"]}
    rows(
        snapshot,
        f"""CREATE OR REPLACE TEMP TABLE own AS
        SELECT p.{theirs} AS theirs, {sums} FROM pairs p WHERE {centre} AND {test} GROUP BY p.{theirs}""",
        values,
    )
    rows(
        snapshot,
        f"""CREATE OR REPLACE TEMP TABLE further AS
        SELECT p.{theirs} AS theirs, p.{mine} AS mine, {sums}
        FROM pairs p JOIN own o ON o.theirs = p.{theirs} WHERE NOT {centre} AND {test} GROUP BY p.{theirs}, p.{mine}""",
        values,
    )
    rows(
        snapshot,
        """CREATE OR REPLACE TEMP TABLE ranked AS
        WITH counted AS (SELECT theirs, count(*) AS others FROM further GROUP BY theirs)
        SELECT o.*, row_number() OVER (ORDER BY amount DESC NULLS LAST, processes DESC, theirs) AS rank,
            coalesce(c.others, 0) AS others
        FROM own o LEFT JOIN counted c USING (theirs) WHERE theirs IS NOT NULL""",
    )


_LARGEST: Final = """WITH largest AS (
    SELECT * FROM ranked ORDER BY CASE WHEN rank <= $ring THEN rank END NULLS LAST, others DESC, rank LIMIT $ring + $linked
)"""
"""Those of the counterparts that are drawn."""


@cached
def network(
    snapshot: Snapshot, filters: Filters, *, side: Side, centre: str, ring: int = 6, linked: int = 4, each: int = 2
) -> Network:
    """Return the `ring` largest counterparts of an organisation, the `linked` with most others among the rest, and theirs.

    Of the others of each the `each` largest are in the second ring.
    Of the filters agency and supplier do not count: the centre stands for them.
    """
    open_filters = filters.replace(agency=(), exclude_agency=(), supplier=())
    unit = unit_of(snapshot, filters.replace(**{"agency": (), "supplier": (), side: (centre,)}))
    test, values = condition(open_filters, unit=unit)
    values |= {"centre": [kept_id(snapshot, centre)], "ring": ring, "linked": linked, "each": each}
    _surroundings(snapshot, side, filters.stage, test, values)
    facts = one(
        snapshot,
        """SELECT (SELECT count(theirs) FROM own) AS counterparts,
            (SELECT coalesce(sum(processes), 0) FROM own WHERE theirs IS NULL) AS unnamed,
            (SELECT count(DISTINCT mine) FROM further) AS others""",
    )
    first = frame(
        snapshot,
        f"""{_LARGEST} SELECT {identified(_OTHER[side], "l.theirs")} AS id, n.name, l.amount, l.processes, l.others
        FROM largest l {joined(_OTHER[side], "l.theirs")} ORDER BY l.rank""",
        values,
    )
    second = frame(
        snapshot,
        f"""{_LARGEST} SELECT {identified(_OTHER[side], "f.theirs", "v")} AS via, {identified(side, "f.mine")} AS id, n.name,
            f.amount, f.processes
        FROM further f JOIN largest l ON l.theirs = f.theirs {joined(side, "f.mine")}
        {joined(_OTHER[side], "f.theirs", "v")}
        QUALIFY row_number() OVER (
            PARTITION BY f.theirs ORDER BY f.amount DESC NULLS LAST, f.processes DESC, f.mine) <= $each
        ORDER BY l.rank, f.amount DESC NULLS LAST, f.processes DESC, f.mine""",
        values,
    )
    shared = one(
        snapshot,
        f"""{_LARGEST} SELECT n.name, count(*) AS shared
        FROM further f JOIN largest l ON l.theirs = f.theirs {joined(side, "f.mine")}
        GROUP BY f.mine, n.name ORDER BY shared DESC, sum(f.amount) DESC NULLS LAST, f.mine LIMIT 1""",
        values,
    )
    return Network(
        unit=unit,
        counterparts=int(facts["counterparts"]),
        unnamed=int(facts["unnamed"]),
        others=int(facts["others"]),
        first=first,
        second=second,
        shared=int(shared.get("shared", 0)),
        shared_name=shared.get("name"),
    )

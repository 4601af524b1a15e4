"""Who deals with whom around one agency or supplier: its counterparts, and their other counterparts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from data_loader.filters import AmountStage, Filters
from data_loader.queries.answers import cached
from data_loader.queries.base import condition, frame, kept_id, one, unit_of
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


def _surroundings(side: Side, stage: AmountStage, test: str) -> str:
    """Return the SQL of `own` (counterparts), `further` (their other ones) and `largest` (those to draw)."""
    mine, theirs = f"{side}_id", f"{_OTHER[side]}_id"
    return f"""dealt AS (
            SELECT p.{mine} AS mine, p.{theirs} AS theirs, p.process_id, p.{stage} AS amount, p.currency
            FROM pairs p WHERE {test}
        ), own AS (
            SELECT theirs, CAST(sum(amount) FILTER (currency = $unit) AS DOUBLE) AS amount,
                count(DISTINCT process_id) AS processes
            FROM dealt WHERE mine = $centre GROUP BY theirs
        ), further AS (
            SELECT d.theirs, d.mine, CAST(sum(d.amount) FILTER (d.currency = $unit) AS DOUBLE) AS amount,
                count(DISTINCT d.process_id) AS processes
            FROM dealt d JOIN own o ON o.theirs = d.theirs WHERE d.mine <> $centre GROUP BY d.theirs, d.mine
        ), ranked AS (
            SELECT o.*, row_number() OVER (ORDER BY amount DESC NULLS LAST, processes DESC, theirs) AS rank,
                (SELECT count(*) FROM further f WHERE f.theirs = o.theirs) AS others
            FROM own o WHERE theirs IS NOT NULL
        ), largest AS (
            SELECT * FROM ranked
            ORDER BY CASE WHEN rank <= $ring THEN rank END NULLS LAST, others DESC, rank LIMIT $ring + $linked
        )"""


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
    values |= {"centre": kept_id(snapshot, centre), "ring": ring, "linked": linked, "each": each}
    common = _surroundings(side, filters.stage, test)
    facts = one(
        snapshot,
        f"""WITH {common} SELECT (SELECT count(theirs) FROM own) AS counterparts,
            (SELECT coalesce(sum(processes), 0) FROM own WHERE theirs IS NULL) AS unnamed,
            (SELECT count(DISTINCT mine) FROM further) AS others""",
        values,
    )
    first = frame(
        snapshot,
        f"""WITH {common} SELECT l.theirs AS id, o.name, l.amount, l.processes, l.others
        FROM largest l JOIN organisations o ON o.organisation_id = l.theirs
        ORDER BY l.rank""",
        values,
    )
    second = frame(
        snapshot,
        f"""WITH {common} SELECT f.theirs AS via, f.mine AS id, o.name, f.amount, f.processes
        FROM further f JOIN largest l ON l.theirs = f.theirs JOIN organisations o ON o.organisation_id = f.mine
        QUALIFY row_number() OVER (
            PARTITION BY f.theirs ORDER BY f.amount DESC NULLS LAST, f.processes DESC, f.mine) <= $each
        ORDER BY l.rank, f.amount DESC NULLS LAST, f.processes DESC, f.mine""",
        values,
    )
    shared = one(
        snapshot,
        f"""WITH {common} SELECT o.name, count(DISTINCT f.theirs) AS shared
        FROM further f JOIN largest l ON l.theirs = f.theirs JOIN organisations o ON o.organisation_id = f.mine
        GROUP BY f.mine, o.name ORDER BY shared DESC, sum(f.amount) DESC NULLS LAST, f.mine LIMIT 1""",
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

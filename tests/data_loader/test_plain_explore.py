"""What Explore leaves out and what two sides differ in, once more in plain Python over the bundled records."""

import json
from collections import defaultdict
from decimal import Decimal

import pandas as pd
import pytest

from data_loader import queries
from data_loader.filters import AMOUNT_STAGES, Filters
from tests.data_loader import plain

CENT = 0.01


@pytest.fixture(scope="module")
def agencies(bundled_snapshot):
    """{agency id or None: [compiled release]}."""
    found = defaultdict(list)
    rows = bundled_snapshot.connection().execute(
        "SELECT p.agency_id, r.compiled FROM records r JOIN processes p USING (process_id)"
    )
    for agency, compiled in rows.fetchall():
        found[agency].append(json.loads(compiled))
    return found


def money(releases, stage, currency="MXN"):
    """The sum of the amounts of a stage in a currency, None where there is none."""
    found = [amount for r in releases for key, amount in plain.amounts(r).items() if key == (stage, currency)]
    return sum(found, Decimal(0)) if found else None


@pytest.mark.parametrize("stage", AMOUNT_STAGES)
@pytest.mark.parametrize("after", [1, 5, 20])
def test_the_rest_of_the_agencies(bundled_snapshot, agencies, stage, after) -> None:
    sums = {agency: money(releases, stage) for agency, releases in agencies.items()}
    ranked = queries.spending(bundled_snapshot, Filters(currency="MXN"), by="agency", stage=stage).rows["id"]
    others = [None if name is None else str(name) for name in ranked[after:]]
    found = queries.rest(bundled_snapshot, Filters(currency="MXN", stage=stage), by="agency", after=after)
    assert found.groups == len(others)
    assert found.processes == sum(len(agencies[agency]) for agency in others)
    known = [sums[agency] for agency in others if sums[agency] is not None]
    assert found.amount == (pytest.approx(float(sum(known)), abs=CENT) if known else None)
    assert found.undrawn == sum((amount or 0) <= 0 for amount in sums.values())


@pytest.mark.parametrize("stage", AMOUNT_STAGES)
def test_two_agencies_side_by_side(bundled_snapshot, agencies, stage) -> None:
    filters = Filters(currency="MXN", stage=stage)
    first, second = queries.largest_sides(bundled_snapshot, filters, kind="agency")[:2]
    found = queries.comparison(bundled_snapshot, filters, kind="agency", first=first, second=second)
    totals = [money(agencies[side.id], stage) for side in found.sides]
    for side, total in zip(found.sides, totals, strict=True):
        assert side.processes == len(agencies[side.id])
        assert side.total == (None if total is None else pytest.approx(float(total), abs=CENT))
    if all(totals):
        assert found.times == pytest.approx(float(max(totals) / min(totals)))
    rows = queries.side_by_side(bundled_snapshot, found, by="method")
    for letter, side in zip(("a", "b"), found.sides, strict=True):
        for row in rows.itertuples():
            mine = [
                release
                for release in agencies[side.id]
                if (plain.said(release.get("tender", {}).get("procurementMethod")) or "").lower() == (row.id or "")
            ]
            total = money(mine, stage)
            assert getattr(row, f"processes_{letter}") == len(mine)
            shown = None if pd.isna(getattr(row, letter)) else getattr(row, letter)
            assert shown == (None if total is None else pytest.approx(float(total), abs=CENT))

"""The comparisons a second time, in plain Python over the bundled records: none may be false."""

import json
from collections import defaultdict
from decimal import Decimal
from statistics import median

import pytest

from data_loader import queries
from data_loader.filters import AMOUNT_STAGES, Filters
from tests.data_loader import plain


@pytest.fixture(scope="module")
def releases(bundled_snapshot):
    """(agency id, source, ocid, compiled release) of every process."""
    rows = bundled_snapshot.connection().execute(
        "SELECT p.agency_id, p.source, p.ocid, r.compiled FROM records r JOIN processes p USING (process_id)"
    )
    return [(*row[:3], json.loads(row[3])) for row in rows.fetchall()]


def amounts(releases, stage):
    """{(agency id, source, ocid): what the process has in pesos in the stage}, those above zero."""
    found = {}
    for agency, source, ocid, release in releases:
        amount = sum((a for key, a in plain.amounts(release).items() if key == (stage, "MXN")), Decimal(0))
        if amount > 0:
            found[agency, source, ocid] = amount
    return found


@pytest.mark.parametrize("stage", AMOUNT_STAGES)
def test_how_the_money_lies_in_processes(bundled_snapshot, releases, stage):
    known = amounts(releases, stage)
    found = queries.proportion(bundled_snapshot, Filters(currency="MXN", stage=stage))
    ranked = sorted(known.values(), reverse=True)
    assert found.measured == len(ranked)
    assert found.median == pytest.approx(float(median(ranked)))
    assert found.largest == pytest.approx(float(ranked[0]))
    assert found.share == pytest.approx(float(ranked[0] / sum(ranked)))
    assert known[next(key for key in known if key[1:] == (found.source, found.ocid))] == ranked[0]
    assert found.half == next(n for n in range(1, len(ranked) + 1) if sum(ranked[:n]) * 2 >= sum(ranked))


@pytest.mark.parametrize("stage", AMOUNT_STAGES)
def test_where_an_agency_stands(bundled_snapshot, releases, stage):
    sums = defaultdict(Decimal)
    for (agency, *_), amount in amounts(releases, stage).items():
        if agency is not None:
            sums[agency] += amount
    filters = Filters(currency="MXN", stage=stage)
    for agency, amount in sums.items():
        others = sorted(other for name, other in sums.items() if name != agency)
        found = queries.standing(bundled_snapshot, filters, by="agency", groups=(agency,))
        assert found.amount == pytest.approx(float(amount))
        assert (found.rank, found.others) == (1 + sum(other > amount for other in others), len(others))
        assert sum(others[: found.smallest]) < amount
        assert found.smallest == len(others) or sum(others[: found.smallest + 1]) >= amount


def test_several_units_stand_as_one(bundled_snapshot):
    first, second, *_ = queries.spending(bundled_snapshot, Filters(), by="agency", limit=3).rows.to_dict("records")
    one = queries.standing(bundled_snapshot, Filters(), by="agency", groups=(second["id"],))
    both = queries.standing(bundled_snapshot, Filters(), by="agency", groups=(first["id"], second["id"]))
    assert both.amount == pytest.approx(first["amount"] + second["amount"])
    assert both.others == one.others - 1
    assert both.rank == 1


def test_what_has_no_amount_stands_nowhere(bundled_snapshot):
    assert queries.standing(bundled_snapshot, Filters(), by="agency", groups=("nobody",)) is None
    nothing = queries.proportion(bundled_snapshot, Filters(q="zzzzzz"))
    assert (nothing.measured, nothing.median, nothing.half, nothing.ocid) == (0, None, None, None)

"""How the days of a step are distributed: against a plain count, and each bar against the list that it opens."""

import statistics
from bisect import bisect_right
from collections import Counter, defaultdict

import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader import plain
from tests.data_loader.records import publish, record

LOWS = [0, 1, 4, 8, 15, 31, 61, 91, 181, 366, 731]


@pytest.fixture(scope="module")
def plain_days(bundled_snapshot):
    """Days of each step by source and ocid, counted in plain Python from the records."""
    records = queries.records(bundled_snapshot, Filters(), page_size=5000).rows
    return {(row["source"], row["ocid"]): plain.days(row["compiled"]) for row in records.to_dict("records")}


@pytest.mark.parametrize("step", queries.STEPS)
def test_the_bins_are_those_of_a_plain_count(bundled_snapshot, plain_days, step):
    found = queries.durations(bundled_snapshot, Filters(), step=step)
    days = [steps[step] for steps in plain_days.values()]
    measured = [length for length in days if length is not None and length >= 0]
    expected = Counter(LOWS[bisect_right(LOWS, length) - 1] for length in measured)
    assert list(found.rows["low"]) == LOWS
    assert list(found.rows["processes"]) == [expected[low] for low in LOWS]
    assert (found.measured, found.missing) == (len(measured), days.count(None))
    assert found.negative == len(days) - found.measured - found.missing
    assert found.longest == max(measured)
    assert found.median == statistics.median(measured)
    assert found.p90 == pytest.approx(statistics.quantiles(measured, n=10, method="inclusive")[8])
    assert found.rows["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("step", queries.STEPS)
def test_each_bar_opens_its_processes(bundled_snapshot, step):
    for row in queries.durations(bundled_snapshot, Filters(), step=step).rows.to_dict("records"):
        value = f"{int(row['low'])}-{'' if row['high'] != row['high'] else int(row['high'])}"
        listed = queries.processes(bundled_snapshot, Filters(), having=f"{step}_days", value=value, page_size=1)
        assert listed.total == row["processes"]


@pytest.mark.parametrize("value", ["", "x", "-", "-5", "1 OR 1=1", "9" * 40])
def test_days_that_are_none_list_nothing(bundled_snapshot, value):
    assert queries.processes(bundled_snapshot, Filters(), having="decision_days", value=value).total == 0


@pytest.mark.parametrize("by", ["method", "agency"])
def test_groups_are_the_largest_of_a_plain_count(bundled_snapshot, plain_days, by):
    found = queries.durations_by(bundled_snapshot, Filters(), step="signing", by=by, limit=3)
    rows = queries.processes(bundled_snapshot, Filters(), page_size=5000).rows.to_dict("records")
    counts = defaultdict(Counter)
    for row in rows:
        length = plain_days[row["source"], row["ocid"]]["signing"]
        if length is not None and length >= 0:
            counts[row["method" if by == "method" else "agency_id"]][LOWS[bisect_right(LOWS, length) - 1]] += 1
    largest = sorted((sum(bins.values()) for bins in counts.values()), reverse=True)[:3]
    groups = list(dict.fromkeys(found["group_id"]))
    assert [sum(counts[group].values()) for group in groups] == largest
    for row in found.to_dict("records"):
        assert row["processes"] == counts[row["group_id"]][row["low"]]
        assert row["share"] == pytest.approx(row["processes"] / sum(counts[row["group_id"]].values()))


def test_nothing_measured_has_no_share(tmp_path):
    found = queries.durations(publish(tmp_path, record("a")), Filters(), step="decision")
    assert (found.measured, found.missing, found.median, found.longest) == (0, 1, None, None)
    assert found.rows["share"].isna().all()
    assert found.rows["processes"].sum() == 0


def test_no_step_of_another_name(bundled_snapshot):
    with pytest.raises(ValueError, match="x"):
        queries.durations(bundled_snapshot, Filters(), step="x")

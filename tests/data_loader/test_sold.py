"""What suppliers got of each process: as the table of pairs has it, put together by plain SQL."""

import numpy as np
import pytest

from data_loader.filters import AMOUNT_STAGES, Filters
from data_loader.queries import base, sold
from data_loader.queries.groups import money

PLAIN = """SELECT process_id - 1 AS process, CAST(sum({0}) FILTER (currency = $unit) AS DOUBLE) AS amount, count({0}) AS known,
        count({0}) FILTER (currency <> $unit) AS other
    FROM pairs WHERE list_contains($ids, supplier_id) GROUP BY process_id ORDER BY process_id"""


@pytest.fixture(scope="module")
def together(bundled_snapshot):
    """Return two suppliers that share a process."""
    found = bundled_snapshot.connection().execute(
        """SELECT a.supplier_id, b.supplier_id FROM pairs a JOIN pairs b USING (process_id)
        WHERE a.supplier < b.supplier ORDER BY ALL LIMIT 1"""
    )
    return found.fetchall()[0]


@pytest.mark.parametrize("stage", AMOUNT_STAGES)
@pytest.mark.parametrize("unit", ["MXN", "USD"])
def test_a_process_counts_once_and_has_the_sum_of_the_suppliers_chosen(bundled_snapshot, together, stage, unit):
    lots = base.lots(bundled_snapshot, Filters(supplier=together, stage=stage), unit)
    given = {"ids": list(together), "unit": unit}
    plain = bundled_snapshot.connection().execute(PLAIN.format(stage), given).fetchall()
    told = zip(lots.process.tolist(), money(lots.amount, lots.known).tolist(), lots.without, lots.other, strict=True)
    assert len(plain) == len(lots.process) > 1
    for (process, amount, without, other), (number, total, known, others) in zip(told, plain, strict=True):
        assert (process, without) == (number, known == 0)
        assert amount == total if total is not None else np.isnan(amount)
        assert other == (total is None and others > 0)


def rows(*each):
    """Return rows of process, currency (0: none, 1: MXN, 2: USD) and amount contracted."""
    process, currency, amount = zip(*each, strict=True)
    known = np.array([one is not None for one in amount])
    amounts = {"contracted": np.array([10_000 * (one or 0) for one in amount], np.int64)}
    return sold.Sold(np.array(process), np.array(currency), (None, "MXN", "USD"), amounts, {"contracted": known})


def test_what_has_no_amount_in_the_unit_says_why():
    found = rows((0, 1, 5), (0, 2, 7), (1, 2, 3), (2, 0, 4), (3, 0, None), (3, 1, None), (4, 0, 2), (4, 2, 2))
    lots = sold.lots(found, "contracted", "MXN")
    assert money(lots.amount[lots.known]).tolist() == [5]
    assert {
        name: np.flatnonzero(getattr(lots, name)).tolist() for name in ("known", "other", "unknown", "without")
    } == {
        "known": [0],
        "other": [1, 4],
        "unknown": [2],
        "without": [3],
    }
    assert sold.totals(lots) == {
        "total": 5.0,
        "processes": 5,
        "without_amount": 1,
        "other_currency": 2,
        "currency_not_published": 1,
    }


def test_processes_are_counted_once_in_each_currency():
    counts = sold.currency_counts(rows((0, 1, 5), (0, 1, 6), (0, 2, 7), (1, 0, 3), (2, 1, None)), ("contracted",))
    assert counts.values.tolist() == [["MXN", 1, 11.0], ["USD", 1, 7.0], [None, 1, 3.0]]


def test_nothing_sold_adds_up_to_nothing(bundled_snapshot):
    lots = base.lots(bundled_snapshot, Filters(supplier=("nobody",)), "MXN")
    assert sold.totals(lots)["total"] is None
    assert base.currency_counts(bundled_snapshot, Filters(supplier=("nobody",))).empty

"""Sums by supplier: exact where they fit, and in the order of names where amounts are alike."""

import numpy as np
import pytest

from data_loader import groups, queries
from data_loader.filters import Filters
from data_loader.queries import dealings


def test_amounts_add_up_to_the_cent_where_floats_would_not():
    amounts = groups.exact(np.array([0.1] * 3 + [900_000_000_000.01]))
    assert float(groups.money(amounts[:3].sum())) == 0.3 != 0.1 + 0.1 + 0.1
    assert float(groups.money(amounts.sum())) == 900_000_000_000.31


@pytest.mark.parametrize("huge", [1e15, -1e15])
def test_amounts_too_large_for_whole_numbers_are_added_as_they_are(huge):
    amounts = groups.exact(np.array([huge, 0.25, 0.5]))
    assert amounts.dtype == np.float64
    assert groups.money(groups.added(amounts, np.array([0, 1]))).tolist() == [huge, 0.75]


@pytest.mark.parametrize("size", [1, 2, 50])
@pytest.mark.parametrize("kind", [np.bool_, np.int64, np.float64])
def test_long_and_short_groups_add_up_alike(size, kind):
    numbers = (np.arange(1000) % 7 - 3).astype(kind)
    first = np.arange(0, 1000, size)
    told = groups.added(numbers, first)
    assert told.tolist() == [numbers[place : place + size].sum() for place in first]
    assert told.dtype == (np.int32 if kind is np.bool_ else kind)


@pytest.mark.parametrize("amounts", [[9 * 10**14, -7, 3, -(2**40)], [0.25, 1e15, -1.5, 2.0]])
def test_amounts_add_up_by_code_to_the_last_digit(amounts):
    codes = np.array([3, 1, 3, 1])
    assert groups.added_at(codes, np.array(amounts), 5).tolist() == [
        0,
        amounts[1] + amounts[3],
        0,
        amounts[0] + amounts[2],
        0,
    ]


def test_nothing_adds_up_to_nothing():
    none = groups.starts(np.empty(0, np.int32))
    assert not len(none)
    assert not len(groups.added(np.empty(0, np.int64), none))


def test_rows_with_some_numbers_are_found_where_these_stand():
    ordered = np.array([0, 0, 2, 3, 3, 3, 7])
    assert groups.rows_with(ordered, np.array([3, 0, 3, 5])).tolist() == [0, 1, 3, 4, 5]
    assert groups.rows_with(ordered, np.empty(0, np.int64)).tolist() == []


def test_the_first_of_rows_are_the_least_and_the_earlier_of_equal_ones():
    keys = np.array([5, 1, 3, 1, 2, 1])
    assert groups.first_of(2, keys).tolist() == [1, 3]
    assert groups.first_of(4, keys).tolist() == [1, 3, 5, 4]
    assert groups.first_of(99, keys).tolist() == [1, 3, 5, 4, 2, 0]
    assert groups.first_of(3, keys[:0]).tolist() == groups.first_of(0, keys).tolist() == []


def test_rows_stand_in_the_order_of_supplier_and_agency_and_one_of_each_process_is_the_first(bundled_snapshot):
    lot = dealings.dealings(bundled_snapshot, Filters(), "MXN")
    agencies = [agency or np.inf for agency in lot.agency.tolist()]  # none published comes last
    order = [*zip(lot.supplier.tolist(), agencies, strict=True)]
    assert order == sorted(order)
    ((processes, rows),) = (
        bundled_snapshot.connection()
        .execute("SELECT count(DISTINCT (process_id, coalesce(supplier, 0))), count(*) FROM pairs")
        .fetchall()
    )
    assert (lot.first.sum(), len(order)) == (processes, rows)


def test_many_agencies_chosen_are_each_added_up_with_their_own(bundled_snapshot):
    ids = queries.options(bundled_snapshot)["agency"]["id"].tolist()[:20]
    sums = dealings.by_supplier_and_agency(dealings.dealings(bundled_snapshot, Filters(agency=tuple(ids)), "MXN"))
    assert len({*zip(sums.supplier.tolist(), sums.agency.tolist(), strict=True)}) == len(sums.known)
    told = dict(zip(sums.agency.tolist(), [0.0] * len(sums.known), strict=True))
    for agency, amount in zip(sums.agency.tolist(), groups.money(sums.amount).tolist(), strict=True):
        told[agency] += amount
    rows = bundled_snapshot.connection().execute(
        """SELECT CAST(enum_code(agency_id) AS INTEGER) + 1, CAST(sum(contracted) FILTER (currency = 'MXN') AS DOUBLE)
        FROM pairs WHERE agency_id IN (SELECT unnest($ids)) GROUP BY ALL""",
        {"ids": ids},
    )
    assert told == pytest.approx({agency: amount or 0.0 for agency, amount in rows.fetchall()})


@pytest.mark.parametrize("by", ["supplier", "agency"])
@pytest.mark.parametrize("order", ["amount", "processes"])
def test_pages_of_a_ranking_are_its_whole_cut_up(bundled_snapshot, by, order):
    sums = dealings.sums_by(bundled_snapshot, Filters(), "MXN", by)
    keys = dealings.most_first(sums, order)

    def page(limit: int | None, offset: int) -> list[tuple[int, str | None]]:
        places, rows = dealings.ranked(bundled_snapshot, sums.numbers(by), keys, by=by, limit=limit, offset=offset)
        return [*zip(places.tolist(), rows["id"], strict=True)]

    whole = page(None, 0)
    assert len(whole) == len(sums.known)
    assert [row for start in range(0, len(whole) + 7, 7) for row in page(7, start)] == whole


def test_what_is_told_of_some_suppliers_is_what_is_told_of_them_among_all(bundled_snapshot):
    every = queries.suppliers(bundled_snapshot, Filters()).rows
    told = [*every.columns.drop("name")]
    late = queries.suppliers(bundled_snapshot, Filters(), offset=40).rows
    assert late[told].equals(every[told].iloc[40:].reset_index(drop=True))
    called = queries.suppliers(bundled_snapshot, Filters(), q="sa de cv").rows
    assert 0 < len(called) < len(every)
    assert called[told].equals(every[every["id"].isin(called["id"])][told].reset_index(drop=True))

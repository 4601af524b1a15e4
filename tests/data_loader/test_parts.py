"""What processes consist of stands in columns as the tables have it, and a selection has its own rows only."""

from collections import Counter

import numpy as np
import pytest

from data_loader import queries, served_parts
from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.queries import lead_scores, parts, selection
from data_loader.queries.parts import Parts

CHOSEN = (
    Filters(),
    Filters(year_from=2014, year_to=2015),
    Filters(method=("direct",)),
    Filters(min_amount=100_000),
    Filters(year_from=2999),
)


def _told(snapshot, sql, values=None):
    return snapshot.connection().execute(sql, values).fetchall()


def _columns(found, *names):
    return [*zip((found.processes() + 1).tolist(), *(found[name].tolist() for name in names), strict=True)]


@pytest.mark.parametrize("table", served_parts.PARTS)
def test_rows_stand_in_the_order_of_their_processes(bundled_snapshot, table):
    every = Parts(table, bundled_snapshot.columns)
    processes = every.processes()
    assert (np.diff(processes) >= 0).all()
    assert (
        every.of(np.arange(selection.how_many(bundled_snapshot, Filters()))).processes().tolist() == processes.tolist()
    )
    some = np.unique(processes)[::3]
    assert every.of(some).processes().tolist() == processes[np.isin(processes, some)].tolist()


@pytest.mark.parametrize("share", [0.1, 0.9])
@pytest.mark.parametrize("table", served_parts.PARTS)
def test_the_rows_of_most_processes_and_of_few_are_found_alike(bundled_snapshot, table, share):
    every, size = Parts(table, bundled_snapshot.columns), selection.how_many(bundled_snapshot, Filters())
    test = np.random.default_rng(4).random(size) < share
    found = every.of_those(test, np.flatnonzero(test)).processes()
    assert found.tolist() == [place for place in every.processes().tolist() if test[place]]


@pytest.mark.parametrize("filters", CHOSEN)
def test_a_selection_has_the_contracts_of_its_processes(bundled_snapshot, filters):
    kept = {place + 1 for place in selection.places_of(bundled_snapshot, filters).tolist()}
    told = _told(
        bundled_snapshot,
        """SELECT process_id, contract_index, coalesce(end_date >= date_signed, false) FROM contracts
        WHERE counted ORDER BY process_id, contract_index""",
    )
    found = parts.parts(bundled_snapshot, "contracts", filters)
    assert _columns(found, "position", "dated") == [row for row in told if row[0] in kept]


def test_of_suppliers_chosen_only_what_is_theirs_is_sold(bundled_snapshot):
    supplier = queries.options(bundled_snapshot)["supplier"]["id"].iloc[0]
    for chosen, own in ((supplier, supplier), (NOT_PUBLISHED, None)):
        found = parts.parts(bundled_snapshot, "contract_suppliers", Filters(supplier=(chosen,)), sold=True)
        told = _told(
            bundled_snapshot,
            """SELECT process_id, coalesce(CAST(amount * 10000 AS BIGINT), 0) FROM contract_suppliers
            WHERE counted AND supplier_id IS NOT DISTINCT FROM $own ORDER BY process_id, 2""",
            {"own": own},
        )
        assert sorted(_columns(found, "amount")) == told


def test_of_some_rows_some_are_chosen_again(bundled_snapshot):
    found = parts.parts(bundled_snapshot, "contracts", Filters(year_from=2014, year_to=2015))
    assert found.where(np.array([2, 0])).processes().tolist() == found.processes()[[2, 0]].tolist()
    dated = found["dated"]
    assert found.where(dated)["position"].tolist() == found["position"][dated].tolist()


def test_what_is_raised_is_found_by_the_numbers_of_its_rows(bundled_snapshot):
    raised = Parts("raised", bundled_snapshot.columns)
    told = _told(
        bundled_snapshot,
        """SELECT rowid, coalesce(process_id, 0), enum_code(indicator) FROM indicator_results
        WHERE state = 'raised' ORDER BY rowid""",
    )
    assert [row for row, *_ in told] == [*range(len(told))]
    assert [*zip(raised["number"].tolist(), raised["indicator"].tolist(), strict=True)] == [row[1:] for row in told]
    amounts = _told(bundled_snapshot, "SELECT amount FROM indicator_results WHERE state = 'raised' ORDER BY rowid")
    in_order = [amounts[at][0] for at in np.argsort(raised["place"]).tolist()]
    known = [amount for amount in in_order if amount is not None]
    assert known == sorted(known, reverse=True)
    assert in_order[len(known) :] == [None] * (len(in_order) - len(known))


@pytest.mark.parametrize("step", served_parts.COMPARED)
def test_what_cannot_be_compared_is_counted_by_process(bundled_snapshot, step):
    counts = bundled_snapshot.columns[f"{step}/unmeasured"]
    told = dict(
        _told(
            bundled_snapshot,
            "SELECT process_id, unmeasured FROM growth WHERE step = $step AND unmeasured > 0",
            {"step": step},
        )
    )
    assert {place + 1: n for place, n in enumerate(counts.tolist()) if n} == told


def test_flags_of_organisations_come_first_then_the_weightiest_and_largest(bundled_snapshot):
    agency = queries.options(bundled_snapshot)["agency"]["id"].iloc[0]
    told = _told(
        bundled_snapshot,
        """SELECT process_id, indicator, coalesce(item, ''), amount FROM indicator_results
        WHERE state = 'raised' AND agency_id = $agency""",
        {"agency": agency},
    )
    weight = lead_scores.weights(bundled_snapshot)
    told.sort(key=lambda row: (row[0] is not None, -weight[row[1]], -(row[3] or -1), row[1], row[0] or 0, row[2]))
    found = queries.flags_of(bundled_snapshot, agency=agency, limit=len(told))
    assert found.total == len(told) > 8
    assert dict(found.counts.itertuples(index=False, name=None)) == Counter(row[1] for row in told)
    keys = found.rows["process_id"].fillna(0), found.rows["indicator"], found.rows["item"].fillna("")
    assert [*zip(*keys, strict=True)] == [(row[0] or 0, row[1], row[2]) for row in told]
    first = queries.flags_of(bundled_snapshot, agency=agency).rows
    assert first["result"].tolist() == found.rows["result"].tolist()[:8]
    assert queries.flags_of(bundled_snapshot, agency="nobody").total == 0

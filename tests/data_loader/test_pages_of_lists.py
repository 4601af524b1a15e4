"""A list read page by page is the list read at once, whatever was left unread to find a page fast."""

import pandas as pd
import pytest

from data_loader import queries
from data_loader.checks import STATES, State
from data_loader.filters import Filters
from data_loader.queries.money import Order
from data_loader.snapshot import Snapshot

SIZE = 7
FEW = (Filters(), Filters(stage="paid", year_from=2015), Filters(q="servicio"), Filters(min_amount=100_000))


@pytest.mark.parametrize("filters", FEW, ids=str)
@pytest.mark.parametrize("order", ["amount", "processes", "agencies"])
def test_suppliers(bundled_snapshot: Snapshot, filters: Filters, order: Order) -> None:
    at_once = queries.suppliers(bundled_snapshot, filters, order=order)
    pages = [
        queries.suppliers(bundled_snapshot, filters, order=order, limit=SIZE, offset=place)
        for place in range(0, 4 * SIZE, SIZE)
    ]
    assert {page.groups for page in pages} == {at_once.groups} == {len(at_once.rows)}
    pd.testing.assert_frame_equal(
        pd.concat([page.rows for page in pages if len(page.rows)], ignore_index=True),
        at_once.rows.head(4 * SIZE),
        check_dtype=False,
    )


@pytest.mark.parametrize("order", ["amount", "processes"])
def test_the_ranking_of_suppliers_and_what_is_left_of_it(bundled_snapshot: Snapshot, order: str) -> None:
    at_once = queries.spending(bundled_snapshot, Filters(), by="supplier", order=order).rows  # type: ignore[arg-type]
    for after in (1, SIZE, len(at_once)):
        page = queries.spending(bundled_snapshot, Filters(), by="supplier", order=order, limit=after).rows  # type: ignore[arg-type]
        assert page["id"].tolist() == at_once["id"].head(after).tolist()
        rest = queries.rest(bundled_snapshot, Filters(), by="supplier", after=after, order=order)  # type: ignore[arg-type]
        assert rest.groups == len(at_once) - after
        assert (rest.amount or 0) == pytest.approx(at_once["amount"].iloc[after:].sum())


@pytest.mark.parametrize("filters", [*FEW, Filters(currency="USD"), Filters(stage="planned")], ids=str)
def test_processes_with_an_amount_and_then_those_without(bundled_snapshot: Snapshot, filters: Filters) -> None:
    at_once = queries.processes(bundled_snapshot, filters, page_size=5000)
    assert len(at_once.rows) == at_once.total
    size = max(at_once.total // 5, 1)
    pages = [
        queries.processes(bundled_snapshot, filters, page=number, page_size=size).rows["process_id"].tolist()
        for number in range(1, at_once.total // size + 2)
    ]
    assert [identity for page in pages for identity in page] == at_once.rows["process_id"].tolist()
    amounts = at_once.rows.loc[at_once.rows["currency"] == queries.resolved_currency(bundled_snapshot, filters)]
    known = amounts[filters.stage].dropna().tolist()
    assert known == sorted(known, reverse=True)


@pytest.mark.parametrize("having", ["no_amount", "execution_missing", "new_supplier"])
@pytest.mark.parametrize("filters", [*FEW, Filters(currency="USD")], ids=str)
def test_a_named_set_is_as_long_as_its_list(bundled_snapshot: Snapshot, filters: Filters, having: str) -> None:
    found = queries.processes(bundled_snapshot, filters, having=having, page_size=5000)
    assert len(found.rows) == found.total
    beyond = queries.processes(bundled_snapshot, filters, having=having, page=found.total + 2, page_size=1)
    assert (len(beyond.rows), beyond.total) == (0, found.total)


@pytest.mark.parametrize("states", [("fail",), ("pass", "fail"), STATES], ids=str)
def test_results_of_checks(bundled_snapshot: Snapshot, states: tuple[State, ...]) -> None:
    asked = ("zero_amount", "repeated_amount", "unknown_code")
    at_once = queries.check_results(bundled_snapshot, Filters(), checks=asked, states=states, page_size=5000)
    assert len(at_once.rows) == at_once.total > 0
    found = []
    for number in (1, 2, 3):
        page = queries.check_results(
            bundled_snapshot, Filters(), checks=asked, states=states, page=number, page_size=SIZE
        )
        found += page.rows[["process_id", "check", "state"]].to_dict("records")
    assert found == at_once.rows[["process_id", "check", "state"]].head(3 * SIZE).to_dict("records")


@pytest.mark.parametrize("filters", [*FEW, Filters(exclude_agency=("MK-009KDH999-GACM",))], ids=str)
def test_half_of_the_money_is_in_the_largest(bundled_snapshot: Snapshot, filters: Filters) -> None:
    found = queries.proportion(bundled_snapshot, filters)
    unit = queries.resolved_currency(bundled_snapshot, filters)
    rows = queries.processes(bundled_snapshot, filters, page_size=5000).rows
    amounts = rows.loc[(rows["currency"] == unit) & (rows[filters.stage] > 0), filters.stage].tolist()
    assert found.measured == len(amounts)
    reached, number = 0.0, 0
    while reached * 2 < sum(amounts):
        reached, number = reached + amounts[number], number + 1
    assert found.half == number

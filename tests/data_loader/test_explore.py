"""From the whole to a contract, on records whose answers are obvious."""

import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader.records import contract, publish, record

ALL = Filters()


def bought(ocid, agency, amount, *suppliers, category="works", method="open", currency="MXN"):
    return record(
        ocid,
        buyer={"name": agency},
        tender={"procurementMethod": method, "mainProcurementCategory": category},
        contracts=[contract(amount, suppliers=suppliers, currency=currency)],
    )


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """Agencies with 100, 30, 20, 0 and only dollars; one contract of the second is shared."""
    return publish(
        tmp_path_factory.mktemp("market"),
        bought("a", "Obras", 100, "Alfa"),
        bought("b", "Salud", 20, "Beta", "Gama", category="goods"),
        bought("c", "Salud", 10, "Beta", category="works"),
        bought("d", "Agua", 20, "Delta"),
        bought("e", "Parques", 0, "Delta"),
        bought("f", "Puertos", 7, "Gama", currency="USD"),
    )


@pytest.mark.parametrize(
    ("after", "expected", "share"),
    [
        (0, (5, 6, 150), 1),
        (1, (4, 5, 50), 1 / 3),
        (2, (3, 3, 20), 20 / 150),
        (4, (1, 1, None), None),
        (5, (0, 0, None), None),
    ],
)
def test_the_rest_is_what_the_first_ones_leave(market, after, expected, share) -> None:
    found = queries.rest(market, ALL, by="agency", after=after)
    assert (found.groups, found.processes, found.amount) == expected
    assert found.share == (None if share is None else pytest.approx(share))
    assert found.undrawn == 2  # a zero and an amount in another currency have no area


def test_the_rest_follows_the_order_of_the_ranking(market) -> None:
    rows = queries.spending(market, ALL, by="agency", order="processes").rows
    assert rows["name"].iloc[0] == "Salud"
    assert queries.rest(market, ALL, by="agency", after=1, order="processes").amount == 120


def test_a_process_of_two_suppliers_is_in_the_rest_once(market) -> None:
    found = queries.rest(market, Filters(category=("goods",)), by="supplier", after=0)
    assert (found.groups, found.processes, found.amount) == (2, 1, 20)


@pytest.mark.parametrize(
    ("filters", "level"),
    [
        (ALL, "agency"),
        (Filters(agency=("s:salud",)), "category"),
        (Filters(agency=("s:salud",), category=("goods",)), "supplier"),
        (Filters(agency=("s:salud",), supplier=("s:beta",)), None),
        (Filters(agency=("s:obras",)), None),  # one category, one method, one supplier: nothing left to divide
        (Filters(category=("works",)), "agency"),
        (Filters(q="nothing says this"), None),
    ],
)
def test_the_next_level_is_the_first_that_divides(market, filters, level) -> None:
    assert queries.next_level(market, filters) == level


def test_the_method_divides_where_the_category_does_not(tmp_path) -> None:
    made = publish(tmp_path, bought("a", "Obras", 1, "Alfa"), bought("b", "Obras", 1, "Beta", method="direct"))
    assert queries.next_level(made, ALL) == "method"

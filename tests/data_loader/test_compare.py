"""Two sides, on records whose answers are obvious."""

import pytest

from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries import Comparison
from tests.data_loader.records import contract, publish, record

ALL = Filters()


def signed(ocid, agency, amount, supplier="Alfa", *, day="2016-03-01", method="open", currency="MXN"):
    return record(
        ocid,
        buyer={"name": agency},
        tender={"procurementMethod": method},
        awards=[{"id": "1", "date": "2016-02-01", "suppliers": [{"name": supplier}]}],
        contracts=[contract(amount, currency=currency, awardID="1", dateSigned=day)],
    )


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Obras: 90 and 30 MXN in two years; Salud: 40 in three processes, one in dollars; Agua: no amount at all."""
    return publish(
        tmp_path_factory.mktemp("few"),
        signed("a", "Secretaría de Obras", 90),
        signed("b", "Secretaría de Obras", 30, "Beta", day="2017-05-01", method="direct"),
        signed("c", "Salud", 25, day="2017-01-31"),
        signed("d", "Salud", 15, "Gama", day="2017-05-01"),
        signed("e", "Salud", 7, currency="USD"),
        record("f", buyer={"name": "Agua"}, awards=[{"id": "1", "suppliers": [{"name": "Alfa"}]}]),
        signed("g", "Agua potable", 1),
    )


def compared(few, kind, a, b, filters=ALL) -> Comparison:
    first, second = (queries.find_side(few, words, kind=kind) for words in (a, b))
    assert first
    assert second
    return queries.comparison(few, filters, kind=kind, first=first, second=second)


def test_two_agencies(few) -> None:
    found = compared(few, "agency", "obras", "Salud")
    a, b = found.sides
    assert (a.name, b.name, found.unit, found.times) == ("Secretaría de Obras", "Salud", "MXN", 3)
    assert (a.total, a.processes, a.partners, a.direct, a.direct_amount) == (120, 2, 2, 0.5, 0.25)
    assert (b.total, b.processes, b.partners, b.direct, b.direct_amount) == (40, 3, 2, 0, 0)
    assert dict(a.days)["signing"] == (29 + 455) / 2
    assert dict(a.days)["call_open"] is None


def test_the_order_of_the_sides_is_the_readers_and_times_stay(few) -> None:
    found = compared(few, "agency", "Salud", "obras")
    assert ([side.name for side in found.sides], found.times) == (["Salud", "Secretaría de Obras"], 3)


def test_nothing_is_divided_by_what_was_not_published(few) -> None:
    found = compared(few, "agency", "Agua", "Salud")
    assert (found.sides[0].name, found.sides[0].total, found.times) == ("Agua", None, None)


def test_both_sides_are_in_one_currency_and_their_records_in_any(few) -> None:
    found = compared(few, "agency", "Salud", "obras", Filters(currency="USD"))
    assert (found.unit, found.sides[0].total, found.sides[1].total) == ("USD", 7, None)
    found = compared(few, "agency", "Salud", "obras")
    assert queries.processes(few, found.sides[0].filters).total == found.sides[0].processes


def test_two_suppliers_have_their_own_share(few) -> None:
    found = compared(few, "supplier", "Alfa", "Beta")
    a, b = found.sides
    assert (a.total, a.processes, a.partners) == (90 + 25 + 1, 5, 4)
    assert (b.total, b.processes, b.partners) == (30, 1, 1)


def test_two_years_leave_the_others_out(few) -> None:
    found = compared(few, "year", "2017", "2016", Filters(agency=("s:salud",), year_from=2000, year_to=2001))
    assert [(side.id, side.total) for side in found.sides] == [("2017", 40), ("2016", None)]


def test_years_stand_side_by_side(few) -> None:
    found = queries.side_by_side(few, compared(few, "agency", "obras", "Salud"), by="year")
    rows = found.astype(object).where(found.notna(), None).to_numpy().tolist()
    assert rows == [["2016", 90, None, 1, 1], ["2017", 30, 40, 1, 2]]


def test_months_of_two_years_share_their_place(few) -> None:
    found = queries.side_by_side(few, compared(few, "year", "2016", "2017"), by="month")
    rows = found.astype(object).where(found.notna(), None).to_numpy().tolist()
    assert rows == [["01", None, 25, 0, 1], ["03", 91, None, 3, 0], ["05", None, 45, 0, 3]]


def test_methods_come_with_the_most_money_first_and_the_unknown_last(few) -> None:
    found = queries.side_by_side(few, compared(few, "agency", "Agua", "obras"), by="method")
    assert found["id"].tolist() == ["open", "direct", None]
    assert found["processes_a"].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("s:salud", "agency", "Salud"),
        ("SALUD", "agency", "Salud"),
        ("agua", "agency", "Agua"),  # the whole name before one of more words
        ("potable agua", "agency", "Agua potable"),
        ("secretaria obras", "agency", "Secretaría de Obras"),
        ("Salud", "supplier", None),
        ("gama", "supplier", "Gama"),
        ("2016", "year", "2016"),
        ("2019", "year", None),
        ("²016", "year", None),
        ("%", "agency", None),
        ("' OR 1=1 --", "agency", None),
    ],
)
def test_who_is_meant(few, words, kind, name) -> None:
    found = queries.find_side(few, words, kind=kind)
    assert (found.name if found else None) == name


def test_the_largest_are_offered_first(few) -> None:
    assert [side.name for side in queries.largest_sides(few, ALL, kind="agency")][:2] == [
        "Secretaría de Obras",
        "Salud",
    ]
    assert [side.id for side in queries.largest_sides(few, ALL, kind="year")] == ["2017", "2016"]

"""Overdue, payments, growth, concentration, direct awards and new suppliers, on records whose answers are obvious."""

import pandas as pd
import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader.records import Cases, contract, publish, record, value

ALL = Filters()
PAST, FUTURE = "2026-11-21", "2026-11-22"  # of the day of the snapshot, 22 November 2026


def listed(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The rows as tuples, with None where nothing is published."""
    return [
        tuple(None if pd.isna(item) else item for item in row) for row in frame[list(columns)].itertuples(index=False)
    ]


def ocids(snapshot, name: str, filters: Filters = ALL) -> set[str]:
    return set(queries.processes(snapshot, filters, having=name).rows["ocid"])


def ending(end: str, *, status: str | None = "active", **more):
    return contract(10, period={"endDate": end}, **({"status": status} if status else {}), **more)


def calling(end: str, status: str | None, **more):
    return {"tender": {"tenderPeriod": {"endDate": end}, **({"status": status} if status else {})}} | more


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    certificate = {"documents": [{"id": "1", "documentType": "completionCertificate"}]}
    return publish(
        tmp_path_factory.mktemp("ends"),
        record("late", contracts=[ending(PAST), ending(PAST, id="c2"), ending(FUTURE, id="c3")]),
        record("later", contracts=[ending("2026-11-01", status="pending")]),
        record("today", contracts=[ending(FUTURE)]),
        record("silent", contracts=[ending(PAST, status=None)]),
        record("over", contracts=[ending(PAST, status="Terminated"), ending(PAST, id="c2", status="cancelled")]),
        record("certified", contracts=[ending(PAST, implementation=certificate)]),
        record("call", **calling(PAST, "active")),
        record("call-today", **calling(FUTURE, "active")),
        record("call-silent", **calling(PAST, None)),
        record("call-closed", **calling(PAST, "Withdrawn")),
        record("call-awarded", **calling(PAST, "active", awards=[{"id": "1"}])),
        record("call-contracted", **calling(PAST, "active", contracts=[contract(1)])),
    )


def test_overdue_on_the_day_of_the_snapshot(ends) -> None:
    found = queries.overdue(ends, ALL)
    assert str(found.day) == "2026-11-22"
    columns = ("what", "ended", "overdue", "processes", "unknown", "amount", "without_amount", "median_days")
    assert listed(found.rows, *columns) == [
        ("contract", 6, 3, 2, 1, 30, 0, 1),
        ("tender", 5, 1, 1, 1, None, 1, 1),
    ]
    longest = queries.longest_overdue(ends, ALL, what="contract")
    assert listed(longest, "ocid", "days") == [("later", 21), ("late", 1), ("late", 1)]


def test_each_number_of_overdue_opens_its_processes(ends) -> None:
    assert ocids(ends, "overdue_contract") == {"late", "later"}
    assert ocids(ends, "ended_contract") == {"silent"}
    assert ocids(ends, "overdue_tender") == {"call"}
    assert ocids(ends, "ended_tender") == {"call-silent"}


def paid(*payments: tuple[str | None, float, str]):
    listed = [
        {"id": str(n), "value": value(amount, currency)} | ({"date": day} if day else {})
        for n, (day, amount, currency) in enumerate(payments)
    ]
    return {"implementation": {"transactions": listed}}


@pytest.fixture(scope="module")
def flows(tmp_path_factory):
    return publish(
        tmp_path_factory.mktemp("flows"),
        record(
            "over",
            contracts=[
                contract(
                    100,
                    dateSigned="2017-01-15",
                    suppliers=("A", "B"),
                    **paid(("2017-02-01", 60, "MXN"), ("2017-02-20", 60, "MXN"), ("2017-03-01", 9, "USD")),
                )
            ],
        ),
        record(
            "under",
            contracts=[
                contract(80, dateSigned="2017-02-10", suppliers=("A",), **paid((None, 30, "MXN"))),
                contract(999, id="c2", status="cancelled", dateSigned="2017-02-11"),
            ],
        ),
        record("unpaid", date="2017-03-09", contracts=[contract(20)]),
    )


def test_payments_by_month_against_what_was_contracted(flows) -> None:
    found = queries.payments(flows, ALL)
    assert (found.unit, found.contracted, found.paid, found.share) == ("MXN", 200, 150, 0.75)
    assert (found.both, found.paid_more, found.excess) == (2, 1, 20)
    assert (found.contracted_undated, found.paid_undated) == (None, 30)
    assert listed(found.rows, "month", "contracted", "paid", "contracted_so_far", "paid_so_far") == [
        ("2017-01", 100, None, 100, 0),
        ("2017-02", 80, 120, 180, 120),
        ("2017-03", 20, None, 200, 120),
    ]
    assert ocids(flows, "paid_more") == {"over"}


def test_payments_of_a_supplier_are_its_share(flows) -> None:
    found = queries.payments(flows, Filters(supplier=("s:b",)))
    assert (found.contracted, found.paid, found.paid_more) == (50, 60, 1)


def test_payments_of_one_process_in_one_currency(flows) -> None:
    row = queries.process(flows, "over").row
    assert row["paid_share"] == 1.2
    mine = queries.process_payments(flows, row["process_id"], "MXN")
    assert listed(mine, "month", "paid", "paid_so_far", "contracted") == [("2017-02", 120, 120, 100)]
    assert listed(queries.process_payments(flows, row["process_id"], "USD"), "paid", "contracted") == [(9, None)]


def amended(before: float, after: float, **more):
    amendment = {"id": "1", "changes": [{"property": "value/amount", "former_value": before}]}
    return contract(after, amendments=[amendment], **more)


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    def told(ocid, before, **release):
        return record(ocid, **release) | {
            "original_values": [{"contract": "c1", "amount": before, "currency": "MXN", "told_by": "versions"}]
        }

    award = {"id": "1", "value": value(100)}
    return publish(
        tmp_path_factory.mktemp("grown"),
        told("up", 90, awards=[award], contracts=[contract(90), contract(30, id="c2")]),
        told("down", 50, awards=[award], contracts=[contract(40)]),
        record("half", awards=[award], contracts=[contract(60), contract(None, id="c2")]),
        record("dollars", awards=[award], contracts=[contract(60, currency="USD")]),
        record("out", awards=[award | {"status": "cancelled"}], contracts=[contract(5, status="cancelled")]),
        record("alone", contracts=[contract(7)]),
    )


def test_growth_compares_only_what_can_be_compared(grown) -> None:
    columns = (
        "step",
        "before",
        "after",
        "change",
        "share",
        "measured",
        "unmeasured",
        "other_currency",
        "grew",
        "shrank",
    )
    assert listed(queries.growth(grown, ALL).rows, *columns) == [
        ("contract", 200, 160, -40, -0.2, 2, 3, 0, 1, 1),
        ("amendment", 140, 130, -10, pytest.approx(-1 / 14), 2, 5, 0, 0, 1),
    ]
    assert ocids(grown, "contract_grew") == {"up"}
    assert ocids(grown, "amendment_shrank") == {"down"}
    most = queries.most_grown(grown, ALL, step="contract")
    assert listed(most, "ocid", "before", "after", "change", "share") == [("up", 100, 120, 20, 0.2)]


def bought(ocid, agency, year, *suppliers, amount=10, method=None):
    tender = {"tender": {"procurementMethod": method}} if method else {}
    signed = {"dateSigned": f"{year}-05-05"} if year else {}
    return record(
        ocid, buyer={"name": agency}, date=None, contracts=[contract(amount, suppliers=suppliers, **signed)], **tender
    )


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """Works buys from A 60, B 30 and C 10, and 50 from nobody named; Health buys 40 from A and B together."""
    return publish(
        tmp_path_factory.mktemp("market"),
        bought("1", "Works", 2015, "A", amount=60, method="direct"),
        bought("2", "Works", 2016, "B", amount=30, method="open"),
        bought("3", "Works", 2016, "C", amount=10),
        bought("4", "Works", 2016, amount=50, method="Direct"),
        bought("5", "Health", 2016, "A", "B", amount=40, method="open"),
        bought("6", "Health", None, "D", amount=None, method="direct"),
    )


def test_concentration_is_of_the_money_whose_supplier_is_named(market) -> None:
    columns = ("name", "amount", "named_amount", "unnamed_amount", "suppliers", "top_supplier_name", "top_share")
    found = queries.concentration(market, ALL)
    assert listed(found.rows, *columns, "top3_share", "hhi") == [
        ("Works", 150, 100, 50, 3, "A", 0.6, 1, pytest.approx(3600 + 900 + 100)),
        ("Health", 40, 40, None, 2, "A", 0.5, 1, 5000),
    ]
    assert (found.unit, found.groups, found.measured, found.dominated) == ("MXN", 2, 2, 2)
    whole = queries.concentration(market, ALL, by="all").rows
    assert listed(whole, "amount", "suppliers", "top_share", "hhi") == [
        (190, 3, pytest.approx(80 / 140), pytest.approx((80**2 + 50**2 + 10**2) / 140**2 * 10_000))
    ]


def test_concentration_of_money_without_any_name_is_not_published(market) -> None:
    found = queries.concentration(market, Filters(supplier=("none",))).rows
    assert listed(found, "amount", "suppliers", "top_supplier_id", "top_share", "hhi") == [(50, 0, None, None, None)]


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """An amount below zero in one source, processes that stand at different stages in another."""
    cases = Cases()
    cases.given("below", bought("1", "Works", 2015, "A", amount=60), bought("2", "Works", 2015, "B", amount=-20))
    cases.given(
        "standing",
        record("planned", planning={"budget": {"amount": value(5)}}),
        record("signed", planning={"budget": {"amount": value(90)}}, contracts=[contract(70)]),
        record("unsaid", contracts=[contract(None)]),
    )
    return cases.publish(tmp_path_factory.mktemp("odd"))


def test_an_amount_below_zero_makes_shares_meaningless(odd) -> None:
    below = Filters(source=("below",))
    found = queries.concentration(odd, below).rows
    assert listed(found, "amount", "top_share", "top3_share", "hhi") == [(40, None, None, None)]
    assert queries.dependence(odd, below).rows["suppliers"].sum() == 1


def test_dependence(market) -> None:
    found = queries.dependence(market, ALL)
    assert (found.several, found.one_agency) == (2, 0)
    assert listed(found.rows, "processes_from", "processes_to", "suppliers", "one_agency", "mostly_one") == [
        (1, 1, 1, 1, 1),
        (2, 4, 2, 0, 2),
        (5, None, 0, 0, 0),
    ]


def test_direct_awards_are_of_processes_that_publish_their_method(market) -> None:
    found = queries.direct_awards(market, ALL)
    columns = (
        "processes",
        "known",
        "direct",
        "share",
        "known_amount",
        "direct_amount",
        "amount_share",
        "unknown_amount",
    )
    assert listed(found.rows, "name", *columns) == [
        ("Works", 4, 3, 2, pytest.approx(2 / 3), 140, 110, pytest.approx(110 / 140), 10),
        ("Health", 2, 2, 1, 0.5, 40, None, 0, None),
    ]
    assert listed(found.total, *columns) == [(6, 5, 3, 0.6, 180, 110, pytest.approx(110 / 180), 10)]
    suppliers = queries.direct_awards(market, ALL, by="supplier", limit=1)
    assert (suppliers.groups, len(suppliers.rows)) == (5, 1)
    years = queries.direct_awards(market, ALL, by="year").rows
    assert listed(years, "id", "direct", "known") == [("2015", 1, 1), ("2016", 1, 3), (None, 1, 1)]


def test_new_suppliers_by_year(market) -> None:
    found = queries.new_suppliers(market, ALL)
    assert (found.begins, found.undated, found.unit) == (2015, 1, "MXN")
    columns = ("year", "suppliers", "new", "amount", "new_amount", "share", "amount_share")
    assert listed(found.rows, *columns) == [
        (2015, 1, 1, 60, 60, 1, 1),
        (2016, 3, 2, 80, 60, pytest.approx(2 / 3), 0.75),
    ]
    assert ocids(market, "new_supplier") == {"1", "2", "3", "5"}
    assert ocids(market, "new_supplier", Filters(year_from=2016)) == {"2", "3", "5"}


def test_more_years_than_a_word_has_bits(tmp_path) -> None:
    years = range(1930, 2000)
    buys = [bought(str(year), "Works", year, *("A", "B")[: 1 + year % 2], amount=5) for year in years]
    made = publish(tmp_path, *buys, bought("more", "Works", 1999, "B", amount=5), bought("none", "Works", None, "C"))
    found = queries.new_suppliers(made, ALL)
    assert listed(found.rows, "year", "suppliers", "new") == [(year, 1 + year % 2, year < 1932) for year in years]
    assert found.undated == 1


def test_a_supplier_seen_before_stays_so_whatever_is_filtered(market) -> None:
    found = queries.new_suppliers(market, Filters(agency=("s:health",)))
    assert listed(found.rows, "year", "suppliers", "new") == [(2016, 2, 1)]


def test_steps_open_their_processes(market, ends) -> None:
    for step in queries.STEPS:
        row = queries.timelines(ends, ALL).set_index("step").loc[step]
        for kind in ("measured", "missing", "negative"):
            assert queries.processes(ends, ALL, having=f"{step}_{kind}").total == row[kind]
    with pytest.raises(KeyError):
        queries.processes(market, ALL, having="p.year > 0")


def test_nothing_selected(market) -> None:
    nothing = Filters(source=("nobody",))
    assert list(queries.overdue(market, nothing).rows["overdue"]) == [0, 0]
    assert queries.payments(market, nothing).share is None
    assert list(queries.growth(market, nothing).rows["measured"]) == [0, 0]
    assert queries.concentration(market, nothing).groups == 0
    assert queries.direct_awards(market, nothing).rows.empty
    assert list(queries.direct_awards(market, nothing).total["known"]) == [0]
    assert queries.new_suppliers(market, nothing).rows.empty
    assert list(queries.dependence(market, nothing).rows["suppliers"]) == [0, 0, 0]


def test_money_sits_where_processes_are_now(odd) -> None:
    found = queries.stages_reached(odd, Filters(source=("standing",)))
    assert listed(found, "stage", "reached", "current", "amount", "current_amount", "current_without") == [
        ("planning", 2, 1, 95, 5, 0),
        ("tender", 0, 0, None, None, 0),
        ("award", 0, 0, None, None, 0),
        ("contract", 2, 2, 70, 70, 1),
        ("implementation", 0, 0, None, None, 0),
    ]

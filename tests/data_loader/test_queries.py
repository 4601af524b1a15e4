"""The queries on records whose answers are obvious."""

from datetime import date

import pandas as pd
import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader.records import contract, publish, record, value

ALL = Filters()


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Five processes of two agencies: 60 + 40 + 0 MXN, 7 USD, and one without an amount or an agency."""
    return publish(
        tmp_path_factory.mktemp("few"),
        record(
            "a/1 b",
            aliases=("A-1-B",),
            buyer={"name": "Secretaría de Obras"},
            tender={
                "title": "Puente peatonal",
                "procurementMethod": "open",
                "mainProcurementCategory": "works",
                "tenderPeriod": {"startDate": "2016-01-01", "endDate": "2016-01-11"},
            },
            awards=[{"id": "1", "date": "2016-01-21", "suppliers": [{"name": "Constructora Ñandú"}]}],
            contracts=[
                contract(
                    60,
                    awardID="1",
                    dateSigned="2016-02-01",
                    period={"startDate": "2016-02-01", "endDate": "2017-02-01"},
                )
            ],
        ),
        record(
            "b",
            buyer={"name": "Secretaría de Obras"},
            contracts=[contract(40, suppliers=("Constructora Ñandú", "Beta"))],
        ),
        record(
            "c",
            buyer={"name": "Salud"},
            tender={"procurementMethod": "Direct"},
            contracts=[contract(0, suppliers=("Beta",))],
        ),
        record("d", buyer={"name": "Salud"}, contracts=[contract(7, currency="USD", suppliers=("Gama",))]),
        record("e", planning={"budget": {"amount": value(99)}}, date="2015-03-03"),
        record("b", source="t", contracts=[contract(5, currency=None)]),
    )


def listed(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The rows as tuples, with None where nothing is published."""
    return [
        tuple(None if pd.api.types.is_scalar(item) and pd.isna(item) else item for item in row)
        for row in frame[list(columns)].itertuples(index=False)
    ]


def test_spending_by_agency(few) -> None:
    found = queries.spending(few, ALL, by="agency")
    assert (found.unit, found.stage, found.total, found.processes, found.groups) == ("MXN", "contracted", 100, 6, 3)
    assert (found.without_amount, found.other_currency, found.currency_not_published) == (1, 1, 1)
    assert listed(found.rows, "id", "name", "amount", "processes", "without_amount", "share") == [
        ("s:secretaria-de-obras", "Secretaría de Obras", 100, 2, 0, 1),
        ("s:salud", "Salud", 0, 2, 0, 0),
        (None, None, None, 2, 1, None),
    ]


def test_spending_by_supplier_adds_up_although_b_is_shared(few) -> None:
    found = queries.spending(few, ALL, by="supplier")
    assert listed(found.rows, "id", "amount", "processes") == [
        ("s:constructora-nandu", 80, 2),
        ("s:beta", 20, 2),
        (None, None, 2),
        ("s:gama", None, 1),
    ]


def test_a_supplier_chosen_counts_with_its_share_only(few) -> None:
    found = queries.spending(few, Filters(supplier=("s:constructora-nandu",)), by="agency")
    assert (found.total, found.processes) == (80, 2)
    both = queries.spending(few, Filters(supplier=("s:constructora-nandu", "s:beta")), by="supplier")
    assert (both.total, both.processes, both.groups) == (100, 3, 2)


def test_another_currency_counts_the_same_processes(few) -> None:
    found = queries.spending(few, Filters(currency="USD"), by="agency")
    assert (found.unit, found.total, found.processes, found.other_currency) == ("USD", 7, 6, 3)
    assert queries.processes(few, Filters(currency="USD")).total == 1


def test_a_stage_nobody_publishes_has_no_total(few) -> None:
    found = queries.spending(few, ALL, by="agency", stage="paid")
    assert (found.total, found.without_amount, found.unit) == (None, 6, "MXN")
    assert found.rows["amount"].isna().all()
    assert found.rows["share"].isna().all()


def test_spending_by_year_is_in_order_and_method_without_case(few) -> None:
    years = queries.spending(few, ALL, by="year").rows
    assert listed(years, "id", "amount", "processes") == [("2015", None, 1), ("2016", 60, 1), ("2017", 40, 4)]
    methods = queries.spending(few, ALL, by="method", order="processes").rows
    assert listed(methods, "id", "processes") == [(None, 4), ("open", 1), ("direct", 1)]


def test_limit_and_offset_leave_totals_alone(few) -> None:
    found = queries.spending(few, ALL, by="agency", limit=1, offset=1)
    assert (found.total, found.groups, list(found.rows["name"])) == (100, 3, ["Salud"])
    beyond = queries.spending(few, ALL, by="agency", limit=1, offset=9)
    assert (beyond.groups, len(beyond.rows)) == (3, 0)


@pytest.mark.parametrize(
    ("filters", "ocids"),
    [
        ({"agency": ("none",)}, {"e", "b"}),
        ({"agency": ("s:salud", "none")}, {"c", "d", "e", "b"}),
        ({"exclude_agency": ("s:salud",)}, {"a/1 b", "b", "e"}),
        ({"exclude_agency": ("none", "s:salud")}, {"a/1 b", "b"}),
        ({"supplier": ("none",)}, {"e", "b"}),
        ({"method": ("none", "open")}, {"a/1 b", "b", "d", "e"}),
        ({"category": ("works",)}, {"a/1 b"}),
        ({"source": ("t",)}, {"b"}),
        ({"stage_reached": ("planning",)}, {"e"}),
        ({"year_from": 2016, "year_to": 2016}, {"a/1 b"}),
        ({"min_amount": 0.0, "max_amount": 40.0}, {"b", "c"}),
        ({"min_amount": 1.0, "currency": "USD"}, {"d"}),
        ({"q": "PEATONAL puente"}, {"a/1 b"}),
        ({"q": "ñan"}, {"a/1 b", "b"}),
        ({"q": "nandú'; DROP TABLE processes --"}, set()),
        ({"agency": ("x' OR 1=1 --",)}, set()),
        ({"agency": ("s:salud",), "method": ("open",)}, set()),
    ],
)
def test_filters(few, filters, ocids) -> None:
    assert set(queries.processes(few, Filters(**filters)).rows["ocid"]) == ocids


def test_suppliers(few) -> None:
    found = queries.suppliers(few, ALL)
    columns = ("id", "amount", "agencies", "top_agency_name", "top_agency_share", "contracts", "joint")
    assert listed(found.rows, *columns)[:2] == [
        ("s:constructora-nandu", 80, 1, "Secretaría de Obras", 1, 2, 1),
        ("s:beta", 20, 2, "Secretaría de Obras", 1, 2, 1),
    ]
    assert list(queries.suppliers(few, ALL, q="nandu CONS").rows["id"]) == ["s:constructora-nandu"]
    assert queries.suppliers(few, ALL, order="agencies", limit=1).rows["id"].iloc[0] == "s:beta"


def test_crossed(few) -> None:
    found = queries.crossed(few, ALL, by=("agency", "year"))
    assert listed(found, "id_1", "id_2", "amount", "processes") == [
        ("s:salud", "2017", 0, 2),
        ("s:secretaria-de-obras", "2016", 60, 1),
        ("s:secretaria-de-obras", "2017", 40, 1),
        (None, "2015", None, 1),
        (None, "2017", None, 1),
    ]


def test_time_lines(few) -> None:
    found = queries.timelines(few, ALL)
    assert listed(found, "step", "measured", "missing", "negative", "median") == [
        ("call_open", 1, 5, 0, 10),
        ("decision", 1, 5, 0, 10),
        ("signing", 1, 5, 0, 11),
        ("execution", 1, 5, 0, 366),
        ("first_payment", 0, 6, 0, None),
    ]
    assert listed(queries.slowest(few, ALL, step="execution"), "ocid", "days") == [("a/1 b", 366)]
    by_method = queries.timelines(few, ALL, by="method")
    assert list(by_method["group_id"].unique()) == ["direct", "open", None]


def test_stages_reached(few) -> None:
    found = queries.stages_reached(few, ALL)
    assert listed(found, "stage", "reached", "current", "amount") == [
        ("planning", 1, 1, 99),
        ("tender", 2, 0, None),
        ("award", 1, 0, None),
        ("contract", 5, 5, 100),
        ("implementation", 0, 0, None),
    ]


def test_completeness_opens_the_very_records_that_hold_it_down(few) -> None:
    found = queries.completeness(few, ALL)
    fields = queries.completeness_fields(few, ALL)
    assert (fields["published"].sum(), fields["applicable"].sum()) == (found.published, found.applicable)
    assert (found.agencies["published"].sum(), found.agencies["processes"].sum()) == (found.published, 6)
    for row in fields.itertuples():
        missing = queries.processes(few, ALL, having=queries.MISSING, value=row.field)
        assert missing.total == row.applicable - row.published, row.field
    with pytest.raises(ValueError, match="DROP"):
        queries.processes(few, ALL, having=queries.MISSING, value='x" OR 1=1; DROP TABLE processes')


def test_overview(few) -> None:
    found = queries.overview(few, ALL)
    assert (found.currency, found.total, found.processes, found.agencies, found.suppliers) == ("MXN", 100, 6, 2, 3)
    assert (found.year_min, found.year_max, found.suppliers_for_half, found.top3_share) == (2015, 2017, 1, 1)
    assert found.top_agency is not None
    assert (found.top_agency.name, found.top_agency.share) == ("Secretaría de Obras", 1)


def test_nothing_selected(few) -> None:
    nothing = Filters(source=("nobody",))
    assert queries.overview(few, nothing).score is None
    assert queries.spending(few, nothing, by="supplier").rows.empty
    assert queries.completeness(few, nothing).score is None
    assert queries.suppliers(few, nothing).groups == 0
    assert list(queries.timelines(few, nothing)["missing"]) == [0] * 5
    assert queries.processes(few, nothing).total == 0


def test_one_process_by_any_spelling_of_its_ocid(few) -> None:
    found = queries.process(few, "A-1-B")
    assert found is not None
    assert found.row["ocid"] == "a/1 b"
    assert found.row["award_date"] == date(2016, 1, 21)
    assert found.row["amounts"] == [{"stage": "contracted", "currency": "MXN", "amount": 60.0, "inferred": False}]
    assert found.contracts[0]["suppliers"] == [{"id": "s:constructora-nandu", "name": "Constructora Ñandú"}]
    assert found.compiled["tender"]["title"] == "Puente peatonal"
    assert sum(row["published"] for row in found.fields) == found.row["published"]
    assert queries.process(few, "nowhere") is None


def test_one_ocid_of_two_sources(few) -> None:
    assert queries.sources_of(few, "b") == ["s", "t"]
    second = queries.process(few, "b", source="t")
    assert second is not None
    assert (second.row["source"], second.row["agency_id"]) == ("t", None)
    assert second.row["amounts"][0]["currency"] is None


def test_pages_of_processes_do_not_overlap(few) -> None:
    pages = [queries.processes(few, ALL, page=page, page_size=2, sort="title") for page in (1, 2, 3, 4)]
    ids = [row for page in pages for row in page.rows["process_id"]]
    assert sorted(ids) == list(range(1, 7))
    assert {page.total for page in pages} == {6}


def test_records(few) -> None:
    found = queries.records(few, ALL, page=2, page_size=4)
    assert (found.total, list(found.rows["ocid"]), list(found.rows["source"])) == (6, ["e", "b"], ["s", "t"])
    assert found.rows["compiled"].iloc[0]["planning"]["budget"]["amount"]["amount"] == 99


def test_suggestions(few) -> None:
    assert listed(queries.suggest(few, "secretaria"), "kind", "name")[0] == ("agency", "Secretaría de Obras")
    assert listed(queries.suggest(few, "puen"), "kind", "id") == [("process", "a/1 b")]
    assert queries.suggest(few, "  ").empty
    assert queries.suggest(few, '"*:^(').empty


def test_a_caller_that_changes_its_answer_changes_nobody_elses(few) -> None:
    mine = queries.spending(few, ALL, by="agency").rows
    mine["amount"] = -1.0
    assert queries.spending(few, ALL, by="agency").rows["amount"].iloc[0] == 100


def test_choices_and_meta(few) -> None:
    choices = queries.options(few)
    assert listed(choices["year"], "id", "processes") == [("2015", 1), ("2016", 1), ("2017", 4)]
    assert listed(choices["source"], "id", "name") == [("s", "Publisher s"), ("t", "Publisher t")]
    meta = queries.meta(few)
    assert meta["counts"] == {"processes": 6, "releases": 6, "agencies": 2, "suppliers": 3}
    assert queries.problems_summary(few).empty


def test_an_organisation(few) -> None:
    found = queries.organisation(few, "s:salud")
    assert found is not None
    assert (found.name, found.is_agency, found.is_supplier, found.variants) == ("Salud", True, False, (("Salud", 2),))
    assert queries.organisation(few, "nobody") is None

"""Every view answers whatever its address asks, in both languages, on the bundled data."""

import itertools
from urllib.parse import quote

import pytest

from data_loader import queries
from data_loader.checks import Check, check_list
from data_loader.filters import Filters
from data_loader.snapshot import Snapshot
from tests.pages.drawn import LANGUAGES, in_turn, words

pytestmark = pytest.mark.usefixtures("registered")


VIEWS = [
    "timelines",
    "suppliers",
    "agencies",
    "completeness",
    "processes",
    "quality",
    "rollout",
    "board",
    "contracts",
    "network",
]
QUERIES = [
    {},
    {"year_from": "2150"},
    {"currency": "XTS"},
    {"agency": "none"},
    {"page": "999"},
    {"page": "-1", "order": "x", "sort": "x", "step": "x", "by": "x"},
    {"q": "\"'<script>*"},
    {"stage": "paid", "method": "open"},
    {"having": "paid_more"},
    {"having": "x"},
    {"basis": "event", "until": "2017", "silent_after": "24", "by": "level", "page": "2"},
    {"basis": "x", "until": "²", "silent_after": "-1", "released": "x", "timed": "<b>"},
    {"month": "2017-13"},
    {"signing_days": "15-30"},
    {"decision_days": "<b>", "order": "late"},
    {"released": "2017-09", "agency": "none"},
    {"early": "payment"},
    {"step": "first_payment", "by": "agency", "order": "agencies", "sort": "score"},
]


@pytest.mark.parametrize(("view", "query", "lang"), in_turn(VIEWS, QUERIES))
def test_a_view_answers_any_address(view: str, query: dict[str, str], lang: str):
    assert '"H1"' in words(view, lang=lang, **query)


def test_an_empty_list_offers_to_drop_filters():
    assert "Drop one of them" in words("processes", lang="en", year_from="2150", method="open")


def test_a_field_opens_the_processes_that_lack_it(bundled_snapshot: Snapshot):
    lacking = queries.processes(bundled_snapshot, Filters(), having=queries.MISSING, value="awards/date").total

    assert f'"children": "{lacking}"' in words("processes", lang="en", missing="awards/date")


def test_a_named_set_is_listed_under_its_name(bundled_snapshot: Snapshot):
    found = queries.processes(bundled_snapshot, Filters(), having="paid_more").total

    said = words("processes", lang="en", having="paid_more")
    assert f'"children": "{found}"' in said
    assert "More paid than contracted" in said
    assert "having=paid_more" in said  # the pages of the list keep it


def test_an_agency_and_a_supplier_say_what_became_of_their_contracts(bundled_snapshot: Snapshot):
    for agency in queries.spending(bundled_snapshot, Filters(), by="agency").rows["id"].dropna()[:8]:
        said = words("agency", agency_id=quote(agency, safe=""), lang="en")
        for card in ("concentration", "direct", "payments", "overdue", "growth"):
            assert f'"id": "{card}"' in said
    supplier = queries.suppliers(bundled_snapshot, Filters(), limit=1).rows["id"].iloc[0]
    assert '"id": "payments"' in words("supplier", supplier_id=quote(supplier, safe=""), lang="en")


@pytest.mark.parametrize(("view", "query"), [("process", {"ocid": "no%2Fsuch"}), ("supplier", {"supplier_id": "no"})])
def test_what_is_not_there_is_said_and_leads_on(view: str, query: dict[str, str]):
    said = words(view, lang="en", **query)

    assert "There is no" in said
    assert "See all" in said


def test_the_largest_suppliers_have_a_page(bundled_snapshot: Snapshot):
    for supplier in queries.suppliers(bundled_snapshot, Filters(), limit=5).rows["id"].dropna():
        assert "Who pays this supplier?" in words("supplier", supplier_id=quote(supplier, safe=""), lang="en")


def test_one_agency_in_the_filter_gets_its_own_completeness(bundled_snapshot: Snapshot):
    agencies = queries.completeness(bundled_snapshot, Filters()).agencies
    known = agencies[agencies["id"].notna()].iloc[0]

    assert f"How much does {known['name']} publish?" in words("completeness", lang="en", agency=known["id"])


@pytest.mark.parametrize("check", check_list(), ids=lambda check: check.code)
def test_every_check_has_a_page_with_what_fails(bundled_snapshot: Snapshot, check: Check):
    said = words("check", code=check.code, lang="en")
    found = queries.check_results(bundled_snapshot, Filters(), checks=(check.code,))

    assert check.why_en in said
    for ocid in found.rows["ocid"]:
        assert quote(ocid, safe="") in said
    assert ("None of the processes looked at fails this check" in said) == (found.total == 0)


def test_a_check_that_does_not_exist_leads_to_all_of_them():
    said = words("check", code="nothing", lang="en")

    assert "There is no such check" in said
    assert "/quality?lang=en" in said


def test_a_process_and_an_agency_say_what_does_not_add_up(bundled_snapshot: Snapshot):
    row = queries.check_results(bundled_snapshot, Filters(), checks=("paid_over_contract",)).rows.iloc[0]
    process = words("process", ocid=quote(row["ocid"], safe=""), source=row["source"], lang="en")
    agency = words("agency", agency_id=quote(row["agency_id"], safe=""), lang="en")

    assert "Paid more than contracted" in process
    assert "/quality/paid_over_contract" in process
    assert "have something that does not add up" in agency
    assert f"agency={quote(row['agency_id'], safe='')}" in agency


def test_a_cell_of_the_grid_opens_its_processes(bundled_snapshot: Snapshot):
    cell = queries.rollout_grid(bundled_snapshot, Filters()).iloc[0]
    found = queries.processes(
        bundled_snapshot, Filters(agency=(cell["agency_id"],)), having="released", value=cell["month"]
    )

    assert found.total == cell["processes"]
    assert "released=" in words("rollout", lang="en", until=cell["month"][:4])


def test_the_rollout_says_who_of_the_roster_is_missing():
    said = words("rollout", lang="en")

    assert "Of the 43 agencies on the roster (Ciudad de México, Secretaría de Finanzas) 42 have never published" in said
    assert "No roster is configured" in words("rollout", lang="en", source="mx_inai")


def test_an_agency_has_its_list_of_tasks():
    said = words("agency", agency_id="MX-CPA-20147", lang="en")

    assert "27 processes lack this: Budgeted amount" in said
    assert "todo/records" in said


def test_a_list_of_what_is_missing_divides_and_keeps_what_it_is_of():
    said = words("processes", lang="en", missing="awards/date")
    assert "s-facets" in said
    assert "missing=awards%2Fdate" in said


def test_every_process_has_its_page(bundled_snapshot: Snapshot):
    rows = queries.processes(bundled_snapshot, Filters(), page_size=1000, sort="date").rows
    for row, lang in zip(rows.iloc[::25].to_dict("records"), itertools.cycle(LANGUAGES), strict=False):
        said = words("process", ocid=quote(row["ocid"], safe=""), source=row["source"], lang=lang)
        assert all(f'"id": "{card}"' in said for card in ("story", "timeline", "paid", "missing", "source"))


def test_the_bars_of_a_step_and_its_switch_lead_on():
    said = words("timelines", lang="en", step="signing")
    assert "signing_days=15-30" in said
    assert "step=execution" in said
    assert '"Only those with this duration: Signing, 15–30 days."' in words(
        "processes", lang="en", signing_days="15-30"
    )


@pytest.mark.parametrize("view", ["timelines", "board", "contracts"])
def test_the_views_of_the_section_lead_to_each_other(view: str):
    said = words(view, lang="en", year_from="2016")
    for other in ("timelines", "board", "contracts"):
        assert f'"href": "/{other}?year_from=2016&lang=en"' in said

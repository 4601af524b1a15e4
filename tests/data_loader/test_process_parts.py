"""One process in full: what happened on which day, what was paid of each contract, and the map of its documents."""

from datetime import date

import numpy as np
import pytest

from data_loader import queries
from data_loader.filters import Filters
from data_loader.ocds.schema import recommended_documents
from tests.data_loader.records import contract, publish, record, value


def pay(*payments):
    return {"transactions": [{"id": str(n), **payment} for n, payment in enumerate(payments)]}


CONTRACTS = [
    contract(100, id="none"),
    contract(100, id="part", implementation=pay({"value": value(40)}, {"value": value(10), "date": "2017-03-01"})),
    contract(100, id="all", implementation=pay({"value": value(100)})),
    contract(100, id="more", implementation=pay({"value": value(150)})),
    contract(None, id="unknown", implementation=pay({"value": value(5)})),
    contract(100, id="silent", implementation=pay({"date": "2017-01-01"})),
    contract(100, id="foreign", implementation=pay({"value": value(7, "USD")}, {"value": value(3)})),
    contract(100, id="dollars", implementation=pay({"value": value(7, "USD")})),
    contract(100, id="gone", status="cancelled"),
]
PLANNED = {"budget": {"amount": value(400)}}
TENDER = {
    "procurementMethod": "open",
    "tenderPeriod": {"startDate": "2017-01-01"},
    "amendments": [{"id": "1", "date": "2017-01-05", "description": "a longer call"}, {"id": "2"}],
    "milestones": [
        {"id": "1", "title": "visit", "dueDate": "2017-01-03", "dateMet": "2017-01-04"},
        {"id": "2", "title": "opening", "dueDate": "2017-02-01"},
    ],
    "documents": [
        {"id": "1", "documentType": "tenderNotice", "url": "javascript:alert(1)", "language": "ES"},
        {"id": "2", "documentType": "tenderNotice"},
        {"id": "3", "documentType": "Lista de asistencia"},
        {"id": "4"},
    ],
}


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    ended = contract(10, period={"startDate": "2026-01-01", "endDate": "2026-11-20"}, status="active")
    return publish(
        tmp_path_factory.mktemp("parts"),
        record("money", planning=PLANNED, tender=TENDER, contracts=CONTRACTS),
        record("direct", tender={"procurementMethod": "direct"}, awards=[{"id": "1"}], contracts=[ended]),
        record(
            "over",
            contracts=[
                ended
                | {
                    "implementation": {
                        "documents": [{"id": "1", "documentType": "completionCertificate"}],
                        "transactions": [{"id": "1", "date": "2026-10-01"}],
                    }
                }
            ],
        ),
        record("running", contracts=[contract(10, period={"endDate": "2027-01-01"}, implementation=pay({"id": "1"}))]),
    )


def test_each_case_of_what_was_paid_of_a_contract(few):
    paid = {row["contract_id"]: row for row in queries.process(few, "money").paid}
    assert {contract: row["state"] for contract, row in paid.items()} == {
        "none": "no_payment",
        "part": "part",
        "all": "all",
        "more": "more",
        "unknown": "no_contract_amount",
        "silent": "no_paid_amount",
        "foreign": "part",
        "dollars": "other_currency",
        "gone": "no_payment",
    }
    part = [paid["part"][name] for name in ("paid", "payments", "without_amount", "last_payment", "share")]
    assert part == [50, 2, 0, date(2017, 3, 1), 0.5]
    assert [paid["foreign"][name] for name in ("paid", "other_currency", "share")] == [3, 1, 0.03]
    assert paid["silent"]["without_amount"] == 1
    assert not paid["gone"]["counted"]


def test_the_contracts_add_up_to_the_process(few):
    found = queries.process(few, "money")
    counted = [row for row in found.paid if row["counted"]]
    assert np.nansum([row["contracted"] for row in counted]) == found.row["contracted"] == 700
    assert np.nansum([row["paid"] for row in counted]) == found.row["paid"] == 308
    assert found.row["change_from_planned"] == pytest.approx(0.75)
    assert found.row["change_from_awarded"] is None


def test_every_date_that_is_asked_for_is_there_or_not_published(few):
    events = queries.process(few, "money").events
    dates = {}
    for row in events:
        dates.setdefault((row["stage"], row["kind"]), []).append(row["date"])
    assert dates["tender", "call_opens"] == [date(2017, 1, 1)]
    assert dates["tender", "call_closes"] == [None]
    assert dates["award", "awarded"] == [None]
    assert dates["contract", "signed"] == [None] * 8  # the cancelled one has none
    assert dates["tender", "amendment"] == [date(2017, 1, 5), None]
    assert dates["tender", "milestone_met"] == [date(2017, 1, 4)]
    assert dates["tender", "milestone_due"] == [date(2017, 2, 1)]
    assert [day for day in dates["implementation", "payment"] if day] == [date(2017, 1, 1), date(2017, 3, 1)]


def papers(few, ocid):
    found = queries.process(few, ocid).papers
    return {(row["stage"], row["document_type"]): (row["documents"], row["recommended"]) for row in found}


def test_the_map_of_documents_names_what_is_recommended_and_missing(few):
    found = papers(few, "money")
    assert found["tender", "tenderNotice"] == (2, True)
    assert found["tender", "Lista de asistencia"] == (1, False)
    assert found["tender", None] == (1, False)
    assert found["tender", "biddingDocuments"] == (0, True)
    assert found["planning", "procurementPlan"] == (0, True)
    assert found["contract", "contractNotice"] == (0, True)
    assert ("award", "awardNotice") not in found  # no award was published: none is expected


def test_a_direct_award_owes_no_document_of_a_call(few):
    assert not [key for key in papers(few, "direct") if key[0] == "tender"]


def test_a_completion_certificate_is_expected_after_the_end(few):
    assert papers(few, "over")["implementation", "completionCertificate"] == (1, True)
    assert ("implementation", "completionCertificate") not in papers(few, "running")


def test_the_language_of_a_document_is_read(few):
    assert [row["language"] for row in queries.process(few, "money").documents] == ["es", None, None, None]


def test_what_is_late_is_what_the_list_of_overdue_says(few):
    late = {ocid: queries.process(few, ocid).row["late_days"] for ocid in ("direct", "over", "running", "money")}
    listed = queries.longest_overdue(few, Filters(), what="contract")
    assert {ocid: days for ocid, days in late.items() if days is not None} == {"direct": 2}
    assert listed[["ocid", "days"]].to_numpy().tolist() == [["direct", 2]]


def test_what_is_usual_is_the_median_of_the_source_and_method(few):
    usual = {row["step"]: row for row in queries.process(few, "direct").usual}
    assert usual["execution"] == {"step": "execution", "days": 323, "median": 323, "measured": 1}
    assert usual["decision"]["measured"] == 0


def test_recommended_types_are_the_basic_ones_of_the_standard():
    assert recommended_documents() == {
        "tender": ("tenderNotice", "biddingDocuments", "technicalSpecifications", "evaluationCriteria"),
        "award": ("awardNotice",),
        "contract": ("contractNotice",),
        "implementation": ("completionCertificate",),
        "planning": ("procurementPlan",),
    }

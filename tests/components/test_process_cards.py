"""The cards of one process: told in sentences, contract by contract, with its documents; what publishers wrote is text."""

import json

import plotly.utils
import pytest

from components.duration_words import bin_end, bin_link, bin_name, span_words
from components.process_chapters import chapters_card
from components.process_lines import stage_lines
from components.process_money import paid_card
from components.process_papers import papers_card
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader.records import contract, publish, record, value

EN, ALL = Text("en"), Filters()
NASTY = "<img src=x onerror=alert(1)> {0} {who}"
TENDER = {
    "procurementMethod": "open",
    "tenderPeriod": {"startDate": "2017-01-01", "endDate": "2017-01-11"},
    "tenderers": [{"name": "A"}, {"name": "B"}],
    "milestones": [{"id": "1", "title": NASTY, "dueDate": "2017-01-05", "dateMet": "2017-01-05"}, {"id": "2"}],
    "amendments": [{"id": "1", "date": "2017-01-03"}],
    "documents": [
        {"id": "1", "documentType": "tenderNotice", "title": "Aviso", "url": "javascript:alert(1)"},
        {"id": "2", "documentType": "tenderNotice", "title": "B", "url": "https://example.org/b.pdf", "language": "es"},
        *({"id": f"x{n}", "documentType": NASTY, "title": f"n{n}"} for n in range(5)),
    ],
}


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cards")
    patch = pytest.MonkeyPatch()
    patch.setenv("VITRINA_DATA", str(folder / "data"))
    awards = [{"id": "a", "date": "2017-01-21", "value": value(100), "suppliers": [{"name": NASTY}]}]
    contracts = [
        contract(150, id="k1", title="first", dateSigned="2017-02-01", awardID="a"),
        contract(None, id="k2", title="second"),
    ]
    snapshot = publish(
        folder, record("one", tender=TENDER, awards=awards, contracts=contracts), record("bare", tender={"id": "t"})
    )
    yield lambda ocid: queries.process(snapshot, ocid)
    patch.undo()


def drawn(component) -> str:
    said = json.dumps(component.children[:-1], cls=plotly.utils.PlotlyJSONEncoder, ensure_ascii=False)
    return said.replace("\u00a0", " ").replace('\\"', '"')


def test_the_story_is_told_stage_by_stage(process):
    said = drawn(chapters_card(EN, ALL, process("one")))
    for sentence in (
        "How it was planned was not published.",
        "Bids could be made from 1 Jan 2017 to 11 Jan 2017, for 10 days.",
        "2 tendered.",
        "It took 10 days from the end of the call.",
        "2 contracts for 150 pesos, signed on 1 Feb 2017. That differs from the award by +50%.",
        "It was amended 1 time.",
        "No payment amount was published.",
    ):
        assert sentence in said
    assert f"{NASTY} won, with 100 pesos." in said
    assert "Usual:" not in said  # of one process nothing is usual


def test_a_bare_record_is_told_too(process):
    said = drawn(chapters_card(EN, ALL, process("bare")))
    assert "Nothing was published of a call for bids. " not in said
    for sentence in (
        "Nothing was published of a call for bids.",
        "No award was published.",
        "No contract was published.",
    ):
        assert sentence in said


def test_marks_on_the_axis_are_what_has_a_day(process):
    tender = stage_lines(EN, process("one"))[1]
    assert [mark.kind for mark in tender.marks] == ["amendment", "met"]
    assert "1 amendment · 2 milestones · 1 of them met" in tender.words
    assert not any(line.published for line in stage_lines(EN, process("bare")))


def test_contracts_stand_one_by_one_where_there_are_several(process):
    said = drawn(paid_card(EN, ALL, process("one")))
    assert all(name in said for name in ("first", "second", "no payment published", "amount not published"))


def test_documents_by_type_with_inert_links_and_what_is_missing(process):
    said = drawn(papers_card(EN, ALL, process("one")))
    assert "javascript" not in said
    assert "https://example.org/b.pdf" in said
    assert "Spanish · example.org" in said
    assert "2 more of this type" in said
    assert "Recommended, and no document is marked so:" in said
    assert "Bidding documents" in said
    assert papers_card(EN, ALL, process("bare")) is None


@pytest.mark.parametrize(
    ("low", "high", "name", "end"),
    [
        (0, 0, "same day", "0 d"),
        (1, 3, "1–3 days", "3 d"),
        (91, 180, "3–6 months", "6 m"),
        (181, 365, "6–12 months", "1 y"),
        (366, 730, "1–2 years", "2 y"),
        (731, float("nan"), "over 2 years", "+"),
    ],
)
def test_a_bin_in_words(low, high, name, end):
    assert (bin_name(EN, low, high), bin_end(EN, high)) == (name, end)
    row = {"low": low, "high": high}
    assert f"signing_days={low}-{'' if end == '+' else high}&" in bin_link(EN, ALL, "signing", row)


@pytest.mark.parametrize(
    ("given", "words"),
    [("31-60", "31–60 days"), ("731-", "731 days or more"), ("0-0", "0 days"), ("<b>", "<b>"), ("²-3", "²-3")],
)
def test_days_of_an_address_in_words(given, words):
    assert span_words(EN, given).replace("\u00a0", " ") == words

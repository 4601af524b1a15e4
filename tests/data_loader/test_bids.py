"""Tenderers and bids: the OCDS extension for bids, typed, merged and cut into tables like the rest of a release."""

import json
from typing import Any

import orjson
import pytest

from data_loader.config import Settings, Source
from data_loader.merge import Version, compile_process
from data_loader.normalise import normalise
from data_loader.pull import pull
from data_loader.snapshot import Snapshot
from tests.data_loader.records import publish, record, value

MEGA = {"id": "MEGA", "name": "Mega Consortium"}
BETA = {"id": "BETA", "name": "Beta Consortium"}
DOCUMENTED: dict[str, Any] = {
    "statistics": [
        {"id": "1", "measure": "validBids", "value": 1, "date": "2016-12-09T01:00:00+01:00", "notes": "Unique bids."},
        {"id": "2", "measure": "disqualifiedBids", "value": 0},
        {"id": "3", "measure": "highestValidBidValue", "value": 1000.5, "currency": "USD"},
    ],
    "details": [
        {
            "id": "1",
            "date": "2016-12-09T01:00:00+01:00",
            "status": "valid",
            "value": {"amount": 1000.5, "currency": "USD"},
            "documents": [{"id": "1", "title": "Evaluation"}],
            "tenderers": [MEGA],
        },
        {"id": "2", "status": "disqualified", "value": {"amount": 1500}, "tenderers": [BETA, MEGA]},
    ],
}
"""After the example of the extension's documentation."""


def rows(snapshot: Snapshot, sql: str) -> list[tuple[Any, ...]]:
    return snapshot.connection().execute(sql).fetchall()


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    tender = {"value": value(None, "MXN"), "tenderers": [{"id": "BETA", "name": "Beta Consortium"}]}
    parties = [{"id": "MEGA", "name": "Mega Consortium", "roles": ["tenderer", "supplier"]}]
    records = record("a", tender=tender, parties=parties, bids=DOCUMENTED), record("b")
    return publish(tmp_path_factory.mktemp("bids"), *records)


def test_one_row_a_bid(documented) -> None:
    sql = "SELECT bid_index, bid_id, status, CAST(date AS VARCHAR), CAST(amount AS DOUBLE), currency, currency_inferred"
    assert rows(documented, f"{sql}, [t.name FOR t IN tenderers], documents, related_lots FROM bids") == [
        (1, "1", "valid", "2016-12-09", 1000.5, "USD", False, ["Mega Consortium"], 1, []),
        (2, "2", "disqualified", None, 1500.0, "MXN", True, ["Beta Consortium", "Mega Consortium"], 0, []),
    ]


def test_one_row_a_figure_and_zero_is_zero(documented) -> None:
    assert rows(documented, "SELECT measure, value, currency, CAST(date AS VARCHAR), notes FROM bid_statistics") == [
        ("validBids", 1.0, None, "2016-12-09", "Unique bids."),
        ("disqualifiedBids", 0.0, None, None, None),
        ("highestValidBidValue", 1000.5, "USD", None, None),
    ]


def test_a_tenderer_is_there_once_and_says_where_it_was_seen(documented) -> None:
    assert rows(documented, "SELECT organisation_id, name, seen_in, bids FROM tenderers ORDER BY name") == [
        ("s:BETA", "Beta Consortium", ["bids", "tender"], 1),
        ("s:MEGA", "Mega Consortium", ["bids", "parties"], 2),
    ]
    assert rows(documented, "SELECT roles FROM parties ORDER BY organisation_id") == [
        (["tenderer"],),
        (["supplier", "tenderer"],),
    ]


LOTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"relatedLots": ["l-1", "l-2"]}, ["l-1", "l-2"]),
    ({"relatedLot": "l-3"}, ["l-3"]),
    ({"relatedLots": [], "relatedLot": "l-3"}, ["l-3"]),
    ({"relatedLots": [" "]}, []),
]


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A bid for each of the lots, and one by the only organisation there is."""
    lots = (record(f"l{n}", bids={"details": [{"id": "1"} | bid]}) for n, (bid, _) in enumerate(LOTS))
    one = record("one", bids={"details": [{"id": "1", "tenderers": [{"name": "Uno, S.A."}]}]})
    return publish(tmp_path_factory.mktemp("others"), *lots, one)


def test_bidders_are_organisations_and_no_suppliers(others) -> None:
    assert rows(others, "SELECT name, is_supplier, is_agency FROM organisations") == [("Uno, S.A.", False, False)]


def test_the_lots_of_a_bid(others) -> None:
    sql = "SELECT related_lots FROM bids JOIN processes USING (process_id) WHERE ocid <> 'one' ORDER BY process_id"
    assert rows(others, sql) == [(lots,) for _, lots in LOTS]


HOSTILE: dict[str, Any] = {
    "details": {
        "id": 7,
        "date": "09/12/2016",
        "status": "Valid",
        "value": {"amount": "1,234.50", "currency": "MNX"},
        "tenderers": "Acme",
        "documents": "none",
        "relatedLots": "l-1",
    },
    "statistics": [{"id": 1, "measure": "bids", "value": "12"}, "twelve", None, {"measure": ["bids"], "value": "many"}],
}


def test_what_is_hostile_in_bids_is_repaired_or_listed() -> None:
    mended, problems = normalise({"ocid": "o", "bids": HOSTILE})
    assert mended["bids"] == {
        "details": [
            {
                "id": "7",
                "date": "2016-12-09",
                "status": "valid",
                "value": {"amount": 1234.5, "currency": "MXN"},
                "tenderers": [{"name": "Acme"}],
                "relatedLots": ["l-1"],
            }
        ],
        "statistics": [{"id": "1", "measure": "bids", "value": 12}, {"measure": "bids"}],
    }
    found = {(problem.path, problem.code) for problem in problems}
    assert found >= {
        ("bids.details", "not_a_list"),
        ("bids.details[0].value.amount", "number_as_text"),
        ("bids.details[0].tenderers", "not_a_list"),
        ("bids.details[0].tenderers[0]", "bare_value"),
        ("bids.statistics[0].value", "number_as_text"),
        ("bids.statistics[1]", "not_an_object"),
        ("bids.statistics[3].value", "not_a_number"),
    }


def test_bids_where_the_object_with_details_belongs() -> None:
    bids = [{"id": "1", "tenderers": [MEGA]}, {"id": "2", "tenderers": [BETA]}]
    mended, problems = normalise({"ocid": "o", "bids": bids})
    assert mended["bids"] == {"details": bids}
    assert [(problem.code, problem.action) for problem in problems] == [("bids_without_details", "repaired")]


@pytest.mark.parametrize(
    ("written", "code"),
    [("qualified", "valid"), ("not-qualified", "disqualified"), ("Withdrawn", "withdrawn"), ("late", "late")],
)
def test_a_status_is_read_whatever_its_spelling_and_an_unknown_one_kept(written, code) -> None:
    mended, problems = normalise({"ocid": "o", "bids": {"details": [{"id": "1", "status": written}]}})
    assert mended["bids"]["details"][0]["status"] == code
    assert [problem.code for problem in problems] == ["unknown_code" if written == code else "code_spelling"]


def test_bids_are_merged_by_id() -> None:
    def release(day: str, *details: dict[str, Any]) -> Version:
        body = {"ocid": "o", "id": day, "date": day, "tag": ["bid"], "bids": {"details": list(details)}}
        return Version("release", day, orjson.dumps(body))

    compiled = compile_process(
        [
            release("2017-01-01T00:00:00Z", {"id": "1", "status": "pending", "tenderers": [MEGA]}, {"id": "2"}),
            release("2017-02-01T00:00:00Z", {"id": "1", "status": "valid"}),
        ]
    )
    assert compiled["bids"]["details"] == [{"id": "1", "status": "valid", "tenderers": [MEGA]}, {"id": "2"}]


def test_a_pull_of_hostile_bids_publishes_them(tmp_path) -> None:
    """As Paraguay and Ukraine publish them: bids beside tender, awards and parties, here with every fault at once."""
    tender = {"id": "t", "tenderers": [{"id": "PY-RUC-80001", "name": "Dos"}], "numberOfTenderers": "2"}
    parties = [
        {
            "id": "PY-RUC-80001",
            "name": "Dos",
            "identifier": {"scheme": "PY-RUC", "id": "80001-1"},
            "roles": ["tenderer"],
        }
    ]
    documents = [
        {"ocid": "o-1", "id": "1", "tender": tender, "parties": parties, "bids": HOSTILE},
        {"ocid": "o-2", "id": "1", "tender": tender, "bids": {"details": [{"id": "b", "tenderers": parties}]}},
        {"ocid": "o-3", "id": "1", "tender": {"id": "t"}, "bids": "none received"},
    ]
    (tmp_path / "vitrina.toml").write_text("")
    (tmp_path / "data.json").write_text(json.dumps(documents))
    settings = Settings(data=tmp_path, config=tmp_path / "vitrina.toml")
    report = pull(settings, [Source(id="s", url=str(tmp_path / "data.json"))])
    assert report.sources[0].error is None
    snapshot = report.snapshot
    assert rows(snapshot, "SELECT CAST(amount AS DOUBLE), currency FROM bids ORDER BY process_id") == [
        (1234.5, "MXN"),
        (None, None),
    ]
    assert rows(snapshot, "SELECT name, seen_in FROM tenderers ORDER BY process_id, name") == [
        ("Acme", ["bids"]),
        ("Dos", ["parties", "tender"]),
        ("Dos", ["bids", "tender"]),
    ]
    assert rows(snapshot, "SELECT code FROM problems WHERE path = 'bids'") == [("not_an_object",)]

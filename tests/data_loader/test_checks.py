"""The checks: each is defined whole, in both languages, and gives three answers; the queries count and show them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from data_loader import queries, snapshot_making
from data_loader.checks import FAMILIES, FILE, QUERIES, Check, check_list
from data_loader.filters import Filters
from data_loader.inputs import Inputs
from data_loader.normalise import normalise
from data_loader.snapshot import Snapshot
from tests.data_loader.check_cases import ALWAYS_APPLICABLE, CASES
from tests.data_loader.records import NOW, Cases, contract, record, sources, write

CHECKS = check_list()
EVERY_CHECK = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The cases of all checks, each in a source of the check's name."""
    folder: Path = tmp_path_factory.mktemp("checks")
    records = [item for check in CHECKS for item in CASES[check.code].records(check.code)]
    problems = [item for check in CHECKS for item in CASES[check.code].problem_rows(check.code)]
    return snapshot_making.publish(
        Inputs(*write(folder / "in", records, problems), sources(records)), folder / "data", now=NOW
    )


@EVERY_CHECK
def test_a_check_has_a_query_and_says_what_it_is_in_both_languages(check: Check) -> None:
    query = (QUERIES / f"{check.code}.sql").read_text(encoding="utf-8")
    assert query.startswith("-- ")
    assert check.family in FAMILIES
    for name in ("name", "what", "why", "mend", "needs"):
        assert getattr(check, f"{name}_es"), name
        assert getattr(check, f"{name}_en"), name
    sentences = [getattr(check, f"{name}_{lang}") for name in ("what", "why", "mend") for lang in ("es", "en")]
    assert all(sentence.endswith((".", "…")) for sentence in sentences)
    assert check.name_es != check.name_en


@EVERY_CHECK
def test_a_number_has_a_reason_and_is_used(check: Check) -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in QUERIES.parent.rglob("*.sql"))
    python = Path(queries.checks.__wrapped__.__code__.co_filename).read_text(encoding="utf-8")
    for name in check.parameters:
        assert f"'{check.code}_{name}'" in everything or f'"{name}"' in python, name
    used = set(re.findall(rf"getvariable\('{check.code}_(\w+)'\)", everything))
    assert used <= check.parameters.keys()
    assert bool(check.parameters) == bool(check.reason_es) == bool(check.reason_en)


def test_no_query_is_without_its_entry() -> None:
    assert {path.stem for path in QUERIES.glob("*.sql")} == {check.code for check in CHECKS}
    assert set(CASES) == {check.code for check in CHECKS}
    documented = set(re.findall(r"^# (\w+)  ", FILE.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"family", "level", "needs", "parameters"} <= documented


@EVERY_CHECK
def test_three_answers(snapshot: Snapshot, check: Check) -> None:
    table = snapshot.connection().table("checks").join(snapshot.connection().table("processes"), "process_id")
    rows = table.filter(f"source = '{check.code}'").project(f'ocid, "{check.code}"').fetchall()
    verdicts = dict(rows)
    untouched = True if check.code in ALWAYS_APPLICABLE else None
    assert (verdicts["fail"], verdicts["pass"], verdicts["none"]) == (False, True, untouched)


@EVERY_CHECK
def test_what_fails_is_shown_with_its_place_and_value(snapshot: Snapshot, check: Check) -> None:
    filters = Filters(source=(check.code,))
    found = queries.check_results(snapshot, filters, checks=(check.code,), ocids=("fail",))
    (row,) = found.rows.to_dict("records")
    assert row["failures"] == 1
    assert tuple(row["examples"][0].values()) == CASES[check.code].example


@EVERY_CHECK
def test_counts_groups_and_lists_agree(snapshot: Snapshot, check: Check) -> None:
    filters = Filters()
    row = queries.checks(snapshot, filters).rows.set_index("check").loc[check.code]
    assert row["fails"] + row["passes"] + row["not_applicable"] == queries.checks(snapshot, filters).processes
    for by in ("source", "agency", "year"):
        groups = queries.check_groups(snapshot, filters, check=check.code, by=by)
        for column in ("fails", "passes", "not_applicable", "applicable"):
            assert groups[column].sum() == row[column], (by, column)
    for state, column in (("fail", "fails"), ("pass", "passes"), ("not_applicable", "not_applicable")):
        found = queries.check_results(snapshot, filters, checks=(check.code,), states=(state,), page_size=500)
        assert found.total == len(found.rows) == row[column]
        assert set(found.rows["state"]) <= {state}
        assert set(found.rows["failures"] > 0) <= {state == "fail"}


def test_a_process_counts_what_it_fails_and_what_applies(snapshot: Snapshot) -> None:
    table = snapshot.connection().table("checks").df()
    verdicts = table[[check.code for check in CHECKS]]
    assert table["failed"].tolist() == verdicts.eq(False).sum(axis=1).tolist()
    assert table["applicable"].tolist() == verdicts.notna().sum(axis=1).tolist()


def test_results_of_some_ocids_are_counted_alone(bundled_snapshot: Snapshot) -> None:
    whole = queries.check_results(bundled_snapshot, Filters(), page_size=5000).rows
    ocids = tuple(whole["ocid"].unique()[:3])
    found = queries.check_results(bundled_snapshot, Filters(), ocids=ocids)
    assert found.total == len(found.rows) == whole["ocid"].isin(ocids).sum()


def test_pages_hold_each_result_once(snapshot: Snapshot) -> None:
    whole = queries.check_results(snapshot, Filters(), states=("pass", "not_applicable"), page_size=5000)
    parts = [
        queries.check_results(snapshot, Filters(), states=("pass", "not_applicable"), page=page, page_size=97)
        for page in range(1, whole.total // 97 + 2)
    ]
    seen = [(row.source, row.ocid, row.check) for part in parts for row in part.rows.itertuples()]
    assert len(seen) == len(set(seen)) == whole.total


def test_what_does_not_exist_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(ValueError, match="nothing"):
        queries.check_results(snapshot, Filters(), checks=("nothing",))
    with pytest.raises(ValueError, match="perhaps"):
        queries.check_results(snapshot, Filters(), states=("perhaps",))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="x"):
        queries.check_groups(snapshot, Filters(), check="x", by="year")


def bought(ocid: str, amount: float, **more: Any) -> dict[str, Any]:
    return record(ocid, contracts=[contract(amount, suppliers=("Uno", "Dos"), **more)], buyer={"name": "Salud"})


HOSTILE = "'); DROP TABLE checks; --"


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The records of the tests below, each test's in a source of its own."""
    cases = Cases()
    cases.given("zeros", record("a", contracts=[contract(0, id=str(place)) for place in range(12)]))
    cases.given(
        "heavy",
        *(bought(f"p{place}", 1000 + place) for place in range(20)),
        *(bought("big", 980_000), bought("void", 2_000_000, status="cancelled")),
    )
    light = [record(str(place), contracts=[contract(1000)]) for place in range(1000)]
    cases.given("light", *light, record("big", contracts=[contract(110_000)]))
    near = [record(str(place), contracts=[contract(100.0 + place)]) for place in range(30)]
    cases.given("near", *near, record("x", contracts=[contract(900)]))
    plain = [record(str(place), contracts=[contract(1000 + place)]) for place in range(20)]
    works = record("works", tender={"mainProcurementCategory": "works"}, contracts=[contract(9e6)])
    cases.given("category", *plain, works)
    cases.given("hostile", record("a", awards=[{"id": HOSTILE}], contracts=[contract(1, awardID=HOSTILE + "x")]))
    return cases.publish(tmp_path_factory.mktemp("others"))


def test_at_most_five_examples_but_every_place_is_counted(others: Snapshot) -> None:
    found = queries.check_results(others, Filters(source=("zeros",)), checks=("zero_amount",))
    (row,) = found.rows.to_dict("records")
    assert row["failures"] == 12
    assert [example["path"] for example in row["examples"]] == [
        f"contracts[{place}].value.amount" for place in range(5)
    ]


def test_an_outlier_says_how_much_of_the_total_it_makes(others: Snapshot) -> None:
    filters = Filters(source=("heavy",))
    (row,) = queries.outliers(others, filters).to_dict("records")
    total = 980_000 + sum(1000 + place for place in range(20))
    assert (row["ocid"], row["amount"], row["peers"], row["path"]) == ("big", 980_000, 22, "contracts[0].value")
    assert row["share"] == pytest.approx(980_000 / total)
    assert row["times"] == pytest.approx(980_000 / row["median"], rel=1e-6)
    half = queries.outliers(others, filters.replace(supplier=("heavy:uno",))).to_dict("records")[0]
    assert half["share"] == pytest.approx(row["share"])
    assert queries.heavy_outliers(others, filters)["ocid"].tolist() == ["big"]
    assert queries.outliers(others, filters.replace(stage="paid")).empty
    assert queries.outliers(others, filters.replace(currency="USD")).empty


def test_an_outlier_that_is_little_of_the_total_is_not_heavy(others: Snapshot) -> None:
    filters = Filters(source=("light",))
    assert queries.outliers(others, filters)["share"].tolist() == [pytest.approx(110 / 1110)]
    assert queries.heavy_outliers(others, filters).empty


def test_payments_that_are_nearly_equal_are_not_absurd(others: Snapshot) -> None:
    found = queries.checks(others, Filters(source=("near",)))
    assert found.processes == 31
    assert found.rows.set_index("check").loc["absurd_amount", "fails"] == 0


def test_few_of_a_category_are_compared_with_all(others: Snapshot) -> None:
    (row,) = queries.outliers(others, Filters(source=("category",))).to_dict("records")
    assert (row["ocid"], row["peers"]) == ("works", 21)


def test_a_value_never_changes_the_query(others: Snapshot) -> None:
    found = queries.check_results(others, Filters(source=("hostile",)), checks=("contract_without_award",))
    (row,) = found.rows.to_dict("records")
    assert row["examples"][0]["value"] == HOSTILE + "x"


def test_an_id_twice_in_a_list_is_noted_where_it_stands() -> None:
    release = {
        "ocid": "x",
        "awards": [{"id": 1}, {"id": "1"}, {"id": "2", "items": [{"id": "i"}, {"id": "i"}, {"id": ""}, {"id": ""}]}],
        "parties": [{"id": "a", "additionalIdentifiers": [{"scheme": "A", "id": "1"}, {"scheme": "B", "id": "1"}]}],
    }
    _, problems = normalise(json.loads(json.dumps(release)))
    found = [(problem.path, problem.value, problem.action) for problem in problems if problem.code == "duplicate_id"]
    assert sorted(found) == [("awards[1].id", "1", "noted"), ("awards[2].items[1].id", "i", "noted")]


def test_kinds_of_problems_add_up(bundled_snapshot: Snapshot) -> None:
    summary = queries.problems_summary(bundled_snapshot)
    totals = queries.problem_totals(bundled_snapshot)
    kinds = queries.problem_kinds(bundled_snapshot, limit=1000)
    assert sum(totals.values()) == summary["count"].sum() == kinds["count"].sum() > 0
    assert kinds["fraction"].iloc[0] == 1
    assert kinds["count"].is_monotonic_decreasing
    assert len(queries.problem_kinds(bundled_snapshot, limit=3)) == 3


def test_the_negative_steps_of_the_time_lines_are_those_that_fail(bundled_snapshot: Snapshot) -> None:
    negative = queries.timelines(bundled_snapshot, Filters())["negative"].sum()
    found = queries.check_results(bundled_snapshot, Filters(), checks=("negative_duration",), page_size=1000).rows
    assert found["failures"].sum() == negative > 0

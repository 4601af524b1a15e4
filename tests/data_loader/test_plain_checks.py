"""The bundled data, checked twice: by the queries and by the plain page beside this one, for every source and check."""

import gzip
import json
from collections import defaultdict
from pathlib import Path

import pytest

from data_loader.checks import check_list
from data_loader.snapshot import Snapshot
from tests.data_loader import plain, plain_checks
from tests.data_loader.test_plain_recomputation import SOURCES

ROOT = Path(__file__).parents[2]
OF_A_RELEASE = (
    "period_reversed",
    "award_before_close",
    "signed_before_award",
    "paid_before_signature",
    "contract_without_award",
    "award_without_supplier",
    "party_not_listed",
    "party_not_referenced",
    "zero_amount",
    "mixed_currencies",
    "paid_over_contract",
    "placeholder_text",
)
ELSEWHERE = (
    "absurd_amount",
    "repeated_amount",
    "negative_duration",
    "future_date",
    "empty_entry",
    "unusable_value",
    "unknown_code",
    "duplicate_id",
)


@pytest.fixture(scope="module")
def read(bundled_snapshot: Snapshot):
    """{source: {ocid: (release, [codes of problems], day fetched)}}."""
    cursor = bundled_snapshot.connection()
    problems = defaultdict(list)
    for source, ocid, code, action in cursor.execute("SELECT source, ocid, code, action FROM problems").fetchall():
        problems[source, ocid].append((code, action))
    found = defaultdict(dict)
    rows = cursor.execute("SELECT source, ocid, compiled, fetched_at FROM records").fetchall()
    for source, ocid, compiled, fetched in rows:
        found[source][ocid] = (json.loads(compiled), problems[source, ocid], plain.day(fetched))
    return found


@pytest.fixture(scope="module")
def verdicts(bundled_snapshot: Snapshot):
    """{(source, check): {ocid: passed, None where not applicable}}."""
    found = defaultdict(dict)
    for check in check_list():
        rows = bundled_snapshot.connection().execute(
            f'SELECT p.source, p.ocid, c."{check.code}" FROM checks c JOIN processes p USING (process_id)'  # noqa: S608
        )
        for source, ocid, passed in rows.fetchall():
            found[source, check.code][ocid] = passed
    return found


@pytest.fixture(scope="module")
def failures(bundled_snapshot: Snapshot):
    """{(source, ocid, check): number of failing places}."""
    rows = bundled_snapshot.connection().execute(
        "SELECT source, ocid, code, failures FROM check_failures JOIN processes USING (process_id)"
    )
    return {tuple(row[:3]): row[3] for row in rows.fetchall()}


def agrees(expected, verdicts, failures, source, check) -> None:
    """Hold what the plain page found ({ocid: [wrong, …]}) against the table."""
    for ocid, passed in verdicts[source, check].items():
        wrong = expected.get(ocid, [])
        assert passed == (not any(wrong) if wrong else None), (ocid, wrong)
        assert failures.get((source, ocid, check), 0) == sum(wrong), ocid


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("check", OF_A_RELEASE)
def test_of_a_release(read, verdicts, failures, source: str, check: str) -> None:
    plainly = getattr(plain_checks, check)
    expected = {ocid: list(plainly(release)) for ocid, (release, _, _) in read[source].items()}
    agrees(expected, verdicts, failures, source, check)


@pytest.mark.parametrize("source", SOURCES)
def test_among_peers(bundled_snapshot: Snapshot, read, verdicts, failures, source: str) -> None:
    releases = {ocid: release for ocid, (release, _, _) in read[source].items()}
    rows = bundled_snapshot.connection().execute("SELECT ocid, agency_id FROM processes WHERE source = ?", [source])
    agencies = dict(rows.fetchall())
    agrees(plain_checks.absurd_amounts(releases), verdicts, failures, source, "absurd_amount")
    agrees(plain_checks.repeated_amounts(releases, agencies), verdicts, failures, source, "repeated_amount")


@pytest.mark.parametrize("source", SOURCES)
def test_in_time(read, verdicts, failures, source: str) -> None:
    steps = {
        ocid: [days < 0 for days in plain.days(release).values() if days is not None]
        for ocid, (release, _, _) in read[source].items()
    }
    agrees(steps, verdicts, failures, source, "negative_duration")
    future = {
        ocid: list(plain_checks.future_date(release, fetched)) for ocid, (release, _, fetched) in read[source].items()
    }
    agrees(future, verdicts, failures, source, "future_date")


@pytest.mark.parametrize("source", SOURCES)
def test_of_how_it_was_read(read, verdicts, failures, source: str) -> None:
    blank, refused, codes = {}, {}, {}
    for ocid, (release, problems, _) in read[source].items():
        blank[ocid] = [False] + [True for code, _ in problems if code == "blank_objects"]
        taken = [code for code, action in problems if action == "refused"]
        refused[ocid] = [False] + [True for code in taken if code not in {"unknown_currency", "not_finite"}]
        codes[ocid] = list(plain_checks.unknown_code(release, [code for code, _ in problems]))
    agrees(blank, verdicts, failures, source, "empty_entry")
    agrees(refused, verdicts, failures, source, "unusable_value")
    agrees(codes, verdicts, failures, source, "unknown_code")


def repeated(value) -> bool:
    """Whether two objects of one list, anywhere inside, have the same id."""
    if isinstance(value, dict):
        return any(repeated(item) for item in value.values())
    if isinstance(value, list):
        keys = [
            (item.get("scheme"), str(item["id"]).strip())
            for item in value
            if isinstance(item, dict) and plain.said(str(item.get("id") or "")) is not None
        ]
        return len(keys) != len(set(keys)) or any(repeated(item) for item in value)
    return False


def releases_of(document):
    """Every release inside a published document, with the ocid it stands under."""
    if isinstance(document, list):
        for item in document:
            yield from releases_of(item)
    elif isinstance(document, dict):
        inner = [document[key] for key in ("records", "releases", "compiledRelease") if document.get(key)]
        if inner:
            yield from releases_of(inner)
        elif "ocid" in document and {"tender", "awards", "contracts", "parties", "planning"} & document.keys():
            yield document
        else:
            for item in document.values():
                yield from releases_of(item) if isinstance(item, list | dict) else ()


@pytest.mark.parametrize("source", ["mx_apf", "mx_inai", "mx_jalisco", "mx_nuevo_leon"])
def test_ids_twice_in_the_files_as_published(verdicts, source: str) -> None:
    with gzip.open(ROOT / "data" / f"{source}.jsonl.gz", "rt", encoding="utf-8") as lines:
        published = {item["ocid"] for line in lines for item in releases_of(json.loads(line)) if repeated(item)}
    found = {ocid for ocid, passed in verdicts[source, "duplicate_id"].items() if passed is False}
    assert found == published


def test_every_check_is_done_twice() -> None:
    assert {*OF_A_RELEASE, *ELSEWHERE} == {check.code for check in check_list()}

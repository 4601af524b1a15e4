"""The indicators: each is defined whole, in two languages, and gives its three answers with the figures they rest on."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from components.lead_words import plain, said
from components.text import Text
from data_loader import queries, snapshot_making
from data_loader.filters import Filters
from data_loader.indicators.definitions import (
    FAMILIES,
    FOLDER,
    OF_PROCESSES,
    REASONS,
    WORDS,
    Indicator,
    indicator_list,
    reasons,
)
from data_loader.inputs import Inputs
from data_loader.queries import LeadKey
from data_loader.snapshot import Snapshot
from tests.data_loader.cases import CASES
from tests.data_loader.indicator_cases import Subject
from tests.data_loader.records import NOW, sources, write

LISTED = indicator_list()
EVERY = pytest.mark.parametrize("indicator", LISTED, ids=lambda indicator: indicator.code)
PLACE = re.compile(r"{(\w+)}")
OWN_PLACES = {"agency", "supplier", "subject", "title", "value", "threshold", "peers", "amount"}


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The cases of all indicators, each in a source of the indicator's name."""
    folder: Path = tmp_path_factory.mktemp("indicators")
    listed = [item for code, case in CASES.items() for item in case.records(code)]
    for item in listed:
        if item["source"] == "vanished" and item["ocid"] == "gone":
            item["no_longer_published_since"] = "2026-11-20"
        if item["source"] == "amendment_growth" and item["ocid"] != "unknown":
            item["original_values"] = [{"contract": "c1", "amount": 1000, "currency": "MXN", "told_by": "amendments"}]
        if item["source"] == "published_late" and item["ocid"] != "unknown":
            told = "2017-08-01" if item["ocid"] == "late" else "2017-01-09"
            item["releases"] = 2
            item["publications"] = [{"event": "award", "day": "2017-01-02", "published": told, "at_most": False}]
    lists = {
        "changes": [row for code, case in CASES.items() for row in case.change_rows(code)],
        "thresholds": [{"line": 2, "problem": None} | row for case in CASES.values() for row in case.thresholds],
        "watchlists": [{"problem": None} | row for case in CASES.values() for row in case.watchlists],
    }
    (folder / "in").mkdir()
    files = {name: written(folder / "in" / f"{name}.jsonl", rows) for name, rows in lists.items()}
    inputs = Inputs(*write(folder / "in", listed), sources(listed), files)
    return snapshot_making.publish(inputs, folder / "data", now=NOW)


@EVERY
def test_an_indicator_is_documented_and_translated(indicator: Indicator) -> None:
    assert (FOLDER / f"{indicator.code}.sql").read_text(encoding="utf-8").startswith("-- ")
    assert indicator.family in FAMILIES
    assert indicator.needs
    assert indicator.references
    assert 0 < indicator.strength < 1
    for word in WORDS:
        english, spanish = said(Text("en"), indicator, word), said(Text("es"), indicator, word)
        assert english, word
        assert english != spanish, word
        assert set(PLACE.findall(spanish)) <= set(PLACE.findall(english)), word
    assert all(getattr(indicator, word).endswith((".", "?")) for word in ("what", "why", "innocent", "next", "lead"))
    assert set(PLACE.findall(indicator.lead)) <= OWN_PLACES | indicator.figures.keys()


@EVERY
def test_its_numbers_are_used_and_its_reasons_known(indicator: Indicator) -> None:
    used = set(re.findall(rf"getvariable\('{indicator.code}_(\w+)'\)", indicator.sql))
    assert used - {"threshold"} == indicator.parameters.keys()
    assert not indicator.threshold or indicator.threshold in used
    given = {code for code in re.findall(r"'([a-z_]+)'", indicator.sql) if code in reasons()}
    assert CASES[indicator.code].reason in given | {"missing"} | base_reasons()


def base_reasons() -> set[str]:
    base = (FOLDER / "base.sql").read_text(encoding="utf-8")
    return {code for code in re.findall(r"'([a-z_]+)'", base) if code in reasons()}


def test_nothing_is_without_its_other_half() -> None:
    codes = {indicator.code for indicator in LISTED}
    assert codes == {path.stem for path in FOLDER.glob("*.sql")} - {"base"}
    assert codes == {path.stem for path in FOLDER.glob("*.toml")} - {REASONS.stem}
    assert codes == set(CASES)
    everything = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.sql"))
    code = (FOLDER / "build.py").read_text(encoding="utf-8")
    assert not [reason for reason in reasons() if f"'{reason}'" not in everything + code and reason != "switched_off"]


def identity(snapshot: Snapshot, source: str, name: str) -> str:
    found = snapshot.connection().execute(
        "SELECT organisation_id FROM organisations WHERE (name = ? OR organisation_id = ?) AND list_has_any(sources, [?, ?])",
        [name, f"{source}:{name}", source, f"{source}-once"],
    )
    ((only,),) = found.fetchall()
    return str(only)


def results(snapshot: Snapshot, indicator: Indicator, subject: Subject) -> list[dict[str, Any]]:
    """What the indicator says of a subject: rows of results, of a process also where it cannot be computed."""
    kind, *names = subject
    found = queries.indicator_results(
        snapshot, Filters(), indicators=(indicator.code,), states=("raised", "clear", "not_computable"), page_size=5000
    ).rows
    if kind == "process":
        found = found[(found["ocid"] == names[0]) & found["source"].isin([indicator.code, f"{indicator.code}-once"])]
    else:
        columns = {"agency": ["agency_id"], "supplier": ["supplier_id"], "pair": ["agency_id", "supplier_id"]}[kind]
        for column, name in zip(columns, names, strict=True):
            found = found[found[column] == identity(snapshot, indicator.code, name)]
        found = found[found["process_id"].isna()]
    rows: list[dict[str, Any]] = found.to_dict("records")
    return rows


@EVERY
def test_three_answers(snapshot: Snapshot, indicator: Indicator) -> None:
    case = CASES[indicator.code]
    assert {row["state"] for row in results(snapshot, indicator, case.raised)} == {"raised"}
    assert {row["state"] for row in results(snapshot, indicator, case.clear)} == {"clear"}
    (none,) = results(snapshot, indicator, case.none)
    assert (none["state"], none["reason"]) == ("not_computable", case.reason)


@EVERY
def test_a_raised_result_says_so_in_a_sentence_with_its_figures(
    snapshot: Snapshot, indicator: Indicator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VITRINA_DATA", str(snapshot.path.parent.parent))
    row = results(snapshot, indicator, CASES[indicator.code].raised)[0]
    evidence = json.loads(row["evidence"])
    for figure, kind in indicator.figures.items():
        assert {figure} <= evidence.keys() or isinstance(kind, list), figure
        if isinstance(kind, list):
            assert set(kind[1:]) <= evidence.keys()
    for lang in ("en", "es"):
        sentence = plain(Text(lang), row)
        assert not re.search(r"[{}]|None|nan|\ue000", sentence), sentence
        assert sentence[0].isupper() or not sentence[0].isalpha()
    if indicator.compare and row["value"] == row["value"]:
        assert eval(f"{row['value']} {indicator.compare} {row['threshold']}")  # noqa: S307  figures of our own


@EVERY
def test_counts_agree_with_the_list(snapshot: Snapshot, indicator: Indicator) -> None:
    counts = queries.indicator_counts(snapshot, Filters())
    counts = counts[counts["indicator"] == indicator.code]
    for state in ("raised", "clear", "not_computable"):
        found = queries.indicator_results(
            snapshot, Filters(), indicators=(indicator.code,), states=(state,), page_size=5000
        )
        assert found.total == len(found.rows)
        listed = found.rows["process_id"].nunique() if indicator.level == "item" else found.total
        if indicator.level != "item" or state == "raised":
            assert listed == counts[state].sum(), state
    gaps = queries.indicator_reasons(snapshot, Filters()).get(indicator.code, {})
    assert sum(gaps.values()) == counts["not_computable"].sum()
    assert gaps.keys() <= reasons().keys()
    if set(indicator.all_levels) & OF_PROCESSES:
        total = snapshot.connection().table("processes").count("*").fetchall()[0][0]
        assert counts[["raised", "clear", "not_computable"]].sum(axis=1).tolist() == [total]


@EVERY
def test_a_lead_opens_by_its_names(snapshot: Snapshot, indicator: Indicator) -> None:
    row = results(snapshot, indicator, CASES[indicator.code].raised)[0]
    if row["ocid"]:
        key = LeadKey(indicator=indicator.code, ocid=row["ocid"], source=row["source"], item=row["item"])
    else:
        agency = row["agency_id"] if row["level"] in {"agency", "pair"} else None
        supplier = row["supplier_id"] if row["level"] in {"supplier", "pair"} else None
        key = LeadKey(indicator=indicator.code, agency=agency, supplier=supplier)
    found = queries.lead_found(snapshot, key)
    assert found is not None
    assert found.row["evidence"] == row["evidence"]
    assert found.row["ocid"] is None or found.records["ocid"].iloc[0] == row["ocid"]

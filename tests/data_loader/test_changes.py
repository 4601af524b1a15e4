"""What changed between pulls: a table of the snapshot, the latest of each source, field by field."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from data_loader import changes as changed
from data_loader import queries
from data_loader.config import Settings, Source
from data_loader.filters import Filters
from data_loader.pull import pull

FIRST = datetime(2026, 11, 1, 6, tzinfo=UTC)


def release(number: int, title: str = "Obra", /, **contract: object) -> dict[str, object]:
    contracts = [{"id": "c", "value": {"amount": 100, "currency": "MXN"}} | contract]
    return {"ocid": f"o-{number}", "id": "1", "tag": ["contract"], "tender": {"title": title}, "contracts": contracts}


@pytest.fixture
def pulled(tmp_path):
    """What a pull of these releases publishes, `day` days after the first."""
    (tmp_path / "vitrina.toml").write_text("")
    settings = Settings(data=tmp_path, config=tmp_path / "vitrina.toml")

    def again(day: int, *releases: dict[str, object]):
        (tmp_path / "data.json").write_text(json.dumps(list(releases)))
        source = Source(id="s", url=str(tmp_path / "data.json"))
        report = pull(settings, [source], now=lambda: FIRST + timedelta(days=day))
        assert report.sources[0].error is None
        return report.snapshot

    return again


def rows(snapshot, sql):
    return snapshot.connection().execute(sql).fetchall()


def test_a_first_pull_is_no_news(pulled) -> None:
    found = queries.changes(pulled(0, release(1)), Filters())
    assert (found.total, found.processes, found.first, len(found.rows)) == (0, 0, None, 0)


def test_one_row_a_changed_field_and_one_a_process_that_came_or_went(pulled) -> None:
    pulled(0, release(1), release(2))
    pulled(1, release(1, "Puente", value={"amount": 250.5, "currency": "MXN"}, title="C"), release(3))
    snapshot = pulled(2, release(1, "Puente", value={"amount": 250.5, "currency": "MXN"}), release(2), release(3))
    assert rows(
        snapshot, "SELECT CAST(changed_at AS VARCHAR), source, ocid, kind, fields, path, before, after FROM changes"
    ) == [
        ("2026-11-03 06:00:00", "s", "o-1", "changed", 1, "contracts[c].title", "C", None),
        ("2026-11-03 06:00:00", "s", "o-2", "returned", 0, None, None, None),
        ("2026-11-02 06:00:00", "s", "o-1", "changed", 3, "contracts[c].title", None, "C"),
        ("2026-11-02 06:00:00", "s", "o-1", "changed", 3, "contracts[c].value.amount", "100", "250.5"),
        ("2026-11-02 06:00:00", "s", "o-1", "changed", 3, "tender.title", "Obra", "Puente"),
        ("2026-11-02 06:00:00", "s", "o-2", "vanished", 0, None, None, None),
        ("2026-11-02 06:00:00", "s", "o-3", "added", 0, None, None, None),
    ]
    assert rows(snapshot, "SELECT DISTINCT p.ocid = c.ocid FROM changes c JOIN processes p USING (process_id)") == [
        (True,)
    ]


def test_the_list_counts_by_kind_since_a_day_and_obeys_the_filters(pulled) -> None:
    pulled(0, release(1), release(2))
    pulled(1, release(1, "Puente"), release(3))
    snapshot = pulled(2, release(1, "Presa"), release(3))
    everything = queries.changes(snapshot, Filters())
    assert everything.counts == {"added": 1, "changed": 2, "vanished": 1, "returned": 0}
    assert (everything.total, everything.processes) == (4, 3)
    assert everything.first == datetime(2026, 11, 2, 6)  # noqa: DTZ001  moments in the tables are UTC
    latest = queries.changes(snapshot, Filters(), since=(FIRST + timedelta(days=2)).date())
    assert latest.rows["ocid"].tolist() == ["o-1"]
    assert latest.rows["fields"].tolist() == [[{"path": "tender.title", "before": "Puente", "after": "Presa"}]]
    assert queries.changes(snapshot, Filters(), kind=("added", "vanished")).rows["ocid"].tolist() == ["o-2", "o-3"]
    assert queries.changes(snapshot, Filters(q="presa")).rows["ocid"].tolist() == ["o-1", "o-1"]
    assert queries.changes(snapshot, Filters(source=("elsewhere",))).total == 0
    second = queries.changes(snapshot, Filters(), page=2, page_size=3)
    assert (second.total, second.rows["ocid"].tolist()) == (4, ["o-3"])


def test_a_pull_without_news_publishes_nothing_however_often(pulled) -> None:
    pulled(0, release(1))
    changed_once = pulled(1, release(1, "Puente"))
    assert pulled(2, release(1, "Puente")).id == changed_once.id


def test_the_latest_rows_of_a_source_are_kept_and_no_process_takes_them_all(pulled, monkeypatch) -> None:
    monkeypatch.setattr(changed, "MOST_ROWS", 3)
    monkeypatch.setattr(changed, "MOST_FIELDS", 2)
    pulled(0, release(1))
    pulled(1, release(1, "Puente"))
    snapshot = pulled(2, release(1, "Presa", title="C", description="D", status="active"))
    assert rows(snapshot, "SELECT fields, path, after FROM changes") == [
        (4, "contracts[c].description", "D"),
        (4, "contracts[c].status", "active"),
        (1, "tender.title", "Puente"),
    ]


def test_long_values_are_cut_and_what_is_no_text_is_json() -> None:
    words = changed._words
    assert [words(item) for item in (None, "ñ", 1.5, True, {"a": [1]})] == [None, "ñ", "1.5", "true", '{"a":[1]}']
    assert len(words("x" * 1000)) == 300


def test_a_process_known_by_another_ocid_now_is_among_those_of_which_nothing_is_published(pulled) -> None:
    pulled(0, release(1))
    pulled(1, release(1), release(2) | {"ocid": "O/2"})
    snapshot = pulled(2, release(1), release(2) | {"ocid": "O/2"}, release(2))
    assert rows(snapshot, "SELECT DISTINCT ocid FROM changes WHERE process_id IS NULL") == [("O/2",)]
    for nothing in (Filters(), Filters(agency=("none",)), Filters(exclude_agency=("a",))):
        assert "O/2" in queries.changes(snapshot, nothing).rows["ocid"].tolist(), nothing
    for something in (Filters(source=("s",)), Filters(exclude_agency=("none",)), Filters(year_from=1990)):
        assert "O/2" not in queries.changes(snapshot, something).rows["ocid"].tolist(), something

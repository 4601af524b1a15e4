"""Tenderers, history and changes of the bundled data, computed a second time in plain Python."""

import json
from collections import Counter

import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader import plain


def test_tenderers_by_process(bundled_snapshot) -> None:
    connection = bundled_snapshot.connection()
    found = {}
    for process_id, name, seen_in in connection.execute("SELECT process_id, name, seen_in FROM tenderers").fetchall():
        found.setdefault(process_id, Counter())[plain.fold(name)] += 1
        assert seen_in
        assert set(seen_in) <= {"tender", "parties"}
    records = connection.execute("SELECT process_id, compiled FROM records").fetchall()
    named = 0
    for process_id, text in records:
        release = json.loads(text)
        parties = [party for party in release.get("parties", []) if "tenderer" in party.get("roles", [])]
        names = plain.names_of(release, release.get("tender", {}).get("tenderers", []) + parties)
        named += len(names)
        # an organisation spelt in two ways is one tenderer, under the first of its names
        assert set(found.get(process_id, {})) <= set(names)
        assert len(found.get(process_id, {})) == len(names) or len(names) > 1
    assert sum(sum(counts.values()) for counts in found.values()) == pytest.approx(named, rel=0.02)
    assert named > 300


def test_history_adds_up_to_the_completeness_shown(bundled_snapshot) -> None:
    rows = bundled_snapshot.connection().execute(
        "SELECT source, sum(processes), sum(published), sum(applicable) FROM history WHERE snapshot = ? GROUP BY source",
        [bundled_snapshot.id],
    )
    for source, processes, published, applicable in rows.fetchall():
        shown = queries.completeness(bundled_snapshot, Filters(source=(source,)))
        assert processes == shown.processes
        assert published / applicable == pytest.approx(shown.score)


def test_what_was_read_once_has_not_changed(bundled_snapshot) -> None:
    assert queries.changes(bundled_snapshot, Filters()).total == 0

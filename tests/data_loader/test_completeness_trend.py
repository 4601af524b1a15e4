"""The trend of a gauge: its score now against that of the first snapshot it is in, recomputed from the history file."""

import json
from pathlib import Path

import pytest

from data_loader import queries
from data_loader import snapshot as snapshots
from data_loader.config import Settings
from data_loader.filters import Filters
from data_loader.pull import pull

TOML = '[[sources]]\nid = "a"\nurl = "a.jsonl"\n'


def release(number: int, title: str | None) -> str:
    tender = {"id": "t", **({"title": title} if title else {})}
    found = {"ocid": f"o-{number}", "id": "1", "date": "2020-01-01T00:00:00Z", "tag": ["tender"], "tender": tender}
    return json.dumps(found | {"buyer": {"id": f"B{number}", "name": f"Ministry {number}"}})


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """Two snapshots: in the second the first ministry says more, the second the same, a third is new."""
    (tmp_path / "city.toml").write_text(TOML, encoding="utf-8")
    for lines in (
        [release(1, None), release(2, "A road")],
        [release(1, "A bridge"), release(2, "A road"), release(3, "X")],
    ):
        (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
        pull(Settings(data=tmp_path / "data", config=tmp_path / "city.toml", refresh="off"))
    return tmp_path / "data"


def test_a_score_is_held_against_its_first(grown: Path) -> None:
    snapshot = snapshots.current(grown)
    assert snapshot is not None
    lines = [json.loads(line) for line in (grown / "history.jsonl").read_text(encoding="utf-8").splitlines()]
    scores: dict[str, list[float]] = {}
    for line in sorted(lines, key=lambda line: line["published_at"]):
        scores.setdefault(line["agency_id"], []).append(line["published"] / line["applicable"])

    trend = queries.completeness_trend(snapshot, Filters())
    found = dict(zip(trend["id"], trend["change"], strict=True))

    assert found == pytest.approx({one: own[-1] - own[0] for one, own in scores.items() if len(own) > 1})
    assert [bool(found[one]) for one in sorted(found)] == [True, False]
    assert len(scores) == 3
    assert set(trend["since"]) == {min(line["published_at"] for line in lines)}


def test_one_snapshot_has_no_trend(bundled_snapshot: snapshots.Snapshot) -> None:
    assert queries.completeness_trend(bundled_snapshot, Filters()).empty

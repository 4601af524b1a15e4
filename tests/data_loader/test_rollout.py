"""Who publishes, how soon, what is missing: records whose answers are obvious."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from data_loader import queries, snapshot_making
from data_loader import snapshot as snapshots
from data_loader.config import Config, Roster, Site, Source
from data_loader.filters import Filters
from data_loader.inputs import Inputs
from data_loader.queries.completeness import DIMENSIONS
from data_loader.queries.rollout import gini, thinned
from data_loader.roster import rows, write
from tests.data_loader.records import contract, publish, record, sources
from tests.data_loader.records import write as write_records

ALL = Filters()


def listed_rows(frame):
    return [list(row) for row in frame.itertuples(index=False)]


OBRAS, SALUD = {"name": "Secretaría de Obras"}, {"name": "Salud", "id": "0301"}


def told(event, day, published, *, at_most=False):
    return {"event": event, "day": day, "published": published, "at_most": at_most}


@pytest.fixture(scope="module")
def listed():
    """Obras: three processes from January 2017 on; Salud: one in May; one without an agency."""
    first = record("a", buyer=OBRAS, contracts=[contract(60, dateSigned="2017-01-01"), contract(id="c2")])
    first |= {
        "first_release": "2017-01-11",
        "publications": [told("signature", "2017-01-01", "2017-01-11")],
    }
    second = record("b", buyer=OBRAS, contracts=[contract(20, dateSigned="2017-04-21")])
    early = record("c", buyer=OBRAS, contracts=[contract(10, dateSigned="2017-06-01")])
    return [
        first,
        second,
        early,
        record("d", buyer=SALUD, tender={"title": "Vacunas"}),
        record("e", tender={"id": "t"}),
    ]


@pytest.fixture(scope="module")
def few(tmp_path_factory, listed):
    return publish(tmp_path_factory.mktemp("rollout"), *listed)


def test_days_from_signature_to_the_first_release_that_carries_it(few):
    """10 days where releases tell, at most 10 where only the compiled release does; June was published in May."""
    row = queries.timeliness(few, ALL).set_index("event").loc["signature"]
    assert row[["events", "processes", "measured", "at_most", "missing", "negative"]].tolist() == [4, 3, 2, 1, 1, 1]
    assert (row["p25"], row["median"], row["p75"]) == (10, 10, 10)
    by = queries.timeliness(few, ALL, by="agency")
    assert set(map(tuple, listed_rows(by[["name", "event", "measured"]]))) == {
        ("Secretaría de Obras", "signature", 2),
        ("Salud", "tender", 0),
    }


def test_each_count_of_timeliness_opens_its_processes(few):
    for kept, ocids in (("timed", {"a", "b"}), ("untimed", {"a"}), ("early", {"c"})):
        assert set(queries.processes(few, ALL, having=kept, value="signature").rows["ocid"]) == ocids
    assert set(queries.processes(few, ALL, having="released", value="2017-01").rows["ocid"]) == {"a"}
    assert set(queries.processes(few, ALL, having="month", value="2017-04").rows["ocid"]) == {"b"}


def test_a_task_counts_contracts_and_the_processes_they_are_in(few):
    tasks = queries.todo(few, ALL).set_index("field")
    signed = tasks.loc["contracts/dateSigned"]
    assert signed[["object", "objects", "lacking", "applicable", "processes", "empty"]].tolist() == [
        "contract",
        4,
        1,
        3,
        1,
        0,
    ]
    award = tasks.loc["awards/date"]
    assert award[["objects", "lacking", "processes", "empty"]].tolist() == [0, 0, 3, 3]
    assert tasks["level"].map(["basic", "intermediate", "advanced"].index).is_monotonic_increasing


def test_a_tender_that_is_only_an_id_is_not_reached(few):
    """And so owes nothing; a contract owes the procedure that it came from all the same."""
    e = queries.processes(few, ALL, page_size=9).rows.set_index("ocid").loc["e"]
    assert e["stage"] is None
    owing = queries.completeness_by(few, ALL, by="stage").set_index("id")["processes"]
    assert (owing["planning"], owing["tender"], owing["contract"]) == (5, 4, 3)


def test_single_gaps_are_as_many_as_the_tasks_say(few):
    gaps = pd.concat(queries.missing_fields(few, ALL, a_time=2))
    counted = gaps.groupby("field").size().to_dict()
    assert counted == queries.todo(few, ALL).set_index("field")["processes"].to_dict()
    signed = gaps[gaps["field"] == "contracts/dateSigned"].iloc[0]
    assert (signed["ocid"], signed["objects"], signed["lacking"]) == ("a", 2, 1)


def test_rollout_of_each_agency(few):
    found = queries.rollout(few, ALL)
    assert (found.processes, found.unnamed, found.undated) == (5, 1, 0)
    first = found.agencies.iloc[0]
    assert (first["name"], first["processes"], first["process_share"]) == ("Secretaría de Obras", 3, 0.75)
    assert (first["first_release"], first["last_release"]) == (date(2017, 1, 11), date(2017, 5, 1))
    assert (first["amount"], first["money_share"]) == (90, 1)
    assert found.top3_processes == 1
    assert found.gini_processes == pytest.approx(0.25)


def test_months_by_first_release_and_by_the_date_of_the_process(few):
    released = queries.rollout_months(few, ALL)
    columns = ["month", "agencies", "new_agencies", "processes", "all_agencies", "all_processes"]
    assert listed_rows(released[columns]) == [["2017-01", 1, 1, 1, 1, 1], ["2017-05", 2, 1, 4, 2, 5]]
    dated = queries.rollout_months(few, ALL, basis="event")
    assert dated["month"].tolist() == ["2017-01", "2017-04", "2017-05", "2017-06"]
    grid = queries.rollout_grid(few, ALL)
    assert grid["processes"].sum() == 4


def test_lorenz_starts_at_nothing_and_ends_at_all(few):
    points = queries.lorenz(few, ALL)
    shares = points[points["measure"] == "processes"]
    assert listed_rows(shares[["agencies", "share"]]) == [[0, 0], [0.5, 0.25], [1, 1]]


def test_a_curve_of_many_agencies_has_the_points_that_can_be_seen():
    share = pd.Series(range(20_001)).div(20_000)
    points = pd.DataFrame({"agencies": share, "share": share**3})
    kept = thinned(points)
    assert 100 <= len(kept) <= 201
    assert listed_rows(kept.iloc[[0, -1]]) == [[0, 0], [1, 1]]
    assert kept.diff().max().max() < 1 / 50
    pd.testing.assert_frame_equal(thinned(points[:100:50]), points[:100:50])


@pytest.mark.parametrize(("sizes", "expected"), [([], None), ([0, 0], None), ([5], 0), ([1, 3], 0.25), ([-1, 3], None)])
def test_gini(sizes, expected):
    assert gini(pd.Series(sizes, dtype="float64")) == (pytest.approx(expected) if expected is not None else None)


ROSTER = """Clave,Nombre,Siglas
7,SECRETARIA DE OBRAS,
0301,Servicios de salud,
9,Secretaria de la Obra,
10,Turismo,ST
10,Otra con la misma clave,ST

11,,
12,Con,demasiadas,columnas
"""


@pytest.fixture
def held(tmp_path, listed):
    file = tmp_path / "roster.csv"
    file.write_bytes(b"\xef\xbb\xbf" + ROSTER.encode())
    config = Config(sources=(Source(id="s", url="x", roster={"path": str(file)}),))
    lists = {"roster": write(config, ["s"], tmp_path)}
    inputs = Inputs(*write_records(tmp_path / "in", listed), sources(listed), lists)
    return snapshot_making.publish(inputs, tmp_path / "data", now=datetime(2017, 11, 1, tzinfo=UTC))


def test_the_roster_says_who_publishes_who_is_silent_and_who_never_did(held):
    found = queries.roster(held, ALL)
    columns = ["line", "state", "matched_by", "processes"]
    assert listed_rows(found.rows[columns]) == [
        [2, "publishing", "name", 3],
        [3, "publishing", "identifier", 1],
        [4, "never", None, 0],
        [5, "never", None, 0],
    ]
    assert found.unlisted.empty
    assert listed_rows(found.problems[["line", "problem"]]) == [
        [6, "repeated"],
        [8, "no_name"],
        [9, "wrong_columns"],
    ]
    later = queries.roster(held, ALL, silent_after=5)
    assert later.count("silent") == 2
    assert queries.roster(held, ALL, today=date(2017, 11, 2)).count("publishing") == 0


def test_a_near_name_is_suggested_and_never_applied(tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("name\nSecretaria de Obra\n", encoding="utf-8")
    lists = {"roster": write(Config(site=Site(roster={"path": str(file)})), ["s"], tmp_path)}
    listed = [record("a", buyer=OBRAS)]
    inputs = Inputs(*write_records(tmp_path / "in", listed), sources(listed), lists)
    found = queries.roster(
        snapshot_making.publish(inputs, tmp_path / "data", now=datetime(2017, 6, 1, tzinfo=UTC)), ALL
    )
    (row,) = found.rows.to_dict("records")
    assert (row["state"], row["suggested_name"]) == ("never", "Secretaría de Obras")
    assert found.unlisted["name"].tolist() == ["Secretaría de Obras"]


def test_another_source_is_not_on_the_roster_of_one(tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("name\nSalud\n", encoding="utf-8")
    lists = {"roster": write(Config(sources=(Source(id="s", url="x", roster=str(file)),)), ["s", "t"], tmp_path)}
    listed = [record("a", buyer=OBRAS), record("b", source="t", buyer=SALUD)]
    inputs = Inputs(*write_records(tmp_path / "in", listed), sources(listed), lists)
    found = queries.roster(
        snapshot_making.publish(inputs, tmp_path / "data", now=datetime(2017, 6, 1, tzinfo=UTC)), ALL
    )
    assert found.rows["state"].tolist() == ["never"]
    assert found.unlisted["name"].tolist() == ["Secretaría de Obras"]
    assert queries.roster(held := found and snapshots.current(tmp_path / "data"), Filters(source=("t",))).rows.empty, (
        held
    )


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (b"codigo;dependencia\n1;Salud \xe1\n", [None]),
        (b"\xff\xfe\x00", ["no_name_column"]),
        (b"", ["no_name_column"]),
        (b"name\nA\n\n  \nA\n", [None, "repeated"]),
        (b'name\n"open\n', ["unreadable"]),
    ],
)
def test_a_roster_of_any_kind_is_read_or_said_to_be_wrong(tmp_path, body, problems):
    path = tmp_path / "r.csv"
    path.write_bytes(body)
    assert [row["problem"] for row in rows(Roster(path=str(path)))] == problems


def test_a_roster_that_is_not_there_is_said(tmp_path):
    assert [row["problem"] for row in rows(Roster(path=str(tmp_path / "none.csv")))] == ["unreadable"]


def test_columns_can_be_named(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("Nr,Behörde\n1,Salud\n", encoding="utf-8")
    assert [row["name"] for row in rows(Roster(path=str(path), name="behorde"))] == ["Salud"]


def test_every_grouping_adds_up_and_lies_between_none_and_all(bundled_snapshot):
    whole = queries.completeness(bundled_snapshot, ALL)
    for by in DIMENSIONS:
        found = queries.completeness_by(bundled_snapshot, ALL, by=by)
        assert (found["published"].sum(), found["applicable"].sum()) == (whole.published, whole.applicable)
        assert found["score"].dropna().between(0, 1).all()


def test_the_history_grows_with_every_snapshot(tmp_path, listed):
    one = publish(tmp_path, *listed[:2])
    assert queries.completeness_history(one, ALL)["processes"].tolist() == [2]
    two = publish(tmp_path, *listed, now=datetime(2026, 11, 23, tzinfo=UTC))
    found = queries.completeness_history(two, ALL)
    assert found["processes"].tolist() == [2, 5]
    assert found["score"].between(0, 1).all()
    assert queries.completeness_history(two, Filters(agency=("none",)))["processes"].tolist() == [1]
    assert queries.completeness_history(two, Filters(source=("x",))).empty

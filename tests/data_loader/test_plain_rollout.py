"""The rollout of the bundled data, computed twice: by the queries and by the plain page beside this one."""

import gzip
import json
import statistics
from collections import Counter, defaultdict

import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.conftest import ROOT
from tests.data_loader import plain, plain_rollout

SOURCES = ("mx_apf", "mx_cdmx", "mx_gacm", "mx_inai", "mx_jalisco", "mx_nuevo_leon")


@pytest.fixture(scope="module")
def releases(bundled_snapshot):
    """{source: {process_id: compiled release}}."""
    found = defaultdict(dict)
    rows = bundled_snapshot.connection().execute("SELECT source, process_id, compiled FROM records").fetchall()
    for source, process_id, compiled in rows:
        found[source][process_id] = json.loads(compiled)
    return found


def documents(source):
    with gzip.open(ROOT / "data" / f"{source}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def earliest(told, spellings, event, day):
    return min(filter(None, (told.get((name, event, day)) for name in spellings)), default=None)


@pytest.mark.parametrize("source", SOURCES)
def test_when_each_event_was_first_published(bundled_snapshot, source):
    """Where a release of the files carries the day, its date; else that of a compiled release, as an upper bound."""
    first, bounds = plain_rollout.first_told(documents(source))
    rows = bundled_snapshot.connection().execute(
        """SELECT p.ocid, p.aliases, t.event, CAST(t.date AS VARCHAR), CAST(t.published AS VARCHAR), t.at_most, t.days,
            CAST(p.release_date AS VARCHAR)
        FROM publications t JOIN processes p USING (process_id) WHERE p.source = ? AND t.date IS NOT NULL""",
        [source],
    )
    checked = 0
    for ocid, aliases, event, day, published, at_most, days, released in rows.fetchall():
        spellings = {plain_rollout.folded(name) for name in (ocid, *aliases)}
        told = earliest(first, spellings, event, day)
        assert published == (told or earliest(bounds, spellings, event, day) or released), (ocid, event, day)
        assert at_most or told
        assert days == (plain.day(published) - plain.day(day)).days
        checked += 1
    assert checked


@pytest.mark.parametrize("source", SOURCES)
def test_time_to_publication(bundled_snapshot, source):
    rows = bundled_snapshot.connection().execute(
        "SELECT t.event, t.days FROM publications t JOIN processes p USING (process_id) WHERE p.source = ?", [source]
    )
    days = defaultdict(list)
    for event, length in rows.fetchall():
        days[event].append(length)
    for row in queries.timeliness(bundled_snapshot, Filters(source=(source,))).itertuples():
        measured = [length for length in days[row.event] if length is not None and length >= 0]
        assert row.measured + row.missing + row.negative == row.events == len(days[row.event])
        assert (row.measured, row.missing) == (len(measured), days[row.event].count(None))
        if measured:
            assert row.median == statistics.median(measured)


@pytest.mark.parametrize("source", SOURCES)
def test_objects_that_lack_a_field(bundled_snapshot, releases, source):
    names = list(plain_rollout.lacking({}))
    asked = bundled_snapshot.connection().execute("SELECT * FROM objects")
    columns = [column[0] for column in asked.description]
    found = {row[0]: dict(zip(columns, row, strict=True)) for row in asked.fetchall()}
    tasks = queries.todo(bundled_snapshot, Filters(source=(source,))).set_index("field")
    sums = Counter()
    for process_id, release in releases[source].items():
        for name, (_, lacking) in plain_rollout.lacking(release).items():
            assert found[process_id][name] == lacking, (process_id, name)
            sums[name] += lacking
    for name in set(names) & set(tasks.index):
        if not name.startswith("contracts/implementation"):
            assert tasks.loc[name, "lacking"] == sums[name], name


@pytest.mark.parametrize("source", SOURCES)
def test_agencies_their_shares_and_months(bundled_snapshot, releases, source):
    filters = Filters(source=(source,))
    rows = bundled_snapshot.connection().execute(
        "SELECT process_id, agency_id, CAST(first_release AS VARCHAR) FROM processes WHERE source = ?", [source]
    )
    first = {process_id: (agency, day) for process_id, agency, day in rows.fetchall()}
    counts = Counter(agency for agency, _ in first.values() if agency)
    found = queries.rollout(bundled_snapshot, filters)
    assert dict(zip(found.agencies["id"], found.agencies["processes"], strict=True)) == counts
    assert found.unnamed == sum(not plain.agency(release) for release in releases[source].values())
    assert found.top3_processes == pytest.approx(sum(sorted(counts.values())[-3:]) / sum(counts.values()))
    assert found.agencies["process_share"].sum() == pytest.approx(1)
    for row in found.agencies.itertuples():
        mine = [process_id for process_id, (agency, _) in first.items() if agency == row.id]
        last = max(plain.day(releases[source][process_id]["date"]) for process_id in mine)
        assert (row.first_release.isoformat(), row.last_release) == (min(first[one][1] for one in mine), last)
    months = queries.rollout_months(bundled_snapshot, filters)
    assert dict(zip(months["month"], months["processes"], strict=True)) == plain_rollout.months(
        day for _, day in first.values()
    )
    assert months["all_agencies"].iloc[-1] == len(counts)
    grid = queries.rollout_grid(bundled_snapshot, filters)
    assert grid["processes"].sum() == sum(counts.values())
    points = queries.lorenz(bundled_snapshot, filters)
    assert points["share"].between(0, 1).all()
    assert points["share"].le(points["agencies"] + 1e-9).all()


@pytest.mark.parametrize("source", SOURCES)
def test_gini_by_its_definition(bundled_snapshot, source):
    """Half the mean difference between any two, over the mean."""
    found = queries.rollout(bundled_snapshot, Filters(source=(source,)))
    sizes = found.agencies["processes"].tolist()
    differences = sum(abs(one - other) for one in sizes for other in sizes)
    assert found.gini_processes == pytest.approx(differences / (2 * len(sizes) * sum(sizes)))


def test_the_roster_of_the_city(bundled_snapshot):
    """Only the finance department of the 43 has published, under two identifiers."""
    found = queries.roster(bundled_snapshot, Filters())
    assert (len(found.rows), len(found.problems)) == (43, 0)
    (known,) = found.rows[found.rows["state"] != "never"].to_dict("records")
    assert (known["name"], known["processes"]) == ("SECRETARIA DE FINANZAS", 22)

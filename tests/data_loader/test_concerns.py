"""What results about organisations a selection keeps, held against the tables row by row."""

from collections import Counter

import pytest

from data_loader.filters import Filters
from data_loader.queries import selection
from data_loader.queries.concerns import came_out, concerned


def rows(snapshot, sql):
    return snapshot.connection().execute(sql).fetchall()


def expected(snapshot, filters):
    """Count indicator, level and outcome of what has a process selected, as an agency, a supplier, a bidder or a pair."""
    kept = {place + 1 for place in selection.kept(snapshot, filters)[1].tolist()}
    agencies = dict(rows(snapshot, "SELECT process_id, CAST(agency_id AS VARCHAR) FROM processes"))
    sold = rows(snapshot, "SELECT DISTINCT process_id, supplier_id FROM pairs")
    bids = rows(snapshot, "SELECT process_id, organisation_id FROM tenderers")
    pairs = {(agencies[process], supplier) for process, supplier in sold if process in kept}
    if filters.supplier:
        buyers, sellers = set(), set(filters.supplier)
    else:
        buyers = {agencies[process] for process in kept}
        sellers = {supplier for process, supplier in (*sold, *bids) if process in kept}
    results = rows(
        snapshot,
        """SELECT CAST(indicator AS VARCHAR), CAST(level AS VARCHAR), CAST(coalesce(reason, state) AS VARCHAR),
            CAST(agency_id AS VARCHAR), supplier_id FROM indicator_results WHERE process_id IS NULL""",
    )
    is_kept = {
        "agency": lambda agency, _: agency in buyers,
        "supplier": lambda _, supplier: supplier in sellers,
        "pair": lambda agency, supplier: (agency, supplier) in pairs,
    }
    return Counter(tuple(told) for *told, agency, supplier in results if is_kept[told[1]](agency, supplier))


def first(snapshot, sql):
    return (rows(snapshot, sql)[0][0],)


@pytest.mark.parametrize("of", ["year", "agency", "supplier", "nothing"])
def test_a_result_about_an_organisation_is_kept_with_one_of_its_processes(bundled_snapshot, of):
    most = "SELECT {0} FROM {1} WHERE {0} IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1"
    filters = {
        "year": lambda: Filters(year_from=2017, year_to=2017),
        "agency": lambda: Filters(agency=first(bundled_snapshot, most.format("agency_id", "processes"))),
        "supplier": lambda: Filters(supplier=first(bundled_snapshot, most.format("supplier_id", "pairs"))),
        "nothing": lambda: Filters(year_from=1800, year_to=1801),
    }[of]()
    found = came_out(bundled_snapshot, concerned(bundled_snapshot, filters))
    counts = {tuple(told): n for *told, n in found.itertuples(index=False, name=None)}
    assert counts == expected(bundled_snapshot, filters)
    assert bool(counts) == (of != "nothing")


def test_without_filters_every_result_counts(bundled_snapshot):
    ((all_of_them,),) = rows(bundled_snapshot, "SELECT count(*) FROM indicator_results WHERE process_id IS NULL")
    assert came_out(bundled_snapshot)["n"].sum() == all_of_them > 0

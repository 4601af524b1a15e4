"""Lists in the order of amounts are those that sorting all of them makes, whatever page is asked for."""

import numpy as np
import pytest

from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries import selection
from data_loader.queries.largest import largest_first, places_in


def _sorted(snapshot, filters, unit, places):
    """Return the places as the facts put them in order."""
    sql = "SELECT process_id - 1, {0} FROM facts WHERE currency = $unit AND {0} IS NOT NULL"
    amounts = dict(snapshot.connection().execute(sql.format(filters.stage), {"unit": unit}).fetchall())
    return sorted(places.tolist(), key=lambda place: (place not in amounts, -amounts.get(place, 0), place))


@pytest.mark.parametrize("query", [{}, {"year_from": "2016"}, {"stage": "paid"}, {"agency": "nobody"}], ids=str)
def test_any_page_is_a_part_of_all_in_order(bundled_snapshot, query):
    filters = Filters.from_query(query)
    unit = selection.unit_of(bundled_snapshot, filters)
    places = places_in(bundled_snapshot, filters, [])
    wanted = _sorted(bundled_snapshot, filters, unit, places)
    for first, after in ((0, 1), (0, 25), (7, 40), (0, len(places) + 3), (len(places) - 2, len(places) + 5)):
        found = largest_first(bundled_snapshot, filters, unit, places, first=max(first, 0), after=after)
        assert found.tolist() == wanted[max(first, 0) : after]


def test_of_a_supplier_the_whole_amounts_count_not_its_share(bundled_snapshot):
    supplier = queries.spending(bundled_snapshot, Filters(), by="supplier", limit=3).rows["id"].dropna().iloc[0]
    filters = Filters(supplier=(supplier,))
    unit = selection.unit_of(bundled_snapshot, filters)
    places = places_in(bundled_snapshot, filters, [])
    found = largest_first(bundled_snapshot, filters, unit, places, first=0, after=len(places))
    assert found.tolist() == _sorted(bundled_snapshot, filters, unit, places)


def test_only_what_is_in_all_sets_is_listed(bundled_snapshot):
    size = selection.how_many(bundled_snapshot, Filters())
    even, third = (np.arange(size) % n == 0 for n in (2, 3))
    assert places_in(bundled_snapshot, Filters(), [even, third]).tolist() == list(range(0, size, 6))

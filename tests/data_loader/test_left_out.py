"""What a total leaves out can be opened: the list of a set has as many processes as the sentence says."""

import pytest

from data_loader import queries
from data_loader.filters import AMOUNT_STAGES, Filters


@pytest.mark.parametrize("stage", AMOUNT_STAGES)
@pytest.mark.parametrize("more", [{}, {"year_from": 2016}, {"method": ("direct",)}])
def test_the_list_has_what_the_total_leaves_out(bundled_snapshot, stage, more):
    filters = Filters(stage=stage, **more)
    overview = queries.overview(bundled_snapshot, filters)
    for name, count in (("no_amount", overview.without_amount), ("other_currency", overview.other_currency)):
        assert queries.processes(bundled_snapshot, filters, having=name).total == count, name


def test_something_is_left_out(bundled_snapshot):
    overview = queries.overview(bundled_snapshot, Filters())
    assert overview.without_amount > 0
    assert overview.other_currency > 0

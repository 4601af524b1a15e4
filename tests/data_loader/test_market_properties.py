"""Whatever is asked, the prepared tables say what the amounts say: parts add up, and each number opens its processes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader.test_queries_properties import CENT, asked, filters_over

few = settings(asked, max_examples=10)


@few
@given(data=st.data())
def test_concentration_and_direct_awards_add_up_to_spending(bundled_snapshot, data) -> None:
    filters = data.draw(filters_over(bundled_snapshot))
    whole = queries.spending(bundled_snapshot, filters, by="agency")
    found = queries.concentration(bundled_snapshot, filters)
    assert found.unit == whole.unit
    assert found.rows["amount"].sum() == pytest.approx(whole.total or 0, abs=CENT)
    assert (found.rows[["top_share", "top3_share"]].dropna() <= 1).all().all()
    assert found.groups == len(found.rows) >= found.measured >= found.dominated
    for by in ("agency", "supplier", "year"):
        direct = queries.direct_awards(bundled_snapshot, filters, by=by)
        sums = direct.rows[["known_amount", "unknown_amount"]].sum().sum()
        assert sums == pytest.approx(whole.total or 0, abs=CENT)
        assert direct.total["processes"].iloc[0] == whole.processes
        if by != "supplier":
            assert direct.rows["processes"].sum() == whole.processes


@few
@given(data=st.data())
def test_payments_and_stages_add_up_to_spending(bundled_snapshot, data) -> None:
    filters = data.draw(filters_over(bundled_snapshot)).replace(stage="contracted")
    found = queries.payments(bundled_snapshot, filters)
    whole = queries.spending(bundled_snapshot, filters, by="year")
    assert found.contracted == pytest.approx(whole.total, abs=CENT)
    months = found.rows["contracted"].sum() + (found.contracted_undated or 0)
    assert months == pytest.approx(whole.total or 0, abs=CENT)
    stages = queries.stages_reached(bundled_snapshot, filters)
    assert stages["current"].sum() <= whole.processes
    assert stages.set_index("stage").loc["contract", "amount"] == pytest.approx(
        whole.total if whole.total is not None else float("nan"), abs=CENT, nan_ok=True
    )
    assert (stages["current_without"] <= stages["current"]).all()
    assert stages["current"].sum() <= whole.processes


@few
@given(data=st.data())
def test_each_number_opens_as_many_processes(bundled_snapshot, data) -> None:
    filters: Filters = data.draw(filters_over(bundled_snapshot)).replace(currency=None, supplier=())
    overdue = queries.overdue(bundled_snapshot, filters).rows.set_index("what")["processes"]
    for what in ("contract", "tender"):
        opened = queries.processes(bundled_snapshot, filters, having=f"overdue_{what}").total
        assert opened == overdue[what]
    payments = queries.payments(bundled_snapshot, filters)
    assert queries.processes(bundled_snapshot, filters, having="paid_more").total == payments.paid_more
    new = queries.new_suppliers(bundled_snapshot, filters).rows
    assert bool(new["new"].sum()) == bool(queries.processes(bundled_snapshot, filters, having="new_supplier").total)


def test_of_suppliers_with_as_many_direct_awards_the_one_without_a_name_is_the_last(bundled_snapshot) -> None:
    tied = 0
    for year in queries.options(bundled_snapshot)["year"]["id"].astype(int):
        rows = queries.direct_awards(bundled_snapshot, Filters(year_from=year, year_to=year), by="supplier").rows
        nobody = rows.index[rows["id"].isna()]
        counts = [*zip(rows["direct"], rows["known"], rows["processes"], strict=True)]
        for place in nobody:
            tied += counts.count(counts[place]) > 1
            assert counts[place] not in counts[place + 1 :]
    assert tied

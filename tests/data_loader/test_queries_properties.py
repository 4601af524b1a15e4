"""What holds whatever is asked: parts add up, filters compose, scores lie in 0-1, order does not matter."""

import random
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loader import queries, tables
from data_loader.filters import AMOUNT_STAGES, DIMENSIONS, PROCESS_STAGES, Filters
from data_loader.inputs import Inputs
from tests.data_loader.records import contract, record, sources, value, write

CENT = 0.01
asked = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*values, "none"]), max_size=2, unique=True).map(tuple)


def filters_over(snapshot) -> st.SearchStrategy[Filters]:
    choices = {field: list(frame["id"])[:6] for field, frame in queries.options(snapshot).items()}
    return st.builds(
        Filters,
        source=st.lists(st.sampled_from(choices["source"]), max_size=2, unique=True).map(tuple),
        agency=some(choices["agency"]),
        exclude_agency=some(choices["agency"]),
        supplier=st.one_of(st.just(()), some(choices["supplier"])),
        method=some(choices["method"]),
        stage_reached=st.lists(st.sampled_from(PROCESS_STAGES), max_size=2, unique=True).map(tuple),
        year_from=st.sampled_from([None, None, 2015, 2017]),
        min_amount=st.sampled_from([None, None, 0.0, 1e5]),
        currency=st.sampled_from([None, None, "MXN", "USD", "XXX"]),
        q=st.sampled_from([None, None, None, "servicio", "de la"]),
        stage=st.sampled_from(AMOUNT_STAGES),
    )


@asked
@given(data=st.data())
def test_parts_add_up_to_the_total_in_every_dimension(bundled_snapshot, data) -> None:
    filters = data.draw(filters_over(bundled_snapshot))
    for by in DIMENSIONS:
        found = queries.spending(bundled_snapshot, filters, by=by)
        assert found.rows["amount"].sum() == pytest.approx(found.total or 0, abs=CENT)
        assert found.groups == len(found.rows)
        assert not found.rows["id"].duplicated().any()
        if by != "supplier":
            assert found.rows["processes"].sum() == found.processes
            assert found.rows["without_amount"].sum() == found.without_amount
    counted = found.without_amount + found.other_currency + found.currency_not_published
    assert 0 <= counted <= found.processes


@asked
@given(data=st.data())
def test_the_same_total_on_every_page(bundled_snapshot, data) -> None:
    filters = data.draw(filters_over(bundled_snapshot))
    overview = queries.overview(bundled_snapshot, filters)
    spending = queries.spending(bundled_snapshot, filters, by="agency")
    suppliers = queries.suppliers(bundled_snapshot, filters)
    reached = queries.stages_reached(bundled_snapshot, filters).set_index("stage")
    complete = queries.completeness(bundled_snapshot, filters)
    times = queries.timelines(bundled_snapshot, filters)
    assert overview.total == spending.total == suppliers.total
    assert overview.processes == spending.processes == complete.processes
    assert set(times["measured"] + times["missing"] + times["negative"]) == {overview.processes}
    at = {stage: name for name, stage in queries.AMOUNT_OF.items()}[filters.stage]
    assert reached["amount"].fillna(0)[at] == pytest.approx(overview.total or 0, abs=CENT)
    assert reached["current"].sum() <= overview.processes
    for score in (overview.score, *complete.stages.values(), *complete.agencies["score"].dropna()):
        assert score is None or 0 <= score <= 1


@asked
@given(data=st.data())
def test_filters_compose(bundled_snapshot, data) -> None:
    one = data.draw(filters_over(bundled_snapshot)).replace(stage="contracted", currency="MXN")

    def found(filters: Filters) -> set[int]:
        return set(queries.processes(bundled_snapshot, filters, page_size=1000).rows["process_id"])

    assert found(one.replace(category=("services",))) == found(one) & found(Filters(category=("services",)))
    assert found(one.replace(year_to=2016)) == found(one) & found(Filters(year_to=2016))
    assert found(one.replace(agency=("none",), exclude_agency=("none",))) == set()


def test_the_share_of_a_supplier_chosen_is_its_row_in_the_ranking(bundled_snapshot) -> None:
    for stage in AMOUNT_STAGES:
        ranking = queries.suppliers(bundled_snapshot, Filters(stage=stage, currency="MXN"), limit=25).rows
        for row in ranking.fillna({"amount": 0}).itertuples():
            chosen = Filters(stage=stage, currency="MXN", supplier=(row.id or "none",))
            total = queries.spending(bundled_snapshot, chosen, by="agency").total
            assert (total or 0) == pytest.approx(row.amount, abs=CENT)


def test_the_order_of_lines_changes_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311  no secret is made of it
    names = ["Salud", "SALUD", "salud s.a. de c.v.", "Obras", None]
    made = [
        record(
            f"o{n}",
            buyer={"name": chance.choice(names), "id": chance.choice(["1", "2", f"x{n}"])},
            contracts=[
                contract(
                    chance.random() * 10 ** chance.randrange(12), id=str(k), suppliers=tuple(chance.sample("ABCDE", 3))
                )
                for k in range(chance.randrange(4))
            ],
            tender={"value": value(chance.random(), chance.choice(["MXN", "USD", None]))},
        )
        for n in range(60)
    ]
    shuffled = chance.sample(made, len(made))
    folders = []
    for name, listed in (("one", made), ("two", shuffled)):
        folder = tmp_path / name / "out"
        folder.mkdir(parents=True)
        tables.build(Inputs(*write(tmp_path / name, listed), sources(listed)), folder)
        folders.append(folder)
    with duckdb.connect() as connection:
        for path in sorted(folders[0].glob("*.parquet")):
            pair = [str(path), str(folders[1] / path.name)]
            one, two = (connection.execute("SELECT * FROM read_parquet(?)", [file]).fetchall() for file in pair)
            assert one == two, path.name

"""Whatever publishers send, a snapshot comes of it: one bad record never costs the others."""

import json
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loader import queries
from data_loader.config import ROOT, Settings, Source
from data_loader.filters import Filters
from data_loader.ocds.schema import Shape, release_shape
from data_loader.pull import pull

NASTY = st.sampled_from(
    [None, "", " ", "N/A", 0, -1, 2.5, 1e300, -1e300, 10**40, 2**63, True, "1,5", "1e9999", "\u0000", "\ud83d\ude00", "2017",
     "2017-01-01", "31/12/2017", "9999-12-31", [], {}, [None], [[]], [{}], {"id": None}, {"amount": "x"}, {"name": 5}, "=1+1",
     "<script>", "../..", "MXN", "open", "active"]
)  # fmt: skip


def releases(shape: Shape, depth: int = 6) -> st.SearchStrategy[Any]:
    if depth == 0 or shape.kind not in {"object", "array"}:
        return NASTY
    if shape.kind == "array":
        return NASTY | st.lists(releases(shape.items or Shape("any"), depth - 1), max_size=2)
    fields = {key: releases(item, depth - 1) for key, item in shape.properties.items()}
    return NASTY | st.fixed_dictionaries({}, optional=fields)


def test_every_field_that_the_tables_read_is_one_whose_type_the_normaliser_gives() -> None:
    statements = (ROOT / "data_loader" / "sql" / "compiled.sql").read_text(encoding="utf-8").split("CREATE TABLE")[0]
    with duckdb.connect() as connection:
        connection.execute(statements)
        compiled = connection.sql("SELECT CAST(NULL AS release) AS r").types[0]
    assert list(untyped(compiled, release_shape(), "release")) == []


def untyped(column: Any, shape: Shape | None, path: str):
    kinds = {"double": {"number", "integer"}, "bigint": {"integer"}, "varchar": {"string", "id", "date", "currency"}}
    if str(column) == "JSON":  # read as it is, whatever it holds
        return
    if shape is None:
        yield path
    elif column.id == "struct":
        if shape.kind != "object":
            yield path
        for name, child in column.children:
            yield from untyped(child, shape.properties.get(name), f"{path}.{name}")
    elif column.id == "list":
        yield from untyped(column.children[0][1], shape.items if shape.kind == "array" else None, f"{path}[]")
    elif shape.kind not in kinds[column.id]:
        yield f"{path} is {shape.kind}"


PARTS = ("tender", "awards", "contracts", "parties", "planning", "buyer", "bids")


@given(st.lists(st.sampled_from(PARTS).flatmap(lambda part: st.tuples(st.just(part), releases(release_shape().properties[part]))), min_size=80, max_size=120))  # fmt: skip
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_pull_of_nonsense_publishes_a_snapshot(tmp_path_factory, found) -> None:
    folder = tmp_path_factory.mktemp("nonsense")
    documents = [
        {"ocid": f"o-{number}", "id": "r", "tender": {}, part: value} for number, (part, value) in enumerate(found)
    ]
    (folder / "vitrina.toml").write_text("")
    (folder / "data.json").write_text(json.dumps(documents))
    report = pull(
        Settings(data=folder, config=folder / "vitrina.toml"), [Source(id="s", url=str(folder / "data.json"))]
    )
    assert report.sources[0].error is None
    assert report.sources[0].processes == len(documents)
    assert queries.overview(report.snapshot, Filters()).processes == len(documents)

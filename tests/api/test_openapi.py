"""The schema is true of the running program: generated requests, right and wrong, get the answers it promises."""

from copy import deepcopy

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from api.application import create

EXAMPLES = 10
SESSION = requests.Session()
SHARED_BY = 10
"""A parameter that so many operations have is one of the filters: one piece of code reads it for all of them."""
TURNS = 3


def filters_by_turns(document):
    """Leave each operation a third of the filters and all parameters of its own: each filter is still asked of several."""
    operations = [item["get"] for item in document["paths"].values()]
    names = [parameter["name"] for operation in operations for parameter in operation.get("parameters", [])]
    filters = [name for name in dict.fromkeys(names) if names.count(name) >= SHARED_BY]
    for turn, operation in enumerate(operations):
        operation["parameters"] = [
            parameter
            for parameter in operation.get("parameters", [])
            if parameter["name"] not in filters or filters.index(parameter["name"]) % TURNS == turn % TURNS
        ]
    return document


schema = schemathesis.openapi.from_dict(filters_by_turns(create().openapi()))


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_program_keeps_its_schema(case, server_url):
    put_in_order(case.query)
    case.call_and_validate(base_url=server_url, session=SESSION, timeout=30)


def put_in_order(query):
    """Swap what a schema cannot say: that the first of two bounds is not above the second."""
    for names in (("year_from", "year_to"), ("min_amount", "max_amount")):
        bounds = [number(query.get(name)) for name in names] if query else [None]
        if None not in bounds:
            query.update(zip(names, sorted(bounds), strict=True))


def number(value):
    try:
        return float(value) if "." in str(value) else int(value)
    except (TypeError, ValueError):
        return None


def test_every_parameter_is_asked_of_an_operation():
    """What is left of the schema still has every parameter of it, and every one that is not a filter wherever it was."""

    def parameters(document):
        return [
            (path, parameter["name"])
            for path, item in document["paths"].items()
            for parameter in item["get"].get("parameters", [])
        ]

    document = create().openapi()
    whole, left = parameters(document), parameters(filters_by_turns(deepcopy(document)))
    assert {name for _, name in left} == {name for _, name in whole}
    names = [name for _, name in whole]
    assert all(names.count(name) >= SHARED_BY for _, name in set(whole) - set(left))
    assert len(left) < len(whole)


def test_the_schema_is_about_the_api_only(call):
    document = call("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") or path == "/health" for path in document["paths"])
    for item in document["paths"].values():
        assert set(item) == {"get"}
        assert item["get"]["summary"]
        assert item["get"]["description"]
        assert "422" not in item["get"]["responses"]
        for parameter in item["get"].get("parameters", []):
            assert parameter.get("description") or parameter["name"] == "ocid", parameter

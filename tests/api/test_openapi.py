"""The schema is true of the running program: generated requests, right and wrong, get the answers it promises."""

import schemathesis
from hypothesis import HealthCheck, Phase, settings

from api.application import create

EXAMPLES = 10


schema = schemathesis.openapi.from_dict(create().openapi())


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
    case.call_and_validate(base_url=server_url, timeout=30)


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

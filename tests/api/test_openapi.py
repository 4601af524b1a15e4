"""The schema is true of the running program: generated requests, right and wrong, get the answers it promises."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

EXAMPLES = 12


@pytest.fixture(scope="session")
def api_schema(server_url):
    return schemathesis.openapi.from_url(f"{server_url}/api/v1/openapi.json")


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_program_keeps_its_schema(case):
    case.call_and_validate(timeout=30)


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

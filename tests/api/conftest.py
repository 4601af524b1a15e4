"""The API as a caller meets it: over HTTP, from the running program."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

Get = Callable[..., Any]


@pytest.fixture(scope="session")
def call(server_url: str) -> Callable[..., requests.Response]:
    """Ask for a path with parameters; return the response whatever its status."""
    session = requests.Session()

    def ask(path: str, *, verb: str = "GET", headers: dict[str, str] | None = None, **parameters: Any):
        return session.request(verb, server_url + path, params=parameters, headers=headers, timeout=30)

    return ask


@pytest.fixture(scope="session")
def get(call: Callable[..., requests.Response]) -> Get:
    """Ask the API for JSON that it must be able to give."""

    def ask(path: str, **parameters: Any) -> Any:
        response = call(f"/api/v1{path}", **parameters)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/json"
        return response.json()

    return ask

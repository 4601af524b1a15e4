"""What the caller got wrong is told in one JSON shape: 4xx, the field, what is allowed; never HTML, never a stack."""

import re

import pytest

PATHS = (
    "/meta",
    "/spending",
    "/timelines",
    "/completeness",
    "/processes",
    "/records",
    "/indicators",
    "/indicators/results",
)


def assert_error(response, status, field=None):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {"error"}
    error = response.json()["error"]
    assert set(error) == {"code", "message", "field"}
    assert error["field"] == field
    assert not re.search(r"Traceback|File \"|duckdb|<html", response.text)
    return error["message"]


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_parameter_is_an_error(call, path):
    assert_error(call(f"/api/v1{path}", agancy="x"), 400, "agancy")


@pytest.mark.parametrize(
    ("path", "field", "value", "said"),
    [
        ("/spending", "by", "colour", "agency"),
        ("/spending", "stage", "signed", "contracted"),
        ("/spending", "order", "name", "amount"),
        ("/spending", "limit", "0", "1"),
        ("/spending", "format", "xml", "csv"),
        ("/spending", "currency", "peso", "[A-Za-z]{3}"),
        ("/spending", "year_from", "17", "1900"),
        ("/spending", "year_to", "soon", "integer"),
        ("/spending", "min_amount", "NaN", "finite"),
        ("/spending", "max_amount", "1e999", "finite"),
        ("/spending", "agency", "", "match"),
        ("/spending", "agency", "a\x00b", "match"),
        ("/timelines", "stage_reached", "end", "planning"),
        ("/processes", "page", "0", "1"),
        ("/processes", "page", "-1", "1"),
        ("/processes", "page_size", "999999", "5000"),
        ("/processes", "sort", "colour", "date"),
        ("/processes", "q", "x" * 301, "300"),
        ("/records", "page_size", "1e3", "integer"),
        ("/indicators/results", "state", "maybe", "raised"),
    ],
)
def test_a_bad_value_is_an_error_that_says_what_is_allowed(call, path, field, value, said):
    assert said in assert_error(call(f"/api/v1{path}", **{field: value}), 400, field)


def test_values_that_contradict_each_other(call):
    assert_error(call("/api/v1/spending", year_from=2018, year_to=2016), 400, "year_from")
    assert_error(call("/api/v1/spending", min_amount=5, max_amount=1), 400, "min_amount")


@pytest.mark.parametrize("ocid", ["nope", "a/b/c", "%2e%2e%2fetc%2fpasswd", "' OR 1=1 --", "🐦", "%00"])
def test_an_unknown_process(call, ocid):
    response = call(f"/api/v1/processes/{ocid}")
    assert_error(response, 400 if ocid == "%00" else 404, "ocid")


def test_a_process_of_another_source(call, get):
    row = get("/processes", page_size=1)["rows"][0]
    assert_error(call(f"/api/v1/processes/{row['ocid']}", source="no_such_source"), 404, "ocid")


@pytest.mark.parametrize("path", ["/api/v1", "/api/v2/meta", "/api/v1/meta/", "/api/v1/nothing", "/api/docs"])
def test_an_unknown_address_below_api(call, path):
    assert_error(call(path), 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_reading_is_allowed(call, method):
    response = call("/api/v1/spending", verb=method)
    assert_error(response, 405)
    assert response.headers["allow"] == "GET, HEAD"


HOSTILE = [
    "'; DROP TABLE processes; --",
    '"',
    "\\",
    "%",
    "_",
    "*",
    "<script>alert(1)</script>",
    "(",
    "AND OR NOT",
    '"a" NEAR',
    "a:b",
    "^",
    "ñ\u0301",
    "\u202e",
    "𝕬",
    "-",
    "{}",
    "$1",
    "?",
    "null",
    "=1+1",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("path", ["/processes", "/spending", "/completeness"])
def test_hostile_text_is_only_text(call, path, text):
    for parameters in ({"q": text}, {"agency": text, "supplier": text}, {"method": text}, {"source": text}):
        response = call(f"/api/v1{path}", **parameters)
        assert response.status_code == 200, response.text


def test_fifty_values_and_no_more(call):
    assert call("/api/v1/spending", agency=["x"] * 50).status_code == 200
    assert_error(call("/api/v1/spending", agency=["x"] * 51), 400, "agency")


def test_frameworks_own_pages_are_gone(call):
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert "cdn" not in call(path).text


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        (
            "/api/v1/spending",
            {"year_from": "soon"},
            "El valor de year_from no se puede usar. Debe ser un número entero.",
        ),
        ("/api/v1/spending", {"agancy": "x"}, "Aquí no hay un parámetro «agancy». En /api están los que hay."),
        ("/api/v1/spending", {"year_from": "2018", "year_to": "2016"}, "year_from no debe ser mayor que year_to."),
        ("/api/v1/processes/nothing", {}, "No hay una contratación nothing."),
        ("/api/v1/nothing", {}, "No hay nada en /api/v1/nothing. En /api está lo que hay."),
    ],
)
def test_an_error_is_said_in_the_language_that_the_reader_prefers(call, path, query, said):
    spanish = call(path, headers={"Accept-Language": "es-MX,es;q=0.9"}, **query)
    assert spanish.json()["error"]["message"] == said
    assert call(path, **query).json()["error"]["message"] != said

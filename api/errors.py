"""What the API says when it cannot answer: one JSON shape, a status that tells whose fault it is, no stack."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from components.text import Text, accepted_language
from data_loader.exceptions import FilterError

logger = logging.getLogger(__name__)


class ApiError(Exception):
    """A request that cannot be answered, with what to do about it; `values` stand in the places of the message."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        field: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(message.format(**values))
        self.headers = dict(headers or {})
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.values = values


def answer(status: int, code: str, message: str, field: str | None = None, **headers: str) -> JSONResponse:
    """The answer to a request that failed: `{"error": {"code", "message", "field"}}`."""
    content = {"error": {"code": code, "message": message, "field": field}}
    return JSONResponse(content, status, headers={"Cache-Control": "no-store", **headers})


def language(request: Request) -> Text:
    """Return the language of an answer: that of `?lang=`, else the one that the client prefers, else English."""
    asked = request.query_params.get("lang")
    return Text.for_request(asked) if asked or accepted_language.get() else Text("en")


def described(text: Text, errors: Sequence[Any]) -> tuple[str, str, str | None]:
    """Return code, message and field of the first thing that is wrong with a query."""
    error = errors[0]
    location = [str(part) for part in error["loc"] if part not in ("query", "path")]
    field = location[0] if location else None
    if error["type"] == "extra_forbidden":
        return (
            "unknown_parameter",
            text("There is no parameter “{name}” here. See /api for those there are.", name=field),
            field,
        )
    return (
        "invalid_value",
        " ".join((text("The value of {name} cannot be used.", name=field), _why(text, error))),
        field,
    )


def _why(text: Text, error: Any) -> str:
    """Return what a value should be; what we have no words for is said as the validator says it, in English."""
    given = error.get("ctx", {})
    words = {
        "missing": text("It is needed."),
        "int_parsing": text("It should be an integer."),
        "int_from_float": text("It should be an integer."),
        "finite_number": text("It should be a finite number."),
        "string_pattern_mismatch": text("It should match {pattern}.", pattern=given.get("pattern")),
        "bool_parsing": text("It should be true or false."),
        "date_from_datetime_parsing": text("It should be a day such as 2017-09-03."),
        "greater_than_equal": text("It should be {least} or more.", least=given.get("ge")),
        "less_than_equal": text("It should be {most} or less.", most=given.get("le")),
        "literal_error": text("It should be one of {allowed}.", allowed=given.get("expected")),
        "enum": text("It should be one of {allowed}.", allowed=given.get("expected")),
        "string_too_long": text("It should have at most {most} characters.", most=given.get("max_length")),
    }
    said = str(error["msg"]).removeprefix("Value error, ").replace("Input should", "It should")
    return words.get(error["type"]) or f"{said}."


async def _api_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    words = language(request)(error.message, **error.values)
    return answer(error.status, error.code, words, error.field, **error.headers)


async def _filter_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, FilterError):
        raise error
    return answer(400, "invalid_value", language(request)(error.template, **error.values), error.field)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return answer(400, *described(language(request), error.errors()))


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    text = language(request)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (error.headers or {}).get("Allow", "GET").replace("GET", "GET, HEAD")
        said = text("This address only answers {allowed}.", allowed=allowed)
        return answer(405, "method_not_allowed", said, None, Allow=allowed)
    if error.status_code == HTTPStatus.NOT_FOUND:
        said = text("There is nothing at {path}. See /api for what there is.", path=request.url.path)
        return answer(404, "not_found", said)
    return answer(error.status_code, "http_error", HTTPStatus(error.status_code).phrase)


async def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("%s failed", request.url.path, exc_info=error)
    return answer(
        500, "internal_error", language(request)("Something went wrong here. It has been logged; try again later.")
    )


def install(app: FastAPI) -> None:
    """Make every failure of `app` answer in the API's own shape."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(FilterError, _filter_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)

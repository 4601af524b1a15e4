"""What the API says when it cannot answer: one JSON shape, a status that tells whose fault it is, no stack."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from data_loader.exceptions import FilterError

logger = logging.getLogger(__name__)


class ApiError(Exception):
    """A request that cannot be answered, with what to do about it."""

    def __init__(self, status: HTTPStatus, code: str, message: str, field: str | None = None, **headers: str) -> None:
        super().__init__(message)
        self.headers = headers
        self.status = status
        self.code = code
        self.message = message
        self.field = field


def answer(status: int, code: str, message: str, field: str | None = None, **headers: str) -> JSONResponse:
    """The answer to a request that failed: `{"error": {"code", "message", "field"}}`."""
    content = {"error": {"code": code, "message": message, "field": field}}
    return JSONResponse(content, status, headers={"Cache-Control": "no-store", **headers})


def described(errors: Sequence[Any]) -> tuple[str, str, str | None]:
    """Return code, message and field of the first thing that is wrong with a query."""
    error = errors[0]
    location = [str(part) for part in error["loc"] if part not in ("query", "path")]
    field = location[0] if location else None
    if error["type"] == "extra_forbidden":
        return (
            "unknown_parameter",
            f"There is no parameter {field!r} here. See /api for those there are.",
            field,
        )
    message = str(error["msg"]).removeprefix("Value error, ").replace("Input should", "It should")
    return "invalid_value", f"The value of {field} cannot be used. {message}.", field


async def _api_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    return answer(error.status, error.code, error.message, error.field, **error.headers)


async def _filter_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, FilterError):
        raise error
    return answer(400, "invalid_value", str(error), error.field)


async def _invalid(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return answer(400, *described(error.errors()))


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (error.headers or {}).get("Allow", "GET").replace("GET", "GET, HEAD")
        return answer(405, "method_not_allowed", f"This address only answers {allowed}.", None, Allow=allowed)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return answer(404, "not_found", f"There is nothing at {request.url.path}. See /api for what there is.")
    return answer(error.status_code, "http_error", HTTPStatus(error.status_code).phrase)


async def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("%s failed", request.url.path, exc_info=error)
    return answer(500, "internal_error", "Something went wrong here. It has been logged; try again later.")


def install(app: FastAPI) -> None:
    """Make every failure of `app` answer in the API's own shape."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(FilterError, _filter_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)

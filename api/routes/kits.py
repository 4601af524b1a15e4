"""/api/v1/kits: a story kit made from its pins, and a kit read back and held against the data. Nothing is kept here."""

import asyncio
import hashlib
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool

from api.errors import ApiError
from api.parameters import Language, Strict
from components.kits import archive, building, pictures, verification
from components.kits.pins import MOST_PINS, KitWords, Pin
from components.text import Text
from data_loader.exceptions import KitError, SnapshotError

router = APIRouter(include_in_schema=False)

MOST_ASKED: Final = 40 * 2**20
"""Bytes of a request for a kit: its pins with their pictures."""
_AT_ONCE: Final = asyncio.Semaphore(2)
"""Kits that are made or verified side by side: each asks many pages, and readers come first."""


class PictureAsked(Strict):
    """A chart as the browser drew it."""

    svg: Annotated[str, Field(max_length=pictures.MOST_BYTES)]
    png: Annotated[str, Field(max_length=2 * pictures.MOST_BYTES)]


class PinAsked(Pin):
    """A pin, with the picture of its chart where it has one."""

    picture: PictureAsked | None = None


class KitAsked(KitWords):
    """What a kit is to hold, in the order in which it is to stand."""

    lang: Language
    pins: Annotated[list[PinAsked], Field(min_length=1, max_length=MOST_PINS)]


class Checked(Strict):
    """How a kit is to be verified."""

    lang: Language | None = Field(None, description="Language of the words in the report. Without it: the caller's.")
    figures: bool = Field(
        True, description="Whether to ask for each figure again; without it the files are checked only."
    )


class NoMore(Strict):
    """Nothing may be asked beside the body."""


@router.post("/api/v1/kits")
async def make_kit(request: Request, _parameters: Annotated[NoMore, Query()]) -> Response:
    """A kit as a ZIP file; its SHA-256 is in the header `X-Kit-SHA256`, to be quoted or deposited."""
    asked = _asked(await _body(request, MOST_ASKED))
    site = str(request.base_url).rstrip("/")
    async with _AT_ONCE:
        content = await run_in_threadpool(_made, asked, site)
    headers = {
        "Content-Disposition": 'attachment; filename="story-kit.zip"',
        "X-Kit-SHA256": hashlib.sha256(content).hexdigest(),
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/api/v1/kits/verify")
async def verify_kit(request: Request, parameters: Annotated[Checked, Query()]) -> Response:
    """Whether a kit's files are as they were written, and which of its figures still hold on today's data."""
    content = await _body(request, archive.MOST_BYTES)
    async with _AT_ONCE:
        return await run_in_threadpool(_verified, content, parameters)


async def _body(request: Request, most: int) -> bytes:
    """Return what was sent, and stop reading where it is too much."""
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > most:
            raise ApiError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "This is larger than {most} MiB.", most=most // 2**20
            )
        parts.append(part)
    return b"".join(parts)


def _asked(content: bytes) -> KitAsked:
    try:
        return KitAsked.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ApiError(
            HTTPStatus.BAD_REQUEST,
            "invalid_value",
            "This is no request for a kit: {where}: {why}.",
            where or None,
            where=where,
            why=first["msg"],
        ) from error
    except (ValueError, RecursionError) as error:
        raise ApiError(HTTPStatus.BAD_REQUEST, "invalid_value", "The body is no JSON that can be read.") from error


def _made(asked: KitAsked, site: str) -> bytes:
    words = KitWords.model_validate(asked.model_dump(include=set(KitWords.model_fields)))
    pins = [Pin.model_validate(pin.model_dump(include=set(Pin.model_fields))) for pin in asked.pins]
    try:
        drawn = {
            place: building.Picture(pictures.svg(pin.picture.svg), pictures.png(pin.picture.png))
            for place, pin in enumerate(asked.pins)
            if pin.picture is not None
        }
        return building.build(Text(asked.lang), words, pins, drawn, address=site, now=datetime.now(UTC))
    except KitError as error:
        raise ApiError(HTTPStatus.BAD_REQUEST, "invalid_value", "{why}", why=str(error)) from error
    except SnapshotError as error:
        raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "no_snapshot", "{why}", why=str(error)) from error


def _verified(content: bytes, parameters: Checked) -> Response:
    try:
        kit = archive.read(content)
        report: Any = verification.verify(Text.for_request(parameters.lang), kit, compute=parameters.figures)
    except KitError as error:
        raise ApiError(HTTPStatus.BAD_REQUEST, "no_kit", "{why}", why=str(error)) from error
    except SnapshotError as error:
        raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "no_snapshot", "{why}", why=str(error)) from error
    return JSONResponse(report, headers={"Cache-Control": "no-store"})

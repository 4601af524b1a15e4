"""The API as an application of its own, so that its errors and its schema are its own."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

from api import errors, models, page, site
from api.description import PARAGRAPHS
from api.routes import (
    cards,
    changes,
    checks,
    indicators,
    kits,
    numbers,
    organisations,
    overview,
    processes,
    rollout,
    stages,
    suggestions,
    tables,
)

FAILURES: dict[int | str, dict[str, object]] = {
    400: {"model": models.Error, "description": "A parameter is unknown or has a value that it cannot have"},
    404: {"model": models.Error, "description": "There is nothing of that name, or no snapshot of that id"},
    410: {
        "model": models.Error,
        "description": "The snapshot asked for is no longer kept; the message names the next one",
    },
    503: {"model": models.Error, "description": "No data yet"},
}
schema_router = APIRouter()


@schema_router.get("/api/v1/openapi.json", include_in_schema=False)
def schema(request: Request) -> JSONResponse:
    return JSONResponse(request.app.openapi(), headers={"Cache-Control": "public, max-age=300"})


class Api(FastAPI):
    """FastAPI with a schema that says what is true. It is made when first asked for: that takes as long as all else at start."""

    def openapi(self) -> dict[str, Any]:
        """Return the schema without the 422 that FastAPI announces: here a wrong parameter is a 400."""
        generated = super().openapi()
        for path in generated["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        for unused in ("HTTPValidationError", "ValidationError"):
            generated["components"]["schemas"].pop(unused, None)
        return generated


def create() -> FastAPI:
    """Return the application that answers /api, /site and /health."""
    app = Api(
        title="Vitrina",
        version="1.0",
        summary="How public money is contracted",
        description="\n\n".join(PARAGRAPHS),
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD"], expose_headers=["ETag"])
    errors.install(app)
    counted = (overview, numbers, stages, rollout)
    for module in (*counted, processes, organisations, suggestions, checks, changes, tables, indicators):
        app.include_router(module.router, responses=FAILURES)
    app.include_router(schema_router)
    app.include_router(page.router)
    app.include_router(cards.router)
    app.include_router(kits.router)
    app.include_router(site.router)
    return app

"""What there is: the snapshot, its sources and how old it is."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import models
from api.context import Ctx, current_snapshot
from api.parameters import NoParameters, Strict
from api.tabular import plain
from data_loader import queries

router = APIRouter()


@router.get("/api/v1/meta", summary="Snapshot, sources and counts")
def meta(context: Ctx, _parameters: Annotated[NoParameters, Query()]) -> models.Meta:
    """Which data are served: snapshot, sources with when they were pulled, how many processes, and currencies."""
    answer: dict[str, Any] = plain(queries.meta(context.snapshot))
    return models.Meta.model_validate(answer)


@router.get(
    "/health",
    summary="Whether data are served, and how old they are",
    responses={503: {"model": models.Error}},
)
def health(response: Response, _parameters: Annotated[Strict, Query()]) -> models.Health:
    """200 with the snapshot's id and age in seconds; 503 where there is none."""
    response.headers["Cache-Control"] = "no-store"
    snapshot = current_snapshot()
    age = max(0, int((datetime.now(UTC) - snapshot.published_at).total_seconds()))
    return models.Health(status="ok", snapshot=models.SnapshotAge(id=snapshot.id, age_seconds=age))

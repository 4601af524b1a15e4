"""Which snapshot answers a request."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Request, Response

from api.errors import ApiError
from components.paging import Paged
from components.snapshot import PARAMETER
from data_loader import earlier
from data_loader import snapshot as snapshots
from data_loader.config import settings
from data_loader.exceptions import GoneError
from data_loader.snapshot import Snapshot


@dataclass(frozen=True)
class Context:
    """One request against one snapshot, which stays the same however long the answer takes."""

    snapshot: Snapshot
    request: Request
    headers: dict[str, str]

    @property
    def base_url(self) -> str:
        """The address of this site as the caller wrote it, without a closing slash."""
        return str(self.request.base_url).rstrip("/")

    @property
    def carried(self) -> dict[str, str]:
        """What the addresses in an answer carry on, so that they lead to the same snapshot."""
        asked = self.request.query_params.get(PARAMETER)
        return {PARAMETER: asked} if asked else {}

    def url(self, **changes: object) -> str:
        """This request's own address with some parameters changed."""
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name not in changes]
        query = urlencode([*kept, *((name, str(value)) for name, value in changes.items() if value is not None)])
        return f"{self.base_url}{self.request.url.path}" + (f"?{query}" if query else "")

    def following(self, found: Paged) -> str | None:
        """The address of the page after the one found; None after the last."""
        return self.url(page=found.page + 1) if found.page * found.page_size < found.total else None


def address(row: dict[str, Any], path: str, context: Context) -> str:
    """Return the address of a process under a path, for people or for programs."""
    query = urlencode({"source": row["source"], **context.carried})
    return f"{context.base_url}{path}{quote(row['ocid'], safe='')}?{query}"


def current_snapshot() -> Snapshot:
    """Return the snapshot that is served now.

    Raises:
        ApiError: 503, nothing has been published yet.
    """
    snapshot = snapshots.current(settings().data_dir)
    if snapshot is None:
        raise ApiError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "no_snapshot",
            "No data yet: run python -m data_loader pull, then ask again.",
        )
    return snapshot


def snapshot_of(identity: str) -> Snapshot:
    """Return the snapshot of an id where it is still kept.

    Raises:
        ApiError: 410, it is not kept any more; 404, there never was one here; 503, nothing has been published yet.
    """
    today = current_snapshot()
    try:
        return earlier.snapshot_of(settings().data_dir, identity) if identity else today
    except GoneError as gone:
        if not gone.known:
            wrong = "There is no snapshot “{id}” here. /api/v1/meta has the id of today's."
            raise ApiError(HTTPStatus.NOT_FOUND, "unknown_snapshot", wrong, PARAMETER, id=identity[:60]) from gone
        following = {"X-Snapshot-Next": gone.next_id} if gone.next_id else {}
        raise ApiError(
            HTTPStatus.GONE,
            "snapshot_gone",
            "Snapshot {id} is no longer kept. The next one kept is {next}, published at {when}.",
            PARAMETER,
            headers=following,
            id=identity,
            next=gone.next_id,
            when=gone.next_at.isoformat() if gone.next_at else "?",
        ) from gone


def get_context(request: Request, response: Response) -> Context:
    """Return what a route needs to answer. The answer names its snapshot, so that web/kept.py can keep it.

    Raises:
        ApiError: nothing has been published yet, or the snapshot asked for is not kept.
    """
    snapshot = snapshot_of(request.query_params.get(PARAMETER, ""))
    headers = {"Cache-Control": "public, no-cache", "X-Snapshot": snapshot.id}
    response.headers.update(headers)
    return Context(snapshot, request, headers)


Ctx = Annotated[Context, Depends(get_context)]

"""Which snapshot answers a request."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Request, Response

from api.errors import ApiError
from components.paging import Paged
from data_loader import snapshot as snapshots
from data_loader.config import settings
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
    return f"{context.base_url}{path}{quote(row['ocid'], safe='')}?{urlencode({'source': row['source']})}"


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


def get_context(request: Request, response: Response) -> Context:
    """Return what a route needs to answer. The answer names its snapshot, so that web/kept.py can keep it.

    Raises:
        ApiError: nothing has been published yet.
    """
    snapshot = current_snapshot()
    headers = {"Cache-Control": "public, no-cache", "X-Snapshot": snapshot.id}
    response.headers.update(headers)
    return Context(snapshot, request, headers)


Ctx = Annotated[Context, Depends(get_context)]

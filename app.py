"""Vitrina: builds the Dash app with the API beside it, and serves both from one process."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import pkgutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import anyio.to_thread
import dash
import uvicorn
from dash import Dash
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import pages
from api import mount
from data_loader import snapshot as snapshots
from data_loader.config import ROOT, Settings, settings
from data_loader.exceptions import ConfigError, VitrinaError
from data_loader.log import log_to_stderr
from web.ahead import work_ahead
from web.files import ASSETS, Files
from web.frontier import Frontier
from web.kept import Kept
from web.memory import GiveBack, keep_freed, settled
from web.packing import Packing
from web.pages import Pages

LOG = logging.getLogger("vitrina")

AT_ONCE: Final = min(max(os.cpu_count() or 1, 2), 8)
"""Answers that are made side by side, one a core; the others wait. More would be done no sooner, and need memory each."""


def register_pages() -> None:
    """Import the pages as the ordinary modules that they are, and give their layouts to Dash's registry."""
    for found in pkgutil.iter_modules(pages.__path__, "pages."):
        module = importlib.import_module(found.name)
        dash.page_registry[found.name]["layout"] = module.layout


@asynccontextmanager
async def _lifespan(_: object) -> AsyncIterator[None]:
    """Let few be answered side by side, and work ahead beside them."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    ahead = asyncio.create_task(work_ahead())
    with settled():
        yield
    ahead.cancel()


def build() -> Dash:
    """Return the app: pages, files, API and headers."""
    keep_freed()
    app = Dash(__name__, backend="fastapi", use_pages=True, pages_folder="", title=settings().load().site.name)
    # What Dash itself would answer is for its renderer in the browser, which no page needs: docs/architecture.md.
    app.server.router.routes.clear()
    app.server.user_middleware.clear()
    app.server.router.lifespan_context = _lifespan
    register_pages()
    mount(app.server)
    files = Files()
    app.server.router.routes += [
        Mount("/assets/preview", StaticFiles(directory=ASSETS / "preview"), name="previews"),
        Route("/static/{name}", files.answer, name="files"),
        Route("/{path:path}", Pages(files.bundle).answer, name="pages"),
    ]
    app.server.add_middleware(GiveBack)
    app.server.add_middleware(Packing)
    app.server.add_middleware(Kept)
    app.server.add_middleware(Frontier)
    return app


def __getattr__(name: str) -> Any:
    """Return `app`, or `server` for production workers (`uvicorn app:server --workers 4`), built when first asked for."""
    if name not in {"app", "server"}:
        raise AttributeError(name)
    built = build()
    globals().update(app=built, server=built.server)
    return globals()[name]


def _pull(chosen: Settings) -> None:
    """Pull for the first time. What pulls is imported here alone: a server that has data starts without it."""
    from rich.console import Console  # noqa: PLC0415

    from data_loader.progress import shown  # noqa: PLC0415
    from data_loader.pull import pull  # noqa: PLC0415

    try:
        with shown(Console(stderr=True)) as progress:
            pull(chosen, progress=progress)
    except VitrinaError as error:
        LOG.warning("No data could be loaded: %s", error)


def main() -> None:
    """Make sure that there is something to show, start the pulls beside, and serve."""
    log_to_stderr()
    chosen = settings()
    if snapshots.current(chosen.data_dir) is None:
        _pull(chosen)
    app = build()
    beside = None
    if chosen.refresh == "embedded":  # in a process of its own, which ends when this one does
        beside = subprocess.Popen([sys.executable, "-m", "data_loader", "watch"], cwd=ROOT)
    LOG.info("Vitrina is at http://%s:%s", chosen.host, chosen.port)
    try:
        uvicorn.run(app.server, host=chosen.host, port=chosen.port, log_level="warning", server_header=False)
    finally:
        if beside is not None:
            beside.terminate()


if __name__ == "__main__":
    try:
        main()
    except ConfigError as wrong:
        sys.exit(str(wrong))

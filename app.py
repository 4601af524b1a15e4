"""Vitrina: builds the Dash app with the API beside it, and serves both from one process."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import logging
import pkgutil
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import bootstrap
import dash
import uvicorn
from dash import Dash, html
from rich.console import Console
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

import pages
from api import mount
from components.address import EMBED, origin, unwrapped
from components.gone import gone_page, missing
from components.head import Front, at_work, front_of, head
from components.shell import current_snapshot, plain_page
from components.snapshot import note_asked
from components.text import Text, accepted_language
from data_loader import queries, watch
from data_loader.config import settings
from data_loader.exceptions import ConfigError, GoneError, SnapshotError, VitrinaError
from data_loader.filters import NOT_PUBLISHED, Filters
from data_loader.log import log_to_stderr
from data_loader.progress import shown
from data_loader.pull import ensure_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("vitrina")
INDEX: Final = """<!DOCTYPE html>
<html lang="{lang}">
  <head>
    {metas}
    {head}
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="theme-color" content="#faf8f3" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#15161a" media="(prefers-color-scheme: dark)">
    <link rel="icon" href="/site/icon">
    <link rel="stylesheet" href="/bootstrap/css/bootstrap.min.css">
    {css}
    <link rel="stylesheet" href="/site/style.css">
  </head>
  <body>
    <a class="skip" href="#content">{skip}</a>
    <div id="react-entry-point"><div class="waiting" role="status"><span></span><span></span>{waiting}</div></div>
    <noscript>{noscript}</noscript>
    {config}{scripts}{renderer}
  </body>
</html>"""
_OWN_FILES: Final = ("/assets/", "/bootstrap/", "/_dash-", "/_favicon", "/api", "/health", "/site/")


class Vitrina(Dash):
    """The Dash app, whose first answer is already in the reader's language."""

    def interpolate_index(self, **parts: Any) -> str:
        """Return the document that the pages are drawn into."""
        request = self.backend.request_adapter()
        text = Text.for_request(request.args.get("lang"))
        return INDEX.format(
            lang=text.lang,
            head=head(text),
            skip=escape(text("Skip to the content")),
            waiting=escape(text("One moment…")),
            noscript=escape(text("Vitrina draws its pages with JavaScript; the same data is at /api without it.")),
            **{name: parts[name] for name in ("metas", "css", "config", "scripts", "renderer")},
        )


class Frontier:
    """What every answer passes: it notes the reader's language, sets the security headers and tells unknown pages by a 404."""

    def __init__(self, app: ASGIApp, *, policy: str, known: Callable[[str], bool]) -> None:
        self.app = app
        self.policy = policy
        self.policy_alone = policy.replace("frame-ancestors 'self'", "frame-ancestors *")
        self.known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope)
        accepted_language.set(given.get("accept-language", "")[:500])
        note_asked(scope["query_string"].decode("utf-8", "replace"))
        origin.set(f"{scope['scheme']}://{given.get('host', '')}")
        path = scope["path"]
        alone = path.startswith(f"{EMBED}/")
        unknown = False
        gone = 0
        if not path.startswith(_OWN_FILES):
            gone = await run_in_threadpool(missing)
            unknown = not await run_in_threadpool(self.known, unwrapped(path))
            front = Front() if unknown else await run_in_threadpool(_front, scope)
            unknown = unknown or (alone and not front.title)
            at_work.set(front)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                if (gone or unknown) and message["status"] == 200:
                    message["status"] = gone or 404
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", self.policy_alone if alone else self.policy)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
                if headers.get("content-type", "").startswith("text/html"):
                    headers.add_vary_header("Accept-Language")
            await send(message)

        method = "GET" if scope["method"] == "HEAD" else scope["method"]  # a HEAD is a GET without its body
        await self.app({**scope, "method": method}, receive, answer)


def _front(scope: Scope) -> Front:
    """Return what the page asked for says; where it cannot be drawn, nothing: the page itself tells why."""
    path, query = scope["raw_path"].decode("ascii", "replace"), scope["query_string"].decode("utf-8", "replace")
    try:
        return front_of(path, query)
    except Exception:
        LOG.exception("A page could not be summed up")
        return Front(path, query)


def failed(error: Exception) -> list[Any]:
    """Return a page that says what went wrong in plain words; what exactly is for the log."""
    text = Text.for_request(_asked_language())
    if isinstance(error, GoneError):
        return [gone_page(text, error), {"title": text("These data are no longer kept")}]
    if isinstance(error, SnapshotError):
        words, more = text("There is no data yet."), text("It is being loaded: try again in a minute.")
    else:
        LOG.error("A page could not be made", exc_info=error)
        words, more = text("This page could not be made."), text("It is our fault, and it has been noted.")
    hero = html.Div(
        [html.P(text("Sorry"), className="question"), html.H1(words), html.P(more, className="sub")], className="hero"
    )
    return [plain_page(text, Filters(), [hero]), {"title": words}]


def _asked_language() -> str | None:
    searched = next((str(value) for name, value in dash.ctx.inputs.items() if name.endswith(".search")), "")
    return dict(parse_qsl(searched.removeprefix("?"))).get("lang")


def content_policy(app: Dash) -> str:
    """Return the Content-Security-Policy: nothing from elsewhere, no eval, only our own inline scripts."""
    scripts = " ".join(["'self'", *(str(item) for item in app.csp_hashes())])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ),
    )


def known_paths() -> Callable[[str], bool]:
    """Return what tells whether there is a page at an address, and in the data what the page is about."""
    shown = [page for page in dash.page_registry.values() if not page["module"].endswith("not_found_404")]
    templates = [page["path_template"] or page["path"] for page in shown]
    pattern = re.compile("|".join(re.sub(r"<[^>]*>", ".+", template).rstrip("/") + "/?" for template in templates))
    return lambda path: pattern.fullmatch(path) is not None and _is_published(path)


def _is_published(path: str) -> bool:
    """Return whether the data have the one thing that an address names; a page that names none is always there."""
    kind, _, identity = path.strip("/").partition("/")
    if kind not in {"agency", "supplier", "process"} or identity == NOT_PUBLISHED:
        return True
    try:
        snapshot = current_snapshot()
    except VitrinaError:
        return True  # nothing to look it up in: the page says so
    if kind == "process":
        return bool(queries.sources_of(snapshot, identity))
    found = queries.organisation(snapshot, identity)
    return found is not None and (found.is_agency or bool(found.units) or kind == "supplier")


def register_pages() -> None:
    """Import the pages as the ordinary modules that they are, and give their layouts to Dash's router."""
    for found in pkgutil.iter_modules(pages.__path__, "pages."):
        module = importlib.import_module(found.name)
        dash.page_registry[found.name]["layout"] = module.layout


async def _prepare(app: Dash) -> None:
    # Dash registers its routing and its scripts at the first request to "/": here before any, for any address.
    for hook in app.backend._before_request_funcs:  # noqa: SLF001  there is no public way
        result = hook()
        if inspect.isawaitable(result):
            await result


def build() -> Dash:
    """Return the app: pages, files, API and headers."""
    app = Vitrina(
        __name__,
        backend="fastapi",
        use_pages=True,
        title=settings().load().site.name,
        update_title=None,
        suppress_callback_exceptions=True,
        include_pages_meta=False,
        on_error=failed,
        assets_folder=str(Path(__file__).parent / "assets"),
        pages_folder="",
    )
    app.backend.websocket_capability = False
    app.enable_dev_tools(debug=False, dev_tools_ui=False, dev_tools_disable_version_check=True)
    register_pages()
    app.layout = html.Div(dash.page_container)
    with ThreadPoolExecutor(1) as pool:  # uvicorn imports a server while its own loop runs
        pool.submit(asyncio.run, _prepare(app)).result()
    mount(app.server)
    styles = Path(next(iter(bootstrap.__path__)))
    app.server.mount("/bootstrap", StaticFiles(directory=_holding_css(styles)), name="bootstrap")
    app.server.add_middleware(Frontier, policy=content_policy(app), known=known_paths())
    app.server.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=5)
    return app


def _holding_css(folder: Path) -> Path:
    return next(path.parent.parent for path in sorted(folder.rglob("bootstrap.min.css")))


def __getattr__(name: str) -> Any:
    """Return `app`, or `server` for production workers (`uvicorn app:server --workers 4`), built when first asked for."""
    if name not in {"app", "server"}:
        raise AttributeError(name)
    built = build()
    globals().update(app=built, server=built.server)
    return globals()[name]


def main() -> None:
    """Make sure that there is something to show, start the pulls beside, and serve."""
    log_to_stderr()
    chosen = settings()
    try:
        with shown(Console(stderr=True)) as progress:
            ensure_snapshot(chosen, progress=progress)
    except VitrinaError as error:
        LOG.warning("No data could be loaded: %s", error)
    app = build()
    beside = watch.start_beside() if chosen.refresh == "embedded" else None
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

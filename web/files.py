"""The files of the pages: one style sheet, one script, and Plotly; each at an address that changes with its content.

So a browser keeps them for ever and asks for none twice. They are put together at start and compressed when first asked for.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import bootstrap
import brotli
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from components.document import Bundle
from components.site_look import stylesheet
from data_loader.config import ROOT, settings
from web.trimmed import trimmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

ASSETS: Final = ROOT / "assets"
PARTIAL: Final = Path(sys.prefix) / "plotly/node_modules/plotly.js-basic-dist-min/plotly-basic.min.js"
"""Plotly with the kinds of figures that pages draw and no others: `make setup` fetches it where there is npm."""
COMPILED_AT_ONCE: Final = b"//# allFunctionsCalledOnLoad\n"
"""As a script's first line it has Chromium compile all of it while it arrives, beside the page; otherwise each function is
compiled when it is first called, and the page does not answer meanwhile. To other browsers it is a comment."""

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_LARGE: Final = 500_000  # bytes; the best compression of these takes seconds, the next best a quarter of one
_VERSION: Final = re.compile(rb"plotly\.js [^\n]*v([0-9.]+)")
_TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


class Files:
    """What `/static/…` answers, by name; the names hold a hash of the content."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}
        self._packed: dict[tuple[str, str], bytes] = {}
        self.bundle = Bundle(
            style=self._add("vitrina", "css", style()),
            script=self._add("vitrina", "js", script()),
            plotly=self._add("plotly", "js", COMPILED_AT_ONCE + plotly().read_bytes()),
        )

    def _add(self, name: str, kind: str, content: bytes) -> str:
        named = f"{name}.{hashlib.blake2b(content, digest_size=8).hexdigest()}.{kind}"
        self._contents[named] = content
        return f"/static/{named}"

    async def answer(self, request: Request) -> Response:
        """Answer with a file, packed as tightly as the browser can unpack it."""
        name = request.path_params["name"]
        content = self._contents.get(name)
        if content is None:
            return Response(status_code=404, headers={"Cache-Control": "no-store"})
        headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
        packing = accepted(request.headers.get("accept-encoding", ""))
        if packing:
            headers["Content-Encoding"] = packing
            content = await run_in_threadpool(self._pack, name, packing)
        return Response(content, headers=headers, media_type=_TYPES[name.rpartition(".")[2]])

    def _pack(self, name: str, packing: str) -> bytes:
        packed = self._packed.get((name, packing))
        if packed is None:
            packed = self._packed[name, packing] = PACKINGS[packing](self._contents[name])
        return packed


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, quality=9 if len(content) > _LARGE else 11)
    return packed


PACKINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": _brotli,
    "gzip": lambda content: gzip.compress(content, 9, mtime=0),
}


def accepted(header: str) -> str:
    """Return the tightest way of packing that a browser accepts, "" for none.

    >>> accepted("gzip, deflate, br"), accepted("br;q=0, gzip"), accepted("")
    ('br', 'gzip', '')
    """
    offered = {
        part.split(";")[0].strip().lower() for part in header.split(",") if not re.search(r";\s*q=0(\.0*)?\s*$", part)
    }
    return next((name for name in PACKINGS if name in offered), "")


def style() -> bytes:
    """Return the one style sheet: what we use of Bootstrap, our own files in the order of their names, the site's accent."""
    sheets = [trimmed(bootstrap_sheet().read_text(encoding="utf-8"))]
    sheets += [path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css"))]
    return "\n".join([*sheets, stylesheet(settings().load().site)]).encode()


def script() -> bytes:
    """Return the one script; each file is a function of its own, so that none sees another's names."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js"))).encode()


def plotly() -> Path:
    """Return the smaller Plotly where it is there in the version that the Python package speaks to, else the whole."""
    package = find_spec("plotly")
    whole = Path(package.origin if package and package.origin else "").parent / "package_data" / "plotly.min.js"
    return PARTIAL if PARTIAL.exists() and _version(PARTIAL) == _version(whole) else whole


def _version(path: Path) -> bytes | None:
    with path.open("rb") as file:
        found = _VERSION.search(file.read(400))
    return found[1] if found else None


def bootstrap_sheet() -> Path:
    """Return the path of Bootstrap's style sheet."""
    return next(iter(sorted(Path(next(iter(bootstrap.__path__))).rglob("bootstrap.min.css"))))

"""What every answer passes: it notes who asks in which language and where, and sets the security headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders

from components.address import EMBED, origin
from components.snapshot import note_asked
from components.text import accepted_language

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'self'; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; "  # figures and bars are drawn with styles of their own
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""The Content-Security-Policy: nothing from elsewhere, no eval, no script within a page."""
POLICY_ALONE: Final = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
"""That of a card alone, which may stand in a page of somebody else."""


class Frontier:
    """The outermost of the server's parts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope)
        accepted_language.set(given.get("accept-language", "")[:500])
        note_asked(scope["query_string"].decode("utf-8", "replace"))
        origin.set(f"{scope['scheme']}://{given.get('host', '')}")
        policy = POLICY_ALONE if scope["path"].startswith(f"{EMBED}/") else POLICY

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
            await send(message)

        method = "GET" if scope["method"] == "HEAD" else scope["method"]  # a HEAD is a GET without its body
        await self.app({**scope, "method": method}, receive, answer)

"""How the API comes before the pages on a server that answers every other address with a page."""

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from api import application


class ApiRoute(BaseRoute):
    """Hands /api, /site, everything under them, and /health to the API with the path as it came; HEAD is a GET without body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope.get("path", "")
        ours = scope["type"] == "http" and (path in ("/api", "/health") or path.startswith(("/api/", "/site/")))
        return (Match.FULL if ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        await self.app({**scope, "method": method}, receive, send)


def mount(server: FastAPI) -> None:
    """Make `server` answer /api, /api/v1/…, /site/… and /health; whatever is added to it later comes after."""
    server.router.routes.insert(0, ApiRoute(application.create()))

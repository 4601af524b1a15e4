"""What is asked to measure answers: filters of every kind, every page and every route of the API with each of them."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode

import dash
from dash import Dash

from api import mount
from components.snapshot import showing
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries import answers, asking, concerns, dealings, parts, selection
from data_loader.queries.leads import Asked
from data_loader.snapshot import Snapshot

PAGES: Final = (
    *("overview", "explore", "agencies", "timelines", "board", "suppliers", "contracts", "completeness", "rollout"),
    *("processes", "quality", "matches", "changes", "data", "compare", "network", "agency", "supplier", "process"),
    *("leads", "lead", "indicators", "check"),
)
ROUTES: Final = (
    *("spending?by=agency", "spending?by=supplier&limit=25", "spending?by=month", "spending?by=method"),
    *(
        "timelines",
        "timelines?by=agency",
        "durations?step=execution",
        "completeness?by=agency",
        "completeness?by=field",
    ),
    *("suppliers", "concentration", "direct-awards", "new-suppliers", "overdue", "payments", "growth", "processes"),
    *("processes?sort=date", "processes?having=no_amount", "processes?having=new_supplier", "records?page_size=10"),
    *("checks", "checks/results", "indicators", "indicators/results", "timeliness", "timeliness?by=agency"),
    *("todo", "todo/records?page_size=100", "rollout", "changes"),
)
"""Under /api/v1, with each of the filters; see `routes` for those that take none."""
WORDS: Final = (
    *("servicio", "mantenimiento de", "obra pública", "constru", "co", "adquisición de equipo", "secretaria", "zzyzx"),
)


def choices(snapshot: Snapshot) -> list[dict[str, str]]:
    """Return filters of every kind that this snapshot has values for."""
    options = queries.options(snapshot)

    def of(field: str, place: int) -> str:
        ids = options[field]["id"].dropna().tolist()
        return str(ids[min(place, len(ids) - 1)]) if ids else "none"

    years = options["year"]["id"].tolist() or ["2020"]
    return [
        {},
        {"year_from": years[len(years) // 3], "year_to": years[len(years) // 2]},
        {"agency": of("agency", 5)},
        {"exclude_agency": of("agency", 0)},
        {"method": of("method", 0), "stage": "awarded"},
        {"category": of("category", 0)},
        {"source": of("source", 0), "stage": "paid"},
        {"stage_reached": "implementation", "year_from": years[len(years) // 2]},
        {"min_amount": "100000", "max_amount": "9000000"},
        {"supplier": of("supplier", 40)},
        {"q": "servicio mantenimiento"},
    ]


def pages(snapshot: Snapshot) -> Iterator[tuple[str, dict[str, str], Callable[[], object]]]:
    """Yield each page with each of the filters, and what draws it."""
    options = queries.options(snapshot)
    agency, other, supplier = (
        options[field]["id"].iloc[n] for field, n in (("agency", 0), ("agency", -1), ("supplier", 0))
    )
    first = queries.processes(snapshot, Filters()).rows
    found = queries.leads(snapshot, Filters(), Asked()).rows
    lead = found[found["ocid"].notna()].head(1).to_dict("records")
    own: dict[str, dict[str, Any]] = {
        "compare": {"by": "agency", "a": agency, "b": other},
        "network": {"agency": agency},
        "agency": {"agency_id": agency},
        "supplier": {"supplier_id": supplier},
        "process": {"ocid": first["ocid"].iloc[0]},
        "lead": {"code": lead[0]["indicator"], "ocid": lead[0]["ocid"], "of_source": lead[0]["source"]} if lead else {},
    }
    if not dash.page_registry:
        Dash("bench", use_pages=True, pages_folder="")
    for page in PAGES:
        layout = importlib.import_module(f"pages.{page}").layout
        for chosen in choices(snapshot):
            yield page, chosen, partial(_drawn, layout, **{**chosen, **own.get(page, {})})


def _drawn(layout: Callable[..., object], **query: Any) -> object:
    """Return what a page draws; as for a reader, the snapshot to show is looked for once."""
    with showing(""):
        return layout(**query)


def routes(snapshot: Snapshot) -> Iterator[tuple[str, dict[str, str], Callable[[], object]]]:
    """Yield each route of the API with each of the filters, and what asks it; the answer must be a good one."""
    app = Dash("bench api", backend="fastapi", use_pages=False)
    app.server.router.routes.clear()
    mount(app.server)

    def ask(path: str) -> None:
        status = asyncio.run(_asked(app.server, f"/api/v1/{path}"))
        if status != HTTPStatus.OK:
            raise ValueError(f"{status} of {path}")

    for route in ROUTES:
        for chosen in choices(snapshot):
            query = urlencode(chosen)
            path = f"{route}{'&' if '?' in route else '?'}{query}" if query else route
            yield f"/api/v1/{route}", chosen, partial(ask, path)
    options = queries.options(snapshot)
    ocid = queries.processes(snapshot, Filters()).rows["ocid"].iloc[0]
    agency, supplier = (quote(options[field]["id"].iloc[0], safe="") for field in ("agency", "supplier"))
    plain = ("meta", "tables", "matches", f"processes/{quote(ocid, safe='')}")
    for path in (*plain, f"organisations/{agency}", f"organisations/{supplier}"):
        yield f"/api/v1/{path.partition('/')[0]}{'/…' if '/' in path else ''}", {}, partial(ask, path)
    for words in WORDS:
        yield "/api/v1/suggest", {"q": words}, partial(ask, f"suggest?{urlencode({'q': words})}")


async def _asked(server: Any, address: str) -> int:
    """Return the status of a server's answer, asked without a network between."""
    path, _, query = address.partition("?")
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"}
    scope |= {"path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": ""}
    scope |= {"headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await server(scope, receive, send)
    return statuses[0]


def forget() -> None:
    """Make every answer new, but for the choices of the filter bar, which are the same on every page."""
    answers.forget(but="options")
    asking.forget()
    selection.forget()
    parts.forget()
    concerns.forget()
    dealings.forget()

"""/api: the API described for people, made from the same schema that programs read. Nothing from another host."""

from html import escape
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse

from api import description
from api.parameters import Language
from components.text import Text, known_languages, language_name
from data_loader import queries, snapshot
from data_loader.config import settings
from data_loader.filters import Filters

router = APIRouter(include_in_schema=False)

STATIC = Path(__file__).parent / "static"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
PROCESS = "/api/v1/processes/{ocid}"
EXAMPLES: dict[str, list[dict[str, str]]] = {
    "/api/v1/meta": [{}],
    "/api/v1/spending": [{"by": "agency"}, {"by": "supplier", "stage": "awarded", "limit": "10", "format": "csv"}],
    "/api/v1/timelines": [{"method": "open"}, {"by": "agency", "format": "csv"}],
    "/api/v1/durations": [{"step": "decision"}, {"step": "execution", "format": "csv"}],
    "/api/v1/suppliers": [{"order": "agencies", "limit": "10"}],
    "/api/v1/concentration": [{"limit": "10"}],
    "/api/v1/direct-awards": [{"by": "agency"}],
    "/api/v1/new-suppliers": [{}],
    "/api/v1/overdue": [{}],
    "/api/v1/payments": [{}],
    "/api/v1/growth": [{}],
    "/api/v1/completeness": [{}, {"by": "year"}],
    "/api/v1/timeliness": [{}, {"by": "agency", "format": "csv"}],
    "/api/v1/todo": [{}],
    "/api/v1/todo/records": [{"format": "csv"}],
    "/api/v1/rollout": [{}, {"part": "grid", "format": "csv"}],
    "/api/v1/processes": [{"q": "agua", "page_size": "5"}, {"having": "paid_more"}],
    "/api/v1/records": [{"page_size": "2"}],
    "/api/v1/changes": [{}, {"kind": "changed", "format": "csv"}],
    "/api/v1/tables": [{}],
    "/api/v1/checks": [{}],
    "/api/v1/checks/results": [{"check": "signed_before_award"}, {"check": "absurd_amount", "format": "csv"}],
    "/api/v1/matches": [{"role": "agency"}],
    "/api/v1/indicators": [{}, {"lang": "es", "format": "csv"}],
    "/api/v1/indicators/results": [{"indicator": "R003"}, {"state": "not_computable", "format": "csv"}],
    "/health": [{}],
}


@router.get("/api/style.css")
def style() -> FileResponse:
    return FileResponse(STATIC / "style.css", headers={"Cache-Control": "public, max-age=3600"})


@router.get("/api/")
@router.get("/api")
def page(request: Request, lang: Annotated[Language | None, Query()] = None) -> HTMLResponse:
    """The API's page, in the language asked for, else the browser's, else the site's."""
    text = Text.for_request(lang)
    headers = {"Content-Security-Policy": POLICY, "Content-Language": text.lang, "Vary": "Accept-Language"}
    return HTMLResponse(_document(request.app.openapi(), text), headers=headers)


def _document(schema: dict[str, Any], text: Text) -> str:
    sections = "".join(_section(path, item["get"], schema, text) for path, item in schema["paths"].items())
    introduction = "".join(f"<p>{escape(text(part))}</p>" for part in description.PARAGRAPHS)
    name = escape(settings().load().site.name)
    others = "".join(
        f'<a href="/api?lang={code}" lang="{code}" hreflang="{code}">{escape(language_name(code))}</a>'
        for code in known_languages()
        if code != text.lang
    )
    title = escape(text("The data, for programs"))
    return f"""<!doctype html>
<html lang="{text.lang}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {name}</title>
<link rel="stylesheet" href="/api/style.css"><link rel="stylesheet" href="/site/style.css"><link rel="icon" href="/site/icon">
</head>
<body>
<header><a class="brand" href="/?lang={text.lang}">{name}</a>
<nav><a href="/api/v1/openapi.json">OpenAPI (JSON)</a>
{others}</nav></header>
<main><h1>{title}</h1>{introduction}{sections}</main>
<footer>{escape(text("This page is made from the schema that programs read."))}</footer>
</body></html>"""


def _section(path: str, operation: dict[str, Any], schema: dict[str, Any], text: Text) -> str:
    links = "".join(f'<li><a href="{escape(url)}"><code>{escape(url)}</code></a></li>' for url in _examples(path))
    parameters = operation.get("parameters", [])
    asked = _folded(text("What can be asked"), [_parameter(parameter, text) for parameter in parameters])
    answered = _folded(text("What is answered"), _fields(operation, schema, text))
    return (
        f'<section id="{escape(operation["operationId"])}"><h2>{escape(text(operation["summary"]))}</h2>'
        f'<code class="path">GET {escape(path)}</code><p>{escape(text(operation["description"]))}</p>'
        f'<ul class="examples">{links}</ul>{asked}{answered}</section>'
    )


def _examples(path: str) -> list[str]:
    if path == PROCESS:
        return [PROCESS.replace("{ocid}", quote(ocid, safe="")) for ocid in _an_ocid()]
    return [path + (f"?{urlencode(query)}" if query else "") for query in EXAMPLES.get(path, [])]


def _an_ocid() -> list[str]:
    current = snapshot.current(settings().data_dir)
    if current is None:
        return []
    return [str(ocid) for ocid in queries.processes(current, Filters(), page_size=1).rows["ocid"]]


def _folded(title: str, items: list[str]) -> str:
    if not items:
        return ""
    return f"<details><summary>{escape(title)}</summary><dl>{''.join(items)}</dl></details>"


def _item(name: str, kind: str, said: str) -> str:
    return f'<dt><code>{escape(name)}</code></dt><dd>{escape(said)}<code class="type">{escape(kind)}</code></dd>'


def _parameter(parameter: dict[str, Any], text: Text) -> str:
    said = parameter.get("description") or ""
    return _item(parameter["name"], _kind(parameter["schema"]), text(said) if said else "")


def _kind(schema: dict[str, Any]) -> str:
    """What a value looks like, in signs rather than words: alternatives, range, default."""
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    first = options[0] if options else schema
    first = first.get("items", first)
    if "enum" in first:
        kind = " | ".join(first["enum"])
    elif "const" in first:
        kind = str(first["const"])
    elif "minimum" in first and "maximum" in first:
        kind = f"{first['minimum']} … {first['maximum']}"
    else:
        kind = "" if "$ref" in first else str(first.get("type", ""))
    default = schema.get("default")
    return f"{kind} (= {default})" if default not in (None, []) else kind


def _fields(operation: dict[str, Any], schema: dict[str, Any], text: Text) -> list[str]:
    reference = operation["responses"]["200"]["content"]["application/json"]["schema"].get("$ref", "")
    return [_item(name, kind, text(said) if said else "") for name, kind, said in walk(reference, schema)]


def walk(reference: str, schema: dict[str, Any], prefix: str = "") -> list[tuple[str, str, str]]:
    """Each field under a model of the schema, as (dotted name, kind, description)."""
    model = schema["components"]["schemas"].get(reference.rpartition("/")[2], {})
    found: list[tuple[str, str, str]] = []
    for name, field in model.get("properties", {}).items():
        item = field.get("items", field)
        below = item.get("$ref", "")
        label = f"{prefix}{name}{'[]' if 'items' in field else ''}"
        found.append((label, _kind(field), field.get("description", "")))
        found.extend(walk(below, schema, f"{label}.") if below else [])
    return found


def msgids(schema: dict[str, Any]) -> frozenset[str]:
    """Every text of the schema that the page shows: what the catalogue must hold beside the literals in the code."""
    texts = set(description.PARAGRAPHS)
    for item in schema["paths"].values():
        operation = item["get"]
        texts |= {operation["summary"], operation["description"]}
        texts |= {parameter.get("description", "") for parameter in operation.get("parameters", [])}
        reference = operation["responses"]["200"]["content"]["application/json"]["schema"].get("$ref", "")
        texts |= {said for _, _, said in walk(reference, schema)}
    return frozenset(texts - {""})

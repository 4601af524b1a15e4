"""The document of a kit as HTML: one page that opens anywhere, prints well and runs nothing."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING, Any, Final

from components.data_table import cell_words, is_number, missing
from components.kits.parts import (
    byline,
    citation,
    exactly,
    heading,
    keeping,
    kind_name,
    more_rows,
    record_facts,
    sealed,
    shown,
    sources,
)
from components.links import safe_external

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.kits.pins import Manifest, Pinned
    from components.text import Text

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_STYLE: Final = """
:root { color-scheme: light; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1.2rem; color: #1c1b1a; background: #fff;
  font: 16px/1.55 "Source Serif 4", "Noto Serif", Georgia, serif; overflow-wrap: anywhere; }
h1 { font-size: 2rem; line-height: 1.2; } h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .3rem; }
.by, .kind, .from, .about, table, dl, footer { font: 13.5px/1.5 Inter, "Noto Sans", system-ui, Arial, sans-serif; }
.by, .kind, .from { color: #5d5a55; } .kind { margin: 0; } .missing { border-left: 4px solid #b8004f; padding-left: .8rem; }
section { margin: 2.2rem 0; padding-top: 1.2rem; border-top: 1px solid #e4dfd4; break-inside: auto; }
section > h2, .kind { break-after: avoid; }
.note { white-space: pre-line; }
figure { margin: 1rem 0; break-inside: avoid; } figure img { width: 100%; height: auto; }
.wide { overflow-x: auto; overflow-wrap: normal; } table { border-collapse: collapse; width: 100%; } thead { display: table-header-group; }
th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #e4dfd4; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } td.none { color: #5d5a55; font-style: italic; }
tr { break-inside: avoid; } code { font-size: 12px; overflow-wrap: anywhere; } a { color: #1c5d99; }
@page { margin: 18mm 16mm; } @media print { body { margin: 0; max-width: none; font-size: 11pt; } .wide { overflow: visible; overflow-wrap: anywhere; }
  table { font-size: 8.5pt; } th, td { padding: .2rem .3rem; } }
"""


def written(text: Text, manifest: Manifest, files: Mapping[str, bytes], hashes: Mapping[str, str]) -> str:
    """Return the document; charts stand in it, tables and records lie beside it as files."""
    title = manifest.title or text("A story kit")
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="by">{escape(byline(text, manifest))}</p>',
        f'<p class="note">{escape(manifest.introduction)}</p>' if manifest.introduction else "",
        *(_section(text, manifest, pin, files, hashes) for pin in manifest.pins),
        _colophon(text, manifest),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(manifest.lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


def _section(text: Text, manifest: Manifest, pin: Pinned, files: Mapping[str, bytes], hashes: Mapping[str, str]) -> str:
    parts = [
        f'<p class="kind">{escape(kind_name(text, pin.kind))} {escape(pin.id)}</p>',
        f"<h2>{escape(heading(text, pin))}</h2>",
        f'<p class="about">{escape(pin.measures)}</p>' if pin.measures else "",
        f'<p class="about">{escape(exactly(text, pin))}</p>' if exactly(text, pin) else "",
        f'<p class="note">{escape(pin.note)}</p>' if pin.note else "",
        _picture(pin, files),
        _table(text, pin),
        *(f'<p class="about">{escape(sentence)}</p>' for sentence in pin.about),
        _records(text, pin, hashes),
        _from(text, manifest, pin, hashes),
    ]
    missing_one = "" if pin.found else ' class="missing"'
    return (
        f'<section id="pin-{escape(pin.id)}"{missing_one}>\n'
        + "\n".join(part for part in parts if part)
        + "\n</section>"
    )


def _picture(pin: Pinned, files: Mapping[str, bytes]) -> str:
    drawn = next((path for path in pin.files if path.endswith(".svg")), None)
    if drawn is None:
        return ""
    inside = base64.b64encode(files[drawn]).decode()
    return f'<figure><img alt="{escape(pin.finding)}" src="data:image/svg+xml;base64,{inside}"></figure>'


def _table(text: Text, pin: Pinned) -> str:
    if not pin.columns or pin.kind == "figure":
        return ""
    columns, rows = shown(text, pin)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "\n".join("<tr>" + "".join(_cell(text, value) for value in row) + "</tr>" for row in rows)
    cut = more_rows(text, pin)
    more = f'<p class="about">{escape(cut)}</p>' if cut else ""
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>{more}'


def _cell(text: Text, value: Any) -> str:
    kind = "none" if missing(value) else "number" if is_number(value) else ""
    return f"<td{f' class={kind}' if kind else ''}>{escape(cell_words(text, value))}</td>"


def _records(text: Text, pin: Pinned, hashes: Mapping[str, str]) -> str:
    if not pin.records:
        return ""
    items = []
    for ocid, file, line, addresses in record_facts(text, pin, hashes):
        links = " ".join(_link(address) for address in addresses)
        items.append(f'<li><a href="{escape(file)}">{escape(ocid)}</a> · {escape(line)}<br>{links}</li>')
    return f'<div class="about"><p>{escape(text("Source records"))}</p><ul>{"".join(items)}</ul></div>'


def _link(address: str) -> str:
    safe = safe_external(address)
    return f'<a href="{escape(safe)}" rel="noopener noreferrer">{escape(safe)}</a>' if safe else escape(address)


def _from(text: Text, manifest: Manifest, pin: Pinned, hashes: Mapping[str, str]) -> str:
    files = "<br>".join(
        f'<a href="{escape(path)}">{escape(path)}</a> SHA-256 <code>{hashes[path]}</code>' for path in pin.files
    )
    return (
        f'<p class="from">{escape(citation(text, manifest, pin))} '
        f"{_link(pin.address)}{f'<br>{files}' if files else ''}</p>"
    )


def _colophon(text: Text, manifest: Manifest) -> str:
    listed = [
        f"<li>{escape(name)} {_link(url) if url else ''} {escape(rest)}</li>"
        for name, url, rest in sources(text, manifest)
    ]
    words, commands = keeping(text, manifest)
    kept = f"<p>{escape(words)}</p>" + "".join(f"<p><code>{escape(command)}</code></p>" for command in commands)
    return (
        f'<section><h2>{escape(text("Where this comes from"))}</h2><div class="about">'
        f"<p>{escape(text('A figure says what was published, not all that happened.'))}</p>"
        f"<ul>{''.join(listed)}</ul>{kept}<p>{escape(sealed(text))}</p></div></section>"
    )

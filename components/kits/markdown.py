"""The document of a kit as Markdown (CommonMark with tables): for the newsroom's own editor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from components.data_table import cell_words
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

_SIGNS: Final = re.compile(r"([\\`*_{}\[\]()|~$])")
_FIRST: Final = re.compile(r"^(\d+)([.)])(?=\s|$)|^[-+=#:]")
"""What makes a list, a heading or a line only where a line begins with it."""
_ADDRESS: Final = re.compile(r"(?<=\w):(?=//)|(?<=\w)@(?=\w)|(?<=\bwww)\.", re.IGNORECASE)
"""What some readers of Markdown take for the sign of an address, and make a link of."""


def escaped(words: str) -> str:
    r"""Return a text on one line as Markdown that shows just it: no markup, no tag, no link of its own.

    >>> print(escaped("<b>[x](javascript:1)</b>\n# no"))
    &lt;b&gt;\[x\]\(javascript:1\)&lt;/b&gt; # no
    >>> print(escaped("1. http://example.org"))
    1\. http\://example.org
    """
    line = re.sub(r"\s+", " ", words).strip()
    line = _SIGNS.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    line = _ADDRESS.sub(lambda sign: f"\\{sign[0]}", line)
    return _FIRST.sub(lambda sign: f"{sign[1]}\\{sign[2]}" if sign[1] else f"\\{sign[0]}", line)


def paragraphs(words: str) -> str:
    """Return a text of several paragraphs as Markdown."""
    return "\n\n".join(escaped(part) for part in re.split(r"\n\s*\n?", words) if part.strip())


def written(text: Text, manifest: Manifest, hashes: Mapping[str, str]) -> str:
    """Return the document; charts, tables and records lie beside it as files."""
    words, commands = keeping(text, manifest)
    parts = [
        f"# {escaped(manifest.title or text('A story kit'))}",
        escaped(byline(text, manifest)),
        paragraphs(manifest.introduction),
        *(_section(text, manifest, pin, hashes) for pin in manifest.pins),
        f"## {escaped(text('Where this comes from'))}",
        escaped(words),
        "\n".join(f"    {command}" for command in commands),
        "\n".join(
            f"- {escaped(name)} {_link(url) if url else ''} {escaped(rest)}".rstrip()
            for name, url, rest in sources(text, manifest)
        ),
        escaped(sealed(text)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(text: Text, manifest: Manifest, pin: Pinned, hashes: Mapping[str, str]) -> str:
    drawn = next((path for path in pin.files if path.endswith(".png")), None)
    files = "\n".join(f"- [{escaped(path)}]({path}) · SHA-256 `{hashes[path]}`" for path in pin.files)
    records = [
        "\n".join([f"- [{escaped(ocid)}]({file}) · {escaped(line)}", *(f"  {_link(address)}" for address in addresses)])
        for ocid, file, line, addresses in record_facts(text, pin, hashes)
    ]
    parts = [
        f"## {escaped(heading(text, pin))}",
        f"{escaped(kind_name(text, pin.kind))} {pin.id}. {escaped(pin.measures)}".strip(),
        escaped(exactly(text, pin)),
        paragraphs(pin.note),
        f"![{escaped(pin.finding)}]({drawn})" if drawn else "",
        _table(text, pin),
        escaped(more_rows(text, pin)),
        *(escaped(sentence) for sentence in pin.about),
        "\n".join(records),
        f"{escaped(citation(text, manifest, pin))} {_link(pin.address)}",
        files,
    ]
    return "\n\n".join(part for part in parts if part)


def _table(text: Text, pin: Pinned) -> str:
    if not pin.columns or pin.kind == "figure":
        return ""
    columns, rows = shown(text, pin)
    head = [escaped(name) or " " for name in columns]
    body = [[escaped(cell_words(text, value)) for value in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(columns), *body))


def _link(address: str) -> str:
    """Return an address that leads out as a link, anything else as the text that it is."""
    safe = safe_external(address)
    return f"<{quote(safe, safe=':/?#[]@!$&()*+,;=%~')}>" if safe else escaped(address)

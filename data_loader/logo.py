"""The picture that an installation puts beside its name: a PNG as it is, an SVG with nothing in it but drawing."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from data_loader.exceptions import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST: Final = 512 * 1024
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "http://www.w3.org/2000/svg"
_DRAWING: Final = frozenset(
    (
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
    )
)
_HINT: Final = "A logo is a PNG, or an SVG of plain drawing, of at most 512 kB."


@dataclass(frozen=True, slots=True)
class Logo:
    """What is served: the bytes, their media type, and how many times as wide as high the picture is."""

    content: bytes
    media_type: str
    proportion: float


@lru_cache(maxsize=4)
def read_logo(path: Path) -> Logo:
    """Return the logo in a file.

    Raises:
        ConfigError: there is no such file, it is too large, or it is neither a PNG nor an SVG.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"The logo {path.name} cannot be read: {error.strerror}.", hint=_HINT) from error
    if len(content) > LARGEST:
        raise ConfigError(f"The logo {path.name} has {len(content)} bytes.", hint=_HINT)
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        return Logo(content, "image/png", width / height if width and height else 1.0)
    return _drawing(path, content)


def _drawing(path: Path, content: bytes) -> Logo:
    # A document type is where entities are declared, those that grow without end and those that read files.
    if b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        raise ConfigError(f"The logo {path.name} declares a document type, which no drawing needs.", hint=_HINT)
    try:
        root = ET.fromstring(content)  # noqa: S314  no entity can be in it, see above
    except (ET.ParseError, ValueError) as error:
        raise ConfigError(f"The logo {path.name} is neither PNG nor SVG.", hint=_HINT) from error
    if root.tag != f"{{{_SVG}}}svg":
        raise ConfigError(f"The logo {path.name} is XML but no SVG.", hint=_HINT)
    _only_drawing(root)
    ET.register_namespace("", _SVG)
    return Logo(ET.tostring(root, encoding="utf-8"), "image/svg+xml", _proportion(root))


def _only_drawing(element: ET.Element) -> None:
    """Take out of an element what is not drawing: scripts, styles, links, pictures from elsewhere, handlers."""
    for name, value in list(element.attrib.items()):
        if not _is_drawing(name, value):
            del element.attrib[name]
    for child in list(element):
        namespace, _, name = str(child.tag).rpartition("}")
        if namespace == f"{{{_SVG}" and name in _DRAWING:
            _only_drawing(child)
        else:
            element.remove(child)


def _is_drawing(name: str, value: str) -> bool:
    folded = re.sub(r"[\s\x00-\x1f]+", "", value).lower()
    local = name.rpartition("}")[2].lower()
    if local == "href":
        return folded.startswith("#")
    foreign = re.search(r"url\((?![\"']?#)|javascript:|data:|expression\(|@import|\\", folded)
    return not local.startswith("on") and foreign is None


def _proportion(root: ET.Element) -> float:
    box = re.findall(r"\d+(?:\.\d+)?", root.get("viewBox", ""))[2:]
    sides = box or [re.sub(r"[^\d.].*", "", root.get(side, "")) for side in ("width", "height")]
    try:
        return float(sides[0]) / float(sides[1])
    except (ValueError, IndexError, ZeroDivisionError):
        return 1.0

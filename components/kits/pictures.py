"""Pictures that the reader's browser drew: taken into a kit only as pictures."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from typing import Final
from xml.etree import ElementTree as ET

from data_loader.exceptions import KitError

MOST_BYTES: Final = 4 * 2**20
_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_ELEMENTS: Final = frozenset(
    "svg g defs clipPath path rect circle ellipse line polyline polygon text tspan title desc linearGradient "  # noqa: SIM905
    "radialGradient stop pattern mask marker symbol use image".split()
)
_INSIDE: Final = re.compile(r"#[\w-]+|data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_URL: Final = re.compile(r"url\(\s*(.*?)\s*\)", re.IGNORECASE | re.DOTALL)
_RUNS: Final = re.compile(r"javascript:|expression\s*\(|@\s*import|\\", re.IGNORECASE)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_WIDEST: Final = 10_000

ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)


def svg(given: str) -> bytes:
    """Return an SVG with nothing in it but a drawing: no script, no handler, nothing from elsewhere.

    Raises:
        KitError: it is none.
    """
    if len(given) > MOST_BYTES:
        raise KitError("A picture is too large.")
    if "<!" in given.replace("<!--", "") or "<?xml-stylesheet" in given:
        raise KitError("A picture declares what no drawing needs.")
    try:
        root = ET.fromstring(given)  # noqa: S314  it declares no entities: there is nothing to expand
    except (ET.ParseError, ValueError) as error:
        raise KitError("A picture is no SVG.") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise KitError("A picture is no SVG.")
    _clean(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _clean(element: ET.Element) -> None:
    for child in list(element):
        space, _, name = str(child.tag).rpartition("}")
        if space != f"{{{_SVG}" or name not in _ELEMENTS:
            element.remove(child)
        else:
            _clean(child)
    for name, value in list(element.attrib.items()):
        if not _harmless(name, value):
            del element.attrib[name]


def _harmless(name: str, value: str) -> bool:
    plain = name.rpartition("}")[2].lower()
    if plain.startswith("on") or plain == "base" or _RUNS.search(value):
        return False
    if plain in {"href", "src"}:
        return _INSIDE.fullmatch(value.strip()) is not None
    return all(re.fullmatch(r"""["']?#[\w-]+["']?""", inside) for inside in _URL.findall(value))


def png(given: str) -> bytes:
    """Return a PNG from its base64.

    Raises:
        KitError: it is none, or larger than any card.
    """
    try:
        content = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise KitError("A picture is no PNG.") from error
    if len(content) > MOST_BYTES or not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 57:
        raise KitError("A picture is no PNG, or too large.")
    width, height = struct.unpack(">II", content[16:24])
    if not (0 < width <= _WIDEST and 0 < height <= _WIDEST):
        raise KitError("A picture is larger than any card.")
    return content

"""Pictures are taken into a kit only as pictures."""

import base64
import struct
import zlib

import pytest

from components.kits import pictures
from data_loader.exceptions import KitError

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">'


def drawn(inside: str) -> str:
    return pictures.svg(f"{OPEN}{inside}</svg>").decode()


def test_a_drawing_is_kept():
    kept = drawn(
        '<defs><clipPath id="c"><rect width="5" height="5"/></clipPath></defs><g clip-path="url(\'#c\')" style="fill: red">'
        '<path d="M0,0L5,5"/><text x="1" y="2">2017 &lt;b&gt; año</text><use xlink:href="#c"/></g>'
    )
    for part in ("clip-path=\"url('#c')\"", 'd="M0,0L5,5"', "2017 &lt;b&gt; año", 'href="#c"', "fill: red"):
        assert part in kept


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>", '<g onload="alert(1)"/>', '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        '<image xlink:href="http://evil.example/x.png"/>', '<use xlink:href="http://evil.example/#x"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">evil.example</p></foreignObject>',
        '<style>@import "http://evil.example"</style>', '<rect style="fill: url(http://evil.example/#x)"/>',
        '<rect fill="url(  //evil.example/x#y )"/>', '<g xml:base="http://evil.example/"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>', '<image href="data:image/svg+xml;base64,AAAA"/>',
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="http://evil.example"/>', '<rect style="\\75rl(http://evil.example)"/>',
    ],
)  # fmt: skip
def test_nothing_else_is(inside):
    kept = drawn(inside).lower()
    assert not [sign for sign in ("alert", "evil", "javascript", "svg+xml", "script", "iframe") if sign in kept]


@pytest.mark.parametrize(
    "given",
    [
        "", "<svg/>", "<html/>", "no", f'<!DOCTYPE svg [<!ENTITY a "b">]>{OPEN}&a;</svg>', f"{OPEN}<g></svg>",
        f'<?xml-stylesheet href="x.css"?>{OPEN}</svg>', f"{OPEN}{'<g>' * 20}" + "x" * 5_000_000,
    ],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_svg_is_refused(given):
    with pytest.raises(KitError):
        pictures.svg(given)


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"".join(b"\0" + b"\1\2\3" * width for _ in range(min(height, 10))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def test_a_png_is_kept_as_it_is():
    assert pictures.png(base64.b64encode(png()).decode()) == png()


@pytest.mark.parametrize("content", [b"", b"GIF89a", png()[:20], png(20_000, 2), png(2, 0), b"<svg/>" * 20])
def test_what_is_no_png_is_refused(content):
    with pytest.raises(KitError):
        pictures.png(base64.b64encode(content).decode())
    with pytest.raises(KitError):
        pictures.png("%%%")

"""A logo draws and does nothing else."""

import base64

import pytest

from data_loader.exceptions import ConfigError
from data_loader.logo import LARGEST, read_logo

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 10"{}>{}</svg>'
)


def kept(tmp_path, inside, attributes=""):
    path = tmp_path / "logo.svg"
    path.write_text(SVG.format(attributes, inside), encoding="utf-8")
    logo = read_logo(path)
    assert (logo.media_type, logo.proportion) == ("image/svg+xml", 4.0)
    return logo.content.decode()


def test_drawing_stays(tmp_path):
    drawn = '<linearGradient id="g"/><rect width="4" height="4" fill="url(#g)"/><use href="#g"/>'
    found = kept(tmp_path, drawn)

    assert all(part in found for part in ("linearGradient", "url(#g)", 'href="#g"', 'width="4"'))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g><SCRIPT>alert(1)</SCRIPT></g>",
        "<style>@import 'evil'</style>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='evil'/></foreignObject>",
        "<image href='http://evil'/>",
        "<a href='javascript:evil'><path/></a>",
        "<use xlink:href='http://evil#x'/>",
        "<rect onclick='evil'/>",
        "<rect fill='url(http://evil)'/>",
        "<rect style='background:u\\72l(evil)'/>",
        "<animate attributeName='href' to='javascript:evil'/>",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>evil</x:script>",
    ],
)
def test_whatever_is_no_drawing_goes(tmp_path, inside):
    found = kept(tmp_path, inside, ' onload="evil"').lower()

    assert not any(word in found for word in ("evil", "alert", "script", "onload", "import"))


def test_a_png_is_served_as_it_is(tmp_path):
    path = tmp_path / "logo.png"
    path.write_bytes(PIXEL)

    assert read_logo(path).content == PIXEL
    assert read_logo(path).media_type == "image/png"


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"<html><body/></html>",
        b'<!DOCTYPE svg [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b"",
        PIXEL + b" " * LARGEST,
    ],
)
def test_anything_else_is_refused(tmp_path, content):
    path = tmp_path / "logo.svg"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"logo\.svg"):
        read_logo(path)


def test_a_logo_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.png"):
        read_logo(tmp_path / "none.png")

"""Components become the HTML that they mean, whatever texts they hold."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import dash_bootstrap_components as dbc
import numpy as np
import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from components.markup import inert, markup, safe_address

HOSTILE = "</p><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\u2028<!--"


class Seen(HTMLParser):
    """What a parser reads: tags with their attributes, and all text."""

    def __init__(self, said):
        super().__init__(convert_charrefs=True)
        self.tags, self.words = [], []
        self.feed(said)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize(
    ("component", "said"),
    [
        (html.Div([1, " ", 2.5, None, True, ["a", [html.B("b")]]]), "<div>1 2.5a<b>b</b></div>"),
        (html.Label("x", htmlFor="y", className="z"), '<label for="y" class="z">x</label>'),
        (html.A("x", href="/a?b=1&c=2", hrefLang="es"), '<a href="/a?b=1&amp;c=2" hreflang="es">x</a>'),
        (html.H1("x", tabIndex=-1), '<h1 tabindex="-1">x</h1>'),
        (html.Details(html.Summary("x"), open=True), "<details open><summary>x</summary></details>"),
        (html.Details(html.Summary("x"), open=False), "<details><summary>x</summary></details>"),
        (html.Td("x", colSpan=2), '<td colspan="2">x</td>'),
        (html.Br(), "<br>"),
        (html.Img(src="/site/logo", alt=""), '<img src="/site/logo" alt="">'),
        (html.Span(**{"aria-hidden": True, "data-x": False}), '<span aria-hidden="true" data-x="false"></span>'),
        (html.Div(contentEditable="false", draggable="true"), '<div contenteditable="false" draggable="true"></div>'),
        (
            html.I(style={"minHeight": 3, "opacity": 0.5, "--x": "1%", "width": "2%", "color": None}),
            '<i style="min-height:3px;opacity:0.5;--x:1%;width:2%"></i>',
        ),
        (html.Pre("\n{}"), "<pre>\n\n{}</pre>"),
        (
            dbc.Input(type="search", name="q", value="", maxLength=9, autoComplete="off"),
            '<input autocomplete="off" maxlength="9" name="q" type="search" value="" class="form-control">',
        ),
        (
            dbc.Select(id="a", name="b", value="2", placeholder="all", options=[{"label": "<", "value": 2}]),
            (
                '<select id="a" name="b" class="form-select"><option value="">all</option>'
                '<option value="2" selected>&lt;</option></select>'
            ),
        ),
    ],
)
def test_a_component_is_written(component, said):
    written = markup(component)
    assert Seen(written).tags == Seen(said).tags
    assert re.sub(r"<[^>]*>", "<>", written) == re.sub(r"<[^>]*>", "<>", said)


@given(st.text())
def test_any_text_stays_text(words):
    read = Seen(markup(html.P(words, title=words, **{"data-x": words})))
    assert [tag for tag, _ in read.tags] == ["p"]
    sendable = re.sub("[\x00\ud800-\udfff]", "\ufffd", words)
    assert "".join(read.words).splitlines() == sendable.splitlines()
    assert read.tags[0][1]["title"].splitlines() == sendable.splitlines()


@pytest.mark.parametrize("place", [html.P, html.Code, html.Pre, html.Option, html.B, html.Summary])
def test_hostile_text_opens_nothing(place):
    assert len(Seen(markup(place(HOSTILE))).tags) == 1


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JavaScript:alert(1)", "java\nscript:alert(1)", "\x01javascript:x", "data:text/html,x"],
)
def test_an_address_that_would_run_something_is_left_out(address):
    assert safe_address(address) is None
    for component in (html.A("x", href=address), html.Img(src=address), html.Form(action=address)):
        assert Seen(markup(component)).tags[0][1] == {}


@pytest.mark.parametrize(
    "address", ["/a", "?a=b:c", "#x", "https://example.org/a:b", "mailto:a@example.org", "a/b:c", ""]
)
def test_an_address_that_leads_somewhere_stays(address):
    assert Seen(markup(html.A("x", href=address))).tags[0][1]["href"] == address


@pytest.mark.parametrize("component", [html.Div(n_clicks=1), html.Div(key="x"), html.Script("x"), dcc.Markdown("x")])
def test_what_needs_the_renderer_is_refused(component):
    with pytest.raises(ValueError, match=r"renderer|written"):
        markup(component)


def test_what_is_no_component_is_refused():
    with pytest.raises(TypeError):
        markup(html.P({"a": 1}))
    with pytest.raises(TypeError):
        markup(html.P("x", id={"type": "a"}))


def test_a_figure_is_data_and_nothing_else():
    figure = {
        "data": [{"y": np.array([1.0, np.nan]), "x": [datetime(2020, 1, 1, tzinfo=UTC), HOSTILE], "z": {1}}],
        "layout": {},
    }
    written = markup(dcc.Graph(id="g", figure=figure, config={"a": True}, className="c"))
    box, data = re.fullmatch(
        r'(<div [^>]*></div>)<script type="application/json">(.*)</script>', written, re.DOTALL
    ).groups()
    assert Seen(box).tags == [("div", {"id": "g", "class": "plot c"})]
    assert not re.search("[<>&\u2028\u2029]", data)
    trace = json.loads(data)["figure"]["data"][0]
    assert trace == {"y": [1.0, None], "x": ["2020-01-01T00:00:00+00:00", HOSTILE], "z": [1]}


@given(st.recursive(st.text() | st.integers(-(2**53), 2**53) | st.none(), st.lists))
def test_inert_data_reads_back(data):
    try:
        written = inert(data)
    except TypeError:  # a lone surrogate is no text that could be sent
        return
    assert json.loads(written) == data
    assert not re.search("[<>&]", written)

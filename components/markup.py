"""Components as HTML: the server sends a page that stands, so that no browser has to build it.

Escaped is everything that is not a tag of ours: texts, attributes, the data of figures. An address that would run
something is left out, and so is whatever only means something to Dash's renderer in the browser: it is refused aloud, for
a page that needs it would stand there dead (docs/architecture.md says how to add an interactive part).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from typing import Any, Final

import orjson
from dash.development.base_component import Component

VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_ADDRESSES: Final = frozenset({"href", "src", "action", "formaction", "cite", "poster", "data", "ping"})
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_INVISIBLE: Final = re.compile(r"[\x00-\x20\x7f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_CUSTOM: Final = re.compile(r"(?:data|aria)-[a-z0-9_.-]+")
_WORDS: Final = frozenset({"contenteditable", "draggable", "spellcheck"})  # "false" is a value of theirs
_RENAMED: Final = {
    "className": "class",
    "class_name": "class",
    "htmlFor": "for",
    "html_size": "size",
    "acceptCharset": "accept-charset",
    "httpEquiv": "http-equiv",
}
_OF_DASH: Final = frozenset(
    {"_prop_names", "_valid_wildcard_attributes", "available_properties", "available_wildcard_properties", "children"}
)
_OF_THE_RENDERER: Final = frozenset(
    {
        "key",
        "n_clicks",
        "n_clicks_timestamp",
        "disable_n_clicks",
        "n_submit",
        "n_blur",
        "loading_state",
        "persistence",
        "persisted_props",
        "persistence_type",
        "debounce",
        "setProps",
    }
)
_UNITLESS: Final = frozenset(
    {"opacity", "z-index", "flex", "flex-grow", "flex-shrink", "order", "line-height", "font-weight", "zoom"}
)
_CAPITAL: Final = re.compile(r"[A-Z]")
_UNSAFE_IN_SCRIPT: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def markup(node: Any) -> str:
    """Return a component, or anything that a component may have as children, as HTML.

    >>> from dash import html
    >>> markup(html.P(["1 < 2 ", html.B("&", className="x"), None], title='"'))
    '<p title="&quot;">1 &lt; 2 <b class="x">&amp;</b></p>'

    Raises:
        TypeError: something that is no component and no text.
        ValueError: a component or a property that means nothing without Dash's renderer.
    """
    out: list[str] = []
    _write(node, out)
    return _sendable("".join(out))


def _sendable(page: str) -> str:
    """Return a page with a sign in the place of what no document can hold; to try is a tenth of looking at each letter."""
    page = page.replace("\0", "\ufffd")
    try:
        page.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", page)
    return page


def inert(data: Any) -> str:
    r"""Return data as JSON that can stand in a `<script type="application/json">` whatever texts it holds.

    >>> inert({"name": "</script><!--"})
    '{"name":"\\u003c/script\\u003e\\u003c!--"}'
    """
    written = orjson.dumps(data, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)
    said = written.decode("utf-8")
    for character, harmless in _UNSAFE_IN_SCRIPT.items():
        said = said.replace(character, harmless)
    return said


def safe_address(address: str) -> str | None:
    r"""Return an address that leads somewhere, None for one that would run something ("javascript:…", "data:…").

    >>> safe_address("/agencies"), safe_address("java\tscript:alert(1)")
    ('/agencies', None)
    """
    if address.startswith(("/", "#", "?")):  # as nearly all do
        return address
    scheme = _SCHEME.match(_INVISIBLE.sub("", address))
    return None if scheme and scheme[1].lower() not in _SCHEMES else address


def _write(node: Any, out: list[str]) -> None:
    kind: Any = type(node)
    if kind is str:
        out.append(escape(node, quote=False))
    elif kind is list or kind is tuple:
        for child in node:
            _write(child, out)
    elif node is not None:
        _writer(kind)(node, out)


@cache
def _writer(kind: type) -> Callable[[Any, list[str]], None]:
    """Return what writes a node of a kind."""
    if issubclass(kind, str):
        return lambda node, out: out.append(escape(node, quote=False))
    if issubclass(kind, bool):
        return lambda _node, _out: None
    if issubclass(kind, int | float):
        return lambda node, out: out.append(str(node))
    if issubclass(kind, list | tuple):
        return lambda node, out: _write(list(node), out)
    if issubclass(kind, Component):
        return _component
    raise TypeError(f"No component and no text: {kind.__name__}")


def _component(component: Component, out: list[str]) -> None:
    """Write a component: of `dash.html`, whose type is the name of its tag, or one of those in `_FORMS`."""
    namespace, name = component._namespace, component._type  # noqa: SLF001  how Dash names a component
    form = _FORMS.get((namespace, name))
    if form is not None:
        form(component, out)
        return
    tag = _tag_of(namespace, name)
    _tag(tag, _properties(component), out)
    if tag in VOID:
        return
    if tag in {"pre", "textarea"}:
        out.append("\n")  # the first line break in them is dropped by browsers: this one
    _write(getattr(component, "children", None), out)
    out.append(f"</{tag}>")


@cache
def _tag_of(namespace: str, name: str) -> str:
    tag = name.lower()
    if namespace != "dash_html_components" or tag in {"script", "style"}:
        raise ValueError(f"{namespace}.{name} cannot be written as HTML")
    return tag


def _input(component: Component, out: list[str]) -> None:
    properties = _properties(component)
    _tag("input", {**properties, "class": _classes("form-control", properties)}, out)


def _select(component: Component, out: list[str]) -> None:
    """Write a list to choose from: its options are properties, and the one that is its value is selected."""
    properties = _properties(component)
    options = properties.pop("options", None) or []
    value, hint = properties.pop("value", None), properties.pop("placeholder", None)
    _tag("select", {**properties, "class": _classes("form-select", properties)}, out)
    if hint is not None and not any(option["value"] == "" for option in options):
        _option({"label": hint, "value": ""}, value or "", out)
    for option in options:
        _option(option, value, out)
    out.append("</select>")


def _option(option: Mapping[str, Any], value: Any, out: list[str]) -> None:
    own = str(option["value"])
    selected = " selected" if value is not None and own == str(value) else ""
    disabled = " disabled" if option.get("disabled") else ""
    out.append(
        f'<option value="{escape(own)}"{selected}{disabled}>{escape(str(option["label"]), quote=False)}</option>'
    )


def _graph(component: Component, out: list[str]) -> None:
    """Write the box of a figure and beside it what is to be drawn: assets/figures.js does, when the box comes near."""
    properties = _properties(component)
    drawn = {"figure": properties.pop("figure", None), "config": properties.pop("config", None)}
    properties.pop("responsive", None)  # all are
    _tag("div", {**properties, "class": _classes("plot", properties)}, out)
    out.append(f'</div><script type="application/json">{inert(drawn)}</script>')


_FORMS: Final[dict[tuple[str, str], Callable[[Component, list[str]], None]]] = {
    ("dash_bootstrap_components", "Input"): _input,
    ("dash_bootstrap_components", "Select"): _select,
    ("dash_core_components", "Graph"): _graph,
}


def _properties(component: Component) -> dict[str, Any]:
    """Return what is set on a component under the names of HTML."""
    return {called: value for name, value in vars(component).items() if value is not None and (called := _called(name))}


@cache
def _called(name: str) -> str:
    """Return what a property of a component is called in HTML, "" where it is Dash's own."""
    if name in _OF_DASH:
        return ""
    if name in _OF_THE_RENDERER:
        raise ValueError(f"{name} means nothing without Dash's renderer in the browser")
    if "-" in name and not _CUSTOM.fullmatch(name):
        raise ValueError(f"{name!r} is no attribute")
    return name if "-" in name else _RENAMED.get(name) or name.lower()


def _classes(own: str, properties: Mapping[str, Any]) -> str:
    return " ".join(part for part in (own, properties.get("class")) if part)


def _tag(tag: str, properties: Mapping[str, Any], out: list[str]) -> None:
    out.append(f"<{tag}{''.join([_attribute(name, value) for name, value in properties.items()])}>")


def _attribute(name: str, value: Any) -> str:
    if type(value) is str:
        if name in _ADDRESSES and safe_address(value) is None:
            return ""
        return f' {name}="{escape(value)}"'
    if name == "style":
        return f' style="{escape(_style(value))}"'
    if isinstance(value, bool):
        if "-" in name or name in _WORDS:
            return f' {name}="{"true" if value else "false"}"'
        return f" {name}" if value else ""
    if isinstance(value, Mapping | list | tuple | Component):
        raise TypeError(f"{name} of a component is a {type(value).__name__}")
    return _attribute(name, str(value))


def _style(style: Mapping[str, Any]) -> str:
    return ";".join(_declaration(name, value) for name, value in style.items() if value is not None)


def _declaration(name: str, value: Any) -> str:
    if not name.startswith("--"):
        name = _CAPITAL.sub(lambda letter: f"-{letter[0].lower()}", name)
        if isinstance(value, int | float) and value and name not in _UNITLESS:
            value = f"{value}px"
    return f"{name}:{value}"


def _plain(value: Any) -> Any:
    """Return what JSON has no word for as a list or a text."""
    if isinstance(value, Iterable):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

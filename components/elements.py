"""The elements of HTML: `html.Div`, `html.A`, … are Dash's own, and a twentieth as dear to make.

A page has two thousand of them. Dash checks and copies each one's properties in many steps, twenty millionths of a second
in all; here a property is looked up in the names that Dash knows, and set. What stands in them is the same.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import dash.html
from dash.development.base_component import Component, ComponentMeta

if TYPE_CHECKING:
    from dash import html

__all__ = ["html"]


def _quick(kind: type[Component]) -> type[Component]:
    """Return a kind of element that is made at once.

    >>> _quick(dash.html.B)("x", className="y")
    B(children='x', className='y')
    """
    own = vars(kind())
    known = frozenset(own["available_properties"])
    wild = tuple(own["available_wildcard_properties"])

    def made(self: Component, children: Any = None, **properties: Any) -> None:
        for name in properties:
            if name not in known and not name.startswith(wild):
                raise TypeError(f"{kind.__name__} has no property {name}: {', '.join(sorted(known))}")
        properties["children"] = children
        self.__dict__ = properties

    # Dash takes the module of a class for a package with files for the browser, but for this one.
    return ComponentMeta(kind.__name__, (kind,), {**own, "__init__": made, "__module__": "builtins"})


if not TYPE_CHECKING:
    html = SimpleNamespace(**{name: _quick(getattr(dash.html, name)) for name in dash.html.__all__})

"""What says nothing is taken out of a compiled release: nulls, and the forms in its lists that were never filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data_loader.normalise import Problem
from data_loader.repairs import is_placeholder

Json = dict[str, Any]


def without_blanks(release: Json) -> list[Problem]:
    """Take out of a release what says nothing, and return how many objects that were in each list.

    In a compiled release null says nothing. A form that was never filled in is published as an object of blanks: an
    award, a payment or a milestone of blanks is none. The release is changed in place.
    """
    counts: dict[str, int] = {}
    _drop_blanks(release, "", counts)
    return [Problem("blank_objects", path, str(count), "noted") for path, count in counts.items()]


def _drop_blanks(value: Json, path: str, counts: dict[str, int]) -> None:
    nulls = []
    for key, item in value.items():
        kind = type(item)
        if kind is str:
            continue
        if kind is dict:
            _drop_blanks(item, f"{path}{key}.", counts)
        elif kind is list:
            _drop_blank_items(item, f"{path}{key}[]", counts)
        elif item is None:
            nulls.append(key)
    for key in nulls:
        del value[key]


def _drop_blank_items(items: list[Any], path: str, counts: dict[str, int]) -> None:
    filled = [item for item in items if item is not None and not (type(item) is dict and _is_blank(item.values()))]
    if len(filled) < len(items):
        blank = len(items) - len(filled) - items.count(None)
        if blank:
            counts[path] = counts.get(path, 0) + blank
        items[:] = filled
    for item in filled:
        kind = type(item)
        if kind is dict:
            _drop_blanks(item, f"{path}.", counts)
        elif kind is list:
            _drop_blank_items(item, f"{path}[]", counts)


def _is_blank(values: Iterable[Any]) -> bool:
    """Whether none of the values, nor of what is in them, says anything."""
    for item in values:
        kind = type(item)
        if kind is str:
            if item and not is_placeholder(item):
                return False
        elif kind is dict:
            if not _is_blank(item.values()):
                return False
        elif kind is list:
            if not _is_blank(item):
                return False
        elif item is not None:
            return False
    return True

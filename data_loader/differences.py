"""How two releases differ, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a compiled release that changed; None stands for "not published"."""

    path: str
    before: Any
    after: Any


def compare(before: Any, after: Any, path: str = "") -> Iterator[FieldChange]:
    """Yield the fields in which two releases differ; objects in lists are matched by their id, else by position."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from compare(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        left, right = _by_id(before), _by_id(after)
        for key in dict.fromkeys([*left, *right]):
            yield from compare(left.get(key), right.get(key), f"{path}[{key}]")
    elif before != after:
        yield FieldChange(path, before, after)


def _by_id(items: list[Any]) -> dict[str, Any]:
    ids = [str(item["id"]) for item in items if isinstance(item, dict) and item.get("id") is not None]
    if len(ids) == len(items) == len(set(ids)):
        return dict(zip(ids, items, strict=True))
    return {str(index): item for index, item in enumerate(items)}

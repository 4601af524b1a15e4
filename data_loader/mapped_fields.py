"""Fields of a source that stand under names of its own: moved to where the standard has them, as vitrina.toml says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

Json = dict[str, Any]


def moved(release: Json, mapping: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Copy non-standard fields to their standard places in a release; yield where each stood, and what became of it.

    `mapping` is as of `normalise`. An object that has the standard field already stays as it is.
    """
    for origin, target in mapping.items():
        *parents, source_key = origin.split(".")
        *target_parents, target_key = target.split(".")
        if parents != target_parents:
            continue
        for holder, path in _holders(release, parents, ""):
            if holder.get(source_key) is not None and not holder.get(target_key):
                holder[target_key] = deepcopy(holder[source_key])
                yield f"{path}{source_key}", f"{source_key} → {target_key}"


def _holders(value: Any, parents: list[str], path: str) -> Iterator[tuple[Json, str]]:
    if not parents:
        if isinstance(value, dict):
            yield value, path
        return
    key, rest = parents[0], parents[1:]
    child = value.get(key.removesuffix("[]")) if isinstance(value, dict) else None
    if key.endswith("[]"):
        name = key.removesuffix("[]")
        for index, item in enumerate(child if isinstance(child, list) else []):
            yield from _holders(item, rest, f"{path}{name}[{index}].")
    else:
        yield from _holders(child, rest, f"{path}{key}.")

"""Answers kept in memory: a snapshot never changes, so what was asked of it once need not be computed again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd
from cachetools import LRUCache

from data_loader.snapshot import Snapshot

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_MOST: Final = 200_000
"""Cells of all answers kept: some 16 MB, whether an answer has a row or one for each of ten thousand agencies."""
_FEWEST: Final = 400
"""An answer counts as so many cells at the least: what is around them takes memory, too."""
_NOT_KEPT: Final = object()
_lock = threading.Lock()


def cached(function: Callable[Concatenate[Snapshot, P], R]) -> Callable[Concatenate[Snapshot, P], R]:
    """Keep the latest answers by snapshot, query and arguments: a snapshot never changes, so none is ever stale.

    Each caller gets frames of its own, so that changing one changes nobody else's: pandas copies what is changed, and only
    then; arrays are nobody's to change.
    """

    @wraps(function)
    def answer(snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (snapshot.id, str(snapshot.path), function.__qualname__, args, tuple(sorted(kwargs.items())))
        with _lock:
            kept = _answers.get(key, _NOT_KEPT)
        if kept is not _NOT_KEPT:
            return _own(cast("R", kept))
        found = function(snapshot, *args, **kwargs)
        if _cells(found) > _answers.maxsize // 2:  # it would push out all others
            return found
        with _lock:
            _answers[key] = found
        return _own(found)

    return answer


def forget(*, but: str = "") -> None:
    """Forget every answer but those of the query named, if any."""
    with _lock:
        for key in [key for key in _answers if key[2] != but]:
            del _answers[key]


def _size(answer: Any) -> int:
    return max(_FEWEST, _cells(answer))


def _cells(value: Any) -> int:
    """Return how many cells the frames and arrays of an answer have."""
    if isinstance(value, pd.DataFrame | np.ndarray):
        return int(value.size)
    if isinstance(value, dict):
        return sum(map(_cells, value.values()))
    if is_dataclass(value) and not isinstance(value, type):
        return sum(_cells(getattr(value, item.name)) for item in fields(value))
    return 1


_answers: LRUCache[Any, Any] = LRUCache(_MOST, _size)


def _own(value: T) -> T:
    own: Any = _copied(value)
    return cast("T", own)


def _copied(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return value.copy(deep=False)
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        members = {item.name: getattr(value, item.name) for item in fields(value)}
        own = {name: _copied(member) for name, member in members.items()}
        changed = {name: member for name, member in own.items() if member is not members[name]}
        return replace(value, **changed) if changed else value
    return value

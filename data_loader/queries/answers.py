"""Answers kept in memory: a snapshot never changes, so what was asked of it once need not be computed again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

from data_loader.snapshot import Snapshot

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_MOST_ANSWERS: Final = 512
_MOST_CELLS: Final = 200_000
"""Of all answers kept: some 16 MB, whether an answer has a row or one for each of ten thousand agencies. An answer of more
than half of them is not kept: it would push out all others."""
_answers: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
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
            if key in _answers:
                _answers.move_to_end(key)
                kept: R = _answers[key][0]
                return _own(kept)
        found = function(snapshot, *args, **kwargs)
        size = _cells(found)
        if size > _MOST_CELLS // 2:
            return found
        with _lock:
            _answers[key] = (found, size)
            cells = sum(size for _, size in _answers.values())
            while len(_answers) > _MOST_ANSWERS or cells > _MOST_CELLS:
                cells -= _answers.popitem(last=False)[1][1]
        return _own(found)

    return answer


def forget(*, but: str = "") -> None:
    """Forget every answer but those of the query named, if any."""
    with _lock:
        for key in [key for key in _answers if key[2] != but]:
            del _answers[key]


def _cells(value: Any) -> int:
    """Return how many cells the frames and arrays of an answer have."""
    if isinstance(value, pd.DataFrame | np.ndarray):
        return int(value.size)
    if isinstance(value, dict):
        return sum(map(_cells, value.values()))
    if is_dataclass(value) and not isinstance(value, type):
        return sum(_cells(getattr(value, item.name)) for item in fields(value))
    return 1


def _own(value: T) -> T:
    own: Any = _copied(value)
    return cast("T", own)


def _copied(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return value.copy(deep=False)
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: _copied(getattr(value, item.name)) for item in fields(value)})
    return value

"""What is worked out for one answer and asked for several times meanwhile: kept until the answer is made, and by it alone.

Columns of a selection of a million processes take megabytes: they are kept neither longer than they are of use, nor pushed
out by those of another answer that is made side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, update_wrapper
from typing import Any, Final, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_of_answer: Final[ContextVar[dict[Any, Callable[..., Any]] | None]] = ContextVar("of_answer", default=None)


@contextmanager
def answering() -> Iterator[dict[Any, Any]]:
    """Have what is `latest` kept apart while the block lasts, in the threads that it starts, too; yield all of it, to be cleared."""
    own: dict[Any, Callable[..., Any]] = {}
    before = _of_answer.set(own)
    try:
        yield own
    finally:
        _of_answer.reset(before)


class Latest(Generic[P, R]):
    """A function whose latest results are kept: those of each answer apart, and of what is no answer together."""

    def __init__(self, function: Callable[P, R], most: int) -> None:
        self._function = function
        self._most = most
        self._of_all: Callable[..., Any] = lru_cache(most)(function)
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the function returns."""
        own, kept = _of_answer.get(), self._of_all
        if own is not None:
            kept = own.get(self) or own.setdefault(self, lru_cache(self._most)(self._function))
        found: R = kept(*args, **kwargs)
        return found

    def cache_clear(self) -> None:
        """Forget what is kept of what is no answer."""
        self._of_all = lru_cache(self._most)(self._function)


def latest(most: int) -> Callable[[Callable[P, R]], Latest[P, R]]:
    """Keep so many of the latest results of a function; its arguments must be hashable."""
    return lambda function: Latest(function, most)

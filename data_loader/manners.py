"""Good manners towards other people's servers: how often they are asked, how long is waited, where is never gone."""

from __future__ import annotations

import ipaddress
import random
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

MAX_WAIT: Final = 300.0
"""Seconds that are waited at the most before a server is asked again."""


class HostLimiter:
    """Spaces the requests to each host, and lets one at a time be under way, whichever source they are for."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    def turn(self, host: str) -> threading.Lock:
        """Return the lock that whoever asks a host holds until its answer is read."""
        with self._lock:
            return self._turns.setdefault(host, threading.Lock())

    def wait(self, host: str, interval: float) -> None:
        """Block until the next request to a host is due."""
        with self._lock:
            now = self._clock()
            at = max(now, self._free_at.get(host, now))
            self._free_at[host] = at + interval
        if at > now:
            self._sleep(at - now)


def is_private(host: str) -> bool:
    """Whether a host name leads to an address that is not of the public network."""
    try:
        addresses = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return any(not ipaddress.ip_address(str(address).split("%")[0]).is_global for address in addresses)


def seconds_to_wait(asked: float | None, attempt: int) -> float:
    """Return the seconds to wait: what the server asks for, else exponential back-off with jitter."""
    if asked is not None:
        return min(asked, MAX_WAIT)
    return min(2.0**attempt, MAX_WAIT) * random.uniform(0.5, 1.5)  # noqa: S311  not for secrets


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for, None where it is missing or says nothing."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None

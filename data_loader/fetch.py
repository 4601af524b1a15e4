"""HTTP with good manners: one session, limits per host, retries that listen, conditional requests.

`Fetcher.get(url)` returns a `Page`, fresh or, where the server says that nothing changed, from the cache.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urljoin, urlsplit

import orjson
import requests

from data_loader.cache import SourceCache
from data_loader.config import Source
from data_loader.exceptions import CacheError, FetchError
from data_loader.manners import HostLimiter, is_private, retry_after, seconds_to_wait

Json = dict[str, Any]

logger = logging.getLogger(__name__)

USER_AGENT: Final = "Vitrina (open contracting dashboard; reads OCDS)"
CONNECT_TIMEOUT, READ_TIMEOUT, TOTAL_TIMEOUT = 10, 60, 3600
MAX_BODY: Final = 8 << 30
"""Bytes of one answer that are taken at the most: 8 GiB."""
TRIES: Final = 5
MAX_REDIRECTS: Final = 5
_TRANSIENT: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
LARGE: Final = 16 << 20
"""Bytes from which on one answer is worth a bar of its own, and is not read only to be checked."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a source: where it came from, when, how large, and how to read it.

    `key` tells it from the other pages: its address and, of a POST, what was asked there.
    """

    url: str
    fetched_at: datetime
    sha256: str
    size: int
    open: Callable[[], IO[bytes]]
    key: str = ""
    not_modified: bool = False

    def is_whole(self) -> bool:
        """Whether its body can be read, and is what was received."""
        try:
            with self.open() as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256  # type: ignore[arg-type]
        except (CacheError, OSError):
            return False


@dataclass(slots=True)
class Traffic:
    """What a pull of one source cost: requests made, answered 304, bytes received."""

    requests: int = 0
    not_modified: int = 0
    bytes: int = 0


class _PassingError(Exception):
    """A failure that may pass: why, and after how many seconds the server wants to be asked again (None: unsaid)."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.after = reason, after


@dataclass(slots=True)
class Fetcher:
    """Fetches the pages of one source.

    `sitting` names the pull at work: a page that was fetched in it before it broke off is not asked for again.
    `told` hears how many bytes have come, of how many (None: unknown). `latest` is the key of the page asked for last.
    `recognised` is the shape that a source without one turned out to have.
    """

    source: Source
    cache: SourceCache
    limiter: HostLimiter = field(default_factory=HostLimiter)
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    stopped: Callable[[], bool] = lambda: False
    told: Callable[[int, int | None], None] = lambda _done, _total: None
    sitting: str = ""
    recognised: str | None = None
    latest: str = ""
    traffic: Traffic = field(default_factory=Traffic)
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        """Name the program in each request, and verify TLS unless the source says not to."""
        self.session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json, */*;q=0.5"})
        self.session.headers.update(self.source.headers)
        self.session.verify = self.source.verify_tls
        if not self.source.verify_tls:
            logger.warning(
                "%s: TLS certificates are NOT verified; anyone on the way can alter the data", self.source.id
            )

    def get(self, url: str, *, body: Json | None = None) -> Page:
        """Return the page at a URL (with a JSON `body`: the answer to a POST of it).

        The server is asked only whether the page changed, where it was fetched before.

        Raises:
            FetchError: it could not be had, after the retries that make sense.
        """
        key = url if body is None else f"{url} {orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()}"
        known = self.cache.validators(key)
        self.latest = key
        kept = self._cached(url, key)
        if kept and self.sitting and known.get("sitting") == self.sitting:
            return kept
        for attempt in range(1, TRIES + 1):
            if self.stopped():
                raise FetchError("The pull was told to stop.", hint="The next one goes on from here.")
            try:
                with self.limiter.turn(urlsplit(url).netloc):
                    return self._once(url, key, body, kept)
            except _PassingError as error:
                reason = error.reason
                wait = seconds_to_wait(error.after, attempt)
            if attempt < TRIES:
                logger.info("%s %s; waiting %.0f s (%d of %d)", url, reason, wait, attempt, TRIES)
                self.sleep(wait)
        raise FetchError(f"{url} {reason}, {TRIES} times.", hint="What was fetched before is kept.")

    def distrust(self, key: str) -> None:
        """Ask for a page anew next time, whatever is known of it: what came was no data."""
        known = self.cache.validators(key)
        if known:
            self.cache.keep(key, known | {"etag": "", "last_modified": "", "sitting": ""})

    def _once(self, url: str, key: str, body: Json | None, kept: Page | None) -> Page:
        known = self.cache.validators(key)
        conditions = {
            header: known[name]
            for header, name in (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))
            if kept and known.get(name)
        }
        with self._follow(url, conditions, body) as answer:
            if answer.status_code == requests.codes.not_modified and kept:
                self.traffic.not_modified += 1
                self.cache.keep(key, known | {"sitting": self.sitting})
                return kept
            if answer.status_code in _TRANSIENT or answer.status_code in self.source.busy_statuses:
                raise _PassingError(
                    f"answered {answer.status_code} {answer.reason}", retry_after(answer.headers.get("Retry-After"))
                )
            if answer.status_code != requests.codes.ok:
                raise FetchError(
                    f"{url} answered {answer.status_code} {answer.reason}.",
                    hint=_hint(answer),
                    status=answer.status_code,
                )
            return self._keep(url, key, answer, known)

    def _cached(self, url: str, key: str) -> Page | None:
        """Return the kept copy of a page; None where there is none, or it is not what was received.

        A very large one is held against its hash only when it is worked, not each time that it is asked for.
        """
        known = self.cache.validators(key)
        if not known or not self.cache.has_body(key):
            return None
        fetched_at = datetime.fromisoformat(known["fetched_at"])
        page = Page(
            url,
            fetched_at,
            known["sha256"],
            int(known["size"]),
            lambda: self.cache.open_body(key),
            key=key,
            not_modified=True,
        )
        if page.size > LARGE or page.is_whole():
            return page
        logger.warning("%s: the kept copy of %s is damaged; it is fetched anew", self.source.id, url)
        self.cache.forget(key)
        return None

    def _keep(self, url: str, key: str, answer: requests.Response, known: dict[str, str]) -> Page:
        now = self.now()
        with tempfile.NamedTemporaryFile(dir=self.cache.folder, prefix="body-", delete=False) as file:
            path = Path(file.name)
            try:
                digest, size = self._receive(answer, file)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        same = known.get("sha256") == digest
        validators = {
            "etag": answer.headers.get("ETag", ""),
            "last_modified": answer.headers.get("Last-Modified", ""),
            "sha256": digest,
            "size": str(size),
            "fetched_at": known["fetched_at"] if same else now.isoformat(),
            "sitting": self.sitting,
        }
        self.cache.keep_file(key, path, validators)
        return Page(url, now, digest, size, lambda: self.cache.open_body(key), key=key, not_modified=same)

    def _receive(self, answer: requests.Response, file: IO[bytes]) -> tuple[str, int]:
        digest, size, started = hashlib.sha256(), 0, time.monotonic()
        expected = int(length) if (length := answer.headers.get("Content-Length", "")).isdecimal() else 0
        total = self.traffic.bytes + expected if expected > LARGE else None
        try:
            for chunk in answer.iter_content(1 << 16):
                size += len(chunk)
                if size > MAX_BODY:
                    raise FetchError(f"{answer.url} sends more than {MAX_BODY:,} bytes.")
                if time.monotonic() - started > TOTAL_TIMEOUT:
                    raise FetchError(f"{answer.url} took longer than {TOTAL_TIMEOUT} s.")
                digest.update(chunk)
                file.write(chunk)
                self.told(self.traffic.bytes + size, total)
        except requests.RequestException as error:
            raise _PassingError(f"broke off after {size:,} bytes ({type(error).__name__})") from error
        self.traffic.bytes += size
        return digest.hexdigest(), size

    def _follow(self, url: str, headers: dict[str, str], body: Json | None) -> requests.Response:
        """Return the answer behind a bounded number of redirects, none of which may lead to a private address."""
        target = url
        for _ in range(MAX_REDIRECTS + 1):
            parts = urlsplit(target)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise FetchError(f"{url} leads to {target}, which is no http(s) address.")
            if target != url and is_private(parts.hostname) and not is_private(urlsplit(url).hostname or ""):
                raise FetchError(f"{url} leads to the private address {parts.hostname}, which is not followed.")
            self.limiter.wait(parts.hostname, 1 / self.source.requests_per_second)
            answer = self._request(target, headers, body)
            if answer.status_code not in _REDIRECTS or "Location" not in answer.headers:
                return answer
            target = urljoin(target, answer.headers["Location"])
            answer.close()
        raise FetchError(f"{url} redirects more than {MAX_REDIRECTS} times.")

    def _request(self, url: str, headers: dict[str, str], body: Json | None) -> requests.Response:
        self.traffic.requests += 1
        try:
            return self.session.request(
                "GET" if body is None else "POST",
                url,
                headers=headers,
                json=body,
                stream=True,
                allow_redirects=False,
                timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            )
        except requests.exceptions.SSLError as error:
            raise FetchError(
                f"{url} has a certificate that does not verify.", hint="See verify_tls in docs/configuration.md."
            ) from error
        except (requests.ConnectionError, requests.Timeout) as error:
            raise _PassingError(f"did not answer ({type(error).__name__})") from error
        except requests.RequestException as error:
            raise FetchError(f"{url} cannot be asked for: {error}") from error


def _hint(answer: requests.Response) -> str:
    if answer.status_code in {401, 403}:
        return "If it refuses programs, set a User-Agent under [sources.headers] in vitrina.toml."
    if answer.status_code in {404, 410}:
        return "Check the address in vitrina.toml."
    return ""


def page_of_file(path: Path, *, name: str, now: datetime) -> Page:
    """Return a local file as a page, without copying it; `name` stands for its address."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return Page(name, now, digest.hexdigest(), path.stat().st_size, lambda: path.open("rb"), key=str(path))

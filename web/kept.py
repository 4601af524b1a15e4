"""Finished answers, kept as bytes while the snapshot that they were made of is served.

An answer that names its snapshot (X-Snapshot) is a function of that snapshot, of its address, of the reader's language and
of this program: so it carries a validator of these, is told "not modified" to who has it, and is sent again from memory to
who has not. What names none (health, how fresh the data are, errors) passes by.

Answers are kept packed, as browsers take them, and unpacked for the few that cannot: so many more of them find room.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders

from components.snapshot import PARAMETER
from components.text import Text, accepted_language
from data_loader import earlier
from data_loader import snapshot as snapshots
from data_loader.config import ROOT, settings
from web.packing import unpacking

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST: Final = 16 * 2**20
"""Bytes of all answers kept, a thousand pages; the ones asked for longest ago go first."""
MOST_OF_ONE: Final = 8 * 2**20
"""Bytes of an answer that is kept; a longer one is passed on as it is made."""
_FILES: Final = "/static/"  # of no snapshot, and packed by themselves: see web/files.py
_OVERHEAD: Final = 1000  # what an entry takes beside its bytes, about
_PROGRAM: Final = ("*.py", "*.toml", "*.sql", "*.po", "*.css", "*.js")
_FOLDERS: Final = ("api", "assets", "components", "data_loader", "locales", "pages", "web")


@dataclass(frozen=True, slots=True)
class Question:
    """What decides an answer: all of it is in the validator."""

    snapshot: str
    validator: str
    crossing: bool  # asked by a script of another site, which reads an answer only with the headers for it

    @property
    def key(self) -> tuple[str, bool]:
        """Under what the answer is kept."""
        return self.validator, self.crossing


class Kept:
    """Answers GET requests from memory where it can, and keeps what the server behind it answers."""

    def __init__(self, app: ASGIApp, *, most: int = MOST) -> None:
        self.app = app
        self.most = most
        self.bytes = 0
        self._answers: OrderedDict[tuple[str, bool], list[Message]] = OrderedDict()
        self._making: dict[tuple[str, bool], asyncio.Event] = {}
        self._data = settings().data_dir
        self._program = program()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        question = self._question(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if question is None:
            await self.app(scope, receive, send)
            return
        if _has(scope, question.validator):
            await _not_modified(question, send)
            return
        if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            send = _Unpacker(send)
        making = self._making.get(question.key)
        if making is not None:  # somebody asked the same a moment ago: one of us is enough to work it out
            await making.wait()
        if await self._sent(question, send):
            return
        made = self._making[question.key] = asyncio.Event()
        try:
            await self.app(_packed(scope), receive, _Keeper(self, question, send))
        finally:
            made.set()
            if self._making.get(question.key) is made:
                del self._making[question.key]

    async def _sent(self, question: Question, send: Send) -> bool:
        messages = self._answers.get(question.key)
        if messages is None:
            return False
        self._answers.move_to_end(question.key)
        for message in messages:
            await send({**message, "headers": list(message["headers"])} if "headers" in message else message)
        return True

    def keep(self, question: Question, messages: list[Message]) -> None:
        """Keep an answer, and let go of the ones asked for longest ago where there is no room."""
        if question.key in self._answers:
            return
        self._answers[question.key] = messages
        self.bytes += _weight(messages)
        while self.bytes > self.most:
            self.bytes -= _weight(self._answers.popitem(last=False)[1])

    def _question(self, scope: Scope) -> Question | None:
        snapshot = snapshots.named(self._data)
        if snapshot is None or b"range" in {name for name, _ in scope["headers"]} or scope["path"].startswith(_FILES):
            return None
        given = Headers(scope=scope)
        try:
            asked = parse_qsl(scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True)
        except ValueError:
            return None
        chosen = next((value for name, value in reversed(asked) if name == "lang"), None)
        parts = [
            *(self._program, snapshot, _language(chosen, accepted_language.get())),
            f"{datetime.now(UTC):%Y-%m-%d}",  # some pages speak of today
            *(scope["scheme"], given.get("host", ""), scope["raw_path"].decode("ascii", "replace")),
            *(f"{name}={value}" for name, value in sorted(asked, key=lambda item: item[0])),
        ]
        digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
        shown = next((value for name, value in reversed(asked) if name == PARAMETER), snapshot)
        if shown != snapshot and not earlier.is_kept(self._data, shown):
            return None  # what was answered of it while it was there would be told as if it were
        return Question(
            snapshot=shown,
            validator=f'W/"{digest}"',
            crossing="origin" in given,
        )


class _Keeper:
    """Passes an answer on, and keeps it when it is whole, short enough and of the snapshot asked."""

    def __init__(self, kept: Kept, question: Question, send: Send) -> None:
        self._kept = kept
        self._question = question
        self._send = send
        self._messages: list[Message] | None = []
        self._length = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] != 200 or headers.get("x-snapshot") != self._question.snapshot:
                self._messages = None
            else:
                headers["ETag"] = self._question.validator
        self._note(message)
        await self._send(message)

    def _note(self, message: Message) -> None:
        if self._messages is None:
            return
        self._length += len(message.get("body", b""))
        if self._length > MOST_OF_ONE or message["type"] not in {"http.response.start", "http.response.body"}:
            self._messages = None
            return
        noted = {**message, "headers": list(message["headers"])} if "headers" in message else message
        self._messages.append(noted)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._kept.keep(self._question, self._messages)


class _Unpacker:
    """Passes an answer on unpacked, to a caller that takes no packed one."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._unpacking: Any = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            if headers.get("content-encoding") != "gzip":
                await self._send(message)
                return
            del headers["content-encoding"], headers["content-length"]
            self._unpacking = unpacking()
            self._start = {**message, "headers": headers.raw}
        elif self._unpacking is None:
            await self._send(message)
        else:
            body = self._unpacking.decompress(message.get("body", b""))
            if self._start is not None:
                if not message.get("more_body", False):  # it is whole
                    MutableHeaders(scope=self._start)["Content-Length"] = str(len(body))
                await self._send(self._start)
                self._start = None
            await self._send({**message, "body": body})


def _packed(scope: Scope) -> Scope:
    """Return the question as one who takes a packed answer asks it."""
    others = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
    return {**scope, "headers": [*others, (b"accept-encoding", b"gzip")]}


def _has(scope: Scope, validator: str) -> bool:
    """Return whether the caller has this very answer."""
    known = {tag.strip().removeprefix("W/") for tag in Headers(scope=scope).get("if-none-match", "").split(",")}
    return validator.removeprefix("W/") in known


async def _not_modified(question: Question, send: Send) -> None:
    headers = {"ETag": question.validator, "Cache-Control": "no-cache", "Vary": "Accept-Language, Accept-Encoding"}
    coded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    if question.crossing:
        coded.append((b"access-control-allow-origin", b"*"))
    await send({"type": "http.response.start", "status": 304, "headers": coded})
    await send({"type": "http.response.body", "body": b""})


def _weight(messages: list[Message]) -> int:
    return _OVERHEAD + sum(len(message.get("body", b"")) for message in messages)


@lru_cache(maxsize=1024)
def _language(chosen: str | None, accepted: str) -> str:
    """Return the language of an answer; `accepted` is what the request at work says it accepts."""
    del accepted
    return Text.for_request(chosen).lang


def program() -> str:
    """Return what changes whenever this program or its configuration does."""
    digest = hashlib.blake2b(digest_size=12)
    for path in _files():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> list[Path]:
    found = [path for folder in _FOLDERS for kind in _PROGRAM for path in (ROOT / folder).rglob(kind)]
    config = settings().config.expanduser()
    return sorted([*found, *([config] if config.exists() else [])])

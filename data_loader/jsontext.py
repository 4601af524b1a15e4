"""Bytes as publishers send them → JSON documents: plain, JSON lines, gzipped, zipped, with a BOM, in Latin-1.

Documents are yielded one at a time, so a file of JSON lines of any size is read in constant memory.
What cannot be read is yielded as a `DocumentError` that says where, and reading goes on behind it.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, Final

import orjson

from data_loader.exceptions import DocumentError

MAX_DOCUMENT: Final = 1 << 30
"""Bytes of one JSON document (or line) that are read at the most: 1 GiB."""
MAX_UNPACKED: Final = 1 << 37
"""Bytes that an archive may unpack to: 128 GiB."""
MAX_RATIO: Final = 1000
"""Times its own size that an archive may unpack to, once it is past `MAX_DOCUMENT`."""

_GZIP, _ZIP, _BOM = b"\x1f\x8b", b"PK\x03\x04", b"\xef\xbb\xbf"


class _Guarded(io.RawIOBase):
    """A stream that stops an archive bomb: it counts what was unpacked against the packed size."""

    def __init__(self, stream: IO[bytes], packed: int) -> None:
        self._stream, self._packed, self._read = stream, max(packed, 1), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._stream.read(len(buffer))
        self._read += len(chunk)
        if self._read > MAX_UNPACKED or (self._read > MAX_DOCUMENT and self._read > MAX_RATIO * self._packed):
            raise DocumentError("archive_bomb", f"The archive unpacks to more than {self._read:,} bytes.")
        buffer[: len(chunk)] = chunk
        return len(chunk)


def documents(stream: IO[bytes], *, size: int) -> Iterator[Any]:
    """Yield each JSON document in a stream of `size` bytes, and a DocumentError for each that cannot be read."""
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    head = buffered.read(4)
    buffered.seek(0)
    try:
        if head.startswith(_GZIP):
            unpacked = _Guarded(gzip.GzipFile(fileobj=buffered), size)  # type: ignore[arg-type]
            yield from documents_in_text(io.BufferedReader(unpacked, 1 << 20))
        elif head.startswith(_ZIP):
            yield from _documents_in_zip(buffered, size)
        else:
            yield from documents_in_text(buffered)
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
        yield DocumentError("damaged_archive", f"The archive ends early or is damaged: {error}")
    except DocumentError as error:
        yield error


def _documents_in_zip(stream: IO[bytes], size: int) -> Iterator[Any]:
    with zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            if member.is_dir() or not member.filename.lower().endswith((".json", ".jsonl", ".ndjson", ".gz")):
                continue
            with archive.open(member) as packed:
                guarded = io.BufferedReader(_Guarded(packed, size), 1 << 20)
                if member.filename.lower().endswith(".gz"):
                    inner = _Guarded(gzip.GzipFile(fileobj=guarded), size)  # type: ignore[arg-type]
                    guarded = io.BufferedReader(inner, 1 << 20)
                yield from documents_in_text(guarded)


def documents_in_text(stream: IO[bytes]) -> Iterator[Any]:
    """Yield the documents of a stream of JSON lines, or the one document that it is."""
    first = _next_line(stream)
    if not first:
        yield DocumentError("empty", "The answer is empty.")
        return
    if first.lstrip(_BOM).lstrip()[:1] == b"<":
        yield DocumentError("html_instead_of_json", "The answer is an HTML or XML page, not JSON.")
        return
    try:
        document = loads(first)
    except DocumentError as error:
        yield from _whole_or_lines(first, stream, error)
        return
    yield document
    yield from _lines(stream, 2)


def _next_line(stream: IO[bytes]) -> bytes:
    while line := stream.readline(MAX_DOCUMENT):
        if len(line) == MAX_DOCUMENT:
            raise DocumentError("too_large", f"One document is larger than {MAX_DOCUMENT:,} bytes.")
        if line.strip():
            return line
    return b""


def _lines(stream: IO[bytes], number: int) -> Iterator[Any]:
    while line := _next_line(stream):
        try:
            yield loads(line)
        except DocumentError as error:
            yield DocumentError(error.code, f"Line {number}: {error.message}")
        number += 1


def _whole_or_lines(first: bytes, stream: IO[bytes], error: DocumentError) -> Iterator[Any]:
    """Yield the one document that starts with this line; where it is none, the lines behind a damaged first one."""
    rest = stream.read(MAX_DOCUMENT)
    try:
        yield loads(first + rest)
    except DocumentError as whole:
        following = list(_lines(io.BytesIO(rest), 2))
        if any(isinstance(item, dict | list) for item in following):
            yield DocumentError(error.code, f"Line 1: {error.message}")
            yield from following
        else:
            yield whole


def loads(data: bytes) -> Any:
    """Return one JSON document; NUL bytes, NaN, numbers out of range and Latin-1 are read as what they mean.

    Raises:
        DocumentError: it is not JSON (`invalid_json`), or nested too deep (`too_deep`).
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    data = data.removeprefix(_BOM).replace(b"\x00", b"")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise DocumentError("too_deep", "The document is nested too deep.") from error
    except ValueError as error:
        raise DocumentError("invalid_json", f"Not JSON: {error}") from error

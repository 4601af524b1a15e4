"""Bytes as publishers send them → JSON documents: plain, JSON lines, gzipped, zipped, with a BOM, in Latin-1.

A stream is cut into pieces of whole documents, so a file of JSON lines of any size is read in constant memory, and the
pieces may be read side by side. What cannot be read is yielded as a `DocumentError` that says where, and reading goes
on behind it.
"""

from __future__ import annotations

import gzip
import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

import orjson

from data_loader.exceptions import DocumentError

MAX_DOCUMENT: Final = 1 << 30
"""Bytes of one JSON document (or line) that are read at the most: 1 GiB."""
MAX_UNPACKED: Final = 1 << 37
"""Bytes that an archive may unpack to: 128 GiB."""
MAX_RATIO: Final = 1000
"""Times its own size that an archive may unpack to, once it is past `MAX_DOCUMENT`."""

_PIECE: Final = 1 << 19
"""Bytes from which on a piece is full."""
_BREAKS: Final = (EOFError, OSError, zlib.error, zipfile.BadZipFile)

_KEY = re.compile(rb'"\s*:')
_BEFORE_COLON = (b" :", b"\n:", b"\r:", b"\t:", b"\v:", b"\f:")
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


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole documents of a stream: lines of JSON, the first of which has this number; None: all of the stream."""

    text: bytes
    line: int | None = None


def documents(stream: IO[bytes], *, size: int) -> Iterator[Any]:
    """Yield each JSON document in a stream of `size` bytes, and a DocumentError for each that cannot be read."""
    for piece in pieces(stream, size=size):
        yield from documents_in(piece)


def documents_in(piece: Piece | DocumentError) -> Iterator[Any]:
    """Yield each document of a piece, and a DocumentError for each that cannot be read."""
    for _, found in texts_in(piece):
        yield from found


def texts_in(piece: Piece | DocumentError) -> Iterator[tuple[bytes, Iterator[Any]]]:
    """Yield each text of a piece that is read by itself, with what `documents_in` finds there; it is read when asked for."""
    if isinstance(piece, DocumentError):
        yield b"", iter([piece])
    elif piece.line is None:
        yield piece.text, documents_in_text(io.BytesIO(piece.text))
    else:
        stream, number = io.BytesIO(piece.text), piece.line
        while line := _next_line(stream):
            yield line, _read(line, f"Line {number}")
            number += 1


def pieces(stream: IO[bytes], *, size: int) -> Iterator[Piece | DocumentError]:
    """Yield a stream of `size` bytes in pieces, and a DocumentError where it breaks off."""
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    head = buffered.read(4)
    buffered.seek(0)
    try:
        if head.startswith(_GZIP):
            unpacked = _Guarded(gzip.GzipFile(fileobj=buffered), size)  # type: ignore[arg-type]
            yield from _pieces(io.BufferedReader(unpacked, 1 << 20))
        elif head.startswith(_ZIP):
            yield from _pieces_in_zip(buffered, size)
        else:
            yield from _pieces(buffered)
    except _BREAKS as error:
        yield DocumentError("damaged_archive", f"The archive ends early or is damaged: {error}")
    except DocumentError as error:
        yield error


def _pieces_in_zip(stream: IO[bytes], size: int) -> Iterator[Piece]:
    with zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            if member.is_dir() or not member.filename.lower().endswith((".json", ".jsonl", ".ndjson", ".gz")):
                continue
            with archive.open(member) as packed:
                guarded = io.BufferedReader(_Guarded(packed, size), 1 << 20)
                if member.filename.lower().endswith(".gz"):
                    inner = _Guarded(gzip.GzipFile(fileobj=guarded), size)  # type: ignore[arg-type]
                    guarded = io.BufferedReader(inner, 1 << 20)
                yield from _pieces(guarded)


def _pieces(stream: IO[bytes]) -> Iterator[Piece]:
    """Yield a text in pieces: as lines where its first line is a document and more than a piece of them follow."""
    lines, number, whole = [_next_line(stream)], 1, True
    held = len(lines[0])
    try:
        while line := _next_line(stream):
            if held >= _PIECE:
                if whole and not _is_document(lines[0]):
                    yield Piece(b"".join([*lines, line, stream.read(MAX_DOCUMENT)]))
                    return
                yield Piece(b"".join(lines), number)
                number, held, whole = number + len(lines), 0, False
                lines.clear()
            lines.append(line)
            held += len(line)
    except (*_BREAKS, DocumentError):
        if not whole or _is_document(lines[0]):
            yield Piece(b"".join(lines), number)
        raise
    yield Piece(b"".join(lines), None if whole else number)


def _is_document(line: bytes) -> bool:
    return not isinstance(list(_read(line, ""))[-1], DocumentError)


def documents_in_text(stream: IO[bytes]) -> Iterator[Any]:
    """Yield the documents of a stream of JSON lines, or the one document that it is."""
    first = _next_line(stream)
    if not first:
        yield DocumentError("empty", "The answer is empty.")
        return
    if first.removeprefix(_BOM).lstrip()[:1] == b"<":
        yield DocumentError("html_instead_of_json", "The answer is an HTML or XML page, not JSON.")
        return
    read = list(_read(first, "Line 1"))
    if isinstance(read[-1], DocumentError):
        yield from _whole_or_lines(first, stream, read[-1])
        return
    yield from read
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
        yield from _read(line, f"Line {number}")
        number += 1


def _whole_or_lines(first: bytes, stream: IO[bytes], error: DocumentError) -> Iterator[Any]:
    """Yield the one document that starts with this line; where it is none, the lines behind a damaged first one."""
    rest = stream.read(MAX_DOCUMENT)
    whole = list(_read(first + rest, "The document"))
    if isinstance(whole[-1], DocumentError):
        following = list(_lines(io.BytesIO(rest), 2))
        if any(isinstance(item, dict | list) for item in following):
            yield error
            yield from following
            return
    yield from whole


def _read(data: bytes, where: str) -> Iterator[Any]:
    """Yield what was odd about a document and could be mended, then the document; or the error that it is none."""
    try:
        document, oddities = loads(data)
    except DocumentError as error:
        yield DocumentError(error.code, f"{where}: {error.message}")
        return
    for code, message in oddities:
        yield DocumentError(code, f"{where}: {message}", action="repaired")
    yield document


def loads(data: bytes) -> tuple[Any, list[tuple[str, str]]]:
    """Return one JSON document, and as (code, message) what was odd about it and is read as what it means.

    Raises:
        DocumentError: it is not JSON (`invalid_json`), or nested too deep (`too_deep`).
    """
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError:
        return _mended(data)
    doubled = _doubled_keys(data, document)
    if doubled <= 0:
        return document, []
    return document, [("duplicate_keys", f"{doubled} keys stand twice in one object; the last of each counts.")]


def _doubled_keys(data: bytes, document: Any) -> int:
    """Return how many keys of the text are not in what was read from it."""
    try:
        written = orjson.dumps(document)
    except TypeError:  # deeper than orjson writes; what of it can be used is seen where it is used
        return 0
    if written == data.rstrip() or (
        data.count(b'":') <= written.count(b'":') and not any(blank in data for blank in _BEFORE_COLON)
    ):
        return 0
    return len(_KEY.findall(data)) - len(_KEY.findall(written))


def _finite(digits: str) -> float | None:
    """Return a number, None for one that is too large to be written again."""
    number = float(digits)
    return number if math.isfinite(number) else None


def _mended(data: bytes) -> tuple[Any, list[tuple[str, str]]]:
    oddities = []
    text = data.removeprefix(_BOM)
    if b"\x00" in text:
        text = text.replace(b"\x00", b"")
        oddities.append(("nul_bytes", "NUL bytes were taken out."))
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        decoded = text.decode("latin-1")
        oddities.append(("not_utf8", "The text is not UTF-8; it was read as Latin-1."))

    def refuse_constant(name: str) -> None:
        oddities.append(("not_finite", f"{name} is no number in JSON; it was taken out."))

    try:
        document = json.loads(decoded, strict=False, parse_constant=refuse_constant, parse_float=_finite)
    except RecursionError as error:
        raise DocumentError("too_deep", "The document is nested too deep.") from error
    except ValueError as error:
        raise DocumentError("invalid_json", f"Not JSON: {error}") from error
    return document, list(dict.fromkeys(oddities))

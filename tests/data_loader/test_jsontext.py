"""Bytes as they come become documents, one at a time; what is broken is named and skipped."""

import gzip
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loader import jsontext
from data_loader.exceptions import DocumentError


def documents(data: bytes) -> list[Any]:
    return [
        f"{item.code} {item.action}" if isinstance(item, DocumentError) else item
        for item in jsontext.documents(io.BytesIO(data), size=len(data))
    ]


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a":1}', [{"a": 1}]),
        (b'{"a":\n1\n}\n', [{"a": 1}]),
        (b'{"a":1}\n\n{"a":2}\n', [{"a": 1}, {"a": 2}]),
        (b"[1,\n2]", [[1, 2]]),
        (b'\xef\xbb\xbf{"a":1}', [{"a": 1}]),
        ('{"a":"ñ"}'.encode("latin-1"), ["not_utf8 repaired", {"a": "ñ"}]),
        (b'{"a":"x\x00y"}', ["nul_bytes repaired", {"a": "xy"}]),
        (b'{"a":NaN}', ["not_finite repaired", {"a": None}]),
        (b'{"a":1, "b":{"c" : 1,"c":2}}', ["duplicate_keys repaired", {"a": 1, "b": {"c": 2}}]),
        (b'{"a":"\\u0022:", "b":"x\\":"}', [{"a": '":', "b": 'x":'}]),
        (b'{"a":1e9999}', [{"a": None}]),
        (gzip.compress(b'{"a":1}\n{"a":2}'), [{"a": 1}, {"a": 2}]),
        (zipped(x_json=b'{"a":1}', y_jsonl=b'{"a":2}\n{"a":3}', notes_txt=b"no"), [{"a": 1}, {"a": 2}, {"a": 3}]),
        (zipped(x_json_gz=gzip.compress(b'{"a":1}')), [{"a": 1}]),
        (b'{"a":1}\n{"a":\n{"a":3}\n', [{"a": 1}, "invalid_json refused", {"a": 3}]),
        (b'{"a"\n{"a":2}\n{"a":3}\n', ["invalid_json refused", {"a": 2}, {"a": 3}]),
        (b'{"a":1', ["invalid_json refused"]),
        (b"", ["empty refused"]),
        (b"  \n ", ["empty refused"]),
        (b"<!doctype html><title>504</title>", ["html_instead_of_json refused"]),
        (b"\x1f\x8bnot really", ["damaged_archive refused"]),
        (gzip.compress(b'{"a":1}\n{"a":2}\n')[:-12], ["damaged_archive refused"]),
        (b"[" * 100_000, ["too_deep refused"]),
    ],
)
def test_documents(data: bytes, expected: list[Any]) -> None:
    assert documents(data) == expected


def test_a_name_with_dots_in_an_archive_goes_nowhere(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../evil.json", b'{"a":1}')
    assert documents(buffer.getvalue()) == [{"a": 1}]
    assert list(tmp_path.iterdir()) == []


def test_an_archive_bomb_is_stopped(monkeypatch) -> None:
    monkeypatch.setattr(jsontext, "MAX_DOCUMENT", 1 << 16)
    monkeypatch.setattr(jsontext, "MAX_RATIO", 10)
    bomb = gzip.compress(b"\n".join([b'{"a":1}'] * 100_000))
    result = documents(bomb)
    assert result[-1] == "archive_bomb refused"


def test_lines_are_read_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, *_: int) -> int:
            return 0

        def readinto(self, buffer: Any) -> int:
            line = b'{"a":1}\n'
            buffer[: len(line)] = line
            return len(line)

    stream = jsontext.documents_in_text(io.BufferedReader(Endless()))
    assert [next(stream) for _ in range(1000)] == [{"a": 1}] * 1000


LINES = [b'{"a":1}', b'{"b":[1,2]}', b"", b" ", b'{"broken', b"[1,", b"2]", b'{"a":1,"a":2}', b"<html>", b'{"a":NaN}']


@given(
    lines=st.lists(st.sampled_from(LINES), max_size=12),
    size=st.integers(1, 60),
    packed=st.booleans(),
    cut=st.booleans(),
)
def test_the_size_of_the_pieces_changes_nothing(lines, size, packed, cut) -> None:
    """Whether a stream is read in one piece or in many, also where it breaks off."""
    data = b"\n".join(lines)
    data = gzip.compress(data) if packed else data
    data = data[:-9] if cut else data
    expected = documents(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsontext, "_PIECE", size)
        assert documents(data) == expected

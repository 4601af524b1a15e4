"""Columns of numbers, and some of texts, in one file, each in one piece, that is mapped into memory instead of read.

`NAME.bin` has them, `NAME.json` says where: by the name of each column numpy's type, how many numbers, and after how many
bytes of the file they start.

What is not used is never fetched; what is used is the system's own copy of the file, which all workers share and which it
takes back where memory is short. `let_go` gives it back at once.
"""

from __future__ import annotations

import json
import mmap
import threading
import weakref
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

NAME: Final = "columns"
_ALIGNED: Final = 64

_mapped: Final[weakref.WeakSet[Columns]] = weakref.WeakSet()
_lock: Final = threading.Lock()


class Writer:
    """Writes the columns of a folder; their index is there when all of them are."""

    def __init__(self, folder: Path, name: str = NAME) -> None:
        self._path = folder / f"{name}.bin"
        self._index: dict[str, tuple[str, int, int]] = {}

    def __enter__(self) -> Self:
        self._file = self._path.open("wb")
        self._file.write(bytes(_ALIGNED))  # an empty file cannot be mapped
        return self

    def add(self, name: str, column: npt.NDArray[Any]) -> None:
        """Write a column of numbers under a name."""
        self.add_parts(name, column.dtype, [column])

    def add_parts(self, name: str, kind: npt.DTypeLike, parts: Iterable[npt.NDArray[Any]]) -> None:
        """Write a column of numbers of this type under a name, part by part as they come."""
        start, length = self._file.tell(), 0
        for part in parts:
            self._file.write(np.ascontiguousarray(part, kind).data)
            length += len(part)
        self._noted(name, np.dtype(kind), length, start)

    def add_texts(self, name: str, texts: Iterable[str | None]) -> None:
        """Write texts under a name as they come: their bytes, and where each ends."""
        start, ends = self._file.tell(), array("q", [0])
        for text in texts:
            ends.append(ends[-1] + self._file.write((text or "").encode()))
        self._noted(f"{name}/bytes", np.dtype(np.uint8), ends[-1], start)
        self.add(f"{name}/ends", np.array(ends, np.min_scalar_type(ends[-1])))

    def _noted(self, name: str, kind: np.dtype[Any], length: int, start: int) -> None:
        """Note what was written from a place on, and go on at the next place to start."""
        self._index[name] = (kind.str, length, start)
        self._file.write(bytes(-self._file.tell() % _ALIGNED))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is None:
            self._path.with_suffix(".json").write_text(json.dumps(self._index, indent=1), encoding="ascii")


class Columns:
    """The columns of a folder by their names; they cannot be changed."""

    def __init__(self, folder: Path, name: str = NAME) -> None:
        path = folder / f"{name}.bin"
        self._index: dict[str, tuple[str, int, int]] = json.loads(path.with_suffix(".json").read_text(encoding="ascii"))
        with path.open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        with _lock:
            _mapped.add(self)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return a column as it was written."""
        return np.frombuffer(self._file, *self._index[name])

    def texts(self, name: str, places: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return some of the texts of a column, by their places; None where there is none."""
        raw, ends = self[f"{name}/bytes"].data, self[f"{name}/ends"]
        found = np.empty(len(places), object)
        found[:] = [
            str(raw[first:end], "utf-8") or None
            for first, end in zip(ends.take(places).tolist(), ends.take(places + 1).tolist(), strict=True)
        ]
        return found

    def place(self, name: str, text: str) -> int:
        """Return where a text is in a column of texts that are in the order of their bytes, or where it would be."""
        raw, ends = self[f"{name}/bytes"].data, self[f"{name}/ends"]
        return bisect_left(range(len(ends) - 1), text.encode(), key=lambda at: bytes(raw[ends[at] : ends[at + 1]]))

    def let_go(self) -> None:
        """Leave the file to the system: what of it is used next is mapped anew."""
        if hasattr(self._file, "madvise"):
            self._file.madvise(mmap.MADV_DONTNEED)


def let_go() -> None:
    """Leave all columns that are mapped to the system, until they are used again."""
    with _lock:
        mapped = list(_mapped)
    for columns in mapped:
        columns.let_go()

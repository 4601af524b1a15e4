"""What one pull makes of a source's kept records: compiled anew, changed, gone, back, and what is remembered of it.

Earlier versions and events are written before the records they speak of: a pull that is killed between the two says
the same again at the next try, and `changes` takes it once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import orjson

from data_loader.cache import SourceCache
from data_loader.compiled import Compiled, compile_staged, inputs_hash, inputs_of, record_of, vanished
from data_loader.config import Source
from data_loader.exceptions import DocumentError
from data_loader.staging import Staged, Staging

_BATCH: Final = 1000
_STILL_PUBLISHED: Final = b'"no_longer_published_since":null'


@dataclass(slots=True)
class Ledger:
    """The records of one source during one pull.

    `at` is the moment of the pull, ISO 8601; `first` says that nothing was read before, so that nothing is news;
    `refuse` hears of a process that cannot be used: the error, where it was read, its ocid.
    """

    cache: SourceCache
    source: Source
    recipe: str
    at: str
    first: bool
    refuse: Callable[[DocumentError, str, str], None]
    happened: Counter[str] = field(default_factory=Counter)
    _records: dict[str, bytes] = field(default_factory=dict)
    _versions: dict[str, bytes] = field(default_factory=dict)
    _events: dict[str, bytes] = field(default_factory=dict)
    _seen: list[str] = field(default_factory=list)

    def compile(self, staging: Staging, progress: Callable[[int, int], None]) -> None:
        """Bring the records up to what is staged; `progress` hears how many processes are done, of how many."""
        in_all = staging.count()
        for done, releases in enumerate(staging.processes(folded=self.source.fold_ocid), 1):
            ocid = self._compile_one(releases)
            self._seen.extend([ocid] if ocid else [])
            if done % _BATCH == 0:
                self._write(staging)
                progress(done, in_all)
        self._write(staging)

    def mark_vanished(self, staging: Staging) -> None:
        """Mark what the source served before and serves no longer; it is kept, and shown with that mark."""
        for ocid in list(staging.unseen(self.cache.records.keys())):
            lines = self.cache.records.get(ocid)
            if lines is None:
                continue
            self.happened["gone"] += 1
            if record_of(lines)["no_longer_published_since"] is None:
                self._note(ocid, "vanished", lines, vanished(lines, self.at))
        self._write(staging)

    def problems(self) -> Iterator[dict[str, str]]:
        """Yield what was found in the records, one row of `problems` at a time."""
        for lines in self.cache.records.values():
            for line in lines.split(b"\n")[1:]:
                yield orjson.loads(line)

    def _compile_one(self, releases: list[Staged]) -> str | None:
        """Take a process in where it is new or changed; return its ocid, None where it cannot be used."""
        inputs = inputs_hash(releases, self.recipe)
        for staged in releases:
            known = self.cache.records.get(staged.ocid)
            if known is not None and inputs_of(known) == inputs:
                if _STILL_PUBLISHED not in known[:4096]:
                    self._note(staged.ocid, "returned", known, vanished(known, None))
                return staged.ocid
        try:
            compiled = compile_staged(self.source.id, releases, mapping=self.source.fields, recipe=self.recipe)
        except (DocumentError, RecursionError) as error:
            refused = error if isinstance(error, DocumentError) else DocumentError("too_deep", "Nested too deep.")
            self.refuse(refused, releases[0].url, releases[0].ocid)
            return releases[0].ocid if releases[0].ocid in self.cache.records else None
        self._take(compiled)
        return compiled.ocid

    def _take(self, compiled: Compiled) -> None:
        for alias in compiled.aliases:
            self.cache.records.delete(alias)
        before = self.cache.records.get(compiled.ocid)
        if before is None:
            self._note(compiled.ocid, "added", None, compiled.lines)
        elif record_of(before)["hash"] != compiled.hash:
            self._note(compiled.ocid, "changed", before, compiled.lines)
        else:
            self._records[compiled.ocid] = compiled.lines

    def _note(self, ocid: str, kind: str, before: bytes | None, after: bytes) -> None:
        """Put a record into the batch, with what happened to it and its earlier version."""
        self.happened[kind] += 1
        self._records[ocid] = after
        if self.first:
            return
        hashes = [record_of(lines)["hash"] if lines else None for lines in (before, after)]
        if before is not None:
            self._versions[str(hashes[0])] = before
        row = {"at": self.at, "ocid": ocid, "kind": kind, "before": hashes[0]}
        row["after"] = None if kind == "vanished" else hashes[1]
        self._events[f"{self.at} {ocid} {kind}"] = orjson.dumps(row)

    def _write(self, staging: Staging) -> None:
        for store, waiting in (
            (self.cache.versions, self._versions),
            (self.cache.events, self._events),
            (self.cache.records, self._records),
        ):
            if waiting:
                store.set_many(iter(waiting.items()))
                waiting.clear()
        staging.saw(self._seen)
        self._seen.clear()

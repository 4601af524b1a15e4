"""What one pull makes of a source's kept records: compiled anew, changed, gone, back, and what is remembered of it.

Earlier versions and events are written before the records they speak of: a pull that is killed between the two says
the same again at the next try, and `changes` takes it once.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Final

import orjson

from data_loader.cache import SourceCache
from data_loader.compiled import (
    Compiled,
    Job,
    Outcome,
    Terms,
    compile_jobs,
    compiled_here,
    inputs_of,
    record_of,
    tally,
    unchanged_ocid,
    vanished,
)
from data_loader.config import Source
from data_loader.exceptions import DocumentError
from data_loader.staging import Staging
from data_loader.workers import Workers

_BATCH: Final = 1000
_JOBS: Final = 100
_STILL_PUBLISHED: Final = b'"no_longer_published_since":null'


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is to be known of a job when its outcome comes: an ocid and address of it, and the records kept of it."""

    ocid: str
    url: str
    kept: dict[str, bytes]


@dataclass(slots=True)
class Ledger:
    """The records of one source during one pull.

    `at` is the moment of the pull, ISO 8601; `first` says that nothing was read before, so that nothing is news;
    `refuse` hears of a process that cannot be used: the error, where it was read, its ocid. `tally` counts the problems
    of all records by action and code.
    """

    cache: SourceCache
    source: Source
    recipe: str
    at: str
    first: bool
    refuse: Callable[[DocumentError, str, str], None]
    happened: Counter[str] = field(default_factory=Counter)
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    _records: dict[str, bytes] = field(default_factory=dict)
    _versions: dict[str, bytes] = field(default_factory=dict)
    _events: dict[str, bytes] = field(default_factory=dict)
    _seen: list[str] = field(default_factory=list)
    _done: int = 0
    _had_records: bool = field(init=False)

    def __post_init__(self) -> None:
        """Note whether anything is kept that might be the same as what comes."""
        self._had_records = len(self.cache.records) > 0

    @property
    def terms(self) -> Terms:
        """How the releases of the source are worked."""
        return Terms(self.source.id, self.source.fields, self.recipe)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept that what comes could be the same as."""
        return not self._had_records

    def compile(
        self, staging: Staging, workers: Workers, progress: Callable[[int, int], None], *, late: bool = False
    ) -> None:
        """Bring the records up to what is staged; `progress` hears how many processes are done, of how many.

        What cannot be told without the body of a release that was read before is put off until it is there: `late`.
        """
        in_all = staging.count()
        waiting: deque[_Waiting] = deque()
        jobs = self._jobs(staging, waiting, lambda done: progress(done, in_all), late=late)
        for outcomes in workers.map(partial(compile_jobs, terms=self.terms), jobs, size=staging.size):
            for outcome in outcomes:
                self._settle(waiting.popleft(), outcome)
        self._write(staging)

    def _jobs(
        self, staging: Staging, waiting: deque[_Waiting], told: Callable[[int], None], *, late: bool
    ) -> Iterator[list[Job]]:
        """Yield what is staged as jobs, many at a time, and put what is to be known of each of them into `waiting`.

        What was compiled where it was read, or is as it was, is settled here.
        """
        processes = staging.processes(folded=self.source.fold_ocid, late=late)
        while batch := list(islice(processes, _JOBS)):
            if len(self._seen) >= _BATCH:
                self._write(staging)
                told(self._done)
            ocids = {staged.ocid for releases in batch for staged in releases} if self._had_records else ()
            kept = self.cache.records.get_many(list(ocids)) if ocids else {}
            jobs = []
            for releases in batch:
                mine = {ocid: kept[ocid] for ocid in dict.fromkeys(one.ocid for one in releases) if ocid in kept}
                one = _Waiting(releases[0].ocid, releases[0].url, mine)
                job = Job(releases, {ocid: inputs_of(lines) for ocid, lines in mine.items()})
                if (made := compiled_here(releases)) is not None:
                    self._settle(one, made)
                elif all(release.body for release in releases):
                    waiting.append(one)
                    jobs.append(job)
                else:
                    self._without_bodies(job, one, staging, late=late)
            if jobs:
                yield jobs

    def _without_bodies(self, job: Job, waiting: _Waiting, staging: Staging, *, late: bool) -> None:
        """Settle a process some of whose releases were read before: it is as it was, or it is put off."""
        unchanged = unchanged_ocid(job, self.recipe)
        if unchanged is not None:
            self._settle(waiting, unchanged)
        elif late:
            error = DocumentError("changed_while_read", "What it says changed while it was read.")
            self._settle(waiting, error)
        else:
            staging.put_off(waiting.ocid)

    def finish(self, staging: Staging, *, vanished_too: bool) -> None:
        """Go through the records that the pull has not found.

        Where it was complete (`vanished_too`), the source serves them no longer: they are kept, and shown with that mark.
        """
        unseen = staging.unseen(self.cache.records.keys())
        while ocids := list(islice(unseen, _JOBS)):
            for ocid, lines in self.cache.records.get_many(ocids).items():
                self.tally.update(tally(lines))
                if vanished_too:
                    self.happened["gone"] += 1
                    if record_of(lines)["no_longer_published_since"] is None:
                        self._note(ocid, "vanished", lines, vanished(lines, self.at))
        self._write(staging)

    def _settle(self, waiting: _Waiting, outcome: Outcome) -> None:
        """Take a process in where it is new or changed; its ocid was seen, but where nothing of it can be used."""
        self._done += 1
        if isinstance(outcome, Compiled):
            self.tally.update(tally(outcome.lines))
            self._take(outcome)
            self._seen.append(outcome.ocid)
        elif isinstance(outcome, str):
            known = waiting.kept[outcome]
            self.tally.update(tally(known))
            if _STILL_PUBLISHED not in known[:4096]:
                self._note(outcome, "returned", known, vanished(known, None))
            self._seen.append(outcome)
        else:
            self.refuse(outcome, waiting.url, waiting.ocid)
            if waiting.ocid in waiting.kept:
                self.tally.update(tally(waiting.kept[waiting.ocid]))
                self._seen.append(waiting.ocid)

    def _take(self, compiled: Compiled) -> None:
        for alias in compiled.aliases:
            self.cache.records.delete(alias)
        before = self.cache.records.get(compiled.ocid) if self._had_records else None
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
                store.set_many(waiting.items())
                waiting.clear()
        staging.saw(self._seen)
        self._seen.clear()

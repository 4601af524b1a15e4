"""One process as Vitrina keeps it: its compiled release, where it came from, and what had to be mended in it.

In the cache a process is two or more lines: the record, then one line a problem. The tables read the first line of all
processes as one file of JSON lines, and the others as another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import orjson

from data_loader.documents import Item, collapse
from data_loader.exceptions import DocumentError
from data_loader.merge import Version, compile_process
from data_loader.normalise import Problem, normalise
from data_loader.staging import Staged, evidence


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled process: the ocid it is known by, the others used for it, and its lines as the cache keeps them."""

    ocid: str
    aliases: tuple[str, ...]
    hash: str
    lines: bytes
    repaired: int
    refused: int


def stage(item: Item, *, url: str, fetched_at: str, mapping: dict[str, str]) -> Staged:
    """Return a release read from a document, normalised."""
    release = collapse(item.release) if item.kind == "versioned" else item.release
    release["ocid"] = item.ocid
    mended, problems = normalise(release, mapping=mapping)
    problems.extend(Problem(code, "ocid", value, "noted") for code, value in item.notes)
    return Staged(
        item.ocid,
        item.kind,
        item.date,
        item.members,
        item.aliases,
        evidence(mended),
        url,
        fetched_at,
        orjson.dumps(mended),
        orjson.dumps([asdict(problem) for problem in problems]),
    )


def compile_staged(source_id: str, releases: Sequence[Staged]) -> Compiled:
    """Return the process that these releases are of.

    Raises:
        DocumentError: they cannot be merged.
    """
    versions = [Version(staged.kind, staged.date, staged.body) for staged in releases]
    release = compile_process(versions)
    ocid = str(release["ocid"])
    body = orjson.dumps(release, option=orjson.OPT_SORT_KEYS)
    used = _used(releases)
    spellings = {name for staged in releases for name in (staged.ocid, *staged.aliases)} - {ocid}
    distinct = len({(staged.date, staged.body) for staged in releases if staged.kind == "release"})
    problems = list(_problems(source_id, ocid, used))
    if any(staged.ocid != ocid for staged in releases):
        problems.append(_row(source_id, ocid, Problem("ocid_variant", "ocid", ", ".join(sorted(spellings)), "noted")))
    digest = hashlib.sha256(body).hexdigest()
    record = {
        "source": source_id,
        "ocid": ocid,
        "aliases": sorted(spellings),
        "releases": max(distinct, *(staged.members for staged in releases), 1),
        "source_urls": sorted({staged.url for staged in releases}),
        "fetched_at": max(staged.fetched_at for staged in releases),
        "hash": digest,
        "release": orjson.Fragment(body),
    }
    lines = b"\n".join([orjson.dumps(record), *problems])
    return Compiled(
        ocid,
        tuple(sorted(spellings)),
        digest,
        lines,
        sum(b'"action":"repaired"' in line for line in problems),
        sum(b'"action":"refused"' in line for line in problems),
    )


def _used(releases: Sequence[Staged]) -> Sequence[Staged]:
    """Return the releases that the compiled one is made of: problems of the others concern nobody."""
    for kind in ("compiled", "versioned"):
        chosen = [staged for staged in releases if staged.kind == kind]
        if chosen:
            return [max(chosen, key=lambda staged: Version(staged.kind, staged.date, staged.body).order)]
    return releases


def _problems(source_id: str, ocid: str, releases: Iterable[Staged]) -> Iterable[bytes]:
    found = (Problem(**problem) for staged in releases for problem in orjson.loads(staged.problems))
    for problem in dict.fromkeys(found):
        yield _row(source_id, ocid, problem)


def _row(source_id: str, ocid: str | None, problem: Problem) -> bytes:
    return orjson.dumps({"source": source_id, "ocid": ocid, **asdict(problem)})


def refusal(source_id: str, error: DocumentError, where: str, ocid: str | None = None) -> bytes:
    """Return the row of `problems` for a document or record that cannot be used."""
    return _row(source_id, ocid, Problem(error.code, where, error.message[:300], "refused"))

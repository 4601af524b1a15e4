"""One process as Vitrina keeps it: its compiled release, where it came from, and what had to be mended in it.

In the cache a process is one or more lines: the record, then one line a problem. The tables read the first line of all
processes as one file of JSON lines, and the others as another. A record starts with the hash of what it was made from,
so that an unchanged process is known before anything of it is worked again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from data_loader.blanks import without_blanks
from data_loader.documents import Item, collapse
from data_loader.exceptions import DocumentError
from data_loader.known import digest_of
from data_loader.merge import Version, chosen, compile_process
from data_loader.normalise import Members, Problem, normalise
from data_loader.original_values import original_values
from data_loader.publications import publications
from data_loader.staging import Staged

Json = dict[str, Any]

_RELEASE: Final = b',"release":'
"""What stands before the compiled release, the last member of a record."""
_PROBLEM = re.compile(rb'"code":"(\w+)",.*"action":"(\w+)"}$', re.MULTILINE)


class Compiled(NamedTuple):
    """A compiled process: the ocid it is known by, the others used for it, its hash, its lines as the cache keeps them."""

    ocid: str
    aliases: tuple[str, ...]
    hash: str
    lines: bytes


def stage(item: Item, *, url: str, fetched_at: str, document: bytes = b"", place: int = 0, text: bytes = b"") -> Staged:
    """Return a release read from a document, ready for staging; `document` and `place` say where it stands.

    `text` is what `document` is the hash of: often it is the release, and nothing else.

    Raises:
        DocumentError: it is nested too deep.
    """
    try:
        body = orjson.dumps(item.release)
    except TypeError as error:
        raise DocumentError("too_deep", f"The release of {item.ocid} is nested too deep.") from error
    return Staged(
        item.ocid,
        item.kind,
        item.date,
        item.id,
        item.listed,
        item.aliases,
        item.notes,
        item.told,
        document if body == text else digest_of(body),
        url,
        fetched_at,
        body,
        document,
        place,
    )


def inputs_hash(releases: Sequence[Staged], recipe: str) -> str:
    """Return the hash of all that a compiled process is made from: what was read, and how it is worked."""
    parts = sorted(
        orjson.dumps([staged.kind, staged.date, staged.ocid, staged.listed, staged.aliases, staged.told])
        + staged.digest
        for staged in releases
    )
    return hashlib.sha256(b"\0".join([recipe.encode(), *dict.fromkeys(parts)])).hexdigest()


def inputs_of(lines: bytes) -> str:
    """Return the hash of what a kept process was made from."""
    return lines[len(b'{"inputs":"') :][:64].decode("ascii", "replace")


class Job(NamedTuple):
    """One process to be compiled: its releases, and of what is kept under their ocids the hash it was made from."""

    releases: Sequence[Staged]
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """How the releases of a source are worked: its id, which fields stand for standard ones, and the recipe's hash."""

    source_id: str
    mapping: dict[str, str]
    recipe: str


Outcome = Compiled | DocumentError | str
"""What became of a job: the process, why it cannot be used, or the ocid under which it is kept unchanged."""


def compile_jobs(jobs: Sequence[Job], terms: Terms) -> list[Outcome]:
    """Return what becomes of each of these jobs."""
    return [_outcome(job, terms) for job in jobs]


def compile_here(
    releases: list[Staged], parsed: list[Json | None], terms: Terms, *, start: int = 0, more: bool = False
) -> int:
    """Compile each run of releases of one process as if there were no others of it, and give the first its `lines`.

    Whether there are others is seen when all is staged. `parsed` are the bodies as objects, where these are at hand.
    Return how far it went: with `more` to come, the last run may not be at its end. What a publisher compiled is seldom
    joined by others: its body is left where it was read, from where it is asked for again if it is.
    """
    while start < len(releases):
        ocid, end = releases[start].ocid, start + 1
        while end < len(releases) and releases[end].ocid == ocid:
            end += 1
        if more and end == len(releases):
            break
        run, bodies = releases[start:end], parsed[start:end]
        if all(staged.body for staged in run):
            at_hand = [body for body in bodies if body is not None]
            made = _outcome(Job(run, {}), terms, at_hand if len(at_hand) == len(run) else ())
            if isinstance(made, Compiled) and made.ocid == ocid and not made.aliases:
                releases[start] = run[0]._replace(lines=made.lines, made_of=len(run))
                releases[start:end] = map(_without_body, releases[start:end])
        parsed[start:end] = [None] * len(run)
        start = end
    return start


def _without_body(staged: Staged) -> Staged:
    return staged._replace(body=b"") if staged.document and staged.kind == "compiled" else staged


def compiled_here(releases: Sequence[Staged]) -> Compiled | None:
    """Return the process that was compiled where it was read; None: not of just these releases."""
    first = releases[0]
    if first.made_of != len(releases):
        return None
    return Compiled(first.ocid, (), _hash_of(first.lines), first.lines)


def unchanged_ocid(job: Job, recipe: str) -> str | None:
    """Return the ocid under which a process is kept as it would be made of these releases; None: it is not."""
    if not job.known:
        return None
    inputs = inputs_hash(job.releases, recipe)
    return next((ocid for ocid, known in job.known.items() if known == inputs), None)


def _outcome(job: Job, terms: Terms, parsed: Sequence[Json] = ()) -> Outcome:
    unchanged = unchanged_ocid(job, terms.recipe)
    if unchanged is not None:
        return unchanged
    try:
        return compile_staged(terms.source_id, job.releases, mapping=terms.mapping, recipe=terms.recipe, parsed=parsed)
    except DocumentError as error:
        return error
    except RecursionError:
        return DocumentError("too_deep", "Nested too deep.")


def record_of(lines: bytes) -> dict[str, Any]:
    """Return the record of a kept process, without its problems."""
    record: dict[str, Any] = orjson.loads(lines.partition(b"\n")[0])
    return record


def tally(lines: bytes) -> Iterator[tuple[str, str]]:
    """Yield the action and code of each problem of a kept process."""
    problems = lines.find(b"\n")
    if problems >= 0:
        for code, action in _PROBLEM.findall(lines, problems):
            yield _text(action), _text(code)


@lru_cache(maxsize=256)
def _text(word: bytes) -> str:
    return word.decode()


def _hash_of(lines: bytes) -> str:
    """Return the hash of the compiled release in a record."""
    end = lines.index(_RELEASE) - 1
    return lines[end - 64 : end].decode("ascii")


def is_whole(lines: bytes) -> bool:
    """Whether the compiled release in a record is the one whose hash it carries."""
    record = lines.partition(b"\n")[0]
    start, end = record.find(_RELEASE), record.rfind(b"}")
    digest = hashlib.sha256(record[start + len(_RELEASE) : end]).hexdigest()
    return start > 0 and record[:start].endswith(b'"hash":"%s"' % digest.encode())


def compile_staged(
    source_id: str, releases: Sequence[Staged], *, mapping: dict[str, str], recipe: str, parsed: Sequence[Json] = ()
) -> Compiled:
    """Return the process that these releases are of; `parsed` are their bodies as objects, which are changed in place.

    Raises:
        DocumentError: they cannot be merged.
    """
    versions = _normalised(releases, mapping, parsed or [orjson.loads(staged.body) for staged in releases])
    release = compile_process(versions)
    blanks = without_blanks(release)
    ocid = str(release["ocid"])
    body = orjson.dumps(release, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(body).hexdigest()
    spellings = sorted({name for staged in releases for name in (staged.ocid, *staged.aliases)} - {ocid})
    found = [problem for version in chosen(versions) for problem in version.problems] + blanks
    if any(staged.ocid != ocid for staged in releases):
        found.append(Problem("ocid_variant", "ocid", ", ".join(spellings), "noted"))
    record = {
        "inputs": inputs_hash(releases, recipe),
        "source": source_id,
        "ocid": ocid,
        "aliases": spellings,
        "releases": _releases(releases),
        "source_urls": sorted({staged.url for staged in releases}),
        "fetched_at": max(staged.fetched_at for staged in releases),
        "no_longer_published_since": None,
        "original_values": original_values(release, versions),
        **publications(releases, [version.parsed for version in versions]),
        "hash": digest,
        "release": orjson.Fragment(body),
    }
    lines = orjson.dumps(record)
    if found:
        lines += b"\n" + _rows(source_id, ocid, dict.fromkeys(found))
    return Compiled(ocid, tuple(spellings), digest, lines)


def _normalised(releases: Sequence[Staged], mapping: dict[str, str], parsed: Sequence[Json]) -> list[Version]:
    versions = []
    members: Members | None = {} if len(releases) > 1 else None
    for staged, body in zip(releases, parsed, strict=True):
        release = collapse(body) if staged.kind == "versioned" else body
        release["ocid"] = staged.ocid
        mended, problems = normalise(release, mapping=mapping, members=members)
        problems += [Problem(code, "ocid", value, "noted") for code, value in staged.notes]
        text = orjson.dumps(mended) if len(releases) > 1 else b""  # one alone is neither compared nor merged
        versions.append(Version(staged.kind, staged.date, text, staged.id, frozenset(staged.listed), mended, problems))
    return versions


def _releases(releases: Iterable[Staged]) -> int:
    """Return how many releases a process has: those read, or those that its record lists where these are more."""
    read = {(staged.date, staged.id, staged.body) for staged in releases if staged.kind == "release"}
    return max(len(read), *(len(staged.listed) for staged in releases), 1)


def vanished(lines: bytes, since: str | None) -> bytes:
    """Return a kept process marked as no longer published since a moment; None: published again."""
    record, separator, problems = lines.partition(b"\n")
    marked = orjson.loads(record)
    marked["no_longer_published_since"] = since
    return orjson.dumps(marked) + separator + problems


def _rows(source_id: str, ocid: str | None, problems: Iterable[Problem]) -> bytes:
    """Return problems as lines of JSON."""
    written = orjson.dumps(
        [
            {"source": source_id, "ocid": ocid, "code": code, "path": path, "value": value, "action": action}
            for code, path, value, action in problems
        ]
    )
    return written[1:-1].replace(b'},{"source":', b'}\n{"source":')  # a quote inside a text has a backslash before it


def refusal(source_id: str, error: DocumentError, where: str, ocid: str | None = None) -> bytes:
    """Return the row of `problems` for a document or record that cannot be used, or was used after mending."""
    return _rows(source_id, ocid, [Problem(error.code, where, error.message[:300], error.action)])

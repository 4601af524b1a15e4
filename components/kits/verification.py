"""A kit held against the data: are its files as they were written, were its figures so then, and are they so today."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict

from components.kits.archive import MANIFEST, Kit
from components.kits.comparison import Difference, difference
from components.kits.evidence import evidence_of
from components.kits.parts import heading
from components.kits.pins import KitWords, Pin, Pinned
from components.snapshot import todays_snapshot
from components.text import Text
from data_loader.exceptions import GoneError

if TYPE_CHECKING:
    from data_loader.snapshot import Snapshot

MOST_LINES: Final = 40
"""Lines that say how one figure changed."""
_LONGEST: Final = 200

Then = Literal["confirmed", "differs", "not_kept", "no_evidence"]
Now = Literal["holds", "changed", "gone", "no_evidence"]


class File(TypedDict):
    """A file of the kit that is not as it was written."""

    path: str
    fault: str
    words: str


class Verdict(TypedDict):
    """What became of one pin; `words` and `lines` say it in the reader's language."""

    id: str
    kind: str
    title: str
    address: str
    snapshot: str
    then: Then
    now: Now
    words: str
    lines: list[str]
    pin: dict[str, Any]


class Report(TypedDict):
    """What became of a kit."""

    intact: bool
    faults: list[File]
    words: dict[str, str]
    made_at: str
    site: str
    address: str
    today: dict[str, str]
    holds: int
    changed: int
    gone: int
    summary: list[str]
    pins: list[Verdict]


@dataclass(slots=True)
class _Outcome:
    then: Then
    now: Now
    lines: list[str] = field(default_factory=list)


def verify(text: Text, kit: Kit, *, compute: bool = True) -> Report:
    """Return what of a kit still holds; without `compute` its files are checked only, and `now` and `then` say nothing.

    Raises:
        SnapshotError: there are no data to hold it against.
    """
    today = todays_snapshot()
    verdicts = [_verdict(text, kit, pin, today, compute=compute) for pin in kit.manifest.pins]
    counts = {state: sum(verdict["now"] == state for verdict in verdicts) for state in ("holds", "changed", "gone")}
    faults = [File(path=path, fault=fault, words=_fault(text, fault)) for path, fault in sorted(kit.faults.items())]
    return Report(
        intact=not faults,
        faults=faults,
        words=kit.manifest.model_dump(include=set(KitWords.model_fields)),
        made_at=kit.manifest.made_at,
        site=kit.manifest.site,
        address=kit.manifest.address,
        today={"id": today.id, "published_at": today.published_at.isoformat()},
        **counts,  # type: ignore[typeddict-item]  # its three keys are those of the report
        summary=_summary(text, faults, counts, today, compute=compute),
        pins=verdicts,
    )


def _verdict(text: Text, kit: Kit, pin: Pinned, today: Snapshot, *, compute: bool) -> Verdict:
    outcome = _outcome(text, kit, pin, today) if compute else _Outcome("no_evidence", "no_evidence")
    return Verdict(
        id=pin.id,
        kind=pin.kind,
        title=heading(text, pin),
        address=pin.address,
        snapshot=pin.snapshot,
        then=outcome.then,
        now=outcome.now,
        words=_words(text, outcome),
        lines=outcome.lines,
        pin=pin.model_dump(include=set(Pin.model_fields)),
    )


def _outcome(text: Text, kit: Kit, pin: Pinned, today: Snapshot) -> _Outcome:
    if not pin.found:
        return _Outcome("no_evidence", "no_evidence")
    evidence = evidence_of(pin, today.id)
    changed = difference(pin, evidence, kit.files) if evidence is not None else None
    then = _then(kit, pin) if pin.snapshot != today.id else "confirmed" if changed == Difference() else "differs"
    if changed is None:
        return _Outcome(then, "gone")
    return _Outcome(then, "changed" if changed else "holds", lines(text, changed))


def _then(kit: Kit, pin: Pinned) -> Then:
    """Return whether the kit says what its own snapshot said, where that one is still kept."""
    try:
        evidence = evidence_of(pin)
    except GoneError:
        return "not_kept"
    return "differs" if evidence is None or difference(pin, evidence, kit.files) else "confirmed"


def lines(text: Text, changed: Difference) -> list[str]:
    """Return how a figure changed, a line a change, the first few."""
    found: list[str] = []
    if changed.sentence:
        found.append(text("It said: {before} It says: {after}", before=changed.sentence[0], after=changed.sentence[1]))
    if changed.columns:
        found.append(text("Its table has other columns now, so that its rows cannot be compared."))
    for cell in changed.cells:
        before, after = (_short(text, value) for value in (cell.before, cell.after))
        found.append(
            text("{row}: {column}: {before} → {after}", row=cell.row, column=cell.column, before=before, after=after)
        )
    found += [text("new row: {row}", row=_row(row)) for row in changed.added]
    found += [text("row gone: {row}", row=_row(row)) for row in changed.removed]
    for record in changed.records:
        if record.kind != "changed":
            found.append(
                text("record added: {ocid}", ocid=record.ocid)
                if record.kind == "added"
                else text("record removed: {ocid}", ocid=record.ocid)
            )
        for one in record.fields:
            before, after = (_short(text, value) for value in (one.before, one.after))
            found.append(
                text(
                    "record {ocid}: {field}: {before} → {after}",
                    ocid=record.ocid,
                    field=one.path,
                    before=before,
                    after=after,
                )
            )
    if len(found) > MOST_LINES:
        rest = len(found) - MOST_LINES
        found = [*found[:MOST_LINES], text.n("and {n} more change", "and {n} more changes", rest)]
    return found


def _short(text: Text, value: Any) -> str:
    if value is None:
        return text("not published")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return text.number(value)
    said = str(value)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def _row(row: Any) -> str:
    return " · ".join(str(value) for value in row if value is not None)[:_LONGEST]


def _fault(text: Text, fault: str) -> str:
    return {
        "changed": text("is not as it was written: its SHA-256 differs"),
        "missing": text("is missing"),
        "added": text("was not in the kit when it was made"),
    }[fault]


def _words(text: Text, outcome: _Outcome) -> str:
    now = {
        "holds": text("Holds on today's data."),
        "changed": text("Changed since."),
        "gone": text("No longer shown: what it was about is not in today's data."),
        "no_evidence": text("Not checked: the kit has no evidence for it."),
    }[outcome.now]
    then = {
        "confirmed": text("Its own snapshot says the same."),
        "differs": text("Its own snapshot says something else: the kit was altered, or another program made it."),
        "not_kept": text("Its own snapshot is no longer kept here."),
        "no_evidence": "",
    }[outcome.then]
    return f"{now} {then}".strip()


def _summary(text: Text, faults: list[File], counts: dict[str, int], today: Snapshot, *, compute: bool) -> list[str]:
    if any(fault["path"] == MANIFEST for fault in faults):
        first = text("This kit was altered after it was made: what it says of itself is not sealed.")
    elif faults:
        first = text.n(
            "This kit was altered after it was made: {n} file is not as it was written.",
            "This kit was altered after it was made: {n} files are not as they were written.",
            len(faults),
        )
    else:
        first = text("All files are as they were written.")
    if not compute:
        return [first]
    told = [
        text.n("{n} figure holds", "{n} figures hold", counts["holds"]),
        text.n("{n} changed", "{n} changed", counts["changed"]) if counts["changed"] else "",
        text.n("{n} is gone", "{n} are gone", counts["gone"]) if counts["gone"] else "",
    ]
    when = text.moment(today.published_at)
    return [first, text("Held against the data of {when}: {counts}.", when=when, counts=text.join(told))]

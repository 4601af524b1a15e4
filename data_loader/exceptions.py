"""The errors that Vitrina raises, each with what to do next.

VitrinaError
├── ConfigError          vitrina.toml or a VITRINA_* setting is wrong
├── FilterError          a query parameter has a value that it cannot have
├── SourceError          a source could not be read
│   ├── FetchError       the network or the server failed
│   └── ShapeError       the answer is not what the shape expects
├── DocumentError        one document or record cannot be used (goes to `problems`)
├── CacheError           the cache folder cannot be used
│   └── DamagedRecordsError  records in it are not what was written
├── SnapshotError        a snapshot could not be built or is damaged
│   └── GoneError        the snapshot asked for is not kept here
├── KitError             a file is no story kit, or one that cannot be read safely
└── PullInProgressError  another pull is at work on the same folder
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import datetime


class VitrinaError(Exception):
    """Base of all errors raised on purpose: a message for people, and what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigError(VitrinaError):
    """vitrina.toml or a VITRINA_* setting is wrong."""


class FilterError(VitrinaError):
    """A query parameter has a value that it cannot have; `template` is its message with named places."""

    def __init__(self, field: str, message: str, **values: object) -> None:
        self.values = {"name": field, **values}
        super().__init__(message.format(**self.values))
        self.field, self.template = field, message


class SourceError(VitrinaError):
    """A source could not be read."""


class FetchError(SourceError):
    """The network or the server failed, after the retries that make sense; `status` is the answer's, if there was one."""

    def __init__(self, message: str, *, hint: str = "", status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class ShapeError(SourceError):
    """The answer is not what the shape of the source expects."""


class DocumentError(VitrinaError):
    """One document or record cannot be used; `code` names the fault in `problems`.

    `action` is what was done about it: `refused`, or `repaired` where it could be used all the same.
    """

    def __init__(self, code: str, message: str, *, action: Literal["refused", "repaired"] = "refused") -> None:
        super().__init__(message)
        self.code = code
        self.action = action

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it is made again in another process."""
        return partial(DocumentError, action=self.action), (self.code, self.message)


class CacheError(VitrinaError):
    """The cache folder cannot be used."""


class DamagedRecordsError(CacheError):
    """Records are not what was written; they were set aside. `sources` are the ids of the sources they are of."""

    def __init__(self, sources: set[str]) -> None:
        super().__init__(f"Damaged records of {', '.join(sorted(sources))} were set aside.", hint="Pull again.")
        self.sources = sources


class SnapshotError(VitrinaError):
    """A snapshot could not be built, or the one on disk is damaged."""


class GoneError(SnapshotError):
    """The snapshot asked for is not kept here.

    `known` is whether it ever was, `next_id` and `next_at` which of those kept came first after it; None where none did.
    """

    def __init__(self, identity: str, *, known: bool, next_id: str | None, next_at: datetime | None) -> None:
        fate = "is no longer kept" if known else "is not known here"
        instead = f"The next one kept is {next_id}." if next_id else ""
        super().__init__(f"Snapshot {identity[:60]!r} {fate}.", hint=instead)
        self.identity = identity
        self.known = known
        self.next_id = next_id
        self.next_at = next_at


class KitError(VitrinaError):
    """A file is no story kit, or one that cannot be read safely."""


class PullInProgressError(VitrinaError):
    """Another pull is at work on the same data folder."""

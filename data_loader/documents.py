"""What is in a JSON document: releases and records, told apart by what they contain, wherever they sit.

Publishers send release packages, record packages, bare records and releases, lists of any of them, and wrap them
(`data`, `result`, `arrayReleasePackage` …). `read` walks all of that and yields one `Item` a release.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from data_loader.exceptions import DocumentError
from data_loader.publications import carried
from data_loader.repairs import is_placeholder, repair_date, utc_text

Kind = Literal["compiled", "versioned", "release", "earlier"]
"""`earlier`: the contracts' values of a release that a record holds beside its compiled one, and nothing else of it."""
Json = dict[str, Any]

WRAPPERS: Final = ("data", "result", "results", "arrayReleasePackage", "releasePackage", "recordPackage", "items")
"""Keys under which publishers put OCDS documents; first match first."""

_RELEASE_MARKS: Final = frozenset(
    {"tag", "tender", "bids", "awards", "contracts", "planning", "buyer", "initiationType"}
)
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One release of any kind, with what its surroundings say of it.

    `ocid` is the release's own (its record's where it has none), `aliases` others used for it, `id` the release's,
    `date` its moment in UTC ("" where none is published). `listed` are the releases that its record is made of, each as
    "id …" or, where it is linked without an id, "date …"; `told` is when they first said what, see `publications`.
    """

    kind: Kind
    ocid: str
    release: Json
    id: str = ""
    date: str = ""
    aliases: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = field(default=())
    told: tuple[str, ...] = ()


def read(document: Any) -> Iterator[Item | DocumentError]:
    """Yield every release in a document, and an error for each part that cannot be one.

    Errors are yielded, not raised: one bad record must not hide the good ones beside it.
    """
    yield from _read(document, "", 0)


def _read(value: Any, package_date: str, depth: int) -> Iterator[Item | DocumentError]:
    if depth > _MAX_DEPTH:
        yield DocumentError("too_deep", "OCDS documents are nested in too many wrappers.")
    elif isinstance(value, list):
        for item in value:
            yield from _read(item, package_date, depth + 1)
    elif isinstance(value, dict):
        yield from _read_object(value, package_date, depth)
    else:
        yield DocumentError("not_ocds", f"Expected an OCDS document, found {type(value).__name__}.")


def _read_object(value: Json, package_date: str, depth: int) -> Iterator[Item | DocumentError]:
    published = _moment(value.get("publishedDate")) or package_date
    if isinstance(value.get("records"), list):
        for record in value["records"]:
            yield from _read_record(record, published)
    elif "compiledRelease" in value or "versionedRelease" in value:
        yield from _read_record(value, published)
    elif isinstance(value.get("releases"), list):
        for release in value["releases"]:
            yield _release(release, published)
    elif _RELEASE_MARKS & value.keys() or ("ocid" in value and "id" in value):
        yield _release(value, published)
    else:
        yield from _read_wrapped(value, published, depth)


def _read_wrapped(value: Json, published: str, depth: int) -> Iterator[Item | DocumentError]:
    for key in WRAPPERS:
        if isinstance(value.get(key), list | dict):
            yield from _read(value[key], published, depth + 1)
            return
    keys = ", ".join(sorted(value)[:8]) or "nothing"
    yield DocumentError("not_ocds", f"No releases and no records here; found {keys}.")


def _read_record(record: Any, published: str) -> Iterator[Item | DocumentError]:
    if not isinstance(record, dict):
        yield DocumentError("not_ocds", f"A record must be an object, found {type(record).__name__}.")
        return
    ocid = _identifier(record.get("ocid"))
    listed = [item for item in record.get("releases") or [] if isinstance(item, dict)]
    embedded = [item for item in listed if _RELEASE_MARKS - {"tag"} & item.keys()]
    compiled, versioned = record.get("compiledRelease"), record.get("versionedRelease")
    if isinstance(compiled, dict) and compiled:
        item = _release(compiled, published, ocid=ocid, kind="compiled", listed=_names(listed))
        told = carried(embedded, versioned if isinstance(versioned, dict) else None)
        yield replace(item, told=told) if isinstance(item, Item) else item
        if isinstance(item, Item):
            yield from _earlier(item.ocid, embedded, versioned)
    elif embedded and len(embedded) == len(listed):
        for release in embedded:
            yield _release(release, published, ocid=ocid)
    elif isinstance(versioned, dict) and versioned:
        item = _release(versioned, published, ocid=ocid, kind="versioned", listed=_names(listed))
        yield item
        if isinstance(item, Item):
            yield from _earlier(item.ocid, [], versioned)
    elif embedded:
        for release in embedded:
            yield _release(release, published, ocid=ocid)
    else:
        reason = "only links to releases" if listed else "no release"
        yield DocumentError("record_without_release", f"The record {ocid or 'without ocid'} carries {reason}.")


def _release(
    release: Any, published: str, *, ocid: str = "", kind: Kind | None = None, listed: tuple[str, ...] = ()
) -> Item | DocumentError:
    if not isinstance(release, dict):
        return DocumentError("not_ocds", f"A release must be an object, found {type(release).__name__}.")
    own = _identifier(release.get("ocid"))
    if not own and not ocid:
        return DocumentError("no_ocid", f"A release has no ocid (id {release.get('id')!r}).")
    if not _RELEASE_MARKS - {"tag", "initiationType"} & release.keys() and "parties" not in release:
        return DocumentError("empty_release", f"The release of {own or ocid} says nothing about the process.")
    kind = kind or _kind(release)
    notes = (("record_ocid_differs", ocid),) if own and ocid and own != ocid else ()
    date = _moment(_first_value(release.get("date"))) or ("" if kind == "compiled" else published)
    identity = _identifier(_first_value(release.get("id")))
    return Item(kind, own or ocid, release, identity, date, (ocid,) if notes else (), listed, notes)


def _earlier(ocid: str, embedded: list[Json], versioned: Any) -> Iterator[Item]:
    """Yield what the contracts were worth in each release of a record: its compiled release has forgotten it."""
    for release in embedded:
        if values := _contract_values(release.get("contracts")):
            date = _moment(release.get("date"))
            yield Item("earlier", ocid, {"ocid": ocid, "contracts": values}, _identifier(release.get("id")), date)
    moments: dict[str, list[Json]] = {}
    for contract in _contract_values(versioned.get("contracts") if isinstance(versioned, dict) else None):
        history = contract["value"].get("amount")
        currency = _first_value(contract["value"].get("currency"))
        for entry in history if isinstance(history, list) and _is_history(history) else []:
            value = {"amount": entry["value"], "currency": currency}
            date = _moment(entry.get("releaseDate"))
            moments.setdefault(date, []).append({"id": contract["id"], "value": value})
    for date, values in moments.items():
        yield Item("earlier", ocid, {"ocid": ocid, "contracts": values}, "", date)


def _contract_values(contracts: Any) -> list[Json]:
    return [
        {"id": contract["id"], "value": contract["value"]}
        for contract in (contracts if isinstance(contracts, list) else [])
        if isinstance(contract, dict) and contract.get("id") is not None and isinstance(contract.get("value"), dict)
    ]


def _names(listed: list[Json]) -> tuple[str, ...]:
    """Return how the releases that a record lists can be recognised: by id, a linked one by its date."""
    names = [(_identifier(item.get("id")), _moment(item.get("date"))) for item in listed]
    return tuple(f"id {identity}" if identity else f"date {date}" for identity, date in names)


def _kind(release: Json) -> Kind:
    tag = release.get("tag")
    tags = tag if isinstance(tag, list) else [tag]
    if any(isinstance(item, dict) and "value" in item for item in tags) or _is_versioned(release):
        return "versioned"
    return "compiled" if "compiled" in tags else "release"


def _is_versioned(release: Json) -> bool:
    values = (release.get("initiationType"), release.get("language"), _inside(release.get("tender"), "status"))
    return any(isinstance(value, list) and value and _is_history(value) for value in values)


def _inside(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _is_history(value: list[Any]) -> bool:
    return all(isinstance(item, dict) and "value" in item and "releaseID" in item for item in value)


def _first_value(value: Any) -> Any:
    return value[-1].get("value") if isinstance(value, list) and value and isinstance(value[-1], dict) else value


def _identifier(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
    return "" if is_placeholder(text) else text


def _moment(value: Any) -> str:
    date = repair_date(value).value if isinstance(value, str) else None
    return utc_text(date) if date else ""


def collapse(versioned: Json) -> Json:
    """Return a versioned release as a compiled one: of each history, the last value.

    A history is a list of `{releaseID, releaseDate, releaseTag, value}`
    (https://standard.open-contracting.org/1.1/en/schema/records_reference/#versioned-release).
    """
    result = _collapse(versioned)
    if not isinstance(result, dict):
        raise DocumentError("not_ocds", "A versioned release must be an object.")
    return result


def _collapse(value: Any) -> Any:
    if isinstance(value, list):
        if value and _is_history(value):
            latest = max(enumerate(value), key=lambda entry: (str(entry[1].get("releaseDate") or ""), entry[0]))
            return latest[1]["value"]
        return [_collapse(item) for item in value]
    if isinstance(value, dict):
        return {key: _collapse(item) for key, item in value.items()}
    return value

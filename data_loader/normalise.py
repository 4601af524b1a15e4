"""From what a publisher sent to an OCDS 1.1 release whose every known field has the type that the standard gives it.

A release is upgraded from 1.0 where it needs to be (`upgrade`), then held against the standard's own schema
(`data_loader.ocds.schema`): what is certain is repaired, what is not is taken out, and either becomes a `Problem`.
Fields that the standard does not know are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, NamedTuple

import orjson

from data_loader import repairs
from data_loader.mapped_fields import moved
from data_loader.ocds.schema import Shape, release_shape, spelling
from data_loader.repairs import Repair
from data_loader.upgrade import upgrade

Action = Literal["repaired", "refused", "noted"]
Json = dict[str, Any]
Place = tuple["Place", str | int] | None
"""Where a value stands: the place of what holds it, and its key or number there; None for the release itself."""

Became = tuple[Any, "list[Problem]"]
"""What becomes of a text, and what had to be done for it."""

_VALUE_LENGTH = 200
_LEAVES: Final[dict[str, Callable[[Any], Repair]]] = {
    "number": repairs.repair_number,
    "integer": repairs.repair_integer,
    "date": repairs.repair_date,
    "currency": repairs.repair_currency,
    "boolean": repairs.repair_boolean,
}
_ABSENT: Final = object()
_LARGEST: Final = repairs.LARGEST_NUMBER
_REMEMBERED: Final = 1 << 14
"""Texts of one kind of which is remembered what becomes of them, at the most."""
_REMEMBERED_LENGTH: Final = 100
_ANY: Final = Shape("any")
_FINE: Final[Became] = (None, [])


class Problem(NamedTuple):
    """One fault: its code, where it stands (a JSON path from the release), what was written, and what was done.

    `repaired` values count; `refused` ones do not; `noted` ones count and are doubtful.
    """

    code: str
    path: str
    value: str
    action: Action


Members = dict[tuple[str, bytes], tuple[Json, list[Problem]]]
"""What became of the members of a process's releases, by their name and JSON: most releases repeat what others said."""


def normalise(
    release: Json, *, mapping: dict[str, str] | None = None, members: Members | None = None
) -> tuple[Json, list[Problem]]:
    """Return the release in OCDS 1.1 with the types of the schema, and everything that had to be done for it.

    `mapping` says, for one source, which non-standard field stands for which standard one
    (`{"contracts[].valueWithTax": "contracts[].value"}`); the standard field wins where it is published. With `members`,
    which are filled here, releases that say the same share the object that says it.
    """
    problems = [Problem("mapped_field", path, value, "repaired") for path, value in moved(release, mapping or {})]
    upgraded = upgrade(release)
    if members is None:
        return _object(upgraded, release_shape(), None, problems), problems
    result: Json = {}
    for key, value in upgraded.items():
        said = key, orjson.dumps(value)
        if said not in members:
            found: list[Problem] = []
            members[said] = _object({key: value}, release_shape(), None, found), found
        member, found = members[said]
        result |= member
        problems += found
    return result, problems


def _problem(code: str, place: Place, value: Any, action: Action) -> Problem:
    written = value if isinstance(value, str) else repr(value)
    return Problem(code, _path(place), written[:_VALUE_LENGTH], action)


def _path(place: Place) -> str:
    """Return a place as a JSON path: awards[0].value."""
    path = ""
    while place is not None:
        place, step = place
        path = f".{step}{path}" if type(step) is str else f"[{step}]{path}"
    return path.removeprefix(".")


def _object(  # noqa: C901, PLR0912  every value goes through here: a call more for each costs as much as all of this
    value: Json, shape: Shape, place: Place, problems: list[Problem]
) -> Json:
    """Return the object with the types of the shape; it is changed in place, where anything is to be changed."""
    properties, gone = shape.properties, []
    for key, item in value.items():
        known = properties.get(key)
        if known is None or item is None:
            continue
        kind = type(item)
        if kind is str and known.is_text:
            if not item or repairs.is_tidy(item):
                continue
            mended = _leaf(item, known, (place, key), problems)
        elif kind is str and known.of_texts is not None:
            if not item:
                if not known.may_be_empty:
                    gone.append(key)
                continue
            became = known.of_texts.get(item) or _of_text(item, known)
            if became is _FINE:
                continue
            mended = _noted(became, (place, key), problems)
        elif kind is dict and known.kind == "object":
            _object(item, known, (place, key), problems)
            continue
        elif kind is list and known.kind == "array":
            mended = _array(item, known, (place, key), problems)
        elif (kind is int or kind is float) and known.kind == "number" and -_LARGEST < item < _LARGEST:
            continue
        else:
            mended = _field(item, known, (place, key), problems)
        if mended is _ABSENT:
            gone.append(key)
        elif mended is not item:
            value[key] = mended
    for key in gone:
        del value[key]
    return value


def _of_text(text: str, shape: Shape) -> Became:
    """Return what becomes of a text where a value of this shape belongs: the same wherever it stands, so it is kept."""
    problems: list[Problem] = []
    mended = _leaf(text, shape, None, problems)
    became = (mended, problems) if problems or mended != text else _FINE
    if shape.of_texts is not None and len(text) <= _REMEMBERED_LENGTH:
        if len(shape.of_texts) >= _REMEMBERED:
            shape.of_texts.clear()
        shape.of_texts[text] = became
    return became


def _noted(became: Became, place: Place, problems: list[Problem]) -> Any:
    """Return what became of a text, and note at its place what had to be done."""
    mended, found = became
    if found:
        path = _path(place)
        problems += [Problem(code, path, value, action) for code, _, value, action in found]
    return mended


def _field(value: Any, shape: Shape, place: Place, problems: list[Problem]) -> Any:
    if shape.kind == "object":
        return _object(value, shape, place, problems) if type(value) is dict else _nested(value, shape, place, problems)
    if shape.kind == "array":
        return _array(value, shape, place, problems)
    if isinstance(value, list) and len(value) == 1:
        problems.append(_problem("list_of_one", place, value, "repaired"))
        value = value[0]
    return _leaf(value, shape, place, problems)


def _array(value: Any, shape: Shape, place: Place, problems: list[Problem]) -> Any:
    items = shape.items or _ANY
    if type(value) is not list:
        value = _listed(value, items, place, problems)
        if value is _ABSENT:
            return value
    kept: list[Any] = []
    for index, item in enumerate(value):
        if type(item) is dict and items.kind == "object":
            kept.append(_object(item, items, (place, index), problems))
        elif item is not None:
            if type(item) is str and items.of_texts is not None:
                became = items.of_texts.get(item) or _of_text(item, items)
                mended = item if became is _FINE else _noted(became, (place, index), problems)
            else:
                mended = _field(item, items, (place, index), problems)
            if mended is not _ABSENT:
                kept.append(mended)
    if len(kept) > 1:
        problems.extend(_repeated_ids(kept, place))
    return kept


def _listed(value: Any, items: Shape, place: Place, problems: list[Problem]) -> Any:
    """Return the list that stands, or should stand, there."""
    if isinstance(value, list):
        return value
    if isinstance(value, str) and repairs.is_placeholder(value):
        return _ABSENT
    problems.append(_problem("not_a_list", place, value, "repaired"))
    return _split(value, items)


def _repeated_ids(items: list[Any], place: Place) -> Iterator[Problem]:
    """Yield every id of a list that an entry before it has; merging would keep one of the two without a word."""
    ids = [item["id"] for item in items if type(item) is dict and type(item.get("id")) is str]
    if len(ids) == len(set(ids)):
        return
    keys = [(str(item.get("scheme")), item.get("id")) if type(item) is dict else (None, None) for item in items]
    seen: set[tuple[str | None, Any]] = set()
    for index, key in enumerate(keys):
        identity = key[1]
        if isinstance(identity, str) and not repairs.is_placeholder(identity):
            if key in seen:
                yield _problem("duplicate_id", ((place, index), "id"), identity, "noted")
            seen.add(key)


def _split(value: Any, items: Shape) -> list[Any]:
    """Return the elements of what should have been a list; "buyer, payer" is two codes where both are known."""
    if isinstance(value, str) and items.codes:
        parts = [part.strip() for part in value.replace(";", ",").split(",")]
        if all(spelling(part) in items.codes for part in parts):
            return parts
    if isinstance(value, dict) and value and all(key.isdigit() for key in value):
        return list(value.values())
    return [value]


def _nested(value: Any, shape: Shape, place: Place, problems: list[Problem]) -> Any:
    if shape.name == "Bids" and _lists_bids(value):
        problems.append(_problem("bids_without_details", place, value, "repaired"))
        value = {"details": value}
    if isinstance(value, list):
        objects = [item for item in value if isinstance(item, dict)]
        if not objects:
            if value:
                problems.append(_problem("not_an_object", place, value, "refused"))
            return _ABSENT
        if any(item != objects[0] for item in objects[1:]):
            problems.append(_problem("several_instead_of_one", place, value, "refused"))
            return _ABSENT
        problems.append(_problem("list_of_one", place, value, "repaired"))
        value = objects[0]
    if isinstance(value, dict):
        return _object(value, shape, place, problems)
    return _bare(value, shape, place, problems)


def _lists_bids(value: Any) -> bool:
    """Whether the bids themselves stand where the object belongs that has them as `details`."""
    return isinstance(value, list) and any(
        isinstance(item, dict) and {"tenderers", "value", "status", "date"} & item.keys() for item in value
    )


def _bare(value: Any, shape: Shape, place: Place, problems: list[Problem]) -> Any:
    """Return the object that a lone value stands for: a name for an organisation, a number for an amount."""
    if isinstance(value, str) and repairs.is_placeholder(value):
        return _ABSENT
    key = {"OrganizationReference": "name", "Organization": "name", "Value": "amount"}.get(shape.name)
    if key is None or isinstance(value, bool) or (key == "name" and not isinstance(value, str)):
        problems.append(_problem("not_an_object", place, value, "refused"))
        return _ABSENT
    problems.append(_problem("bare_value", place, value, "repaired"))
    return _object({key: value}, shape, place, problems)


def _leaf(value: Any, shape: Shape, place: Place, problems: list[Problem]) -> Any:
    if repair := _LEAVES.get(shape.kind):
        return _outcome(repair(value), value, place, problems)
    if shape.kind == "any":
        return value
    if isinstance(value, bool | dict | list):
        problems.append(_problem("not_a_text", place, value, "refused"))
        return _ABSENT
    if not isinstance(value, str):
        return _number_as_text(value)
    mended = _outcome(repairs.repair_text(value), value, place, problems)
    return _code(mended, shape, place, problems) if shape.codes and isinstance(mended, str) else mended


def _number_as_text(value: float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _outcome(repair: Repair, value: Any, place: Place, problems: list[Problem]) -> Any:
    if repair.code:
        problems.append(_problem(repair.code, place, value, "refused" if repair.refused else "repaired"))
    return _ABSENT if repair.value is None else repair.value


def _code(text: str, shape: Shape, place: Place, problems: list[Problem]) -> str:
    code = shape.codes.get(spelling(text))
    if code is None:
        if shape.closed and not repairs.is_placeholder(text):
            problems.append(_problem("unknown_code", place, text, "noted"))
        return text
    if code != text:
        problems.append(_problem("code_spelling", place, text, "repaired"))
    return code

"""What each contract was worth before it was amended: said by an amendment, else by an earlier version of the record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from data_loader.merge import Version
from data_loader.repairs import repair_currency, repair_number

Json = dict[str, Any]

_VALUE: Final = ("value", "value/amount", "value.amount", "amount")


def original_values(release: Json, versions: Sequence[Version]) -> list[Json]:
    """Return {contract, amount, currency, told_by} of each contract whose original value can be told.

    `release` is the compiled one, `versions` all that was published of the process. An amendment tells it by the former
    value of its first change of the value; versions tell it where the contract's value was published at two moments or
    more, also where it never changed. A contract that is in neither cannot be measured and is not listed; nor is one
    without an id of its own, which no version can be told apart by.
    """
    seen = _by_version(versions) if len(versions) > 1 else {}
    contracts = list(_objects(release.get("contracts")))
    ids = Counter(str(contract.get("id") or "").strip() for contract in contracts)
    found = []
    for contract in contracts:
        identity = str(contract.get("id") or "").strip()
        former = _former_value(contract)
        moments = seen.get(identity, {})
        if not identity or ids[identity] > 1 or (former is None and len(moments) < 2):
            continue
        value, told_by = (former, "amendments") if former else (moments[min(moments)], "versions")
        found.append({"contract": identity, **value, "told_by": told_by})
    return found


def _by_version(versions: Sequence[Version]) -> dict[str, dict[str, Json]]:
    """Return the values of each contract by the moment they were published; of one moment the last that was read.

    A release without a date is left out: nobody can tell whether it came before.
    """
    seen: dict[str, dict[str, Json]] = defaultdict(dict)
    for version in sorted(versions, key=lambda version: version.order):
        if version.date:
            for contract in _objects(version.parsed.get("contracts")):
                value = _value(contract.get("value"))
                if value is not None:
                    seen[str(contract.get("id") or "").strip()][version.date] = value
    return seen


def _former_value(contract: Json) -> Json | None:
    """Return the value before the earliest amendment that says it."""
    amendments = sorted(_objects(contract.get("amendments")), key=lambda one: str(one.get("date") or "9999"))
    for amendment in amendments:
        for change in _objects(amendment.get("changes")):
            named = str(change.get("property") or "").strip("/").replace("contracts/", "")
            if named.lstrip("0123456789/") in _VALUE:
                former = change.get("former_value")
                value = _value(former if isinstance(former, dict) else {"amount": former})
                if value is not None:
                    return value
    return None


def _value(value: Any) -> Json | None:
    if not isinstance(value, dict):
        return None
    amount, currency = repair_number(value.get("amount")).value, repair_currency(value.get("currency")).value
    return None if amount is None else {"amount": amount, "currency": currency}


def _objects(value: Any) -> Iterator[Json]:
    yield from (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()

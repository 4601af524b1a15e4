"""OCDS 1.0 → 1.1: the few things that changed their name or place.

https://standard.open-contracting.org/1.1/en/schema/changelog/ (retrieved 2026): organisations moved to `parties`,
`amendment` became `amendments[]`, a transaction's `amount`, `providerOrganization` and `receiverOrganization` became
`value`, `payer` and `payee`. Each step looks for the old name, so a 1.1 release passes unchanged and a mixture is mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Json = dict[str, Any]


def upgrade(release: Json) -> Json:
    """Return the release with the names of OCDS 1.1; the one given is changed in place."""
    tender = release.get("tender")
    for holder in (tender, *_objects(release.get("awards")), *_objects(release.get("contracts"))):
        if isinstance(holder, dict):
            _amendments(holder)
    for contract in _objects(release.get("contracts")):
        implementation = contract.get("implementation")
        for transaction in _objects(implementation.get("transactions") if isinstance(implementation, dict) else None):
            _transaction(transaction)
    _parties(release)
    return release


def _objects(value: Any) -> Iterator[Json]:
    """Yield the objects of a list; a lone object counts as a list of one."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def _amendments(holder: Json) -> None:
    amendment = holder.pop("amendment", None)
    if isinstance(amendment, dict) and any(amendment.values()) and not holder.get("amendments"):
        holder["amendments"] = [amendment]


def _transaction(transaction: Json) -> None:
    if "amount" in transaction and not transaction.get("value"):
        transaction["value"] = transaction.pop("amount")
    for old, new in (("providerOrganization", "payer"), ("receiverOrganization", "payee")):
        identifier = transaction.pop(old, None)
        if isinstance(identifier, dict) and not transaction.get(new):
            name = identifier.get("legalName") or identifier.get("name")
            transaction[new] = {key: value for key, value in (("id", identifier.get("id")), ("name", name)) if value}


def _parties(release: Json) -> None:
    """List the organisations of a 1.0 release, which stand where they act, in `parties` as 1.1 asks for.

    Only those with an identifier: an id made up here would look like one that was published.
    """
    if release.get("parties"):
        return
    parties: dict[str, Json] = {}
    for organisation, role in _organisations(release):
        identifier = organisation.get("identifier")
        number = identifier.get("id") if isinstance(identifier, dict) else None
        if not isinstance(identifier, dict) or not isinstance(number, str | int) or not str(number).strip():
            continue
        scheme = identifier.get("scheme")
        key = f"{scheme}-{number}" if scheme else str(number)
        if not organisation.get("id"):
            organisation["id"] = key
        party = parties.setdefault(str(organisation["id"]), {"id": organisation["id"], "roles": []})
        for name in ("name", "identifier", "additionalIdentifiers", "address"):
            if organisation.get(name) and not party.get(name):
                party[name] = deepcopy(organisation[name])
        if role not in party["roles"]:
            party["roles"].append(role)
    if parties:
        release["parties"] = list(parties.values())


def _organisations(release: Json) -> Iterator[tuple[Json, str]]:
    for buyer in _objects(release.get("buyer")):
        yield buyer, "buyer"
    for tender in _objects(release.get("tender")):
        for entity in _objects(tender.get("procuringEntity")):
            yield entity, "procuringEntity"
        for tenderer in _objects(tender.get("tenderers")):
            yield tenderer, "tenderer"
    for award in _objects(release.get("awards")):
        for supplier in _objects(award.get("suppliers")):
            yield supplier, "supplier"

"""The rules of the rollout a second time, deliberately plain: Python over the documents and compiled releases, no SQL."""

import re
from collections import defaultdict

from tests.data_loader.plain import counted_awards, counted_contracts, day, names_of, said

DATED = re.compile(r"\d{4}-\d\d-\d\d")


def folded(ocid):
    return re.sub(r"[\W_]+", "-", ocid.strip().lower())


def said_day(text):
    """The day of a date as published; None where it is none (the year 1, words)."""
    return text[:10] if isinstance(text, str) and DATED.match(text) and text[:4] > "1900" else None


def events(release):
    """(event, day) of a release that is not versioned."""
    yield "tender", said_day(((release.get("tender") or {}).get("tenderPeriod") or {}).get("startDate"))
    for award in release.get("awards") or []:
        yield "award", said_day(award.get("date"))
    for contract in release.get("contracts") or []:
        yield "signature", said_day(contract.get("dateSigned"))
        for payment in (contract.get("implementation") or {}).get("transactions") or []:
            yield "payment", said_day(payment.get("date"))


def releases(value, within=""):
    """(release, whether it is a compiled one) of every release in a document that is not versioned."""
    if isinstance(value, list):
        for item in value:
            yield from releases(item, within)
    elif isinstance(value, dict):
        tags = value.get("tag")
        if "ocid" in value and (isinstance(tags, list | str) or within == "compiledRelease"):
            yield value, within == "compiledRelease" or "compiled" in tags
            return
        for key, item in value.items():
            if key != "versionedRelease":
                yield from releases(item, key)


def versioned(value):
    if isinstance(value, list):
        for item in value:
            yield from versioned(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "versionedRelease":
                yield item
            else:
                yield from versioned(item)


def told_by_version(release):
    """(event, day, released) of the histories in a versioned release."""

    def history(values):
        for entry in values if isinstance(values, list) else []:
            yield said_day(entry.get("value")), said_day(entry.get("releaseDate"))

    for key, field, event in (("awards", "date", "award"), ("contracts", "dateSigned", "signature")):
        for thing in release.get(key) or []:
            yield from ((event, one, at) for one, at in history(thing.get(field)))
    for contract in release.get("contracts") or []:
        for payment in (contract.get("implementation") or {}).get("transactions") or []:
            yield from (("payment", one, at) for one, at in history(payment.get("date")))
    period = (release.get("tender") or {}).get("tenderPeriod") or {}
    if isinstance(period, dict):
        yield from (("tender", one, at) for one, at in history(period.get("startDate")))


def first_told(documents):
    """Two of {(ocid, event, day): day of the first release with it}: of plain and versioned, and of compiled ones."""
    first, bounds = {}, {}
    for document in documents:
        for release, compiled in releases(document):
            at = said_day(release.get("date")) or said_day(document.get("publishedDate"))
            for event, one in events(release):
                note(bounds if compiled else first, folded(str(release["ocid"])), event, one, at)
        for release in versioned(document):
            for event, one, at in told_by_version(release):
                ocid = release["ocid"] if isinstance(release["ocid"], str) else str(release["ocid"])
                note(first, folded(ocid), event, one, at)
    return first, bounds


def note(first, ocid, event, one, at):
    if one and at:
        key = ocid, event, one
        first[key] = min(at, first.get(key, at))


def lacking(release):
    """{path: (objects, objects without it)} of the fields that one award, contract or payment owes."""
    found = {}
    awards, contracts = counted_awards(release), counted_contracts(release)
    payments = [
        payment
        for contract in release.get("contracts", [])
        for payment in contract.get("implementation", {}).get("transactions", [])
    ]
    tests = {
        "awards/date": (awards, lambda one: day(one.get("date"))),
        "awards/status": (awards, lambda one: said(one.get("status"))),
        "awards/value/amount": (awards, lambda one: one.get("value", {}).get("amount") is not None),
        "awards/suppliers/name": (awards, lambda one: names_of(release, one.get("suppliers"))),
        "contracts/awardID": (contracts, lambda one: said(one.get("awardID"))),
        "contracts/status": (contracts, lambda one: said(one.get("status"))),
        "contracts/dateSigned": (contracts, lambda one: day(one.get("dateSigned"))),
        "contracts/value/amount": (contracts, lambda one: one.get("value", {}).get("amount") is not None),
        "contracts/period/startDate": (contracts, lambda one: day(one.get("period", {}).get("startDate"))),
        "contracts/period/endDate": (contracts, lambda one: day(one.get("period", {}).get("endDate"))),
        "contracts/documents": (contracts, lambda one: one.get("documents")),
        "contracts/implementation/transactions/value/amount": (
            payments,
            lambda one: one.get("value", {}).get("amount") is not None,
        ),
        "contracts/implementation/transactions/date": (payments, lambda one: day(one.get("date"))),
    }
    for path, (objects, has) in tests.items():
        found[path] = len(objects), sum(not has(one) for one in objects)
    return found


def months(days):
    """{month: how many}."""
    counts = defaultdict(int)
    for one in days:
        if one:
            counts[one[:7]] += 1
    return dict(counts)

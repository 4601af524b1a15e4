"""The checks a second time, deliberately plain: Python over one compiled release, no SQL, nothing shared.

Each function yields (wrong, …) for every thing that can be checked. What the reading of a record did to it (`problems`)
is given as a list of codes.
"""

import math
import re
import statistics
from collections import defaultdict
from decimal import Decimal
from itertools import chain

from tests.data_loader.plain import (
    award_of,
    counted_awards,
    counted_contracts,
    day,
    fold,
    names_of,
    plain_letters,
    said,
)


def contracts(release):
    return release.get("contracts", [])


def payments(release):
    return [
        (contract, payment)
        for contract in contracts(release)
        for payment in contract.get("implementation", {}).get("transactions", [])
    ]


def period_reversed(release):
    tender = release.get("tender", {})
    periods = [tender.get(name) for name in ("tenderPeriod", "enquiryPeriod", "awardPeriod")]
    periods += [award.get("contractPeriod") for award in release.get("awards", [])]
    periods += [contract.get("period") for contract in contracts(release)]
    for period in filter(None, periods):
        if period.get("startDate") and period.get("endDate"):
            yield day(period["endDate"]) < day(period["startDate"])


def award_before_close(release):
    closed = day(release.get("tender", {}).get("tenderPeriod", {}).get("endDate"))
    for award in release.get("awards", []):
        if closed and award.get("date"):
            yield day(award["date"]) < closed


def signed_before_award(release):
    for contract in contracts(release):
        award, _ = award_of(release, contract)
        if contract.get("dateSigned") and award.get("date"):
            yield day(contract["dateSigned"]) < day(award["date"])


def paid_before_signature(release):
    for contract, payment in payments(release):
        if contract.get("dateSigned") and payment.get("date"):
            yield day(payment["date"]) < day(contract["dateSigned"])


def future_date(release, fetched):
    holders = [release.get("planning", {}), release.get("tender", {}), *release.get("awards", []), *contracts(release)]
    holders += [contract.get("implementation", {}) for contract in contracts(release)]
    dates = [release.get("date")]
    dates += [award.get("date") for award in release.get("awards", [])]
    dates += [contract.get("dateSigned") for contract in contracts(release)]
    dates += [payment.get("date") for _, payment in payments(release)]
    for holder in holders:
        dates += [one.get("date") for one in holder.get("amendments", [])]
        dates += [one.get("datePublished") for one in holder.get("documents", [])]
        dates += [one.get("dateMet") for one in holder.get("milestones", [])]
    for date in filter(None, dates):
        yield (day(date) - fetched).days > 1


def contract_without_award(release):
    ids = {award.get("id") for award in release.get("awards", [])} - {None, ""}
    for contract in contracts(release):
        yield contract.get("awardID") not in ids


def award_without_supplier(release):
    for award in counted_awards(release):
        yield not names_of(release, award.get("suppliers"))


def references(release):
    """(role, reference) for everybody whom the record names outside `parties`."""
    tender = release.get("tender", {})
    found = [("buyer", release.get("buyer")), ("procuringEntity", tender.get("procuringEntity"))]
    found += [("tenderer", one) for one in tender.get("tenderers", [])]
    found += [("supplier", one) for award in release.get("awards", []) for one in award.get("suppliers", [])]
    found += [("supplier", one) for contract in contracts(release) for one in contract.get("suppliers", [])]
    found += [("buyer", one) for contract in contracts(release) for one in contract.get("buyers", [])]
    found += [(role, payment.get(role)) for _, payment in payments(release) for role in ("payer", "payee")]
    return [(role, one) for role, one in found if one]


def words(text):
    """The words of a text, small, without accents and punctuation."""
    return re.findall(r"\w+", plain_letters(text))


def own_id(organisation):
    """The id that an organisation is published under; one that repeats its name, or stands for none, is none."""
    identity = said(organisation.get("id"))
    name = organisation.get("name") or ""
    if identity is None or not identity.strip("0X") or words(identity) == words(name):
        return None
    words_only = " " in identity and not any(character.isdigit() for character in identity)
    return None if "sindato" in fold(identity) or words_only else identity


def party_not_listed(release):
    listed = {own_id(party) for party in release.get("parties", [])}
    for _, reference in references(release):
        if own_id(reference):
            yield own_id(reference) not in listed


def party_not_referenced(release):
    named = references(release)
    ids = {own_id(one) for _, one in named} - {None}
    names = {fold(one.get("name") or "") for _, one in named if not own_id(one)} - {""}
    roles = {"buyer", "procuringentity", "supplier", "payer", "payee"}
    roles |= {"tenderer"} if any(role == "tenderer" for role, _ in named) else set()
    for party in release.get("parties", []):
        if roles & {role.lower() for role in party.get("roles", [])}:
            yield own_id(party) not in ids and fold(party.get("name") or "") not in names


def amounts(release):
    """(stage, value, currency of the object it belongs to) of every amount."""
    tender = release.get("tender", {})
    fallback = tender.get("value", {}).get("currency")
    found = [("planned", release.get("planning", {}).get("budget", {}).get("amount", {}), None)]
    found += [("tendered", tender.get("value", {}), None)]
    found += [("awarded", award.get("value", {}), fallback) for award in release.get("awards", [])]
    for contract in contracts(release):
        inherited = award_of(release, contract)[0].get("value", {}).get("currency") or fallback
        found.append(("contracted", contract.get("value", {}), inherited))
        own = contract.get("value", {}).get("currency") or inherited
        paid = contract.get("implementation", {}).get("transactions", [])
        found += [("paid", payment.get("value", {}), own) for payment in paid]
    return [(stage, value, currency) for stage, value, currency in found if value.get("amount") is not None]


def zero_amount(release):
    for stage, value, _ in amounts(release):
        yield value["amount"] == 0 or (value["amount"] < 0 and stage != "paid")


def mixed_currencies(release):
    currencies = [value["currency"] for _, value, _ in amounts(release) if value.get("currency")]
    return [currency != currencies[0] for currency in currencies] if len(currencies) > 1 else []


def paid_over_contract(release):
    for contract in contracts(release):
        award, _ = award_of(release, contract)
        tender = release.get("tender", {}).get("value", {}).get("currency")
        currency = contract.get("value", {}).get("currency") or award.get("value", {}).get("currency") or tender
        paid = [payment.get("value", {}) for _, payment in payments({"contracts": [contract]})]
        same = [
            p["amount"] for p in paid if p.get("amount") is not None and (p.get("currency") or currency) == currency
        ]
        if same and contract.get("value", {}).get("amount") is not None:
            yield sum(map(Decimal, map(str, same))) > Decimal(str(contract["value"]["amount"])) * Decimal("1.01")


def placeholder_text(release):
    tender, planning = release.get("tender", {}), release.get("planning", {})
    texts = [tender.get("title"), tender.get("description"), planning.get("rationale")]
    texts += [(release.get("buyer") or {}).get("name"), (tender.get("procuringEntity") or {}).get("name")]
    texts += [party.get("name") for party in release.get("parties", [])]
    holders = [*release.get("awards", []), *contracts(release)]
    texts += list(chain.from_iterable((one.get("title"), one.get("description")) for one in holders))
    texts += [one.get("name") for award in release.get("awards", []) for one in award.get("suppliers", [])]
    texts += [item.get("description") for one in [tender, *holders] for item in one.get("items", [])]
    for text in texts:
        if text and text.strip():
            yield said(text) is None or not text.strip("xX")


def unknown_code(release, problems):
    tender = release.get("tender", {})
    coded = [tender.get(name) for name in ("status", "procurementMethod", "mainProcurementCategory")]
    coded += [one.get("status") for one in [*release.get("awards", []), *contracts(release)]]
    coded += [value.get("currency") for _, value, _ in amounts(release)]
    yield from (True for code in problems if code in {"unknown_code", "unknown_currency"})
    yield from (False for code in coded if code and said(code))


def absurd_amounts(releases):
    """{process: [wrong, …]} for the releases of one source."""
    groups, rows = defaultdict(list), []
    for process, release in releases.items():
        category = said(release.get("tender", {}).get("mainProcurementCategory"))
        for stage, value, inherited in amounts(release):
            currency = value.get("currency") or inherited
            if value["amount"] > 0 and currency:
                size = math.log10(value["amount"])
                rows.append((process, (stage, currency, category), (stage, currency), size))
                groups[stage, currency, category].append(size)
                groups[stage, currency].append(size)
    found = defaultdict(list)
    for process, narrow, wide, size in rows:
        peers = groups[narrow] if len(groups[narrow]) >= 20 else groups[wide]
        if len(peers) >= 20:
            low, middle, high = statistics.quantiles(peers, n=4, method="inclusive")
            reach = 3 * (high - low)
            found[process].append(not min(low - reach, middle - 2) <= size <= max(high + reach, middle + 2))
    return found


def repeated_amounts(releases, agencies):
    """{process: [wrong, …]} for the releases of one source; `agencies`: {process: id, None where none is published}."""
    mine = defaultdict(list)
    for process, release in releases.items():
        for contract in counted_contracts(release):
            value = contract.get("value", {})
            award, _ = award_of(release, contract)
            tender = release.get("tender", {}).get("value", {}).get("currency")
            currency = value.get("currency") or award.get("value", {}).get("currency") or tender
            if agencies[process] and currency and (value.get("amount") or 0) > 0:
                mine[agencies[process], currency].append((process, value["amount"]))
    found = defaultdict(list)
    for rows in mine.values():
        if len(rows) >= 10:
            for process, amount in rows:
                alike = {other for other, same in rows if same == amount}
                found[process].append(len(alike) >= 5 and len(alike) >= 0.05 * len(rows))
    return found

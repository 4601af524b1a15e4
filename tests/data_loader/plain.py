"""The number rules a second time, deliberately plain: Python over one compiled release, no SQL, nothing shared.

Whoever doubts a total can read this page. Names are compared folded: small letters and digits only.
"""

import re
import unicodedata
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import chain

NOTHING = re.compile(
    r"[\W_]*|\W?n\W?a\W?|s\W?[dn]\W?|null|none|nan|unknown|(no|not|sin) (capturad[oa]|datos?|informacion|aplica|disponible)"
)


def plain_letters(text):
    """Small letters without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


def said(text):
    """The text, or None where it says nothing."""
    if text is None or NOTHING.fullmatch(plain_letters(str(text)).strip()):
        return None
    return " ".join(str(text).split())


def fold(name):
    """Letters and digits of a name, small."""
    return re.sub(r"[\W_]", "", plain_letters(name))


def counts(thing, *out):
    """Whether an award or a contract counts, given the statuses that take it out."""
    return (thing.get("status") or "").strip().lower() not in out


def counted_awards(release):
    return [award for award in release.get("awards", []) if counts(award, "pending", "cancelled", "unsuccessful")]


def counted_contracts(release):
    return [contract for contract in release.get("contracts", []) if counts(contract, "cancelled")]


def name_of(release, reference):
    """The name of who is referred to, from the reference or from parties; None where neither says one."""
    parties = [party for party in release.get("parties", []) if said(party.get("id")) == said(reference.get("id"))]
    known = [reference, *(parties if said(reference.get("id")) else [])]
    legal = [(item.get("identifier") or {}).get("legalName") for item in known]
    return next(filter(None, map(said, [item.get("name") for item in known] + legal)), None)


def names_of(release, references):
    """The names, folded, each once."""
    names = {name_of(release, reference or {}) for reference in references or []}
    return sorted({fold(name) for name in names if name})


def agency(release):
    """Buyer, else procuring entity, else the party of either role, else the buyer of a contract."""

    def of_role(role):
        return [party for party in release.get("parties", []) if role in map(str.lower, party.get("roles", []))]

    candidates = chain(
        [release.get("buyer")],
        [release.get("tender", {}).get("procuringEntity")],
        of_role("buyer"),
        of_role("procuringentity"),
        chain.from_iterable(contract.get("buyers", []) for contract in release.get("contracts", [])),
    )
    return next(filter(None, (name_of(release, item) for item in candidates if item)), None)


def award_of(release, contract):
    """The award that awardID names, and whether it does; else the only award there is."""
    awards = release.get("awards", [])
    named = [award for award in awards if contract.get("awardID") and award.get("id") == contract["awardID"]]
    if named:
        return named[0], True
    return (awards[0] if len(awards) == 1 else {}), False


def only_party_supplier(release):
    suppliers = [party for party in release.get("parties", []) if "supplier" in party.get("roles", [])]
    names = names_of(release, suppliers)
    return names if len(names) == 1 else []


def suppliers_of_contract(release, contract):
    award, linked = award_of(release, contract)
    of_award = names_of(release, award.get("suppliers"))
    own = names_of(release, contract.get("suppliers"))
    return (of_award if linked else []) or own or of_award or only_party_supplier(release)


def suppliers_of_award(release, award):
    contracts = [contract for contract in release.get("contracts", []) if award_of(release, contract)[0] is award]
    through = list(chain.from_iterable(contract.get("suppliers", []) for contract in contracts))
    return names_of(release, award.get("suppliers")) or names_of(release, through) or only_party_supplier(release)


def parts(release):
    """Each published amount: stage, currency (published or inferred), amount, supplier names (None: the process's)."""
    tender = release.get("tender", {})
    tender_currency = tender.get("value", {}).get("currency")
    yield "planned", release.get("planning", {}).get("budget", {}).get("amount", {}), None, None
    yield "tendered", tender.get("value", {}), None, None
    for award in counted_awards(release):
        yield "awarded", award.get("value", {}), tender_currency, suppliers_of_award(release, award)
    for contract in release.get("contracts", []):
        award, _ = award_of(release, contract)
        fallback = award.get("value", {}).get("currency") or tender_currency
        suppliers = suppliers_of_contract(release, contract)
        if contract in counted_contracts(release):
            yield "contracted", contract.get("value", {}), fallback, suppliers
        fallback = contract.get("value", {}).get("currency") or fallback
        for payment in contract.get("implementation", {}).get("transactions", []):
            yield "paid", payment.get("value", {}), fallback, suppliers


def amounts(release):
    """{(stage, currency): amount}; nothing where nothing is published."""
    found = defaultdict(Decimal)
    for stage, value, fallback, _ in parts(release):
        if value.get("amount") is not None:
            found[stage, value.get("currency") or fallback] += Decimal(str(value["amount"]))
    return dict(found)


def supplier_amounts(release):
    """{(stage, currency, folded name or None): amount} of awards, contracts and payments, joint ones shared equally."""
    found = defaultdict(Decimal)
    for stage, value, fallback, suppliers in parts(release):
        if value.get("amount") is not None and suppliers is not None:
            for name in suppliers or [None]:
                share = Decimal(str(value["amount"])) / max(len(suppliers), 1)
                found[stage, value.get("currency") or fallback, name] += share
    return dict(found)


def day(text):
    return date.fromisoformat(text[:10]) if text else None


def days(release):
    """The five steps in days; None where a date is missing."""
    tender = release.get("tender", {}).get("tenderPeriod", {})
    contracts = release.get("contracts", [])
    payments = chain.from_iterable(c.get("implementation", {}).get("transactions", []) for c in contracts)

    def first(texts):
        return min(filter(None, map(day, texts)), default=None)

    awarded = first(award.get("date") for award in release.get("awards", []))
    signed = first(contract.get("dateSigned") for contract in contracts)
    starts = first(contract.get("period", {}).get("startDate") for contract in contracts)
    ends = max(filter(None, (day(c.get("period", {}).get("endDate")) for c in contracts)), default=None)
    paid = first(payment.get("date") for payment in payments)
    steps = {
        "call_open": (day(tender.get("startDate")), day(tender.get("endDate"))),
        "decision": (day(tender.get("endDate")), awarded),
        "signing": (awarded, signed),
        "execution": (starts, ends),
        "first_payment": (signed, paid),
    }
    return {step: (b - a).days if a and b else None for step, (a, b) in steps.items()}

"""For each check a process that fails it, one that passes and one to which it does not apply.

A case is the releases `fail`, `pass` and `none`; `others` that only keep them company; `problems` of `fail`; and
`example`, the first (path, value, against) that the check must show.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.data_loader.records import contract, record, value

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """What one check must say of three processes."""

    fails: Json
    passes: Json
    none: Json
    example: tuple[str | None, str | None, str | None]
    others: list[Json] = field(default_factory=list)
    problems: list[Json] = field(default_factory=list)

    def records(self, code: str) -> list[Json]:
        """The processes of the case, in a source of their own."""
        named = {"fail": self.fails, "pass": self.passes, "none": self.none}
        named |= {f"other-{place}": release for place, release in enumerate(self.others)}
        return [record(ocid, source=code, **release) for ocid, release in named.items()]

    def problem_rows(self, code: str) -> list[Json]:
        """The problems of the process that fails, as the pull lists them."""
        return [{"source": code, "ocid": "fail", "action": "noted"} | problem for problem in self.problems]


def dated(award: str | None, signed: str | None, *payments: str) -> Json:
    paid = [{"id": str(place), "date": day} for place, day in enumerate(payments)]
    return {
        "awards": [{"id": "a", "date": award} if award else {"id": "a"}],
        "contracts": [
            {"id": "c", "awardID": "a", "implementation": {"transactions": paid}}
            | ({"dateSigned": signed} if signed else {})
        ],
    }


def call(start: str | None, end: str | None, **more: Any) -> Json:
    period = {name: day for name, day in (("startDate", start), ("endDate", end)) if day}
    return {"tender": {"id": "t", "tenderPeriod": period}, **more}


def paid(amount: float, *payments: float, currency: str = "MXN") -> Json:
    rows = [{"id": str(place), "value": value(part, currency)} for place, part in enumerate(payments)]
    return {"contracts": [contract(amount, implementation={"transactions": rows})]}


def bought(amount: float, currency: str | None = "MXN", buyer: str | None = "Salud") -> Json:
    return {"contracts": [contract(amount, currency=currency)]} | ({"buyer": {"name": buyer}} if buyer else {})


def supplied(party: str, roles: list[str], supplier: str) -> Json:
    return {
        "parties": [{"id": party, "name": f"Uno {party}", "roles": roles}],
        "awards": [{"id": "1", "suppliers": [{"id": supplier, "name": f"Uno {supplier}"}]}],
    }


CASES: dict[str, Case] = {
    "period_reversed": Case(
        call("2017-02-01", "2017-01-01"),
        call("2017-01-01", "2017-01-01"),
        call("2017-01-01", None),
        ("tender.tenderPeriod.endDate", "2017-01-01", "startDate 2017-02-01"),
    ),
    "award_before_close": Case(
        call("2017-01-01", "2017-01-10", awards=[{"id": "1", "date": "2017-01-10"}, {"id": "2", "date": "2017-01-09"}]),
        call("2017-01-01", "2017-01-10", awards=[{"id": "1", "date": "2017-01-10"}]),
        call("2017-01-01", None, awards=[{"id": "1", "date": "2017-01-10"}]),
        ("awards[1].date", "2017-01-09", "tender.tenderPeriod.endDate 2017-01-10"),
    ),
    "signed_before_award": Case(
        dated("2017-01-02", "2017-01-01"),
        dated("2017-01-02", "2017-01-02"),
        dated(None, "2017-01-01"),
        ("contracts[0].dateSigned", "2017-01-01", "awards[0].date 2017-01-02"),
    ),
    "paid_before_signature": Case(
        dated(None, "2017-01-02", "2017-01-03", "2017-01-01"),
        dated(None, "2017-01-02", "2017-01-02"),
        dated(None, None, "2017-01-01"),
        ("contracts[0].implementation.transactions[1].date", "2017-01-01", "dateSigned 2017-01-02"),
    ),
    "negative_duration": Case(
        dated("2017-01-12", "2017-01-02"),
        dated("2017-01-02", "2017-01-12"),
        dated("2017-01-02", None),
        ("signing", "-10 (2017-01-12 → 2017-01-02)", None),
    ),
    "future_date": Case(  # fetched on 2026-11-22: a day of grace for other time zones
        dated(None, "2026-11-24"),
        dated(None, "2026-11-23"),
        {"date": None, "contracts": [contract(1)]},
        ("contracts[0].dateSigned", "2026-11-24", "2026-11-22"),
    ),
    "contract_without_award": Case(
        {"awards": [{"id": "1"}], "contracts": [contract(1, awardID="2")]},
        {"awards": [{"id": "1"}], "contracts": [contract(1, awardID="1")]},
        {"awards": [{"id": "1"}]},
        ("contracts[0].awardID", "2", None),
    ),
    "award_without_supplier": Case(
        {"awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}, {"id": "2", "suppliers": [{"name": "No Capturado"}]}]},
        {"awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}]},
        {"awards": [{"id": "1", "status": "unsuccessful"}]},
        ("awards[1].suppliers", None, None),
    ),
    "party_not_listed": Case(
        supplied("P1", ["supplier"], "P2"),
        supplied("P1", ["supplier"], "P1"),
        {"awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}]},
        ("awards[0].suppliers[0].id", "P2 (Uno P2)", None),
    ),
    "party_not_referenced": Case(
        supplied("Q1", ["supplier", "payee"], "Q2"),
        {"parties": [{"id": "Q3", "name": "Tres", "roles": ["buyer"]}], "buyer": {"name": "TRES"}},
        {"parties": [{"id": "Q4", "name": "Cuatro", "roles": ["funder", "tenderer"]}]},
        ("parties[0]", "Uno Q1 (supplier, payee)", None),
    ),
    "duplicate_id": Case(
        {"awards": [{"id": "1"}]},
        {"awards": [{"id": "1"}, {"id": "2"}]},
        {"tender": {"title": "Agua"}},
        ("awards[1].id", "1", None),
        problems=[{"code": "duplicate_id", "path": "awards[1].id", "value": "1"}],
    ),
    "zero_amount": Case(
        paid(0, -5),
        paid(10, -5),
        {"contracts": [contract()]},
        ("contracts[0].value.amount", "0", None),
    ),
    "absurd_amount": Case(
        bought(10_500_000),
        bought(95_000),
        bought(100, currency="USD"),
        ("contracts[0].value.amount", "10500000 MXN", "104500 (×100, n=21)"),
        others=[bought(100_000 + 500 * place) for place in range(19)],
    ),
    "repeated_amount": Case(
        bought(250.5),
        bought(11),
        bought(250.5, buyer="Otra"),
        ("contracts[0].value.amount", "250.5 MXN (× 5)", "contracts[]: 12"),
        others=[bought(250.5) for _ in range(4)] + [bought(12 + place) for place in range(6)],
    ),
    "mixed_currencies": Case(
        {"tender": {"value": value(5, "USD")}, "contracts": [contract(9)]},
        {"tender": {"value": value(5)}, "contracts": [contract(9)]},
        {"tender": {"value": value(5, "USD")}, "contracts": [contract(9, currency=None)]},
        ("contracts[0].value.currency", "MXN", "USD"),
    ),
    "paid_over_contract": Case(
        paid(100, 60, 41.5),
        paid(100, 60, 41),
        {"contracts": [contract(100, implementation={"transactions": [{"id": "p", "value": value(500, "USD")}]})]},
        ("contracts[0].implementation.transactions", "101.5 MXN", "value.amount 100"),
    ),
    "placeholder_text": Case(
        {"tender": {"title": "Agua", "description": "No Capturado"}},
        {"tender": {"title": "Agua", "description": ""}},
        {"tender": {"title": " ", "status": "active"}},
        ("tender.description", "No Capturado", None),
    ),
    "unknown_code": Case(
        {"tender": {"status": "abierta"}},
        {"tender": {"status": "active"}},
        {"tender": {"title": "Agua"}},
        ("tender.status", "abierta", None),
        problems=[{"code": "unknown_code", "path": "tender.status", "value": "abierta"}],
    ),
    "empty_entry": Case(
        {"awards": [{"id": "1"}]},
        {"awards": [{"id": "1"}]},
        {},
        ("awards[]", "3", None),
        problems=[{"code": "blank_objects", "path": "awards[]", "value": "3"}],
    ),
    "unusable_value": Case(
        {"tender": {"title": "Agua"}},
        {"tender": {"title": "Agua"}},
        {},
        ("awards[0].date", "31/02/2017", None),
        problems=[
            {"code": "not_a_date", "path": "awards[0].date", "value": "31/02/2017", "action": "refused"},
            {"code": "whitespace", "path": "tender.title", "value": " Agua", "action": "repaired"},
        ],
    ),
}

ALWAYS_APPLICABLE = ("empty_entry", "unusable_value")
"""Checks of how a record was read: any record that there is can be checked, so that `none` passes."""

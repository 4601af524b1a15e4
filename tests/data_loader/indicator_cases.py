"""For each indicator something that raises it, something that clears it, and something that it cannot be computed for.

A case is processes in a source of the indicator's name, and three subjects: ("process", ocid), ("agency", name),
("supplier", name) or ("pair", agency, supplier). `changes` are what pulls found, `thresholds` legal limits, `watchlists`
rows of lists. A process whose ocid begins with "once-" is in a source that was pulled once.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.data_loader.records import contract, record, value

Json = dict[str, Any]
Subject = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """What one indicator must say of three subjects; `reason` is why it cannot be computed for the last."""

    processes: dict[str, Json]
    raised: Subject
    clear: Subject
    none: Subject
    reason: str
    changes: list[Json] = field(default_factory=list)
    thresholds: list[Json] = field(default_factory=list)
    watchlists: list[Json] = field(default_factory=list)

    def records(self, code: str) -> list[Json]:
        """The processes of the case."""
        return [
            record(ocid, source=f"{code}-once" if ocid.startswith("once-") else code, **release)
            for ocid, release in self.processes.items()
        ]

    def change_rows(self, code: str) -> list[Json]:
        """What pulls changed in them."""
        common = {"changed_at": "2026-11-20T00:00:00+00:00", "source": code, "kind": "changed", "fields": 1}
        return [common | row for row in self.changes]


def party(name: str | None, identifier: str | None = None) -> Json:
    return {"name": name} if name else {"id": identifier}


def buy(
    agency: str = "Salud",
    supplier: str | None = "Uno",
    amount: float = 1000,
    day: str | None = "2017-03-01",
    *,
    method: str | None = "open",
    title: str | None = None,
    tender: Json | None = None,
    award: Json | None = None,
    deal: Json | None = None,
    **more: Any,
) -> Json:
    """A process of one award and one contract."""
    said = {"procurementMethod": method, "title": title, "status": "complete"}
    suppliers = [{"name": supplier}] if supplier else []
    awarded = {"id": "a", "status": "active", "suppliers": suppliers, "date": day, "value": value(amount)}
    signed = {"id": "c", "awardID": "a", "dateSigned": day, "value": value(amount)}
    return {
        "buyer": {"name": agency},
        "tender": {"id": "t"} | {name: item for name, item in said.items() if item} | (tender or {}),
        "awards": [{name: item for name, item in (awarded | (award or {})).items() if item is not None}],
        "contracts": [{name: item for name, item in (signed | (deal or {})).items() if item is not None}],
        **more,
    }


def bid(name: str, amount: float | None = None, status: str = "valid", **more: Any) -> Json:
    return {"status": status, "tenderers": [{"name": name}]} | ({"value": value(amount)} if amount else {}) | more


def bids(*listed: Json, winner: str | None = "Uno", agency: str = "Salud", **tender: Any) -> Json:
    """A process with bids, and with a winner an active award."""
    numbered = [{"id": str(place)} | item for place, item in enumerate(listed)]
    awards = [{"id": "a", "status": "active", "suppliers": [{"name": winner}]}] if winner else []
    return {"buyer": {"name": agency}, "tender": {"id": "t", **tender}, "bids": {"details": numbered}, "awards": awards}


def open_for(start: str, end: str | None, method: str = "open") -> Json:
    period = {"startDate": start} | ({"endDate": end} if end else {})
    return {"tender": {"id": "t", "procurementMethod": method, "tenderPeriod": period}}


def decided(closed: str, awarded: str | None, method: str = "open") -> Json:
    award = {"id": "a", "status": "active"} | ({"date": awarded} if awarded else {})
    return {"tender": {"id": "t", "procurementMethod": method, "tenderPeriod": {"endDate": closed}}, "awards": [award]}


def priced(price: float | None, description: str, unit: str = "pieza") -> Json:
    one = {"name": unit} | ({"value": value(price)} if price else {})
    item = {"id": "1", "description": description, "quantity": 2, "unit": one}
    return {"buyer": {"name": "Salud"}, "contracts": [contract(1000, suppliers=("Uno",), items=[item])]}


def sold(supplier: str, *kinds: str) -> Json:
    items = [{"id": str(place), "classification": {"id": kind}} for place, kind in enumerate(kinds)]
    return {"awards": [{"id": "a", "status": "active", "suppliers": [{"name": supplier}], "items": items}]}


def asked(agency: str, *bidders: str, method: str = "open") -> Json:
    return {
        "buyer": {"name": agency},
        "tender": {"id": "t", "procurementMethod": method, "tenderers": [{"name": name} for name in bidders]},
    }


def many(prefix: str, number: int, release: Any) -> dict[str, Json]:
    """`number` processes, each made by a function of its place."""
    return {f"{prefix}-{place}": release(place) for place in range(number)}


def paid(contracted: float, *payments: float) -> Json:
    rows = [{"id": str(place), "value": value(part), "date": "2017-06-01"} for place, part in enumerate(payments)]
    return {"contracts": [contract(contracted, implementation={"transactions": rows})]}


def amended(before: float | None, after: float) -> Json:
    change = {"property": "value.amount", "former_value": before}
    own = {"amendments": [{"id": "1", "changes": [change]}]} if before else {}
    return {"contracts": [contract(after, **own)]}


def spread(place: int) -> float:
    return 0.2 + place / 100

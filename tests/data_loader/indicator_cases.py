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


CASES: dict[str, Case] = {
    "R018": Case(
        {"one": asked("A", "Uno"), "two": asked("A", "Uno", "Dos"), "direct": asked("A", "Uno", method="direct")},
        ("process", "one"),
        ("process", "two"),
        ("process", "direct"),
        "method_excluded",
    ),
    "R003": Case(
        {
            "short": open_for("2017-01-01T00:00:00Z", "2017-01-15T23:00:00Z"),
            "long": open_for("2017-01-01", "2017-01-16"),
            "undated": open_for("2017-01-01", None),
        },
        ("process", "short"),
        ("process", "long"),
        ("process", "undated"),
        "missing",
    ),
    "direct_share": Case(
        {
            f"{agency}-{place}": buy(agency, method="direct" if place < direct else "open")
            for agency, direct in {"A": 1, "B": 1, "C": 1, "D": 2, "G": 1, "H": 2, "E": 9}.items()
            for place in range(10)
        }
        | {"few": buy("F", method="direct")},
        ("agency", "E"),
        ("agency", "A"),
        ("agency", "F"),
        "too_few_processes",
    ),
    "failed_then_direct": Case(
        {
            "failed": {
                "buyer": {"name": "A"},
                "tender": {
                    "id": "t",
                    "title": "Uniformes escolares 2017",
                    "status": "unsuccessful",
                    "procurementMethod": "open",
                    "tenderPeriod": {"startDate": "2017-01-01"},
                },
            },
            "given": buy("A", method="direct", title="Uniformes escolares 2017"),
            "other": buy("A", method="direct", title="Mobiliario de oficina"),
            "called": buy("A", method="open", title="Uniformes escolares 2018"),
        },
        ("process", "given"),
        ("process", "other"),
        ("process", "called"),
        "method_excluded",
    ),
    "same_bidders": Case(
        many("same", 4, lambda _: asked("A", "Uno", "Dos"))
        | {"else": asked("A", "Uno", "Tres")}
        | many("mixed", 5, lambda place: asked("B", f"Uno {place}", "Dos"))
        | many("few", 3, lambda _: asked("C", "Uno", "Dos")),
        ("agency", "A"),
        ("agency", "B"),
        ("agency", "C"),
        "too_few_processes",
    ),
    "R035": Case(
        {
            "out": bids(bid("Uno"), bid("Dos", status="disqualified")),
            "both": bids(bid("Uno"), bid("Dos"), bid("Tres", status="disqualified")),
            "pending": bids(bid("Uno"), bid("Dos", status="disqualified"))
            | {"awards": [{"id": "a", "status": "pending"}]},
        },
        ("process", "out"),
        ("process", "both"),
        ("process", "pending"),
        "pending",
    ),
    "R036": Case(
        {
            "lowest": bids(bid("Dos", 1, "disqualified"), bid("Uno", 2)),
            "highest": bids(bid("Dos", 3, "disqualified"), bid("Uno", 2)),
            "none": bids(bid("Dos", 1, "disqualified"), bid("Uno", 2), winner=None),
        },
        ("process", "lowest"),
        ("process", "highest"),
        ("process", "none"),
        "missing",
    ),
    "R038": Case(
        {
            f"{agency}-{place}": bids(
                bid(f"{agency} {place}"),
                bid(f"{agency} {place} b", status="disqualified" if place < out else "valid"),
                agency=agency,
            )
            for agency, out in {"A": 1, "B": 1, "C": 1, "D": 2, "G": 1, "H": 2, "E": 8}.items()
            for place in range(10)
        }
        | {"few": bids(bid("Solo"), agency="F")},
        ("agency", "E"),
        ("agency", "A"),
        ("agency", "F"),
        "too_few_bids",
    ),
    "R030": Case(
        {
            "late": bids(bid("Uno", date="2017-02-01T00:00:00Z"), tenderPeriod={"endDate": "2017-01-31T18:00:00Z"}),
            "in time": bids(bid("Uno", date="2017-01-31T10:00:00Z"), tenderPeriod={"endDate": "2017-01-31T18:00:00Z"}),
            "undated": bids(bid("Uno"), tenderPeriod={"endDate": "2017-01-31T18:00:00Z"}),
        },
        ("process", "late"),
        ("process", "in time"),
        ("process", "undated"),
        "missing",
    ),
    "R028": Case(
        {
            "same": bids(bid("Uno", 100), bid("Dos", 100, "disqualified")),
            "other": bids(bid("Uno", 100), bid("Dos", 101)),
            "unpriced": bids(bid("Uno"), bid("Dos")),
        },
        ("process", "same"),
        ("process", "other"),
        ("process", "unpriced"),
        "missing",
    ),
    "R024": Case(
        {"close": bids(bid("Uno", 100), bid("Dos", 100.5))}
        | many("usual", 9, lambda place: bids(bid("Uno", 100), bid("Dos", 120 + place)))
        | {"alone": bids(bid("Uno", 100))},
        ("process", "close"),
        ("process", "usual-4"),
        ("process", "alone"),
        "too_few_bids",
    ),
    "R058": Case(
        {"far": bids(bid("Uno", 100), bid("Dos", 900))}
        | many("usual", 9, lambda place: bids(bid("Uno", 100), bid("Dos", 120 + place)))
        | {"dearer": bids(bid("Uno", 100), bid("Dos", 90))},
        ("process", "far"),
        ("process", "usual-4"),
        ("process", "dearer"),
        "not_lowest",
    ),
    "R025": Case(
        {f"lost-{place}": bids(bid("Pierde"), bid(f"Gana {place}"), winner=f"Gana {place}") for place in range(7)}
        | {"once-a": bids(bid("Solo"), winner="Solo")},
        ("supplier", "Pierde"),
        ("supplier", "Gana 3"),
        ("supplier", "Solo"),
        "too_few_peers",
    ),
    "dominant_supplier": Case(
        {f"a-{place}": buy("A", "Uno", 900) for place in range(4)}
        | {"a-other": buy("A", "Dos", 400)}
        | {f"b-{place}": buy("B", f"Tres {place}") for place in range(6)}
        | {"few": buy("C", "Uno")},
        ("pair", "A", "Uno"),
        ("agency", "B"),
        ("agency", "C"),
        "too_few_contracts",
    ),
    "direct_dominance": Case(
        {f"a-{place}": buy("A", "Uno", 100, method="direct") for place in range(9)}
        | {"a-other": buy("A", "Dos", 400)}
        | {f"b-{place}": buy("B", "Uno") for place in range(6)}
        | {"few": buy("C", "Uno", method="direct")},
        ("pair", "A", "Uno"),
        ("agency", "B"),
        ("agency", "C"),
        "too_few_contracts",
    ),
    "captive_supplier": Case(
        {f"one-{place}": buy("A", "Vive", 10_000) for place in range(6)}
        | {f"all-{place}": buy(f"B{place % 5}", "Reparte", 10_000) for place in range(6)}
        | {f"small-{place}": buy("C", f"Chico {place}", 10) for place in range(6)},
        ("supplier", "Vive"),
        ("supplier", "Reparte"),
        ("supplier", "Chico 1"),
        "too_few_contracts",
    ),
    "new_supplier": Case(
        {f"old-{place}": buy("A", f"Viejo {place}", 1000 + place, "2015-01-01") for place in range(12)}
        | {"new": buy("A", "Nuevo", 900_000, "2017-05-01"), "usual": buy("A", "Comun", 1005, "2017-05-01")},
        ("supplier", "Nuevo"),
        ("supplier", "Comun"),
        ("supplier", "Viejo 1"),
        "no_earlier_data",
    ),
    "R048": Case(
        {f"one-{place}": sold(f"Uno {place}", "10101010") for place in range(9)}
        | {
            "many": sold("Todo", "10101010", "24101010", "56101010", "90101010"),
            "once-alone": sold("Solo", "10101010"),
        },
        ("supplier", "Todo"),
        ("supplier", "Uno 3"),
        ("supplier", "Solo"),
        "too_few_peers",
    ),
    "pair_jump": Case(
        {f"before-{place}": buy("A", f"S {place}", 100, "2016-03-01") for place in range(6)}
        | {f"after-{place}": buy("A", f"S {place}", 100, "2017-03-01") for place in range(5)}
        | {"leap": buy("A", "Salta", 900, "2017-04-01")}
        | {
            f"even-{year}-{place}": buy("B", f"S {place}", 100, f"{year}-03-01")
            for year in (2016, 2017)
            for place in range(6)
        }
        | {"few-1": buy("C", "S", 100, "2016-03-01"), "few-2": buy("C", "S", 100, "2017-03-01")},
        ("pair", "A", "Salta"),
        ("agency", "B"),
        ("agency", "C"),
        "too_few_contracts",
    ),
    "below_threshold": Case(
        {
            "under": buy(amount=98_000, method="direct"),
            "far": buy(amount=50_000, method="direct"),
            "free": buy(amount=98_000, method="open"),
        },
        ("process", "under"),
        ("process", "far"),
        ("process", "free"),
        "no_limit",
        thresholds=[
            {
                "source": "below_threshold",
                "year_from": 2017,
                "year_to": 2017,
                "method": "direct",
                "amount": 100_000.0,
                "currency": "MXN",
                "certain": True,
            }
        ],
    ),
    "splitting": Case(
        {f"cut-{day}": buy("A", "Uno", 1000 + day, f"2017-03-0{day}", method="direct") for day in (1, 4, 8)}
        | {f"far-{month}": buy("B", "Uno", 1000, f"2017-0{month}-01", method="direct") for month in (1, 4, 8)}
        | {"few": buy("C", "Uno", 1000, method="direct")},
        ("pair", "A", "Uno"),
        ("pair", "B", "Uno"),
        ("pair", "C", "Uno"),
        "too_few_contracts",
    ),
    "round_sum": Case(
        {"round": buy(amount=500_000), "odd": buy(amount=500_001), "none": {"buyer": {"name": "A"}}},
        ("process", "round"),
        ("process", "odd"),
        ("process", "none"),
        "missing",
    ),
    "above_tender": Case(
        {
            "above": buy(amount=1300, tender={"value": value(1000)}),
            "near": buy(amount=1200, tender={"value": value(1000)}),
            "unknown": buy(),
        },
        ("process", "above"),
        ("process", "near"),
        ("process", "unknown"),
        "missing",
    ),
    "amendment_growth": Case(
        {"grew": amended(1000, 1300), "little": amended(1000, 1100), "unknown": amended(None, 1000)},
        ("process", "grew"),
        ("process", "little"),
        ("process", "unknown"),
        "missing",
    ),
    "overpaid": Case(
        {"over": paid(1000, 600, 600), "even": paid(1000, 600, 400), "unpaid": paid(1000)},
        ("process", "over"),
        ("process", "even"),
        ("process", "unpaid"),
        "missing",
    ),
    "unit_price": Case(
        {f"usual-{place}": priced(100 + place, "Cuaderno rayado") for place in range(9)}
        | {"dear": priced(900, "Cuaderno rayado"), "lone": priced(5, "Borrador azul")},
        ("process", "dear"),
        ("process", "usual-3"),
        ("process", "lone"),
        "too_few_peers",
    ),
    "award_before_close": Case(
        {
            "early": decided("2017-02-10", "2017-02-09"),
            "same": decided("2017-02-10", "2017-02-10"),
            "undated": decided("2017-02-10", None),
        },
        ("process", "early"),
        ("process", "same"),
        ("process", "undated"),
        "missing",
    ),
    "signed_before_award": Case(
        {
            "before": buy(award={"date": "2017-03-02"}),
            "same": buy(),
            "undated": buy(award={"date": None}),
        },
        ("process", "before"),
        ("process", "same"),
        ("process", "undated"),
        "missing",
    ),
    "work_before_signature": Case(
        {
            "before": buy(deal={"period": {"startDate": "2017-02-20"}}),
            "after": buy(deal={"period": {"startDate": "2017-03-01"}}),
            "undated": buy(),
        },
        ("process", "before"),
        ("process", "after"),
        ("process", "undated"),
        "missing",
    ),
    "weekend": Case(
        {"saturday": buy(day="2017-03-04"), "friday": buy(day="2017-03-03"), "undated": buy(day=None)},
        ("process", "saturday"),
        ("process", "friday"),
        ("process", "undated"),
        "missing",
    ),
    "year_end_rush": Case(
        {
            f"{agency}-{place}": buy(agency, day="2017-12-05" if place < late else "2017-05-05")
            for agency, late in {"A": 1, "B": 1, "C": 1, "D": 2, "G": 1, "H": 2, "E": 9}.items()
            for place in range(10)
        }
        | {"few": buy("F", day="2017-12-05")},
        ("agency", "E"),
        ("agency", "A"),
        ("agency", "F"),
        "too_few_contracts",
    ),
    "fast_decision": Case(
        {f"usual-{place}": decided("2017-01-01", f"2017-02-{place + 1:02}") for place in range(12)}
        | {"fast": decided("2017-01-01", "2017-01-02"), "other": decided("2017-01-01", "2017-01-02", "selective")},
        ("process", "fast"),
        ("process", "usual-4"),
        ("process", "other"),
        "too_few_peers",
    ),
    "slow_decision": Case(
        {f"usual-{place}": decided("2017-01-01", f"2017-02-{place + 1:02}") for place in range(12)}
        | {"slow": decided("2017-01-01", "2019-01-02"), "other": decided("2017-01-01", "2017-01-02", "selective")},
        ("process", "slow"),
        ("process", "usual-4"),
        ("process", "other"),
        "too_few_peers",
    ),
    "published_late": Case(
        {"late": buy(day="2017-01-02"), "soon": buy(day="2017-01-02"), "unknown": buy(day="2017-01-02")},
        ("process", "late"),
        ("process", "soon"),
        ("process", "unknown"),
        "one_release",
    ),
    "changed_value": Case(
        {"other": buy(), "same": buy(), "once-x": buy()},
        ("process", "other"),
        ("process", "same"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {"ocid": "other", "path": "contracts[c].value.amount", "before": "900", "after": "1000"},
            {"ocid": "same", "path": "contracts[c].value.amount", "before": "1000", "after": "1000.0"},
        ],
    ),
    "changed_supplier": Case(
        {"other": buy(), "same": buy(), "once-x": buy()},
        ("process", "other"),
        ("process", "same"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {"ocid": "other", "path": "awards[a].suppliers[0].name", "before": "Dos", "after": "Uno"},
            {"ocid": "same", "path": "awards[a].suppliers[0].name", "before": None, "after": "Uno"},
        ],
    ),
    "changed_date": Case(
        {"other": buy(), "same": buy(), "once-x": buy()},
        ("process", "other"),
        ("process", "same"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {
                "ocid": "other",
                "path": "tender.tenderPeriod.endDate",
                "before": "2017-01-01T00:00:00Z",
                "after": "2017-01-09",
            },
            {
                "ocid": "same",
                "path": "tender.tenderPeriod.endDate",
                "before": "2017-01-01T00:00:00Z",
                "after": "2017-01-01",
            },
        ],
    ),
    "vanished": Case(
        {"gone": buy(), "there": buy(), "once-x": buy()},
        ("process", "gone"),
        ("process", "there"),
        ("process", "once-x"),
        "first_pull",
        changes=[{"ocid": "gone", "kind": "vanished", "fields": 0, "path": None, "before": None, "after": None}],
    ),
    "documents_removed": Case(
        {"gone": buy(), "there": buy(), "once-x": buy()},
        ("process", "gone"),
        ("process", "there"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {"ocid": "gone", "path": "tender.documents[d-1]", "before": '{"id":"d-1"}', "after": None},
            {"ocid": "there", "path": "tender.documents[d-1].title", "before": "Bases", "after": None},
        ],
    ),
    "fields_emptied": Case(
        {"gone": buy(), "there": buy(), "once-x": buy()},
        ("process", "gone"),
        ("process", "there"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {"ocid": "gone", "path": "tender.description", "before": "Compra", "after": None},
            {"ocid": "there", "path": "tender.documents[d-1]", "before": '{"id":"d-1"}', "after": None},
        ],
    ),
    "unpaid_contract": Case(
        {
            "unpaid": buy(deal={"period": {"startDate": "2017-03-01"}}),
            "paid": buy(
                deal={
                    "period": {"startDate": "2017-03-01"},
                    "implementation": {"transactions": [{"id": "1", "value": value(5)}]},
                }
            ),
            "once-x": buy(deal={"period": {"startDate": "2017-03-01"}}),
        },
        ("process", "unpaid"),
        ("process", "paid"),
        ("process", "once-x"),
        "source_without_payments",
    ),
    "nameless_supplier": Case(
        {
            "nobody": buy(supplier=None),
            "somebody": buy(supplier="Uno"),
            "planned": {"tender": {"id": "t", "title": "Plan"}},
        },
        ("process", "nobody"),
        ("process", "somebody"),
        ("process", "planned"),
        "missing",
    ),
    "listed_supplier": Case(
        {
            "on": buy(
                supplier=None,
                award={"suppliers": [{"id": "1", "name": "Fantasma SA"}]},
                parties=[{"id": "1", "name": "Fantasma SA", "identifier": {"scheme": "MX-RFC", "id": "FAN010101AB1"}}],
            ),
            "off": buy(
                supplier=None,
                award={"suppliers": [{"id": "2", "name": "Limpia SA"}]},
                parties=[{"id": "2", "name": "Limpia SA", "identifier": {"scheme": "MX-RFC", "id": "LIM010101AB1"}}],
            ),
            "bare": buy(supplier="Sin Clave"),
        },
        ("supplier", "Fantasma SA"),
        ("supplier", "Limpia SA"),
        ("supplier", "Sin Clave"),
        "no_identifier",
        watchlists=[
            {
                "list": "l",
                "list_name": "Lista",
                "list_date": "2020-01-01",
                "line": 4,
                "identifier": "FAN-010101-AB1",
                "name": "Fantasma",
                "status": "Definitivo",
                "cleared": False,
            }
        ],
    ),
    "listed_name": Case(
        {
            "near": buy(supplier="Constructora Quimera del Norte SA de CV"),
            "off": buy(supplier="Limpieza Total SA"),
            "unnamed": buy(supplier=None, award={"suppliers": [{"id": "proveedor-77"}]}),
        },
        ("supplier", "Constructora Quimera del Norte SA de CV"),
        ("supplier", "Limpieza Total SA"),
        ("supplier", "proveedor-77"),
        "no_name",
        watchlists=[
            {
                "list": "l",
                "list_name": "Lista",
                "list_date": "2020-01-01",
                "line": 9,
                "identifier": None,
                "name": "CONSTRUCTORA QUIMERA DEL NORTE",
                "status": "Definitivo",
                "cleared": False,
            }
        ],
    ),
}

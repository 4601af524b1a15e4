"""Suppliers, ends, payments and growth of the bundled data, computed twice: by the queries and in plain Python."""

import json
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader import plain

SOURCES = ("mx_apf", "mx_cdmx", "mx_gacm", "mx_inai", "mx_jalisco", "mx_nuevo_leon")
CENT = 0.01
# Read by hand in the documents as published: first and last value of the contracts of which two are known.
CHANGED = {
    ("ocds-07smqs-1337", "201720004410"): (630233.00, 625433.53),
    ("OCDS-87SD3T-SEFIN-DRM-A-001-2016", "1"): (492199.44, 984398.88),
    ("OCDS-87SD3T-SEFIN-DRM-A-002-2016", "1"): (500298.72, 1000597.44),
    ("OCDS-87SD3T-SEFIN-DRM-A-004-2016", "1"): (321668.16, 643336.32),
    ("OCDS-87SD3T-SEFIN-DRM-A-006-2016", "1"): (706100.88, 1412201.76),
    ("ocds-g4facg-LA-006HHE001-E111-2017", "OA/P004/18"): (1572000.00, 2161500.00),
}


@pytest.fixture(scope="module")
def processes(bundled_snapshot):
    """{source: [(row of processes, compiled release, {(stage, supplier): share in MXN})]}."""
    cursor = bundled_snapshot.connection()
    shares = defaultdict(lambda: defaultdict(Decimal))
    for process_id, stage, supplier, amount in cursor.execute(
        "SELECT process_id, stage, supplier_id, amount FROM supplier_amounts WHERE currency = 'MXN'"
    ).fetchall():
        shares[process_id][stage, supplier] += amount
    found = defaultdict(list)
    for source, process_id, agency, year, compiled in cursor.execute(
        "SELECT p.source, p.process_id, p.agency_id, p.year, r.compiled FROM processes p JOIN records r USING (process_id) ORDER BY p.process_id"
    ).fetchall():
        found[source].append(({"agency": agency, "year": year}, json.loads(compiled), dict(shares[process_id])))
    return found


def mine(source: str, **more) -> Filters:
    return Filters(source=(source,), currency="MXN", **more)


def status(thing) -> str:
    return (plain.said(thing.get("status")) or "").lower()


def certified(contract) -> bool:
    papers = contract.get("documents", []) + contract.get("implementation", {}).get("documents", [])
    return any(paper.get("documentType") == "completionCertificate" for paper in papers)


@pytest.mark.parametrize("source", SOURCES)
def test_overdue(bundled_snapshot, processes, source) -> None:
    day = bundled_snapshot.published_at.date()
    ended, overdue, unknown = Counter(), Counter(), Counter()
    for _, release, _ in processes[source]:
        tender = release.get("tender", {})
        things = [
            ("contract", c, c.get("period", {}).get("endDate"), certified(c)) for c in plain.counted_contracts(release)
        ]
        decided = bool(release.get("awards") or release.get("contracts"))
        things.append(("tender", tender, tender.get("tenderPeriod", {}).get("endDate"), decided))
        for what, thing, end, done in things:
            if end and plain.day(end) < day:
                ended[what] += 1
                closed = done or status(thing) in {"terminated", "cancelled", "unsuccessful", "complete", "withdrawn"}
                overdue[what] += not closed and bool(status(thing))
                unknown[what] += not closed and not status(thing)
    for row in queries.overdue(bundled_snapshot, mine(source)).rows.itertuples():
        assert (row.ended, row.overdue, row.unknown) == (ended[row.what], overdue[row.what], unknown[row.what])


@pytest.mark.parametrize("source", SOURCES)
def test_payments(bundled_snapshot, processes, source) -> None:
    by_month, more = Counter(), 0
    for _, release, _ in processes[source]:
        amounts = plain.amounts(release)
        contracted, paid = amounts.get(("contracted", "MXN")), amounts.get(("paid", "MXN"))
        more += contracted is not None and paid is not None and paid > contracted
        for contract in release.get("contracts", []):
            award, _ = plain.award_of(release, contract)
            fallback = (
                contract.get("value", {}).get("currency")
                or award.get("value", {}).get("currency")
                or release.get("tender", {}).get("value", {}).get("currency")
            )
            for payment in contract.get("implementation", {}).get("transactions", []):
                value = payment.get("value", {})
                if value.get("amount") is not None and (value.get("currency") or fallback) == "MXN":
                    by_month[(payment.get("date") or "")[:7] or None] += Decimal(str(value["amount"]))
    found = queries.payments(bundled_snapshot, mine(source))
    assert found.paid_more == more
    assert found.paid == pytest.approx(float(sum(by_month.values())) or None, abs=CENT)
    assert found.paid_undated == pytest.approx(float(by_month.pop(None, 0)) or None, abs=CENT)
    months = found.rows[found.rows["paid"].notna()]
    assert dict(zip(months["month"], months["paid"], strict=True)) == pytest.approx(
        {month: float(amount) for month, amount in by_month.items()}, abs=CENT
    )
    if len(found.rows):
        assert found.rows["paid_so_far"].iloc[-1] == pytest.approx(float(sum(by_month.values())), abs=CENT)
    spending = queries.spending(bundled_snapshot, mine(source), by="year")
    assert found.contracted == pytest.approx(spending.total, abs=CENT)


@pytest.mark.parametrize("source", SOURCES)
def test_growth_from_award_to_contract(bundled_snapshot, processes, source) -> None:
    before = after = Decimal(0)
    measured = grew = 0
    for _, release, _ in processes[source]:
        for award in plain.counted_awards(release):
            own = [c for c in plain.counted_contracts(release) if plain.award_of(release, c)[0] is award]
            values = [contract.get("value", {}) for contract in own]
            currency = award.get("value", {}).get("currency") or release.get("tender", {}).get("value", {}).get(
                "currency"
            )
            amounts = [award.get("value", {}).get("amount"), *(value.get("amount") for value in values)]
            if not own or None in amounts or {currency, *(v.get("currency") or currency for v in values)} != {"MXN"}:
                continue
            first, last = Decimal(str(amounts[0])), sum(Decimal(str(amount)) for amount in amounts[1:])
            before, after, measured, grew = before + first, after + last, measured + 1, grew + (last > first)
    row = queries.growth(bundled_snapshot, mine(source)).rows.set_index("step").loc["contract"]
    assert (row["measured"], row["grew"]) == (measured, grew)
    if measured:
        assert (row["before"], row["after"]) == pytest.approx((float(before), float(after)), abs=CENT)


def test_contracts_that_changed_after_they_were_signed(bundled_snapshot) -> None:
    rows = bundled_snapshot.connection().execute(
        "SELECT p.ocid, c.contract_id, CAST(c.original_amount AS DOUBLE), CAST(c.amount AS DOUBLE) "
        "FROM contracts c JOIN processes p USING (process_id) WHERE c.original_amount <> c.amount"
    )
    assert {(ocid, contract): values for ocid, contract, *values in rows.fetchall()} == {
        key: list(values) for key, values in CHANGED.items()
    }


@pytest.mark.parametrize("source", SOURCES)
def test_concentration_and_dependence(bundled_snapshot, processes, source) -> None:
    sums = defaultdict(Counter)
    for row, _, shares in processes[source]:
        for (stage, supplier), amount in shares.items():
            if stage == "contracted":
                sums[row["agency"]][supplier] += amount
    found = queries.concentration(bundled_snapshot, mine(source)).rows
    assert set(found["id"]) == set(sums)
    for row in found.itertuples():
        suppliers = {key: amount for key, amount in sums[row.id].items() if key is not None}
        named = sum(suppliers.values())
        assert (row.amount, row.suppliers) == (pytest.approx(float(sums[row.id].total()), abs=CENT), len(suppliers))
        if named:
            ranked = sorted((float(amount / named) for amount in suppliers.values()), reverse=True)
            assert row.top_share == pytest.approx(ranked[0])
            assert row.top3_share == pytest.approx(sum(ranked[:3]))
            assert row.hhi == pytest.approx(sum((100 * share) ** 2 for share in ranked))
    income = defaultdict(Counter)
    for agency, suppliers in sums.items():
        for supplier, amount in suppliers.items():
            income[supplier][agency] += amount
    income.pop(None, None)
    alone = sum(
        amounts.total() > 0 and max((a for key, a in amounts.items() if key is not None), default=0) == amounts.total()
        for amounts in income.values()
    )
    assert queries.dependence(bundled_snapshot, mine(source)).rows["one_agency"].sum() == alone


@pytest.mark.parametrize("source", SOURCES)
def test_direct_awards(bundled_snapshot, processes, source) -> None:
    groups = defaultdict(Counter)
    for row, release, _ in processes[source]:
        method = (plain.said(release.get("tender", {}).get("procurementMethod")) or "").lower()
        counts = groups[row["agency"]]
        counts["processes"] += 1
        counts["known"] += bool(method)
        counts["direct"] += method == "direct"
        amount = plain.amounts(release).get(("contracted", "MXN"), Decimal(0))
        counts["known_amount"] += amount * bool(method)
        counts["direct_amount"] += amount * (method == "direct")
    found = queries.direct_awards(bundled_snapshot, mine(source))
    assert len(found.rows) == len(groups)
    for row in found.rows.fillna(0).itertuples():
        counts = groups[row.id or None]
        assert (row.processes, row.known, row.direct) == (counts["processes"], counts["known"], counts["direct"])
        assert row.known_amount == pytest.approx(float(counts["known_amount"]), abs=CENT)
        assert row.direct_amount == pytest.approx(float(counts["direct_amount"]), abs=CENT)
    total = found.total.iloc[0]
    assert total["processes"] == found.rows["processes"].sum() == len(processes[source])
    assert total["direct"] == found.rows["direct"].sum()


@pytest.mark.parametrize("source", SOURCES)
def test_new_suppliers(bundled_snapshot, processes, source) -> None:
    def links(name):
        rows = bundled_snapshot.connection().execute(
            "SELECT p.source, p.year, s.supplier_id FROM process_suppliers s JOIN processes p USING (process_id) "
            "WHERE s.supplier_id IS NOT NULL AND p.year IS NOT NULL"
        )
        return [(year, supplier) for origin, year, supplier in rows.fetchall() if name in (None, origin)]

    first = {}
    for year, supplier in links(None):
        first[supplier] = min(year, first.get(supplier, year))
    here = set(links(source))
    found = queries.new_suppliers(bundled_snapshot, mine(source)).rows
    assert dict(zip(found["year"], found["suppliers"], strict=True)) == Counter(year for year, _ in here)
    news = Counter(year for year, supplier in here if first[supplier] == year)
    assert {row.year: row.new for row in found.itertuples() if row.new} == news


@pytest.mark.parametrize("source", SOURCES)
def test_money_that_sits_at_each_stage(bundled_snapshot, processes, source) -> None:
    rows = bundled_snapshot.connection().execute("SELECT process_id, stage FROM processes WHERE source = ?", [source])
    order = [stage for _, stage in sorted(rows.fetchall())]
    sums = Counter()
    for (_, release, _), stage in zip(processes[source], order, strict=True):
        own = queries.AMOUNT_OF.get(stage)
        sums[stage] += plain.amounts(release).get((own, "MXN"), Decimal(0))
    found = queries.stages_reached(bundled_snapshot, mine(source)).set_index("stage")["current_amount"].fillna(0)
    for stage, amount in found.items():
        assert amount == pytest.approx(float(sums[stage]), abs=CENT)

"""The bundled data, computed twice: by the queries and by the plain page beside this one, for every source."""

import json
import statistics
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from data_loader import queries
from data_loader.filters import AMOUNT_STAGES, Filters
from tests.data_loader import plain

SOURCES = ("mx_apf", "mx_cdmx", "mx_gacm", "mx_inai", "mx_jalisco", "mx_nuevo_leon")
CENT = 0.01


@pytest.fixture(scope="module")
def releases(bundled_snapshot):
    """{source: {process_id: compiled release}} as the snapshot keeps them."""
    found = defaultdict(dict)
    rows = bundled_snapshot.connection().execute("SELECT source, process_id, compiled FROM records").fetchall()
    for source, process_id, compiled in rows:
        found[source][process_id] = json.loads(compiled)
    return found


@pytest.fixture(scope="module")
def spellings(bundled_snapshot):
    """{organisation id: folded spellings}."""
    rows = bundled_snapshot.connection().execute("SELECT organisation_id, variants, name FROM organisations").fetchall()
    return {key: {plain.fold(item["name"]) for item in variants} | {plain.fold(name)} for key, variants, name in rows}


def test_the_sources_are_those_bundled(releases) -> None:
    assert tuple(sorted(releases)) == SOURCES


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("stage", AMOUNT_STAGES)
def test_totals_by_stage_and_currency(bundled_snapshot, releases, source, stage) -> None:
    totals, processes = defaultdict(Decimal), Counter()
    for release in releases[source].values():
        for (at, currency), amount in plain.amounts(release).items():
            if at == stage:
                totals[currency] += amount
                processes[currency] += 1
    filters = Filters(source=(source,), stage=stage)
    found = queries.currencies(bundled_snapshot, filters)
    assert dict(zip(found["currency"], found["processes"], strict=True)) == processes
    for currency, amount in zip(found["currency"], found["amount"], strict=True):
        assert amount == pytest.approx(float(totals[currency]), abs=CENT)
    for currency in filter(None, totals):
        spending = queries.spending(bundled_snapshot, filters.replace(currency=currency), by="agency")
        assert spending.total == pytest.approx(float(totals[currency]), abs=CENT)
        assert spending.processes == len(releases[source])
        assert spending.without_amount == sum(
            not any(at == stage for at, _ in plain.amounts(release)) for release in releases[source].values()
        )


@pytest.mark.parametrize("source", SOURCES)
def test_totals_by_agency(bundled_snapshot, releases, spellings, source) -> None:
    agencies = dict(bundled_snapshot.connection().execute("SELECT process_id, agency_id FROM processes").fetchall())
    expected, processes = defaultdict(Decimal), Counter()
    for process_id, release in releases[source].items():
        name, key = plain.agency(release), agencies[process_id]
        assert (name is None and key is None) or plain.fold(name) in spellings[key]
        expected[key] += plain.amounts(release).get(("contracted", "MXN"), Decimal(0))
        processes[key] += 1
    found = queries.spending(bundled_snapshot, Filters(source=(source,), currency="MXN"), by="agency").rows
    assert dict(zip(found["id"], found["processes"], strict=True)) == processes
    for key, amount in zip(found["id"], found["amount"].fillna(0), strict=True):
        assert amount == pytest.approx(float(expected[key]), abs=CENT)


@pytest.mark.parametrize("source", SOURCES)
def test_shares_of_each_supplier(bundled_snapshot, releases, spellings, source) -> None:
    rows = bundled_snapshot.connection().execute(
        "SELECT process_id, stage, currency, supplier_id, amount FROM supplier_amounts"
    )
    found = defaultdict(list)
    for process_id, stage, currency, supplier, amount in rows.fetchall():
        found[process_id, stage, currency].append((supplier, amount))
    here = {
        row[:2]: plain.fold(row[2] or "")
        for row in bundled_snapshot.connection()
        .execute("SELECT process_id, organisation_id, name FROM parties")
        .fetchall()
    }
    for process_id, release in releases[source].items():
        for (stage, currency, name), amount in plain.supplier_amounts(release).items():
            shares = found[process_id, stage, currency]
            # by the name used in this process; "a" and other slips of the pen by any spelling of the organisation
            mine = [share for supplier, share in shares if here.get((process_id, supplier)) == name]
            mine = mine or [share for supplier, share in shares if name in spellings.get(supplier, ())]
            assert float(sum(mine)) == pytest.approx(float(amount), abs=CENT), (process_id, stage, name)


@pytest.mark.parametrize("source", SOURCES)
def test_time_lines(bundled_snapshot, releases, source) -> None:
    steps = defaultdict(list)
    for release in releases[source].values():
        for step, length in plain.days(release).items():
            steps[step].append(length)
    found = queries.timelines(bundled_snapshot, Filters(source=(source,)))
    for row in found.itertuples():
        measured = [length for length in steps[row.step] if length is not None and length >= 0]
        assert row.measured == len(measured)
        assert row.missing == steps[row.step].count(None)
        assert row.negative == len(steps[row.step]) - row.measured - row.missing
        if measured:
            assert row.median == statistics.median(measured)
            low, _, high = statistics.quantiles(
                [*measured, *measured[:1]] if len(measured) == 1 else measured, method="inclusive"
            )
            assert (row.p25, row.p75) == pytest.approx((low, high))

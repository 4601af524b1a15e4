"""A selection made of codes is the one that SQL makes, and what is added up by kind is what the processes say one by one."""

from collections import Counter, defaultdict
from decimal import Decimal

import numpy as np
import pytest

from data_loader import queries
from data_loader.filters import AMOUNT_STAGES, PROCESS_STAGES, Filters
from data_loader.queries import asking, base, columns, kinds, selection
from data_loader.queries.sums import totals

QUERIES = (
    {"year_from": "2015", "year_to": "2016"},
    {"year_from": "1950"},
    {"year_to": "1950"},
    {"year_to": "2090"},
    {"method": ["open", "none"]},
    {"method": "direct", "stage_reached": "contract"},
    {"category": "none"},
    {"agency": "FIRST"},
    {"agency": ["FIRST", "none"]},
    {"agency": "nobody"},
    {"exclude_agency": "FIRST"},
    {"exclude_agency": ["FIRST", "none"]},
    {"supplier": "FIRST"},
    {"supplier": ["FIRST", "none"], "year_from": "2016"},
    {"q": "servicio", "method": "open"},
    {"min_amount": "100000", "max_amount": "9000000", "currency": "MXN"},
)


def _filters(snapshot, query):
    first = {name: queries.options(snapshot)[name]["id"].dropna().iloc[0] for name in ("agency", "supplier")}
    first["exclude_agency"] = first["agency"]
    told = {
        name: [first[name] if one == "FIRST" else one for one in ([items] if isinstance(items, str) else items)]
        for name, items in query.items()
    }
    return Filters.from_query(told)


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_codes_select_what_sql_selects(bundled_snapshot, query):
    filters = _filters(bundled_snapshot, query)
    unit = selection.unit_of(bundled_snapshot, filters)
    conditions = base.condition(filters, unit=unit), selection.selected(bundled_snapshot, filters, unit=unit)
    sql = "SELECT process_id FROM processes p WHERE {} ORDER BY ALL"
    wanted, same = (asking.rows(bundled_snapshot, sql.format(test), values).fetchall() for test, values in conditions)
    assert same == wanted
    places = selection.places_of(bundled_snapshot, filters)
    are = np.unpackbits(np.frombuffer(selection.bits(bundled_snapshot, filters), np.uint8))
    assert sorted(number for (number,) in wanted) == (places + 1).tolist() == np.flatnonzero(are).tolist()
    assert selection.how_many(bundled_snapshot, filters) == len(wanted)


@pytest.mark.parametrize("then", ["released", "completeness", "execution"])
@pytest.mark.parametrize("by", ["agency", "year"])
@pytest.mark.parametrize("query", [{}, {"year_from": "2015", "year_to": "2016"}, {"agency": "nobody"}], ids=str)
def test_pairs_are_those_of_each_process(bundled_snapshot, query, by, then):
    filters = _filters(bundled_snapshot, query)
    codes = [selection.codes_of(bundled_snapshot, filters, name).tolist() for name in (by, then)]
    counts = Counter(zip(*codes, strict=True))
    found = selection.pairs(bundled_snapshot, filters, by, then)
    assert list(zip(*(each.tolist() for each in found), strict=True)) == [(*key, counts[key]) for key in sorted(counts)]


@pytest.mark.parametrize("span", [5, 5_000])
def test_keys_are_counted_in_a_list_of_all_or_in_order(span):
    keys = np.array([4, 1, 4, 0, 4, 1], np.uint32)
    found, n = columns.counted(keys, span)
    assert (found.tolist(), n.tolist()) == ([0, 1, 4], [1, 2, 3])


def test_no_filter_keeps_all(bundled_snapshot):
    assert selection.kept(bundled_snapshot, Filters()) is None
    ((every,),) = bundled_snapshot.connection().execute("SELECT count(*) FROM processes").fetchall()
    assert selection.how_many(bundled_snapshot, Filters()) == every


@pytest.mark.parametrize("query", [{"year_from": "1950"}, {"stage_reached": list(PROCESS_STAGES)}], ids=str)
def test_a_filter_that_keeps_all_is_none(bundled_snapshot, query):
    filters = _filters(bundled_snapshot, query)
    assert selection.kept(bundled_snapshot, filters) is None
    unit = selection.unit_of(bundled_snapshot, filters)
    assert totals(bundled_snapshot, filters, unit) == totals(bundled_snapshot, Filters(), unit)


def _told(snapshot, filters, unit):
    """Each process selected: its kinds, and by currency what facts (of suppliers chosen: pairs) say of it."""
    test, values = base.condition(filters, unit=unit)
    table = "pairs" if filters.supplier else "facts"
    test += f" AND {base.among('p.supplier', 'sold_by', filters.supplier)}" if filters.supplier else ""
    sql = """SELECT p.process_id, p.year, p.method, p.category, p.source, p.agency_id, p.month, p.currency,
        CAST(p.{} AS VARCHAR) FROM {} p WHERE {}"""
    told = defaultdict(list)
    for process, *kinds_of, currency, amount in asking.rows(
        snapshot, sql.format(filters.stage, table, test), values
    ).fetchall():
        told[process, *(None if word is None else str(word) for word in kinds_of)].append((currency, amount))
    return told


BY = [("year",), ("method", "source"), ("category", "year"), ("agency",), ("month",), ("agency", "year"), ()]
PLACES = ("year", "method", "category", "source", "agency", "month")


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("query", [{}, {"stage": "paid"}, *QUERIES[7:]], ids=str)
def test_kinds_add_up_what_each_process_says(bundled_snapshot, query, by):
    filters = _filters(bundled_snapshot, query)
    amounts, processes, without = defaultdict(list), defaultdict(int), defaultdict(int)
    for (_, *words), rows in _told(bundled_snapshot, filters, "MXN").items():
        key = tuple(words[PLACES.index(name)] for name in by)
        amounts[key] += [Decimal(amount) for currency, amount in rows if currency == "MXN" and amount is not None]
        processes[key] += 1
        without[key] += all(amount is None for _, amount in rows)
    found = kinds.by_kinds(bundled_snapshot, filters, "MXN", *by)
    assert {key: own.processes for key, own in found.items() if own.processes} == processes
    assert {key: own.without for key, own in found.items() if own.processes} == without
    exact = {key: int(sum(each) * 10_000) if each else None for key, each in amounts.items()}
    assert {key: own.amount for key, own in found.items() if own.processes} == exact


@pytest.mark.parametrize("unit", ["MXN", "USD", "XYZ"])
@pytest.mark.parametrize("stage", AMOUNT_STAGES)
def test_a_process_is_in_one_state_whatever_it_publishes(bundled_snapshot, stage, unit):
    filters = Filters(stage=stage)
    told = defaultdict(int)
    for rows in _told(bundled_snapshot, filters, unit).values():
        published = {currency for currency, amount in rows if amount is not None}
        kind = "other_currency" if published - {None} else "currency_not_published"
        told["known" if unit in published else kind if published else "without_amount"] += 1
    found = totals(bundled_snapshot, filters, unit)
    assert found["processes"] == sum(told.values())
    for name in ("without_amount", "other_currency", "currency_not_published"):
        assert found[name] == told[name], name
    assert (found["total"] is None) == (told["known"] == 0)


def test_who_tendered_and_got_it_is_a_supplier_of_the_process(bundled_snapshot):
    wrong = bundled_snapshot.connection().execute(
        """SELECT count(*), count(*) FILTER (won <> EXISTS (FROM process_suppliers s
            WHERE s.process_id = t.process_id AND s.supplier_id = t.organisation_id)) FROM tenderers t"""
    )
    rows, differing = wrong.fetchall()[0]
    assert rows > 0
    assert differing == 0

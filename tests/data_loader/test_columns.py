"""A selection made of codes is the one that SQL makes, and what is added up by kind is what the processes say one by one."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries import asking, base, columns, kinds

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
    test, values = base.selected(bundled_snapshot, filters)
    sql = "SELECT process_id FROM processes p WHERE {}"
    wanted = asking.rows(bundled_snapshot, sql.format(test), values).fetchall()
    kept, places = columns.kept(bundled_snapshot, filters)
    assert sorted(number for (number,) in wanted) == (places + 1).tolist() == (np.flatnonzero(kept) + 1).tolist()
    assert columns.how_many(bundled_snapshot, filters) == len(wanted)


@pytest.mark.parametrize("then", ["released", "completeness", "execution"])
@pytest.mark.parametrize("by", ["agency", "year"])
@pytest.mark.parametrize("query", [{}, {"year_from": "2015", "year_to": "2016"}, {"agency": "nobody"}], ids=str)
def test_pairs_are_those_of_each_process(bundled_snapshot, query, by, then):
    filters = _filters(bundled_snapshot, query)
    codes = [columns.codes_of(bundled_snapshot, filters, name).tolist() for name in (by, then)]
    counts = Counter(zip(*codes, strict=True))
    found = columns.pairs(bundled_snapshot, filters, by, then)
    assert list(zip(*(each.tolist() for each in found), strict=True)) == [(*key, counts[key]) for key in sorted(counts)]


@pytest.mark.parametrize("span", [5, 5_000])
def test_keys_are_counted_in_a_list_of_all_or_in_order(span):
    keys = np.array([4, 1, 4, 0, 4, 1], np.uint32)
    found, n = columns.counted(keys, span)
    assert (found.tolist(), n.tolist()) == ([0, 1, 4], [1, 2, 3])


def test_no_filter_keeps_all(bundled_snapshot):
    assert columns.kept(bundled_snapshot, Filters()) is None
    ((every,),) = bundled_snapshot.connection().execute("SELECT count(*) FROM processes").fetchall()
    assert columns.how_many(bundled_snapshot, Filters()) == every


@pytest.mark.parametrize("by", [("year",), ("method", "source"), ("category", "year"), ()])
@pytest.mark.parametrize("query", [{}, {"agency": "FIRST"}, {"supplier": "FIRST"}], ids=str)
def test_kinds_add_up_what_each_process_says(bundled_snapshot, query, by):
    filters = _filters(bundled_snapshot, query)
    common, values = base.cells(filters, "MXN", single=True)
    sql = "WITH {} SELECT year, method, category, source, amount, processes FROM cells"
    told = asking.rows(bundled_snapshot, sql.format(common), values).fetchall()
    amounts, processes = defaultdict(float), defaultdict(int)
    for *kind, amount, number in told:
        words = [None if word is None else str(word) for word in kind]
        key = tuple(words[kinds.KINDS.index(name)] for name in by)
        amounts[key] += float(amount or 0)
        processes[key] += number
    found = kinds.by_kinds(bundled_snapshot, filters, "MXN", *by)
    assert {key: own.processes for key, own in found.items()} == processes
    assert {key: float(own.amount or 0) for key, own in found.items()} == pytest.approx(amounts)


def test_who_tendered_and_got_it_is_a_supplier_of_the_process(bundled_snapshot):
    wrong = bundled_snapshot.connection().execute(
        """SELECT count(*), count(*) FILTER (won <> EXISTS (FROM process_suppliers s
            WHERE s.process_id = t.process_id AND s.supplier_id = t.organisation_id)) FROM tenderers t"""
    )
    rows, differing = wrong.fetchall()[0]
    assert rows > 0
    assert differing == 0

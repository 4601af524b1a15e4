"""Sizes, tenderers, partners and networks a second time, in plain Python over the prepared tables' own rows."""

from collections import Counter, defaultdict
from statistics import median

import pytest

from components.network_figure import rings
from data_loader import queries
from data_loader.filters import Filters
from data_loader.queries.asking import frame
from data_loader.snapshot import Snapshot


def rows(snapshot, sql):
    return frame(snapshot, sql).to_dict("records")


@pytest.fixture(scope="module")
def everything(bundled_snapshot: Snapshot):
    """The rows that the queries sum up, as lists."""
    return {
        "contracts": rows(
            bundled_snapshot, "SELECT currency, CAST(amount AS DOUBLE) AS amount FROM contracts WHERE counted"
        ),
        "tenderers": rows(bundled_snapshot, "SELECT process_id, organisation_id FROM tenderers"),
        "suppliers": rows(bundled_snapshot, "SELECT process_id, supplier_id FROM process_suppliers"),
        "joint": rows(
            bundled_snapshot,
            """SELECT process_id, 'a' || award_index AS place, supplier_id FROM award_suppliers WHERE counted
            UNION ALL SELECT process_id, 'c' || contract_index, supplier_id FROM contract_suppliers WHERE counted""",
        ),
        "pairs": rows(
            bundled_snapshot,
            """SELECT process_id, agency_id, supplier_id, currency, CAST(contracted AS DOUBLE) AS contracted FROM pairs""",
        ),
    }


def test_every_contract_has_a_size_or_a_reason(bundled_snapshot, everything):
    found = queries.sizes(bundled_snapshot, Filters(currency="MXN"))
    contracts = everything["contracts"]
    sized = [one["amount"] for one in contracts if one["currency"] == "MXN" and one["amount"] > 0]

    assert found.contracts == len(contracts)
    assert found.rows["contracts"].sum() + found.zero + found.other + found.without == found.contracts
    assert found.median == pytest.approx(median(sized))
    for row in found.rows.to_dict("records"):
        inside = [amount for amount in sized if row["low"] <= amount < row["high"]]
        assert row["contracts"] == len(inside)
        if inside:
            assert row["amount"] == pytest.approx(sum(inside))


def test_who_else_tendered(bundled_snapshot, everything):
    by_process = defaultdict(set)
    for row in everything["tenderers"]:
        by_process[row["process_id"]].add(row["organisation_id"])
    chosen = defaultdict(set)
    for row in everything["suppliers"]:
        chosen[row["process_id"]].add(row["supplier_id"])
    busiest = Counter(row["organisation_id"] for row in everything["tenderers"]).most_common(5)
    for identity, times in busiest:
        own = {process for process, names in by_process.items() if identity in names}
        mine = own | {process for process, names in chosen.items() if identity in names}
        rivals = Counter(other for process in mine for other in by_process[process] - {identity})
        got = Counter(other for process in mine for other in (by_process[process] & chosen[process]) - {identity})
        found = queries.bidders(bundled_snapshot, Filters(supplier=(identity,)), limit=1000)

        assert (found.own, found.processes) == (times, len(mine))
        assert found.own_won == sum(identity in chosen[process] for process in own)
        assert found.unnamed == sum(not by_process[process] for process in mine)
        assert dict(zip(found.rows["id"], found.rows["processes"], strict=True)) == rivals
        assert {row["id"]: row["won"] for row in found.rows.to_dict("records") if row["won"]} == got


def test_with_whom_awards_are_shared(bundled_snapshot, everything):
    shared = defaultdict(set)
    for row in everything["joint"]:
        if row["supplier_id"]:
            shared[row["process_id"], row["place"]].add(row["supplier_id"])
    together = defaultdict(set)
    for (process, _), names in shared.items():
        for one in names:
            for other in names - {one}:
                together[one, other].add(process)

    assert together
    for one in {one for one, _ in together}:
        found = queries.partners(bundled_snapshot, Filters(supplier=(one,)))
        expected = {other: len(processes) for (own, other), processes in together.items() if own == one}
        assert dict(zip(found["id"], found["processes"], strict=True)) == expected


@pytest.mark.parametrize(("side", "other"), [("agency", "supplier"), ("supplier", "agency")])
def test_who_deals_with_whom(bundled_snapshot, everything, side, other):
    deals = defaultdict(set)
    money = defaultdict(float)
    for row in everything["pairs"]:
        pair = row[f"{side}_id"], row[f"{other}_id"]
        deals[pair].add(row["process_id"])
        if row["currency"] == "MXN" and row["contracted"] == row["contracted"]:
            money[pair] += row["contracted"]
    by_number = Counter(mine for mine, theirs in deals if mine and theirs)
    for centre, _ in by_number.most_common(6):
        own = {theirs for mine, theirs in deals if mine == centre and theirs}
        beyond = {mine for mine, theirs in deals if theirs in own and mine and mine != centre}
        found = queries.network(bundled_snapshot, Filters(currency="MXN"), side=side, centre=centre)
        ranked = sorted(own, key=lambda one: -money.get((centre, one), -1))[:6]

        assert (found.counterparts, found.others) == (len(own), len(beyond))
        assert len(found.first) == min(len(own), 10)
        for row in found.first.to_dict("records"):
            assert row["processes"] == len(deals[centre, row["id"]])
            assert row["others"] == len({mine for mine, theirs in deals if theirs == row["id"] and mine} - {centre})
            if row["amount"] == row["amount"]:
                assert row["amount"] == pytest.approx(money[centre, row["id"]])
        assert money.get((centre, ranked[-1]), -1) >= min(money.get((centre, one), -1) for one in found.first["id"])
        for row in found.second.to_dict("records"):
            assert row["id"] in beyond
            assert row["processes"] == len(deals[row["id"], row["via"]])
        assert all(count <= 2 for count in Counter(found.second["via"]).values())
        drawn = set(found.first["id"])
        meets = Counter(mine for mine, theirs in deals if theirs in drawn and mine and mine != centre)
        assert found.shared == max(meets.values(), default=0)


def test_a_ring_has_a_place_for_everybody():
    aspect, inner, outer = rings(["a", "b", "c"], [("a", "x"), ("b", "x"), ("b", "y")])

    assert set(inner) == {"a", "b", "c"}
    assert set(outer) == {"x", "y"}
    assert inner["a"][0] > 50 > inner["b"][0]
    assert outer["x"][0] > 50 > outer["y"][0]
    assert all(0 < y < 100 * aspect and 0 < x < 100 for x, y in [*inner.values(), *outer.values()])
    assert len({*inner.values(), *outer.values()}) == 5

"""Leads: their order is the recipe shown, their thresholds those asked for, and several indicators computed anew in plain Python."""

import json
import math
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pandas.testing import assert_frame_equal

from data_loader import queries, snapshot_making
from data_loader.filters import Filters
from data_loader.inputs import Inputs
from data_loader.queries import Asked, LeadKey, Weights, answers
from data_loader.snapshot import Snapshot
from tests.data_loader.indicator_cases import buy, open_for
from tests.data_loader.records import NOW, publish, record, sources, write


def rows(found: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = found.to_dict("records")
    return listed


ANY = Asked()
ALL = Filters()


def everything(snapshot: Snapshot, asked: Asked = ANY, filters: Filters = ALL) -> list[dict[str, Any]]:
    return rows(queries.leads(snapshot, filters, asked, page_size=100_000).rows)


def table(snapshot: Snapshot, sql: str) -> list[tuple[Any, ...]]:
    return snapshot.connection().execute(sql).fetchall()


def test_the_score_is_the_recipe(bundled_snapshot: Snapshot) -> None:
    weights = Weights(strength=1, rarity=2, money=3, company=4, novelty=5)
    listed = everything(bundled_snapshot, Asked(weights=weights))
    largest: dict[str | None, float] = defaultdict(float)
    for row in listed:
        largest[row["currency"]] = max(largest[row["currency"]], row["amount"] if row["amount"] == row["amount"] else 0)
    for row in listed:
        amount = row["amount"] if row["amount"] == row["amount"] else 0
        money = math.log(1 + amount) / math.log(1 + largest[row["currency"]]) if largest[row["currency"]] else 0
        parts = (row["strength"], row["rarity"], money, min((row["flags"] - 1) / 4, 1), row["novelty"])
        expected = 100 * sum(weight * part for weight, part in zip((1, 2, 3, 4, 5), parts, strict=True)) / 15
        assert row["score"] == pytest.approx(expected)
    assert [row["score"] for row in listed] == sorted((row["score"] for row in listed), reverse=True)


def test_rarity_and_flags_are_counted_anew(bundled_snapshot: Snapshot) -> None:
    states: Counter[tuple[str, str]] = Counter()
    for line in table(bundled_snapshot, "SELECT indicator, state FROM indicator_results WHERE level <> 'item'"):
        states[line] += 1
    of_process: dict[Any, set[str]] = defaultdict(set)
    listed = everything(bundled_snapshot)
    for row in listed:
        of_process[row["process_id"]].add(row["indicator"])
    for row in listed:
        if row["process_id"] == row["process_id"]:
            assert row["flags"] == len(of_process[row["process_id"]])
        if row["level"] != "item":
            raised, clear = states[row["indicator"], "raised"], states[row["indicator"], "clear"]
            assert row["rarity"] == pytest.approx(1 - raised / (raised + clear))


def test_groups_hold_every_lead_once(bundled_snapshot: Snapshot) -> None:
    listed = everything(bundled_snapshot)
    keys = {"process": "process_id", "agency": "agency_id", "supplier": "supplier_id", "indicator": "indicator"}
    for group, key in keys.items():
        found = queries.leads(bundled_snapshot, Filters(), Asked(), group=group, page_size=5000, of_group=10_000)  # type: ignore[arg-type]
        expected = Counter(str(row[key]) for row in listed if row[key] is not None and row[key] == row[key])
        assert found.leads == expected.total() == len(found.rows)
        assert found.total == len(expected)
        best = found.rows.groupby("group_id", sort=False)["score"].max().tolist()
        assert best == sorted(best, reverse=True)


def test_pages_hold_each_lead_once(bundled_snapshot: Snapshot) -> None:
    whole = [(row["indicator"], row["result"]) for row in everything(bundled_snapshot)]
    parts = [
        (row["indicator"], row["result"])
        for page in range(1, len(whole) // 30 + 2)
        for row in rows(queries.leads(bundled_snapshot, Filters(), Asked(), page=page, page_size=30).rows)
    ]
    assert parts == whole


@pytest.mark.parametrize(
    "weights",
    [Weights(), Weights(money=0), Weights(strength=0, rarity=0, company=0), Weights(company=9, novelty=5)],
)
def test_the_first_leads_are_those_of_the_whole_list(bundled_snapshot: Snapshot, weights: Weights) -> None:
    ((agency, supplier),) = table(bundled_snapshot, MOST_FLAGGED)
    narrow = (ALL, Filters(agency=(agency,)), Filters(supplier=(supplier,)), Filters(min_amount=1000, q="servicio"))
    for filters in narrow:
        for indicators in ((), ("R003", "direct_share", "new_supplier")):
            asked = Asked(weights=weights, indicators=indicators)
            whole = queries.leads(bundled_snapshot, filters, asked, page_size=100_000)
            for page in (1, 3):
                few = queries.leads(bundled_snapshot, filters, asked, page=page, page_size=7)
                assert (few.total, few.leads, few.new) == (whole.total, whole.leads, whole.new)
                shown = whole.rows.iloc[(page - 1) * 7 : page * 7].reset_index(drop=True)
                assert_frame_equal(few.rows, shown, check_dtype=False)  # a number that some lack is a float


def test_leads_that_score_alike_are_told_the_same_by_a_statement(
    bundled_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(weights=Weights(strength=0, rarity=0, money=0, company=0))
    few = queries.leads(bundled_snapshot, ALL, asked, page=2, page_size=9)
    answers.forget()
    monkeypatch.setattr(sys.modules[queries.Leads.__module__], "_MOST_FETCHED", -1)
    whole = queries.leads(bundled_snapshot, ALL, asked, page=2, page_size=9)
    assert (few.total, few.new) == (whole.total, whole.new)
    assert_frame_equal(few.rows, whole.rows)


MOST_FLAGGED = """SELECT mode(agency_id), mode(supplier_id) FROM indicator_results WHERE state = 'raised'"""


HOSTILE = "'); DROP TABLE indicator_results; -- <script>{agency}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Calls that were open for some days, and six direct awards between organisations of a hostile name."""
    lengths = {"three": "2017-01-04", "ten": "2017-01-11", "twenty": "2017-01-21", "direct": "2017-01-02"}
    calls = [
        record(name, **open_for("2017-01-01", end, "direct" if name == "direct" else "open"))
        for name, end in lengths.items()
    ]
    hostile = [record(str(place), **buy(HOSTILE, HOSTILE, 1000, method="direct")) for place in range(6)]
    return publish(tmp_path_factory.mktemp("leads"), *calls, *hostile)


def test_a_threshold_is_the_readers(made: Snapshot) -> None:
    for days, expected in ((5.0, {"three"}), (15.0, {"three", "ten"}), (30.0, {"three", "ten", "twenty"})):
        found = everything(made, Asked(indicators=("R003",), thresholds=(("R003", days),)))
        assert {row["ocid"] for row in found} == expected
        assert {row["threshold"] for row in found} == {days}
    assert queries.thresholds_of({"R003": "7", "R018": "3", "R024": "x", "weekend": "1"}) == (
        (("R003", 7.0),),
        ("R018", "R024", "weekend"),
    )


def test_filters_keep_what_has_a_process_that_is_kept(bundled_snapshot: Snapshot) -> None:
    listed = everything(bundled_snapshot, filters=Filters(source=("mx_inai",)))
    own = {line[0] for line in table(bundled_snapshot, "SELECT process_id FROM processes WHERE source = 'mx_inai'")}
    agencies = {line[0] for line in table(bundled_snapshot, "SELECT agency_id FROM processes WHERE source = 'mx_inai'")}
    assert listed
    for row in listed:
        if row["process_id"] == row["process_id"]:
            assert row["process_id"] in own
        elif row["level"] in {"agency", "pair"}:
            assert row["agency_id"] in agencies
    whole = [row for row in everything(bundled_snapshot) if row["process_id"] in own]
    assert len(whole) == len([row for row in listed if row["process_id"] == row["process_id"]])


def test_what_is_new_and_since_when(tmp_path: Path) -> None:
    first = [record("old", **open_for("2017-01-01", "2017-01-03"))]
    second = [*first, record("new", **open_for("2017-01-01", "2017-01-03"))]
    before = snapshot_making.publish(Inputs(*write(tmp_path / "a", first), sources(first)), tmp_path / "data", now=NOW)
    later = NOW + timedelta(days=3)
    after = snapshot_making.publish(
        Inputs(*write(tmp_path / "b", second), sources(second)), tmp_path / "data", now=later
    )
    first_found = queries.leads(before, Filters(), Asked())
    assert first_found.leads > 0
    assert first_found.new == 0  # there was nothing that they could be new against
    assert not any(row["is_new"] or row["novelty"] for row in rows(first_found.rows))
    since = {row["ocid"]: row["since"] for row in everything(after, Asked(indicators=("R003",)))}
    assert since == {"old": NOW.replace(tzinfo=None), "new": later.replace(tzinfo=None)}
    assert queries.leads(after, Filters(), Asked(indicators=("R003",))).new == 1
    recent = Asked(indicators=("R003",), since=later.replace(tzinfo=None))
    assert [row["ocid"] for row in everything(after, recent)] == ["new"]


def test_flags_together_are_counted_anew(bundled_snapshot: Snapshot) -> None:
    for by, column in (("process", "process_id"), ("agency", "agency_id"), ("supplier", "supplier_id")):
        flagged: dict[Any, set[str]] = defaultdict(set)
        for row in everything(bundled_snapshot):
            if row[column] is not None and row[column] == row[column]:
                flagged[row[column]].add(row["indicator"])
        pairs = Counter(pair for codes in flagged.values() for pair in combinations(sorted(codes), 2))
        single = Counter(code for codes in flagged.values() for code in codes)
        found = rows(queries.together(bundled_snapshot, Filters(), Asked(), by=by, limit=1000))  # type: ignore[arg-type]
        assert {(row["first"], row["second"]): row["n"] for row in found} == {
            pair: n for pair, n in pairs.items() if n >= 2
        }
        for row in found:
            chance = single[row["first"]] * single[row["second"]] / len(flagged)
            assert row["lift"] == pytest.approx(row["n"] / chance)


def test_a_lead_rests_on_its_records_and_peers(bundled_snapshot: Snapshot) -> None:
    for row in everything(bundled_snapshot)[::7]:
        agency = row["agency_id"] if row["level"] in {"agency", "pair"} else None
        supplier = row["supplier_id"] if row["level"] in {"supplier", "pair"} else None
        found = queries.lead_found(
            bundled_snapshot,
            LeadKey(
                indicator=row["indicator"],
                ocid=row["ocid"],
                source=row["source"],
                item=row["item"],
                agency=agency,
                supplier=supplier,
            ),
        )
        assert found is not None
        assert found.row["value"] == row["value"] or found.row["value"] != found.row["value"]
        if len(found.peers):
            assert found.peers["n"].sum() <= found.row["peers"]
            assert found.peers["here"].sum() == 1
        if row["level"] == "pair":
            assert set(found.records["agency_id"]) == {row["agency_id"]}


def test_a_value_in_a_name_changes_no_query(made: Snapshot) -> None:
    (row,) = everything(made, Asked(indicators=("direct_dominance",)))
    assert row["agency_name"] == HOSTILE
    assert queries.lead_found(made, LeadKey(indicator="direct_dominance", agency=HOSTILE)) is None
    with pytest.raises(ValueError, match="nothing"):
        queries.leads(made, Filters(), Asked(indicators=("nothing",)))


# Indicators computed a second way, in plain Python from the records.


def compiled(snapshot: Snapshot) -> list[tuple[int, dict[str, Any]]]:
    return [(number, json.loads(text)) for number, text in table(snapshot, "SELECT process_id, compiled FROM records")]


def states(snapshot: Snapshot, code: str) -> dict[int, str]:
    return dict(snapshot.connection().table("indicator_states").project(f'process_id, "{code}"').fetchall())


def day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def counted(release: dict[str, Any], key: str) -> list[dict[str, Any]]:
    out = {"awards": {"pending", "cancelled", "unsuccessful"}, "contracts": {"cancelled"}}[key]
    return [one for one in release.get(key) or [] if str(one.get("status") or "").lower() not in out]


def test_weekends_in_plain_python(bundled_snapshot: Snapshot) -> None:
    found = states(bundled_snapshot, "weekend")
    for number, release in compiled(bundled_snapshot):
        days = [day(one.get("date")) for one in counted(release, "awards")] + [
            day(one.get("dateSigned")) for one in counted(release, "contracts")
        ]
        known = [one for one in days if one]
        expected = "missing" if not known else "raised" if any(one.isoweekday() > 5 for one in known) else "clear"
        assert found[number] == expected, release["ocid"]


def test_awards_before_the_close_in_plain_python(bundled_snapshot: Snapshot) -> None:
    found = states(bundled_snapshot, "award_before_close")
    for number, release in compiled(bundled_snapshot):
        closed = day(((release.get("tender") or {}).get("tenderPeriod") or {}).get("endDate"))
        days = [one for one in (day(award.get("date")) for award in counted(release, "awards")) if one]
        expected = "missing" if not closed or not days else "raised" if min(days) < closed else "clear"
        assert found[number] == expected, release["ocid"]


def test_work_before_signature_in_plain_python(bundled_snapshot: Snapshot) -> None:
    found = states(bundled_snapshot, "work_before_signature")
    for number, release in compiled(bundled_snapshot):
        dates = [
            (day((one.get("period") or {}).get("startDate")), day(one.get("dateSigned")))
            for one in counted(release, "contracts")
        ]
        both = [(start, signed) for start, signed in dates if start and signed]
        expected = "missing" if not both else "raised" if any(start < signed for start, signed in both) else "clear"
        assert found[number] == expected, release["ocid"]


def quantile8(values: list[float], p: float) -> float:
    values = sorted(values)
    place = (len(values) + 1 / 3) * p + 1 / 3
    low = min(max(math.floor(place), 1), len(values))
    share = min(max(place, 1), len(values)) - low
    return values[low - 1] + share * (values[min(low, len(values) - 1)] - values[low - 1])


def test_slow_decisions_in_plain_python(bundled_snapshot: Snapshot) -> None:
    lines = table(
        bundled_snapshot, "SELECT process_id, source, method, decision FROM processes WHERE decision IS NOT NULL"
    )
    groups: dict[tuple[str, str | None], list[float]] = defaultdict(list)
    for _, source, method, days in lines:
        if days >= 0:
            groups[source, method].append(math.log10(days + 1))
    found = states(bundled_snapshot, "slow_decision")
    for number, source, method, days in lines:
        peers = groups[source, method]
        if days < 0:
            expected = "dates_reversed"
        elif len(peers) < 10:
            expected = "too_few_peers"
        else:
            q1, q3 = quantile8(peers, 0.25), quantile8(peers, 0.75)
            size = math.log10(days + 1)
            expected = "raised" if size >= q3 + 1.5 * (q3 - q1) and size > q3 else "clear"
        assert found[number] == expected


def test_the_largest_supplier_of_an_agency_in_plain_python(bundled_snapshot: Snapshot) -> None:
    deals = table(
        bundled_snapshot,
        """SELECT p.agency_id, s.supplier_id, s.currency, s.amount FROM contract_suppliers s JOIN processes p USING (process_id)
        WHERE s.counted AND s.amount > 0 AND s.currency IS NOT NULL AND p.agency_id IS NOT NULL AND s.supplier_id IS NOT NULL
        UNION ALL SELECT p.agency_id, s.supplier_id, s.currency, s.amount FROM award_suppliers s JOIN processes p USING (process_id)
        WHERE s.counted AND p.counted_contracts = 0 AND s.amount > 0 AND s.currency IS NOT NULL AND p.agency_id IS NOT NULL AND s.supplier_id IS NOT NULL""",
    )
    by_agency: dict[str, dict[str, list[tuple[str, float]]]] = defaultdict(lambda: defaultdict(list))
    for agency, supplier, currency, amount in deals:
        by_agency[agency][currency].append((supplier, float(amount)))
    expected = {}
    for agency, currencies in by_agency.items():
        own = currencies[min(currencies, key=lambda one: (-len(currencies[one]), one))]
        sums: dict[str, float] = defaultdict(float)
        for supplier, amount in own:
            sums[supplier] += amount
        if len(own) >= 5:
            expected[agency] = max(sums.values()) / sum(sums.values())
    found = dict(
        table(
            bundled_snapshot,
            "SELECT agency_id, value FROM indicator_results WHERE indicator = 'dominant_supplier' AND state <> 'not_computable'",
        )
    )
    assert found == {agency: pytest.approx(share) for agency, share in expected.items()}

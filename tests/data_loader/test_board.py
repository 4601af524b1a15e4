"""The board: its columns are the lists that they open, its cards the largest of them, and late is overdue."""

import math
from collections import defaultdict

import pytest

from data_loader import queries
from data_loader.filters import PROCESS_STAGES, Filters


@pytest.mark.parametrize("filters", [Filters(), Filters(source=("mx_inai",)), Filters(method=("direct",))], ids=str)
def test_a_column_counts_what_its_links_list(bundled_snapshot, filters):
    columns = queries.board(bundled_snapshot, filters).columns.to_dict("records")
    assert [column["stage"] for column in columns] == list(PROCESS_STAGES)
    for column in columns:
        kept = filters.replace(stage_reached=(column["stage"],))
        overdue = "overdue_contract" if column["stage"] in {"contract", "implementation"} else "overdue_tender"
        assert queries.processes(bundled_snapshot, kept).total == column["processes"]
        assert queries.processes(bundled_snapshot, kept, having=overdue).total == column["late"]


def test_late_ones_are_those_overdue(bundled_snapshot):
    late = queries.board(bundled_snapshot, Filters()).columns["late"].sum()
    assert late == queries.overdue(bundled_snapshot, Filters()).rows["processes"].sum() > 0


def test_cards_are_the_largest_of_a_plain_sort(bundled_snapshot):
    board = queries.board(bundled_snapshot, Filters(), limit=4)
    rows = queries.processes(bundled_snapshot, Filters(currency=board.unit), page_size=5000).rows.to_dict("records")
    amounts = defaultdict(list)
    for row in rows:
        amount = row[queries.AMOUNT_OF[row["stage"]]]
        if not math.isnan(amount):
            amounts[row["stage"]].append(amount)
    shown = board.cards.groupby("stage")["amount"].apply(lambda column: column.dropna().tolist()).to_dict()
    for stage, largest in amounts.items():
        assert shown[stage] == pytest.approx(sorted(largest, reverse=True)[:4])


def test_the_days_of_a_late_card_are_those_past_its_end(bundled_snapshot):
    board = queries.board(bundled_snapshot, Filters(), limit=50)
    longest = queries.longest_overdue(bundled_snapshot, Filters(), what="contract", limit=1000)
    days = longest.groupby(["source", "ocid"])["days"].max()
    late = board.cards[(board.cards["late_days"] > 0) & board.cards["stage"].isin(["contract", "implementation"])]
    assert len(late)
    for card in late.to_dict("records"):
        assert card["late_days"] == days[card["source"], card["ocid"]]


def test_by_what_is_late_the_longest_comes_first(bundled_snapshot):
    cards = queries.board(bundled_snapshot, Filters(), limit=5, order="late").cards
    longest = queries.longest_overdue(bundled_snapshot, Filters(), what="contract", limit=1000)
    late = cards[cards["stage"].isin(["contract", "implementation"])]["late_days"]
    assert late.max() == longest["days"].max() > 0
    for _, column in cards.groupby("stage"):
        days = column["late_days"].fillna(-1).tolist()
        assert days == sorted(days, reverse=True)

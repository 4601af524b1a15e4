"""The largest contracts over time, against a plain sort of the published JSON."""

import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader.plain import counted_contracts, day


def test_the_largest_are_those_of_a_plain_sort(bundled_snapshot):
    found = queries.contracts_over_time(bundled_snapshot, Filters(source=("mx_gacm",), currency="MXN"), limit=10)
    plain, contracts = [], 0
    for record in queries.records(bundled_snapshot, Filters(source=("mx_gacm",)), page_size=1000).rows["compiled"]:
        for contract in counted_contracts(record):
            contracts += 1
            signed, end = day(contract.get("dateSigned")), day(contract.get("period", {}).get("endDate"))
            value = contract.get("value", {})
            if signed and end and end >= signed and value.get("amount") is not None and value.get("currency") == "MXN":
                plain.append((value["amount"], (end - signed).days))
    assert (found.contracts, found.drawable) == (contracts, len(plain))
    largest = sorted(plain, reverse=True)[:10]
    rows = found.rows.sort_values("amount", ascending=False)
    assert list(rows["amount"]) == pytest.approx([amount for amount, _ in largest])
    assert list(rows["days"]) == [days for _, days in largest]
    assert rows["size"].iloc[0] == 1


def test_nothing_to_draw(bundled_snapshot):
    assert queries.contracts_over_time(bundled_snapshot, Filters(currency="XTS")).rows.empty

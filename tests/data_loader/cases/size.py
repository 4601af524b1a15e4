"""Cases of the indicators of size and splitting: see tests/data_loader/indicator_cases.py."""

from tests.data_loader.indicator_cases import Case, amended, buy, paid
from tests.data_loader.records import value

CASES: dict[str, Case] = {
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
}

"""Cases of the indicators of time: see tests/data_loader/indicator_cases.py."""

from tests.data_loader.indicator_cases import Case, buy, decided

CASES: dict[str, Case] = {
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
}

"""Cases of the indicators of concentration: see tests/data_loader/indicator_cases.py."""

from tests.data_loader.indicator_cases import Case, buy, sold

CASES: dict[str, Case] = {
    "dominant_supplier": Case(
        {f"a-{place}": buy("A", "Uno", 900) for place in range(4)}
        | {"a-other": buy("A", "Dos", 400)}
        | {f"b-{place}": buy("B", f"Tres {place}") for place in range(6)}
        | {"few": buy("C", "Uno")},
        ("pair", "A", "Uno"),
        ("agency", "B"),
        ("agency", "C"),
        "too_few_contracts",
    ),
    "direct_dominance": Case(
        {f"a-{place}": buy("A", "Uno", 100, method="direct") for place in range(9)}
        | {"a-other": buy("A", "Dos", 400)}
        | {f"b-{place}": buy("B", "Uno") for place in range(6)}
        | {"few": buy("C", "Uno", method="direct")},
        ("pair", "A", "Uno"),
        ("agency", "B"),
        ("agency", "C"),
        "too_few_contracts",
    ),
    "captive_supplier": Case(
        {f"one-{place}": buy("A", "Vive", 10_000) for place in range(6)}
        | {f"all-{place}": buy(f"B{place % 5}", "Reparte", 10_000) for place in range(6)}
        | {f"small-{place}": buy("C", f"Chico {place}", 10) for place in range(6)},
        ("supplier", "Vive"),
        ("supplier", "Reparte"),
        ("supplier", "Chico 1"),
        "too_few_contracts",
    ),
    "new_supplier": Case(
        {f"old-{place}": buy("A", f"Viejo {place}", 1000 + place, "2015-01-01") for place in range(12)}
        | {"new": buy("A", "Nuevo", 900_000, "2017-05-01"), "usual": buy("A", "Comun", 1005, "2017-05-01")},
        ("supplier", "Nuevo"),
        ("supplier", "Comun"),
        ("supplier", "Viejo 1"),
        "no_earlier_data",
    ),
    "R048": Case(
        {f"one-{place}": sold(f"Uno {place}", "10101010") for place in range(9)}
        | {
            "many": sold("Todo", "10101010", "24101010", "56101010", "90101010"),
            "once-alone": sold("Solo", "10101010"),
        },
        ("supplier", "Todo"),
        ("supplier", "Uno 3"),
        ("supplier", "Solo"),
        "too_few_peers",
    ),
    "pair_jump": Case(
        {f"before-{place}": buy("A", f"S {place}", 100, "2016-03-01") for place in range(6)}
        | {f"after-{place}": buy("A", f"S {place}", 100, "2017-03-01") for place in range(5)}
        | {"leap": buy("A", "Salta", 900, "2017-04-01")}
        | {
            f"even-{year}-{place}": buy("B", f"S {place}", 100, f"{year}-03-01")
            for year in (2016, 2017)
            for place in range(6)
        }
        | {"few-1": buy("C", "S", 100, "2016-03-01"), "few-2": buy("C", "S", 100, "2017-03-01")},
        ("pair", "A", "Salta"),
        ("agency", "B"),
        ("agency", "C"),
        "too_few_contracts",
    ),
}

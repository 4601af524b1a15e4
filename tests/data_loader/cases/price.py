"""Cases of the indicators of price: see tests/data_loader/indicator_cases.py."""

from tests.data_loader.indicator_cases import Case, priced

CASES: dict[str, Case] = {
    "unit_price": Case(
        {f"usual-{place}": priced(100 + place, "Cuaderno rayado") for place in range(9)}
        | {"dear": priced(900, "Cuaderno rayado"), "lone": priced(5, "Borrador azul")},
        ("process", "dear"),
        ("process", "usual-3"),
        ("process", "lone"),
        "too_few_peers",
    ),
}

"""Cases of the indicators of watch-lists: see tests/data_loader/indicator_cases.py."""

from tests.data_loader.indicator_cases import Case, buy

CASES: dict[str, Case] = {
    "listed_supplier": Case(
        {
            "on": buy(
                supplier=None,
                award={"suppliers": [{"id": "1", "name": "Fantasma SA"}]},
                parties=[{"id": "1", "name": "Fantasma SA", "identifier": {"scheme": "MX-RFC", "id": "FAN010101AB1"}}],
            ),
            "off": buy(
                supplier=None,
                award={"suppliers": [{"id": "2", "name": "Limpia SA"}]},
                parties=[{"id": "2", "name": "Limpia SA", "identifier": {"scheme": "MX-RFC", "id": "LIM010101AB1"}}],
            ),
            "bare": buy(supplier="Sin Clave"),
        },
        ("supplier", "Fantasma SA"),
        ("supplier", "Limpia SA"),
        ("supplier", "Sin Clave"),
        "no_identifier",
        watchlists=[
            {
                "list": "l",
                "list_name": "Lista",
                "list_date": "2020-01-01",
                "line": 4,
                "identifier": "FAN-010101-AB1",
                "name": "Fantasma",
                "status": "Definitivo",
                "cleared": False,
            }
        ],
    ),
    "listed_name": Case(
        {
            "near": buy(supplier="Constructora Quimera del Norte SA de CV"),
            "off": buy(supplier="Limpieza Total SA"),
            "unnamed": buy(supplier=None, award={"suppliers": [{"id": "proveedor-77"}]}),
        },
        ("supplier", "Constructora Quimera del Norte SA de CV"),
        ("supplier", "Limpieza Total SA"),
        ("supplier", "proveedor-77"),
        "no_name",
        watchlists=[
            {
                "list": "l",
                "list_name": "Lista",
                "list_date": "2020-01-01",
                "line": 9,
                "identifier": None,
                "name": "CONSTRUCTORA QUIMERA DEL NORTE",
                "status": "Definitivo",
                "cleared": False,
            }
        ],
    ),
}

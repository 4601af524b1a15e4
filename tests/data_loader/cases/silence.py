"""Cases of the indicators of silence and edits: see tests/data_loader/indicator_cases.py."""

from tests.data_loader.indicator_cases import Case, buy
from tests.data_loader.records import value

CASES: dict[str, Case] = {
    "changed_value": Case(
        {"other": buy(), "same": buy(), "once-x": buy()},
        ("process", "other"),
        ("process", "same"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {"ocid": "other", "path": "contracts[c].value.amount", "before": "900", "after": "1000"},
            {"ocid": "same", "path": "contracts[c].value.amount", "before": "1000", "after": "1000.0"},
        ],
    ),
    "changed_supplier": Case(
        {"other": buy(), "same": buy(), "once-x": buy()},
        ("process", "other"),
        ("process", "same"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {"ocid": "other", "path": "awards[a].suppliers[0].name", "before": "Dos", "after": "Uno"},
            {"ocid": "same", "path": "awards[a].suppliers[0].name", "before": None, "after": "Uno"},
        ],
    ),
    "changed_date": Case(
        {"other": buy(), "same": buy(), "once-x": buy()},
        ("process", "other"),
        ("process", "same"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {
                "ocid": "other",
                "path": "tender.tenderPeriod.endDate",
                "before": "2017-01-01T00:00:00Z",
                "after": "2017-01-09",
            },
            {
                "ocid": "same",
                "path": "tender.tenderPeriod.endDate",
                "before": "2017-01-01T00:00:00Z",
                "after": "2017-01-01",
            },
        ],
    ),
    "vanished": Case(
        {"gone": buy(), "there": buy(), "once-x": buy()},
        ("process", "gone"),
        ("process", "there"),
        ("process", "once-x"),
        "first_pull",
        changes=[{"ocid": "gone", "kind": "vanished", "fields": 0, "path": None, "before": None, "after": None}],
    ),
    "documents_removed": Case(
        {"gone": buy(), "there": buy(), "once-x": buy()},
        ("process", "gone"),
        ("process", "there"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {"ocid": "gone", "path": "tender.documents[d-1]", "before": '{"id":"d-1"}', "after": None},
            {"ocid": "there", "path": "tender.documents[d-1].title", "before": "Bases", "after": None},
        ],
    ),
    "fields_emptied": Case(
        {"gone": buy(), "there": buy(), "once-x": buy()},
        ("process", "gone"),
        ("process", "there"),
        ("process", "once-x"),
        "first_pull",
        changes=[
            {"ocid": "gone", "path": "tender.description", "before": "Compra", "after": None},
            {"ocid": "there", "path": "tender.documents[d-1]", "before": '{"id":"d-1"}', "after": None},
        ],
    ),
    "unpaid_contract": Case(
        {
            "unpaid": buy(deal={"period": {"startDate": "2017-03-01"}}),
            "paid": buy(
                deal={
                    "period": {"startDate": "2017-03-01"},
                    "implementation": {"transactions": [{"id": "1", "value": value(5)}]},
                }
            ),
            "once-x": buy(deal={"period": {"startDate": "2017-03-01"}}),
        },
        ("process", "unpaid"),
        ("process", "paid"),
        ("process", "once-x"),
        "source_without_payments",
    ),
    "nameless_supplier": Case(
        {
            "nobody": buy(supplier=None),
            "somebody": buy(supplier="Uno"),
            "planned": {"tender": {"id": "t", "title": "Plan"}},
        },
        ("process", "nobody"),
        ("process", "somebody"),
        ("process", "planned"),
        "missing",
    ),
}

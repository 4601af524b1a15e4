"""The tables: types are held, amounts are kept apart, organisations are told apart, every column is documented."""

import json
from pathlib import Path
from typing import Any

import pytest

from data_loader import fields, tables
from data_loader.exceptions import SnapshotError
from data_loader.inputs import Inputs
from data_loader.snapshot import Snapshot
from tests.data_loader.records import contract, publish, record, sources, value, write


def rows(snapshot: Snapshot, sql: str) -> list[tuple[Any, ...]]:
    return snapshot.connection().execute(sql).fetchall()


@pytest.fixture
def make(tmp_path: Path):
    return lambda *records: publish(tmp_path, *records)


@pytest.mark.parametrize(
    "release",
    [
        {"tender": {"value": {"amount": "1,234.50"}}},
        {"tender": [1]},
        {"awards": {"id": "a"}},
        {"contracts": [{"period": "2017"}]},
        {"tender": {"numberOfTenderers": {"n": 1}}},
    ],
)
def test_a_value_of_another_type_stops_the_build_instead_of_dropping_its_row(make, release) -> None:
    with pytest.raises(SnapshotError, match="could not be made"):
        make(record("good"), record("bad", **release))


def test_a_repeated_process_stops_the_build(make) -> None:
    with pytest.raises(SnapshotError, match="repeat the source and ocid"):
        make(record("a"), record("a"))


def test_blank_lines_are_not_processes(tmp_path: Path) -> None:
    listed = [record("a")]
    records, problems = write(tmp_path / "in", listed)
    records.write_text("\n" + records.read_text() + "\n\n")
    (tmp_path / "out").mkdir()
    made = {table.name: table for table in tables.build(Inputs(records, problems, sources(listed)), tmp_path / "out")}
    assert made["processes"].rows == 1


def test_every_table_and_column_is_documented(make) -> None:
    snapshot = make(record("a"))
    for table in snapshot.manifest["tables"]:
        assert table["comment"], table["name"]
        for column in table["columns"]:
            assert column["comment"], (table["name"], column["name"])


def test_each_completeness_field_is_a_column_and_the_reverse(make) -> None:
    (table,) = [item for item in make(record("a")).manifest["tables"] if item["name"] == "completeness"]
    columns = {column["name"] for column in table["columns"]} - {"process_id", "published", "applicable"}
    assert columns == {field.path for field in fields.completeness_field_list()}


AMOUNTS = "SELECT stage, currency, CAST(amount AS DOUBLE), inferred FROM amounts ORDER BY ALL"


def test_the_five_amounts_are_never_mixed(make) -> None:
    snapshot = make(
        record(
            "a",
            planning={"budget": {"amount": value(1)}},
            tender={"value": value(2)},
            awards=[{"id": "1", "value": value(4)}, {"id": "2", "value": value(8)}],
            contracts=[
                contract(16, implementation={"transactions": [{"id": "p", "value": value(64)}]}),
                contract(32, id="c2"),
            ],
        )
    )
    assert rows(snapshot, AMOUNTS) == [
        ("awarded", "MXN", 12, False),
        ("contracted", "MXN", 48, False),
        ("paid", "MXN", 64, False),
        ("planned", "MXN", 1, False),
        ("tendered", "MXN", 2, False),
    ]


@pytest.mark.parametrize("status", ["pending", "cancelled", "unsuccessful", " Cancelled "])
def test_awards_that_came_to_nothing_do_not_count(make, status: str) -> None:
    snapshot = make(
        record("a", awards=[{"id": "1", "value": value(5), "status": status}, {"id": "2", "value": value(3)}])
    )
    assert rows(snapshot, AMOUNTS) == [("awarded", "MXN", 3, False)]


def test_a_cancelled_contract_does_not_count_but_what_was_paid_for_it_does(make) -> None:
    paid = {"transactions": [{"id": "p", "value": value(2)}]}
    snapshot = make(record("a", contracts=[contract(5, status="cancelled", implementation=paid)]))
    assert rows(snapshot, AMOUNTS) == [("paid", "MXN", 2, False)]


def test_zero_is_zero_and_missing_is_missing(make) -> None:
    snapshot = make(record("a", contracts=[contract(0)]), record("b", contracts=[contract()]))
    assert rows(snapshot, AMOUNTS) == [("contracted", "MXN", 0, False)]


def test_an_amount_without_currency_takes_that_of_the_object_it_belongs_to(make) -> None:
    snapshot = make(
        record(
            "a",
            tender={"value": value(None, "USD")},
            awards=[{"id": "1", "value": value(4, None)}, {"id": "2", "value": value(5, "EUR")}],
            contracts=[
                contract(
                    6,
                    currency=None,
                    awardID="2",
                    implementation={"transactions": [{"id": "p", "value": value(1, None)}]},
                )
            ],
        ),
        record("b", contracts=[contract(7, currency=None)]),
    )
    assert rows(snapshot, AMOUNTS) == [
        ("awarded", "EUR", 5, False),
        ("awarded", "USD", 4, True),
        ("contracted", "EUR", 6, True),
        ("contracted", None, 7, False),
        ("paid", "EUR", 1, True),
    ]


def test_a_joint_award_is_shared_so_that_the_shares_add_up_to_the_cent(make) -> None:
    three = [{"name": name} for name in ("A uno", "B dos", "C tres")]
    snapshot = make(record("a", awards=[{"id": "1", "value": value(100), "suppliers": three}]))
    shares = rows(snapshot, "SELECT CAST(amount AS VARCHAR), joint FROM supplier_amounts ORDER BY supplier_id")
    assert shares == [("33.3334", True), ("33.3333", True), ("33.3333", True)]


SUPPLIER_CASES: list[Any] = [
    (
        {
            "awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}],
            "contracts": [contract(1, suppliers=("Dos",), awardID="1")],
        },
        "s:uno",
    ),
    (
        {"awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}], "contracts": [contract(1, suppliers=("Dos",))]},
        "s:dos",
    ),
    ({"awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}], "contracts": [contract(1, awardID="x")]}, "s:uno"),
    ({"parties": [{"id": "P", "name": "Tres", "roles": ["supplier"]}], "contracts": [contract(1)]}, "s:P"),
    ({"parties": [{"id": n, "name": n * 3, "roles": ["supplier"]} for n in "QR"], "contracts": [contract(1)]}, None),
    ({"contracts": [contract(1, suppliers=("N/A",))]}, None),
]


def test_the_supplier_of_a_contract(make) -> None:
    snapshot = make(*(record(str(place), **release) for place, (release, _) in enumerate(SUPPLIER_CASES)))
    found = rows(snapshot, "SELECT supplier_id FROM contract_suppliers ORDER BY process_id")
    assert [supplier for (supplier,) in found] == [expected for _, expected in SUPPLIER_CASES]


AGENCY_CASES: list[Any] = [
    ({"buyer": {"name": "Uno"}, "tender": {"procuringEntity": {"name": "Dos"}}}, "buyer", "Uno"),
    ({"buyer": {"name": " . ", "id": "0"}, "tender": {"procuringEntity": {"name": "Dos"}}}, "procuringEntity", "Dos"),
    ({"parties": [{"id": "1x", "name": "Tres", "roles": ["buyer"]}]}, "party buyer", "Tres"),
    ({"parties": [{"id": "1x", "name": "Tres", "roles": ["procuringEntity"]}]}, "party procuringEntity", "Tres"),
    ({"contracts": [{"id": "1", "buyers": [{"name": "Cinco"}]}]}, "contract buyer", "Cinco"),
    ({"buyer": {"id": "1x"}, "parties": [{"id": "1x", "name": "Seis"}]}, "buyer", "Seis"),
    ({"buyer": {"name": "No Capturado"}}, None, None),
]


def test_the_agency_of_a_process(make) -> None:
    snapshot = make(*(record("a", source=f"s{place}", **release) for place, (release, _, _) in enumerate(AGENCY_CASES)))
    found = rows(snapshot, "SELECT agency_rule, agency_name FROM processes ORDER BY process_id")
    assert found == [(rule, name) for _, rule, name in AGENCY_CASES]


def buyer(
    ocid: str,
    name: str | None,
    *,
    ref: str | None = None,
    scheme: str | None = None,
    identifier: str | None = None,
    source: str = "s",
):
    party = {
        "id": ref or f"p-{ocid}",
        "name": name,
        "identifier": {"scheme": scheme, "id": identifier},
        "roles": ["buyer"],
    }
    return record(ocid, source=source, parties=[party], buyer={"id": party["id"], "name": name})


def ids(snapshot: Snapshot) -> list[str | None]:
    return [row[0] for row in rows(snapshot, "SELECT agency_id FROM processes ORDER BY process_id")]


def test_an_identifier_of_a_scheme_holds_over_all_sources(make) -> None:
    snapshot = make(
        buyer("a", "Salud", scheme="RFC", identifier="SSA 850101-XY1"),
        buyer("b", "Secretaría de Salud", scheme="MX-RFC", identifier="ssa850101xy1", source="t"),
        record("c", source="u", buyer={"name": "Salud", "identifier": {"id": "SSA850101XY1"}}),
    )
    assert ids(snapshot) == ["MX-RFC-SSA850101XY1"] * 3


def test_two_identifiers_never_merge_whatever_the_name(make) -> None:
    snapshot = make(*(buyer(str(n), "Servicios", scheme="X", identifier=f"{n}/{n}") for n in range(2)))
    assert len(set(ids(snapshot))) == 2
    assert not set("/?#& ") & set("".join(str(item) for item in ids(snapshot)))


@pytest.mark.parametrize("placeholder", ["0", "N/A", "XAXX010101000", "xexx-010101-000", "Sin_Dato_011", "000000"])
def test_a_placeholder_identifies_nobody(make, placeholder: str) -> None:
    snapshot = make(*(buyer(name, name * 3, ref=placeholder, scheme="MX-RFC", identifier=placeholder) for name in "ab"))
    assert ids(snapshot) == ["s:aaa", "s:bbb"]


def test_ids_made_for_one_release_are_not_identifiers(make) -> None:
    local = make(*(buyer(str(n), "Mi Agencia", ref=f"x-{n}") for n in range(3)))
    assert ids(local) == ["s:mi-agencia"] * 3


def test_numbers_used_for_different_names_are_not_identifiers(make) -> None:
    snapshot = make(buyer("a", "Alfa", ref="1"), buyer("b", "Beta", ref="1"), buyer("c", "Alfa", ref="2"))
    alfa, beta, again = ids(snapshot)
    assert alfa == again
    assert beta == "s:beta"


def test_an_id_that_a_source_keeps_is_one_organisation_under_any_spelling(make) -> None:
    snapshot = make(
        buyer("a", "SECRETARIA DE M?XICO", ref="9001"),
        buyer("b", "SECRETARIA DE M?XICO", ref="9001"),
        buyer("c", "Secretaría de México", ref="9001"),
    )
    assert ids(snapshot) == ["s:9001"] * 3
    (name, variants) = rows(snapshot, "SELECT name, variants FROM organisations")[0]
    assert name == "Secretaría de México"
    assert [(v["name"], v["processes"]) for v in variants] == [("Secretaría de México", 1), ("SECRETARIA DE M?XICO", 2)]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["ACME SA", "ACME SA", "Acme SA"], "Acme SA"),
        (["Acme", "Acme", "Zeta y Hermanos"], "Acme"),
        (["a", "a", "Acme"], "Acme"),
    ],
)
def test_the_name_shown(make, names: list[str], shown: str) -> None:
    snapshot = make(*(buyer(str(n), name, scheme="X", identifier="77") for n, name in enumerate(names)))
    assert rows(snapshot, "SELECT name FROM organisations") == [(shown,)]


def test_dates_are_the_days_published_and_negative_days_stay_negative(make) -> None:
    snapshot = make(
        record(
            "a",
            tender={"tenderPeriod": {"startDate": "2017-01-01T23:59:00-06:00", "endDate": "2017-01-03T00:01:00+14:00"}},
            awards=[{"id": "1", "date": "2017-01-02"}],
            contracts=[contract(1, dateSigned="2016-12-31T23:00:00-06:00")],
        )
    )
    assert rows(snapshot, "SELECT call_open, decision, signing, execution, year, month FROM processes") == [
        (2, -1, -2, None, 2016, "2016-12")
    ]


STAGE_CASES: list[Any] = [
    ({}, None),
    ({"planning": {"rationale": "N/A"}, "tender": {"title": " "}}, None),
    ({"planning": {"budget": {"amount": value(0)}}}, "planning"),
    ({"tender": {"id": "t"}}, None),
    ({"tender": {"id": "t", "procurementMethod": "open"}}, "tender"),
    ({"tender": {"id": "t"}, "awards": [{"id": "1"}]}, "award"),
    ({"contracts": [{"id": "1", "implementation": {"transactions": []}}]}, "contract"),
    ({"contracts": [{"id": "1", "implementation": {"documents": [{"id": "d"}]}}]}, "implementation"),
]


def test_the_furthest_stage(make) -> None:
    snapshot = make(*(record(str(place), **release) for place, (release, _) in enumerate(STAGE_CASES)))
    found = rows(snapshot, "SELECT stage FROM processes ORDER BY process_id")
    assert [stage for (stage,) in found] == [expected for _, expected in STAGE_CASES]


OWED = {
    "tender": "tender/status",
    "award": "awards/date",
    "contract": "contracts/dateSigned",
    "implementation": "contracts/implementation/milestones",
}


OWED_CASES: list[Any] = [
    ({"planning": {"rationale": "Hace falta"}}, set()),
    ({"tender": {"id": "t", "status": "active"}}, {"tender"}),
    ({"tender": {"id": "t", "status": "complete"}}, {"tender", "award"}),
    ({"tender": {"id": "t", "status": "complete"}, "awards": [{"id": "1", "status": "unsuccessful"}]}, {"tender"}),
    ({"tender": {"id": "t", "status": "cancelled"}}, {"tender"}),
    ({"awards": [{"id": "1", "status": "active"}]}, {"tender", "award", "contract"}),
    ({"contracts": [{"id": "1", "status": "pending"}]}, {"tender", "award", "contract"}),
    ({"contracts": [{"id": "1", "status": "cancelled"}]}, {"tender"}),
    ({"contracts": [{"id": "1"}]}, {"tender", "award", "contract", "implementation"}),
]


def test_fields_are_owed_only_once_their_stage_has_come(make) -> None:
    snapshot = make(*(record(str(place), **release) for place, (release, _) in enumerate(OWED_CASES)))
    found = snapshot.connection().execute("SELECT * FROM completeness ORDER BY process_id").fetchnumpy()
    owed = [{stage for stage, path in OWED.items() if not found[path].mask[n]} for n in range(len(OWED_CASES))]
    assert owed == [expected for _, expected in OWED_CASES]


def test_a_field_of_a_list_is_published_where_every_one_that_counts_has_it(make) -> None:
    signed, unsigned = contract(1, dateSigned="2017-01-01"), contract(1, id="c2")
    snapshot = make(
        record("a", contracts=[signed]),
        record("b", contracts=[signed, unsigned]),
        record("c", contracts=[signed, unsigned | {"status": "cancelled"}]),
    )
    assert rows(snapshot, 'SELECT "contracts/dateSigned" FROM completeness') == [(True,), (False,), (True,)]


def test_an_amount_too_large_to_be_money_is_a_problem_and_not_a_total(make) -> None:
    snapshot = make(record("a", contracts=[contract(1e30), contract(5, id="c2")]))
    assert rows(snapshot, AMOUNTS) == [("contracted", "MXN", 5, False)]
    assert rows(snapshot, "SELECT code, action FROM problems") == [("implausible_amount", "refused")]


def test_the_record_is_kept_as_it_was_read(make) -> None:
    snapshot = make(record("a", tender={"title": "Año «1»", "x_extension": [1, {"y": None}]}))
    ((text,),) = rows(snapshot, "SELECT compiled FROM records")
    assert json.loads(text)["tender"] == {"title": "Año «1»", "x_extension": [1, {"y": None}]}

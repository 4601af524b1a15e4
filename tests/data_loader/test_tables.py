"""The tables: types are held, amounts are kept apart, organisations are told apart, every column is documented."""

import json
from pathlib import Path
from typing import Any

import pytest

from data_loader import fields, tables
from data_loader.exceptions import SnapshotError
from data_loader.inputs import Inputs
from data_loader.snapshot import Snapshot
from tests.data_loader.records import Cases, contract, publish, record, sources, value, write

cases = Cases()
given = cases.given


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The records of all tests here; each looks at its own sources."""
    return cases.publish(tmp_path_factory.mktemp("tables"))


def rows(snapshot: Snapshot, sql: str, source: str) -> list[tuple[Any, ...]]:
    return snapshot.connection().execute(sql, [source]).fetchall()


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
def test_a_value_of_another_type_stops_the_build_instead_of_dropping_its_row(tmp_path, release) -> None:
    with pytest.raises(SnapshotError, match="could not be made"):
        publish(tmp_path, record("good"), record("bad", **release))


def test_a_repeated_process_stops_the_build(tmp_path) -> None:
    with pytest.raises(SnapshotError, match="repeat the source and ocid"):
        publish(tmp_path, record("a"), record("a"))


def test_blank_lines_are_not_processes(tmp_path: Path) -> None:
    listed = [record("a")]
    records, problems = write(tmp_path / "in", listed)
    records.write_text("\n" + records.read_text() + "\n\n")
    (tmp_path / "out").mkdir()
    made = {table.name: table for table in tables.build(Inputs(records, problems, sources(listed)), tmp_path / "out")}
    assert made["processes"].rows == 1


def test_every_table_and_column_is_documented(snapshot) -> None:
    for table in snapshot.manifest["tables"]:
        assert table["comment"], table["name"]
        for column in table["columns"]:
            assert column["comment"], (table["name"], column["name"])


def test_each_completeness_field_is_a_column_and_the_reverse(snapshot) -> None:
    (table,) = [item for item in snapshot.manifest["tables"] if item["name"] == "completeness"]
    columns = {column["name"] for column in table["columns"]} - {"process_id", "published", "applicable"}
    assert columns == {field.path for field in fields.completeness_field_list()}


AMOUNTS = """SELECT stage, currency, CAST(amount AS DOUBLE), inferred FROM amounts
    WHERE process_id IN (SELECT process_id FROM processes WHERE source = ?) ORDER BY ALL"""


FIVE = given(
    "five amounts",
    record(
        "a",
        planning={"budget": {"amount": value(1)}},
        tender={"value": value(2)},
        awards=[{"id": "1", "value": value(4)}, {"id": "2", "value": value(8)}],
        contracts=[
            contract(16, implementation={"transactions": [{"id": "p", "value": value(64)}]}),
            contract(32, id="c2"),
        ],
    ),
)


def test_the_five_amounts_are_never_mixed(snapshot) -> None:
    assert rows(snapshot, AMOUNTS, FIVE) == [
        ("awarded", "MXN", 12, False),
        ("contracted", "MXN", 48, False),
        ("paid", "MXN", 64, False),
        ("planned", "MXN", 1, False),
        ("tendered", "MXN", 2, False),
    ]


TO_NOTHING = [
    given(
        f"award {status}",
        record("a", awards=[{"id": "1", "value": value(5), "status": status}, {"id": "2", "value": value(3)}]),
    )
    for status in ("pending", "cancelled", "unsuccessful", " Cancelled ")
]


@pytest.mark.parametrize("source", TO_NOTHING)
def test_awards_that_came_to_nothing_do_not_count(snapshot, source: str) -> None:
    assert rows(snapshot, AMOUNTS, source) == [("awarded", "MXN", 3, False)]


PAID = {"transactions": [{"id": "p", "value": value(2)}]}
CANCELLED = given("cancelled", record("a", contracts=[contract(5, status="cancelled", implementation=PAID)]))


def test_a_cancelled_contract_does_not_count_but_what_was_paid_for_it_does(snapshot) -> None:
    assert rows(snapshot, AMOUNTS, CANCELLED) == [("paid", "MXN", 2, False)]


ZERO = given("zero", record("a", contracts=[contract(0)]), record("b", contracts=[contract()]))


def test_zero_is_zero_and_missing_is_missing(snapshot) -> None:
    assert rows(snapshot, AMOUNTS, ZERO) == [("contracted", "MXN", 0, False)]


WITHOUT_CURRENCY = given(
    "without currency",
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


def test_an_amount_without_currency_takes_that_of_the_object_it_belongs_to(snapshot) -> None:
    assert rows(snapshot, AMOUNTS, WITHOUT_CURRENCY) == [
        ("awarded", "EUR", 5, False),
        ("awarded", "USD", 4, True),
        ("contracted", "EUR", 6, True),
        ("contracted", None, 7, False),
        ("paid", "EUR", 1, True),
    ]


THREE = [{"name": name} for name in ("A uno", "B dos", "C tres")]
JOINT = given("joint", record("a", awards=[{"id": "1", "value": value(100), "suppliers": THREE}]))


def test_a_joint_award_is_shared_so_that_the_shares_add_up_to_the_cent(snapshot) -> None:
    shares = rows(
        snapshot,
        """SELECT CAST(a.amount AS VARCHAR), joint FROM supplier_amounts a JOIN processes p USING (process_id)
        WHERE p.source = ? ORDER BY supplier_id""",
        JOINT,
    )
    assert shares == [("33.3334", True), ("33.3333", True), ("33.3333", True)]


SUPPLIER_CASES: list[Any] = [
    (
        {
            "awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}],
            "contracts": [contract(1, suppliers=("Dos",), awardID="1")],
        },
        "supplier:uno",
    ),
    (
        {"awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}], "contracts": [contract(1, suppliers=("Dos",))]},
        "supplier:dos",
    ),
    (
        {"awards": [{"id": "1", "suppliers": [{"name": "Uno"}]}], "contracts": [contract(1, awardID="x")]},
        "supplier:uno",
    ),
    ({"parties": [{"id": "P", "name": "Tres", "roles": ["supplier"]}], "contracts": [contract(1)]}, "supplier:P"),
    ({"parties": [{"id": n, "name": n * 3, "roles": ["supplier"]} for n in "QR"], "contracts": [contract(1)]}, None),
    ({"contracts": [contract(1, suppliers=("N/A",))]}, None),
]


given("supplier", *(record(str(place), **release) for place, (release, _) in enumerate(SUPPLIER_CASES)))


def test_the_supplier_of_a_contract(snapshot) -> None:
    sql = "SELECT supplier_id FROM contract_suppliers JOIN processes p USING (process_id) WHERE p.source = ? ORDER BY ocid"
    found = rows(snapshot, sql, "supplier")
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


AGENCY_SOURCES = [given(f"agency {n}", record("a", **release)) for n, (release, _, _) in enumerate(AGENCY_CASES)]


def test_the_agency_of_a_process(snapshot) -> None:
    sql = "SELECT agency_rule, agency_name FROM processes WHERE source = ?"
    found = [row for source in AGENCY_SOURCES for row in rows(snapshot, sql, source)]
    assert found == [(rule, name) for _, rule, name in AGENCY_CASES]


def buyer(
    ocid: str,
    name: str | None,
    *,
    ref: str | None = None,
    scheme: str | None = None,
    identifier: str | None = None,
):
    party = {
        "id": ref or f"p-{ocid}",
        "name": name,
        "identifier": {"scheme": scheme, "id": identifier},
        "roles": ["buyer"],
    }
    return record(ocid, parties=[party], buyer={"id": party["id"], "name": name})


def ids(snapshot: Snapshot, source: str) -> list[str | None]:
    return [row[0] for row in rows(snapshot, "SELECT agency_id FROM processes WHERE source = ? ORDER BY ocid", source)]


ONE_SCHEME = [
    given("scheme 1", buyer("a", "Salud", scheme="RFC", identifier="SSA 850101-XY1")),
    given("scheme 2", buyer("b", "Secretaría de Salud", scheme="MX-RFC", identifier="ssa850101xy1")),
    given("scheme 3", record("c", buyer={"name": "Salud", "identifier": {"id": "SSA850101XY1"}})),
]


def test_an_identifier_of_a_scheme_holds_over_all_sources(snapshot) -> None:
    assert [ids(snapshot, source) for source in ONE_SCHEME] == [["MX-RFC-SSA850101XY1"]] * 3


TWO = given("two", *(buyer(str(n), "Servicios", scheme="X", identifier=f"{n}/{n}") for n in range(2)))


def test_two_identifiers_never_merge_whatever_the_name(snapshot) -> None:
    assert len(set(ids(snapshot, TWO))) == 2
    assert not set("/?#& ") & set("".join(str(item) for item in ids(snapshot, TWO)))


PLACEHOLDERS = {
    placeholder: given(
        f"placeholder{n}",
        *(buyer(name, name * 3, ref=placeholder, scheme="MX-RFC", identifier=placeholder) for name in "ab"),
    )
    for n, placeholder in enumerate(("0", "N/A", "XAXX010101000", "xexx-010101-000", "Sin_Dato_011", "000000"))
}


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_a_placeholder_identifies_nobody(snapshot, placeholder: str) -> None:
    source = PLACEHOLDERS[placeholder]
    assert ids(snapshot, source) == [f"{source}:aaa", f"{source}:bbb"]


given("one release", *(buyer(str(n), "Mi Agencia", ref=f"x-{n}") for n in range(3)))


def test_ids_made_for_one_release_are_not_identifiers(snapshot) -> None:
    assert ids(snapshot, "one release") == ["one release:mi-agencia"] * 3


given("numbers", buyer("a", "Alfa", ref="1"), buyer("b", "Beta", ref="1"), buyer("c", "Alfa", ref="2"))


def test_numbers_used_for_different_names_are_not_identifiers(snapshot) -> None:
    alfa, beta, again = ids(snapshot, "numbers")
    assert alfa == again
    assert beta == "numbers:beta"


given(
    "kept",
    buyer("a", "SECRETARIA DE M?XICO", ref="9001"),
    buyer("b", "SECRETARIA DE M?XICO", ref="9001"),
    buyer("c", "Secretaría de México", ref="9001"),
)
ORGANISATION = "SELECT name, variants FROM organisations WHERE list_contains(sources, ?)"


def test_an_id_that_a_source_keeps_is_one_organisation_under_any_spelling(snapshot) -> None:
    assert ids(snapshot, "kept") == ["kept:9001"] * 3
    ((name, variants),) = rows(snapshot, ORGANISATION, "kept")
    assert name == "Secretaría de México"
    assert [(v["name"], v["processes"]) for v in variants] == [("Secretaría de México", 1), ("SECRETARIA DE M?XICO", 2)]


SHOWN = {
    "Acme SA": ["ACME SA", "ACME SA", "Acme SA"],
    "Acme": ["Acme", "Acme", "Zeta y Hermanos"],
    "Acme ": ["a", "a", "Acme"],
}
for number, (shown, names) in enumerate(SHOWN.items()):
    given(shown, *(buyer(str(n), name, scheme="X", identifier=f"7{number}") for n, name in enumerate(names)))


@pytest.mark.parametrize("shown", SHOWN)
def test_the_name_shown(snapshot, shown: str) -> None:
    assert [name for name, _ in rows(snapshot, ORGANISATION, shown)] == [shown.strip()]


DATES = given(
    "dates",
    record(
        "a",
        tender={"tenderPeriod": {"startDate": "2017-01-01T23:59:00-06:00", "endDate": "2017-01-03T00:01:00+14:00"}},
        awards=[{"id": "1", "date": "2017-01-02"}],
        contracts=[contract(1, dateSigned="2016-12-31T23:00:00-06:00")],
    ),
)


def test_dates_are_the_days_published_and_negative_days_stay_negative(snapshot) -> None:
    sql = "SELECT call_open, decision, signing, execution, year, month FROM processes WHERE source = ?"
    assert rows(snapshot, sql, DATES) == [(2, -1, -2, None, 2016, "2016-12")]


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


STAGES = given("stages", *(record(str(place), **release) for place, (release, _) in enumerate(STAGE_CASES)))


def test_the_furthest_stage(snapshot) -> None:
    found = rows(snapshot, "SELECT stage FROM processes WHERE source = ? ORDER BY ocid", STAGES)
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


STAGES_COME = given("owed", *(record(str(place), **release) for place, (release, _) in enumerate(OWED_CASES)))


def test_fields_are_owed_only_once_their_stage_has_come(snapshot) -> None:
    sql = "SELECT c.* FROM completeness c JOIN processes p USING (process_id) WHERE p.source = ? ORDER BY ocid"
    found = snapshot.connection().execute(sql, [STAGES_COME]).fetchnumpy()
    owed = [{stage for stage, path in OWED.items() if not found[path].mask[n]} for n in range(len(OWED_CASES))]
    assert owed == [expected for _, expected in OWED_CASES]


SIGNED, UNSIGNED = contract(1, dateSigned="2017-01-01"), contract(1, id="c2")
LISTS = given(
    "lists",
    record("a", contracts=[SIGNED]),
    record("b", contracts=[SIGNED, UNSIGNED]),
    record("c", contracts=[SIGNED, UNSIGNED | {"status": "cancelled"}]),
)


def test_a_field_of_a_list_is_published_where_every_one_that_counts_has_it(snapshot) -> None:
    sql = """SELECT "contracts/dateSigned" FROM completeness JOIN processes p USING (process_id)
    WHERE p.source = ? ORDER BY ocid"""
    assert rows(snapshot, sql, LISTS) == [(True,), (False,), (True,)]


TOO_LARGE = given("too large", record("a", contracts=[contract(1e30), contract(5, id="c2")]))


def test_an_amount_too_large_to_be_money_is_a_problem_and_not_a_total(snapshot) -> None:
    assert rows(snapshot, AMOUNTS, TOO_LARGE) == [("contracted", "MXN", 5, False)]
    found = rows(snapshot, "SELECT code, action FROM problems WHERE source = ?", TOO_LARGE)
    assert found == [("implausible_amount", "refused")]


WHOLE = given("whole", record("a", tender={"title": "Año «1»", "x_extension": [1, {"y": None}]}))


def test_the_record_is_kept_as_it_was_read(snapshot) -> None:
    ((text,),) = rows(snapshot, "SELECT compiled FROM records WHERE source = ?", WHOLE)
    assert json.loads(text)["tender"] == {"title": "Año «1»", "x_extension": [1, {"y": None}]}

"""Pairs that may be one organisation: what is suggested, why, and what is not."""

import pytest

from data_loader import queries
from tests.data_loader.records import contract, publish, record


def supplier(ocid: str, name: str, *, scheme: str | None = None, number: str | None = None, source: str = "s", **more):
    party = {"name": name, "identifier": {"scheme": scheme, "id": number}}
    return record(ocid, source=source, contracts=[contract(1) | {"suppliers": [party]}], **more)


def pairs(snapshot, *columns: str) -> list[tuple]:
    found = queries.matches(snapshot).rows
    return list(found[["organisation_id", "other_id", *columns]].itertuples(index=False, name=None))


ALIKE = [
    ("Constructora Ñandú, S.A. de C.V.", "CONSTRUCTORA NANDUU SA DE CV"),
    ("Constructora Ñandú, S.A. de C.V.", "Constructora Ñandú, S. de R.L."),
    ("Secretaría de Obras Públicas", "Obras Públicas, Secretaría de"),
    ("Zonstructora del Norte", "Constructora del Norte"),
    ("Distribuidora Kilimanjaro del Bajio", "Distribuidora Kilimanjaro en Bajio"),
]
TWO = [
    ("Escuela Primaria 12", "Escuela Primaria 13"),
    ("Fideicomiso Infraestructura II", "Fideicomiso Infraestructura III"),
    ("Abel", "Abet"),
    ("Constructora del Norte", "Constructora del Sur"),
    ("Gómez", "Gómez Hermanos Constructores"),
]


def test_nearly_the_same_name(tmp_path) -> None:
    cases = {f"s{number}": names for number, names in enumerate(ALIKE + TWO)}
    snapshot = publish(
        tmp_path,
        *(
            supplier(str(number), name, source=source)
            for source, (first, second) in cases.items()
            for number, name in enumerate((first, first, second))
        ),
    )
    found = queries.matches(snapshot, page_size=1000).rows
    within = found[found["different_sources"].eq(False)]
    assert sorted(kept.partition(":")[0] for kept in within["organisation_id"]) == [f"s{n}" for n in range(len(ALIKE))]
    assert set(within["reason"]) == {"near_name"}
    assert within["similarity"].between(0.9, 1).all()
    assert set(within["processes"]) == {2}  # the one with more processes is kept
    assert set(within["other_processes"]) == {1}


def test_one_letter_of_an_identifier(tmp_path) -> None:
    snapshot = publish(
        tmp_path,
        supplier("a", "Instituto de Acceso a la Información", scheme="MX-RFC", number="INA1402082Z9"),
        supplier("b", "Instituto Acceso Información", scheme="MX-RFC", number="INA1402082Z8"),
    )
    # the one whose check digit fits is kept, and that they differ is no reason to think that they are two
    assert pairs(snapshot, "reason", "different_identifiers") == [
        ("MX-RFC-INA1402082Z8", "MX-RFC-INA1402082Z9", "one_letter", False)
    ]


def test_the_same_identifier_twice(tmp_path) -> None:
    snapshot = publish(
        tmp_path,
        supplier("a", "Hospital General", scheme="X-REG", number="0012-3456"),
        supplier("b", "El Hospital General", scheme="X-REG", number="123456"),
        supplier("c", "Hospital General", scheme="Y-REG", number="123456"),
    )
    assert {row[2:] for row in pairs(snapshot, "reason")} == {("same_identifier",), ("two_schemes",)}


def test_two_official_identifiers_are_suggested_with_a_doubt(tmp_path) -> None:
    snapshot = publish(
        tmp_path,
        supplier("a", "Servicios Integrales", scheme="MX-RFC", number="INA1402082Z8"),
        supplier("b", "SERVICIOS INTEGRALES", scheme="MX-RFC", number="CFE370814QI0"),
        supplier("c", "Servicios Integrales", source="t"),
    )
    found = {
        (other, different, sources)
        for _, other, different, sources in pairs(snapshot, "different_identifiers", "different_sources")
    }
    assert found == {
        ("MX-RFC-INA1402082Z8", True, False),
        ("t:servicios-integrales", False, True),
    }
    assert queries.matches(snapshot).rows["different_identifiers"].tolist()[-1]  # doubtful ones come last


def test_any_spelling_counts_and_is_shown(tmp_path) -> None:
    snapshot = publish(
        tmp_path,
        *(supplier(f"a{n}", "Alfa", scheme="X", number="777") for n in range(2)),
        supplier("a9", "Comercializadora Omega", scheme="X", number="777"),
        supplier("b", "Comercializadora Omegaa"),
    )
    assert pairs(snapshot, "name", "spelling", "other_spelling") == [
        ("X-777", "s:comercializadora-omegaa", "Alfa", "Comercializadora Omega", "Comercializadora Omegaa")
    ]


def test_roles(tmp_path) -> None:
    snapshot = publish(
        tmp_path,
        record("a", buyer={"name": "Comisión de Aguas"}),
        record("b", buyer={"name": "Comision de Agua"}),
        supplier("c", "Comisión de Aguaz"),
        record("d", tender={"tenderers": [{"name": "Comisión de Aguass"}]}),  # neither: no number is about it
    )
    totals = {role: queries.matches(snapshot, role=role).total for role in ("agency", "supplier", "mixed")}
    assert totals == {"agency": 1, "supplier": 0, "mixed": 2}
    assert queries.matches(snapshot, organisation="s:comision-de-agua").total == 2


def test_a_name_that_many_have_makes_few_pairs(tmp_path) -> None:
    snapshot = publish(tmp_path, *(supplier(str(n), "Juan Pérez", scheme="X", number=f"9{n:04}") for n in range(60)))
    assert queries.matches(snapshot, page_size=1).total < 60 * 59 / 4


def test_pages_add_up(bundled_snapshot) -> None:
    whole = queries.matches(bundled_snapshot, page_size=1000)
    parts = [queries.matches(bundled_snapshot, page=page, page_size=5).rows for page in range(1, whole.total // 5 + 2)]
    assert whole.total == len(whole.rows) == sum(map(len, parts))
    assert [other for part in parts for other in part["other_id"]] == whole.rows["other_id"].tolist()


def test_the_finance_ministry_under_two_identifiers_is_suggested_and_not_merged(bundled_snapshot) -> None:
    found = pairs(bundled_snapshot, "reason", "role")
    assert ("MX-RFC-GDF9712054NA", "mx_cdmx:0901", "same_name", "agency") in found
    assert queries.organisation(bundled_snapshot, "mx_cdmx:0901").id == "mx_cdmx:0901"


@pytest.mark.parametrize(
    ("table", "column"),
    [("organisations", "organisation_id"), ("spellings", "organisation_id"), ("organisation_matches", "other_id")],
)
def test_what_is_known_of_an_organisation_is_fetched_by_an_index(bundled_snapshot, table, column):
    expressions = bundled_snapshot.connection().execute(
        "SELECT expressions FROM duckdb_indexes() WHERE table_name = $table", {"table": table}
    )
    assert any(column in told for (told,) in expressions.fetchall())

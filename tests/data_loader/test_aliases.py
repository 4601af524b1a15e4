"""The alias file: read from whatever a spreadsheet saves, used row by row, and true everywhere at once."""

import json
from pathlib import Path

import pytest

from data_loader import aliases, queries, snapshot_making
from data_loader.config import Settings
from data_loader.filters import Filters
from data_loader.inputs import Inputs
from data_loader.pull import pull
from tests.data_loader.records import NOW, contract, record, sources, write

HEADER = "organisation,source,same_as,name,part_of,note\n"
RECORDS = [
    record(name, buyer={"name": f"Secretaría {name}"}, contracts=[contract(amount, suppliers=(f"Firma {name}",))])
    for name, amount in (("Uno", 1), ("Dos", 2), ("Tres", 4), ("Cuatro", 8))
]
UNO, DOS, TRES, CUATRO = (f"s:secretaria-{name}" for name in ("uno", "dos", "tres", "cuatro"))


@pytest.fixture
def make(tmp_path: Path):
    """The snapshot of four agencies, or of other records, under an alias file of these rows."""

    def made(rows: str, *records):
        given = list(records) or RECORDS
        file, listed = tmp_path / "aliases.csv", tmp_path / "aliases.jsonl"
        file.write_text(HEADER + rows, encoding="utf-8")
        aliases.write(file, listed)
        inputs = Inputs(*write(tmp_path / "in", given), sources(given), {"aliases": listed})
        return snapshot_making.publish(inputs, tmp_path / "data", now=NOW)

    return made


def spending(snapshot, **filters) -> dict[str, float]:
    found = queries.spending(snapshot, Filters(**filters), by="agency").rows
    return dict(zip(found["id"], found["amount"], strict=True))


def unused(snapshot) -> list[tuple[str, str]]:
    found = queries.problems_of_files(snapshot)
    return list(zip(found["path"], found["code"], strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    lines = [" Organisation ", "SAME_AS", "revisó"], ['"Añil, S.A."', "MX-RFC-1", "Ana"], ["", "", ""], ["x", "y"]
    path = tmp_path / "aliases.csv"
    path.write_bytes(end.join(delimiter.join(cells) for cells in lines).encode(encoding))
    rows = list(aliases.rows_of(path))
    assert [(row["line"], row["organisation"], row["same_as"], row["problem"]) for row in rows] == [
        (2, "Añil, S.A.", "MX-RFC-1", None),
        (4, "x", "y", None),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("name,id\na,b\n", "alias_file"),
        ("", "alias_file"),
        (HEADER + ",,x,,,\n", "alias_row"),
        (HEADER + "x,,,,,only a note\n", "alias_row"),
        (HEADER + "Uno, S.A.,,x,,,,more\n", "alias_row"),
        (HEADER + f'x,,"{"y" * 200_000}",,,\n', "alias_row"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text(content)
    assert [row["problem"] for row in aliases.rows_of(path)] == [problem]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert [row["problem"] for row in aliases.rows_of(tmp_path / "no.csv")] == ["alias_file"]


def test_the_apostrophe_of_a_download_is_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text("organisation,same_as\n'=x,'tis\n")
    (row,) = aliases.rows_of(path)
    assert (row["organisation"], row["same_as"]) == ("=x", "'tis")


def test_two_organisations_become_one_in_every_number(make) -> None:
    snapshot = make(f"{UNO},,{DOS},,,same office\n")
    assert spending(snapshot) == {DOS: 3, TRES: 4, CUATRO: 8}
    assert queries.overview(snapshot, Filters()).agencies == 3
    assert unused(snapshot) == []


def test_old_ids_lead_to_the_one_kept(make) -> None:
    snapshot = make(f"{UNO},,{DOS},,,same office\ns:firma-uno,,s:firma-tres,,,\n")
    found = queries.organisation(snapshot, UNO)
    assert (found.id, found.merged) == (DOS, (queries.Named(UNO, "Secretaría Uno", "same office"),))
    assert spending(snapshot, agency=(UNO,)) == spending(snapshot, agency=(DOS,)) == {DOS: 3}
    assert spending(snapshot, exclude_agency=(UNO,)) == {TRES: 4, CUATRO: 8}
    assert spending(snapshot, supplier=("s:firma-uno",)) == {DOS: 1, TRES: 4}
    assert {name for name, _ in found.variants} == {"Secretaría Uno", "Secretaría Dos"}


def test_chains_are_followed_to_their_end(make) -> None:
    snapshot = make(f"{UNO},,{DOS},,,\n{DOS},,{TRES},,,\n{TRES},,{CUATRO},,,\n")
    assert spending(snapshot) == {CUATRO: 15}
    assert queries.organisation(snapshot, UNO).id == CUATRO


def test_organisations_are_named_by_name_and_source(make) -> None:
    other = record("Uno", source="t", buyer={"name": "Secretaría Uno"}, contracts=[contract(16)])
    rows = f"SECRETARIA UNO,t,{DOS},,,\nsecretaría tres,,Secretaria  Cuatro,,,\n"
    snapshot = make(rows, *RECORDS, other)
    assert spending(snapshot) == {UNO: 1, DOS: 18, CUATRO: 12}


UNUSABLE = [
    (f"no such,,{DOS},,,\n", {1: "alias_unknown"}),
    (f"{UNO},,no such,,,\n", {1: "alias_unknown"}),
    (f"{UNO},,{UNO},,,\n", {1: "alias_circle"}),
    (f"{UNO},,{DOS},,,\n{DOS},,{UNO},,,\n", {1: "alias_circle", 2: "alias_circle"}),
    (f"{UNO},,{DOS},,,\n{UNO},,{TRES},,,\n", {2: "alias_conflict"}),
    (f"{UNO},,,A,,\n{UNO},,,B,,\n", {2: "alias_conflict"}),
    (f"{UNO},,,,{DOS},\n{UNO},,,,{TRES},\n", {2: "alias_conflict"}),
    (f"{UNO},,,,{DOS},\n{DOS},,,,{UNO},\n", {1: "alias_circle", 2: "alias_circle"}),
]
"""Rows that cannot be used, and what is told of which of them."""


def test_a_row_that_cannot_be_used_is_told_and_the_others_are_used(make) -> None:
    """Each case is about the four agencies of a source of its own, and followed by a row that can be used."""
    lines, told = [], []
    for number, (rows, problems) in enumerate(UNUSABLE):
        told += [(f"aliases line {1 + len(lines) + line}", code) for line, code in problems.items()]
        lines += [line.replace("s:", f"s{number}:") for line in f"{rows}{TRES},,{CUATRO},,,\n".splitlines()]
    records = [item | {"source": f"s{number}"} for number in range(len(UNUSABLE)) for item in RECORDS]
    snapshot = make("\n".join(lines) + "\n", *records)
    assert sorted(unused(snapshot)) == sorted(told)
    amounts = spending(snapshot)
    assert [amounts[CUATRO.replace("s:", f"s{number}:")] for number in range(len(UNUSABLE))] == [12] * len(UNUSABLE)


def test_a_name_that_several_have_is_told_with_their_ids(make) -> None:
    records = [
        record(str(n), buyer={"name": "Salud", "identifier": {"scheme": "X", "id": f"7{n}"}}, contracts=[contract(1)])
        for n in range(2)
    ]
    snapshot = make("Salud,,X-70,,,\n", *records)
    assert queries.problems_of_files(snapshot)["value"].tolist() == ["Salud: X-70, X-71"]
    assert spending(snapshot) == {"X-70": 1, "X-71": 1}


def test_a_row_that_leads_into_a_circle_is_used(make) -> None:
    snapshot = make(f"{UNO},,{DOS},,,\n{DOS},,{UNO},,,\n{TRES},,{DOS},,,\n")
    assert spending(snapshot) == {UNO: 1, DOS: 6, CUATRO: 8}


def test_the_name_shown_is_the_one_given(make) -> None:
    snapshot = make(f"{UNO},,{DOS},Obras y Servicios,,\n")
    found = queries.organisation(snapshot, DOS)
    assert (found.name, found.named_by_hand) == ("Obras y Servicios", True)
    names = queries.spending(snapshot, Filters(), by="agency").rows["name"]
    assert "Obras y Servicios" in set(names)
    assert queries.organisation(snapshot, TRES).named_by_hand is False


def test_the_identifier_is_that_of_the_one_kept(make) -> None:
    def buyer(ocid: str, scheme: str, number: str):
        return record(ocid, buyer={"name": ocid, "identifier": {"scheme": scheme, "id": number}})

    records = [buyer("a", "AA", "1111"), buyer("b", "ZZ", "2222"), record("c", buyer={"name": "Sin número"})]
    snapshot = make("AA-1111,,ZZ-2222,,,\n", *records)
    found = queries.organisation(snapshot, "AA-1111")
    assert (found.id, found.scheme, found.identifier) == ("ZZ-2222", "ZZ", "2222")
    snapshot = make("AA-1111,,s:sin-numero,,,\n", *records)
    found = queries.organisation(snapshot, "AA-1111")
    assert (found.id, found.scheme, found.identifier) == ("s:sin-numero", "AA", "1111")


def test_units_by_hand(make) -> None:
    snapshot = make(f"{UNO},,,,{DOS},\n{DOS},,,,{TRES},\n{TRES},,{CUATRO},,,\n")
    top = queries.organisation(snapshot, CUATRO)
    assert [unit.id for unit in top.units] == [DOS, UNO]
    assert queries.organisation(snapshot, UNO).parent.id == DOS
    assert spending(snapshot, agency=(CUATRO,)) == {CUATRO: 12}


def test_a_changed_file_publishes_a_new_snapshot_with_the_next_pull(tmp_path: Path) -> None:
    records = [
        {"ocid": f"o-{n}", "id": "1", "date": "2020-01-01T00:00:00Z", "buyer": {"name": n}} for n in ("A1", "B2")
    ]
    (tmp_path / "records.jsonl").write_text(json.dumps({"releases": records}))
    (tmp_path / "vitrina.toml").write_text(
        'aliases = "mine.csv"\n[[sources]]\nid = "s"\nurl = "records.jsonl"\n', encoding="utf-8"
    )
    (tmp_path / "mine.csv").write_text(HEADER)
    settings = Settings(data=tmp_path / "data", config=tmp_path / "vitrina.toml", refresh="off")
    assert pull(settings).published
    assert not pull(settings).published
    (tmp_path / "mine.csv").write_text(HEADER + "s:a1,,s:b2,,,\n")
    report = pull(settings)
    assert report.published
    assert queries.overview(report.snapshot, Filters()).agencies == 1


def test_the_bundled_file_has_the_columns(bundled_data: Path) -> None:
    del bundled_data
    path = Settings().load().aliases
    assert path is not None
    assert path.read_text(encoding="utf-8").splitlines()[0].split(",") == list(aliases.COLUMNS)

"""Watch-lists: whatever their columns and encoding, good rows are used and bad ones are told, row by row."""

from pathlib import Path

import orjson
import pytest

from components.lead_words import problem_words
from components.text import Text
from data_loader import legal_thresholds, queries, snapshot_making, watchlists
from data_loader.config import Watchlist, load_config
from data_loader.exceptions import ConfigError
from data_loader.filters import Filters
from data_loader.inputs import Inputs
from data_loader.snapshot import Snapshot
from data_loader.watchlists import date_in
from tests.data_loader.indicator_cases import buy
from tests.data_loader.records import NOW, record, sources, write

SAT = """Información actualizada al 31 de mayo de 2024
Listado completo de contribuyentes (Artículo 69-B del Código Fiscal de la Federación)
No,RFC,Nombre del Contribuyente,Situación del contribuyente,Número y fecha de oficio
1,FAN010101AB1,"FANTASMA, S.A. DE C.V.",Definitivo,500-05-2018
2,ACL010101AB1,"ACLARADA, S.A. DE C.V.",Desvirtuado,500-05-2019
3,NO ES RFC,"COMERCIALIZADORA ÑANDÚ, S.A. DE C.V.",Definitivo,500-05-2020
4,FAN010101AB1,"FANTASMA, S.A. DE C.V.",Definitivo,500-05-2018
5
6,,,Presunto,
7,PRE010101AB1,"PRESUNTA ""LA BUENA"" SA",Presunto,500-05-2021,de más,y más
"""


def listed(path: Path, text: str = SAT, encoding: str = "utf-8", **given: object) -> list[dict[str, object]]:
    path.write_bytes(text.encode(encoding))
    settings: dict[str, object] = {"preset": "sat_69b"} | given
    return list(watchlists.rows(Watchlist(id="sat", path=str(path), **settings)))  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_and_row(tmp_path: Path, encoding: str) -> None:
    rows = listed(tmp_path / "list.csv", encoding=encoding)
    problems = [None, None, "malformed_identifier", "repeated", "wrong_columns", "empty", "wrong_columns"]
    assert [row["problem"] for row in rows] == problems
    assert [row["line"] for row in rows] == list(range(4, 11))
    assert {row["list_date"] for row in rows} == {"2024-05-31"}
    assert [row["cleared"] for row in rows[:3]] == [False, True, False]
    assert rows[2]["name"] == "COMERCIALIZADORA ÑANDÚ, S.A. DE C.V."
    assert rows[2]["identifier"] is None
    assert "NO ES RFC" in str(rows[2]["details"])


def test_columns_may_be_named(tmp_path: Path) -> None:
    text = "Firma;NIF;Motivo\nUno SL;B12345678;Fraude\n"
    columns = {"identifier": "nif", "name": "firma", "status": "motivo"}
    (row,) = listed(tmp_path / "list.csv", text, preset="", columns=columns, name="Mi lista", date="2020-02-03")
    assert (row["identifier"], row["name"], row["status"]) == ("B12345678", "Uno SL", "Fraude")
    assert (row["list_name"], row["list_date"], row["problem"]) == ("Mi lista", "2020-02-03", None)


def test_a_file_that_is_no_list_is_told(tmp_path: Path) -> None:
    assert [row["problem"] for row in listed(tmp_path / "list.csv", "uno,dos\n1,2\n")] == ["no_columns"]
    assert [row["problem"] for row in listed(tmp_path / "empty.csv", "")] == ["no_columns"]
    missing = Watchlist(id="l", path=str(tmp_path / "nowhere.csv"))
    assert [(row["problem"], row["line"]) for row in watchlists.rows(missing)] == [("unreadable", 0)]
    torn = listed(tmp_path / "torn.csv", 'RFC,Nombre\nFAN010101AB1,Uno\nABC010101AB1,"Dos\n')
    assert [row["problem"] for row in torn] == [None, "unreadable"]


def test_every_preset_says_what_a_list_needs() -> None:
    for name, preset in watchlists.presets().items():
        assert Watchlist(id="l", path="x", preset=name).preset == name  # type: ignore[arg-type]
        assert preset["title"]
        assert preset["identifier"]
        assert preset["name"]
    with pytest.raises(ValueError, match="preset"):
        Watchlist(id="l", path="x", preset="other")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("al 31 de mayo de 2024", "2024-05-31"),
        ("2020-01-02T00:00", "2020-01-02"),
        ("3/4/2019", "2019-04-03"),
        ("31 de mayor de 2024", None),
        ("1/13/2020", None),
    ],
)
def test_a_day_in_words(words: str, day: str | None) -> None:
    assert date_in(words) == day


def identified(name: str, rfc: str) -> dict[str, object]:
    one = {"id": "1", "name": name}
    return buy(
        supplier=None,
        award={"suppliers": [one]},
        deal={"suppliers": [one]},
        parties=[{**one, "identifier": {"scheme": "MX-RFC", "id": rfc}}],
    )


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("watch")
    records = [
        record("on", **identified("Otro Nombre SA", "FAN-010101-AB1")),
        record("cleared", **identified("Aclarada SA de CV", "ACL010101AB1")),
        record("like", **buy(supplier="Comercializadora Ñandu SA de CV")),
        record("unlike", **buy(supplier="Comercializadora Quetzal SA de CV")),
    ]
    path = folder / "watchlists.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in listed(folder / "list.csv")))
    inputs = Inputs(*write(folder / "in", records), sources(records), {"watchlists": path})
    return snapshot_making.publish(inputs, folder / "data", now=NOW)


def raised(snapshot: Snapshot, indicator: str) -> list[dict[str, object]]:
    found = queries.indicator_results(snapshot, Filters(), indicators=(indicator,))
    rows: list[dict[str, object]] = found.rows.to_dict("records")  # type: ignore[assignment]
    return rows


def test_by_identifier_whatever_the_name(snapshot: Snapshot) -> None:
    (row,) = raised(snapshot, "listed_supplier")
    assert row["supplier_name"] == "Otro Nombre SA"
    evidence = str(row["evidence"])
    for said in ('"line":4', '"list_date":"2024-05-31"', "Definitivo", "artículo 69-B"):
        assert said in evidence


def test_by_name_only_as_a_suggestion(snapshot: Snapshot) -> None:
    (row,) = raised(snapshot, "listed_name")
    assert row["supplier_name"] == "Comercializadora Ñandu SA de CV"
    assert 0.92 <= row["value"] <= 1  # type: ignore[operator]


def test_a_cleared_firm_is_known_and_not_raised(snapshot: Snapshot) -> None:
    rows = snapshot.connection().execute("SELECT organisation_id FROM watchlist_matches WHERE cleared").fetchall()
    assert rows == [("MX-RFC-ACL010101AB1",)]


def test_rows_with_problems_stay_visible(snapshot: Snapshot) -> None:
    rows = (
        snapshot.connection().execute("SELECT problem, count(*) FROM watchlists GROUP BY ALL ORDER BY ALL").fetchall()
    )
    assert dict(rows) == {"empty": 1, "malformed_identifier": 1, "repeated": 1, "wrong_columns": 2, None: 2}


def test_legal_limits_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "limits.csv"
    head = "source,year_from,year_to,category,method,amount,currency,certain\n"
    rows = [
        's,2017,,goods,direct,"100,000",MXN,sí',
        "s,2017,,goods,direct,1,MX,yes",
        "s,x,,goods,direct,1,MXN,yes",
        's,2017,,goods,direct,"100,000",MXN,no',
        "s,2017,,goods,,1,MXN,no",
        "s,2017,,goods,direct,-1,MXN,no",
    ]
    path.write_text(head + "\n".join(rows), encoding="cp1252")
    found = list(legal_thresholds.rows(path))
    assert [row["problem"] for row in found] == [None, "no_currency", "no_year", "repeated", "no_method", "no_amount"]
    assert (found[0]["amount"], found[0]["certain"], found[0]["year_to"]) == (100_000, True, 2017)
    path.write_text("a,b\n", encoding="utf-8")
    assert [row["problem"] for row in legal_thresholds.rows(path)] == ["wrong_columns"]
    assert [row["problem"] for row in legal_thresholds.rows(tmp_path / "none.csv")] == ["unreadable"]


def test_the_bundled_limits_are_an_example_that_accuses_nobody() -> None:
    rows = list(legal_thresholds.rows(Path("data/thresholds_mx.csv")))
    assert rows
    assert not [row for row in rows if row["problem"] or row["certain"] or not row["reference"] or not row["note"]]


def test_settings_of_indicators_are_refused_where_there_are_none(tmp_path: Path) -> None:

    def load(text: str) -> object:
        path = tmp_path / f"{abs(hash(text))}.toml"
        path.write_text(text, encoding="utf-8")
        return load_config(path).indicators.of_each

    assert load("[indicators.R003]\ndays = 10\nenabled = false\n") == {"R003": {"days": 10, "enabled": False}}
    assert load('[indicators.R018]\nmethods = ["open"]\n') == {"R018": {"methods": ["open"]}}
    for wrong in (
        "[indicators.R999]\na = 1\n",
        "[indicators.R003]\nhours = 1\n",
        '[indicators.R003]\ndays = "ten"\n',
        "[indicators.R018]\nmethods = 3\n",
    ):
        with pytest.raises(ConfigError, match="indicators"):
            load(wrong)


def test_what_is_wrong_is_shown_to_whoever_keeps_the_lists(snapshot: Snapshot) -> None:
    found = queries.list_problems(snapshot)
    assert found["line"].tolist() == [6, 7, 8, 9, 10]
    assert {problem_words(Text("en"), problem) for problem in found["problem"]}.isdisjoint(found["problem"])

"""Who an organisation is, as its page says it, and the page of those that may be one."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import dash
import pytest

from components.data_table import csv_text
from components.organisation_matches import alias_rows
from components.snapshot import current_snapshot
from components.text import Text
from data_loader import aliases, queries
from data_loader.config import Settings
from data_loader.filters import Filters
from data_loader.pull import pull
from tests.conftest import ROOT
from tests.pages import drawn

SEFIN, INAI, SAT, MINISTRY = "MX-RFC-GDF9712054NA", "MX-RFC-INA1402082Z8", "MX-CPA-06E00", "MX-CPA-20"


@pytest.fixture(autouse=True, scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bundled data under an alias file that merges, names and places."""
    folder = tmp_path_factory.mktemp("aliased")
    text = (ROOT / "vitrina.toml").read_text(encoding="utf-8").replace('url = "data/', f'url = "{ROOT}/data/')
    (folder / "vitrina.toml").write_text(text.replace("data/aliases.csv", "aliases.csv"), encoding="utf-8")
    (folder / "aliases.csv").write_text(
        "organisation,same_as,name,part_of,note\n"
        f"mx_cdmx:0901,{SEFIN},Finanzas de la Ciudad,,<b>one office</b>\n"
        f"CUA-210,,,{INAI},\nCUA-230,,,{INAI},\n",
        encoding="utf-8",
    )
    patch = pytest.MonkeyPatch()
    patch.setenv("VITRINA_DATA", str(folder / "data"))
    patch.setenv("VITRINA_CONFIG", str(folder / "vitrina.toml"))
    pull(Settings(data=folder / "data", config=folder / "vitrina.toml", refresh="off"))
    dash.Dash("organisations", use_pages=True, pages_folder="")
    yield folder
    patch.undo()


words = partial(drawn.words, lang="en")


def test_the_page_says_what_was_merged_and_named_by_hand() -> None:
    said = words("agency", agency_id=SEFIN)
    assert "Finanzas de la Ciudad, given by hand" in said
    assert "Merged by hand from" in said
    assert "(mx_cdmx:0901): <b>one office</b>" in said  # as a text: React escapes it
    assert "SECRETARÍA DE FINANZAS" in said


def test_an_old_address_shows_the_one_kept() -> None:
    old, kept = words("agency", agency_id="mx_cdmx%3A0901"), words("agency", agency_id=SEFIN)
    assert old == kept


@pytest.mark.parametrize(
    ("identity", "sentence"),
    [
        ("MX-RFC-CFE370814QI0", "that of a company or institution"),
        ("MX-RFC-CFE370814Q10", "its check digit does not fit"),
        ("MX-RFC-KPMG", "does not have the form"),
    ],
)
def test_the_page_says_whether_the_identifier_can_be(identity: str, sentence: str) -> None:
    assert sentence in words("supplier", supplier_id=identity)


def test_the_page_names_what_may_be_the_same() -> None:
    said = words("supplier", supplier_id="MX-RFC-CFE370814QI0")
    assert "May be the same as" in said
    assert "MX-RFC-CFE370814Q10" in said
    assert "May be the same as" not in words("agency", agency_id=SAT)


def test_an_agency_is_counted_alone_unless_its_units_are_asked_for() -> None:
    text, snapshot = Text("en"), current_snapshot()
    each = [queries.overview(snapshot, Filters(agency=(one,))) for one in (INAI, "CUA-210", "CUA-230")]
    total = text.money(sum(one.total for one in each), "MXN")
    alone, together = words("agency", agency_id=INAI), words("agency", agency_id=INAI, units="1")
    assert f"in {each[0].processes} processes." in alone
    assert f"in {sum(one.processes for one in each)} processes." in together
    assert f"With its 2 units: {total}" in alone
    assert f"With its 2 units: {total}" in together


def test_a_ministry_that_buys_nothing_itself_shows_its_units() -> None:
    said = words("agency", agency_id=MINISTRY)
    assert "36 processes." in said
    assert "delegación SEDESOL en Tabasco" in said
    assert "Desarrollo Social" in words("agency", agency_id="MX-CPA-20147")


@pytest.mark.parametrize(
    "query",
    [{}, {"role": "agency"}, {"role": "x"}, {"page": "99"}, {"organisation": "no such"}, {"organisation": "CUA-610"}],
)
def test_the_page_of_pairs_answers_any_address(query: dict[str, str]) -> None:
    assert '"H1"' in words("matches", **query)


def test_the_download_is_an_alias_file(data: Path, tmp_path: Path) -> None:
    """What the page offers for download merges, as it is, every pair of the list."""
    found = queries.matches(current_snapshot(), page_size=1000)
    frame = alias_rows(Text("en"), found.rows)
    assert list(frame.columns) == list(aliases.COLUMNS)
    path = tmp_path / "download.csv"
    path.write_text(csv_text(frame), encoding="utf-8-sig")
    rows = list(aliases.rows_of(path))
    assert [row["problem"] for row in rows] == [None] * found.total
    assert [row["same_as"] for row in rows] == found.rows["organisation_id"].tolist()
    assert data.exists()

"""What counts as published: signs of any script say nothing, letters and numbers of any script do."""

import duckdb
import pytest

from data_loader.tables import SQL


@pytest.fixture(scope="module")
def macros():
    with duckdb.connect() as connection:
        connection.execute((SQL / "macros.sql").read_text(encoding="utf-8"))
        yield connection


@pytest.mark.parametrize(
    "text", ["", " ", "—", "***", "\U0001f6d2", "\U0001f4c4 \U0001f4c4", "๏", "၊", "߷", "N/A", "no capturado"]
)
def test_signs_and_placeholders_are_not_published(macros, text) -> None:
    assert macros.execute("SELECT published(?1), is_published(?1)", [text]).fetchall() == [(None, False)]


@pytest.mark.parametrize("text", ["7", "Ñ", "ก", "道路", "\U0001f6d2 compra", "Test de suelo"])
def test_words_and_numbers_of_any_script_are(macros, text) -> None:
    assert macros.execute("SELECT published(?1), is_published(?1)", [text]).fetchall() == [(text, True)]


def test_what_is_absent_is_not_published(macros) -> None:
    assert macros.execute("SELECT published(NULL), is_published(NULL)").fetchall() == [(None, False)]

"""What a card offers to take away: its table as files that nothing can run in, its address, its code, its quotation."""

import io
from datetime import UTC, date, datetime
from zipfile import ZipFile

import pandas as pd
import pytest
from dash import dcc, html

from components.address import embedded, unwrapped
from components.card_footer import figure_in, file_address
from components.drawing import words
from components.elements import html as quick
from components.workbook import workbook


def parts(content):
    with ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode("utf-8") for name in book.namelist()}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@sum", '=HYPERLINK("http://evil")', "http://evil.example"])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(text):
    made = parts(workbook(["a"], [[text]]))
    assert "<f>" not in made["xl/worksheets/sheet1.xml"]
    assert "hyperlink" not in made["xl/worksheets/sheet1.xml"].lower()
    assert 't="s"' in made["xl/worksheets/sheet1.xml"]


def test_a_workbook_keeps_numbers_days_and_gaps():
    frame = pd.DataFrame({"a": [1.5, float("nan")], "b": [date(2016, 1, 2), None]})
    sheet = parts(workbook(["a", "b"], frame.itertuples(index=False, name=None)))["xl/worksheets/sheet1.xml"]
    assert "<v>1.5</v>" in sheet
    assert "<v>42371</v>" in sheet  # days since 1900 as spreadsheets count them
    assert 'r="A3"' not in sheet
    assert "<v>42371" in parts(workbook(["a"], [[datetime(2016, 1, 2, tzinfo=UTC)]]))["xl/worksheets/sheet1.xml"]


def test_the_notes_have_a_sheet_of_their_own():
    made = parts(workbook(["a"], [[1]], notes=["A finding", "A source"]))
    assert "xl/worksheets/sheet2.xml" in made
    assert "A source" in made["xl/sharedStrings.xml"]
    assert "xl/worksheets/sheet2.xml" not in parts(workbook(["a"], []))


@pytest.mark.parametrize("path", ["/", "/agencies", "/agency/a%2Fb"])
def test_a_card_alone_knows_its_page(path):
    assert unwrapped(embedded(path)) == path


def test_a_file_is_asked_for_with_what_the_page_was_asked():
    assert file_address("/agencies", "year_from=2016", "a b", "xlsx") == (
        "/api/cards/agencies?year_from=2016&card=a+b&format=xlsx"
    )


def test_what_plotly_draws_is_found_however_deep():
    box = html.Div(className="figure-box k-box")
    assert figure_in([html.P("x"), html.Div(html.Div(dcc.Graph())), box]) == "drawn"
    assert figure_in([html.P("x"), (html.Div(box), "y")]) == "boxed"
    assert figure_in([html.P("x"), html.Div([html.Ul([html.Li("y")]), None])]) is None
    assert figure_in(quick.Div([quick.Table(quick.Td("y")), box])) == "boxed"


def test_words_leave_tags_and_explanations_out():
    tip = html.Span("explained", role="tooltip")
    assert (
        words(["Three ", html.Em("agencies"), None, tip, html.B([" make ", 81, "\u00a0%"])])
        == "Three agencies make 81 %"
    )

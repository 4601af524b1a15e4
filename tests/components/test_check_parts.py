"""The checks in words: what is written where one fails, and when a total is said to rest on one amount."""

import json

import pandas as pd
import plotly.utils

from components.check_findings import outlier_remark, quality_headline
from components.check_parts import examples, results_table, verdict_bar, verdict_words
from components.text import Text
from data_loader.filters import Filters
from data_loader.queries import Checks

COUNTS = {"fails": 2, "passes": 1, "not_applicable": 0}


def shown(component: object) -> str:
    return json.dumps(component, cls=plotly.utils.PlotlyJSONEncoder, ensure_ascii=False)


def example(value: str | None, against: str | None = None, *, check: str = "paid_over_contract", failures: int = 1):
    place = {"path": "contracts[0].value", "value": value, "against": against}
    return {"check": check, "failures": failures, "examples": [place]}


def outlier(**changes: object) -> pd.DataFrame:
    row = {
        "ocid": "o/1",
        "source": "s",
        "agency_name": "Salud",
        "stage": "contracted",
        "share": 0.94,
        "times": 45_309.8,
    }
    return pd.DataFrame([row | changes])


def test_the_three_answers_are_counted_in_words_and_drawn():
    assert verdict_words(Text("en"), COUNTS) == "2 fail · 1 passes · 0 not applicable"
    assert verdict_words(Text("es"), COUNTS) == "2 fallan · 1 pasa · 0 no aplican"
    assert [part.style["flexGrow"] for part in verdict_bar(COUNTS).children] == ["2", "1"]


def test_amounts_are_written_for_people_and_identifiers_as_they_are():
    assert "1,234,567.5 MXN" in shown(examples(Text("en"), example("1234567.5 MXN")))
    assert "against value.amount 9,716" not in shown(examples(Text("en"), example("1 MXN", "value.amount 9716")))
    assert "RFC-98060110" in shown(examples(Text("en"), example("RFC-98060110", check="party_not_listed")))
    assert "0098060110" in shown(examples(Text("en"), example("0098060110", check="duplicate_id")))


def test_nothing_published_and_further_places_are_said():
    said = shown(examples(Text("en"), example(None, failures=4)))
    assert "nothing published" in said
    assert "and 3 more places" in said


def test_published_text_stays_text():
    said = examples(Text("en"), example("<script>alert(1)</script>", check="placeholder_text"))
    assert said.children[0].children[2].children == "<script>alert(1)</script>"


def test_a_row_of_the_table_is_a_failing_place():
    rows = pd.DataFrame(
        [
            example("a") | {"ocid": "1", "source": "s", "title": None, "agency_name": None, "date": None},
            {"check": "zero_amount", "failures": 0, "examples": [], "ocid": "2", "source": "s"},
        ]
    )
    table = results_table(Text("en"), rows)
    assert table["Identifier (ocid)"].tolist() == ["1", "2"]
    assert table["Value published"].fillna("").tolist() == ["a", ""]


def test_a_total_that_rests_on_many_amounts_needs_no_remark():
    assert outlier_remark(Text("en"), outlier().head(0), Filters()) is None


def test_a_total_that_rests_on_one_amount_says_so_and_leads_to_it():
    said = shown(outlier_remark(Text("en"), outlier(), Filters()))
    assert "A single contract of Salud makes " in said
    assert "94%" in said
    assert "45,310 times" in said
    assert "/process/o%2F1?source=s" in said
    assert "/quality/absurd_amount?lang=en" in said
    assert "Un solo pago es el " in shown(
        outlier_remark(Text("es"), outlier(stage="paid", agency_name=None), Filters())
    )


def test_nothing_wrong_and_nothing_there_are_two_things():
    none = pd.DataFrame()
    assert "passes all" in quality_headline(Text("en"), Checks(3, 0, 20, none))[0]
    assert "no process is left" in quality_headline(Text("en"), Checks(0, 0, 20, none))[0]

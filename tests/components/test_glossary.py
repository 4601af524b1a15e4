"""Every word of the trade is explained in both languages, and the words shown are the glossary's."""

import json

import pytest

from components.glossary import glossary, term
from components.step_track import STEPS
from components.text import Text, known_languages
from data_loader.filters import AMOUNT_STAGES, PROCESS_STAGES


@pytest.mark.parametrize(
    "word", [*AMOUNT_STAGES, *PROCESS_STAGES, *STEPS, "process", "agency", "supplier", "completeness"]
)
def test_what_the_pages_mark_is_explained(word):
    assert word in glossary()


@pytest.mark.parametrize("entry", glossary().values(), ids=lambda entry: entry.id)
def test_an_entry_is_whole(entry):
    for lang in known_languages():
        assert entry.name[lang].strip()
        assert 20 < len(entry.meaning[lang]) < 200
        assert entry.meaning[lang].endswith(".")
    assert entry.meaning["es"] != entry.meaning["en"]


def test_a_term_is_a_button_described_by_its_meaning():
    shown = json.loads(
        json.dumps(term(Text("en"), "award", place="x").to_plotly_json(), default=lambda one: one.to_plotly_json())
    )
    button, tip = shown["props"]["children"]
    assert button["props"]["children"] == "Award"
    assert button["props"]["aria-describedby"] == tip["props"]["id"] == "term-x-award"
    assert tip["props"]["role"] == "tooltip"
    assert "winner is chosen" in tip["props"]["children"][0]


def test_a_word_that_is_not_in_the_glossary_stays_a_word():
    assert term(Text("es"), "nothing", "Nada", place="x") == "Nada"

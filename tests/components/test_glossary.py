"""Every word of the trade is explained in both languages, and the words shown are the glossary's."""

import json

import pytest

from components.glossary import code_meaning, code_term, glossary, marked, meaning_of, term
from components.step_track import STEPS
from components.text import Text, _codes, known_languages
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


KINDS = (
    "stage",
    "stage_reached",
    "method",
    "category",
    "tender_status",
    "award_status",
    "contract_status",
    "bid_status",
    "milestone_status",
)


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind in KINDS for code in _codes()[kind]])
def test_every_stage_method_and_status_that_is_shown_is_explained(kind, code):
    """Under its own name in both languages where the word has one meaning only."""
    assert code_meaning(Text("es"), kind, code)
    assert code_meaning(Text("en"), kind, code)
    shown = code_term(Text("en"), kind, code, place="x")
    assert shown.children[0].children == Text("en").code(kind, code)


def test_every_code_that_the_glossary_names_exists():
    for entry in glossary().values():
        for code in entry.codes:
            kind, _, name = code.partition(".")
            assert name in _codes()[kind], code


def test_a_form_is_of_one_word_only():
    """Else a word would be explained as another one."""
    for lang in known_languages():
        forms = [
            form
            for entry in glossary().values()
            for form in entry.forms.get(lang, [entry.named(Text(lang)).lower(), f"{entry.named(Text(lang)).lower()}s"])
        ]
        assert len(forms) == len(set(forms)), sorted(form for form in forms if forms.count(form) > 1)


def said(parts):
    return "".join(part if isinstance(part, str) else f"[{part.children[0].children}]" for part in parts)


@pytest.mark.parametrize(
    ("lang", "sentence", "expected"),
    [
        ("en", "Amount contracted by agency", "Amount [contracted] by [agency]"),
        ("en", "An agency like any agency", "An [agency] like any agency"),
        ("en", "Direct awards of an award", "[Direct awards] of an [award]"),
        ("en", "Awardees, subagency", "Awardees, subagency"),
        ("es", "Adjudicaciones directas por año", "[Adjudicaciones directas] por año"),
        ("es", "<b>Monto</b> pagado", "<b>Monto</b> [pagado]"),
        ("es", "Nada", "Nada"),
    ],
)
def test_a_sentence_explains_each_word_once(lang, sentence, expected):
    assert said(marked(Text(lang), sentence, place="x")) == expected


def test_the_head_of_a_column_explains_itself():
    assert meaning_of(Text("en"), "Amount contracted (MXN)") == glossary()["contracted"].meaning["en"]
    assert meaning_of(Text("en"), "Year") is None


def test_a_word_that_is_not_in_the_glossary_stays_a_word():
    assert term(Text("es"), "nothing", "Nada", place="x") == "Nada"

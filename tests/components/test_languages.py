"""A language is a catalogue: a folder with one file of messages makes it one that readers can choose."""

import pytest

from components import text as texts
from components.text import Text, accepted_language
from data_loader import config, languages

PO = """msgid ""
msgstr ""
"Language: pl\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Agencies"
msgstr "Instytucje"

msgid "{n} process"
msgid_plural "{n} processes"
msgstr[0] "{n} postępowanie"
msgstr[1] "{n} postępowania"
msgstr[2] "{n} postępowań"

msgid "d MMM y"
msgstr "d.MM.y"

msgid "Signature date"
msgstr "Data podpisania"
"""


@pytest.fixture(autouse=True)
def polish(tmp_path, monkeypatch):
    folder = tmp_path / "locales"
    for name in ("pl", "no-language", "empty"):
        (folder / name).mkdir(parents=True)
    (folder / "pl" / "all.po").write_text(PO, encoding="utf-8")
    (folder / "no-language" / "all.po").write_text(PO, encoding="utf-8")
    monkeypatch.setattr(texts, "LOCALES", folder)
    monkeypatch.setattr(config, "LOCALES", folder)
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget():
    texts.known_languages.cache_clear()
    texts._catalogue.cache_clear()


def test_it_can_be_chosen_and_is_the_readers():
    assert texts.known_languages() == ("en", "pl")
    assert texts.language_name("pl") == "Polski"
    assert Text.for_request("pl").lang == "pl"
    token = accepted_language.set("pl-PL,en;q=0.5")
    assert Text.for_request().lang == "pl"
    accepted_language.reset(token)


def test_it_may_be_the_sites():
    assert config.Site(language="pl").language == "pl"
    with pytest.raises(ValueError, match="en, pl"):
        config.Site(language="es")


def test_words_plurals_dates_and_numbers_are_its_own():
    text = Text("pl")

    assert text("Agencies") == "Instytucje"
    assert [text.n("{n} process", "{n} processes", n).split()[1] for n in (1, 2, 5, 22)] == [
        "postępowanie",
        "postępowania",
        "postępowań",
        "postępowania",
    ]
    assert text.date("2017-09-03") == "3.09.2017"
    assert text.percent(0.123) == "12%"
    assert text.number(12345.5) == "12\u00a0345,5"
    assert text.separators == ",\u00a0"


def test_labels_that_our_files_have_in_two_languages_come_from_the_catalogue():
    assert Text("pl").of_both("Fecha de firma", "Signature date") == "Data podpisania"
    assert Text("es").of_both("Fecha de firma", "Signature date") == "Fecha de firma"
    assert Text("es").of_both(None, "Signature date") == "Signature date"


def test_what_it_lacks_is_in_english():
    assert Text("pl")("Suppliers") == "Suppliers"
    assert Text("pl").code("stage", "paid") == Text("en").code("stage", "paid")


def test_no_catalogues_leave_english(tmp_path):
    assert languages.languages(tmp_path / "nowhere") == ("en",)

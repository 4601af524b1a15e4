"""A link can stand inside a translated sentence, and published text cannot pretend to be one."""

from components.slots import clean, filled, slot


def test_parts_take_the_places_that_the_translation_gives_them():
    sentence = f"Por {slot('amount')}, a {slot('who')}"

    assert filled(sentence, who="Coconal", amount="3 pesos") == ["Por ", "3 pesos", ", a ", "Coconal"]


def test_a_list_of_parts_is_spread():
    assert filled(slot("who"), who=["A", " y ", "B"]) == ["A", " y ", "B"]


def test_a_place_without_a_part_is_empty():
    assert filled(f"to {slot('who')}.") == ["to ", "", "."]


def test_published_text_that_looks_like_a_place_loses_its_marks():
    assert clean(f"Acme {slot('who')}") == "Acme who"

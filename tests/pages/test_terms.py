"""Every word of the glossary is explained on a view that shows it, and no two explanations share an id."""

import re

import pytest

from components.glossary import glossary
from components.text import Text
from data_loader.filters import AMOUNT_STAGES
from tests.pages.drawn import words
from tests.pages.test_not_shown import VIEWS, one_of_each

pytestmark = pytest.mark.usefixtures("registered")
__all__ = ["one_of_each"]

OF_A_STATUS = {entry.id for entry in glossary().values() if any("_status." in code for code in entry.codes)}
"""Shown where a record has the status; tests/components/test_glossary.py holds each code against its word."""
OF_OTHERS = {"two_stage_tender", "request_for_quotations"}
"""Methods that no bundled source publishes."""


@pytest.fixture(scope="module", params=["es", "en"])
def drawn(request, one_of_each):
    """What every view says in a language."""
    lang = request.param
    return Text(lang), [
        *(words(view, lang=lang, **one_of_each.get(view, {})) for view in VIEWS),
        *(words("overview", lang=lang, stage=stage) for stage in AMOUNT_STAGES),
        words("process", lang=lang, ocid="482", source="mx_gacm"),
    ]


def test_every_word_is_explained_where_it_is_shown(drawn):
    text, views = drawn
    everything = "".join(views)
    unused = [entry.id for entry in glossary().values() if entry.means(text) not in everything]
    assert set(unused) <= OF_A_STATUS | OF_OTHERS, unused


def test_no_two_explanations_of_a_page_share_an_id(drawn):
    for said in drawn[1]:
        found = re.findall(r'"id": "(term-[^"]+)"', said)
        assert len(found) == len(set(found)), sorted(one for one in found if found.count(one) > 1)

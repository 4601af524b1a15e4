"""Numbers and words as people read them, in both languages."""

import pytest

from components.text import Text, accepted_language

ES, EN = Text("es"), Text("en")


def plain(words):
    return words.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("amount", "es", "en"),
    [
        (135_500_000_000, "135,5 mil millones de pesos", "135.5 billion pesos"),
        (256_700_000, "256,7 millones de pesos", "256.7 million pesos"),
        (1_000_000, "1 millón de pesos", "1 million pesos"),
        (0, "0 pesos", "0 pesos"),
        (None, "monto no publicado", "amount not published"),
        (float("nan"), "monto no publicado", "amount not published"),
    ],
)
def test_money_in_words(amount, es, en):
    assert plain(ES.money(amount, "MXN")) == es
    assert plain(EN.money(amount, "MXN")) == en


def test_short_money_has_no_currency():
    assert plain(ES.money_short(135_500_000_000)) == "135,5 mil M"
    assert plain(ES.money_short(256_700_000)) == "256,7 M"


@pytest.mark.parametrize(
    ("share", "es"),
    [
        (0.99, "99 %"),
        (0.0019, "0,19 %"),
        (0.00001, "< 0,01 %"),
        (0.9997, "99,97 %"),
        (1, "100 %"),
        (0, "0 %"),
        (12.3, "1 230 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(share, es):
    assert plain(ES.percent(share)) == es


def test_dates_and_lists():
    assert ES.date("2017-09-03T10:00:00Z") == "3 sept 2017"
    assert ES.month("2017-04") == "abril de 2017"
    assert ES.join(["a", "b", "c"]) == "a, b y c"


def test_the_address_wins_over_the_browser():
    token = accepted_language.set("en-GB,en;q=0.9")
    try:
        assert Text.for_request().lang == "en"
        assert Text.for_request("es").lang == "es"
        assert Text.for_request(["en", "es"]).lang == "es"
        assert Text.for_request("xx").lang == "en"
    finally:
        accepted_language.reset(token)


def test_plural_forms():
    assert ES.n("{n} process", "{n} processes", 1) == "1 contratación"
    assert ES.n("{n} process", "{n} processes", 2) == "2 contrataciones"

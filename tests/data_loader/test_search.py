"""The search: any spelling of a word finds it, whole identifiers first, titles before items, and nothing is an operator."""

import re
import unicodedata

import numpy as np
import pytest

from data_loader import queries, search
from data_loader.filters import Filters
from tests.data_loader.records import contract, publish, record


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    supplier = {
        "id": "MX-RFC-CAP010101XY1",
        "name": "Caminos y Puentes, S.A. de C.V.",
        "identifier": {"scheme": "MX-RFC", "id": "CAP010101XY1"},
        "roles": ["supplier"],
    }
    awards = [{"id": "1", "suppliers": [{"id": "MX-RFC-CAP010101XY1", "name": supplier["name"]}]}]
    return publish(
        tmp_path_factory.mktemp("search"),
        record(
            "OCDS-87SD3T-SEFIN/DRM/AD/011/2015", tender={"title": "Construcción de la obra"}, aliases=("drm-ad-11",)
        ),
        record("o-2", tender={"title": "Paving of roads", "description": "Three bridges."}),
        record("o-3", tender={"title": "Compra", "items": [{"id": "1", "description": "Computadoras portátiles"}]}),
        record("o-4", tender={"title": "Computadora", "items": [{"id": "1", "description": "Obras de arte"}]}),
        record("o-5", parties=[supplier], awards=awards, contracts=[contract(1, title="Señalización")]),
        record("o-6", buyer={"name": "Secretaría de Obras y Servicios"}),
        record("o-7", tender={"title": "Ամենը հայերեն 011"}),
        record("o-8", tender={"title": "Licitación pública"}),
        record("x-1", tender={"title": "Ampliación"}),
        record("x-2", tender={"title": "Ampliación de x-1, x 1"}),
    )


def found(snapshot, words, **filters):
    return queries.processes(snapshot, Filters(q=words, **filters), sort="relevance").rows["ocid"].tolist()


FIRST = "OCDS-87SD3T-SEFIN/DRM/AD/011/2015"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("construccion", {FIRST}),
        ("CONSTRUCCIÓN", {FIRST}),
        (unicodedata.normalize("NFD", "construcción"), {FIRST}),
        ("construcciones", {FIRST}),
        ("obra construcción", {FIRST}),
        ("la obra de construcción", {FIRST}),
        ("constr", {FIRST}),
        ("co ob", {FIRST, "o-4"}),
        ("road", {"o-2"}),
        ("bridge pave", {"o-2"}),
        ("computadora", {"o-3", "o-4"}),
        ("computadoras", {"o-3", "o-4"}),
        ("obras", {FIRST, "o-4", "o-6"}),
        ("obra", {FIRST, "o-4", "o-6"}),
        ("licitaciones", {"o-8"}),
        ("licitaciones públicas", {"o-8"}),
        ("licitaciones computadoras", set()),  # the stems of one word are not another's
        ("senalizacion", {"o-5"}),
        ("011/2015", {FIRST}),
        ("drm-ad-11", {FIRST}),
        ("CAP010101XY1", {"o-5"}),
        ("cap-010101-xy1", {"o-5"}),
        ("cap0101", {"o-5"}),
        ("puentes caminos", {"o-5"}),
        ("secretaría", {"o-6"}),
        ("հայերեն", {"o-7"}),
        ("obra puente", set()),
        ("elefante", set()),
        ("", None),
        ("!!!", set()),
        ('"obra" OR road', set()),
        ("obra* NEAR(", set()),
        ("'; DROP TABLE matches", set()),
        ("x" * 300, set()),
    ],
)
def test_words_find_what_they_mean(snapshot, words, expected) -> None:
    assert set(found(snapshot, words)) == (expected if expected is not None else set(found(snapshot, None)))


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("computadoras", ["o-4", "o-3"]),  # in the title, in an item
        ("computadora", ["o-4", "o-3"]),
        ("obras", [FIRST, "o-6", "o-4"]),  # title, agency, item
        (FIRST.lower(), [FIRST]),
    ],
)
def test_the_best_match_comes_first(snapshot, words, order) -> None:
    assert found(snapshot, words) == order


def test_an_ocid_typed_whole_comes_before_titles_that_speak_of_it(snapshot) -> None:
    assert found(snapshot, "x-1") == ["x-1", "x-2"]


def test_the_numbers_count_what_the_list_shows(snapshot) -> None:
    for words in ("obra", "computadora", "o"):
        total = queries.processes(snapshot, Filters(q=words)).total
        assert total == len(found(snapshot, words)) == queries.overview(snapshot, Filters(q=words)).processes


def test_one_search_after_another_keeps_nothing_of_the_first(snapshot) -> None:
    for _ in range(2):
        assert set(found(snapshot, "road")) == {"o-2"}
        assert set(found(snapshot, "computadora", year_from=2010)) == {"o-3", "o-4"}


HOSTILE = (
    "=o1 o-1 =O-1",
    " \u00a0dos\u2003palabras\tcon\nsaltos  y   blancos ",
    unicodedata.normalize("NFD", "Ñandú, ÉPOCA/época; (Año)"),
    "a/b-c_d.e|f  «Señal» “x”",
    "Ամենը հայերեն ١٢٣ Straße İstanbul",
    "'; DROP TABLE words; -- <b>obra</b>",
    "de la " + "y " * 50 + "el fin " + "x" * 150,
)


def test_each_word_of_a_text_is_in_the_index_once_with_its_greatest_weight(tmp_path) -> None:
    texts = {f"h-{place}": (text, f"{text} otra obra") for place, text in enumerate(HOSTILE)}
    made = publish(
        tmp_path, *(record(ocid, tender={"title": one, "description": two}) for ocid, (one, two) in texts.items())
    )
    expected = {}
    for ocid, (title, description) in texts.items():
        for text, weight in ((ocid, 6), (title, 8), (description, 2)):
            bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
            for word in re.findall(r"[^\W_]+", "".join(sign.lower()[0] for sign in bare)):
                if word not in search._SAID_BY_ALL:
                    expected[ocid, word[:100]] = max(expected.get((ocid, word[:100]), 0), weight)
        expected[ocid, f"={ocid.replace('-', '')}"] = 100
    index, ends = made.words, made.words["places/ends"]
    words = index.texts("words", np.arange(len(ends) - 1))
    said = zip(np.repeat(words, np.diff(ends)), index["places/process"], index["places/weight"], strict=True)
    ocids = dict(made.connection().execute("SELECT process_id, ocid FROM processes").fetchall())
    found = [(ocids[process], word, weight) for word, process, weight in said]
    assert {(ocid, word): weight for ocid, word, weight in found} == expected
    assert len(found) == len(expected)
    assert [index.place("words", word) for word in words] == list(range(len(words)))

"""The pages of the leads: they answer whatever the address asks, and what is published stays text."""

import itertools
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from components.lead_cards import flags_card, request_text
from components.lead_forms import leads_choice
from components.lead_parts import lead_href
from components.text import Text
from data_loader import config, queries
from data_loader.filters import Filters
from data_loader.information_request import PLACES, draft
from data_loader.queries import Asked, LeadKey, Weights
from data_loader.snapshot import Snapshot
from tests.data_loader.indicator_cases import buy
from tests.data_loader.records import NOW, publish, record
from tests.pages.drawn import LANGUAGES, words

pytestmark = pytest.mark.usefixtures("registered")


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"group": "process"},
        {"group": "agency", "page": "2"},
        {"group": "supplier", "together": "agency"},
        {"group": "indicator", "since": "last"},
        {"indicator": "R003", "R003": "40", "since": "2020-01-01"},
        {"family": "time", "money": "9", "novelty": "1"},
        {
            "group": "x",
            "indicator": "x",
            "family": "x",
            "since": "x",
            "money": "-1",
            "R003": "x",
            "together": "x",
            "page": "x",
        },
        {"source": "mx_inai", "year_from": "2016", "q": "agua"},
        {"year_from": "2150"},
    ],
)
def test_leads_answer_whatever_is_asked(query: dict[str, str], lang: str) -> None:
    said = words("leads", lang=lang, **query)
    assert "None" not in said.replace('"None"', "")
    assert "\ue000" not in said


def test_what_cannot_be_used_is_said() -> None:
    assert "R018" in words("leads", R018="7", lang="en")
    choices = leads_choice({"R003": "9", "money": "5", "group": "agency", "indicator": "R003"}, NOW)
    assert choices.refused == ()
    address = choices.href(Text("en"), Filters(), page=2)
    again = leads_choice(dict(parse_qsl(urlsplit(address).query)), NOW)
    assert again == choices
    assert choices.asked == Asked(indicators=("R003",), thresholds=(("R003", 9.0),), weights=Weights(money=5))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_indicators_page(lang: str) -> None:
    said = words("indicators", lang=lang)
    for code in ("R018", "listed_name", "unit_price"):
        assert f'"id": "{code}"' in said


def test_every_kind_of_lead_opens(bundled_snapshot: Snapshot) -> None:
    """One of each indicator, in Spanish and in English by turns."""
    found = queries.leads(bundled_snapshot, Filters(), Asked(), group="indicator", page_size=100, of_group=1).rows
    for row, lang in zip(found.to_dict("records"), itertools.cycle(LANGUAGES), strict=False):
        parts = urlsplit(lead_href(Text(lang), row))
        said = words("lead", code=parts.path.rsplit("/", 1)[1], **dict(parse_qsl(parts.query)))
        for card in ("evidence", "meaning", "request"):
            assert f'"id": "{card}"' in said, row["indicator"]


def test_no_such_lead() -> None:
    for query in (
        {"code": "R003"},
        {"code": "x", "ocid": "y"},
        {"code": "R003", "ocid": "nothing"},
        {"code": "R038", "of_agency": "<b>"},
    ):
        assert "There is no such lead" in words("lead", lang="en", **query)


def test_flags_stand_quietly_on_a_process(bundled_snapshot: Snapshot) -> None:
    row = queries.leads(bundled_snapshot, Filters(), Asked(indicators=("R003",))).rows.to_dict("records")[0]
    flags = queries.flags_of(bundled_snapshot, process=int(row["process_id"]))
    assert "R003" in set(flags.counts["indicator"])
    assert flags_card(Text("en"), Filters(), flags) is not None
    assert "A flag is not proof" in words("process", ocid=row["ocid"], source=row["source"], lang="en")
    assert "A flag is not proof" in words("agency", agency_id=row["agency_id"], lang="en")
    clear = queries.flags_of(bundled_snapshot, process=-1)
    assert flags_card(Text("en"), Filters(), clear) is None


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> {documentos} =1+1"
    made = publish(
        tmp_path, *(record(str(place), **buy(hostile, "Uno", method="direct", title=hostile)) for place in range(6))
    )
    (row,) = queries.leads(made, Filters(), Asked(indicators=("direct_dominance",))).rows.to_dict("records")
    found = queries.lead_found(
        made, LeadKey(indicator="direct_dominance", agency=row["agency_id"], supplier=row["supplier_id"])
    )
    assert found is not None
    text = request_text(found, made)
    assert f"A la Unidad de Transparencia de {hostile}" in text
    assert text.count("la justificación de cada adjudicación directa") == 1


def test_the_request_may_be_another_text(tmp_path: Path) -> None:
    own = tmp_path / "request.txt"
    own.write_text("Para {dependencia}: {otra} {asunto}", encoding="utf-8")
    values = dict.fromkeys(PLACES, "x") | {"dependencia": "{asunto}", "asunto": "y"}
    assert draft(own, values) == "Para {asunto}: {otra} y"
    assert "Unidad de Transparencia" in draft(tmp_path / "missing.txt", values)
    assert all(
        f"{{{place}}}" in (config.ROOT / "data" / "information_request_es.txt").read_text(encoding="utf-8")
        for place in PLACES
    )

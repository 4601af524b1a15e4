"""Every view of the data says what it does not show, in true figures, and of whom."""

import json
import pkgutil

import plotly.utils
import pytest

import pages
from components.exclusions import exclusions
from components.text import Text
from data_loader import queries
from data_loader.filters import Filters
from tests.pages.drawn import words

pytestmark = pytest.mark.usefixtures("registered")

OF_THEIR_OWN = {
    "process": "a card of its own says what of the process was not published",
    "embed": "a card of another view, with its footer",
    "about": "says it all",
    "status": "about the sources, not what they say",
    "data": "the tables as they are",
    "glossary": "words",
    "kit": "what a reader pinned, each with its own words",
    "matches": "suggestions",
    "not_found_404": "nothing to show",
}
VIEWS = sorted(module.name for module in pkgutil.iter_modules(pages.__path__) if module.name not in OF_THEIR_OWN)
CITY = "Ciudad de México, Secretaría de Finanzas"


@pytest.fixture(scope="module")
def one_of_each(bundled_snapshot):
    """What the address of a view of one thing needs."""
    return {
        "agency": {"agency_id": queries.spending(bundled_snapshot, Filters(), by="agency", limit=1).rows["id"].iloc[0]},
        "supplier": {
            "supplier_id": queries.spending(bundled_snapshot, Filters(), by="supplier", limit=1).rows["id"].iloc[0]
        },
        "check": {"code": "paid_over_contract"},
    }


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_what_it_does_not_show(view, lang, one_of_each):
    said = words(view, lang=lang, **one_of_each.get(view, {}))
    assert '"className": "not-shown"' in said
    assert ("What was bought and never published" if lang == "en" else "Lo que se compró y nunca se publicó") in said


def said(snapshot, **chosen):
    return json.dumps(
        exclusions(Text("en"), Filters(**chosen), snapshot), cls=plotly.utils.PlotlyJSONEncoder, ensure_ascii=False
    )


def test_a_roster_speaks_for_its_own_source_only(bundled_snapshot):
    everything = said(bundled_snapshot)
    assert f"Of the 43 agencies on the roster ({CITY}) 42 have never published." in everything
    assert "For the other 5 publishers no list says who should publish." in everything
    assert "other" not in said(bundled_snapshot, source=("mx_cdmx",)).split("never published")[1].split("bought")[0]
    assert "No list of the agencies that should publish is known" in said(bundled_snapshot, source=("mx_inai",))


def test_what_does_not_reach_a_source_does_not_speak_of_its_roster(bundled_snapshot):
    supplier = (
        queries.spending(bundled_snapshot, Filters(source=("mx_inai",)), by="supplier", limit=1).rows["id"].iloc[0]
    )
    assert CITY not in said(bundled_snapshot, supplier=(supplier,))


def test_the_view_of_one_agency_leaves_out_no_other(bundled_snapshot):
    agency = queries.spending(bundled_snapshot, Filters(), by="agency", limit=1).rows["id"].iloc[0]
    assert "roster" not in said(bundled_snapshot, agency=(agency,))
    assert "No list" not in said(bundled_snapshot, agency=(agency,))

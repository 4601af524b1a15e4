"""What an organisation is part of, where the data say so."""

import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader.records import Cases, contract, record


def unit(ocid: str, *, amount: float = 1, **party):
    buyer = {"id": "u-1", "name": "Hospital", "roles": ["buyer"]} | party
    return record(ocid, parties=[buyer], buyer={"id": buyer["id"]}, contracts=[contract(amount)])


MINISTRY = {"id": "m-1", "name": "Secretaría de Salud"}


SAID = [[MINISTRY], MINISTRY, [None, "x", MINISTRY]]
NOT_SAID = [None, "Salud", 7, [], [[]], {"id": None}, {"id": {}, "name": [1]}, [{"id": "u-1"}]]
TOP = {"id": "p-1", "name": "Presidencia"}
HOSPITAL = {"id": "u-1", "name": "Hospital"}


def coded(ocid: str, number: str, *additional, name: str = "Administración Tributaria"):
    identifier = {"scheme": "MX-CPA", "id": number, "legalName": name}
    return unit(ocid, name=name, identifier=identifier, additionalIdentifiers=list(additional))


ADDITIONAL = [
    {"scheme": "X", "id": "06", "legalName": "Hacienda"},  # another scheme
    {"scheme": "MX-CPA", "id": "07", "legalName": "Hacienda"},  # not the beginning
    {"scheme": "MX-CPA", "id": "06E00", "legalName": "Hacienda"},  # the same code
    {"scheme": "MX-CPA", "id": "06"},  # nobody's name
    {"scheme": "MX-CPA", "id": "06", "legalName": "Administracion Tributaria"},  # its own name
    {"scheme": "MX-CPA", "id": "", "legalName": "Hacienda"},
    {},
]


cases = Cases()
SAY = [cases.given(f"said {n}", unit("a", memberOf=one)) for n, one in enumerate(SAID)]
SAY_NOT = [cases.given(f"not said {n}", unit("a", memberOf=one)) for n, one in enumerate(NOT_SAID)]
NEAREST = cases.given("nearest", unit("a", memberOf=[TOP, MINISTRY]), unit("b", **MINISTRY, memberOf=[TOP]))
CIRCLE = cases.given("circle", unit("a", memberOf=[MINISTRY]), unit("b", **MINISTRY, memberOf=[HOSPITAL]))
CODE = cases.given("code", coded("a", "16E00", {"scheme": "MX-CPA", "id": "16", "legalName": "Medio Ambiente"}))
NO_CODE = [cases.given(f"no code {n}", coded("a", f"06E0{n}", one)) for n, one in enumerate(ADDITIONAL)]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """All of these, each in a source of its own."""
    return cases.publish(tmp_path_factory.mktemp("hierarchies"))


def parents(snapshot, wanted):
    """The parent of the one unit in each of these sources."""
    rows = snapshot.connection().execute(
        "SELECT p.source, o.parent_id FROM processes p JOIN organisations o ON o.organisation_id = p.agency_id"
    )
    found = dict(rows.fetchall())
    return [found[source] for source in wanted]


def test_member_of_in_whatever_form(snapshot) -> None:
    assert parents(snapshot, SAY) == [f"{source}:m-1" for source in SAY]


def test_what_says_nothing_of_a_parent(snapshot) -> None:
    assert parents(snapshot, SAY_NOT) == [None] * len(NOT_SAID)


def test_a_parent_has_units_without_being_an_agency(snapshot) -> None:
    source = SAY[0]
    assert queries.organisation(snapshot, f"{source}:u-1").parent == queries.Named(
        f"{source}:m-1", "Secretaría de Salud"
    )
    parent = queries.organisation(snapshot, f"{source}:m-1")
    assert (parent.is_agency, parent.units) == (False, (queries.Named(f"{source}:u-1", "Hospital"),))


def test_a_parent_is_no_party_and_no_agency(snapshot) -> None:
    source = SAY[0]
    parties = snapshot.connection().execute(
        "SELECT organisation_id FROM parties JOIN processes p USING (process_id) WHERE p.source = ?", [source]
    )
    assert parties.fetchall() == [(f"{source}:u-1",)]
    assert queries.overview(snapshot, Filters(source=(source,))).agencies == 1
    assert queries.spending(snapshot, Filters(agency=(f"{source}:m-1",)), by="agency").processes == 0


def test_the_nearest_of_several_is_the_parent(snapshot) -> None:
    assert queries.organisation(snapshot, f"{NEAREST}:u-1").parent.id == f"{NEAREST}:m-1"
    units = queries.organisation(snapshot, f"{NEAREST}:p-1").units
    assert [one.id for one in units] == [f"{NEAREST}:m-1", f"{NEAREST}:u-1"]


def test_two_that_are_part_of_each_other_have_no_parent(snapshot) -> None:
    assert queries.organisation(snapshot, f"{CIRCLE}:u-1").parent is None
    assert queries.organisation(snapshot, f"{CIRCLE}:m-1").parent is None


def test_a_code_that_begins_with_that_of_its_ministry(snapshot) -> None:
    assert parents(snapshot, [CODE]) == ["MX-CPA-16"]
    assert queries.organisation(snapshot, "MX-CPA-16E00").parent == queries.Named("MX-CPA-16", "Medio Ambiente")


def test_other_additional_identifiers_say_nothing_of_a_parent(snapshot) -> None:
    assert parents(snapshot, NO_CODE) == [None] * len(ADDITIONAL)

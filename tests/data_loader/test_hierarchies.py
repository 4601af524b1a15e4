"""What an organisation is part of, where the data say so."""

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader.records import contract, publish, record


def unit(ocid: str, *, amount: float = 1, **party):
    buyer = {"id": "u-1", "name": "Hospital", "roles": ["buyer"]} | party
    return record(ocid, parties=[buyer], buyer={"id": buyer["id"]}, contracts=[contract(amount)])


MINISTRY = {"id": "m-1", "name": "Secretaría de Salud"}


def cases(tmp_path, releases):
    """The parent of the unit in each of these releases, each of a source of its own."""
    snapshot = publish(tmp_path, *({**release, "source": f"s{n}"} for n, release in enumerate(releases)))
    rows = snapshot.connection().execute(
        "SELECT p.source, o.parent_id FROM processes p JOIN organisations o ON o.organisation_id = p.agency_id"
    )
    parents = dict(rows.fetchall())
    return [parents[f"s{n}"] for n in range(len(releases))]


def test_member_of_in_whatever_form(tmp_path) -> None:
    given = [[MINISTRY], MINISTRY, [None, "x", MINISTRY]]
    assert cases(tmp_path, [unit("a", memberOf=one) for one in given]) == ["s0:m-1", "s1:m-1", "s2:m-1"]


def test_what_says_nothing_of_a_parent(tmp_path) -> None:
    given = [None, "Salud", 7, [], [[]], {"id": None}, {"id": {}, "name": [1]}, [{"id": "u-1"}]]
    assert cases(tmp_path, [unit("a", memberOf=one) for one in given]) == [None] * len(given)


def test_a_parent_has_units_without_being_an_agency(tmp_path) -> None:
    snapshot = publish(tmp_path, unit("a", memberOf=[MINISTRY]))
    assert queries.organisation(snapshot, "s:u-1").parent == queries.Named("s:m-1", "Secretaría de Salud")
    parent = queries.organisation(snapshot, "s:m-1")
    assert (parent.is_agency, parent.units) == (False, (queries.Named("s:u-1", "Hospital"),))


def test_a_parent_is_no_party_and_no_agency(tmp_path) -> None:
    snapshot = publish(tmp_path, unit("a", memberOf=[MINISTRY]))
    parties = snapshot.connection().execute("SELECT organisation_id FROM parties").fetchall()
    assert parties == [("s:u-1",)]
    assert queries.overview(snapshot, Filters()).agencies == 1
    assert queries.spending(snapshot, Filters(agency=("s:m-1",)), by="agency").processes == 0


def test_the_nearest_of_several_is_the_parent(tmp_path) -> None:
    top = {"id": "p-1", "name": "Presidencia"}
    snapshot = publish(
        tmp_path,
        unit("a", memberOf=[top, MINISTRY]),
        unit("b", **MINISTRY, memberOf=[top]),
    )
    assert queries.organisation(snapshot, "s:u-1").parent.id == "s:m-1"
    assert [one.id for one in queries.organisation(snapshot, "s:p-1").units] == ["s:m-1", "s:u-1"]


def test_two_that_are_part_of_each_other_have_no_parent(tmp_path) -> None:
    hospital = {"id": "u-1", "name": "Hospital"}
    snapshot = publish(tmp_path, unit("a", memberOf=[MINISTRY]), unit("b", **MINISTRY, memberOf=[hospital]))
    assert queries.organisation(snapshot, "s:u-1").parent is None
    assert queries.organisation(snapshot, "s:m-1").parent is None


def coded(ocid: str, number: str, *additional, name: str = "Administración Tributaria"):
    identifier = {"scheme": "MX-CPA", "id": number, "legalName": name}
    return unit(ocid, name=name, identifier=identifier, additionalIdentifiers=list(additional))


def test_a_code_that_begins_with_that_of_its_ministry(tmp_path) -> None:
    snapshot = publish(tmp_path, coded("a", "06E00", {"scheme": "MX-CPA", "id": "06", "legalName": "Hacienda"}))
    assert queries.organisation(snapshot, "MX-CPA-06E00").parent == queries.Named("MX-CPA-06", "Hacienda")


def test_other_additional_identifiers_say_nothing_of_a_parent(tmp_path) -> None:
    given = [
        {"scheme": "X", "id": "06", "legalName": "Hacienda"},  # another scheme
        {"scheme": "MX-CPA", "id": "07", "legalName": "Hacienda"},  # not the beginning
        {"scheme": "MX-CPA", "id": "06E00", "legalName": "Hacienda"},  # the same code
        {"scheme": "MX-CPA", "id": "06"},  # nobody's name
        {"scheme": "MX-CPA", "id": "06", "legalName": "Administracion Tributaria"},  # its own name
        {"scheme": "MX-CPA", "id": "", "legalName": "Hacienda"},
        {},
    ]
    releases = [coded("a", f"06E0{n}", one) for n, one in enumerate(given)]
    assert cases(tmp_path, releases) == [None] * len(given)

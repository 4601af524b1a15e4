"""Who is who in the bundled data, worked out a second time in plain Python over the compiled releases."""

import json
import re
from collections import Counter, defaultdict

import pytest

from data_loader import queries
from data_loader.filters import Filters
from tests.data_loader import plain

ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


@pytest.fixture(scope="module")
def releases(bundled_snapshot):
    rows = bundled_snapshot.connection().execute("SELECT process_id, compiled FROM records").fetchall()
    return {process_id: json.loads(compiled) for process_id, compiled in rows}


@pytest.fixture(scope="module")
def organisations(bundled_snapshot):
    found = bundled_snapshot.connection().execute("SELECT * FROM organisations")
    names = [item[0] for item in found.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}


def objects(thing):
    """Every object in a release, however deep."""
    if isinstance(thing, dict):
        yield thing
        for item in thing.values():
            yield from objects(item)
    elif isinstance(thing, list):
        for item in thing:
            yield from objects(item)


def rfc_of(organisation):
    identifier = organisation.get("identifier") or {}
    number = re.sub(r"[\s.-]", "", str(identifier.get("id") or "").upper())
    return number if identifier.get("scheme") in {"RFC", "MX-RFC"} else None


def check_digit_fits(rfc):
    weighted = sum(ALPHABET.index(sign) * (13 - place) for place, sign in enumerate(rfc[:-1].rjust(12)))
    return "0123456789A"[(11 - weighted) % 11] == rfc[-1]


def test_the_form_of_every_rfc(releases, organisations) -> None:
    """Three letters or four, six digits, three signs; one more for people than for companies; and its last sign."""
    seen = {rfc_of(party) for release in releases.values() for party in release.get("parties", [])} - {None, ""}
    checked = Counter()
    for number in seen:
        known = organisations.get(f"MX-RFC-{number}")
        if known is None or known["scheme"] != "MX-RFC":
            continue
        right = re.fullmatch(r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}", number) is not None
        assert known["identifier_valid"] == right, number
        person = {12: "legal", 13: "natural"}[len(number)] if right else None
        assert known["person"] == person, number
        fault = "form" if not right else None if check_digit_fits(number) else "check_digit"
        assert known["identifier_fault"] == fault, number
        checked[fault] += 1
    assert checked[None] > 200
    assert min(checked["form"], checked["check_digit"]) > 5


def test_every_spelling_and_in_how_many_processes(releases, organisations) -> None:
    """The spellings of those with an RFC: the names that stand in one object with it."""
    found = defaultdict(set)
    for process_id, release in releases.items():
        for party in release.get("parties", []):
            name = plain.said(party.get("name"))
            if name and rfc_of(party):
                found[rfc_of(party), name].add(process_id)
    compared = 0
    for (number, name), processes in found.items():
        known = organisations.get(f"MX-RFC-{number}")
        if known is None:
            continue  # a placeholder, or a number with signs that an address cannot hold
        spellings = {item["name"]: item["processes"] for item in known["variants"]}
        assert spellings.get(name, 0) >= len(processes), (number, name)
        compared += 1
    assert compared > 250


def test_ministries_of_the_federal_administration(releases, organisations) -> None:
    """An additional identifier in the same scheme that the own one begins with is the ministry's."""
    expected = {}
    for release in releases.values():
        for party in release.get("parties", []):
            own = party.get("identifier") or {}
            for code in party.get("additionalIdentifiers") or []:
                if code.get("scheme") == own.get("scheme") == "MX-CPA" and own["id"] != code["id"]:
                    assert own["id"].startswith(code["id"])
                    expected[f"MX-CPA-{own['id']}"] = f"MX-CPA-{code['id']}"
    assert len(expected) == 9
    assert {key: row["parent_id"] for key, row in organisations.items() if row["parent_id"]} == expected


def test_every_match_is_of_two_that_have_such_names(bundled_snapshot, organisations) -> None:
    rows = queries.matches(bundled_snapshot, page_size=1000).rows
    assert len(rows) > 10
    for row in rows.itertuples():
        for key, spelling in ((row.organisation_id, row.spelling), (row.other_id, row.other_spelling)):
            assert spelling in {item["name"] for item in organisations[key]["variants"]}
        same = plain.fold(row.spelling) == plain.fold(row.other_spelling)
        assert same or row.reason != "same_name"


def test_no_organisation_names_itself_as_its_parent(organisations) -> None:
    for key in organisations:
        seen, at = {key}, organisations[key]["parent_id"]
        while at:
            assert at not in seen
            seen.add(at)
            at = organisations[at]["parent_id"]


def test_the_count_of_a_spelling_opens_its_processes(bundled_snapshot):
    largest = bundled_snapshot.connection().execute(
        "SELECT organisation_id FROM organisations ORDER BY len(variants) DESC, organisation_id LIMIT 4"
    )
    for (identity,) in largest.fetchall():
        found = queries.organisation(bundled_snapshot, identity)
        assert found.listed == {name for name, _ in found.variants}
        for name, count in found.variants:
            listed = queries.processes(
                bundled_snapshot, Filters(), having="spelling", value=f"{identity} {name}", page_size=1
            )
            assert listed.total == count


def test_a_spelling_that_only_says_of_what_a_unit_is_part_has_no_list(bundled_snapshot):
    named = bundled_snapshot.connection().execute(
        "SELECT organisation_id FROM organisations o WHERE organisation_id NOT IN (SELECT organisation_id FROM parties)"
    )
    only = [identity for (identity,) in named.fetchall()]
    assert only
    assert not [identity for identity in only if queries.organisation(bundled_snapshot, identity).listed]

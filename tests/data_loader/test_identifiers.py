"""Identifiers held against the form of their scheme."""

import re

import pytest

from data_loader import identifiers, queries
from data_loader.identifiers import Verdict, verdict
from tests.data_loader.records import publish, record

RIGHT = [
    ("MX-RFC", "INA1402082Z8", "legal"),
    ("MX-RFC", "ina-140208-2z8", "legal"),
    ("MX-RFC", "RFC-INA1402082Z8", "legal"),
    ("MX-RFC", "GODE561231GR8", "natural"),
    ("MX-CURP", "BOXW310820HNERXN09", "natural"),
    ("CL-RUT", "69.061.400-6", None),
    ("GB-COH", "SC123456", "legal"),
    ("NG-CAC", "RC 12345", None),
    ("AM-TIN", "02507171", None),
    ("UA-EDR", "32855961", "legal"),
]
WRONG = [
    ("MX-RFC", "0B4953ED84AE80868DF0825B775B404A", "form"),
    ("MX-RFC", "INA1413082Z8", "form"),  # no such month
    ("MX-RFC", "GODE561231", "form"),  # not the whole of it
    ("CL-RUT", "69.061.400-5", "check_digit"),
    ("PE-RUC", "20512333798", "check_digit"),
    ("GB-COH", "7444723", "form"),
    ("AM-TIN", "2507171", "form"),
]


@pytest.mark.parametrize(("scheme", "identifier", "person"), RIGHT)
def test_right(scheme: str, identifier: str, person: str | None) -> None:
    assert verdict(scheme, identifier) == Verdict(valid=True, fault=None, person=person)


@pytest.mark.parametrize(("scheme", "identifier", "fault"), WRONG)
def test_wrong(scheme: str, identifier: str, fault: str) -> None:
    assert verdict(scheme, identifier) == Verdict(valid=False, fault=fault, person=None)


def test_the_check_digit_of_an_rfc_is_only_a_doubt() -> None:
    assert verdict("MX-RFC", "INA1402082Z9") == Verdict(valid=True, fault="check_digit", person="legal")


def test_an_unknown_scheme_is_neither_right_nor_wrong() -> None:
    assert verdict("X-Y", "1") is None


@pytest.mark.parametrize("scheme", sorted(identifiers.forms()))
def test_every_form_is_complete_and_refuses_nonsense(scheme: str) -> None:
    form = identifiers.forms()[scheme]
    assert form.module or form.pattern != ".+"
    assert re.compile(form.pattern)
    assert verdict(scheme, "¿?").valid is False


def test_organisations_and_problems_say_what_was_found(tmp_path) -> None:
    numbers = ("INA1402082Z8", "INA1402082Z9", "KPMG")
    snapshot = publish(
        tmp_path,
        *(
            record(f"o-{number}", buyer={"name": number * 2, "identifier": {"scheme": "RFC", "id": number}})
            for number in numbers
        ),
        record("x", buyer={"name": "Otra", "identifier": {"scheme": "X-Y", "id": "KPMG"}}),
    )
    found = [queries.organisation(snapshot, f"MX-RFC-{number}") for number in numbers]
    assert [(one.identifier_valid, one.identifier_fault, one.person) for one in found] == [
        (True, None, "legal"),
        (True, "check_digit", "legal"),
        (False, "form", None),
    ]
    assert queries.organisation(snapshot, "X-Y-KPMG").identifier_valid is None
    problems = snapshot.connection().execute("SELECT ocid, code, value, action FROM problems ORDER BY ALL").fetchall()
    assert problems == [
        ("o-INA1402082Z9", "identifier_check_digit", "MX-RFC INA1402082Z9", "noted"),
        ("o-KPMG", "identifier_form", "MX-RFC KPMG", "noted"),
    ]

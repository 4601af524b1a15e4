"""Whether an identifier of an organisation has the form of its scheme, by `identifiers.toml` and python-stdnum."""

from __future__ import annotations

import importlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
import pandas as pd
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

FORMS: Final = Path(__file__).with_name("identifiers.toml")
_BLANKS: Final = re.compile(r"[\s.]+")
_BATCH: Final = 50_000

Fault = Literal["form", "check_digit"]
Person = Literal["legal", "natural"]


@dataclass(frozen=True, slots=True)
class Form:
    """How the identifiers of a scheme look; see identifiers.toml."""

    name: str
    pattern: str = ".+"
    module: str | None = None
    check: Literal["certain", "noted"] = "certain"
    person: dict[str, Person] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of an identifier. `valid` stays True where only a check digit that has exceptions is wrong."""

    valid: bool
    fault: Fault | None
    person: Person | None


@cache
def forms() -> dict[str, Form]:
    """Return the forms by scheme."""
    return {scheme: Form(**given) for scheme, given in tomllib.loads(FORMS.read_text(encoding="utf-8")).items()}


def verdict(scheme: str, identifier: str) -> Verdict | None:
    """Return what is known of an identifier, None where the form of its scheme is not.

    >>> verdict("MX-RFC", "INA-140208-2Z8")
    Verdict(valid=True, fault=None, person='legal')
    >>> verdict("MX-RFC", "INA1402082Z9").fault
    'check_digit'
    """
    form = forms().get(scheme)
    if form is None:
        return None
    plain = _BLANKS.sub("", identifier).upper()
    for prefix in (f"{scheme}-", f"{scheme.partition('-')[2]}-"):
        plain = plain.removeprefix(prefix)
    # The patterns have no hyphens; the modules know where their own belong.
    bare = plain.replace("-", "")
    if not re.fullmatch(form.pattern, bare):
        return Verdict(valid=False, fault="form", person=None)
    fault = _fault(form, plain)
    valid = fault is None or (fault == "check_digit" and form.check == "noted")
    person = form.person.get(str(len(bare)), form.person.get("*")) if valid else None
    return Verdict(valid, fault, person)


def _fault(form: Form, identifier: str) -> Fault | None:
    if form.module is None:
        return None
    module: Any = importlib.import_module(f"stdnum.{form.module}")
    try:
        module.validate(identifier)
    except InvalidChecksum:
        return "check_digit"
    except ValidationError:
        return "form"
    if form.check != "noted":
        return None
    try:
        module.validate(identifier, validate_check_digits=True)
    except (InvalidChecksum, InvalidComponent):
        return "check_digit"
    return None


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identifier_checks`: scheme, identifier, valid, fault, person; one row an identifier of a known scheme."""
    connection.execute(
        "CREATE TEMP TABLE identifier_checks (scheme VARCHAR, identifier VARCHAR, valid BOOLEAN, fault VARCHAR, person VARCHAR)"
    )
    found = connection.execute(
        "SELECT DISTINCT scheme, identifier FROM named "
        "WHERE list_contains($schemes, scheme) AND identifier IS NOT NULL ORDER BY ALL",
        {"schemes": list(forms())},
    ).fetchall()
    for start in range(0, len(found), _BATCH):
        rows = [(*key, *_row(*key)) for key in found[start : start + _BATCH]]
        checked = pd.DataFrame(rows, columns=["scheme", "identifier", "valid", "fault", "person"])
        connection.register("checked", checked)
        connection.execute("INSERT INTO identifier_checks SELECT * FROM checked")
        connection.unregister("checked")


def _row(scheme: str, identifier: str) -> tuple[bool | None, str | None, str | None]:
    known = verdict(scheme, identifier)
    return (None, None, None) if known is None else (known.valid, known.fault, known.person)

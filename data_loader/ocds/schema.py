"""The release schema as a tree of shapes: what each field must be, so that the normaliser can hold data against it."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal

FOLDER: Final = Path(__file__).parent
SCHEMA_FILE: Final = FOLDER / "release-schema-1__1__5.json"
EXTENSION_FILE: Final = FOLDER / "bids-extension.json"

_BUILDING: Final = Lock()
"""Sources are pulled side by side: nobody may see a shape that is half filled."""

_OF_TEXTS: Final[dict[str, dict[str, Any]]] = {}
"""What became of texts, by the kind of value that they should be; codes are of their list."""

Kind = Literal["object", "array", "string", "id", "number", "integer", "boolean", "date", "currency", "any"]


@dataclass(slots=True)
class Shape:
    """What a field must be.

    `name` is the schema's definition (`Value`, `Period`, …) of an object, `items` the shape of an array's elements,
    `codes` maps each known `spelling` of a code to the code; `closed` where no other code is allowed.
    `may_be_empty` where an empty text stays; `of_texts` is what became of texts that stood there (None: a text is no
    such value).
    """

    kind: Kind
    name: str = ""
    properties: dict[str, Shape] = field(default_factory=dict)
    items: Shape | None = None
    codes: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    may_be_empty: bool = field(init=False)
    of_texts: dict[str, Any] | None = field(init=False)

    def __post_init__(self) -> None:
        """Note what is asked of every value."""
        self.may_be_empty = self.kind in {"string", "id", "any"}
        if self.kind in {"object", "array"}:
            self.of_texts = None
        else:
            self.of_texts = {} if self.codes else _OF_TEXTS.setdefault(self.kind, {})


@cache
def schema() -> dict[str, Any]:
    """Return the OCDS 1.1.5 release schema with the bids extension: what is typed, and how releases are merged."""
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    extension = json.loads(EXTENSION_FILE.read_text(encoding="utf-8"))
    for part in ("properties", "definitions"):
        loaded[part] |= extension[part]
    return loaded


@cache
def codes(codelist: str) -> dict[str, str]:
    """Return the spellings of a codelist's codes and known aliases → code, see `spelling`; empty for one not carried."""
    file_name = FOLDER / "codelists" / codelist
    if not file_name.exists():
        return {}
    with file_name.open(encoding="utf-8-sig", newline="") as file:
        known = {spelling(row["Code"]): row["Code"] for row in csv.DictReader(file)}
    aliases = tomllib.loads((FOLDER / "code_aliases.toml").read_text(encoding="utf-8"))
    known.update({spelling(alias): code for alias, code in aliases.get(codelist.removesuffix(".csv"), {}).items()})
    return known


@cache
def recommended_documents() -> dict[str, tuple[str, ...]]:
    """Return the document types that OCDS calls basic, by stage, in the order of its list."""
    with (FOLDER / "codelists" / "documentType.csv").open(encoding="utf-8-sig", newline="") as file:
        basic = [row for row in csv.DictReader(file) if row["Category"] == "basic"]
    found: dict[str, tuple[str, ...]] = {}
    for row in basic:
        for stage in (section.strip() for section in row["Section"].split(",")):
            found[stage] = (*found.get(stage, ()), row["Code"])
    return found


@lru_cache(maxsize=4096)
def spelling(code: str) -> str:
    """Return what the spellings of one code have in common: "Award Notice", "awardNotice" and "award_notice"."""
    return "".join(character for character in code.lower() if character.isalnum())


@cache
def release_shape() -> Shape:
    """Return the shape of an OCDS release, with the extension fields that Vitrina reads."""
    with _BUILDING:
        root = Shape("object", "Release")
        _fill(root, schema()["properties"])
        _extend()
        return root


@cache
def _definition(name: str) -> Shape:
    return Shape("object", name)


def _fill(shape: Shape, properties: dict[str, Any]) -> None:
    for key, spec in properties.items():
        shape.properties[key] = _shape(key, spec)


def _shape(key: str, spec: dict[str, Any]) -> Shape:
    if reference := spec.get("$ref"):
        return _resolved(reference.rsplit("/", 1)[1])
    types = spec.get("type", [])
    types = {types} if isinstance(types, str) else set(types)
    known = codes(spec["codelist"]) if "codelist" in spec else {}
    if "array" in types and "items" in spec:
        items = _shape("", spec["items"])
        if known and items.kind == "string":
            items = Shape("string", codes=known, closed=not spec.get("openCodelist", True))
        return Shape("array", items=items)
    shape = Shape(_kind(key, types, spec), codes=known, closed=not spec.get("openCodelist", True))
    _fill(shape, spec.get("properties", {}))
    return shape


def _kind(key: str, types: set[str], spec: dict[str, Any]) -> Kind:
    tests: tuple[tuple[bool, Kind], ...] = (
        ({"object", "string"} <= types, "any"),
        (key == "currency", "currency"),
        (spec.get("format") == "date-time", "date"),
        ("number" in types and "string" not in types, "number"),
        ("integer" in types and "string" not in types, "integer"),
        ("boolean" in types, "boolean"),
        ("object" in types, "object"),
        (key in {"id", "ocid"} or key.endswith(("ID", "Identifier")), "id"),
        ("string" in types, "string"),
    )
    return next((kind for holds, kind in tests if holds), "any")


def _resolved(name: str) -> Shape:
    shape = _definition(name)
    if not shape.properties:
        shape.properties["id"] = Shape("id")  # breaks the circle: definitions refer to each other
        _fill(shape, schema()["definitions"][name]["properties"])
    return shape


def _extend() -> None:
    """Add what publishers write beyond the standard and Vitrina reads: suppliers and buyers of a contract."""
    organisation = _resolved("OrganizationReference")
    organisation.properties["identifier"] = _resolved("Identifier")
    organisation.properties["address"] = _resolved("Address")
    organisations = Shape("array", items=organisation)
    contract = _resolved("Contract")
    contract.properties |= {"suppliers": organisations, "buyers": organisations}

"""What the API answers of organisations: who one is, and which may be the same."""

from typing import Literal

from pydantic import BaseModel, Field


class Spelling(BaseModel):
    name: str = Field(description="As published.")
    processes: int = Field(description="Processes whose record has this spelling.")


class RelatedOrganisation(BaseModel):
    id: str
    name: str
    note: str | None = Field(description="What the alias file says of it.")


class Organisation(BaseModel):
    id: str
    name: str
    named_by_hand: bool = Field(description="Whether the alias file gives the name.")
    is_agency: bool
    is_supplier: bool
    scheme: str | None
    identifier: str | None
    identifier_valid: bool | None = Field(description="Null: no identifier, or a scheme whose form is not known.")
    identifier_fault: Literal["form", "check_digit"] | None = Field(description="Null: none found.")
    person: Literal["legal", "natural"] | None = Field(description="What the form of the identifier tells.")
    processes: int = Field(description="Processes whose record names it in any role.")
    spellings: list[Spelling]
    sources: list[str]
    merged: list[RelatedOrganisation] = Field(description="Organisations that the alias file makes this one.")
    parent: RelatedOrganisation | None = Field(description="What it is part of; null: nothing says so.")
    units: list[RelatedOrganisation] = Field(description="All that is below it, the nearest first.")


class Match(BaseModel):
    organisation_id: str = Field(description="The one to keep.")
    other_id: str = Field(description="The one that would be merged into it.")
    name: str
    other_name: str
    spelling: str = Field(description="Its spelling that is most like one of the other.")
    other_spelling: str
    processes: int
    other_processes: int
    reason: Literal["same_identifier", "two_schemes", "one_letter", "same_name", "near_name"]
    similarity: float = Field(description="Of the two spellings, 0–1.")
    role: Literal["agency", "supplier", "mixed"]
    different_identifiers: bool = Field(description="Each has an official identifier of its own: probably two.")
    different_sources: bool = Field(description="No source names both.")


class Matches(BaseModel):
    total: int
    page: int
    page_size: int
    next: str | None = Field(description="Address of the next page.")
    rows: list[Match]

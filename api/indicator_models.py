"""What the API answers about indicators of risk. A raised result is a question, never proof."""

from typing import Any

from pydantic import BaseModel, Field

from data_loader.indicators.definitions import Family, Level, State


class Indicator(BaseModel):
    indicator: str = Field(description="Stable code for programs; those of Cardinal begin with R.")
    title: str
    definition: str = Field(description="What it measures.")
    why: str = Field(description="Why it matters.")
    innocent: str = Field(description="What would explain it innocently.")
    next: str = Field(description="What to ask next.")
    family: Family
    level: Level = Field(description="What a result is about.")
    levels: list[Level] = Field(description="All that results are about.")
    unit: str = Field(description="Kind of value and threshold.")
    compare: str = Field(description="How the value is held against a threshold that can be changed; empty: it cannot.")
    parameters: dict[str, float | list[str]] = Field(description="The numbers that it uses here.")
    needs: list[str] = Field(description="Without these it is not computable.")
    references: list[str]
    raised: int
    clear: int
    not_computable: int
    rate: float | None = Field(description="Of what it can be computed for, what is raised, 0–1.")


class Indicators(BaseModel):
    definitions: list[Indicator]
    note: str


class IndicatorRow(BaseModel):
    indicator: str
    level: Level
    state: State
    reason: str | None = Field(description="Code of why it cannot be computed; null: it can.")
    ocid: str | None = Field(description="Process; null: it is about organisations.")
    source: str | None
    item: str | None = Field(description="Place of the item in the record; null: not about an item.")
    agency: str | None = Field(description="Agency id.")
    agency_name: str | None
    supplier: str | None = Field(description="Supplier id; null: none, several, or not published.")
    supplier_name: str | None
    value: float | None
    threshold: float | None
    peer_group: str | None = Field(description="What it was compared with.")
    peers: int | None = Field(description="How many these are.")
    amount: float | None = Field(description="Money at stake.")
    currency: str | None
    since: str | None = Field(description="Snapshot since which it is raised; null: it is not.")
    evidence: dict[str, Any] = Field(description="The figures that it rests on, and its records.")
    url: str | None = Field(description="The page for people; null: not computable.")


class IndicatorResults(BaseModel):
    total: int
    page: int
    page_size: int
    next: str | None = Field(description="Address of the next page.")
    rows: list[IndicatorRow]

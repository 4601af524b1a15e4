"""What the API answers, field by field. A null is a value that nobody published; zero means zero."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from api.check_models import Outlier
from data_loader.filters import AmountStage, ProcessStage
from data_loader.queries.changes import Kind


class ErrorDetail(BaseModel):
    code: str = Field(description="Stable word for programs.")
    message: str = Field(description="What is wrong and what to do.")
    field: str | None = Field(description="The parameter that is wrong, if one is.")


class Error(BaseModel):
    error: ErrorDetail


class SnapshotId(BaseModel):
    id: str
    published_at: str = Field(description="When these data became current (ISO 8601, UTC).")


class SnapshotAge(BaseModel):
    id: str
    age_seconds: int


class Health(BaseModel):
    status: Literal["ok"]
    snapshot: SnapshotAge


class Source(BaseModel):
    id: str
    name: str | None
    url: str | None
    shape: str | None
    pulled_at: str | None
    processes: int
    problems: int


class Counts(BaseModel):
    processes: int
    releases: int
    agencies: int
    suppliers: int


class CurrencyCount(BaseModel):
    currency: str | None = Field(description="Three-letter code; null where an amount has no currency.")
    processes: int


class Meta(BaseModel):
    snapshot: SnapshotId
    sources: list[Source]
    counts: Counts
    currencies: list[CurrencyCount]


class SpendingRow(BaseModel):
    id: str | None = Field(description="Null: not published.")
    name: str | None
    amount: float | None = Field(description="Null: no process of this group published one.")
    processes: int
    without_amount: int = Field(description="Processes that published no amount in this stage.")
    share: float | None = Field(description="Of the total, 0–1.")


class Spending(BaseModel):
    unit: str | None = Field(description="Currency of every amount here.")
    stage: AmountStage
    by: str
    total: float | None
    processes: int
    without_amount: int
    other_currency: int = Field(description="Processes with an amount in other currencies only.")
    currency_not_published: int = Field(description="Processes whose amount has no currency: in no total.")
    groups: int = Field(description="Rows there are, before limit and offset.")
    outliers: list[Outlier] = Field(
        description="Amounts absurd against their peers that make 10% of the total or more."
    )
    rows: list[SpendingRow]


class TimelineStep(BaseModel):
    step: Literal["call_open", "decision", "signing", "execution", "first_payment"]
    measured: int
    missing: int = Field(description="Processes that lack one of the two dates.")
    negative: int = Field(description="Processes whose dates contradict each other: left out.")
    p25: float | None = Field(description="Days; a quarter of the processes took no longer.")
    median: float | None
    p75: float | None


class TimelineGroup(BaseModel):
    id: str | None = Field(description="Null: not published.")
    name: str | None
    steps: list[TimelineStep]


class Timelines(BaseModel):
    steps: list[TimelineStep]
    by: str | None
    groups: list[TimelineGroup] = Field(description="Empty where nothing is grouped.")


class StageScores(BaseModel):
    planning: float | None
    tender: float | None
    award: float | None
    contract: float | None
    implementation: float | None


class AgencyCompleteness(BaseModel):
    id: str | None
    name: str | None
    processes: int
    score: float | None = Field(description="Fields published ÷ fields applicable, 0–1.")
    stages: StageScores


class CompletenessRow(BaseModel):
    id: str | None
    name: str | None
    processes: int
    published: int = Field(description="Fields published: the numerator.")
    applicable: int = Field(description="Fields owed: the denominator.")
    score: float | None


class Completeness(BaseModel):
    score: float | None
    published: int
    applicable: int
    processes: int
    stages: StageScores
    by: str
    rows: list[CompletenessRow] = Field(description="The groups of `by`: their parts add up to the whole.")
    agencies: list[AgencyCompleteness]


class Amounts(BaseModel):
    planned: float | None
    tendered: float | None
    awarded: float | None
    contracted: float | None
    paid: float | None


class NamedId(BaseModel):
    id: str | None
    name: str | None


class ProcessRow(BaseModel):
    ocid: str
    source: str
    title: str | None
    agency: str | None = Field(description="Name; null: not published.")
    agency_id: str | None
    stage: ProcessStage | None = Field(description="Furthest stage with something published.")
    method: str | None
    category: str | None
    date: str | None = Field(description="The date by which the process is counted in a year.")
    amounts: Amounts
    currency: str | None = Field(description="Of the amounts.")
    suppliers: list[NamedId]
    url: str = Field(description="The page for people.")
    api_url: str = Field(description="This process in the API.")


class Processes(BaseModel):
    total: int
    page: int
    page_size: int
    next: str | None = Field(description="Address of the next page.")
    rows: list[ProcessRow]


class ProcessDetail(ProcessRow):
    description: str | None
    durations: dict[str, float | None] = Field(description="Days a step; see /api/v1/timelines.")
    score: float | None
    releases: int | None
    fetched_at: str | None
    other_sources: list[str] = Field(description="Other sources that publish this ocid: ask with ?source=.")


class Problem(BaseModel):
    code: str
    path: str | None
    value: str | None
    action: str | None = Field(description="repaired, refused or noted.")


class Process(BaseModel):
    process: ProcessDetail
    compiled: dict[str, Any] = Field(description="The OCDS 1.1 compiled release.")
    source_urls: list[str]
    problems: list[Problem]


class FieldChange(BaseModel):
    path: str = Field(description="Where in the release; objects in lists by their id.")
    before: str | None = Field(description="Null: it was not published before.")
    after: str | None = Field(description="Null: it is no longer published.")


class ChangeRow(BaseModel):
    at: str = Field(description="When the pull found it (ISO 8601, UTC).")
    source: str
    ocid: str
    title: str | None
    kind: Kind = Field(description="vanished: its source serves it no longer; it is kept.")
    fields_total: int = Field(description="Fields that changed; the first 50 are listed.")
    fields: list[FieldChange]
    url: str | None = Field(description="The page for people.")


class ChangeCounts(BaseModel):
    added: int
    changed: int
    vanished: int
    returned: int


class Changes(BaseModel):
    total: int
    processes: int = Field(description="Processes with a change.")
    counts: ChangeCounts
    first: str | None = Field(description="As far back as is kept; null where nothing ever changed.")
    page: int
    page_size: int
    next: str | None = Field(description="Address of the next page.")
    rows: list[ChangeRow]


class Column(BaseModel):
    name: str
    type: str = Field(description="As DuckDB and Parquet have it.")
    description: str = Field(description="Unit, place in OCDS, and what null means.")


class Table(BaseModel):
    name: str
    description: str
    rows: int
    columns: list[Column]
    csv: str = Field(description="Address of all rows as CSV.")
    parquet: str = Field(description="Address of all rows as Parquet.")


class Tables(BaseModel):
    tables: list[Table]


class Publisher(BaseModel):
    name: str
    uri: str | None = None


class LinkedRelease(BaseModel):
    url: str
    date: str = Field(description="Of the process's latest release.")


class Record(BaseModel):
    ocid: str
    releases: list[LinkedRelease]
    compiledRelease: dict[str, Any]  # noqa: N815  (OCDS's own name)


class Links(BaseModel):
    next: str | None = None
    prev: str | None = None


class RecordPackage(BaseModel):
    """An OCDS 1.1 record package."""

    uri: str
    version: Literal["1.1"] = "1.1"
    extensions: list[str]
    publishedDate: str  # noqa: N815  (OCDS's own name)
    publisher: Publisher
    records: list[Record]
    links: Links

"""What the API answers about who publishes, how soon, and what is still missing. A null was not published."""

from typing import Literal

from pydantic import BaseModel, Field

from data_loader.filters import ProcessStage


class TimelinessRow(BaseModel):
    id: str | None = None
    name: str | None = None
    event: Literal["tender", "award", "signature", "payment"]
    events: int = Field(description="Events that should be published: calls, awards, signatures or payments.")
    processes: int
    measured: int
    at_most: int = Field(description="Of the measured: only one release is known, so it may have been sooner.")
    missing: int = Field(description="Events without a date, or in no dated release.")
    negative: int = Field(description="Published before they happened: left out.")
    p25: float | None = Field(description="Days; a quarter of the events took no longer.")
    median: float | None
    p75: float | None


class Timeliness(BaseModel):
    by: str | None
    rows: list[TimelinessRow]


class TodoRow(BaseModel):
    field: str = Field(description="Path in OCDS.")
    stage: ProcessStage
    level: Literal["basic", "intermediate", "advanced"]
    label: str
    reason: str
    object: str | None = Field(description="What lacks the field: award, contract or payment; null: the process.")
    objects: int
    lacking: int = Field(description="Objects that lack the field.")
    applicable: int = Field(description="Processes that owe the field.")
    processes: int = Field(description="Processes that lack the field.")
    empty: int = Field(description="Of these, processes that publish no such object at all.")
    url: str = Field(description="The list of these processes.")


class Todo(BaseModel):
    rows: list[TodoRow]


class Gap(BaseModel):
    source: str
    ocid: str
    agency_id: str | None
    agency: str | None
    field: str = Field(description="The field's name in the language asked for.")
    path: str = Field(description="Path in OCDS.")
    level: Literal["basic", "intermediate", "advanced"]
    objects: int | None
    lacking: int | None
    url: str = Field(description="The page for people.")
    source_url: str | None = Field(description="Where the process was read.")


class Gaps(BaseModel):
    next: str | None = Field(description="Address of the next page.")
    rows: list[Gap]


class AgencyRollout(BaseModel):
    id: str
    name: str
    processes: int
    first_release: str | None
    last_release: str | None
    first_month: str | None
    last_month: str | None
    months: int = Field(description="Months in which one of its processes first appeared.")
    process_share: float | None
    amount: float | None
    money_share: float | None


class RolloutMonth(BaseModel):
    month: str
    agencies: int
    new_agencies: int
    processes: int
    all_agencies: int = Field(description="Up to and with this month.")
    all_processes: int


class LorenzPoint(BaseModel):
    measure: Literal["processes", "money"]
    place: int
    agencies: float = Field(description="Share of the agencies, from the smallest, 0–1.")
    share: float = Field(description="What they have together, 0–1.")


class RosterRow(BaseModel):
    source: str | None
    line: int
    roster_id: str | None
    name: str
    state: Literal["publishing", "silent", "never"]
    agency_ids: list[str]
    matched_by: str | None
    processes: int
    first_release: str | None
    last_release: str | None
    suggested_id: str | None = Field(description="An agency of a similar name, for a person to judge.")
    suggested_name: str | None
    likeness: float | None


class Unlisted(BaseModel):
    id: str
    name: str
    processes: int
    first_release: str | None
    last_release: str | None


class RosterProblem(BaseModel):
    source: str | None
    line: int
    name: str | None
    problem: str


class RosterAnswer(BaseModel):
    today: str = Field(description="The day that silence is counted from.")
    silent_after: int
    publishing: int
    silent: int
    never: int
    rows: list[RosterRow]
    unlisted: list[Unlisted] = Field(description="Agencies that publish and are on no roster.")
    problems: list[RosterProblem] = Field(description="Rows of the file that cannot be used.")


class Rollout(BaseModel):
    unit: str | None
    processes: int
    unnamed: int = Field(description="Processes that name no agency: in no share.")
    undated: int = Field(description="Processes in no dated release.")
    top3_processes: float | None
    top3_money: float | None
    gini_processes: float | None = Field(description="0: all alike; towards 1: one agency has nearly all.")
    gini_money: float | None
    agencies: list[AgencyRollout]
    months: list[RolloutMonth]
    lorenz: list[LorenzPoint]
    roster: RosterAnswer

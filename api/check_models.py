"""What the API answers about the checks of the data. A null is a value that nobody published."""

from pydantic import BaseModel, Field

from data_loader.checks import Family, State


class Words(BaseModel):
    es: str
    en: str


class CheckDefinition(BaseModel):
    check: str = Field(description="Stable word for programs.")
    family: Family
    level: str = Field(description="What a failing example is.")
    name: Words
    what: Words = Field(description="What it looks at.")
    why: Words = Field(description="Why it matters.")
    mend: Words = Field(description="How to mend what it finds.")
    reason: Words = Field(description="Why its numbers are what they are; empty where it has none.")
    needs: Words = Field(description="Without these it is not applicable.")
    parameters: dict[str, float] = Field(description="The numbers that it uses.")
    fails: int
    passes: int
    not_applicable: int
    share: float | None = Field(description="Of the processes to which it applies, those that fail, 0–1.")


class Checks(BaseModel):
    processes: int
    failing: int = Field(description="Processes that fail at least one check.")
    checks: list[CheckDefinition]


class CheckExample(BaseModel):
    path: str | None = Field(description="Place in the record.")
    value: str | None = Field(description="What is written there; null: nothing.")
    against: str | None = Field(description="What it was held against.")


class CheckResult(BaseModel):
    check: str
    state: State
    ocid: str
    source: str
    title: str | None
    agency: str | None = Field(description="Name; null: not published.")
    agency_id: str | None
    failures: int = Field(description="Places of the record that fail.")
    examples: list[CheckExample] = Field(description="At most five of them.")
    url: str = Field(description="The page for people.")


class Outlier(BaseModel):
    ocid: str
    source: str
    agency: str | None = Field(description="Name; null: not published.")
    path: str = Field(description="Place in the record.")
    amount: float
    median: float = Field(description="Of its peers: same source, stage, currency and category.")
    times: float = Field(description="How many times the median it is.")
    share: float = Field(description="Of the total, 0–1.")
    url: str = Field(description="The page for people.")


class CheckResults(BaseModel):
    total: int
    page: int
    page_size: int
    next: str | None = Field(description="Address of the next page.")
    rows: list[CheckResult]

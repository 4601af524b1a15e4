"""What callers may ask: one model an endpoint, from which validation and the OpenAPI document both come."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from components.text import known_languages
from data_loader.checks import State, check_list
from data_loader.earlier import IDENTITY
from data_loader.filters import FILTER_FIELDS, AmountStage, Filters, ProcessStage, Step
from data_loader.indicators.definitions import State as IndicatorState
from data_loader.indicators.definitions import indicator_list
from data_loader.queries import HAVING
from data_loader.queries.changes import Kind

Format = Literal["json", "csv", "xlsx"]

Id = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
"""Something a reader could see: no NUL, not blank."""
Ids = Annotated[list[Id], Field(max_length=50)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Amount = Annotated[float, Field(allow_inf_nan=False)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{3}$")]


_CHECKS = [check.code for check in check_list()]


def _known_check(code: str) -> str:
    if code not in _CHECKS:
        raise ValueError(f"must be one of {', '.join(_CHECKS)}")
    return code


CheckCode = Annotated[str, AfterValidator(_known_check), Field(json_schema_extra={"enum": list(_CHECKS)})]


_INDICATORS = [indicator.code for indicator in indicator_list()]


def _known_indicator(code: str) -> str:
    if code not in _INDICATORS:
        raise ValueError(f"must be one of {', '.join(_INDICATORS)}")
    return code


IndicatorCode = Annotated[str, AfterValidator(_known_indicator), Field(json_schema_extra={"enum": list(_INDICATORS)})]


def _known_language(code: str) -> str:
    if code not in known_languages():
        raise ValueError(f"must be one of {', '.join(known_languages())}")
    return code


Language = Annotated[str, AfterValidator(_known_language), Field(json_schema_extra={"enum": list(known_languages())})]
Search = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]


class Strict(BaseModel):
    """A query in which an unknown parameter is an error: a misspelt filter must not answer for everything."""

    model_config = ConfigDict(extra="forbid")


SnapshotId = Annotated[str, StringConstraints(pattern=rf"^{IDENTITY.pattern}$")]


class SnapshotParameters(Strict):
    """Which snapshot answers."""

    snapshot: SnapshotId | None = Field(
        None, description="Id of a snapshot that is still kept. Without it: the current one."
    )


class FilterParameters(SnapshotParameters):
    """The filters, the same on every endpoint and in the address of every page."""

    source: Ids = Field([], description="Source id, as in /api/v1/meta. Repeat for several.")
    agency: Ids = Field([], description="Agency id. “none” means not published. Repeat for several.")
    exclude_agency: Ids = Field([], description="Agency ids to leave out.")
    supplier: Ids = Field([], description="Supplier id: its processes, and only its share of their amounts.")
    method: Ids = Field([], description="Procurement method: open, selective, limited, direct, none.")
    category: Ids = Field([], description="Main procurement category: goods, works, services, none.")
    stage_reached: list[ProcessStage] = Field([], description="Furthest stage with something published.")
    year_from: Year | None = Field(None, description="First year, by the date of signature, award, tender or release.")
    year_to: Year | None = Field(None, description="Last year.")
    min_amount: Amount | None = Field(
        None, description="Smallest amount of a process, in the stage and currency asked."
    )
    max_amount: Amount | None = Field(None, description="Largest amount of a process, in the stage and currency asked.")
    currency: Currency | None = Field(
        None,
        description="Currency of the amounts. Without it: the one most processes use. Never added to another.",
    )
    q: Search | None = Field(None, description="Words to search in titles, descriptions, names and ids.")
    stage: AmountStage = Field("contracted", description="Which of the five amounts counts.")

    def filters(self) -> Filters:
        """Return these parameters as the filters that queries take.

        Raises:
            FilterError: values that contradict each other.
        """
        given = self.model_dump(include=set(FILTER_FIELDS), exclude_none=True)
        return Filters.parse_strict(given)


class Tabular(SnapshotParameters):
    format: Format = Field("json", description="json, or csv or xlsx for the rows as a table.")


class TabularFilters(FilterParameters, Tabular):
    pass


class PagedParameters(FilterParameters, Tabular):
    limit: Annotated[int, Field(ge=1, le=100_000)] | None = Field(None, description="Rows to return. Without it: all.")
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = Field(0, description="Rows to skip.")


class SpendingParameters(PagedParameters):
    by: Literal["agency", "supplier", "method", "category", "year", "month", "source"] = Field(
        "agency", description="What to group by."
    )
    order: Literal["amount", "processes"] = Field("amount", description="What to sort by, largest first.")


class SupplierParameters(PagedParameters):
    order: Literal["amount", "processes", "agencies"] = Field("amount", description="What to sort by, largest first.")


class DirectParameters(PagedParameters):
    by: Literal["agency", "supplier", "year"] = Field("agency", description="What to group by.")


class TimelineParameters(FilterParameters, Tabular):
    by: Literal["agency", "method", "category", "year"] | None = Field(
        None, description="What to group by. Without it: all as one."
    )


class DurationParameters(FilterParameters, Tabular):
    step: Step = Field("decision", description="The step whose days are told.")


class CompletenessParameters(FilterParameters, Tabular):
    by: Literal["agency", "source", "year", "stage", "level", "field"] = Field(
        "agency", description="What to group by."
    )


class ProcessesParameters(FilterParameters, Tabular):
    page: Annotated[int, Field(ge=1, le=1_000_000)] = Field(1, description="Page, from 1.")
    page_size: Annotated[int, Field(ge=1, le=5000)] = Field(25, description="Processes a page.")
    sort: Literal["amount", "date", "title", "relevance"] | None = Field(
        None, description="Order. Without it: relevance when q is given, else amount."
    )
    having: Literal[tuple(HAVING)] | None = Field(  # type: ignore[valid-type]  # the names are data
        None, description="A named set of processes, such as overdue_contract or paid_more."
    )


class RecordsParameters(FilterParameters):
    page: Annotated[int, Field(ge=1, le=1_000_000)] = Field(1, description="Page, from 1: follow links.next.")
    page_size: Annotated[int, Field(ge=1, le=200)] = Field(100, description="Records a page.")


def _as_date(given: object) -> object:
    """Let only what is written as a date pass: a bare number is no moment here."""
    if isinstance(given, str) and not re.match(r"\d{4}-\d\d-\d\d", given):
        raise ValueError("It should be a day (2026-11-22) or a moment with its time zone (2026-11-22T06:00:00Z)")
    return given


Moment = Annotated[date | AwareDatetime, BeforeValidator(_as_date)]


class ChangesParameters(FilterParameters, Tabular):
    since: Moment | None = Field(
        None, description="Day, or moment with its time zone, from which on. Without it: as far back as is kept."
    )
    kind: list[Kind] = Field([], description="What happened. Repeat for several.")
    page: Annotated[int, Field(ge=1, le=1_000_000)] = Field(1, description="Page, from 1.")
    page_size: Annotated[int, Field(ge=1, le=5000)] = Field(25, description="Processes a page.")

    def moment(self) -> date | None:
        """Return `since` as the tables have their moments: in UTC, without saying so."""
        return self.since.astimezone(UTC).replace(tzinfo=None) if isinstance(self.since, datetime) else self.since


class ProcessParameters(SnapshotParameters):
    source: Id | None = Field(None, description="Which source's version, where several publish this ocid.")


class CheckParameters(FilterParameters, Tabular):
    pass


class CheckResultParameters(FilterParameters, Tabular):
    check: list[CheckCode] = Field([], description="Check, as in /api/v1/checks. Repeat for several; without it: all.")
    state: list[State] = Field([], description="State. Repeat for several; without it: fail.")
    ocid: Ids = Field([], description="Process. Repeat for several.")
    page: Annotated[int, Field(ge=1, le=1_000_000)] = Field(1, description="Page, from 1.")
    page_size: Annotated[int, Field(ge=1, le=5000)] = Field(25, description="Results a page.")


class IndicatorsParameters(FilterParameters, Tabular):
    lang: Language | None = Field(None, description="Language of the texts. Without it: English.")


class IndicatorParameters(FilterParameters, Tabular):
    indicator: list[IndicatorCode] = Field(
        [], description="Indicator, as in /api/v1/indicators. Repeat for several; without it: all."
    )
    state: list[IndicatorState] = Field([], description="State. Repeat for several; without it: raised.")
    ocid: Ids = Field([], description="Process. Repeat for several.")
    page: Annotated[int, Field(ge=1, le=1_000_000)] = Field(1, description="Page, from 1.")
    page_size: Annotated[int, Field(ge=1, le=5000)] = Field(25, description="Results a page.")


class MatchesParameters(Tabular):
    role: Literal["agency", "supplier", "mixed"] | None = Field(
        None, description="Pairs of agencies, of suppliers, or of one of each. Without it: all."
    )
    organisation: Id | None = Field(None, description="Pairs of this organisation only.")
    page: Annotated[int, Field(ge=1, le=1_000_000)] = Field(1, description="Page, from 1.")
    page_size: Annotated[int, Field(ge=1, le=5000)] = Field(100, description="Pairs a page.")


class SuggestParameters(SnapshotParameters):
    q: Search = Field("", description="The words typed so far. Blank: nothing is suggested.")
    limit: Annotated[int, Field(ge=1, le=50)] = Field(9, description="Rows at most.")


class NoParameters(SnapshotParameters):
    """Nothing but the snapshot."""

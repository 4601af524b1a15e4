"""What the API answers of suppliers, durations, ends, payments and growth. A null is a value that nobody published."""

from typing import Literal

from pydantic import BaseModel, Field

from data_loader.filters import AmountStage, Step


class SupplierRow(BaseModel):
    id: str | None = Field(description="Null: not published.")
    name: str | None
    amount: float | None = Field(description="Its share of contracts and awards; a joint one is divided equally.")
    share: float | None = Field(description="Of the total, 0–1.")
    processes: int
    without_amount: int = Field(description="Processes that published no amount in this stage.")
    contracts: int = Field(description="Contracts that are not cancelled.")
    joint: int = Field(description="Contracts shared with other suppliers.")
    agencies: int = Field(description="Agencies that it serves.")
    top_agency_id: str | None
    top_agency_name: str | None = Field(description="The agency from which it has most money.")
    top_agency_share: float | None = Field(description="Of the supplier's money, 0–1.")


class Suppliers(BaseModel):
    unit: str | None = Field(description="Currency of every amount here.")
    stage: AmountStage
    total: float | None
    groups: int = Field(description="Rows there are, before limit and offset.")
    rows: list[SupplierRow]


class ConcentrationRow(BaseModel):
    id: str | None = Field(description="Null: not published.")
    name: str | None
    amount: float | None
    named_amount: float | None = Field(description="Of the amount, what has a published supplier: shares are of this.")
    unnamed_amount: float | None = Field(description="Of the amount, what has none.")
    suppliers: int = Field(description="Suppliers with money in the unit.")
    top_supplier_id: str | None
    top_supplier_name: str | None
    top_amount: float | None
    top_share: float | None = Field(description="Share of the largest supplier, 0–1.")
    top3_share: float | None = Field(description="Share of the three largest suppliers, 0–1.")
    hhi: float | None = Field(description="Herfindahl-Hirschman index: sum of the squared shares, 0–10,000.")


class Concentrations(BaseModel):
    unit: str | None = Field(description="Currency of every amount here.")
    stage: AmountStage
    groups: int = Field(description="Rows there are, before limit and offset.")
    rows: list[ConcentrationRow]


class DirectRow(BaseModel):
    id: str | None = Field(description="Null: not published.")
    name: str | None
    processes: int
    known: int = Field(description="Processes that publish their method.")
    unknown: int = Field(description="Processes that do not.")
    direct: int = Field(description="Direct awards.")
    share: float | None = Field(description="direct ÷ known, 0–1.")
    known_amount: float | None = Field(description="Money of the processes that publish their method.")
    direct_amount: float | None = Field(description="Of this, by direct award.")
    amount_share: float | None = Field(description="direct_amount ÷ known_amount, 0–1.")
    unknown_amount: float | None = Field(description="Money of the processes that do not publish their method.")


class DirectAwards(BaseModel):
    unit: str | None = Field(description="Currency of every amount here.")
    stage: AmountStage
    by: str
    groups: int = Field(description="Rows there are, before limit and offset.")
    rows: list[DirectRow]


class NewSuppliersRow(BaseModel):
    year: int
    suppliers: int = Field(description="Suppliers named in a process of that year.")
    new: int = Field(description="Of these, in no process of an earlier year, in any source.")
    share: float | None = Field(description="new ÷ suppliers, 0–1.")
    amount: float | None
    new_amount: float | None = Field(description="Of the amount, that of new suppliers.")
    amount_share: float | None = Field(description="new_amount ÷ amount, 0–1.")


class NewSuppliers(BaseModel):
    unit: str | None = Field(description="Currency of every amount here.")
    stage: AmountStage
    begins: int | None = Field(description="The first year of the data: there every supplier is new.")
    undated: int = Field(description="Suppliers none of whose processes has a date.")
    rows: list[NewSuppliersRow]


class OverdueRow(BaseModel):
    what: Literal["contract", "tender"]
    ended: int = Field(description="Those whose end date is past; cancelled contracts are left out.")
    overdue: int = Field(description="Of these, not closed although their status is published.")
    processes: int = Field(description="Processes that the overdue ones are in.")
    unknown: int = Field(description="Of these, neither closed nor with a status: nobody can tell.")
    amount: float | None = Field(description="Of the overdue ones, in the unit.")
    without_amount: int = Field(description="Overdue ones that published no amount.")
    median_days: float | None = Field(description="Days since their end; half are overdue for longer.")


class Overdue(BaseModel):
    day: str = Field(description="The day at which it is measured: that of the snapshot.")
    unit: str | None = Field(description="Currency of every amount here.")
    rows: list[OverdueRow]


class PaymentsRow(BaseModel):
    month: str
    contracted: float | None = Field(description="In that month. Null: nothing.")
    paid: float | None = Field(description="In that month. Null: nothing.")
    contracted_so_far: float
    paid_so_far: float


class Payments(BaseModel):
    unit: str | None = Field(description="Currency of every amount here.")
    contracted: float | None
    paid: float | None
    share: float | None = Field(description="paid ÷ contracted.")
    both: int = Field(description="Processes that publish both amounts.")
    paid_more: int = Field(description="Of these, with more paid than contracted.")
    excess: float | None = Field(description="By how much in all.")
    contracted_undated: float | None = Field(description="Contracted at no published date: in the total, in no month.")
    paid_undated: float | None = Field(description="Paid at no published date: in the total, in no month.")
    rows: list[PaymentsRow]


class GrowthRow(BaseModel):
    step: Literal["contract", "amendment"] = Field(
        description="contract: from an award to its contracts; amendment: from a contract's first value to its last."
    )
    before: float | None
    after: float | None
    change: float | None = Field(description="after − before.")
    share: float | None = Field(description="change ÷ before.")
    measured: int = Field(description="Awards or contracts compared.")
    unmeasured: int = Field(description="Those that cannot be: a value is missing, or is known at one moment only.")
    other_currency: int = Field(description="Those compared in another currency: not in these amounts.")
    grew: int
    shrank: int


class Growth(BaseModel):
    unit: str | None = Field(description="Currency of every amount here.")
    rows: list[GrowthRow]


class DurationRow(BaseModel):
    low: int = Field(description="Fewest days of the bin.")
    high: int | None = Field(description="Most days of the bin. Null: the last bin has no end.")
    processes: int
    share: float | None = Field(description="Of the measured, 0–1. Null: nothing was measured.")


class Durations(BaseModel):
    step: Step
    measured: int = Field(description="Processes that publish both dates, in order.")
    missing: int = Field(description="Processes that lack one of the two dates.")
    negative: int = Field(description="Processes whose dates contradict each other: left out.")
    p25: float | None = Field(description="Days; a quarter of the processes took no longer.")
    median: float | None
    p75: float | None
    p90: float | None = Field(description="Days; one process in ten took longer.")
    longest: int | None
    rows: list[DurationRow]

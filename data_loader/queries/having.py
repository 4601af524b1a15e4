"""Named sets of processes that no filter describes: what is overdue, what was paid beyond its contract, what grew.

A number of such a set opens the list of its processes: `/processes?having=NAME`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from data_loader.fields import completeness_field_list
from data_loader.filters import AMOUNT_STAGES, STEPS, Filters
from data_loader.queries.asking import Members, member
from data_loader.snapshot import Snapshot

_OPEN: Final = """SELECT e.process_id FROM ends e
    WHERE e.what = '{what}' AND e.end_date < $day AND NOT e.closed AND e.status IS {status}"""
_GREW: Final = "SELECT g.process_id FROM growth g WHERE g.step = '{step}' AND g.{way} > 0"
_PAID_MORE: Final = f"{_GREW} AND g.currency = $unit".format(step="payment", way="grew")
_NEW: Final = "SELECT n.process_id FROM pairs n WHERE n.first_year = n.year"
_EACH_STAGE: Final = " ".join(f"WHEN '{stage}' THEN a.{stage}" for stage in AMOUNT_STAGES)
_OF_STAGE: Final = f"CASE $stage {_EACH_STAGE} END"
_BY_AMOUNT: Final = """SELECT a.process_id FROM facts a WHERE a.alone AND {one}
    UNION ALL SELECT a.process_id FROM facts a WHERE NOT a.alone GROUP BY a.process_id HAVING {several}"""
"""Almost every process has one row of facts, which tells by itself; the others are put together from several."""
_NO_AMOUNT: Final = _BY_AMOUNT.format(one=f"{_OF_STAGE} IS NULL", several=f"count({_OF_STAGE}) = 0")
_OTHER: Final = _BY_AMOUNT.format(
    one=f"{_OF_STAGE} IS NOT NULL AND a.currency <> $unit",
    several=f"count({_OF_STAGE}) FILTER (a.currency <> $unit) > 0 AND count({_OF_STAGE}) FILTER (a.currency = $unit) = 0",
)
_DAYS: Final = """p.{step} BETWEEN TRY_CAST(split_part($value, '-', 1) AS BIGINT)
    AND coalesce(TRY_CAST(split_part($value, '-', 2) AS BIGINT), 1000000)"""
_SPELT: Final = """SELECT t.process_id FROM parties t
    WHERE t.organisation_id = split_part($value, ' ', 1)
        AND list_contains(list_append(t.other_names, t.name), substr($value, instr($value, ' ') + 1))"""

MISSING: Final = "missing"
"""The set of the processes that owe a field of completeness, its path the value, and have not published it."""

HAVING: Final[dict[str, str]] = {
    "overdue_contract": _OPEN.format(what="contract", status="NOT NULL"),
    "overdue_tender": _OPEN.format(what="tender", status="NOT NULL"),
    "ended_contract": _OPEN.format(what="contract", status="NULL"),
    "ended_tender": _OPEN.format(what="tender", status="NULL"),
    "paid_more": _PAID_MORE,
    "contract_grew": _GREW.format(step="contract", way="grew"),
    "contract_shrank": _GREW.format(step="contract", way="shrank"),
    "amendment_grew": _GREW.format(step="amendment", way="grew"),
    "amendment_shrank": _GREW.format(step="amendment", way="shrank"),
    "new_supplier": _NEW,
    "no_amount": _NO_AMOUNT,
    "other_currency": _OTHER,
    **{f"{step}_measured": f"p.{step} >= 0" for step in STEPS},
    **{f"{step}_missing": f"p.{step} IS NULL" for step in STEPS},
    **{f"{step}_negative": f"p.{step} < 0" for step in STEPS},
}
"""The SQL of each set, the ids of its processes or a condition on `processes p`; `$stage` is the stage and `$unit` the currency shown, `$day` the day of the snapshot."""

OF_VALUE: Final[dict[str, str]] = {
    "released": "p.released = $value",
    "month": "p.month = $value",
    "timed": "SELECT t.process_id FROM publications t WHERE t.event = $value AND t.days >= 0",
    "untimed": "SELECT t.process_id FROM publications t WHERE t.event = $value AND t.days IS NULL",
    "early": "SELECT t.process_id FROM publications t WHERE t.event = $value AND t.days < 0",
    "spelling": _SPELT,
    **{f"{step}_days": _DAYS.format(step=step) for step in STEPS},
}
"""The same of the sets that have one for each value: the month (2017-04) in which a process first appeared in a release
or that it is dated in; the event (award) whose publication is measured, cannot be, or came before the event; the days
that a step took, as 31-60, or 731- for no end; an organisation's id, a space, and a name that the record gives it."""


def day_of(snapshot: Snapshot) -> date:
    """Return the day at which a snapshot's figures stand: that of its publication, in UTC."""
    return snapshot.published_at.date()


def having(
    snapshot: Snapshot, filters: Filters, unit: str | None, name: str, value: str | None
) -> tuple[str, dict[str, Any]]:
    """Return the condition of a named set and its parameters; `value` is what a set of `OF_VALUE` is of, or a path.

    Raises:
        KeyError: no set is called so.
        ValueError: it is `MISSING`, and no field has that path.
    """
    values = {"day": day_of(snapshot), "value": value, "stage": filters.stage, "unit": unit}
    if name == MISSING:
        if value not in {known.path for known in completeness_field_list()}:
            raise ValueError(value)
        lacking = f'SELECT k.profile FROM completeness_profiles k WHERE NOT k."{value}"'
        sql = f"SELECT p.process_id FROM processes p WHERE p.completeness_profile IN ({lacking})"
    else:
        sql = (HAVING | OF_VALUE)[name]
        sql = sql if sql.startswith("SELECT") else f"SELECT p.process_id FROM processes p WHERE {sql}"
    return member("named"), {"named": Members.of(sql, values)}

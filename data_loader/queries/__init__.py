"""The only place where a number is computed: a snapshot and filters in, a small frame out.

One module a noun: `money` (spending by any dimension), `suppliers`, `overview`, `timelines`, `completeness`,
`timeliness`, `todo`, `rollout`, `roster`,
`processes` (lists), `process` (one), `organisations`, `site` (choices, sources, problems). Pages and API call the same
functions, so they cannot disagree. None or NaN means "not published" everywhere; money is of one stage and in one
currency at a time. Answers are kept in memory by snapshot, query and filters.
"""

from data_loader.queries.completeness import (
    Completeness,
    completeness,
    completeness_by,
    completeness_fields,
    completeness_history,
)
from data_loader.queries.money import Spending, crossed, currencies, resolved_currency, spending
from data_loader.queries.organisations import Organisation, organisation, suggest
from data_loader.queries.overview import Overview, TopAgency, overview
from data_loader.queries.process import Process, process, sources_of
from data_loader.queries.processes import ProcessPage, completeness_missing, processes, processes_kept, records
from data_loader.queries.rollout import Rollout, lorenz, rollout, rollout_grid, rollout_months
from data_loader.queries.roster import Roster, roster
from data_loader.queries.site import meta, options, problems_summary
from data_loader.queries.suppliers import suppliers
from data_loader.queries.timelines import AMOUNT_OF, STEPS, slowest, stages_reached, timelines
from data_loader.queries.timeliness import timeliness
from data_loader.queries.todo import missing_fields, todo

__all__ = [
    "AMOUNT_OF",
    "STEPS",
    "Completeness",
    "Organisation",
    "Overview",
    "Process",
    "ProcessPage",
    "Rollout",
    "Roster",
    "Spending",
    "TopAgency",
    "completeness",
    "completeness_by",
    "completeness_fields",
    "completeness_history",
    "completeness_missing",
    "crossed",
    "currencies",
    "lorenz",
    "meta",
    "missing_fields",
    "options",
    "organisation",
    "overview",
    "problems_summary",
    "process",
    "processes",
    "processes_kept",
    "records",
    "resolved_currency",
    "rollout",
    "rollout_grid",
    "rollout_months",
    "roster",
    "slowest",
    "sources_of",
    "spending",
    "stages_reached",
    "suggest",
    "suppliers",
    "timelines",
    "timeliness",
    "todo",
]

"""The only place where a number is computed: a snapshot and filters in, a small frame out.

One module a noun: `money` (spending by any dimension), `suppliers`, `overview`, `timelines`, `completeness`, `checks`,
`processes` (lists), `process` (one), `organisations`, `changes`, `tables`, `site` (choices, sources, problems). Pages and
API call the same functions, so they cannot disagree. None or NaN means "not published" everywhere; money is of one
stage and in one currency at a time. Answers are kept in memory by snapshot, query and filters.
"""

from data_loader.queries.changes import KINDS, Changes, changes
from data_loader.queries.checks import CheckPage, Checks, check_groups, check_results, checks, heavy_outliers, outliers
from data_loader.queries.completeness import Completeness, completeness, completeness_fields
from data_loader.queries.money import Spending, crossed, currencies, resolved_currency, spending
from data_loader.queries.organisations import Organisation, organisation, suggest
from data_loader.queries.overview import Overview, TopAgency, overview
from data_loader.queries.process import Process, process, sources_of
from data_loader.queries.processes import ProcessPage, completeness_missing, processes, records
from data_loader.queries.site import meta, options, problem_kinds, problem_totals, problems_summary
from data_loader.queries.suppliers import suppliers
from data_loader.queries.tables import table_file, table_rows, tables
from data_loader.queries.timelines import AMOUNT_OF, STEPS, slowest, stages_reached, timelines

__all__ = [
    "AMOUNT_OF",
    "KINDS",
    "STEPS",
    "Changes",
    "CheckPage",
    "Checks",
    "Completeness",
    "Organisation",
    "Overview",
    "Process",
    "ProcessPage",
    "Spending",
    "TopAgency",
    "changes",
    "check_groups",
    "check_results",
    "checks",
    "completeness",
    "completeness_fields",
    "completeness_missing",
    "crossed",
    "currencies",
    "heavy_outliers",
    "meta",
    "options",
    "organisation",
    "outliers",
    "overview",
    "problem_kinds",
    "problem_totals",
    "problems_summary",
    "process",
    "processes",
    "records",
    "resolved_currency",
    "slowest",
    "sources_of",
    "spending",
    "stages_reached",
    "suggest",
    "suppliers",
    "table_file",
    "table_rows",
    "tables",
    "timelines",
]

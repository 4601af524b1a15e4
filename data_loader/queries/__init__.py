"""The only place where a number is computed: a snapshot and filters in, a small frame out.

One module a noun: `money` (spending by any dimension), `suppliers`, `concentration`, `newcomers`, `overview`,
`timelines`, `board`, `contracts`, `overdue`, `payments`, `growth`, `completeness`, `timeliness`, `todo`, `rollout`, `roster`, `checks`,
`changes`, `tables`, `processes` (lists), `facets` (what they divide into), `having` (named sets of them),
`process` (one), `organisations`, `site` (choices, sources, problems). Pages and API call the same
functions, so they cannot disagree. None or NaN means "not published" everywhere; money is of one stage and in one
currency at a time. Answers are kept in memory by snapshot, query and filters.
"""

from data_loader.queries.board import Board, board
from data_loader.queries.changes import KINDS, Changes, changes
from data_loader.queries.checks import CheckPage, Checks, check_groups, check_results, checks, heavy_outliers, outliers
from data_loader.queries.completeness import (
    Completeness,
    completeness,
    completeness_by,
    completeness_fields,
    completeness_history,
)
from data_loader.queries.concentration import (
    Concentration,
    Dependence,
    DirectAwards,
    concentration,
    dependence,
    direct_awards,
)
from data_loader.queries.contracts import ContractsOverTime, contracts_over_time
from data_loader.queries.facets import facets
from data_loader.queries.growth import GROWTH_STEPS, Growth, growth, most_grown
from data_loader.queries.having import HAVING
from data_loader.queries.money import Lead, Spending, crossed, currencies, lead, resolved_currency, share_of, spending
from data_loader.queries.newcomers import NewSuppliers, new_suppliers
from data_loader.queries.organisations import MatchPage, Named, Organisation, matches, organisation, suggest
from data_loader.queries.overdue import Overdue, longest_overdue, overdue
from data_loader.queries.overview import Overview, TopAgency, overview
from data_loader.queries.payments import Payments, payments, process_payments
from data_loader.queries.process import Process, process, sources_of
from data_loader.queries.processes import ProcessPage, completeness_missing, processes, processes_kept, records
from data_loader.queries.rollout import Rollout, lorenz, rollout, rollout_grid, rollout_months
from data_loader.queries.roster import Roster, roster
from data_loader.queries.site import (
    meta,
    options,
    problem_kinds,
    problem_totals,
    problems_of_files,
    problems_summary,
)
from data_loader.queries.suppliers import suppliers
from data_loader.queries.tables import table_file, table_rows, tables
from data_loader.queries.timelines import AMOUNT_OF, STEPS, slowest, stages_reached, timelines
from data_loader.queries.timeliness import timeliness
from data_loader.queries.todo import missing_fields, todo

__all__ = [
    "AMOUNT_OF",
    "GROWTH_STEPS",
    "HAVING",
    "KINDS",
    "STEPS",
    "Board",
    "Changes",
    "CheckPage",
    "Checks",
    "Completeness",
    "Concentration",
    "ContractsOverTime",
    "Dependence",
    "DirectAwards",
    "Growth",
    "Lead",
    "MatchPage",
    "Named",
    "NewSuppliers",
    "Organisation",
    "Overdue",
    "Overview",
    "Payments",
    "Process",
    "ProcessPage",
    "Rollout",
    "Roster",
    "Spending",
    "TopAgency",
    "board",
    "changes",
    "check_groups",
    "check_results",
    "checks",
    "completeness",
    "completeness_by",
    "completeness_fields",
    "completeness_history",
    "completeness_missing",
    "concentration",
    "contracts_over_time",
    "crossed",
    "currencies",
    "dependence",
    "direct_awards",
    "facets",
    "growth",
    "heavy_outliers",
    "lead",
    "longest_overdue",
    "lorenz",
    "matches",
    "meta",
    "missing_fields",
    "most_grown",
    "new_suppliers",
    "options",
    "organisation",
    "outliers",
    "overdue",
    "overview",
    "payments",
    "problem_kinds",
    "problem_totals",
    "problems_of_files",
    "problems_summary",
    "process",
    "process_payments",
    "processes",
    "processes_kept",
    "records",
    "resolved_currency",
    "rollout",
    "rollout_grid",
    "rollout_months",
    "roster",
    "share_of",
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
    "timeliness",
    "todo",
]

"""The only place where a number is computed: a snapshot and filters in, a small frame out.

One module a noun: `money` (spending by any dimension), `explore`, `compare`, `suppliers`, `profile`, `network`,
`proportion`, `concentration`, `newcomers`, `overview`, `timelines`, `durations`, `board`, `contracts`, `overdue`,
`payments`, `growth`, `completeness`, `timeliness`, `todo`, `rollout`, `roster`, `checks`,
`indicators`, `leads`, `lead` (red flags), `changes`, `tables`, `processes` (lists), `facets` (what they divide
into), `having` (named sets of them),
`process` (one), `organisations`, `site` (choices, sources, problems). Pages and API call the same
functions, so they cannot disagree. None or NaN means "not published" everywhere; money is of one stage and in one
currency at a time. Answers are kept in memory by snapshot, query and filters.
"""

from data_loader.filters import STEPS
from data_loader.queries.board import Board, board
from data_loader.queries.changes import KINDS, Changes, changes
from data_loader.queries.checks import CheckPage, Checks, check_groups, check_results, checks, heavy_outliers, outliers
from data_loader.queries.compare import (
    COMPARE_KINDS,
    CompareKind,
    Comparison,
    Side,
    comparison,
    find_side,
    largest_sides,
    side_by_side,
    without_kind,
)
from data_loader.queries.completeness import (
    Completeness,
    completeness,
    completeness_by,
    completeness_fields,
    completeness_history,
    completeness_trend,
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
from data_loader.queries.durations import BINS, Durations, durations, durations_by
from data_loader.queries.explore import EXPLORE_LEVELS, ExploreLevel, Rest, next_level, rest
from data_loader.queries.facets import facets
from data_loader.queries.growth import GROWTH_STEPS, Growth, growth, most_grown
from data_loader.queries.having import HAVING, MISSING, OF_VALUE
from data_loader.queries.indicators import (
    ResultPage,
    indicator_counts,
    indicator_reasons,
    indicator_results,
    list_problems,
)
from data_loader.queries.lead import Flags, LeadFound, LeadKey, flags_of, lead_found, organisation_names
from data_loader.queries.leads import (
    GROUPS,
    WEIGHTS,
    Asked,
    GroupLeads,
    Leads,
    Weights,
    leads,
    thresholds_of,
    together,
)
from data_loader.queries.money import (
    Lead,
    Spending,
    Whole,
    crossed,
    currencies,
    lead,
    resolved_currency,
    share_of,
    spending,
    whole,
)
from data_loader.queries.network import Network, network
from data_loader.queries.newcomers import NewSuppliers, new_suppliers
from data_loader.queries.organisations import (
    MatchPage,
    Named,
    Organisation,
    matches,
    only_source,
    organisation,
    suggest,
)
from data_loader.queries.overdue import Overdue, longest_overdue, overdue
from data_loader.queries.overview import Overview, Recipients, Spenders, TopAgency, overview, recipients, spenders
from data_loader.queries.payments import Payments, payments, process_payments
from data_loader.queries.process import Process, ProcessRecord, process, process_record, sources_of
from data_loader.queries.processes import ProcessPage, processes, records, records_of
from data_loader.queries.profile import Bidders, Sizes, bidders, partners, sizes
from data_loader.queries.proportion import Proportion, Standing, proportion, standing
from data_loader.queries.rollout import Rollout, lorenz, rollout, rollout_grid, rollout_months
from data_loader.queries.roster import Roster, roster, sources_shown
from data_loader.queries.site import (
    MOST_ORGANISATIONS,
    meta,
    options,
    problem_kinds,
    problem_totals,
    problems_of_files,
    problems_summary,
)
from data_loader.queries.suppliers import suppliers
from data_loader.queries.tables import table_file, table_rows, tables
from data_loader.queries.timelines import AMOUNT_OF, slowest, stages_reached, timelines
from data_loader.queries.timeliness import timeliness
from data_loader.queries.todo import missing_fields, todo

__all__ = [
    "AMOUNT_OF",
    "BINS",
    "COMPARE_KINDS",
    "EXPLORE_LEVELS",
    "GROUPS",
    "GROWTH_STEPS",
    "HAVING",
    "KINDS",
    "MISSING",
    "MOST_ORGANISATIONS",
    "OF_VALUE",
    "STEPS",
    "WEIGHTS",
    "Asked",
    "Bidders",
    "Board",
    "Changes",
    "CheckPage",
    "Checks",
    "CompareKind",
    "Comparison",
    "Completeness",
    "Concentration",
    "ContractsOverTime",
    "Dependence",
    "DirectAwards",
    "Durations",
    "ExploreLevel",
    "Flags",
    "GroupLeads",
    "Growth",
    "Lead",
    "LeadFound",
    "LeadKey",
    "Leads",
    "MatchPage",
    "Named",
    "Network",
    "NewSuppliers",
    "Organisation",
    "Overdue",
    "Overview",
    "Payments",
    "Process",
    "ProcessPage",
    "ProcessRecord",
    "Proportion",
    "Recipients",
    "Rest",
    "ResultPage",
    "Rollout",
    "Roster",
    "Side",
    "Sizes",
    "Spenders",
    "Spending",
    "Standing",
    "TopAgency",
    "Weights",
    "Whole",
    "bidders",
    "board",
    "changes",
    "check_groups",
    "check_results",
    "checks",
    "comparison",
    "completeness",
    "completeness_by",
    "completeness_fields",
    "completeness_history",
    "completeness_trend",
    "concentration",
    "contracts_over_time",
    "crossed",
    "currencies",
    "dependence",
    "direct_awards",
    "durations",
    "durations_by",
    "facets",
    "find_side",
    "flags_of",
    "growth",
    "heavy_outliers",
    "indicator_counts",
    "indicator_reasons",
    "indicator_results",
    "largest_sides",
    "lead",
    "lead_found",
    "leads",
    "list_problems",
    "longest_overdue",
    "lorenz",
    "matches",
    "meta",
    "missing_fields",
    "most_grown",
    "network",
    "new_suppliers",
    "next_level",
    "only_source",
    "options",
    "organisation",
    "organisation_names",
    "outliers",
    "overdue",
    "overview",
    "partners",
    "payments",
    "problem_kinds",
    "problem_totals",
    "problems_of_files",
    "problems_summary",
    "process",
    "process_payments",
    "process_record",
    "processes",
    "proportion",
    "recipients",
    "records",
    "records_of",
    "resolved_currency",
    "rest",
    "rollout",
    "rollout_grid",
    "rollout_months",
    "roster",
    "share_of",
    "side_by_side",
    "sizes",
    "slowest",
    "sources_of",
    "sources_shown",
    "spenders",
    "spending",
    "stages_reached",
    "standing",
    "suggest",
    "suppliers",
    "table_file",
    "table_rows",
    "tables",
    "thresholds_of",
    "timelines",
    "timeliness",
    "todo",
    "together",
    "whole",
    "without_kind",
]

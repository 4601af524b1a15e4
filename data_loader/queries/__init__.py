"""The only place where a number is computed: a snapshot and filters in, a small frame out.

One module a noun: `money` (spending by any dimension), `suppliers`, `overview`, `timelines`, `completeness`,
`processes` (lists), `process` (one), `organisations`, `site` (choices, sources, problems). Pages and API call the same
functions, so they cannot disagree. None or NaN means "not published" everywhere; money is of one stage and in one
currency at a time. Answers are kept in memory by snapshot, query and filters.
"""

from data_loader.queries.completeness import Completeness, completeness, completeness_fields
from data_loader.queries.money import Spending, crossed, currencies, resolved_currency, spending
from data_loader.queries.organisations import MatchPage, Named, Organisation, matches, organisation, suggest
from data_loader.queries.overview import Overview, TopAgency, overview
from data_loader.queries.process import Process, process, sources_of
from data_loader.queries.processes import ProcessPage, completeness_missing, processes, records
from data_loader.queries.site import meta, options, problems_of_files, problems_summary
from data_loader.queries.suppliers import suppliers
from data_loader.queries.timelines import AMOUNT_OF, STEPS, slowest, stages_reached, timelines

__all__ = [
    "AMOUNT_OF",
    "STEPS",
    "Completeness",
    "MatchPage",
    "Named",
    "Organisation",
    "Overview",
    "Process",
    "ProcessPage",
    "Spending",
    "TopAgency",
    "completeness",
    "completeness_fields",
    "completeness_missing",
    "crossed",
    "currencies",
    "matches",
    "meta",
    "options",
    "organisation",
    "overview",
    "problems_of_files",
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
    "timelines",
]

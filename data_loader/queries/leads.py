"""Leads: raised results as a list to follow, the likeliest first, by a recipe that the reader sees and changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import combinations
from typing import Any, Final, Literal, get_args

import pandas as pd

from data_loader.filters import Filters
from data_loader.indicators.definitions import OF_PROCESSES, Family, indicator_list, indicator_of
from data_loader.queries.answers import cached
from data_loader.queries.asking import frame, one
from data_loader.queries.first_leads import First, first_leads
from data_loader.queries.indicators import kept_sql, known, results
from data_loader.queries.lead_scores import MOST_FIRST, codes_of, scored, scores
from data_loader.queries.outcomes import profiled
from data_loader.snapshot import Snapshot

GroupLeads = Literal["none", "process", "agency", "supplier", "indicator"]
GROUPS: Final[tuple[GroupLeads, ...]] = get_args(GroupLeads)
Subject = Literal["process", "agency", "supplier"]
Thresholds = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each part counts in the score of a lead; what matters is how large they are beside each other.

    strength: how much the indicator is a fact rather than a pattern. rarity: 1 less the rate at which it is raised here.
    money: the logarithm of the amount, of that of the largest in its currency. company: other flags raised on the same
    process or organisation. novelty: first raised in this snapshot, where there was one before it.
    """

    strength: float = 3
    rarity: float = 2
    money: float = 3
    company: float = 2
    novelty: float = 0


WEIGHTS: Final = tuple(item.name for item in fields(Weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which leads: those of some indicators or families, raised since a moment, with other thresholds, so weighed."""

    indicators: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()
    since: datetime | None = None
    thresholds: Thresholds = ()
    weights: Weights = Weights()


@dataclass(frozen=True, slots=True)
class Leads:
    """One page of leads; `total` is the length of the whole list, or the number of groups.

    `rows`: what a result has (see ResultPage), is_new, score (0-100), its parts strength, rarity, money, company and novelty
    (0-1), flags (raised on the same thing, this one among them), group_id, group_leads (leads of its group).
    `new` is the number of leads that were first raised in this snapshot: none where there was no snapshot before it.
    """

    total: int
    leads: int
    new: int
    page: int
    page_size: int
    rows: pd.DataFrame


@cached
def leads(
    snapshot: Snapshot,
    filters: Filters,
    asked: Asked,
    *,
    group: GroupLeads = "none",
    page: int = 1,
    page_size: int = 25,
    of_group: int = 3,
) -> Leads:
    """Return a page of leads, the highest score first; grouped, the groups by their best lead, `of_group` leads of each.

    Raises:
        ValueError: no such indicator.
    """
    upto = page * page_size if group == "none" and page * page_size <= MOST_FIRST else None
    if upto is not None and not asked.thresholds and not asked.since:
        first = first_leads(snapshot, filters, _known(asked), _weighed(asked.weights), upto)
        if len(first.rows) <= _MOST_FETCHED:
            return Leads(
                first.leads, first.leads, first.new, page, page_size, _told(snapshot, first, asked, page, page_size)
            )
    common, values = _found(snapshot, filters, asked)
    score, counts = scored(snapshot, common, values, upto)
    if group != "none":
        counts = _grouped(snapshot, common, values, _KEYS[group])
    rows = results(
        snapshot,
        f"""{common}, {score},
        picked AS ({_FIRST if group == "none" else _GROUPED.format(key=_KEYS[group])}), chosen AS (
            SELECT r.* REPLACE (c.threshold AS threshold, c.since AS since, c.is_new AS is_new, c.flags AS flags),
                c.* EXCLUDE (indicator, level, process_id, agency_id, supplier_id, item, amount, currency, threshold, since, is_new, flags, result)
            FROM picked c JOIN indicator_results r USING (result)
        )
        SELECT c.* FROM chosen c ORDER BY {_IN_GROUPS if group != "none" else _IN_ORDER}""",
        values | {"limit": page_size, "offset": (page - 1) * page_size, "of_group": of_group},
    )
    return Leads(counts["groups"], counts["leads"], counts["new"], page, page_size, rows)


_MOST_FETCHED: Final = 10_000
"""More leads may be among the first where thousands score alike: they are told by a statement that reads all."""


def _told(snapshot: Snapshot, first: First, asked: Asked, page: int, page_size: int) -> pd.DataFrame:
    """Return the rows of a page of those that may be among the first."""
    scored_rows = scores(snapshot, "(SELECT * FROM indicator_results r WHERE r.rowid IN (SELECT unnest($rows)))")
    return results(
        snapshot,
        f"""WITH largest AS (
            SELECT currency, CAST(greatest(amount, 0) AS DOUBLE) AS amount FROM indicator_results r
            WHERE r.rowid IN (SELECT unnest($largest))
        ), scored AS ({scored_rows})
        {_FIRST}""",
        _shares(asked.weights)
        | {"rows": first.rows, "largest": first.largest, "limit": page_size, "offset": (page - 1) * page_size},
    )


def _grouped(snapshot: Snapshot, common: str, values: dict[str, Any], key: str) -> dict[str, int]:
    """Return how many groups there are, and leads and new leads in them."""
    return one(
        snapshot,
        f"""{common} SELECT count(*) AS leads, count(DISTINCT {key}) AS groups, count(*) FILTER (c.is_new) AS new
        FROM found c WHERE {key} IS NOT NULL""",
        values,
    )


_KEYS: Final[dict[GroupLeads, str]] = {
    "none": "c.result",
    "process": "c.process_id",
    "agency": "c.agency_id",
    "supplier": "c.supplier_id",
    "indicator": "c.indicator",
}
_IN_ORDER: Final = "c.score DESC, c.result"
_IN_GROUPS: Final = f"c.best DESC, c.group_leads DESC, c.group_id, {_IN_ORDER}"
_FIRST: Final = f"""
    SELECT c.*, CAST(result AS VARCHAR) AS group_id, 1 AS group_leads, score AS best
    FROM scored c ORDER BY {_IN_ORDER} LIMIT $limit OFFSET $offset"""
_GROUPED: Final = """
    WITH groups AS (
        SELECT {key} AS group_key, max(score) AS best, count(*) AS group_leads, arg_max(result, score) AS first FROM scored c
        WHERE {key} IS NOT NULL GROUP BY group_key ORDER BY best DESC, group_leads DESC, group_key LIMIT $limit OFFSET $offset
    )
    SELECT c.*, CAST(g.group_key AS VARCHAR) AS group_id, g.group_leads, g.best
    FROM scored c JOIN groups g ON g.group_key = {key}
    QUALIFY row_number() OVER (PARTITION BY g.group_key ORDER BY c.score DESC, c.result) <= $of_group"""


def _found(snapshot: Snapshot, filters: Filters, asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return the SQL of `scored`: raised results that are asked for, with their score and its parts."""
    codes = _known(asked)
    common, values = kept_sql(snapshot, filters)
    moved = {code: number for code, number in asked.thresholds if code in codes and indicator_of(code).adjustable}
    values |= _shares(asked.weights) | {"codes": [code for code in codes if code not in moved], "since": asked.since}
    values |= {"moved": [*moved], "thresholds": [*moved.values()]}
    values["published_at"] = snapshot.published_at.replace(tzinfo=None)
    chosen = "true" if len(values["codes"]) == len(indicator_list()) else "list_contains($codes, r.indicator)"
    parts = [f"SELECT {_NARROW} FROM kept r WHERE r.state = 'raised' AND {chosen}"]
    parts += [_moved(code, place) for place, code in enumerate(moved)]
    since = "WHERE r.since >= $since" if asked.since else ""
    return f"WITH {common}, found AS NOT MATERIALIZED (SELECT r.* FROM ({' UNION ALL '.join(parts)}) r {since})", values


def _weighed(weights: Weights) -> dict[str, float]:
    """Return the weights by their names."""
    return {name: getattr(weights, name) for name in WEIGHTS}


def _shares(weights: Weights) -> dict[str, float]:
    """Return the weights as the parameters of the SQL of a score."""
    each = _weighed(weights)
    return {f"w_{name}": weight for name, weight in each.items()} | {"all_weights": sum(each.values()) or 1.0}


def _known(asked: Asked) -> list[str]:
    """Return the codes of the indicators asked for; ValueError: no such indicator."""
    known(asked.indicators)
    return _asked_for(asked)


def _asked_for(asked: Asked) -> list[str]:
    return [
        item.code
        for item in indicator_list()
        if (not asked.indicators or item.code in asked.indicators)
        and (not asked.families or item.family in asked.families)
    ]


_NARROW: Final = """r.result, r.indicator, r.level, r.process_id, r.agency_id, r.supplier_id, r.item, r.amount, r.currency,
            r.threshold, r.since, r.is_new, r.flags"""
"""What a score and a filter ask for: the evidence of a million results is read only of those shown."""


def _moved(code: str, place: int) -> str:
    """Return the SQL of what an indicator raises with the reader's threshold in place of its own."""
    compare = indicator_of(code).compare
    name = f"$thresholds_{place}"
    return f"""SELECT {_NARROW} FROM (
            SELECT r.* REPLACE ({name} AS threshold, coalesce(r.since, $published_at) AS since,
                coalesce(r.is_new, false) AS is_new, coalesce(r.flags, 1) AS flags)
            FROM kept r
            WHERE r.indicator = $moved_{place} AND r.state IN ('raised', 'clear') AND r."value" {compare} {name}
        ) r"""


@cached
def together(snapshot: Snapshot, filters: Filters, asked: Asked, *, by: Subject, limit: int = 10) -> pd.DataFrame:
    """Return which two indicators are raised on the same thing: first, second, n, n_first, n_second, lift; most first.

    `lift` is how many times more often than if they had nothing to do with each other, among the things with any flag.
    """
    alone: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    things = 0
    for raised, number in _combinations(snapshot, filters, asked, by):
        things += number
        alone.update(dict.fromkeys(raised, number))
        both.update(dict.fromkeys(combinations(raised, 2), number))
    rows = [
        (*pair, n, alone[pair[0]], alone[pair[1]], n * things / (alone[pair[0]] * alone[pair[1]]))
        for pair, n in both.items()
        if n >= _FEWEST_TOGETHER
    ]
    rows.sort(key=lambda row: (-row[2], -row[5], row[0], row[1]))
    return pd.DataFrame(rows[:limit], columns=["first", "second", "n", "n_first", "n_second", "lift"])


_FEWEST_TOGETHER: Final = 2


def _combinations(snapshot: Snapshot, filters: Filters, asked: Asked, by: Subject) -> Iterator[tuple[list[str], int]]:
    """Yield the indicators that are raised together on things of a kind, and on how many of them."""
    if by == "process" and not asked.thresholds and not asked.since:
        known(asked.indicators)
        codes = [
            code
            for code in codes_of(snapshot)
            if code in _asked_for(asked) and set(indicator_of(code).all_levels) & OF_PROCESSES
        ]
        found = profiled(snapshot, "indicator_states", filters)
        states = {code: found.columns[code].filled("") == "raised" for code in codes}
        for profile, number in enumerate(found.n.tolist()):
            raised = [code for code in codes if states[code][profile]]
            if raised:
                yield raised, number
        return
    column = {"process": "process_id", "agency": "agency_id", "supplier": "supplier_id"}[by]
    common, values = _found(snapshot, filters, asked)
    # what is raised on a thing, as one bit an indicator: few combinations of many, and pairs are counted in these
    told = frame(
        snapshot,
        f"""{common}, flagged AS (
            SELECT bit_or(CAST(1 AS HUGEINT) << enum_code(indicator)) AS flags FROM found
            WHERE {column} IS NOT NULL GROUP BY {column}
        )
        SELECT CAST(flags AS VARCHAR) AS flags, count(*) AS n FROM flagged GROUP BY flags""",
        values,
    )
    every = codes_of(snapshot)
    for flags, number in zip(map(int, told["flags"]), told["n"].tolist(), strict=True):
        yield [code for place, code in enumerate(every) if flags >> place & 1], number


def thresholds_of(query: Mapping[str, Any]) -> tuple[Thresholds, tuple[str, ...]]:
    """Return the thresholds that an address asks for by the codes of their indicators, and the codes that it asks in vain."""
    found, refused = [], []
    for item in indicator_list():
        given = query.get(item.code)
        if isinstance(given, list | tuple):
            given = given[-1] if given else None
        if given in (None, ""):
            continue
        try:
            number = float(str(given))
        except ValueError:
            number = float("nan")
        if item.adjustable and abs(number) < 1e15:
            found.append((item.code, number))
        else:
            refused.append(item.code)
    return tuple(found), tuple(refused)

"""The score of leads as SQL: how strong, rare, large, accompanied and new each is, and which may be among the first."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from data_loader.filters import Filters
from data_loader.indicators.definitions import indicator_of
from data_loader.queries.asking import frame
from data_loader.queries.columns import words
from data_loader.queries.indicators import indicator_counts
from data_loader.snapshot import Snapshot

COMPANY: Final = 4
"""Other flags on the same thing that make the part of the score for company full."""
MOST_FIRST: Final = 1000
"""Of each class that many amounts are kept at most: who pages further has all of them scored."""
_CLASS: Final = ("indicator", "currency", "flags", "is_new")
_SIZE: Final = "greatest(coalesce(f.amount, 0), 0)"
_LITTLE: Final = 1e-6
"""Of amounts that differ by less, and of a weight that is less, the scores may be equal in their last digit."""


def scored(snapshot: Snapshot, common: str, values: dict[str, Any], upto: int | None) -> tuple[str, dict[str, int]]:
    """Return the SQL of `scored`: those of `found` that may be among the first `upto`, or all, with score and parts.

    Beside it: how many leads are found and how many of them are new; each is a group of its own.

    Leads of one indicator, currency, number of flags and novelty differ in nothing but the amount: of each such class the
    largest amounts tell how high the first ones score, and the rest of a million need no score.
    """
    listed = ", ".join(_CLASS)
    classes = frame(
        snapshot,
        f"""{common}, classes AS MATERIALIZED (
            SELECT {listed}, n, unnest(most) AS amount
            FROM (SELECT {listed}, count(*) AS n, max({_SIZE}, {upto or 1}) AS most FROM found f GROUP BY ALL)
        ), largest AS (
            SELECT currency, CAST(max(amount) AS DOUBLE) AS amount FROM classes GROUP BY currency
        ), placed AS (
            SELECT *, rank() OVER (ORDER BY score DESC) AS place FROM ({scores(snapshot, "classes")})
        )
        SELECT {listed}, n, CAST(max(amount) AS DOUBLE) AS most,
            CAST(min(CASE WHEN place <= {upto or 1} THEN amount END) AS DOUBLE) AS least
        FROM placed GROUP BY ALL""",
        values,
    )
    most = classes.dropna(subset=["currency"]).groupby("currency")["most"].max()
    values |= {"currencies": most.index.tolist() or [""], "most": most.tolist() or [0.0]}
    tells = values["w_money"] / values["all_weights"] > _LITTLE
    first = classes.dropna(subset=["least"]).to_dict("records")
    values["first"] = [row["indicator"] for row in first]
    kept = [
        f"f.indicator = $first_{place} AND f.flags = {row['flags']} AND f.is_new = {row['is_new']} AND "
        + (
            "f.currency IS NULL"
            if row["currency"] is None
            else f"f.currency = $currencies_{most.index.get_loc(row['currency'])}"
        )
        + (f" AND f.amount >= {row['least'] * (1 - _LITTLE)!r}::DOUBLE" if tells and row["least"] > 0 else "")
        for place, row in enumerate(first)
    ]
    of = "found" if upto is None else f"(SELECT * FROM found f WHERE {' OR '.join(kept) or 'false'})"
    leads, new = int(classes["n"].sum()), int(classes["n"][classes["is_new"].astype(bool)].sum())
    sql = f"""largest AS (
        SELECT TRY_CAST(unnest($currencies) AS currency) AS currency, unnest($most) AS amount
    ), scored AS NOT MATERIALIZED (SELECT * FROM {scores(snapshot, of)})"""
    return sql, {"groups": leads, "leads": leads, "new": new}


def scores(snapshot: Snapshot, of: str) -> str:
    """Return the SQL of rows with their score and its parts; `largest` has the largest amount in each currency."""
    strength, rarity = traits(snapshot)
    return f"""(SELECT *, 100 * ($w_strength * strength + $w_rarity * rarity + $w_money * money
            + $w_company * company + $w_novelty * novelty) / $all_weights AS score
        FROM (SELECT f.*, {strength} AS strength, {rarity} AS rarity, least((f.flags - 1) / {COMPANY}, 1) AS company,
                CASE WHEN f.is_new THEN 1 ELSE 0 END AS novelty,
                coalesce(ln(1 + CAST({_SIZE} AS DOUBLE)) / nullif(ln(1 + l.amount), 0), 0) AS money
            FROM {of} f LEFT JOIN largest l USING (currency)))"""


@lru_cache(maxsize=2)
def traits(snapshot: Snapshot) -> tuple[str, str]:
    """Return the SQL of the strength of a row's `indicator` and of how rare it is over all the data: looked up, not joined."""
    each = [traits_of(snapshot)[code] for code in codes_of(snapshot)]
    strengths, rarities = (", ".join(f"{one[place]:.17e}" for one in each) for place in (0, 1))
    return f"[{strengths}][enum_code(indicator) + 1]", f"[{rarities}][enum_code(indicator) + 1]"


def weights(snapshot: Snapshot) -> dict[str, float]:
    """Return the sum of both by indicator."""
    return {code: strength + rarity for code, (strength, rarity) in traits_of(snapshot).items()}


@lru_cache(maxsize=2)
def traits_of(snapshot: Snapshot) -> dict[str, tuple[float, float]]:
    """Return the strength of each indicator, and how rare it is."""
    rates = indicator_counts(snapshot, Filters()).groupby("indicator")[["raised", "computable"]].sum()
    found = {}
    for code, raised, computable in rates.itertuples(name=None):
        found[code] = indicator_of(code).strength, 1 - float(raised) / float(computable) if computable else 0.0
    return found


def codes_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the indicators in the order of the numbers that they are coded by."""
    return tuple(words(snapshot, "indicator")[1:])

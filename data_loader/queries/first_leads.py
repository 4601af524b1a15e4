"""Which leads may be among the first: told from columns of all that is raised, so that a statement reads but a few rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from data_loader.filters import Filters
from data_loader.groups import Test, Whole, marked
from data_loader.queries.concerns import concerned
from data_loader.queries.indicators import narrowed
from data_loader.queries.lead_scores import COMPANY, codes_of, traits_of
from data_loader.queries.parts import Parts
from data_loader.queries.selection import kept
from data_loader.snapshot import Snapshot

_CLOSE: Final = 1e-5
"""Scores that are nearer, of all weights, may be in another order: here they have four bytes."""


@dataclass(frozen=True, slots=True)
class First:
    """Leads by their places in the table `indicator_results`: those that may be among the first, the largest in each currency.

    `leads` is how many there are in all, `new` how many of them are new.
    """

    rows: list[int]
    largest: list[int]
    leads: int
    new: int


def first_leads(
    snapshot: Snapshot, filters: Filters, codes: Collection[str], weights: Mapping[str, float], upto: int
) -> First:
    """Return which leads of some indicators may be among the first `upto` by their score, as so weighed."""
    of_all = Parts("raised", snapshot.columns)
    test = _test(snapshot, filters, codes, of_all)
    found = of_all if test is None else of_all.where(test)
    rows = np.arange(len(found["flags"])) if found.places is None else found.places
    largest = _largest(found["currency"], found["place"])
    score = _scores(snapshot, found, largest, weights)
    first = np.arange(len(score))
    if upto < len(score):
        least = np.partition(score, len(score) - upto)[len(score) - upto]
        first = np.flatnonzero(score >= least - _CLOSE * sum(weights.values()))
    new = int(np.count_nonzero(found["is_new"]))
    return First(rows.take(first).tolist(), rows.take(largest).tolist(), len(rows), new)


def _test(snapshot: Snapshot, filters: Filters, codes: Collection[str], raised: Parts) -> Test | None:
    """Return which of what is raised is kept: what `indicators.kept_sql` asks in SQL, of some indicators; None: all."""
    tests: list[Test] = []
    if narrowed(filters):
        number, chosen = raised["number"], kept(snapshot, filters)
        of_process = number > 0 if chosen is None else np.append(False, chosen[0]).take(number)
        tests.append(of_process | np.append(False, concerned(snapshot, filters)).take(raised["subject"]))
    every = codes_of(snapshot)
    if not set(every).issubset(codes):
        tests.append(marked(np.flatnonzero(np.isin(every, [*codes])), len(every)).take(raised["indicator"]))
    return np.logical_and.reduce(tests) if tests else None


def _largest(currency: Whole, place: Whole) -> Whole:
    """Return the place of the row with the largest amount in each currency: the first by amount."""
    first = []
    for code in range(1, int(currency.max(initial=0)) + 1):
        its = np.flatnonzero(currency == code)
        first += [its[place.take(its).argmin()]] if len(its) else []
    return np.array(first, np.intp)


def _scores(snapshot: Snapshot, found: Parts, largest: Whole, weights: Mapping[str, float]) -> npt.NDArray[np.float32]:
    """Return the score of each row, of all weights: what `lead_scores` reckons in SQL, in four bytes."""
    currency, flags = found["currency"], np.arange(int(found["flags"].max(initial=0)) + 1)
    traits = np.array([traits_of(snapshot)[code] for code in codes_of(snapshot)]).reshape(-1, 2)
    share = np.zeros(int(currency.max(initial=0)) + 1)
    most = found["logarithm"].take(largest)
    share[currency.take(largest)] = np.divide(weights["money"], most, where=most > 0, out=np.zeros(len(most)))
    of_code = traits @ [weights["strength"], weights["rarity"]]
    of_flags = weights["company"] * np.clip((flags - 1) / COMPANY, None, 1)
    score: npt.NDArray[np.float32] = found["logarithm"] * share.astype(np.float32).take(currency)
    score += of_code.astype(np.float32).take(found["indicator"])
    score += of_flags.astype(np.float32).take(found["flags"])
    if weights["novelty"]:
        score += np.float32(weights["novelty"]) * found["is_new"]
    return score

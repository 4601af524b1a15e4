"""What the completeness of a set of processes says, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.process_story import published
from components.slots import filled, slot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from components.text import Text

_EVERY: Final = (
    (1, 2),
    (1, 3),
    (2, 3),
    (1, 4),
    (3, 4),
    (1, 5),
    (2, 5),
    (3, 5),
    (4, 5),
    (1, 10),
    (3, 10),
    (7, 10),
    (9, 10),
)  # what newspapers write
_CLOSE: Final = 0.021
_SMALL_SHARE: Final = 0.01
_SAME: Final = 0.0005
_HIGH_SCORE: Final = 0.8


def of_every(score: float) -> tuple[int, int] | None:
    """Return the score as a fraction that people say aloud (2 of every 3), None where none is within two points.

    >>> of_every(0.66), of_every(0.57)
    ((2, 3), None)
    """
    a, b = min(_EVERY, key=lambda pair: abs(score - pair[0] / pair[1]))
    return (a, b) if abs(score - a / b) <= _CLOSE else None


def stage_words(text: Text, stage: str) -> str:
    """Return what a stage owes as it stands inside a sentence ("the payments and progress")."""
    words = {
        "planning": text("the planning"),
        "tender": text("the tender"),
        "award": text("the award"),
        "contract": text("the contract"),
        "implementation": text("payments and progress"),
    }
    return words.get(stage, stage)


def worst_stage(stages: Mapping[Any, float | None]) -> str | None:
    """Return the stage with the lowest score, None where no stage has one."""
    known = {stage: score for stage, score in stages.items() if published(score)}
    return min(known, key=lambda stage: known[stage] or 0.0) if known else None


def completeness_headline(
    text: Text,
    score: float | None,
    stages: Mapping[Any, float | None],
    accent: Callable[[str], Any],
    *,
    agency: str | None = None,
) -> list[Any]:
    """Return the answer to "How much does each agency publish?", and what is most missing.

    `agency` names the only agency that is looked at.
    """
    if score is None or not published(score):
        return [text("Nothing is owed here, so nothing can be missing.")]
    sentence = _published_sentence(text, score, agency)
    pair = of_every(score)
    figure = text("{a} of every {b}", a=text.number(pair[0]), b=text.number(pair[1])) if pair else text.percent(score)
    parts = filled(sentence, figure=accent(figure))
    worst = worst_stage(stages)
    if worst is not None and score < 1:
        parts.append(" " + text("Most missing: {what}.", what=stage_words(text, worst)))
    return parts


def _published_sentence(text: Text, score: float, agency: str | None) -> str:
    if of_every(score):
        if agency is None:
            return text("They publish {figure} data that they owe.", figure=slot("figure"))
        return text("{agency} publishes {figure} data that it owes.", agency=agency, figure=slot("figure"))
    if agency is None:
        return text("They publish {figure} of the data they owe.", figure=slot("figure"))
    return text("{agency} publishes {figure} of the data it owes.", agency=agency, figure=slot("figure"))


def wall_finding(text: Text, agencies: pd.DataFrame) -> str:
    """Return whether those that publish best handle little money, else the name of the measure."""
    high = agencies[agencies["score"] >= _HIGH_SCORE]
    money = high["money_share"].dropna()
    if len(high) and len(money) and money.sum() < _SMALL_SHARE and len(agencies) > len(high):
        return text.n(
            "The only agency above {score} handles less than {share} of the money",
            "The {n} agencies above {score} handle less than {share} of the money",
            len(high),
            score=text.percent(_HIGH_SCORE),
            share=text.percent(_SMALL_SHARE),
        )
    return text("By agency")


def trend_finding(text: Text, agencies: pd.DataFrame) -> str:
    """Return how many agencies score higher than at first, and how many lower; "" where nothing can be compared."""
    known = agencies["change"].dropna()
    if known.empty:
        return ""
    more, less = int((known > _SAME).sum()), int((known < -_SAME).sum())
    gained = text.n("{n} agency scores higher than at first", "{n} agencies score higher than at first", more)
    lost = text.n("{n} lower", "{n} lower", less)
    return text("{gained}, {lost}", gained=gained, lost=lost)


def fields_finding(text: Text, fields: pd.DataFrame, label: Callable[[Any], str]) -> str:
    """Return how many fields nobody publishes, else which one is published least."""
    owed = fields[fields["applicable"] > 0]
    if owed.empty:
        return text("What is published, field by field")
    never = int((owed["published"] == 0).sum())
    if never:
        return text.n(
            "{n} field is never published",
            "{n} fields are never published",
            never,
        )
    least = owed.sort_values("score").iloc[0]
    return text("{field}: published in {share}", field=label(least), share=text.percent(least["score"]))

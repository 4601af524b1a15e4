"""What the durations of a set of processes say, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from components.slots import filled, short, slot
from components.step_track import step_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from components.text import Text

_FEW: Final = 0.5
_CLEAR_RATIO: Final = 1.5
_ENOUGH: Final = 5
UNLIKELY: Final = 20 * 365
"""Days from which on one of the two dates is probably wrong."""


def step_words(text: Text, step: str) -> str:
    """Return a step as it stands inside a sentence ("the decision")."""
    words = {
        "call_open": text("the call for bids"),
        "decision": text("the decision"),
        "signing": text("the signing"),
        "execution": text("the execution"),
        "first_payment": text("the first payment"),
    }
    return words.get(step, step)


def measured_steps(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have a median, longest first."""
    known = frame[(frame["measured"] > 0) & frame["median"].notna()]
    return known.sort_values("median", ascending=False)


def steps_headline(text: Text, frame: pd.DataFrame, accent: Callable[[str], Any]) -> list[Any]:
    """Return the answer to "How long does each step take?" with the longest median as its decisive figure."""
    known = measured_steps(frame)
    if known.empty:
        return [text("No process publishes the dates that it takes to say.")]
    longest = known.iloc[0]
    words = step_words(text, longest["step"])
    if len(known) == 1:
        sentence = text("Only {step} can be timed: half take more than {figure}.", step=words, figure=slot("figure"))
    else:
        sentence = text(
            "The longest step is {step}: half take more than {figure}.",
            step=words,
            figure=slot("figure"),
        )
    return filled(sentence, figure=accent(text.days(longest["median"])))


def steps_context(text: Text, frame: pd.DataFrame, processes: int) -> str | None:
    """Return the line under the headline: the shortest step, and how few processes can be timed."""
    known = measured_steps(frame)
    if known.empty:
        return None
    sentences = []
    if len(known) > 1:
        shortest = known.iloc[-1]
        sentences.append(
            text(
                "The shortest is {step}: {days}.",
                step=step_words(text, shortest["step"]),
                days=text.days(shortest["median"]),
            ),
        )
    least = known.sort_values("measured").iloc[0]
    if least["measured"] < processes:
        sentences.append(
            text(
                "The rest is known of few: {step} can be timed in {n} of {total} processes.",
                step=step_words(text, least["step"]),
                n=text.number(int(least["measured"])),
                total=text.number(processes),
            )
            if least["measured"] < _FEW * processes
            else text(
                "Every step can be timed in at least {n} of {total} processes.",
                n=text.number(int(least["measured"])),
                total=text.number(processes),
            ),
        )
    return " ".join(sentences)


def steps_finding(text: Text, frame: pd.DataFrame) -> str:
    """Return the title of the card of steps: how many durations are impossible, else the name of the measure."""
    negative = int(frame["negative"].sum()) if len(frame) else 0
    if negative:
        return text.n(
            "{n} duration ends before it begins",
            "{n} durations end before they begin",
            negative,
        )
    return text("How long each step takes")


def groups_finding(text: Text, frame: pd.DataFrame, names: dict[Any, str], step: str) -> str:
    """Return which group is slow and which is quick, where the difference is clear; else the name of the measure."""
    named = frame[frame["group_id"].notna() & frame["median"].notna()]
    enough = named[named["measured"] >= _ENOUGH].sort_values("median")
    if len(enough) > 1:
        quick, slow = enough.iloc[0], enough.iloc[-1]
        if slow["median"] >= _CLEAR_RATIO * max(quick["median"], 1):
            return text(
                "{step}: {slow}, {slow_days}; {quick}, {quick_days}",
                step=step_name(text, step),
                slow=short(names[slow["group_id"]], 50),
                slow_days=text.days(slow["median"]),
                quick=short(names[quick["group_id"]], 50),
                quick_days=text.days(quick["median"]),
            )
    return text("{step}, compared", step=step_name(text, step))


def reach_finding(text: Text, frame: pd.DataFrame, processes: int) -> str:
    """Return how many processes show how they ended: the last stage is what the others are for."""
    reached = dict(zip(frame["stage"], frame["reached"], strict=True))
    last = int(reached.get("implementation", 0))
    if not processes:
        return text("How far the processes get")
    if not last:
        return text("No process shows its implementation")
    return text(
        "{n} of {total} processes show how they are carried out",
        n=text.number(last),
        total=text.number(processes),
    )


def slowest_finding(text: Text, frame: pd.DataFrame, step: str) -> str:
    """Return how long the slowest took that can be true, else the name of the measure."""
    likely = frame[frame["days"] < UNLIKELY]
    if likely.empty:
        return text("The slowest")
    return text("{step}: the slowest took {days}", step=step_name(text, step), days=text.days(likely.iloc[0]["days"]))

"""What a list behind a figure of the rollout or of a distribution shows, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from components.duration_words import span_words
from components.publication_cards import event_name
from components.step_track import step_name

if TYPE_CHECKING:
    from components.text import Text

_MONTH: Final = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")


def kept_words(text: Text, kept: str, value: str) -> str:
    """Return which processes are kept: those of a month, with an event whose publication is measured or not, a duration."""
    if kept in ("released", "month"):
        month = text.month(value) if _MONTH.fullmatch(value) else value
        if kept == "released":
            return text("Only those that first appeared in {month}.", month=month)
        return text("Only those dated in {month}.", month=month)
    if kept == "spelling":
        return text("Only those that write the name so: “{name}”.", name=value.partition(" ")[2])
    step = kept.removesuffix("_days")
    if step != kept:
        return text(
            "Only those with this duration: {step}, {days}.", step=step_name(text, step), days=span_words(text, value)
        )
    event = event_name(text, value)
    return {
        "timed": text("Only those with a measured time to publication: {event}.", event=event),
        "untimed": text("Only those whose time to publication cannot be measured: {event}.", event=event),
        "early": text("Only those published before it happened: {event}.", event=event),
    }[kept]

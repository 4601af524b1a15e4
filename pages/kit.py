"""The reader's story kit: what was pinned, to be arranged, annotated, exported as one file, read back and verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash
import orjson

from components.attributes import attributes
from components.elements import html
from components.shell import page
from components.snapshot import todays_snapshot
from components.text import Text
from data_loader.exceptions import VitrinaError
from data_loader.filters import Filters

if TYPE_CHECKING:
    from dash.development.base_component import Component

dash.register_page(__name__, path="/kit", name="kit")


def layout(**query: Any) -> Component:
    """Return the page; assets/kit_page.js fills it with what the browser has kept."""
    text = Text.for_request(query.get("lang"))
    return page(
        text,
        Filters(),
        question=text("What have I pinned?"),
        headline=text("Your story kit"),
        sub=text("Kept in this browser alone: nothing of it is on the server, and another browser does not have it."),
        body=[
            html.Div(
                [
                    html.Noscript(
                        html.P(
                            text("Pins are kept by your browser's script, and it is off: the kit is empty without it.")
                        )
                    ),
                    html.P(
                        text(
                            "Nothing is pinned yet. Under every chart, beside every key figure, at every process and "
                            "search there is a button “Pin”: what it pins is listed here."
                        ),
                        className="kit-empty",
                    ),
                ],
                id="kit",
                className="kit",
                **attributes(data_words=orjson.dumps(_words(text)).decode(), data_today=_today()),
            )
        ],
        filtered=False,
        finding=None,
    )


def _today() -> str:
    try:
        return todays_snapshot().id
    except VitrinaError:
        return ""


def _words(text: Text) -> dict[str, str]:
    """Return the words that the script puts on the page, by the names that it has for them."""
    return {
        "title": text("Title"),
        "author": text("Author"),
        "introduction": text("Introduction"),
        "note": text("Your note"),
        "figure": text("Figure"),
        "chart": text("Chart"),
        "table": text("Table"),
        "record": text("Record"),
        "search": text("Search"),
        "flag": text("Flag"),
        "up": text("Move up"),
        "down": text("Move down"),
        "remove": text("Remove"),
        "moved": text("Now at place {place} of {all}.", place="{place}", all="{all}"),
        "removed": text("Removed."),
        "gone": text("These data are no longer kept: without others the kit has no evidence for this one."),
        "use": text("Use the next that are kept"),
        "export": text("Export as one file"),
        "clear": text("Empty the kit"),
        "sure": text("Remove all pins and notes from this browser?"),
        "cleared": text("The kit is empty."),
        "full": text("Your browser has no room for it: what you did last is not kept."),
        "drawing": text("Gathering {place} of {all}…", place="{place}", all="{all}"),
        "making": text("Putting the file together…"),
        "done": text("Done. The SHA-256 of the file, to quote it or deposit it: {hash}", hash="{hash}"),
        "left": text("Pictures that had no room, each with its table all the same: {n}", n="{n}"),
        "failed": text("That did not work. Try again in a moment."),
        "refused": text("That did not work: {why}", why="{why}"),
        "back": text("A kit that you have"),
        "backMore": text(
            "Verify it: are its files as they were written, and which of its figures still hold on today's data? "
            "Or read it in, to go on with it here."
        ),
        "file": text("Kit (ZIP file)"),
        "verify": text("Verify"),
        "read": text("Read it in"),
        "choose": text("Choose a file first."),
        "reading": text("Reading…"),
        "altered": text("Nothing was read in: this kit was altered after it was made."),
        "taken": text("Pins read in: {n}", n="{n}"),
        "report": text("Verified kit"),
        "today": text("See it today"),
        "then": text("See it as it was pinned"),
    }

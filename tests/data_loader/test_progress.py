"""How far a pull has come, as a terminal and as a log show it."""

import io
import json
import logging

from rich.console import Console

from data_loader.config import Source
from data_loader.progress import Advance, Lines, shown
from data_loader.pull import pull
from tests.data_loader.publisher import Answer, serving
from tests.data_loader.test_pull import release, settings

__all__ = ["settings"]


def test_a_log_has_a_line_for_each_new_step_and_not_for_each_advance(caplog) -> None:
    caplog.set_level(logging.INFO)
    lines = Lines()
    for done in range(1000):
        lines(Advance("a", "reading", done, 1000))
    lines(Advance("a", "compiling", 5, 10))
    lines(Advance("b", "recognised as links"))
    assert caplog.messages == [
        "a: reading 0 of 1,000 bytes",
        "a: compiling 5 of 10 processes",
        "b: recognised as links",
    ]


def test_a_terminal_has_a_bar_for_each_source_and_one_for_the_snapshot(settings) -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=120)
    body = json.dumps([release(1)]).encode()
    with serving(lambda *_: Answer(body)) as publisher, shown(console) as progress:
        source = Source(id="here", url=publisher.address + "/all", requests_per_second=1000)
        pull(settings, [source], progress=progress)
    drawn = written.getvalue()
    assert "here" in drawn
    assert "snapshot" in drawn
    assert "━" in drawn


def test_where_there_is_no_terminal_nothing_is_drawn(settings, caplog) -> None:
    caplog.set_level(logging.INFO)
    written = io.StringIO()
    seen = []
    with serving(lambda *_: Answer(b"[]")) as publisher, shown(Console(file=written)) as progress:
        source = Source(id="here", url=publisher.address + "/all", requests_per_second=1000)
        pull(settings, [source], progress=lambda advance: (seen.append(advance), progress(advance)))
    assert not written.getvalue()
    assert seen

"""What a server is made of is not looked through again and again while it answers, and what it needs no more is given back."""

import asyncio
import gc
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from tests.conftest import in_own_thread
from web import memory
from web.memory import settled


def test_circles_are_looked_for_seldom_and_not_among_what_is_there_already():
    before = gc.get_threshold()
    with settled():
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_freeze_count() < 10_000
    assert gc.get_threshold() == before


def test_what_becomes_a_circle_afterwards_is_still_found():
    with settled():
        gc.collect()
        circle = []
        circle.append(circle)
        del circle
        assert gc.collect() >= 1


def _held():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def _nothing(*_):
    pass


async def _answer(_scope, _receive, send):
    await send({"type": "http.response.start"})


def what_is_freed_is_kept_and_given_back():
    """Say how much more is held after columns were made and freed, and after an answer: in a process of its own."""
    memory.keep_freed()
    before, last = _held(), None
    columns = [np.ones(2**20, np.uint8) for _ in range(60)]
    last = np.ones(2**20, np.uint8)  # the top of the heap stays in use
    del columns
    kept = _held() - before
    asyncio.run(memory.GiveBack(_answer)({"type": "http"}, _nothing, _nothing))
    sys.stdout.write(f"{kept} {_held() - before} {last.sum()}")


def test_freed_memory_is_used_again_and_then_given_back():
    run = "from tests.web.test_memory import what_is_freed_is_kept_and_given_back as run; run()"
    said = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    kept, left, _ = map(int, said.stdout.split())
    assert kept > 50 * 2**20
    assert left < 20 * 2**20


def _given_back(monkeypatch, answers):
    """How often something is given back while so many are answered one after another, beside one that takes until then."""
    times = []
    monkeypatch.setattr(memory, "give_back", lambda: times.append(1))

    async def answered():
        ended = asyncio.Event()

        async def slow(scope, receive, send):
            if scope.get("waits"):
                await ended.wait()
            await _answer(scope, receive, send)

        server = memory.GiveBack(slow)
        long = asyncio.create_task(server({"type": "http", "waits": True}, _nothing, _nothing))
        await asyncio.sleep(0)
        for _ in range(answers):
            await server({"type": "http"}, _nothing, _nothing)
        meanwhile = len(times)
        ended.set()
        await long
        return meanwhile, len(times) - meanwhile

    return in_own_thread(asyncio.run, answered())


def test_nothing_is_given_back_while_others_are_answered_and_then_it_is(monkeypatch):
    assert _given_back(monkeypatch, 5) == (0, 2)


def test_a_server_that_is_never_idle_gives_back_now_and_then(monkeypatch):
    assert _given_back(monkeypatch, 3 * memory._AT_LEAST)[0] == 3

"""Pulls in bad weather: servers that fail in any order, programs that are killed at any moment; nothing may be lost."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import zlib
from collections import Counter
from gzip import compress

import pytest

from data_loader import queries, status
from data_loader import snapshot as snapshots
from data_loader.config import ROOT
from data_loader.filters import Filters
from tests.data_loader.publisher import Answer, serving
from tests.data_loader.test_pull import release

PAGES, PER_PAGE = 12, 3
PUBLISHED = {f"ocds-t-{number}" for number in range(PAGES * PER_PAGE)}
NOW = {"Retry-After": "0"}


def numbers(page: int) -> range:
    return range(page * PER_PAGE, (page + 1) * PER_PAGE)


def page_of(path: str) -> int:
    return int(path.rpartition("=")[2] if "page=" in path else 0)


class Storm:
    """A publisher with three APIs of one content; whatever it is asked, it may first answer with a fault or two."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  not for secrets
        self.faults: Counter[str] = Counter()
        self.served: Counter[str] = Counter()
        self.address = ""

    def __call__(self, _method: str, path: str, headers: dict[str, str], _body: bytes) -> Answer:
        time.sleep(self.chance.uniform(0, 0.03))
        if self.faults[path] < 2 and self.chance.random() < 0.4:
            self.faults[path] += 1
            return self.fault()
        good = self.page(path)
        if headers.get("if-none-match") == good.headers["ETag"]:
            return Answer(status=304)
        self.served[path] += 1
        return good

    def fault(self) -> Answer:
        return self.chance.choice(
            [
                Answer(b"wait", 429, NOW),
                Answer(b"<html>busy</html>", 503, NOW),
                Answer(b"", 502, NOW),
                Answer(b"try again", 500, NOW),
            ]
        )

    def page(self, path: str) -> Answer:
        page = page_of(path)
        content = [release(number) for number in numbers(page)]
        if path.startswith("/links"):
            following = {"next": f"{self.address}/links?page={page + 1}"} if page < PAGES - 1 else {}
            body = {"releases": content, "links": following}
        elif path.startswith("/pages"):
            body = {"releases": content if page < PAGES else [], "pages": PAGES, "page": page}
        else:
            body = [release(number) for number in range(PAGES * PER_PAGE)]
        text = json.dumps(body).encode()
        coding = ("", "gzip", "deflate")[page % 3]
        packed = {"gzip": compress, "deflate": zlib.compress}[coding](text) if coding else text
        tag = {"ETag": f'"{zlib.crc32(text)}"', "Content-Type": "application/json"}
        return Answer(packed, 200, tag | ({"Content-Encoding": coding} if coding else {}))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kills_and_faults_in_any_order_lose_nothing_and_ask_for_nothing_twice(tmp_path, seed) -> None:
    storm, chance = Storm(seed), random.Random(seed)  # noqa: S311
    with serving(storm) as publisher:
        storm.address = publisher.address
        config = tmp_path / "vitrina.toml"
        config.write_text(
            "".join(
                f'[[sources]]\nid = "{name}"\nshape = "{shape}"\nurl = "{publisher.address}/{name}{query}"\n'
                f"requests_per_second = 1000\n{options}"
                for name, shape, query, options in (
                    ("links", "links", "?page=0", ""),
                    ("pages", "pages", "", 'options = { first = 0, page_count = "/pages" }\n'),
                    ("single", "single", "", ""),
                )
            )
        )
        environment = os.environ | {"VITRINA_DATA": str(tmp_path / "var"), "VITRINA_CONFIG": str(config)}
        command = [sys.executable, "-m", "data_loader", "pull"]
        kills = 0
        for _ in range(5):
            process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=-3, stderr=-3)
            time.sleep(chance.uniform(0.4, 1.6))
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
        subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
        statuses = status.load(tmp_path / "var")
        assert {name: item["error"] for name, item in statuses.items()} == dict.fromkeys(statuses)
        asked = storm.served.copy()
        subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    snapshot = snapshots.current(tmp_path / "var")
    for name in ("links", "pages", "single"):
        rows = queries.processes(snapshot, Filters(source=(name,)), page_size=100).rows
        assert sorted(rows["ocid"]) == sorted(PUBLISHED)
    assert storm.served == asked, "an unchanged page was sent again"
    # A page on its way when the program is killed is asked for again, and no other: one a kill and host at the most.
    assert sum(asked.values()) <= len(asked) + kills

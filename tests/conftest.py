"""What many tests share: a snapshot of the bundled data, and the program itself, running."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
import requests
from hypothesis import HealthCheck, settings

from data_loader import snapshot as snapshots
from data_loader.config import Settings
from data_loader.pull import pull
from data_loader.snapshot import Snapshot

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
Result = TypeVar("Result")

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")  # a machine with other things to do is no fault of the program


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its argument: archives hold the time they were made, and workers must agree on names."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def bundled_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the bundled data, pulled the real way, once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / "bundled"
    with (shared / "bundled.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if snapshots.current(folder) is None:
            report = pull(Settings(data=folder, config=ROOT / "vitrina.toml", refresh="off"))
            assert not [source.error for source in report.sources if source.error]
    return folder


@pytest.fixture(scope="session")
def bundled_snapshot(bundled_data: Path) -> Snapshot:
    """The snapshot of the bundled data."""
    snapshot = snapshots.current(bundled_data)
    assert snapshot is not None
    return snapshot


@pytest.fixture(scope="session")
def server_url(bundled_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `python app.py` serving the bundled data; its log must end without an error."""
    log = tmp_path_factory.mktemp("server") / "app.log"
    with running(bundled_data, log) as url:
        yield url
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said[-4000:]


class running:  # noqa: N801  (reads as what it is: `with running(data, log) as url`)
    """The program as a process of its own, on a free port, until the end of the block."""

    def __init__(self, data: Path, log: Path, *, healthy: bool = True, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.healthy = healthy
        self.environment = {
            **os.environ,
            "VITRINA_DATA": str(data),
            "VITRINA_PORT": str(self.port),
            "VITRINA_HOST": "127.0.0.1",
            "VITRINA_REFRESH": "off",
            **environment,
        }

    def __enter__(self) -> str:
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "app.py"], cwd=ROOT, env=self.environment, stdout=out, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if requests.get(f"{self.url}/health", timeout=5).ok or not self.healthy:
                    return self.url
            except (requests.ConnectionError, requests.Timeout):
                pass
            time.sleep(0.1)
        self.__exit__()
        pytest.fail(f"The server did not start:\n{self.log.read_text()[-4000:]}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def in_own_thread(work: Callable[..., Result], *given: object) -> Result:
    """Return what work that starts a loop returns: in the thread of the tests a browser's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *given).result()

"""Lighthouse's scores of the overview: `python -m bench.lighthouse` prints JSON, with npm only, which fetches it.

The median of a few runs of each form, of 100: {"desktop": {"performance": 99, …}, "mobile": {…}}.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import statistics
import subprocess
from typing import Any, Final

from bench.measure import say
from bench.serve import get, served
from data_loader.config import settings
from tests.browser.chromium import FLAGS, executable

VERSION: Final = "12.8.2"
ROUNDS: Final = 3
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
FORMS: Final = {"desktop": ("--preset=desktop",), "mobile": ()}


def scores(address: str, options: tuple[str, ...]) -> dict[str, float]:
    """Return the scores of one run, of 100."""
    flags = shlex.join([*FLAGS, "--headless=new"])
    command = ["npm", "exec", "--yes", f"--package=lighthouse@{VERSION}", "--", "lighthouse", address, *options]
    command += ["--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
    environment = os.environ | {"CHROME_PATH": executable() or ""}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return {name: 100 * report["categories"][name]["score"] for name in CATEGORIES}


def main() -> None:
    """Measure the current data's first page; it is asked once before, as by the reader before this one."""
    if shutil.which("npm") is None:
        say({})
        return
    with served(settings().data_dir) as (own, _, _):
        address = f"{own}/?lang=en"
        get(address)
        runs = {form: [scores(address, options) for _ in range(ROUNDS)] for form, options in FORMS.items()}
    say({form: {name: statistics.median(run[name] for run in of) for name in CATEGORIES} for form, of in runs.items()})


if __name__ == "__main__":
    main()

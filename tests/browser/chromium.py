"""Where this machine's Chromium is, and the flags under which it speaks to no one but our server."""

import os
import shutil
import sys
from pathlib import Path

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def executable() -> str | None:
    """The path of a Chromium: the one VITRINA_CHROMIUM names, else the system's, else Playwright's own."""
    named = os.environ.get("VITRINA_CHROMIUM")
    candidates = [named] if named else [*map(shutil.which, COMMANDS), *PLACES]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return candidate
    return playwrights_own()


def playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    sys.exit(0 if executable() else 1)

"""`make screenshots`: the pictures of the README, taken from the running program with the bundled data."""

import sys
import tempfile
from base64 import b64decode
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from data_loader.config import Settings
from data_loader.pull import pull
from tests.browser.chromium import FLAGS, executable
from tests.browser.conftest import DESK, PHONE, settle
from tests.conftest import ROOT, running

FOLDER = ROOT / "docs" / "screenshots"
PROCESS = "/process/OCDS-87SD3T-SEFIN%2FDRM%2FAD%2F011%2F2015?source=mx_cdmx&lang=es"
PICTURES = {
    "overview": ("/?lang=es", DESK, 1000, "light"),
    "overview-dark": ("/?lang=en", DESK, 1000, "dark"),
    "agencies": ("/agencies?lang=en", DESK, 1000, "light"),
    "timelines": ("/timelines?lang=en", DESK, 1000, "light"),
    "suppliers": ("/suppliers?lang=es", DESK, 1000, "light"),
    "completeness": ("/completeness?lang=en", DESK, 1000, "light"),
    "leads": ("/leads?lang=en", DESK, 1000, "light"),
    "explore": ("/explore?lang=es", DESK, 1000, "light"),
    "process": (PROCESS, DESK, 1000, "light"),
    "overview-phone": ("/?lang=es", PHONE, 844, "light"),
    "completeness-phone": ("/completeness?lang=es", PHONE, 844, "light"),
}


def take(browser: Browser, url: str, name: str) -> Path:
    """Write one picture as WebP, which is a third of a PNG here, and return where."""
    address, width, height, scheme = PICTURES[name]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(url + address)
    settle(page)
    path = FOLDER / f"{name}.webp"
    session = page.context.new_cdp_session(page)
    picture = session.send("Page.captureScreenshot", {"format": "webp", "quality": 80})["data"]
    path.write_bytes(b64decode(picture))
    page.close()
    return path


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder, "data")
        pull(Settings(data=data, config=ROOT / "vitrina.toml", refresh="off"))
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        with running(data, Path(folder, "app.log")) as url:
            for name in PICTURES:
                path = take(browser, url, name)
                print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

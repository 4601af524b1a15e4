"""`make previews`: the picture that a messenger shows beside a link, one a page and language, with the page's question.

No figure stands in it: a picture is kept for years by those who show it, and a figure is true of one snapshot.
"""

import sys
from html import escape
from itertools import product

from playwright.sync_api import sync_playwright

from components.text import Text, known_languages
from tests.browser.chromium import FLAGS, executable
from tests.conftest import ROOT

FOLDER = ROOT / "assets" / "preview"
QUESTIONS = {
    "overview": "Who spends the public money?",
    "agencies": "Who spends the most?",
    "suppliers": "Who gets the most?",
    "timelines": "How long does each step take?",
    "completeness": "How much does each agency publish?",
    "rollout": "Which agencies publish?",
    "quality": "Do the data add up?",
    "processes": "Which processes are behind the numbers?",
}
BARS = (92, 34, 22, 15, 11, 8, 6)
PAGE = """<!doctype html><html lang="{lang}"><style>
* {{ box-sizing: border-box; margin: 0 }}
body {{ width: 1200px; height: 630px; padding: 84px 88px; background: #faf8f3; color: #1c1b1a; font-family: "Noto Sans", sans-serif }}
h1 {{ font: 600 88px/1.12 "Noto Serif", serif; letter-spacing: -.015em; max-width: 960px; min-height: 200px }}
i {{ display: block; height: 13px; margin: 0 0 11px; border-radius: 7px; background: #bdbab4 }}
i:first-of-type {{ background: #b8004f }}
div {{ margin: 48px 0 30px }}
p {{ font-size: 27px; color: #5d5a55 }}
</style><h1>{question}</h1><div>{bars}</div><p>{line}</p></html>"""


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        for (name, question), lang in product(QUESTIONS.items(), known_languages()):
            text = Text(lang)
            bars = "".join(f'<i style="width:{width}%"></i>' for width in BARS)
            line = text("A figure says what was published, not all that happened.")
            page.set_content(PAGE.format(lang=lang, question=escape(text(question)), bars=bars, line=escape(line)))
            page.screenshot(path=FOLDER / f"{name}-{lang}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What is left of Bootstrap is what the pages use, and all of it."""

import re

import pytest
import requests

from tests.web.test_pages import PAGES
from web.files import bootstrap_sheet
from web.trimmed import CLASSES, trimmed

OURS = {"m-0", "m-1", "m-2", "m-3", "m-4"}
"""Shades of a month: Bootstrap has margins of the same names, which would push the cells about."""


def test_a_small_part_is_left():
    sheet = bootstrap_sheet().read_text(encoding="utf-8")
    left = trimmed(sheet)
    assert len(left) < len(sheet) / 8
    assert left.count("{") == left.count("}")
    for rule in (
        "*,::after,::before{box-sizing:border-box}",
        ".form-select{",
        "@media (prefers-reduced-motion:reduce)",
    ):
        assert rule in left
    assert ".btn" not in left


@pytest.mark.parametrize("path", PAGES)
def test_no_class_of_a_page_was_trimmed(server_url, path):
    there = set(re.findall(r"\.([a-zA-Z][\w-]*)", bootstrap_sheet().read_text(encoding="utf-8")))
    document = requests.get(server_url + path, timeout=60).text
    used = {name for names in re.findall(r'class="([^"]*)"', document) for name in names.split()}
    assert used & there <= CLASSES | OURS

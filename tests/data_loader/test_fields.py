"""The list of completeness fields is whole: both languages, known stages, levels and rules, each path once."""

import re

import pytest

from data_loader.fields import FILE, Field, completeness_field_list, of_stage
from data_loader.filters import PROCESS_STAGES

FIELDS = completeness_field_list()


def test_each_path_once() -> None:
    assert len({field.path for field in FIELDS}) == len(FIELDS) >= 35


def test_every_stage_has_fields() -> None:
    assert all(of_stage(stage) for stage in PROCESS_STAGES)
    assert sum(len(of_stage(stage)) for stage in PROCESS_STAGES) == len(FIELDS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.path)
def test_a_field_says_what_it_is_and_why_in_both_languages(field: Field) -> None:
    documented = set(re.findall(r"^#   (\w+)  ", FILE.read_text(encoding="utf-8"), re.MULTILINE))
    assert field.rule in documented
    assert field.level in {"basic", "intermediate", "advanced"}
    assert field.label_es != field.label_en
    assert field.why_es.endswith(".")
    assert field.why_en.endswith(".")

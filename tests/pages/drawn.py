"""What a view says: its components as JSON, each address drawn once for all tests that ask for it."""

import importlib
import itertools
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import plotly.utils

from data_loader.config import settings

LANGUAGES = ("es", "en")


def words(view: str, /, **query: object) -> str:
    """Return what the view says at an address with this query, of the data that VITRINA_DATA names."""
    return _words(view, json.dumps(query), str(settings().data_dir))


@lru_cache(maxsize=96)
def _words(view: str, query: str, _data: str) -> str:
    layout = importlib.import_module(f"pages.{view}").layout(**json.loads(query))
    return json.dumps(layout, cls=plotly.utils.PlotlyJSONEncoder, ensure_ascii=False)


def in_turn(*choices: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return each combination of the choices once, in Spanish and in English by turns.

    Two neighbours, which differ in one choice by one place, are in different languages: so each choice comes in both.
    """
    return [
        (*(choice[place] for choice, place in zip(choices, places, strict=True)), LANGUAGES[sum(places) % 2])
        for places in itertools.product(*(range(len(choice)) for choice in choices))
    ]

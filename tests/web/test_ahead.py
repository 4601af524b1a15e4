"""What is worked out before anybody asks: every page that all come to, once for a snapshot, and of many processes only."""

import pytest

import app
from components import drawing
from data_loader.queries import answers
from web.ahead import MANY, Ahead


@pytest.fixture(scope="module", autouse=True)
def _pages():
    app.build()


@pytest.fixture
def _shown(bundled_data, monkeypatch):
    monkeypatch.setenv("VITRINA_DATA", str(bundled_data))


@pytest.mark.usefixtures("_shown")
def test_pages_are_worked_out_once_and_their_answers_kept(monkeypatch):
    ahead = Ahead(many=1)
    worked = []
    while path := ahead.work():
        worked.append(path)
    assert {"/", "/agencies", "/suppliers", "/leads", "/processes"} <= set(worked)
    assert len(set(worked)) == len(worked)
    assert not {"/status", "/agency"} & set(worked)
    assert ahead.work() is None
    asked = []
    monkeypatch.setattr(answers, "_cells", asked.append)  # what is asked only of an answer that was not kept
    drawing.draw("/timelines", "")
    assert not asked


@pytest.mark.usefixtures("_shown")
def test_few_processes_are_answered_at_once():
    assert Ahead().work() is None
    assert MANY > 548

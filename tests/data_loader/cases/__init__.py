"""The cases of all indicators, a module a family."""

from tests.data_loader.cases import competition, concentration, price, silence, size, time, watchlists
from tests.data_loader.indicator_cases import Case

CASES: dict[str, Case] = {
    **competition.CASES,
    **concentration.CASES,
    **size.CASES,
    **price.CASES,
    **time.CASES,
    **silence.CASES,
    **watchlists.CASES,
}

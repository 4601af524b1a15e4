"""Each filter keeps what it says, alone and together, and the parts add up to the whole."""

import math

import pytest


def everything(get):
    return get("/processes", page_size=5000)["rows"]


@pytest.mark.parametrize(
    ("parameter", "by"),
    [
        ("agency", "agency"),
        ("supplier", "supplier"),
        ("method", "method"),
        ("category", "category"),
        ("source", "source"),
    ],
)
def test_a_filter_gives_its_row_of_the_ranking(get, parameter, by):
    """Also for "none", the row of what was not published."""
    for row in get("/spending", by=by, limit=8)["rows"]:
        answer = get("/spending", by=by, **{parameter: row["id"] or "none"})
        assert answer["processes"] == row["processes"], row
        assert answer["total"] == pytest.approx(row["amount"]) if row["amount"] else not answer["total"]


def test_two_values_are_alternatives_and_two_fields_restrict(get):
    first, second = [row["id"] for row in get("/spending", by="agency", limit=2)["rows"]]
    each = [get("/processes", agency=name)["total"] for name in (first, second)]
    assert get("/processes", agency=[first, second])["total"] == sum(each)
    both = get("/processes", agency=first, category="works")["total"]
    assert both <= min(each[0], get("/processes", category="works")["total"])


def test_left_out_and_kept_make_the_whole(get):
    top = get("/spending", by="agency", limit=1)["rows"][0]
    whole, kept, rest = (
        get("/spending", **given) for given in ({}, {"agency": top["id"]}, {"exclude_agency": top["id"]})
    )
    assert kept["processes"] + rest["processes"] == whole["processes"]
    assert math.fsum([kept["total"], rest["total"]]) == pytest.approx(whole["total"])


def test_years(get):
    years = {row["id"]: row["processes"] for row in get("/spending", by="year")["rows"]}
    named = sorted(year for year in years if year)
    for year in named:
        assert get("/processes", year_from=year, year_to=year)["total"] == years[year]
    first, last = named[0], named[-1]
    assert get("/processes", year_from=first, year_to=last)["total"] == sum(years[year] for year in named)


def test_amounts(get):
    for row in get("/processes", min_amount=1_000_000, max_amount=2_000_000, currency="MXN", page_size=5000)["rows"]:
        assert 1_000_000 <= row["amounts"]["contracted"] <= 2_000_000


def test_stage_reached(get):
    rows = everything(get)
    for stage in ("planning", "tender", "award", "contract", "implementation"):
        kept = get("/processes", stage_reached=stage)["total"]
        assert kept == sum(row["stage"] == stage for row in rows)


def test_currency_keeps_the_processes_that_have_it(get):
    rows = get("/processes", currency="USD", page_size=5000)["rows"]
    assert rows
    assert {row["currency"] for row in rows} == {"USD"}


def test_a_filter_that_nothing_fits_is_an_empty_answer(get):
    assert get("/spending", agency="there-is-no-such-agency")["rows"] == []
    assert get("/completeness", agency="there-is-no-such-agency")["score"] is None
    assert all(step["median"] is None for step in get("/timelines", agency="there-is-no-such-agency")["steps"])
    assert get("/records", agency="there-is-no-such-agency")["records"] == []

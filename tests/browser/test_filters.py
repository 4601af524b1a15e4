"""Filters live in the address: the form writes them, every page keeps them, back and forward walk through them."""

from urllib.parse import parse_qs, urlsplit

from tests.browser.conftest import settle


def query(page):
    return {
        name: values
        for name, values in parse_qs(urlsplit(page.url).query).items()
        if name != "lang" and values != ["contracted"]
    }


def open_filters(page):
    page.locator("summary", has_text="Filter").first.click()
    return page.locator("form:has([name=year_from])").first


def new_heading(page, old):
    page.wait_for_function("text => ![undefined, text].includes(document.querySelector('h1')?.innerText)", arg=old)


def test_the_form_writes_the_address_and_back_undoes_it(visit):
    page = visit("agencies", lang="en").page
    before = page.locator("main").inner_text()
    form = open_filters(page)
    form.locator("[name=year_from]").fill("2016")
    form.locator("[name=year_to]").fill("2016")
    form.locator("[type=submit]").click()
    page.wait_for_url("**year_from=2016**")
    settle(page)
    page.wait_for_function("text => document.querySelector('main').innerText !== text", arg=before)
    assert query(page) == {"year_from": ["2016"], "year_to": ["2016"]}
    filtered = page.locator("h1").inner_text()
    page.go_back()
    new_heading(page, filtered)
    assert query(page) == {}
    page.go_forward()
    page.wait_for_function("text => document.querySelector('h1')?.innerText === text", arg=filtered)
    assert query(page)["year_from"] == ["2016"]


def test_an_address_fills_the_form_and_every_section_keeps_it(visit):
    page = visit("/suppliers?year_from=2015&method=open&currency=MXN", lang="en").page
    form = open_filters(page)
    assert form.locator("[name=year_from]").input_value() == "2015"
    assert form.locator("[name=method]").input_value() == "open"
    for link in page.locator("header nav a").all():
        address = parse_qs(urlsplit(link.get_attribute("href")).query)
        if urlsplit(link.get_attribute("href")).path.startswith("/api"):
            continue
        assert address["year_from"] == ["2015"], link.get_attribute("href")
        assert address["method"] == ["open"]


def test_walking_from_page_to_page(visit):
    seen = visit("overview", lang="en")
    page = seen.page
    for path in ("/agencies", "/timelines", "/suppliers", "/completeness", "/processes"):
        page.locator(f"header nav a[href^='{path}']").first.click()
        page.wait_for_url(f"**{path}**")
        page.wait_for_selector(f"header nav a[aria-current=page][href^='{path}']")
        settle(page)
        assert page.evaluate("document.documentElement.lang") == "en"
    assert not seen.watch.errors


def test_a_chip_takes_its_filter_off(visit):
    page = visit("/agencies?year_from=2016&category=works", lang="en").page
    page.locator(".chips a").first.click()
    page.wait_for_function("() => !(location.search.includes('category') && location.search.includes('year_from'))")
    settle(page)
    assert len(query(page)) == 1


def test_a_value_that_cannot_be_is_left_out_and_said(visit):
    page = visit("/agencies?year_from=soon&stage=signed", lang="en").page
    assert "soon" in page.locator("main").inner_text()


def test_filters_that_nothing_fits_say_so(visit):
    for path in ("/", "/agencies", "/timelines", "/suppliers", "/completeness", "/processes"):
        seen = visit(f"{path}?year_from=1950&year_to=1951", lang="en")
        assert seen.status == 200
        assert seen.page.locator("h1").inner_text().strip()
        assert not seen.watch.errors, path


def test_the_language_is_kept(visit):
    page = visit("/agencies?year_from=2016", lang="en").page
    page.locator("a[hreflang=es], a[lang=es]").first.click()
    page.wait_for_function("() => document.documentElement.lang === 'es'")
    settle(page)
    assert query(page)["year_from"] == ["2016"]
    assert "lang=es" in page.url or "lang" not in page.url


def test_hostile_text_is_shown_as_text(visit):
    seen = visit("/processes?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&agency=%3Cscript%3E", lang="en")
    assert seen.page.locator("img[src=x]").count() == 0
    assert "<img src=x onerror=alert(1)>" in seen.page.locator("main").inner_text()
    assert not seen.watch.errors

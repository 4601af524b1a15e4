"""Narrow cards share two columns in the order of the page, and none stands alone beside white."""

from components.card_columns import arranged
from components.elements import html


def card(lines: int, *, wide: bool = False, figure: bool = False) -> html.Section:
    body = html.Div(style={"minHeight": "600px"}) if figure else html.Ul([html.Li("x")] * lines)
    return html.Section([html.H2("x"), body], className="card card-wide" if wide else "card")


def columns(part):
    return [column.children for column in part.children]


def test_a_narrow_card_by_itself_is_made_wide():
    alone = card(3)
    assert arranged([card(2, wide=True), None, alone, card(2, wide=True)])[1] is alone
    assert alone.className == "card card-wide"


def test_two_of_about_one_height_share_a_row():
    pair = [card(8), card(9)]
    assert arranged(pair) == pair
    assert {one.className for one in pair} == {"card"}


def test_a_long_one_and_a_short_one_end_where_they_end():
    pair = [card(3), card(20)]
    (both,) = arranged(pair)
    assert both.className == "card-columns"
    assert columns(both) == [[pair[0]], [pair[1]]]


def test_several_share_two_columns_of_about_one_height_in_the_order_of_the_page():
    run = [card(4), card(0, figure=True), card(3), card(8), card(2)]
    (both,) = arranged(run)
    left, right = columns(both)
    assert left + right == run
    assert len(left) == 2

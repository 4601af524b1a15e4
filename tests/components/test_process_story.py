"""A process told in a sentence: who got it, for how much, and what of that was not published."""

from components.process_story import story
from components.text import Text

EN = Text("en")


def told(**row: object) -> str:
    blank = {"agency_id": "a", "agency_name": "Salud", "currency": "MXN", "suppliers": [], "stage": "contract"}
    parts = story(EN, blank | row, lambda kind, identity: f"/{kind}/{identity}")
    return "".join(part if isinstance(part, str) else str(part.children) for part in parts).replace("\u00a0", " ")


def supplier(name: str | None) -> dict[str, str | None]:
    return {"id": (name or "x").lower(), "name": name}


def test_winner_and_amount():
    assert told(suppliers=[supplier("Coconal")], contracted=2e6).startswith(
        "It was contracted with Coconal for 2 million pesos."
    )


def test_an_amount_that_was_not_published_is_said():
    assert told(suppliers=[supplier("Coconal")]).startswith(
        "It was awarded to Coconal; for how much was not published."
    )


def test_a_winner_that_was_not_published_is_said():
    assert "with whom was not published" in told(contracted=2e6)


def test_zero_is_an_amount():
    assert "contracted for 0 pesos" in told(contracted=0.0)


def test_many_winners_are_two_and_a_number():
    assert "A, B, and 3 other suppliers" in told(suppliers=[supplier(name) for name in "ABCDE"], contracted=1.0)


def test_a_plan_is_told_by_its_agency():
    assert told(stage="planning", planned=5e6).startswith("Salud plans it with a budget of 5 million pesos.")


def test_without_an_agency_that_is_said():
    assert told(stage="tender", agency_id=None, agency_name=None).startswith("An agency whose name was not published")


def test_a_negative_decision_is_not_told():
    assert "decision took" not in told(contracted=1.0, decision=-3.0)


def test_a_name_with_markup_stays_a_text():
    parts = story(
        EN,
        {"currency": "MXN", "suppliers": [supplier("<script>alert(1)</script>")], "contracted": 1.0, "stage": "award"},
        lambda *_: "/",
    )

    assert any(getattr(part, "children", None) == "<script>alert(1)</script>" for part in parts)

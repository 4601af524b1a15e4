"""How two releases differ."""

from data_loader.differences import compare


def test_objects_of_a_list_are_matched_by_id() -> None:
    before = {"a": [{"id": "1", "x": 1}, {"id": "2"}], "b": [1, 2]}
    after = {"a": [{"id": "2", "x": 3}], "b": [1]}
    assert [(item.path, item.before, item.after) for item in compare(before, after)] == [
        ("a[1]", {"id": "1", "x": 1}, None),
        ("a[2].x", None, 3),
        ("b[1]", 2, None),
    ]

"""The data dictionary: nothing is undocumented, what it says is true, and the document is the one of these tables."""

import pytest

from data_loader.dictionary import FILE, KINDS, NEVER, described, is_path, markdown, meaning, sentences
from tests.data_loader.records import publish, record


@pytest.fixture(scope="module")
def tables():
    return described()


def columns(tables):
    return [(table.name, column.name, column.comment) for table in tables for column in table.columns]


def test_every_table_and_column_says_what_it_is(tables) -> None:
    assert not [table.name for table in tables if not table.comment.endswith(".")]
    assert not [(table, name) for table, name, comment in columns(tables) if not comment.endswith(".")]


def test_every_column_says_its_type_or_unit(tables) -> None:
    assert not [(table, name, comment) for table, name, comment in columns(tables) if not KINDS.search(comment)]


def test_a_column_that_says_nothing_of_null_has_none(tables, bundled_snapshot, tmp_path) -> None:
    """Held against the bundled data, and against a process of which next to nothing was published."""
    bare = publish(tmp_path, record("a", awards=[{}], contracts=[{}], bids={"details": [{}], "statistics": [{}]}))
    wrong = []
    for snapshot in (bundled_snapshot, bare):
        for table, name, comment in columns(tables):
            # the counts of a source are those of its pull, which a hand-made one never had
            if meaning(comment)[1].startswith(NEVER[:-1]) and not (table == "sources" and snapshot is bare):
                cells = snapshot.connection().table(table).filter(f'"{name}" IS NULL')
                if cells.limit(1).fetchall():
                    wrong.append((table, name, comment))
    assert not wrong


def test_the_document_is_the_one_of_these_tables(tables) -> None:
    assert FILE.read_text(encoding="utf-8") == markdown(tables), "make dictionary writes it anew"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("Day. awards[].date. NULL: not published.", ("Day. awards[].date.", "NULL: not published.")),
        ("Number of awards.", ("Number of awards.", "Never NULL.")),
        ("List of texts. Empty: none.", ("List of texts.", "Empty: none.")),
        ("True: there; false: not; NULL: not owed.", ("True: there; false: not;", "NULL: not owed.")),
    ],
)
def test_what_null_means_is_told_apart(comment, expected) -> None:
    assert meaning(comment) == expected


def test_a_cell_breaks_no_table_of_the_document(tables) -> None:
    rows = [line for line in markdown(tables).splitlines() if line.startswith("| `")]
    assert len(rows) == len(columns(tables))
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}


def test_paths_are_no_words() -> None:
    parts = sentences("Text. awards[].id. tender.value as published. NULL: not published.")
    assert [part for part in parts if is_path(part)] == ["awards[].id."]

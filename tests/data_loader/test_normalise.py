"""The normaliser gives every known field its type, and tells of all it did."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loader import normalise as module
from data_loader import repairs
from data_loader.blanks import without_blanks
from data_loader.config import ROOT
from data_loader.documents import Item, read
from data_loader.jsontext import documents
from data_loader.normalise import Members, normalise
from data_loader.ocds.schema import Shape, release_shape

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _release_like(shape: Shape, depth: int = 3) -> st.SearchStrategy[Any]:
    """Return releases with the right names and, in half of the places, anything at all under them."""
    if depth == 0 or shape.kind not in {"object", "array"}:
        return _JSON
    if shape.kind == "array":
        return _JSON | st.lists(_release_like(shape.items or Shape("any"), depth - 1), max_size=2)
    fields = {key: _release_like(item, depth - 1) for key, item in list(shape.properties.items())[:12]}
    return _JSON | st.fixed_dictionaries({}, optional=fields)


def _types_hold(value: Any, shape: Shape) -> bool:
    if value is None or shape.kind == "any":
        return True
    if shape.kind == "array":
        return isinstance(value, list) and all(_types_hold(item, shape.items or Shape("any")) for item in value)
    if shape.kind == "object":
        return isinstance(value, dict) and all(
            _types_hold(item, shape.properties[key]) for key, item in value.items() if key in shape.properties
        )
    expected = {"number": (int, float), "boolean": bool}.get(shape.kind, str)
    return isinstance(value, expected)


@given(
    st.fixed_dictionaries({"ocid": st.just("ocds-1"), "tender": _release_like(release_shape().properties["tender"])})
)
def test_whatever_comes_the_types_are_the_schemas(release: dict[str, Any]) -> None:
    mended, problems = normalise(release)
    assert _types_hold(mended, release_shape())
    orjson.dumps(mended)
    assert all(problem.action in {"repaired", "refused", "noted"} for problem in problems)


@given(
    st.fixed_dictionaries(
        {"ocid": st.just("ocds-1")},
        optional={
            name: _release_like(release_shape().properties[name]) for name in ("awards", "contracts", "parties", "bids")
        },
    )
)
def test_a_mended_release_needs_no_more_mending(release: dict[str, Any]) -> None:
    once, _ = normalise(release)
    twice, problems = normalise(orjson.loads(orjson.dumps(once)))
    assert twice == orjson.loads(orjson.dumps(once))
    assert not [problem for problem in problems if problem.action != "noted"]


@given(
    st.lists(
        st.fixed_dictionaries(
            {"ocid": st.just("ocds-1")},
            optional={name: _release_like(release_shape().properties[name]) for name in ("awards", "buyer", "date")},
        ),
        max_size=2,
    )
)
def test_what_releases_repeat_is_mended_as_if_it_stood_alone(releases: list[dict[str, Any]]) -> None:
    members: Members = {}
    for release in [*releases, *releases]:
        body = orjson.dumps(release)
        mended, problems = normalise(orjson.loads(body), members=members)
        expected, found = normalise(orjson.loads(body))
        assert (orjson.dumps(mended), problems) == (orjson.dumps(expected), found)


def test_amounts_written_as_text_count_and_unreadable_ones_are_listed() -> None:
    release = {
        "ocid": "ocds-1",
        "contracts": [
            {"id": 1, "value": {"amount": "1,234.50", "currency": "MNX"}},
            {"id": "2", "value": {"amount": "a lot", "currency": "MXN"}},
        ],
    }
    mended, problems = normalise(release)
    assert mended["contracts"][0] == {"id": "1", "value": {"amount": 1234.5, "currency": "MXN"}}
    assert mended["contracts"][1] == {"id": "2", "value": {"currency": "MXN"}}
    assert [(problem.code, problem.path, problem.action) for problem in problems] == [
        ("number_as_text", "contracts[0].value.amount", "repaired"),
        ("currency_spelling", "contracts[0].value.currency", "repaired"),
        ("not_a_number", "contracts[1].value.amount", "refused"),
    ]


def test_a_text_or_object_where_a_list_belongs() -> None:
    mended, _ = normalise({"ocid": "1", "tag": "tender", "awards": {"id": "a"}, "parties": [{"roles": "buyer, payer"}]})
    assert mended["tag"] == ["tender"]
    assert mended["awards"] == [{"id": "a"}]
    assert mended["parties"][0]["roles"] == ["buyer", "payer"]


def test_codes_are_read_whatever_their_spelling_and_unknown_ones_kept() -> None:
    release = {
        "ocid": "1",
        "tender": {"procurementMethod": "Adjudicación directa", "status": "Complete"},
        "parties": [{"id": "a", "roles": ["Comprador", "Padrino"]}],
        "awards": [{"status": "who knows"}],
    }
    mended, problems = normalise(release)
    assert mended["tender"] == {"procurementMethod": "direct", "status": "complete"}
    assert mended["parties"][0]["roles"] == ["buyer", "Padrino"]
    assert mended["awards"][0]["status"] == "who knows"
    assert [problem.value for problem in problems if problem.code == "unknown_code"] == ["who knows"]


def test_a_mapped_field_stands_in_only_where_the_standard_one_is_missing() -> None:
    mapping = {"contracts[].valueWithTax": "contracts[].value"}
    release = {
        "ocid": "1",
        "contracts": [
            {"id": "a", "valueWithTax": {"amount": 116, "currency": "MXN"}},
            {"id": "b", "valueWithTax": {"amount": 116}, "value": {"amount": 100}},
        ],
    }
    mended, problems = normalise(release, mapping=mapping)
    assert [contract["value"]["amount"] for contract in mended["contracts"]] == [116, 100]
    assert [(problem.code, problem.path) for problem in problems] == [("mapped_field", "contracts[0].valueWithTax")]


def test_a_release_of_1_0_gets_the_names_of_1_1() -> None:
    release = {
        "ocid": "1",
        "buyer": {"name": "SEFIN", "identifier": {"scheme": "MX-X", "id": "01"}},
        "awards": [{"id": "a", "suppliers": [{"name": "No identifier"}], "amendment": {"date": "2017-01-01"}}],
        "contracts": [
            {
                "implementation": {
                    "transactions": [
                        {
                            "amount": {"amount": 5, "currency": "MXN"},
                            "receiverOrganization": {"id": "r", "legalName": "R"},
                        }
                    ]
                }
            }
        ],
    }
    mended, _ = normalise(release)
    transaction = mended["contracts"][0]["implementation"]["transactions"][0]
    assert transaction == {"value": {"amount": 5, "currency": "MXN"}, "payee": {"id": "r", "name": "R"}}
    assert mended["awards"][0]["amendments"] == [{"date": "2017-01-01"}]
    assert mended["buyer"]["id"] == "MX-X-01"
    assert [(party["id"], party["roles"]) for party in mended["parties"]] == [("MX-X-01", ["buyer"])]


def test_objects_of_blanks_are_none_and_counted() -> None:
    release = {
        "awards": [{"id": "", "value": {"currency": " "}}, {"id": "a", "suppliers": [{"name": "N/A"}, {"name": "S"}]}],
        "contracts": [{"implementation": {"transactions": [{"value": {}, "date": None}]}}],
    }
    problems = list(without_blanks(release))
    assert release["awards"] == [{"id": "a", "suppliers": [{"name": "S"}]}]
    assert [(problem.path, problem.value, problem.action) for problem in problems] == [
        ("awards[]", "1", "noted"),
        ("awards[].suppliers[]", "1", "noted"),
        ("contracts[]", "1", "noted"),
    ]


def test_several_different_objects_for_one_place_are_refused_not_guessed() -> None:
    mended, problems = normalise({"ocid": "1", "planning": [{"rationale": "a"}, {"rationale": "b"}]})
    assert "planning" not in mended
    assert [(problem.code, problem.action) for problem in problems] == [("several_instead_of_one", "refused")]


_ODD = st.text(alphabet="aA1 \t\n\r\x00\x0b\x1c\x7f\x85\xa0\u2003\u3000\u200bÃ©Â±ñé&amp;#39;.,-/:TZ+N$€", max_size=20)
_TEXTS = (
    "MXN|mxn|€|open|Open|award|compiled|2015-10-07|2015-10-07T00:00:00.-06:00|1,234.50|12|1970-01-01|2015-02-30|20151007|"
    "N/A|true|S&amp;P|EspaÃ±a"
)
_WRITTEN = st.sampled_from([*_TEXTS.split("|"), 1e24, 2**53, 1e30, 0, -1, True, 2.0])


def _odd_release(shape: Shape, depth: int = 4) -> st.SearchStrategy[Any]:
    """Return releases with the right shape and, where values belong, what publishers write."""
    leaf = _ODD | _WRITTEN
    if depth == 0 or shape.kind not in {"object", "array"}:
        return leaf | st.lists(leaf, max_size=2)
    if shape.kind == "array":
        return st.lists(_odd_release(shape.items or Shape("any"), depth - 1), max_size=3)
    fields = {key: _odd_release(item, depth - 1) for key, item in list(shape.properties.items())[:16]}
    return st.fixed_dictionaries({}, optional=fields)


def _worked(body: bytes) -> tuple[bytes, list[module.Problem]]:
    mended, problems = normalise(orjson.loads(body))
    return orjson.dumps(mended), problems


def _object_slowly(value: Any, shape: Shape, place: Any, problems: list[module.Problem]) -> Any:
    for key, item in list(value.items()):
        if item is not None and key in shape.properties:
            mended = module._field(item, shape.properties[key], (place, key), problems)
            if mended is module._ABSENT:
                del value[key]
            else:
                value[key] = mended
    return value


def _array_slowly(value: Any, shape: Shape, place: Any, problems: list[module.Problem]) -> Any:
    items = shape.items or Shape("any")
    listed = module._listed(value, items, place, problems)
    if listed is module._ABSENT:
        return listed
    mended = [
        module._field(item, items, (place, index), problems) for index, item in enumerate(listed) if item is not None
    ]
    kept = [item for item in mended if item is not module._ABSENT]
    problems.extend(module._repeated_ids(kept, place))
    return kept


def _worked_slowly(body: bytes) -> tuple[bytes, list[module.Problem]]:
    """Return what comes of a release where every value goes the whole way, whatever it looks like."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_object", _object_slowly)
        patch.setattr(module, "_array", _array_slowly)
        patch.setattr(repairs, "is_tidy", lambda _value: False)
        return _worked(body)


@given(release=_odd_release(release_shape()))
def test_what_is_passed_over_needed_no_repair(release) -> None:
    body = orjson.dumps(release)
    assert _worked(body) == _worked_slowly(body)


@pytest.mark.parametrize("name", ["mx_apf", "mx_cdmx", "mx_gacm", "mx_inai", "mx_jalisco", "mx_nuevo_leon"])
def test_what_is_passed_over_needed_no_repair_in_real_files(name) -> None:
    path = ROOT / "data" / f"{name}.jsonl.gz"
    with path.open("rb") as stream:
        items = [item for document in documents(stream, size=path.stat().st_size) for item in read(document)]
    bodies = [orjson.dumps(item.release) for item in items if isinstance(item, Item) and item.kind != "versioned"]
    assert bodies
    for body in bodies:
        assert _worked(body) == _worked_slowly(body)

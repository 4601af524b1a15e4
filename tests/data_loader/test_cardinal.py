"""Cardinal's indicators: the cases that its documentation demonstrates, with records of our own, come out as there."""

from typing import Any

import pytest

from data_loader import queries
from data_loader.filters import Filters
from data_loader.snapshot import Snapshot
from tests.data_loader.indicator_cases import bid
from tests.data_loader.records import publish, record

Json = dict[str, Any]


def won(by: str, *bids: Json, **more: Any) -> Json:
    numbered = [{"id": str(place)} | one for place, one in enumerate(bids)]
    return {
        "bids": {"details": numbered},
        "awards": [{"id": "a", "status": "active", "suppliers": [{"name": by}]}],
        **more,
    }


def second(amount: float) -> Json:
    return won("Gana", bid("Gana", 10), bid("Pierde", amount))


def received(agency: str, *bids: Json) -> Json:
    return {
        "buyer": {"name": agency},
        "bids": {"details": [{"id": str(place)} | one for place, one in enumerate(bids)]},
    }


def classified(supplier: str, *codes: str) -> Json:
    items = [{"id": str(place), "classification": {"id": code}} for place, code in enumerate(codes)]
    return {"awards": [{"id": "a", "status": "active", "suppliers": [{"name": supplier}], "items": items}]}


DAY = {"startDate": "2019-05-06T09:00:00-06:00", "endDate": "2019-05-07T09:00:00-06:00"}
ALONE: Json = {"tender": {"id": "t", "numberOfTenderers": 1, "procurementMethod": "open"}}
CASES: dict[str, tuple[dict[str, Json], list[tuple[str, float]]]] = {
    "R003": ({"F": {"tender": {"id": "t", "tenderPeriod": DAY}}}, [("F", 1)]),
    "R018": ({"F": ALONE, "cancelled": {"tender": ALONE["tender"] | {"status": "cancelled"}}}, [("F", 1)]),
    "R024": ({"F": second(20), **{str(place): second(1000) for place in range(4)}}, [("F", 1)]),
    "R058": ({"F": second(1000), **{str(place): second(20) for place in range(4)}}, [("F", 99)]),
    "R025": (
        {
            "0": won("Falla", bid("Falla")),
            **{f"x{place}": won(f"Otro {place}", bid("Falla"), bid(f"Otro {place}")) for place in range(5)},
        },
        [("s:falla", 1 / 6)],
    ),
    "R028": ({"F": received("A", bid("Uno", 7), bid("Dos", 7, "disqualified"))}, [("F", 2)]),
    "R030": (
        {
            "F": won(
                "Gana",
                bid("Gana", date="2019-06-01T00:00:00Z"),
                tender={"id": "t", "tenderPeriod": {"endDate": "2019-05-15T00:00:00Z"}},
            )
        },
        [("F", 17)],
    ),
    "R035": ({"F": won("Gana", bid("Fuera", status="disqualified"), bid("Gana"))}, [("F", 1)]),
    "R036": ({"F": won("Gana", bid("Fuera", 1, "disqualified"), bid("Gana", 2))}, [("F", 1)]),
    "R038": (
        {
            "0": received("B", bid("Uno"), bid("Fuera", status="disqualified")),
            **{f"x{place}": received(f"A {place}", bid(f"Dos {place}")) for place in range(4)},
        },
        [("s:b", 0.5)],
    ),
    "R048": (
        {
            "F": classified("Todo", "10000000", "11000000"),
            **{f"x{place}": classified(f"Uno {place}", "10000000") for place in range(4)},
        },
        [("s:todo", 2)],
    ),
}


def subjects(rows: list[Any]) -> list[tuple[str, float]]:
    """What is raised: process, agency or supplier, with the value."""
    names = {"process": "ocid", "agency": "agency_id", "supplier": "supplier_id"}
    return [(row[names[row["level"]]], pytest.approx(row["value"])) for row in rows]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The cases, each in a source of the indicator's name."""
    listed = [
        record(ocid, source=code.lower(), **release)
        for code, (processes, _) in CASES.items()
        for ocid, release in processes.items()
    ]
    return publish(tmp_path_factory.mktemp("cardinal"), *listed)


@pytest.mark.parametrize("code", CASES)
def test_what_cardinal_demonstrates(snapshot: Snapshot, code: str) -> None:
    expected = [(name.replace("s:", f"{code.lower()}:"), value) for name, value in CASES[code][1]]
    found = queries.indicator_results(snapshot, Filters(source=(code.lower(),)), indicators=(code,)).rows
    assert subjects(found.to_dict("records")) == expected


def test_a_cancelled_process_is_left_out(snapshot: Snapshot) -> None:
    states = "SELECT s.R018 FROM indicator_states s JOIN processes USING (process_id) WHERE ocid = 'cancelled'"
    assert snapshot.connection().execute(states).fetchall() == [("cancelled",)]

"""Organisations over HTTP."""

from urllib.parse import quote

FINANCE = "MX-RFC-GDF9712054NA"


def test_an_organisation(get):
    found = get(f"/organisations/{FINANCE}")
    assert (found["id"], found["scheme"], found["identifier"]) == (FINANCE, "MX-RFC", "GDF9712054NA")
    assert (found["identifier_valid"], found["identifier_fault"], found["person"]) == (True, None, "legal")
    assert {"name", "processes"} == set(found["spellings"][0])
    assert found["merged"] == []


def test_an_organisation_and_its_units(get):
    ministry = get("/organisations/MX-CPA-20")
    assert [unit["id"] for unit in ministry["units"]] == ["MX-CPA-20135", "MX-CPA-20147"]
    assert get("/organisations/MX-CPA-20135")["parent"]["id"] == "MX-CPA-20"


def test_every_agency_and_supplier_has_an_address(get):
    for by in ("agency", "supplier"):
        rows = get("/spending", by=by, limit=20)["rows"]
        for row in filter(lambda row: row["id"], rows):
            assert get(f"/organisations/{quote(row['id'], safe='')}")["name"] == row["name"]


def test_an_unknown_organisation(call):
    response = call("/api/v1/organisations/no such")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_organisation"


def test_matches_are_paged(get):
    whole = get("/matches")
    assert whole["total"] == len(whole["rows"])
    assert whole["next"] is None
    first = get("/matches", page_size=4)
    assert first["rows"] == whole["rows"][:4]
    assert "page=2" in first["next"]
    assert get("/matches", page=2, page_size=4)["rows"] == whole["rows"][4:8]


def test_matches_of_a_role_and_of_an_organisation(get):
    assert {row["role"] for row in get("/matches", role="supplier")["rows"]} == {"supplier"}
    (row,) = get("/matches", organisation=FINANCE)["rows"]
    assert (row["other_id"], row["reason"]) == ("mx_cdmx:0901", "same_name")


def test_matches_as_csv(call, get):
    lines = call("/api/v1/matches", format="csv").text.splitlines()
    assert lines[0].startswith("organisation_id,other_id,name,other_name")
    assert len(lines) == get("/matches")["total"] + 1

"""Cases of the indicators of competition: see tests/data_loader/indicator_cases.py."""

from tests.data_loader.indicator_cases import Case, asked, bid, bids, buy, many, open_for

CASES: dict[str, Case] = {
    "R018": Case(
        {"one": asked("A", "Uno"), "two": asked("A", "Uno", "Dos"), "direct": asked("A", "Uno", method="direct")},
        ("process", "one"),
        ("process", "two"),
        ("process", "direct"),
        "method_excluded",
    ),
    "R003": Case(
        {
            "short": open_for("2017-01-01T00:00:00Z", "2017-01-15T23:00:00Z"),
            "long": open_for("2017-01-01", "2017-01-16"),
            "undated": open_for("2017-01-01", None),
        },
        ("process", "short"),
        ("process", "long"),
        ("process", "undated"),
        "missing",
    ),
    "direct_share": Case(
        {
            f"{agency}-{place}": buy(agency, method="direct" if place < direct else "open")
            for agency, direct in {"A": 1, "B": 1, "C": 1, "D": 2, "G": 1, "H": 2, "E": 9}.items()
            for place in range(10)
        }
        | {"few": buy("F", method="direct")},
        ("agency", "E"),
        ("agency", "A"),
        ("agency", "F"),
        "too_few_processes",
    ),
    "failed_then_direct": Case(
        {
            "failed": {
                "buyer": {"name": "A"},
                "tender": {
                    "id": "t",
                    "title": "Uniformes escolares 2017",
                    "status": "unsuccessful",
                    "procurementMethod": "open",
                    "tenderPeriod": {"startDate": "2017-01-01"},
                },
            },
            "given": buy("A", method="direct", title="Uniformes escolares 2017"),
            "other": buy("A", method="direct", title="Mobiliario de oficina"),
            "called": buy("A", method="open", title="Uniformes escolares 2018"),
        },
        ("process", "given"),
        ("process", "other"),
        ("process", "called"),
        "method_excluded",
    ),
    "same_bidders": Case(
        many("same", 4, lambda _: asked("A", "Uno", "Dos"))
        | {"else": asked("A", "Uno", "Tres")}
        | many("mixed", 5, lambda place: asked("B", f"Uno {place}", "Dos"))
        | many("few", 3, lambda _: asked("C", "Uno", "Dos")),
        ("agency", "A"),
        ("agency", "B"),
        ("agency", "C"),
        "too_few_processes",
    ),
    "R035": Case(
        {
            "out": bids(bid("Uno"), bid("Dos", status="disqualified")),
            "both": bids(bid("Uno"), bid("Dos"), bid("Tres", status="disqualified")),
            "pending": bids(bid("Uno"), bid("Dos", status="disqualified"))
            | {"awards": [{"id": "a", "status": "pending"}]},
        },
        ("process", "out"),
        ("process", "both"),
        ("process", "pending"),
        "pending",
    ),
    "R036": Case(
        {
            "lowest": bids(bid("Dos", 1, "disqualified"), bid("Uno", 2)),
            "highest": bids(bid("Dos", 3, "disqualified"), bid("Uno", 2)),
            "none": bids(bid("Dos", 1, "disqualified"), bid("Uno", 2), winner=None),
        },
        ("process", "lowest"),
        ("process", "highest"),
        ("process", "none"),
        "missing",
    ),
    "R038": Case(
        {
            f"{agency}-{place}": bids(
                bid(f"{agency} {place}"),
                bid(f"{agency} {place} b", status="disqualified" if place < out else "valid"),
                agency=agency,
            )
            for agency, out in {"A": 1, "B": 1, "C": 1, "D": 2, "G": 1, "H": 2, "E": 8}.items()
            for place in range(10)
        }
        | {"few": bids(bid("Solo"), agency="F")},
        ("agency", "E"),
        ("agency", "A"),
        ("agency", "F"),
        "too_few_bids",
    ),
    "R030": Case(
        {
            "late": bids(bid("Uno", date="2017-02-01T00:00:00Z"), tenderPeriod={"endDate": "2017-01-31T18:00:00Z"}),
            "in time": bids(bid("Uno", date="2017-01-31T10:00:00Z"), tenderPeriod={"endDate": "2017-01-31T18:00:00Z"}),
            "undated": bids(bid("Uno"), tenderPeriod={"endDate": "2017-01-31T18:00:00Z"}),
        },
        ("process", "late"),
        ("process", "in time"),
        ("process", "undated"),
        "missing",
    ),
    "R028": Case(
        {
            "same": bids(bid("Uno", 100), bid("Dos", 100, "disqualified")),
            "other": bids(bid("Uno", 100), bid("Dos", 101)),
            "unpriced": bids(bid("Uno"), bid("Dos")),
        },
        ("process", "same"),
        ("process", "other"),
        ("process", "unpriced"),
        "missing",
    ),
    "R024": Case(
        {"close": bids(bid("Uno", 100), bid("Dos", 100.5))}
        | many("usual", 9, lambda place: bids(bid("Uno", 100), bid("Dos", 120 + place)))
        | {"alone": bids(bid("Uno", 100))},
        ("process", "close"),
        ("process", "usual-4"),
        ("process", "alone"),
        "too_few_bids",
    ),
    "R058": Case(
        {"far": bids(bid("Uno", 100), bid("Dos", 900))}
        | many("usual", 9, lambda place: bids(bid("Uno", 100), bid("Dos", 120 + place)))
        | {"dearer": bids(bid("Uno", 100), bid("Dos", 90))},
        ("process", "far"),
        ("process", "usual-4"),
        ("process", "dearer"),
        "not_lowest",
    ),
    "R025": Case(
        {f"lost-{place}": bids(bid("Pierde"), bid(f"Gana {place}"), winner=f"Gana {place}") for place in range(7)}
        | {"once-a": bids(bid("Solo"), winner="Solo")},
        ("supplier", "Pierde"),
        ("supplier", "Gana 3"),
        ("supplier", "Solo"),
        "too_few_peers",
    ),
}

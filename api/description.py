"""What the API says about itself, one paragraph an item: in its schema in English, on its page in both languages."""

PARAGRAPHS = (
    "What Vitrina's pages show, as JSON or CSV, from the same queries. No key is needed.",
    "Amounts are of one stage in one currency, never added across either. null is a value nobody published; 0 is zero.",
    "Every answer carries an ETag: send it back as If-None-Match, and an unchanged answer costs nothing.",
    "An unknown parameter or an impossible value is answered with an error (400), never ignored.",
)

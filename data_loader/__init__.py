"""Everything about data: fetch, cache, normalise, merge, tables, snapshot, queries.

Nothing in here knows how a page looks: neither dash nor plotly is imported.
The way of the data is one direction, a module a step:
`sources` → `fetch` → `cache` → `normalise` → `merge` → `tables` → `snapshot` → `queries`.
"""

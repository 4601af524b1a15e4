"""The public HTTP API: `mount(server)` adds /api and /health to the server that also carries the pages.

Routes ask `data_loader.queries` and word the answer; no number is computed here. `parameters` says what may be
asked, `models` what is answered, `errors` what happens otherwise; `page` is the description for people at /api.
"""

from api.mounting import mount

__all__ = ["mount"]

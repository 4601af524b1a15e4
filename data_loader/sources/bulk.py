"""One large file: JSON lines, gzipped or zipped, or a zip of packages.

Endpoint: `url`, the file.
Paging: none.
Quirks: the file goes to disk as it arrives and is read a line at a time, so memory does not grow with it. What an
archive unpacks to is limited; names inside an archive lead nowhere.
"""

from __future__ import annotations

from data_loader.sources.single import pages

__all__ = ["pages"]

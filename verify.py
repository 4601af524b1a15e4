"""A story kit held against the data of this folder: `python -m data_loader verify KIT` runs this.

It asks the pages themselves for each figure again, so it needs all of the program but no server: it stands beside app.py.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import app
from components.kits import archive, verification
from components.text import Text
from data_loader.exceptions import VitrinaError

ALL_HOLDS, SOMETHING_CHANGED, NO_KIT = range(3)


def main(arguments: list[str] | None = None) -> int:
    """Print what of a kit holds; return 0 where all of it does, 1 where something changed, 2 where it cannot be trusted."""
    parser = argparse.ArgumentParser(prog="verify", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("kit", type=Path, help="the file of the kit")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--lang", default="en", help="language of the report")
    given = parser.parse_args(arguments)
    try:
        app.build()
        report = verification.verify(Text.for_request(given.lang), archive.read(_content(given.kit)))
    except (VitrinaError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return NO_KIT
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n" if given.json else _told(report))
    if not report["intact"]:
        return NO_KIT
    return ALL_HOLDS if report["holds"] == len(report["pins"]) else SOMETHING_CHANGED


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(archive.MOST_BYTES + 1)


def _told(report: verification.Report) -> str:
    said = [" ".join(report["summary"])]
    said += [f"  {fault['path']} {fault['words']}" for fault in report["faults"]]
    for pin in report["pins"]:
        said += ["", f"{pin['id']} {pin['title']}", f"   {pin['words']}", *(f"   - {line}" for line in pin["lines"])]
    return "\n".join(said) + "\n"


if __name__ == "__main__":
    sys.exit(main())

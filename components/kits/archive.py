"""The file of a kit: a ZIP that is written with a hash of every part, and read as if somebody meant harm."""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ValidationError

from components.kits.pins import FORMAT, File, Manifest
from data_loader.exceptions import KitError

MANIFEST: Final = "kit.json"
MOST_BYTES: Final = 50 * 2**20
"""Of a kit as a file."""
MOST_INSIDE: Final = 200 * 2**20
"""Of all its files unpacked: what is more is a bomb, whatever it says."""
MOST_FILES: Final = 4000
_NAME: Final = re.compile(r"(?:[a-z]+/)?[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_CHUNK: Final = 2**16
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # the ZIP's own times say nothing: kit.json says when it was made

Fault = Literal["changed", "missing", "added"]


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was read: what it says, and which of its files are not as they were written."""

    manifest: Manifest
    files: Mapping[str, bytes]
    faults: Mapping[str, Fault]


def hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file, by its path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}


def packed(manifest: Manifest, files: Mapping[str, bytes]) -> bytes:
    """Return the kit as a file: the manifest with the hash of each file and its own seal, and the files."""
    listed = [File(path=path, bytes=len(files[path]), sha256=digest) for path, digest in hashes(files).items()]
    whole = manifest.model_copy(update={"files": listed, "seal": ""})
    sealed = whole.model_copy(update={"seal": seal(whole)})
    said = json.dumps(sealed.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in {MANIFEST: said, **dict(sorted(files.items()))}.items():
            entry = zipfile.ZipInfo(path, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def seal(manifest: Manifest) -> str:
    """Return the SHA-256 of all that a manifest says but its seal, as JSON with sorted keys and no spaces."""
    said = manifest.model_dump(mode="json", exclude={"seal"})
    return hashlib.sha256(canonical(said)).hexdigest()


def canonical(value: object) -> bytes:
    """Return the one JSON of a value that has a hash worth quoting."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(content: bytes) -> Kit:
    """Return a kit from its file.

    Raises:
        KitError: it is no kit, it is larger than any kit, or it is made to harm who unpacks it.
    """
    if len(content) > MOST_BYTES:
        raise KitError("This file is larger than a kit can be.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise KitError("This is no kit: the file is no ZIP that can be read.") from error
    said = files.pop(MANIFEST, None)
    if said is None:
        raise KitError(f"This is no kit: it has no {MANIFEST}.")
    manifest = _manifest(said)
    return Kit(manifest, files, _faults(manifest, files))


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise KitError("This file holds more parts than a kit can.")
    files: dict[str, bytes] = {}
    room = MOST_INSIDE
    for entry in entries:
        _check_entry(entry)
        if entry.filename in files:
            raise KitError(f"This file holds {entry.filename!r} twice.")
        files[entry.filename] = _read_at_most(archive, entry, room)
        room -= len(files[entry.filename])
    return files


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Refuse a part that no kit has: a name that leads out of its folder, a link, a secret, an unknown packing.

    Raises:
        KitError: it is one.
    """
    name = entry.filename
    if not _NAME.fullmatch(name) or ".." in name:
        raise KitError(f"This file holds a part that no kit has: {name[:100]!r}.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG} or entry.is_dir():
        raise KitError(f"{name} is no plain file.")
    if entry.flag_bits & 0x1:
        raise KitError(f"{name} is encrypted.")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise KitError(f"{name} is packed in a way that no kit is.")


def _read_at_most(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """Return what a part unpacks to; what it announces is not believed."""
    parts = []
    with archive.open(entry) as file:
        while part := file.read(_CHUNK):
            room -= len(part)
            if room < 0:
                raise KitError("This file unpacks to more than a kit can hold.")
            parts.append(part)
    return b"".join(parts)


def _manifest(said: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise KitError(f"{MANIFEST} is not that of a kit of format {FORMAT}: {where}: {first['msg']}.") from error
    except (ValueError, RecursionError) as error:
        raise KitError(f"{MANIFEST} cannot be read.") from error


def _faults(manifest: Manifest, files: Mapping[str, bytes]) -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    if manifest.seal != seal(manifest):
        found[MANIFEST] = "changed"
    listed = {file.path: file for file in manifest.files}
    for path, file in listed.items():
        if path not in files:
            found[path] = "missing"
        elif len(files[path]) != file.bytes or hashlib.sha256(files[path]).hexdigest() != file.sha256:
            found[path] = "changed"
    for path in files.keys() - listed.keys():
        found[path] = "added"
    return found

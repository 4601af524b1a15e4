"""The file of a kit: what is written is read back, and what is made to harm is refused by name."""

import hashlib
import io
import json
import stat
import zipfile

import pytest

from components.kits import archive
from components.kits.pins import Manifest
from data_loader.exceptions import KitError

FILES = {"story.md": b"# A story\n", "tables/01-years.csv": b"a,b\r\n1,2\r\n"}
SNAPSHOT = "20261122T120000000000Z-0123456789"


def manifest(**changes) -> Manifest:
    pin = {
        "kind": "chart", "path": "/", "query": "lang=en", "of": "years", "snapshot": SNAPSHOT, "id": "01", "found": True,
        "published_at": "2026-11-22T12:00:00+00:00", "address": "http://example.org/", "columns": ["a", "b"],
        "rows": [["1", 2.5], [None, 3]],
    }  # fmt: skip
    said = {
        "kit": 1, "program": "Vitrina", "site": "S", "address": "http://example.org", "made_at": "2026-11-22", "lang": "en",
        "pins": [pin], "snapshots": [], "files": [],
    }  # fmt: skip
    return Manifest.model_validate(said | changes)


@pytest.fixture
def kit() -> bytes:
    return archive.packed(manifest(), FILES)


def repacked(kit: bytes, *, without: str = "", **changed: bytes) -> bytes:
    """The kit with files changed, added (by their path with "/" as "__") or left out."""
    out = io.BytesIO()
    changes = {name.replace("__", "/").replace("_dot_", "."): content for name, content in changed.items()}
    with zipfile.ZipFile(io.BytesIO(kit)) as old, zipfile.ZipFile(out, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            if name != without:
                new.writestr(name, changes[name] if name in changes else old.read(name))
    return out.getvalue()


def holding(name: str, content: bytes = b"x", *, mode: int = 0o644) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        made.writestr(entry, content)
    return out.getvalue()


def test_what_was_packed_is_read_back_whole(kit):
    read = archive.read(kit)
    assert read.files == FILES
    assert not read.faults
    assert read.manifest.pins == manifest().pins
    assert {file.path: file.sha256 for file in read.manifest.files} == {
        path: hashlib.sha256(content).hexdigest() for path, content in FILES.items()
    }


def test_the_same_kit_is_the_same_file(kit):
    assert archive.packed(manifest(), dict(reversed(FILES.items()))) == kit


def test_a_changed_a_missing_and_an_added_file_are_named(kit):
    assert archive.read(repacked(kit, tables__01_dash=b"x")).faults == {"tables/01_dash": "added"}
    assert archive.read(repacked(kit, story_dot_md=b"# Another\n")).faults == {"story.md": "changed"}
    assert archive.read(repacked(kit, without="story.md")).faults == {"story.md": "missing"}


def test_a_manifest_whose_values_were_changed_breaks_its_seal(kit):
    with zipfile.ZipFile(io.BytesIO(kit)) as old:
        said = json.loads(old.read("kit.json"))
    said["pins"][0]["rows"][0][1] = 2.6
    assert archive.read(repacked(kit, kit_dot_json=json.dumps(said).encode())).faults == {"kit.json": "changed"}


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/passwd",
        "a/../../b",
        "C:\\x",
        "a\\b",
        ".hidden",
        "a/b/c",
        "records/",
        "ü",
        "a b",
        "A/b",
        "x" * 200,
    ],
)
def test_names_that_lead_elsewhere_are_refused(name):
    with pytest.raises(KitError, match=r"a part that no kit has|no plain file"):
        archive.read(holding(name))


def test_links_are_refused():
    with pytest.raises(KitError, match="no plain file"):
        archive.read(holding("story.md", b"/etc/passwd", mode=stat.S_IFLNK | 0o777))


def test_a_bomb_is_refused_whatever_it_announces(monkeypatch):
    monkeypatch.setattr(archive, "MOST_INSIDE", 10_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(5):
            made.writestr(f"bomb{number}", bytes(4_000_000))
    assert len(out.getvalue()) < 100_000
    with pytest.raises(KitError, match="more than a kit can hold"):
        archive.read(out.getvalue())


def test_two_files_of_one_name_and_too_many_are_refused(monkeypatch):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a", b"2")
    with pytest.raises(KitError, match="twice"):
        archive.read(out.getvalue())
    monkeypatch.setattr(archive, "MOST_FILES", 1)
    with pytest.raises(KitError, match="more parts"):
        archive.read(out.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.4", b"\x00" * 1000])
def test_what_is_no_zip_is_no_kit(content):
    with pytest.raises(KitError, match="no kit"):
        archive.read(content)


def test_a_file_larger_than_a_kit_is_not_even_opened(monkeypatch, kit):
    monkeypatch.setattr(archive, "MOST_BYTES", len(kit) - 1)
    with pytest.raises(KitError, match="larger"):
        archive.read(kit)


@pytest.mark.parametrize(
    "said",
    [
        b"", b"[]", b"null", b"{}", b'{"kit": 2}', b"\xff\xfe", b"[" * 100_000,
        json.dumps(manifest().model_dump() | {"evil": 1}).encode(),
        json.dumps(manifest().model_dump() | {"pins": [{}] * 3}).encode(),
    ],
)  # fmt: skip
def test_a_manifest_of_another_form_is_refused(kit, said):
    with pytest.raises(KitError, match=r"kit\.json"):
        archive.read(repacked(kit, kit_dot_json=said))


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "javascript:alert(1)", "http://x", "", "/a b", "/\x00"]
)
def test_a_pin_leads_nowhere_but_to_our_pages(path):
    pin = manifest().pins[0].model_dump() | {"path": path}
    with pytest.raises(ValueError, match="path"):
        manifest(pins=[pin])


@pytest.mark.parametrize("identity", ["../x", "current", "20261122T120000000000Z-0123456789/..", SNAPSHOT + "\n"])
def test_a_pin_names_a_snapshot_and_nothing_else(identity):
    pin = manifest().pins[0].model_dump() | {"snapshot": identity}
    with pytest.raises(ValueError, match="snapshot"):
        manifest(pins=[pin])

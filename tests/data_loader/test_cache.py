"""The cache keeps bytes, never runs what it reads, and survives its own damage."""

import pickle
import sqlite3
import stat

import diskcache
import pytest

from data_loader.cache import SourceCache, Store
from data_loader.exceptions import CacheError


class _Trap:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


def test_a_folder_is_for_its_owner_only(tmp_path) -> None:
    with SourceCache(tmp_path, "s"):
        for folder in ("cache", "cache/s/pages", "cache/s/records"):
            assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700


def test_what_is_stored_comes_back_after_closing(tmp_path) -> None:
    big = b"x" * 3_000_000
    with Store.open(tmp_path / "c") as store:
        store.set_many(iter([("a", b"1"), ("ocds/../b", big)]))
    with Store.open(tmp_path / "c") as store:
        assert store.get("a") == b"1"
        assert store.get("ocds/../b") == big
        assert list(store.values()) == [b"1", big]
        assert list(store.keys()) == ["a", "ocds/../b"]
        assert store.get("nothing") is None


def test_nothing_but_plain_values_goes_in(tmp_path) -> None:
    with Store.open(tmp_path / "c") as store:
        with pytest.raises(CacheError):
            store.set("a", {"a": 1})  # type: ignore[arg-type]
        with pytest.raises(CacheError):
            store.set(("a",), b"1")  # type: ignore[arg-type]


@pytest.mark.parametrize("read", ["get", "values"])
def test_a_planted_pickle_is_refused_not_run(tmp_path, read) -> None:
    with Store.open(tmp_path / "c") as store:
        store.set("a", b"1")
    with sqlite3.connect(tmp_path / "c" / "cache.db") as database:
        database.execute("UPDATE Cache SET mode = 4, value = ?", (pickle.dumps(_Trap()),))
    with Store.open(tmp_path / "c") as store, pytest.raises(CacheError):
        store.get("a") if read == "get" else list(store.values())


def test_a_damaged_folder_is_set_aside_and_replaced(tmp_path) -> None:
    with Store.open(tmp_path / "c") as store:
        store.set("a", b"1")
    for name in ("cache.db-wal", "cache.db-shm"):
        (tmp_path / "c" / name).unlink(missing_ok=True)
    (tmp_path / "c" / "cache.db").write_bytes(b"not a database at all" * 100)
    with Store.open(tmp_path / "c") as store:
        assert len(store) == 0
        store.set("b", b"2")
    assert len(list(tmp_path.glob("c.damaged-*"))) == 1


def test_values_stored_at_once_are_as_diskcache_would_have_them(tmp_path) -> None:
    big = b"x" * (1 << 20)
    with Store(tmp_path) as store:
        store.set_many([("b", b"1"), ("a", big), ("c", b"")])
        store.set_many([("a", b"small"), ("b", big), ("d", b"4")])
        assert len(store) == 4
        assert list(store.keys()) == ["a", "b", "c", "d"]
        assert store.get_many(["d", "a", "nothing"]) == {"a": b"small", "d": b"4"}
        assert dict(store.items()) == {"a": b"small", "b": big, "c": b"", "d": b"4"}
    assert len(list(tmp_path.rglob("*.val"))) == 1
    cache = diskcache.Cache(str(tmp_path))
    assert {key: cache[key] for key in cache} == {"a": b"small", "b": big, "c": b"", "d": b"4"}
    assert cache.volume() >= len(big)
    cache.close()

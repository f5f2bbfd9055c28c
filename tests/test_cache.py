"""The cache gives back what was put into it, or nothing, whatever has happened to its files."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emendata.cache import Cache, place

KEY, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def cache(tmp_path: Path, heard: list[str]) -> Cache:
    return Cache(tmp_path / "cache", told=heard.append)


def entry(cache: Cache, key: str = KEY) -> Path:
    return cache.folder / key[:2] / key


def test_what_was_put_in_comes_out(cache, heard):
    assert cache.get(KEY) is None
    cache.put(KEY, b"one")
    cache.put(OTHER, b"")
    assert (cache.get(KEY), cache.get(OTHER)) == (b"one", b"")
    assert heard == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.data())
def test_no_damage_goes_unseen(cache, heard, data, draw):
    cache.put(KEY, data)
    whole = entry(cache).read_bytes()
    bit = draw.draw(st.integers(0, len(whole) * 8 - 1))
    flipped = bytearray(whole)
    flipped[bit // 8] ^= 1 << bit % 8
    cut = draw.draw(st.integers(0, len(whole) - 1))
    for damaged in (bytes(flipped), whole[:cut], whole + b"\0"):
        heard.clear()
        cache.sentences.clear()
        entry(cache).write_bytes(damaged)
        assert cache.get(KEY) is None
        assert len(heard) == 1
        assert KEY in heard[0]
    cache.put(KEY, data)
    assert cache.get(KEY) == data


def test_an_entry_of_another_version_is_told(cache, heard):
    cache.put(KEY, b"one")
    entry(cache).write_bytes(entry(cache).read_bytes().replace(b"cache 1", b"cache 0"))
    assert cache.get(KEY) is None
    assert "another version" in heard[0]


def test_an_entry_of_another_user_is_told(cache, heard, monkeypatch):
    cache.put(KEY, b"one")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.get(KEY) is None
    assert "another user's" in heard[0]


def test_a_folder_of_another_user_is_not_used(cache, heard, monkeypatch):
    cache.folder.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    cache.put(KEY, b"one")
    assert list(cache.folder.iterdir()) == []
    assert "others can write there" in heard[0]


def test_a_folder_in_which_others_can_write_is_not_used(cache, heard):
    cache.folder.mkdir()
    cache.folder.chmod(0o777)
    cache.put(KEY, b"one")
    assert cache.get(KEY) is None
    assert "others can write there" in heard[0]


def test_a_link_is_not_followed(cache, heard, tmp_path):
    cache.put(KEY, b"one")
    entry(cache).rename(tmp_path / "elsewhere")
    entry(cache).symlink_to(tmp_path / "elsewhere")
    assert cache.get(KEY) is None
    assert heard


def test_a_folder_that_cannot_be_made_is_told(tmp_path, heard):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache", told=heard.append)
    cache.put(KEY, b"one")
    assert cache.get(KEY) is None
    assert len(heard) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="for root no folder is read-only")
def test_a_folder_that_is_read_only_is_read(cache, heard):
    cache.put(KEY, b"one")
    for folder in (cache.folder / KEY[:2], cache.folder):
        folder.chmod(0o500)
    cache.put(KEY, b"two")
    cache.put(OTHER, b"two")
    assert cache.get(KEY) == b"one"
    assert cache.get(OTHER) is None
    assert len(heard) == 1
    for folder in (cache.folder, cache.folder / KEY[:2]):
        folder.chmod(0o700)


def test_a_full_disk_is_told_once_and_leaves_nothing(cache, heard):
    """The limit of the size of a file stands for that of the disk; `/dev/full` would need root."""
    script = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom emendata.cache import Cache\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "cache = Cache(Path(sys.argv[1]), told=print)\n"
        f"cache.put({KEY!r}, b'x' * 100)\ncache.put({OTHER!r}, b'x' * 5000)\ncache.put({OTHER!r}, b'x' * 5000)\n"
    )
    command = [sys.executable, "-c", script, str(cache.folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.count("nothing more is kept there") == 1
    assert cache.get(KEY) == b"x" * 100
    assert cache.get(OTHER) is None
    assert [path.name for path in cache.folder.rglob("*") if path.is_file()] == [KEY]


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "Read-only"), (errno.EACCES, "denied")]
)
def test_what_cannot_be_written_is_told_once_and_not_tried_again(cache, heard, monkeypatch, number, said):
    cache.put(KEY, b"one")

    def refuses(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuses)
        cache.put(KEY, b"two")
        cache.put(OTHER, b"two")
    assert [said in sentence for sentence in heard] == [True]
    assert (cache.get(KEY), cache.get(OTHER)) == (b"one", None)
    assert [path.name for path in cache._files()] == [KEY]


def test_what_was_not_used_for_longest_goes_first(cache):
    cache.limit = 5000
    for n in range(10):
        cache.put(f"{n:02d}" * 32, b"x" * 1000)
        os.utime(entry(cache, f"{n:02d}" * 32), (n, n))
    cache.get("00" * 32)
    cache.trim()
    left = sorted(path.name[:2] for path in cache._files())
    assert left == ["00", "08", "09"]


def test_what_a_killed_build_left_goes_too(cache):
    cache.put(KEY, b"one")
    (cache.folder / KEY[:2] / ".aside-999999999-x").write_bytes(b"half")
    mine = cache.folder / KEY[:2] / f".aside-{os.getpid()}-x"
    mine.write_bytes(b"half")
    cache.trim()
    assert sorted(path.name for path in cache._files()) == [mine.name, KEY]


def test_cleaning_removes_the_entries_and_nothing_else(cache):
    cache.put(KEY, b"one")
    (cache.folder / "mine.txt").write_text("kept")
    assert cache.clean() > 3
    assert [path.name for path in cache.folder.iterdir()] == ["mine.txt"]
    assert cache.clean() == 0


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"EMENDATA_CACHE": "/x", "XDG_CACHE_HOME": "/y"}, "/x"),
        ({"XDG_CACHE_HOME": "/y", "HOME": "/h"}, "/y/emendata"),
        ({"XDG_CACHE_HOME": "not/absolute", "HOME": "/h"}, "/h/.cache/emendata"),
        ({"HOME": "/h"}, "/h/.cache/emendata"),
    ],
)
def test_where_it_is(environment, expected):
    assert place(environment) == Path(expected)

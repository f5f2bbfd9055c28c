"""Files are put into their folder all at once or not at all."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from emendata import output
from emendata.diagnostics import EmendataError
from tests.effort import PATIENCE


def manifest_of(work: str, *names: str, **files: bytes):
    def manifest(beside: tuple[str, ...]) -> bytes:
        outputs = dict.fromkeys(names, "") | {name: data.hex() for name, data in files.items()}
        return json.dumps({"work": work, "outputs": outputs, "beside": list(beside)}).encode()

    return manifest


def put(folder: Path, work: str = "a", **files: bytes) -> None:
    named = {f"{work}.{suffix}": data for suffix, data in files.items()}
    output.install(named, folder, work, manifest_of(work, **named))


def no_links(this: object, there: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones too."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_folder_and_its_parents_are_made(tmp_path):
    put(tmp_path / "x" / "y", pdf=b"P", epub=b"E")
    there = contents(tmp_path / "x" / "y")
    assert sorted(there) == ["a.epub", "a.pdf", "manifest.json"]
    assert (there["a.pdf"], there["a.epub"]) == (b"P", b"E")


def test_a_book_that_is_no_longer_made_goes(tmp_path):
    put(tmp_path, pdf=b"1", epub=b"1")
    put(tmp_path, pdf=b"2")
    assert sorted(contents(tmp_path)) == ["a.pdf", "manifest.json"]
    assert (tmp_path / "a.pdf").read_bytes() == b"2"


def test_what_is_the_same_is_not_written_again(tmp_path, monkeypatch):
    put(tmp_path, pdf=b"1", epub=b"1")
    before = {path: path.stat().st_ino for path in tmp_path.iterdir()}
    named = {"a.pdf": b"2", "a.epub": b"1"}
    assert output.install(named, tmp_path, "a", manifest_of("a", **named)) == ("a.pdf", "manifest.json")
    assert [path.name for path in sorted(before) if path.stat().st_ino == before[path]] == ["a.epub"]
    monkeypatch.setattr(os, "rename", pytest.fail)
    assert output.install(named, tmp_path, "a", manifest_of("a", **named)) == ()


def test_other_files_stay(tmp_path):
    (tmp_path / "notes.txt").write_bytes(b"mine")
    put(tmp_path, pdf=b"1")
    put(tmp_path, pdf=b"2")
    assert (tmp_path / "notes.txt").read_bytes() == b"mine"


def test_a_file_of_the_same_name_that_no_build_made_is_not_replaced(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"the scan")
    with pytest.raises(EmendataError) as caught:
        put(tmp_path, pdf=b"book", epub=b"book")
    assert caught.value.diagnostics[0].code == "B003"
    assert caught.value.diagnostics[0].place.file == str(tmp_path / "a.pdf")
    assert contents(tmp_path) == {"a.pdf": b"the scan"}


def test_two_works_share_a_folder(tmp_path):
    put(tmp_path, "a", pdf=b"a1")
    put(tmp_path, "b", pdf=b"b1")
    put(tmp_path, "a", epub=b"a2")
    put(tmp_path, "b", pdf=b"b2")
    assert {name: data for name, data in contents(tmp_path).items() if name != "manifest.json"} == {
        "a.pdf": b"a1",
        "a.epub": b"a2",
        "b.pdf": b"b2",
    }


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("number", range(8))
def test_a_rename_that_fails_is_undone(tmp_path, monkeypatch, number, links):
    put(tmp_path, pdf=b"1", epub=b"1")
    before = contents(tmp_path)
    real, calls = os.rename, iter(range(1000))

    def rename(this, there):
        if next(calls) == number:
            raise OSError(errno.EIO, "Input/output error")
        real(this, there)

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", rename)
        if not links:
            patched.setattr(os, "link", no_links)
        # three files and the folder; twice each file on a file system that has no hard links
        if number < (4 if links else 7):
            with pytest.raises(EmendataError) as caught:
                put(tmp_path, pdf=b"2", epub=b"2")
            assert "Input/output error" in caught.value.diagnostics[0].message
            assert contents(tmp_path) == before
        else:
            put(tmp_path, pdf=b"2", epub=b"2")
            assert (tmp_path / "a.pdf").read_bytes() == b"2"


def test_full_disk_leaves_all_as_it_was(tmp_path, monkeypatch):
    put(tmp_path / "dist", pdf=b"1")
    before = contents(tmp_path)

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for folder in (tmp_path / "dist", tmp_path / "new" / "dist"):
        with pytest.raises(EmendataError) as caught:
            put(folder, pdf=b"2" * 2_000_000)
        (diagnostic,) = caught.value.diagnostics
        assert diagnostic.code == "B002"
        assert diagnostic.place.file == str(folder)
        assert "the disk is full" in diagnostic.message
        assert "2.0 MB" in diagnostic.hint
    assert contents(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_interrupt_while_writing_leaves_all_as_it_was(tmp_path, monkeypatch):
    put(tmp_path, pdf=b"1")
    before = contents(tmp_path)

    def interrupted(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, pdf=b"2")
    assert contents(tmp_path) == before


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "dist").write_bytes(b"a file")
    for folder in (tmp_path / "dist", tmp_path / "dist" / "work"):
        with pytest.raises(EmendataError) as caught:
            put(folder, pdf=b"1")
        assert caught.value.diagnostics[0].code == "B001"
        assert caught.value.diagnostics[0].place.file == str(tmp_path / "dist")


def test_no_permission(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(EmendataError) as caught:
        put(tmp_path / "dist", pdf=b"1")
    assert "may not write" in caught.value.diagnostics[0].message
    assert contents(tmp_path) == {}


def test_what_a_killed_build_moved_aside_comes_back(tmp_path, monkeypatch):
    put(tmp_path, pdf=b"1", epub=b"1")
    before = contents(tmp_path)
    # as if killed when a.epub had changed places and a.pdf was about to
    old = tmp_path / ".emendata" / "old"
    old.mkdir(parents=True)
    (tmp_path / "a.epub").rename(old / "a.epub")
    (tmp_path / "a.epub").write_bytes(b"half of the new edition")
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(EmendataError):
        put(tmp_path, pdf=b"2", epub=b"2")
    assert contents(tmp_path) == before


def test_a_manifest_of_something_else_is_not_replaced(tmp_path):
    (tmp_path / "manifest.json").write_bytes(b'{"name": "a web page"}')
    with pytest.raises(EmendataError) as caught:
        put(tmp_path, pdf=b"1")
    assert caught.value.diagnostics[0].code == "B003"
    assert contents(tmp_path) == {"manifest.json": b'{"name": "a web page"}'}


def test_damaged_manifest_protects_the_files(tmp_path):
    put(tmp_path, pdf=b"1")
    (tmp_path / "manifest.json").write_bytes(b"[]")
    with pytest.raises(EmendataError) as caught:
        put(tmp_path, pdf=b"2")
    assert caught.value.diagnostics[0].code == "B003"


def test_a_second_build_waits_for_the_first(tmp_path):
    put(tmp_path, pdf=b"1")
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    script = (
        "import sys; from pathlib import Path; from emendata import output\n"
        "output.install({'a.pdf': b'2'}, Path(sys.argv[1]), 'a',\n"
        '    lambda beside: b\'{"work": "a", "outputs": {"a.pdf": ""}, "beside": []}\',\n'
        "    waiting=lambda: print('waiting', flush=True))\n"
    )
    second = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert second.stdout is not None
    with second:
        assert second.stdout.readline() == "waiting\n"
        time.sleep(0.1)
        assert (tmp_path / "a.pdf").read_bytes() == b"1"
        os.close(handle)
        assert second.wait(PATIENCE) == 0
    assert (tmp_path / "a.pdf").read_bytes() == b"2"
    assert sorted(contents(tmp_path)) == ["a.pdf", "manifest.json"]

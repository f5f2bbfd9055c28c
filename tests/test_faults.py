"""Whatever ends a build, its folder holds the old books or the new ones, and the next build is right."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from emendata import build, output, target
from emendata.cache import Cache
from emendata.diagnostics import EmendataError
from emendata.memory import Memory
from tests.command import contents, started
from tests.works import Made, made

MOMENTS = 100


def books(work: Made, out: Path, cache: Path | None = None, jobs: int = 1) -> dict[str, bytes]:
    memory = Memory(Cache(cache), "here") if cache else None
    build.build(target.found(str(work.folder), None), out, jobs=jobs, memory=memory)
    return contents(out)


def visible(folder: Path) -> dict[str, bytes]:
    """The books, without the hidden folder in which those to come are made ready."""
    return {name: data for name, data in contents(folder).items() if not name.startswith(".")}


class Killed:
    """A process that does something until it is killed with its n-th call of a function."""

    def __init__(self, work: Callable[[], object], moment: int) -> None:
        self.pid = os.fork()
        if not self.pid:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            self._left = moment
            sys.setprofile(self._seen)
            try:
                work()
            finally:
                os._exit(0)

    def _seen(self, _frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)

    def killed(self) -> bool:
        """Wait for the end; was it not the natural one?"""
        return os.WIFSIGNALED(os.waitpid(self.pid, 0)[1])


def calls(work: Callable[[], object]) -> int:
    """How many calls it is until it is done."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        count = 0

        def seen(_frame: FrameType, event: str, _argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(seen)
        try:
            work()
        finally:
            sys.setprofile(None)
            os.write(write, str(count).encode())
            os._exit(0)
    os.close(write)
    os.waitpid(pid, 0)
    with open(read) as pipe:
        return int(pipe.read())


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment(tmp_path, seed):
    """A hundred times in all: half of them anywhere, half of them while the books are put into their place."""
    chance = random.Random(seed)
    work = made(tmp_path / "work", seed, sections=2, paragraphs=3)
    out = tmp_path / "out"
    versions: list[tuple[str, dict[str, bytes]]] = []
    for _ in range(2):
        work.sections[0][1] += f" {work.word()}"
        work.write()
        versions.append(((work.folder / "source.xml").read_text("utf-8"), books(work, out)))
    (before, old), (after, new) = versions
    (work.folder / "source.xml").write_text(before, "utf-8")
    every = calls(partial(books, work, out, tmp_path / "cache"))  # leaves the old books
    assert visible(out) == old
    putting = calls(partial(_put, new, out))
    killed = 0
    for moment in range(MOMENTS // 4):
        (work.folder / "source.xml").write_text(before, "utf-8")
        _put(old, out)
        (work.folder / "source.xml").write_text(after, "utf-8")
        cache = tmp_path / f"cache{moment}"
        if moment % 2:
            process = Killed(partial(_put, new, out), chance.randint(1, putting))
        else:
            process = Killed(partial(books, work, out, cache), chance.randint(1, every))
        killed += process.killed()
        now = visible(out)
        assert now.keys() == old.keys()
        for name, data in now.items():
            assert data in (old[name], new[name]), name
        # In the moment of renaming some files are the old ones; the next build puts them all back first.
        if not (out / output._STAGING / "old").exists() or not os.listdir(out / output._STAGING / "old"):
            assert now in (old, new)
        if moment % 6 == 0:
            assert books(work, out, cache) == new
    assert killed > MOMENTS // 4 * 0.8


def _put(files: dict[str, bytes], out: Path) -> None:
    named = {name: data for name, data in files.items() if name != output.MANIFEST}
    output.install(named, out, "work", lambda _: files[output.MANIFEST])


def test_a_full_disk_while_the_cache_is_written(tmp_path, monkeypatch):
    """Nothing more is kept, that is told once, and the books are right."""
    work = made(tmp_path / "work", 1, sections=2, paragraphs=3)
    clean = books(work, tmp_path / "clean")
    heard: list[str] = []
    cache = Cache(tmp_path / "cache", told=heard.append)
    real, room = os.replace, [3]

    def replace(this: str, there: str) -> None:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(28, "No space left on device")
        real(this, there)

    monkeypatch.setattr(os, "replace", replace)
    build.build(target.found(str(work.folder), None), tmp_path / "out", memory=Memory(cache, "here"))
    monkeypatch.undo()
    assert contents(tmp_path / "out") == clean
    assert len(heard) == 1
    assert "the disk is full" in heard[0]
    assert books(work, tmp_path / "out", tmp_path / "cache") == clean


def test_two_builds_at_once_from_the_shell(tmp_path):
    """Both end well, and what is there is what one of them alone would have made."""
    work = made(tmp_path / "work", 2, sections=2, paragraphs=3)
    environment = {"EMENDATA_CACHE": str(tmp_path / "cache")}
    arguments = ("build", work.folder, "--out", tmp_path / "out", "--to", "tei,pdf")
    both = [started(*arguments, env=environment) for _ in range(2)]
    assert [process.communicate() and process.returncode for process in both] == [0, 0]
    build.build(target.found(str(work.folder), None), tmp_path / "clean", outputs=["tei", "pdf"])
    assert contents(tmp_path / "out") == contents(tmp_path / "clean")


def test_a_clock_that_goes_back(tmp_path, monkeypatch):
    """Entries from the future, and from long ago: none is a wrong one."""
    work = made(tmp_path / "work", 3, sections=2, paragraphs=3)
    books(work, tmp_path / "out", tmp_path / "cache")
    for at, path in enumerate(sorted((tmp_path / "cache").rglob("*"))):
        os.utime(path, (5, 5) if at % 2 else (2**33, 2**33))
    work.sections[0][1] += " more"
    work.write()
    for path in work.folder.iterdir():
        os.utime(path, (1, 1))
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert books(work, tmp_path / "out", tmp_path / "cache") == books(work, tmp_path / "clean")


@pytest.mark.parametrize("fault", ["flipped", "cut", "other version", "foreign", "no pickle"])
def test_a_cache_that_cannot_be_trusted(tmp_path, fault, monkeypatch):
    work = made(tmp_path / "work", 4, sections=2, paragraphs=3)
    clean = books(work, tmp_path / "out", tmp_path / "cache")
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            data = bytearray(path.read_bytes())
            match fault:
                case "flipped":
                    data[len(data) // 3] ^= 1
                case "cut":
                    del data[len(data) // 2 :]
                case "other version":
                    data[:17] = b"emendata cache 0\n"
                case "no pickle":
                    data = bytearray(b"\0" * 100)
            path.write_bytes(data)
    if fault == "foreign":
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    heard: list[str] = []
    memory = Memory(Cache(tmp_path / "cache", told=heard.append), "here")
    build.build(target.found(str(work.folder), None), tmp_path / "out", memory=memory)
    assert contents(tmp_path / "out") == clean
    assert heard
    assert not memory.known


def test_a_source_that_goes_while_it_is_built(tmp_path):
    """The build ends with an error, and the books are the old ones."""
    work = made(tmp_path / "work", 5, sections=2, paragraphs=3)
    old = books(work, tmp_path / "out")
    (work.folder / "source.xml").unlink()
    with pytest.raises(EmendataError):
        books(work, tmp_path / "out")
    assert contents(tmp_path / "out") == old

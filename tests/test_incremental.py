"""Building again gives the same bytes as building for the first time, and does only what is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from emendata import build, target
from emendata.cache import Cache
from emendata.memory import Memory
from emendata.publish.pages import gatherings, units
from emendata.workers import Workers
from tests.command import contents
from tests.works import Made, made


@pytest.fixture(autouse=True)
def _small_units(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """So that a short text has many, and many gatherings."""
    monkeypatch.setattr(units, "SHORTEST", 600)
    monkeypatch.setattr(units, "LONGEST", 2000)
    monkeypatch.setattr(gatherings, "LEAST", 1)
    yield


def books(work: Made, out: Path, memory: Memory | None = None, jobs: int = 1) -> dict[str, bytes]:
    build.build(target.found(str(work.folder), None), out, jobs=jobs, memory=memory)
    return contents(out)


@pytest.mark.parametrize("rich", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_a_build_after_any_edits_is_the_clean_build(tmp_path, seed, rich):
    """Some three hundred edits in all, of source, corrections, apparatus, settings and styles.

    Half of the time what is known is held in the process, as `watch` does, and else read from disk.
    """
    work = made(tmp_path / "work", seed, sections=3, paragraphs=4, rich=rich)
    cache = Cache(tmp_path / "cache", told=pytest.fail)
    memory = Memory(cache, "here", keeps=bool(seed % 2))
    history: list[str] = []
    known = 0
    for step in range(13 if rich else 20):
        if step:
            history += [work.edit() for _ in range(work.random.choice((1, 1, 1, 3)))]
        again = books(work, tmp_path / "again", memory)
        known += memory.known.total()
        clean = books(work, tmp_path / "clean")
        assert again.keys() == clean.keys()
        for name in clean:
            assert again[name] == clean[name], (name, history)
    assert known > 20


def test_a_correction_has_only_its_place_done_again(tmp_path):
    work = made(tmp_path / "work", 1, sections=6, paragraphs=30)
    memory = Memory(Cache(tmp_path / "cache"), "here")
    books(work, tmp_path / "out", memory)
    first = memory.done.total()
    books(work, tmp_path / "out", memory)
    assert memory.done.total() == 0
    word = work.sections[3][4].split()[2]
    work.corrections[word] = word[::-1]
    work.write()
    books(work, tmp_path / "out", memory)
    assert first > 20
    # the unit, the pages, and the apparatus of emendations with its place in the contents
    assert 0 < memory.done.total() <= 12


def test_another_environment_has_everything_done_again(tmp_path):
    work = made(tmp_path / "work", 2)
    cache = Cache(tmp_path / "cache")
    first = books(work, tmp_path / "out", Memory(cache, "here"))
    memory = Memory(cache, "with another font")
    assert books(work, tmp_path / "out", memory) == first
    assert memory.known.total() == 0


def test_damage_to_the_cache_is_told_and_does_not_matter(tmp_path):
    work = made(tmp_path / "work", 3)
    heard: list[str] = []
    cache = Cache(tmp_path / "cache", told=heard.append)
    first = books(work, tmp_path / "out", Memory(cache, "here"))
    for path in sorted(cache._files()):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 4
        path.write_bytes(data)
    assert books(work, tmp_path / "out", Memory(cache, "here")) == first
    assert len(heard) > 5
    assert all("is damaged" in line for line in heard)


def test_entries_that_were_removed_do_not_matter(tmp_path):
    """Among them the files of fonts that what is left was drawn with."""
    for seed in range(4):
        work = made(tmp_path / f"work{seed}", seed)
        cache = Cache(tmp_path / f"cache{seed}", told=pytest.fail)
        first = books(work, tmp_path / f"out{seed}", Memory(cache, "here"))
        for path in sorted(cache._files()):
            if work.random.random() < 0.5:
                path.unlink()
        work.word()
        assert books(work, tmp_path / f"out{seed}", Memory(cache, "here")) == first


def test_with_workers_too(tmp_path):
    work = made(tmp_path / "work", 5)
    memory = Memory(Cache(tmp_path / "cache", told=pytest.fail), "here")
    for _ in range(3):
        clean = books(work, tmp_path / "clean")
        assert books(work, tmp_path / "again", memory, jobs=3) == clean
        work.edit()


def test_a_build_without_a_place_for_a_cache(tmp_path):
    (tmp_path / "file").write_text("")
    heard: list[str] = []
    memory = Memory(Cache(tmp_path / "file" / "no", told=heard.append), "here")
    work = made(tmp_path / "work", 6)
    assert books(work, tmp_path / "out", memory, jobs=2)
    assert len(heard) == 1


def test_workers_can_be_used_for_several_builds(tmp_path):
    work = made(tmp_path / "work", 7)
    with Workers(2) as workers:
        for _ in range(2):
            build.build(target.found(str(work.folder), None), tmp_path / "a", jobs=2, workers=workers)
            work.edit()
    books(work, tmp_path / "b")

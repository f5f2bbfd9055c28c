"""A watch builds after each change, however a file is saved, and goes on whatever happens."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from emendata import build, looking, target
from emendata.memory import Memory
from emendata.progress import Quiet
from emendata.watch import Turn, Watch
from tests.command import contents, started
from tests.works import Made, made


class Enough(RuntimeError):
    """Nothing more is going to change."""


class Steps:
    """Stands in for time that goes by: with each look the next thing happens, and after the last nothing more."""

    def __init__(self, patience: int = 60) -> None:
        self.waiting: list[Callable[[], object]] = []
        self.idle = 0
        self.patience = patience

    def __call__(self, seconds: float) -> None:
        if self.waiting:
            self.waiting.pop(0)()
            return
        self.idle += 1
        if self.idle > self.patience:
            raise Enough


@contextmanager
def watching(work: Made, steps: Steps | None = None, **more: object) -> Iterator[Iterator[Turn]]:
    options = {"outputs": ["tei"], "sleep": steps or Steps(), **more}
    found = target.found(str(work.folder), None)
    with Watch(found, work.folder.parent / "out", **options) as watch:  # type: ignore[arg-type]
        yield watch.turns()


def clean(work: Made, outputs: list[str] | None = None) -> dict[str, bytes]:
    out = work.folder.parent / "clean"
    build.build(target.found(str(work.folder), None), out, outputs=outputs or ["tei"])
    return contents(out)


@pytest.fixture
def work(tmp_path: Path) -> Made:
    return made(tmp_path / "work", 1, sections=2, paragraphs=2)


def changed(work: Made) -> str:
    """The source as it is with one word more."""
    work.sections[0][1] += f" {work.word()}"
    before = (work.folder / "source.xml").read_text("utf-8")
    work.write()
    after = (work.folder / "source.xml").read_text("utf-8")
    (work.folder / "source.xml").write_text(before, "utf-8")
    return after


# ------------------------------------------------------------------------ a saved file


def test_a_saved_file_is_built_and_named(work):
    with watching(work) as turns:
        first = next(turns)
        assert first.files == ()
        work.corrections[work.sections[1][1].split()[0]] = "emended"
        work.write()
        turn = next(turns)
    assert turn.files == ("corrections.yaml",)
    assert turn.built is not None
    assert turn.built.changed == ("work.tei.xml", "manifest.json")
    assert contents(work.folder.parent / "out") == clean(work)


@pytest.mark.parametrize("jobs", [1, 2])
def test_books_of_a_watch_are_those_of_a_clean_build(work, jobs):
    outputs = ["tei", "pdf", "epub"]
    with watching(work, outputs=outputs, jobs=jobs) as turns:
        for _ in range(4):
            assert next(turns).built
            assert contents(work.folder.parent / "out") == clean(work, outputs)
            while not set(work.edit().split(": ")[1:]) - {""}:
                pass
            work.sections[0][1] += f" {work.word()}"
            work.write()


def written_in_pieces(path: Path, text: str) -> list[Callable[[], object]]:
    def begin() -> None:
        path.write_text("", "utf-8")

    def more(piece: str) -> Callable[[], object]:
        def write() -> None:
            with path.open("a", encoding="utf-8") as file:
                file.write(piece)

        return write

    return [begin, *(more(text[at : at + 400]) for at in range(0, len(text), 400))]


def renamed_over(path: Path, text: str) -> list[Callable[[], object]]:
    aside = path.with_name(".source.xml.tmp123")
    return [lambda: aside.write_text(text, "utf-8"), lambda: os.replace(aside, path)]


def as_vim_does(path: Path, text: str) -> list[Callable[[], object]]:
    """With a swap file, a file to try whether it can write, and the old file as a backup."""
    swap, trial, backup = path.with_name(".source.xml.swp"), path.with_name("4913"), path.with_name("source.xml~")
    return [
        lambda: swap.write_text("b0VIM", "utf-8"),
        lambda: trial.write_text("", "utf-8"),
        trial.unlink,
        lambda: os.replace(path, backup),
        lambda: path.write_text(text, "utf-8"),
        backup.unlink,
        swap.unlink,
    ]


def removed_and_written(path: Path, text: str) -> list[Callable[[], object]]:
    return [path.unlink, lambda: None, lambda: None, lambda: path.write_text(text, "utf-8")]


@pytest.mark.parametrize("manner", [written_in_pieces, renamed_over, as_vim_does, removed_and_written])
def test_however_it_is_saved_it_is_built_once(work, manner):
    steps = Steps()
    with watching(work, steps) as turns:
        next(turns)
        steps.waiting = manner(work.folder / "source.xml", changed(work))
        turn = next(turns)
        assert turn.built, turn.errors
        assert turn.files == ("source.xml",)
        assert contents(work.folder.parent / "out") == clean(work)
        with pytest.raises(Enough):
            next(turns)


def test_what_is_no_input_or_says_the_same_is_not_built(work):
    steps = Steps()
    with watching(work, steps) as turns:
        next(turns)
        (work.folder / ".source.xml.swp").write_text("b0VIM")
        (work.folder / "notes.txt").write_text("not read by anything")
        steps.waiting = [lambda: os.utime(work.folder / "source.xml", (5, 5)), lambda: None, work.write]
        with pytest.raises(Enough):
            next(turns)


def test_a_file_with_the_old_size_and_an_older_time_is_built(work):
    """As after a clock has gone back, or when a file comes out of a backup."""
    source = work.folder / "source.xml"
    with watching(work) as turns:
        next(turns)
        text = source.read_text("utf-8")
        word = work.sections[0][1].split()[0]
        source.write_text(text.replace(word, word[::-1], 1), "utf-8")
        os.utime(source, (1, 1))
        assert next(turns).built
    assert word[::-1] in (work.folder.parent / "out" / "work.tei.xml").read_text("utf-8")


def test_a_change_during_a_build_is_built_too(work):
    class Editor(Quiet):
        asked = 0

        def started(self, stage: str) -> None:
            self.asked += stage == "correct"
            if stage == "correct" and self.asked == 1:
                work.sections[0][1] += " afterthought"
                work.write()

    with watching(work, progress=Editor()) as turns:
        next(turns)
        assert next(turns).files == ("source.xml",)
    assert b"afterthought" in contents(work.folder.parent / "out")["work.tei.xml"]


def test_a_style_sheet_that_comes_and_goes_is_seen(work):
    (work.folder / "print.css").unlink()
    outputs = ["pdf"]
    with watching(work, outputs=outputs) as turns:
        next(turns)
        plain = contents(work.folder.parent / "out")
        (work.folder / "print.css").write_text("p { font-size: 20pt }")
        assert next(turns).files == ("print.css",)
        assert contents(work.folder.parent / "out") != plain
        (work.folder / "print.css").unlink()
        assert next(turns).files == ("print.css",)
        assert contents(work.folder.parent / "out") == plain


# ----------------------------------------------------------------------------- trouble


def test_errors_are_shown_and_the_books_stay(work):
    corrections = work.folder / "corrections.yaml"
    with watching(work) as turns:
        next(turns)
        books = contents(work.folder.parent / "out")
        for wrong in ("- for: [", "- for: there is no such word\n  read: a\n  why: ocr\n"):
            corrections.write_text(wrong)
            turn = next(turns)
            assert turn.built is None
            assert turn.errors
            assert "1 error; the books stay" in str(turn)
            assert contents(work.folder.parent / "out") == books
        work.write()
        assert next(turns).built


def test_a_source_that_is_deleted_and_put_back(work):
    source = work.folder / "source.xml"
    text = source.read_bytes()
    with watching(work) as turns:
        next(turns)
        source.unlink()
        turn = next(turns)
        assert [one.code for one in turn.errors] == ["A906"]
        source.write_bytes(text + b"\n")
        assert next(turns).built
    assert contents(work.folder.parent / "out") == clean(work)


def test_a_folder_that_is_deleted_and_put_back(work):
    with watching(work) as turns:
        next(turns)
        os.rename(work.folder, work.folder.with_name("elsewhere"))
        assert next(turns).errors
        shutil.copytree(work.folder.with_name("elsewhere"), work.folder)
        work.corrections[work.sections[0][1].split()[0]] = "other"
        work.write()
        assert next(turns).built
    assert contents(work.folder.parent / "out") == clean(work)


def test_a_worker_that_is_killed_is_replaced(work):
    with Watch(
        target.found(str(work.folder), None), work.folder.parent / "out", outputs=["pdf"], jobs=2, sleep=Steps()
    ) as watch:
        turns = watch.turns()
        next(turns)
        assert watch._workers is not None
        for worker in watch._workers._workers:
            os.kill(worker.pid, signal.SIGKILL)
        work.sections[0][1] += " more"
        work.write()
        assert next(turns).built
    assert contents(work.folder.parent / "out") == clean(work, ["pdf"])


def test_what_is_held_does_not_grow(work):
    memory = Memory(None, "")
    with watching(work, Steps(patience=1000), outputs=["pdf"], memory=memory) as turns:
        held = []
        for number in range(25):
            next(turns)
            held.append(len(memory.held))
            work.corrections = {work.sections[1][1].split()[0]: f"word{number}"}
            work.write()
    # with the first correction come an apparatus of emendations and its place in the contents
    assert max(held[1:]) <= held[1] + 6


# -------------------------------------------------------------------- from the shell


def test_it_prints_a_line_for_each_build_and_ends_with_ctrl_c(work, tmp_path):
    with started("watch", work.folder, "--out", tmp_path / "out", "--to", "tei") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("first build: work.tei.xml written; ")
        work.sections[0][1] += " more"
        work.write()
        assert process.stdout.readline().startswith("source.xml: work.tei.xml written; ")
        process.send_signal(signal.SIGINT)
        assert process.wait() == 128 + signal.SIGINT


def test_it_prints_objects_for_programs(work, tmp_path):
    with started("watch", work.folder, "--out", tmp_path / "out", "--to", "tei", "--json") as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert first["ok"]
        assert first["written"] == ["work.tei.xml", "manifest.json"]
        (work.folder / "edition.yaml").write_text("sauce: a\n")
        second = json.loads(process.stdout.readline())
        assert not second["ok"]
        assert second["changed"] == ["edition.yaml"]
        assert second["diagnostics"][0]["file"].endswith("edition.yaml")
        process.terminate()


# ---------------------------------------------------------------------------- looking


def test_what_is_missing_for_long_is_taken_for_meant(tmp_path):
    path = tmp_path / "a"
    path.write_text("a")
    before = looking.look([path])
    path.unlink()
    steps = Steps()
    looking.changed(before, steps)
    assert 10 < steps.idle < 30


def test_content_of_what_cannot_be_read(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    assert [looking.content(tmp_path / name) for name in ("fifo", "loop", "none")] == [None] * 3

"""An editor answers queries and anchors corrections from the command line, and finds it in the files."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from emendata import revise, rewrite
from tests.command import Ran, contents, emendata, ran
from tests.effort import PATIENCE

SOURCE = """\
ON A LOST QUIRE

ANNA NOLL

The quire was described by Spiegel in l928 , and again by Spiegel himself.¹

Nobody has seen the leaf since; what was torn is lost, and the leaf was torn.

¹ G. Spigel, Die verlorene Lage, p. 31-33; A. Noll, On Quires, pp. 3–5, and Spiegel, pp. 7–9.
"""
SETTINGS = "title: On a Lost Quire\neditors: {AB: Anna Bell}\n"
CORRECTIONS = """\
# All that was wrong.

- for: Nobody has seen   # the beginning
  read: Nobody saw
  why: author
  by: AB

# the end
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "edition.yaml").write_text(SETTINGS, "utf-8")
    (folder / "source.txt").write_text(SOURCE, "utf-8")
    (folder / "corrections.yaml").write_text(CORRECTIONS, "utf-8")
    return folder


def asked(work: Path) -> dict[str, str]:
    """The names of the open queries, by their codes and what they say."""
    told = json.loads(emendata("check", work, "--json").out)["diagnostics"]
    return {f"{one['code']} {one['message'].split(';')[0]}": one["id"] for one in told}


def name(work: Path, code: str) -> str:
    return next(id for said, id in asked(work).items() if said.startswith(code))


def test_accepting(work):
    wanted, before = name(work, "K030"), asked(work)
    done = emendata("check", work, "--accept", wanted, "--by", "AB")
    assert done.code == 0, done.err
    text = (work / "corrections.yaml").read_text("utf-8")
    entry = """\
- at: ¶ 1
  for: l928
  read: "1928"
  why: ocr
  by: AB
  context: described by Spiegel in ‹l928›, and again by Spiegel
"""
    assert wanted in done.out
    assert "# the beginning" in text
    assert text.startswith(CORRECTIONS.partition("# the end")[0].rstrip())
    assert text.rstrip().endswith("# the end")
    for line in entry.splitlines()[1:5]:
        assert line in text
    assert "context: " in text
    assert "K030" not in " ".join(asked(work))
    others = {said: id for said, id in before.items() if not said.startswith(("K030", "K025"))}
    assert others.items() <= asked(work).items(), "the other queries keep their names"
    assert "{1928 ] l928" in emendata("show", work).out


def test_reading_something_else(work):
    assert emendata("check", work, "--accept", name(work, "K030"), "--read", "1929", "--why", "author").code == 0
    assert "{1929 ] l928 · author" in emendata("show", work).out


def test_several_at_once_or_none(work):
    first, before = name(work, "K030"), contents(work)
    done = emendata("check", work, "--accept", first, "--accept", "Qxxxx")
    assert (done.code, contents(work)) == (1, before)
    assert "error B020: no open query is called `Qxxxx`" in done.err
    # these two are about the same words, so one of them must wait
    done = emendata("check", work, "--accept", first, "--accept", name(work, "K025"))
    assert (done.code, contents(work)) == (1, before)
    assert "C006" in done.err


def test_a_name_may_be_shortened_and_must_be_one(work):
    assert emendata("check", work, "--accept", name(work, "K030")[1:4].upper()).code == 0
    done = emendata("check", work, "--accept", "q")
    assert "error B020" in done.err


def test_settling(work):
    wanted = name(work, "K024")
    done = emendata("check", work, "--settle", wanted, "--because", "so he wrote: once", "--by", "AB", "--json")
    assert json.loads(done.out)["written"][0]["file"] == "settled.yaml"
    text = (work / "settled.yaml").read_text("utf-8")
    assert "- query: K024\n  context: " in text
    assert 'because: "so he wrote: once"\n  by: AB\n' in text
    assert "K024" not in " ".join(asked(work))
    source = work / "source.txt"
    source.write_text(SOURCE.replace("The quire", "A paragraph more in front of it.\n\nThe quire"), "utf-8")
    assert "K024" not in " ".join(asked(work)), "it does not come back"
    built = emendata("build", work, "--out", work / "out", "--to", "tei", "--json")
    assert json.loads(built.out)["counts"]["queries"] == len(asked(work))


def test_review_through_a_pipe(work):
    out = ran_with(work, "z\na\ns\nall his own\n")
    assert out.code == 0, out.err
    assert "`z` is no answer here" in out.out
    assert "‹" in out.out
    assert out.out.rstrip().endswith("1 accepted, 1 settled, 0 passed over")
    assert (work / "settled.yaml").read_text("utf-8").count("- query:") == 1


def ran_with(work: Path, answers: str):
    done = subprocess.run(
        [sys.executable, "-m", "emendata", "check", str(work), "--review"],
        input=answers,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_review_can_be_left_and_taken_up(work):
    count = len(asked(work))
    out = ran_with(work, "n\nq\n").out
    assert out.rstrip().endswith("0 accepted, 0 settled, 1 passed over")
    assert len(asked(work)) == count
    assert ran_with(work, "").code == 0
    out = ran_with(work, "n\n" * count).out
    assert out.rstrip().endswith(f"0 accepted, 0 settled, {count} passed over")


def test_review_says_what_cannot_be_written(work):
    out = ran_with(work, "r\nl928 ,\nq\n").out
    assert "error C007" in out or "error C0" in out
    assert (work / "corrections.yaml").read_text("utf-8") == CORRECTIONS


def test_what_cannot_be_meant(work):
    assert emendata("check", work, "--accept", "Q1", "--settle", "Q1").code == 1
    wanted = name(work, "K030")
    assert emendata("check", work, "--accept", wanted, "--settle", wanted).code == 2
    assert emendata("check", work, "--read", "x").code == 0
    assert emendata("check", work, "--read", "x", "--settle", "Q1").code == 2
    assert emendata("check", work, "--review", "--json").code == 2
    assert "error B025" in emendata("check", work / "source.txt", "--review").err
    assert "error B025" in emendata("anchor", work / "source.txt").err
    done = emendata("check", work, "--accept", name(work, "K021 ") if "K021" in asked(work) else wanted, "--by", "XY")
    assert "no editor of this edition has the initials `XY`" in done.err


def test_anchoring_and_a_new_source(work):
    done = emendata("anchor", work)
    assert done.out == "context written into 1 entry\n"
    text = (work / "corrections.yaml").read_text("utf-8")
    assert text.startswith(CORRECTIONS.partition("  by: AB")[0])
    assert "  context: " in text
    assert emendata("anchor", work).out == "context written into 0 entries\n"
    assert (work / "corrections.yaml").read_text("utf-8") == text


def test_the_last_build_knows_where_a_correction_stood(work):
    (work / "corrections.yaml").write_text("- {at: ¶ 2, for: torn, read: worn, why: ocr, nth: 2}\n", "utf-8")
    assert emendata("build", work, "--out", "dist/work", "--to", "tei").code == 0
    source = work / "source.txt"
    source.write_text(SOURCE.replace("¹\n\n", "¹\n\nSome torn words that are torn, in a new one.\n\n"), "utf-8")
    done = emendata("build", work, "--out", "dist/work", "--to", "tei")
    assert done.code == 1
    assert "error C011: the words around it are others than in the last build" in done.err
    assert "now stands in ¶ 3" in done.err
    done = emendata("anchor", work)
    assert "now in ¶ 3" in done.out, done.err
    assert 'at: "¶ 3"' in (work / "corrections.yaml").read_text("utf-8")
    assert emendata("build", work, "--out", "dist/work", "--to", "tei").code == 0
    assert "the leaf was {worn ] torn" in emendata("show", work).out


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_file_that_was_changed_meanwhile(work, monkeypatch):
    wanted, proved = name(work, "K030"), revise.corrected

    def changing(*arguments):
        (work / "corrections.yaml").write_text("# emptied\n", "utf-8")
        return proved(*arguments)

    monkeypatch.setattr(revise, "corrected", changing)
    done = emendata("check", work, "--accept", wanted)
    assert "error B022" in done.err
    assert (work / "corrections.yaml").read_text("utf-8") == "# emptied\n"


def test_a_file_that_cannot_be_written(work, monkeypatch):
    before = contents(work)
    monkeypatch.setattr(rewrite.os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    done = emendata("check", work, "--accept", name(work, "K030"))
    assert "error B021: this file cannot be written: no space left" in done.err
    assert contents(work) == before


def test_links_modes_and_marks_stay(work):
    real = work / "real.yaml"
    real.write_bytes(b"\xef\xbb\xbf" + CORRECTIONS.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    (work / "corrections.yaml").unlink()
    (work / "corrections.yaml").symlink_to("real.yaml")
    assert emendata("check", work, "--accept", name(work, "K030")).code == 0
    assert (work / "corrections.yaml").is_symlink()
    written = real.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf# All")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert stat.S_IMODE(os.stat(real).st_mode) == 0o640


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n", "[{for: Nobody, read: No one, why: author}]\n"])
def test_files_of_all_kinds(work, text):
    (work / "corrections.yaml").write_text(text, "utf-8")
    assert emendata("check", work, "--accept", name(work, "K030")).code == 0
    assert "{1928 ] l928" in emendata("show", work).out


def test_no_file_yet(work):
    (work / "corrections.yaml").unlink()
    assert emendata("check", work, "--accept", name(work, "K030")).code == 0
    assert (work / "corrections.yaml").read_text("utf-8").startswith("- at: ")


def test_one_process_more(work):
    """The same from a shell, where the program is not loaded yet."""
    done = ran("check", work, "--accept", name(work, "K030"))
    assert done.code == 0, done.err

"""The command line: what each command prints, makes and returns."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from emendata import __version__
from emendata.cli import cli
from tests.command import REPOSITORY, Ran, contents, emendata, ran, started
from tests.effort import PATIENCE


@pytest.fixture
def edition(tmp_path, monkeypatch) -> Path:
    """A fresh edition in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert emendata("new", "my-edition").code == 0
    return tmp_path / "my-edition"


# ------------------------------------------------------------------------ help and usage


def commands() -> list[click.Command]:
    return [cli, *cli.commands.values()]


def examples() -> list[str]:
    lines = [line.strip() for command in commands() for line in (command.epilog or "").splitlines()]
    return list(
        dict.fromkeys(re.split(r"  +|  #| >", line)[0] for line in lines if line.startswith("emendata "))
    )


def test_every_command_shows_examples():
    for command in commands():
        assert "emendata " in (command.epilog or ""), command.name
        assert command.help, command.name


@pytest.mark.parametrize("example", [e for e in examples() if " build specimen" not in e])
def test_examples_of_the_help_run(example, edition):
    (edition.parent / "article.txt").write_text(
        "A TITLE\n\nA paragraph with a note.¹\n\n¹ The note.\n", "utf-8"
    )
    (edition / "witnesses").mkdir()
    (edition / "witnesses" / "M.txt").write_text("A witness with a text of its own.", "utf-8")
    if example.startswith("emendata new"):
        (edition).rename(edition.parent / "another")
    if example.startswith("emendata diff"):
        for folder in ("proofs", "dist/my-edition"):
            assert emendata("build", "my-edition", "--out", folder, "--to", "pdf", "--quiet").code == 0
    if example.startswith("emendata watch"):  # goes on without end
        with started(*shlex.split(example)[1:]) as process:
            assert process.stdout is not None
            assert "written" in process.stdout.readline()
            process.terminate()
        return
    result = emendata(*shlex.split(example)[1:])
    assert result.code == 0, result.err


def test_help_and_version():
    assert emendata("--version") == Ran(0, f"emendata {__version__}\n", "")
    assert emendata("-h").out.startswith("Usage: emendata [OPTIONS] COMMAND")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("publish x", "No such command 'publish'"),
        ("build x --to mobi", "'mobi' is none of tei, pdf, epub"),
        ("build x --to ,", "name one or more"),
        ("build x --jobs 0", "0 is not in the range"),
        ("show x --after print", "'print' is none of acquire, normalise"),
        ("completion tcsh", "'tcsh' is not one of"),
    ],
)
def test_usage_errors_exit_with_2(arguments, said):
    result = emendata(*arguments.split())
    assert result.code == 2
    assert said in result.err
    assert result.out == ""


def test_it_runs_as_a_module(tmp_path):
    assert ran("--version", cwd=tmp_path) == Ran(0, f"emendata {__version__}\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell):
    result = emendata("completion", shell)
    assert result.code == 0
    assert "_EMENDATA_COMPLETE" in result.out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("emendata bu", {"build"}),
        ("emendata build gra", {"graziosi-1995"}),
        ("emendata build specimen", {"specimen", "specimen-facing"}),
        ("emendata build x --to tei,", {"tei,pdf", "tei,epub"}),
        ("emendata show x --after t", {"tei", "typography"}),
    ],
)
def test_completion_offers(typed, offered):
    words = shlex.split(typed)
    answer = ran(
        cwd=REPOSITORY,
        env={
            "_EMENDATA_COMPLETE": "bash_complete",
            "COMP_WORDS": typed,
            "COMP_CWORD": str(len(words) - 1),
        },
    )
    plain = {line.removeprefix("plain,") for line in answer.out.splitlines() if line.startswith("plain,")}
    assert plain == offered


# ----------------------------------------------------------------------------------- new


def test_new_edition_builds_at_once(edition):
    assert sorted(contents(edition)) == ["corrections.yaml", "edition.yaml", "source.txt"]
    result = emendata("build", "my-edition")
    assert result.code == 0, result.err
    assert sorted(contents(Path("dist"))) == [
        "my-edition",
        "my-edition/manifest.json",
        "my-edition/my-edition.epub",
        "my-edition/my-edition.onix.xml",
        "my-edition/my-edition.pdf",
        "my-edition/my-edition.tei.xml",
    ]
    counts = json.loads(Path("dist/my-edition/manifest.json").read_bytes())["counts"]
    assert (counts["notes"], counts["emendations"], counts["queries"]) == (2, 1, 0)


def test_new_does_not_touch_a_folder_in_use(edition):
    before = contents(edition)
    result = emendata("new", "my-edition")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("my-edition: error B020: ")
    assert contents(edition) == before


def test_new_takes_an_empty_folder_and_makes_parents(tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "b"):
        assert emendata("new", folder).code == 0
        assert sorted(contents(folder)) == ["corrections.yaml", "edition.yaml", "source.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "empty"]


def test_new_where_a_file_is_in_the_way(tmp_path):
    (tmp_path / "file").write_text("mine")
    result = emendata("new", tmp_path / "file" / "edition")
    assert result.code == 1
    assert "B020" in result.err


# --------------------------------------------------------------------------------- build


def test_build_says_what_it_does_and_made(edition):
    result = emendata("build", "my-edition", "--to", "tei")
    assert result.out == "dist/my-edition: my-edition.tei.xml, manifest.json\n"
    stages = [line.split()[0] for line in result.err.splitlines()]
    assert stages[:2] == ["acquire", "normalise"]
    assert "pdf" not in stages
    assert all(re.fullmatch(r"\w+ +\d+\.\d\d s", line) for line in result.err.splitlines())


def test_quiet_build_says_nothing(edition):
    assert emendata("build", "my-edition", "--to", "tei", "--quiet") == Ran(0, "", "")


def test_build_in_json(edition):
    result = emendata("build", "my-edition", "--to", "tei", "--json")
    said = json.loads(result.out)
    assert result.err == ""
    assert said["ok"] is True
    assert (said["work"], said["out"]) == ("my-edition", "dist/my-edition")
    assert said["files"] == ["my-edition.tei.xml", "manifest.json"]
    assert said["counts"]["notes"] == 2
    assert said["diagnostics"] == []


def test_errors_in_json(edition):
    (edition / "edition.yaml").write_text("titel: x\n")
    result = emendata("build", "my-edition", "--json")
    said = json.loads(result.out)
    assert result.code == 1
    assert result.err == ""
    assert said["ok"] is False
    (diagnostic,) = said["diagnostics"]
    assert diagnostic["code"] == "E910"
    assert (diagnostic["file"], diagnostic["line"]) == ("my-edition/edition.yaml", 1)
    assert "title" in diagnostic["hint"]


def test_queries_are_counted_by_build_and_listed_by_check(edition):
    with open(edition / "source.txt", "a", encoding="utf-8") as source:
        source.write("\n³ A note that nothing calls.\n")
    built = emendata("build", "my-edition", "--to", "tei")
    assert built.code == 0
    count = re.search(r"(\d+) quer(?:y|ies) to the editor: emendata check my-edition", built.out)
    assert count is not None
    checked = emendata("check", "my-edition")
    assert checked.code == 0
    assert len(re.findall(r"^my-edition/source\.txt:\d+:\d+: query ", checked.out, re.M)) == int(count[1])
    assert emendata("check", "my-edition", "--strict").code == 1


def test_check_of_a_clean_edition(edition):
    assert emendata("check", "my-edition", "--strict") == Ran(0, "", "")
    assert json.loads(emendata("check", "my-edition", "--json").out) == {
        "ok": True,
        "work": "my-edition",
        "diagnostics": [],
    }


def test_the_current_folder_is_the_work_where_none_is_named(edition, monkeypatch):
    monkeypatch.chdir(edition)
    assert emendata("build", "--to", "tei").out == "dist/my-edition: my-edition.tei.xml, manifest.json\n"


def test_source_given_on_the_command_line(edition):
    source = edition / "source.txt"
    source.rename(edition.parent / "elsewhere.txt")
    missing = emendata("build", "my-edition", "--to", "tei")
    assert missing.code == 1
    assert "--source" in missing.err
    assert emendata("build", "my-edition", "--to", "tei", "--source", "elsewhere.txt").code == 0


def test_source_in_another_format(edition):
    (edition / "source.txt").rename(edition.parent / "old.txt")
    (edition / "corrections.yaml").unlink()
    Path("sent.md").write_text("A paragraph in *Markdown*.[^1]\n\n[^1]: A note.\n")
    assert emendata("build", "my-edition", "--to", "tei", "--source", "sent.md").code == 0
    assert b'<hi rend="italic">Markdown</hi>' in Path("dist/my-edition/my-edition.tei.xml").read_bytes()


# ---------------------------------------------------------------------------------- show


def test_show_after_each_stage(edition):
    assert "¶ " in emendata("show", "my-edition", "--after", "acquire").out
    assert "corections" in emendata("show", "my-edition", "--after", "normalise").out
    assert "{corrections ] corections" in emendata("show", "my-edition").out


def test_show_as_tei_and_html(edition):
    assert "<choice" in emendata("show", "my-edition", "--as", "tei").out
    assert '<span class="emendation"' in emendata("show", "my-edition", "--as", "html").out


def test_reader_of_the_output_may_leave(edition):
    (edition / "source.txt").write_text("A TITLE\n\n" + "A paragraph of words.\n\n" * 5000, "utf-8")
    (edition / "corrections.yaml").unlink()
    command = f"{shlex.quote(sys.executable)} -m emendata show my-edition | head -n 1"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=PATIENCE)
    assert result.stdout.startswith("title: ")
    assert result.stderr == ""


# ------------------------------------------------------------------- when things go wrong


def test_internal_error_asks_for_a_report(edition, monkeypatch):
    script = (
        "import emendata.edit.normalise as n; from emendata.cli import main\n"
        "def fails(*_): raise KeyError('oops')\n"
        "n.normalise = fails; import sys; main(sys.argv[1:])\n"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)

    result = run("build", "my-edition", "--to", "tei", "-q", "--no-cache")
    assert result.returncode == 1
    assert result.stderr.startswith("emendata: error B999: internal error: KeyError: 'oops'\n")
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("--debug", "build", "my-edition", "--to", "tei", "-q", "--no-cache").stderr
    assert not Path("dist").exists()


def test_unknown_work_names_the_near_ones(monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    result = emendata("build", "specimem")
    assert result.code == 1
    assert result.err.startswith("specimem: error B010: ")
    assert "did you mean specimen?" in result.err


def test_a_folder_without_settings(tmp_path):
    result = emendata("build", tmp_path)
    assert result.code == 1
    assert "error E001" in result.err


# ---------------------------------------------------------------------------- the cache


def test_cleaning_empties_the_cache_and_says_how_much_there_was(tmp_path, monkeypatch):
    monkeypatch.setenv("EMENDATA_CACHE", str(tmp_path / "cache"))
    emendata("new", tmp_path / "edition")
    assert emendata("build", tmp_path / "edition", "--out", tmp_path / "a", "--no-cache").code == 0
    assert not (tmp_path / "cache").exists()
    assert emendata("build", tmp_path / "edition", "--out", tmp_path / "b").code == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert any(path.is_file() for path in (tmp_path / "cache").rglob("*"))
    result = emendata("clean")
    assert result.code == 0
    assert re.search(r"cache: \d+\.\d MB removed", result.out)
    assert not any(path.is_file() for path in (tmp_path / "cache").rglob("*"))

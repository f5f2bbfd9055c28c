"""Two builds of a work are compared: what is told is what was changed, and where it stands in print."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import zlib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from emendata.compare import compared
from emendata.compare.builds import found
from emendata.compare.changes import _Text, changes
from emendata.compare.errata import errata, slip
from emendata.compare.record import Apparatus, Gathered, Record, Unreadable, packed, unpacked
from emendata.diagnostics import EmendataError
from tests.command import REPOSITORY, contents, emendata, ran

SPECIMEN = REPOSITORY / "manuscript" / "specimen"


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> Path:
    """A folder with the specimen built as it is (`old`), and with changes (`new`)."""
    folder = tmp_path_factory.mktemp("builds")
    work = folder / "essay"
    shutil.copytree(SPECIMEN, work)
    assert emendata("build", work, "--out", folder / "old", "--quiet").code == 0
    source, corrections = work / "source.txt", work / "corrections.yaml"
    text = source.read_text("utf-8")
    assert text.count("is not the author’s text") == 1
    text = text.replace("is not the author’s text", "is surely not the author’s text")
    last = "ON THE NAMES OF ERRORS" if "ON THE NAMES OF ERRORS" in text else "HOW THIS EDITI0N"
    assert text.count(last) == 1
    source.write_text(text.replace(last, f"A whole paragraph is new here.\n\n{last}"), "utf-8")
    said = corrections.read_text("utf-8")
    withdrawn = "- for: codicurn\n  read: codicum\n  why: ocr\n  by: ED\n"
    assert withdrawn in said
    said = said.replace(withdrawn, "") + "\n- {for: Culler, read: Buller, why: printer, by: ED}\n"
    corrections.write_text(said, "utf-8")
    assert emendata("build", work, "--out", folder / "new", "--quiet").code == 0
    return folder


def test_changes_of_the_text(builds):
    found = compared(str(builds / "old"), str(builds / "new")).changes
    told = {(change.old, change.new): change for change in found.text}
    assert set(told) == {
        ("codicum", "codicurn"),
        ("", "surely"),
        ("Culler", "Buller"),
        ("", "¶ A whole paragraph is new here."),
    }
    assert told["Culler", "Buller"].causes == ("for “Culler” read “Buller” (printer, ED)",)
    assert told["codicum", "codicurn"].causes == ("withdrawn: for “codicurn” read “codicum” (ocr, ED)",)
    assert told["", "surely"].causes == ()
    assert told["", "surely"].before.endswith("at the end is")
    assert told["", "surely"].after.startswith("not the author’s")
    assert [state for state, _ in found.corrections] == ["new", "withdrawn"]


def test_what_did_not_change(builds):
    assert not compared(str(builds / "old"), str(builds / "old")).changes
    assert "Nothing has changed." in emendata("diff", builds / "old", builds / "old").out


def test_lines_are_those_of_the_pages(builds):
    """Every word of the text is found in print, in the line that has it."""
    text = _Text(found(str(builds / "old")).record)
    record = text.record
    words = [at for at, word in enumerate(text.words) if word != "¶"]
    assert len([at for at in words if at in text.spots]) > 0.995 * len(words)
    lines: dict[tuple[int, int, str], str] = {}
    begun: dict[str, int] = {}
    for page, sheet in enumerate(record.sheets):
        for number, (line, _) in enumerate(sheet.lines, start=1):
            lines[page, number, ""] = line
        for note, line in sheet.notes:
            begun[note] = begun.get(note, 0) + 1
            lines[page, begun[note], text.label(note)] = line
    for at, spot in text.spots.items():
        line = lines[spot.page, spot.line, spot.note]
        divided = line.endswith("\u00ad") and text.words[at].startswith(re.findall(r"\w+", line)[-1])
        assert text.words[at] in line or divided, (text.words[at], line)
        assert spot.folio == record.sheets[spot.page].folio


def test_spots_are_where_poppler_finds_the_words(builds):
    """The page that is told holds the word in the PDF too."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    found = compared(str(builds / "old"), str(builds / "new")).changes
    change = next(change for change in found.text if change.old == "Culler")
    page = str(change.spot.page + 1)
    pdf = next((builds / "old").glob("*.pdf"))
    text = subprocess.run(["pdftotext", "-f", page, "-l", page, pdf, "-"], capture_output=True, check=True)
    assert "Culler" in text.stdout.decode()


def test_as_text_and_json(builds):
    told = emendata("diff", builds / "old", builds / "new").out
    assert "    - the new edition as Captain ‹Culler›; according to the fiercest\n" in told
    assert "    + the new edition as Captain ‹Buller›; according to the fiercest\n" in told
    said = json.loads(emendata("diff", builds / "old", builds / "new", "--json").out)
    assert said["ok"] and said["work"] == "essay"
    assert {change["old"] for change in said["text"]} == {"codicum", "Culler", ""}
    assert said["lines"], "a paragraph more moves those behind it"


def test_as_html(builds, tmp_path):
    done = emendata("diff", builds / "old", builds / "new", "--html", tmp_path / "changes.html")
    assert done.code == 0, done.err
    page = (tmp_path / "changes.html").read_text("utf-8")
    assert "<del>Culler</del>; according" in page
    assert "<ins>surely</ins> not the" in page
    assert "<del>–</del>" in page
    assert "/>" not in page.replace('<meta charset="utf-8"/>', ""), "an empty element has no end in HTML"


def test_errata(builds, tmp_path):
    for name in ("errata.txt", "errata.pdf"):
        done = emendata("diff", builds / "old", builds / "new", "--errata", tmp_path / name)
        assert done.code == 0, done.err
    lines = (tmp_path / "errata.txt").read_text("utf-8").splitlines()
    assert lines[0] == "Errata: An Account of Errors"
    assert any(line.endswith(": for “Culler” read “Buller”") for line in lines)
    assert any(line.endswith("for “end is” read “end is surely”") for line in lines)
    assert any("add “¶ A whole paragraph is new here.”" in line for line in lines)
    old = found(str(builds / "old")).record
    for line in lines[2:]:
        folio, number = line.removeprefix("p. ").partition(":")[0].split(", line ")
        assert any(sheet.folio == folio and len(sheet.lines) >= int(number) for sheet in old.sheets)
    assert (tmp_path / "errata.pdf").read_bytes().startswith(b"%PDF-")


def test_same_builds_same_bytes(builds, tmp_path):
    made = []
    for number in (1, 2):
        into = tmp_path / str(number)
        into.mkdir()
        arguments = ["--html", into / "c.html", "--errata", into / "e.pdf"]
        out = ran("diff", "old", "new", *arguments, cwd=builds, env={"PYTHONHASHSEED": str(number)}).out
        made.append((contents(into), out.replace(str(into), "")))
    assert made[0] == made[1]


def test_moves():
    """Notes, contents and entries of the apparatus, from records made by hand."""
    base = {
        "title": "T",
        "passages": [["¶ 1", "A text with notes.", ""], ["note 1", "Old words of it.", "n1"]],
        "notes": {"n1": ["1", "3"]},
        "references": [["contents", "Chapter", "3"], ["index", "Noll, 3", "3"]],
        "apparatus": [["apparatus", "¶ 1", "text", "texts M"], ["apparatus", "¶ 1", "notes", "om. P"]],
    }
    later = {
        **base,
        "passages": [base["passages"][0], ["note 1", "Another.", "n1"], ["note 2", "Old words of it.", "n2"]],
        "notes": {"n1": ["1", "3"], "n2": ["2", "4"]},
        "references": [["contents", "Chapter", "4"], ["index", "Noll, 4", "4"], ["index", "Reis, 4", "4"]],
        "apparatus": [["apparatus", "¶ 1", "text", "texts M P"], ["apparatus", "¶ 1", "A", "The M"]],
    }
    found = changes(*map(made, (base, later)))
    assert [(move.old, move.new) for move in found.notes] == [
        ("note 1, p. 3", "note 2, p. 4"),
        ("", "note 1, p. 3"),
    ]
    assert [(m.what, m.old, m.new) for m in found.references] == [
        ("contents: Chapter", "p. 3", "p. 4"),
        ("index: Noll", "p. 3", "p. 4"),
        ("index: Reis", "", "p. 4"),
    ]
    assert [(move.old, move.new) for move in found.apparatus] == [
        ("text] texts M", "text] texts M P"),
        ("notes] om. P", ""),
        ("", "A] The M"),
    ]


def test_a_new_note_is_told_where_it_is_called():
    words = "A text with notes."
    sheets = [["3", [[words, True]], []]]
    old = {"title": "T", "passages": [["¶ 1", words, ""], ["the translation", "And more.", ""]], "sheets": sheets}
    new = {
        **old,
        "passages": [
            *old["passages"],
            ["note 1", "One.", "n1"],
            ["note 1", "It goes on.", "n1"],
            ["note 2", "Two.", "n2"],
        ],
        "notes": {"n1": ["1", "3"], "n2": ["2", "3"]},
        "calls": [["n1", 0, len("A text")], ["n2", 0, len(words)]],
    }
    there, away = changes(made(old), made(new)), changes(made(new), made(old))
    assert [(c.where, c.before, c.new, c.after, str(c.spot)) for c in there.text] == [
        ("¶ 1", "A text", "note 1: One. ¶ It goes on.", "with notes.", "p. 3, line 1"),
        ("¶ 1", "A text with notes.", "note 2: Two.", "", "p. 3, line 1"),
    ]
    assert [(c.where, c.old, c.new) for c in away.text] == [
        ("note 1", "note 1: One. ¶ It goes on.", ""),
        ("note 2", "note 2: Two.", ""),
    ]
    assert slip(errata(there, made(old), "old"), "T").splitlines()[2:] == [
        "p. 3, line 1: after “A text” add “note 1: One. ¶ It goes on.”",
        "p. 3, line 1: after “A text with notes.” add “note 2: Two.”",
    ]


def test_what_two_words_part_is_one_change():
    def text(words: str) -> Record:
        return made({"title": "T", "passages": [["¶ 1", words, ""], ["¶ 2", "The end.", ""]], "notes": {}})

    def told(old: str, new: str) -> list[tuple[str, str]]:
        return [(change.old, change.new) for change in changes(text(old), text(new)).text]

    sent = "It was sent to the press."
    assert told(sent, "It was sent late to the printing press.") == [("to the", "late to the printing")]
    assert told(sent, "It had been sent to the new press.") == [("was", "had been"), ("", "new")]
    assert told(sent, "Now it was sent to the press.") == [("It", "Now it")]


def test_an_entry_on_more_words_is_the_same_entry():
    entries = [[["fontes", "¶ 1", lemma, "Cic. off. 1"]] for lemma in ("a text", "a long text")]
    old, new = (
        made({"title": "T", "passages": [["¶ 1", "Words.", ""]], "notes": {}, "apparatus": entry})
        for entry in entries
    )
    assert [(m.old, m.new) for m in changes(old, new).apparatus] == [
        ("a text] Cic. off. 1", "a long text] Cic. off. 1")
    ]


def test_the_lines_of_an_apparatus_are_not_those_of_notes(tmp_path):
    work = tmp_path / "facing"
    shutil.copytree(SPECIMEN.with_name("specimen-facing"), work)
    assert emendata("build", work, "--out", tmp_path / "old", "--to", "pdf", "--quiet").code == 0
    apparatus = work / "apparatus.yaml"
    said = apparatus.read_text("utf-8")
    entry = "- at: ¶ 1\n  lem: carissime\n  rdg: {karissime: A, om.: C}\n"
    assert entry in said
    apparatus.write_text(said.replace(entry, ""), "utf-8")
    assert emendata("build", work, "--out", tmp_path / "new", "--to", "pdf", "--quiet").code == 0
    found = compared(str(tmp_path / "old"), str(tmp_path / "new")).changes
    assert [(move.what, move.new) for move in found.apparatus] == [("apparatus, ¶ 1", "")]
    assert not found.text and not found.notes
    assert not [move for move in found.lines if "app" in move.old]


def made(said: dict) -> Record:
    keys = {
        "passages": ("where", "text", "note"),
        "references": ("kind", "words", "folio"),
        "apparatus": ("series", "where", "lemma", "says"),
        "calls": ("note", "passage", "at"),
    }
    from emendata.compare import record as module

    classes = {
        "passages": module.Passage,
        "references": module.Reference,
        "apparatus": module.Apparatus,
        "calls": module.Call,
    }
    given = {
        name: tuple(classes[name](**dict(zip(names, values, strict=True))) for values in said.get(name, ()))
        for name, names in keys.items()
    }
    notes = {id: module.Called(*values) for id, values in said.get("notes", {}).items()}
    sheets = tuple(
        module.Sheet(folio, tuple(map(tuple, lines)), tuple(map(tuple, strip)))
        for folio, lines, strip in said.get("sheets", ())
    )
    return Record(title=said["title"], notes=notes, sheets=sheets, **given)


def test_records_are_read_as_they_were_written(builds):
    for name in ("old", "new"):
        record = found(str(builds / name)).record
        assert unpacked(packed(record)) == record
        assert record.sheets and record.emended and record.references
    assert unpacked(packed(Record(apparatus=(Apparatus("a", "b", "c", "d"),)))).apparatus[0].lemma == "c"


def test_records_of_earlier_versions_are_read(builds):
    """They are one piece, and the first had no calls."""
    made = found(str(builds / "old")).record
    said = {"format": 1, **{one.name: getattr(made, one.name) for one in fields(made)}}
    del said["calls"]
    text = json.dumps(said, default=lambda value: {one.name: getattr(value, one.name) for one in fields(value)})
    assert unpacked(base64.b64encode(zlib.compress(text.encode())).decode()) == replace(made, calls=())


def test_a_piece_of_a_record_is_written_once(builds, monkeypatch):
    monkeypatch.setattr("emendata.compare.record._PIECE", 3)
    made = found(str(builds / "old")).record
    known: dict[tuple[str, ...], bytes] = {}

    def remember(make, *parts):
        return known.setdefault(parts, make())

    first = Gathered("first", 1), Gathered("", len(made.sheets) - 1)
    whole = packed(made, remember, first)
    count = len(known)
    assert unpacked(whole) == made
    assert count > 5
    word = replace(made.passages[0], text="another")
    changed = replace(made, passages=(word, *made.passages[1:]))
    again = packed(changed, remember, first)
    assert unpacked(again) == changed
    assert len(known) == count + 1


def test_a_record_without_its_last_piece_is_damaged():
    data = base64.b64decode(packed(Record(apparatus=(Apparatus("a", "b", "c", "d"),))))
    opener = zlib.decompressobj()
    opener.decompress(data)
    with pytest.raises(Unreadable):
        unpacked(base64.b64encode(data[: -len(opener.unused_data)]).decode())


@pytest.mark.parametrize("text", ["", "x", "e30=", "eJyrrgUAAXUA+Q==", None, 3, "eJwDAAAAAAE="])
def test_what_is_no_record(text):
    with pytest.raises(Unreadable):
        unpacked(text)


# -------------------------------------------------------------------- bad input


def altered(builds: Path, folder: Path, change) -> Path:
    folder.mkdir()
    said = json.loads((builds / "old" / "manifest.json").read_text("utf-8"))
    change(said)
    (folder / "manifest.json").write_text(json.dumps(said), "utf-8")
    return folder


def test_what_is_no_build(builds, tmp_path):
    assert "error D001: there is no build here" in emendata("diff", tmp_path, builds / "new").err
    assert "error D001" in emendata("diff", builds / "old", tmp_path / "nowhere").err
    assert "error D001" in emendata("diff", builds / "old" / "essay.pdf", builds / "new").err


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"work": 3}', "[" * 100_000, '{"work": "essay", "outputs": {}}']
)
def test_manifests_that_are_none(builds, tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    assert "error D002" in emendata("diff", tmp_path, builds / "new").err


def test_a_damaged_record(builds, tmp_path):
    for number, change in enumerate(
        (
            lambda said: said.update(record=said["record"][:-40]),
            lambda said: said.update(record="A" + said["record"][1:]),
            lambda said: said.update(record=None),
        )
    ):
        folder = altered(builds, tmp_path / str(number), change)
        done = emendata("diff", folder, builds / "new")
        assert (done.code, "error D002" in done.err) == (1, True), done.err


def test_another_work(builds, tmp_path):
    folder = altered(builds, tmp_path / "other", lambda said: said.update(work="another"))
    assert "error D003" in emendata("diff", folder, builds / "new").err


def test_a_build_without_pages(builds, tmp_path):
    assert emendata("build", builds / "essay", "--out", tmp_path / "tei", "--to", "tei", "-q").code == 0
    done = emendata("diff", tmp_path / "tei", builds / "new", "--errata", tmp_path / "e.txt")
    assert "error D006: the older build has no pages" in done.err
    assert not (tmp_path / "e.txt").exists()
    assert emendata("diff", tmp_path / "tei", builds / "new").code == 0


def test_a_file_that_cannot_be_written(builds, tmp_path):
    done = emendata("diff", builds / "old", builds / "new", "--html", tmp_path / "no" / "c.html")
    assert "error D007" in done.err
    assert emendata("diff", builds / "old", builds / "new", "--errata", "e.doc").code == 2


# --------------------------------------------------------------------- revisions


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "AB")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ab@example.org")
    monkeypatch.chdir(tmp_path)
    work = tmp_path / "texts" / "work"
    work.mkdir(parents=True)
    (work / "edition.yaml").write_text("title: A Text\n", "utf-8")
    git("init", "-q")
    for words in ("Nobody has seem it.", "Nobody has seen it."):
        (work / "source.txt").write_text(f"A TEXT\n\n{words} And so it is.\n", "utf-8")
        git("add", ".")
        git("commit", "-qm", words)
    return tmp_path


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, check=True, text=True).stdout


def test_two_revisions(repository):
    (repository / "texts" / "work" / "source.txt").write_text("at work on it", "utf-8")
    before, status = contents(repository / "texts"), git("status", "--porcelain")
    done = emendata("diff", "HEAD~1:texts/work", "HEAD:texts/work", "--errata", "e.txt")
    assert done.code == 0, done.err
    assert "‹seem›" in done.out and "‹seen›" in done.out
    assert "from HEAD~1:texts/work to HEAD:texts/work" in done.out
    assert (repository / "e.txt").read_text("utf-8").endswith("for “seem” read “seen”\n")
    (repository / "e.txt").unlink()
    assert (contents(repository / "texts"), git("status", "--porcelain")) == (before, status)


def test_a_revision_and_a_build(repository):
    assert emendata("build", "texts/work", "--out", "books", "--to", "pdf", "-q").code == 0
    assert "‹seem›" in emendata("diff", "HEAD~1:texts/work", "books").out


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nothing:texts/work", "D004"),
        ("HEAD~9:texts/work", "D004"),
        ("HEAD:texts/other", "D005"),
        ("HEAD:..", "D00"),
        (":texts/work", "D004"),
    ],
)
def test_revisions_that_are_none(repository, name, code):
    done = emendata("diff", name, "HEAD:texts/work")
    assert done.code == 1
    assert f"error {code}" in done.err, done.err


def test_a_revision_is_no_option(repository):
    with pytest.raises(EmendataError, match="D004"):
        found("--output=x:texts/work")
    assert not (repository / "x").exists()


def test_no_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "error D004" in emendata("diff", "HEAD:work", "HEAD~1:work").err

"""What is wrong with an input is said once, with its place, and dist/ stays as it was.

All of it through the command line, as an editor meets it.
"""

from __future__ import annotations

import errno
import io
import os
import re
import signal
import subprocess
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.command import Ran, contents, emendata, started
from tests.effort import PATIENCE
from tests.ocr.made import Shape, make

EDITION = "title: Of Errors\nauthor: Ann Example\neditors: {AB: Anna Bell}\n"
SOURCE = """A paragraph with a note.¹ The secund word is wrong.

Figure 1. A map.

Another paragraph, without one.

¹ The note.
"""
CORRECTIONS = "- {for: secund, read: second, why: ocr, by: AB}\n"


@pytest.fixture
def house(tmp_path, monkeypatch) -> Path:
    """A folder with a good edition and the books of its last build."""
    monkeypatch.chdir(tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    (work / "edition.yaml").write_text(EDITION, "utf-8")
    (work / "source.txt").write_text(SOURCE, "utf-8")
    (work / "corrections.yaml").write_text(CORRECTIONS, "utf-8")
    assert emendata("build", "work", "--to", "tei", "--quiet").code == 0
    return work


def long_source(house: Path) -> None:
    """An article of some length instead of the two paragraphs."""
    article, _ = make(Shape(words=20_000), seed=1)
    (house / "source.txt").write_text(article, "utf-8")
    (house / "corrections.yaml").unlink()


def refused(house: Path, *arguments: str) -> Ran:
    """Build, see that it fails with one message and leaves everything as it was."""
    before = contents(house.parent)
    result = emendata("build", *(arguments or ("work",)), "--quiet")
    assert contents(house.parent) == before
    assert result.code == 1
    assert result.out == ""
    assert "Traceback" not in result.err
    assert len(re.findall(r": error [A-Z]\d\d\d: ", result.err)) == 1, result.err
    return result


# ------------------------------------------------------------------------ the source


@pytest.mark.parametrize("nothing", [b"", b"\n \n\t\n\f\n", b"\xef\xbb\xbf"], ids=["empty", "blank", "mark"])
def test_empty_file(house, nothing):
    (house / "source.txt").write_bytes(nothing)
    assert refused(house).err.startswith("work/source.txt:1:1: error A050: the file has no text\n")


def test_not_utf8(house):
    (house / "source.txt").write_bytes(b"First line.\nCaf\xe9 society.\n")
    said = refused(house).err
    assert said.startswith("work/source.txt:2:4: error A002: byte 0xE9 at offset 15 is not UTF-8")
    assert "`encoding: windows-1252`" in said
    (house / "edition.yaml").write_text(EDITION + "encoding: cp1252\n")
    (house / "corrections.yaml").unlink()
    assert emendata("build", "work", "--to", "tei").code == 0


def test_nul_bytes(house):
    (house / "source.txt").write_bytes(b"First line.\nA \0 byte.\n")
    assert refused(house).err.startswith("work/source.txt:2:3: error A003: NUL character at offset 14")


def test_line_of_100_megabytes(house):
    with open(house / "source.txt", "wb") as source:
        source.truncate(100_000_000)
    assert refused(house).err.startswith("work/source.txt: error A904: ")
    (house / "source.txt").write_bytes(b"words " * 10_000_000)
    assert "source.txt:1" in refused(house).err


def test_bare_file_that_is_not_there(house):
    assert refused(house, "absent.txt").err.startswith("absent.txt: error B010: ")


def test_bare_file_of_no_known_format(house):
    Path("notes.xyz").write_text("text")
    assert refused(house, "notes.xyz").err.startswith("notes.xyz: error B012: ")


# ------------------------------------------------------------------------ the settings


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("title: x\nfigures:\n\t1: a.png\n", "work/edition.yaml:3:1: error E902: a tab"),
        ("titel: x\n", "work/edition.yaml:1:1: error E910: unknown key `titel`\n    Did you mean `title`?"),
        ("title: [a, b]\n", "work/edition.yaml:1:8: error E911: `title` has the wrong type"),
        ("a: &a [x, x]\nb: &b [*a, *a]\n", "work/edition.yaml:1:4: error E903: "),
        ("title: [a\n", "error E901: not YAML"),
        ("source: ../../etc/passwd\n", "work/edition.yaml:1:9: error E914: "),
        ("source: /etc/passwd\n", "work/edition.yaml:1:9: error E914: "),
        ("style: baroque\n", "error P220: there is no style `baroque`"),
    ],
)
def test_settings(house, settings, said):
    (house / "edition.yaml").write_text(settings)
    assert said in refused(house).err


def test_link_that_leads_out_of_the_folder(house):
    (house / "source.txt").unlink()
    (house.parent / "secret.txt").write_text("Secret text.")
    (house / "source.txt").symlink_to("../secret.txt")
    said = refused(house).err
    assert "a link leads out of the edition's folder" in said
    assert "Secret text" not in said


# --------------------------------------------------------------------- the corrections


@pytest.mark.parametrize(
    ("corrections", "said"),
    [
        ("- {for: sekund, read: second, why: ocr}\n", "work/corrections.yaml:1:3: error C"),
        ("- {for: paragraph, read: section, why: ocr}\n", "work/corrections.yaml:1:3: error C"),
        ("- {for: secund, read: second, why: whim}\n", "work/corrections.yaml:1:36: error C913: "),
        ("- {for: secund, reed: second, why: ocr}\n", "error C"),
    ],
    ids=["matches nothing", "matches twice", "no such reason", "no such key"],
)
def test_corrections(house, corrections, said):
    (house / "corrections.yaml").write_text(corrections)
    before = contents(house.parent)
    result = emendata("build", "work", "--quiet")
    assert result.code == 1
    assert said in result.err
    assert contents(house.parent) == before


# ------------------------------------------------------------------------- the figures


def with_figure(house: Path, name: str, data: bytes | None) -> None:
    (house / "edition.yaml").write_text(f"{EDITION}figures:\n  1: {name}\n", "utf-8")
    if data is not None:
        (house / name).write_bytes(data)


def png(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("1", (width, height)).save(target, "PNG")
    return target.getvalue()


def test_figure_that_is_missing(house):
    with_figure(house, "map.png", None)
    (house / "mop.png").write_bytes(png(8, 8))
    said = refused(house).err
    assert said.startswith("work/edition.yaml:5:6: error A902: there is no file `map.png`")
    assert "`mop.png`" in said


def test_image_of_the_source_that_stayed_elsewhere(house):
    """An author sends the text without its images: it is printed, with a word in their place."""
    (house / "source.txt").unlink()
    (house / "source.md").write_text("Some text.\n\n![The map of the mind](map.png)\n", "utf-8")
    (house / "corrections.yaml").unlink()
    result = emendata("build", "work", "--to", "tei,epub")
    assert result.code == 0
    assert "source.md:3:24: warning A042: the image »map.png« is not in the edition's folder" in result.err
    with zipfile.ZipFile(house.parent / "dist/work/work.epub") as book:
        pages = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
    assert 'aria-label="Figure missing: The map of the mind"' in pages
    (house / "edition.yaml").write_text(EDITION + "figures: {map.png: maps/new.png}\n", "utf-8")
    assert "work/edition.yaml:4:" in refused(house).err


def test_figure_that_is_no_image(house):
    with_figure(house, "map.png", b"<html>not found</html>")
    said = refused(house).err
    assert "error P101: " in said
    assert "map.png" in said


def test_drawing_with_a_script(house):
    (house / "source.txt").unlink()
    (house / "corrections.yaml").unlink()
    (house / "source.md").write_text("Some text.\n\n![A map](map.svg)\n", "utf-8")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg">\n<g>\n<script>go()</script></g></svg>'
    (house / "map.svg").write_text(drawing, "utf-8")
    result = emendata("build", "work", "--to", "epub")
    assert result.code == 1
    assert "source.md:3:10: error P103: the SVG `map.svg` has a <script> (line 3)" in result.err


def test_image_of_which_nobody_says_what_it_shows(house):
    (house / "source.txt").unlink()
    (house / "corrections.yaml").unlink()
    (house / "source.md").write_text("Some text.\n\n![](one.svg)\n\n![](two.svg)\n\n![](three.svg)\n", "utf-8")
    for name in ("one", "two", "three"):
        (house / f"{name}.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    settings = "figures: {two.svg: {decorative: on}, three.svg: {alt: A map., description: Of a town.}}\n"
    (house / "edition.yaml").write_text(settings, "utf-8")
    result = emendata("build", "work", "--to", "epub")
    assert result.code == 0
    assert result.err.count("E921") == 1
    assert "source.md:3:5: warning E921: figure one.svg has no alternative text" in result.err
    with zipfile.ZipFile(house.parent / "dist" / "work" / "work.epub") as book:
        pages = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
        package = book.read("EPUB/content.opf").decode()
    assert 'alt="" role="presentation"' in pages
    assert "Of a town." in pages
    assert "longDescription" in package
    assert "alternativeText" not in package


def test_figure_20000_pixels_wide(house):
    with_figure(house, "map.png", png(20_000, 10))
    said = refused(house).err
    assert "error P102: " in said
    assert "map.png" in said


def test_figure_outside_the_folder(house):
    (house.parent / "map.png").write_bytes(png(8, 8))
    with_figure(house, "../map.png", None)
    assert refused(house).err.startswith("work/edition.yaml:5:6: error E914: ")


def test_image_outside_the_folder_of_a_bare_file(house):
    Path("inner").mkdir()
    Path("inner/article.md").write_text("A text.\n\n![The secret](../work/edition.yaml)\n")
    assert "error A901: " in refused(house, "inner/article.md").err


# ---------------------------------------------------------------------------- archives


def test_docx_that_is_no_zip(house):
    Path("article.docx").write_bytes(b"PK, or rather not")
    assert refused(house, "article.docx").err.startswith("article.docx: error A")


def test_docx_that_is_a_bomb(house):
    with zipfile.ZipFile("article.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 400_000_000)
    assert refused(house, "article.docx").err.startswith("article.docx: error A")


# ------------------------------------------------------------------ where the books go


def test_folder_without_permission(house, monkeypatch):
    real = os.access
    there = (house.parent / "dist").stat()

    def access(path, mode):  # root may write everywhere, so the system is made to say no
        return not (os.path.samestat(os.stat(path), there) and mode & os.W_OK) and real(path, mode)

    monkeypatch.setattr(os, "access", access)
    said = refused(house, "work", "--out", "dist/another").err
    assert said.startswith("dist: error B002: the books cannot be put there: you may not write there\n")


def test_file_where_the_folder_should_be(house):
    assert refused(house, "work", "--out", "work/source.txt").err.startswith("work/source.txt: error B001: ")


def test_book_where_no_build_put_it(house):
    Path("scans").mkdir()
    Path("scans/work.tei.xml").write_text("somebody's work")
    said = refused(house, "work", "--to", "tei", "--out", "scans").err
    assert said.startswith("scans/work.tei.xml: error B003: ")


def test_full_disk(house, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    said = refused(house).err
    assert said.startswith("dist/work: error B002: the books cannot be put there: the disk is full\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_full_disk_in_earnest(house):
    disk = house.parent / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        assert emendata("build", "work", "--to", "tei", "--out", "disk", "-q").code == 0
        long_source(house)
        said = refused(house, "work", "--to", "tei", "--out", "disk").err
        assert "the disk is full" in said
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_in_mid_build(house, number):
    long_source(house)
    before = contents(house.parent)
    # A shell makes its background jobs ignore Ctrl-C, and they hand that on: here it must arrive.
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        # With what another test has left in the cache, the build would be at its end before it is interrupted.
        build = started("build", "work", "--no-cache", cwd=house.parent)
    finally:
        signal.signal(signal.SIGINT, was)
    assert build.stderr is not None
    with build:
        for line in build.stderr:
            if line.startswith("book"):
                break
        build.send_signal(number)
        rest = build.stderr.read()
        assert build.wait(PATIENCE) == 128 + number
    assert rest.endswith("emendata: interrupted; nothing was changed\n")
    assert "Traceback" not in rest
    assert contents(house.parent) == before

"""A text with a translation, from the files on disk to the books, as others see them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from emendata.publish.semantic import reading
from emendata.publish.xhtml import TYPE
from tests import checkers
from tests.command import REPOSITORY, emendata
from tests.effort import PATIENCE

SPECIMEN = REPOSITORY / "manuscript" / "specimen-facing"
CHAPTERS = (
    ("Prologus", "Prologue"),
    ("I. De oculis", "I. The Eyes"),
    ("II. De auribus et mente", "II. The Ears and the Mind"),
    ("III. De remediis", "III. The Remedies"),
    ("Versus in fine libri", "Verses at the End of the Book"),
)


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> Path:
    """A folder with the books of the specimen; its names begin with that of the folder."""
    folder = tmp_path_factory.mktemp("facing") / SPECIMEN.name
    result = emendata("build", SPECIMEN, "--out", folder, "--quiet")
    assert result.code == 0, result.err
    return folder


@pytest.fixture
def work(tmp_path) -> Path:
    """A copy of the specimen, to be changed."""
    return Path(shutil.copytree(SPECIMEN, tmp_path / SPECIMEN.name))


def book(books: Path, suffix: str) -> Path:
    return books / f"{SPECIMEN.name}{suffix}"


def pages(books: Path) -> list[str]:
    """The text of each page, without line ends."""
    command = ["pdftotext", "-layout", str(book(books, ".pdf")), "-"]
    checkers.program("pdftotext")
    said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    return [" ".join(page.split()) for page in said.stdout.split("\f")]


def test_others_find_nothing_wrong(books):
    assert checkers.tei_faults(book(books, ".tei.xml").read_bytes()) == []
    assert checkers.epubcheck(book(books, ".epub")) == []
    assert checkers.qpdf(book(books, ".pdf")) == checkers.ghostscript(book(books, ".pdf")) == ""


def test_each_chapter_begins_on_a_left_hand_page_and_its_translation_beside_it(books):
    text = pages(books)

    def page_of(words: str) -> int:
        # The contents stand before them.
        return max(
            number for number, page in enumerate(text, start=1) if f"{words.upper()} " in f"{page.upper()} "
        )

    for chapter, translated in CHAPTERS[1:]:
        assert page_of(chapter) % 2 == 0
        assert page_of(translated) == page_of(chapter) + 1


def test_the_sigla_stand_before_the_text_in_print_and_behind_it_in_the_e_book(books):
    text = pages(books)
    sigla = next(at for at, page in enumerate(text) if "Nusquamensis 12" in page)
    first = next(at for at, page in enumerate(text) if "Rogas me" in page)
    assert sigla % 2 == 0 and sigla == first - 1, "on the right-hand page before the first spread"
    # the contents have it in its place, with its roman number
    (contents,) = (page for page in text if "Index capitum" in page)
    assert re.search(r"Conspectus siglorum[ .]+v Prologus[ .]+2\b", contents)
    with zipfile.ZipFile(book(books, ".epub")) as epub:
        listed = epub.read("EPUB/contents.xhtml").decode()
    assert listed.index("Prologus") < listed.index("Conspectus siglorum")


def test_each_side_has_its_own_notes(books):
    text = pages(books)
    (left,) = (number for number, page in enumerate(text) if "Quem codicem si quis quaerit" in page)
    assert "1 carissime: karissime A" in text[left].replace(" :", ":")
    assert "book-chest of a monastery" in text[left + 1] and "karissime" not in text[left + 1]


def test_the_e_book_has_both_in_turn(books):
    with zipfile.ZipFile(book(books, ".epub")) as archive:
        navigation = etree.fromstring(archive.read("EPUB/contents.xhtml"))
        said = {name: archive.read(name) for name in archive.namelist() if re.search(r"/\d.*xhtml$", name)}
    (contents,) = (nav for nav in navigation.iter("{*}nav") if nav.get(TYPE) == "toc")
    titles = [" ".join("".join(link.itertext()).split()) for link in contents.iter("{*}a")]
    wanted = [title for pair in CHAPTERS for title in pair]
    assert [title for title in titles if title in wanted] == wanted
    text = {name: etree.fromstring(data) for name, data in sorted(said.items())}
    translated = [
        root
        for root in text.values()
        for part in root.iter("{*}section")
        if "translation" in part.get("class", "")
    ]
    assert len(translated) == len(CHAPTERS)
    for root in translated:
        (section,) = (part for part in root.iter("{*}section") if "translation" in part.get("class", ""))
        assert section.get("lang") == "en"
        assert "Rogas me" not in reading.reading_text(section)


def test_a_build_from_the_tei_file_gives_the_tei_file(books, tmp_path):
    copy = tmp_path / "again.xml"
    shutil.copy(book(books, ".tei.xml"), copy)
    result = emendata("build", copy, "--out", tmp_path, "--to", "tei,pdf", "--quiet")
    assert result.code == 0, result.err
    assert (tmp_path / "again.tei.xml").read_bytes() == copy.read_bytes()


def test_in_columns_both_are_on_one_page(work):
    settings = work / "edition.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("  lang: en\n", "  lang: en\n  layout: columns\n", 1), "utf-8"
    )
    result = emendata("build", work, "--out", work / "dist", "--to", "pdf", "--quiet")
    assert result.code == 0, result.err
    text = pages(work / "dist")
    for words, translated in (("Rogas me", "You ask me"), ("Altera causa", "The second cause")):
        (page,) = (page for page in text if words in page)
        assert page.index(words) < page.index(translated)
    (book_room,) = (page for page in text if "book-chest of a monastery" in page)
    assert "carissime: karissime A" in book_room.replace(" :", ":"), "the notes of both are below them"
    assert checkers.qpdf(book(work / "dist", ".pdf")) == ""


# ------------------------------------------------------------------------ bad input


def refused(work: Path) -> str:
    result = emendata("build", work, "--out", work / "dist", "--quiet")
    assert result.code and not (work / "dist").exists()
    return result.err


def test_a_translation_that_is_not_there(work):
    (work / "translation.md").rename(work / "translatio.md")
    assert "edition.yaml: error A902: there is no file `translation.md`" in (said := refused(work))
    assert "`translatio.md`" in said


def test_a_translation_outside_the_folder(work):
    settings = work / "edition.yaml"
    settings.write_text(settings.read_text("utf-8").replace("translation.md", "../translation.md"), "utf-8")
    assert re.search(r"edition\.yaml:\d+:\d+: error E914", refused(work))


def test_a_paragraph_too_many_is_named(work):
    translation = work / "translation.md"
    translation.write_text(
        translation.read_text("utf-8").replace("# II. The", "One more.\n\n# II. The"), "utf-8"
    )
    said = refused(work)
    assert "translation.md: error T002: the text of division 2 has 3 paragraphs or stanzas" in said
    assert "“One more.”" in said and "align: division" in said


def test_a_change_of_the_translation_is_built(work):
    for word in ("dearest", "very dear"):
        translation = work / "translation.md"
        translation.write_text(translation.read_text("utf-8").replace("dearest", word), "utf-8")
        assert emendata("build", work, "--out", work / "dist", "--to", "pdf", "--quiet").code == 0
        assert f"You ask me, {word} brother" in " ".join(
            checkers.text(work / "dist" / f"{work.name}.pdf").split()
        )

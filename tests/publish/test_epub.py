"""What stands in an EPUB, and where its links lead."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from lxml import etree

from emendata.document.cutting import reading
from emendata.document.model import (
    Division,
    Document,
    Emph,
    Figure,
    Metadata,
    Note,
    NoteCall,
    Person,
    Ref,
    Text,
)
from emendata.document.walk import texts
from emendata.publish import epub
from emendata.publish.backmatter import emendations
from emendata.publish.epub.catalogue import file_as, identifier, instant
from emendata.publish.images import image
from emendata.publish.semantic import book
from emendata.publish.semantic.reading import note_texts, reading_text
from emendata.publish.style import Sheet, Style
from emendata.publish.xhtml import TYPE, Element, classes
from tests.document.strategies import documents
from tests.effort import calls_made
from tests.publish.sample import DOCUMENT, P, T, plain_style, png, sample

law = settings(max_examples=50)
OPF = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
NCX = {"ncx": "http://www.daisy.org/z3986/2005/ncx/"}
H = {"h": "http://www.w3.org/1999/xhtml"}
NO_STYLE = Style("none")


class Opened:
    """An EPUB, read back."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            self.entries = container.infolist()
            self.files = {entry.filename: container.read(entry) for entry in self.entries}
        self.package = etree.fromstring(self.files["EPUB/content.opf"])
        self.items = {item.get("id"): item for item in self.package.iterfind("opf:manifest/opf:item", OPF)}

    def tree(self, name: str) -> Element:
        return etree.fromstring(self.files[f"EPUB/{name}"])

    @property
    def spine(self) -> list[str]:
        refs = self.package.iterfind("opf:spine/opf:itemref", OPF)
        return [self.items[ref.get("idref")].get("href") or "" for ref in refs]

    @property
    def pages(self) -> dict[str, Element]:
        return {name: self.tree(name) for name in self.spine}

    def said(self, name: str) -> list[str]:
        """What the metadata says under a name: ``dc:title``, ``schema:accessMode``."""
        if name.startswith("dc:"):
            return [e.text or "" for e in self.package.iterfind(f"opf:metadata/{name}", OPF)]
        return [
            e.text or ""
            for e in self.package.iterfind("opf:metadata/opf:meta", OPF)
            if e.get("property") == name
        ]

    def nav(self, type_: str) -> Element:
        return next(nav for nav in self.tree("contents.xhtml").iter("{*}nav") if nav.get(TYPE) == type_)


@cache
def made() -> Opened:
    return Opened(epub.render(sample(), plain_style()).epub)


def of(document: Document, style: Style = NO_STYLE) -> Opened:
    return Opened(epub.render(book(document), style).epub)


# ------------------------------------------------------------------- container


def test_the_first_file_says_what_this_is_and_is_not_compressed() -> None:
    first = made().entries[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert made().files["mimetype"] == b"application/epub+zip"


def test_nothing_in_the_container_tells_when_or_where_it_was_made() -> None:
    assert {entry.date_time for entry in made().entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr >> 16) for entry in made().entries} == {(3, 0o100644)}


def test_the_manifest_lists_every_file_once_with_a_name_for_every_system() -> None:
    listed = [f"EPUB/{item.get('href')}" for item in made().items.values()]
    others = {"mimetype", "META-INF/container.xml", "EPUB/content.opf"}
    assert sorted([*listed, *others]) == sorted(made().files)
    assert all(
        re.fullmatch(r"(?:[a-z0-9_-]+/)*[a-z0-9._-]+", item.get("href") or "")
        for item in made().items.values()
    )


@law
@given(documents())
def test_the_same_document_makes_the_same_bytes(document: Document) -> None:
    assert epub.render(book(document), NO_STYLE).epub == epub.render(book(document), NO_STYLE).epub


def test_two_divisions_that_want_one_name_have_two_files() -> None:
    divisions = (Division(T("A"), (P("a"),), id="Same"), Division(T("B"), (P("b"),), id="same"))
    opened = of(Document(body=Division(divisions=divisions)))
    assert opened.spine[3:5] == ["002-same.xhtml", "003-same.xhtml"]


# ------------------------------------------------------------------------ text


def text_of(opened: Opened) -> str:
    """The text of the Document in the files, in the order in which they are read."""
    edition = {"conspectus", "editorial", "emendations", "cover"}
    sections = [section for page in opened.pages.values() for section in page.iterfind("h:body/h:section", H)]
    return "".join(
        reading_text(s) for s in sections if not edition.intersection([*classes(s), s.get(TYPE) or ""])
    )


@law
@given(documents())
def test_the_text_of_the_files_is_the_text_of_the_document(document: Document) -> None:
    whole = "".join(map(reading, texts(document)))
    if not reading(document.title).split():
        whole = book(document).metadata.title + whole
    assert text_of(of(document)) == whole


@law
@given(documents())
def test_the_notes_in_the_files_are_those_of_the_book(document: Document) -> None:
    made = book(document)
    expected = {name: text for s in made.sections for name, text in note_texts(s.html).items()}
    found = {n: t for page in of(document).pages.values() for n, t in note_texts(page).items()}
    assert found == expected


# ----------------------------------------------------------------------- links


def ends(opened: Opened) -> Iterator[tuple[str, str]]:
    """Each link within the book: the file that it stands in, and file and id that it leads to."""
    for name, page in opened.pages.items():
        for link in page.iter("{*}a"):
            href = link.get("href") or ""
            if not re.match(r"[a-z]+:", href):
                yield name, posixpath.join("", href if not href.startswith("#") else name + href)


@law
@given(documents())
def test_every_link_has_an_end(document: Document) -> None:
    opened = of(document)
    ids = {
        f"{name}#{e.get('id')}"
        for name, page in opened.pages.items()
        for e in page.iter("{*}*")
        if e.get("id")
    }
    assert {end for _, end in ends(opened)} <= ids | set(opened.spine)


@law
@given(documents())
def test_a_popup_opens_from_the_file_of_its_call(document: Document) -> None:
    for page in of(document).pages.values():
        for call in page.iter("{*}a"):
            if call.get(TYPE) == "noteref":
                assert (call.get("href") or "").startswith("#")


def test_a_reference_into_another_chapter_names_its_file() -> None:
    a = Division(T("A"), (P("see ", Ref(T("B"), "#b"), " and ", Ref(T("A"), "#a")),), id="a")
    opened = of(Document(body=Division(divisions=(a, Division(T("B"), (P("b"),), id="b")))))
    links = opened.tree("002-a.xhtml").iterfind(".//h:a", H)
    assert [link.get("href") for link in links] == ["003-b.xhtml#b", "#a"]


def test_the_apparatus_leads_to_the_file_of_each_emendation_and_back() -> None:
    pages = made().pages
    [apparatus] = [name for name in pages if "apparatus" in name]
    places = [a.get("href") or "" for a in pages[apparatus].iter("{*}a") if "place" in classes(a)]
    assert len(places) == len(emendations(DOCUMENT)) == 5
    for place in places:
        name, _, place_id = place.partition("#")
        [emended] = pages[name].xpath(f"//*[@id='{place_id}']")
        assert (emended[-1].get("href") or "").startswith(f"{apparatus}#em")


# ------------------------------------------------------------------ navigation


def entries(nav: Element) -> list[object]:
    """The entries of a nav as nested lists of their words."""

    def of_list(ol: Element) -> list[object]:
        found: list[object] = []
        for li in ol:
            found.append("".join(map(str, li[0].itertext())))
            if len(li) > 1:
                found.append(of_list(li[1]))
        return found

    return of_list(next(nav.iterchildren("{*}ol")))


def test_contents_list_every_head_at_its_depth() -> None:
    assert entries(made().nav("toc")) == [
        "Title page",
        "Dedication",
        "Preface",
        "Text stands before the first head. Whoever …",
        "Of Errata and опечатки",
        ["1924–1927", ["A third level"]],
        "Tables, Lists, Drama",
        "Appendix",
        "Works cited",
        "Editorial note",
        "Apparatus of emendations",
    ]


def test_contents_keep_italics_and_languages() -> None:
    [entry] = [a for a in made().nav("toc").iter("{*}a") if "Errata" in "".join(map(str, a.itertext()))]
    assert [(etree.QName(e).localname, e.get("lang")) for e in entry] == [("em", None), ("span", "ru")]


def test_landmarks_lead_to_cover_title_contents_text_and_back_matter() -> None:
    links = made().nav("landmarks").iter("{*}a")
    assert [(a.get(TYPE), a.get("href")) for a in links] == [
        ("cover", "cover.xhtml"),
        ("titlepage", "001-opening.xhtml"),
        ("toc", "contents.xhtml#toc"),
        ("loi", "contents.xhtml#loi"),
        ("lot", "contents.xhtml#lot"),
        ("bodymatter", "004-text.xhtml"),
        ("backmatter", "007-back1.xhtml"),
        ("preface", "003-front2.xhtml#front2"),
        ("bibliography", "008-back2.xhtml#back2"),
    ]


def test_the_pages_of_the_source_can_be_gone_to() -> None:
    links = made().nav("page-list").iter("{*}a")
    assert [(a.text, a.get("href")) for a in links] == [
        ("341", "005-first.xhtml#page-341"),
        ("342", "005-first.xhtml#page-342"),
    ]
    assert made().said("pageBreakSource") == [DOCUMENT.metadata.source]
    assert "pageNavigation" in made().said("schema:accessibilityFeature")


def test_without_pages_there_is_no_page_list() -> None:
    opened = of(Document())
    assert [nav.get(TYPE) for nav in opened.tree("contents.xhtml").iter("{*}nav")] == ["toc", "landmarks"]
    assert not opened.said("pageBreakSource")


def test_the_ncx_has_two_levels() -> None:
    ncx = made().tree("toc.ncx")
    points = ncx.findall(".//ncx:navPoint", NCX)
    assert [p.get("playOrder") for p in points] == [str(n + 1) for n in range(len(points))]
    assert max(len(list(p.iterancestors("{*}navPoint"))) for p in points) == 1
    titles = [p.findtext("ncx:navLabel/ncx:text", "", NCX) for p in points]
    assert titles[4:6] == ["Of Errata and опечатки", "1924–1927"]


def test_the_reading_order_is_cover_title_contents_text_back_matter() -> None:
    assert made().spine == [
        "cover.xhtml",
        "001-opening.xhtml",
        "contents.xhtml",
        "002-front1.xhtml",
        "003-front2.xhtml",
        "004-text.xhtml",
        "005-first.xhtml",
        "006-second.xhtml",
        "007-back1.xhtml",
        "008-back2.xhtml",
        "009-editorial-note.xhtml",
        "010-apparatus.xhtml",
    ]


# ---------------------------------------------------------------------- styles


def test_style_sheets_apply_in_the_order_of_the_style() -> None:
    sheets = (Sheet("edition.css", "p{}"), Sheet("plain/epub.css", "q{}"), Sheet("edition.css", "i{}"))
    opened = of(Document(), Style("plain", sheets={"epub": sheets}))
    links = opened.tree("cover.xhtml").iterfind(".//h:link", H)
    names = [link.get("href") or "" for link in links]
    assert names == ["styles/1-edition.css", "styles/2-plain-epub.css", "styles/3-edition.css"]
    assert [opened.files[f"EPUB/{name}"] for name in names] == [b"p{}", b"q{}", b"i{}"]


def test_our_styles_leave_colours_and_pixels_to_the_reader() -> None:
    for sheet in plain_style().sheets["epub"]:
        rules = re.sub(r"/\*.*?\*/", "", sheet.text, flags=re.DOTALL)
        assert not re.search(r"\d(?:px|pt|mm|cm|in)\b|#[0-9a-f]{3}|rgb|(?<!-)\bcolor\b(?!: inherit|-scheme)", rules)
        assert not re.search(r"font-family: (?!monospace)", rules)


def test_what_breaks_a_style_sheet_of_an_epub_is_not_in_ours() -> None:
    for sheet in plain_style().sheets["epub"]:
        assert not re.search(r"unicode-bidi|(?<![-\w])direction\s*:|@import|url\(", sheet.text)


# -------------------------------------------------------------------- metadata


def test_the_package_says_who_did_what() -> None:
    opened = made()
    assert opened.said("dc:creator") == ["Anna Maria Bernard"]
    assert opened.said("dc:contributor") == ["Carl Dahl", "Eva Fink", "Georg Huber"]
    assert opened.said("role") == ["aut", "edt", "trl", "ill"]
    assert opened.said("file-as")[0] == "Bernard, Anna Maria"
    assert opened.said("title-type") == ["main", "subtitle"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Andrea Graziosi", "Graziosi, Andrea"), ("Homer", "Homer"), ("Goethe, J. W. von", "Goethe, J. W. von")],
)
def test_names_are_filed_by_their_last_word(name: str, expected: str) -> None:
    assert file_as(name) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("978-0-00-000000-2", "urn:isbn:9780000000002"),
        ("ISBN 0-8044-2957-x", "urn:isbn:080442957X"),
        ("urn:isbn:9780000000002", "urn:isbn:9780000000002"),
        ("https://doi.org/10.1000/1", "https://doi.org/10.1000/1"),
    ],
)
def test_the_identifier_is_the_editors(given: str, expected: str) -> None:
    assert identifier(Metadata(identifier=given), "en") == expected


def test_without_an_identifier_one_is_made_that_outlives_corrections() -> None:
    first, corrected = (
        of(Document(Metadata(title="T"), body=Division(blocks=(P(text),)))).said("dc:identifier")
        for text in ("wrod", "word")
    )
    other = of(Document(Metadata(title="U"))).said("dc:identifier")
    assert first == corrected != other
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", first[0])


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-03-21", "2026-03-21T00:00:00Z"),
        ("2026-03", "2026-03-01T00:00:00Z"),
        ("2026", "2026-01-01T00:00:00Z"),
        ("", "2000-01-01T00:00:00Z"),
        ("spring 2026", "2000-01-01T00:00:00Z"),
    ],
)
def test_the_time_of_the_release_is_the_editions_and_never_the_clocks(date: str, expected: str) -> None:
    assert instant(date) == expected


def test_a_time_that_is_passed_in_is_used() -> None:
    opened = Opened(epub.render(book(Document()), NO_STYLE, epub.Given(modified="2026-11-23T12:00:00Z")).epub)
    assert opened.said("dcterms:modified") == ["2026-11-23T12:00:00Z"]


def test_a_date_that_is_none_is_not_given_as_one() -> None:
    assert of(Document(Metadata(date="spring 2026"))).said("dc:date") == []


def test_images_are_said_to_have_alternative_texts() -> None:
    blocks = (Figure("a.png", alt="A disc"),)
    pictures = {"a.png": image("a.png", png())}
    opened = Opened(epub.render(book(Document(body=Division(blocks=blocks)), images=pictures), NO_STYLE).epub)
    assert opened.said("schema:accessMode") == ["textual", "visual"]
    assert "alternativeText" in opened.said("schema:accessibilityFeature")
    assert opened.files["EPUB/images/a.png"] == png()


def test_no_conformance_is_claimed_that_nobody_certified() -> None:
    assert not made().said("dcterms:conformsTo")


# -------------------------------------------------------------- strange metadata


@pytest.mark.parametrize(
    "title",
    [
        "<b>Bold</b> & “quoted”",
        "🐉 and other 👩‍🚀 animals",
        "שלום עולם",
        "very long " * 500,
        "a\x00b\ud800",
        "  \n ",
    ],
    ids=["markup", "emoji", "hebrew", "5000", "controls", "blank"],
)
def test_any_title_makes_a_book(title: str) -> None:
    opened = of(
        Document(Metadata(title=title, persons=(Person("A B"),), lang=""), title=(Emph(T("x")), Text("y")))
    )
    assert len(opened.said("dc:title")[0].strip()) >= 1
    assert opened.said("dc:language") == ["und"]
    assert opened.tree("001-opening.xhtml").findtext(".//h:h1/h:em", "", H) == "x"


def test_a_book_in_hebrew_runs_from_right_to_left() -> None:
    opened = of(Document(Metadata(title="שלום", lang="he"), body=Division(blocks=(P("עולם"),))))
    spine = opened.package.find("opf:spine", OPF)
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    assert {page.get("dir") for page in opened.pages.values()} == {"rtl"}


def test_a_document_with_nothing_in_it_is_a_book() -> None:
    assert of(Document()).spine == [
        "cover.xhtml",
        "001-opening.xhtml",
        "contents.xhtml",
        "002-editorial-note.xhtml",
    ]


def test_ten_thousand_notes_in_one_division_take_no_time() -> None:
    notes = tuple(Note(f"n{k}", str(k), (P("A short note."),)) for k in range(1, 10_001))
    text = P(*(part for note in notes for part in ("word ", NoteCall(note.id))))
    opened = of(Document(body=Division(blocks=(text,)), notes=notes))
    counts = [len(note_texts(page)) for page in opened.pages.values()]
    assert sum(counts) == 10_000
    assert max(counts) == 500


def test_four_times_the_book_is_four_times_the_work() -> None:
    def work(chapters: int) -> int:
        notes = tuple(Note(f"n{k}", str(k), (P(f"Ibid., p. {k}."),)) for k in range(chapters * 20))
        divisions = tuple(
            Division(
                T(f"Chapter {n}"),
                tuple(P("a word ", NoteCall(note.id), " and more") for note in notes[n * 20 : n * 20 + 20]),
            )
            for n in range(chapters)
        )
        whole = book(Document(body=Division(divisions=divisions), notes=notes))
        return calls_made(lambda: epub.render(whole, NO_STYLE))

    assert work(40) < 4.5 * work(10)

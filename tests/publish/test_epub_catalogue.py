"""What package document and ONIX say of a book, and that they say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from emendata.document.model import Division, Document, Figure, Foreign, Metadata, Person, Text
from emendata.edit.facing import faced
from emendata.facing import FacingSettings
from emendata.publish import epub
from emendata.publish.images import image
from emendata.publish.publication import Certified, Collection, Ebook, Publication
from emendata.publish.semantic import book
from emendata.publish.xhtml import XML_LANG
from tests.publish.sample import P, png, sample
from tests.publish.test_epub import NO_STYLE, OPF, Opened

ONIX = {"o": "http://ns.editeur.org/onix/3.0/reference"}
PUBLICATION = Publication(
    short_title="Making Texts",
    edition="Second edition",
    collection=Collection("Studies & Samples", "12.1", "0317-8471"),
    identifiers=("978-0-00-000000-2", "https://doi.org/10.1000/182"),
    subjects=("Philology", "Errors"),
    description="One of everything.",
    file_as={"Eva Fink": "Fink (Eva)", "On the Making of Texts: A Sample": "Making of Texts, On the"},
)


def opened(given: epub.Given, document: Document | None = None) -> tuple[Opened, etree._Element]:
    made = epub.render(book(document) if document else sample(), NO_STYLE, given)
    return Opened(made.epub), etree.fromstring(made.onix)


def refined(package: Opened, name: str) -> dict[str, str]:
    """What is said about an element of the metadata, by property."""
    return {
        meta.get("property") or "": meta.text or ""
        for meta in package.package.iterfind("opf:metadata/opf:meta", OPF)
        if meta.get("refines") == f"#{name}"
    }


def texts(onix: etree._Element, path: str) -> list[str]:
    return [e.text or "" for e in onix.iterfind(f".//{path}", ONIX)]


def test_titles_have_their_kinds() -> None:
    package, _ = opened(epub.Given(PUBLICATION))
    titles = {e.get("id"): e.text for e in package.package.iterfind("opf:metadata/dc:title", OPF)}
    assert titles == {
        "title": "On the Making of Texts: A Sample",
        "title-subtitle": "With one of everything",
        "title-short": "Making Texts",
        "title-edition": "Second edition",
    }
    assert refined(package, "title") == {"title-type": "main", "file-as": "Making of Texts, On the"}
    assert refined(package, "title-edition") == {"title-type": "edition"}


def test_identifiers_say_of_what_kind_they_are() -> None:
    package, _ = opened(epub.Given(PUBLICATION), Document(Metadata(identifier="0-8044-2957-X")))
    assert package.said("dc:identifier") == [
        "urn:isbn:080442957X",
        "urn:isbn:9780000000002",
        "https://doi.org/10.1000/182",
    ]
    assert [refined(package, name)["identifier-type"] for name in ("pub-id", "id-2", "id-3")] == [
        "02",
        "15",
        "06",
    ]


def test_the_series_of_books_has_number_and_issn() -> None:
    package, onix = opened(epub.Given(PUBLICATION))
    assert package.said("belongs-to-collection") == ["Studies & Samples"]
    assert refined(package, "collection") == {
        "collection-type": "series",
        "group-position": "12.1",
        "dcterms:identifier": "urn:issn:0317-8471",
    }
    assert texts(onix, "o:Collection//o:PartNumber") == ["12.1"]


def test_names_can_be_filed_otherwise() -> None:
    package, _ = opened(epub.Given(PUBLICATION))
    assert package.said("file-as")[1:] == ["Bernard, Anna Maria", "Dahl, Carl", "Fink (Eva)", "Huber, Georg"]


def test_both_say_the_same() -> None:
    package, onix = opened(epub.Given(PUBLICATION))
    said = package.said
    assert texts(onix, "o:Product/o:RecordReference") == said("dc:identifier")[:1]
    assert [text.split(":")[-1].removeprefix("//doi.org/") for text in said("dc:identifier")[1:]] == texts(
        onix, "o:ProductIdentifier/o:IDValue"
    )[1:]
    titles = "o:DescriptiveDetail/o:TitleDetail/o:TitleElement"
    assert texts(onix, f"{titles}/o:TitleText") == [said("dc:title")[0], said("dc:title")[2]]
    assert texts(onix, f"{titles}/o:Subtitle") == [said("dc:title")[1]]
    assert texts(onix, "o:PersonName") == said("dc:creator") + said("dc:contributor")
    assert texts(onix, "o:PersonNameInverted") == said("file-as")[1:]
    assert texts(onix, "o:ContributorRole") == ["A01", "B01", "B06", "A12"]
    assert texts(onix, "o:EditionStatement") == [said("dc:title")[3]]
    assert texts(onix, "o:PublisherName") == said("dc:publisher")
    assert texts(onix, "o:Date") == [said("dc:date")[0].replace("-", "")]
    assert texts(onix, "o:EpubLicenseName") == said("dc:rights")
    assert texts(onix, "o:SubjectHeadingText") == said("dc:subject")
    assert texts(onix, "o:Text") == said("dc:description")
    assert texts(onix, "o:LanguageCode") == ["eng"]
    assert texts(onix, "o:ProductFormFeatureDescription") == said("schema:accessibilitySummary")
    stamp = said("dcterms:modified")[0].replace("-", "").replace(":", "")
    assert texts(onix, "o:SentDateTime") == [stamp]


def test_conformance_is_claimed_only_with_the_name_of_who_found_it() -> None:
    certified = Certified("Test House", "AA", "DAISY member", "https://example.org/report")
    package, onix = opened(epub.Given(ebook=Ebook(certified=certified)))
    assert package.said("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert package.said("a11y:certifiedBy") == ["Test House"]
    assert package.said("a11y:certifierCredential") == ["DAISY member"]
    [link] = package.package.iterfind("opf:metadata/opf:link", OPF)
    assert (link.get("rel"), link.get("href")) == ("a11y:certifierReport", "https://example.org/report")
    assert {"04", "82", "85", "90", "94"} <= set(texts(onix, "o:ProductFormFeatureValue"))
    package, onix = opened(epub.Given(ebook=Ebook(certified=Certified(level="AAA"))))
    assert not package.said("dcterms:conformsTo")
    assert not {"04", "86"} & set(texts(onix, "o:ProductFormFeatureValue"))


def test_versions_differ_where_the_standards_do() -> None:
    old, _ = opened(epub.Given(ebook=Ebook(version="3.3")))
    new, _ = opened(epub.Given(ebook=Ebook(version="3.4")))
    assert old.said("pageBreakSource") == new.said("pageBreakSource") == old.said("dc:source")
    assert refined(old, "source") == {"source-of": "pagination"}
    assert refined(new, "source") == {}
    assert old.package.get("version") == new.package.get("version") == "3.0"


def test_contents_go_as_deep_as_is_wanted() -> None:
    inner = Division((), (P("x"),), (Division((P("c"),)[0].content, (P("x"),)),))
    inner = Division(P("b").content, (P("x"),), inner.divisions)
    document = Document(body=Division(divisions=(Division(P("a").content, (P("x"),), (inner,)),)))
    for depth, expected in ((1, ["a"]), (2, ["a", "b"]), (6, ["a", "b", "c"])):
        package, _ = opened(epub.Given(ebook=Ebook(depth=depth)), document)
        listed = [a.text for a in package.nav("toc").iter("{*}a")][1:-1]
        assert listed == expected
        points = package.tree("toc.ncx").iterfind(".//{*}navPoint")
        assert len(list(points)) == min(len(expected), 2) + 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Anna von Rad", "Rad, Anna von"),
        ("the emendata project", "emendata project"),
        ("a society", "a society"),
        ("John Robertson (1856–1933)", "Robertson, John (1856–1933)"),
        ("(2016)", "(2016)"),
        ("Cynthia Damon, et al.", "Damon, Cynthia, et al."),
        ("Isidore of Seville", "Isidore of Seville"),
        ("", ""),
    ],
)
def test_particles_suffixes_and_bodies(name: str, expected: str) -> None:
    from emendata.publish.epub.catalogue import file_as

    assert file_as(name) == expected


def test_nobody_and_nothing_make_an_onix_too() -> None:
    _, onix = opened(epub.Given(), Document(Metadata(persons=(Person(" "),), lang="x-klingon")))
    assert texts(onix, "o:NoContributor") == [""]
    assert not texts(onix, "o:Language")
    assert not texts(onix, "o:PublishingDetail")


def test_a_translation_adds_its_language() -> None:
    text = Document(Metadata("Ilias", lang="grc"), body=Division((Text("α"),), (P("μῆνιν ἄειδε"),)))
    english = Document(body=Division((Text("1"),), (P("Sing, goddess"),)))
    both, _ = faced(text, english, FacingSettings("t.md", lang="en"), "text.md")
    package, onix = opened(epub.Given(), both)
    assert [e.text for e in package.package.iterfind("opf:metadata/{*}language", OPF)] == ["grc", "en"]
    assert texts(onix, "o:LanguageCode") == ["grc", "eng"]


def test_the_language_of_most_of_the_text_is_one_of_the_book() -> None:
    verse = P("Qui veust oïr chançon de biau semblant, si face pais")
    quoted = P("Prose.", Foreign((Text("non"),), lang="la"))
    document = Document(Metadata(lang="fr"), body=Division((), (quoted,), (Division((), (verse,), lang="fro"),)))
    package, onix = opened(epub.Given(), document)
    assert package.said("dc:language") == ["fr", "fro"]
    assert texts(onix, "o:LanguageCode") == ["fre", "fro"]


def test_what_is_said_in_english_of_a_book_in_another_language_says_so() -> None:
    for lang, expected in (("la", "en"), ("en-US", None)):
        package, onix = opened(epub.Given(), Document(Metadata(lang=lang), body=Division((), (P("x"),))))
        summary = next(
            meta
            for meta in package.package.iterfind("opf:metadata/opf:meta", OPF)
            if meta.get("property") == "schema:accessibilitySummary"
        )
        assert summary.get(XML_LANG) == expected
        [told] = onix.iterfind(".//o:ProductFormFeatureDescription", ONIX)
        assert told.get("language") == "eng"


def test_persons_bodies_and_the_years_of_a_life() -> None:
    persons = (Person("John Robertson (1856–1933)"), Person("the emendata project", role="editor"))
    package, onix = opened(epub.Given(), Document(Metadata(persons=persons)))
    assert package.said("dc:creator") == texts(onix, "o:PersonName") == ["John Robertson"]
    assert package.said("dc:contributor") == texts(onix, "o:CorporateName") == ["the emendata project"]
    assert texts(onix, "o:CorporateNameInverted") == ["emendata project"]


def test_text_is_enough_only_where_every_image_says_what_it_shows() -> None:
    for told, enough in ((True, "textual"), (False, "textual,visual")):
        figure = Figure("a.png", alt="A tree." if told else "")
        shown = {"a.png": replace(image("a.png", png()), told=told)}
        document = Document(body=Division((), (figure,)))
        made = epub.render(book(document, images=shown), NO_STYLE)
        assert Opened(made.epub).said("schema:accessModeSufficient") == [enough]
        values = texts(etree.fromstring(made.onix), "o:ProductFormFeatureValue")
        assert ("52" in values) == (enough == "textual")
        assert {"22", "10"} <= set(values)


def test_who_wrote_in_a_language_older_than_surnames_is_filed_as_called() -> None:
    persons = (Person("Athanasius Alexandrinus"), Person("Kyriakos Savvidis", role="editor"))
    package, _ = opened(epub.Given(), Document(Metadata(persons=persons, lang="grc")))
    assert package.said("file-as") == ["Athanasius Alexandrinus", "Savvidis, Kyriakos"]

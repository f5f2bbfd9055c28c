"""Lists of figures and tables, long descriptions, and covers that the editor gives."""

from __future__ import annotations

from dataclasses import replace

from emendata.document.model import (
    Anchor,
    Attestation,
    Division,
    Document,
    Emph,
    Entry,
    Figure,
    Note,
    NoteCall,
    Reading,
    Text,
    Witness,
)
from emendata.publish import epub
from emendata.publish.images import image
from emendata.publish.semantic import book
from emendata.publish.semantic.reading import reading_text
from emendata.publish.xhtml import TYPE
from tests.publish.sample import SVG, P, T, png, sample
from tests.publish.test_epub import NO_STYLE, Opened, entries, made


def test_figures_and_tables_with_captions_are_listed() -> None:
    assert entries(made().nav("loi")) == [
        "Figure 1. A map of nowhere.",
        "Figure 2. A portrait that has not come.",
    ]
    assert entries(made().nav("lot")) == ["Table 1. Two witnesses"]
    [first, _] = made().nav("loi").iter("{*}a")
    assert first.get("href") == "005-first.xhtml#fig-1"


def test_a_list_keeps_emphasis_and_has_no_calls() -> None:
    caption = (Text("Figure 1. "), Emph(T("Hamlet")), NoteCall("n1"))
    notes = (Note("n1", "1", (P("x"),)),)
    document = Document(body=Division(blocks=(Figure("", caption),)), notes=notes)
    opened = Opened(epub.render(book(document), NO_STYLE).epub)
    [link] = opened.nav("loi").iter("{*}a")
    assert [(e.tag.rpartition("}")[2], e.text) for e in link] == [("em", "Hamlet")]
    assert "".join(map(str, link.itertext())) == "Figure 1. Hamlet"
    assert (link.get("href") or "").endswith("#figure-1")


def test_without_captions_there_are_no_lists() -> None:
    opened = Opened(epub.render(book(Document(body=Division(blocks=(Figure(""),)))), NO_STYLE).epub)
    assert [nav.get(TYPE) for nav in opened.tree("contents.xhtml").iter("{*}nav")] == ["toc", "landmarks"]


def test_a_long_description_stands_folded_away_behind_its_image() -> None:
    picture = replace(image("a.png", png()), description="A disc, and much else.\nMore.")
    figure = Figure("a.png", T("Figure 1."), "A disc", "1")
    document = Document(body=Division(blocks=(figure,)))
    opened = Opened(epub.render(book(document, images={"a.png": picture}), NO_STYLE).epub)
    [found] = opened.tree("002-text.xhtml").iter("{*}figure")
    assert [e.tag.rpartition("}")[2] for e in found] == ["img", "details", "figcaption"]
    assert found[0].get("aria-details") == found[1].get("id")
    assert [p.text for p in found[1]][1:] == ["A disc, and much else.", "More."]
    assert reading_text(found) == "Figure 1."
    assert "longDescription" in opened.said("schema:accessibilityFeature")


def test_the_cover_is_the_editors_if_there_is_one() -> None:
    for name, data in (("my.png", png()), ("my.svg", SVG)):
        given = epub.Given(cover=image(name, data))
        opened = Opened(epub.render(sample(), NO_STYLE, given).epub)
        [cover] = [i for i in opened.items.values() if i.get("properties") == "cover-image"]
        assert opened.files[f"EPUB/{cover.get('href')}"] == data
        [shown] = opened.tree("cover.xhtml").iter("{*}img")
        assert shown.get("src") == cover.get("href")
        assert shown.get("alt")


def test_a_lemma_in_a_caption_calls_its_entry_and_in_the_list_is_words() -> None:
    caption = (Text("Figure 1. "), Anchor("a"), Text("Hamlet"), Anchor("b"))
    entry = Entry("e1", "a", "b", readings=(Reading(T("Amleth"), attested=(Attestation("W"),)),))
    document = Document(
        body=Division(blocks=(Figure("", caption),)), witnesses=(Witness("W", T("W")),), entries=(entry,)
    )
    opened = Opened(epub.render(book(document), NO_STYLE).epub)
    [lemma] = [a for a in opened.tree("002-text.xhtml").iter("{*}a") if a.get("class") == "lemma-call"]
    assert (lemma.text, lemma.get(TYPE), lemma.get("role")) == ("Hamlet", "noteref", "doc-noteref")
    [link] = opened.nav("loi").iter("{*}a")
    assert "".join(map(str, link.itertext())) == "Figure 1. Hamlet"
    assert [dict(tree.attrib) for tree in link.iterdescendants("*")] == [{}]

"""A translation beside the text: where the segments of both begin, and what is said where they do not correspond."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.document import tei
from emendata.document.identity import ids
from emendata.document.model import (
    TRANSLATION,
    Anchor,
    Choice,
    Division,
    Document,
    LineGroup,
    Milestone,
    Note,
    NoteCall,
    Paragraph,
    Quotation,
    Ref,
    Text,
    Verse,
)
from emendata.document.renamed import renamed
from emendata.document.walk import calls, descendants, plain, texts
from emendata.edit.facing import faced
from emendata.facing import FacingSettings
from tests.document.strategies import documents

SETTINGS = FacingSettings("translation.md", lang="en")


def p(*content: object) -> Paragraph:
    return Paragraph(tuple(Text(one) if isinstance(one, str) else one for one in content))  # type: ignore[misc]


def text(*blocks: object, divisions: tuple[Division, ...] = (), **rest: object) -> Document:
    return replace(Document(body=Division(blocks=blocks, divisions=divisions)), **rest)  # type: ignore[arg-type]


def beside(one: Document, other: Document, align: str = "paragraph") -> Document:
    return faced(one, other, replace(SETTINGS, align=align), "source.md")[0]


def segments(document: Document) -> list[tuple[str, str]]:
    """What stands from each anchor to the next, in text and translation."""
    found: dict[str, str] = {}
    last = ""
    for inlines in texts(document):
        for inline in descendants(inlines):
            if isinstance(inline, Anchor):
                last = inline.id
                found[last] = ""
            elif isinstance(inline, Text) and last:
                found[last] += inline.text
    return [(found[one.text], found[one.translation]) for one in document.facing]


def complaint(one: Document, other: Document, align: str = "paragraph") -> list[str]:
    with pytest.raises(EmendataError) as raised:
        beside(one, other, align)
    return [f"{said.code} {said.place} {said.message}" for said in raised.value.diagnostics]


# ----------------------------------------------------------------------- paragraphs


def test_paragraph_by_paragraph():
    made = beside(text(p("Arma"), p("virum")), text(p("Arms"), p("the man")))
    assert segments(made) == [("Arma", "Arms"), ("virum", "the man")]
    assert [division.kind for division in made.back] == [TRANSLATION]
    assert made.back[0].lang == "en"


def test_a_heading_belongs_to_the_first_paragraph_under_it():
    def chapters(*words: str) -> Document:
        one = Division((Text(words[0]),), (p(words[1]), p(words[2])))
        return text(divisions=(Division((Text("Liber"),), divisions=(one,)),))

    made = beside(chapters("Caput", "primum", "alterum"), chapters("Chapter", "first", "second"))
    assert segments(made) == [("LiberCaputprimum", "LiberChapterfirst"), ("alterum", "second")]


def test_what_goes_on_after_a_quotation_begins_no_segment():
    one = text(p("ait"), Quotation((p("verba"),)), replace(p("inquit"), rend="continued"), p("finis"))
    made = beside(one, text(p("he says: words, he said"), p("end")))
    assert [mine for mine, _ in segments(made)] == ["aitverbainquit", "finis"]


def test_a_stanza_is_a_segment():
    stanza = LineGroup((Verse((Text("a"),)), Verse((Text("b"),))))
    made = beside(text(stanza, stanza), text(p("A B"), p("A B")))
    assert segments(made) == [("ab", "A B"), ("ab", "A B")]


def test_unequal_numbers_are_told_by_division():
    def chapters(*counts: int) -> Document:
        return text(divisions=tuple(Division((Text("h"),), (p("x"),) * n) for n in counts))

    said = complaint(chapters(2, 3, 1), chapters(2, 2, 2))
    assert [line[:45] for line in said] == [
        "T002 translation.md the text of division 2 ha",
        "T002 translation.md the text of division 3 ha",
    ]
    assert "has 3 paragraphs or stanzas (in source.md), the translation 2" in said[0]


def test_unequal_numbers_where_divisions_do_not_correspond():
    said = complaint(text(p("a"), p("b")), text(divisions=(Division((Text("h"),), (p("a"),)),)))
    assert len(said) == 1 and said[0].startswith("T002")


def test_nothing_that_could_be_kept_in_step():
    said = complaint(text(Quotation((p("a"),))), text(Quotation((p("A"),))))
    assert said == ["T002 translation.md neither the text nor the translation has any paragraphs or stanzas"]


def test_nothing_in_the_translation():
    assert complaint(text(p("a")), text())[0].startswith("T001 translation.md")


# ------------------------------------------------------------------------ divisions


def test_division_by_division():
    one = text(divisions=(Division((Text("I"),), (p("a"), p("b"))), Division((Text("II"),), (p("c"),))))
    other = text(divisions=(Division((), (p("A"),)), Division((), (p("C"), p("D")))))
    assert segments(beside(one, other, "division")) == [("Iab", "A"), ("IIc", "CD")]


def test_unequal_divisions():
    one = text(divisions=(Division((), (p("a"),)),))
    said = complaint(one, text(divisions=one.body.divisions * 2), "division")
    assert said == [
        "T002 translation.md the text has 1 divisions (in source.md), the translation 2: the last ones are “” and “”"
    ]


# -------------------------------------------------------------------------- numbers


def test_by_the_numbers_that_both_have():
    one = text(p(Milestone("1"), "a ", Milestone("2"), "b ", Milestone("3"), "c"))
    other = text(p(Milestone("1"), "A and B "), p(Milestone("3"), "C"))
    assert segments(beside(one, other, "number")) == [("a b ", "A and B "), ("c", "C")]


def test_verses_by_their_numbers():
    one = text(LineGroup(tuple(Verse((Text(f"v{n} "),)) for n in range(1, 7))))
    other = text(p(Milestone("1", "line"), "first ", Milestone("4", "line"), "then"))
    assert segments(beside(one, other, "number")) == [("v1 v2 v3 ", "first "), ("v4 v5 v6 ", "then")]


def test_a_number_that_the_text_has_not():
    one = text(p(Milestone("1"), "a", Milestone("2"), "b"))
    assert "the number 3, and the text does not" in complaint(one, text(p(Milestone("3"), "c")), "number")[0]


def test_numbers_in_another_order():
    one = text(p(Milestone("1"), "a", Milestone("2"), "b"))
    other = text(p(Milestone("2"), "b", Milestone("1"), "a"))
    assert "the number 1 of the translation comes after" in complaint(one, other, "number")[0]


def test_no_numbers_at_all():
    assert "has no numbers" in complaint(text(p("a")), text(p("A")), "number")[0]


# ---------------------------------------------------------------------- what comes along


def test_notes_of_the_translation_have_a_series_of_their_own_and_no_name_twice():
    one = text(p("a", NoteCall("n1")), notes=(Note("n1", "1", (p("text"),)),))
    other = text(p("A", NoteCall("n1")), notes=(Note("n1", "1", (p("translation"),)),))
    made = beside(one, other)
    assert [(note.series, plain(note.blocks[0].content)) for note in made.notes] == [
        ("author", "text"),
        ("translator", "translation"),
    ]
    assert list(calls(made)) == [note.id for note in made.notes]


def test_a_title_above_chapters_is_reported():
    other = text(divisions=(Division((Text("I"),), (p("A"),)),), title=(Text("The Book"),))
    one = text(divisions=(Division((Text("I"),), (p("a"),)),))
    _, said = faced(one, other, SETTINGS, "source.md")
    assert [one.code for one in said] == ["T004"]


@settings(max_examples=60)
@given(documents(), st.sampled_from(("t-", "x")))
def test_renaming_is_undone_by_renaming(document, before):
    there = renamed(document, lambda name: before + name)
    back = renamed(there, lambda name: name.removeprefix(before))
    assert back == document


def test_references_follow_their_targets():
    document = text(Paragraph((Ref((Text("there"),), "#a"), Ref((Text("web"),), "https://x"))), p("b"))
    made = renamed(document, str.upper)
    assert [one.target for one in made.body.blocks[0].content] == ["#A", "https://x"]


def test_the_other_way_of_a_choice_has_names_too():
    document = text(Paragraph((Choice((Text("dominus"),), (Anchor("a"), Text("dns"))),)))
    assert "a" in ids(document)
    assert "A" in ids(renamed(document, str.upper))


@settings(max_examples=40)
@given(documents(apparatus=False), documents(apparatus=False))
def test_nothing_is_lost_and_tei_keeps_both(one, other):
    try:
        made = beside(one, other)
    except EmendataError:
        return
    named = [name for name in ids(made) if name]
    assert len(named) == len(set(named))
    assert tei.read(tei.write(made), "t") == made
    assert {segment.text for segment in made.facing} <= set(named)
    assert {segment.translation for segment in made.facing} <= set(named)
    assert "".join(map(plain, texts(replace(made, back=made.back[: len(one.back)])))) == "".join(
        map(plain, texts(one))
    )

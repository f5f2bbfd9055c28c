"""Corrections go where they belong, touch nothing else, and can be undone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.document.cutting import reading
from emendata.document.dump import dump
from emendata.document.model import (
    Anchor,
    Code,
    Division,
    Document,
    Emendation,
    Emph,
    Foreign,
    Formula,
    Gap,
    Inline,
    Inlines,
    LineBeginning,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Parent,
    Text,
    Title,
)
from emendata.document.normal import joined
from emendata.document.places import passages
from emendata.document.walk import descendants, map_document, note_texts, plain, texts
from emendata.edit.correct import correct
from emendata.edit.corrections import Correction, load, marked_up
from tests.document import strategies
from tests.edit.texts import document

ARTICLE = document(
    """\
= On the Sekti[^*]

~ What sekti were.

They were *called sekti* by all,[^1] and
the “sekti” were *Torgovo Gazeta*[^2] mentioned.

# 1924

|117|A second “paragraph” about the sections.[^1]

! Figure 2. The sekti at work

[^*]: Thanks to the sekti.

[^1]: See *Trud* XVI, p. 4.

[^2]: Voennoi sekti.

[^1]: *Ibid.* and the military section again, section again.
"""
)


def corrected(*corrections: str, text: Document = ARTICLE) -> Document:
    return correct(text, load("\n".join(f"- {{{c}, why: ocr}}" for c in corrections), "corrections.yaml"))


def troubles(*corrections: str, text: Document = ARTICLE) -> list[str]:
    with pytest.raises(EmendataError) as caught:
        corrected(*corrections, text=text)
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def shown(*corrections: str, text: Document = ARTICLE) -> str:
    """The lines of the outline that the corrections change."""
    before = dump(text, width=500).splitlines()
    lines = dump(corrected(*corrections, text=text), width=500).splitlines()
    return "\n".join(line.strip() for line in lines if line not in before)


# ---------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("correction", "line"),
    [
        ("at: note 2, for: sekti, read: sektsii", "2  Voennoi {sektsii ] sekti · ocr #e1}."),
        ("at: note *, for: sekti, read: sektsii", "*  Thanks to the {sektsii ] sekti · ocr #e1}."),
        ("at: note ², for: sekti, read: sektsii", "2  Voennoi {sektsii ] sekti · ocr #e1}."),
        ("at: head 1, for: 1924, read: 1925", "{1925 ] 1924 · ocr #e1}"),
        ("at: paragraph 2, for: sections, read: sects", None),
        ("at: page 117, for: sections, read: sects", None),
        ("for: sections, read: sects", None),
        ("at: the sections, for: section, read: sect", None),
    ],
)
def test_places(correction, line):
    if line is None:
        assert "{sect" in shown(correction)
    else:
        assert line in shown(correction)


def test_title_abstract_and_caption():
    after = corrected(
        "at: title, for: Sekti, read: Sects",
        "at: abstract, for: sekti, read: sects",
        "at: figure 2, for: sekti, read: sects",
    )
    assert [p.text for p in passages(after) if p.kind in ("title", "abstract", "caption")] == [
        "On the Sects",
        "What sects were.",
        "Figure 2. The sects at work",
    ]


def test_title_in_the_catalogue_is_corrected_with_that_of_the_text():
    titled = replace(ARTICLE, metadata=replace(ARTICLE.metadata, title="On the Sekti"))
    assert corrected("at: title, for: Sekti, read: Sects", text=titled).metadata.title == "On the Sects"
    other = replace(ARTICLE, metadata=replace(ARTICLE.metadata, title="Sekti"))
    assert corrected("at: title, for: Sekti, read: Sects", text=other).metadata.title == "Sekti"


def test_note_numbers_that_repeat_are_told_apart_by_page():
    text = document("|1|One[^1]\n\n|2|two[^1]\n\n[^1]: the note\n\n[^1]: the note")
    after = corrected("at: note 1 on page 2, for: the, read: a", text=text)
    assert [p.text for p in passages(after) if p.note] == ["the note", "a note"]
    (trouble,) = troubles("at: note 1, for: the, read: a", text=text)
    assert "in note 1 on page 1" in trouble
    (trouble,) = troubles("at: note 1 on page 3, for: the, read: a", text=text)
    assert "no note 1 is called on page 3" in trouble
    assert "on page 1 and 2" in trouble


def test_pages_without_folios_are_counted():
    text = document("One word\n\n||Another word[^1]\n\n||A third word\n\n[^1]: note word")
    after = corrected("at: page 1, for: word, read: x", "at: page 3, for: word, read: x", text=text)
    assert [p.text for p in passages(after)][1:] == ["One x", "Another word", "A third x", "note word"]


def test_page_holds_the_notes_that_are_called_on_it():
    text = document("|7|One word[^1]\n\n|8|another[^2]\n\n[^1]: first note\n\n[^2]: second note")
    after = corrected("at: page 8, for: note, read: x", text=text)
    assert [p.text for p in passages(after) if p.note] == ["first note", "second x"]


def test_phrase_may_be_in_quotation_marks():
    assert "{sect ] section" in shown("""at: '"the sections"', for: section, read: sect""")


def test_words_beside_the_phrase_are_found_in_its_paragraph():
    assert "{mentioned! ] mentioned." in shown("at: They were called, for: mentioned., read: mentioned!")


@pytest.mark.parametrize(
    ("place", "message", "hint"),
    [
        ("note 3", "there is no note 3", "There are notes 1, 2 and *."),
        ("¶ 3", "there is no ¶ 3", "The text has 2 paragraphs."),
        ("head 2", "there is no head 2", "The text has 1 heads."),
        ("page 3", "there is no page 3", "The pages are 116 to 117."),
        ("figure 1", "there is no figure 1 with a caption", "There are captions of figure 2."),
        ("nte 3", "there is no place `nte 3`, and no such words in the text", "A place is `note 12`"),
        ("sekti", 'the words "sekti" stand 6 times in the text', "Write more words"),
    ],
)
def test_places_that_are_not_there(place, message, hint):
    (trouble,) = troubles(f"at: {place}, for: x, read: y")
    assert trouble.startswith(f"corrections.yaml:1:3: error C002: {message}")
    assert hint in trouble


def test_place_in_a_text_without_any():
    bare = document("One paragraph.")
    for place in ("title", "abstract", "note 1", "head 1", "figure 1", "page 1"):
        (trouble,) = troubles(f"at: {place}, for: x, read: y", text=bare)
        assert "error C002" in trouble


# -------------------------------------------------------------------- matching


def test_words_run_across_emphasis_and_calls():
    assert shown("for: Gazeta mentioned, read: Gazeta was mentioned").endswith(
        "_Torgovo _{_Gazeta_ was mentioned ] _Gazeta_ mentioned · ocr #e1}[^2]."
    )


def test_white_space_matches_any_white_space():
    text = document("one\ntwo")
    lines = map_document(text, lambda i: (Text("p.\u00a0four and"), LineBeginning(), Text("five")) if i else i)
    assert "{x ] p.\u00a0four" in shown("for: p. four, read: x", text=lines)
    assert "{x ] and⏎ five" in shown("for: and five, read: x", text=lines).replace("⏎five", "⏎ five")


def test_straight_quotation_marks_match_straight_ones_only():
    (trouble,) = troubles("""for: '"paragraph"', read: x""")
    assert '`"paragraph"` does not stand in the text; what comes nearest is' in trouble
    assert "‹“paragraph”›" in trouble
    assert "Only the quotation marks differ" in trouble


def test_near_misses_and_other_places_are_said():
    (trouble,) = troubles("at: note 1, for: Voennoi sekti, read: x")
    assert '"Voennoi sekti" does not stand in note 1' in trouble
    assert "It stands in note 2." in trouble
    (trouble,) = troubles("at: note 2, for: Voyennoi sekti, read: x")
    assert "what comes nearest is ‹Voennoi sekti›." in trouble
    assert "write `for: Voennoi sekti`" in trouble


def test_words_that_stand_nowhere():
    (trouble,) = troubles("for: qqqqqqqq, read: x")
    assert trouble.endswith("Copy the words from the source; a correction sees the source's text only.")


def test_words_that_stand_more_than_once():
    (trouble,) = troubles("at: ¶ 1, for: sekti, read: sektsii")
    assert '"sekti" stands twice in ¶ 1: They were called ‹sekti› by all, and …;' in trouble
    assert "Write `nth: 1` to `nth: 2`" in trouble
    assert "`for: sekti by`" in trouble
    assert corrected("at: ¶ 1, for: sekti by, read: sektsii by")


def test_nth_and_all():
    assert "{sektsii ] sekti · ocr #e1}” were" in shown("at: ¶ 1, for: sekti, read: sektsii, nth: 2")
    (trouble,) = troubles("at: ¶ 1, for: sekti, read: sektsii, nth: 3")
    assert 'C005: "sekti" stands only twice in ¶ 1' in trouble
    after = corrected("for: sekti, read: sektsii, all: true")
    assert sum(p.text.count("sektsii") for p in passages(after)) == 6
    assert not any("sekti" in p.text for p in passages(after))


def test_ids_count_in_the_order_of_the_file():
    after = corrected(
        "at: note 2, for: sekti, read: a",
        "at: ¶ 1, for: sekti, read: b, all: true",
        "at: title, for: Sekti, read: c",
    )
    ids = {plain(e.corr) + str(i): e.id for i, e in enumerate(emendations(after))}
    assert ids == {"c0": "e3", "b1": "e2", "b2": "e2-2", "a3": "e1"}


def test_ids_go_on_from_those_of_the_source():
    before = map_document(document("teh word"), lambda i: (Emendation("e7", i, (Text("the word"),)),) if i else i)
    both = replace(before, title=(Text("Title"),))
    assert [e.id for e in emendations(corrected("for: Title, read: x", text=both))] == ["e8", "e7"]


def test_corrections_are_matched_against_the_source():
    (trouble,) = troubles("at: note 2, for: sekti, read: sektsii", "at: note 2, for: sektsii, read: x")
    assert trouble.startswith("corrections.yaml:2:3: error C003")


def test_everything_wrong_is_said_at_once():
    found = troubles(
        "at: note 9, for: a, read: b",
        "for: zzzzzzzzz, read: b",
        "at: note 2, for: Voennoi sekti, read: b",
        "at: note 2, for: sekti., read: c",
        "at: note *, for: Thanks, read: Thanks",
    )
    assert [trouble.split(":")[1] + trouble.split(" ")[2] for trouble in found] == [
        "1C002:",
        "2C003:",
        "4C006:",
        "5C007:",
    ]
    assert '"sekti." and "Voennoi sekti" (corrections.yaml:3:3) both correct "sekti" in note 2' in found[2]


def test_same_correction_twice():
    (trouble,) = troubles("at: note 2, for: sekti, read: a", "at: note 2, for: sekti, read: a")
    assert "C006" in trouble


def test_neighbours_do_not_overlap():
    after = corrected("at: note 2, for: Voen, read: A", "at: note 2, for: noi, read: B")
    assert "AB sekti." in [p.text for p in passages(after)]


# ---------------------------------------------------------------------- markup


def paragraph(*content: Inline) -> Document:
    return map_document(document("x"), lambda i: content if i else i)


def content(text: Document) -> Inlines:
    (block,) = text.body.blocks
    assert isinstance(block, Paragraph)
    return block.content


def emended(sic: Inlines, corr: Inlines) -> Emendation:
    return Emendation("e1", sic, corr, "ocr")


TRUD = (Emph((Text("Trud"),)), Text(" XVI, p. 4"))


def test_replacement_stays_in_italics():
    after = corrected("for: Trud, read: Pravda", text=paragraph(*TRUD))
    assert content(after) == (Emph((emended((Text("Trud"),), (Text("Pravda"),)),)), Text(" XVI, p. 4"))


def test_markup_of_the_words_that_stay_is_kept():
    after = corrected("for: Trud XVI, read: Trud k XVI", text=paragraph(*TRUD))
    italic = Emph((Text("Trud"),))
    assert content(after) == (emended((italic, Text(" XVI")), (italic, Text(" k XVI"))), Text(", p. 4"))


def test_asterisks_say_what_is_in_italics():
    after = corrected('for: Trud XVI, read: "*Trud k XVI*"', text=paragraph(*TRUD))
    sic = (Emph((Text("Trud"),)), Text(" XVI"))
    assert content(after) == (emended(sic, (Emph((Text("Trud k XVI"),)),)), Text(", p. 4"))


def test_asterisks_around_a_word_in_italics_change_nothing():
    after = corrected('for: Trud, read: "*Pravda*"', text=paragraph(*TRUD))
    assert after == corrected("for: Trud, read: Pravda", text=paragraph(*TRUD))


def test_italics_can_be_all_that_is_corrected():
    after = corrected('for: XVI, read: "*XVI*"', text=paragraph(*TRUD))
    assert content(after)[2] == emended((Text("XVI"),), (Emph((Text("XVI"),)),))


def test_asterisks_within_italics_make_the_rest_upright():
    after = corrected('for: Trud, read: "*Trud* (labour)"', text=paragraph(*TRUD))
    assert content(after)[0] == emended(
        (Emph((Text("Trud"),)),), (Emph((Text("Trud"),)), Text(" (labour)"))
    )


def test_element_that_is_cut_keeps_its_markup_on_both_sides():
    after = corrected("for: called sek, read: name", text=paragraph(Text("They were "), Emph((Text("called sekti"),))))
    assert content(after) == (
        Text("They were "),
        Emph((emended((Text("called sek"),), (Text("name"),)), Text("ti"))),
    )
    after = corrected("for: were called, read: are", text=paragraph(Text("They were "), Emph((Text("called sekti"),))))
    assert content(after) == (
        Text("They "),
        emended((Text("were "), Emph((Text("called"),))), (Text("are"),)),
        Emph((Text(" sekti"),)),
    )


def test_call_within_the_words_stands_after_the_emendation():
    after = corrected("for: labor discipline, read: work discipline", text=paragraph(
        Text("the labor"), NoteCall("n1"), Anchor("a"), PageBeginning("7"), Text(" discipline")))  # fmt: skip
    assert content(after) == (
        Text("the "),
        emended((Text("labor discipline"),), (Text("work discipline"),)),
        NoteCall("n1"),
        Anchor("a"),
        PageBeginning("7"),
    )


def test_calls_at_the_edges_stay_where_they_are():
    text = paragraph(Text("the"), NoteCall("n1"), Emph((NoteCall("n2"), Text("labor"))), NoteCall("n3"), Text(", or"))
    after = corrected("for: labor, read: work", text=text)
    assert content(after) == (
        Text("the"),
        NoteCall("n1"),
        Emph((NoteCall("n2"), emended((Text("labor"),), (Text("work"),)))),
        NoteCall("n3"),
        Text(", or"),
    )


@pytest.mark.parametrize(
    ("sic", "left"),
    [
        ("one", "two, three"),
        ("two", "one, three"),
        ("three", "one two,"),
        ("one ", "two, three"),
        ("wo", "one t, three"),
    ],
)
def test_words_deleted_take_one_space_with_them(sic, left):
    after = corrected(f'for: "{sic}", read: ""', text=paragraph(Text("one two, three")))
    assert plain(content(after)) == left


def test_word_between_spaces_deleted_before_a_call():
    after = corrected('for: two, read: ""', text=paragraph(Text("one two"), NoteCall("n1"), Text(" three")))
    assert content(after) == (Text("one"), emended((Text(" two"),), ()), NoteCall("n1"), Text(" three"))


def test_everything_deleted():
    assert content(corrected('for: one, read: ""', text=paragraph(Text("one")))) == (emended((Text("one"),), ()),)


def test_formula_is_replaced_as_a_whole_only():
    text = paragraph(Text("where "), Formula("x+y"), Text(" holds"))
    assert content(corrected("for: x+y holds, read: it is", text=text))[1] == emended(
        (Formula("x+y"), Text(" holds")), (Text("it is"),)
    )
    (trouble,) = troubles("for: y holds, read: z holds", text=text)
    assert 'C008: "y holds" in ¶ 1 cuts into a formula' in trouble


def test_emendation_of_the_source_is_left_alone():
    text = paragraph(Text("a "), Emendation("e1", (Text("teh"),), (Text("the"),)), Text(" word"))
    (trouble,) = troubles("for: the word, read: word", text=text)
    assert "C008" in trouble
    assert "an emendation of the source" in trouble


# ------------------------------------------------------------------------ laws


def emendations(text: Document) -> list[Emendation]:
    everything = (*texts(text), *note_texts(text))
    return [i for inlines in everything for i in descendants(inlines) if isinstance(i, Emendation)]


def undone(text: Document, mine: set[str]) -> list[str]:
    """What each passage says with our emendations taken back."""

    def taken_back(inlines: Inlines) -> str:
        parts = []
        for inline in inlines:
            if isinstance(inline, Emendation):
                parts.append(taken_back(inline.sic if inline.id in mine else inline.corr))
            elif isinstance(inline, Parent):
                parts.append(taken_back(inline.children))
            else:
                parts.append(reading((inline,)))
        return "".join(parts)

    return [taken_back(passage.inlines) for passage in passages(text)]


def calls(text: Document) -> Counter[str]:
    everything = (*texts(text), *note_texts(text))
    return Counter(i.note for inlines in everything for i in descendants(inlines) if isinstance(i, NoteCall))


def running_text() -> st.SearchStrategy[Inlines]:
    """Markup of every kind over very few words, so that much matches and overlaps."""
    words = st.text("ab ", min_size=1, max_size=6)
    ids = st.uuids().map(lambda uuid: f"i{uuid.hex}")
    leaves = st.one_of(
        words.map(Text),
        words.map(Text),
        st.sampled_from([NoteCall("n1"), LineBeginning(), PageBeginning("7"), Gap(), Code("ab"), Formula("ba")]),
        ids.map(Anchor),
        st.builds(Emendation, ids, words.map(lambda w: (Text(w),)), words.map(lambda w: (Text(w),))),
    )

    def within(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
        several = st.lists(inner, min_size=1, max_size=3).map(joined)
        return st.one_of(several.map(Emph), several.map(Title), several.map(lambda i: Foreign(i, "ru-Latn")))

    return st.lists(st.recursive(leaves, within, max_leaves=6), max_size=5).map(joined)


RUNNING_TEXT = running_text()


@st.composite
def documents_with_corrections(draw) -> tuple[Document, list[Correction]]:
    blocks = tuple(Paragraph(draw(RUNNING_TEXT)) for _ in range(draw(st.integers(1, 2))))
    note = Note("n1", "1", (Paragraph(draw(RUNNING_TEXT)),))
    text = Document(body=Division(blocks=blocks), notes=(note,))
    known = [p.text for p in passages(text) if p.text.strip()]
    corrections = []
    for _ in range(draw(st.integers(1, 3)) if known else 0):
        source = draw(st.sampled_from(known))
        start = draw(st.integers(0, len(source) - 1))
        sic = source[start : start + draw(st.integers(1, 12))]
        corr = draw(st.sampled_from(["", "x", sic + "x", "x" + sic, sic[1:], "*x* y", "new words"]))
        every = draw(st.booleans())
        nth = 0 if every else draw(st.sampled_from([0, 1, 1, 1]))
        if sic.strip():
            corrections.append(Correction(sic, marked_up(corr), "ocr", nth=nth, all=every))
    return text, corrections


def applied(text: Document, corrections: list[Correction]) -> Document:
    try:
        return correct(text, corrections)
    except EmendataError as trouble:
        assert {d.code for d in trouble.diagnostics} <= {"C004", "C006", "C007", "C008"}
        reject()


@given(documents_with_corrections())
def test_undoing_gives_the_source_again(case):
    text, corrections = case
    after = applied(text, corrections)
    mine = {e.id for e in emendations(after)} - {e.id for e in emendations(text)}
    assert undone(after, mine) == [passage.text for passage in passages(text)]


@given(documents_with_corrections())
def test_no_call_is_lost_or_doubled(case):
    text, corrections = case
    assert calls(applied(text, corrections)) == calls(text)


@given(documents_with_corrections())
def test_all_corrects_every_match_once(case):
    text, corrections = case
    corrections = [replace(c, all=True, nth=0) for c in corrections[:1]]
    assume(corrections and corrections[0].sic.split() == [corrections[0].sic])
    after = applied(text, corrections)
    matches = sum(p.text.count(corrections[0].sic) for p in passages(text))
    assert len(emendations(after)) - len(emendations(text)) == matches


@given(documents_with_corrections())
def test_a_corrected_document_is_in_normal_form(case):
    text, corrections = case
    after = applied(text, corrections)

    def check(inlines: Inlines) -> Inlines:
        for one, other in pairwise(inlines):
            assert not (isinstance(one, Text) and isinstance(other, Text))
        assert Text("") not in inlines
        for inline in inlines:
            if isinstance(inline, Parent):
                check(inline.children)
        return inlines

    map_document(after, check)


@given(strategies.documents())
def test_no_corrections_change_nothing(text):
    assert correct(text, ()) is text

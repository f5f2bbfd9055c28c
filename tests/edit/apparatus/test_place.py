"""Entries on their lemmata: where anchors stand, what is chosen, what cannot be placed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.document.cutting import reading
from emendata.document.dump import dump
from emendata.document.model import (
    Absence,
    Anchor,
    Attestation,
    Division,
    Document,
    Emendation,
    Emph,
    LineGroup,
    NoteCall,
    Paragraph,
    Text,
    Verse,
    Witness,
)
from emendata.document.walk import plain, texts
from emendata.edit.apparatus import load, placed
from emendata.edit.apparatus.anchors import Mark, anchored

WITNESSES = tuple(Witness(s, (Text(s),)) for s in "BMPR")


def document(*paragraphs: object) -> Document:
    blocks = (
        p if not isinstance(p, str | tuple) else Paragraph((Text(p),) if isinstance(p, str) else p)
        for p in paragraphs
    )
    return Document(body=Division(blocks=tuple(blocks)), witnesses=WITNESSES)


def put(doc: Document, text: str, base: str = "") -> Document:
    return placed(doc, load(text, "apparatus.yaml"), base)


def line(doc: Document) -> str:
    (found,) = [row.strip() for row in dump(doc, 0).splitlines() if row.strip().startswith("¶ 1")]
    return found.removeprefix("¶ 1").strip()


def refused(doc: Document, text: str, base: str = "") -> list[str]:
    with pytest.raises(EmendataError) as trouble:
        put(doc, text, base)
    return [f"{d.code} {d.message} | {d.hint}" for d in trouble.value.diagnostics]


def test_anchors_stand_at_the_words():
    doc = document((Text("arma "), Emph((Text("uirum"),)), NoteCall("n1"), Text("que cano")))
    made = put(
        doc, "- {lem: arma, rdg: {a: M}}\n- {lem: uirumque, rdg: {b: M}}\n- {lem: cano, rdg: {c: M}}\n"
    )
    (paragraph,) = made.body.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.content == (
        Anchor("app1a"), Text("arma"), Anchor("app1b"), Text(" "),
        Emph((Anchor("app2a"), Text("uirum"))), NoteCall("n1"), Text("que"), Anchor("app2b"), Text(" "),
        Anchor("app3a"), Text("cano"), Anchor("app3b"),
    )  # fmt: skip


def test_a_call_after_the_lemma_stays_outside():
    made = put(document((Text("cano"), NoteCall("n1"))), "- {lem: cano, rdg: {c: M}}")
    (paragraph,) = made.body.blocks
    assert paragraph == Paragraph((Anchor("app1a"), Text("cano"), Anchor("app1b"), NoteCall("n1")))


def test_nested_entries_are_nested():
    made = put(
        document("arma uirumque cano"), "- {lem: arma, rdg: {a: M}}\n- {lem: arma uirumque, rdg: {om.: P}}\n"
    )
    assert line(made) == "{#app1a}{#app2a}arma{#app2b} uirumque{#app1b} cano"


def test_the_word_itself_before_a_part_of_another():
    made = put(document("armati arma"), "- {lem: arma, rdg: {a: M}}")
    assert line(made) == "armati {#app1a}arma{#app1b}"


def test_a_lemma_over_paragraphs():
    made = put(document("arma uirumque cano", "Italiam fato"), "- {lem: cano … fato, rdg: {om.: M}}")
    assert [plain(t) for t in texts(made)][1:] == ["arma uirumque cano", "Italiam fato"]
    assert "{#app1a}cano" in dump(made)
    assert "fato{#app1b}" in dump(made)


def test_a_lacuna_is_an_absence():
    made = put(document("arma uirumque cano"), "- {lem: arma … cano, rdg: {lac.: M}}")
    assert made.absences == (Absence("M", "app1a", "app1b"),)


def test_places_by_number():
    verses = LineGroup((Verse((Text("arma cano"),), n="1"), Verse((Text("arma cano"),), n="2")))
    doc = Document(body=Division(divisions=(Division(blocks=(verses,), n="3"),)), witnesses=WITNESSES)
    made = put(doc, "- {at: 3.2, lem: cano, rdg: {cana: M}}")
    assert "arma cano\n" in dump(made)
    assert "arma {#app1a}cano{#app1b}" in dump(made)
    assert refused(doc, "- {at: 3.9, lem: cano, rdg: {cana: M}}")[0].startswith("X004 there is no 3.9")


def test_what_is_chosen_stands_in_the_text_and_the_source_in_the_apparatus():
    made = put(document("arma uirumque cano"), "- {lem: cano, choose: canam, rdg: {canam: M, cana: P}}", "B")
    assert line(made) == "arma uirumque {#app1a}canam{#app1b}"
    (entry,) = made.entries
    assert entry.lemma.attested == (Attestation("M"),)
    assert [(plain(r.content), r.attested[0].witness) for r in entry.readings] == [
        ("cano", "B"),
        ("cana", "P"),
    ]


@pytest.mark.parametrize(
    ("readings", "who"),
    [
        ("{canam: M, cana: P}", "B R"),  # R was not quoted, so it read as the source
        ("{canam: M P R}", "B"),
        ("{canam: M², cana: P}", "B M R"),
        ("{canam: M², cana: M¹ P}", "B R"),
        ("[{read: canam, by: Heinsius}]", "B M P R"),
        ("{canam: M, lac.: R}", "B P"),
    ],
)
def test_with_the_source_are_all_who_are_not_quoted_against_it(readings: str, who: str):
    hands = (Witness("M1", (Text("M¹"),), "hand", of="M"), Witness("M2", (Text("M²"),), "hand", of="M"))
    text = replace(document("arma uirumque cano"), witnesses=(*WITNESSES, *hands))
    made = put(text, f"- {{lem: cano, choose: canam, rdg: {readings}}}", "B")
    assert " ".join(a.witness for a in made.entries[0].readings[0].attested) == who  # type: ignore[union-attr]
    assert [(rule.rule, rule.count) for rule in made.record] == [("choice", 1)]


def test_who_is_said_to_have_the_words_of_the_source_has_them():
    text = "- {lem: cano, choose: canam, wit: P, rdg: {canam: M}}"
    (entry,) = put(document("arma uirumque cano"), text, "B").entries
    assert [a.witness for a in entry.readings[0].attested] == ["B", "P"]  # type: ignore[union-attr]


def test_a_lemma_that_is_written_over_the_end_of_a_paragraph_is_told_how():
    doc = document("arma uirumque cano.", "Troiae qui primus")
    (told,) = refused(doc, "- {lem: cano. Troiae, rdg: {x: M}}")
    assert told.startswith("X005") and "write `lem: cano. … Troiae`" in told
    assert len(put(doc, "- {lem: cano. … Troiae, rdg: {x: M}}").entries) == 1


def test_what_is_offered_instead_are_words_of_one_paragraph():
    (told,) = refused(document("arma uirumque cano.", "Troiae qui primus"), "- {lem: canoo. Troiae, rdg: {x: M}}")
    assert told.startswith("X005") and "\0" not in told and "\\u0000" not in told


def test_scholars_are_declared_where_they_are_named():
    made = put(document("cano"), "- {lem: cano, rdg: [{read: canam, by: N. Heinsius, where: '1661'}]}")
    assert made.witnesses[-1] == Witness("N-Heinsius", (Text("N. Heinsius"),), "scholar")
    assert made.entries[0].readings[0].attested == (Attestation("N-Heinsius", "1661"),)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {lem: uiram, rdg: {a: M}}", 'X005 "uiram" does not stand in the text; what comes nearest is'),
        ("- {lem: et, rdg: {a: M}}", 'X006 "et" stands twice in the text: '),
        ("- {lem: et, nth: 3, rdg: {a: M}}", 'X007 "et" stands only twice in the text'),
        ("- {at: ¶ 9, lem: et, rdg: {a: M}}", "X004 there is no ¶ 9"),
        ("- {lem: cano, choose: a, rdg: {a: M}}", "X013 "),
    ],
)
def test_refused(text: str, message: str):
    assert refused(document("arma et uirum et cano"), text)[0].startswith(message)


def test_two_choices_for_the_same_words():
    text = "- {lem: arma cano, choose: a, rdg: {a: M}}\n- {lem: cano, choose: b, rdg: {b: M}}\n"
    assert refused(document("arma cano"), text, "B")[0].startswith("X009 ")


def test_a_lemma_that_cuts_into_an_emendation():
    doc = document((Text("arma "), Emendation("e1", (Text("uirm"),), (Text("uirum quoque"),)), Text(" cano")))
    assert refused(doc, "- {lem: quoque cano, rdg: {a: M}}")[0].startswith("X008 ")
    assert line(put(doc, "- {lem: uirum quoque, rdg: {a: M}}")).startswith("arma {#app1a}")


PIECES = st.recursive(
    st.one_of(st.text("ab ", min_size=1, max_size=4).map(Text), st.just(NoteCall("n"))),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda children: Emph(tuple(children))),
    max_leaves=8,
)


@given(st.lists(PIECES, max_size=5).map(tuple), st.data())
def test_anchors_change_no_character_and_stand_where_they_should(inlines, data):
    text = reading(inlines)
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=4))
    marks = sorted(
        (Mark(at, f"x{n}", ends=bool(n % 2 and at)) for n, at in enumerate(places)),
        key=lambda mark: (mark.at, not mark.ends),
    )
    made = anchored(inlines, marks)
    assert reading(made) == text
    found: dict[str, int] = {}

    def walk(parts, at: int) -> int:
        for part in parts:
            if isinstance(part, Anchor):
                found[part.id] = at
            at = walk(part.children, at) if isinstance(part, Emph) else at + len(getattr(part, "text", ""))
        return at

    walk(made, 0)
    assert found == {mark.id: mark.at for mark in marks}

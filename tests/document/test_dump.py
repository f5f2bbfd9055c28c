"""The outline of a Document that an editor reads."""

from emendata.document.dump import dump
from emendata.document.model import (
    Absence,
    Added,
    Anchor,
    Applied,
    Attestation,
    Break,
    Cell,
    Choice,
    Code,
    Corrupt,
    Deleted,
    Direction,
    Division,
    Document,
    Emendation,
    Emph,
    Entry,
    Figure,
    Foreign,
    Formula,
    Gap,
    Graphic,
    Item,
    LineBeginning,
    LineGroup,
    List,
    Metadata,
    Milestone,
    Name,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Person,
    Preformatted,
    Quotation,
    Quoted,
    Reading,
    ReadingGroup,
    Ref,
    Row,
    Space,
    Speech,
    Stage,
    Supplied,
    Surplus,
    Table,
    Text,
    Title,
    Unclear,
    Verse,
    Witness,
)


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


EVERYTHING = Document(
    metadata=Metadata(
        title="On Lacunae",
        persons=(Person("Ada Noll"), Person("Bo Reis", "BR", "editor")),
        lang="en",
        date="1995",
    ),
    title=(Text("On Lacunae"), NoteCall("n0")),
    front=(Division((Text("Abstract"),), (paragraph("What is missing."),), kind="abstract"),),
    body=Division(
        blocks=(
            Paragraph(
                (
                    Text("Both "),
                    Emph((Text("one"),)),
                    Text(" and "),
                    Emph((Text("two"),), "bold"),
                    Text(" by "),
                    Emph((Text("Noll"),), "smallcaps"),
                    Text(", "),
                    Foreign((Text("λόγος"),), "grc"),
                    NoteCall("n1"),
                    Text(" in "),
                    Title((Text("Iliad"),)),
                    Text(" "),
                    Quoted((Text("“so”"),)),
                    Text("."),
                )
            ),
            Quotation((paragraph("They were gone."),), lang="fr"),
            Paragraph((Text("as he says."),), rend="continued", id="p7"),
            LineGroup((LineGroup((Verse((Text("Arma"),), n="1"), Verse((Text("Troiae"),), indent=1))),)),
            Speech((Text("CHORUS"),), (paragraph("Woe."),)),
            Break(),
            PageBeginning("13"),
        ),
        divisions=(
            Division(
                (Text("Things"),),
                (
                    List((Item((paragraph("a"), paragraph("b"))), Item((paragraph("c"),))), "ordered", 3),
                    List((Item((paragraph("x"),)),)),
                    List((Item((paragraph("a gap"),), (Text("lacuna"),)),), "gloss"),
                    Table(
                        (
                            Row((Cell((paragraph("year"),), "label", cols=2),), "label"),
                            Row((Cell((paragraph("1932"),), align="right"), Cell(()))),
                            Row((Cell((paragraph("p"), paragraph("q"))),)),
                        ),
                        (Text("Years"),),
                        "t1",
                    ),
                    Figure("a.png", (Text("Figure 1. A page"),), "a page", "1", "f1"),
                    Figure(),
                    Preformatted("a\n b"),
                ),
                (
                    Division(
                        (Text("Marks"),),
                        (
                            Paragraph(
                                (
                                    Anchor("here"),
                                    Ref((Text("there"),), "#f1"),
                                    Text(" "),
                                    PageBeginning("14"),
                                    LineBeginning(),
                                    Supplied((Text("the"),)),
                                    Text(" "),
                                    Unclear((Text("end"),), "blot"),
                                    Text(" "),
                                    Gap("torn", "2 words"),
                                    Text(" "),
                                    Graphic("b.png", "a mark"),
                                    Text(" "),
                                    Code("x"),
                                    Text(" "),
                                    Formula("a^2"),
                                    Text(" "),
                                    Emendation("e1", (Text("sekti"),), (Text("sektsii"),), "ocr", "BR"),
                                )
                            ),
                        ),
                    ),
                ),
                id="things",
            ),
        ),
    ),
    notes=(
        Note("n0", "*", (paragraph("Thanks."),)),
        Note("n1", "1", (paragraph("Of a word."), paragraph("More."))),
        Note("n1b", "1", (paragraph("Of the next page."),), place="end"),
    ),
    record=(Applied("page-join", 2, "Paragraphs cut by a page end are joined."),),
)

EXPECTED = """\
title: On Lacunae
author: Ada Noll
editor: Bo Reis (BR)
lang: en
date: 1995
title in the text: On Lacunae[^*]

FRONT

  § Abstract (abstract)
    ¶  What is missing.

BODY
  ¶ 1  Both _one_ and *two* by {smallcaps: Noll}, {grc: λόγος}[^1 = n1] in {title: Iliad} {quoted:
       “so”}.
  quotation (fr)
    ¶  They were gone.
  ¶ 2 (continued) {#p7}  as he says.
  verse
    verse
      | 1  Arma
      |   Troiae
  speech of CHORUS
    ¶  Woe.
  break (section)  * * *
  |p. 13|

  § Things {#things}
    list (ordered, from 3)
      3. a
         ¶  b
      4. c
    list (bulleted)
      - x
    list (gloss)
      lacuna:
        ¶  a gap
    table {#t1}  Years
      head row  | year (2 columns) |
      row  | 1932 (right) |  |
      row
        cell
          ¶  p
          ¶  q
    figure 1 (a.png) {#f1}  Figure 1. A page
      alt: a page
    figure (no image)
    preformatted
      │ a
      │  b

    § Marks
      ¶ 3  {#here}{there → #f1} |p. 14|⏎⟨the⟩ {unclear: end · blot} {gap: 2 words, torn} {image:
           b.png “a mark”} `x` {formula: a^2} {sektsii ] sekti · ocr, BR #e1}

NOTES
  *  Thanks.
  1 = n1  Of a word.
          ¶  More.
  1 = n1b (end)  Of the next page.

RECORD
  page-join × 2  Paragraphs cut by a page end are joined.
"""


def test_every_kind_of_node_has_its_mark() -> None:
    assert dump(EVERYTHING, width=100) == EXPECTED


def test_long_paragraphs_are_folded_under_their_text_or_left_alone() -> None:
    document = Document(body=Division(blocks=(paragraph("word " * 30 + "end"),)))
    folded = dump(document, width=60).splitlines()
    assert all(len(line) <= 60 for line in folded)
    assert folded[-1].startswith("       word")
    assert dump(document, width=0).splitlines()[-1] == "  ¶ 1  " + "word " * 30 + "end"


def test_a_call_without_its_note_is_marked() -> None:
    document = Document(body=Division(blocks=(Paragraph((NoteCall("n9"),)),)))
    assert "[^? = n9]" in dump(document)


def test_what_editors_and_scribes_do_to_words() -> None:
    content = (
        Milestone("2"),
        Milestone("4", "page", "Migne"),
        Choice((Text("dominus"),), (Text("dns"),)),
        Surplus((Text("a"),), "repeated"),
        Corrupt((Text("b"),)),
        Added((Text("c"),), "above", "M2"),
        Deleted((Text("d"),), "erased"),
        Space("2 letters"),
        LineBeginning("5", False),
        Direction((Text("aside"),)),
    )
    verses = LineGroup((Verse((Text("Quid?"),), "5", part="I"), Verse((Text("Nihil."),), part="F")))
    document = Document(body=Division(blocks=(Paragraph(content), verses, Stage((Text("Exit."),)))))
    assert dump(document, 0) == """\
lang: en

BODY
  ¶ 1  |section 2||page 4 Migne|{dominus ~ dns · expansion}{surplus: a · repeated}†b†{added: c · above · M2}\
{deleted: d · erased}{space: 2 letters}↵5{stage: aside}
  verse
    | 5 (I)  Quid?
    | (F)  Nihil.
  stage  Exit.
"""


APPARATUS = Document(
    body=Division(
        blocks=(
            Paragraph(
                (Anchor("a1"), Name((Text("Troiae"),), "place", "Troy"), Anchor("a2"), Text(" qui primus"))
            ),
        ),
        n="1",
    ),
    witnesses=(
        Witness("M", description=(Text("Mediceus"),)),
        Witness("M2", (Text("M"), Emph((Text("2"),), "superscript")), "hand", of="M"),
        Witness("omega", (Text("ω"),), "group", members=("M", "P")),
    ),
    entries=(
        Entry(
            "app1",
            "a1",
            "a2",
            Reading(attested=(Attestation("M"),)),
            (
                ReadingGroup(
                    (Reading((Text("troie"),), attested=(Attestation("P", "a.c."),), remark=(Text("recte?"),)),),
                    "orthographic",
                ),
                Reading(kind="omission", attested=(Attestation("R"), Attestation("M2"))),
                Reading((Text("Teucrae"),), kind="conjecture", lead=(Text("an"),)),
            ),
            remark=(Text("cf. 3, 1"),),
        ),
        Entry("app2", "a2", "a2", content=(paragraph("Hom. Α 1"),), series="fontes"),
    ),
    absences=(Absence("R", "a2", ""),),
)

CRITICAL = """\
lang: en

BODY
  ¶ 1  {#a1}{place: Troiae = Troy}{#a2} qui primus

WITNESSES
  M  Mediceus
  M2 (hand, printed M{superscript: 2}, of M)
  omega (group, printed ω, M+P)

ENTRIES
  a1 – a2 {#app1}   ‖ M
    group (orthographic)
      reading: troie ‖ P (a.c.)
        — recte?
    omission:  ‖ R, M2
    conjecture: an: Teucrae
    — cf. 3, 1
  a2 (fontes) {#app2}
    ¶  Hom. Α 1

ABSENCES
  R  a2 – …
"""


def test_witnesses_and_entries() -> None:
    assert dump(APPARATUS) == CRITICAL

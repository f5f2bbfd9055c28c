"""What an index lists, in which order, and where it leads."""

from __future__ import annotations

import pytest

from emendata.document.model import (
    Anchor,
    Division,
    Document,
    Entry,
    Figure,
    Inlines,
    LineGroup,
    Milestone,
    Name,
    Note,
    NoteCall,
    Paragraph,
    Ref,
    Text,
    Verse,
    Witness,
)
from emendata.publish.indexing import IndexSettings, Line, Mention, lines, passage, passages
from emendata.publish.semantic import Book, book
from emendata.publish.xhtml import Element, classes, text_of
from tests.publish.sample import P, T

WHOLE = IndexSettings(names=True, passages=True)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Hom. Il. 1, 1", ("Hom. Il.", "1, 1")),
        ("cf. Verg. Aen. 6.847–853.", ("Verg. Aen.", "6.847–853")),
        ("(uid. Cic. off. 2, 51 sq.)", ("Cic. off.", "2, 51 sq.")),
        ("Plat. Rep. 514a", ("Plat. Rep.", "514a")),
        ("1 Cor 13, 4", ("1 Cor", "13, 4")),
        ("Tac. Hist. 2.76.4", ("Tac. Hist.", "2.76.4")),
        ("Ennius", ("Ennius", "")),
        ("he says much the same at great length in a letter that is now lost to us", None),
        ("12", None),
        ("", None),
    ],
)
def test_what_passage_a_text_names(said: str, found: tuple[str, str] | None) -> None:
    assert passage(said) == found


def test_a_place_alone_is_one_in_the_work_before() -> None:
    assert list(passages((P("Hom. Il. 1, 1; 2, 484; Verg. Aen. 6, 847"),))) == [
        ("Hom. Il.", "1, 1"),
        ("Hom. Il.", "2, 484"),
        ("Verg. Aen.", "6, 847"),
    ]


def test_headings_by_letters_places_by_numbers() -> None:
    mentions = [
        Mention("Éluard", "", "a"),
        Mention("Zeno", "", "b"),
        Mention("Eco", "", "c"),
        Mention("Hom. Il.", "10, 2", "d"),
        Mention("Hom. Il.", "2, 484", "e"),
        Mention("Hom. Il.", "2, 48", "f"),
        Mention("Eco", "", "g"),
        Mention("Eco", "", "c"),
    ]
    assert lines(mentions) == (
        Line("Eco", ("c", "g")),
        Line("Éluard", ("a",)),
        Line("Hom. Il.", (), (Line("2, 48", ("f",)), Line("2, 484", ("e",)), Line("10, 2", ("d",)))),
        Line("Zeno", ("b",)),
    )


def indexed(*content: object, notes: tuple[Note, ...] = (), index: IndexSettings = WHOLE) -> Book:
    return book(Document(body=Division(blocks=content), notes=notes), index=index)  # type: ignore[arg-type]


def shown(made: Book) -> list[str]:
    """The lines of all indexes, as an e-book has them."""
    found = []
    for section in made.sections:
        if section.kind == "index":
            for item in section.html.iter("{*}li"):
                own = "".join(
                    [text_of(part) + (part.tail or "") for part in item if not part.tag.endswith("}ul")]
                )
                found.append(own.strip())
    return found


def leads(made: Book) -> list[Element]:
    ids = {e.get("id"): e for part in made.sections for e in part.html.iter("{*}*") if e.get("id")}
    links = [e for part in made.sections for e in part.html.iter("{*}a") if "mention" in classes(e)]
    return [ids[(link.get("href") or "")[1:]] for link in links]


def test_names_by_their_keys_once_for_each_place() -> None:
    cicero = Name(T("Cicerone"), "person", "Tullius Cicero, M.")
    noll = Name(T("Noll"))
    note = Note("n1", "1", (P("See ", noll),))
    made = indexed(P(cicero, " and ", cicero, NoteCall("n1")), P(noll, cicero), notes=(note,))
    assert shown(made) == ["Noll note 1, ¶ 2", "Tullius Cicero, M. ¶ 1, ¶ 2"]
    assert {text_of(e) for e in leads(made)} == {"Noll", "Cicerone"}


def test_places_are_called_by_section_and_verse() -> None:
    name = Name(T("Troiae"), "place")
    verses = LineGroup((Verse(T("arma")), Verse((name,))))
    document = Document(
        body=Division(
            divisions=(
                Division(T("I"), (verses,), n="1"),
                Division(T("II"), (P(Milestone("4"), "then ", Milestone("5"), name),), n="2"),
            )
        )
    )
    assert shown(book(document, index=WHOLE)) == ["Troiae 1.2, 2.5"]


def test_only_names_of_some_kinds_and_none_at_all() -> None:
    content = P(Name(T("Troiae"), "place"), Name(T("Noll")))
    assert shown(indexed(content, index=IndexSettings(names=True, kinds=("place",)))) == ["Troiae ¶ 1"]
    assert shown(indexed(content, index=IndexSettings())) == []


def test_passages_of_entries_and_of_references_to_other_works() -> None:
    content: Inlines = (Anchor("a"), *T("arma"), Anchor("b"), Ref(T("there"), "Hom. Il. 1.2"))
    entry = Entry("app1", "a", "b", content=(P("cf. Hom. Il. 1.1"),), series="fontes")
    other = Entry("app2", "a", "b", content=(P("Verg. Aen. 1"),), series="apparatus")
    document = Document(body=Division(blocks=(Paragraph(content),)), entries=(entry, other))
    made = book(document, index=WHOLE)
    assert shown(made) == ["Hom. Il.", "1.1 ¶ 1", "1.2 ¶ 1"]
    assert [classes(e) for e in leads(made)] == [["from"], ["cited"]]


# ------------------------------------------------------- references by page and line


def reference(target: str, *content: object) -> Element:
    made = indexed(*content, P("See ", Ref((), target), "."), index=IndexSettings())
    [link] = [e for part in made.sections for e in part.html.iter("{*}*") if "place-of" in classes(e)]
    return link


def test_a_reference_without_words_has_room_for_page_and_line() -> None:
    link = reference("#here", P("x ", Anchor("here"), "y"))
    locus, page, line = link
    assert (text_of(locus), page.get("data-target"), line.get("data-target")) == ("¶ 1", "here", "here")
    assert (classes(page), classes(line), text_of(page)) == (["page-of"], ["line-of"], "")


@pytest.mark.parametrize(
    ("target", "name"), [("#d9", "Heading"), ("#fig3", "Figure 3"), ("#verse", "12")]
)
def test_what_the_place_of_a_reference_is_called(target: str, name: str) -> None:
    verse = LineGroup((Verse((*T("arma"), Anchor("verse")), n="12"),))
    division = Division(T("Heading"), (Figure(n="3", caption=T("A map"), id="fig3"), verse), id="d9")
    document = Document(body=Division(blocks=(P("See ", Ref((), target)),), divisions=(division,)))
    made = book(document)
    [link] = [e for part in made.sections for e in part.html.iter("{*}a") if "place-of" in classes(e)]
    assert text_of(link[0]) == name


def test_a_reference_without_words_keeps_the_call_in_it_and_leads_nowhere_aloud() -> None:
    made = indexed(P("x", Ref((NoteCall("n1"),), "#gone")), notes=(Note("n1", "1", (P("N"),)),))
    [link] = [e for part in made.sections for e in part.html.iter("{*}*") if "place-of" in classes(e)]
    assert link.tag.endswith("}span") and text_of(link) == "[?]"
    assert [e for part in made.sections for e in part.html.iter("{*}a") if "call" in classes(e)]


def test_a_reference_to_a_witness_leads_to_the_conspectus() -> None:
    document = Document(body=Division(blocks=(P(Ref((Text("M"),), "#M")),)), witnesses=(Witness("M"),))
    [link] = [e for part in book(document).sections for e in part.html.iter("{*}a") if "ref" in classes(e)]
    assert link.get("href") == "#wit-M"

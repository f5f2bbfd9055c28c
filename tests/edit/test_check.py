"""What an editor is asked: cases to be read, one idea each, and laws.

A case is a folder of tests/edit/check with ``source.txt`` (in the notation of `tests.edit.texts`) and
``queries.txt``, what is asked about it; with ``edition.yaml`` and ``apparatus.yaml`` where it has an
apparatus. ``python -m tests.edit.test_check`` writes queries.txt anew, to be read as a difference.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from emendata import config
from emendata.acquire import text as plain_text
from emendata.diagnostics import Diagnostic, Lines, Place
from emendata.document.model import (
    Anchor,
    Attestation,
    Cell,
    Division,
    Document,
    Entry,
    Figure,
    Item,
    LineGroup,
    List,
    Metadata,
    Paragraph,
    Quotation,
    Reading,
    Ref,
    Row,
    Supplied,
    Table,
    Text,
    Verse,
    Witness,
)
from emendata.edit.apparatus import load as load_apparatus
from emendata.edit.apparatus import placed
from emendata.edit.check import CHECKS, FEW, MOST, queries
from emendata.edit.correct import correct
from emendata.edit.corrections import load
from emendata.edit.describe import described
from emendata.edit.normalise import normalise
from emendata.sources import Folder
from tests.command import ARTICLE, REPOSITORY
from tests.document.strategies import documents
from tests.edit.texts import NAME, document

CASES = sorted(path.parent for path in (Path(__file__).parent / "check").glob("*/source.txt"))


def asked(text: str, case: Path | None = None) -> tuple[Diagnostic, ...]:
    return queries(with_apparatus(document(text), case), {NAME: Lines(NAME, text)})


def with_apparatus(text: Document, case: Path | None) -> Document:
    """The text with the apparatus of its case, if it has one."""
    if case is None or not (case / "apparatus.yaml").exists():
        return text
    edition = config.edition((case / "edition.yaml").read_text("utf-8"), Folder(case))
    text = described(text, edition, "")
    said = load_apparatus((case / "apparatus.yaml").read_text("utf-8"), "apparatus.yaml")
    return placed(text, said)


def shown(text: str, case: Path | None = None) -> str:
    """The queries about a text as queries.txt has them."""
    return "".join(f"{query}\n" for query in asked(text, case)).replace(f"{NAME}:", "").replace("query ", "")


def said(case: Path) -> tuple[str, str]:
    """The source of a case and what is expected to be asked about it."""
    expected = case / "queries.txt"
    return (case / "source.txt").read_text("utf-8"), expected.read_text("utf-8") if expected.exists() else ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case):
    text, expected = said(case)
    assert shown(text, case) == expected


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_kind_of_query_has_a_case(check):
    # a link cannot be written in the notation of the cases, and apparatus.yaml refuses the other two
    others = {"K008", "K043", "K044"}
    assert check.code in others or any(f" {check.code}: " in said(case)[1] for case in CASES)


def test_example_of_the_documentation():
    docs = (REPOSITORY / "docs" / "queries.md").read_text("utf-8")
    text, expected = re.findall(r"```text\n(.*?)```", docs, re.S)
    assert "".join(f"{query}\n" for query in asked(text)) == expected


def test_asking_changes_nothing_and_is_the_same_each_time():
    text = said(CASES[0])[0]
    before = document(text)
    lines = {NAME: Lines(NAME, text)}
    assert queries(before, lines) == queries(before, lines)
    assert before == document(text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_correction_that_is_offered_can_be_made_and_answers_the_query(case):
    text, _ = said(case)
    for query in asked(text):
        if "- {" in query.hint:
            offered = load(query.hint[query.hint.index("- {") :], "corrections.yaml")
            corrected = correct(document(text), offered)
            assert query not in queries(corrected, {NAME: Lines(NAME, text)})


def test_queries_come_in_the_order_of_the_source():
    text = "A leaf ,[^1] and\n\n[^1]: a note ,\n\na leaf ,[^2] and\n\n[^2]: a note ,\n"
    assert [query.place.line for query in asked(text)] == [1, 3, 5, 7]


def test_a_habit_of_the_text_does_not_drown_the_rest():
    spaced = " ".join(f"leaf{'x' * n} ,torn" for n in range(MOST + 1))
    found = asked(f"{spaced} (and lost.\n")
    assert sum(query.code == "K027" for query in found) == 0
    commas = [query for query in found if query.code == "K025"]
    assert commas == []
    found = asked(spaced.replace(" ,torn", " , torn") + " (and lost.\n")
    commas = [query for query in found if query.code == "K025"]
    assert len(commas) == FEW + 1
    assert commas[-1].message.startswith(f"{MOST + 1 - FEW} more queries of this kind")
    assert [query.code for query in found if query.code != "K025"] == ["K021"]


def test_a_link_that_leads_nowhere():
    link = Ref((Text("above"),), "#d9")
    good = Ref((Text("below"),), "#d1")
    quoted = Quotation((LineGroup((LineGroup((Verse((Text("A leaf"),)),), id="lg2"),)),))
    cell = Table((Row((Cell((quoted, List((Item((Figure(id="f3"),)),))),),)),))
    deep = Ref((Text("deep"),), "#f3"), Ref((Text("deeper"),), "#lg2")
    away = Ref((Text("there"),), "https://example.org/#d9")
    text = Document(body=Division(divisions=(Division(blocks=(Paragraph((link, good, *deep, away)), cell), id="d1"),)))
    (query,) = queries(text, {})
    assert query.code == "K008"
    assert "#d9 leads nowhere; ¶ 1: ‹above›below" in query.message


def test_an_entry_on_nothing_and_a_siglum_that_nobody_has_declared():
    content = (Anchor("a"), Text("A leaf"), Anchor("b"), Text(" was torn."))
    readings = (Reading((Text("leave"),), attested=(Attestation("X"),)), Reading(attested=(Attestation("X"),)))
    entries = (
        Entry("app1", "a", "b", readings=readings[:1]),
        Entry("app2", "b", "b", readings=readings[1:]),
        Entry("app3", "b", "b", readings=(Reading((Text("all"),), kind="addition"),)),
    )
    text = Document(body=Division(blocks=(Paragraph(content),)), entries=entries)
    assert [(query.code, query.message.split(";")[0]) for query in queries(text, {})] == [
        ("K044", "“A leaf”: the siglum `X` is declared nowhere"),
        ("K043", "the entry app2 is on no word and says nothing"),
    ]


def test_what_an_editor_supplied_is_another_reading():
    content = (Anchor("a"), Supplied((Text("ab"),)), Text(" leaf"), Anchor("b"))
    readings = (
        Reading((Text("ab leaf"),), attested=(Attestation("M"),)),
        Reading((Supplied((Text("ab"),)), Text(" leaf")), attested=(Attestation("P"),)),
    )
    entry = Entry("app1", "a", "b", readings=readings)
    text = Document(
        body=Division(blocks=(Paragraph(content),)), witnesses=(Witness("M"), Witness("P")), entries=(entry,)
    )
    (query,) = queries(text, {})
    assert (query.code, query.message.split(";")[0]) == ("K042", "“ab leaf”: P has the same words as the lemma")


def test_french_puts_a_space_before_high_points():
    source = "Le feuillet ; la question ? Un feuillet , enfin."
    french = replace(document(source), metadata=Metadata(lang="fr"))
    assert [query.message[:22] for query in queries(french, {})] == ["a space before a comma"]


def test_a_document_without_origins_says_where_in_the_text():
    text = Document(body=Division(blocks=(Paragraph((Text("A leaf , torn."),)),)))
    (query,) = queries(text, {})
    assert str(query).startswith("the text: query K025: a space before a comma; ¶ 1: ")


def test_a_source_without_lines_says_which_file():
    (query,) = queries(document("A leaf , torn."), {})
    assert query.place == Place(NAME)


def test_words_that_the_edition_corrects_are_not_asked_about():
    text = "A leaf , torn."
    mended = correct(document(text), load('- {for: "leaf ,", read: "leaf,", why: ocr}', "corrections.yaml"))
    assert queries(mended, {NAME: Lines(NAME, text)}) == ()


@settings(max_examples=40)
@given(documents())
def test_nothing_that_a_document_can_hold_is_too_strange(text):
    found = queries(text, {})
    assert {query.severity for query in found} <= {"query"}


@pytest.mark.skipif(not ARTICLE.is_file(), reason=f"{ARTICLE} is not there")
def test_article():
    """A floor: what must be found in a real text, and how much more may be asked at most."""
    source = ARTICLE.read_text("utf-8")
    normalised = normalise(plain_text.read(source, NAME), source, NAME).document
    found = queries(normalised, {NAME: Lines(NAME, source)})
    asked = {(query.code, re.findall(r"; ((?:note|¶) \S+):", query.message)[0]) for query in found}
    expected = {
        *(("K010", f"note {n}") for n in (11, 26, 35, 41, 43, 51, 61, 67, 72)),
        *(("K010", f"¶ {n}") for n in (39, 56)),
        ("K011", "note 31"),
        ("K004", "note 22"),
        ("K031", "note 40"),
        ("K031", "¶ 68"),
    }
    assert expected <= asked
    assert len(found) <= 22


def main() -> None:
    """Write what is asked now."""
    for case in CASES:
        text, expected = said(case)
        now = shown(text, case)
        if now != expected:
            (case / "queries.txt").write_text(now, "utf-8")
        if not now:
            (case / "queries.txt").unlink(missing_ok=True)


if __name__ == "__main__":
    main()

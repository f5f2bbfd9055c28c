"""What is remembered of the parts of a Document goes with them, and changes nothing."""

from __future__ import annotations

import pickle
from dataclasses import replace

from hypothesis import given

from emendata.document.model import Division, Document, Inlines, Note, Paragraph, Text
from emendata.document.once import Once
from emendata.document.places import passages
from emendata.document.walk import map_document, map_each_block
from emendata.edit.correct import correct
from emendata.edit.corrections import Correction
from emendata.edit.typography import typography
from emendata.settings import TypographySettings
from tests.document.strategies import documents


def fresh(document: Document) -> Document:
    """The same, of which nothing is remembered."""
    copy: Document = pickle.loads(pickle.dumps(document))
    return copy


def chapter(*texts: str) -> Division:
    return Division((Text("A head"),), tuple(Paragraph((Text(text),)) for text in texts))


def test_the_same_part_is_worked_out_once_and_forgotten_when_it_ends():
    once: Once[str] = Once()
    part, other, made = chapter("one"), chapter("one"), iter("abcdef")
    assert [once(one, also, lambda: next(made)) for one, also in ((part, 1), (part, 1), (other, 1))] == [*"aab"]
    assert once(part, 2, lambda: next(made)) == "c"
    assert once(part, 1, lambda: next(made)) == "d"
    assert len(once) == 2
    del part
    assert len(once) == 1


def test_a_part_that_is_its_own_result_is_not_kept_alive():
    once: Once[Division] = Once()

    def twice(part: Division) -> None:
        assert once(part, None, lambda: part) is part
        assert once(part, None, lambda: chapter("another")) is part
        assert len(once) == 1

    twice(chapter("one"))
    assert len(once) == 0


@given(documents())
def test_what_no_change_touches_stays_the_same_object(document):
    assert map_document(document, lambda inlines: inlines) is document
    assert map_each_block(document, lambda block: block) is document


def test_a_change_leaves_the_other_parts_as_they_were():
    note = Note("n1", "1", (Paragraph((Text("One."),)),))
    body = Division(divisions=(chapter("a"), Division(divisions=(chapter("b"), chapter("c")))))
    document = Document(body=body, notes=(note,))

    def change(inlines: Inlines) -> Inlines:
        return (Text("B"),) if inlines == (Text("b"),) else inlines

    changed = map_document(document, change)
    assert changed.body.divisions[1].divisions[0].blocks == (Paragraph((Text("B"),)),)
    assert changed.body.divisions[0] is body.divisions[0]
    assert changed.body.divisions[1].divisions[1] is body.divisions[1].divisions[1]
    assert changed.notes is document.notes


def test_a_correction_is_made_again_only_where_it_is_another():
    body = Division(divisions=tuple(chapter(f"the {n}th word", "teh end") for n in range(5, 10)))
    document = Document(body=body)
    one, other = Correction("5th", (Text("fifth"),), "ocr"), Correction("9th", (Text("ninth"),), "ocr")
    first = correct(document, [one, other]).body.divisions
    second = correct(document, [one, replace(other, corr=(Text("last"),))]).body.divisions
    assert [a is b for a, b in zip(first, second, strict=True)] == [True, True, True, True, False]
    assert second[0] is not body.divisions[0]
    assert second == correct(fresh(document), [one, replace(other, corr=(Text("last"),))]).body.divisions


@given(documents())
def test_passages_are_those_of_a_document_of_which_nothing_is_remembered(document):
    expected = tuple(passages(fresh(document)))
    assert tuple(passages(document)) == expected
    # the same divisions, met with other counts of heads and paragraphs
    tuple(passages(replace(document, front=(), back=(), notes=document.notes[::-1])))
    assert tuple(passages(document)) == expected


@given(documents())
def test_typography_is_that_of_a_document_of_which_nothing_is_remembered(document):
    settings, off = TypographySettings(), TypographySettings(quotes=False)
    for again in (settings, settings, off, settings):
        assert typography(document, again) == typography(fresh(document), again)

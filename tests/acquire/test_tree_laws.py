"""Laws of the way from pandoc's syntax tree to the Document, whatever the tree."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from emendata.acquire.pandoc.ast import Tree
from emendata.acquire.pandoc.document import document
from emendata.acquire.pandoc.images import Images
from emendata.acquire.pandoc.state import Reading
from emendata.document.model import (
    Anchor,
    Code,
    Division,
    Document,
    Formula,
    Inlines,
    NoteCall,
    Parent,
    Preformatted,
    Ref,
    Text,
)
from emendata.document.normal import folded
from emendata.document.walk import all_blocks, calls, descendants, divisions, note_texts, texts

from . import trees

EXAMPLES = settings(max_examples=50)

META = st.fixed_dictionaries(
    {},
    optional={
        "title": trees.inlines(1).map(lambda c: {"t": "MetaInlines", "c": c}),
        "author": st.lists(trees.inlines(1), max_size=2).map(
            lambda names: {"t": "MetaList", "c": [{"t": "MetaInlines", "c": c} for c in names]}
        ),
        "abstract": trees.blocks(1).map(lambda c: {"t": "MetaBlocks", "c": c}),
        "lang": st.sampled_from(["en", "grc"]).map(lambda c: {"t": "MetaString", "c": c}),
    },
)


def read(blocks: list[Any], meta: dict[str, Any] | None = None) -> tuple[Document, Reading]:
    reading = Reading("input.md", Images())
    return document(Tree(meta or {}, blocks), reading), reading


def characters(inlines: Inlines) -> str:
    """All text of a sequence, white space apart."""
    return "".join(
        "".join(inline.text.split())
        for inline in descendants(inlines)
        if isinstance(inline, Text | Code | Formula)
    )


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@EXAMPLES
@given(trees.blocks())
def test_the_document_says_what_the_tree_says(blocks: list[Any]):
    made, _ = read(blocks)
    said = "".join(map(characters, (*texts(made), *note_texts(made))))
    # A name found under the title is no text of the body any more
    said += "".join(person.name for person in made.metadata.persons)
    assert letters(said) == letters("".join(trees.text(blocks)))


@EXAMPLES
@given(trees.blocks(2, notes=False))
def test_the_text_stands_in_the_order_of_the_tree(blocks: list[Any]):
    made, _ = read(blocks)
    if not made.metadata.persons:
        said = "".join(map(characters, texts(made)))
        assert said == "".join("".join(trees.text(blocks)).split())


@EXAMPLES
@given(trees.blocks(), META)
def test_notes_in_are_notes_out_each_called_once_in_order(blocks: list[Any], meta: dict[str, Any]):
    made, _ = read(blocks, meta)
    assert len(made.notes) == trees.count([blocks, list(meta.values())], "Note")
    called = list(calls(made))
    assert sorted(called) == sorted(note.id for note in made.notes)
    assert called == [note.id for note in made.notes]


@EXAMPLES
@given(trees.blocks(), META)
def test_ids_are_xml_names_and_unique(blocks: list[Any], meta: dict[str, Any]):
    made, _ = read(blocks, meta)
    ids = all_ids(made)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", id_) for id_ in ids)
    assert len(set(ids)) == len(ids)


@EXAMPLES
@given(trees.blocks(), META)
def test_references_point_to_what_is_there_or_to_an_address(blocks: list[Any], meta: dict[str, Any]):
    made, _ = read(blocks, meta)
    there = set(all_ids(made))
    for sequence in (*texts(made), *note_texts(made)):
        for inline in descendants(sequence):
            if isinstance(inline, Ref):
                assert inline.children
                assert inline.target.startswith("https://") or inline.target[1:] in there


@EXAMPLES
@given(trees.blocks(), META)
def test_the_document_is_in_normal_form(blocks: list[Any], meta: dict[str, Any]):
    made, _ = read(blocks, meta)
    literal = {block.text for block in all_blocks(made) if isinstance(block, Preformatted)}
    for sequence in (*texts(made), *note_texts(made)):
        if len(sequence) == 1 and isinstance(sequence[0], Text) and sequence[0].text in literal:
            continue
        assert folded(sequence) == sequence
        assert no_empty_parents(sequence)


@EXAMPLES
@given(trees.blocks(), META)
def test_what_was_read_twice_is_the_same(blocks: list[Any], meta: dict[str, Any]):
    one, first = read(blocks, meta)
    other, second = read(blocks, meta)
    assert one == other
    assert first.diagnostics() == second.diagnostics()


@EXAMPLES
@given(trees.blocks(2, notes=False), trees.blocks(1, notes=False))
def test_a_note_does_not_change_what_stands_around_it(blocks: list[Any], note: list[Any]):
    assume("#" not in json.dumps(blocks))  # a link may lead to the note
    text = {"t": "Str", "c": "x"}
    plain, _ = read([{"t": "Para", "c": [text]}, *blocks])
    noted, _ = read([{"t": "Para", "c": [text, {"t": "Note", "c": note}]}, *blocks])
    assert without_first_call(noted).body == plain.body


def without_first_call(made: Document) -> Document:
    first = made.body.blocks[0]
    content = tuple(inline for inline in first.content if not isinstance(inline, NoteCall))
    return replace(
        made, body=replace(made.body, blocks=(replace(first, content=content), *made.body.blocks[1:]))
    )


def no_empty_parents(inlines: Inlines) -> bool:
    return all(i.children and no_empty_parents(i.children) for i in inlines if isinstance(i, Parent))


def all_ids(made: Document) -> list[str]:
    found = [d.id for part in (*made.front, made.body) for d in divisions(part)]
    found += [getattr(block, "id", "") for block in all_blocks(made)]
    found += [note.id for note in made.notes]
    found += [
        inline.id
        for sequence in (*texts(made), *note_texts(made))
        for inline in descendants(sequence)
        if isinstance(inline, Anchor)
    ]
    return [id_ for id_ in found if id_]


def test_the_division_of_an_empty_tree_is_empty():
    made, _ = read([])
    assert made.body == Division()

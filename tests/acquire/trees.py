"""Hypothesis strategies for pandoc's syntax trees, and their plain text by a rule of our own.

The text of a tree is told here without anything of the reader, so that the law *the Document says
what the tree says* compares two readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Node = dict[str, Any]

# Letters of several scripts and what stands between words; no asterisks, which alone make a break
WORDS = st.text("abcé αβγ שלום слово“”’.,;-\N{NO-BREAK SPACE}\N{SOFT HYPHEN}", min_size=1, max_size=8).filter(
    lambda text: text.strip(" ")
)
IDS = st.sampled_from(["", "", "a", "b", "_GoBack", "λόγος", "1st", "ch1.xhtml", "n1", "x y"])
CLASSES = st.lists(
    st.sampled_from(["verse", "quote", "center", "odd", "section", "speech", "speaker"]), max_size=1
)
LANGS = st.sampled_from(
    [[], [], [["lang", "grc"]], [["lang", "en-GB"]], [["xml:lang", "ru-Latn"]], [["lang", "no tag"]]]
)
ATTRS = st.tuples(IDS, CLASSES, LANGS).map(list)


def node(kind: str, contents: Any = None) -> Node:
    return {"t": kind} if contents is None else {"t": kind, "c": contents}


LEAVES = st.one_of(
    WORDS.map(lambda text: node("Str", text)),
    st.sampled_from(["Space", "SoftBreak", "LineBreak"]).map(node),
    st.tuples(ATTRS, WORDS).map(lambda c: node("Code", list(c))),
    st.tuples(st.sampled_from(["InlineMath", "DisplayMath"]), WORDS).map(
        lambda c: node("Math", [node(c[0]), c[1]])
    ),
)


def inlines(depth: int = 2, notes: bool = True) -> st.SearchStrategy[list[Node]]:
    if depth == 0:
        return st.lists(LEAVES, max_size=3)
    inner = inlines(depth - 1, notes)
    kinds = ["Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"]
    options = [
        LEAVES,
        st.tuples(st.sampled_from(kinds), inner).map(lambda c: node(*c)),
        st.tuples(st.sampled_from(["SingleQuote", "DoubleQuote"]), inner).map(
            lambda c: node("Quoted", [node(c[0]), c[1]])
        ),
        st.tuples(ATTRS, inner).map(lambda c: node("Span", list(c))),
        st.tuples(
            ATTRS, inner, st.sampled_from(["#a", "#nowhere", "https://example.org/", "other.html"])
        ).map(lambda c: node("Link", [c[0], c[1], [c[2], ""]])),
        inner.map(lambda c: node("Cite", [[], c])),
        st.sampled_from(["a.png", "https://example.org/a.png", "../a.png"]).map(
            lambda src: node("Image", [["", [], []], [], [src, ""]])
        ),
    ]
    if notes:
        options.append(blocks(depth - 1, notes=depth > 1).map(lambda c: node("Note", c)))
    return st.lists(st.one_of(options), max_size=4)


def blocks(depth: int = 2, notes: bool = True) -> st.SearchStrategy[list[Node]]:
    line = inlines(min(depth, 2), notes)
    options = [
        line.map(lambda c: node("Para", c)),
        line.map(lambda c: node("Plain", c)),
        st.lists(line, max_size=4).map(lambda c: node("LineBlock", c)),
        st.tuples(ATTRS, WORDS).map(lambda c: node("CodeBlock", list(c))),
        st.just(node("HorizontalRule")),
        st.tuples(st.integers(1, 4), ATTRS, line).map(lambda c: node("Header", list(c))),
    ]
    if depth > 0:
        inner = blocks(depth - 1, notes)
        options += [
            inner.map(lambda c: node("BlockQuote", c)),
            st.lists(inner, min_size=1, max_size=3).map(lambda c: node("BulletList", c)),
            st.tuples(
                st.integers(0, 9),
                st.sampled_from(["Decimal", "UpperRoman"]),
                st.lists(inner, min_size=1, max_size=2),
            ).map(lambda c: node("OrderedList", [[c[0], node(c[1]), node("Period")], c[2]])),
            st.lists(st.tuples(line, st.lists(inner, max_size=2)), min_size=1, max_size=2).map(
                lambda c: node("DefinitionList", [[term, definitions] for term, definitions in c])
            ),
            st.tuples(ATTRS, inner).map(lambda c: node("Div", list(c))),
            tables(inner, line),
            figures(line),
        ]
    return st.lists(st.one_of(options), max_size=4)


def figures(line: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[Node]:
    image = node("Plain", [node("Image", [["", [], []], [], ["a.png", ""]])])
    return st.tuples(ATTRS, line, st.lists(st.just(image), max_size=2)).map(
        lambda c: node("Figure", [c[0], [None, [node("Plain", c[1])]], c[2]])
    )


def tables(
    inner: st.SearchStrategy[list[Node]], line: st.SearchStrategy[list[Node]]
) -> st.SearchStrategy[Node]:
    none = ["", [], []]
    align = st.sampled_from(["AlignLeft", "AlignRight", "AlignCenter", "AlignDefault"]).map(node)
    cell = st.tuples(align, st.integers(1, 2), st.integers(1, 2), inner).map(lambda c: [none, *c])
    row = st.lists(cell, min_size=1, max_size=2).map(lambda cells: [none, cells])
    rows = st.lists(row, max_size=2)
    return st.tuples(ATTRS, line, rows, rows, rows, rows, st.integers(0, 1)).map(
        lambda c: node(
            "Table",
            [
                c[0],
                [None, [node("Para", c[1])] if c[1] else []],
                [[node("AlignLeft"), node("ColWidthDefault")]],
                [none, c[2]],
                [[none, c[6], c[3], c[4]]],
                [none, c[5]],
            ],
        )
    )


def text(part: Any) -> Iterator[str]:
    """The text of any part of a tree, notes where they are called."""
    match part:
        case {"t": "Str", "c": str(words)}:
            yield words
        case {"t": "Code" | "CodeBlock" | "Math", "c": [_, str(words)]}:
            yield words
        case {"t": "Quoted", "c": [{"t": kind}, children]}:
            opening, closing = "‘’" if kind == "SingleQuote" else "“”"
            yield opening
            yield from text(children)
            yield closing
        case {"t": "Link" | "Image" | "Span" | "Div" | "Cite", "c": [_, children, *_]}:
            yield from text(children)
        case {"t": "OrderedList", "c": [_, items]}:
            yield from text(items)
        case {"t": "Header", "c": [_, _, children]}:
            yield from text(children)
        case {"t": "Table", "c": [_, [_, caption], _, head, bodies, foot]}:
            yield from text(caption)
            for _, rows in (head, *((None, [*body[2], *body[3]]) for body in bodies), foot):
                for _, cells in rows:
                    for cell in cells:
                        yield from text(cell[4])
        case {"t": "Figure", "c": [_, [_, caption], contents]}:
            yield from text(caption)
            yield from text(contents)
        case {"c": contents}:
            yield from text(contents)
        case list():
            for inner in part:
                yield from text(inner)


def count(part: Any, kind: str) -> int:
    """How many nodes of a kind the tree has."""
    match part:
        case dict():
            return (part.get("t") == kind) + count(part.get("c"), kind)
        case list() | tuple():
            return sum(count(inner, kind) for inner in part)
    return 0

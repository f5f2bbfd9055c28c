"""What a div means: the classes and style names by which authors and their programs call things."""

from __future__ import annotations

from typing import Literal, TypeAlias

from emendata.acquire.pandoc.ast import Attributes
from emendata.acquire.pandoc.vocabulary import names

Meaning: TypeAlias = Literal[
    "verse",
    "quotation",
    "abstract",
    "abstract title",
    "speech",
    "speaker",
    "caption",
    "title",
    "subtitle",
    "author",
    "date",
    "none",
    "unknown",
]

_VERSE = names(
    """
    emendata-verse, verse, poem, poetry, stanza, strophe, linegroup, line-group, line-block, lg,
    verse-group, verseblock, gedicht, vers, poesie, poésie, poesia, стих, verse text, poem text,
    poetry text, verse line
    """
)
_QUOTATION = names(
    """
    quote, quotation, quotations, blockquote, block-quote, disp-quote, epigraph, extract, zitat,
    citazione, цитата, intense quote, block text, block quote, block quotation, long
    quotation, quote block
    """
)
_ABSTRACT = names(
    """
    abstract, abstract-text, abstract text, abstract body, zusammenfassung
    """
)
_CAPTION = names(
    """
    caption, image caption, figure caption, figurecaption, table caption, tablecaption, figure,
    illustration, beschriftung, légende, drawing
    """
)
_CENTRED = names(
    """
    center, centre, centered, centred, aligncenter, text-center, has-text-align-center
    """
)
_RIGHT = names(
    """
    right, flushright, alignright, text-right, has-text-align-right
    """
)
_MEANINGS: tuple[tuple[Meaning, frozenset[str]], ...] = (
    ("verse", _VERSE),
    ("abstract", _ABSTRACT),
    ("abstract title", names("abstract title, abstract-title")),
    ("caption", _CAPTION),
    ("quotation", _QUOTATION),
    ("speech", names("speech, sp")),
    ("speaker", names("speaker")),
    ("title", names("title")),
    ("subtitle", names("subtitle")),
    ("author", names("author, authors, byline")),
    ("date", names("date")),
)
"""What has several names is the first of these."""

# Parts of a page, whose contents are what matters
_PARTS = names(
    """
    section, main, body, content, article, wrapper, container, page, document, level1, level2,
    level3, level4, level5, level6, unnumbered, titlepage, chapter, bodymatter, frontmatter,
    backmatter, part, entry-content, post-content, text, header, references, csl-bib-body,
    csl-entry, hanging-indent, table-wrap, footnotes, endnotes, docx-tab-stop
    """
)
# The styles of ordinary text in word processors
_ORDINARY = names(
    """
    normal, normal (web), standard, default, default style, default text, plain text, no spacing,
    body text, body text 2, body text 3, body text indent, body text first indent, text body,
    text_20_body, first paragraph, first line indent, compact, list paragraph, list bullet,
    list bullet 2, list bullet 3, list bullet 4, list bullet 5, list number, list number 2,
    list number 3, list number 4, list number 5, list continue, list continue 2, list continue 3,
    list 2, list 3, list, footnote text, endnote text, footnote, endnote, source code, preformatted text,
    bibliography, captioned figure, table, table contents, table heading, definition, definition
    term, standardtext, textkörper, corps de texte
    """
)
_QUIET = _PARTS | _ORDINARY | _CENTRED | _RIGHT


def meaning(attrs: Attributes) -> Meaning:
    """What the div is; ``none`` for one that only holds its contents, ``unknown`` for another."""
    called = attrs.names
    for what, known in _MEANINGS:
        if called & known:
            return what
    return "unknown" if called - _QUIET else "none"


def unknown_names(attrs: Attributes) -> list[str]:
    """The names that mean nothing to us."""
    return sorted(attrs.names - _QUIET)


def alignment(attrs: Attributes) -> str:
    """`Paragraph.rend` for the paragraphs in the div."""
    style = attrs.values.get("style", "").replace(" ", "")
    if attrs.names & _CENTRED or "text-align:center" in style:
        return "centred"
    if attrs.names & _RIGHT or "text-align:right" in style:
        return "right"
    return ""

"""The characters of the text: none that no text has, none that stand for lost ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from emendata.diagnostics import Diagnostic
from emendata.lint.document import XHTML, text_of, words
from emendata.lint.volume import Volume

_STRANGE = re.compile("[\ufffd\x7f-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff\u00ad\ufff9-\ufffb]")
_MOJIBAKE = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf]|\u00e2\u20ac[\u0153\u0098-\u00a6\u2122\u201c\u201d\u02dc]|Ð[\u0080-\u00bf]"
)
_LONG = 200


def characters(volume: Volume) -> Iterator[Diagnostic]:
    """A character that no text has, or one that stands for a lost one."""
    for document in volume.text:
        whole = volume.files[document.name].decode("utf-8", "replace")
        if not _STRANGE.search(whole) and "&" not in whole:
            continue
        for tree in document.order:
            for text in (tree.text, tree.tail):
                if text and (found := _STRANGE.search(text)):
                    name = unicodedata.name(found[0], f"U+{ord(found[0]):04X}")
                    yield volume.doubt("L810", (document, tree), f"a character that no text has: {name}")


def wrong_encodings(volume: Volume) -> Iterator[Diagnostic]:
    """Letters that were read in the wrong encoding."""
    for document in volume.text:
        if not _MOJIBAKE.search(volume.files[document.name].decode("utf-8", "replace")):
            continue
        for tree in document.order:
            for text in (tree.text, tree.tail):
                if text and (found := _MOJIBAKE.search(text)):
                    yield volume.doubt("L811", (document, tree), f"read in a wrong encoding: {found[0]!r}")


def paragraphs_twice(volume: Volume) -> Iterator[Diagnostic]:
    """A long paragraph is there twice, one right after the other."""
    for document in volume.text:
        before = ""
        for tree in document.root.iter(f"{XHTML}p"):
            text = text_of(tree)
            if len(text) > _LONG and text == before:
                yield volume.doubt("L812", (document, tree), f"this paragraph is there twice: “{text[:50]}”")
            before = text


def paragraphs_are_all_there(volume: Volume) -> Iterator[Diagnostic]:
    """The counted paragraphs have a gap, or are not in their order."""
    found = [(facts, *run) for facts in volume.text_facts for run in facts.counted]
    if not found or found[0][2] != 1:
        return  # another program's ids
    for (_, _, _, before), (facts, at, number, _) in pairwise(found):
        if number != before + 1:
            yield volume.doubt("L813", (facts, at), f"paragraph {number} follows paragraph {before}")


def spans_of_text(volume: Volume) -> Iterator[Diagnostic]:
    """Text stands where only blocks can: between the parts of a section, a list or a table."""
    for document in volume.text:
        for tree in document.order:
            name = tree.tag.rpartition("}")[2] if isinstance(tree.tag, str) else ""
            if name not in (
                "section",
                "body",
                "ul",
                "ol",
                "table",
                "tbody",
                "thead",
                "tr",
                "dl",
                "blockquote",
            ):
                continue
            loose = [tree.text or "", *((inner.tail or "") for inner in tree)]
            if any(text.strip() for text in loose):
                said = next(text.strip() for text in loose if text.strip())
                message = f"text that stands in no paragraph: “{said[:40]}”"
                yield volume.problem("L814", (document, tree), message)


def empty_parts(volume: Volume) -> Iterator[Diagnostic]:
    """A document of the text has nothing in it."""
    for document in volume.text:
        body = next(document.root.iter(f"{XHTML}body"), None)
        if body is None or not (text_of(body) or next(body.iter(f"{XHTML}img"), None) is not None):
            yield volume.doubt("L815", document, "there is nothing in this document")


def empty_paragraphs(volume: Volume) -> Iterator[Diagnostic]:
    """A paragraph with nothing in it."""
    for document in volume.text:
        for tree in document.root.iter(f"{XHTML}p"):
            if not text_of(tree) and len(tree) == 0 and not words(tree, "class") and not tree.get("id"):
                yield volume.doubt("L816", (document, tree), "a paragraph with nothing in it")

"""Shapes of printed and scanned texts by chance, and the sum of what is measured on many of them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from emendata.acquire import text
from emendata.edit.normalise import normalise
from tests.ocr.measure import measure
from tests.ocr.printed import Manuscript, Print, scan

MARKS = (
    ("superscript", "superscript"),
    ("tight", "superscript"),
    ("brackets", "brackets"),
    ("dot", "superscript"),
    ("dot", "bare"),
    ("dot", "brackets"),
    ("half", "half"),
    ("half", "superscript"),
    ("paren", "paren"),
    ("caret", "caret"),
    ("symbol", "symbol"),
    ("bare", "bare"),
    ("bare", "superscript"),
)
"""(mark in front of a note, mark that calls it)."""


def shape(r: random.Random) -> Print:
    """All that can vary, by chance."""
    head, call = r.choice(MARKS)
    wrapped = r.random() < 0.5
    indent = r.choice(["", "", "  ", "    ", "\t"])
    endnotes = r.choice(["NOTES", "Notes"]) if r.random() < 0.12 and head != "symbol" else ""
    return Print(
        head=head,
        call=call,
        restart=not endnotes and r.random() < 0.3,
        endnotes=endnotes,
        width=r.choice([58, 65, 72, 85]),
        depth=r.choice([34, 40, 46]),
        wrapped=wrapped,
        indent=indent,
        blank=not indent or r.random() < 0.4,
        loose=r.random() < 0.15,
        tight_notes=wrapped and r.random() < 0.3,
        hyphens=r.random() < 0.6,
        page=r.choice(["", "", "\f"]),
        running=r.choice(["", "", "titles", "sections"]),
        folio=r.choice(["", "top", "bottom"]),
        folio_style=r.choice(["{}", "{}", "- {} -", "[{}]", "{}."]),
        rule=r.choice(["", "", "", "_______", "-----"]),
        head_style=r.choice(["caps", "caps", "title", "roman", "arabic", "section", "chapter"]),
        title_style=r.choice(["title", "caps", "lines"]),
        byline=r.choice(["caps", "title", "by", "above", "affiliation"]),
        abstract_style=r.choice(["Summary: ", "Abstract. ", "ABSTRACT\n", "Abstract\n", "SUMMARY\n", ""]),
        emphasis=r.choice(["*", "_", ""]) if head != "symbol" else r.choice(["_", ""]),
        newline=r.choice(["\n", "\n", "\r\n"]),
        quote_indent=r.choice([0, 4]),
        misread=r.choice([0, 0, 0.03]),
        lost=r.choice([0, 0, 0.02]),
        specks=r.choice([0, 0, 0.2]),
        widows=r.random() < 0.5,
    )


def totals(texts: Iterable[tuple[Manuscript, Print, int]]) -> dict[str, tuple[int, int, int]]:
    """For each kind of thing how many were found, are true, and were found truly, in all the texts together."""
    sums: dict[str, tuple[int, int, int]] = {}
    for manuscript, printing, seed in texts:
        if printing.head == "symbol":
            # an asterisk that calls is not told from one that closes an emphasis
            printing = replace(printing, emphasis="_" if printing.emphasis == "*" else printing.emphasis)
        source, truth = scan(manuscript, printing, seed)
        found = normalise(text.read(source, "s.txt"), source, "s.txt")
        removed = [
            source[a:b]
            for rule, spans in found.account.spans
            if rule in ("running-head", "folio", "rule")
            for a, b in spans
        ]
        for what, counts in measure(found.document, removed, truth).items():
            a, b, c = sums.get(what, (0, 0, 0))
            sums[what] = (a + counts[0], b + counts[1], c + counts[2])
    return sums

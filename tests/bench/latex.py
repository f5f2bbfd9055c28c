"""Read the entries of a reledmac file, to compare an apparatus with the one that its project has printed.

Only what the LaTeX file of the *Bellum Alexandrinum* needs: ``\\edtext{lemma}{\\Bfootnote{…}}``, nested, with macros
whose arguments are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SILENT = ("label", "hyperref", "gap")
"""Macros whose argument is no text."""
_FOOTNOTE = re.compile(r"\\[A-E]footnote(?:\[[^\]]*\])?(?=\{)")
_MACRO = re.compile(r"\\([a-zA-Z]+)\*?(?:\[[^\]]*\])?|\\.")


@dataclass(frozen=True, slots=True)
class Printed:
    """An entry, its letters and digits alone."""

    lemma: str
    note: str


def letters(text: str) -> str:
    """Letters and digits alone, in lower case: fonts, spaces and punctuation are the designer's."""
    return "".join(char for char in text if char.isalnum()).casefold()


def entries(latex: str) -> Iterator[Printed]:
    """Each entry in the order in which its lemma begins."""
    quoted: list[tuple[int, int]] = []
    """Where notes are: what they say of lemmas within theirs is said of these once more."""
    for found in re.finditer(r"\\edtext(?=\{)", latex):
        lemma, after = _argument(latex, found.end())
        note, end = _argument(latex, after)
        quoted.append((after, end))
        if any(start < found.start() < stop for start, stop in quoted):
            continue
        footnote = next((f for f in _FOOTNOTE.finditer(note) if not _depth(note, f.start())), None)
        said = _argument(note, footnote.end())[0] if footnote else ""
        yield Printed(letters(text(lemma)), letters(text(said.replace(r"$\parallel$", ""))))


def _depth(latex: str, at: int) -> int:
    """How many braces are open."""
    before = re.sub(r"\\.", "", latex[:at])
    return before.count("{") - before.count("}")


def text(latex: str) -> str:
    """The words that are printed; of an entry within, its lemma."""
    out: list[str] = []
    at = 0
    while at < len(latex):
        macro = _MACRO.match(latex, at)
        if macro is None:
            out.append(latex[at])
            at += 1
            continue
        at = macro.end()
        if macro[1] == "edtext":
            lemma, at = _argument(latex, at)
            out.append(text(lemma))
            _, at = _argument(latex, at)
        elif macro[1] in _SILENT and latex[at : at + 1] == "{":
            _, at = _argument(latex, at)
    return "".join(out)


def _argument(latex: str, at: int) -> tuple[str, int]:
    """What stands between the brace here and its fellow, and where that ends."""
    depth, end = 0, at
    while True:
        if latex[end] == "\\":
            end += 1
        elif latex[end] == "{":
            depth += 1
        elif latex[end] == "}":
            depth -= 1
            if not depth:
                return latex[at + 1 : end], end + 1
        end += 1

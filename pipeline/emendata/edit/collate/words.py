"""Cut a text into the words that are compared, each with the form under which it is compared.

A word is what stands between white space, with its punctuation; so putting the words together again
gives the text. Texts that do not divide words (Chinese, Japanese, Thai) are compared by characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

_SIGNS = "".join(  # those that belong to words, and brackets, daggers and the like, are the editor's
    char for char in map(chr, range(0x3100)) if unicodedata.category(char)[0] == "P" and char not in "’'-†‡⟨⟩[]<>*‐"
)
_UNDIVIDED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNDIVIDED}]|[^\s{_UNDIVIDED}]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a witness."""

    form: str
    """As it stands in the witness, punctuation included."""
    norm: str
    """As it is compared; empty for a sign that stands alone and is not compared."""
    passage: int = 0
    """Which sequence of running text it stands in, from 0."""
    start: int = 0
    """Its first character there."""

    @property
    def end(self) -> int:
        """After its last character."""
        return self.start + len(self.form)


def bare(text: str) -> str:
    """The words without the punctuation before and after them; all of it, if there is nothing else."""
    return text.strip(_SIGNS + " ") or text


def words(passages: Iterable[str], normal: Callable[[str], str]) -> tuple[Word, ...]:
    """The words of a text that is given passage by passage, compared as `normal` has them.

    A sign that stands alone, such as a dash, goes with the word before it.
    """
    found: list[Word] = []
    for number, passage in enumerate(passages):
        for match in _WORD.finditer(passage):
            norm = normal(match[0])
            before = found[-1] if found else None
            if not norm and before and before.passage == number:
                found[-1] = replace(before, form=passage[before.start : match.end()])
            else:
                found.append(Word(match[0], norm, number, match.start()))
    return tuple(found)

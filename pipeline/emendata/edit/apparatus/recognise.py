"""Tell from the words of a reading what kind it is of, where nobody has said it.

Nothing at all is an omission. The same words in another order are a transposition, the words twice a
repetition; the words with more after them are an addition, of which only what is added stays. Words that
come before the lemma make no addition: those are added after the lemma, by their definition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from emendata.document.cutting import cut, positions, reading
from emendata.document.extents import Extent, Extents
from emendata.document.model import Document, Entry, Gap, Graphic, Inlines, Reading, ReadingGroup, Space

_WORD = re.compile(r"\w(?:[\w'’ʼ-]*\w)?", re.UNICODE)


def recognised(document: Document, every: bool = True) -> Document:
    """The Document with the kinds of its readings; only omissions, unless `every` kind is wanted."""
    extents = Extents(document)
    return replace(document, entries=tuple(_entry(entry, extents, every) for entry in document.entries))


def _entry(entry: Entry, extents: Extents, every: bool) -> Entry:
    extent = extents.between(entry.start, entry.end)
    if extent is None:
        return entry
    members = tuple(_member(member, extent, every) for member in entry.readings)
    return entry if members == entry.readings else replace(entry, readings=members)


def _member(
    member: Reading | ReadingGroup, extent: Extent, every: bool
) -> Reading | ReadingGroup:
    if isinstance(member, ReadingGroup):
        return replace(member, readings=tuple(_member(one, extent, every) for one in member.readings))
    if member.kind or member.blocks:
        return member
    lemma = _words(extent.text)
    if _is_nothing(member.content):
        return replace(member, kind="omission") if lemma and member.attested else member
    if not every:
        return member
    return _of_words(member, lemma)


def _of_words(member: Reading, lemma: Sequence[str]) -> Reading:
    text = reading(member.content)
    theirs = _words(text)
    if not lemma:
        return replace(member, kind="addition") if theirs else member
    if theirs == [*lemma, *lemma]:
        return replace(member, kind="repetition")
    if theirs != lemma and Counter(theirs) == Counter(lemma):
        return replace(member, kind="transposition")
    if len(theirs) > len(lemma) and theirs[: len(lemma)] == lemma:
        after = [match.start() for match in _WORD.finditer(text)][len(lemma)]
        _, added = cut(member.content, after)
        return replace(member, kind="addition", content=added)
    return member


def _words(text: str) -> list[str]:
    """The words without regard to capitals and punctuation."""
    return [word.casefold() for word in _WORD.findall(text)]


def _is_nothing(content: Inlines) -> bool:
    """Whether a reading has no text and no sign of any."""
    signs = any(isinstance(inline, Gap | Space | Graphic) for _, inline in positions(content))
    return not signs and not reading(content).strip()

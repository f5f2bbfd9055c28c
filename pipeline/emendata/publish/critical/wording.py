"""Turn an entry into what is said of it, in the order of print and with every word that is not typed.

Enters: the entries of a Document with its witnesses; the rules of the house. Leaves: for each a `Worded`,
which knows nothing of XHTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from emendata.document.cutting import reading as text_of
from emendata.document.extents import Extent, Extents
from emendata.document.model import (
    Anchor,
    Attestation,
    Block,
    Blocks,
    Document,
    Entry,
    Inlines,
    LineGroup,
    Name,
    NoteCall,
    Reading,
    ReadingGroup,
    Text,
    Verse,
)
from emendata.document.normal import joined
from emendata.document.sigla import Sigla, Siglum
from emendata.document.walk import descendants, inlines_of, nested, readings
from emendata.publish.critical import lemma
from emendata.publish.critical.house import House
from emendata.publish.critical.words import DETAILS, TERMS, term_for


@dataclass(frozen=True, slots=True)
class Said:
    """A lemma or a reading with its witnesses."""

    separator: str = ""
    """What stands before it."""
    lead: Inlines = ()
    before: str = ""
    """A word before the reading or in its place: ``om.``, ``add.``"""
    content: Inlines = ()
    repeats: bool = False
    """Whether `content` repeats what stands in the text, so that nothing in it has an id."""
    after: str = ""
    """A word after the reading: ``coni.``"""
    witnesses: str = ""
    """A word for all of them, or the rest: ``codd.``, ``cett.``"""
    sigla: tuple[Siglum, ...] = ()
    remark: Inlines = ()


@dataclass(frozen=True, slots=True)
class Worded:
    """An entry as it is printed."""

    entry: Entry
    extent: Extent | None
    """None where its anchors do not stand in the text."""
    lemma: Said
    word: str
    """The lemma's first or only word as it stands in the text."""
    bracket: str
    """After the lemma; empty where there is none."""
    readings: tuple[Said, ...]
    content: Blocks
    remark: Inlines


class Wording:
    """The words of every entry of a Document."""

    def __init__(self, document: Document, extents: Extents, house: House) -> None:
        self.house = house
        self.sigla = Sigla(document, extents)
        self._extents = extents
        self._small = lemma.small_letters(document) if house.case == "lower" else str.lower

    def worded(self, entry: Entry) -> Worded:
        """The entry as it is printed."""
        extent = self._extents.between(entry.start, entry.end)
        absent = self.sigla.missing(extent)
        return Worded(
            entry,
            extent,
            self._lemma(entry, extent, absent),
            lemma.first_word(extent) if extent else "",
            self.house.bracket if entry.lemma.content or (extent and extent.text.strip()) else "",
            tuple(self._group(entry.readings, extent, absent, "")),
            entry.content,
            entry.remark,
        )

    # ------------------------------------------------------------------- the lemma

    def _lemma(self, entry: Entry, extent: Extent | None, absent: frozenset[str]) -> Said:
        given = entry.lemma
        content = on_line(given, self.house)
        repeats = not content
        if repeats and extent:
            content = lemma.printed(extent, self._extents.marked_up(extent), self.house, self._small)
        before = ""
        if repeats and not text_of(content).strip() and extent and entry.readings:
            # On a point between two words: said by the word beside it, for there is none to quote.
            term, word = lemma.neighbour(extent, self.house)
            if word:
                before, content, repeats = self.house.word(term), (Text(word),), True
        witnesses, sigla = self._of_lemma(entry, absent)
        after = self._word(given.kind) if given.kind in ("conjecture", "correction", "unclear") else ""
        return Said(
            lead=given.lead,
            before=before,
            content=content,
            repeats=repeats,
            after=after,
            witnesses=witnesses,
            sigla=sigla,
            remark=given.remark,
        )

    def _of_lemma(self, entry: Entry, absent: frozenset[str]) -> tuple[str, tuple[Siglum, ...]]:
        """Who has the lemma, as far as the house says so."""
        attested = entry.lemma.attested
        if not entry.readings and not attested:
            return "", ()
        if self.house.kind == "negative" and self._is_of_manuscripts(attested):
            return "", ()
        if self.house.kind == "positive" and not attested:
            elsewhere = [one for reading in readings(entry.readings) for one in reading.attested]
            accounted = self.sigla.accounted(elsewhere)
            attested = tuple(
                Attestation(name) for name in self.sigla.main if name not in accounted and name not in absent
            )
        elsewhere_named = any(reading.attested for reading in readings(entry.readings))
        return self._who(attested, entry, absent, elsewhere_named)

    def _is_of_manuscripts(self, attested: Sequence[Attestation]) -> bool:
        return not attested or bool(self.sigla.accounted(attested) & {*self.sigla.main})

    # ----------------------------------------------------------------- the readings

    def _group(
        self,
        members: Sequence[Reading | ReadingGroup],
        extent: Extent | None,
        absent: frozenset[str],
        before: str,
    ) -> Iterator[Said]:
        """The readings in their order; `before` stands before the first of them."""
        separator = before
        for member in members:
            if isinstance(member, Reading):
                yield self._reading(member, extent, absent, separator)
                separator = self.house.between
                continue
            groups = self.house.between_groups
            yield from self._group(member.readings, extent, absent, groups if separator else "")
            if member.remark:
                yield Said(remark=member.remark)
            separator = groups

    def _reading(
        self, reading: Reading, extent: Extent | None, absent: frozenset[str], separator: str
    ) -> Said:
        content = on_line(reading, self.house)
        if extent and lemma.first_word(extent)[:1].isupper() and not self._is_name(extent):
            # Words that would begin the sentence too.
            content = lemma.cased(content, self.house, self._small)
        before, after = self._words(reading, content, extent)
        if reading.kind in _WORD_FOR_READING and before and self._says_it(reading.kind, extent, content):
            content = ()
        witnesses, sigla = self._who(reading.attested, None, absent, False)
        return Said(separator, reading.lead, before, content, False, after, witnesses, sigla, reading.remark)

    def _words(self, reading: Reading, content: Inlines, extent: Extent | None) -> tuple[str, str]:
        """The words before and after a reading."""
        word = self._word(reading.kind)
        match reading.kind:
            case "omission" | "addition" | "deletion" | "seclusion" | "lacuna" | "accepted":
                return word, ""
            case "unclear":
                return ("", word) if content else (self._word("illegible"), "")
            case "transposition" | "repetition":
                said = not content or self._says_it(reading.kind, extent, content)
                return (word, "") if said else ("", word)
            case "correction" | "conjecture":
                return "", word
            case _:  # a kind of nobody's knowledge here is no reason to say anything
                return ("" if content else self._word("omission")), ""

    def _is_name(self, extent: Extent) -> bool:
        marked_up = self._extents.marked_up(extent)
        return isinstance(next(iter(marked_up or ()), None), Name)

    def _word(self, kind: str) -> str:
        return self.house.word(kind) if kind in TERMS else ""

    def _says_it(self, kind: str, extent: Extent | None, content: Inlines) -> bool:
        """Whether the word alone tells what a witness has: two words change places in one way only."""
        if any(isinstance(inline, Anchor | NoteCall) for inline in descendants(content)):
            return False  # entries and notes are on these words, so they must stand
        ours, theirs = (extent.text if extent else "").split(), text_of(content).split()
        if kind == "repetition":
            return bool(ours) and theirs == ours * 2
        return len(ours) == 2 and theirs == ours[::-1]

    # --------------------------------------------------------------------- the sigla

    def _who(
        self, attested: Sequence[Attestation], entry: Entry | None, absent: frozenset[str], rest: bool
    ) -> tuple[str, tuple[Siglum, ...]]:
        """The witnesses: a word for all manuscripts or for the rest, and the sigla that remain."""
        word = ""
        if self.house.rest == "word":
            present = {name for name in self.sigla.main if name not in absent}
            plain = {one.witness for one in attested if not one.detail}
            named = {member for name in plain for member in self.sigla.members(name)}
            if len(present) > 1 and present <= named:
                word = self.house.word("all")
            elif rest and entry is not None and len(named & present) > 1:
                elsewhere = [one for r in readings(entry.readings) for one in r.attested]
                if present <= named | self.sigla.accounted(elsewhere):
                    word = self.house.word("rest")
            if word:
                covered = present if word == self.house.word("all") else present & named
                attested = [
                    one for one in attested if one.detail or not self.sigla.members(one.witness) <= covered
                ]
        sigla = self.sigla.printed(attested, absent, self.house.groups)
        return word, tuple(
            Siglum(one.witness, one.text, self._detail(one.detail)) if one.detail else one for one in sigla
        )

    def _detail(self, detail: str) -> str:
        """What is said of a witness, in the words of the house where there are some."""
        term = term_for(detail)
        return self.house.word(term) if term in DETAILS else detail


_WORD_FOR_READING = ("transposition", "repetition")


def on_line(reading: Reading, house: House) -> Inlines:
    """The text of a reading in one line, that of paragraphs and verses too."""
    if not reading.blocks:
        return reading.content
    verses = {id(verse.content) for block in nested(reading.blocks) for verse in _verses(block)}
    between = f" {house.between_verses} " if house.between_verses else " "
    parts: list[Inlines] = []
    for block in reading.blocks:
        for inlines in inlines_of(block):
            if parts:
                parts.append((Text(between if id(inlines) in verses else " "),))
            parts.append(inlines)
    return joined(inline for part in parts for inline in part)


def _verses(block: Block) -> Iterator[Verse]:
    if isinstance(block, LineGroup):
        for line in block.lines:
            if isinstance(line, Verse):
                yield line
            else:
                yield from _verses(line)

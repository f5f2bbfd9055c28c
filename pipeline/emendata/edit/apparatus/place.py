"""Find the lemmata of apparatus.yaml in a Document and put the entries there, or say why it cannot be done.

A lemma must stand exactly once in its place, or `nth` says which; ``first … last`` goes from the first
words to the next that are like the last, over the ends of verses and paragraphs. A reading that is chosen
takes the place of the words of the source, which become a reading of the entry.

Codes: X004 no such place, X005 the words are not there, X006 they are there more than once, X007 there are
fewer than `nth`, X008 a lemma cuts into a formula or an emendation, X009 two choices for the same words,
X013 a choice where nobody is named for what the source has, X014 a choice over the end of a paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from emendata.diagnostics import Diagnostic, EmendataError
from emendata.document.cutting import lifted, reading, replaced, solid
from emendata.document.extents import Extents
from emendata.document.identity import ids
from emendata.document.model import (
    Absence,
    Applied,
    Attestation,
    Document,
    Entry,
    Inlines,
    Paragraph,
    Reading,
    Text,
    Witness,
)
from emendata.document.sigla import Sigla
from emendata.document.walk import map_document, plain
from emendata.edit.apparatus.anchors import Mark, anchored
from emendata.edit.apparatus.lemmata import Lemmata
from emendata.edit.apparatus.said import Said, SaidReading
from emendata.edit.corrections import yaml_text
from emendata.edit.near import PASSAGE_END, near_misses
from emendata.edit.places import (
    Area,
    NoSuchPlace,
    Range,
    Whole,
    listed,
    matches,
    phrase_pattern,
    quoted,
    times,
    unique_range,
)

MANY = 50
"""So many entries that cannot be placed are told."""
ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


def placed(document: Document, entries: Sequence[Said], base: str = "") -> Document:
    """The Document with an `Entry` for each of the `entries`, after those it has.

    `base` is the siglum of the source. Witnesses and scholars who are named and not declared are declared. Raises
    one `EmendataError` that tells of every entry that could not be placed.
    """
    if not entries:
        return document
    work = _Placing(document, base)
    found = [one for said in entries if (one := work.found(said))]
    found.sort(key=lambda one: (one.start, -one.end, one.said.place))
    work.check(found)
    if work.troubles:
        raise EmendataError(_told(sorted(work.troubles, key=lambda trouble: trouble.place)))
    return work.document(found)


def _told(troubles: list[Diagnostic]) -> list[Diagnostic]:
    """Of very many the first."""
    if len(troubles) <= MANY:
        return troubles
    last = troubles[MANY - 1]
    return [*troubles[: MANY - 1], replace(last, message=f"{last.message}; and {len(troubles) - MANY} more")]


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry with the range of the whole text that it is on."""

    said: Said
    start: int
    end: int

    @property
    def chosen(self) -> SaidReading | None:
        """The reading that takes the place of the lemma."""
        if self.said.choice is None:
            return None
        return next((r for r in self.said.readings if plain(r.content) == self.said.choice), None)


def _record(count: int) -> Applied:
    what = (
        "A reading of other witnesses was put into the text in the place of the words of the source, which the "
        "apparatus gives"
    )
    return Applied("choice", count, what)


class _Placing:
    def __init__(self, document: Document, base: str) -> None:
        self.before = document
        self.base = base
        self.whole = Whole(document)
        self.lemmata = Lemmata(self.whole)
        self.troubles: list[Diagnostic] = []
        self.taken = set(ids(document))
        self.ids = {plain(witness.siglum): witness.id for witness in document.witnesses}
        self.ids |= {witness.id: witness.id for witness in document.witnesses}
        self.new: list[Witness] = []
        """Witnesses and scholars that are named and not declared."""
        notes = (start for start, p in zip(self.whole.starts, self.whole.passages, strict=True) if p.note)
        self.text_end = next(notes, len(self.whole.text))

    def trouble(self, said: Said, number: int, message: str, hint: str = "") -> None:
        """Put down what is wrong with an entry."""
        self.troubles.append(Diagnostic(f"X{number:03}", "error", said.place, message, hint))

    # -------------------------------------------------------------- finding

    def found(self, said: Said) -> _Found | None:
        """Where the lemma of an entry is."""
        whole = self.whole
        try:
            area = whole.area(said.at)
        except NoSuchPlace as nowhere:
            self.trouble(said, 4, f"{nowhere.message} (`at: {said.at}`)", nowhere.hint)
            return None
        first, *rest = ELLIPSIS.split(said.lem)
        if rest:
            return self._stretch(said, area, first, rest[-1])
        found = self._matches(said.lem, area)
        there = self._one(said, said.lem, area, found)
        return there and _Found(said, *there)

    def _matches(self, words: str, area: Area) -> Sequence[Range]:
        return self.lemmata.found(words, area.ranges) or self.lemmata.found(words, area.wider)

    def _one(self, said: Said, words: str, area: Area, found: Sequence[Range]) -> Range | None:
        whole = self.whole
        if not found:
            self._not_there(said, words, area)
        elif said.nth > len(found):
            self.trouble(said, 7, f"{quoted(words)} stands only {times(len(found))} in {area.name}")
        elif said.nth:
            return found[said.nth - 1]
        elif len(found) > 1:
            message = f"{quoted(words)} stands {times(len(found))} in {area.name}: "
            message += "; ".join(whole.around(*one) for one in found[:4])
            hint = f"Write `nth: 1` to `nth: {len(found)}`"
            if longer := unique_range(whole, area.ranges, found[0]):
                hint += f", or a longer lemma, as {yaml_text(whole.text[slice(*longer)])} for the first"
            self.trouble(said, 6, message, f"{hint}.")
        else:
            return found[0]
        return None

    def _not_there(self, said: Said, words: str, area: Area) -> None:
        whole = self.whole
        message, hint = f"{quoted(words)} does not stand in {area.name}", ""
        everywhere = ((0, len(whole.text)),)
        elsewhere = list(matches(whole, phrase_pattern(words), everywhere)) if said.at else []
        parts = words.split()
        if len(parts) > 1 and re.search(rf"[\s{PASSAGE_END}]+".join(map(re.escape, parts)), whole.text):
            hint = f"It goes over the end of a paragraph or a verse: write `lem: {parts[0]} … {parts[-1]}`."
        elif elsewhere:
            places = dict.fromkeys(whole.number_at(a) or whole.where(a) for a, _ in elsewhere)
            hint = f"It stands in {listed(list(places))}."
        elif near := near_misses(whole.text, area.wider or area.ranges, words):
            message += f"; what comes nearest is {whole.around(*near[0])}"
            hint = f"If that is meant, write `lem: {yaml_text(whole.text[slice(*near[0])])}`."
        self.trouble(said, 5, message, hint or "Copy the words from the text as it is after the corrections.")

    def _stretch(self, said: Said, area: Area, first: str, last: str) -> _Found | None:
        begin = self._one(said, first, area, self._matches(first, area))
        if begin is None:
            return None
        limit = self.text_end if begin[0] < self.text_end else len(self.whole.text)
        after = Area(((begin[1], limit),), f"the text after {quoted(first)}")
        ends = self._matches(last, after)
        if not ends:
            self._not_there(replace(said, at=""), last, after)
            return None
        return _Found(said, begin[0], ends[0][1])

    # ------------------------------------------------------------- checking

    def check(self, found: Sequence[_Found]) -> None:
        """Whether anchors can be put there, and choices made."""
        chosen_to = -1
        for one in found:
            for edge in (one.start, one.end):
                self._uncut(one, edge)
            if one.chosen is None:
                continue
            if one.start < chosen_to:
                self.trouble(one.said, 9, f"another entry has a choice for {quoted(one.said.lem)} too")
            chosen_to = max(chosen_to, one.end)
            if not self.base:
                hint = "Name the source in edition.yaml: `collate: {base: M}`."
                self.trouble(one.said, 13, "a reading is chosen, and what the source has is nobody's", hint)
            if self.whole.point(one.start).passage != self.whole.point(one.end).passage:
                self.trouble(
                    one.said, 14, "a reading is chosen for words that go over the end of a paragraph"
                )

    def _uncut(self, one: _Found, edge: int) -> None:
        point = self.whole.point(edge)
        inlines = self.whole.passages[point.passage].inlines
        if obstacle := solid(inlines, point.at, point.at):
            what = quoted(reading((obstacle,)))
            self.trouble(
                one.said,
                8,
                f"{quoted(one.said.lem)} cuts into {what}, which is an emendation or a formula",
                f"Take all of {what} into the lemma, or nothing.",
            )

    # ------------------------------------------------------------- changing

    def document(self, found: Sequence[_Found]) -> Document:
        """The Document with the entries, their anchors and what they choose."""
        numbers = count(1)
        marks: dict[int, list[tuple[int, int, Mark]]] = defaultdict(list)
        choices: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        entries: list[Entry] = []
        absences: list[Absence] = []
        for rank, one in enumerate(found):
            name = self._fresh(numbers)
            for at, suffix, ends in ((one.start, "a", False), (one.end, "b", True)):
                point = self.whole.point(at)
                # of several that end together the last begun comes first
                order = -rank if ends else rank
                marks[point.passage].append((point.at, order, Mark(point.at, name + suffix, ends)))
            if one.chosen:
                first, last = self.whole.point(one.start), self.whole.point(one.end)
                choices[first.passage].append((first.at, last.at, rank))
            entries.append(self._entry(one, name))
            absences += self._absences(one, name)
        sources: dict[int, Inlines] = {}
        passages = iter(range(len(self.whole.passages)))

        def change(inlines: Inlines) -> Inlines:
            passage = next(passages)
            here = sorted(marks.get(passage, ()), key=lambda mark: (mark[0], not mark[2].ends, mark[1]))
            inlines = anchored(inlines, [mark for _, _, mark in here]) if here else inlines
            for start, end, rank in reversed(choices.get(passage, ())):
                inlines = self._chosen(inlines, start, end, found[rank], sources, rank)
            return inlines

        changed = map_document(self.before, change)
        changed = replace(
            changed,
            entries=(*changed.entries, *entries),
            absences=(*changed.absences, *absences),
            witnesses=(*changed.witnesses, *self.new),
        )
        if not sources:
            return changed
        made = tuple(self._with_sources(changed, entries, found, sources))
        return replace(changed, entries=(*self.before.entries, *made), record=(*changed.record, _record(len(sources))))

    def _fresh(self, numbers: Iterator[int]) -> str:
        return next(
            name for number in numbers if not self.taken & {name := f"app{number}", f"{name}a", f"{name}b"}
        )

    def _chosen(
        self, inlines: Inlines, start: int, end: int, one: _Found, sources: dict[int, Inlines], rank: int
    ) -> Inlines:
        """With the reading that was chosen; the words of the source are put by."""
        chosen = one.chosen
        assert chosen is not None

        def make(within: Inlines) -> Inlines:
            kept, sources[rank] = lifted(within)
            # The anchors around it come first and last, and what stands within goes behind the words.
            return (*chosen.content, *kept)

        return replaced(inlines, start, end, make)

    def _with_sources(
        self,
        changed: Document,
        entries: Sequence[Entry],
        found: Sequence[_Found],
        sources: dict[int, Inlines],
    ) -> Iterator[Entry]:
        extents = Extents(changed)
        sigla = Sigla(changed, extents)
        for rank, (entry, one) in enumerate(zip(entries, found, strict=True)):
            if rank not in sources:
                yield entry
                continue
            kept = tuple(
                made
                for said, made in zip(one.said.readings, entry.readings, strict=True)
                if said is not one.chosen
            )
            assert one.chosen is not None
            witnesses = self._named((Attestation(self.base), *one.said.attested))
            if not one.said.attested:
                # Whoever was not quoted against the source read what it has.
                extent = extents.between(entry.start, entry.end)
                others = [who for r in entry.readings if isinstance(r, Reading) for who in r.attested]
                silent = sigla.silent(others, sigla.missing(extent))
                witnesses += tuple(Attestation(n) for n in silent if n != witnesses[0].witness)
            source = Reading(sources[rank], attested=witnesses)
            lemma = replace(entry.lemma, attested=self._attested(one.chosen))
            yield replace(entry, lemma=lemma, readings=(source, *kept))

    # -------------------------------------------------------------- entries

    def _entry(self, one: _Found, name: str) -> Entry:
        said = one.said
        return Entry(
            name,
            f"{name}a",
            f"{name}b",
            Reading(said.printed, attested=self._named(said.attested)),
            tuple(self._reading(reading) for reading in said.readings),
            (Paragraph(said.content),) if said.content else (),
            said.remark,
            said.series,
        )

    def _reading(self, said: SaidReading) -> Reading:
        return Reading(said.content, (), said.kind, self._attested(said), said.cause, said.remark)

    def _attested(self, said: SaidReading) -> tuple[Attestation, ...]:
        proposed = (Attestation(self._id(name, "scholar"), at) for name, at in said.proposers)
        return (*self._named(said.attested), *proposed)

    def _named(self, attested: Sequence[Attestation]) -> tuple[Attestation, ...]:
        """The same, with the ids of the witnesses in the place of their sigla."""
        return tuple(Attestation(self._id(a.witness, "manuscript"), a.detail) for a in attested)

    def _id(self, name: str, kind: str) -> str:
        """The id of a witness or scholar, who is declared if need be."""
        if name not in self.ids:
            letters = re.sub(r"[^A-Za-z0-9_-]+", "-", unicodedata.normalize("NFKD", name)).strip("-")
            id_ = letters if letters[:1].isalpha() else f"wit-{letters or len(self.ids) + 1}"
            while id_ in self.ids.values() or id_ in self.taken:
                id_ += "-2"
            self.ids[name] = id_
            self.new.append(Witness(id_, (Text(name),), kind))
        return self.ids[name]

    def _absences(self, one: _Found, name: str) -> Iterator[Absence]:
        for said in one.said.readings:
            if said.kind == "lacuna":
                for attestation in said.attested:
                    yield Absence(self._id(attestation.witness, "manuscript"), f"{name}a", f"{name}b")

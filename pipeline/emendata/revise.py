"""Write what an editor has decided into corrections.yaml and settled.yaml: answers to queries, moved places.

A `Desk` is a work opened for that. Each decision is proved before it is written: the new file is read, and
all its corrections are put into the text. Everything else in the files stays as it is.

Codes: B020 no such query, B023 the query offers no reading, B024 the words are not those of the source,
B025 no queries are settled where there is no folder for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property

from emendata.build import opened, run
from emendata.diagnostics import Diagnostic, EmendataError, Place, error
from emendata.edit import context as contexts
from emendata.edit.check.reading import Reading
from emendata.edit.context import MOST, context_of, focus, length, likeness, write
from emendata.edit.correct import corrected
from emendata.edit.corrections import Correction, load, one_line, yaml_text
from emendata.edit.found import Found, found, key, located
from emendata.edit.places import Range, Whole, matches, phrase_pattern
from emendata.edit.settled import AROUND, KEYS, Settlement, settlement
from emendata.edit.settled import load as load_settled
from emendata.rewrite import rewrite
from emendata.stages import CORRECTIONS, SETTLED, STAGES, Work
from emendata.target import Target
from emendata.yamledit import Entry, appended, edited


@dataclass(frozen=True, slots=True)
class Written:
    """An entry that was written into a file of the work."""

    query: str
    file: str
    entry: str


class Desk:
    """A work with its open queries."""

    def __init__(self, target: Target) -> None:
        if target.bare:
            message = "a single file has no corrections.yaml to write to"
            raise error("B025", Place(target.bare), message, "`emendata new FOLDER` makes an edition.")
        self.folder, self.name = target.folder, target.name
        work, _ = opened(target)
        names = [stage.name for stage in STAGES]
        before = names.index("correct")
        self.source = run(work, STAGES[:before])
        """The work before its corrections."""
        self.queries = self._asked()

    def _asked(self) -> tuple[Diagnostic, ...]:
        names = [stage.name for stage in STAGES]
        rest = STAGES[names.index("correct") : names.index("check") + 1]
        return run(self.source, rest).diagnostics

    @cached_property
    def reading(self) -> Reading:
        """The text of the source."""
        return Reading(self.source.document, {})

    def query(self, id: str) -> Diagnostic:
        """The open query with this id, or with an id that begins so."""
        wanted = id.strip().lower().removeprefix("q")
        asked = [query for query in self.queries if query.id]
        found = [query for query in asked if query.id[1:] == wanted]
        found = found or [query for query in asked if wanted and query.id[1:].startswith(wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            message = f"`{id}` can be {', '.join(query.id for query in found[:6])}"
            raise error("B020", Place(self.name), message, "Write more of it.")
        near = get_close_matches(f"Q{wanted}", [query.id for query in asked], n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        hint += "`emendata check` lists them with their names."
        raise error("B020", Place(self.name), f"no open query is called `{id}`", hint)

    # ------------------------------------------------------------------ decisions

    def accept(
        self, queries: Sequence[Diagnostic], *, why: str = "", by: str = "", read: str | None = None
    ) -> list[Written]:
        """Write a correction for each query: what it offers, or what is to be read instead of its words."""
        entries = [self._correction(query, why, by, read) for query in queries]
        name = CORRECTIONS
        text = appended(self.source.corrections, entries, name, "C")
        proved = replace(self.source, corrections=text)
        corrected(proved.document, self._load(proved), proved.memory)
        rewrite(self.folder, name, self.source.corrections, text)
        self._now(proved)
        return [Written(q.id, name, one_line(e)) for q, e in zip(queries, entries, strict=True)]

    def settle(self, queries: Sequence[Diagnostic], *, because: str = "", by: str = "") -> list[Written]:
        """Write down that the text is right as it stands."""
        entries = [_settled(settlement(query, self.queries, because, by)) for query in queries]
        text = appended(self.source.settled, entries, SETTLED, "S")
        load_settled(text, SETTLED)
        rewrite(self.folder, SETTLED, self.source.settled, text)
        self._now(replace(self.source, settled=text))
        return [Written(q.id, SETTLED, one_line(e)) for q, e in zip(queries, entries, strict=True)]

    def _now(self, work: Work) -> None:
        """The work as it is after a decision."""
        self.source = work
        self.queries = self._asked()

    def _load(self, work: Work) -> tuple[Correction, ...]:
        return load(work.corrections, CORRECTIONS, tuple(editor.id for editor in work.edition.editors))

    def _correction(self, query: Diagnostic, why: str, by: str, read: str | None) -> Entry:
        reads = query.read if read is None else read
        if reads is None:
            message = f"{query.id} ({query.code}) does not say what should be read instead"
            hint = "Give it with --read, write the entry by hand, or settle the query with --settle."
            raise error("B023", query.place, message, hint)
        start, end = self.place(query)
        said = self.reading.fields(start, end, reads)
        if not said:
            raise self._not_of_source(query)
        entry = dict(said)
        if why:
            entry["why"] = why
        if by:
            entry["by"] = by
        order = ("at", "for", "read", "why", "by", "nth")
        written = [(name, entry[name]) for name in order if name in entry]
        (probe,) = load(one_line(written), CORRECTIONS)
        places = found(self.reading, probe).ranges
        if places and (context := _context(self.reading, places[0])):
            written.append(("context", yaml_text(context)))
        return tuple(written)

    def place(self, query: Diagnostic) -> Range:
        """Where the words of a query stand in the text of the source."""
        words, wanted = focus(query.context), contexts.read(query.context, focus(query.context))
        if not words or not wanted:
            raise self._not_of_source(query)
        whole = self.reading
        ranked = sorted(
            (
                (like.rank, place)
                for place in matches(whole, phrase_pattern(words), ((0, len(whole.text)),))
                if (like := likeness(context_of(whole, place, AROUND), wanted)).likely
            ),
            key=lambda ranked: (-ranked[0][0], -ranked[0][1]),
        )
        if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            raise self._not_of_source(query)
        return ranked[0][1]

    @staticmethod
    def _not_of_source(query: Diagnostic) -> EmendataError:
        message = f"{query.id}: the words of this query cannot be corrected by an entry of their own"
        hint = "Another correction has changed them, or they stand there more than once; write the entry by hand."
        return error("B024", query.place, message, hint)


def _context(whole: Whole, place: Range) -> str:
    """The context to be written for a place; none where nothing tells it from others."""
    count = length(whole, place)
    return write(whole.text, place, count) if count < MOST else ""


def _settled(made: Settlement) -> Entry:
    said = {"query": made.code, "context": made.context, "because": made.because, "by": made.by}
    return tuple((name, yaml_text(said[name])) for name in KEYS if said[name])


# ---------------------------------------------------------------------- anchoring


@dataclass(frozen=True, slots=True)
class Anchored:
    """What was written into corrections.yaml."""

    contexts: int
    """Entries that have been given the words around them."""
    moved: tuple[str, ...]
    """Entries that stand elsewhere now, in sentences."""


def anchored(target: Target) -> Anchored:
    """Write into each correction the words around its place, and the place where these words are now."""
    if target.bare:
        message = "a single file has no corrections.yaml to write to"
        raise error("B025", Place(target.bare), message, "`emendata new FOLDER` makes an edition.")
    work, _ = opened(target)
    names = [stage.name for stage in STAGES]
    before = run(work, STAGES[: names.index("correct")])
    whole = Whole(before.document)
    editors = tuple(editor.id for editor in work.edition.editors)
    changes: dict[int, Entry] = {}
    moved: list[str] = []
    troubles: list[Diagnostic] = []
    for index, correction in enumerate(load(work.corrections, CORRECTIONS, editors)):
        where = _followed(whole, correction, work)
        if not where.ranges:
            troubles += [where.trouble] if where.trouble else []
            continue
        entry = _anchor(whole, correction, where)
        if entry:
            changes[index] = entry
        if where.moved:
            moved.append(f"{correction.place}: now in {whole.where(where.ranges[0][0])}")
    if troubles:
        raise EmendataError(troubles)
    text = edited(work.corrections, changes, CORRECTIONS, "C")
    corrected(before.document, load(text, CORRECTIONS, editors), work.memory)
    if text != work.corrections:
        rewrite(target.folder, CORRECTIONS, work.corrections, text)
    return Anchored(sum("context" in dict(entry) for entry in changes.values()), tuple(moved))


def _followed(whole: Whole, correction: Correction, work: Work) -> Found:
    """Where a correction stands: by its own context, or else by the one that the last build remembers."""
    remembered = work.memory.get(key(correction), ())
    if not correction.context and remembered:
        context = contexts.read(remembered[0], correction.sic)
        if context:
            return found(whole, replace(correction, context=context))
    return found(whole, correction, work.memory)


def _anchor(whole: Whole, correction: Correction, where: Found) -> Entry:
    """The keys of an entry that must be written anew."""
    place = where.ranges[0]
    changed: list[tuple[str, str]] = []
    name, nth = located(whole, correction, place)
    if name != correction.at and where.moved:
        changed.append(("at", yaml_text(name) if name else '""'))
    if where.moved and not correction.all and (nth or correction.nth) and (nth or 1) != correction.nth:
        changed.append(("nth", str(nth or 1)))
    fresh = correction.context and contexts.agreement(whole, place, correction.context).next_to == sum(
        map(len, (correction.context.before, correction.context.after))
    )
    if not fresh and (correction.at or not correction.all) and (context := _context(whole, place)):
        changed.append(("context", yaml_text(context)))
    return tuple(changed)

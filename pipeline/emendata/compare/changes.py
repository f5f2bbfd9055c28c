"""Compare what two builds say: two `Record`s go in, `Changes` come out.

The texts are aligned word by word, and the lines of each printing with its text; so it is known of every
word where it stood and where it stands.

A line is counted from the top of the text block, heads included, running heads not; the lines of a note
are counted from its beginning.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from emendata.compare.record import Apparatus, Emended, Record
from emendata.compare.words import changed, matching

_WORD = re.compile(r"\w+|[^\w\s]")
_BORDER = "¶"
_NEAR = 2
"""Words between two changes that are told as one."""

Range = tuple[int, int, int, int]
"""Start and end in the older words, start and end in the newer ones."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a printing."""

    page: int
    """Which page of the book, from 0."""
    folio: str
    line: int
    """From 1."""
    note: str = ""
    """The label of the note that it is in; the line is one of the note's then."""

    def __str__(self) -> str:
        page = f"p. {self.folio}" if self.folio else f"page {self.page + 1} of the file"
        return f"{page}, " + (f"note {self.note}, " if self.note else "") + f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Change:
    """Words that are others now."""

    where: str
    """In the older text: ``¶ 12``."""
    now_where: str
    before: str
    """Some words in front of them."""
    old: str
    new: str
    after: str
    spot: Spot | None
    """In the older printing."""
    now: Spot | None
    causes: tuple[str, ...]
    """The corrections that made the change, in words; none where the source was changed."""
    note: bool = False
    """Is it a whole note that is new or gone? Then it stands where it is called."""


@dataclass(frozen=True, slots=True)
class Move:
    """Something that is the same and stands elsewhere, or is called otherwise."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What has become of a work from one build to the other."""

    title: str
    text: tuple[Change, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    """New and withdrawn corrections: ``new`` or ``withdrawn``, and which."""
    notes: tuple[Move, ...] = ()
    lines: tuple[Move, ...] = ()
    pages: tuple[int, int] | None = None
    """How many there were and are; None unless both builds have pages."""
    references: tuple[Move, ...] = ()
    apparatus: tuple[Move, ...] = ()
    """Entries: `old` is empty for one that appeared, `new` for one that disappeared."""

    def __bool__(self) -> bool:
        """Whether there is any change."""
        return bool(
            self.text or self.corrections or self.notes or self.lines or self.references or self.apparatus
        ) or (self.pages is not None and self.pages[0] != self.pages[1])


def changes(old: Record, new: Record) -> Changes:
    """All that is different."""
    before, after = _Text(old), _Text(new)
    blocks = matching(before.words, after.words)
    there = {a + k: b + k for a, b, length in blocks for k in range(length)}
    both = bool(old.sheets and new.sheets)
    return Changes(
        new.title or old.title,
        tuple(_changes(before, after, {b: a for a, b in there.items()})),
        tuple(_corrections(old, new)),
        tuple(_notes(before, after, there)),
        tuple(_lines(before, after, there)) if both else (),
        (len(old.sheets), len(new.sheets)) if both else None,
        tuple(_references(old, new)),
        tuple(_entries(old.apparatus, new.apparatus)),
    )


# ------------------------------------------------------------------------- text


class _Text:
    """The words of a record in one sequence, with their places in the passages and in print."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.words: list[str] = []
        self.spans: list[tuple[int, int, int]] = []
        """Of each word its passage and its characters there."""
        self.starts: list[int] = []
        """The first word of each passage: its border."""
        for index, passage in enumerate(record.passages):
            self.starts.append(len(self.words))
            self.words.append(_BORDER)
            self.spans.append((index, 0, 0))
            for match in _WORD.finditer(passage.text):
                self.words.append(match[0])
                self.spans.append((index, *match.span()))
        self.spots = self._printed() if record.sheets else {}

    def _printed(self) -> dict[int, Spot]:
        """Where each word begins in print, as far as it is found there."""
        first_note = next(
            (self.starts[i] for i, passage in enumerate(self.record.passages) if passage.note),
            len(self.words),
        )
        text: list[tuple[str, Spot]] = []
        notes: dict[str, list[tuple[str, Spot]]] = {}
        begun: Counter[str] = Counter()
        for page, sheet in enumerate(self.record.sheets):
            for number, (line, own) in enumerate(sheet.lines, start=1):
                if own:
                    text += _of_line(text, line, Spot(page, sheet.folio, number))
            for note, line in sheet.notes:
                begun[note] += 1
                spot = Spot(page, sheet.folio, begun[note], self.label(note))
                into = notes.setdefault(note, [])
                into += _of_line(into, line, spot)
        found = self._aligned(range(first_note), text)
        strip = [word for words in notes.values() for word in words]
        return found | self._aligned(range(first_note, len(self.words)), strip)

    def label(self, printed: str) -> str:
        """What a note is called, by the id it has in print."""
        notes = self.record.notes
        if printed in notes:
            return notes[printed].label
        number = re.fullmatch(r"n(\d{1,9})", printed)
        labels = list(notes.values())
        return labels[int(number[1]) - 1].label if number and 0 < int(number[1]) <= len(labels) else printed

    def _aligned(self, part: range, printed: Sequence[tuple[str, Spot]]) -> dict[int, Spot]:
        mine = self.words[part.start : part.stop]
        its = [word for word, _ in printed]
        return {
            part.start + at + k: printed[there + k][1]
            for at, there, length in matching(mine, its)
            for k in range(length)
        }

    def spot(self, at: int) -> Spot | None:
        """Where a word is printed, or else the nearest one in front of it in its passage."""
        while at >= 0 and at not in self.spots and self.words[at] != _BORDER:
            at -= 1
        if at in self.spots:
            return self.spots[at]
        return self.spots.get(at + 1)

    def slice(self, start: int, end: int) -> str:
        """The text of a range of words."""
        parts: list[str] = []
        while start < end:
            index, first, _ = self.spans[start]
            stop = start
            while stop < end and self.spans[stop][0] == index:
                stop += 1
            if self.words[start] == _BORDER and first == 0:
                parts.append(_BORDER)
                start += 1
                first = self.spans[start][1] if start < stop else 0
            if start < stop:
                parts.append(self.record.passages[index].text[first : self.spans[stop - 1][2]])
            start = stop
        return " ".join(" ".join(parts).split())

    def begins_note(self, at: int) -> bool:
        """Whether a note begins with the border that this is."""
        if self.words[at : at + 1] != [_BORDER]:
            return False
        passages, index = self.record.passages, self.spans[at][0]
        own = passages[index].note
        return own in self.record.notes and (index == 0 or passages[index - 1].note != own)

    def note(self, start: int, end: int) -> str:
        """A note with its name."""
        label = self.record.notes[self.record.passages[self.spans[start][0]].note].label
        name = f"note {label}" if label else "note"
        return f"{name}: " + self.slice(start, end).removeprefix(_BORDER).strip()

    def called(self, note: str) -> int:
        """The last word before the call of a note; -1 if it is not known where that is."""
        call = next((call for call in self.record.calls if call.note == note), None)
        if call is None:
            return -1
        return bisect_right(self.spans, (call.passage, call.at, -1)) - 1

    def around(self, start: int, end: int, count: int = 5) -> tuple[str, str]:
        """Some words on both sides, within the passage."""
        if not self.spans:
            return "", ""
        # what begins with a border comes after the words of the passage before
        first = max(self.starts[self.spans[max(start - 1, 0)][0]] + 1, start - count)
        last_index = self.spans[max(end - 1, start - 1, 0)][0]
        after = self.starts[last_index + 1] if last_index + 1 < len(self.starts) else len(self.words)
        return self.slice(min(first, start), start), self.slice(end, min(after, end + count))

    def where(self, at: int) -> str:
        """The passage that a word stands in."""
        if not self.spans:
            return ""
        return self.record.passages[self.spans[min(max(at, 0), len(self.spans) - 1)][0]].where


def _of_line(before: list[tuple[str, Spot]], line: str, spot: Spot) -> list[tuple[str, Spot]]:
    """The words of a line; one that was divided goes on with the beginning of this line."""
    words = [(word, spot) for word in _WORD.findall(line.replace("\u2060", " "))]
    if words and len(before) > 1 and before[-1][0] == "\u00ad":
        divided = before[-2]
        del before[-2:]
        words[0] = divided[0] + words[0][0], divided[1]
    return words


def _changes(before: _Text, after: _Text, back: dict[int, int]) -> list[Change]:
    """What is changed; `back` has the older word for each newer one that is the same."""
    found = []
    whole = (_whole(before, after, *one) for one in _joined(before.words, after.words))
    for a, b, c, d in (part for one in whole for part in _by_notes(before, after, one)):
        if c < d and after.begins_note(c):
            found.append(_new_note(before, after, a, c, d, back))
            continue
        if a < b and before.begins_note(a):
            where, words = before.where(a), before.note(a, b)
            found.append(Change(where, "", "", words, "", "", before.spot(a), None, (), True))
            continue
        old, new = before.slice(a, b), after.slice(c, d)
        lead, tail = before.around(a, b)
        causes = [*_causes(before, a, b, c, d, withdrawn=True), *_causes(after, c, d, a, b, withdrawn=False)]
        # what was corrected in the same words both times is no cause
        same = {cause for cause, count in Counter(text for _, text in causes).items() if count > 1}
        told = tuple(f"{what}{text}" for what, text in causes if text not in same)
        at = a if a < b or a == 0 else a - 1
        now = c if c < d or c == 0 else c - 1
        found.append(
            Change(
                before.where(at),
                after.where(now),
                lead,
                old,
                new,
                tail,
                before.spot(at),
                after.spot(now),
                told,
            )
        )
    return found


def _by_notes(before: _Text, after: _Text, whole: Range) -> Iterator[Range]:
    """What is new or gone in parts, each of which is one note or no note, where it is nothing but passages."""
    a, b, c, d = whole
    text, start, end = (after, c, d) if a == b else (before, a, b)
    passages = (a == b) != (c == d) and text.words[start] == _BORDER and text.words[end : end + 1] in ([], [_BORDER])
    cuts = [at for at in range(start, end) if at > start and text.begins_note(at)] if passages else []
    for first, last in pairwise((start, *cuts, end)):
        yield (a, b, first, last) if a == b else (first, last, c, d) if passages else whole


def _new_note(before: _Text, after: _Text, a: int, c: int, d: int, back: dict[int, int]) -> Change:
    """A note that was not there, at the place in the older text where it is called now."""
    id = after.record.passages[after.spans[c][0]].note
    at = after.called(id)
    while at >= 0 and at not in back:
        at -= 1
    there = back[at] if at >= 0 else max(a - 1, 0)
    before_it, after_it = before.around(there + 1, there + 1)
    return Change(
        before.where(there), after.where(c), before_it, "", after.note(c, d), after_it,
        before.spot(there), after.spot(c), (), True,
    )  # fmt: skip


def _joined(one: Sequence[str], other: Sequence[str]) -> Iterator[Range]:
    """What is changed; what has a word or two of one passage between is one change."""
    waiting: Range | None = None
    for a, b, c, d in changed(one, other):
        if waiting and a - waiting[1] <= _NEAR:
            start, there = waiting[0], waiting[2]
            if _BORDER not in one[start:b] and _BORDER not in other[there:d]:
                waiting = start, b, there, d
                continue
        if waiting:
            yield waiting
        waiting = a, b, c, d
    if waiting:
        yield waiting


def _whole(before: _Text, after: _Text, a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
    """The change so that whole passages begin with their border, where it can be seen in that way too.

    Of ``x. ¶ y.`` after ``x.`` what is new may be ``¶ y.`` or ``. ¶ y``.
    """
    if (a == b) == (c == d):
        return a, b, c, d
    words, start, end = (after.words, c, d) if a == b else (before.words, a, b)
    for back in range(min(end - start, a, c)):
        if words[start - back] == _BORDER:
            return a - back, b - back, c - back, d - back
        if (
            words[start - back - 1] != words[end - back - 1]
            or before.words[a - back - 1] != after.words[c - back - 1]
        ):
            break
    room = min(end - start, len(before.words) - b, len(after.words) - d)
    for on in range(room):
        if words[start + on] == _BORDER:
            return a + on, b + on, c + on, d + on
        if words[start + on] != words[end + on] or before.words[b + on] != after.words[d + on]:
            break
    return a, b, c, d


def _causes(text: _Text, a: int, b: int, *_: int, withdrawn: bool) -> list[tuple[str, str]]:
    """The corrections that cover or touch a range of words, each with what is said of it."""
    if not text.spans:
        return []
    first = text.spans[min(a, len(text.spans) - 1)]
    last = text.spans[max(b - 1, a - 1, 0)]
    start = first[1] if a < b else last[2]
    said = []
    for one in _near(text.record.emended, first[0], last[0]):
        touches = one.passage in (first[0], last[0]) and one.start <= last[2] and start <= one.end + 1
        if touches or first[0] < one.passage < last[0]:
            said.append(("withdrawn: " if withdrawn else "", _named(one)))
    return said


def _near(emended: Sequence[Emended], first: int, last: int) -> Sequence[Emended]:
    low = bisect_right(emended, first - 1, key=lambda one: one.passage)
    return emended[low : bisect_right(emended, last, key=lambda one: one.passage)]


def _named(one: Emended) -> str:
    who = f", {one.by}" if one.by else ""
    remark = f": {one.remark}" if one.remark else ""
    return f"for “{one.sic}” read “{one.corr}” ({one.why}{who}){remark}"


def _corrections(old: Record, new: Record) -> list[tuple[str, str]]:
    """Those of one build only; the words tell, for numbers change with the file."""
    mine, its = (Counter(_named(one) for one in record.emended) for record in (old, new))
    gone = [("withdrawn", name) for name, count in mine.items() for _ in range(count - its[name])]
    return [("new", name) for name, count in its.items() for _ in range(count - mine[name])] + gone


# ------------------------------------------------------------------------ moves


def _notes(before: _Text, after: _Text, there: dict[int, int]) -> list[Move]:
    """Notes that came, went, are called otherwise, or begin on another page."""
    same: dict[str, Counter[str]] = {}
    for at, its in there.items():
        mine = before.record.passages[before.spans[at][0]].note
        theirs = after.record.passages[after.spans[its][0]].note
        if mine and theirs and before.words[at] != _BORDER:
            same.setdefault(mine, Counter())[theirs] += 1
    pairs = {note: counts.most_common(1)[0][0] for note, counts in same.items()}
    found = []
    for id, note in before.record.notes.items():
        other = after.record.notes.get(pairs.get(id, ""))
        if other is None:
            found.append(Move(f"note {note.label}", _called(note.label, note.folio), ""))
        elif (note.label, note.folio) != (other.label, other.folio):
            found.append(
                Move(f"note {note.label}", _called(note.label, note.folio), _called(other.label, other.folio))
            )
    kept = set(pairs.values())
    found += [
        Move(f"note {note.label}", "", _called(note.label, note.folio))
        for id, note in after.record.notes.items()
        if id not in kept
    ]
    return found


def _called(label: str, folio: str) -> str:
    return f"note {label}" + (f", p. {folio}" if folio else "")


def _lines(before: _Text, after: _Text, there: dict[int, int]) -> list[Move]:
    """Lines whose first word is printed elsewhere now; neighbours that moved alike are one."""
    heads: dict[Spot, Spot] = {}
    for at, spot in sorted(before.spots.items()):
        if spot not in heads and (now := after.spots.get(there.get(at, -1))):
            heads[spot] = now
    runs: list[tuple[Spot, Spot, Spot, Spot]] = []
    for spot, now in sorted(heads.items()):
        if (spot.folio, spot.line, spot.note) == (now.folio, now.line, now.note):
            continue
        if runs:
            first, last, its_first, its_last = runs[-1]
            if _next(last, spot) and _next(its_last, now):
                runs[-1] = first, spot, its_first, now
                continue
        runs.append((spot, spot, now, now))
    return [Move("lines", _stretch(a, b), _stretch(c, d)) for a, b, c, d in runs]


def _next(one: Spot, other: Spot) -> bool:
    return (one.page, one.note) == (other.page, other.note) and 0 <= other.line - one.line <= 1


def _stretch(first: Spot, last: Spot) -> str:
    return str(first) if first.line == last.line else f"{first}–{last.line}".replace("line ", "lines ")


def _references(old: Record, new: Record) -> list[Move]:
    mine, its = (
        [(one.kind, _without_folio(one.words, one.folio)) for one in r.references] for r in (old, new)
    )
    found = []
    at = there = 0
    for start, other, length in [*matching(mine, its), (len(mine), len(its), 0)]:
        found += [Move(_named_reference(*mine[k]), _folio(old, k), "") for k in range(at, start)]
        found += [Move(_named_reference(*its[k]), "", _folio(new, k)) for k in range(there, other)]
        for k in range(length):
            one, two = _folio(old, start + k), _folio(new, other + k)
            if one != two:
                found.append(Move(_named_reference(*mine[start + k]), one, two))
        at, there = start + length, other + length
    return found


def _folio(record: Record, at: int) -> str:
    folio = record.references[at].folio
    return f"p. {folio}" if folio else "no page"


def _without_folio(words: str, folio: str) -> str:
    return words.removesuffix(folio).rstrip(" ,") if folio else words


def _named_reference(kind: str, words: str) -> str:
    return f"{kind}: {words}"


def _entries(old: Sequence[Apparatus], new: Sequence[Apparatus]) -> list[Move]:
    """Entries that appeared or disappeared, or have other readings or another lemma."""
    found = []
    for a, b, c, d in changed(
        [(e.series, e.lemma, e.says) for e in old], [(e.series, e.lemma, e.says) for e in new]
    ):
        left = list(new[c:d])
        for one in old[a:b]:
            twin = next((e for e in left if (e.series, e.lemma) == (one.series, one.lemma)), None) or next(
                (e for e in left if (e.series, e.where, e.says) == (one.series, one.where, one.says)), None
            )
            found.append(Move(f"{one.series}, {one.where}", _entry(one), _entry(twin) if twin else ""))
            if twin:
                left.remove(twin)
        found += [Move(f"{one.series}, {one.where}", "", _entry(one)) for one in left]
    return found


def _entry(one: Apparatus) -> str:
    return f"{one.lemma}] {one.says}" if one.lemma else one.says

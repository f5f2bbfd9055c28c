"""Decide what each block is, as one optimisation over the whole file.

A page is body blocks, then notes. A body block cut by the page end goes on at the head of the next
page's body, a note cut by it at the head of the next page's notes, and neither is marked. So the
cheapest reading of the whole is looked for, by dynamic programming over what has been left open so
far (`State`); each way to read a block is a `Move` with its cost, in units of about one natural log.
The margin of a decision is what the cheapest reading with another decision would cost more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import NamedTuple, Protocol

from emendata.edit.normalise import looks
from emendata.edit.normalise.marks import UNMISTAKABLE, Mark, number
from emendata.edit.normalise.units import (
    Ending,
    Unit,
    beginning,
    begins_sentence,
    caption_number,
    ending,
    is_item,
    noteness,
)

PARAGRAPH = "paragraph"
CONTINUES = "continues"
RESUMES = "resumes"
QUOTATION = "quotation"
VERSE = "verse"
HEAD = "head"
CAPTION = "caption"
BREAK = "break"
NOTE = "note"
NOTE_CONTINUES = "note-continues"
NOTE_PARAGRAPH = "note-paragraph"
FURNITURE = "furniture"
FRONT = "front"

KINDS = (
    PARAGRAPH, CONTINUES, RESUMES, QUOTATION, VERSE, HEAD, CAPTION, BREAK,
    NOTE, NOTE_CONTINUES, NOTE_PARAGRAPH, FURNITURE, FRONT,
)  # fmt: skip


class State(NamedTuple):
    """What of the past matters for the future."""

    in_notes: bool
    """Whether the last block stood in the notes of its page."""
    body: int
    """Index of the last body block, -1 for none."""
    body_kind: str
    note: int
    """Index of the last block of the last note, -1 for none."""
    label: int
    """Number of the last numbered note."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a block is."""

    kind: str
    margin: float
    """Cost of the best reading of the whole in which it is something else; inf where there is none."""
    other: str = ""
    """What it is in that reading."""
    joins: int = -1
    """Index of the block that it continues."""
    page: int = 0
    """Ordinal of its page, from 0."""
    mark: Mark | None = None
    """The mark at the head of a note."""
    label: str = ""
    """The label of a note whose mark is lost, as the order demands it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one block before the optimisation."""

    begins: str
    sentence: bool
    """Begins with a word that has a capital only at the head of a sentence."""
    ends: Ending
    noteness: float
    head: looks.Head | None
    mark: Mark | None
    value: int | None
    """The number of the mark."""
    mark_sure: bool
    caption: bool
    is_break: bool
    verse: float
    attribution: bool
    """Ends in words that announce a quotation."""
    quoted: float
    """Signs that it is a displayed quotation."""
    bracket: int
    """+1: opens a bracket that it does not close; -1: the reverse."""
    largest_call: int
    length: int
    filled: int
    """+1: its last line is full, as that of a block cut by a page end is; -1: it is not; 0: not known."""
    first_line: int
    """+1: its first line is indented as the file indents paragraphs; -1: it is not; 0: the file does not."""


@dataclass(slots=True)
class Layout:
    """What is known of the whole file."""

    width: int = 0
    """Usual length of a full line; 0 where each paragraph is one line."""
    by_page: bool = False
    """Numbering of the notes restarts on each page."""
    endnotes: frozenset[int] = frozenset()
    """Where most notes stand together, far from their calls: the blocks of theirs; else none."""
    marked_pages: bool = False
    """Page ends are marked nearly everywhere (form feeds, folios, running heads)."""
    head_styles: tuple[str, ...] = ()
    called: Mapping[str, list[int]] = field(default_factory=dict)
    """Label → indices of the blocks in which it stands like a call, ascending."""
    indent: int = 0
    """Indentation of most blocks that begin no paragraph."""
    first_line: int = 0
    """Indentation of the first line of paragraphs; 0 where they have none of their own."""
    note_indent: int = 0
    """Indentation of notes where they all stand further in than the text, so that indentation tells them; else 0."""
    quotations_indented: bool = False
    """Blocks that are announced stand further in than others: then one that does not is no quotation."""

    def is_inner(self, u: Unit) -> bool:
        """Whether a block stands further in than paragraphs do."""
        return u.indent >= max(3, max(self.indent, self.first_line) + 2)

    @property
    def head_style(self) -> str:
        """The style of the numbered notes; empty in a text that has none."""
        return self.head_styles[0] if self.head_styles else ""


_ATTRIBUTION = re.compile(
    r"\b(?:said|says?|wrote|writes?|continued|noted|notes|declared|observed|observes|added|adds|explained|recalled|"
    r"argued|argues|stated|states|read|reads|replied|put it|words|follows|following|thus|passage|letter|poem|verses?|"
    r"lines|stanza|quoted|concluded|remarked|maintained|complained|answered|declares|warned|insisted|"
    r"schreibt|schrieb|sagt|sagte|bemerkt|bemerkte|antwortete|meinte|erklärte|klagte|fort|heißt es|lautet|Worten|"
    r"écrit|écrivait|écrivit|dit|disait|observe|observa|remarque|répondit|ajoute|déclare|déclarait|plaignit|termes|vers|"
    r"scrive|scriveva|scrisse|dice|disse|osserva|osservò|aggiunge|rispose|parole|versi|escribe|escribió|dijo|"
    r"писал|писала|пишет|говорил|сказал|замечал|заметил|отвечал|ответил|жаловался|словами|строки)"
    r"\b[^.!?]{0,60}[,:]\W*$",
    re.IGNORECASE,
)
_OPENING = '“„«‘‚"'
_EDITORIAL = re.compile(r"\[(?:\. ?\. ?\.|…|italics|emphasis|my |sic|author)", re.IGNORECASE)


def seen(u: Unit, layout: Layout) -> Seen:
    """Look at one block."""
    text = u.text
    mark = next((m for style in layout.head_styles for m in u.heads if m.style == style), None)
    if mark is None:
        mark = next((m for m in u.heads if m.style == "symbol"), None)
    rest = text[mark.end :] if mark and mark.style in UNMISTAKABLE else text
    calls = u.calls + u.symbol_calls if u.symbol_calls else u.calls
    shape = ending(text, calls)
    verse = looks.verse_likeness(u, layout.width)
    opened = text.count("(") - text.count(")")
    head = looks.head(text, calls)
    if head and head.kind == "number" and (u.page_before or layout.marked_pages):
        head = None  # rather a folio misread
    return Seen(
        begins=beginning(rest),
        sentence=begins_sentence(rest[:40]),
        ends=shape,
        noteness=noteness(text),
        head=head,
        mark=mark,
        value=number(mark.label) if mark else None,
        mark_sure=mark is not None and mark.style in UNMISTAKABLE,
        caption=caption_number(text) is not None,
        is_break=looks.is_break(text),
        verse=verse,
        attribution=shape.kind in ("colon", "open") and _ATTRIBUTION.search(text[-120:]) is not None,
        quoted=_quoted(u, layout),
        bracket=(opened > 0) - (opened < 0),
        largest_call=max((number(m.label) or 0 for m in u.calls), default=0),
        length=len(text),
        filled=_filled(u, layout.width) if layout.width else 0,
        first_line=0 if not layout.first_line else 1 if u.indent == layout.first_line else -1,
    )


def _among_verse(units: list[Unit], found: list[Seen], layout: Layout) -> list[Seen]:
    """In a file of verse a line alone and two or three together are verse as well, if they look so."""
    if sum(s.length for s in found if s.verse >= VERSE_LIKE) * 2 < sum(s.length for s in found):
        return found
    return [
        replace(s, verse=0.6)
        if s.verse < VERSE_LIKE and s.head is None and looks.may_be_verse(u, layout.width)
        else s
        for u, s in zip(units, found, strict=True)
    ]


VERSE_LIKE = 0.9


def _filled(u: Unit, width: int) -> int:
    """Whether the last line of a block of wrapped lines is full."""
    lengths = [b - a for a, b in u.lines]
    # notes are set in smaller type, quotations in a narrower measure
    usual = max(lengths[:-1], default=width)
    if lengths[-1] >= usual * 0.9:
        return 1
    return -1 if lengths[-1] < usual * 0.78 else 0


def _quoted(u: Unit, layout: Layout) -> float:
    score = 0.0
    if "[" in u.text and _EDITORIAL.search(u.text):
        score += 1.2
    if layout.is_inner(u):
        score += 4.0
    elif layout.quotations_indented:
        score -= 3.0
    if u.calls and u.calls[-1].end >= len(u.text) - 2:
        score += 0.7 if len(u.calls) == 1 else 0.0
    if len(u.calls) > 1 or (u.calls and u.calls[0].end < len(u.text) * 0.9):
        score -= 1.5
    if len(u.text) < 40 or len(u.text) > 1500:
        score -= 1.5
    return score


# ----------------------------------------------------------------------- costs

AFTER_RULE = 8.0
"""A block of the text stands below a rule."""
FULL = 1.2
"""The last line of a paragraph is full by chance."""
NOT_FULL = 3.0
"""A block is cut by a page end though its last line is short."""
INDENTED = 4.5
"""The rest of a paragraph is indented as if it began one."""
NO_NOTES = 2.0
"""A page without any note ends here."""
UNMARKED_PAGE = 4.0
"""A page ends here unmarked in a file that marks its page ends."""
SAME_NOTE = 5.0
"""A note has a second paragraph."""
LIKE_NOTE = 0.5
"""A note has a second paragraph, which stands in like it."""
AT_MARGIN = 6.0
"""A block is part of a note though it stands at the margin and notes stand further in."""
ITEM = 8.0
"""A numbered block is a note though it stands apart from the run of the notes: rather an item of a list."""
LOST_MARK = 3.0
"""OCR has lost the mark at the head of a note."""
UNLIKELY = 7.0
"""A displayed quotation that costs more is not thought of."""
_IN_LISTS = frozenset({"roman", "section", "arabic1", "arabic2", "title"})
SAME_HEAD = 1.5
"""A head follows one of its kind, with nothing between: rather both are items of a list."""
SIGNED = 4.0
"""A head stands where a name is due."""
SHORT = 60
PRUNE = 8.0
BEAM = 6


_BEGINS = {"lower": 6.0, "upper": 0.0, "digit": 1.2, "mark": 6.5}
"""How a block begins → cost of a paragraph beginning so."""
_GOES_ON = {"lower": 0.0, "upper": 1.2, "digit": 0.7, "mark": 0.0}
"""How a block begins → cost of a sentence going on so."""


class Reader:
    """The possible moves at each block and their costs."""

    def __init__(self, units: list[Unit], layout: Layout) -> None:
        self.units = units
        self.layout = layout
        self.seen = _among_verse(units, [seen(u, layout) for u in units], layout)
        self.given = any(u.given == NOTE for u in units)
        """Whether the text says of its notes that they are notes: then none has lost its mark."""
        self.turned = self._turned()
        """Whether a page begins in front of the block, or of the captions in front of it."""
        self.leaving = [self._leave(s) for s in self.seen]
        """Cost of leaving the block as it ends."""
        self.beginning = [self._begin(i) for i in range(len(units))]
        """Cost of a paragraph beginning with this block."""
        self.standing = [self._as_body(i) for i in range(len(units))]
        """Cost of the block standing in the text at all."""

    def _turned(self) -> list[bool]:
        out: list[bool] = []
        for i, u in enumerate(self.units):
            out.append(u.page_before or (i > 0 and out[-1] and self.seen[i - 1].caption))
        return out

    # each cost is a sum of reasons, so that a table of them can be read

    def join(self, earlier: int, later: int) -> float:
        """Cost of one sentence running from one block to another."""
        a, b = self.seen[earlier], self.seen[later]
        cost = a.ends.joined
        if a.ends.kind == "closed" and b.begins == "lower":
            cost -= 2.5
        cost += _GOES_ON[b.begins]
        if a.ends.kind == "hyphen" and b.begins == "upper":
            cost += 1.5
        if b.sentence and a.ends.kind != "closed":
            cost += 2.5
        if a.bracket > 0 and b.bracket < 0:
            cost -= 2.5
        if a.filled:
            cost += -NOT_FULL * 0.5 if a.filled > 0 else NOT_FULL
        if b.first_line > 0:
            cost += INDENTED
        elif b.first_line < 0 and a.ends.kind == "closed":
            cost -= 3.0
        return cost

    def _begin(self, i: int) -> float:
        b = self.seen[i]
        cost = _BEGINS[b.begins]
        if b.bracket < 0:
            cost += 1.5
        return cost

    def at_margin(self, i: int, state: State) -> float:
        """Cost of a paragraph beginning without the indent that paragraphs have here, or with that of the notes.

        After a head few have it.
        """
        if self.layout.note_indent and self.units[i].indent >= self.layout.note_indent:
            return 3.5
        if self.seen[i].first_line >= 0 or state.body_kind in (HEAD, BREAK, FRONT, QUOTATION, VERSE, ""):
            return 0.0
        return 3.5

    def _leave(self, s: Seen) -> float:
        return s.ends.left + (FULL if s.filled > 0 and s.ends.kind == "closed" else 0.0)

    def body_left(self, state: State) -> float:
        """Cost of leaving the last body block as it ends."""
        if state.body < 0 or state.body_kind in (HEAD, VERSE, BREAK, FRONT):
            return 0.0
        left = self.leaving[state.body]
        return min(left, 3.0) if state.body_kind == QUOTATION else left

    def note_left(self, state: State) -> float:
        """Cost of leaving the last note as it ends."""
        return self.leaving[state.note] if state.note >= 0 else 0.0

    def _as_body(self, i: int) -> float:
        s = self.seen[i]
        cost = max(0.0, s.noteness) * 1.5
        if s.mark is not None:
            if s.mark_sure:
                cost += 12.0
            elif s.mark.style == self.layout.head_style and self.is_called(s.mark.label):
                cost += 2.5
        if s.caption:
            cost += 3.0
        if self.units[i].after_rule:
            cost += AFTER_RULE
        return cost

    def next_note(self, i: int, state: State) -> float:
        """Cost of passing over the mark of just the note that is due."""
        mark = self.seen[i].mark
        if mark is None or mark.style != self.layout.head_style:
            return 0.0
        if self.is_due(i, state):
            return 6.0
        return 3.0 if self.seen[i].value == state.label + 1 and state.label else 0.0

    def is_due(self, i: int, state: State) -> bool:
        """Whether the block begins with the bracket that calls the next note: what else should it be?"""
        mark = self.seen[i].mark
        return (
            mark is not None
            and mark.style == self.layout.head_style == "brackets"
            and self.seen[i].value == state.label + 1
            and self.is_called(mark.label)
        )

    def is_called(self, label: str) -> bool:
        """Whether the label stands like a call anywhere."""
        return label in self.layout.called

    def called_on_page(self, label: str, first: int, last: int) -> bool:
        """Whether the label stands like a call in one of the blocks ``first … last``."""
        where = self.layout.called.get(label, ())
        at = bisect_left(where, first)
        return at < len(where) and where[at] <= last

    def note_head(self, i: int, state: State, page_start: int) -> tuple[float, int]:
        """Cost of a note beginning with this block's mark, and the number of the last note then."""
        s = self.seen[i]
        assert s.mark is not None
        here = self.called_on_page(s.mark.label, 0 if self.layout.endnotes else page_start, i)
        value = s.value
        if value is None:
            return (0.0 if here else 2.0), state.label
        cost = 0.0 if here else 1.2 if self.is_called(s.mark.label) else 1.5
        if not s.mark_sure and not here:
            cost += 0.5 if self.is_due(i, state) else 3.0
        if s.mark.style != self.layout.head_style:
            # the usual mark misread, where its number is due; else more likely an item of a list
            cost += 2.0 if s.mark_sure or (value == state.label + 1 and state.label) else 6.0
        cost += max(0.0, -s.noteness) * 0.3
        if self.layout.endnotes and not s.mark_sure and i not in self.layout.endnotes:
            cost += ITEM
        order = self._order(value, state)
        # what can only be a note is one whatever OCR has made of its number
        return cost + (min(order, 4.0) if s.mark_sure else order), self._next_label(value, state.label)

    def _order(self, value: int, state: State) -> float:
        last = state.label
        if value == last + 1 and not (self.layout.by_page and not state.in_notes and value > 1):
            return 0.0
        if self.layout.by_page and not state.in_notes:
            return 0.0 if value == 1 else 1.0 if value == last + 1 else 3.0
        if value == 1 and self.layout.endnotes and not state.in_notes:
            return 0.0
        if last == 0 and value < 400:
            return 1.0
        if value == last:
            return 3.5
        if last < value <= last + 6:
            return 1.0 + 0.7 * (value - last)
        if value == 1:
            return 3.5
        return 6.0

    def _next_label(self, value: int, last: int) -> int:
        if value == 1 or last == 0 or last <= value <= last + 20:
            return value
        return last + 1

    def page_end(self, i: int, marked_cost: float) -> float:
        """Cost of a page ending in front of a block."""
        if self.turned[i]:
            return 0.0
        return max(marked_cost, UNMARKED_PAGE if self.layout.marked_pages else 0.0)

    def same_page(self, i: int) -> float:
        """Cost of no page ending in front of a block."""
        return 5.0 if self.turned[i] else 0.0


class _Arc(NamedTuple):
    source: State
    kind: str
    target: State
    cost: float
    new_page: bool


class Add(Protocol):
    """Records an arc."""

    def __call__(self, kind: str, target: State, cost: float, new_page: bool = False) -> None:
        """Record the arc of this kind."""


def _arcs(r: Reader, i: int, state: State, page_start: int, forced: str) -> list[_Arc]:
    """The ways to read block `i` in a state."""
    s = r.seen[i]
    out: list[_Arc] = []

    def add(kind: str, target: State, cost: float, new_page: bool = False) -> None:
        if not forced or kind == forced or (forced == PARAGRAPH and kind == RESUMES):
            out.append(_Arc(state, kind, target, cost, new_page))

    if s.is_break:
        add(BREAK, State(False, i, BREAK, state.note, state.label), r.body_left(state), state.in_notes)
        if not forced:
            return out
    if s.caption:
        add(CAPTION, state, 0.2)
    _body_arcs(r, i, state, add)
    _note_arcs(r, i, state, page_start, add)
    if forced and not out:
        _forced_arcs(i, state, forced, add)
    return out


def _body_arcs(r: Reader, i: int, state: State, add: Add) -> None:
    s = r.seen[i]
    body = State(False, i, PARAGRAPH, state.note, state.label)
    standing = r.standing[i] + r.next_note(i, state)
    signed = _is_signed(r, state)
    left = 0.0 if signed else r.body_left(state)
    # where the page ends or does not, in front of a body block
    turn = r.page_end(i, 0.0) if state.in_notes else min(r.same_page(i), r.page_end(i, NO_NOTES))
    turns = state.in_notes or r.turned[i]
    head_cost = s.head.not_cost if s.head and not signed else 0.0
    after_quote = state.body_kind == QUOTATION
    if after_quote and s.begins in ("lower", "mark"):
        add(RESUMES, body, standing + 0.5 + turn + left + (INDENTED if s.first_line > 0 else 0.0), turns)
    add(
        PARAGRAPH,
        body,
        standing + r.beginning[i] + r.at_margin(i, state) + turn + left + head_cost + s.verse * 4.0,
        turns,
    )
    if state.body >= 0 and state.body_kind in (PARAGRAPH, QUOTATION):
        cut = r.page_end(i, 0.0 if state.in_notes else NO_NOTES)
        target = State(False, i, state.body_kind, state.note, state.label)
        joined = r.join(state.body, i)
        if after_quote and s.first_line > 0 and r.units[state.body].indent:
            joined -= INDENTED  # all lines of the quotation are indented, not the first line alone
        add(CONTINUES, target, standing + joined + cut + head_cost, True)
    if s.head:
        cost = s.head.cost + SIGNED * signed
        if (
            state.body_kind == HEAD
            and (above := r.seen[state.body].head)
            and above.kind == s.head.kind in _IN_LISTS
        ):
            cost += SAME_HEAD
        add(HEAD, body._replace(body_kind=HEAD), standing + cost + turn + left, turns)
    if s.verse > 0.2:
        left = 0.0 if state.body_kind == PARAGRAPH else left
        add(VERSE, body._replace(body_kind=VERSE), standing + 2.0 * (1.0 - s.verse) + turn + left, turns)
    # what announces a quotation stands in front of it
    if state.body_kind in (PARAGRAPH, QUOTATION) and state.body >= 0 and s.length > 25:
        cost = _quotation(r, i, state)
        if cost < UNLIKELY:
            add(QUOTATION, body._replace(body_kind=QUOTATION), standing + turn + cost, turns)


def _is_signed(r: Reader, state: State) -> bool:
    """Whether the last block of the text is the end of a letter, below which the name stands: *Yours truly,*"""
    if state.in_notes or state.body_kind != PARAGRAPH:
        return False
    text = r.units[state.body].text
    return len(text) < SHORT and (text.endswith(",") or looks.closes_letter(text))


def _quotation(r: Reader, i: int, state: State) -> float:
    """Cost of a displayed quotation standing here."""
    s, before = r.seen[i], r.seen[state.body]
    if is_item(r.units[i].text):
        return UNLIKELY
    cost = 6.5 - s.quoted + 4.0 * s.verse
    if (state.in_notes or r.turned[i]) and (s.begins != "upper" or r.units[i].text[0] in _OPENING):
        cost += 2.0  # rather the sentence that announces words goes on with them, cut by the page end
    if state.body_kind == QUOTATION:
        return max(cost - 1.0, 1.5) + r.body_left(state)
    if before.ends.kind == "colon":
        cost -= 4.0
    elif before.ends.kind == "open" and not state.in_notes and (before.attribution or s.quoted > 0):
        cost -= 1.5
    if before.attribution:
        cost -= 2.0
    if before.ends.kind == "closed" and s.quoted < 3.0:
        cost += 2.0
    return max(cost, 0.4)


def _note_arcs(r: Reader, i: int, state: State, page_start: int, add: Add) -> None:
    s = r.seen[i]
    note_left = r.note_left(state)
    turned = r.same_page(i)
    if s.mark is not None:
        cost, label = r.note_head(i, state, page_start)
        if state.in_notes:
            cost += turned
        add(NOTE, State(True, state.body, state.body_kind, i, label), cost + note_left + turned * 0.5)
    if s.mark is not None and s.mark_sure:
        return
    # reasons against its being the rest of a note
    against = (5.0 if s.largest_call > state.label else 0.0) + (s.head.not_cost if s.head else 0.0)
    if r.units[i].after_rule:
        against -= 2.0
    against += 3.0 * s.caption + 3.0 * bool(r.layout.endnotes)
    against += r.next_note(i, state)
    indented = r.layout.note_indent > 0 and r.units[i].indent >= r.layout.note_indent
    if r.layout.note_indent and not indented:
        against += AT_MARGIN
    target = State(True, state.body, state.body_kind, i, state.label)
    if state.note >= 0 and not state.in_notes:
        cost = r.join(state.note, i) + (1.0 - s.noteness) * 0.8 + against + turned
        add(NOTE_CONTINUES, target, cost)
    if state.note >= 0 and state.in_notes:
        if r.turned[i]:
            # a page of notes alone
            add(
                NOTE_CONTINUES, target, r.join(state.note, i) + 2.5 + (1.0 - s.noteness) * 0.8 + against, True
            )
        cost = (LIKE_NOTE if indented else SAME_NOTE) + note_left + r.beginning[i] + turned
        add(NOTE_PARAGRAPH, target, cost + (1.0 - s.noteness) + against)
    expected = str(state.label + 1)
    if r.layout.head_styles and not r.given and r.called_on_page(expected, page_start, i):
        cost = LOST_MARK + (0.0 if state.in_notes else 3.0) + note_left + r.beginning[i] + turned + against
        cost += (1.0 - s.noteness) * 1.2
        add(NOTE, target._replace(label=state.label + 1), cost)


def _forced_arcs(i: int, state: State, forced: str, add: Add) -> None:
    """What the editor has settled holds, however unlikely."""
    if forced in (NOTE, NOTE_CONTINUES, NOTE_PARAGRAPH):
        label = state.label + 1 if forced == NOTE else state.label
        add(forced, State(True, state.body, state.body_kind, i, label), 0.0)
    elif forced in (CAPTION, FURNITURE):
        add(forced, state, 0.0)
    else:
        kind = PARAGRAPH if forced in (CONTINUES, RESUMES) else forced
        add(forced, State(False, i, kind, state.note, state.label), 0.0, state.in_notes)


class _Reached(NamedTuple):
    cost: float
    page_start: int


def decide(units: list[Unit], layout: Layout, fixed: Mapping[int, str]) -> list[Decision]:
    """The cheapest reading of all blocks; `fixed` says what some of them are (front matter, settled)."""
    reader = Reader(units, layout)
    alive: dict[State, _Reached] = {State(False, -1, "", -1, 0): _Reached(0.0, 0)}
    history: list[list[_Arc]] = []
    costs: list[dict[State, _Reached]] = [alive]
    for i in range(len(units)):
        alive, arcs = _step(reader, i, alive, fixed.get(i, ""))
        history.append(arcs)
        costs.append(alive)
    return _decisions(reader, history, costs, fixed)


def _step(
    r: Reader, i: int, alive: dict[State, _Reached], forced: str
) -> tuple[dict[State, _Reached], list[_Arc]]:
    nexts: dict[State, _Reached] = {}
    arcs: list[_Arc] = []
    known = nexts.get
    for state, (so_far, page_start) in alive.items():
        if r.units[i].given:
            found = [_Arc(state, r.units[i].given, state, 0.0, False)]
        elif forced == FRONT:
            found = [_Arc(state, FRONT, State(False, i, FRONT, state.note, state.label), 0.0, False)]
        else:
            found = _arcs(r, i, state, page_start, forced)
        for arc in found:
            cost = so_far + arc.cost
            other = known(arc.target)
            if other is None or cost < other.cost:
                nexts[arc.target] = _Reached(cost, i if arc.new_page else page_start)
        arcs += found
    if len(nexts) > 1:
        kept = sorted(nexts.items(), key=_cost)[:BEAM]
        limit = kept[0][1].cost + PRUNE
        nexts = {state: reached for state, reached in kept if reached.cost <= limit}
        arcs = [arc for arc in arcs if arc.target in nexts]
    return nexts, arcs


def _cost(reached: tuple[State, _Reached]) -> float:
    return reached[1].cost


def _decisions(
    r: Reader, history: list[list[_Arc]], costs: list[dict[State, _Reached]], fixed: Mapping[int, str]
) -> list[Decision]:
    final = {s: r.body_left(s) + r.note_left(s) for s in costs[-1]}
    total = min(costs[-1][s].cost + final[s] for s in final)
    backward = final
    here = min(final, key=lambda s: (costs[-1][s].cost + final[s], s))
    chosen: list[tuple[_Arc, float, str]] = []
    for i in range(len(history) - 1, -1, -1):
        before: dict[State, float] = {}
        best: tuple[float, _Arc] | None = None
        through: dict[str, float] = {}
        for arc in history[i]:
            ahead = arc.cost + backward.get(arc.target, inf)  # inf: pruned later on
            if ahead < before.get(arc.source, float("inf")):
                before[arc.source] = ahead
            whole = costs[i][arc.source].cost + ahead
            if whole < through.get(arc.kind, float("inf")):
                through[arc.kind] = whole
            if arc.target == here:
                cost = costs[i][arc.source].cost + arc.cost
                if best is None or cost < best[0]:
                    best = cost, arc
        assert best is not None, "every state is reached by an arc"
        arc = best[1]
        others = [(cost, kind) for kind, cost in through.items() if kind != arc.kind]
        margin, other = min(others, default=(float("inf"), ""))
        chosen.append((arc, margin - total if others and i not in fixed else float("inf"), other))
        backward, here = before, arc.source
    chosen.reverse()
    return _described(r, chosen)


def _described(r: Reader, chosen: list[tuple[_Arc, float, str]]) -> list[Decision]:
    out: list[Decision] = []
    page = 0
    for i, (arc, margin, other) in enumerate(chosen):
        if arc.new_page and i:
            page += 1
        joins, mark, label = -1, None, ""
        if arc.kind == CONTINUES:
            joins = arc.source.body
        elif arc.kind in (NOTE_CONTINUES, NOTE_PARAGRAPH):
            joins = arc.source.note
        if r.units[i].given:
            mark = next(iter(r.units[i].heads), None)
            joins = i - 1 if arc.kind == NOTE_PARAGRAPH else -1
        elif arc.kind == NOTE:
            mark = r.seen[i].mark
            label = "" if mark else str(arc.target.label)
        out.append(Decision(arc.kind, margin, other, joins, page, mark, label))
    return out

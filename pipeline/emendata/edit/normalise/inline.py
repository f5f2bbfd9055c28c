"""Turn the characters of one or more blocks into inlines, and account for each of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from emendata.document.model import (
    Emph,
    Foreign,
    Inline,
    Inlines,
    LineBeginning,
    NoteCall,
    Origin,
    PageBeginning,
    Ref,
    Text,
)
from emendata.document.normal import joined
from emendata.edit.normalise.marks import emphases
from emendata.edit.normalise.scripts import foreign_runs, greek_of

Span = tuple[int, int]


@dataclass(slots=True)
class Removed:
    """What was taken from the text as mark-up or furniture, by rule."""

    spans: dict[str, list[Span]] = field(default_factory=dict)

    def add(self, rule: str, start: int, end: int) -> None:
        """Record the characters ``[start, end)`` of the source as removed under `rule`."""
        self.spans.setdefault(rule, []).append((start, end))


@dataclass(frozen=True, slots=True)
class Part:
    """One block, or what stands in it after the mark of a note."""

    lines: Sequence[Span]
    calls: Sequence[tuple[int, int, str]] = ()
    """(start, end, note id) in the source, ascending."""
    page: PageBeginning | None = None
    """A page begins in front of it."""
    break_lines: bool = False
    """Each line stays a line."""


_SPACES = re.compile(r"[\s\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufeff]+")
_ODD_SPACE = re.compile(r"[\t\v\f\r\n]|  |[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufeff]| $")
_ODD_CHARACTER = re.compile(r"[\t\v\f\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufeff]")
_CONTROL = re.compile(r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufeff]")
_KEEP = "\u00a0\u2002\u2003\u2009\u202f"
_HYPHENS = "-¬\u00ad\u2010"
_AT_LINE_END = frozenset(_HYPHENS + "—")
"""Characters after which no space need stand for a line end."""

References = Callable[[str], list[tuple[int, int, str]]]
"""Finds cross-references in a string: (start, end, target)."""


class Builder:
    """Builds inlines from parts of the source and keeps account of what it leaves out."""

    def __init__(
        self,
        source: str,
        name: str,
        removed: Removed,
        *,
        lang: str,
        keep_hyphen: Callable[[str, str], bool],
        references: References,
    ) -> None:
        self.source = source
        self.name = name
        self.removed = removed
        self.lang = lang
        self.greek = greek_of(source)
        self.keep_hyphen = keep_hyphen
        self.references = references
        self.hyphens = 0
        """Words put together again."""
        # one look at the whole saves a search in each line
        self._all_plain = not any(_ODD_CHARACTER.match(c) for c in set(source) - {"\n", "\r"})

    def inlines(self, parts: Sequence[Part]) -> Inlines:
        """The inlines of one paragraph made of these parts, in the Document's normal form."""
        run = _Run(self.source)
        for number, part in enumerate(parts):
            if number:
                self._glue(run, part.lines[0])
            if part.page is not None:
                run.events.append((run.length, part.page))
            for at, (start, end) in enumerate(part.lines):
                if at and part.break_lines:
                    run.events.append((run.length, LineBeginning()))
                elif at:
                    self._glue(run, (start, end))
                self._add_line(run, start, end, part)
        return self._parsed(run)

    # ------------------------------------------------------------- characters

    def _add_line(self, run: _Run, start: int, end: int, part: Part) -> None:
        at = start
        for call_start, call_end, note in part.calls:
            if start <= call_start < end or call_start == call_end == end:
                self._add_text(run, at, call_start)
                run.strip_space()
                run.events.append((run.length, NoteCall(note)))
                if call_end > call_start:
                    self.removed.add("call", call_start, call_end)
                at = call_end
        self._add_text(run, at, end)

    def _add_text(self, run: _Run, start: int, end: int) -> None:
        if start >= end:
            return
        text = self.source[start:end]
        if (self._all_plain and text[-1] != " " and "  " not in text) or _ODD_SPACE.search(text) is None:
            if run.length == 0 or run.ends_in_space:
                stripped = text.lstrip(" ")
                start += len(text) - len(stripped)
                text = stripped
            if text:
                run.add(text, start)
            return
        at = 0
        for match in _SPACES.finditer(text):
            if match.start() > at:
                run.add(text[at : match.start()], start + at)
            self._add_space(run, match.group(), start + match.start())
            at = match.end()
        if at < len(text):
            run.add(text[at:], start + at)

    def _add_space(self, run: _Run, space: str, offset: int) -> None:
        for control in _CONTROL.finditer(space):
            self.removed.add("control", offset + control.start(), offset + control.end())
        kept = next((c for c in space if c in _KEEP), None)
        if kept is not None:
            run.add(kept, offset + space.index(kept))
        elif not run.ends_in_space and run.length and not all(_CONTROL.match(c) for c in space):
            run.add_space()

    def _glue(self, run: _Run, following: Span) -> None:
        """What stands between two lines: a space, or nothing where a word or dash goes on."""
        if not run.length or run.ends_in_space:
            return
        if run.last_character not in _AT_LINE_END:
            run.add_space()
            return
        last = run.text_end(40)
        first = self.source[following[0] : following[0] + 40].lstrip("*_")
        if last[-1:] in _HYPHENS and last[-2:-1].isalpha() and first[:1].isalpha():
            left = re.split(r"[^\w'’-]", last[:-1])[-1]
            right = re.match(r"[\w'’]*", first)
            word = right.group() if right else ""
            hard = last[-1] in "-\u2010"
            if hard and (first[:1].isupper() or self.keep_hyphen(left, word)):
                return
            offset = run.drop_last()
            self.removed.add("hyphen", offset, offset + 1)
            self.hyphens += 1
            return
        if last[-1:] == "—":
            return
        run.add_space()

    # ---------------------------------------------------------------- mark-up

    def _parsed(self, run: _Run) -> Inlines:
        text = run.text()
        while text.endswith(" "):
            text = text[:-1]
        spans = emphases(text)
        out: list[Inline] = []
        at = 0
        events = run.events
        used = 0
        for start, end, width in spans:
            used = self._flow(out, run, text, at, start, events, used)
            for a, b in ((start, start + width), (end - width, end)):
                self._remove_marks(run, a, b)
            inner: list[Inline] = []
            used = self._flow(inner, run, text, start + width, end - width, events, used)
            children = joined(inner)
            if width >= 2:
                children = (Emph(children, "bold"),)
            out.append(Emph(children, "italic") if width != 2 else children[0])
            at = end
        used = self._flow(out, run, text, at, len(text), events, used)
        out += [event for _, event in events[used:]]
        return joined(out)

    def _remove_marks(self, run: _Run, start: int, end: int) -> None:
        for origin in run.origins(start, end, self.name):
            self.removed.add("emphasis", origin.start, origin.end)

    def _flow(
        self,
        out: list[Inline],
        run: _Run,
        text: str,
        start: int,
        end: int,
        events: list[tuple[int, Inline]],
        used: int,
    ) -> int:
        """Append what stands in ``[start, end)``, events in their places; returns the events used."""
        at = start
        while used < len(events) and events[used][0] <= end:
            position, event = events[used]
            position = max(position, at)
            self._plain(out, run, text, at, position)
            out.append(event)
            at = position
            used += 1
        self._plain(out, run, text, at, end)
        return used

    def _plain(self, out: list[Inline], run: _Run, text: str, start: int, end: int) -> None:
        if start >= end:
            return
        piece = text[start:end]
        at = 0
        for a, b, made in self._special(piece):
            if a > at:
                out.append(self._text(run, piece[at:a], start + at))
            child = self._text(run, piece[a:b], start + a)
            out.append(Foreign((child,), made[1]) if made[0] == "lang" else Ref((child,), made[1]))
            at = b
        if at < len(piece):
            out.append(self._text(run, piece[at:], start + at))

    def _special(self, piece: str) -> list[tuple[int, int, tuple[str, str]]]:
        found = [(a, b, ("ref", target)) for a, b, target in self.references(piece)]
        if not piece.isascii():
            found += [(a, b, ("lang", lang)) for a, b, lang in foreign_runs(piece, self.lang, self.greek)]
            found.sort()
        return found

    def _text(self, run: _Run, piece: str, start: int) -> Text:
        return Text(piece, tuple(run.origins(start, start + len(piece), self.name)))


class _Run:
    """Characters in a row, each segment with its place in the source.

    The place of a space that stands for a line end or the like is written ``~offset`` here and becomes
    an empty `Origin`.
    """

    __slots__ = ("_ends", "_pieces", "_starts", "ends_in_space", "events", "length", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.length = 0
        self.ends_in_space = False
        self.events: list[tuple[int, Inline]] = []

    def add_space(self) -> None:
        """A space where the source has a line end, a page end or other white space."""
        last = self._starts[-1]
        self.add(" ", ~(last + len(self._pieces[-1])) if last >= 0 else last)

    def add(self, text: str, start: int) -> None:
        self._pieces.append(text)
        self._starts.append(start)
        self.length += len(text)
        self._ends.append(self.length)
        self.ends_in_space = text[-1] == " "

    def strip_space(self) -> None:
        """Without the space at its end: a call stands close to its word."""
        while self._pieces and self.ends_in_space:
            last = self._pieces[-1][:-1]
            self.length -= 1
            if last:
                self._pieces[-1] = last
                self._ends[-1] = self.length
            else:
                self._pieces.pop()
                self._starts.pop()
                self._ends.pop()
            self.ends_in_space = bool(self._pieces) and self._pieces[-1][-1] == " "

    def drop_last(self) -> int:
        """Without its last character, whose offset in the source is returned."""
        start = self._starts[-1]
        piece = self._pieces[-1]
        offset = start + len(piece) - 1
        self.length -= 1
        if len(piece) > 1:
            self._pieces[-1] = piece[:-1]
            self._ends[-1] = self.length
        else:
            self._pieces.pop()
            self._starts.pop()
            self._ends.pop()
        return offset

    @property
    def last_character(self) -> str:
        return self._pieces[-1][-1]

    def text_end(self, count: int) -> str:
        out = ""
        for piece in reversed(self._pieces):
            out = piece + out
            if len(out) >= count:
                break
        return out[-count:]

    def text(self) -> str:
        return "".join(self._pieces)

    def origins(self, start: int, end: int, name: str) -> list[Origin]:
        """Where the characters ``[start, end)`` of the run stand in the source."""
        out: list[Origin] = []
        k = bisect_right(self._ends, start)
        while k < len(self._ends):
            piece_end = self._ends[k]
            piece_start = piece_end - len(self._pieces[k])
            if piece_start >= end:
                break
            source_start = self._starts[k]
            if source_start < 0:
                out.append(Origin(name, ~source_start, ~source_start))
            else:
                a = source_start + max(start, piece_start) - piece_start
                b = source_start + min(end, piece_end) - piece_start
                out.append(Origin(name, a, b))
            k += 1
        return out

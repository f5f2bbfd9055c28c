"""Turn a place as an editor writes it (``note 72``, ``¶ 12``) into ranges of the reading text of a Document.

==========================  =============================================================
``note 12``, ``note *``     the note with this sign; where signs repeat, all notes with it
``note 3 on page 5``        of these the one that is called on this page
``¶ 12``, ``paragraph 12``  the twelfth paragraph of the body, those in quotations not counted
``head 3``                  the third head
``page 117``                the page with this folio; where no folios are known, by count
``title``, ``abstract``     the title of the work; the abstract
``figure 2``                the caption of the figure with this number
``1.3``, ``12``             book, chapter, section or verse with this number, as the text is numbered
``"a phrase"``              these words, or the paragraph, note or head that they stand in
==========================  =============================================================
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from emendata.document.model import Document
from emendata.document.places import Page, Passage, Point, called_at, page_at, pages, passages

BORDER = "\0"
"""Stands between passages in the whole text; no source has it, and it is no white space."""

Range = tuple[int, int]

THE_TEXT = "the text"
"""Name of the area that is everything."""


class NoSuchPlace(Exception):
    """A place that is not in the Document, with what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Area:
    """Where to look."""

    ranges: tuple[Range, ...]
    name: str
    """In English: ``note 72``."""
    wider: tuple[Range, ...] = ()
    """Where to look after that, if it is not there."""


class Whole:
    """The reading text of a Document as one string, with its passages and pages."""

    def __init__(self, document: Document) -> None:
        self.passages = tuple(passages(document))
        self.text = BORDER.join(passage.text for passage in self.passages)
        self.starts: list[int] = []
        start = 0
        for passage in self.passages:
            self.starts.append(start)
            start += len(passage.text) + 1

    def range(self, index: int) -> Range:
        """The range of a passage."""
        return self.starts[index], self.starts[index] + len(self.passages[index].text)

    def point(self, offset: int) -> Point:
        """The passage that an offset of the whole text falls in, and the position in it."""
        index = bisect_right(self.starts, offset) - 1
        return Point(index, offset - self.starts[index])

    def offset(self, point: Point) -> int:
        """The offset of a point in the whole text."""
        return self.starts[point.passage] + point.at

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the source."""
        return pages(self.passages)

    @cached_property
    def calls(self) -> dict[str, Point]:
        """Where each note is called, by its id."""
        return called_at(self.passages)

    def page_of_note(self, note: str) -> str:
        """The name of the page on which a note is called; empty if it is not known."""
        call = self.calls.get(note)
        page = page_at(self.pages, call) if call else None
        return self._page_name(page) if page else ""

    def _page_name(self, page: Page) -> str:
        return page.folio or str(self.pages.index(page) + 1)

    def where(self, offset: int) -> str:
        """The place of an offset in English, ``note 3 on page 5`` where there are several notes 3."""
        passage = self.passages[self.point(offset).passage]
        if passage.note and len(self.notes.get(_sign(passage.label), ())) > 1:
            page = self.page_of_note(passage.note)
            return f"{passage.where} on page {page}" if page else passage.where
        return passage.where

    @cached_property
    def notes(self) -> dict[str, tuple[str, ...]]:
        """The ids of the notes with each sign."""
        found: dict[str, dict[str, None]] = {}
        for passage in self.passages:
            if passage.note:
                found.setdefault(_sign(passage.label), {})[passage.note] = None
        return {sign: tuple(ids) for sign, ids in found.items()}

    @cached_property
    def numbered(self) -> dict[str, tuple[Range, ...]]:
        """The ranges with each number by which the text is quoted: of ``1.3`` and of all of ``1``."""
        found: dict[str, list[Range]] = {}
        for index, passage in enumerate(self.passages):
            first, last = self.range(index)
            stops = [at for at, _ in passage.numbers[1:]] + [last - first]
            for (at, numbers), stop in zip(passage.numbers, stops, strict=False):
                for depth in range(1, len(numbers) + 1):
                    found.setdefault(".".join(numbers[:depth]), []).append((first + at, first + stop))
        return {name: tuple(ranges) for name, ranges in found.items()}

    def number_at(self, offset: int) -> str:
        """The number by which the place of an offset is quoted; empty where there is none."""
        point = self.point(offset)
        numbers: tuple[str, ...] = ()
        for at, said in self.passages[point.passage].numbers:
            if at <= point.at:
                numbers = said
        return ".".join(numbers)

    def area(self, place: str) -> Area:
        """Where an editor's `place` is; `NoSuchPlace` if it is nowhere."""
        if not place:
            return Area(((0, len(self.text)),), THE_TEXT)
        for pattern, find in _FORMS:
            if match := pattern.fullmatch(place):
                return find(self, match)
        return _phrase(self, place[1:-1] if _QUOTED.fullmatch(place) else place, place)

    def around(self, start: int, end: int, words: int = 3) -> str:
        """The words around a range, for a message: ``… zasedanii voennoi ‹sekti›.``"""
        first, last = self.range(self.point(start).passage)
        before = self.text[max(first, start - 60) : start]
        after = self.text[end : min(last, end + 60)]
        left = re.search(rf"(?:\S+\s+){{0,{words}}}\S*\Z", before)
        right = re.match(rf"\S*(?:\s+\S+){{0,{words}}}", after)
        lead = left[0] if left else ""
        tail = right[0] if right else ""
        dots_before = "… " if start - len(lead) > first else ""
        dots_after = " …" if end + len(tail) < last else ""
        return " ".join(f"{dots_before}{lead}‹{self.text[start:end]}›{tail}{dots_after}".split())


def phrase_pattern(words: str) -> re.Pattern[str]:
    """The pattern of these characters, their white space standing for any white space."""
    return re.compile(r"\s+".join(re.escape(part) for part in re.split(r"\s+", words)))


def matches(
    whole: Whole, pattern: re.Pattern[str], ranges: tuple[Range, ...], *, overlapping: bool = False
) -> Iterator[Range]:
    """Where a pattern matches within some ranges of the text.

    Matches may be asked for that begin within one another, as `and on` in `and on and on`.
    """
    for start, end in ranges:
        while match := pattern.search(whole.text, start, end):
            yield match.span()
            start = match.start() + 1 if overlapping else max(match.end(), match.start() + 1)


def listed(names: Sequence[str]) -> str:
    """``a, b and c``; of a long list the beginning."""
    shown = list(names[:6]) + ([f"{len(names) - 6} more"] if len(names) > 6 else [])
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def quoted(words: str) -> str:
    """Words of the text in a message."""
    return f"`{words}`" if '"' in words else f'"{words}"'


def times(count: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


_WORD = re.compile(r"\w(?:[\w'’-]*\w)?")
_FAR = 120
"""Characters within which words around a match are taken into a longer phrase."""


def unique_range(whole: Whole, ranges: tuple[Range, ...], match: Range) -> Range | None:
    """A match with so many of the words around it that the phrase stands in the ranges only once."""
    first, last = whole.range(whole.point(match[0]).passage)
    behind = max(first, match[0] - _FAR)
    words = [word.start() + behind for word in _WORD.finditer(whole.text[behind : match[0]])]
    starts = [match[0], *reversed(words)][:6]
    words = [word.end() + match[1] for word in _WORD.finditer(whole.text[match[1] : match[1] + _FAR])]
    ends = [match[1], *(end for end in words if end <= last)][:6]
    for more in range(len(starts) + len(ends) - 1):
        for right in range(min(more, len(ends) - 1), -1, -1):
            if more - right < len(starts):
                start, end = starts[more - right], ends[right]
                found = matches(whole, phrase_pattern(whole.text[start:end]), ranges)
                if next(found, None) and not next(found, None):
                    return start, end
    return None


# ----------------------------------------------------------------------- forms


def _sign(label: str) -> str:
    return unicodedata.normalize("NFKC", label)


def _of_kind(whole: Whole, kind: str, label: str | None = None) -> tuple[Range, ...]:
    return tuple(
        whole.range(index)
        for index, passage in enumerate(whole.passages)
        if passage.kind == kind and (label is None or passage.label == label)
    )


def _count(whole: Whole, kind: str) -> int:
    return len({passage.label for passage in whole.passages if passage.kind == kind})


def _note(whole: Whole, match: re.Match[str]) -> Area:
    sign, page = _sign(match["sign"]), match["page"]
    notes = whole.notes.get(sign, ())
    if not notes:
        raise NoSuchPlace(f"there is no note {sign}", _the_notes(whole))
    name = f"note {sign}"
    if page:
        on_page = tuple(note for note in notes if whole.page_of_note(note) == page)
        if not on_page:
            known = [known for note in notes if (known := whole.page_of_note(note))]
            hint = f"A note {sign} is called on page {listed(known)}." if known else _NO_PAGES
            raise NoSuchPlace(f"no note {sign} is called on page {page}", hint)
        notes, name = on_page, f"{name} on page {page}"
    wanted = set(notes)
    ranges = (whole.range(i) for i, passage in enumerate(whole.passages) if passage.note in wanted)
    return Area(tuple(ranges), name)


_NO_PAGES = "The source does not say where its pages begin."


def _the_notes(whole: Whole) -> str:
    numbers = sorted(int(sign) for sign in whole.notes if sign.isdecimal())
    others = [sign for sign in whole.notes if not sign.isdecimal()]
    said = [f"{numbers[0]} to {numbers[-1]}"] if len(numbers) > 2 else [str(n) for n in numbers]
    said += others[:8]
    return f"There are notes {listed(said)}." if said else "The text has no notes."


def _numbered(kind: str, name: str, several: str) -> Callable[[Whole, re.Match[str]], Area]:
    def find(whole: Whole, match: re.Match[str]) -> Area:
        number = str(int(match["number"]))
        ranges = _of_kind(whole, kind, number)
        if not ranges:
            count = _count(whole, kind)
            raise NoSuchPlace(f"there is no {name} {number}", f"The text has {count or 'no'} {several}.")
        return Area(ranges, f"{name} {number}")

    return find


def _figure(whole: Whole, match: re.Match[str]) -> Area:
    ranges = _of_kind(whole, "caption", match["sign"])
    if not ranges:
        labels = [p.label for p in whole.passages if p.kind == "caption" and p.label]
        hint = f"There are captions of figure {listed(labels)}." if labels else "No figure has a caption."
        raise NoSuchPlace(f"there is no figure {match['sign']} with a caption", hint)
    return Area(ranges, f"the caption of figure {match['sign']}")


def _part(kind: str) -> Callable[[Whole, re.Match[str]], Area]:
    def find(whole: Whole, match: re.Match[str]) -> Area:
        ranges = tuple(r for r in _of_kind(whole, kind) if r[0] < r[1])
        if not ranges:
            raise NoSuchPlace(f"the text has no {kind}")
        return Area(ranges, f"the {kind}")

    return find


def _page(whole: Whole, match: re.Match[str]) -> Area:
    wanted = match["sign"]
    if not whole.pages:
        raise NoSuchPlace(f"there is no page {wanted}", _NO_PAGES)
    with_folio = [i for i, page in enumerate(whole.pages) if page.folio == wanted]
    if not with_folio and not any(page.folio for page in whole.pages) and wanted.isdecimal():
        with_folio = [int(wanted) - 1] if 0 < int(wanted) <= len(whole.pages) else []
    if not with_folio:
        names = [whole._page_name(page) for page in whole.pages]
        raise NoSuchPlace(f"there is no page {wanted}", f"The pages are {names[0]} to {names[-1]}.")
    notes_start = next((i for i, p in enumerate(whole.passages) if p.note), len(whole.passages))
    text_end = whole.starts[notes_start] if notes_start < len(whole.passages) else len(whole.text)
    ranges: list[Range] = []
    for index in with_folio:
        page = whole.pages[index]
        after = whole.offset(whole.pages[index + 1].start) if index + 1 < len(whole.pages) else text_end
        ranges.append((whole.offset(page.start), after))
        called = {n for n, call in whole.calls.items() if page_at(whole.pages, call) is page}
        ranges += [whole.range(i) for i, p in enumerate(whole.passages) if p.note in called]
    return Area(tuple(ranges), f"page {wanted}")


def _phrase(whole: Whole, words: str, written: str) -> Area:
    found = list(matches(whole, phrase_pattern(words), ((0, len(whole.text)),))) if words.strip() else []
    if not found:
        raise NoSuchPlace(f"there is no place `{written}`, and no such words in the text", _HOW_TO_NAME)
    if len(found) > 1:
        places = dict.fromkeys(whole.where(start) for start, _ in found)
        raise NoSuchPlace(
            f"the words {quoted(words)} stand {times(len(found))} in the text: in {listed(list(places))}",
            "Write more words, or one of these places.",
        )
    ((start, end),) = found
    passage = whole.range(whole.point(start).passage)
    return Area(((start, end),), f"the words {quoted(words)}", (passage,))


_QUOTED = re.compile(r"""".+"|'.+'|“.+”|„.+[“”]|«.+»|‘.+’""")

_HOW_TO_NAME = (
    "A place is `note 12`, `¶ 12`, `head 3`, `page 117`, `title`, `abstract`, `figure 2`, `1.3` where "
    "the text has such numbers, or words of the text."
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _number(whole: Whole, match: re.Match[str]) -> Area:
    number = match["number"]
    if ranges := whole.numbered.get(number):
        return Area(ranges, number)
    if not whole.numbered:
        raise NoSuchPlace(f"there is no {number}: the text has no numbers", _HOW_TO_NAME)
    names = list(whole.numbered)
    near = get_close_matches(number, names, n=1, cutoff=0.7)
    hint = f"Did you mean `{near[0]}`?" if near else f"Its numbers are such as {listed(names[:3])}."
    raise NoSuchPlace(f"there is no {number}", hint)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[Whole, re.Match[str]], Area]], ...] = (
    (_form(r"note (?P<sign>\S+)(?: on page (?P<page>\S+))?"), _note),
    (_form(r"(?:¶ ?|para(?:graph)? )(?P<number>\d{1,9})"), _numbered("paragraph", "¶", "paragraphs")),
    (_form(r"head (?P<number>\d{1,9})"), _numbered("head", "head", "heads")),
    (_form(r"page (?P<sign>\S+)"), _page),
    (_form(r"figure (?P<sign>\S+)"), _figure),
    (_form(r"title"), _part("title")),
    (_form(r"abstract"), _part("abstract")),
    (_form(r"(?P<number>[0-9]\w{0,8}(?:\.[0-9]\w{0,8}){0,8})"), _number),
)
"""The forms of a place, and how each is found; everything else is a phrase."""


def at(whole: Whole, passage: Passage) -> str:
    """How an editor names the place of a passage; empty where it has no name of its own."""
    match passage.kind:
        case "paragraph":
            return f"¶ {passage.label}"
        case "head":
            return f"head {passage.label}"
        case "title" | "abstract":
            return passage.kind
        case "caption" if passage.label and " " not in passage.label:
            return f"figure {passage.label}"
        case "note" if passage.label and not re.search(r"\s", passage.label):
            if len(whole.notes[_sign(passage.label)]) == 1:
                return f"note {passage.label}"
            page = whole.page_of_note(passage.note)
            return f"note {passage.label} on page {page}" if page and " " not in page else ""
    return ""

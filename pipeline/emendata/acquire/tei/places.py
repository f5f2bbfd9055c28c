"""Find the words that an entry of a location-referenced apparatus is about, by number and lemma.

``loc="1.5"`` is the end of a citation: the numbers (``@n``) of the elements around a place, the outermost
first, and that of the beginning of the line. The lemma is looked for in that place; words that are claimed by one
entry are not given to the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.pointers import Span

_CITED = ("div", "div1", "div2", "div3", "div4", "lg", "l", "p", "ab", "seg", "s", "sp", "u", "quote")
_HOLDERS = ("ab", "p", "l", "lg", "quote", "div", "div1", "div2", "body")
"""What lines begin in."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_NOT_TEXT = ("note", "rdg", "app", "fw", "figDesc", "witDetail", "rdgGrp")


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return letters.replace("v", "u").replace("j", "i")


_LINE = re.compile(r"(?:lines?|ll?\.|vv?\.|verses?)\s*(?=\d)", re.IGNORECASE)
"""What may be said before a number."""


@dataclass(frozen=True, slots=True)
class Region:
    """A numbered part of the text: an element, or what stands in it from one line beginning to the next."""

    node: Node
    start: int
    end: int

    @property
    def beginning(self) -> Span:
        """Where it begins."""
        return (
            Span(self.node, self.node, self.start, self.start) if self.start else Span(self.node, self.node)
        )


class Citations:
    """The numbered parts of a text."""

    def __init__(self, text: Node) -> None:
        self._by_number: dict[tuple[str, ...], list[Node]] = defaultdict(list)
        self._claimed: set[tuple[int, int]] = set()
        self._texts: dict[Node, str] = {}
        self._lines: dict[Node, dict[Node, Region]] = {}
        """Of elements in which lines begin, what stands on each."""
        stack: list[tuple[Node, tuple[str, ...]]] = [(text, ())]
        while stack:
            node, numbers = stack.pop()
            if node.name in _NOT_TEXT:
                continue
            n = node.get("n")
            if n and len(n) < 20 and (node.name in _CITED or node.name == "lb"):
                numbers = (*numbers, n)
                for start in range(len(numbers)):
                    self._by_number[numbers[start:]].append(node)
            stack.extend((child, numbers) for child in reversed(list(node.elements())))

    def place(self, loc: str) -> Region | None:
        """The first part with this number; of several numbers that of the first, up to the end of the last."""
        first, _, last = re.sub(r"\s*[-–]\s*", "-", _LINE.sub("", loc.strip())).partition("-")
        begin, end = self._part(first), self._part(last)
        if begin is not None and end is not None and end.node is begin.node and end.end > begin.end:
            return Region(begin.node, begin.start, end.end)
        return begin

    def _part(self, loc: str) -> Region | None:
        wanted = tuple(part for part in re.split(r"[\s.,:]+", loc.strip()) if part)
        for start in range(len(wanted)):
            if found := self._by_number.get(wanted[start:]):
                return self._region(found[0])
        return None

    def _region(self, node: Node) -> Region:
        if node.name != "lb":
            return whole(node)
        holder = node.within(*_HOLDERS)
        if holder is None:
            return whole(node)
        if holder not in self._lines:
            self._lines[holder] = _lines(holder)
        return self._lines[holder][node]

    def words(self, place: Region, lemma: str) -> Span | None:
        """Where the lemma stands in the place: from its first word to its last, also if it is shortened."""
        wanted = [_plain(word) for word in _WORD.findall(lemma)]
        if not wanted:
            return None
        node = place.node
        if node not in self._texts:
            self._texts[node] = text_of(node)
        text = self._texts[node]
        found = [
            (match.start(), match.end(), _plain(match[0]))
            for match in _WORD.finditer(text, place.start, place.end)
        ]
        words = [word for _, _, word in found]
        spans = [at for at in range(len(words)) if words[at : at + len(wanted)] == wanted]
        length = len(wanted)
        for at in [*(at for at in spans if (id(node), found[at][0]) not in self._claimed), *spans]:
            self._claimed.add((id(node), found[at][0]))
            return Span(node, node, found[at][0], found[at + length - 1][1])
        # arma … cano
        parts = re.split(r"\s*(?:…|\.\.\.|–|—|-)\s*", lemma)
        if len(parts) == 2 and (first := [_plain(w) for w in _WORD.findall(parts[0])]):
            last = [_plain(w) for w in _WORD.findall(parts[1])]
            for at in range(len(words)):
                if words[at : at + len(first)] == first:
                    for end in range(at + len(first), len(words) - len(last) + 1):
                        if last and words[end : end + len(last)] == last:
                            return Span(node, node, found[at][0], found[end + len(last) - 1][1])
        return None


def whole(node: Node) -> Region:
    """All of an element."""
    return Region(node, 0, sum(map(len, node.strings())))


def _lines(holder: Node) -> dict[Node, Region]:
    """What stands on each of the lines that begin in an element."""
    begins: list[tuple[Node, int]] = []
    at = 0
    stack: list[Node | str] = [holder]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            at += len(top)
            continue
        if top.name == "lb":
            begins.append((top, at))
        stack.extend(reversed(top.children))
    ends = [*(start for _, start in begins[1:]), at]
    return {lb: Region(holder, start, end) for (lb, start), end in zip(begins, ends, strict=True)}


def text_of(place: Node) -> str:
    """The characters of an element, what is no text of the edition blanked out, so that offsets stay."""
    parts: list[str] = []
    stack: list[tuple[Node | str, bool]] = [(place, True)]
    while stack:
        top, counts = stack.pop()
        if isinstance(top, str):
            parts.append(top if counts else " " * len(top))
        else:
            counts = counts and (top is place or top.name not in _NOT_TEXT)
            stack.extend((child, counts) for child in reversed(top.children))
    return "".join(parts)

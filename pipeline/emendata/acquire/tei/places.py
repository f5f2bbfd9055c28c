"""Find the words that an entry of a location-referenced apparatus is about, by number and lemma.

``loc="1.5"`` is the end of a citation: the numbers (``@n``) of the elements around a place, the outermost
first. The lemma is looked for in that place; words that are claimed by one entry are not given to the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.pointers import Span

_CITED = ("div", "div1", "div2", "div3", "div4", "lg", "l", "p", "ab", "seg", "s", "sp", "u", "quote")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_NOT_TEXT = ("note", "rdg", "app", "fw", "figDesc", "witDetail", "rdgGrp")


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return letters.replace("v", "u").replace("j", "i")


class Citations:
    """The numbered parts of a text."""

    def __init__(self, text: Node) -> None:
        self._by_number: dict[tuple[str, ...], list[Node]] = defaultdict(list)
        self._claimed: set[tuple[int, int]] = set()
        stack: list[tuple[Node, tuple[str, ...]]] = [(text, ())]
        while stack:
            node, numbers = stack.pop()
            if node.name in _NOT_TEXT:
                continue
            if node.name in _CITED and (n := node.get("n")) and len(n) < 20:
                numbers = (*numbers, n)
                for start in range(len(numbers)):
                    self._by_number[numbers[start:]].append(node)
            stack.extend((child, numbers) for child in reversed(list(node.elements())))

    def place(self, loc: str) -> Node | None:
        """The first element with this number."""
        wanted = tuple(part for part in re.split(r"[\s.,:]+", loc.strip()) if part)
        for start in range(len(wanted)):
            if found := self._by_number.get(wanted[start:]):
                return found[0]
        return None

    def words(self, place: Node, lemma: str) -> Span | None:
        """Where the lemma stands in the place: from its first word to its last, also if it is shortened."""
        wanted = [_plain(word) for word in _WORD.findall(lemma)]
        if not wanted:
            return None
        found = [(match.start(), match.end(), _plain(match[0])) for match in _WORD.finditer(text_of(place))]
        words = [word for _, _, word in found]
        spans = [at for at in range(len(words)) if words[at : at + len(wanted)] == wanted]
        length = len(wanted)
        for at in [*(at for at in spans if (id(place), at) not in self._claimed), *spans]:
            self._claimed.add((id(place), at))
            return Span(place, place, found[at][0], found[at + length - 1][1])
        # arma … cano
        parts = re.split(r"\s*(?:…|\.\.\.|–|—|-)\s*", lemma)
        if len(parts) == 2 and (first := [_plain(w) for w in _WORD.findall(parts[0])]):
            last = [_plain(w) for w in _WORD.findall(parts[1])]
            for at in range(len(words)):
                if words[at : at + len(first)] == first:
                    for end in range(at + len(first), len(words) - len(last) + 1):
                        if last and words[end : end + len(last)] == last:
                            return Span(place, place, found[at][0], found[end + len(last) - 1][1])
        return None


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

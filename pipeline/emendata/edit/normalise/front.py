"""Recognise what stands before the text: title, author, other opening lines, abstract."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from emendata.edit.normalise import looks
from emendata.edit.normalise.marks import UNMISTAKABLE
from emendata.edit.normalise.units import Unit, caption_number, letters

_ABSTRACT = re.compile(
    r"(?:summary|abstract|résumé|resume|zusammenfassung|riassunto|sommario|resumen|resumo|samenvatting|"
    r"аннотация|резюме|keywords?|key words|mots[- ]clés|schlüsselwörter|parole chiave|palabras clave|"
    r"ключевые слова)\s*(?:[:.—–-]|$)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "de von van der den di da del della du la le el al ibn bin zu y e of and & und et jr jr. sr. ii iii dos das".split()
)
_NOT_NAMES = frozenset(
    "the a an in on at to for with from history study notes note introduction chapter part essay essays life".split()
)
_AND = re.compile(r"\s+(?:and|und|et|y|e|и)\s+|\s*[,;&]\s*", re.IGNORECASE)


@dataclass(slots=True)
class Front:
    """Indices of the blocks that stand before the text."""

    title: list[int] = field(default_factory=list)
    authors: list[int] = field(default_factory=list)
    opening: list[int] = field(default_factory=list)
    abstract_head: int = -1
    abstract: list[int] = field(default_factory=list)

    def all(self) -> list[int]:
        """All of them."""
        head = [self.abstract_head] if self.abstract_head >= 0 else []
        return sorted([*self.title, *self.authors, *self.opening, *head, *self.abstract])


def front_matter(units: Sequence[Unit]) -> Front:
    """Read the first blocks; whatever looks like text ends the search."""
    front = Front()
    short = _opening_lines(units)
    if short:
        _title_and_author(units, short, front)
    at = (max(front.all()) + 1) if front.all() else 0
    _abstract(units, at, front)
    return front


def _opening_lines(units: Sequence[Unit]) -> list[int]:
    """The short blocks in front of the first paragraph, abstract or note."""
    out: list[int] = []
    for i, u in enumerate(units[:9]):
        text = u.text
        symbol_note = any(m.style in UNMISTAKABLE for m in u.heads)
        if u.given or len(text) > 220 or symbol_note or _ABSTRACT.match(_bare(text)) or caption_number(text):
            break
        if len(text) > 100 and text.rstrip()[-1:] in ".!?":
            break
        title_below_author = (
            len(out) == 1 and is_name(units[out[0]].text) and not text.endswith((".", "?", "!"))
        )
        if _CONTENTS.fullmatch(text.strip(" .:*_")):
            break
        if out and not is_name(text) and _runs_on(text) and not title_below_author:
            break
        if out and (_is_first_head(units, i, out) or looks.is_label(text)):
            break
        out.append(i)
    if out and len(out) == len(units[:9]):
        # a file of short lines has no front matter that could be told from its text
        return out[:1] if looks.head(units[out[0]].text, []) else []
    return out


_CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis|sübersicht)?|table des matières|sommaire|indice|sommario|índice|"
    r"inhoud|содержание|оглавление|(?:(?:list|index) of )?(?:illustrations|plates|figures|maps|tables|abbreviations)|"
    r"(?:verzeichnis der )?abbildungen|abbildungsverzeichnis|table des (?:illustrations|figures|planches)",
    re.IGNORECASE,
)
_LEADS_TO_PAGE = re.compile(r"[\s.…]{2,}(?:\d{1,4}|[ivxlc]{1,7})$|\s(?:\d{1,4}|[ivxlc]{1,7})$")
_NUMBERED = re.compile(
    r"(?:chapter|chap\.|kapitel|chapitre|capitolo|глава)?\s*(?:\d{1,3}|[IVXLC]{1,7})\b", re.IGNORECASE
)
_SHORT_LINE = 60
FIRST_BLOCKS = 80
"""A table of contents begins among these, or after another."""


def contents(units: Sequence[Unit], source: str) -> list[int]:
    """The blocks of tables of contents below their heads; none of them is a head, whatever it looks like."""
    out: list[int] = []
    times: Counter[str] = Counter()
    i = 0
    while i < len(units) and i < FIRST_BLOCKS + (out[-1] if out else 0):
        if _CONTENTS.fullmatch(units[i].text.strip(" .:*_")):
            times = times or Counter(
                letters(source[a:b]) for u in units for a, b in u.lines[:3] if b - a < _SHORT_LINE
            )
            out += _listed(units, source, i, times)
            i = max(i, out[-1] if out else 0)
        i += 1
    return out


def _listed(units: Sequence[Unit], source: str, start: int, times: Mapping[str, int]) -> range:
    """The entries: lines that lead to a page, or say what a line further down says again."""
    last = start
    misses = 0
    for i in range(start + 1, len(units)):
        lines = [source[a:b] for a, b in units[i].lines]
        text = units[i].text
        if any(_LEADS_TO_PAGE.search(line) for line in lines) and len(text) < 4000:
            last, misses = i, 0
        elif (
            any(times[letters(line)] > 1 and len(letters(line)) > 3 for line in lines[:3])
            and len(text) < 4000
        ):
            if last > start and letters(text) == letters(units[start + 1].text):
                break  # the text itself begins
            last, misses = i, 0
        elif (
            _NUMBERED.match(text)
            and len(text) < 100
            and i + 1 < len(units)
            and _NUMBERED.match(units[i + 1].text)
        ):
            last, misses = i, 0
        elif max(map(len, lines)) > _SHORT_LINE or (misses := misses + 1) > 3:
            break
    return range(start + 1, last + 1)


_SENTENCE_END = re.compile(r"[^\W\d_]{3,}[.!?][\W\d]{0,4}\s+[A-ZÀ-Þ]")


def _runs_on(text: str) -> bool:
    """Whether a line is part of a running text rather than a line of its own."""
    words = text.split()
    small = sum(1 for word in words if word[:1].islower())
    return (len(words) >= 7 and small > len(words) / 2) or _SENTENCE_END.search(text) is not None


def _is_first_head(units: Sequence[Unit], i: int, before: list[int]) -> bool:
    """Whether block `i` is the first head of the text: a paragraph follows, and it is no author's name."""
    following = units[i + 1].text if i + 1 < len(units) else ""
    head = looks.head(units[i].text, [])
    if head is None or not _runs_on(following) or _ABSTRACT.match(_bare(following)):
        return False
    # author and title may stand in either order
    if len(before) == 1 and is_name(units[i].text) != is_name(units[before[0]].text):
        return False
    return not _BYLINE.match(units[i].text)


_BY = re.compile(r"by|par|von|di|por", re.IGNORECASE)
_BYLINE = re.compile(r"(?:by|par|von|di|por)\s+\S", re.IGNORECASE)


def _bare(text: str) -> str:
    return text.lstrip("*_ ").strip()


def is_name(text: str) -> bool:
    """Whether a line reads like the name or names of persons."""
    text = _bare(text).rstrip("*†‡ .,")
    text = re.sub(r"[⁰¹²³⁴-⁹\d]+$", "", text)
    if _BYLINE.match(text):
        return True
    if not text or len(text) > 120 or any(c in text for c in ':?!"“”«»/'):
        return False
    names = [name for name in _AND.split(text) if name]
    return bool(names) and all(_one_name(name) for name in names)


def _one_name(name: str) -> bool:
    words = name.split()
    if not 2 <= len(words) <= 6 or any(c.isdigit() for c in name):
        return False
    proper = 0
    for word in words:
        small = word.lower().rstrip(".")
        if small in _PARTICLES and word.islower():
            continue
        if not word[0].isupper() or small in _NOT_NAMES or small in ("and", "of"):
            return False
        proper += 1
    return proper >= 2


def _title_and_author(units: Sequence[Unit], short: list[int], front: Front) -> None:
    first, rest = short[0], short[1:]
    signed = any(_BYLINE.match(units[i].text) or _BY.fullmatch(units[i].text.strip()) for i in rest)
    if rest and not signed and is_name(units[first].text) and not is_name(units[rest[0]].text):
        # the author stands above the title
        front.authors.append(first)
        first, rest = rest[0], rest[1:]
    front.title.append(first)
    author = next((i for i in rest[:3] if is_name(units[i].text)), None) if not front.authors else None
    for i in rest:
        if author is not None and i < author:
            front.title.append(i)
        elif i == author or (front.authors and is_name(units[i].text) and i == front.authors[-1] + 1):
            front.authors.append(i)
        else:
            front.opening.append(i)


def _abstract(units: Sequence[Unit], at: int, front: Front) -> None:
    """One paragraph with a label, or a label alone and the paragraph after it; then the keywords."""
    while at < len(units) and at < 12:
        text = _bare(units[at].text)
        match = _ABSTRACT.match(text)
        if not match:
            return
        if match.end() >= len(text.rstrip("*_ ")) and at + 1 < len(units):
            if front.abstract_head >= 0 or front.abstract:
                return
            front.abstract_head = at
            front.abstract.append(at + 1)
            at += 2
        else:
            front.abstract.append(at)
            at += 1

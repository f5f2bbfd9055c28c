"""What a block looks like apart from its beginning and end: a head, verse, a break."""

from __future__ import annotations

import re
from dataclasses import dataclass

from emendata.edit.normalise.marks import Mark
from emendata.edit.normalise.units import Unit

_YEARS = re.compile(r"(?:c\. ?)?[12]\d{3}(?:\s?[–—-]\s?(?:[12]\d{3}|\d{2}))?\.?")
_BREAK = re.compile(r"(?:[*⁂•·~=_#—–-]\s*){1,12}|\*\s*\*\s*\*")
_NUMBERED = re.compile(
    r"(?:[IVXLC]{1,7}|§{0,2}\s?\d{1,2}(?:\.\d{1,2}){0,3}|[A-H])(?:[.):]|\s[–—-]|\s(?=[A-Z]))\s*(?=\S)"
)
_NUMBER_ALONE = re.compile(r"(?:§{1,2}\s?\d{1,3}[a-z]?|[IVXLC]{1,7})\.?")
_ARABIC_ALONE = re.compile(r"\d{1,3}\.?")
_PART = re.compile(
    r"(?:chapter|part|section|book|appendix|kapitel|teil|anhang|chapitre|partie|annexe|capitolo|parte|глава|часть)\b",
    re.IGNORECASE,
)
_BOOK = re.compile(r"part|book|teil|partie|parte|часть", re.IGNORECASE)
_SENTENCES = frozenset(
    "there it he she they we i this these those if when and but es er sie wir ich dies diese wenn und aber il elle ils"
    " nous je ce cette si et mais egli essa noi io questo se e ma он она они мы я это если и но".split()
)
"""Words with which sentences begin and heads do not, as a rule."""
_SMALL = frozenset(
    "a an the of and or to in on at by for from with as its it is der die das und von zu im le la les des du de et en"
    " il lo della di e el los y и в на о".split()
)


@dataclass(frozen=True, slots=True)
class Head:
    """How likely a block is a head, and of which kind (heads of one kind have one level)."""

    cost: float
    not_cost: float
    """Cost of saying that it is none."""
    kind: str
    """``book`` (*Part One*), ``part`` (*Chapter 1*), ``caps``, ``roman``, ``section`` (§ 3), ``number`` (3. alone),
    ``arabic1`` …, ``title``, ``years``."""


def head(text: str, calls: list[Mark]) -> Head | None:
    """The head that a block may be, or None."""
    if len(text) > 140 or "\u0000" in text:
        return None
    end = min((mark.start for mark in calls if mark.end == len(text)), default=len(text))
    bare = text[:end].strip().strip("*_").strip()
    if not bare or bare.rstrip("-–—")[-1:] in ("", ",", ";") or (len(bare) < 2 and not bare.isdigit()):
        return None
    if closes_letter(bare):
        return None
    if _YEARS.fullmatch(bare):
        # with a full stop it is sooner the end of a sentence
        return Head(0.3, 5.0, "years") if bare[-1] != "." else Head(2.0, 0.0, "years")
    if _ARABIC_ALONE.fullmatch(bare):
        return Head(1.2, 1.5, "number")
    if _NUMBER_ALONE.fullmatch(bare):
        return Head(0.4, 4.5, "section" if bare[0] == "§" else "roman")
    words = bare.split()
    if len(words) > 18:
        return None
    alphabetic = [c for c in bare if c.isalpha()]
    if len(alphabetic) < 2:
        return None
    numbered = _NUMBERED.match(bare)
    closed = bare[-1] in ".:"
    capitals_only = not any(c.islower() for c in alphabetic)
    if (part := _PART.match(bare)) and (
        is_label(bare) or (capitals_only or (len(words) <= 12 and not closed))
    ):
        return Head(0.3, 4.0, "book" if _BOOK.match(part.group()) else "part")
    if capitals_only and len(alphabetic) >= 3:
        return Head(0.3 + closed * 1.5, 4.5, "caps" if not numbered else _numbered_kind(numbered.group()))
    if bare[-1] in ".:!" and not (numbered and len(words) <= 8 and bare[-1] != ":"):
        return None
    if not (bare[0].isupper() or numbered or bare[0] in '"“‘«'):
        return None
    capitals = sum(1 for w in words if w[:1].isupper() or w.lower() in _SMALL or not w[:1].isalpha())
    if numbered and len(words) > 1:
        return Head(0.8 + closed, 1.5, _numbered_kind(numbered.group()))
    if bare[-1] in ".:" or words[-1].lower() in _SMALL:
        return None
    if capitals == len(words):
        return Head(1.2, 0.5, "title")
    if len(words) <= 9 and len(bare) <= 70 and words[0].lower() not in _SENTENCES:
        return Head(2.4, 0.0, "title")
    return None


_LABEL = re.compile(
    rf"(?:{_PART.pattern}[\s.]*)?(?:§{{0,2}}\s?\d{{1,3}}[a-z]?|[IVXLC]{{1,7}}|the\s+\w+|\w+)?[.:]?",
    re.IGNORECASE,
)


def is_label(text: str) -> bool:
    """Whether a head says only the number or order of its part: *Chapter I*, *216.*, *Part the First*."""
    bare = text.strip(" *_")
    if _ARABIC_ALONE.fullmatch(bare) or _NUMBER_ALONE.fullmatch(bare):
        return True
    return _PART.match(bare) is not None and _LABEL.fullmatch(bare) is not None


def _numbered_kind(number: str) -> str:
    digits = re.findall(r"\d+", number)
    if number[0] == "§":
        return "section"
    return f"arabic{len(digits)}" if digits else "roman"


_CLOSES_LETTER = re.compile(
    r"(?:yours?|ever|faithfully|sincerely|respectfully|votre|bien à|ihre?|euere?|in liebe|ergebenst|vostro|ваш)\b"
    r"(?:\s\w+){0,5}[,.]?(?:--|—)?",
    re.IGNORECASE,
)


def closes_letter(text: str) -> bool:
    """Whether a block is the formula above the signature of a letter: *Yours ever*."""
    return len(text) <= 60 and _CLOSES_LETTER.fullmatch(text) is not None


def is_break(text: str) -> bool:
    """``* * *`` and the like."""
    return len(text) <= 40 and (_BREAK.fullmatch(text) is not None) and len(text.replace(" ", "")) >= 3


LONGEST_VERSE = 90
_FIRST_LETTER = re.compile(r"[^\w]*(\w)")


def _breaks_before_the_margin(u: Unit, lengths: list[int], longest: int) -> bool:
    """Whether lines begin with capitals and end where the next word would still have stood; not so those of prose."""
    at = capitals = early = 0
    for k, length in enumerate(lengths):
        if k:
            first = _FIRST_LETTER.match(u.text, at)
            capitals += first is not None and not first.group(1).islower()
            word = u.text.find(" ", at, at + length)
            early += lengths[k - 1] + 1 + ((word if word > 0 else at + length) - at) <= longest * 0.94
        at += length + 1
    rest = len(lengths) - 1
    # the longer lines of a stanza fill the measure which is their own
    enough = 0.1 if rest >= 6 and capitals == rest else 0.25 if rest >= 3 and capitals >= rest * 0.9 else 0.6
    return capitals >= rest * 0.8 and early >= rest * enough


def may_be_verse(u: Unit, width: int) -> bool:
    """Whether all lines of a block begin with capitals, and none is longer than those of the file are."""
    at = 0
    for start, end in u.lines:
        first = _FIRST_LETTER.match(u.text, at)
        if first is None or first.group(1).islower() or (width and end - start > width * 1.25):
            return False
        at += end - start + 1
    return width > 0 or len(u.lines) > 1


def verse_likeness(u: Unit, width: int) -> float:
    """From 0 to 1: whether the lines of a block are lines of verse.

    `width` is the usual length of a full line of prose in the file, 0 where each paragraph is one line.
    """
    count = len(u.lines)
    if count < 2:
        return 0.0
    lengths = [b - a for a, b in u.lines]
    longest = max(lengths)
    if count >= 3 and longest <= LONGEST_VERSE and _breaks_before_the_margin(u, lengths, longest):
        return 0.9
    limit = min(80, width * 0.8) if width else 80
    if longest > limit:
        return 0.0
    likeness = 0.5 if width == 0 else 0.3
    likeness += 0.2 if count >= 3 else 0.0
    likeness += 0.2 if longest <= 60 else 0.0
    if width:
        # wrapped prose fills its lines but the last
        full = sum(1 for n in lengths[:-1] if n > longest * 0.88)
        likeness -= 0.4 if count > 3 and full >= (count - 1) * 0.85 and longest > width * 0.7 else 0.0
        likeness += 0.2 if longest < width * 0.7 else 0.0
    return max(0.0, min(1.0, likeness))

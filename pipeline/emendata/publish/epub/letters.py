"""Embed the letters that common reading systems have no font for, and no others.

Enters: the pieces of the text and font files. Leaves: the pieces, in which words with such letters
have a class (``letters-1``), with a subset of a font for it and a style sheet that names font and licence. The
reader's own font stays the reader's choice for everything else.

A font goes along only if its licence is written in it and allows that. Its name is changed, because the Open
Font License reserves the names of most fonts for copies that nobody has cut.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from emendata.hashing import sha256
from emendata.publish.style import Sheet
from emendata.publish.xhtml import TYPE, Element, classes, element

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

COMMON = (
    ("Basic Latin, Latin-1, Latin Extended-A", "\u0000-\u017f"),
    ("Romanian, Pinyin and ƒ", "\u0192\u01cd-\u01dc\u0218-\u021b"),
    ("modifiers", "\u02bb\u02bc\u02c6\u02c7\u02c9\u02d8-\u02dd"),
    ("accents", "\u0300-\u0304\u0306-\u030c\u0323\u0327\u0328"),
    ("Greek, with all its accents", "\u0370-\u0377\u037a-\u037e\u0384-\u03e1\u1f00-\u1fff"),
    ("modern Cyrillic", "\u0400-\u045f\u0490\u0491"),
    ("Welsh and Vietnamese", "\u1e80-\u1e85\u1e9e\u1ea0-\u1ef9\u1ef2\u1ef3"),
    ("punctuation", "\u2000-\u2027\u202a-\u203a\u203c-\u203e\u2044\u2060-\u2064"),
    ("superior and inferior figures", "\u2070\u2074-\u207a\u207c-\u207f\u2080-\u2089"),
    ("currencies, number forms", "\u20a0-\u20bf\u2105\u2113\u2116\u2117\u2122\u2126\u212e\u2150-\u215e"),
    ("Hebrew with points", "\u05b0-\u05f4\ufb1d-\ufb4f"),
    ("editors' brackets", "\u2308-\u230b\u27e6-\u27eb"),
    ("arrows", "\u2190-\u2195\u21a8\u21a9\u21aa\u21d0-\u21d4"),
    ("mathematics", "\u2200-\u22ff"),
    ("boxes and shapes", "\u2500-\u266f\ufe0e\ufe0f"),
    ("scripts for which phones, tablets and computers have fonts and small readers cannot be helped",
     "\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u3000-\u9fff\uac00-\ud7af"
     "\uf900-\ufaff\ufb50-\ufdff\ufe30-\ufe4f\ufe70-\ufeff\uff00-\uffef\U0001f000-\U0001faff\U00020000-\U000323af"),
)  # fmt: skip
"""Characters that reading systems are taken to have fonts for, by what they are.

Others, such as the abbreviations of medieval scribes, Coptic, accents for the signs of Hebrew chant or the
letters of old transliterations, come out as boxes on many a device. EPUBCheck remarks upon every font
(CSS-028), so what need not be embedded is not.
"""

_RARE = f"[^{''.join(characters for _, characters in COMMON)}]"
_HAS_RARE = re.compile(_RARE)
_WORDS = re.compile(rf"[^\s]*{_RARE}[^\s]*(?:\s+[^\s]*{_RARE}[^\s]*)*")
_GRAPHITE = ("Feat", "Glat", "Gloc", "Silf", "Sill", "Silt")
"""Tables that cannot be cut down, and that no reading system asks for."""
_KEPT_NAMES = (0, 13, 14)
"""In a font: its copyright, its licence, where the licence is."""
_FORBIDDEN = 0x0002
"""Of ``OS/2.fsType``: the font must not be embedded."""
_LICENSED = re.compile(r"Open Font License|OFL|Apache|GUST|MIT|public domain|CC0|Bitstream", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letters:
    """A font with a few letters."""

    name: str
    """Its path in the book."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Embedded:
    """What goes along with the text."""

    fonts: tuple[Letters, ...] = ()
    sheets: tuple[Sheet, ...] = ()


Wanted = tuple[tuple[int, str], ...]
"""The numbers of fonts, and the letters that are wanted of each, in their order."""


def has_rare(text: str) -> bool:
    """Whether a text has letters that need a font of their own, if there is one."""
    return bool(_HAS_RARE.search(text))


class Fonts:
    """The fonts that may go along, opened when they are asked for."""

    def __init__(self, fonts: Sequence[bytes]) -> None:
        self._fonts = fonts

    @cached_property
    def key(self) -> tuple[str, ...]:
        """What stands for these fonts."""
        return tuple(map(sha256, self._fonts))

    @cached_property
    def _cases(self) -> list[_Case]:
        return [case for number, data in enumerate(self._fonts, start=1) if (case := _case(number, data))]

    def mark(self, html: Element) -> Wanted:
        """Mark the words that need a font of their own; gives what is wanted of which."""
        wanted: dict[int, set[str]] = {}
        for holder in list(html.iter("*")):
            _mark(holder, self._cases, wanted)
        return tuple((number, "".join(sorted(letters))) for number, letters in sorted(wanted.items()))

    def embedded(self, wanted: Iterable[Wanted]) -> Embedded:
        """The fonts with all that is wanted of them, and a style sheet."""
        letters: dict[int, set[str]] = {}
        for number, some in chain.from_iterable(wanted):
            letters.setdefault(number, set()).update(some)
        used = [(case, letters[case.number]) for case in self._cases if case.number in letters] if letters else []
        made = tuple(Letters(f"fonts/{case.cls}.ttf", _subset(case, some)) for case, some in used)
        rules = "".join(_rule(case) for case, _ in used)
        return Embedded(made, (Sheet("letters.css", rules),) if used else ())


@dataclass(slots=True)
class _Case:
    """A font, and what is to be known of it."""

    number: int
    data: bytes
    name: str
    licence: str
    characters: frozenset[str]

    @property
    def cls(self) -> str:
        return f"letters-{self.number}"


def _opened(data: bytes) -> TTFont:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(data), recalcTimestamp=False, lazy=True)


def _case(number: int, data: bytes) -> _Case | None:
    """The font with its licence, unless it must not be embedded."""
    with _opened(data) as font:
        names = font["name"]
        said = [names.getDebugName(kept) or "" for kept in _KEPT_NAMES]
        licence = "\n".join(" ".join(line.split()) for line in "\n".join(said).splitlines() if line.strip())
        if font["OS/2"].fsType & _FORBIDDEN or not _LICENSED.search(licence):
            return None
        characters = frozenset(map(chr, font.getBestCmap()))
        return _Case(number, data, names.getBestFullName() or "", licence, characters)


# ------------------------------------------------------------------------- marking


def _mark(holder: Element, cases: Sequence[_Case], wanted: dict[int, set[str]]) -> None:
    """Put the rare words that stand directly in an element into elements of their own."""
    if holder.get(TYPE) == "noteref":  # in which no element may stand
        rare = _HAS_RARE.search(holder.text or "")
        if rare and (case := _fit(holder.text or "", cases)):
            holder.set("class", " ".join([*classes(holder), case.cls]))
            wanted.setdefault(case.number, set()).update(holder.text or "")
        return
    _split(holder, None, cases, wanted)
    for inner in list(holder.iterchildren("*")):
        _split(holder, inner, cases, wanted)


def _split(
    holder: Element, after: Element | None, cases: Sequence[_Case], wanted: dict[int, set[str]]
) -> None:
    """Mark the words in the text at the beginning of `holder`, or behind one of its children."""
    text = (holder.text if after is None else after.tail) or ""
    if not _HAS_RARE.search(text):
        return
    rest = 0
    made: list[Element] = []
    for start, end, case in _runs(text, cases):
        if not made:
            _set(holder, after, text[:start])
        else:
            made[-1].tail = text[rest:start]
        span = element("span", {"class": case.cls}, text[start:end])
        wanted.setdefault(case.number, set()).update(text[start:end])
        made.append(span)
        rest = end
    if not made:
        return
    made[-1].tail = text[rest:]
    at = 0 if after is None else holder.index(after) + 1
    for span in reversed(made):
        holder.insert(at, span)


def _set(holder: Element, after: Element | None, text: str) -> None:
    if after is None:
        holder.text = text
    else:
        after.tail = text


def _runs(text: str, cases: Sequence[_Case]) -> Iterator[tuple[int, int, _Case]]:
    """Where rare words stand: whole words if a font has all of their letters, else the letters alone."""
    for found in _WORDS.finditer(text):
        if case := _fit(found[0], cases):
            yield found.start(), found.end(), case
            continue
        for rare in _HAS_RARE.finditer(text, found.start(), found.end()):
            if case := _fit(rare[0], cases):
                yield rare.start(), rare.end(), case


def _fit(text: str, cases: Sequence[_Case]) -> _Case | None:
    """The first font that has all the letters."""
    letters = {character for character in text if not character.isspace()}
    return next((case for case in cases if letters <= case.characters), None)


# ---------------------------------------------------------------------- the fonts


def _subset(case: _Case, wanted: set[str]) -> bytes:
    from fontTools import subset

    options = subset.Options(
        hinting=False,
        drop_tables=[*subset.Options().drop_tables, *_GRAPHITE],
        name_IDs=list(_KEPT_NAMES),
        layout_features=["*"],
        notdef_outline=True,
        legacy_kern=False,
    )
    with _opened(case.data) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(wanted)))
        cutter.subset(font)
        own = f"Letters {case.number}"
        for number, text in (
            (1, own),
            (2, "Regular"),
            (3, f"{own} of an edition"),
            (4, own),
            (6, own.replace(" ", "")),
        ):
            font["name"].setName(text, number, 3, 1, 0x409)
        out = io.BytesIO()
        font.save(out, reorderTables=True)
    return out.getvalue()


def _rule(case: _Case) -> str:
    licence = case.licence.replace("*/", "* /")
    return (
        f"/* Some letters of {case.name}.\n{licence} */\n"
        f'@font-face {{ font-family: "{case.cls}"; src: url("../fonts/{case.cls}.ttf") }}\n'
        f'.{case.cls} {{ font-family: "{case.cls}", serif }}\n'
    )

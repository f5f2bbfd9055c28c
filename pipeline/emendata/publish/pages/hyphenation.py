"""Say where a word may be divided at a line end.

Enters: a word and its language. Leaves: its divisions, from left to right, each as what stands before
the hyphen and what stands after it; in some languages spelling changes there. Most patterns are pyphen's.
Those for Latin and Ancient Greek are in ``patterns/``, as they are in the package hyph-utf8
(<http://www.hyphenation.org/tex>) with their notices. Transliterated Russian is divided as the Russian
word would be (`transliteration`).

A language in a script that is not its own has no patterns but these: ``he-Latn`` is never divided.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from emendata.publish.pages import transliteration

Division = tuple[str, str]

_FOLDER = Path(__file__).parent / "patterns"
_OWN = {
    "la": "la-x-classic",
    "la-x-classic": "la-x-classic",
    "la-x-medieval": "la",
    "la-x-liturgic": "la-x-liturgic",
    "grc": "grc",
}
"""Languages by their subtags, and whose patterns they take. The classical ones know compounds, both u and v,
and vowels with macrons; by them editions of medieval texts are divided too."""

_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_SCRIPTS = {
    "Latn": _LATIN,
    "Cyrl": re.compile("[\u0400-\u052f]"),
    "Grek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
}
"""One letter of a script."""


def divisions(word: str, lang: str, total: int, left: int, right: int) -> tuple[Division, ...]:
    """Where a word of letters may be divided, if it has `total` of them, and so many stay on each side."""
    points = _points(lang)
    if points is None or _letters(word) < total:
        return ()
    return tuple(
        (head, tail) for head, tail in points(word) if _letters(head) >= left and _letters(tail) >= right
    )


def _letters(text: str) -> int:
    return sum(unicodedata.category(character)[0] == "L" for character in text)


@cache
def _points(lang: str) -> Callable[[str], list[Division]] | None:
    """What divides the words of a language; None if nothing is known of it."""
    subtags = lang.replace("_", "-").lower().split("-")
    script = next((subtag.title() for subtag in subtags[1:] if len(subtag) == 4 and subtag.isalpha()), "")
    if subtags[0] == "ru" and script == "Latn":
        russian = _pyphen("ru")
        return lambda word: transliteration.divisions(word, lambda cyrillic: russian.positions(cyrillic))
    for end in range(len(subtags), 0, -1):
        if own := _OWN.get("-".join(subtags[:end])):
            patterns = _patterns(own)
            break
    else:
        found = _pyphen_name(subtags, script)
        if not found:
            return None
        patterns = _pyphen(found)
    if script in _SCRIPTS and not any(map(_SCRIPTS[script].search, patterns.patterns)):
        return None
    return lambda word: _divided(word, patterns)


def _pyphen_name(subtags: list[str], script: str) -> str:
    import pyphen

    return pyphen.language_fallback("-".join(subtags)) or ""


def _divided(word: str, patterns: Any) -> list[Division]:
    if len(word.lower()) != len(word):
        return []  # pyphen's positions are those of the small letters
    found: list[Division] = []
    # Patterns are written in composed characters; the word need not be.
    clusters = _CLUSTER.findall(word)
    composed = [unicodedata.normalize("NFC", cluster) for cluster in clusters]
    place, at, raw = {}, 0, 0
    for cluster, one in zip(clusters, composed, strict=True):
        place[at] = raw
        at, raw = at + len(one), raw + len(cluster)
    for position in patterns.positions("".join(composed)):
        if position.data and position in place:
            change, index, cut = position.data
            begin = place.get(position + index)
            if begin is None or place.get(position + index + cut) is None:
                continue
            before, _, after = (change.upper() if word.isupper() else change).partition("=")
            found.append((word[:begin] + before, after + word[place[position + index + cut] :]))
        elif 0 < position < at and position in place:
            found.append((word[: place[position]], word[place[position] :]))
    return found


_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)


@cache
def _pyphen(name: str) -> Any:
    import pyphen

    return pyphen.HyphDict(pyphen.LANGUAGES[name])


@cache
def _patterns(name: str) -> Any:
    """Patterns from a file as TeX reads it."""
    import pyphen

    text = re.sub("%.*", "", (_FOLDER / f"hyph-{name}.tex").read_text("utf-8"))
    made = pyphen.HyphDict.__new__(pyphen.HyphDict)
    made.patterns, made.cache = {}, {}
    for pattern in text[text.index("\\patterns{") + 10 :].split("}", 1)[0].split():
        tags, values = zip(
            *[(letter, int(value or "0")) for value, letter in _PARTS.findall(pattern)], strict=True
        )
        made.patterns["".join(tags)] = 0, values
    made.maxlen = max(map(len, made.patterns))
    return made


_PARTS = re.compile(r"(\d?)(\D?)")

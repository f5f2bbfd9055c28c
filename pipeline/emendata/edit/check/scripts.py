"""Find letters of another script that look at home: a Latin ``a`` in a Cyrillic word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from emendata.edit.check.reading import Finding, Reading
from emendata.edit.check.stretches import LETTER

_WORD = re.compile(rf"{LETTER}+")
_NOT_LATIN_ONLY = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u0530-\u058f]")
"""Greek, Cyrillic, Armenian: the scripts whose letters are taken for Latin ones."""

_ALIKE = {
    "CAPITAL": {
        "LATIN": "A B C E H I J K M O P S T X Y",
        "GREEK": "ALPHA BETA _ EPSILON ETA IOTA YOT KAPPA MU OMICRON RHO _ TAU CHI UPSILON",
        "CYRILLIC": "A VE ES IE EN BYELORUSSIAN-UKRAINIAN_I JE KA EM O ER DZE TE HA U",
    },
    "SMALL": {
        "LATIN": "A C E I J K O P S U V X Y",
        "GREEK": "_ _ _ IOTA YOT KAPPA OMICRON RHO _ UPSILON NU CHI _",
        "CYRILLIC": "A ES IE BYELORUSSIAN-UKRAINIAN_I JE KA O ER DZE _ IZHITSA HA U",
    },
}
"""Names of letters that look the same, one below the other."""


def mixed_scripts(reading: Reading) -> Iterator[Finding]:
    """A letter of another script within a word, or a whole word that only looks like its neighbours."""
    if not _NOT_LATIN_ONLY.search(reading.text):
        return
    words = list(_WORD.finditer(reading.text))
    for index, match in enumerate(words):
        word = match[0]
        scripts = Counter(script for c in word if (script := _script(c)))
        if len(scripts) > 1 and not _legitimate(word, scripts):
            before = _scripts_of(words[index - 1][0]) if index else ""
            main = max(scripts, key=lambda script: (scripts[script], script == before))
            strange = [c for c in word if _script(c) not in ("", main)]
            names = ", ".join(f"{c} ({unicodedata.name(c, '?').lower()})" for c in dict.fromkeys(strange))
            message = f"letters of two scripts in one word: {names}"
            yield Finding(*match.span(), message, read=in_script(word, main))
        elif len(scripts) == 1 and 0 < index < len(words) - 1 and match.start() not in reading.marked:
            around = {_scripts_of(words[index - 1][0]), _scripts_of(words[index + 1][0])}
            (own,) = scripts
            if len(around) == 1 and (other := around.pop()) != own and (read := in_script(word, other)):
                message = f"a {own.capitalize()} word among {other.capitalize()} ones that has their shapes"
                yield Finding(*match.span(), message, read=read)


def in_script(word: str, script: str) -> str | None:
    """The word in the letters of `script` that look the same; None if a letter has none."""
    letters = [c if _script(c) == script else _twin(c, script) for c in word]
    return None if None in letters else "".join(c for c in letters if c)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """LATIN, GREEK, CYRILLIC…; empty for a sign that belongs to none."""
    if not char.isalpha():
        return ""
    first, _, rest = unicodedata.name(char, "").partition(" ")
    return "" if first in ("MODIFIER", "MICRO", "FEMININE", "MASCULINE", "KELVIN") or not rest else first


def _scripts_of(word: str) -> str:
    return "+".join(sorted({script for c in word if (script := _script(c))}))


def _legitimate(word: str, scripts: Counter[str]) -> bool:
    """Kana and Han stand in one word; Greek letters stand in units: ``kΩ``, ``μm``."""
    return not scripts.keys() <= _ALIKE["SMALL"].keys() or (len(word) < 3 and "CYRILLIC" not in scripts)


@lru_cache(maxsize=4096)
def _twin(char: str, script: str) -> str | None:
    """The letter of another script with the same shape."""
    own = _script(char)
    name = unicodedata.name(char, "")
    match = re.fullmatch(rf"{own} (CAPITAL|SMALL) LETTER (.+)", name)
    table = _ALIKE[match[1]] if match else {}
    if not match or script not in table or own not in table:
        return None
    names, letter = table[own].split(), match[2].replace(" ", "_")
    twin = table[script].split()[names.index(letter)] if letter in names else "_"
    if twin == "_":
        return None
    return unicodedata.lookup(f"{script} {match[1]} LETTER {twin.replace('_', ' ')}")

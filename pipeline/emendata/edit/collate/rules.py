"""What is not counted as a difference between witnesses, by language.

A rule takes a word to a form in which two spellings of it are the same: the comparison is by these
forms, the apparatus prints what the witness has. Codes: X001 no such rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from emendata.diagnostics import Place, error

Rule = Callable[[str], str]


def _case(word: str) -> str:
    return word.casefold()


_WORDS = "&⁊"
"""Signs that are words."""


def _punctuation(word: str) -> str:
    return "".join(char for char in word if char in _WORDS or unicodedata.category(char)[0] not in "PSC")


def _diacritics(word: str) -> str:
    letters = (char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", "".join(letters))


def _replacing(pairs: Mapping[str, str]) -> Rule:
    pattern = re.compile("|".join(map(re.escape, sorted(pairs, key=len, reverse=True))))
    return lambda word: pattern.sub(lambda found: pairs[found[0]], word)


_u_v = _replacing({"v": "u", "V": "U"})
_i_j = _replacing({"j": "i", "J": "I"})
_ligatures = _replacing(
    {
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ę": "ae",
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬅ": "st",
        "ﬆ": "st",
    }
)
_e_caudata = _replacing({"ae": "e", "oe": "e", "æ": "e", "œ": "e", "ę": "e"})
_y_i = _replacing({"y": "i", "Y": "I"})
_long_s = _replacing({"ſ": "s", "ß": "ss"})
_sigma = _replacing({"ς": "σ", "ϲ": "σ", "Ϲ": "Σ"})
_grave = _replacing({"\u0300": "\u0301"})


def _grave_accent(word: str) -> str:
    """Acute for grave: which of them a last syllable has depends on what follows it."""
    return unicodedata.normalize("NFC", _grave(unicodedata.normalize("NFD", word)))


_elision = _replacing(dict.fromkeys("’'ʼ᾽᾿", ""))


def _iota(word: str) -> str:
    """Without the iota that is written below, or beside a long vowel that may have it."""
    decomposed = unicodedata.normalize("NFD", word).replace("\u0345", "")
    return unicodedata.normalize("NFC", decomposed)


def _nu_movable(word: str) -> str:
    return re.sub(r"(?<=[εσ]ι)ν$|(?<=ε)ν$", "", word)


def _points(word: str) -> str:
    """Without the vowel points and accents of Hebrew, Arabic and Syriac."""
    return "".join(char for char in word if not (unicodedata.combining(char) and char > "\u0590"))


def _anusvara(word: str) -> str:
    """Nasals before a consonant and anusvāra are one, in Devanāgarī and in transliteration."""
    return re.sub(r"[ङञणनम]्(?=[क-ह])", "ं", re.sub(r"[ṅñṇnm](?=[kgcjṭḍtdpb])", "ṃ", word))


def _geminate(word: str) -> str:
    """A consonant doubled after r, as scribes of Sanskrit write it, is single."""
    return re.sub(r"(?<=r)([kgcjṭḍtdpbnmyvl])\1", r"\1", re.sub(r"(?<=र्)([क-ह])्\1", r"\1", word))


PUNCTUATION = "punctuation"

RULES: Mapping[str, tuple[Rule, str]] = {
    "case": (_case, "capital and small letters"),
    PUNCTUATION: (_punctuation, "punctuation"),
    "diacritics": (_diacritics, "accents, breathings and other marks on letters"),
    "u/v": (_u_v, "u and v"),
    "i/j": (_i_j, "i and j"),
    "ligatures": (_ligatures, "æ and ae, œ and oe, ﬁ and fi"),
    "ae/e": (_e_caudata, "ae, oe, ę and e"),
    "y/i": (_y_i, "y and i"),
    "long-s": (_long_s, "ſ and s, ß and ss"),
    "sigma": (_sigma, "the shapes of sigma"),
    "grave": (_grave_accent, "grave and acute accent"),
    "elision": (_elision, "the sign of elision"),
    "iota": (_iota, "iota written below and left out"),
    "nu": (_nu_movable, "movable nu"),
    "points": (_points, "vowel points of Hebrew, Arabic and Syriac"),
    "anusvara": (_anusvara, "nasals and anusvāra"),
    "geminate": (_geminate, "consonants doubled after r"),
}
"""Each rule with what it takes for the same, in words."""

SPACING = "spacing"
"""The division of words: a rule on groups of words, applied by the comparison itself."""

_EVERYWHERE = ("case", PUNCTUATION)
BY_LANGUAGE: Mapping[str, tuple[str, ...]] = {
    "la": ("u/v", "i/j", "ligatures", SPACING),
    "grc": ("sigma", "grave", "elision"),
    "el": ("sigma",),
    "fro": ("u/v", "i/j", "long-s"),
    "frm": ("u/v", "i/j", "long-s"),
    "enm": ("u/v", "i/j", "long-s"),
    "de": ("long-s",),
    "gmh": ("u/v", "i/j", "long-s"),
    "he": ("points",),
    "ar": ("points",),
    "syc": ("points",),
    "syr": ("points",),
    "sa": ("anusvara", "geminate", SPACING),
}
"""What else is left out of account in a language, by its BCP 47 tag, where the editor says nothing."""

NAMES = (*RULES, SPACING)


def standard(lang: str) -> tuple[str, ...]:
    """The names of the rules for a language."""
    return (*_EVERYWHERE, *BY_LANGUAGE.get(lang.split("-")[0].lower(), ()))


def normal_form(names: Iterable[str]) -> Rule:
    """The function that takes a word to the form in which it is compared.

    Raises `EmendataError` X001 for a name that is no rule. Forms are in NFC whatever the rules.
    """
    rules: list[Rule] = []
    for name in names:
        if name == SPACING:
            continue
        if name not in RULES:
            near = get_close_matches(name, NAMES, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(NAMES)}."
            raise error("X001", Place("edition.yaml"), f"`{name}` is no rule of collation", hint)
        rules.append(RULES[name][0])

    @lru_cache(maxsize=200_000)  # texts repeat their words
    def normal(word: str) -> str:
        word = unicodedata.normalize("NFC", word)
        for rule in rules:
            word = rule(word)
        return unicodedata.normalize("NFC", word)

    return normal

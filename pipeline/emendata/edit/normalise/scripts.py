"""Languages: of a whole text by its small words, of a passage by its script."""

from __future__ import annotations

import re
from collections import Counter

_SMALL_WORDS = {
    "en": "the of and to in that is was for with as his which by from had not this are be",
    "fr": "le la les des et du une que qui dans est pour pas par sur au avec ce cette sont",
    "de": "der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch",
    "it": "il di che la della è per un una del con non sono le gli nel alla dei si lo",
    "es": "el la de que los las y en del una por con para no su al como más es lo",
    "pt": "o a de que os as e em do da uma por com para não no na dos ao é",
    "nl": "de het een van en dat in is niet te zijn voor met op aan er om ook door werd",
    "la": "et in est non ad cum quod ut sed qui si esse enim ab aut quae nec atque quam ex",
    "ru": "и в не на что с по как из к у за от но для это был его о же",
}
_WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str:
    """BCP 47 tag of the language that `text` (its first 12,000 characters) is written in; ``en`` if none fits."""
    words = Counter(_WORD.findall(text[:12_000].lower()))
    total = sum(words.values()) or 1
    scores = {lang: sum(words[w] for w in small.split()) / total for lang, small in _SMALL_WORDS.items()}
    best = max(scores, key=lambda lang: (scores[lang], lang == "en"))
    return best if scores[best] > 0.04 else "en"


# script, its letters, the language that a passage in it is taken to be in, languages written in it
_SCRIPTS = (
    ("Grek", "\u0370-\u03ff\u1f00-\u1fff", "grc", ("el", "grc")),
    ("Cyrl", "\u0400-\u052f", "ru", ("ru", "uk", "be", "bg", "sr", "mk", "cu")),
    ("Hebr", "\u0590-\u05ff\ufb1d-\ufb4f", "he", ("he", "yi")),
    ("Arab", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff", "ar", ("ar", "fa", "ur")),
    ("Syrc", "\u0700-\u074f", "syc", ("syc", "syr")),
    ("Copt", "\u2c80-\u2cff\u03e2-\u03ef", "cop", ("cop",)),
    ("Deva", "\u0900-\u097f", "sa", ("sa", "hi", "mr", "ne")),
    ("Armn", "\u0530-\u058f", "hy", ("hy", "xcl")),
    ("Geor", "\u10a0-\u10ff", "ka", ("ka",)),
    ("Ethi", "\u1200-\u137f", "gez", ("gez", "am", "ti")),
    ("Hani", "\u3400-\u4dbf\u4e00-\u9fff", "zh", ("zh", "lzh", "ja")),
    ("Jpan", "\u3040-\u30ff", "ja", ("ja",)),
)
_ANY = re.compile("[" + "".join(letters for _, letters, _, _ in _SCRIPTS) + "]")
_RUNS = tuple(
    (
        re.compile(
            rf"[{letters}][{letters}\u0300-\u036f]*(?:[\s\u00a0,.;:·'’ʼ᾽\-–]+[{letters}\u0300-\u036f]+)*"
        ),
        lang,
        written,
    )
    for _, letters, lang, written in _SCRIPTS
)


def foreign_runs(text: str, lang: str, greek: str = "grc") -> list[tuple[int, int, str]]:
    """Passages of at least two letters in another script than that of `lang`: (start, end, BCP 47 tag).

    `greek` is the tag for Greek, which `greek_of` tells of the whole text.
    """
    if _ANY.search(text) is None:
        return []
    base = lang.split("-")[0]
    found: list[tuple[int, int, str]] = []
    for pattern, foreign, written in _RUNS:
        if base in written:
            continue
        for match in pattern.finditer(text):
            # one Greek letter is a siglum or a symbol, not a passage
            if match.end() - match.start() >= 2:
                found.append((match.start(), match.end(), _variety(match.group(), foreign, greek)))
    found.sort()
    return [f for i, f in enumerate(found) if not i or f[0] >= found[i - 1][1]]


_POLYTONIC = re.compile(r"[\u1f00-\u1fff\u0313\u0314\u0342\u0345]")
_MONOTONIC = re.compile(r"[\u0386\u0388-\u038f\u0390\u03aa-\u03b0\u03ca-\u03ce]")


def greek_of(text: str) -> str:
    """``el`` for a text whose Greek has the one modern accent throughout, else ``grc``."""
    return "el" if _MONOTONIC.search(text) and not _POLYTONIC.search(text) else "grc"


def _variety(text: str, lang: str, greek: str) -> str:
    if lang == "grc":
        return greek
    if lang == "ru" and re.search("[іїєґІЇЄҐ]", text):
        return "uk" if not re.search("[ѣъыэ]", text) else "ru"
    return lang

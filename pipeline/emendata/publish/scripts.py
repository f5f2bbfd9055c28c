"""Tell by its letters when a passage is in another language than it is said to be.

A language is written in one script, rarely in two; so a word in another script is in another language. Which
one, the script tells often, and where it does not, BCP 47 has a name for that too: ``und-Cyrl``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SCRIPTS = (
    ("Grek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("Cyrl", "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f"),
    ("Armn", "\u0530-\u058f"),
    ("Hebr", "\u0590-\u05ff\ufb1d-\ufb4f"),
    ("Arab", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"),
    ("Syrc", "\u0700-\u074f"),
    ("Deva", "\u0900-\u097f"),
    ("Geor", "\u10a0-\u10ff"),
    ("Ethi", "\u1200-\u137f"),
    ("Copt", "\u2c80-\u2cff"),
    ("Jpan", "\u3040-\u30ff"),
    ("Hang", "\uac00-\ud7af"),
    ("Hani", "\u3400-\u4dbf\u4e00-\u9fff"),
    ("Latn", "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"),
)
"""Letters of scripts, by their ISO 15924 codes."""

_LANGUAGES = {
    "Arab": "ar",
    "Armn": "hy",
    "Copt": "cop",
    "Geor": "ka",
    "Grek": "el",
    "Hang": "ko",
    "Hebr": "he",
    "Jpan": "ja",
    "Syrc": "syr",
}
"""Languages that a script is taken for; others are written in too many."""
_POLYTONIC = re.compile("[\u1f00-\u1fff]")

_WRITTEN_IN = {
    "Arab": "ar fa ur ps ug ckb sd ks dv azb",
    "Armn": "hy xcl hyw",
    "Copt": "cop",
    "Cyrl": "ru uk be bg sr mk cu orv kk ky mn tg tt ba ce os rue",
    "Deva": "hi sa mr ne pi",
    "Ethi": "am ti gez",
    "Geor": "ka oge",
    "Grek": "el grc gmy",
    "Hang": "ko",
    "Hani": "zh ja ko lzh yue",
    "Hebr": "he yi arc hbo jpa tmr lad",
    "Jpan": "ja",
    "Syrc": "syr syc arc",
}
"""The languages of each script but Latin, in which the others are written."""
_ALSO_LATIN = frozenset("sr kk ky tg tt".split())
_SCRIPTS_OF = {
    lang: {script for script, languages in _WRITTEN_IN.items() if lang in languages.split()}
    for languages in _WRITTEN_IN.values()
    for lang in languages.split()
}
_SUBTAGS = {"Jpan": {"Jpan", "Hani"}, "Hans": {"Hani"}, "Hant": {"Hani"}, "Kore": {"Hang", "Hani"}}

# Two letters at least: one alone is a sign, as in mathematics or in the names of manuscripts.
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f"
_RUNS = {
    script: re.compile(
        rf"[{letters}][{letters}{_MARKS}]+(?:[\s\u00a0,;.·’'\"-]+[{letters}][{letters}{_MARKS}]+)*"
    )
    for script, letters in _SCRIPTS
    if script != "Latn"
}
_ANY = re.compile(f"[{''.join(letters for script, letters in _SCRIPTS if script != 'Latn')}]")


def scripts_of(lang: str) -> set[str]:
    """The scripts in which a language is written; an empty set if that is not known."""
    parts = lang.split("-")
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha():
            return _SUBTAGS.get(part.title(), {part.title()})
    if parts[0].lower() in ("und", "mul", "zxx", "mis", ""):
        return set()
    found = _SCRIPTS_OF.get(parts[0].lower(), {"Latn"})
    return found | {"Latn"} if parts[0].lower() in _ALSO_LATIN else found


def beyond_latin(text: str) -> bool:
    """Whether there is any letter of another script than the Latin one."""
    return bool(_ANY.search(text))


def foreign_runs(text: str, lang: str) -> Iterator[tuple[int, int, str]]:
    """Where words stand that are not in the script of the language, and which language they are taken for.

    Latin letters are found in no text: names, numbers and titles are written in them everywhere.
    """
    if not _ANY.search(text) or not (own := scripts_of(lang)):
        return
    yield from sorted(
        (match.start(), match.end(), _language(script, match[0]))
        for script, pattern in _RUNS.items()
        if script not in own
        for match in pattern.finditer(text)
    )


def _language(script: str, text: str) -> str:
    if script == "Grek" and _POLYTONIC.search(text):
        return "grc"
    return _LANGUAGES.get(script, f"und-{script}")

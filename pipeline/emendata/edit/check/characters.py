"""Find characters that no text has on purpose: controls, private use, broken encodings, ligatures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

from emendata.edit.check.reading import Finding, Reading
from emendata.edit.check.stretches import sought
from emendata.edit.places import Range, times

_STRANGE = sought(
    "["
    "\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls; not tab, line ends and U+0085
    "\u00ad\u200b\u2060\ufeff"  # soft hyphen and what has no width (but joiners and direction marks mean something)
    "\ufff9-\ufffd"  # interlinear annotation, object, replacement
    "\ue000-\uf8ff\U000f0000-\U0010ffff"  # private use
    "]"
)
_LIGATURE = sought("[\ufb00-\ufb06]")
_MOJIBAKE = sought("(?:[ÃÂÐÑ][\u0080-\u00bf]|â€[\u0080-\u02ff\u2018-\u203a™]?|Ã[†-™ŠŒŽšœžŸ¡-¿])+")


def strange_characters(reading: Reading) -> Iterator[Finding]:
    """A control or private-use character, a soft hyphen, or a sign for a character that was lost."""
    found: dict[str, list[int]] = {}
    for match in reading.finditer(_STRANGE):
        found.setdefault(match[0], []).append(match.start())
    for char, places in found.items():
        private = unicodedata.category(char) == "Co"
        name = "private use" if private else unicodedata.name(char, "a control character").lower()
        more = f" and {times(len(places) - 1)} more" if len(places) > 1 else ""
        start, end = _word_around(reading.text, places[0])
        lost = private or char in "\ufffc\ufffd"
        read = None if lost or len(places) > 1 else reading.text[start:end].replace(char, "")
        yield Finding(start, end, f"the character U+{ord(char):04X} ({name}) stands here{more}", read=read)


def _word_around(text: str, at: int) -> Range:
    before = re.search(r"[^\s\0]*\Z", text[max(at - 40, 0) : at])
    after = re.match(r"[^\s\0]*", text[at : at + 40])
    return at - len(before[0] if before else ""), at + len(after[0] if after else "")


def wrong_encoding(reading: Reading) -> Iterator[Finding]:
    """UTF-8 that was read as Latin-1: ``Ã©`` for é."""
    for match in reading.finditer(_MOJIBAKE):
        for encoding in ("cp1252", "latin-1"):
            with suppress(UnicodeError):
                read = match[0].encode(encoding).decode("utf-8")
                message = f"{match[0]} looks like {read} read in the wrong encoding"
                yield Finding(*match.span(), message, read=read)
                break


def ligatures(reading: Reading) -> Iterator[Finding]:
    """Ligatures as characters of their own (ﬁ), which searches do not find."""
    found = list(reading.finditer(_LIGATURE))
    if found:
        first = found[0]
        letters = unicodedata.normalize("NFKC", first[0])
        yield Finding(
            *first.span(),
            f"{len(found)} ligatures are characters of their own; here the first, {first[0]} for {letters}",
            f"A correction can mend all: - {{for: {first[0]}, read: {letters}, why: ocr, all: true}}",
        )

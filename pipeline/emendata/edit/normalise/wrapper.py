"""Find what a library of e-texts has put around a text: the header and licence of Project Gutenberg, its credits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from emendata.document.model import Metadata, Person
from emendata.edit.normalise.units import Unit

_START = re.compile(
    r"^\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG.*?\*\*\*[ \t]*$", re.MULTILINE | re.DOTALL
)
_SMALL_PRINT = re.compile(r"^\*END.?\*? ?THE SMALL PRINT!.*$", re.MULTILINE)
_END = re.compile(
    r"^(?:\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG.*|End of (?:the |this )?Project Gutenberg.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_FIELD = re.compile(r"^(Title|Author|Editor|Translator|Language): *(\S.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_CREDITS = re.compile(
    r"(?:(?:this )?(?:e-?text|e-?book|text file|html (?:version|file)) )?(?:was )?"
    r"(?:produced|transcribed|prepared|scanned)\b.{0,80}?\bby\b",
    re.IGNORECASE | re.DOTALL,
)
_LANGUAGES = {
    "english": "en", "german": "de", "french": "fr", "italian": "it", "spanish": "es", "latin": "la", "dutch": "nl",
    "portuguese": "pt", "russian": "ru", "greek": "el", "swedish": "sv", "danish": "da", "finnish": "fi",
    "polish": "pl", "czech": "cs", "hungarian": "hu", "norwegian": "no",
}  # fmt: skip
HEADER = 40_000
"""Characters at the beginning of a file in which its header ends."""
FIRST = 6
"""Credits stand among so many blocks at the beginning of the text."""


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Blocks that are not the text's, and what they say of it."""

    blocks: frozenset[int]
    metadata: Metadata


def wrapper(units: list[Unit], source: str, metadata: Metadata) -> Wrapper:
    """What stands around the text; none of it where the file does not say that a library made it."""
    if "gutenberg" not in source[:HEADER].lower() and "gutenberg" not in source[-HEADER:].lower():
        return Wrapper(frozenset(), metadata)
    head = source[:HEADER]
    begin = next((m.end() for pattern in (_START, _SMALL_PRINT) if (m := pattern.search(head))), 0)
    end = next((m.start() for m in _END.finditer(source, max(begin, len(source) - HEADER))), len(source))
    first = next((i for i, u in enumerate(units) if u.start >= begin), 0)
    credits = {
        i
        for i, u in enumerate(units[first : first + FIRST], first)
        if _CREDITS.match(u.text) and len(u.text) < 600
    }
    outside = {i for i, u in enumerate(units) if u.end <= begin or u.start >= end}
    if len(outside | credits) >= len(units):
        return Wrapper(frozenset(), metadata)
    return Wrapper(frozenset(outside | credits), _described(head[:begin], metadata))


def _described(header: str, metadata: Metadata) -> Metadata:
    """The metadata completed by the fields of a header."""
    fields = {m[1]: " ".join(m[2].split()) for m in _FIELD.finditer(header)}
    persons = metadata.persons or tuple(
        Person(name, role=field.lower())
        for field in ("Author", "Editor", "Translator")
        for name in re.split(r"\s*(?:;|\band\b|&)\s*", fields.get(field, ""))
        if name and name.lower() not in ("various", "anonymous", "unknown")
    )
    return replace(
        metadata,
        title=metadata.title or fields.get("Title", ""),
        persons=persons,
        lang=_LANGUAGES.get(fields.get("Language", "").lower(), metadata.lang),
    )

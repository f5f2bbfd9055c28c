"""Character entities: the names that stand for one character, and what a DOCTYPE declares.

The standard names are those of HTML 5, which took over the ISO sets that SGML and TEI P4 use
(https://www.w3.org/TR/xml-entity-names/). A name that the file declares itself is good where it stands for
a few characters; what would bring in a file, markup or another entity is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5

_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_LONGEST = 32
_DECLARED = re.compile(r"""<!ENTITY\s+([\w.:-]+)\s+(?:(SYSTEM|PUBLIC|CDATA|SDATA)\s+)?("[^"]*"|'[^']*')""")
_PARAMETER = re.compile(r"<!ENTITY\s+%\s+([\w.:-]+)")
_NUMBER = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));?")
_NO_REFERENCE = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|&([A-Za-z][\w.-]*);", re.DOTALL)


def character(match: re.Match[str]) -> str:
    """The character of a numeric reference; the reference as it is where it stands for none."""
    number = int(match[1], 16) if match[1] else int(match[2])
    allowed = number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD
    return chr(number) if allowed or 0x10000 <= number <= 0x10FFFF else match[0]


def declared(subset: str) -> tuple[dict[str, str], list[str]]:
    """Of the internal subset of a DOCTYPE: characters by name, and the names that are refused."""
    good: dict[str, str] = {}
    refused = [f"%{name};" for name in _PARAMETER.findall(subset)]
    for name, kind, literal in _DECLARED.findall(subset):
        value = _NUMBER.sub(character, literal[1:-1])
        if kind in ("SYSTEM", "PUBLIC") or len(value) > _LONGEST or re.search("[<&%]", value):
            refused.append(f"&{name};")
        else:
            good.setdefault(name, value)  # the first declaration of a name is binding
    return good, refused


def standard(name: str) -> str:
    """What a standard name stands for; nothing where it is none."""
    return html5.get(f"{name};", "")


def expanded(text: str, own: Mapping[str, str], unknown: list[tuple[str, int]]) -> str:
    """The text with its character entities replaced; other names stay, and are told with their offsets."""

    def replaced(match: re.Match[str]) -> str:
        name = match[1]
        if name is None or name in _PREDEFINED:
            return match[0]
        if not (value := own.get(name) or standard(name)):
            unknown.append((name, match.start()))
            return f"&amp;{name};"
        # A character that is markup stays a reference.
        return value.replace("&", "&amp;").replace("<", "&lt;")

    return _NO_REFERENCE.sub(replaced, text)

"""Read off a slug what it says besides looking as it does: its text, ids, calls, and where lemmas begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

FROM, TO = "from", "to"
"""The classes of the empty elements before and after a lemma; one of both stands on a point between words."""
_WORD = re.compile(r"[\w\u0300-\u036f]+")


@dataclass(slots=True)
class Content:
    """What is in a slug, in the order of reading."""

    text: str = ""
    ids: tuple[str, ...] = ()
    calls: tuple[tuple[int, str], ...] = ()
    """Notes that are called, each after so many characters."""
    marks: tuple[tuple[int, str, bool, bool], ...] = ()
    """Entries whose lemmas begin or end, each after so many characters; whether they begin, whether they end."""


def content(box: Any, boxes: Any) -> Content:
    """What is in a laid-out box."""
    text: list[str] = []
    length = 0
    ids: dict[str, None] = {}
    calls: dict[str, int] = {}
    marks: list[tuple[int, str, bool, bool]] = []
    for inner in box.descendants():
        if isinstance(inner, boxes.TextBox):
            text.append(inner.text)
            length += len(inner.text)
        elif isinstance(inner, boxes.LineBox):
            if inner is not box:
                text.append(" ")
                length += 1
        elif inner.element is not None and "::" not in inner.element_tag:
            element = inner.element
            if name := named(inner):
                ids[name] = None
            if element.tag == "a" and "call" in class_names(inner):
                calls.setdefault(element.get("href", "").removeprefix("#"), length)
            elif entry := element.get("data-entry"):
                kinds = class_names(inner)
                marks.append((length, str(entry), FROM in kinds, TO in kinds))
    return Content("".join(text), tuple(ids), tuple((at, name) for name, at in calls.items()), tuple(marks))


def named(box: Any) -> str:
    """The id of the element a box was made for."""
    return "" if box.element is None else str(box.element.get("data-id", ""))


def class_names(box: Any) -> list[str]:
    """The classes of the element a box was made for."""
    return [] if box.element is None else str(box.element.get("class", "")).split()


@dataclass(slots=True)
class Places:
    """Where lemmas begin and end."""

    begins: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By entry, the slug and how far into it; the slug may be the one after the last."""
    ends: dict[str, int] = field(default_factory=dict)
    """By entry, the slug; -1 is the one before the first."""


def places(contents: Sequence[Content]) -> Places:
    """The places of the lemmas.

    A lemma begins where the first word after its mark stands, and ends where the last before its other mark
    does: a line may well end between a word and its mark.
    """
    found = Places()
    for at, one in enumerate(contents):
        for offset, entry, opens, closes in one.marks:
            if opens and closes and one.text[:offset].strip():
                # A point is found by the word before it, unless it stands before all others.
                found.begins.setdefault(entry, (at, offset))
                found.ends[entry] = at
            elif opens:
                begin = _after(contents, at, offset)
                found.begins.setdefault(entry, begin)
                if closes:
                    found.ends[entry] = begin[0]
            elif closes:
                found.ends[entry] = _before(contents, at, offset)
    return found


def _after(contents: Sequence[Content], at: int, offset: int) -> tuple[int, int]:
    if contents[at].text[offset:].strip():
        return at, offset
    later = range(at + 1, len(contents))
    return next((slug for slug in later if contents[slug].text.strip()), len(contents)), 0


def _before(contents: Sequence[Content], at: int, offset: int) -> int:
    if contents[at].text[:offset].strip():
        return at
    return next((slug for slug in range(at - 1, -1, -1) if contents[slug].text.strip()), -1)


def which(words: str, contents: Sequence[Content], begin: tuple[int, int]) -> str:
    """The figure that tells words from others like them that begin in their line; nothing if there are none."""
    slug, offset = begin
    if slug >= len(contents):
        return ""
    wanted = _WORD.findall(words)
    line = list(_WORD.finditer(contents[slug].text))
    here = [match[0] for match in line]
    for below in contents[slug + 1 : slug + 1 + len(wanted)]:
        here += _WORD.findall(below.text)
    found = [match.start() for at, match in enumerate(line) if here[at : at + len(wanted)] == wanted]
    if len(found) < 2:
        return ""
    number = sum(start < offset for start in found) + 1
    return str(number) if number <= len(found) else ""

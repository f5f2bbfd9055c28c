"""Put the sections of a translation beside those of the text.

Enters: the sections of a book, each with its headings, and the segments. Leaves: the same in another order: each
section of the translation follows the last section of the text of which it has a segment. Readers of the e-book go
through them in this order; the pages put them side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from emendata.document.model import Facing
from emendata.publish.semantic.model import Section

T = TypeVar("T")


def in_turn(sections: Sequence[tuple[Section, T]], segments: Sequence[Facing]) -> list[tuple[Section, T]]:
    """The sections in turn; a translation without segments goes with the one before it, or with the first."""
    if not any(section.faces for section, _ in sections):
        return list(sections)
    holds = {
        name: at
        for at, (section, _) in enumerate(sections)
        for part in section.html.iter()
        if (name := part.get("id"))
    }
    follows: dict[int, int] = {}
    """By section of the translation, the section of the text that it comes after."""
    for segment in segments:
        text, translation = holds.get(segment.text), holds.get(segment.translation)
        if text is not None and translation is not None:
            follows[translation] = max(text, follows.get(translation, 0))
    before = min(follows.values(), default=-1)
    after: dict[int, list[int]] = {}
    for at, (section, _) in enumerate(sections):
        if section.faces:
            # never before the one that it follows in its own book
            before = max(before, follows.get(at, before))
            after.setdefault(before, []).append(at)
    order = [*after.get(-1, ())]
    for at, (section, _) in enumerate(sections):
        if not section.faces:
            order += (at, *after.get(at, ()))
    return [sections[at] for at in order]

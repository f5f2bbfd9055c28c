"""Find cross-references within the text: ``see note 30``, ``Figure 2``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from emendata.edit.normalise.calls import NoteHead

_NOTE = re.compile(r"(?:[Ff]oot)?[Nn]ote (\d{1,4})\b(?! of\b)")
_BEFORE_NOTE = re.compile(r"\b(?:see|cf\.|in|also|and|from|of) $", re.IGNORECASE)
_FIGURE = re.compile(r"(?:Figure|Fig\.|Plate|Map|Table)\s(\d{1,3})\b(?!\.\s*[A-Z\"“])")


class References:
    """The targets that a text has, and where it points to them."""

    def __init__(self, notes: Sequence[NoteHead], figures: Sequence[str]) -> None:
        counts = Counter(note.label for note in notes)
        self._notes: Mapping[str, str] = {
            note.label: f"#n{k + 1}" for k, note in enumerate(notes) if counts[note.label] == 1
        }
        numbers = Counter(figures)
        self._figures: Mapping[str, str] = {
            n: f"#fig{k + 1}" for k, n in enumerate(figures) if numbers[n] == 1
        }

    def __call__(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, target) for each reference in `text` to something that is there."""
        found: list[tuple[int, int, str]] = []
        if "ote " in text:
            for match in _NOTE.finditer(text):
                target = self._notes.get(match.group(1))
                if target and _BEFORE_NOTE.search(text[max(0, match.start() - 6) : match.start()]):
                    found.append((match.start(), match.end(), target))
        if self._figures and any(word in text for word in ("Fig", "Plate", "Map", "Table")):
            for match in _FIGURE.finditer(text):
                if target := self._figures.get(match.group(1)):
                    found.append((match.start(), match.end(), target))
            found.sort()
        return found

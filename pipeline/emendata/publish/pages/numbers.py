"""Count the lines of the text, and say by them where a lemma stands.

Enters: the slugs of the text. Leaves: the number of each line, which may depend on where its page begins, and
the reference of an entry: ``12``, ``12–14``, and ``12–13.2`` where the lemma ends in line 2 of page 13. An
entry that had to begin after the page of its lemma says ``13.2–4``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from emendata.publish.pages.slugs import Lemma, Slug

DASH, POINT = "\N{EN DASH}", "."


@dataclass(frozen=True, slots=True)
class Extent:
    """What stands on a page: the slugs of the text from `start` to before `end`."""

    start: int
    end: int
    folio: str = ""

    def __contains__(self, at: int) -> bool:
        return self.start <= at < self.end


UNKNOWN = Extent(0, 0, "0000")
"""Stands for a page that is not known yet: no folio in digits is wider."""
_UNKNOWN_LINE = "00"

PageOf = Callable[[int], Extent]
"""The page that a slug stands on; `UNKNOWN` where that has not been settled."""


class LineNumbers:
    """The numbers of the lines of the text, counted anew by ``page`` or ``division``, or ``never``."""

    def __init__(self, text: Sequence[Slug], restart: str = "page", counted: int = 0) -> None:
        """`counted` lines come before the text, since the count began."""
        self.restart, self.by_page = restart, restart == "page"
        self._text, self._counted = text, counted

    @functools.cached_property
    def _before(self) -> list[int]:
        """How many lines are counted before each slug, since the count began."""
        before: list[int] = []
        count, section = self._counted, self._text[0].section if self._text else -1
        for slug in self._text:
            if self.restart == "division" and slug.section != section:
                count, section = 0, slug.section
            before.append(count)
            count += slug.numbered and not slug.own_number
        return before

    def before(self, at: int) -> int:
        """How many lines are counted before a slug, where that matters beyond its page."""
        return 0 if self.by_page else self._before[at]

    def counted(self, at: int) -> bool:
        """Does this slug have a number?"""
        return self._text[at].numbered

    def settled(self, at: int) -> bool:
        """Is the number of this line the same on whatever page it comes to stand?"""
        return not self.by_page or bool(self._text[at].own_number)

    def of(self, at: int, page_start: int) -> str:
        """The number of a line on a page that begins with the slug `page_start`; none if it is not counted."""
        slug = self._text[at]
        if not slug.numbered:
            return ""
        if slug.own_number:
            return slug.own_number
        return str(self._before[at] - (self._before[page_start] if self.by_page else 0) + 1)

    def reference(self, lemma: Lemma, here: Extent, page_of: PageOf) -> str:
        """Where a lemma stands, as an entry on the page `here` says it; nothing if its line has no number."""
        page, line = self._place(lemma.first, here, page_of)
        if not line:
            return ""
        first = f"{page.folio}{POINT}{line}" if page else line
        at = lemma.last
        while at > lemma.first and not self.counted(at):
            at -= 1
        if at == lemma.first:
            return first
        other, last = self._place(at, here, page_of)
        if page and other is None and not self.settled(at):
            other = here
        if other and (other != page or other is UNKNOWN):
            last = f"{other.folio or UNKNOWN.folio}{POINT}{last}"
        elif last == line and (page is None) == (other is None):
            return first
        return f"{first}{DASH}{last}"

    def _place(self, at: int, here: Extent, page_of: PageOf) -> tuple[Extent | None, str]:
        """The page of a line, if that has to be said, and its number."""
        if self.settled(at) or at in here:
            return None, self.of(at, here.start)
        there = page_of(at)
        return there, _UNKNOWN_LINE if there is UNKNOWN else self.of(at, there.start)

    def identity(self, lemma: Lemma) -> tuple[int, str]:
        """Tells lines of the same number apart: by the division."""
        slug = self._text[lemma.first]
        return slug.section, slug.own_number

"""Say of a piece of the text what the rest of the book has to know of it.

Enters: a section, or a piece of one, as `files` lays it out. Leaves: an `Outline`, small and plain, so that it can be
remembered: what leads where, what is listed and where pages begin is decided for the whole book without its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from emendata.publish.epub.counting import Counted
from emendata.publish.epub.letters import has_rare
from emendata.publish.xhtml import XHTML, Element, text_of

_A, _FIGURE, _TABLE, _IMG = (f"{{{XHTML}}}{name}" for name in ("a", "figure", "table", "img"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or a table."""

    kind: str
    """``figure`` or ``table``."""
    id: str
    """Empty if it has none yet."""
    image: str = ""
    """The address of the image in it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is to be known of a piece."""

    ids: tuple[str, ...]
    """In their order."""
    leads: tuple[str, ...]
    """Ids of other pieces that its links lead to."""
    figures: tuple[Figure, ...]
    letters: str
    """The letters and digits that stand in print too."""
    begins: Mapping[str, int]
    """By id, how many of these stand before the element."""
    rare: bool
    """Has it letters that need a font of their own?"""


def outline(html: Element) -> Outline:
    """The outline of a piece."""
    ids = tuple(name for tree in html.iter("*") if (name := tree.get("id")))
    own = set(ids)
    led = dict.fromkeys(href[1:] for a in html.iter(_A) if (href := a.get("href") or "").startswith("#"))
    counted = Counted(html)
    return Outline(
        ids=ids,
        leads=tuple(name for name in led if name not in own),
        figures=tuple(_figures(html)),
        letters=counted.letters,
        begins=counted.begins,
        rare=has_rare(text_of(html)),
    )


def _figures(html: Element) -> Iterator[Figure]:
    for tree in html.iter(_FIGURE, _TABLE):
        image = next(tree.iterchildren(_IMG), None)
        src = image.get("src") if image is not None and tree.tag == _FIGURE else None
        yield Figure("figure" if tree.tag == _FIGURE else "table", tree.get("id") or "", src or "")

"""Say where in the text each page begins, for an e-book that wants to name the same pages.

Enters: the galley, the pages made of it and the blocks of the text. Leaves: a `PrintedPage` for each
page that has text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from emendata.publish.pages.markup import CONTENTS
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley, Slug
from emendata.publish.semantic.model import PrintedPage
from emendata.publish.semantic.reading import letters

_SHOWN = 40
"""Letters by which the beginning of a page is known again."""


def begun(
    galley: Galley, leaves: Sequence[Leaf], known: Collection[str], lengths: Sequence[int] | None = None
) -> tuple[PrintedPage, ...]:
    """Where the pages begin; those that are blank, or hold nothing but the contents, begin nowhere.

    `known` are the ids of blocks, and `lengths` how many letters each slug has, if somebody remembers.
    """
    return tuple(_begun(galley.text, leaves, known, measured(galley.text) if lengths is None else lengths))


def _begun(
    text: Sequence[Slug], leaves: Sequence[Leaf], known: Collection[str], lengths: Sequence[int]
) -> Iterator[PrintedPage]:
    before = [0, *accumulate(lengths)]
    """Letters before each slug."""
    blocks = [(-1, ""), *((at, name) for at, slug in enumerate(text) if slug.ids for name in _block(slug, known))]
    starts = [at for at, _ in blocks]
    for leaf in leaves:
        own = leaf.made.text
        if not own:
            continue
        # a figure that has moved to the head of a page is read where it was
        first = next((n for n, _ in own if not text[n].floats), own[0][0])
        at, name = blocks[bisect_right(starts, first) - 1]
        if name:
            letters_since = before[first] - before[at]
            yield PrintedPage(leaf.folio, name, letters_since, _beginning(text[n] for n, _ in own if n >= first))


def _block(slug: Slug, known: Collection[str]) -> Iterator[str]:
    """The block that begins in a slug, if one does; none begins with the contents."""
    if name := next((name for name in slug.ids if name in known), ""):
        yield name
    elif CONTENTS in slug.ids:
        yield ""


def _beginning(slugs: Iterator[Slug]) -> str:
    shown = ""
    for slug in slugs:
        shown += letters(slug.text)
        if len(shown) >= _SHOWN:
            break
    return shown[:_SHOWN]


def measured(text: Sequence[Slug]) -> list[int]:
    """How many letters each slug has."""
    return [len(letters(slug.text)) for slug in text]

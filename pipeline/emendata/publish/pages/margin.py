"""Number the lines in the margin.

Enters: a page, and what its lines are called. Leaves: the drawings of the numbers, each on the baseline of its
line. They are no part of the text: in a tagged PDF they are artifacts of pagination.
"""

from __future__ import annotations

from collections.abc import Iterator

from emendata.publish.lines import Lines
from emendata.publish.pages.apart import Inked, StripType
from emendata.publish.pages.composing import label_width, lettered
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley


def numbered_lines(
    galley: Galley, leaf: Leaf, numbers: LineNumbers, lines: Lines
) -> Iterator[tuple[int, float, str]]:
    """The lines of a page that have their number in the margin: slug, top, number."""
    for at, top in leaf.made.text:
        slug = galley.text[at]
        number = numbers.of(at, leaf.extent.start)
        if not slug.turned and lines.shown(number):
            yield at, top, number


def line_numbers(
    galley: Galley,
    leaf: Leaf,
    numbers: LineNumbers,
    lines: Lines,
    look: StripType,
    width: float,
    *,
    right_hand: bool,
) -> Iterator[tuple[float, Inked]]:
    """The numbers in the margin of a page with a text block of this width, with the tops of their lines."""
    right = {"right": True, "left": False, "outer": right_hand, "inner": not right_hand}[lines.side]
    before, after = look.margins
    for at, top, number in numbered_lines(galley, leaf, numbers, lines):
        slug = galley.text[at]
        x = width + before if right else -after - label_width(number, look.letters)
        ink = b"\n".join(lettered(number, look.letters, x, slug.baseline))
        yield top, Inked(b"/Artifact <</Type/Pagination>> BDC\n%s\nEMC" % ink, slug.height)

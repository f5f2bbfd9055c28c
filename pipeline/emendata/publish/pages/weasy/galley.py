"""Set the whole text in type on one page without end, and read off the slugs.

Enters: the document as one tree, its notes gathered in ``section.foot`` at the end. Leaves: a
`Galley`, whose slugs hold the boxes that WeasyPrint laid out, and the rules that go above the notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from emendata.publish.pages.apart import Edge
from emendata.publish.pages.slugs import AVOID, NEVER, Galley, Note, Slug, strongest
from emendata.publish.pages.units import BEGUN, GOES_ON
from emendata.publish.pages.weasy.press import Press

WIDOW, ORPHAN = 4000.0, 2500.0
"""Costs of a last line alone at the head of a page, and of a first one alone at its foot."""

_TALLEST_IN_NOTE = 0.8
"""Of the height of the page: the rule above the notes needs room too."""

_FORCED = {
    "always": "page",
    "page": "page",
    "left": "verso",
    "verso": "verso",
    "right": "recto",
    "recto": "recto",
}
_AVOID = ("avoid", "avoid-page")


@dataclass(slots=True)
class Cast:
    """What a `Slug.handle` holds: a laid-out box and where it stands in the tree."""

    box: Any
    path: tuple[Any, ...]
    """The boxes it is in, from ``body`` inwards."""
    beside: list[tuple[tuple[Any, ...], Any]]
    """Boxes out of the flow that stand by it, such as the number of a list item, with their paths."""
    top: float
    bottom: float
    line: bool
    number: tuple[int, int] = (0, 0)
    """Of a line: how many lines of its block come before it, and how many from it on."""
    calls: tuple[str, ...] = ()
    begun: int = 0
    """How many of `path`, from the outside, were begun by the slug before."""
    unended: int = 0
    """How many of `path`, from the outside, go on in the slug after."""


@dataclass(slots=True)
class Composed:
    """A galley, with what else came off the press."""

    galley: Galley
    rules: Mapping[str, Any]
    """The boxes that go above the notes: ``rule`` and ``continued``."""
    reduced: Sequence[tuple[Slug, float]]
    """Slugs larger than the page, which have been reduced by this factor."""
    grid: float
    page: Any
    begins: Edge
    ends: Edge
    """What the first and the last slug of the text want of what stands around them."""


def composed(press: Press, tree: etree._Element, width: float, height: float) -> Composed:
    """Lay out the tree in the given width; `height` is that of the page, for what must not break."""
    page, forced = press.endless_page(tree, width, height)
    body = page.children[0].children[0]
    reader = _Reader(press, forced, press.line_height(body), width, height)
    for child in body.children:
        reader.section = int(child.element.get("data-part", "-1"))
        reader.block(child, (body,))
    return reader.composed(page)


def cast(slug: Slug) -> Cast:
    """The handle of a slug that came from here."""
    assert isinstance(slug.handle, Cast)
    return slug.handle


class _Reader:
    def __init__(
        self, press: Press, forced: Mapping[int, tuple[str, str]], grid: float, width: float, height: float
    ) -> None:
        self.press, self.forced, self.grid, self.width, self.height = press, forced, grid, width, height
        self.boxes = press.boxes
        self.section = 0
        self.text: list[Slug] = []
        self.into = self.text
        self.notes: dict[str, tuple[str, list[Slug]]] = {}
        self.uncalled: dict[str, list[str]] = {}
        """Notes without a call, by the note or the part that they come after."""
        self.follows: dict[str, str] = {}
        self.rules: dict[str, Any] = {}
        self.reduced: list[tuple[Slug, float]] = []
        self.waiting: list[tuple[tuple[Any, ...], Any]] = []
        self.float_bottom = 0.0
        self.begins = Edge()

    # ------------------------------------------------------------------- the walk

    def block(self, box: Any, path: tuple[Any, ...], number: tuple[int, int] = (0, 0)) -> None:
        """Take the slugs out of a box and what is in it."""
        if not box.is_in_normal_flow():
            if not box.is_running():
                self.waiting.append((path, box))
                if box.is_floated():
                    self.float_bottom = max(self.float_bottom, box.position_y + box.margin_height())
            return
        line = isinstance(box, self.boxes.LineBox)
        if line or self._whole(box):
            if box.height if line else box.border_height() > 0:
                self._slug(box, path, line, number)
            else:
                self.waiting.append((path, box))
            return
        classes = _classes(box)
        if "foot-rule" in classes:
            self.rules["continued" if "continued" in classes else "rule"] = box
        elif "note" in classes:
            self._note(box, path)
        else:
            count = len(self.into)
            self._children(box, path)
            if count == len(self.into) and _named(box):
                self.waiting.append((path, box))  # there is nothing to see, but a link may lead to it

    def _children(self, box: Any, path: tuple[Any, ...]) -> None:
        path = (*path, box)
        lines = sum(isinstance(child, self.boxes.LineBox) for child in box.children)
        done = 0
        for child in box.children:
            self.block(child, path, (done, lines - done))
            done += isinstance(child, self.boxes.LineBox)
        if len(path) == 2 and self.into and self.waiting:
            cast(self.into[-1]).beside += self.waiting
            self.waiting = []

    def _note(self, box: Any, path: tuple[Any, ...]) -> None:
        slugs: list[Slug] = []
        outer, self.into = self.into, slugs
        self._children(box, path)
        self.into = outer
        if slugs and self.waiting:
            cast(slugs[-1]).beside += self.waiting
            self.waiting = []
        name = _named(box)
        if slugs:
            self.notes[name] = box.element.get("data-series", "author"), slugs
            if after := box.element.get("data-after"):
                self.uncalled.setdefault(self._last_called(after), []).append(name)
                self.follows[name] = after

    def _last_called(self, name: str) -> str:
        """The note with a call, or the part, that a note without one comes after."""
        while name in self.follows:
            name = self.follows[name]
        return name

    def _whole(self, box: Any) -> bool:
        """Must this block stay in one piece?"""
        boxes, style = self.boxes, box.style
        if not isinstance(box, (boxes.BlockBox, boxes.TableBox, boxes.TableRowGroupBox)):
            return True
        if isinstance(box, (boxes.FlexContainerBox, boxes.GridContainerBox)) or box.is_monolithic():
            return True
        if style["column_count"] != "auto" or style["column_width"] != "auto":
            return True
        if box.is_table_wrapper:
            table = box.get_wrapped_table()
            cells = (cell for group in table.children for row in group.children for cell in row.children)
            return (
                table.style["border_collapse"] == "collapse"
                or box.border_width() > self.width + 1
                or any(cell.rowspan > 1 for cell in cells)
            )
        # A figure too high for the page is reduced; anything else that should not break has to.
        fits = box.border_height() <= self.height or getattr(box.element, "tag", "") == "figure"
        return style["break_inside"] in _AVOID and bool(fits)

    def _slug(self, box: Any, path: tuple[Any, ...], line: bool, number: tuple[int, int]) -> None:
        top, height = (box.position_y, box.height) if line else (box.border_box_y(), box.border_height())
        right = box.position_x + box.width if line else _right_edge(box, self.boxes)
        room = self.height if self.into is self.text else self.height * _TALLEST_IN_NOTE
        factor = 1.0 if line else min(1.0, room / height, self.width / max(1.0, right))
        text, ids, calls = _content(box, self.boxes)
        ids = (*(name for _, beside in self.waiting for name in _content(beside, self.boxes)[1]), *ids)
        handle = Cast(box, path, self.waiting, top, top + height, line, number, calls)
        self.waiting = []
        overhang = max(-box.position_x, right - self.width, 0.0) if line else 0.0
        if overhang and self.press.squeeze(box, overhang):
            overhang = 0.0
        slug = Slug(
            height=height * factor,
            grid=line and abs(height - self.grid) < 0.1,
            floats=not line and getattr(box.element, "tag", "") == "figure" and not calls,
            hyphen=line and number[1] > 1 and text.endswith(box.style["hyphenate_character"]),
            overhang=overhang,
            ids=ids,
            text=text,
            section=self.section,
            handle=handle,
        )
        if factor < 0.999:
            self.press.reduce(box, factor, from_left=right > self.width + 1)
            self.reduced.append((slug, factor))
        self._join(slug, handle)
        self.into.append(slug)

    # -------------------------------------------------- what stands between two slugs

    def _join(self, slug: Slug, here: Cast) -> None:
        ending: tuple[Any, ...] = ()
        if not self.into:
            here.begun = sum(_marked(box, BEGUN) for box in here.path)
        else:
            before = self.into[-1]
            there = cast(before)
            here.begun = there.unended = _common(here.path, there.path)
            ending = there.path[here.begun :] if there.line else (*there.path[here.begun :], there.box)
            before.margin_below = max((box.margin_bottom for box in ending), default=0.0)
            slug.above = here.top - there.bottom
        beginning = here.path[here.begun :] if here.line else (*here.path[here.begun :], here.box)
        slug.margin, slug.kept = _head_space(beginning, here.box)
        opened = here.path[here.begun :]
        slug.ids = (*(name for box in opened if (name := _named(box))), *slug.ids)
        if self.into:
            slug.cost = self._cost(here, ending, beginning)
        elif self.into is self.text:
            avoided = any(box.style["break_before"] in _AVOID for box in beginning)
            avoided |= any(box.style["break_inside"] in _AVOID for box in here.path[: here.begun])
            self.begins = Edge(slug.margin, slug.kept, self._forced(beginning, 0), avoided)
        slug.forced = strongest((*self._forced(reversed(ending), 1), *self._forced(beginning, 0)))

    def _forced(self, boxes: Iterable[Any], after: int) -> tuple[str, ...]:
        wanted = (self.forced.get(id(box.style), ("", ""))[after] for box in boxes)
        return tuple(filter(None, (_FORCED.get(value, "") for value in wanted)))

    def _ends(self) -> Edge:
        """What the last slug wants of what comes after this galley."""
        if not self.text:
            return Edge()
        last = self.text[-1]
        there = cast(last)
        there.unended = sum(_marked(box, GOES_ON) for box in there.path)
        ending = there.path[there.unended :] if there.line else (*there.path[there.unended :], there.box)
        last.margin_below = max((box.margin_bottom for box in ending), default=0.0)
        margin, kept = _head_space(ending, there.box, "bottom")
        avoided = any(box.style["break_after"] in _AVOID for box in ending)
        # What floats beside the end must not reach into what comes after it.
        margin = max(margin, self.float_bottom - there.bottom - kept)
        return Edge(margin, kept, self._forced(reversed(ending), 1), avoided)

    def _cost(self, here: Cast, ending: Sequence[Any], beginning: Sequence[Any]) -> float:
        if here.top < self.float_bottom - 0.1:
            return NEVER
        if (
            any(box.style["break_inside"] in _AVOID for box in here.path[: here.begun])
            or any(box.style["break_after"] in _AVOID for box in ending)
            or any(box.style["break_before"] in _AVOID for box in beginning)
        ):
            return AVOID
        if not here.line or ending or beginning:
            return 0.0
        (done, ahead), style = here.number, here.path[-1].style
        return (ORPHAN if done < style["orphans"] else 0.0) + (WIDOW if ahead < style["widows"] else 0.0)

    # ---------------------------------------------------------------------- the end

    def composed(self, page: Any) -> Composed:
        """The galley, with the notes in the order of their calls."""
        for after, names in self.uncalled.items():
            self._attach(after, names)
        nested: set[str] = set()
        names = list(dict.fromkeys(self._called(self.text, set(), nested)))
        if self.text and (left := [name for name in self.notes if name not in names]):
            cast(self.text[-1]).calls += tuple(left)
            names += left
        notes = [Note(name, self.notes[name][1], self.notes[name][0], name in nested) for name in names]
        for above, note in zip([None, *notes], notes, strict=False):
            note.slugs[0].above = max(note.slugs[0].margin, above.slugs[-1].margin_below if above else 0.0)
        number_calls([*self.text, *(slug for note in notes for slug in note.slugs)], notes)
        ends = self._ends()
        return Composed(
            Galley(self.text, notes), self.rules, self.reduced, self.grid, page, self.begins, ends
        )

    def _attach(self, after: str, names: Sequence[str]) -> None:
        """Have notes without a call called where another note is, or where a part begins."""
        for slug in (*self.text, *(slug for _, slugs in self.notes.values() for slug in slugs)):
            calls = cast(slug).calls
            if after in calls:
                at = calls.index(after) + 1
                cast(slug).calls = (*calls[:at], *names, *calls[at:])
                return
            if after == f"part-{slug.section}":
                cast(slug).calls = (*names, *calls)
                return

    def _called(self, slugs: Sequence[Slug], seen: set[str], nested: set[str]) -> Iterator[str]:
        """Notes in the order of their calls; one first called in a note, hence `nested`, comes after it."""
        for slug in slugs:
            for name in cast(slug).calls:
                if name in self.notes and name not in seen:
                    seen.add(name)
                    yield name
                    inner = list(self._called(self.notes[name][1], seen, nested))
                    nested.update(inner)
                    yield from inner


def number_calls(slugs: Sequence[Slug], notes: Sequence[Note]) -> None:
    """Turn the ids of called notes into their numbers; a second call of a note calls nothing."""
    numbers = {note.id: at for at, note in enumerate(notes)}
    for slug in slugs:
        names = (name for name in cast(slug).calls if name in numbers)
        slug.calls = tuple(sorted({numbers[name] for name in names}))


def _right_edge(box: Any, boxes: Any) -> float:
    """How far to the right a block and what is in it reach."""
    inner = (inner for inner in box.descendants() if isinstance(inner, (boxes.ReplacedBox, boxes.LineBox)))
    edges = [box.border_box_x() + box.border_width(), *(inner.position_x + inner.width for inner in inner)]
    return float(max(edges))


def _content(box: Any, boxes: Any) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The characters of a slug, the ids that begin in it, and the ids that its calls lead to."""
    text: list[str] = []
    ids: dict[str, None] = {}
    calls: dict[str, None] = {}
    for inner in box.descendants():
        if isinstance(inner, boxes.TextBox):
            text.append(inner.text)
        elif isinstance(inner, boxes.LineBox):
            if inner is not box:
                text.append(" ")
        elif inner.element is not None and "::" not in inner.element_tag:
            if name := _named(inner):
                ids[name] = None
            if inner.element.tag == "a" and "call" in _classes(inner):
                calls[inner.element.get("href", "").removeprefix("#")] = None
    return "".join(text).strip(), tuple(ids), tuple(calls)


def _marked(box: Any, name: str) -> bool:
    return box.element is not None and bool(box.element.get(name)) and not box.element_tag.count("::")


def _named(box: Any) -> str:
    """The id of the element a box was made for."""
    return "" if box.element is None else str(box.element.get("data-id", ""))


def _classes(box: Any) -> list[str]:
    return [] if box.element is None else str(box.element.get("class", "")).split()


def _common(one: Sequence[Any], other: Sequence[Any]) -> int:
    """How many boxes two paths share."""
    shared = 0
    for mine, its in zip(one, other, strict=False):
        if mine is not its:
            break
        shared += 1
    return shared


def _head_space(beginning: Sequence[Any], own: Any, side: str = "top") -> tuple[float, float]:
    """The margin above boxes that begin together, and what stays of the space at the head of a page.

    With another `side`, the margin below boxes that end together, and the space that is theirs besides.
    """
    margin = kept = 0.0
    for box in beginning:
        if kept:
            kept += getattr(box, f"margin_{side}")
        else:
            margin = max(margin, getattr(box, f"margin_{side}"))
        if box is not own:
            kept += getattr(box, f"padding_{side}") + getattr(box, f"border_{side}_width")
    return margin, kept

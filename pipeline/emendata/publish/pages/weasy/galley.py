"""Set the whole text in type on one page without end, and read off the slugs.

Enters: the document as one tree, its notes gathered in ``section.foot`` at the end. Leaves: a
`Galley`, whose slugs hold the boxes that WeasyPrint laid out, and the rules that go above the notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from emendata.publish.pages.apart import Edge
from emendata.publish.pages.slugs import AVOID, NEVER, Galley, Note, Slug, Unit, strongest
from emendata.publish.pages.units import BEGUN, GOES_ON
from emendata.publish.pages.weasy.faces import Look
from emendata.publish.pages.weasy.marks import (
    FROM,
    Content,
    Places,
    class_names,
    content,
    named,
    places,
    which,
)
from emendata.publish.pages.weasy.press import Press
from emendata.publish.pages.weasy.running import Marks, Parts, label_of, paragraph_of, units

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
class StripCast:
    """What belongs to the strip of a series and not to any of its notes."""

    rules: dict[tuple[bool, bool], Any] = field(default_factory=dict)
    """The boxes that go above it: where it is not the first, and where it begins with the rest of a note."""
    width: float = 0.0
    """Of its columns."""
    line: float = 0.0
    """The height of its lines."""
    align: str = "justify"
    baseline: float = 0.0
    label: tuple[Look, Any, float] | None = None
    """Look and style of the labels of a running strip, and how far they are raised."""
    margins: tuple[float, float] = (0.0, 0.0)
    labels: set[str] = field(default_factory=set)
    """What the source has for labels."""


@dataclass(slots=True)
class Composed:
    """A galley, with what else came off the press."""

    galley: Galley
    strips: Mapping[str, StripCast]
    """What belongs to the strips, by series."""
    reduced: Sequence[tuple[Slug, float]]
    """Slugs larger than the page, which have been reduced by this factor."""
    grid: float
    page: Any
    begins: Edge
    ends: Edge
    """What the first and the last slug of the text want of what stands around them."""
    places: Places = field(default_factory=Places)
    """Of lemmas."""
    marked: frozenset[str] = frozenset()
    """Entries of which a mark has been seen."""


def composed(press: Press, tree: etree._Element, width: float, height: float) -> Composed:
    """Lay out the tree in the given width; `height` is that of the page, for what must not break."""
    page, forced = press.endless_page(tree, width, height)
    body = page.children[0].children[0]
    reader = _Reader(press, forced, press.line_height(body), width, height)
    for child in body.children:
        reader.section = int(child.element.get("data-part", "-1"))
        reader.counting = bool(child.element.get("data-lines"))
        if "foot" in class_names(child):
            reader.places = places(reader.contents)
        reader.block(child, (body,))
    return reader.composed(page)


def cast(slug: Slug) -> Cast:
    """The handle of a slug that came from here."""
    assert isinstance(slug.handle, Cast)
    return slug.handle


@dataclass(slots=True)
class _SetNote:
    """A note as it comes off the press."""

    name: str
    series: str
    entry: bool = False
    """Is it on words of the text?"""
    gap: float = 0.0
    """The space after it, if another follows on its line."""
    width: float = 0.0
    """How far to the right its lines may reach."""
    nth: str = ""
    """What tells its lemma from the same word in its line."""
    label: str = ""
    items: list[Slug | Unit] = field(default_factory=list)

    def called(self) -> Iterator[str]:
        """The notes that are called in it."""
        for item in self.items:
            handle = item.handle
            assert isinstance(handle, Cast | Parts)
            yield from handle.calls


class _Reader:
    def __init__(
        self, press: Press, forced: Mapping[int, tuple[str, str]], grid: float, width: float, height: float
    ) -> None:
        self.press, self.forced, self.grid, self.width, self.height = press, forced, grid, width, height
        self.boxes = press.boxes
        self.section = 0
        self.text: list[Slug] = []
        self.into: Any = self.text  # or the slugs and units of a note
        self.within_text = True
        self.contents: list[Content] = []
        """Of the slugs of the text."""
        self.places = Places()
        self.marked: set[str] = set()
        """Entries whose marks have been seen."""
        self.counting = False
        """Are the lines numbered that are being read?"""
        self.own_number = ""
        self.notes: dict[str, _SetNote] = {}
        self.uncalled: dict[str, list[str]] = {}
        """Notes without a call, by the note or the part that they come after."""
        self.follows: dict[str, str] = {}
        self.strips: dict[str, StripCast] = {}
        self.reduced: list[tuple[Slug, float]] = []
        self.waiting: list[tuple[tuple[Any, ...], Any]] = []
        self.float_bottom = 0.0
        """How far down the floats reach that stand beside what has been taken."""
        self.float_ahead = 0.0
        """The same of those that stand beside what comes next."""
        self.begins = Edge()

    # ------------------------------------------------------------------- the walk

    def block(self, box: Any, path: tuple[Any, ...], number: tuple[int, int] = (0, 0)) -> None:
        """Take the slugs out of a box and what is in it."""
        if not box.is_in_normal_flow():
            if not box.is_running():
                self.waiting.append((path, box))
                if box.is_floated():
                    self.float_ahead = max(self.float_ahead, box.position_y + box.margin_height())
            return
        line = isinstance(box, self.boxes.LineBox)
        if line and paragraph_of(box):
            self._units(box, path)
            return
        if line or self._whole(box):
            if box.height if line else box.border_height() > 0:
                self._slug(box, path, line, number)
            else:
                self.waiting.append((path, box))
            return
        classes = class_names(box)
        if "strip" in classes:
            self.strips[str(box.element.get("data-series"))] = StripCast(
                labels={str(box.element.get("data-labels", ""))}
            )
            self._children(box, path)
        elif "foot-rule" in classes:
            self.strips[_series(box)].rules["lower" in classes, "continued" in classes] = box
        elif "measure" in classes:
            strip = self.strips[_series(box)]
            strip.width, strip.align = box.width, box.style["text_align_all"]
            strip.line, strip.baseline = self.press.line_height(box), self.press.baseline(box)
        elif "line-number" in classes:
            _, look, style, shift = label_of(box.children[0])
            strip = self.strips[_series(box)]
            strip.label = (look, style, shift) if look else None
            strip.margins = (box.margin_left, box.margin_right)
        elif "note" in classes:
            self._note(box, path)
        else:
            count = len(self.into)
            self._children(box, path)
            if count == len(self.into) and named(box):
                self.waiting.append((path, box))  # there is nothing to see, but a link may lead to it

    def _children(self, box: Any, path: tuple[Any, ...]) -> None:
        path = (*path, box)
        counting, own_number = self.counting, self.own_number
        self.counting = counting and not _uncounted(box)
        self.own_number = str(box.element.get("data-verse", "")) if box.element is not None else own_number
        lines = sum(isinstance(child, self.boxes.LineBox) for child in box.children)
        done = 0
        for child in box.children:
            self.block(child, path, (done, lines - done))
            done += isinstance(child, self.boxes.LineBox)
        self.counting, self.own_number = counting, own_number
        if len(path) == 2 and self.into and self.waiting and isinstance(last := self.into[-1], Slug):
            cast(last).beside += self.waiting
            last.text = " ".join(filter(None, (last.text, *self._labels())))
            if self.within_text:
                one = self.contents[-1]
                one.marks += tuple((len(one.text), *mark[1:]) for mark in self._waiting_marks())
            self.waiting = []

    def _note(self, box: Any, path: tuple[Any, ...]) -> None:
        name, series, entry = named(box), _series(box), str(box.element.get("data-from", ""))
        self.note = _SetNote(
            name, series, entry=bool(entry), gap=box.margin_right, width=box.content_box_x() + box.width
        )
        word = next((str(part.get("data-word")) for part in box.element.iter() if part.get("data-word")), "")
        if word and name in self.places.begins:
            self.note.nth = which(word, self.contents, self.places.begins[name])
        outer, self.into, self.within_text = self.into, self.note.items, False
        self._children(box, path)
        self.into, self.within_text = outer, True
        items = self.note.items
        if items and self.waiting:
            self._leave_waiting(items[-1])
        if items:
            self.notes[name] = self.note
            if after := box.element.get("data-after"):
                self.uncalled.setdefault(self._last_called(after), []).append(name)
                self.follows[name] = after

    def _leave_waiting(self, last: Slug | Unit) -> None:
        """Have what is out of sight at the end of a note stand by its last line."""
        opened = tuple(entry for _, entry, opens, _ in self._waiting_marks() if opens)
        self.marked.update(opened)
        handle = last.handle
        assert isinstance(handle, Cast | Parts)
        handle.calls += opened
        if isinstance(handle, Cast):
            handle.beside += self.waiting
        else:
            ids = (name for _, box in self.waiting for name in content(box, self.boxes).ids)
            last.ids = (*last.ids, *ids)
        self.waiting = []

    def _units(self, line: Any, path: tuple[Any, ...]) -> None:
        """Take the units out of a line that stands for all of its paragraph."""
        note = self.note
        strip = self.strips[note.series]
        begins = not note.items
        if begins:
            note.label, *label = label_of(line)
            strip.labels.add(note.label)
            if label[0] is not None and strip.label is None:
                strip.label = (label[0], label[1], label[2])
        first = len(note.items)
        note.items += units(line, path, strip.width, self._marks, note.nth, begins=begins)
        last, opened = note.items[-1], note.items[first]
        assert isinstance(last, Unit) and isinstance(opened, Unit)
        last.space = note.gap
        if begins:
            opened.ids = (note.name, *opened.ids)

    def _marks(self, box: Any) -> Marks:
        """What a box within a line of a note says besides its text."""
        if box.element is None:
            return Marks()
        if entry := box.element.get("data-entry"):
            self.marked.add(str(entry))
        calls: tuple[str, ...] = ()
        if entry and FROM in class_names(box):
            calls = (str(entry),)
        elif box.element.tag == "a" and "call" in class_names(box):
            calls = (box.element.get("href", "").removeprefix("#"),)
        name = named(box)
        return Marks((name,) if name else (), calls)

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
        room = self.height if self.within_text else self.height * _TALLEST_IN_NOTE
        width = self.width if self.within_text else self.note.width
        factor = 1.0 if line else min(1.0, room / height, width / max(1.0, right))
        held = content(box, self.boxes)
        text = held.text.strip()
        held.marks = (*((0, *mark[1:]) for mark in self._waiting_marks()), *held.marks)
        beside = [content(beside, self.boxes) for _, beside in self.waiting]
        ids = (*(name for one in beside for name in one.ids), *held.ids)
        labels = self._labels()
        calls = [name for _, name in held.calls]
        if not self.within_text:
            calls += [entry for _, entry, opens, _ in held.marks if opens]
        handle = Cast(box, path, self.waiting, top, top + height, line, number, tuple(calls))
        self.waiting = []
        overhang = max(-box.position_x, right - width, 0.0) if line else 0.0
        if overhang and self.press.squeeze(box, overhang):
            overhang = 0.0
        slug = Slug(
            height=height * factor,
            grid=line and abs(height - self.grid) < 0.1,
            floats=not line and getattr(box.element, "tag", "") == "figure" and not calls,
            baseline=float(box.baseline) if line else 0.0,
            numbered=line and self.counting and self.within_text and bool(text),
            own_number=self.own_number if line else "",
            turned=bool(line and self.own_number and number[0]),
            hyphen=line and number[1] > 1 and text.endswith(box.style["hyphenate_character"]),
            overhang=overhang,
            ids=ids,
            text=" ".join(filter(None, (*labels, text))),
            section=self.section,
            handle=handle,
        )
        if factor < 0.999:
            self.press.reduce(box, factor, from_left=right > width + 1)
            self.reduced.append((slug, factor))
        self._join(slug, handle)
        self.float_bottom, self.float_ahead = max(self.float_bottom, self.float_ahead), 0.0
        self.into.append(slug)
        self.marked.update(entry for _, entry, _, _ in held.marks)
        if self.within_text:
            self.contents.append(held)

    def _labels(self) -> list[str]:
        """The text of what stands beside the next slug.

        Without the number or the dot of a list item, which is the style sheet's, and no text of the book.
        """
        return [
            content(box, self.boxes).text.strip()
            for _, box in self.waiting
            if not str(box.element_tag).endswith("::marker")
        ]

    def _waiting_marks(self) -> list[tuple[int, str, bool, bool]]:
        """The marks in what is out of sight: in paragraphs that hold nothing else."""
        return [mark for _, box in self.waiting for mark in content(box, self.boxes).marks]

    # -------------------------------------------------- what stands between two slugs

    def _join(self, slug: Slug, here: Cast) -> None:
        ending: tuple[Any, ...] = ()
        if not self.into:
            here.begun = sum(_marked(box, BEGUN) for box in here.path)
        elif isinstance(before := self.into[-1], Slug):
            there = cast(before)
            here.begun = there.unended = _common(here.path, there.path)
            ending = there.path[here.begun :] if there.line else (*there.path[here.begun :], there.box)
            before.margin_below = max((box.margin_bottom for box in ending), default=0.0)
            slug.above = here.top - there.bottom
        beginning = here.path[here.begun :] if here.line else (*here.path[here.begun :], here.box)
        slug.margin, slug.kept = _head_space(beginning, here.box)
        opened = here.path[here.begun :]
        slug.ids = (*(name for box in opened if (name := named(box))), *slug.ids)
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
        margin = max(margin, max(self.float_bottom, self.float_ahead) - there.bottom - kept)
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
        self._call_entries()
        for after, names in self.uncalled.items():
            self._attach(after, names)
        nested: set[str] = set()
        in_text = (name for slug in self.text for name in cast(slug).calls)
        called = dict.fromkeys(self._called(in_text, set(), nested))
        if left := [name for name in self.notes if name not in called]:
            if self.text:  # or else `joined` puts them into the text before
                cast(self.text[-1]).calls += tuple(left)
            called |= dict.fromkeys(left)
        notes = [self._finished(self.notes[name], name in nested) for name in called]
        _space(notes)
        ends = self._ends()
        return Composed(
            Galley(self.text, notes),
            self.strips,
            self.reduced,
            self.grid,
            page,
            self.begins,
            ends,
            self.places,
            frozenset(self.marked),
        )

    def _finished(self, made: _SetNote, nested: bool) -> Note:
        running = any(isinstance(item, Unit) for item in made.items)
        return Note(
            made.name,
            () if running else [item for item in made.items if isinstance(item, Slug)],
            made.series,
            nested,
            made.items if running else (),
            label=made.label,
            entry=made.entry,
        )

    def _call_entries(self) -> None:
        """An entry is called where its lemma begins."""
        begun: dict[int, list[tuple[int, str]]] = {}
        for name, (at, offset) in self.places.begins.items():
            if name in self.notes and at < len(self.text):
                begun.setdefault(at, []).append((offset, name))
        for at, entries in begun.items():
            handle = cast(self.text[at])
            calls = sorted((*self.contents[at].calls, *entries), key=lambda call: call[0])
            handle.calls = tuple(name for _, name in calls)
            self.text[at].floats = False  # it stays with what is said of it

    def _attach(self, after: str, names: Sequence[str]) -> None:
        """Have notes without a call called where another note is, or where a part begins."""
        slugs = [item for note in self.notes.values() for item in note.items if isinstance(item, Slug)]
        for slug in (*self.text, *slugs):
            calls = cast(slug).calls
            if after in calls:
                at = calls.index(after) + 1
                cast(slug).calls = (*calls[:at], *names, *calls[at:])
                return
            if after == f"part-{slug.section}":
                cast(slug).calls = (*names, *calls)
                return

    def _called(self, calls: Iterable[str], seen: set[str], nested: set[str]) -> Iterator[str]:
        """Notes in the order of their calls; one first called in a note, hence `nested`, comes after it."""
        for name in calls:
            if name in self.notes and name not in seen:
                seen.add(name)
                yield name
                inner = list(self._called(self.notes[name].called(), seen, nested))
                nested.update(inner)
                yield from inner


def _space(notes: Sequence[Note]) -> None:
    """Put the notes of each series one under the other."""
    above: dict[str, Slug] = {}
    for note in notes:
        if note.slugs:
            first = note.slugs[0]
            before = above.get(note.series)
            first.above = max(first.margin, before.margin_below if before else 0.0)
            above[note.series] = note.slugs[-1]


_UNCOUNTED_TAGS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figure",
    "figcaption",
    "table",
    "caption",
    "pre",
    "hr",
)
_UNCOUNTED_CLASSES = ("speaker", "break", "head", "stage")


def _uncounted(box: Any) -> bool:
    """Do the lines in this block have no numbers?"""
    if box.element is None:
        return False
    return box.element.tag in _UNCOUNTED_TAGS or any(name in _UNCOUNTED_CLASSES for name in class_names(box))


def _series(box: Any) -> str:
    return str(box.element.get("data-series") or "author")


def _marked(box: Any, name: str) -> bool:
    return box.element is not None and bool(box.element.get(name)) and not box.element_tag.count("::")


def _right_edge(box: Any, boxes: Any) -> float:
    """How far to the right a block and what is in it reach."""
    inner = (inner for inner in box.descendants() if isinstance(inner, (boxes.ReplacedBox, boxes.LineBox)))
    edges = [box.border_box_x() + box.border_width(), *(inner.position_x + inner.width for inner in inner)]
    return float(max(edges))


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

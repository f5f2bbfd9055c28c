"""Divide the galley into pages.

Enters: the slugs of one stretch of text without forced breaks, and its notes. Leaves: the pages, of
which each is a piece of the text, the figures at its head and a piece of each strip of notes.

The pages are chosen together, as TeX chooses the lines of a paragraph: what a page loses by an empty
line, a divided note or a widow is a cost, and the cheapest way through the whole is taken. A way is
known by how far it has come in the text, in each strip and in the figures; on each page only the
cheapest few ways are followed further, so that the time grows with the length and no faster. However many
strips there are, a page that ends at a certain line is looked at once: the strips take all that is called
on it, or, where that is too much, what `Foot.allot` gives them.

Codes: P201 the page is too small, P202 something is taller than the page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from emendata.diagnostics import Place, error
from emendata.publish.pages.foot import Foot, Positions
from emendata.publish.pages.slugs import AVOID, EPSILON, NEVER, Measure, Slug, called_before, gains, on_grid
from emendata.publish.pages.strips import Piece, within


@dataclass(frozen=True, slots=True)
class Costs:
    """What is worse than what. One empty line at the foot of a page without notes is 100."""

    empty_line: float = 100.0
    """Times the square of the lines missing at the foot of a page without notes."""
    spread_line: float = 12.0
    """The same where the lines can be made up at the spaces about heads, figures and quotations."""
    gap_line: float = 18.0
    """Times the square of the lines missing between text and notes, beyond one."""
    relaxed: tuple[float, float, float] = (0.0, 3000.0, 25000.0)
    """Of a page on which notes have room for no more than a line of each, and of one where some have none."""
    divided_note: float = 45.0
    """For each strip that leaves something to the next page."""
    divided_keyed: float = 150.0
    """The same of a strip that is looked up by the lines of the page."""
    carried_line: float = 1.2
    """For each line of a note left to the next page."""
    scant_text: float = 3.0
    """Times the square of the lines missing to `some_text`, where a note takes the page."""
    some_text: int = 9
    hyphen: float = 18.0
    """A page that ends in a divided word."""
    moved_figure: float = 35.0
    short_last: float = 25.0
    """For each line missing to `some_last` on the last page."""
    some_last: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, from top to bottom; all of it in indices."""

    head: tuple[int, ...]
    """Figures put at the head: they belong to the text of an earlier page."""
    text: tuple[int, ...]
    notes: tuple[range, ...]
    """The piece of each strip."""
    crowded: bool = False
    """More is called here than the page can hold the beginnings of."""


State = tuple[int, Positions, int]
"""How far a way has come: the next slug of text, the next of each strip, the next figure to place."""

FOLLOWED = 14
"""Ways followed from one page to the next."""
LOOSE = 4.0
"""A page with more empty lines than this is thought of only where there is no other, or none"""
GRAVE = 2000.0
"""that costs less than this."""
DIVIDED = 10 * AVOID
"""What it costs to divide what must not be divided and is longer than a page."""


def pages(
    text: Sequence[Slug],
    foot: Foot,
    measure: Measure,
    first_note: int = 0,
    offset: int = 0,
    costs: Costs | None = None,
) -> list[Page]:
    """The best pages for a stretch of text.

    `first_note` is the first note called in it, and `offset` the place of its first slug in the whole text.
    """
    return _Search(text, foot, measure, first_note, offset, costs or Costs()).best()


@dataclass(slots=True)
class _Way:
    cost: float
    page: Page | None
    before: _Way | None


class _Search:
    def __init__(
        self,
        text: Sequence[Slug],
        foot: Foot,
        measure: Measure,
        first_note: int,
        offset: int,
        costs: Costs,
    ) -> None:
        self.offset = offset
        self.text, self.foot, self.measure, self.costs = text, foot, measure, costs
        self.worst = NEVER
        """No break costs more than this."""
        self.end = len(text)
        self.figures = [at for at, slug in enumerate(text) if slug.floats]
        self.called = called_before(text, first_note)
        self.due: list[Positions] = []
        """How far the strips can be used before each slug."""
        self.newest: list[Positions] = []
        """Where in each strip the last note begins that is called before each slug; -1 if there is none."""
        newest = (-1,) * len(foot.strips)
        for at, count in enumerate(self.called):
            self.due.append(self.due[-1] if at and count == self.called[at - 1] else foot.due(count))
            for note in text[at - 1].calls if at else ():
                number, index = foot.place(note)
                begin = max(newest[number], foot.strips[number].begins[index])
                newest = (*newest[:number], begin, *newest[number + 1 :])
            self.newest.append(newest)
        self.first_foot, self.last_foot = self.due[0], self.due[-1]
        self._check()

    def _check(self) -> None:
        """See to it that there is a page for everything."""
        height, strips = self.measure.height, self.foot.strips
        line = min((slug.height for slug in self.text if slug.grid), default=0.0)
        least = line + sum(strip.shortest() + strip.rules.highest for strip in strips)
        if least > height + EPSILON:
            names = ", ".join(f"`{strip.series.name}`" for strip in strips)
            raise error(
                "P201",
                Place("print.css"),
                f"the page is too small: its text block is {height * 0.75:.0f}pt high and cannot hold one "
                f"line of text with one line of each series of notes ({names or 'there are none'}), which "
                f"takes {least * 0.75:.0f}pt",
                "Make the page larger, or its margins, the type or the space above the notes smaller.",
            )
        tallest = [(slug.height, height, slug.text or " ".join(slug.ids)) for slug in self.text]
        for strip in strips:
            high, name = strip.tallest()
            tallest.append((high, height - strip.rules.highest, name))
        for high, room, name in tallest:
            if high > room + EPSILON:
                raise error(
                    "P202",
                    Place("print.css"),
                    f"something is {high * 0.75:.0f}pt high, and there is room for {room * 0.75:.0f}pt: "
                    f"{name[:60]!r}",
                    "Make it smaller in print.css, or let it break.",
                )

    # ------------------------------------------------------------------ the search

    def best(self) -> list[Page]:
        level: dict[State, _Way] = {(0, self.first_foot, 0): _Way(0.0, None, None)}
        found: _Way | None = None
        while level:
            following: dict[State, _Way] = {}
            for state, way in level.items():
                if found and way.cost >= found.cost:
                    continue
                for cost, reached, page in self._leaves(state):
                    cost += way.cost
                    if reached == (self.end, self.last_foot, len(self.figures)):
                        if found is None or cost < found.cost:
                            found = _Way(cost, page, way)
                    elif reached not in following or cost < following[reached].cost:
                        following[reached] = _Way(cost, page, way)
            # The state breaks ties, so that equal costs give the same pages everywhere.
            kept = nsmallest(FOLLOWED, following.items(), key=lambda item: (item[1].cost, item[0]))
            level = dict(kept)
        done: list[Page] = []
        while found and found.page:
            done.append(found.page)
            found = found.before
        return done[::-1]

    def _leaves(self, state: State) -> list[tuple[float, State, Page]]:
        """Every page worth considering from here, with its cost and where it leads."""
        found: list[tuple[float, State, Page]] = []
        for self.worst in (NEVER, DIVIDED):
            for relaxed, more in enumerate(self.costs.relaxed):
                for loosest in (LOOSE, NEVER):
                    leaves, met = self._scan(state, len(self.figures), relaxed, loosest)
                    for figure in met:
                        leaves += self._scan(state, figure, relaxed, loosest)[0]
                    found += ((cost + more, reached, page) for cost, reached, page in leaves)
                    least = min((cost for cost, _, _ in found), default=NEVER)
                    if least < (GRAVE if loosest < NEVER else AVOID):
                        return found
            if found:
                return found
        raise AssertionError(f"no page from {state}")  # _check has seen to it that there is one

    def _head(self, state: State) -> tuple[tuple[int, ...], float]:
        """The waiting figures that go to the head of the page, and how far down they reach.

        They leave room for a note that goes on: it must not be interrupted.
        """
        start, positions, figure = state
        room, y = self.measure.height, 0.0
        if self.figures[figure:] and self.figures[figure] < start:
            room -= self.foot.least_going_on(positions, self.offset + start)
        head: list[int] = []
        for at in self.figures[figure:]:
            slug = self.text[at]
            top = y + (max(slug.margin, self.text[head[-1]].margin_below) if head else 0.0)
            if at >= start or top + slug.height > (room * 0.8 if head else room) + EPSILON:
                break
            head.append(at)
            y = top + slug.height
        return tuple(head), y

    def _scan(
        self, state: State, limit: int, relaxed: int, loosest: float
    ) -> tuple[list[tuple[float, State, Page]], list[int]]:
        """Pages from here with up to `loosest` empty lines; figures from number `limit` on are left out.

        Also returned: the numbers of the figures met on the way, each of which could be the limit.
        """
        start, positions, figure = state
        text, figures, measure = self.text, self.figures, self.measure
        pieces = self.foot.pieces(positions, self.offset + start, measure.height)
        head, y = self._head(state)
        if figure + len(head) < len(figures) and figures[figure + len(head)] < start:
            limit = figure + len(head)  # figures keep their order: those after a waiting one wait too
        after = text[head[-1]].margin_below if head else 0.0
        height, grid = measure.height, measure.grid
        least = height - loosest * grid
        taken: list[int] = []
        met: list[int] = []
        found: list[tuple[float, State, Page]] = []
        gaps = lines = 0
        previous = -1
        at = start
        goes_on = positions != self.due[start]
        while True:
            cost = 0.0
            while at < self.end and text[at].floats and self._number(at) >= limit:
                cost = max(cost, min(text[at].cost, self.worst))
                at += 1
            if at < self.end:
                cost = max(cost, min(text[at].cost, self.worst))
            notes = self.foot.height(pieces, positions, self.due[at], self.offset + at)
            if (taken or head or goes_on) and (at == self.end or y + notes > least - EPSILON):
                leaf = self._leaf(state, at, limit, head, taken, pieces, y, notes, gaps, lines, cost, relaxed)
                if leaf is None and taken:
                    break  # the notes no longer fit, and with more text they will not either
                if leaf is not None and leaf[0] < NEVER:
                    found.append(leaf)
            if at == self.end:
                break
            slug = text[at]
            if slug.floats:
                met.append(self._number(at))
            if taken:
                space = (
                    slug.above
                    if previous == at - 1
                    else max(text[previous].margin_below, slug.margin) + slug.kept
                )
                gaps += gains(slug, space, grid)
            elif head:
                space = max(after, slug.margin) + slug.kept
            else:
                space = min(slug.kept + (slug.margin if start == 0 else 0.0), height - slug.height)
            top = on_grid(y + space, grid) if slug.grid else y + space
            if top + slug.height > height + EPSILON:
                break
            y = top + slug.height
            lines += slug.grid or bool(slug.height)
            taken.append(at)
            previous = at
            at += 1
        return found, met

    def _number(self, at: int) -> int:
        return bisect_left(self.figures, at)

    def _leaf(
        self,
        state: State,
        at: int,
        limit: int,
        head: tuple[int, ...],
        taken: list[int],
        pieces: Sequence[Piece],
        y: float,
        notes: float,
        gaps: int,
        lines: int,
        break_cost: float,
        relaxed: int,
    ) -> tuple[float, State, Page] | None:
        """The page that ends before slug `at`: its cost, where it leads, and the page itself.

        None if the notes do not fit under it, whose height is `notes` if nothing of them is left over.
        """
        start, positions, _ = state
        measure, costs = self.measure, self.costs
        most = ends = self.due[at]
        cost, slack = break_cost, measure.height - y
        if notes <= slack + EPSILON:
            slack -= notes
        else:
            least = self._least(state, at, relaxed)
            allotted = self.foot.allot(
                pieces, positions, least, most, slack, self.offset + at, strict=relaxed < 2
            )
            if allotted is None:
                return None
            ends = allotted.ends
            cost += allotted.cost
            slack -= allotted.height
        placed = min(limit, bisect_left(self.figures, at))
        reached = (at, ends, placed)
        if reached == state:
            return NEVER, reached, Page((), (), ())
        short = max(0.0, slack / measure.grid) if measure.grid else 0.0
        last = reached == (self.end, self.last_foot, len(self.figures))
        if last:
            cost += costs.short_last * max(0, costs.some_last - lines) if start else 0.0
            short = 0.0
        elif ends != positions:
            cost += costs.gap_line * max(0.0, short - 1.0) ** 2
        else:
            cost += (costs.spread_line if gaps >= short > 0 else costs.empty_line) * short**2
        if ends != most:
            for strip, end, all_of_it in zip(self.foot.strips, ends, most, strict=True):
                if end < all_of_it:
                    cost += costs.divided_keyed if strip.series.keyed else costs.divided_note
                    cost += costs.carried_line * strip.lines(end, all_of_it)
            if at < self.end:
                cost += costs.scant_text * max(0, costs.some_text - lines) ** 2
        cost += costs.moved_figure * (bisect_left(self.figures, at) - placed)
        if taken and at < self.end and self.text[taken[-1]].hyphen:
            cost += costs.hyphen
        pieces_taken = tuple(map(range, positions, ends))
        return cost, reached, Page(head, tuple(taken), pieces_taken, relaxed == 2)

    def _least(self, state: State, at: int, relaxed: int) -> Positions:
        """What a page that ends before slug `at` must take of each strip.

        Every note must begin on it that is called on it, and a note that goes on must not be interrupted;
        if `relaxed`, less of it will do, and at last only the latter is asked for.
        """
        start, positions, _ = state
        least = []
        for number, strip in enumerate(self.foot.strips):
            end = position = positions[number]
            newest, most = self.newest[at][number], self.due[at][number]
            if most > position:
                if newest > self.newest[start][number] and newest >= position and relaxed < 2:
                    end = newest + 1 if relaxed else strip.stop(newest)
                elif within(strip.begins, position) or (
                    relaxed < 2 and self.foot.waits(number, positions, self.offset + start)
                ):
                    end = position + 1 if relaxed else strip.stop(position)
            # A note called before is not called anew.
            least.append(max(position, min(end, most)))
        return tuple(least)

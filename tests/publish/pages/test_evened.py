"""Running paragraphs, whose words are shared out among as many lines as they took."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from emendata.publish.pages.evened import Item, evened
from emendata.publish.pages.totalfit import SHRINK

WIDTH, SPACE = 100.0, 3.0


def full(items: list[Item]) -> list[int]:
    """Where lines begin that hold what they can."""
    starts, x = [0], -SPACE
    for at, item in enumerate(items):
        x += SPACE + item.width
        if x > WIDTH and at:
            starts.append(at)
            x = item.width
    return starts


def lines(items: list[Item], starts: list[int]) -> list[list[Item]]:
    return [items[one:other] for one, other in zip(starts, [*starts[1:], len(items)], strict=True)]


def natural(line: list[Item]) -> float:
    return sum(item.width for item in line) + SPACE * (len(line) - 1)


def words(*widths: float, tied: tuple[int, ...] = ()) -> list[Item]:
    return [Item(width, SPACE, at in tied) for at, width in enumerate(widths)]


@given(st.lists(st.floats(2.0, 60.0), min_size=1, max_size=80), st.booleans(), st.integers(0, 79))
def test_there_are_as_many_lines_and_each_holds_its_words(widths: list[float], closed: bool, tied: int) -> None:
    items = words(*widths, tied=(tied,))
    before = full(items)
    starts = evened(items, before, WIDTH, closed=closed)
    assert len(starts) == len(before)
    assert starts == sorted({0, *starts})
    for line in lines(items, starts):
        assert natural(line) - SHRINK * SPACE * (len(line) - 1) <= WIDTH + 0.01


def test_a_word_alone_on_the_last_line_gets_company() -> None:
    items = words(*[7.0] * 20, 3.0)
    assert full(items) == [0, 10, 20]
    assert evened(items, full(items), WIDTH, closed=True) == [0, 10, 19]


def test_a_siglum_stays_with_its_reading() -> None:
    items = words(*[7.0] * 15, tied=(10,))
    assert full(items)[1] == 10
    assert evened(items, full(items), WIDTH, closed=True)[1] == 9


def test_lines_are_more_even_than_full_ones() -> None:
    chance = Random(5)

    def loosest(starts: list[int]) -> float:
        return max((WIDTH - natural(line)) / (len(line) - 1) for line in lines(items, starts)[:-1])

    gains = []
    for _ in range(200):
        items = words(*chance.choices((4.0, 9.0, 13.0, 21.0, 25.0), k=60))
        gains.append(loosest(full(items)) - loosest(evened(items, full(items), WIDTH, closed=True)))
    assert sum(gain > 0 for gain in gains) > 4 * sum(gain < 0 for gain in gains)


def test_the_work_grows_with_the_length_and_no_faster() -> None:
    asked = 0

    class Counted(float):
        def __add__(self, other: float) -> float:
            nonlocal asked
            asked += 1
            return float(self) + other

        __radd__ = __add__

    counts = []
    for length in (2000, 20000):
        items = [Item(Counted(5.0 + at * 7 % 19), SPACE) for at in range(length)]
        asked = 0
        evened(items, full(words(*(float(item.width) for item in items))), WIDTH, closed=True)
        counts.append(asked)
    assert counts[1] < 13 * counts[0]


def test_nothing_is_done_where_nothing_can_be() -> None:
    assert evened(words(50.0), [0], WIDTH, closed=True) == [0]
    items = [Item(60.0, 0.0), Item(60.0, 0.0), Item(10.0, 0.0)]
    assert evened(items, [0, 1], WIDTH, closed=True) == [0, 1]

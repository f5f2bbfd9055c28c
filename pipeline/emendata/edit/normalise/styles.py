"""Find out how a text marks its notes: what stands in front of a note, and what calls it.

``12.`` may head a note, an item or a section, and ``(3)`` may call a note or count a reason. What
tells is the two together: the number that calls a note comes back in front of it, further down, and
seldom otherwise. So each pair of a style of calls and a style of heads is tried on the whole text,
and the one by which most notes are called wins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from emendata.edit.normalise import marks
from emendata.edit.normalise.bracketed import STYLE
from emendata.edit.normalise.pages import NOTE
from emendata.edit.normalise.settings import NormaliseSettings
from emendata.edit.normalise.units import Unit

SAMPLE = 250_000
"""Characters of the text in which calls are looked for, from its beginning."""
STRAY_CALL = 0.12
"""What a mark of a doubtful style that calls no note counts against that style."""
STRAY_HEAD = 0.08
"""What a number of a doubtful style that nothing calls counts against that style."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The ways of marking in a text, the prevailing one first."""

    heads: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


_NEEDLES = {
    "superscript": marks.SUPERSCRIPT,
    "markdown": "^",
    "caret": "^",
    "sup": "<",
    "brackets": "[",
    "paren": ")",
    "half": ")",
    "bare": "",
}
_SETTING = {"superscript", "brackets", "caret", "dot", "paren"}

_Places = Mapping[str, Sequence[int]]
"""Label → offsets at which it stands, ascending."""


def styles(blocks: Sequence[Unit], source: str, settings: NormaliseSettings) -> Styles:
    """The styles of the text that these blocks of `source` are; what the editor has set holds."""
    heads = _heads(blocks, source)
    calls = _calls(blocks, source)
    wanted = settings.marks if settings.marks != "auto" else ""
    if wanted in _SETTING:
        heads = {style: places for style, places in heads.items() if style == wanted} or heads
    best = ("", "")
    most = 0.0
    for call, called in calls.items():
        for head, headed in heads.items():
            score = _score(called, headed, call, head)
            if score > most:
                best, most = (call, head), score
    if not wanted and _signs(blocks) > 2 * most + 2:
        return Styles(("symbol",), tuple(s for s in calls if s in marks.UNMISTAKABLE))
    call, head = best
    if not call and STYLE in heads:
        # the calls may be numbered by page, and the notes in brackets through the book
        likely = [s for s in ("superscript", "brackets", "caret", "sup") if s in calls]
        call = max(likely, key=lambda s: sum(map(len, calls[s].values())), default="")
        head = STYLE if call else ""
    sure_calls = [s for s in calls if s in marks.UNMISTAKABLE and s != call]
    ranked = marks.prevailing_heads([u.heads for u in blocks], calls.get(call, {}))
    if not call and (not ranked or wanted):
        return Styles((wanted,) if wanted in _SETTING else ranked[:1], tuple(sure_calls))
    first = head or ranked[0]
    # where the text marks its notes in brackets, a number in front of a block is no mark misread
    misread = () if first == STYLE else ("bare", "dot")
    others = [s for s in ranked if s != first and (s in marks.UNMISTAKABLE or s in misread)]
    return Styles((first, *others[:2]), tuple(s for s in (call, *sure_calls) if s))


def _signs(blocks: Sequence[Unit]) -> int:
    """Blocks that begin with an asterisk or dagger, as notes do that are not numbered."""
    return sum(any(m.style == "symbol" for m in u.heads) for u in blocks if not u.given)


def _heads(blocks: Sequence[Unit], source: str) -> dict[str, _Places]:
    """Where numbers stand at the head of a block, or of a line that may begin a note, by style."""
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for u in blocks:
        if u.given and u.given != NOTE:
            continue
        for mark in u.heads:
            if mark.style != "symbol":
                found[mark.style][mark.label].append(u.start)
        if len(u.lines) > 1:
            for start, mark in line_heads(u, source):
                found[mark.style][mark.label].append(start)
    return dict(found)


def line_heads(u: Unit, source: str) -> Iterator[tuple[int, marks.Mark]]:
    """The numbers at the heads of the lines of a block but the first, where the line before may end a note."""
    for (_, before), (start, end) in zip(u.lines, u.lines[1:], strict=False):
        if source[start] not in marks.BEGIN or source[before - 1] in ",;-":
            continue
        for mark in marks.heads(source[start : min(end, start + 40)]):
            if mark.style != "symbol":
                yield start, mark


def _calls(blocks: Sequence[Unit], source: str) -> dict[str, _Places]:
    found: dict[str, _Places] = {}
    for style, needle in _NEEDLES.items():
        if needle and not any(c in source for c in needle):
            continue
        places: dict[str, list[int]] = defaultdict(list)
        for u in blocks:
            if u.start > SAMPLE:
                break
            text = u.text
            if needle and not any(c in text for c in needle):
                continue
            for mark in marks.call_marks(text, (style,)):
                if mark.start:
                    places[mark.label].append(u.start + mark.start)
        if places:
            found[style] = places
    return found


def _score(called: _Places, headed: _Places, call: str, head: str) -> float:
    """Notes that are called, less what speaks against either style."""
    both = heads = 0
    for label, places in headed.items():
        heads += len(places)
        calls = called.get(label)
        if not calls:
            continue
        last = -1
        for place in places:
            # called since the last note of this number
            both += bisect_left(calls, place) > bisect_right(calls, last)
            last = place
    total = sum(map(len, called.values()))
    score = float(both)
    if call not in marks.UNMISTAKABLE:
        score -= STRAY_CALL * max(0, total - both)
    if head not in marks.UNMISTAKABLE and head != STYLE:
        score -= STRAY_HEAD * max(0, heads - both)
    return score

"""Normalise a raw text: find out what each block is and build the Document.

The steps, each a module: `units` (what can be seen of a block), `furniture` (folios and running heads
out), `marks` (how notes are marked), `front` (title, author, abstract), `pages` (the optimisation that
decides what each block is), `calls` (notes and calls paired), `structure` and `inline` (the Document),
`account` (every character accounted for).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from emendata.diagnostics import Diagnostic, Lines, error
from emendata.document.model import Applied, Document
from emendata.edit.normalise import marks, pages
from emendata.edit.normalise.account import Account, balance, rebalance
from emendata.edit.normalise.bracketed import STYLE, bracketed
from emendata.edit.normalise.calls import Matching, match
from emendata.edit.normalise.front import Front, contents, front_matter
from emendata.edit.normalise.furniture import Furniture, remove_furniture
from emendata.edit.normalise.inline import Builder, Removed
from emendata.edit.normalise.marks import Mark
from emendata.edit.normalise.pages import Decision, Layout, decide
from emendata.edit.normalise.queries import queries
from emendata.edit.normalise.references import References
from emendata.edit.normalise.scripts import guess_language
from emendata.edit.normalise.settings import NormaliseSettings, SettledBlock
from emendata.edit.normalise.structure import Assembly
from emendata.edit.normalise.styles import Styles, styles
from emendata.edit.normalise.units import ABBREVIATION, Unit, caption_number, line_start, split, units
from emendata.edit.normalise.wrapper import wrapper

__all__ = ["Account", "NormaliseSettings", "Normalised", "SettledBlock", "normalise", "rebalance"]


@dataclass(frozen=True, slots=True)
class Normalised:
    """A Document, the account of its source's characters, and what the editor should look at."""

    document: Document
    account: Account
    diagnostics: tuple[Diagnostic, ...]


def normalise(raw: Document, source: str, name: str, settings: NormaliseSettings | None = None) -> Normalised:
    """Build the Document of a raw text.

    `raw` is what `acquire.text` makes of `source`, the whole text of the file `name`. Raises
    `EmendataError` N001 for a settled block that is not there and N090 if a character is unaccounted for.
    """
    settings = settings or NormaliseSettings()
    removed = Removed()
    blocks, _ = units(raw, source)
    lines = Lines(name, source)
    metadata = raw.metadata
    if settings.remove_furniture:
        around = wrapper(blocks, source, metadata)
        metadata = around.metadata
        for i in sorted(around.blocks):
            removed.add("wrapper", blocks[i].start, blocks[i].end)
        blocks = [u for i, u in enumerate(blocks) if i not in around.blocks]
    blocks = bracketed(blocks, source)
    _see_heads(blocks)
    used = styles(blocks, source, settings)
    furniture = Furniture()
    if settings.remove_furniture:
        blocks, furniture = remove_furniture(blocks, source, used.heads[:1])
        for rule, spans in (
            ("running-head", furniture.heads),
            ("folio", furniture.folios),
            ("rule", furniture.rules),
        ):
            for start, end in spans:
                removed.add(rule, start, end)
    if not blocks:
        raise error("N002", lines.place(0), "nothing but page furniture", "set text: {remove_furniture: off}")
    blocks, layout = _looked_at(blocks, source, settings, used)
    settled = _settled(blocks, settings.settled, lines)
    front = _front(blocks, settled)
    listed = dict.fromkeys(contents(blocks, source), pages.PARAGRAPH)
    fixed = listed | dict.fromkeys(front.all(), pages.FRONT) | settled
    decisions = decide(blocks, layout, fixed)
    _drop(blocks, decisions, removed)
    matching = match(blocks, decisions)
    lang = settings.lang or (metadata.lang if metadata != raw.metadata else "") or guess_language(source)
    builder = Builder(
        source,
        name,
        removed,
        lang=lang,
        keep_hyphen=_Hyphens(source).keep if settings.dehyphenate else lambda a, b: True,
        references=References(matching.notes, _figures(blocks, decisions)),
    )
    assembly = Assembly(
        blocks, decisions, matching, front, builder, removed, _folios(blocks, decisions, furniture)
    )
    document = assembly.document(replace(metadata, lang=lang))
    document = replace(document, record=_record(assembly, matching, decisions, removed, builder))
    account = balance(document, source, name, removed.spans)
    return Normalised(document, account, queries(blocks, decisions, matching, lines))


# ------------------------------------------------------------------- preparing


def _looked_at(
    blocks: list[Unit], source: str, settings: NormaliseSettings, used: Styles
) -> tuple[list[Unit], Layout]:
    """The blocks with their marks, wrapped blocks divided at note marks, and the look of the whole."""
    wrapped = sum(len(u.lines) for u in blocks) > 1.6 * len(blocks)
    head_styles, calls = used.heads or ("symbol",) * any(u.heads for u in blocks), used.calls
    _see_heads(blocks)
    if wrapped and head_styles:
        blocks = [part for u in blocks for part in _divided(u, source, head_styles)]
    labels: dict[str, list[int]] = defaultdict(list)
    for i, u in enumerate(blocks):
        skip = u.heads[0].end if u.given and u.heads else _sure_head_end(u, head_styles)
        u.calls = [m for m in marks.call_marks(u.text, calls) if m.start >= skip]
        if not skip and "brackets" in calls and "brackets" not in head_styles[:1]:
            # where notes are headed otherwise, a bracket in front of a word calls as well: ``[3]To this he said``
            u.calls[:0] = [marks.Mark(0, m.end, m.label, m.style) for m in u.heads if m.style == "brackets"]
        u.symbol_calls = [m for m in marks.symbol_calls(u.text) if m.start >= skip]
        u.calls += [
            marks.Mark(at, at, label or "*", STYLE) for o, label, _ in u.points for at in (u.position(o),)
        ]
        for m in (*u.calls, *u.symbol_calls):
            if not labels[m.label] or labels[m.label][-1] != i:
                labels[m.label].append(i)
    margin, first_line = _indents(blocks, source)
    turned = sum(u.page_before for u in blocks)
    numbers = [
        value
        for u in blocks
        for m in u.heads
        if head_styles and m.style == head_styles[0] and (value := marks.number(m.label)) is not None
    ]
    layout = Layout(
        width=_width(blocks) if wrapped else 0,
        by_page=_by_page(numbers, settings),
        endnotes=_endnotes(blocks, head_styles[0]) if head_styles else frozenset(),
        marked_pages=turned >= 3 and turned * BLOCKS_OF_A_PAGE >= len(blocks),
        head_styles=head_styles,
        called={label: where for label, where in labels.items() if where},
        indent=margin,
        first_line=first_line,
        note_indent=_note_indent(blocks, head_styles[:1], max(margin, first_line)),
    )
    announced = [
        u for before, u in itertools.pairwise(blocks) if before.text.endswith(":") and layout.is_inner(u)
    ]
    layout.quotations_indented = len(announced) >= ANNOUNCED
    return blocks, layout


ANNOUNCED = 2
"""Blocks that stand further in after a colon, from which it is known that quotations do."""


def _see_heads(blocks: Sequence[Unit]) -> None:
    for u in blocks:
        if not u.given:
            u.heads = marks.heads(u.text)


def _indents(blocks: Sequence[Unit], source: str) -> tuple[int, int]:
    """The margin of the file, and the indent that first lines of paragraphs have in it, if any."""
    long = [u.indent for u in blocks if len(u.text) > LONG]
    if not long:
        return 0, 0
    inner = int(median(long))
    # a block all lines of which stand further in is a note or a quotation
    firsts = Counter(
        u.indent for u in blocks if len(u.text) > LONG and u.indent and not _all_indented(u, source)
    )
    first, count = firsts.most_common(1)[0] if firsts else (0, 0)
    return (inner, 0) if count * 5 < len(long) * 2 else (0, first)


def _all_indented(u: Unit, source: str) -> bool:
    return len(u.lines) > 1 and u.lines[1][0] - line_start(source, u.lines[1][0]) >= u.indent


def _note_indent(blocks: Sequence[Unit], styles: Sequence[str], margin: int) -> int:
    """How far in the notes stand in a file where nearly all of them stand further in than the text; else 0."""
    notes = Counter(u.indent for u in blocks if not u.given and any(m.style in styles for m in u.heads))
    if not notes:
        return 0
    far, count = notes.most_common(1)[0]
    return far if far >= margin + 2 and count >= 3 and count * 5 >= notes.total() * 4 else 0


BLOCKS_OF_A_PAGE = 40
"""More hardly stand on one page: where fewer page ends are marked than that, most are not."""
LONG = 120
"""Characters of a block that is neither head nor caption nor verse."""


def _width(blocks: Sequence[Unit]) -> int:
    lengths = sorted(b - a for u in blocks if len(u.lines) > 2 for a, b in u.lines[:-1])
    return lengths[len(lengths) * 3 // 4] if lengths else 0


def _sure_head_end(u: Unit, styles: Sequence[str]) -> int:
    for style in styles[:1]:
        for m in u.heads:
            if m.style == style:
                return m.end
    return next((m.end for m in u.heads if m.style in marks.UNMISTAKABLE), 0)


def _divided(u: Unit, source: str, styles: Sequence[str]) -> list[Unit]:
    """A wrapped block divided where one of its lines begins with the mark of the next note."""
    if len(u.lines) < 2 or u.given:
        return [u]
    at: list[int] = []
    full = max(b - a for a, b in u.lines)
    last = next((marks.number(m.label) for m in u.heads if m.style == styles[0]), None)
    for k, (start, end) in enumerate(u.lines[1:], 1):
        if source[start] not in marks.BEGIN:
            continue
        mark = next((m for m in marks.heads(source[start:end]) if m.style in (styles[0], "symbol")), None)
        if mark is None or (mark.label[0] in "§#" and styles[0] != "symbol"):
            continue  # a section is referred to
        value = marks.number(mark.label)
        sure = mark.style in marks.UNMISTAKABLE
        before_start, before_end = u.lines[k - 1]
        above = source[max(before_start, before_end - 40) : before_end]
        ended = above[-1] in _ENDS and not ABBREVIATION.search(above)
        follows = value is None or last is None or value == last + 1 or (sure and value > last) or value == 1
        # within notes a number at the head of a line is one of them even if it is misread
        misread = last is not None and ended and value is not None and value != last
        closed = above[-1] not in ",;-" or sure
        # the call of a note may have come to stand at the head of a line
        begins = sure or last is not None or before_end - before_start < full * 0.75
        if (follows or misread) and closed and begins:
            at.append(k)
            if value is not None:
                last = value if follows or last is None else last + 1
    if not at:
        return [u]
    parts = list(split(u, at, source))
    for part in parts:
        part.heads = marks.heads(part.text)
    return parts


_ENDS = frozenset(".!?…\"”’')]")
PARAGRAPHS_OF_A_NOTE = 4
LONG_RUN = 8
"""So many notes in a row stand hardly ever on one page."""


def _endnotes(blocks: Sequence[Unit], style: str) -> frozenset[int]:
    """The blocks that begin like notes and stand in long runs, numbered one after the other, if most notes do."""
    numbered = [
        (i, value)
        for i, u in enumerate(blocks)
        for value in (next((marks.number(m.label) for m in u.heads if m.style == style), None),)
        if value is not None
    ]
    if len(_in_runs(numbered, 1)) * 10 <= len(numbered) * 6:
        return frozenset()
    # a note may have more paragraphs than one, and its number may be misread
    found = sorted(_in_runs(numbered, PARAGRAPHS_OF_A_NOTE))
    return frozenset(i for i, _ in numbered if _is_near(i, found))


def _is_near(i: int, found: Sequence[int]) -> bool:
    at = bisect_left(found, i - PARAGRAPHS_OF_A_NOTE)
    return at < len(found) and found[at] <= i + PARAGRAPHS_OF_A_NOTE


def _in_runs(numbered: Sequence[tuple[int, int]], apart: int) -> list[int]:
    """The blocks (index, number) in long runs whose numbers follow each other, so many blocks apart at most."""
    found: list[int] = []
    run: list[int] = []
    last = -1
    for i, value in numbered:
        if value != last + 1 or (run and i - run[-1] > apart):
            found += run if len(run) >= LONG_RUN else []
            run = []
        run.append(i)
        last = value
    return found + (run if len(run) >= LONG_RUN else [])


def _by_page(numbers: Sequence[int], settings: NormaliseSettings) -> bool:
    if settings.numbering != "auto":
        return settings.numbering == "page"
    restarts = sum(1 for a, b in itertools.pairwise(numbers) if b == 1 and a != 0)
    return restarts >= 2 and restarts * 12 >= len(numbers)


# -------------------------------------------------------------------- settled


def _settled(blocks: Sequence[Unit], settled: Sequence[SettledBlock], lines: Lines) -> dict[int, str]:
    """Index of a block → what the editor has settled that it is."""
    out: dict[int, str] = {}
    if not settled:
        return out
    by_line = {lines.place(start).line: i for i, u in enumerate(blocks) for start, _ in u.lines}
    for entry in settled:
        i = by_line.get(entry.line)
        if entry.begins and (i is None or not blocks[i].text.startswith(entry.begins)):
            # lines have come or gone in front of it; its own words tell it, if they are no other's
            same = [j for j, u in enumerate(blocks) if u.text.startswith(entry.begins)]
            i = same[0] if len(same) == 1 else i
        if i is None:
            near = min(by_line, key=lambda line: (abs(line - entry.line), line))
            raise error(
                "N001",
                entry.place,
                f"no block begins at or holds line {entry.line} of the source",
                f"the nearest is at line {near}: it begins “{blocks[by_line[near]].text[:40]}”",
            )
        if entry.begins and not blocks[i].text.startswith(entry.begins):
            raise error(
                "N001",
                entry.place,
                f"the block at line {entry.line} does not begin “{entry.begins}”",
                f"it begins “{blocks[i].text[:40]}”; correct line: or begins:",
            )
        out[i] = entry.kind
    return out


def _front(blocks: Sequence[Unit], settled: Mapping[int, str]) -> Front:
    front = front_matter(blocks)
    if settled and set(front.all()) & set(settled):
        for members in (front.title, front.authors, front.opening, front.abstract):
            members[:] = [i for i in members if i not in settled]
        if front.abstract_head in settled:
            front.abstract_head = -1
    return front


# ------------------------------------------------------------------- finishing


_NOTES_HEAD = re.compile(
    r"(?:end|foot)?notes?(?: and references)?|anmerkungen|fußnoten|примечания|note", re.IGNORECASE
)


def _drop(blocks: Sequence[Unit], decisions: list[Decision], removed: Removed) -> None:
    """Take out blocks settled as furniture, and the head *Notes* in front of notes at the end."""
    for i, d in enumerate(decisions):
        following = decisions[i + 1].kind if i + 1 < len(decisions) else ""
        if d.kind == pages.FURNITURE:
            rule = "settled"
        elif (
            d.kind == pages.HEAD
            and following == pages.NOTE
            and _NOTES_HEAD.fullmatch(blocks[i].text.strip(" .:*"))
        ):
            rule = "notes-head"
            decisions[i] = replace(d, kind=pages.FURNITURE)
        else:
            continue
        for start, end in blocks[i].lines:
            removed.add(rule, start, end)


def _figures(blocks: Sequence[Unit], decisions: Sequence[Decision]) -> list[str]:
    return [caption_number(blocks[i].said) or "" for i, d in enumerate(decisions) if d.kind == pages.CAPTION]


def _folios(blocks: Sequence[Unit], decisions: Sequence[Decision], furniture: Furniture) -> dict[int, str]:
    """Index of the first block of a page → the printed number that stands at the head of that page."""
    if not furniture.numbers:
        return {}
    offsets = sorted(furniture.numbers)
    out: dict[int, str] = {}
    k = 0
    for i, d in enumerate(decisions):
        if i and d.page == decisions[i - 1].page:
            continue
        previous_end = blocks[i - 1].end if i else 0
        here = ""
        while k < len(offsets) and offsets[k] < blocks[i].start:
            if offsets[k] >= previous_end:
                here = furniture.numbers[offsets[k]]
            k += 1
        if here:
            out[i] = here
    return out


_POINTS = ".,;:!?()[]{}<>*_\"'“”‘’„«»…–—-⁰¹²³⁴⁵⁶⁷⁸⁹"


class _Hyphens:
    """Whether a hyphen at a line's end belongs to the word: it does where the text has it elsewhere."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._compounds: frozenset[str] | None = None
        self._words: frozenset[str] = frozenset()

    def keep(self, left: str, right: str) -> bool:
        """For ``left-`` at the end of one line and ``right`` at the head of the next."""
        if self._compounds is None:
            tokens = set(self._source.lower().split())
            self._words = frozenset(token.strip(_POINTS) for token in tokens)
            self._compounds = frozenset(
                compound for token in tokens if "-" in token for compound in re.findall(r"\w+-\w+", token)
            )
        whole = (left + right).lower()
        return f"{left}-{right}".lower() in self._compounds and whole not in self._words


def _record(
    assembly: Assembly,
    matching: Matching,
    decisions: Sequence[Decision],
    removed: Removed,
    builder: Builder,
) -> tuple[Applied, ...]:
    """The rules applied, with their counts."""
    furniture = sum(len(removed.spans.get(rule, ())) for rule in ("running-head", "folio", "rule"))
    rows = (
        (
            "page-join",
            assembly.joined_paragraphs,
            "Paragraphs and quotations cut by a page end of the source were joined.",
        ),
        ("note-join", assembly.joined_notes, "Notes cut by a page end of the source were joined."),
        (
            "note-call",
            sum(1 for note in matching.notes if note.call >= 0),
            "Notes at the page foot were linked with their calls in the text.",
        ),
        ("furniture", furniture, "Running heads, folios and rules above notes of the source were removed."),
        ("hyphen", builder.hyphens, "Words divided at the end of a line or page were put together again."),
        (
            "emphasis",
            len(removed.spans.get("emphasis", ())) // 2,
            "Marks of emphasis (*…*) were turned into emphasis.",
        ),
        (
            "control",
            len(removed.spans.get("control", ())),
            "Control characters that no text may hold were removed.",
        ),
    )
    return tuple(Applied(rule, count, what) for rule, count, what in rows if count)


def marks_in(blocks: Sequence[Unit]) -> list[Mark]:
    """All marks that stand like calls, in order."""
    return [mark for u in blocks for mark in u.calls]

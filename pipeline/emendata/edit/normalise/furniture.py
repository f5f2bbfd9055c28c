"""Page furniture left in the text: folios and running heads.

A folio is a number alone that counts up through the file; a running head is a short line whose
letters come back, under other numbers or none, at least three times. Either stands where pages end, so
within sentences more often than not: the numbers of letters, their signatures and refrains do not. The
first time such a line stands in the text without a number and away from a page's edge it is the real head or title.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from statistics import median

from emendata.edit.normalise.front import contents
from emendata.edit.normalise.marks import BEGIN, SUPERSCRIPT, heads
from emendata.edit.normalise.units import Unit, letters, unit

LONGEST_HEAD = 90
_AROUND = r"[-–—•·|*~_(){}\[\] ]*"
_FOLIO = re.compile(rf"{_AROUND}(?:page\s*)?(\d{{1,4}}){_AROUND}\.?", re.IGNORECASE)
_AT_START = re.compile(rf"{_AROUND}(\d{{1,4}})(?=[.)\]]?[\s|—–-])")
_AT_END = re.compile(rf"(?<=[\s|—–-])[\[(]?(\d{{1,4}}){_AROUND}\.?$")
_NOTE_HEADS = frozenset({"superscript", "markdown", "brackets", "caret", "sup", "dot", "paren", "symbol"})
"""Marks that head a note; a bare number at the head of a line may be a folio."""
_SURE = frozenset({"superscript", "markdown", "caret", "sup", "symbol"})
_STRUCTURAL = re.compile(
    r"(?:chapter|part|section|book|letter|act|scene|canto|volume|kapitel|teil|buch|chapitre|partie|livre|"
    r"capitolo|parte|libro|глава|часть|figure|fig|table|plate|ibid|seenote|opcit)"
)
MIN_REPEATS = 3
TITLE_BLOCKS = 4
"""Title and author stand among the first blocks of a file."""
SIMILAR = 0.82
"""How like a known running head a line at a page's edge must be, to be one that OCR has spoilt."""


@dataclass(slots=True)
class Furniture:
    """What was removed, and what it tells."""

    heads: list[tuple[int, int]] = field(default_factory=list)
    """Spans of running heads."""
    folios: list[tuple[int, int]] = field(default_factory=list)
    rules: list[tuple[int, int]] = field(default_factory=list)
    """Spans of rules between text and notes."""
    numbers: dict[int, str] = field(default_factory=dict)
    """Offset of a folio or running head → the page number it gives."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A short line at the edge of a block."""

    unit: int
    line: int
    span: tuple[int, int]
    text: str
    edge: bool
    """Whether a page is known to begin or end here."""
    alone: bool
    """Whether it is a block of its own."""
    after_note: bool
    """Whether the block before it begins like a note, so that a page may end there."""
    cuts: bool
    """Whether a sentence goes on from the block before it to the one after it."""
    turns: float
    """How much speaks for a page ending here: a sentence goes on over the line and what short lines stand about it."""


def remove_furniture(
    units: list[Unit], source: str, note_styles: Sequence[str] = ()
) -> tuple[list[Unit], Furniture]:
    """The blocks without page furniture; the block after it begins a page (`Unit.page_before`).

    `note_styles` are the marks that head notes in this file. Rules go first, then folios, so that the line
    next to a folio is known to stand at a page's edge.
    """
    found = Furniture()
    note_heads = _NOTE_HEADS | set(note_styles)
    units = _without_rules(units, source, found, note_heads)
    candidates = _edge_lines(units, source, note_heads)
    drop: dict[int, set[int]] = defaultdict(set)
    folios = _folio_lines(candidates)
    # below a folio at the foot of a page the next one begins
    step = 1 if _are_at_the_foot(folios, units, len(source)) else 0
    for line in folios:
        drop[line.unit].add(line.line)
        found.folios.append(line.span)
        number = _FOLIO.fullmatch(line.text)
        found.numbers[line.span[0]] = str(int(number.group(1)) + step) if number else ""
    if drop:
        units = _without(units, drop, source)
        candidates = _edge_lines(units, source, note_heads)
    drop = defaultdict(set)
    for line in _head_lines(candidates, found.numbers, _SURE | set(note_styles)):
        drop[line.unit].add(line.line)
        found.heads.append(line.span)
        found.numbers[line.span[0]] = _number(line.text)
    _drop_constant(found)
    return _without(units, drop, source) if drop else units, found


_RULE = re.compile(r"[_=–—―─━-]{3,}|(?:[_–—―─━-]\s){2,}[_–—―─━-]")


def _without_rules(
    units: list[Unit], source: str, found: Furniture, note_styles: frozenset[str]
) -> list[Unit]:
    """The blocks without the rules between text and notes; the block after one knows of it (`Unit.after_rule`).

    A rule may as well part sections; what mostly follows rules in the file tells which they are.
    """
    rules: list[int] = []
    notes = 0
    for i, u in enumerate(units):
        for at in {0, len(u.lines) - 1}:
            a, b = u.lines[at]
            if u.given or b - a < 3 or source[a] not in "_=–—―─━-" or not _RULE.fullmatch(source, a, b):
                continue
            rules.append(i)
            after = source[slice(*u.lines[at + 1])] if at + 1 < len(u.lines) else ""
            if not after and i + 1 < len(units):
                after = units[i + 1].text
            notes += any(mark.style in note_styles for mark in heads(after[:40]))
    if notes < 2 or notes * 2 < len(rules):
        return units
    chosen = set(rules)
    out: list[Unit] = []
    pending = page = False
    for i, u in enumerate(units):
        if i not in chosen:
            u.after_rule = pending
            u.page_before = u.page_before or page
            pending = page = False
            out.append(u)
            continue
        page = page or u.page_before
        run: list[tuple[int, int]] = []
        for a, b in u.lines:
            if source[a] in "_=–—―─━-" and b - a >= 3 and _RULE.fullmatch(source, a, b):
                found.rules.append((a, b))
                if run:
                    out.append(_part(run, source, page, pending))
                    page = False
                run, pending = [], True
            else:
                run.append((a, b))
        if run:
            out.append(_part(run, source, page, pending))
            page = pending = False
    return out


def _part(lines: list[tuple[int, int]], source: str, page: bool, after_rule: bool) -> Unit:
    made = unit(lines, source, page_before=page)
    made.after_rule = after_rule
    return made


def _drop_constant(found: Furniture) -> None:
    """Keep the numbers that count up: a running head may end in a number of its own (``1850–1914``)."""
    kept: dict[int, str] = {}
    last = 0
    for offset in sorted(found.numbers):
        number = found.numbers[offset]
        if (number and last < int(number) <= last + 40) or (number and not last):
            kept[offset] = number
            last = int(number)
    found.numbers.clear()
    found.numbers.update(kept)


_CALL_ENDS = (*SUPERSCRIPT, "]", "^")


def _edge_lines(units: list[Unit], source: str, note_styles: frozenset[str]) -> list[_Line]:
    out = []
    listed = set(contents(units, source))
    for index, u in enumerate(units):
        if index in listed or u.given:
            continue
        last = len(u.lines) - 1
        page_after = index + 1 < len(units) and units[index + 1].page_before
        for at in {0, last}:
            a, b = u.lines[at]
            if b - a > LONGEST_HEAD:
                continue
            alone = last == 0
            edge = (at == 0 and u.page_before) or (at == last and page_after)
            before = units[index - 1].text[:40] if at == 0 and index else ""
            after_note = any(m.style in note_styles for m in heads(before))
            cuts = (
                alone
                and 0 < index < len(units) - 1
                and _goes_on(units[index - 1].text, units[index + 1].text)
            )
            turns = 1.0 if edge or cuts else _turns(units, source, index, at, note_styles)
            out.append(_Line(index, at, (a, b), source[a:b], edge, alone, after_note, cuts, turns))
    return out


def _turns(units: list[Unit], source: str, index: int, at: int, note_styles: frozenset[str]) -> float:
    """What the text before and after a line at the edge of a block says for a page ending here."""
    u = units[index]
    last = len(u.lines) - 1
    if at == 0 and last:
        # the lines of a block go on anyway
        open_before = _is_open_above(units, index, note_styles)
        return 1.0 if open_before and source[u.lines[1][0]].islower() else 0.0
    for v in units[index + 1 : index + 4]:
        if v.text[0].islower():
            return 1.0
        if len(v.text) > LONGEST_HEAD:
            break
    return OPEN if last == 0 and _is_open_above(units, index, note_styles) else 0.0


def _is_open_above(units: list[Unit], index: int, note_styles: frozenset[str]) -> bool:
    """Whether the text of the page above a block, which stands above its notes, ends within a sentence."""
    for v in units[max(0, index - NOTES_OF_A_PAGE) : index][::-1]:
        if len(v.text) <= LONGEST_HEAD:
            continue
        if _is_open(v.text):
            return True
        if not any(m.style in note_styles for m in heads(v.text[:40])):
            break
    return False


OPEN = 0.4
"""What a sentence that does not end says for a page end, where the next word has a capital: a letter may be
signed in the middle of its last sentence.
"""


def _is_open(text: str) -> bool:
    return text[-1].isalnum() or text[-1] in ",;" or (text[-1] == "-" and text[-2:] != "--")


FEW_PAGES = 5
NOTES_OF_A_PAGE = 12
TURNS = 0.25
"""Share of the lines of a running head, and of folios, over which sentences go on: pages seldom end with one."""


def _are_at_page_ends(lines: Sequence[_Line]) -> bool:
    """Whether pages seem to end where these lines stand: the number of a letter, a refrain, or a head
    that comes back (*To the same*) stands between sentences.
    """
    return sum(line.turns for line in lines) >= max(1.0, len(lines) * TURNS) or _are_as_far_apart_as_pages(
        lines
    )


def _are_as_far_apart_as_pages(lines: Sequence[_Line]) -> bool:
    """Whether from number to number there is about as much text everywhere, and as much as a page holds."""
    numbered = [(line.span[0], int(m.group(1))) for line in lines if (m := _FOLIO.fullmatch(line.text))]
    apart = [(b - a) / (n - m) for (a, m), (b, n) in itertools.pairwise(numbered) if n > m]
    if len(apart) < MIN_REPEATS:
        return False
    usual = median(apart)
    return usual >= PAGE and sum(abs(x - usual) < usual * 0.35 for x in apart) >= len(apart) * 0.8


PAGE = 1000
"""Characters that a page has at least; a stanza or a letter that is numbered may have fewer."""


def _goes_on(before: str, after: str) -> bool:
    return _is_open(before) and after[0].islower()


def _number(text: str) -> str:
    """The number at the beginning or end of a line, empty where there is none."""
    match = _AT_START.match(text) or _AT_END.search(text)
    return match.group(1) if match else ""


def _is_note(text: str, styles: frozenset[str]) -> bool:
    """Whether a line begins like a note or ends in a call."""
    if text.endswith(_CALL_ENDS) and not _number(text):
        return True
    return text[0] in BEGIN and any(mark.style in styles for mark in heads(text))


def _are_at_the_foot(folios: Sequence[_Line], units: Sequence[Unit], end: int) -> bool:
    """Whether folios stand below their pages: form feeds tell, else whether a page stands below the last one."""
    if len(folios) < MIN_REPEATS:
        return False
    turned = sum(units[line.unit].page_before for line in folios)
    before = sum(
        units[line.unit + 1].page_before for line in folios if line.alone and line.unit + 1 < len(units)
    )
    if turned != before:
        return before > turned
    first, last = folios[0].span[0], folios[-1].span[0]
    return end - last < (last - first) / (len(folios) - 1) * 0.2


def _folio_lines(lines: list[_Line]) -> list[_Line]:
    """Lines that are numbers alone and belong to a chain that counts up by one to three."""
    numbered = [
        (line, int(m.group(1)))
        for line in lines
        if (line.alone or line.edge) and (m := _FOLIO.fullmatch(line.text))
    ]
    numbered = [(line, n) for line, n in numbered if n]
    chains: list[list[tuple[_Line, int]]] = []
    for line, n in numbered:
        chain = chains[-1] if chains else []
        last = chain[-1][1] if chain else n
        if chain and 0 < n - last <= 3:
            chain.append((line, n))
        elif len(chain) >= 3 and line.edge and line.alone:
            chain.append((line, last + 1))  # misread: out of order in the midst of a long chain
        elif line.alone or not chain:
            chains.append([(line, n)])
    kept = [
        chain
        for chain in chains
        if (len(chain) >= 2 or (chain[0][0].edge and chain[0][0].alone))
        and _are_at_page_ends([line for line, _ in chain])
    ]
    return [line for chain in kept for line, _ in chain] + _misread_folios(lines, kept)


BEFORE_FIRST = 4
"""Folios in a row that may be misread."""
_SHORT = 12
"""Characters of a folio with what stands around it."""


def _misread_folios(lines: list[_Line], chains: list[list[tuple[_Line, int]]]) -> list[_Line]:
    """Lines that are the folio missing in a chain but for one character: ``16l`` between 160 and 162."""
    known = sorted((line.span[0], n) for chain in chains for line, n in chain)
    if len(known) < 2:
        return []
    offsets = [offset for offset, _ in known]
    taken = {line.span for chain in chains for line, _ in chain}
    out = []
    for line in lines:
        if not (line.alone or line.edge) or len(line.text) > _SHORT or line.span in taken:
            continue
        if not line.edge and not any(c.isdigit() for c in line.text):
            continue
        k = bisect_left(offsets, line.span[0])
        low = known[k - 1][1] + 1 if k else known[0][1] - BEFORE_FIRST
        high = known[k][1] - 1 if k < len(known) else known[-1][1] + 2
        core = line.text.strip(_DECORATION).translate(_READ_AS)
        if any(_but_one(core, str(n)) for n in range(max(1, low), min(high, low + BEFORE_FIRST) + 1)):
            out.append(line)
    return out


_DECORATION = " -–—•·|*~_(){}[]."


_READ_AS = str.maketrans("oOQDlIi|!ZzSsBgqbT", "000011111225889967")
"""Letters that OCR makes of digits."""


def _but_one(text: str, number: str) -> bool:
    """Whether the digits are there but for one, with at most one character that is none."""
    rest = [c for c in text if not c.isspace() and c not in "-–—"]
    if abs(len(rest) - len(number)) > 1 or not any(c.isdigit() for c in rest):
        return False
    matched = sum(
        block.size for block in SequenceMatcher(None, "".join(rest), number, False).get_matching_blocks()
    )
    return matched >= len(number) - 1 and len(rest) - matched <= 1


def _head_lines(lines: list[_Line], folios: Mapping[int, str], note_styles: frozenset[str]) -> list[_Line]:
    """Running heads: lines that come back, and lines at pages' edges that are nearly the same or go with the folios."""
    groups: dict[str, list[_Line]] = defaultdict(list)
    noted: dict[str, list[_Line]] = defaultdict(list)
    """Lines that begin as notes do in this file."""
    for line in lines:
        key = letters(line.text)
        structural = _STRUCTURAL.match(key)
        if structural and len(key) - structural.end() < 6 and line.turns < 1.0:
            continue
        if not line.alone and line.text.endswith((".", ")")):
            continue  # the last line of a paragraph or note
        if len(key) >= 3 and not _CUT.search(line.text):
            (noted if _is_note(line.text, note_styles) else groups)[key].append(line)
    for key, group in noted.items():
        if _are_pages(group):
            groups[key] = sorted(groups[key] + group, key=lambda line: line.span)
    chosen: dict[str, list[_Line]] = {}
    doubtful: dict[str, list[_Line]] = {}
    for key, group in groups.items():
        if len(group) < 2:
            continue
        numbers = [int(n) for g in group if (n := _number(g.text))]
        rising = len(numbers) >= 2 and all(a < b for a, b in itertools.pairwise(numbers))
        if not any(g.alone or g.edge for g in group) and not (rising and len(numbers) * 3 >= len(group) * 2):
            continue  # a line that comes back within the text: a refrain
        if len(group) >= MIN_REPEATS or (rising and all(g.edge or g.alone for g in group)):
            (chosen if _are_at_page_ends(group) else doubtful)[key] = group
    if sum(map(len, chosen.values())) >= sum(map(len, doubtful.values())):
        # the head of a section of few pages, each of which happens to end with a sentence
        chosen |= {key: group for key, group in doubtful.items() if len(group) <= FEW_PAGES}
    if chosen or folios:
        # a section of two pages has its title in one running head
        for key, group in groups.items():
            at_page_end = group[-1].edge or (chosen and any(g.after_note for g in group))
            if len(group) == 2 and at_page_end and key not in chosen and all(g.alone for g in group):
                chosen[key] = group
    out: list[_Line] = []
    for key, group in chosen.items():
        real = _real(group)
        out += [line for line in group if line is not real]
        del groups[key]
    out += _within_sentences(lines, out)
    out += _by_number(groups, out, folios)
    out += _nearly({**noted, **groups}, out)
    return sorted(out, key=lambda line: line.span)


_CUT = re.compile(r"[,;]$|\w-$")


def _are_pages(group: list[_Line]) -> bool:
    """Whether these equal lines are running heads though they begin like notes: ``3. Its sources``.

    Notes that say the same end in a full stop.
    """
    if len(group) < 2 or len(letters(group[0].text)) < 6:
        return False
    numbers = [int(_number(g.text) or 0) for g in group]
    if all(g.edge for g in group) and all(a < b for a, b in itertools.pairwise(numbers)):
        return True
    return not any(_CLOSED.search(g.text) for g in group)


_CLOSED = re.compile(r"[^\W\d_][.)]$|\d\.$|[\d.]ff?\.$")


def _real(group: list[_Line]) -> _Line | None:
    """The title or head itself, which the running head repeats: it stands within a page if any of them does."""
    for before, line in itertools.pairwise(group):
        if line.unit == before.unit + 1 and before.edge:
            return line
    # a number that is the same in all of them belongs to the head
    numbered = len({_number(line.text) for line in group}) > 1
    fit = [
        line
        for line in group
        if not line.edge
        and line.turns < 1.0
        and (line.unit < TITLE_BLOCKS or not numbered or not _number(line.text))
    ]
    return next((line for line in fit if not line.after_note), fit[0] if fit and fit[0] is group[0] else None)


def _within_sentences(lines: list[_Line], known: list[_Line]) -> list[_Line]:
    """Lines that stand within a sentence and elsewhere alone: the head of a section of two pages."""
    taken = {(line.unit, line.line) for line in known}
    times = Counter(line.text for line in lines if line.alone)
    return [
        line for line in lines if line.cuts and times[line.text] > 1 and (line.unit, line.line) not in taken
    ]


def _by_number(
    groups: Mapping[str, list[_Line]], known: list[_Line], folios: Mapping[int, str]
) -> list[_Line]:
    """Lines whose number stands in its place among those of the running heads known."""
    numbered = sorted({line.span[0]: int(n) for line in known if (n := _number(line.text))}.items())
    numbered = sorted([*numbered, *((offset, int(n)) for offset, n in folios.items() if n)])
    rising = [x for k, x in enumerate(numbered) if not k or x[1] > numbered[k - 1][1]]
    if len(rising) < MIN_REPEATS:
        return []
    taken = {(line.unit, line.line) for line in known}
    offsets = [offset for offset, _ in rising]
    out = []
    for group in groups.values():
        for line in group:
            n = _number(line.text)
            if not n or not (line.alone or line.edge) or (line.unit, line.line) in taken:
                continue
            k = bisect_left(offsets, line.span[0])
            low = rising[k - 1][1] if k else int(n) - 1
            high = rising[k][1] if k < len(rising) else int(n) + 1
            if low < int(n) < high and int(n) - low <= 3 and high - int(n) <= 3:
                out.append(line)
    return out


NEAR = 8
"""Running heads before and after a line to which it is compared."""


def _nearly(groups: Mapping[str, list[_Line]], known: list[_Line]) -> list[_Line]:
    """Lines that are a running head of pages near by but for what OCR has spoilt."""
    ordered = sorted(known, key=lambda line: line.span)
    starts = [line.span[0] for line in ordered]
    keys = [letters(line.text) for line in ordered]
    taken = {(line.unit, line.line) for line in known}
    out = []
    for key, group in groups.items():
        for line in group:
            if (
                not (line.edge or _number(line.text) or line.after_note or line.cuts)
                or (line.unit, line.line) in taken
            ):
                continue
            if line.unit < TITLE_BLOCKS and not line.edge:
                continue  # the title, of which the running heads are another form
            if _CLOSED.search(line.text):
                continue
            k = bisect_left(starts, line.span[0])
            if _like(key, set(keys[max(0, k - NEAR) : k + NEAR])):
                out.append(line)
    return out


def _like(key: str, known: Iterable[str]) -> bool:
    return len(key) >= 6 and any(
        abs(len(key) - len(k)) <= max(3, len(k) // 5)
        and SequenceMatcher(None, key, k, autojunk=False).ratio() >= SIMILAR
        for k in known
        if k != key
    )


def _without(units: list[Unit], drop: dict[int, set[int]], source: str) -> list[Unit]:
    out: list[Unit] = []
    page = False
    for index, u in enumerate(units):
        dropped = drop.get(index)
        if not dropped:
            if page:
                u.page_before = True
                page = False
            out.append(u)
            continue
        kept = [span for at, span in enumerate(u.lines) if at not in dropped]
        first = 0 in dropped
        before = u.page_before or page or (first and bool(out))
        page = len(u.lines) - 1 in dropped
        if kept:
            out.append(unit(kept, source, page_before=before))
            out[-1].take_points(u)
        else:
            page = page or before
    return out

"""Apply the house's rules for quotation marks, dashes, spaces and points to the characters of a Document.

A Document and its `TypographySettings` enter, a Document with the same letters and digits leaves, and its
record says which rule was applied how often. Each rule reads a whole line of text across the borders of its
elements (a quotation may begin in italics and end before a note call) and answers with the places it would
change. What is literal is not touched: code, formulas, web addresses, book numbers, what an emendation
replaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from unicodedata import category, combining, is_normalized, normalize

from emendata.document.model import (
    Applied,
    Code,
    Division,
    Document,
    Emendation,
    Formula,
    Gap,
    Graphic,
    Inline,
    Inlines,
    LineBeginning,
    Note,
    Parent,
    Ref,
    Text,
)
from emendata.document.normal import joined
from emendata.document.once import Once
from emendata.document.walk import map_apparatus, map_division, map_note, map_parts
from emendata.settings import TypographySettings

P = TypeVar("P", Division, Note)

NO_BREAK = "\u00a0"
THIN = "\u202f"
"""The narrow no-break space."""
OBJECT = "\ufffc"
"""Stands in a line for something that is no text, and reads like a word."""


@dataclass(frozen=True, slots=True)
class Change:
    """Characters ``[start, end)`` of a line and what takes their place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the house."""

    name: str
    """The switch in `TypographySettings`."""
    what: str
    """A sentence that says what it does."""
    changes: Callable[[str, str], Iterator[Change]]
    """The changes to a line in a language (its first subtag), in order and without overlap."""
    sign: re.Pattern[str]
    """What a line has somewhere if there is anything to change; few lines do, and it is found much faster."""


def typography(document: Document, settings: TypographySettings) -> Document:
    """The Document with every rule applied that is switched on."""
    lang = document.metadata.lang.split("-")[0].lower()
    rules = _Rules(settings, lang)
    changed = map_apparatus(map_parts(document, rules.inlines, rules.division, rules.note), rules.inlines)
    record = tuple(
        Applied(f"typography-{name}", count, next(rule.what for rule in RULES if rule.name == name))
        for name in dict.fromkeys(rule.name for rule in RULES)
        if (count := rules.counts[name])
    )
    # the title page says what the title in the text says; it is the same text and not counted again
    metadata = replace(
        changed.metadata,
        title=_ruled_text(changed.metadata.title, rules.inlines),
        subtitle=_ruled_text(changed.metadata.subtitle, rules.inlines),
        source=_ruled_text(changed.metadata.source, rules.inlines),
    )
    return replace(changed, metadata=metadata, record=changed.record + record)


@dataclass(frozen=True, slots=True)
class _Ruled(Generic[P]):
    """A part of the text after all the rules."""

    part: P | None
    """None where nothing was changed."""
    counts: Mapping[str, int]


_RULED: Once[_Ruled[Any]] = Once()
_AS_IT_WAS: _Ruled[Any] = _Ruled(None, MappingProxyType({}))


class _Rules:
    """The rules that are switched on, and how often each was applied."""

    def __init__(self, settings: TypographySettings, lang: str) -> None:
        self._rules = [rule for rule in RULES if getattr(settings, rule.name)]
        self._lang = lang
        self._also = repr((settings, lang))
        self.counts: Counter[str] = Counter()

    def division(self, division: Division) -> Division:
        """The division after all the rules."""
        return self._ruled(division, lambda one: map_division(one, self.inlines, self.division))

    def note(self, note: Note) -> Note:
        """The note after all the rules."""
        return self._ruled(note, lambda one: map_note(one, self.inlines))

    def _ruled(self, part: P, change: Callable[[P], P]) -> P:
        def make() -> _Ruled[P]:
            before, self.counts = self.counts, Counter()
            made = change(part)
            counts, self.counts = self.counts, before
            return _AS_IT_WAS if made is part else _Ruled(made, counts)

        found: _Ruled[P] = _RULED(part, self._also, make)
        if found.part is None:
            return part
        self.counts.update(found.counts)
        return found.part

    def inlines(self, inlines: Inlines) -> Inlines:
        """A line after all the rules."""
        line = _Line(inlines)
        again = True
        while again:
            made = 0
            for rule in self._rules:
                text = str(line)
                if rule.sign.search(text):
                    changes = line.change(rule.changes(text, self._lang))
                    if changes:
                        self.counts[rule.name] += changes
                        made += changes
            # the space that a French mark was given may decide what a straight one beside it is
            again = made > 0 and any(mark in str(line) for mark in "\"'")
        return line.inlines()


def _ruled_text(text: str, ruled: Callable[[Inlines], Inlines]) -> str:
    return "".join(inline.text for inline in ruled((Text(text),)) if isinstance(inline, Text))


# ------------------------------------------------------------------------------- a line


class _Line:
    """The characters of a sequence of inlines, to be read as one string and changed where they stand."""

    def __init__(self, inlines: Inlines) -> None:
        self._inlines = inlines
        self._texts: list[str] = []
        self._fixed: list[bool] = []
        self._changed = False
        self._add(inlines)

    def __str__(self) -> str:
        return self._texts[0] if len(self._texts) == 1 else "".join(self._texts)

    def _add(self, inlines: Inlines) -> None:
        for inline in inlines:
            match inline:
                case Text(text):
                    self._part(text)
                case Emendation(corr=corr):
                    self._add(corr)
                case Code() | Formula() | Gap() | Graphic() | Ref(children=()):
                    self._part(OBJECT, fixed=True)
                case LineBeginning():
                    self._part("\n", fixed=True)
                case _ if isinstance(inline, Parent):
                    self._add(inline.children)
                case _:  # note calls, anchors and page beginnings have no width: what they part is one word
                    continue

    def _part(self, text: str, fixed: bool = False) -> None:
        self._texts.append(text)
        self._fixed.append(fixed)

    def change(self, changes: Iterator[Change]) -> int:
        """Make the changes but those to what is literal; how many were made."""
        line = str(self)
        made = list(changes)
        if made:
            literal = bytearray(len(line))
            for start, end in _literal_spans(line) + self._fixed_spans():
                literal[start:end] = b"\1" * (end - start)
            made = [change for change in made if not any(literal[change.start : change.end])]
        if made:
            self._changed = True
            self._rewrite(line, made)
        return len(made)

    def _spans(self) -> Iterator[tuple[int, int]]:
        start = 0
        for text in self._texts:
            yield start, start + len(text)
            start += len(text)

    def _fixed_spans(self) -> list[tuple[int, int]]:
        return [span for span, fixed in zip(self._spans(), self._fixed, strict=True) if fixed]

    def _rewrite(self, line: str, changes: list[Change]) -> None:
        # character by character, because a change may begin in one element and end in another
        characters = list(line)
        for change in changes:
            if change.end - change.start == len(change.text):
                characters[change.start : change.end] = change.text
            else:
                characters[change.start : change.end] = [change.text] + [""] * (change.end - change.start - 1)
        self._texts = ["".join(characters[start:end]) for start, end in self._spans()]

    def inlines(self) -> Inlines:
        """The inlines with the changed characters."""
        return self._rebuilt(self._inlines, iter(self._texts)) if self._changed else self._inlines

    def _rebuilt(self, inlines: Inlines, texts: Iterator[str]) -> Inlines:
        out: list[Inline] = []
        for inline in inlines:
            match inline:
                case Text():
                    out.append(replace(inline, text=next(texts)))
                case Emendation(corr=corr):
                    out.append(replace(inline, corr=self._rebuilt(corr, texts)))
                case Code() | Formula() | Gap() | Graphic() | Ref(children=()) | LineBeginning():
                    next(texts)
                    out.append(inline)
                case _ if isinstance(inline, Parent):
                    children = self._rebuilt(inline.children, texts)
                    if children or not inline.children:
                        out.append(replace(inline, children=children))
                case _:
                    out.append(inline)
        return joined(out)


_LITERAL = re.compile(
    r"""
      (?: https?:// | \b www\. | \b doi:\s? | \b 10\.\d{4,9}/ ) [^\s"'’”»<>]+   # web addresses, DOIs
    | (?<! [\w.+-] ) [\w.+-]+ @ [\w-]+ \. [\w.-]+                                 # e-mail
    | \b IS[BS]N (?:-1[03])? [:\s]* [\dXx–-]+                      # numbers of books and journals
    | \b (?:tel|phone|fax) \b [.:\s]* [+(]? \d [\d()\s/–-]*        # telephone
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LITERAL_SIGNS = ("://", "www.", "doi", "10.", "@", "isbn", "issn", "tel", "phone", "fax")


def _literal_spans(line: str) -> list[tuple[int, int]]:
    folded = line.lower()
    if not any(sign in folded for sign in _LITERAL_SIGNS):  # much faster than the expression
        return []
    return [m.span() for m in _LITERAL.finditer(line)]


# --------------------------------------------------------------- spaces, points, dashes

_DOUBLE_SPACE = re.compile(r"(?<= ) +")
_SPACE_BEFORE = re.compile(
    r"""
    (?<= [^\s(\[{] ) (?P<at> [ ]+ )
    (?: (?P<mark> [,;!?] ) (?= [\s)\]}'"’”»,;:!?.] | $ )             # not `:`, as in `codd. : δαῖτα`, `Paris : Seuil`
      | (?<! \.[ ] ) \. (?= (?! \s*\. ) [\s)\]}'"’”»,;:!?] | $ )           # not in `. . .`, not before `.5`
      | [)\]}]
    )
    """,
    re.VERBOSE,
)
# What comes before a stop is looked at after it: an expression that begins with a sign is found much faster.
_BEFORE_NUMBER = re.compile(r"[.§](?P<at> )(?=\d|(?P<roman>[ivxlc]+\b))", re.IGNORECASE)
_OF_NUMBERS = re.compile(r"(?<![\w.])(?:pp?|nn?|ff?|ll?|op|d|t|nos?|vols?|figs?|ch|sec)\Z", re.IGNORECASE)
_OF_ROMAN_NUMBERS = re.compile(r"(?<![\w.])pp?\Z", re.IGNORECASE)
_LONGEST_OF_NUMBERS = 4
_AFTER_INITIAL = rf"\.(?<![\w.].\.)[- {NO_BREAK}]"
_SIGN_OF_INITIALS = re.compile(_AFTER_INITIAL)
_INITIAL = r"[^\W\d_]\.(?:-[^\W\d_]\.)?"
_BOUND_INITIALS = re.compile(
    rf"(?<![\w.]){_INITIAL}(?:[ {NO_BREAK}]{_INITIAL}){{0,5}}[ {NO_BREAK}](?=[^\W\d_]{{2}})"
)
_ELLIPSIS = re.compile(
    rf"(?<!\.)(?<!\.[ {NO_BREAK}])\.(?:[ {NO_BREAK}]\.){{2,3}}(?![ {NO_BREAK}]?\.)"  # longer runs are leaders
)
_DASHES = re.compile(
    rf"""
      (?<! [-<] ) --- (?! [->] )
    | (?<! [-<] ) -- (?! [->] )
    | (?<= [^\s«][ {NO_BREAK}] ) - (?= [ {NO_BREAK}][^\s»;:!?] )
    """,
    re.VERBOSE,
)
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,4})"
_RANGE = re.compile(
    rf"(?<![\w/–—-])(?<!\d[.,]){_NUMBER}-{_NUMBER}(?=(?:s|n|f|ff)?(?![\w/–—-])(?![.,]\d))", re.ASCII
)


def _spaces(line: str, lang: str) -> Iterator[Change]:
    found = [Change(*m.span(), "") for m in _DOUBLE_SPACE.finditer(line)]
    for m in _SPACE_BEFORE.finditer(line):
        if lang != "fr" or m["mark"] in (None, ","):
            found.append(Change(*m.span("at"), ""))
    return _in_order(found)


def _bound(line: str, lang: str) -> Iterator[Change]:
    found = [Change(*m.span("at"), NO_BREAK) for m in _BEFORE_NUMBER.finditer(line) if _is_of_number(line, m)]
    for m in _BOUND_INITIALS.finditer(line) if _SIGN_OF_INITIALS.search(line) else ():
        initials = m[0].replace(" ", "").replace(NO_BREAK, "")
        # `in 1914 I. The` and `World War I. The` end a sentence; a single I, V or X is a number or a word
        if initials.upper() == initials and initials not in ("I.", "V.", "X.") and line[m.end()].isupper():
            found += (Change(m.start() + i, m.start() + i + 1, NO_BREAK) for i in _positions(m[0], " "))
    return _in_order(found)


def _is_of_number(line: str, m: re.Match[str]) -> bool:
    """Whether what stands before a number is an abbreviation that goes with one."""
    stop = m.start()
    if line[stop] == "§":
        return not m["roman"]
    of_number = _OF_ROMAN_NUMBERS if m["roman"] else _OF_NUMBERS
    return of_number.search(line, max(0, stop - _LONGEST_OF_NUMBERS), stop) is not None


def _ellipsis(line: str, lang: str) -> Iterator[Change]:
    for m in _ELLIPSIS.finditer(line):
        for i in _positions(m[0], " "):
            yield Change(m.start() + i, m.start() + i + 1, NO_BREAK)


def _dashes(line: str, lang: str) -> Iterator[Change]:
    found = [Change(*m.span(), _dash(line, *m.span())) for m in _DASHES.finditer(line)]
    found += (Change(m.end(1), m.end(1) + 1, "–") for m in _RANGE.finditer(line) if _is_range(m[1], m[2]))
    return _in_order(found)


def _dash(line: str, start: int, end: int) -> str:
    """– where spaces stand about it or digits, — for three hyphens and for two between words."""
    before, after = line[start - 1 : start], line[end : end + 1]
    closed = before and after and not (before.isspace() or after.isspace())
    return "—" if end - start == 3 or (closed and not (before.isdigit() and after.isdigit())) else "–"


def _is_range(first: str, last: str) -> bool:
    """Whether two numbers are the ends of a range such as 188-210, 1932-33; 2024-05 and 555-1234 are not."""
    first, last = first.replace(",", ""), last.replace(",", "")
    if first.startswith("0"):
        return False
    if len(last) < len(first):
        # shortened: its digits stand for the last ones of the first number
        return int(last) > int(first[-len(last) :])
    ascends = not last.startswith("0") and int(first) < int(last)
    return ascends and (len(first) == len(last) or len(first) < 3 or int(last) < 2 * int(first))


def _positions(text: str, character: str) -> Iterator[int]:
    return (i for i, c in enumerate(text) if c == character)


def _in_order(changes: list[Change]) -> Iterator[Change]:
    """The changes in the order of the line; of two that overlap the first."""
    end = 0
    for change in sorted(changes, key=lambda c: (c.start, c.end)):
        if change.start >= end:
            yield change
            end = change.end


_FRENCH_MARK = re.compile(r"(?<=[^\s«(\[{;:!?])(?P<space> ?)(?P<mark>[;!?]|:(?=[\s»]|$))(?!\w)")
_GUILLEMETS = re.compile(r"(?P<opens>«)(?P<after> ?)(?=\S)|(?<=\S)(?P<before> ?)(?P<closes>»)")


def _french_spaces(line: str, lang: str) -> Iterator[Change]:
    if lang != "fr":
        return
    for m in _FRENCH_MARK.finditer(line):
        yield _spaced(m, "space", NO_BREAK if m["mark"] == ":" else THIN, before="mark")


def _guillemet_spaces(line: str, lang: str) -> Iterator[Change]:
    if lang != "fr":
        return
    for m in _GUILLEMETS.finditer(line):
        yield (
            _spaced(m, "after", NO_BREAK, after="opens")
            if m["opens"]
            else _spaced(m, "before", NO_BREAK, before="closes")
        )


def _spaced(m: re.Match[str], group: str, space: str, *, before: str = "", after: str = "") -> Change:
    """The space of a match changed to `space`, or `space` put beside the mark where there is none."""
    if m[group]:
        return Change(*m.span(group), space)
    return Change(*m.span(before), space + m[before]) if before else Change(*m.span(after), m[after] + space)


# ----------------------------------------------------------------------------- quotes

_ENGLISH = "“”‘’"
_MARKS = {
    "cs": "„“‚‘",
    "de": "„“‚‘",
    "sk": "„“‚‘",
    "sl": "„“‚‘",
    "hu": "„”‚’",
    "pl": "„”‚’",
    "ro": "„”‚’",
    "fr": "«»“”",
    "ru": "«»„“",
    "uk": "«»„“",
}
"""Outer and inner quotation marks by language, as straight ones are set; else the English ones."""

APOSTROPHE = "’"
_QUOTES = "\"'“”„‘’‚«»‹›"
_QUOTE = re.compile(f"[{_QUOTES}]")
_DASH = "-‐‑–—/"
_SIGHT = 4
"""How many quotation marks in a row are looked past to find what they stand by."""
_ELISION = re.compile(r"(?:\d\d(?!')s?|n|(?:tis|twas|twere|em|til)(?!'))\b", re.IGNORECASE)
_HEBREW = re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]")


def _quotes(line: str, lang: str) -> Iterator[Change]:
    """Straight marks, by what stands before and after them; where that is not clear, by what is open.

    Marks that are curly already count as what they are, so that a mixed text keeps its nesting.
    """
    marks = _MARKS.get(lang, _ENGLISH)
    open_: list[str] = []
    for i in (m.start() for m in _QUOTE.finditer(line)):
        kind = _kind(line, i, marks, open_)
        if kind in ("open", "close") and (size := _size(line[i], marks)) in open_:
            # what was opened within and not closed was no quotation
            del open_[open_.index(size) :]
        if kind == "open":
            open_.append(_size(line[i], marks))
        if line[i] in "\"'" and kind != "leave":
            yield Change(i, i + 1, _curly(line[i], kind, marks))


def _size(character: str, marks: str) -> str:
    """``"`` for an outer mark, ``'`` for an inner one."""
    return '"' if character in '"' + marks[:2] else "'"


def _curly(character: str, kind: str, marks: str) -> str:
    if kind == "apostrophe":
        return "’" if character == "'" else "”"
    pair = marks[:2] if character == '"' else marks[2:]
    return pair[0] if kind == "open" else pair[1]


def _kind(line: str, i: int, marks: str, open_: list[str]) -> str:
    """``open``, ``close``, ``apostrophe`` (within a word or instead of letters) or ``leave``."""
    character = line[i]
    before, after = line[i - 1 : i] if i else "", line[i + 1 : i + 2]
    if character in "\"'’”" and _is_word(before) and _is_word(after):
        return _within_word(character, before, after)
    if character == "’" and character in marks:
        # closes a quotation or is an apostrophe, as its neighbours say; it never opens one
        kind = _by_neighbours(line, i, after, "'" in open_)
        return kind if kind == "close" else "leave"
    if character not in "\"'":
        place = marks.find(character)
        return "leave" if place < 0 else "close" if place % 2 else "open"
    return _by_neighbours(line, i, after, character in open_)


def _within_word(character: str, before: str, after: str) -> str:
    # 5'10 is a measure, צה"ל an abbreviation; zhizn'iu and ob"ekt have the Russian soft and hard signs
    if (before.isdigit() and (after.isdigit() or character == '"')) or _HEBREW.match(before):
        return "leave"
    return "apostrophe"


def _by_neighbours(line: str, i: int, next_: str, is_open: bool) -> str:
    double = line[i] == '"'
    before, after = _beyond(line, i, -1), _beyond(line, i, 1)
    if not is_open and before.isdigit() and not _is_word(next_):
        return "leave"  # feet and inches, minutes and seconds
    begins = not before or before.isspace() or before in "([{¡¿" + _DASH
    ends = not after or after.isspace() or after in ".,;:!?)]}…" + _DASH
    if _is_word(before) and ends:
        if is_open or double:
            return "close"
        return "leave" if _HEBREW.match(before) else "apostrophe"
    if begins and not ends:
        return "apostrophe" if not double and _ELISION.match(line, i + 1) else "open"
    if ends and not begins:
        return "close"
    if is_open:
        return "close"
    # beside nothing, a mark says nothing
    return "leave" if not after or after.isspace() else "open"


def _beyond(line: str, i: int, step: int) -> str:
    """The nearest character that is no quotation mark; empty at the line's end."""
    j = i + step
    while 0 <= j < len(line) and line[j] in _QUOTES and abs(j - i) <= _SIGHT:
        j += step
    return line[j] if 0 <= j < len(line) else ""


def _is_word(character: str) -> bool:
    return character.isalnum() or character == OBJECT or (character != "" and category(character)[0] == "M")


# --------------------------------------------------------------- letters with accents

_COMPOUND = re.compile(r"[^\x00-\x7f]|\S(?=[^\x00-\x7f])")


def _composed(line: str, _lang: str) -> Iterator[Change]:
    """Each letter with its accents as the one character that Unicode prefers for it."""
    if is_normalized("NFC", line):
        return
    at = 0
    while found := _COMPOUND.search(line, at):
        start = at = found.start()
        at += 1
        # what goes with a letter: marks of any kind, and letters that are written into one, as in Hangul
        while at < len(line) and (combining(line[at]) or len(normalize("NFC", line[start : at + 1])) == 1):
            at += 1
        one = normalize("NFC", line[start:at])
        if one != line[start:at]:
            yield Change(start, at, one)


# Each begins with a character, which is what makes it fast.
_SIGN_OF_SPACES = re.compile(r" [ ,;!?.)\]}]")
_SIGN_OF_BOUND = re.compile(rf"[.§] [\divxlcIVXLCİı]|{_AFTER_INITIAL}")
"""Before a number, or after an initial."""

RULES = (
    Rule(
        "composed",
        "Letters with accents that were written in parts are one character each.",
        _composed,
        re.compile(r"[^\x00-\x7f]"),
    ),
    # spaces first and quotation marks last: what stands beside a mark decides what it is
    Rule(
        "spaces",
        "Double spaces and spaces before points are removed; abbreviations stay with their numbers and "
        "initials with their names; French points have their spaces.",
        _spaces,
        _SIGN_OF_SPACES,
    ),
    Rule("spaces", "", _bound, _SIGN_OF_BOUND),
    Rule("ellipsis", "The points of an ellipsis stay on one line.", _ellipsis, re.compile(rf"\.[ {NO_BREAK}]\.")),
    Rule(
        "dashes",
        "Hyphens that stand for dashes or between the ends of a range are set as dashes.",
        _dashes,
        re.compile("-"),
    ),
    Rule("quotes", "Straight quotation marks and apostrophes are set as curly ones.", _quotes, re.compile("[\"']")),
    Rule("spaces", "", _french_spaces, re.compile("[;:!?]")),
    Rule("spaces", "", _guillemet_spaces, re.compile("[«»]")),
)

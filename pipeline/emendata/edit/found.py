"""Find where a correction stands: by its place and its words, and by its context where it has one.

Without a context the words must be in their place once. With one, the place and `nth` may be out of date:
the correction goes where its context is, with a warning, or nowhere, with an error. What the last build
remembers of a correction without a context is proof only: it can stop the build, and moves nothing.

Codes: C002 no such place; C003 the words are not there; C004 they are there more than once; C005 there
are fewer than `nth`; C009 found by its context in another place; C010 not found by its context; C011 the
words around it are others than in the last build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from emendata.diagnostics import Diagnostic
from emendata.document.walk import plain
from emendata.edit import context as contexts
from emendata.edit.context import Agreement, Context
from emendata.edit.corrections import Correction, yaml_text
from emendata.edit.near import folded, near_misses
from emendata.edit.places import (
    THE_TEXT,
    Area,
    NoSuchPlace,
    Range,
    Whole,
    at,
    listed,
    matches,
    phrase_pattern,
    quoted,
    times,
    unique_range,
)

Memory = Mapping[str, Sequence[str]]
"""The contexts that the places of each correction had in the last build, by `key`."""


def key(correction: Correction) -> str:
    """What a correction is remembered by: where it looks, and for what."""
    return f"{correction.at}|{correction.sic}|{correction.nth or (correction.all and '*') or ''}"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a correction stands, and what there is to say about that."""

    ranges: tuple[Range, ...]
    """None where there is an error."""
    trouble: Diagnostic | None = None
    moved: bool = False
    """Whether its context has found it elsewhere than its place says."""


def found(whole: Whole, correction: Correction, memory: Memory | None = None) -> Found:
    """Where a correction stands."""
    said = _said(whole, correction)
    if correction.context:
        return _by_context(whole, correction, correction.context, said)
    remembered = [
        context
        for written in (memory or {}).get(key(correction), ())
        if (context := contexts.read(written, correction.sic))
    ]
    return _proved(whole, correction, remembered, said) if remembered else Found(said.ranges, said.trouble)


def trouble(correction: Correction, number: int, message: str, hint: str = "") -> Diagnostic:
    """An error about a correction."""
    return Diagnostic(f"C{number:03}", "error", correction.place, message, hint)


# ----------------------------------------------------- by place and words alone


@dataclass(frozen=True, slots=True)
class _Said:
    """What `at`, `for`, `nth` and `all` say by themselves."""

    ranges: tuple[Range, ...] = ()
    here: tuple[Range, ...] = ()
    """Where the words stand in the place."""
    trouble: Diagnostic | None = None


def _said(whole: Whole, correction: Correction) -> _Said:
    try:
        area = whole.area(correction.at)
    except NoSuchPlace as nowhere:
        message = f"{nowhere.message} (`at: {correction.at}`)"
        return _Said(trouble=trouble(correction, 2, message, nowhere.hint))
    pattern = phrase_pattern(correction.sic)
    here = tuple(matches(whole, pattern, area.ranges)) or tuple(matches(whole, pattern, area.wider))
    if not here:
        return _Said(trouble=_not_there(whole, correction, area))
    if correction.nth > len(here):
        message = f"{quoted(correction.sic)} stands only {times(len(here))} in {area.name}"
        return _Said((), here, trouble(correction, 5, message, _listed_matches(whole, area, here)))
    if correction.nth:
        return _Said((here[correction.nth - 1],), here)
    if len(here) > 1 and not correction.all:
        return _Said((), here, _ambiguous(whole, correction, area, here))
    return _Said(here, here)


def _not_there(whole: Whole, correction: Correction, area: Area) -> Diagnostic:
    everywhere = ((0, len(whole.text)),)
    message = f"{quoted(correction.sic)} does not stand in {area.name}"
    hints: list[str] = []
    elsewhere = list(matches(whole, phrase_pattern(correction.sic), everywhere)) if correction.at else []
    if elsewhere:
        places = list(dict.fromkeys(whole.where(start) for start, _ in elsewhere))
        hints.append(f"It stands in {listed(places)}.")
    near = near_misses(whole.text, area.wider or area.ranges, correction.sic)
    if near:
        words = [whole.text[start:end] for start, end in near]
        message += f"; what comes nearest is {whole.around(*near[0])}"
        message += f" in {whole.where(near[0][0])}" if area.ranges == everywhere or area.wider else ""
        others = [quoted(word) for word in dict.fromkeys(words[1:]) if word != words[0]]
        message += f", also {listed(others)}" if others else ""
        if same := _overlooked(correction.sic, words[0]):
            hints.append(f"Only {same}: copy the words from the source.")
        else:
            hints.append(f"If that is meant, write `for: {yaml_text(words[0])}`.")
    if not hints:
        hints.append("Copy the words from the source; a correction sees the source's text only.")
    return trouble(correction, 3, message, " ".join(hints))


def _overlooked(wanted: str, there: str) -> str:
    """What alone differs, if it is only quotation marks, dashes, accents or capitals."""
    if folded(" ".join(wanted.split())) != folded(" ".join(there.split())):
        return ""
    differing = {c for c in set(wanted) ^ set(there) if not c.isspace()}
    if differing and all(folded(c) == "'" for c in differing):
        return "the quotation marks differ"
    if differing and all(folded(c) == "-" for c in differing):
        return "the dashes differ"
    return "signs that are easily overlooked differ (capitals, accents, quotation marks, dashes or spaces)"


def _ambiguous(whole: Whole, correction: Correction, area: Area, found: Sequence[Range]) -> Diagnostic:
    message = f"{quoted(correction.sic)} stands {times(len(found))} in {area.name}: "
    message += _listed_matches(whole, area, found)
    longer = unique_range(whole, area.ranges, found[0])
    hint = f"Write `nth: 1` to `nth: {len(found)}` for one of them, `all: true` for all"
    if longer:
        hint += f", or a longer phrase, as `for: {yaml_text(whole.text[slice(*longer)])}` for the first"
    return trouble(correction, 4, message, f"{hint}.")


def _listed_matches(whole: Whole, area: Area, found: Sequence[Range]) -> str:
    in_one = len(area.ranges) == 1 and area.name != THE_TEXT
    shown = [
        whole.around(start, end) + ("" if in_one else f" in {whole.where(start)}") for start, end in found[:4]
    ]
    if len(found) > 4:
        shown.append(f"and {len(found) - 4} more")
    return "; ".join(shown)


# ------------------------------------------------------------------- by context


def _by_context(whole: Whole, correction: Correction, context: Context, said: _Said) -> Found:
    sure = _best(whole, said.here, context)
    expected = said.ranges[0] if said.ranges else None
    if expected in sure or (correction.all and sure):
        return Found(said.ranges)
    if not sure and expected and not correction.all and _agrees(whole, expected, context).likely:
        return Found(said.ranges)
    # the place itself first: what agrees there is not looked for elsewhere
    sure = sure or _best(whole, _everywhere(whole, correction), context)
    if len(sure) != 1:
        return Found((), _lost(whole, correction, context, sure))
    place = sure[0]
    ranges = _all_beside(whole, correction, place) if correction.all else (place,)
    if not ranges:
        return Found((), _lost(whole, correction, context, sure))
    message = f"found by its context: {whole.around(*place)} in {whole.where(place[0])}"
    message += f", not where `at: {correction.at}` says" if correction.at else ""
    hint = f"`emendata anchor` brings the entry up to date: {_entry_now(whole, correction, place)}."
    return Found(ranges, Diagnostic("C009", "warning", correction.place, message, hint), moved=True)


def _agrees(whole: Whole, place: Range, context: Context) -> Agreement:
    return contexts.agreement(whole, place, context)


def _best(whole: Whole, places: Sequence[Range], context: Context) -> list[Range]:
    """The places that surely have this context, and best; more than one where they have it alike."""
    agreeing = [(like.rank, place) for place in places if (like := _agrees(whole, place, context)).sure]
    most = max((rank for rank, _ in agreeing), default=None)
    return [place for rank, place in agreeing if rank == most]


def _everywhere(whole: Whole, correction: Correction) -> list[Range]:
    return list(matches(whole, phrase_pattern(correction.sic), ((0, len(whole.text)),)))


def _all_beside(whole: Whole, correction: Correction, place: Range) -> tuple[Range, ...]:
    """For `all`: every match in the passage that the place is now in; none if the place was no passage."""
    passage = whole.range(whole.point(place[0]).passage)
    if not at(whole, whole.passages[whole.point(place[0]).passage]) or correction.at.startswith("page "):
        return ()
    return tuple(matches(whole, phrase_pattern(correction.sic), (passage,)))


def located(whole: Whole, correction: Correction, place: Range) -> tuple[str, int]:
    """The `at` and `nth` that say where a correction stands; `nth` 0 where it needs none."""
    index = whole.point(place[0]).passage
    pattern = phrase_pattern(correction.sic)
    for name in dict.fromkeys((correction.at, at(whole, whole.passages[index]), "")):
        try:
            area = whole.area(name)
        except NoSuchPlace:
            continue
        here = list(matches(whole, pattern, area.ranges)) or list(matches(whole, pattern, area.wider))
        if place in here:
            return name, 0 if len(here) == 1 or correction.all else here.index(place) + 1
    raise AssertionError("the whole text holds every place")


def _entry_now(whole: Whole, correction: Correction, place: Range) -> str:
    name, nth = located(whole, correction, place)
    said = [f"`at: {yaml_text(name)}`" if name else "no `at`", *([f"`nth: {nth}`"] if nth else [])]
    return ", ".join(said)


def _lost(whole: Whole, correction: Correction, context: Context, sure: Sequence[Range]) -> Diagnostic:
    """Why a context does not find a correction, with the best candidates."""
    if len(sure) > 1:
        places = "; ".join(f"{whole.around(*place)} in {whole.where(place[0])}" for place in sure[:4])
        message = f"{quoted(correction.sic)} stands {times(len(sure))} with the words of its `context`: {places}"
        hint = "Write more of the words around it into `context`, or leave it out and let `at` and `nth` say."
        return trouble(correction, 10, message, hint)
    message = f"{quoted(correction.sic)} stands nowhere with the words of its `context` around it"
    hint = candidates(whole, correction, context)
    return trouble(correction, 10, message, hint)


def candidates(whole: Whole, correction: Correction, context: Context) -> str:
    """The best candidates for a correction that is not found, in sentences."""
    hints = list(_now(whole, correction, context))
    ranked = sorted(
        ((_agrees(whole, place, context).rank, place) for place in _everywhere(whole, correction)),
        key=lambda ranked: (-ranked[0][0], ranked[1]),
    )
    if ranked:
        shown = [
            f"{whole.around(*place)} in {whole.where(place[0])} (`{_short(whole, correction, place)}`)"
            for _, place in ranked[:3]
        ]
        more = f", and {len(ranked) - 3} more" if len(ranked) > 3 else ""
        hints.append(f"The words stand elsewhere: {'; '.join(shown)}{more}.")
        hints.append("If one of them is meant, say so in `at` and leave `context` out.")
    elif near := near_misses(whole.text, ((0, len(whole.text)),), correction.sic):
        hints.append(f"What comes nearest is {whole.around(*near[0])} in {whole.where(near[0][0])}.")
    return " ".join(hints) or "Neither its words nor those around them are in the text: take the entry out?"


def _short(whole: Whole, correction: Correction, place: Range) -> str:
    name, nth = located(whole, correction, place)
    return ", ".join(filter(None, (f"at: {name}" if name else "", f"nth: {nth}" if nth else ""))) or "no at"


_NEAREST = 4
"""Words of the context on each side that mark the place when the words themselves are gone."""


def _now(whole: Whole, correction: Correction, context: Context) -> Iterator[str]:
    """What the source says now between the words of the context."""
    before = [t for t in context.before if t[0].isalnum()][:_NEAREST][::-1]
    after = [t for t in context.after if t[0].isalnum()][:_NEAREST]
    if not before or not after:
        return
    first, last = (r"\W+".join(map(re.escape, words)) for words in (before, after))
    pattern = rf"\b{first}\b(.{{0,{len(correction.sic) + 60}}}?)\b{last}\b"
    there = [match.span(1) for match in re.finditer(pattern, whole.text, re.DOTALL)]
    if len(there) != 1:
        return
    start, end = there[0]
    while start < end and not (whole.text[start].isalnum()):
        start += 1
    while end > start and not (whole.text[end - 1].isalnum()):
        end -= 1
    now = " ".join(whole.text[start:end].split())
    place = whole.where(start)
    if now == plain(correction.corr):
        yield f"In {place} the source itself now reads {quoted(now)}: the entry can go."
    elif now:
        yield f"Where it stood, in {place}, the source now says {quoted(now)}: write `for: {yaml_text(now)}`?"
    else:
        yield f"Where it stood, in {place}, the source now says nothing: if that is right, the entry can go."


# ------------------------------------------------------ by what is remembered


def _proved(whole: Whole, correction: Correction, remembered: Sequence[Context], said: _Said) -> Found:
    """What the place says, if around it stands what stood there in the last build."""
    for place in said.ranges:
        if any(_agrees(whole, place, context).likely for context in remembered):
            return Found(said.ranges, said.trouble)
    now = [place for context in remembered[:1] for place in _best(whole, _everywhere(whole, correction), context)]
    if len(now) == 1:
        where, around = whole.where(now[0][0]), whole.around(*now[0])
        hint = f"What it corrected in the last build now stands in {where}: {around}. "
        hint += f"Write {_entry_now(whole, correction, now[0])}; `emendata anchor` does that for all."
    else:
        hint = candidates(whole, correction, remembered[0])
    if said.trouble:
        told = said.trouble
        return Found((), trouble(correction, int(told.code[1:]), told.message, hint))
    (start, end), *_ = said.ranges
    message = "the words around it are others than in the last build: "
    message += f"{whole.around(start, end)} in {whole.where(start)}"
    here = yaml_text(contexts.write(whole.text, (start, end), contexts.LEAST))
    return Found((), trouble(correction, 11, message, f"{hint} If this is the place, write `context: {here}`."))

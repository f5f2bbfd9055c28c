"""Say what the books call each note and where it stands; write the notes of a section at its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from emendata.document.model import Division, Inlines, Note, NoteCall, Paragraph, Text
from emendata.document.once import Once
from emendata.document.walk import descendants, inlines_of, plain, with_markup
from emendata.publish.labels import label
from emendata.publish.semantic.blocks import write_blocks
from emendata.publish.semantic.context import Context
from emendata.publish.semantic.entries import BACK, write_entry
from emendata.publish.semantic.inlines import write_inlines
from emendata.publish.semantic.reading import reading_text
from emendata.publish.series import Series
from emendata.publish.xhtml import (
    TYPE,
    Element,
    append_text,
    child,
    classes,
    last_child,
    set_attribute,
    text_of,
)

UNNAMED = "*"
"""The label of a note that has none, where the others have theirs."""
LONGEST_POPUP = 4900
"""Kobo opens a note as a pop-up up to 5000 characters, its label and back-link included."""
SHORTEST_POPUP = 9
"""And not below this length."""
_SAYS_SOMETHING = re.compile(r"\w{2}")
_LABEL = re.compile(r"^\W*\w{1,4}\W+")
"""What Thorium takes for the label of a note, which it leaves out."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where the notes go."""

    labels: Mapping[str, str]
    called: frozenset[str]
    """Those that anything calls."""
    apart: Mapping[int, tuple[str, ...]]
    """By section, the notes that no call in the text leads to, in order."""
    unfit: frozenset[str]
    """Those that some reading system cannot open as a pop-up."""
    section_of: Mapping[str, int]
    """By note, the section at whose end it stands."""


def arrange(
    sections: Iterable[Iterable[str]],
    notes: Sequence[Note],
    series: Mapping[str, Series],
    calls_in: Mapping[str, Sequence[str]],
) -> Arrangement:
    """Arrange `notes`, given which are called in each section and each note, and what each series is like."""
    by_id = {note.id: note for note in notes}
    section_of: dict[str, int] = {}

    def reach(called: Iterable[str], section: int) -> None:
        pending = [*called]
        while pending:
            note = pending.pop()
            if note in by_id and note not in section_of:
                section_of[note] = section
                pending += calls_in[note]

    for number, called_there in enumerate(sections):
        reach(called_there, number)
    in_text = frozenset(section_of)
    called = in_text.union(*calls_in.values())
    apart: dict[int, tuple[str, ...]] = {}
    # A note without a call stands where the one before it in the source stands; what it calls follows it.
    # Notes that nothing but each other calls come last.
    for roots in (by_id.keys() - called, by_id.keys()):
        here = min(section_of.values(), default=0)
        for note in by_id:
            if note not in section_of and note in roots:
                apart[here] = (*apart.get(here, ()), note)
                reach([note], here)
            here = section_of.get(note, here)
    labels = _labels(notes, section_of, series)
    unfit = frozenset(
        note.id for note in notes if not _OPENS(note, label := labels[note.id], partial(_opens, label, note))
    )
    return Arrangement(labels, called, apart, unfit, section_of)


_OPENS: Once[bool] = Once()
_CALLED: Once[tuple[str, ...]] = Once()


def called_in(part: Division | Note) -> tuple[str, ...]:
    """The notes that are called in a note, or in a division and all within it."""
    return _CALLED(part, None, lambda: tuple(_called_in(part)))


def _called_in(part: Division | Note) -> Iterator[str]:
    if isinstance(part, Division):
        yield from calls((part.head,))
    yield from calls(inlines for block in part.blocks for inlines in inlines_of(block))
    if isinstance(part, Division):
        for inner in part.divisions:
            yield from called_in(inner)


def calls(sequences: Iterable[Inlines]) -> Iterator[str]:
    """The notes that are called in sequences of inlines."""
    inlines = (inline for some in with_markup(sequences) for inline in descendants(some))
    return (inline.note for inline in inlines if isinstance(inline, NoteCall))


def texts_of(note: Note) -> Iterator[Inlines]:
    """Each sequence of inlines of a note."""
    for block in note.blocks:
        yield from inlines_of(block)


def _opens(label: str, note: Note) -> bool:
    """Whether the note is neither too long for a pop-up, nor taken for an empty one."""
    text = " ".join(plain(inlines) for inlines in texts_of(note))
    if len(text) > LONGEST_POPUP:
        return False
    return not note.blocks or bool(_SAYS_SOMETHING.search(_LABEL.sub("", f"{label} {text}")))


def _labels(
    notes: Sequence[Note], section_of: Mapping[str, int], series: Mapping[str, Series]
) -> dict[str, str]:
    """What stands at the calls of each note: counted if the series says so, else as printed.

    As printed, unless the numbering restarts within a section: a text numbered by the page has a note 1 on
    each, and the books have other pages: there the numbers go on. One number doubled by mistake is no
    restart, and stays as its calls have it.
    """
    labels: dict[str, str] = {}
    for name in dict.fromkeys(note.series for note in notes):
        own = [note for note in notes if note.series == name]
        if series[name].counted:
            labels |= _counted(own, section_of, series[name])
            continue
        numbered = [note for note in own if note.n.isdecimal()] or own
        if not any(note.n for note in own) or _restarts(numbered, section_of):
            labels |= {note.id: str(n) for n, note in enumerate(numbered, start=1)}
        for note in own:
            labels.setdefault(note.id, note.n.strip() or UNNAMED)
    return labels


def _counted(
    notes: Sequence[Note], section_of: Mapping[str, int], series: Series
) -> Iterator[tuple[str, str]]:
    """The labels of a series with a count of its own. Pages are not known yet; they have divisions."""
    count: Counter[int] = Counter()
    for note in notes:
        part = 0 if series.restart == "never" else section_of[note.id]
        count[part] += 1
        yield note.id, label(count[part], series.numbering)


def _restarts(notes: Sequence[Note], section_of: Mapping[str, int]) -> bool:
    first: dict[int, str] = {}
    for note in notes:
        section = section_of[note.id]
        if section in first and note.n == first[section]:
            return True
        first.setdefault(section, note.n)
    return False


# --------------------------------------------------------------------- writing


def write_notes(context: Context, parent: Element, apart: Sequence[str]) -> None:
    """The notes called in the section just written, by series, and those that stand there uncalled.

    With them the entries of apparatus on the section, on its notes, and on readings of its entries.
    """
    work, entries = context.notes, context.entry_work
    work.series = {
        part.get("data-series", ""): part for part in parent.iterchildren() if "notes" in classes(part)
    }
    left = [*reversed(apart), *reversed(_taken(work.pending))]
    while left or entries.pending:
        if not left:
            number = entries.pending.pop(0)
            work.within = entries.entries[number].series
            write_entry(context, _of_series(context, parent, work.within), number)
            left += reversed(_taken(work.pending))
            continue
        note = work.notes[left.pop()]
        _of_series(context, parent, note.series)
        work.written.add(note.id)
        work.section_of.setdefault(note.id, context.section)
        work.within = note.series
        _note(context, work.series[note.series], note)
        # what this note calls stands right after it
        left += reversed(_taken(work.pending))
    work.within = ""
    for series in sorted(work.series, key=work.place):
        parent.append(work.series[series])


def _taken(pending: list[str]) -> list[str]:
    taken = pending[:]
    pending.clear()
    return taken


def _of_series(context: Context, parent: Element, series: str) -> Element:
    """The section of a series, made where there is none yet."""
    made = context.notes.series
    if series not in made:
        made[series] = _series(context, parent, series)
    return made[series]


def _series(context: Context, parent: Element, series: str) -> Element:
    terms = context.terms
    label = context.notes.declared[series].title or terms.get(f"notes of the {series}") or terms["notes"]
    if series != "author" and label == terms["notes"]:
        label = f"{label} ({series})"
    cls = "notes apparatus" if series in context.entry_work.series else "notes"
    attributes = {"class": cls, "data-series": series, TYPE: "footnotes", "aria-label": label}
    return child(parent, "section", attributes)


def _note(context: Context, parent: Element, note: Note) -> None:
    work, terms = context.notes, context.terms
    uncalled = note.id not in work.called
    attributes = {"class": "note", "id": work.ids[note.id]}
    if uncalled:
        attributes |= {"class": "note uncalled", "role": "note"}
    else:
        attributes |= {TYPE: "footnote", "role": "doc-footnote"}
    made = child(parent, "div", attributes)
    blocks = note.blocks
    first = blocks[0] if blocks and isinstance(blocks[0], Paragraph) else None
    language = context.speaking(first.lang if first else "")
    with language as spoken:
        start = child(made, "p", (context.own_id(first.id) if first else {}) | spoken)
        child(start, "span", {"class": "n"}, work.labels[note.id])
        append_text(start, " ")
        if uncalled:
            child(start, "span", {"class": "mark"}, f"[{terms['not called']}] ")
        if first:
            write_inlines(context, start, first.content)
    write_blocks(context, made, blocks[1:] if first else blocks)
    if not (first and _has_words(first)) and _is_empty(made):
        child(start, "span", {"class": "mark"}, terms["empty note"])
    end = last_child(made)
    if end is None or not end.tag.endswith("}p") or end.get("role"):
        end = child(made, "p", {"class": "end"})
    work.ends[note.id] = end


def _is_empty(note: Element) -> bool:
    return not reading_text(note).strip() and next(note.iter("{*}img", "{*}table", "{*}figure"), None) is None


def _has_words(paragraph: Paragraph) -> bool:
    """Whether it has, as far as can be seen at once."""
    return any(isinstance(inline, Text) and not inline.text.isspace() for inline in paragraph.content)


def write_back_links(context: Context) -> None:
    """To the end of each note, the ways back to all its calls; when the whole book has been written."""
    work, back = context.notes, context.terms["back"]
    for note_id, end in work.ends.items():
        note = next(end.iterancestors("{*}div"))
        calls = work.calls[note_id]
        # among two thousand links of one name nobody finds the one they mean
        whose = f"{back}: {context.terms['place note']} {work.labels[note_id]}"
        words = text_of(note).split(maxsplit=SHORTEST_POPUP)
        short = len(words) <= SHORTEST_POPUP and len(" ".join(words)) < SHORTEST_POPUP
        for n, call_id in enumerate(calls, start=1):
            label = whose if len(calls) == 1 else f"{whose} ({n})"
            attributes = {"class": "back", "role": "doc-backlink", "href": f"#{call_id}"} | context.ours(end)
            append_text(end, " ")
            link = child(end, "a", attributes, f"{BACK} {back}" if short else BACK)
            set_attribute(link, "aria-label", label)

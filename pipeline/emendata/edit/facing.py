"""Put a translation, or another version, beside the text, and mark where the same segments begin in both.

Enters: the Document of the text and that of the translation. Leaves: one Document, with the translation in divisions
of kind ``translation`` at its end and a `Facing` for each segment.

Codes: T001 there is nothing in the translation, T002 the numbers of segments differ, T003 a number that the
text does not have in this place, T004 what is outside the segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from emendata.diagnostics import Diagnostic, EmendataError, Place, error
from emendata.document.cutting import positions
from emendata.document.identity import ids
from emendata.document.model import (
    TRANSLATION,
    Anchor,
    Block,
    Division,
    Document,
    Facing,
    Inline,
    Inlines,
    LineGroup,
    Milestone,
    Paragraph,
    Parent,
)
from emendata.document.places import Numbers, passages
from emendata.document.renamed import renamed
from emendata.document.walk import inlines_of, map_block, map_division, plain
from emendata.facing import FacingSettings


def faced(
    document: Document, translation: Document, settings: FacingSettings, source: str
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The text with its translation; `source` is the text's file."""
    place = Place(settings.source)
    translation = _own_names(translation, set(ids(document)))
    if not _has_text(translation.body):
        raise error(
            "T001", place, "there is no text in the translation", "Leave `facing:` out until there is some."
        )
    by_number = settings.align == "number"
    if by_number:
        pairs = _by_number(document.body, translation.body, place)
        text, other = ([pair[side] for pair in pairs] for side in (0, 1))
    else:
        text, other = _by_block(document.body, translation.body, settings.align, Place(source), place)
    names = list(_names(len(text), {*ids(document), *ids(translation)}))
    marked = _passages_marked if by_number else _blocks_marked
    body = marked(document.body, dict(zip(text, (name.text for name in names), strict=True)))
    facing = marked(translation.body, dict(zip(other, (name.translation for name in names), strict=True)))
    divisions = _divisions(translation, facing, settings.lang)
    notes = tuple(
        replace(note, series=settings.series if note.series == "author" else note.series)
        for note in translation.notes
    )
    together = replace(
        document,
        body=body,
        back=(*document.back, *divisions),
        notes=(*document.notes, *notes),
        facing=tuple(names),
        record=(*document.record, *translation.record),
    )
    return together, _left_out(translation, place)


def _own_names(translation: Document, taken: set[str]) -> Document:
    """The translation with ids that the text has not."""
    before = "t-"
    while any(f"{before}{name}" in taken for name in ids(translation) if name):
        before += "t-"
    return renamed(translation, lambda name: before + name)


def _names(count: int, taken: set[str]) -> Iterator[Facing]:
    """Names for the anchors."""
    before = "face"
    while any(name.startswith(before) for name in taken):
        before += "-s"
    for number in range(1, count + 1):
        yield Facing(f"{before}{number}", f"{before}{number}-t")


def _has_text(division: Division) -> bool:
    return bool(division.blocks) or any(map(_has_text, division.divisions))


def _divisions(translation: Document, body: Division, lang: str) -> Iterator[Division]:
    """The divisions of the translation."""
    lang = lang or translation.metadata.lang
    title = translation.title
    if body.blocks:
        yield Division(title, body.blocks, kind=TRANSLATION, lang=lang)
    for division in (*translation.front, *body.divisions, *translation.back):
        yield replace(division, kind=TRANSLATION, lang=division.lang or lang)


def _left_out(translation: Document, place: Place) -> tuple[Diagnostic, ...]:
    """A title has its place above a text that begins under it, and none above a chapter."""
    title = " ".join(plain(translation.title).split())
    if not title or translation.body.blocks:
        return ()
    message = f"the title of the translation is not printed: “{title}”"
    hint = "Say it as `subtitle:` in edition.yaml, or put text between it and the first heading."
    return (Diagnostic("T004", "warning", place, message, hint),)


# --------------------------------------------------------------- segments made of blocks

Spot = tuple[int, ...]
"""Where a segment begins: the path of its division, and in it the number of the block, or -1 for the head."""


@dataclass(frozen=True, slots=True)
class _Segment:
    path: Spot
    """Of the division."""
    spot: Spot
    words: str


def _by_block(
    text: Division, translation: Division, align: str, here: Place, there: Place
) -> tuple[list[Spot], list[Spot]]:
    """Where the segments of both begin."""
    ours, theirs = _segments(text, align), _segments(translation, align)
    if wrong := list(_unequal(ours, theirs, align, here, there)):
        raise EmendataError(wrong)
    return [segment.spot for segment in ours], [segment.spot for segment in theirs]


def _segments(body: Division, align: str) -> list[_Segment]:
    """The segments. The first one of a division begins with its head, and those of the divisions around it."""
    found: list[_Segment] = []
    heads: list[Spot] = []
    """Heads that no segment has yet."""

    def begin(path: Spot, spot: Spot, words: str) -> None:
        found.append(_Segment(path, heads[0] if heads else spot, words))
        heads.clear()

    def division(one: Division, path: Spot) -> None:
        if one.head:
            heads.append((*path, -1))
        if align == "division" and (one.head or one.blocks):
            begin(path, (*path, 0), _shortened(plain(one.head)))
        elif align == "paragraph":
            for number, block in enumerate(one.blocks):
                if _begins_segment(block):
                    begin(path, (*path, number), _words(block))
        for number, inner in enumerate(one.divisions):
            division(inner, (*path, number))

    division(body, ())
    return found


def _begins_segment(block: Block) -> bool:
    """A stanza, or a paragraph that does not go on after a quotation."""
    return isinstance(block, LineGroup) or (isinstance(block, Paragraph) and block.rend != "continued")


def _words(block: Block) -> str:
    return _shortened(plain(next(inlines_of(block), ())))


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:40].rsplit(" ", 1)[0] + " …"


_GREATER = "Where they cannot be made equal, let them be in step by greater segments: `align: division`."


def _unequal(
    ours: Sequence[_Segment], theirs: Sequence[_Segment], align: str, here: Place, there: Place
) -> Iterator[Diagnostic]:
    """Where the numbers of segments differ: in which divisions, if the divisions correspond."""
    unit = "divisions" if align == "division" else "paragraphs or stanzas"
    if not ours and not theirs:
        yield Diagnostic("T002", "error", there, f"neither the text nor the translation has any {unit}", _GREATER)
    text, translation = _by_division(ours), _by_division(theirs)
    if align == "division" or list(text) != list(translation):
        text, translation = {(): list(ours)}, {(): list(theirs)}
    for path, segments in text.items():
        other = translation[path]
        if len(segments) != len(other):
            of = f" of division {'.'.join(str(number + 1) for number in path)}" if path else ""
            message = f"the text{of} has {len(segments)} {unit} (in {here}), the translation {len(other)}"
            if segments and other:
                message += f": the last ones are “{segments[-1].words}” and “{other[-1].words}”"
            yield Diagnostic("T002", "error", there, message, _GREATER)


def _by_division(segments: Sequence[_Segment]) -> dict[Spot, list[_Segment]]:
    found: dict[Spot, list[_Segment]] = {}
    for segment in segments:
        found.setdefault(segment.path, []).append(segment)
    return found


def _blocks_marked(body: Division, names: Mapping[Spot, str]) -> Division:
    """The body with anchors: each in the first running text from its spot on."""
    waiting: list[Inline] = []

    def change(inlines: Inlines) -> Inlines:
        made = (*waiting, *inlines)
        waiting.clear()
        return made

    def meet(spot: Spot) -> None:
        if spot in names:
            waiting.append(Anchor(names[spot]))

    def division(one: Division, path: Spot) -> Division:
        meet((*path, -1))
        head = change(one.head) if one.head else ()
        blocks: list[Block] = []
        for number, block in enumerate(one.blocks):
            meet((*path, number))
            blocks.append(map_block(block, change) if waiting else block)
        if not one.blocks:
            meet((*path, 0))
        inner = tuple(division(each, (*path, number)) for number, each in enumerate(one.divisions))
        return replace(one, head=head, blocks=tuple(blocks), divisions=inner)

    return division(body, ())


# -------------------------------------------------------- segments between quoted numbers


@dataclass(frozen=True, slots=True)
class _Numbered:
    """Where the numbers by which the text is quoted change."""

    numbers: Numbers
    passage: int
    milestone: int
    """Which of those in the passage it is; -1 where it is the beginning of the passage."""


def _by_number(text: Division, translation: Division, place: Place) -> list[tuple[Spot, Spot]]:
    """Where the segments of both begin: wherever the translation has a number, which the text must have too."""
    ours, theirs = list(_numbered(text)), list(_numbered(translation))
    at = {one.numbers: number for number, one in enumerate(ours)}
    pairs: list[tuple[Spot, Spot]] = []
    wrong: list[Diagnostic] = []
    last = -1
    for one in theirs:
        where = ".".join(one.numbers)
        hint = "Each number of the translation must stand in the text, in the same order."
        if one.numbers not in at:
            message = f"the translation has the number {where}, and the text does not"
        elif at[one.numbers] <= last:
            message = f"the number {where} of the translation comes after one that it precedes in the text"
        else:
            last = at[one.numbers]
            mine = ours[last]
            pairs.append(((mine.passage, mine.milestone), (one.passage, one.milestone)))
            continue
        wrong.append(Diagnostic("T003", "error", place, message, hint))
    if not pairs and not wrong:
        message = "the translation has no numbers, by which it is to be kept in step with the text"
        wrong.append(Diagnostic("T003", "error", place, message, "Choose another `align:` in edition.yaml."))
    if wrong:
        raise EmendataError(wrong)
    return pairs


def _numbered(body: Division) -> Iterator[_Numbered]:
    last: Numbers = ()
    # The first passage is that of the title.
    for number, passage in enumerate(list(passages(Document(body=body)))[1:]):
        milestones = [at for at, inline in positions(passage.inlines) if isinstance(inline, Milestone)]
        for at, numbers in passage.numbers:
            if numbers and numbers != last:
                last = numbers
                yield _Numbered(numbers, number, milestones.index(at) if at in milestones else -1)


def _passages_marked(body: Division, names: Mapping[Spot, str]) -> Division:
    """The body with anchors: each before its milestone or its passage."""
    passage = -1

    def change(inlines: Inlines) -> Inlines:
        nonlocal passage
        passage += 1
        milestone = -1

        def within(inner: Inlines) -> Iterator[Inline]:
            nonlocal milestone
            for inline in inner:
                if isinstance(inline, Milestone):
                    milestone += 1
                    if name := names.get((passage, milestone)):
                        yield Anchor(name)
                    yield inline
                elif isinstance(inline, Parent):
                    yield replace(inline, children=tuple(within(inline.children)))
                else:
                    yield inline

        first = names.get((passage, -1))
        return (*((Anchor(first),) if first else ()), *within(inlines))

    return map_division(body, change)

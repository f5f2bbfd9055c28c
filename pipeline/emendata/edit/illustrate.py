"""Give figures the images that edition.yaml names: a Document and the settings enter, a Document leaves.

A setting is for the figure whose printed number is its key, or for the image that the text itself
calls by that name. Codes: E920 a setting for a figure that is not there; E921 an image of which nobody says what
it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.document.model import Block, Blocks, Document, Figure, Graphic, Inline, Inlines, Parent
from emendata.document.once import Once
from emendata.document.walk import (
    descendants,
    divisions,
    each,
    inlines_of,
    map_document,
    map_each_block,
    nested,
    with_,
    with_markup,
)
from emendata.settings import FigureSetting


def illustrated(document: Document, settings: Mapping[str, FigureSetting]) -> Document:
    """The Document with `src` and `alt` of its figures as set."""
    unused = dict(settings)

    def figure(block: Block) -> Block:
        if not isinstance(block, Figure):
            return block
        for key in (block.n, block.src):
            if key in settings:
                unused.pop(key, None)
                return replace(block, src=settings[key].src or block.src, alt=settings[key].alt or block.alt)
        return block

    def graphics(inlines: Inlines) -> Inlines:
        return each(inlines, graphic)

    def graphic(inline: Inline) -> Inline:
        if isinstance(inline, Parent):
            return with_(inline, children=graphics(inline.children))
        if isinstance(inline, Graphic) and inline.src in settings:
            found = settings[inline.src]
            unused.pop(inline.src, None)
            return Graphic(found.src or inline.src, found.alt or inline.alt)
        return inline

    if not settings:
        return document
    there = tuple(_figures(document))
    document = map_document(map_each_block(document, figure), graphics)
    if unused:
        raise EmendataError([_absent(key, setting, there) for key, setting in unused.items()])
    return document


def sources(document: Document) -> tuple[str, ...]:
    """The images that the Document calls for, each once, in order."""
    names = [figure.src for figure in _figures(document)]
    names += [graphic.src for graphic in _graphics(document)]
    return tuple(dict.fromkeys(name for name in names if name))


def settings_of(document: Document, settings: Mapping[str, FigureSetting]) -> dict[str, FigureSetting]:
    """What is set for each image, by its name, of a Document that has been illustrated."""
    found = {setting.src or key: setting for key, setting in settings.items()}
    found |= {figure.src: settings[figure.n] for figure in _figures(document) if figure.n in settings}
    return found


def untold(document: Document, settings: Mapping[str, FigureSetting]) -> dict[str, str]:
    """The images of which nobody says what they show or that it matters to nobody: their names, and in words."""
    named = {one.src: f"figure {one.n or one.src}" for one in _figures(document) if not one.alt.strip()}
    for graphic in _graphics(document):
        if not graphic.alt.strip():
            named.setdefault(graphic.src, f"the image {graphic.src}")
    decorative = {name for name, setting in settings_of(document, settings).items() if setting.decorative}
    return {src: name for src, name in named.items() if src and src not in decorative}


def demand(src: str, name: str, place: Place) -> Diagnostic:
    """For an alternative text."""
    hint = f"say in edition.yaml what it shows, `figures: {{{src}: {{alt: …}}}}`, or `decorative: on` if nothing"
    message = f"{name} has no alternative text: readers who cannot see it do not know what it shows"
    return Diagnostic("E921", "warning", place, message, hint)


def _figures(document: Document) -> Iterator[Figure]:
    return (figure for part in _parts(document) for figure in part.figures)


def _graphics(document: Document) -> Iterator[Graphic]:
    yield from _of_inlines((document.title,))
    for part in _parts(document):
        yield from part.graphics


@dataclass(frozen=True, slots=True)
class _Images:
    """What of a part of the text is an image."""

    figures: tuple[Figure, ...] = ()
    graphics: tuple[Graphic, ...] = ()


_IMAGES: Once[_Images] = Once()


def _parts(document: Document) -> Iterator[_Images]:
    for whole in (*document.front, document.body, *document.back):
        for part in divisions(whole):
            yield _IMAGES(part, None, partial(_of_blocks, (part.head,), part.blocks))
    for note in document.notes:
        yield _IMAGES(note, None, partial(_of_blocks, (), note.blocks))


def _of_blocks(heads: tuple[Inlines, ...], blocks: Blocks) -> _Images:
    figures = tuple(block for block in nested(blocks) if isinstance(block, Figure))
    inlines = (*heads, *(inlines for block in blocks for inlines in inlines_of(block)))
    graphics = tuple(_of_inlines(inlines))
    return _Images(figures, graphics) if figures or graphics else _NONE


_NONE = _Images()


def _of_inlines(sequences: Iterable[Inlines]) -> Iterator[Graphic]:
    for inlines in with_markup(sequences):
        for inline in descendants(inlines):
            if isinstance(inline, Graphic):
                yield inline


def _absent(key: str, setting: FigureSetting, there: tuple[Figure, ...]) -> Diagnostic:
    names = [figure.n or figure.src for figure in there if figure.n or figure.src]
    hint = f"the figures are {', '.join(names)}" if names else "it has no figure with a number or an image"
    return Diagnostic("E920", "error", setting.place, f"the text has no figure {key}", hint)

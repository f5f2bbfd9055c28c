"""Give figures the images that edition.yaml names: a Document and the settings enter, a Document leaves.

A setting is for the figure whose printed number is its key, or for the image that the text itself
calls by that name. Codes: E920 a setting for a figure that is not there; E921 an image of which nobody says what
it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.document.model import Block, Document, Figure, Graphic, Inline, Inlines, Parent
from emendata.document.walk import all_blocks, descendants, map_document, map_each_block, note_texts, texts
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
        return tuple(map(graphic, inlines))

    def graphic(inline: Inline) -> Inline:
        if isinstance(inline, Parent):
            return replace(inline, children=graphics(inline.children))
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
    for inlines in (*texts(document), *note_texts(document)):
        names += [inline.src for inline in descendants(inlines) if isinstance(inline, Graphic)]
    return tuple(dict.fromkeys(name for name in names if name))


def settings_of(document: Document, settings: Mapping[str, FigureSetting]) -> dict[str, FigureSetting]:
    """What is set for each image, by its name, of a Document that has been illustrated."""
    found = {setting.src or key: setting for key, setting in settings.items()}
    found |= {figure.src: settings[figure.n] for figure in _figures(document) if figure.n in settings}
    return found


def untold(document: Document, settings: Mapping[str, FigureSetting]) -> dict[str, str]:
    """The images of which nobody says what they show or that it matters to nobody: their names, and in words."""
    named = {one.src: f"figure {one.n or one.src}" for one in _figures(document) if not one.alt.strip()}
    for inlines in (*texts(document), *note_texts(document)):
        for inline in descendants(inlines):
            if isinstance(inline, Graphic) and not inline.alt.strip():
                named.setdefault(inline.src, f"the image {inline.src}")
    decorative = {name for name, setting in settings_of(document, settings).items() if setting.decorative}
    return {src: name for src, name in named.items() if src and src not in decorative}


def demand(src: str, name: str, place: Place) -> Diagnostic:
    """For an alternative text."""
    hint = f"say in edition.yaml what it shows, `figures: {{{src}: {{alt: …}}}}`, or `decorative: on` if nothing"
    message = f"{name} has no alternative text: readers who cannot see it do not know what it shows"
    return Diagnostic("E921", "warning", place, message, hint)


def _figures(document: Document) -> Iterator[Figure]:
    return (block for block in all_blocks(document) if isinstance(block, Figure))


def _absent(key: str, setting: FigureSetting, there: tuple[Figure, ...]) -> Diagnostic:
    names = [figure.n or figure.src for figure in there if figure.n or figure.src]
    hint = f"the figures are {', '.join(names)}" if names else "it has no figure with a number or an image"
    return Diagnostic("E920", "error", setting.place, f"the text has no figure {key}", hint)

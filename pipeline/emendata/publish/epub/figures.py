"""List the figures and tables, and say in words what a figure shows where the editor has done so.

Enters: the files of the text. Leaves: lists for the navigation document; a long description stands in
the text behind its figure, folded away where the reading system can do that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from emendata.publish.epub.files import File
from emendata.publish.epub.navigation import Listed, address
from emendata.publish.epub.outline import Figure
from emendata.publish.images import Image
from emendata.publish.semantic.reading import ADDED
from emendata.publish.xhtml import (
    TYPE,
    XHTML,
    Element,
    child,
    classes,
    dissolve,
    element,
    markup,
    name_of,
    text_of,
)

_FIGURE, _TABLE, _IMG = (f"{{{XHTML}}}{name}" for name in ("figure", "table", "img"))


@dataclass(frozen=True, slots=True)
class Caption:
    """What a list says of a figure or table."""

    kind: str
    """``loi`` for figures, ``lot`` for tables."""
    id: str
    words: bytes
    """A ``span`` as XML."""


def captions(html: Element) -> Iterator[Caption]:
    """The captions in a piece of the text, figures first."""
    for kind, tag, caption in (("loi", _FIGURE, "figcaption"), ("lot", _TABLE, "caption")):
        for tree in html.iter(tag):
            words = next((inner for inner in tree.iterchildren("*") if name_of(inner) == caption), None)
            name = tree.get("id")
            if name and words is not None and text_of(title := _title(words)).strip():
                yield Caption(kind, name, markup(title))


def lists(found: Iterable[Caption], names: Mapping[str, str]) -> dict[str, tuple[Listed, ...]]:
    """Figures (``loi``) and tables (``lot``) that have a caption, in their order; no empty list."""
    made: dict[str, list[Listed]] = {"loi": [], "lot": []}
    for one in found:
        made[one.kind].append(Listed(one.words, address(one.id, names)))
    return {kind: tuple(listed) for kind, listed in made.items() if listed}


def _title(caption: Element) -> Element:
    """The caption without calls, links and ids, as a ``span``: what is repeated is none of what it is in its place."""
    made = element("span")
    copy = deepcopy(caption)
    for tree in list(copy.iter("*")):
        if tree is not copy and ADDED.intersection(classes(tree)):
            _remove(tree)
    made.text = copy.text
    made.extend(copy)
    for tree in reversed(list(made.iterdescendants("*"))):
        linked = name_of(tree) in ("a", "p", "div")
        if linked:
            tree.tag = f"{{{XHTML}}}span"
        for name in [str(name) for name in tree.attrib]:
            if (
                name in ("id", TYPE, "role")
                or name.startswith("data-")
                or (linked and name in ("href", "class"))
            ):
                del tree.attrib[name]
        if name_of(tree) == "span" and not (len(tree) or tree.text):
            dissolve(tree)
    return made


def _remove(tree: Element) -> None:
    parent, before = tree.getparent(), tree.getprevious()
    if parent is None:
        return
    if before is None:
        parent.text = (parent.text or "") + (tree.tail or "")
    else:
        before.tail = (before.tail or "") + (tree.tail or "")
    tree.tail = None
    parent.remove(tree)


def figure_names(made: Sequence[File]) -> list[tuple[str, ...]]:
    """For each file the ids of its figures and tables: where one has none, a new one, so that a list can lead to it."""
    used = {name for file in made for name in file.outline.ids}
    numbers: Counter[str] = Counter()

    def named(figure: Figure) -> str:
        numbers[figure.kind] += 1
        name = figure.id or f"{figure.kind}-{numbers[figure.kind]}"
        while not figure.id and name in used:
            name += "-again"
        used.add(name)
        return name

    return [tuple(named(figure) for figure in file.outline.figures) for file in made]


def name_figures(html: Element, names: Sequence[str]) -> None:
    """Give the figures and tables of a piece their ids."""
    for tree, name in zip(html.iter(_FIGURE, _TABLE), names, strict=True):
        tree.set("id", name)


def descriptions(file: File, images: Mapping[str, Image]) -> tuple[tuple[str, str], ...]:
    """The images in a piece that are described at length, and these descriptions."""
    shown = dict.fromkeys(figure.image for figure in file.outline.figures if figure.image in images)
    return tuple((src, said) for src in shown if (said := images[src].description))


def describe_images(html: Element, descriptions: Mapping[str, str], term: str) -> None:
    """Put the long descriptions behind the figures that have one."""
    for figure in html.iter(_FIGURE):
        image = next(figure.iterchildren(_IMG), None)
        said = descriptions.get(image.get("src") or "") if image is not None else None
        if image is None or not said:
            continue
        name = f"{figure.get('id')}-description"
        details = child(figure, "details", {"class": "description", "id": name})
        child(details, "summary", {"class": "mark"}, term)
        for paragraph in said.splitlines():
            child(details, "p", {"class": "mark"}, paragraph)
        image.set("aria-details", name)
        caption = next((tree for tree in figure if name_of(tree) == "figcaption"), None)
        if caption is not None:  # it comes last, or first
            figure.append(caption)

"""List the figures and tables, and say in words what a figure shows where the editor has done so.

Enters: the files of the text. Leaves: lists for the navigation document; a long description stands in
the text behind its figure, folded away where the reading system can do that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from emendata.publish.epub.files import File
from emendata.publish.epub.navigation import Listed, address
from emendata.publish.semantic.model import Book
from emendata.publish.semantic.reading import ADDED
from emendata.publish.xhtml import TYPE, XHTML, Element, child, classes, dissolve, element, name_of, text_of

_FIGURE, _TABLE, _IMG = (f"{{{XHTML}}}{name}" for name in ("figure", "table", "img"))


def lists(made: Sequence[File], names: Mapping[str, str]) -> dict[str, list[Listed]]:
    """Figures (``loi``) and tables (``lot``) that have a caption, in their order; no empty list."""
    found = {"loi": list(_listed(made, _FIGURE, "figcaption", names))}
    found["lot"] = list(_listed(made, _TABLE, "caption", names))
    return {kind: listed for kind, listed in found.items() if listed}


def _listed(made: Sequence[File], tag: str, caption: str, names: Mapping[str, str]) -> Iterator[Listed]:
    for file in made:
        for tree in file.html.iter(tag):
            words = next((inner for inner in tree.iterchildren("*") if name_of(inner) == caption), None)
            name = tree.get("id")
            if name and words is not None and text_of(title := _title(words)).strip():
                yield Listed(title, address(name, names))


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


def name_figures(made: Sequence[File]) -> None:
    """Give every figure and table an id, so that a list can lead to it."""
    used = {tree.get("id") for file in made for tree in file.html.iter("*")}
    for tag, stem in ((_FIGURE, "figure"), (_TABLE, "table")):
        number = 0
        for file in made:
            for tree in file.html.iter(tag):
                number += 1
                if not tree.get("id"):
                    name = f"{stem}-{number}"
                    while name in used:
                        name += "-again"
                    used.add(name)
                    tree.set("id", name)


def describe_images(made: Sequence[File], book: Book) -> bool:
    """Put long descriptions behind the figures that have one; says whether there are any."""
    any_ = False
    for file in made:
        for figure in file.html.iter(_FIGURE):
            image = next(figure.iterchildren(_IMG), None)
            found = book.images.get(image.get("src") or "") if image is not None else None
            if image is None or found is None or not found.description:
                continue
            any_ = True
            name = f"{figure.get('id')}-description"
            details = child(figure, "details", {"class": "description", "id": name})
            child(details, "summary", {"class": "mark"}, book.terms["description"])
            for paragraph in found.description.splitlines():
                child(details, "p", {"class": "mark"}, paragraph)
            image.set("aria-details", name)
            caption = next((tree for tree in figure if name_of(tree) == "figcaption"), None)
            if caption is not None:  # it comes last, or first
                figure.append(caption)
    return any_

"""Write the indexes of names and of passages, and the places that references and indexes name.

A place is a link with a name of its own for the e-book (``1.3``), and room for the page and the line that the
pages fill in (``page-of``, ``line-of``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from emendata.publish.indexing import Line, lines
from emendata.publish.semantic.apparatus import made_section
from emendata.publish.semantic.context import Context
from emendata.publish.semantic.loci import stretch_name
from emendata.publish.semantic.model import Section
from emendata.publish.xhtml import Element, append_text, child, classes, name_of, spoken, text_of


def indexes(context: Context, sections: Sequence[Section]) -> list[Section]:
    """The indexes that are wanted and have something in them."""
    if not (context.index.names or context.index.passages):
        return []
    names = _Places(context, sections)
    made = []
    for kind, mentions in (("names", context.index.names), ("passages", context.index.passages)):
        if mentions:
            title = context.terms[f"index of {kind}"]
            section_id = context.ids.fresh(f"index-{kind}")
            html = made_section(context, section_id, "index", "index", title)
            _lines(child(html, "ul"), lines(mentions), names)
            made.append(Section(section_id, "index", title, 2, html, "back"))
    return made


def _lines(parent: Element, some: Sequence[Line], names: _Places) -> None:
    for line in some:
        made = child(parent, "li")
        child(made, "span", {"class": "heading"}, line.heading)
        for n, target in enumerate(names.distinct(line.targets)):
            append_text(made, ", " if n else " ")
            names.write(child(made, "a", {"class": "mention", "href": f"#{target}"}), target)
        if line.below:
            _lines(child(made, "ul"), line.below, names)


def fill_references(context: Context, sections: Sequence[Section]) -> None:
    """Give the references that have no words of their own the names of their places."""
    empty = [link for link, _ in context.references if "place-of" in classes(link)]
    if not empty:
        return
    names = _Places(context, sections)
    for link in empty:
        if target := (link.get("href") or "")[1:]:
            names.write(link, target)
        else:
            child(link, "span", {"class": "mark"}, "[?]")


class _Places:
    """What the places of a book are called, by the ids of elements in it."""

    def __init__(self, context: Context, sections: Sequence[Section]) -> None:
        self._context = context
        everything = [tree for part in sections for tree in part.html.iter("{*}*")]
        self._elements: Mapping[str, Element] = {own: tree for tree in everything if (own := tree.get("id"))}
        self._order = {tree: n for n, tree in enumerate(everything)}
        self._calls: dict[str, int] = {}
        for n, tree in enumerate(everything):
            if "call" in classes(tree):
                self._calls.setdefault((tree.get("href") or "")[1:], n)
        self._anchors = {made: own for own, made in context.ids.made.items()}

    def name(self, target: str) -> str:
        """Numbers of section and verse; else what the element itself or the one around it is called."""
        if said := self._context.loci.get(target):
            return said
        positions = self._context.entry_work.extents.positions
        if position := positions.get(self._anchors.get(target, "")):
            notes = self._context.notes.labels
            if said := stretch_name(position, position, self._context.terms, notes):
                return said
        tree: Element | None = self._elements.get(target)
        while tree is not None:
            if said := self._of_element(tree):
                return said
            tree = tree.getparent()
        return "↑"

    def _of_element(self, tree: Element) -> str:
        own = tree.get("id") or ""
        if "note" in classes(tree):
            number = next((span for span in tree.iter("{*}span") if "n" in classes(span)), None)
            return f"{self._context.terms['place note']} {text_of(number)}" if number is not None else ""
        match name_of(tree):
            case "p" if own[:1] == "p" and own[1:].isdecimal():
                return f"¶ {own[1:]}"
            case "figure" if own.startswith("fig"):
                return f"{self._context.terms['figure']} {own[3:]}"
            case "section":
                head = next(tree.iter("{*}h2", "{*}h3", "{*}h4", "{*}h5", "{*}h6"), None)
                return spoken(head) if head is not None else tree.get("aria-label") or ""
        return ""

    def distinct(self, targets: Sequence[str]) -> list[str]:
        """In the order of the text, without those that are called as one before: two in one section are one."""
        found: dict[str, str] = {}
        for target in sorted(targets, key=self._rank):
            found.setdefault(self.name(target), target)
        return list(found.values())

    def _rank(self, target: str) -> int:
        """Where it comes in the text; in print a note stands on the page of its call."""
        tree = self._elements[target]
        note = next((around for around in tree.iterancestors("{*}div") if "note" in classes(around)), None)
        called = self._calls.get(note.get("id") or "") if note is not None else None
        return self._order[tree] if called is None else called

    def write(self, link: Element, target: str) -> None:
        """The name of the place, and room for its page and line."""
        child(link, "span", {"class": "locus"}, self.name(target))
        child(link, "span", {"class": "page-of", "data-target": target})
        child(link, "span", {"class": "line-of", "data-target": target})

"""Turn the places of apparatus entries into links: the lemma itself where it can be one, else a letter.

Enters: a section in which two empty elements stand around each lemma (``span.from``, ``span.to``).
Leaves: the section with ``a.lemma-call`` around each lemma that no other entry overlaps and that has
nothing in it but text, and with a letter behind every other; entries called by a letter begin with it.
Letters run from a to z, aa, ab …, as they are met with in each section of the book.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from emendata.publish.xhtml import TYPE, XHTML, Element, append_text, classes, element, name_of

_SPAN, _A = f"{{{XHTML}}}span", f"{{{XHTML}}}a"


@dataclass(slots=True)
class _Place:
    """Where the lemma of an entry stands."""

    entry: str
    start: Element
    end: Element | None = None
    """The same as `start` where the entry is on a point."""
    crossed: bool = False
    """Another entry begins or ends within the lemma, or the lemma within that of another."""


def link_lemmas(section: Element) -> None:
    """Change the section in place."""
    entries = {tree.get("id") or "": tree for tree in section.iter(f"{{{XHTML}}}div") if _is_entry(tree)}
    places = [place for place in _places(section) if place.entry in entries]
    order = {tree: at for at, tree in enumerate(section.iter("*"))} if places else {}
    called: list[tuple[int, _Place, dict[str, str]]] = []
    for place in places:
        attributes = _attributes(place, follows=order[entries[place.entry]] > order[place.start])
        if place.end is None or place.crossed or not _link(place, place.end, attributes):
            called.append((order[place.start if place.end is None else place.end], place, attributes))
    # as they are met with in the text: a lemma within another begins later and ends sooner
    for (_, place, attributes), letter in zip(sorted(called, key=lambda one: one[0]), _letters(), strict=False):
        _letter(place, letter, entries[place.entry], attributes)


def _is_entry(tree: Element) -> bool:
    return {"note", "entry"} <= set(classes(tree))


def _places(section: Element) -> list[_Place]:
    """The places in the order in which they begin."""
    found: dict[str, _Place] = {}
    open_: dict[str, _Place] = {}
    for tree in section.iter(_SPAN):
        own = classes(tree)
        name = tree.get("data-entry") or ""
        if not name:
            continue
        if "from" in own:
            place = found.setdefault(name, _Place(name, tree))
            if "to" in own:
                place.end = tree
                for other in open_.values():
                    other.crossed = True
                continue
            if open_:
                place.crossed = True
                for other in open_.values():
                    other.crossed = True
            open_[name] = place
        elif "to" in own and name in found:
            found[name].end = tree
            open_.pop(name, None)
    return list(found.values())


# ---------------------------------------------------------------------------- links


def _link(place: _Place, end: Element, attributes: dict[str, str]) -> bool:
    """Make the lemma a link if there is nothing but text between its two ends."""
    start = place.start
    parent = start.getparent()
    if start is end or parent is None or start.getnext() is not end or not (start.tail or "").strip():
        return False
    if _in_a_link(start):
        return False
    link = element("a", {"class": "lemma-call"} | attributes, start.tail or "")
    parent.replace(start, link)
    link.tail = None
    return True


def _in_a_link(tree: Element) -> bool:
    return next(tree.iterancestors(_A), None) is not None


def _attributes(place: _Place, follows: bool) -> dict[str, str]:
    """Those of a call; one whose entry does not follow it opens no window, and is a link."""
    attributes = {
        "id": place.start.get("id") or f"{place.entry}-from",
        "href": f"#{place.entry}",
        "data-entry": place.entry,
    }
    return attributes | ({TYPE: "noteref", "role": "doc-noteref"} if follows else {})


# -------------------------------------------------------------------------- letters


def _letters() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        rest, letters = number, ""
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("a") + digit) + letters
        yield letters


def _letter(place: _Place, letter: str, entry: Element, attributes: dict[str, str]) -> None:
    """A letter behind the lemma calls the entry, and the entry begins with it."""
    end = place.end if place.end is not None else place.start
    after = next(end.iterancestors(_A), end)  # a link cannot stand in another
    parent = after.getparent()
    if parent is None:
        return
    # where the lemma begins is known by another name now: the way back leads to the call
    place.start.set("id", f"{attributes['id']}-lemma")
    entry.set("data-from", f"{attributes['id']}-lemma")
    if place.start is end:
        entry.set("data-to", f"{attributes['id']}-lemma")
    call = element("a", {"class": "call letter"} | attributes, letter)
    call.tail, after.tail = after.tail, None
    parent.insert(parent.index(after) + 1, call)
    _name(entry, letter)


def _name(entry: Element, letter: str) -> None:
    number = next((tree for tree in entry.iter(_SPAN) if "n" in classes(tree)), None)
    made = element("span", {"class": "letter"}, letter)
    if number is not None:
        append_text(number, " " if number.text or len(number) else "")
        number.append(made)
        return
    first = next((tree for tree in entry.iterdescendants() if name_of(tree) == "p"), entry)
    made.tail = " " + (first.text or "")
    first.text = None
    first.insert(0, made)

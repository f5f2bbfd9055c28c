"""Find the title, and what stands under it, in a text whose metadata do not give them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from emendata.acquire.pandoc.ast import Node, Nodes, attributes, calls_in, plain
from emendata.acquire.pandoc.figures import images
from emendata.acquire.pandoc.flat import Placed
from emendata.acquire.pandoc.matter import Matter, iso_date
from emendata.acquire.pandoc.state import Reading

_NAME = r"[^\W\d_a-zа-яα-ω][\w.’'-]*"
_NAMES = rf"{_NAME}(?:\s+(?:{_NAME}|von|van|der|den|de|du|del|della|di|da|la|le|zu|y))*"
_BY = re.compile(rf"[Bb]y\s+({_NAMES}(?:(?:\s*,\s*|\s*,?\s+(?:and|&)\s+){_NAMES})*)")
_BETWEEN = re.compile(r"\s*,?\s+(?:and|&)\s+|\s*,\s*")


def without_title(
    matter: Matter, items: Sequence[Placed], reading: Reading, given: str = "", *, window_title: bool
) -> list[Placed]:
    """The items without those that are the title and the lines under it, which go to `matter`.

    The title is what repeats the metadata's title, what is called so, or a first head above all
    others, unless it says something else than the title `given` for the edition. `window_title`: the
    metadata's title is that of a browser window and gives way to one.
    """
    rest = list(items)
    at = next((i for i, item in enumerate(rest) if not _is_nothing(item)), None)
    if at is None or not _is_title(rest, at, matter, reading, given, window_title):
        return rest
    matter.title = _contents(rest.pop(at).node)
    while at < len(rest):
        if _is_nothing(rest[at]):
            at += 1
        elif _under_title(rest[at], matter):
            reading.accounted.append(plain(_contents(rest.pop(at).node)))
        else:
            break
    return rest


def _is_nothing(item: Placed) -> bool:
    """Whether the item is only something that bears an id."""
    return item.node["t"] == "Anchor" or (
        item.node["t"] in ("Para", "Plain") and not plain(item.node["c"]) and not images(item.node["c"])
    )


def _is_title(
    items: Sequence[Placed], at: int, matter: Matter, reading: Reading, given: str, window_title: bool
) -> bool:
    first = items[at]
    if first.node["t"] not in ("Header", "Para", "Plain"):
        return False
    known, text = plain(matter.title), plain(_contents(first.node))
    if not text:
        return False
    if known and _same(known, text):
        return True
    head = first.node["t"] == "Header"
    called = first.meaning == "title" or (head and "title" in attributes(first.node["c"][1]).classes)
    if not called and not (head and _above_all(items, at)):
        return False
    if not called and given and not _begins_alike(given, text):
        return False
    if known and not window_title:
        return False
    if known:
        hint = "give `title:` in edition.yaml if it should be the other"
        reading.lost("A025", f"the title is the first head, “{text}”, not the window's", known, hint)
    return True


def _begins_alike(one: str, other: str) -> bool:
    """Whether two titles are the same, or one goes on where the other ends, as with a subtitle."""
    mine, its = (re.sub(r"[\W_]+", "", title).casefold() for title in (one, other))
    return mine.startswith(its) or its.startswith(mine)


def _above_all(items: Sequence[Placed], at: int) -> bool:
    """Whether the head stands above all others, and above anything at all."""
    level = items[at].node["c"][0]
    others = [item.node["c"][0] for item in items[at + 1 :] if item.node["t"] == "Header"]
    return len(items) > at + 1 and all(other > level for other in others)


def _under_title(item: Placed, matter: Matter) -> bool:
    """Whether the line is a subtitle, the authors or the date; `matter` has it afterwards."""
    if item.node["t"] not in ("Para", "Plain"):
        return False
    nodes = _contents(item.node)
    text = plain(nodes)
    for number, (role, name) in enumerate(matter.persons):
        if _same(plain(name), text):
            matter.persons[number] = (role, nodes)
            return True
    if matter.authors and _same(", ".join(map(plain, matter.authors)), text):
        matter.persons[-1][1].extend(calls_in(nodes))
        return True
    if _same(plain(matter.subtitle), text) or (item.meaning == "subtitle" and not matter.subtitle):
        matter.subtitle = nodes
        return True
    date = plain(matter.date)
    if (
        _same(date, text)
        or (date and iso_date(date) == iso_date(text))
        or (item.meaning == "date" and not matter.date)
    ):
        matter.date = nodes
        return True
    if _same(matter.rights, text) and not calls_in(nodes):
        return True
    by = _BY.fullmatch(text)
    if item.meaning != "author" and (by is None or matter.authors):
        return False
    authors = _BETWEEN.split(by[1] if by else text)
    matter.persons += [("author", [{"t": "Str", "c": name}]) for name in authors]
    # A note to the line goes with the last name
    matter.persons[-1][1].extend(calls_in(nodes))
    return True


def _contents(node: Node) -> Nodes:
    contents: Nodes = node["c"][2] if node["t"] == "Header" else node["c"]
    return contents


def _same(one: str, other: str) -> bool:
    return bool(one) and one.casefold().rstrip(".") == other.casefold().rstrip(".")

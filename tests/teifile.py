"""What a TEI file says, read with lxml alone: without a word of the reader that is tested by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree


@cache
def tree(path: Path) -> etree._Element:
    """The root of the file."""
    data = re.sub(rb"^<\?xml[^>]*\?>", b"", path.read_bytes())
    return etree.fromstring(
        data, etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)
    )


def local(element: etree._Element) -> str:
    """The name of an element."""
    return etree.QName(element).localname


def named(root: etree._Element, name: str) -> list[etree._Element]:
    """All elements of this name in the order of the file."""
    return [e for e in root.iter() if local(e) == name]


def the_text(root: etree._Element) -> etree._Element:
    """The element ``text``."""
    return next(e for e in root if local(e) == "text")


def first(app: etree._Element) -> etree._Element | None:
    """What stands in the text: the lemma, or the first reading where there is none."""
    lemma = app.find("{*}lem")
    return lemma if lemma is not None else app.find("{*}rdg")


def entries(root: etree._Element) -> list[etree._Element]:
    """Each ``app`` of the text that says something: of other readings, or in a note."""
    return [
        app
        for app in named(the_text(root), "app")
        if len([e for e in app.iter("{*}lem", "{*}rdg") if e is not first(app) and _owner(e) is app])
        or [e for e in app if local(e) in ("note", "witDetail")]
    ]


def _owner(reading: etree._Element) -> etree._Element | None:
    above = reading.getparent()
    while above is not None and local(above) == "rdgGrp":
        above = above.getparent()
    return above


def variants(app: etree._Element) -> list[etree._Element]:
    """The readings of an entry that do not stand in the text, in the order of the file."""
    return [rdg for rdg in app.iter("{*}rdg") if _owner(rdg) is app and rdg is not first(app)]


def words(rdg: etree._Element) -> str:
    """What a reading says: nothing, where a scholar only deletes the lemma."""
    inner = list(rdg)
    deletes = len(inner) == 1 and local(inner[0]) == "surplus" and not (inner[0].tail or "").strip()
    if deletes and not (rdg.text or "").strip() and rdg.get("source") and not rdg.get("wit"):
        return ""
    return squeezed("".join(said(rdg)))


def said(element: etree._Element) -> Iterator[str]:
    """The words of the edition in an element."""
    yield element.text or ""
    for child in element:
        name = local(child)
        if name == "app":
            if (stands := first(child)) is not None:
                yield from said(stands)
        elif name == "choice":
            yield from said(chosen(child))
        elif name in ("corr", "sic") and child.get({"corr": "sic", "sic": "corr"}[name]) is not None:
            yield child.get("corr", "") if name == "sic" else "".join(said(child))  # TEI P4
        elif name not in ("note", "rdg", "witDetail", "figDesc", "divGen"):
            yield from said(child)
        yield child.tail or ""


def chosen(choice: etree._Element) -> etree._Element:
    """The way of a ``choice`` that an edition prints."""
    ways = {local(child): child for child in choice}
    if ways.get("reg") is not None and ways["reg"].get("type", "").startswith("trans"):
        return ways["orig"]
    return next(ways[name] for name in ("corr", "expan", "reg") if name in ways)


def squeezed(text: str) -> str:
    """Without white space: that is the layout's."""
    return re.sub(r"\s", "", text)

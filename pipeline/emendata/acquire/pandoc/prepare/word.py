"""DOCX's parts → what Word shows of them, where pandoc would read something else.

pandoc takes a paragraph with a text box for the box alone, knows heads by the names of their styles
only, keeps the end of a paragraph that is deleted, and prints hidden text. ECMA-376, part 1, 17.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from lxml import etree

from emendata.acquire.pandoc.prepare.ready import Loss
from emendata.acquire.pandoc.prepare.xml import local, text_of, unlink
from emendata.acquire.pandoc.vocabulary import names

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset(("0", "false", "off"))


def as_shown(root: etree._Element) -> Iterator[Loss]:
    """Boxes after their paragraphs, paragraphs joined over deleted ends, hidden text taken out."""
    yield from _boxes(root)
    _join(root)
    _widen(root)
    yield from _hidden(root)


# ------------------------------------------------------------------------ boxes

_FRAMES = names("AlternateContent, drawing, pict, object")
_PICTURES = names("blip, imagedata")


def _boxes(root: etree._Element) -> Iterator[Loss]:
    """Put what is in a text box after the paragraph that the box is fastened to."""
    last: dict[etree._Element, etree._Element] = {}
    for box in list(root.iter(f"{_W}txbxContent")):
        around = list(box.iterancestors())
        paragraph = next((e for e in around if e.tag == f"{_W}p"), None)
        # The older form of the same box for older programs goes with the box itself
        if paragraph is None or any(local(e) == "Fallback" for e in around):
            continue
        frame = [e for e in around[: around.index(paragraph)] if local(e) in _FRAMES]
        text = " ".join(map(text_of, box.iter(f"{_W}p")))
        unlink(box)
        after = last.get(paragraph, paragraph)
        for block in list(box):
            after.addnext(block)
            after = block
        last[paragraph] = after
        if frame and not any(local(e) in _PICTURES for e in frame[-1].iter(etree.Element)):
            unlink(frame[-1])
        if text and text_of(paragraph):
            yield (
                "a text box stands after the paragraph that it is fastened to",
                text,
                "see that it is in its place",
            )


# ------------------------------------------------------------- ends of paragraphs


def _join(root: etree._Element) -> None:
    """A paragraph whose end is deleted goes on in the next, which has its own look."""
    for paragraph in list(root.iter(f"{_W}p")):
        if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is None:
            continue
        following = paragraph.getnext()
        if following is None or following.tag != f"{_W}p":
            continue
        at = 0 if following.find(f"{_W}pPr") is None else 1
        for element in reversed([e for e in paragraph if e.tag != f"{_W}pPr"]):
            following.insert(at, element)
        unlink(paragraph)


def _hidden(root: etree._Element) -> Iterator[Loss]:
    for run in list(root.iter(f"{_W}r")):
        if _said(run.find(f"{_W}rPr/{_W}vanish")) and (
            text := "".join(t.text or "" for t in run.iter(f"{_W}t"))
        ):
            for element in list(run.iter(f"{_W}t")):
                unlink(element)
            yield "hidden text is left out", text, "show it in the word processor if it belongs to the text"


def _said(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(f"{_W}val", "1") not in _OFF


# ----------------------------------------------------------------------- tables


def _widen(root: etree._Element) -> None:
    """Say of all columns how wide they are, or pandoc drops the last cells of a row."""
    for table in root.iter(f"{_W}tbl"):
        grid = table.find(f"{_W}tblGrid")
        if grid is None:
            grid = table.makeelement(f"{_W}tblGrid")
            table.insert(0 if table.find(f"{_W}tblPr") is None else 1, grid)
        widest = max(map(_columns, table.iterchildren(f"{_W}tr")), default=0)
        for _ in range(widest - len(grid.findall(f"{_W}gridCol"))):
            etree.SubElement(grid, f"{_W}gridCol")
        for column in grid.iterchildren(f"{_W}gridCol"):
            if column.get(f"{_W}w") is None:
                column.set(f"{_W}w", "1000")


def _columns(row: etree._Element) -> int:
    spans = row.iterfind(f"{_W}tc/{_W}tcPr/{_W}gridSpan")
    return len(row.findall(f"{_W}tc")) + sum(_number(span) - 1 for span in spans)


def _number(said: etree._Element) -> int:
    value = said.get(f"{_W}val", "")
    return min(int(value), 63) if value.isascii() and value.isdecimal() and int(value) else 1  # Word's most


# ------------------------------------------------------------------------ heads

_LONGEST_HEAD = 300
"""Characters; a whole paragraph with an outline level was meant for the list of contents, not for a head."""


def mark_heads(roots: list[etree._Element], styles: etree._Element) -> bool:
    """Give a heading's style to the paragraphs with an outline level; whether there are any."""
    by_id = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
    levels = set()
    for paragraph in chain.from_iterable(root.iter(f"{_W}p") for root in roots):
        properties = paragraph.find(f"{_W}pPr")
        if properties is None or not 0 < len(text_of(paragraph)) <= _LONGEST_HEAD:
            continue
        style = properties.find(f"{_W}pStyle")
        own = list(_based_on(by_id, style))
        level = _level([properties, *(found for s in own if (found := s.find(f"{_W}pPr")) is not None)])
        if level is None or any(map(_is_known, own)):
            continue
        if style is None:
            style = properties.makeelement(f"{_W}pStyle")
            properties.insert(0, style)
        style.set(f"{_W}val", f"EmendataHeading{level}")
        levels.add(level)
    for level in levels:
        added = etree.SubElement(styles, f"{_W}style")
        added.set(f"{_W}type", "paragraph")
        added.set(f"{_W}styleId", f"EmendataHeading{level}")
        etree.SubElement(added, f"{_W}name").set(f"{_W}val", f"heading {level}")
    return bool(levels)


def _based_on(by_id: Mapping[str, etree._Element], named: etree._Element | None) -> Iterator[etree._Element]:
    """The style and those it is based on."""
    seen = set()
    while named is not None and (id_ := named.get(f"{_W}val", "")) in by_id and id_ not in seen:
        seen.add(id_)
        yield by_id[id_]
        named = by_id[id_].find(f"{_W}basedOn")


def _level(properties: list[etree._Element]) -> int | None:
    """1 for the highest; None for the level of ordinary text, which is said too where a style is overridden."""
    for each in properties:
        if (found := each.find(f"{_W}outlineLvl")) is not None:
            value = found.get(f"{_W}val", "")
            return int(value) + 1 if value in tuple("012345678") else None
    return None


def _is_known(style: etree._Element) -> bool:
    """Whether pandoc or our reader knows what the style means by its name."""
    name = style.find(f"{_W}name")
    title = name.get(f"{_W}val", "").casefold() if name is not None else ""
    return title.startswith("heading") or title in ("title", "subtitle", "author", "date", "toc heading")

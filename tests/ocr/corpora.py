"""Take manuscripts from ../shared, to be printed and scanned in other ways than they were."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

from lxml import etree

from tests.ocr.printed import Block, Manuscript, Note


def robertson(path: Path, first: int, count: int, seed: int = 1) -> Manuscript:
    """Some hundred paragraphs from Robertson's *History of Freethought* (TEI P4 without namespace)."""
    root = etree.parse(str(path)).getroot()
    blocks: list[Block] = []
    for element in root.iter("head", "p", "lg"):
        if any(
            a.tag in ("note", "teiHeader", "front", "back", "figure", "q", "list", "table")
            for a in element.iterancestors()
        ):
            continue
        if element.tag == "lg":
            continue
        if element.tag == "head":
            text = _plain(element)
            if element.get("type") in ("super", "label") or not text:
                continue
            level = sum(1 for a in element.iterancestors() if str(a.tag).startswith("div"))
            text = re.sub(r"^§\s*\d+\.\s*", "", text)
            blocks.append(Block("head", (text.title() if text.isupper() else text,), 1 if level <= 1 else 2))
            continue
        inner = element.find("q")
        if inner is not None or element.find("list") is not None or element.find("lg") is not None:
            continue
        runs = _runs(element)
        if runs and isinstance(runs[0], str) and len("".join(r for r in runs if isinstance(r, str))) > 60:
            blocks.append(Block("paragraph", runs))
    r = random.Random(seed)
    chosen = blocks[first : first + count]
    while chosen and chosen[-1].kind == "head":
        chosen.pop()
    heads = [
        b
        for k, b in enumerate(chosen)
        if not (b.kind == "head" and k + 1 < len(chosen) and chosen[k + 1].kind == "head")
    ]
    return Manuscript(
        "A Short History of Freethought",
        ("John M. Robertson",),
        tuple(heads),
        abstract=_abstract(chosen, r),
        star="",
    )


def _abstract(blocks: list[Block], r: random.Random) -> str:
    text = "".join(x for x in next(b for b in blocks if b.kind == "paragraph").runs if isinstance(x, str))
    return text[:700].rsplit(" ", 1)[0] + "."


def _plain(element: etree._Element) -> str:
    clone = "".join(_texts(element, notes=False))
    return " ".join(clone.split())


def _texts(element: etree._Element, *, notes: bool) -> list[str]:
    out = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag != "note" and child.tag != "orig":
            out += _texts(child, notes=notes)
        out.append(child.tail or "")
    return out


def _runs(element: etree._Element) -> tuple[str | Note, ...]:
    out: list[str | Note] = []

    def text(value: str | None) -> None:
        if not value:
            return
        value = re.sub(r"\s+", " ", value.replace("*", ""))
        if out and isinstance(out[-1], str):
            out[-1] += value
        else:
            out.append(value)

    def walk(e: etree._Element) -> None:
        for child in e:
            if child.tag == "note":
                out.append(Note(_plain(child).replace("*", "")))
            elif child.tag == "orig" or not isinstance(child.tag, str):
                pass
            elif (
                child.tag == "hi"
                and child.find(".//note") is None
                and child.get("rend") != "sc"
                and _plain(child)
            ):
                text("*" + _plain(child) + "*")
            else:
                text(child.text)
                walk(child)
            text(child.tail)

    text(element.text)
    walk(element)
    while out and isinstance(out[0], str) and not out[0].strip():
        out.pop(0)
    if out and isinstance(out[0], str):
        out[0] = out[0].lstrip()
    if out and isinstance(out[-1], str):
        out[-1] = out[-1].rstrip()
    out = [x for x in out if x]
    out = [x for x in out if not (isinstance(x, Note) and not x.text)]
    return tuple(out)


def article(path: Path) -> Manuscript:
    """The article of 1995, as the normaliser reads it: its laws are tested elsewhere."""
    from emendata.acquire import text as reader
    from emendata.document.model import Division, Emph, Figure, Inlines, NoteCall, Paragraph, Quotation
    from emendata.document.walk import inlines_of, plain
    from emendata.edit.normalise import normalise

    source = path.read_text(encoding="utf-8")
    document = normalise(reader.read(source, "s"), source, "s").document
    notes = {n.id: n for n in document.notes}

    def marked(inlines: Inlines) -> str:
        out = ""
        for inline in inlines:
            if isinstance(inline, Emph):
                out += "*" + plain(inline.children).strip("*") + "*"
            else:
                out += plain((inline,))
        return out

    def runs(inlines: Inlines) -> tuple[str | Note, ...]:
        out: list[str | Note] = []
        for inline in inlines:
            if isinstance(inline, NoteCall):
                note = notes[inline.note]
                out.append(Note(" ".join(marked(i) for b in note.blocks for i in inlines_of(b))))
                continue
            piece = marked((inline,))
            if out and isinstance(out[-1], str):
                out[-1] += piece
            elif piece:
                out.append(piece)
        return tuple(out)

    blocks: list[Block] = []

    def walk(division: Division, level: int) -> None:
        if division.head:
            text = plain(division.head)
            blocks.append(Block("head", (text.capitalize(),), max(1, min(level, 2))))
        for block in division.blocks:
            if isinstance(block, Paragraph):
                blocks.append(Block("paragraph", runs(block.content)))
            elif isinstance(block, Quotation):
                blocks.extend(Block("quotation", runs(i)) for i in inlines_of(block))
            elif isinstance(block, Figure):
                blocks.append(Block("caption", (plain(block.caption),)))
        for child in division.divisions:
            walk(child, level + 1)

    walk(document.body, 0)
    star = next((n for n in document.notes if n.n == "*"), None)
    abstract = next(
        plain(i) for d in document.front if d.kind == "abstract" for b in d.blocks for i in inlines_of(b)
    )
    return Manuscript(
        plain(document.title),
        ("Andrea Graziosi",),
        tuple(blocks),
        abstract=re.sub(r"^Summary: ", "", abstract),
        star=" ".join(plain(i) for b in star.blocks for i in inlines_of(b)) if star else "",
    )


def without_levels(manuscript: Manuscript) -> Manuscript:
    """All heads of one level."""
    return replace(manuscript, blocks=tuple(replace(b, level=1) for b in manuscript.blocks))

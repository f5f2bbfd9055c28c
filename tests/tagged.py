"""Read a tagged PDF: the characters of each element of its structure, as a program that reads it aloud would have them.

Only what the content streams of our own books need: fonts with ToUnicode, marked content, ActualText.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

_TOKEN = re.compile(
    rb"/(?P<tag>\w+)\s*(?:<<(?P<properties>[^\[\]]*?)>>\s*BDC|BMC)|(?P<end>\bEMC\b)"
    rb"|/(?P<font>[^\s/]+)\s+[\d.-]+\s+Tf|\[(?P<many>[^\]]*)\]\s*TJ|<(?P<one>[0-9a-fA-F\s]*)>\s*Tj"
)
_ACTUAL = re.compile(rb"/ActualText\s*<(?P<text>[0-9a-fA-F]*)>")
_MCID = re.compile(rb"/MCID\s+(\d+)")
_HEX = re.compile(rb"<([0-9a-fA-F\s]*)>")


def notes(path: Path) -> list[str]:
    """The text of every note in the order of the structure, without labels, calls and notes within."""
    with pikepdf.open(path) as pdf:
        pages = {page.obj.objgen: _pieces(page) for page in pdf.pages}
        return [
            "".join(_text(element, pages, "Lbl", "Note", "Reference"))
            for element in _elements(pdf.Root.StructTreeRoot.K)
            if element.S == "/Note"
        ]


def text(path: Path) -> str:
    """The text of all pages in the order of the structure, without notes, labels and links to notes."""
    with pikepdf.open(path) as pdf:
        pages = {page.obj.objgen: _pieces(page) for page in pdf.pages}
        return "".join(_text(pdf.Root.StructTreeRoot.K, pages, "Lbl", "Note", "Reference"))


def _elements(element: Any) -> Iterator[Any]:
    yield element
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _elements(kid)


def _text(element: Any, pages: dict[tuple[int, int], dict[int, str]], *without: str) -> Iterator[str]:
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S)[1:] not in without:
                yield from _text(kid, pages, *without)
        elif not isinstance(kid, pikepdf.Dictionary):
            yield pages[element.Pg.objgen][int(kid)]
        elif kid.get("/Type") == "/MCR":
            yield pages[kid.Pg.objgen][int(kid.MCID)]


def _pieces(page: pikepdf.Page) -> dict[int, str]:
    """The characters of each piece of marked content by its number."""
    found: dict[int, list[str]] = {}
    open_: list[tuple[int, bool]] = []
    """What is open: the piece that it belongs to, and whether its characters are said otherwise."""
    letters: dict[int, str] = {}
    fonts = page.Resources.get("/Font", {})
    streams = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    for token in _TOKEN.finditer(b"\n".join(part.read_bytes() for part in streams)):
        piece, said = open_[-1] if open_ else (-1, False)
        if token["end"]:
            open_.pop()
        elif token["tag"]:
            properties = token["properties"] or b""
            if number := _MCID.search(properties):
                piece = int(number[1])
                found.setdefault(piece, [])
            if actual := _ACTUAL.search(properties):
                if not said and piece >= 0:
                    found[piece].append(bytes.fromhex(actual["text"].decode()).decode("utf-16"))
                said = True
            open_.append((piece, said))
        elif token["font"]:
            letters = _letters(fonts["/" + token["font"].decode()])
        elif piece >= 0 and not said:
            strings = _HEX.findall(token["many"]) if token["many"] is not None else [token["one"]]
            codes = b"".join(bytes.fromhex(string.decode()) for string in strings)
            pairs = zip(codes[::2], codes[1::2], strict=True)
            found[piece].append("".join(letters.get(high * 256 + low, "\ufffd") for high, low in pairs))
    return {piece: "".join(parts) for piece, parts in found.items()}


def _letters(font: Any) -> dict[int, str]:
    return _mapped(bytes(font.ToUnicode.read_bytes()))


@cache
def _mapped(table: bytes) -> dict[int, str]:
    def decoded(hexed: str) -> str:
        return bytes.fromhex(hexed).decode("utf-16-be")

    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, char in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block.decode()):
            found[int(code, 16)] = decoded(char)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, char in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block.decode()):
            for n, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = decoded(char)[:-1] + chr(ord(decoded(char)[-1]) + n)
    return found

"""Small TEI files and Documents for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from emendata.document.model import Blocks, Division, Document, Inlines, Note, Paragraph, Text
from emendata.document.tei import write

EMPTY = write(Document()).decode()
BODY = '<body>\n<ab rend="none"/>\n</body>'


def file_with(body: str, header: tuple[str, str] = ("", "")) -> bytes:
    """A file of ours with this in its body, and one string of its header replaced."""
    assert BODY in EMPTY and header[0] in EMPTY
    return EMPTY.replace(BODY, f"<body>\n{body}\n</body>").replace(*header).encode()


def body_of(data: bytes) -> str:
    """What stands in the body of a file."""
    return data.decode().split("<body>\n")[1].split("</body>")[0]


def paragraph(*content: object) -> Paragraph:
    """A paragraph of strings and inlines."""
    return Paragraph(running(*content))


def running(*content: object) -> Inlines:
    """Strings and inlines as running text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in content)  # type: ignore[misc]


def text_of(*blocks: object, notes: Iterable[Note] = ()) -> Document:
    """A Document with these blocks and notes."""
    return Document(body=Division(blocks=blocks), notes=tuple(notes))  # type: ignore[arg-type]


def note(id: str, *content: object) -> Note:
    """A note with one paragraph."""
    blocks: Blocks = (paragraph(*content),)
    return Note(id, id.removeprefix("n"), blocks)


def nodes(node: object) -> Iterator[object]:
    """The node and all within it."""
    yield node
    if isinstance(node, tuple):
        for part in node:
            yield from nodes(part)
    elif is_dataclass(node):
        for field in fields(node):
            yield from nodes(getattr(node, field.name))

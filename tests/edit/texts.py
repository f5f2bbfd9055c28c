"""Short texts as Documents, with the place of every character: for tests of what editors write and are told.

Blocks are divided by blank lines. ``# head``; ``> displayed quotation``; ``= title``; ``~ abstract``;
``Figure 2. caption`` with ``! `` in front; ``|117|`` a page beginning; ``*emphasis*``; ``[^12]`` the call
of note 12, ``[^12]: text`` the note (each sign the next note with that sign).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from emendata.document.model import (
    Division,
    Document,
    Emph,
    Figure,
    Inline,
    Inlines,
    Note,
    NoteCall,
    Origin,
    PageBeginning,
    Paragraph,
    Quotation,
    Text,
)
from emendata.document.normal import joined

NAME = "source.txt"

_SPECIAL = re.compile(r"\[\^(?P<call>[^\]]+)\]|\|(?P<page>\w*)\||\*(?P<emph>[^*]+)\*")


def document(text: str) -> Document:
    """The Document of a text in the notation above."""
    return _Maker(text).document()


class _Maker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.called: dict[str, int] = defaultdict(int)
        self.noted: dict[str, int] = defaultdict(int)

    def document(self) -> Document:
        title: Inlines = ()
        front: list[Division] = []
        notes: list[Note] = []
        sections: list[tuple[Inlines, list]] = [((), [])]
        for match in re.finditer(r"(?:[^\n]+\n?)+", self.text):
            start, end = match.start(), match.start() + len(match[0].rstrip())
            mark, start = self.marked(start, end)
            inlines = joined(self.inlines(start, end))
            if mark == "= ":
                title = inlines
            elif mark == "~ ":
                front.append(Division(blocks=(Paragraph(inlines),), kind="abstract"))
            elif mark == "# ":
                sections.append((inlines, []))
            elif mark == "> ":
                sections[-1][1].append(Quotation((Paragraph(inlines),)))
            elif mark == "! ":
                number = re.match(r"Figure (\d+)", self.text[start:end])
                sections[-1][1].append(Figure(caption=inlines, n=number[1] if number else ""))
            elif mark:
                sign = mark[2:-3]
                self.noted[sign] += 1
                notes.append(Note(self.id(sign, self.noted), sign, (Paragraph(inlines),)))
            else:
                sections[-1][1].append(Paragraph(inlines))
        divisions = tuple(Division(head=head, blocks=tuple(blocks)) for head, blocks in sections[1:])
        body = Division(blocks=tuple(sections[0][1]), divisions=divisions)
        return Document(title=title, front=tuple(front), body=body, notes=tuple(notes))

    def marked(self, start: int, end: int) -> tuple[str, int]:
        match = re.compile(r"[#>=~!] |\[\^[^\]]+\]: ").match(self.text, start, end)
        return (match[0], match.end()) if match else ("", start)

    @staticmethod
    def id(sign: str, counted: dict[str, int]) -> str:
        name = "".join(c if c.isalnum() else f"x{ord(c):x}" for c in sign)
        return f"n{name}" + (f"-{counted[sign]}" if counted[sign] > 1 else "")

    def inlines(self, start: int, end: int) -> Iterator[Inline]:
        at = start
        for match in _SPECIAL.finditer(self.text, start, end):
            yield from self.run(at, match.start())
            at = match.end()
            if sign := match["call"]:
                self.called[sign] += 1
                yield NoteCall(self.id(sign, self.called))
            elif match["page"] is not None:
                yield PageBeginning(match["page"])
            else:
                yield Emph(joined(self.run(*match.span("emph"))))
        yield from self.run(at, end)

    def run(self, start: int, end: int) -> Iterator[Text]:
        if start < end:
            text = self.text[start:end].replace("\n", " ")
            yield Text(text, (Origin(NAME, start, end),))

"""Print a manuscript on pages of lines, and scan it: a second maker of OCR text, independent of `made`.

Where `made` sets by the word, this sets line by line, as a compositor does: notes take their room
from the page on which they are called, a paragraph or note that does not fit is cut at a line's end,
captions stand at the head or the foot of a page, and what the scan says of lines, blanks, indents
and page ends depends on the `Print`. The manuscript may be anything: `prose` invents one, the tests
on ../shared take real ones. `scan` gives the text and the truth about it.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SIGNS = ("*", "†", "‡", "§", "**", "††", "‡‡", "§§", "***", "†††", "‡‡‡")


@dataclass(frozen=True, slots=True)
class Note:
    """A note, in the place of its call."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A head, paragraph, quotation, verse, caption or break; emphasis is written ``*so*``."""

    kind: str
    runs: tuple[str | Note, ...]
    """Text and notes; of verse each run is a line."""
    level: int = 1


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What is to be printed."""

    title: str
    authors: tuple[str, ...]
    blocks: tuple[Block, ...]
    abstract: str = ""
    star: str = ""
    """Note to the title."""
    lang: str = "en"
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """How it is printed and what the scan keeps of that."""

    head: str = "superscript"
    """Mark in front of a note."""
    call: str = "superscript"
    restart: bool = False
    """Numbers begin again on each page."""
    endnotes: str = ""
    """Head of the notes at the end of the text; empty: at the foot of pages."""
    width: int = 68
    depth: int = 42
    """Lines of a page."""
    wrapped: bool = False
    """The scan keeps the lines."""
    indent: str = ""
    """What stands in front of a paragraph's first line."""
    blank: bool = True
    """A blank line between paragraphs."""
    loose: bool = False
    """Two blank lines instead of one, here and there."""
    tight_notes: bool = False
    """No blank line between notes."""
    hyphens: bool = False
    page: str = ""
    """What stands between pages besides a blank line: ``""``, form feed, ``rule``."""
    running: str = ""
    """Running heads: ``titles`` or ``sections``."""
    folio: str = ""
    """``top`` or ``bottom``."""
    folio_style: str = "{}"
    rule: str = ""
    """A line between text and notes."""
    head_style: str = "caps"
    """caps, title, roman, arabic, section, chapter."""
    title_style: str = "title"
    """title, caps, lines."""
    byline: str = "caps"
    """caps, title, by, above, affiliation, none."""
    abstract_style: str = "Summary: "
    """What stands in front; ending in a line end: on a line of its own; empty: no abstract."""
    emphasis: str = "*"
    newline: str = "\n"
    bom: bool = False
    quote_indent: int = 0
    """Blanks in front of displayed quotations and verse."""
    misread: float = 0.0
    """Share of note numbers of which a digit is misread, half at the head and half at the call."""
    lost: float = 0.0
    """Share of notes whose mark or call is lost."""
    specks: float = 0.0
    """Share of running heads and folios with a misread character."""
    widows: bool = True
    """Single lines may stand at the head or foot of a page."""
    first_page: int = 161

    @property
    def marks_paragraphs(self) -> bool:
        """Whether a paragraph that goes on is told from one that begins by its look."""
        return bool(self.indent)


@dataclass(slots=True)
class Truth:
    """What the text is; texts have single spaces and no marks."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    abstract: str = ""
    heads: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    """Letters before and after each page end within a paragraph or quotation."""
    quotations: list[str] = field(default_factory=list)
    verses: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cut_notes: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    """(letters in front of the call, beginning of its note)"""
    furniture: list[str] = field(default_factory=list)
    """Running heads, folios, rules: one entry a line."""


def scan(manuscript: Manuscript, printing: Print, seed: int) -> tuple[str, Truth]:
    """The scan, and the truth about it."""
    return _Press(manuscript, printing, random.Random(seed)).run()


# ------------------------------------------------------------------- set type


@dataclass(slots=True)
class _Word:
    text: str
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class _Piece:
    """The part of a block or note that stands on one page."""

    kind: str
    lines: list[str]
    continues: bool = False
    mark: str = ""
    letters: str = ""
    """The last letters of its words, without calls."""


@dataclass(slots=True)
class _Page:
    body: list[_Piece] = field(default_factory=list)
    notes: list[_Piece] = field(default_factory=list)
    used: float = 0.0
    section: str = ""


_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]*_]*\W*$")


def letters(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", text)


def bare(text: str) -> str:
    """Without marks of emphasis, in single spaces."""
    return " ".join(text.replace("*", "").split())


class _Press:
    def __init__(self, manuscript: Manuscript, printing: Print, r: random.Random) -> None:
        self.m, self.p, self.r = manuscript, printing, r
        self.t = Truth()
        self.pages = [_Page()]
        self.number = 0
        self.carried: list[_Word] = []
        self.end: list[_Piece] = []
        self.waiting: list[Block] = []
        self.sections = [0, 0, 0]

    def run(self) -> tuple[str, Truth]:
        self.opening()
        for block in self.m.blocks:
            if block.kind == "head":
                self.head(block)
            elif block.kind == "caption":
                self.waiting.append(block)
                self.t.captions.append(bare(str(block.runs[0])))
            elif block.kind == "verse":
                self.verse(block)
            elif block.kind == "break":
                self.put(_Piece("break", ["* * *"]), 3)
            else:
                self.paragraph(block)
        while self.carried or self.waiting:
            self.turn()
        return self.written(), self.t

    @property
    def page(self) -> _Page:
        return self.pages[-1]

    @property
    def free(self) -> float:
        return self.p.depth - self.page.used

    def turn(self) -> None:
        self.pages.append(_Page(section=self.page.section))
        if self.p.restart or self.p.head == "symbol":
            self.number = 0
        if self.waiting:
            block = self.waiting.pop(0)
            self.put(_Piece("caption", self.lines(str(block.runs[0]))), 6)
        if self.carried:
            self.note_lines("", self.carried, room=self.p.depth * 0.6)

    def put(self, piece: _Piece, height: float) -> None:
        self.page.body.append(piece)
        self.page.used += height

    # ---------------------------------------------------------------- opening

    def opening(self) -> None:
        m, p, t = self.m, self.p, self.t
        t.title, t.authors = m.title, [a.upper() for a in m.authors] if p.byline != "none" else []
        title = m.title.upper() if p.title_style == "caps" else m.title
        t.title = title
        star = "*" if m.star and p.head in ("superscript", "dot", "brackets") and not p.endnotes else ""
        lines = [title + star]
        if p.title_style == "lines":
            words = title.split()
            half = len(words) // 2
            lines = [" ".join(words[:half]), " ".join(words[half:]) + star]
        names = " and ".join(m.authors)
        byline = {
            "caps": names.upper(),
            "title": names,
            "by": f"By {names}",
            "above": names.upper(),
            "affiliation": names,
            "none": "",
        }[p.byline]
        if p.byline == "above":
            self.put(_Piece("author", [byline]), 3)
            byline = ""
        self.put(_Piece("title", lines), 4)
        if byline:
            self.put(_Piece("author", [byline]), 3)
        if p.byline == "affiliation":
            self.put(_Piece("opening", [m.affiliation]), 2)
        if star:
            self.page.notes.append(_Piece("note", self.lines(m.star), mark="* "))
            self.page.used += 3
            t.notes.append(bare(m.star))
            t.calls.append((letters(title)[-20:], letters(m.star)[:16]))
        if p.abstract_style and m.abstract:
            label, own, _ = p.abstract_style.partition("\n")
            if own:
                self.put(_Piece("abstract-head", [label]), 2)
                t.abstract = bare(m.abstract)
                self.put(_Piece("abstract", self.lines(m.abstract)), 8)
            else:
                t.abstract = bare(label + m.abstract)
                self.put(_Piece("abstract", self.lines(label + m.abstract)), 8)

    # ------------------------------------------------------------------ blocks

    def head(self, block: Block) -> None:
        text = self.head_text(block)
        if self.free < 7:
            self.turn()
        self.t.heads.append(bare(text))
        if len(letters(text)) > 6 and block.level == 1 and not re.fullmatch(r"[\d–]+", text):
            self.page.section = bare(text)
        self.put(_Piece("head", [text]), 3)

    def head_text(self, block: Block) -> str:
        text, level = str(block.runs[0]), block.level
        self.sections[level - 1] += 1
        for deeper in range(level, 3):
            self.sections[deeper] = 0
        count = self.sections[level - 1]
        if re.match(r"\d{4}|§", text):
            return text
        match self.p.head_style:
            case "caps":
                return text.upper() if level == 1 else text
            case "roman":
                return f"{_roman(count)}. {text}" if level == 1 else text
            case "arabic":
                numbers = ".".join(str(n) for n in self.sections[:level])
                return f"{numbers} {text}" if level > 1 else f"{numbers}. {text}"
            case "section":
                return f"§ {count}. {text}" if level == 1 else text
            case "chapter":
                return f"Chapter {count}. {text}" if level == 1 else text
            case _:
                return text

    def verse(self, block: Block) -> None:
        lines = [str(line) for line in block.runs]
        if self.free < len(lines) + 2:
            self.turn()
        self.t.verses += [bare(line) for line in lines]
        self.put(_Piece("verse", lines), len(lines) + 2)

    def paragraph(self, block: Block) -> None:
        words = _words(block.runs, self.p.emphasis)
        self.know(block, words)
        piece = _Piece(block.kind, [])
        rest = words
        first = True
        width = self.p.width - (4 if block.kind == "quotation" else 0)
        while rest:
            line, rest = self.fill(rest, width - (len(self.p.indent) if first else 0))
            notes = [n for w in line for n in w.notes]
            need = 1.0 + sum(self.height(n) for n in notes) if not self.p.endnotes else 1.0
            least = 1.0 + (sum(self.height(n) for n in notes[:-1]) + 1.7 if notes else 0.0)
            if self.p.endnotes:
                least = 1.0
            lonely = not self.p.widows and first and rest and self.free < 2 + least
            if (self.free < need and (self.free < least or self.carried)) or lonely:
                if piece.lines:
                    self.cut(piece, line, rest, first)
                    if not line and not rest:
                        break
                    piece = _Piece(block.kind, [], continues=True)
                self.turn()
                if not line:
                    continue
            self.set_line(piece, line)
            first = False
        if piece.lines:
            self.put(piece, 0.4)
        else:
            self.page.used += 0.4

    def cut(self, piece: _Piece, line: list[_Word], rest: list[_Word], first: bool) -> None:
        """End the page within a paragraph; where nothing would tell that it goes on, a word or two more."""
        if not self.p.marks_paragraphs and _SENTENCE_END.search(piece.lines[-1]):
            moved = []
            while line and not line[0].notes and len(moved) < 2:
                moved.append(line.pop(0).text)
            piece.lines[-1] = " ".join([piece.lines[-1], *moved])
            piece.letters = (piece.letters + letters("".join(moved)))[-12:]
        self.close_emphasis(piece, line or rest)
        after = " ".join(w.text for w in (line + rest)[:8])
        self.page.body.append(piece)
        if line or rest:
            self.t.joins.append(piece.letters + "|" + letters(after)[:12])

    def close_emphasis(self, piece: _Piece, rest: list[_Word]) -> None:
        """Emphasis cut by a page end is marked on both pages."""
        mark = self.p.emphasis
        if mark and self.p.call != "symbol" and rest and sum(line.count(mark) for line in piece.lines) % 2:
            piece.lines[-1] += mark
            rest[0].text = mark + rest[0].text

    def fill(self, words: list[_Word], width: int) -> tuple[list[_Word], list[_Word]]:
        size = 0
        for k, word in enumerate(words):
            size += len(word.text) + (k > 0) + 2 * len(word.notes)
            if size > width and k:
                left = width - (size - len(word.text) - 2 * len(word.notes))
                if self.p.hyphens and self.p.wrapped and (parts := self.divided(word.text, left)):
                    return [*words[:k], _Word(parts[0])], [_Word(parts[1], word.notes), *words[k + 1 :]]
                return words[:k], words[k:]
        return words, []

    def divided(self, word: str, room: int) -> tuple[str, str] | None:
        core = word.strip("*_.,;:!?()\"'“”‘’")
        if not core.isalpha() or len(core) < 7 or room < 5 or self.r.random() < 0.3:
            return None
        at = word.index(core) + min(len(core) - 3, max(3, room - 2))
        if at + 1 > room:
            return None
        return word[:at] + "-", word[at:]

    def set_line(self, piece: _Piece, line: list[_Word]) -> None:
        out = []
        for word in line:
            text = word.text
            for note in word.notes:
                self.number += 1
                label = SIGNS[(self.number - 1) % len(SIGNS)] if self.p.head == "symbol" else str(self.number)
                text += self.called(label)
                self.t.notes.append(bare(note.text))
                words = _words((note.text,), self.p.emphasis)
                mark = self.mark(label)
                if self.p.endnotes:
                    self.end.append(_Piece("note", self.lines(note.text), mark=mark))
                else:
                    self.note_lines(mark, words, self.free - 1)
            out.append(text)
            piece.letters = (piece.letters + letters(word.text))[-12:]
        piece.lines.append(" ".join(out))
        self.page.used += 1

    def note_lines(self, mark: str, words: list[_Word], room: float) -> None:
        """Set a note, or its rest, as far as there is room."""
        piece = _Piece("note", [], continues=not mark, mark=mark)
        rest = list(words)
        self.carried = []
        room_lines = max(1, int(room / 0.85))
        while rest:
            line, rest = self.fill(rest, self.p.width + 6 - (len(mark) if not piece.lines else 0))
            piece.lines.append(" ".join(w.text for w in line))
            if rest and len(piece.lines) >= room_lines:
                if _SENTENCE_END.search(piece.lines[-1]):
                    piece.lines[-1] += " " + " ".join(w.text for w in rest[:2])
                    rest = rest[2:]
                    if rest and _SENTENCE_END.search(piece.lines[-1]):
                        continue
                if rest:
                    self.close_emphasis(piece, rest)
                    self.t.cut_notes.append(letters(bare(piece.lines[-1]))[-12:])
                    self.carried = rest
                break
        self.page.notes.append(piece)
        self.page.used += 0.85 * len(piece.lines)

    def height(self, note: Note) -> float:
        return 0.85 * (len(note.text) // (self.p.width + 6) + 1)

    def lines(self, text: str) -> list[str]:
        rest, out = _words((text,), self.p.emphasis), []
        while rest:
            line, rest = self.fill(rest, self.p.width)
            out.append(" ".join(w.text for w in line))
        return out

    # ------------------------------------------------------------------- marks

    def called(self, label: str) -> str:
        if self.r.random() < self.p.lost / 2:
            return ""
        if label.isdigit() and self.r.random() < self.p.misread / 2:
            label = self.spoilt(label)
        return _CALLS[self.p.call](label)

    def mark(self, label: str) -> str:
        if self.r.random() < self.p.lost / 2:
            return " "
        if label.isdigit() and self.r.random() < self.p.misread / 2:
            label = self.spoilt(label)
        return _HEADS[self.p.head](label)

    def spoilt(self, label: str) -> str:
        at = self.r.randrange(len(label))
        other = {"1": "7", "7": "1", "3": "8", "8": "3", "5": "6", "6": "5", "0": "9", "9": "0"}
        new = label[:at] + other.get(label[at], "4") + label[at + 1 :]
        return new if new.lstrip("0") else label

    def know(self, block: Block, words: list[_Word]) -> None:
        text = bare("".join(run for run in block.runs if isinstance(run, str)))
        (self.t.paragraphs if block.kind == "paragraph" else self.t.quotations).append(text)
        before = ""
        for word in words:
            before = (before + letters(word.text.replace("*", "")))[-20:]
            self.t.calls += [(before, letters(n.text)[:16]) for n in word.notes]

    # ----------------------------------------------------------------- writing

    def written(self) -> str:
        parts = []
        for k, page in enumerate(self.pages):
            parts.append("\n".join(self.page_lines(k, page)))
        gap = "\n\n"
        if self.p.page == "\f":
            gap = "\n\f" if self.p.blank else "\f"
        text = gap.join(parts)
        if self.p.endnotes:
            blocks = [self.p.endnotes, *("\n".join(self.piece_lines(n)) for n in self.end)]
            between = "\n" if self.p.tight_notes else "\n\n"
            text += "\n\n" + blocks[0] + "\n\n" + between.join(blocks[1:])
        if self.p.loose:
            text = re.sub(r"\n\n", lambda m: "\n\n\n" if self.r.random() < 0.15 else m.group(), text)
        text = text.replace("\n", self.p.newline) + self.p.newline
        return ("\ufeff" if self.p.bom else "") + text

    def page_lines(self, k: int, page: _Page) -> list[str]:
        out: list[str] = []
        blank = [""] if self.p.blank else []
        top, bottom = self.furniture(k, page)
        if top:
            out += [top, ""]
        for piece in page.body:
            if piece.kind in (
                "head",
                "title",
                "author",
                "caption",
                "break",
                "abstract",
                "opening",
                "abstract-head",
            ):
                out += [] if not out or not out[-1] else [""]
                out += [*self.piece_lines(piece), ""]
            else:
                if piece.kind in ("quotation", "verse") and not self.p.blank and out and out[-1]:
                    out.append("")
                out += [*self.piece_lines(piece), *blank]
                if piece.kind in ("quotation", "verse") and not self.p.blank:
                    out.append("")
        if page.notes:
            if out and out[-1]:
                out.append("")
            if self.p.rule:
                out += [self.p.rule, ""]
                self.t.furniture.append(self.p.rule)
            for piece in page.notes:
                out += [*self.piece_lines(piece), *([] if self.p.tight_notes else [""])]
        if bottom:
            out += [] if out and not out[-1] else [""]
            out.append(bottom)
        while out and not out[-1]:
            out.pop()
        return out

    def piece_lines(self, piece: _Piece) -> list[str]:
        lines = list(piece.lines)
        own_lines = piece.kind in ("verse", "title")
        if not self.p.wrapped and not own_lines:
            lines = [" ".join(lines)]
        lines[0] = piece.mark.lstrip() + lines[0]
        if piece.kind in ("quotation", "verse"):
            lines = [" " * self.p.quote_indent + line for line in lines]
        elif piece.kind in ("paragraph", "note") and self.p.indent and not piece.continues:
            lines[0] = self.p.indent + lines[0]
        return lines

    def furniture(self, k: int, page: _Page) -> tuple[str, str]:
        number = self.p.folio_style.format(self.p.first_page + k)
        names = " and ".join(self.m.authors)
        if self.p.running == "sections":
            text = page.section or names if (self.p.first_page + k) % 2 else self.m.title
        else:
            text = self.m.title if (self.p.first_page + k) % 2 else names
        top = text if self.p.running and k else ""
        if self.p.folio == "top" and k:
            top = (
                number
                if not top
                else f"{number} {top}"
                if (self.p.first_page + k) % 2 == 0
                else f"{top} {number}"
            )
        bottom = number if self.p.folio == "bottom" else ""
        if self.r.random() < self.p.specks and top:
            at = self.r.randrange(len(top))
            top = top[:at] + self.r.choice("rnlicf.") + top[at + 1 :]
        self.t.furniture += [line for line in (top, bottom) if line]
        return top, bottom


def _words(runs: tuple[str | Note, ...], emphasis: str = "*") -> list[_Word]:
    out: list[_Word] = []
    for run in runs:
        if isinstance(run, Note):
            out[-1].notes.append(run)
        else:
            run = run.replace("*", emphasis)
            glued = bool(out) and not run[:1].isspace()
            for k, word in enumerate(run.split()):
                if k == 0 and glued and not out[-1].notes:
                    out[-1].text += word
                else:
                    out.append(_Word(word))
    return out


def _roman(number: int) -> str:
    out = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            out += sign
            number -= value
    return out


_CALLS = {
    "superscript": lambda n: n.translate(SUPERSCRIPT),
    "brackets": lambda n: f"[{n}]",
    "caret": lambda n: f"^{n}^",
    "paren": lambda n: f"({n})",
    "half": lambda n: f"{n})",
    "bare": lambda n: n,
    "symbol": lambda n: n,
}
_HEADS = {
    "superscript": lambda n: n.translate(SUPERSCRIPT) + " ",
    "tight": lambda n: n.translate(SUPERSCRIPT),
    "brackets": lambda n: f"[{n}] ",
    "caret": lambda n: f"^{n}^ ",
    "dot": lambda n: f"{n}. ",
    "paren": lambda n: f"({n}) ",
    "half": lambda n: f"{n}) ",
    "bare": lambda n: f"{n} ",
    "symbol": lambda n: f"{n} ",
}

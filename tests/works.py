"""Works made up for tests of building again: a text in sections with notes, and edits of it at random.

A rich work has besides all that one place of a book can say of another: references by page, an index of names,
figures in files of their own, pages of the original; and verse, lists, tables, quotations, sections in sections.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

_WORDS = (
    "archive editor scribe witness manuscript factory village reform harvest council letter report tradition "
    "parish merchant colony treaty industry peasant minister journal province population movement debate"
).split()
_FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
    '<rect width="{0}" height="{1}" fill="none" stroke="black"/></svg>'
)
_WORD_OF_OURS = re.compile(r"[a-z]+\d{5}")
_REFERENCE = re.compile(r'<ref target="#([^"]*)"/>')
_WITNESSES = "{M: Mediceus, P: Parisinus}"
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader>'
    "<fileDesc><titleStmt><title>A made-up work</title><author>A. Nonymous</author></titleStmt>"
    "<publicationStmt><p>none</p></publicationStmt><sourceDesc><p>none</p></sourceDesc></fileDesc>"
    '<encodingDesc><appInfo><application ident="emendata" version="1"><label>emendata</label></application>'
    "</appInfo></encodingDesc></teiHeader><text><body>"
)


@dataclass
class Made:
    """A work on disk, which can be changed."""

    folder: Path
    random: random.Random
    sections: list[list[str]] = field(default_factory=list)
    """Paragraphs, the first of which is the head; each word is the only one of its kind."""
    settings: dict[str, str] = field(default_factory=dict)
    corrections: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    """By lemma, what is said of it."""
    settled: list[str] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    rich: bool = False
    figures: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By file name, width and height."""
    ids: list[str] = field(default_factory=list)
    """What paragraphs are referred to by."""
    _count: int = 0

    def word(self) -> str:
        """A word that no other place has."""
        self._count += 1
        return f"{self.random.choice(_WORDS)}{self._count:05d}"

    def paragraph(self, words: int = 0) -> str:
        """Words, now and then with a note."""
        text = [self.word() for _ in range(words or self.random.randint(5, 60))]
        if self.random.random() < 0.3:
            self._count += 1
            note = " ".join(self.word() for _ in range(self.random.randint(2, 25)))
            text.insert(
                self.random.randrange(1, len(text) + 1),
                f'<note xml:id="n{self._count}" n="{self._count}" type="author" place="foot"><p>{note}</p></note>',
            )
        if self.rich:
            self._adorn(text)
            self.ids.append(_id(" ".join(text)))
        return " ".join(text)

    def _adorn(self, text: list[str]) -> None:
        """Put in what is more than words and notes."""
        for _ in range(self.random.choice((0, 1, 2))):
            inline = self.random.choice(
                (
                    self._reference(),
                    f'<persName key="{self.random.choice("ABC")}. Person">{self.word()}</persName>',
                    f'<hi rend="italic">{self.word()} {self.word()}</hi>',
                    f'<foreign xml:lang="la">{self.word()}</foreign>',
                    f'<pb xml:id="pb{self._number()}" n="{self._count}"/>',
                    f'<note xml:id="n{self._number()}" n="*" type="author" place="foot"><p>{self.word()} '
                    f"{self._reference()} {self.word()}</p></note>",
                )
            )
            text.insert(self.random.randrange(1, len(text) + 1), inline)

    def _reference(self) -> str:
        """A reference to a paragraph, which the books name by its place."""
        return f'see <ref target="#{self.random.choice(self.ids)}"/>' if self.ids else self.word()

    def _number(self) -> int:
        self._count += 1
        return self._count

    def block(self) -> str:
        """Something that is no paragraph."""
        words = [self.word() for _ in range(8)]
        match self.random.randrange(6):
            case 0:
                return f"<quote><p>{' '.join(words)}</p></quote>"
            case 1:
                return f"<lg><l>{' '.join(words[:4])}</l><l>{' '.join(words[4:])}</l></lg>"
            case 2:
                return f'<list rend="bulleted"><item>{words[0]}</item><item>{words[1]}</item></list>'
            case 3:
                cells = "".join(f"<cell>{word}</cell>" for word in words[:3])
                return f'<table xml:id="t{self._number()}"><head>{words[3]}</head><row>{cells}</row></table>'
            case 4:
                name = f"f{self._number()}.svg"
                self.figures[name] = self.random.randint(80, 300), self.random.randint(40, 200)
                return (
                    f'<figure xml:id="{name}-fig"><graphic url="{name}"/><head>{" ".join(words)}</head>'
                    "<figDesc>A frame.</figDesc></figure>"
                )
            case _:
                return f"<div><head>{words[0]}</head><p>{self.paragraph()}</p></div>"

    def section(self, paragraphs: int) -> list[str]:
        """A head and paragraphs; in a rich work with other blocks, at the end a section of its own."""
        made = [self.word(), *(self.paragraph() for _ in range(paragraphs))]
        if self.rich:
            made += [block for block in (self.block() for _ in range(3)) if not block.startswith("<div")]
        return made

    def write(self) -> None:
        """Put it on disk."""
        self.folder.mkdir(exist_ok=True)
        ids = {_id(p) for _, *paragraphs in self.sections for p in paragraphs}
        body = "".join(
            f"<div><head>{head}</head>{''.join(map(self._written, paragraphs))}</div>\n"
            for head, *paragraphs in self.sections
        )
        body = _REFERENCE.sub(lambda found: found[0] if found[1] in ids else "", body)
        (self.folder / "source.xml").write_text(f"{_HEAD}{body}</body></text></TEI>\n", "utf-8")
        settings = {"source": "source.xml", "lang": "en", "witnesses": _WITNESSES, **self.settings}
        (self.folder / "edition.yaml").write_text("".join(f"{k}: {v}\n" for k, v in settings.items()), "utf-8")
        corrections = "".join(
            f"- for: {wrong}\n  read: {right}\n  why: ocr\n" for wrong, right in self.corrections.items()
        )
        (self.folder / "corrections.yaml").write_text(corrections or "[]\n", "utf-8")
        entries = "".join(f"- lem: {lemma}\n  {said}\n" for lemma, said in self.entries.items())
        (self.folder / "apparatus.yaml").write_text(entries or "[]\n", "utf-8")
        settled = "".join(f"- query: {code}\n" for code in self.settled)
        (self.folder / "settled.yaml").write_text(settled or "[]\n", "utf-8")
        for name in ("print.css", "edition.css", "epub.css"):
            (self.folder / name).write_text(self.sheets.get(name, ""), "utf-8")
        for name, size in self.figures.items():
            (self.folder / name).write_text(_FIGURE.format(*size), "utf-8")

    def _written(self, paragraph: str) -> str:
        if _is_block(paragraph):
            return paragraph
        return f'<p xml:id="{_id(paragraph)}">{paragraph}</p>' if self.rich else f"<p>{paragraph}</p>"

    # ---------------------------------------------------------------------- edits

    def edit(self) -> str:
        """Change something; says what."""
        kind = self.random.choice(
            (self._correct, self._correct, self._correct, self._uncorrect, self._word, self._word,
             self._insert, self._remove, self._swap, self._setting, self._setting, self._sheet, self._entry,
             self._entry, self._no_entry, self._settle)
            + (self._refer, self._frame, self._block, self._index, self._name, self._divide) * self.rich
        )  # fmt: skip
        said = kind()
        self.write()
        return f"{kind.__name__}: {said}"

    def _place(self) -> tuple[list[str], int]:
        """A paragraph."""
        section = self.random.choice(self.sections)
        return section, self.random.choice([at for at, p in enumerate(section) if at and not _is_block(p)])

    def _correct(self) -> str:
        section, at = self._place()
        if wrong := self._free(section[at]):
            self.corrections[wrong] = self.word() * self.random.choice((1, 1, 4))
            return wrong
        return ""

    def _free(self, paragraph: str) -> str:
        """A word of the text that nothing else is about."""
        text = re.sub(r"<note.*?</note>", " ", paragraph)
        text = re.sub(r"<(\w+) [^>]*>[^<]*</\1>|<[^>]*>", " ", text)
        taken = {*self.corrections, *self.entries}
        words = [w for w in text.split() if _WORD_OF_OURS.fullmatch(w) and w not in taken]
        return self.random.choice(words) if words else ""

    def _uncorrect(self) -> str:
        if self.corrections:
            return self.corrections.pop(self.random.choice(sorted(self.corrections)))
        return ""

    def _word(self) -> str:
        section, at = self._place()
        new = self.word()
        section[at] += f" {new}"
        return new

    def _insert(self) -> str:
        section, at = self._place()
        section.insert(at, self.paragraph())
        return section[at][:20]

    def _remove(self) -> str:
        section, at = self._place()
        if sum(not _is_block(p) for p in section) < 4:
            return ""
        gone = section.pop(at)
        self._forget(gone)
        return gone[:20]

    def _forget(self, gone: str) -> None:
        """Say no more about a text that is gone."""
        self.corrections = {w: r for w, r in self.corrections.items() if w not in gone}
        self.entries = {w: e for w, e in self.entries.items() if w not in gone}

    def _swap(self) -> str:
        section, at = self._place()
        first = next(n for n, p in enumerate(section) if n and not _is_block(p))
        section[first], section[at] = section[at], section[first]
        return section[first][:20]

    def _setting(self) -> str:
        name, values = self.random.choice(
            (
                ("style", ("plain", "book")),
                ("title", ("One title", "Another")),
                ("running", ("{title: Short}", "{}")),
                ("lines", ("{show: on, every: 3}", "{show: on, restart: never}", "{show: off}")),
                ("series", ("{apparatus: {numbering: lines, layout: paragraph}}", "{author: {restart: page}}", "{}")),
                ("witnesses", (_WITNESSES, "{M: Mediceus, P: Parisinus, V: Vaticanus}")),
                ("apparatus", ("{kind: positive, language: la}", "{kind: negative}", "{}")),
            )
        )
        self.settings[name] = self.random.choice(values)
        return f"{name} {self.settings[name]}"

    def _entry(self) -> str:
        section, at = self._place()
        if lemma := self._free(section[at]):
            said = self.random.choice(
                (f"rdg: {{{self.word()}: M, om.: P}}", f"rdg: {{{self.word()} {self.word()}: M P}}",
                 f"say: {self.word()} {self.word()}\n  series: fontes")
            )  # fmt: skip
            self.entries[lemma] = said
        return lemma

    def _no_entry(self) -> str:
        return self.entries.pop(self.random.choice(sorted(self.entries))) if self.entries else ""

    def _settle(self) -> str:
        self.settled = self.random.choice(([], ["K010"], ["K020", "K021"]))
        return str(self.settled)

    def _sheet(self) -> str:
        name = self.random.choice(("print.css", "edition.css", "epub.css"))
        self.sheets[name] = self.random.choice(("", "p { text-indent: 2em }", "h2 { letter-spacing: 0.2em }"))
        return f"{name} {self.sheets[name]}"

    # ------------------------------------------------------------- edits of rich works

    def _refer(self) -> str:
        section, at = self._place()
        section[at] += f" {(said := self._reference())}"
        return said

    def _frame(self) -> str:
        if not self.figures:
            return ""
        name = self.random.choice(sorted(self.figures))
        self.figures[name] = self.random.randint(80, 300), self.random.randint(40, 200)
        return name

    def _block(self) -> str:
        section, _ = self._place()
        block = self.block()
        if block.startswith("<div"):
            section.append(block)
        else:
            section.insert(self.random.randrange(1, 1 + sum(not p.startswith("<div") for p in section)), block)
        return block[:20]

    def _index(self) -> str:
        self.settings["index"] = self.random.choice(("{names: on}", "{names: on, passages: on}", "{names: off}"))
        return self.settings["index"]

    def _name(self) -> str:
        section, at = self._place()
        section[at] += f' <persName key="{self.random.choice("BCD")}. Person">{(name := self.word())}</persName>'
        return name

    def _divide(self) -> str:
        """Put a section in, or take one away."""
        if len(self.sections) > 2 and self.random.random() < 0.4:
            section = self.sections[self.random.randrange(len(self.sections))]
            while sum(not _is_block(p) for p in section) > 3:
                self._remove_from(section)
            return "shorter"
        self.sections.insert(self.random.randrange(len(self.sections) + 1), new := self.section(2))
        return new[0]

    def _remove_from(self, section: list[str]) -> None:
        gone = section.pop(next(at for at, p in enumerate(section) if at and not _is_block(p)))
        self._forget(gone)


def _is_block(paragraph: str) -> bool:
    return paragraph.startswith(("<quote", "<lg", "<list", "<table", "<figure", "<div"))


def _id(paragraph: str) -> str:
    """What a paragraph is referred to by."""
    found = None if _is_block(paragraph) else _WORD_OF_OURS.search(paragraph)
    return f"p-{found[0]}" if found else ""


def made(folder: Path, seed: int, sections: int = 4, paragraphs: int = 6, *, rich: bool = False) -> Made:
    """A work of this size."""
    work = Made(folder, random.Random(seed), rich=rich)
    work.sections = [work.section(paragraphs) for _ in range(sections)]
    work.write()
    return work

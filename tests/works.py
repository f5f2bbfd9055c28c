"""Works made up for tests of building again: a text in sections with notes, and edits of it at random."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

_WORDS = (
    "archive editor scribe witness manuscript factory village reform harvest council letter report tradition "
    "parish merchant colony treaty industry peasant minister journal province population movement debate"
).split()
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
        return " ".join(text)

    def section(self, paragraphs: int) -> list[str]:
        """A head and paragraphs."""
        return [self.word(), *(self.paragraph() for _ in range(paragraphs))]

    def write(self) -> None:
        """Put it on disk."""
        self.folder.mkdir(exist_ok=True)
        body = "".join(
            f"<div><head>{head}</head>{''.join(f'<p>{p}</p>' for p in paragraphs)}</div>\n"
            for head, *paragraphs in self.sections
        )
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

    # ---------------------------------------------------------------------- edits

    def edit(self) -> str:
        """Change something; says what."""
        kind = self.random.choice(
            (self._correct, self._correct, self._correct, self._uncorrect, self._word, self._word,
             self._insert, self._remove, self._swap, self._setting, self._setting, self._sheet, self._entry,
             self._entry, self._no_entry, self._settle)
        )  # fmt: skip
        said = kind()
        self.write()
        return f"{kind.__name__}: {said}"

    def _place(self) -> tuple[list[str], int]:
        section = self.random.choice(self.sections)
        return section, self.random.randrange(1, len(section))

    def _correct(self) -> str:
        section, at = self._place()
        if wrong := self._free(section[at]):
            self.corrections[wrong] = self.word() * self.random.choice((1, 1, 4))
            return wrong
        return ""

    def _free(self, paragraph: str) -> str:
        """A word of the text that nothing else is about."""
        text = re.sub(r"<note.*?</note>", " ", paragraph)
        words = [w for w in text.split() if w.isalnum() and w not in self.corrections and w not in self.entries]
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
        if len(section) < 4:
            return ""
        gone = section.pop(at)
        self.corrections = {w: r for w, r in self.corrections.items() if w not in gone}
        self.entries = {w: e for w, e in self.entries.items() if w not in gone}
        return gone[:20]

    def _swap(self) -> str:
        section, at = self._place()
        section[1], section[at] = section[at], section[1]
        return section[1][:20]

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


def made(folder: Path, seed: int, sections: int = 4, paragraphs: int = 6) -> Made:
    """A work of this size."""
    work = Made(folder, random.Random(seed))
    work.sections = [work.section(paragraphs) for _ in range(sections)]
    work.write()
    return work

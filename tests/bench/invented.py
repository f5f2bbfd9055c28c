"""Works invented for measuring: so many words in so many sections, with notes and entries as dense as is asked for.

They are TEI, so that what is measured is the way from a Document to the books: as the program writes it itself, or, if
there is an apparatus, as others do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader>'
    "<fileDesc><titleStmt><title>An invented work</title><author>A. Nonymous</author></titleStmt>"
    "<publicationStmt><p>none</p></publicationStmt><sourceDesc>{sources}</sourceDesc></fileDesc>{program}"
    "</teiHeader><text><body>\n"
)
_OWN = (
    '<encodingDesc><appInfo><application ident="emendata" version="1"><label>emendata</label></application>'
    "</appInfo></encodingDesc>"
)
_SIGLA = "MPRV"


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a work is, and how dense."""

    words: int
    sections: int
    notes: int = 0
    entries: int = 0


class Invented:
    """A work on disk, in which one word can be corrected again and again."""

    def __init__(self, folder: Path, shape: Shape, seed: int = 1) -> None:
        self.folder, self.shape = folder, shape
        self._chance = random.Random(seed)
        syllables = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aeiou"]
        self._vocabulary = ["".join(self._chance.choices(syllables, k=self._chance.randint(1, 4))) for _ in range(9000)]
        self._weights = list(accumulate(1 / (n + 3) for n in range(len(self._vocabulary))))
        self._notes = self._entries = self._corrected = 0
        self._marked = False
        folder.mkdir(parents=True)
        (folder / "edition.yaml").write_text("source: source.xml\nlang: en\nstyle: book\n", "utf-8")
        with open(folder / "source.xml", "w", encoding="utf-8") as file:
            file.writelines(self._source())
        (folder / "corrections.yaml").write_text("[]\n", "utf-8")

    def correct(self) -> None:
        """Correct a word in the middle of the work otherwise than before."""
        self._corrected += 1
        entry = f"- for: erratum\n  read: {self._word()} {self._corrected}\n  why: ocr\n"
        (self.folder / "corrections.yaml").write_text(entry, "utf-8")

    # -------------------------------------------------------------------------- the source

    def _source(self) -> Iterator[str]:
        witnesses = "".join(f'<witness xml:id="{siglum}">{siglum}</witness>' for siglum in _SIGLA)
        if self.shape.entries:
            yield _HEAD.format(sources=f"<listWit>{witnesses}</listWit>", program="")
        else:
            yield _HEAD.format(sources="<p>none</p>", program=_OWN)
        shape = self.shape
        for section in range(shape.sections):
            words = shape.words * (section + 1) // shape.sections - shape.words * section // shape.sections
            share = words
            yield f"<div><head>{self._word().capitalize()} {section + 1}</head>\n"
            middle = section == shape.sections // 2
            while words > 0:
                length = min(words, self._chance.randint(60, 180))
                words -= length
                yield f"<p>{' '.join(self._sentences(length, middle and words < share / 2))}</p>\n"
            yield "</div>\n"
        yield "</body></text></TEI>\n"

    def _word(self) -> str:
        return self._chance.choices(self._vocabulary, cum_weights=self._weights)[0]

    def _sentences(self, words: int, middle: bool) -> Iterator[str]:
        if middle and not self._marked:
            self._marked = True
            yield "Erat erratum hic."
        while words > 0:
            length = min(words, self._chance.randint(6, 24))
            words -= length
            sentence = [self._word() for _ in range(length)]
            sentence[0] = sentence[0].capitalize()
            for at, word in enumerate(sentence):
                if self._chance.random() * self.shape.words < self.shape.entries:
                    sentence[at] = self._entry(word)
            sentence[-1] += "."
            if self._chance.random() * self.shape.words < self.shape.notes * length:
                sentence[-1] += self._note()
            yield " ".join(sentence)

    def _note(self) -> str:
        self._notes += 1
        text = " ".join(self._word() for _ in range(self._chance.randint(8, 30))).capitalize()
        number = self._notes
        return f'<note xml:id="note{number}" n="{number}" type="author" place="foot"><p>{text}.</p></note>'

    def _entry(self, word: str) -> str:
        self._entries += 1
        number = self._entries
        wit = "".join(self._chance.sample(_SIGLA, 2))
        other = self._word()
        return (
            f'<app xml:id="app{number}"><lem>{word}</lem>'
            f'<rdg wit="#{wit[0]} #{wit[1]}">{other}</rdg></app>'
        )

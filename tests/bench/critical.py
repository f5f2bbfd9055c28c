"""Print a critical edition as a user does, and one ten times as long: ``python -m tests.bench.critical``.

Of the words 9 % have an entry of the apparatus, of the sentences 16 % a footnote and 25 % a source, as in the edition
of 29,000 words for which LaTeX with reledmac takes 101 seconds. Beside it a text ten times as long as an article,
with footnotes alone. The limits are 20 and 8 seconds, and 11 times the time for 10 times the text. Every build
proves its pages; nothing comes from a cache. Words come from a seed.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pikepdf

from tests.bench.article import measured
from tests.bench.table import table
from tests.publish.pages.critical import SIGLA, SYLLABLES

HEAD = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Liber</title></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><listWit>{witnesses}</listWit></sourceDesc></fileDesc></teiHeader>
<text xml:lang="la"><body>"""


@dataclass(slots=True)
class Writer:
    """Writes TEI, and counts what there is of each kind."""

    entries: float
    """The share of words with a reading; of sentences with a source and with a footnote:"""
    sources: float
    notes: float
    chance: Random = field(default_factory=lambda: Random(29))
    known: list[str] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.known = [
            "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 4))) for _ in range(1500)
        ]

    def word(self) -> str:
        """A word, the frequent ones more often."""
        return self.known[int(len(self.known) * self.chance.random() ** 2.5)]

    def some(self, least: int, most: int) -> str:
        """Some words."""
        return " ".join(self.word() for _ in range(self.chance.randint(least, most)))

    def lemma(self) -> str:
        """A word or a few of the text, perhaps with its readings."""
        if self.chance.random() >= self.entries:
            self.count["words"] += 1
            return self.word()
        words = self.some(1, 1) if self.chance.random() < 0.9 else self.some(2, 12)
        self.count["words"] += len(words.split())
        self.count["entries"] += 1
        two, one = (" ".join(f"#{name}" for name in self.chance.sample(SIGLA, k)) for k in (2, 1))
        return f'<app><lem>{words}</lem><rdg wit="{two}">{self.word()}</rdg><rdg wit="{one}"/></app>'

    def sentence(self) -> str:
        """A sentence with its notes."""
        words = [self.lemma() for _ in range(self.chance.randint(6, 18))]
        if self.chance.random() < self.sources:
            self.count["sources"] += 1
            place = f"<title>{self.word().title()}</title> {self.chance.randint(1, 20)}, {self.chance.randint(1, 90)}"
            words[-1] = f'<app type="fontes"><lem>{words[-1]}</lem><note>{place}</note></app>'
        text = f"{' '.join(words)}."
        if self.chance.random() < self.notes:
            self.count["notes"] += 1
            text += f'<note place="foot" n="{self.count["notes"]}">{self.some(6, 40)}.</note>'
        return text

    def book(self, words: int, division: int = 2500) -> str:
        """A text of about so many words, in divisions."""
        written = [HEAD.format(witnesses="".join(f'<witness xml:id="{name}"/>' for name in SIGLA))]
        while self.count["words"] < words:
            end = min(words, self.count["words"] + division)
            written.append(f"<div><head>{self.some(1, 3)}</head>")
            while self.count["words"] < end:
                sentences = (self.sentence() for _ in range(self.chance.randint(3, 9)))
                written.append(f"<p>{' '.join(sentences)}</p>")
            written.append("</div>")
        return "".join([*written, "</body></text></TEI>"])


def main() -> None:
    """Print the table."""
    rows = [["text", "words", "entries", "sources", "notes", "pages", "seconds", "processor s", "peak MB"]]
    works = (
        ("critical", 29_000, Writer(0.09, 0.25, 0.16)),
        ("ten times as long", 290_000, Writer(0.09, 0.25, 0.16)),
        ("footnotes alone", 170_000, Writer(0.0, 0.0, 0.064)),
    )
    for name, words, writer in works:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "liber.xml")
            source.write_text(writer.book(words), "utf-8")
            best = min(
                measured(str(source), "--to", "pdf", "--no-cache", "--out", f"{folder}/out")[:3]
                for _ in range(3 if words < 100_000 else 1)
            )
            with pikepdf.open(Path(folder, "out", "liber.pdf")) as pdf:
                pages = len(pdf.pages)
        counts = (writer.count[what] for what in ("words", "entries", "sources", "notes"))
        rows.append(
            [name, *(f"{n:,}" for n in (*counts, pages)), *(f"{s:.1f}" for s in best[:2]), f"{best[2]:,}"]
        )
    print(table("Printing from the shell, without a cache", rows))


if __name__ == "__main__":
    main()

"""A critical text made from a seed: with an apparatus, sources and notes, as dense as those of real editions.

Of the words 9 % have an entry of the apparatus, of the sentences 16 % a footnote and 25 % a source.
"""

from __future__ import annotations

from random import Random

from emendata.publish.semantic.model import Section

from .books import section

SYLLABLES = (
    "a ab ac ad al am an ar at ba be bi ca ce ci co cu da de di do e en er es et fa fe fi fo ge gi ha i in is "
    "la le li lo lu ma me mi mo mu na ne ni no nu o ob or pa pe pi po pra pre pro qua que qui ra re ri ro ru sa "
    "se si so su ta te ti to tra tu u ua ue ui um un ur us"
).split()
SIGLA = "M P R V γ ω".split()


class Writer:
    """Writes words, sentences and what is said of them."""

    def __init__(self, seed: int = 4) -> None:
        self.chance = Random(seed)
        self.known = [self._word() for _ in range(1500)]
        self.entries: list[str] = []
        self.sources: list[str] = []
        self.notes: list[str] = []
        self.words = 0
        self._done: dict[str, int] = {}

    def _word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 4)))

    def word(self) -> str:
        """A word, the frequent ones more often."""
        return self.known[int(len(self.known) * self.chance.random() ** 2.5)]

    def some(self, least: int, most: int) -> str:
        """Some words."""
        return " ".join(self.word() for _ in range(self.chance.randint(least, most)))

    def siglum(self) -> str:
        """The siglum of a witness."""
        name = self.chance.choice(SIGLA)
        return f'<a class="siglum" href="#wit-{name}">{name}</a>'

    def on(self, first: str, series: str = "apparatus") -> str:
        """The words, with an entry on them."""
        into = self.entries if series == "apparatus" else self.sources
        name = f"{series[:3]}{len(into) + 1}"
        many = self.chance.random() < 0.1
        words = first if not many else f"{first} {self.some(1, 12)}"
        self.words += len(words.split()) - len(first.split())
        shown = words if len(words.split()) < 3 else f"{words.split()[0]} … {words.split()[-1]}"
        said = f"{self.word()} {self.siglum()}<sup>2</sup>, "
        said += f'<span class="word">om.</span> {self.siglum()} {self.siglum()}'
        lemma = f'<span class="lemma" data-word="{first}">{shown}</span><span class="bracket">]</span>'
        if series != "apparatus":
            lemma, said = (
                "",
                f"<i>{self.word().title()}</i> {self.chance.randint(1, 20)}, {self.chance.randint(1, 90)}",
            )
        into.append(
            f'<div class="note entry" id="{name}" data-from="{name}-from" data-to="{name}-to"><p>'
            f'<span class="n">1</span> {lemma} {said} <a class="back" href="#{name}-from">↩</a></p></div>'
        )
        begin, end = (
            f'<span class="{k}" id="{name}-{k}" data-entry="{name}"></span>' for k in ("from", "to")
        )
        return f"{begin}{words}{end}"

    def sentence(self) -> str:
        """A sentence with what is said of it."""
        written = []
        for _ in range(self.chance.randint(6, 18)):
            word = self.word()
            self.words += 1
            written.append(self.on(word) if self.chance.random() < 0.09 else word)
        if self.chance.random() < 0.25:
            written[-1] = self.on(written[-1], "fontes") if "<" not in written[-1] else written[-1]
        text = f"{' '.join(written)}."
        if self.chance.random() < 0.16:
            n = len(self.notes) + 1
            text += f'<a class="call" id="c{n}" href="#n{n}">{n}</a>'
            self.notes.append(
                f'<div class="note" id="n{n}"><p><span class="n">{n}</span> {self.some(6, 40)}. '
                f'<a class="back" href="#c{n}">↩</a></p></div>'
            )
        return text

    def paragraph(self) -> str:
        """Some sentences."""
        return f"<p>{' '.join(self.sentence() for _ in range(self.chance.randint(3, 9)))}</p>"

    def division(self, name: str, paragraphs: int) -> Section:
        """A division of the text with its notes."""
        text = "".join(self.paragraph() for _ in range(paragraphs))
        parts = (("author", self.notes), ("fontes", self.sources), ("apparatus", self.entries))
        strips = "".join(
            f'<section class="notes" data-series="{series}">{"".join(written[self.done(series) :])}</section>'
            for series, written in parts
        )
        for series, written in parts:
            self._done[series] = len(written)
        return section(f'<section id="{name}" class="division"><h2>Liber {name}</h2>{text}{strips}</section>')

    def done(self, series: str) -> int:
        """How many of a series stand in an earlier division."""
        return self._done.get(series, 0)


def divisions(words: int, seed: int = 4, paragraphs: int = 40) -> tuple[list[Section], Writer]:
    """Divisions that have so many words together."""
    writer = Writer(seed)
    made: list[Section] = []
    while writer.words < words:
        left = max(1, min(paragraphs, (words - writer.words) // 70))
        made.append(writer.division(f"d{len(made) + 1}", left))
    return made, writer

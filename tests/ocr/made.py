"""Make a scanned text of a given shape, and say what it really is.

`make(shape, seed)` sets an invented article into pages as a printer would: body, then notes, cut where
the page is full; and writes the pages as OCR would leave them. The words are invented sentences over a
small vocabulary; what matters is how blocks begin and end.
"""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass, field

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_NOUNS = (
    "archive editor scribe witness manuscript factory village reform harvest council letter report tradition "
    "parish merchant colony treaty industry peasant minister journal province population movement debate school "
    "landlord market railway census printer copyist library chronicle monastery magistrate assembly policy"
).split()
_ADJECTIVES = (
    "early later careful provincial political common rapid uncertain older recent general hostile local official "
    "learned modest steady curious legal rural annual bitter formal obscure"
).split()
_VERBS = (
    "described followed rejected preserved copied examined reported opposed explained altered recorded supported "
    "transformed ignored published compared attacked defended discussed revised"
).split()
_LINKS = "because although while since whereas so that before after".split()
_NAMES = (
    "Morland Petrov Ashworth Delaunay Kestner Ivanova Barlow Rossetti Okafor Lindqvist Haverkamp Dumont Sorel "
    "Whitcombe Zelinsky Marchetti Oldham Pereira Novak Brandt"
).split()
_PLACES = "London Paris Leipzig Moscow Florence Oxford Geneva Boston Madrid Vienna".split()
_JOURNALS = (
    "Past and Present",
    "Annales",
    "Voprosy istorii",
    "Speculum",
    "Revue historique",
    "Rivista storica",
)
_FOREIGN = "udarniki zemstvo corvées Weltgeschichte derivazioni émigrés soviety raiony prikaz".split()


@dataclass(frozen=True, slots=True)
class Shape:
    """How the text was printed and scanned."""

    heads: str = "superscript"
    """Mark in front of a note: superscript, brackets, dot, paren, caret, bare, symbol."""
    calls: str = "superscript"
    """Mark in the text: superscript, brackets, caret, paren, bare, symbol."""
    by_page: bool = False
    wrap: int = 0
    """Length of lines, 0: each paragraph on one line."""
    hyphens: bool = False
    form_feeds: bool = False
    running_heads: bool = False
    folios: str = ""
    """``""``, ``top`` or ``bottom``."""
    figures: bool = False
    quotations: int = 0
    verse: int = 0
    faults: int = 0
    """Note numbers misread."""
    noise: float = 0.0
    """Share of characters in running heads that OCR has spoilt."""
    words: int = 6000
    per_page: int = 420
    notes: float = 0.25
    """Notes for each sentence."""
    long_notes: float = 0.25
    heads_every: int = 9
    head_style: str = "caps"
    """caps, title, roman or arabic."""
    byline: str = "caps"
    """caps, title or by."""
    tight: bool = False
    """No blank line between a running head and the text below it."""
    abstract: bool = True
    starred: bool = True


@dataclass(slots=True)
class Truth:
    """What the text really is; texts have no marks, single spaces."""

    title: str = ""
    author: str = ""
    abstract: str = ""
    heads: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    joined: int = 0
    quotations: list[str] = field(default_factory=list)
    verses: list[list[str]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    notes_joined: int = 0
    calls: list[tuple[str, str]] = field(default_factory=list)
    """(the 25 characters in front of the call, beginning of its note)"""


class _Maker:
    def __init__(self, shape: Shape, seed: int) -> None:
        self.shape = shape
        self.r = random.Random(seed)
        self.truth = Truth()
        self.sections = 0

    # ------------------------------------------------------------------ words

    def phrase(self) -> str:
        r = self.r
        noun = (
            f"the {r.choice(_ADJECTIVES)} {r.choice(_NOUNS)}"
            if r.random() < 0.6
            else f"the {r.choice(_NOUNS)}"
        )
        if r.random() < 0.3:
            noun += f" of {r.choice(_PLACES)}"
        if r.random() < 0.12:
            noun += f" (*{r.choice(_FOREIGN)}*)"
        return noun

    def clause(self) -> str:
        return f"{self.phrase()} {self.r.choice(_VERBS)} {self.phrase()}"

    def sentence(self) -> str:
        r = self.r
        text = self.clause()
        for _ in range(r.choice((0, 1, 1, 2, 3))):
            text += (
                r.choice((", ", " ", "; "))
                + (r.choice(_LINKS) + " " if r.random() < 0.7 else "and ")
                + self.clause()
            )
        if r.random() < 0.15:
            text += f" in {r.randint(1780, 1960)}–{r.randint(1961, 1990)}"
        if r.random() < 0.12:
            text = f'{r.choice(_NAMES)}, who {r.choice(_VERBS)} {self.phrase()}, called it "{self.phrase()}"'
        return text[0].upper() + text[1:] + "."

    def citation(self) -> str:
        r = self.r
        kind = r.random()
        name = f"{r.choice('ABCDEFGHJKLM')}. {r.choice(_NAMES)}"
        title = " ".join(r.choice(_NOUNS).capitalize() for _ in range(3))
        if kind < 0.4:
            pages = f"pp. {r.randint(2, 99)}–{r.randint(100, 400)}"
            return f"{name}, *{title}* ({r.choice(_PLACES)}, {r.randint(1850, 1995)}), {pages}."
        if kind < 0.7:
            volume = f"{r.randint(1, 60)} ({r.randint(1900, 1995)})"
            return f'{name}, "{title}", *{r.choice(_JOURNALS)}*, {volume}, p. {r.randint(2, 300)}.'
        if kind < 0.8:
            return f"*Ibid.*, p. {r.randint(2, 200)}."
        if kind < 0.9:
            return f"See {name}, *{title}*; and {self.clause()}."
        return self.sentence()

    def head(self, words: list[str]) -> str:
        self.sections += 1
        title = "The " + " and the ".join(words[:2])
        match self.shape.head_style:
            case "title":
                return "The " + " and the ".join(w.capitalize() for w in words[:2])
            case "roman":
                return f"{_ROMAN[self.sections % 12]}. {title}"
            case "arabic":
                return f"{self.sections}. {title}"
            case _:
                return ("THE " + " ".join(words)).upper()

    def note(self) -> str:
        if self.r.random() < self.shape.long_notes:
            return " ".join([self.citation()] + [self.sentence() for _ in range(self.r.randint(1, 5))])
        return self.citation()

    # ---------------------------------------------------------------- content

    def content(self) -> list[tuple[str, object]]:
        """The text as a list of (kind, content); a paragraph is a list of (sentence, note or "")."""
        r, s = self.r, self.shape
        out: list[tuple[str, object]] = []
        count, number, figures = 0, 0, 0
        since = 99
        quotes, verses = s.quotations, s.verse
        step = max(1, s.words // 110 // (quotes + verses + 1)) if quotes + verses else 0
        while count < s.words:
            if since >= s.heads_every:
                words = [r.choice(_NOUNS) for _ in range(r.randint(2, 4))]
                out.append(("head", self.head(words)))
                since = 0
            paragraph = []
            for _ in range(r.randint(3, 7)):
                has_note = r.random() < s.notes
                paragraph.append((self.sentence(), self.note() if has_note else ""))
            number += 1
            since += 1
            count += sum(len(x.split()) for x, _ in paragraph)
            displayed = step and number % step == 0 and (quotes or verses)
            if displayed:
                intro = r.choice(
                    ("As {} wrote in a letter:", "{} put it in these words:", "The report of {} continued:")
                )
                paragraph.append((intro.format(r.choice(_NAMES)), ""))
            out.append(("paragraph", paragraph))
            if displayed and quotes and (quotes >= verses or not verses):
                out.append(("quotation", [(self.sentence(), "") for _ in range(r.randint(2, 4))]))
                quotes -= 1
            elif displayed and verses:
                out.append(
                    (
                        "verse",
                        [
                            self.clause().replace("*", "").capitalize()[: r.randint(28, 44)].rsplit(" ", 1)[0]
                            for _ in range(r.choice((4, 6, 8)))
                        ],
                    )
                )
                verses -= 1
            if s.figures and number % 11 == 5:
                figures += 1
                out.append(("caption", f"Figure {figures}. {self.sentence()}"))
        return out


@dataclass(slots=True)
class _Page:
    body: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    size: int = 0


def _call(style: str, label: str) -> str:
    return {
        "superscript": label.translate(SUPERSCRIPT),
        "brackets": f"[{label}]",
        "caret": f"^{label}^",
        "paren": f"{label})",
        "bare": label,
        "symbol": label,
    }[style]


def _head(style: str, label: str) -> str:
    return {
        "superscript": label.translate(SUPERSCRIPT) + " ",
        "brackets": f"[{label}] ",
        "caret": f"^{label}^ ",
        "dot": f"{label}. ",
        "paren": f"{label}) ",
        "bare": f"{label} ",
        "symbol": f"{label} ",
    }[style]


_ROMAN = ("XII", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI")
_SIGNS = ("*", "†", "‡", "§", "**", "††")


def make(shape: Shape, seed: int) -> tuple[str, Truth]:
    """The text as OCR left it, and the truth."""
    maker = _Maker(shape, seed)
    return _Setter(maker).run()


class _Setter:
    """Sets the content into pages."""

    def __init__(self, maker: _Maker) -> None:
        self.m = maker
        self.s = maker.shape
        self.r = maker.r
        self.t = maker.truth
        self.pages: list[_Page] = [_Page()]
        self.number = 0
        self.carried: list[str] = []  # rest of a note for the next page
        self.waiting_caption = ""

    def label(self) -> str:
        self.number += 1
        return _SIGNS[(self.number - 1) % len(_SIGNS)] if self.s.heads == "symbol" else str(self.number)

    def new_page(self) -> None:
        self.pages.append(_Page())
        if self.s.by_page or self.s.heads == "symbol":
            self.number = 0
        page = self.pages[-1]
        if self.carried:
            rest = self.carried.pop()
            page.size += len(rest.split())
            page.notes.append(rest)

    def run(self) -> tuple[str, Truth]:
        content = self.m.content()
        self.opening()
        for kind, what in content:
            if kind == "head":
                if self.pages[-1].size > self.s.per_page - 60:
                    self.new_page()
                self.put(kind, str(what))
                self.t.heads.append(str(what))
            elif kind == "caption":
                self.waiting_caption = str(what)
                self.t.captions.append(str(what).replace("*", ""))
            elif kind == "verse":
                lines = [str(x) for x in what]  # type: ignore[attr-defined]
                if self.pages[-1].size + 8 * len(lines) > self.s.per_page:
                    self.new_page()
                self.put(kind, "\n".join(lines))
                self.t.verses.append(lines)
            else:
                self.paragraph(kind, what)  # type: ignore[arg-type]
        while self.carried:
            self.new_page()
        if self.waiting_caption:
            self.put("caption", self.waiting_caption)
        return self.written(), self.t

    def opening(self) -> None:
        t = self.t
        t.title = (
            "The "
            + " ".join(self.r.choice(_NOUNS) for _ in range(3)).capitalize()
            + " Reconsidered, 1850–1914"
        )
        name = f"{self.r.choice(('Anna', 'Peter', 'Martha'))} {self.r.choice(_NAMES)}"
        t.author = name.upper()
        if self.s.starred:
            self.put("title", t.title + "*")
            note = f"An earlier version was read at the conference in {self.r.choice(_PLACES)}. {self.m.sentence()}"
            self.pages[-1].notes.append("* " + note)
            t.notes.append(note.replace("*", ""))
            t.calls.append((t.title[-25:], note[:20]))
        else:
            self.put("title", t.title)
        self.put("author", {"caps": t.author, "title": name, "by": f"by {name}"}[self.s.byline])
        if self.s.abstract:
            abstract = "Summary: " + " ".join(self.m.sentence() for _ in range(4))
            t.abstract = abstract.replace("*", "")
            self.put("abstract", abstract)

    def put(self, kind: str, text: str) -> None:
        self.pages[-1].body.append((kind, text))
        self.pages[-1].size += len(text.split()) + 6

    def paragraph(self, kind: str, sentences: list[tuple[str, str]]) -> None:
        t = self.t
        text, plain, cuts = "", "", 0
        pending: list[tuple[str, str]] = []
        for number, (sentence, note) in enumerate(sentences):
            if text:
                text += " "
            plain += (" " if plain else "") + sentence.replace("*", "")
            words = sentence.split(" ")
            room = self.s.per_page - self.pages[-1].size - len(text.split())
            while len(words) > room:
                # the page is full in the middle of this sentence
                keep = max(room, 0)
                if keep == 0 and number == 0 and not text:
                    self.new_page()
                    room = self.s.per_page - self.pages[-1].size
                    continue
                if keep and words[keep - 1].count("*") % 2:
                    keep -= 1
                open_ = " ".join(words[:keep])
                if open_.count("*") % 2:
                    keep = min(keep + 1, len(words) - 1)
                if (keep <= 1 and number == 0) or keep >= len(words):
                    if not text.strip() and keep <= 1:
                        self.new_page()
                        room = self.s.per_page - self.pages[-1].size
                        continue
                    break
                if keep == 0:
                    # between two sentences nothing shows that the paragraph goes on: not a fair question
                    keep = min(3, len(words) - 1)
                first = " ".join(words[:keep])
                words = words[keep:]
                if self.s.hyphens and self.r.random() < 0.3 and words[0].isalpha() and len(words[0]) > 6:
                    first += " " + words[0][:4] + "-"
                    words[0] = words[0][4:]
                self.put(kind, text + first)
                text = ""
                cuts += 1
                self.flush(pending)
                self.new_page()
                room = self.s.per_page - self.pages[-1].size
            text += " ".join(words)
            if note:
                label = self.label()
                text += _call(self.s.calls, label)
                t.calls.append((plain[-25:], note.replace("*", "")[:20]))
                pending.append((label, note))
                self.pages[-1].size += len(note.split()) // 2
        self.put(kind, text)
        self.flush(pending)
        {"paragraph": t.paragraphs, "quotation": t.quotations}[kind].append(plain)
        t.joined += cuts > 0
        if self.waiting_caption and self.pages[-1].size > 30:
            self.put("caption", self.waiting_caption)
            self.waiting_caption = ""

    def flush(self, pending: list[tuple[str, str]]) -> None:
        """Set the notes called so far on this page; cut the last where it does not fit."""
        page = self.pages[-1]
        for k, (label, note) in enumerate(pending):
            self.t.notes.append(note.replace("*", ""))
            head = _head(self.s.heads, label)
            words = note.split(" ")
            page.size += len(words) - len(words) // 2
            over = page.size - self.s.per_page
            if (
                over > 6
                and k == len(pending) - 1
                and not self.carried
                and len(words) > over + 4
                and len(words) - over > 5
            ):
                keep = len(words) - over
                first = " ".join(words[:keep])
                if first.count("*") % 2 or first.endswith((".", "?")):
                    page.notes.append(head + note)
                    continue
                page.notes.append(head + first)
                self.carried.append(" ".join(words[keep:]))
                self.t.notes_joined += 1
            else:
                page.notes.append(head + note)
        pending.clear()

    # ---------------------------------------------------------------- writing

    def written(self) -> str:
        out: list[str] = []
        for number, page in enumerate(self.pages, 17):
            blocks: list[str] = []
            if number > 17 and (self.s.running_heads or self.s.folios == "top"):
                blocks.append(self.running_head(number))
            for kind, text in page.body:
                blocks.append(text if kind == "verse" else self.wrapped(text))
            blocks += [self.wrapped(note) for note in page.notes]
            if self.s.folios == "bottom":
                blocks.append(str(number))
            page_text = "\n\n".join(blocks)
            if self.s.tight and number > 17:
                page_text = page_text.replace("\n\n", "\n", 1)
            out.append(page_text)
        text = ("\n\n\f" if self.s.form_feeds else "\n\n").join(out) + "\n"
        return self.spoilt(text)

    def running_head(self, number: int) -> str:
        name = self.t.title if number % 2 else self.t.author
        if self.s.noise:
            name = "".join("rn" if c == "m" and self.r.random() < self.s.noise else c for c in name)
        if not self.s.running_heads:
            return str(number)
        if self.s.folios == "top":
            return f"{number} {name}" if number % 2 == 0 else f"{name} {number}"
        return name

    def wrapped(self, text: str) -> str:
        if not self.s.wrap:
            return text
        lines = textwrap.wrap(text, self.s.wrap, break_long_words=False, break_on_hyphens=False)
        if not self.s.hyphens:
            return "\n".join(lines)
        for i in range(len(lines) - 1):
            word, _, rest = lines[i + 1].partition(" ")
            if word.isalpha() and len(word) > 7 and self.r.random() < 0.25 and rest and word.islower():
                lines[i] += " " + word[:4] + "-"
                lines[i + 1] = word[4:] + " " + rest
        return "\n".join(lines)

    def spoilt(self, text: str) -> str:
        """Some note heads misread: doubled or skipped numbers."""
        for _ in range(self.s.faults):
            n = self.r.randint(4, max(5, len(self.t.notes) - 3))
            old = "\n" + _head(self.s.heads, str(n))
            text = text.replace(old, "\n" + _head(self.s.heads, str(n + self.r.choice((-1, 1)))), 1)
        return text

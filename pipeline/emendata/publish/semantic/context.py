"""What is known and what is remembered while one Document is written as XHTML."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from emendata.document.model import Note
from emendata.publish.backmatter import Emended
from emendata.publish.images import Image
from emendata.publish.indexing import Gathered
from emendata.publish.semantic.marks import EntryWork
from emendata.publish.semantic.model import Page
from emendata.publish.semantic.names import Ids
from emendata.publish.series import Series
from emendata.publish.terms import Terms
from emendata.publish.xhtml import Element, borrowed, direction, language


@dataclass(slots=True)
class Shelf:
    """The images that came with the text, and the addresses of those that are used."""

    given: Mapping[str, Image]
    used: dict[str, Image] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)

    def address(self, src: str) -> str:
        """The address of the image that the Document calls `src`; empty where it did not come."""
        if src not in self.given:
            return ""
        if src not in self._addresses:
            image = self.given[src]
            self._addresses[src] = address = self._free(image.name or src, image.media_type)
            self.used[address] = image
        return self._addresses[src]

    def _free(self, name: str, media_type: str) -> str:
        letters = unicodedata.normalize("NFKD", PurePosixPath(name).stem).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:60] or "image"
        suffix = _SUFFIXES.get(media_type, "bin")
        address, n = f"images/{stem}.{suffix}", 1
        while address in self.used:
            n += 1
            address = f"images/{stem}-{n}.{suffix}"
        return address


_SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


@dataclass(slots=True)
class NoteWork:
    """The notes: which are called where, and which still have to be written."""

    notes: Mapping[str, Note]
    ids: Mapping[str, str]
    """The id in the book of each note."""
    labels: Mapping[str, str]
    called: frozenset[str]
    """Those that anything calls."""
    unfit: frozenset[str]
    """Those that some reading system cannot open as a pop-up."""
    declared: Mapping[str, Series]
    """By name, in the order in which they stand at the end of a section."""
    section_of: dict[str, int] = field(default_factory=dict)
    """By note, the number of the section where it is first called and where it will stand."""
    pending: list[str] = field(default_factory=list)
    """Called for the first time and not yet written."""
    written: set[str] = field(default_factory=set)
    series: dict[str, Element] = field(default_factory=dict)
    """The sections with the notes of each series that stand at the end of the section being written."""
    within: str = ""
    """The series of the note being written."""
    calls: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By note, the ids of its calls."""
    ends: dict[str, Element] = field(default_factory=dict)
    """By note, the element at whose end the back-links stand."""

    def follows(self, note_id: str, section: int) -> bool:
        """Whether a note will stand after what is now being written, and in the same section."""
        if self.section_of[note_id] != section or note_id in self.written:
            return False
        return not self.within or self.place(self.notes[note_id].series) >= self.place(self.within)

    def place(self, series: str) -> int:
        """Where the notes of a series stand at the end of a section, counted from 0."""
        return list(self.declared).index(series)


@dataclass(slots=True)
class Entry:
    """An entry of the apparatus of emendations."""

    n: int
    """Counts from 1."""
    id: str
    emended: Emended
    place_id: str
    """The id of what was emended, where it stands."""


@dataclass(slots=True)
class Context:
    """One of these goes with the writer through the whole Document."""

    entry_work: EntryWork
    index: Gathered
    """What the indexes have so far."""
    verses: Mapping[int, str]
    """By the identity of the words of a verse, its number, where readers have to find it by that."""
    name_places: Mapping[int, deque[str]]
    """By the identity of a name in the Document, the numbers of the places where it stands."""

    ids: Ids
    terms: Terms
    images: Shelf
    notes: NoteWork
    entries: Mapping[str, deque[Entry]]
    """By emendation, what the apparatus has on it: one entry, but for ids that clash."""
    lang: str
    direction: str
    section: int = 0
    """Number of the section being written."""
    quiet: bool = False
    """Writing a repetition of text that stands elsewhere: no ids, no calls, no links."""
    numbering: bool = False
    """Writing the body, whose paragraphs are counted."""
    paragraph: int = 0
    references: list[tuple[Element, str]] = field(default_factory=list)
    """Links within the Document, to be resolved when everything has its id."""
    pages: list[Page] = field(default_factory=list)
    loci: dict[str, str] = field(default_factory=dict)
    """By an id in the book, the numbers of section and verse there, where they are known."""

    def repeating(self) -> Context:
        """The context in which text is repeated."""
        return replace(self, quiet=True)

    @contextmanager
    def speaking(self, lang: str) -> Iterator[dict[str, str]]:
        """Write in another language; gives the attributes that say so."""
        attributes = language(lang) if lang != self.lang else {}
        if not attributes:
            yield {}
            return
        before = self.lang, self.direction
        self.lang, self.direction = lang, direction(lang)
        if self.direction != before[1]:
            attributes["dir"] = self.direction
        yield attributes
        self.lang, self.direction = before

    def ours(self, parent: Element) -> dict[str, str]:
        """The attributes of words of the program's own in an element, which may be in another language."""
        said = next((lang for tree in (parent, *parent.iterancestors()) if (lang := tree.get("lang"))), self.lang)
        return borrowed(self.terms.lang, said)

    def own_id(self, name: str, otherwise: str = "") -> dict[str, str]:
        """The ``id`` attribute of something that the Document calls `name`.

        Without a name, the id is `otherwise`; without that too, there is none.
        """
        if self.quiet or not (name or otherwise):
            return {}
        return {"id": self.ids.given(name, otherwise or "x") if name else self.ids.fresh(otherwise)}

"""What accumulates while one syntax tree becomes a Document: ids, notes, images, and what was lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from emendata.acquire.pandoc.ast import Attributes, Nodes, TooDeep
from emendata.diagnostics import Diagnostic, Place

DEEPEST = 100
"""Levels of nesting; the deepest real text has some twenty."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a node inherits from those around it."""

    lang: str = ""
    """The language of the text here."""
    said: str = ""
    """The language that the Document already states for this place; the text's own by default."""
    block: str = ""
    """The language of the block, to which its notes return from a passage in another."""
    rend: str = ""
    """`Paragraph.rend` for the paragraphs here."""
    depth: int = 0
    narrow: bool = False
    """In a cell of a table or an item of a list, where lines are short and broken without being verse."""
    quoted: bool = False
    """In a displayed quotation, where already two short lines are verse."""
    starred: bool = False
    """Notes called here bear signs instead of numbers, as those to a title do."""

    def deeper(self) -> Context:
        """One level further in."""
        if self.depth >= DEEPEST:
            raise TooDeep
        return replace(self, depth=self.depth + 1)

    @property
    def unsaid(self) -> str:
        """The language that the next node must state, empty where it is said already."""
        return "" if same_language(self.lang, self.said) else self.lang


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language in one script; the country is no matter (``en``, ``en-GB``)."""
    return _REGION.sub("", one).casefold() == _REGION.sub("", other).casefold()


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_REGION = re.compile(r"-(?:[A-Za-z]{2}|\d{3})(?=-|$)")


@dataclass(slots=True)
class RawNote:
    """A note that has been called and waits to be read."""

    id: str
    blocks: Nodes
    context: Context
    label: str = ""
    """The number or sign as printed, where the file tells."""


@dataclass(slots=True)
class _Count:
    first: str
    hint: str
    times: int = 0


@dataclass(slots=True)
class Reading:
    """The state of one reading."""

    name: str
    image: Callable[[str, Reading], str]
    """From an image's address in the file to its `src` in the Document, empty where it cannot be had."""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    """What is to be seen on the images, by their addresses, where pandoc does not tell."""
    lang: str = ""
    """The language of the whole text."""
    cut_quotations: bool = False
    """Whether each paragraph of a quotation comes as a quotation of its own."""
    formulas_in_line: bool = False
    """Whether every formula comes as a displayed one, also those in the line."""
    pending: list[str] = field(default_factory=list)
    """Ids that wait for the next block to bear them."""
    notes: list[RawNote] = field(default_factory=list)
    accounted: list[str] = field(default_factory=list)
    """Texts of the file that are in the Document in another form, or were left out and reported."""
    apart: dict[str, Nodes] = field(default_factory=dict)
    """Notes that stand apart from their calls, by the name the calls give them."""
    called: dict[str, str] = field(default_factory=dict)
    """The ids, for now, of those that have been called."""
    ids: Ids = field(default_factory=lambda: Ids())
    _counts: dict[tuple[str, str], _Count] = field(default_factory=dict)

    def lost(self, code: str, what: str, example: str = "", hint: str = "") -> None:
        """Record that something has no counterpart in the Document."""
        count = self._counts.setdefault((code, what), _Count(_shown(example), hint))
        count.times += 1

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """One warning for each kind of loss, with its count."""
        return tuple(
            Diagnostic(code, "warning", Place(self.name), _counted(what, count), count.hint)
            for (code, what), count in sorted(self._counts.items())
        )

    def language(self, tag: str) -> str:
        """The tag, if it is one."""
        tag = tag.replace("_", "-")
        if tag and not _LANGUAGE.fullmatch(tag):
            self.lost("A020", "a language is no BCP 47 tag", tag, "write for example `grc` or `ru-Latn`")
            return ""
        return tag

    def wait(self, attrs: Attributes) -> None:
        """Let the next block bear this id."""
        if attrs.id and (id_ := self.ids.given(attrs.id)):
            self.pending.append(id_)

    def call(self, blocks: Nodes, context: Context, label: str = "") -> str:
        """Take up a note; its id."""
        id_ = f"?{len(self.notes)}"  # until `settle` knows its number
        # Whatever stands around the call does not stand around the note, but the block's language does.
        lang = context.block or self.lang
        inner = Context(lang, self.lang, lang, depth=context.depth, starred=context.starred)
        self.notes.append(RawNote(id_, blocks, inner, label))
        return id_

    def call_apart(self, name: str, context: Context, label: str) -> str:
        """Take up a note that stands apart, once however often it is called; its id."""
        if name not in self.called:
            self.called[name] = self.call(self.apart.pop(name, []), context, label)
        return self.called[name]


class Ids:
    """pandoc's identifiers as XML names, unique in the Document."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._given: set[str] = set()
        self._automatic: set[str] = set()
        self.aimed: set[str] = set()
        """Names that a reference points to."""

    def named(self, raw: str) -> str:
        """The name for the identifier, the same each time."""
        if raw not in self._names:
            self._names[raw] = self._unique(_name(raw))
        return self._names[raw]

    def given(self, raw: str) -> str:
        """The name for something that bears the identifier; empty if something before bears it too."""
        name = self.named(raw)
        if name in self._given:
            return ""
        self._given.add(name)
        if raw.startswith("_") or raw.endswith((".xhtml", ".html", ".htm", ".xml")):
            self._automatic.add(name)
        return name

    def automatic(self, name: str) -> bool:
        """Whether a program made the id for itself: Word's ``_GoBack``, a file of an e-book."""
        return name in self._automatic

    def target(self, raw: str) -> str:
        """The name for something that is referred to."""
        name = self.named(raw)
        self.aimed.add(name)
        return name

    def fresh(self, wanted: str) -> str:
        """A name that nothing bears, `wanted` if it is free."""
        return self._unique(wanted)

    def _unique(self, name: str) -> str:
        stem = name
        while name in self._taken:
            self._numbers[stem] = number = self._numbers.get(stem, 1) + 1
            name = f"{stem}-{number}"
        self._taken.add(name)
        return name


def _name(raw: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", raw).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_).strip("-")
    if not re.search(r"[A-Za-z0-9]", name):
        return "id"  # nothing of it is ASCII: λόγος
    return name if name[0].isalpha() else f"id-{name.lstrip('_-')}"


def _shown(example: str) -> str:
    example = " ".join(example.split())
    return example if len(example) <= 60 else example[:57] + "…"


def _counted(what: str, count: _Count) -> str:
    if count.times == 1:
        return f"{what}: {count.first}" if count.first else what
    first = f", the first: {count.first}" if count.first else ""
    return f"{what} ({count.times} times{first})"

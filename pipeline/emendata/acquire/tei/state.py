"""What is known while a TEI file is read: its ids, what points at them, the notes and entries found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from emendata.acquire.tei.ids import Given
from emendata.acquire.tei.node import Node
from emendata.acquire.tei.pieces import Piece
from emendata.acquire.tei.pointers import Pointers, Within
from emendata.acquire.tei.renditions import Looks
from emendata.acquire.tei.report import Report, Said
from emendata.document.model import Attestation, Entry, Note, Text, Witness
from emendata.document.walk import plain

Reads: TypeAlias = Callable[["State", Node], list[Piece]]
READERS: dict[str, Reads] = {}


def reads(*names: str) -> Callable[[Reads], Reads]:
    """Declare what the elements with these names become."""

    def register(reader: Reads) -> Reads:
        READERS.update(dict.fromkeys(names, reader))
        return reader

    return register


def letters(strings: Iterable[str]) -> Counter[str]:
    """How often each character stands in the strings, white space left aside."""
    return Counter(character for string in strings for character in string if not character.isspace())


EMPTY = frozenset(
    "gap space pb lb cb gb milestone anchor ptr graphic media lacunaStart lacunaEnd witStart witEnd".split()
)
DESCRIBED = ("gap", "space", "graphic", "media")


@dataclass(slots=True)
class Traces:
    """What reading an element leaves behind, besides its pieces."""

    said: dict[tuple[str, str], Said]
    notes: list[Note]
    note_ids: dict[Node, str]
    numbers: dict[str, int]
    entries: list[Entry | None]
    left_out: Counter[str]
    generated: Counter[str]
    emendations: int


@dataclass(slots=True)
class State:
    """Everything that readers of elements share."""

    report: Report
    ids: dict[str, Node]
    pointers: Pointers
    looks: Looks
    given: Given = field(default_factory=Given)
    series: frozenset[str] = frozenset()
    """Those that the editor has declared."""
    targets: dict[str, str] = field(default_factory=dict)
    """Ids of the file that something in the text refers to, with the ids that the Document has for them."""
    wraps: frozenset[Node] = frozenset()
    """Line beginnings with which only the source begins a line."""
    calls: dict[Node, Node] = field(default_factory=dict)
    """References in the text that call a note which stands elsewhere."""
    apart: frozenset[Node] = frozenset()
    """Notes that are called from elsewhere, or by a mark: nothing stands for them where they are."""
    notes: list[Note] = field(default_factory=list)
    note_ids: dict[Node, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """The last number given to a note without one, by series."""
    witnesses: dict[str, Witness] = field(default_factory=dict)
    """By their ids in the file, in the order in which they are declared."""
    undeclared: dict[str, Node] = field(default_factory=dict)
    """Sigla that nobody has declared, with where they are used first."""
    entries: list[Entry | None] = field(default_factory=list)
    """None for one whose readings are still being read, and for one that was taken into another."""
    joined: int = 0
    """How many `app` were taken into the entry that they go on with."""
    notes_as_entries: int = 0
    """How many entries are notes in the file: of sources and testimonia."""
    refused: int = 0
    """How many `app` made no entry; each has been told."""
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    """(witness, ``start`` or ``end``, anchor) of what a witness has not."""
    spans: dict[Node, tuple[str, str]] = field(default_factory=dict)
    """Of an `app` that stands apart from its lemma, the ids of the marks around that."""
    within: Within = field(default_factory=Within)
    """Marks that are still to be put into the text."""
    marks: dict[str, Node] = field(default_factory=dict)
    """The marks at the ends of what entries of a spine are about, by their ids."""
    lemmas: dict[Node, str] = field(default_factory=dict)
    """Of such an ``app``, the words between the marks."""
    split: dict[str, str] = field(default_factory=dict)
    """Id of a ``lem`` that goes on in a later ``app`` → the anchor where it begins."""
    emendations: int = 0
    export: bool = False
    """Whether emendata wrote the file for others: then a choice begins with what is printed."""
    conjectures: bool = False
    """Whether the file itself says which of the readings of scholars are conjectures, or compares editions only."""
    lang: str = ""
    """Of the element that is being read."""
    in_text: bool = True
    """Whether what is read stands in the text, and not in a reading or in the header."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Characters that are not in the Document; each time it has been told."""
    generated: Counter[str] = field(default_factory=Counter)
    """Characters that the file has not: what a pointer without text says."""

    def snapshot(self) -> Traces:
        """What reading leaves behind, to be put back by `restore`."""
        return Traces(
            {key: replace(said) for key, said in self.report.said.items()},
            list(self.notes),
            dict(self.note_ids),
            dict(self.numbers),
            list(self.entries),
            Counter(self.left_out),
            Counter(self.generated),
            self.emendations,
        )

    def restore(self, before: Traces) -> None:
        """Forget what was read since."""
        self.report.said = before.said
        self.notes, self.note_ids, self.numbers = before.notes, before.note_ids, before.numbers
        self.entries, self.emendations = before.entries, before.emendations
        self.left_out, self.generated = before.left_out, before.generated

    # -- reading

    def pieces(self, node: Node) -> list[Piece]:
        """What the content of an element becomes."""
        out: list[Piece] = []
        for child in node.children:
            if isinstance(child, str):
                if child:
                    out.append(Text(child))
            else:
                out += self.piece(child)
        return out

    def piece(self, node: Node) -> list[Piece]:
        """What an element becomes."""
        reader = READERS.get(node.name)
        if reader is None:
            return self.unknown(node)
        if node.name in EMPTY and node.children:
            return [*reader(self, node), *self._content_of_empty(node)]
        return reader(self, node)

    def _content_of_empty(self, node: Node) -> list[Piece]:
        """What stands in an element that should hold nothing but a description."""
        rest = [
            child
            for child in node.children
            if (
                child.strip()
                if isinstance(child, str)
                else child.name != "desc" or node.name not in DESCRIBED
            )
        ]
        if not rest:
            return []
        self.report.say("A041", node, f"<{node.name}> should be empty; what it holds is kept")
        holder = Node(node.name, {}, node.line, rest, node.parent)
        return self.pieces(holder)

    def unknown(self, node: Node) -> list[Piece]:
        """An element without a reader: its text stays."""
        if node.name.startswith("{"):
            namespace, _, name = node.name[1:].partition("}")
            message = f"<{name}> of {namespace} is not read, its text is kept"
        else:
            message = f"<{node.name}> is not read, its text is kept"
        if not node.has_text() and not any(True for _ in node.elements()):
            message = message.replace(", its text is kept", "")
        self.report.say("A043", node, message)
        return self.pieces(node)

    def drop(self, node: Node, why: str, hint: str = "") -> list[Piece]:
        """Leave an element out, its text counted."""
        self.report.say("A043", node, f"<{node.name}> is left out: {why}", hint)
        self.omit(node)
        return []

    def omit(self, node: Node) -> None:
        """The text of the element is not in the Document, and has been accounted for."""
        self.left_out.update(letters(node.strings()))
        self._refuse_in(node)

    def literal(self, node: Node) -> str:
        """The text of an element whose markup is left out, as it stands."""
        if any(True for _ in node.elements()):
            self.report.say("A043", node, f"markup within <{node.name}> is not read, its text is kept")
        self._refuse_in(node)
        return "".join(node.strings())

    def _refuse_in(self, node: Node) -> None:
        if (inner := sum(1 for _ in node.iter("app"))) and node.name != "app":
            self.report.say("A046", node, f"an <app> within <{node.name}> makes no entry")
        self.refused += inner

    # -- ids

    def own_id(self, node: Node) -> str:
        """The Document's id of an element that something refers to; empty where nothing does."""
        name = node.get("xml:id")
        return self.targets.get(name, "") if name and self.ids.get(name) is node else ""

    def witness(self, pointer: str, at: Node, kind: str = "manuscript") -> Attestation | None:
        """The witness that a pointer names; one that nobody declared is declared, and told."""
        name = self.pointers.id_of(pointer, at) if "#" in pointer or ":" in pointer else pointer
        name = name or pointer.rpartition("#")[2]
        said = ""
        if "?" in name and name not in self.ids:
            # ``#Paris?citedRange=74b``: a place in the witness.
            name, _, query = name.partition("?")
            said = ", ".join(part.rpartition("=")[2] for part in query.split("&") if part)
            self.generated.update(letters([said]))
        if not name:
            self.report.say("A046", at, f"»{pointer}« names no witness; it is not read", "write the siglum")
            return None
        found = self.witnesses.get(name) or self._by_siglum(name)
        if found is None:
            if (declared := self.ids.get(name)) is not None:
                from emendata.acquire.tei.witnesses import referred

                found = referred(self, declared, kind)
            else:
                self.undeclared.setdefault(name, at)
                found = Witness(self.given.fresh(name), (Text(name),), kind)
            self.witnesses[name] = found
        return Attestation(found.id, said)

    def tell_undeclared(self) -> None:
        """Say which sigla nobody has declared: each, or all in one sentence if they are many."""
        hint = "add a <witness> with this xml:id to a <listWit>"
        if len(self.undeclared) <= 8:
            for name, at in self.undeclared.items():
                self.report.say("A046", at, f"the siglum »{name}« is not declared", hint)
            return
        message = f"{len(self.undeclared)} sigla are not declared: {', '.join(self.undeclared)}"
        self.report.say("A046", next(iter(self.undeclared.values())), message, hint)

    def _by_siglum(self, name: str) -> Witness | None:
        return next((w for w in self.witnesses.values() if plain(w.siglum) == name), None)

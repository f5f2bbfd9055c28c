"""The other files of an edition: which the source points into, and what stands there.

A spine keeps an apparatus apart from its texts: its readings are pointers into the files of the witnesses. Those that
lie in the folder of the source are given to the reader; nothing else is opened. Where the spine has no text of its
own, the text of the edition is that of the first witness whose file is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import basename
from urllib.parse import unquote

from emendata.acquire.tei import p4
from emendata.acquire.tei.ids import index
from emendata.acquire.tei.node import Node
from emendata.acquire.tei.parse import parsed
from emendata.acquire.tei.report import Report
from emendata.diagnostics import Diagnostic, EmendataError

_NAMED = re.compile(rb"""["'\s]([^"'\s<>&]+\.(?:xml|tei))#""", re.IGNORECASE)
_MOST = 500
_NOT_WORDS = ("note", "fw", "listApp", "teiHeader", "rdg", "figDesc")


def named(data: bytes) -> tuple[str, ...]:
    """The files that a source points into, as it names them, in their order."""
    found = (match.decode("utf-8", "replace") for match in _NAMED.findall(data))
    return tuple(dict.fromkeys(found))[:_MOST]


def may_lie(reference: str) -> tuple[str, ...]:
    """Where the file may lie that is referred to by a path or an address: by its name, with up to two folders."""
    parts = [part for part in unquote(reference).split("/") if part not in ("", ".", "..")]
    return tuple("/".join(parts[-count:]) for count in (3, 2, 1) if count <= len(parts))


@dataclass(slots=True)
class _File:
    root: Node
    ids: dict[str, Node]
    report: Report


@dataclass(slots=True)
class Files:
    """Files by their names, read when something in them is asked for."""

    data: Mapping[str, bytes]
    texts: set[str] = field(default_factory=set)
    """Those whose text has become the text of the edition."""
    _read: dict[str, _File | None] = field(default_factory=dict)

    def at(self, pointer: str) -> Node | None:
        """The element that a pointer into another file points at."""
        file, _, fragment = pointer.partition("#")
        there = self._file(unquote(basename(file)))
        return there.ids.get(fragment) if there is not None else None

    def words(self, pointer: str) -> str | None:
        """What a pointer into another file points at; None where that is not here."""
        node = self.at(pointer)
        if node is None:
            return None
        return " ".join("".join(node.strings(lambda inner: inner.name in _NOT_WORDS)).split())

    def text(self, name: str) -> Node | None:
        """The text of a file, to be the text of the edition."""
        there = self._file(name)
        text = next(there.root.iter("text"), None) if there is not None else None
        if text is not None:
            self.texts.add(name)
        return text

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What there is to be said of files whose text is that of the edition."""
        there = (self._read[name] for name in sorted(self.texts))
        return tuple(diagnostic for file in there if file for diagnostic in file.report.diagnostics)

    def _file(self, name: str) -> _File | None:
        if name not in self._read:
            self._read[name] = None
            if (data := self.data.get(name)) is not None:
                report = Report(name)
                try:
                    root = parsed(data, report)
                except EmendataError:
                    return None  # not TEI: what points into it is told to lead nowhere
                if p4.is_p4(root):
                    p4.to_p5(root, report)
                self._read[name] = _File(root, index(root, report), report)
        return self._read[name]


# ---------------------------------------------------------- a spine without a text


def put_text_to_spine(root: Node, files: Files, report: Report) -> None:
    """Where the source is nothing but an apparatus of pointers, put the text that it is about into the tree."""
    text = root.first("text")
    if text is None or not files.data or _has_own_text(text):
        return
    apps = [app for app in text.iter("app") if app.within("app") is None]
    base = _base(root, apps, files)
    if not base:
        return
    texts = [found for name in base if (found := files.text(name)) is not None]
    said = ", ".join(f"»{name}«" for name in base)
    report.say(
        "A042", text, f"the apparatus points into other files: the text of the edition is that of {said}"
    )
    apart = Node("standOff", {}, text.line, [], root)
    for app in apps:
        apart.add(app)
    at = text.index
    if len(texts) == 1:
        root.children[at] = texts[0]
        texts[0].parent = root
    else:
        group = Node("group", {}, text.line)
        for one in texts:
            group.add(one)
        text.children = []
        text.add(group)
    root.add(apart)


def _has_own_text(text: Node) -> bool:
    return any(
        string.strip()
        for string in text.strings(lambda inner: inner.name in ("app", "head", "note", "listWit"))
    )


def _base(root: Node, apps: list[Node], files: Files) -> list[str]:
    """The files with the text: those of the lemmas, else of the first witness that has files here."""
    pointed: dict[str, dict[str, None]] = {}
    for app in apps:
        for member in app.iter("lem", "rdg"):
            for pointer in member.iter("ptr", "ref"):
                name = unquote(basename(pointer.get("target").partition("#")[0]))
                if name in files.data and files.at(pointer.get("target")) is not None:
                    for wit in (
                        ["", *member.get("wit").split()]
                        if member.name == "lem"
                        else member.get("wit").split()
                    ):
                        pointed.setdefault(wit.rpartition("#")[2], {})[name] = None
    order = ["", *(node.get("xml:id") for node in root.iter("witness")), *pointed]
    return list(next((pointed[wit] for wit in order if wit in pointed), {}))

"""Open an EPUB for the linter: bytes enter, a `Volume` leaves in which every rule finds what it asks for.

What cannot be read at all is a diagnostic: a damaged archive has no chapters to look into.

Codes: L101 no EPUB at all; L103 no package document; L110 a file that is not well-formed.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from emendata.archive import Archive, Damaged
from emendata.diagnostics import Diagnostic, Place, Severity
from emendata.lint.document import (
    TYPE,
    XHTML,
    Document,
    Element,
    Link,
    document_of,
    is_back,
    is_call,
    is_note,
    line_of,
    links_in,
    local,
    text_of,
    words,
)
from emendata.lint.facts import Facts, Head, Led, gather
from emendata.remembering import Remember, anew

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
CONTAINER = "META-INF/container.xml"
XHTML_TYPE = "application/xhtml+xml"

MOST_FILES = 20_000
MOST_BYTES = 2_000_000_000
"""That an archive may unpack to."""

Where = Place | Document | Facts | tuple[Document, Element] | tuple[Facts, int]
"""What a diagnostic is about: a place, a document, or an element of one, which facts know by its number."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file as the manifest lists it."""

    id: str
    name: str
    """Its path in the archive."""
    media_type: str
    properties: frozenset[str]
    tree: Element


@dataclass
class Volume:
    """An EPUB, as far as it could be read."""

    name: str
    """Of the EPUB's file, for diagnostics about the whole."""
    files: Archive
    package_name: str
    package: Element
    items: list[Item]
    spine: list[str]
    """Names of the documents in the order of reading."""
    facts: dict[str, Facts]
    """Those of all XHTML documents that could be read, those of the spine first, in its order."""
    documents: Mapping[str, Document]
    """These documents. They are read when they are asked for."""
    trouble: list[Diagnostic] = field(default_factory=list)
    whole: Volume | None = None
    """Of a volume with one document alone, the one that it was taken from."""

    def alone(self, name: str) -> Volume:
        """The volume as if it had this document only; yet it knows of those that it calls, or that call it."""
        spine = [name] if name in self.spine else []
        return replace(self, spine=spine, documents={name: self.documents[name]}, whole=self)

    @cached_property
    def touching(self) -> Mapping[str, list[str]]:
        """The documents that a document calls, or from which it is called, in their order."""
        found: dict[str, set[str]] = {name: set() for name in self.facts}
        for name, facts in self.facts.items():
            for other in facts.calls:
                if other in found:
                    found[name].add(other)
                    found[other].add(name)
        return {name: [other for other in self.facts if other in own] for name, own in found.items()}

    # ------------------------------------------------------------------- where things are

    def problem(
        self, code: str, where: Where, message: str, hint: str = ""
    ) -> Diagnostic:
        """Something that is wrong."""
        return self._said(code, "error", where, message, hint)

    def doubt(
        self, code: str, where: Where, message: str, hint: str = ""
    ) -> Diagnostic:
        """Something that is very likely wrong, or will not work everywhere."""
        return self._said(code, "warning", where, message, hint)

    def _said(
        self,
        code: str,
        severity: Severity,
        where: Where,
        message: str,
        hint: str,
    ) -> Diagnostic:
        match where:
            case (Facts() as facts, int(at)):
                where = self.place(*self.found(facts, at))
            case (Document() as document, tree):
                where = self.place(document, tree)
            case Document() | Facts():
                where = Place(where.name)
        return Diagnostic(code, severity, where, message, hint)

    def place(self, document: Document, tree: Element) -> Place:
        """Line and column of an element's tag."""
        line = line_of(tree)
        lines = self.files[document.name].decode("utf-8", "replace").splitlines()
        # libxml2 knows the line alone; so the tags of this name on it are counted
        before = 0
        for other in document.root.iter(tree.tag):
            if other is tree:
                break
            before += line_of(other) == line
        text = lines[line - 1] if line <= len(lines) else ""
        found = [m.start() for m in re.finditer(rf"<{local(tree)}\b", text)]
        return Place(document.name, line, found[before] + 1 if before < len(found) else 1)

    def package_place(self, tree: Element | None = None) -> Place:
        """A place in the package document."""
        return Place(self.package_name, line_of(tree) if tree is not None else 1, 1)

    # ----------------------------------------------------------------------- the package

    @cached_property
    def by_name(self) -> dict[str, Item]:
        """The items of the manifest by their names."""
        return {item.name: item for item in self.items}

    def metas(self, name: str) -> list[Element]:
        """The statements of the metadata with this name: ``dc:title``, ``dcterms:modified``."""
        metadata = self.package.find(f"{OPF}metadata")
        if metadata is None:
            return []
        if name.startswith("dc:"):
            return metadata.findall(DC + name[3:])
        return [meta for meta in metadata.iterfind(f"{OPF}meta") if meta.get("property") == name]

    def said(self, name: str) -> list[str]:
        """What these statements say."""
        return [text_of(meta) for meta in self.metas(name)]

    def refining(self, tree: Element, name: str) -> list[str]:
        """What is said of another statement under this name."""
        return [text_of(meta) for meta in self.metas(name) if meta.get("refines") == f"#{tree.get('id')}"]

    @cached_property
    def lang(self) -> str:
        """The first language of the book."""
        return next(iter(self.said("dc:language")), "")

    # -------------------------------------------------------------------------- documents

    @cached_property
    def read(self) -> list[Document]:
        """The documents of the spine."""
        return [self.documents[name] for name in self.spine if name in self.documents]

    @cached_property
    def text(self) -> list[Document]:
        """The documents of the spine without the navigation document."""
        return [document for document in self.read if document is not self.nav]

    @cached_property
    def nav(self) -> Document | None:
        """The navigation document."""
        names = (item.name for item in self.items if "nav" in item.properties)
        return next((self.documents[name] for name in names if name in self.documents), None)

    @cached_property
    def read_facts(self) -> list[Facts]:
        """The facts of the documents of the spine."""
        return [self.facts[name] for name in self.spine if name in self.facts]

    @cached_property
    def text_facts(self) -> list[Facts]:
        """Those without the navigation document."""
        return [facts for facts in self.read_facts if self.nav is None or facts.name != self.nav.name]

    def found(self, facts: Facts, at: int) -> tuple[Document, Element]:
        """An element that the facts tell of."""
        document = self.documents[facts.name]
        return document, next(islice(document.order, at, None))

    def nav_of(self, kind: str) -> Element | None:
        """The list of this kind in the navigation document: ``toc``, ``page-list``."""
        if self.nav is None:
            return None
        return next((n for n in self.nav.root.iter(f"{XHTML}nav") if kind in words(n, TYPE)), None)

    def listed(self, kind: str) -> list[Link]:
        """The links in this list."""
        if kind not in self._listed:
            nav, tree = self.nav, self.nav_of(kind)
            self._listed[kind] = list(links_in(nav, tree)) if nav is not None and tree is not None else []
        return self._listed[kind]

    @cached_property
    def _listed(self) -> dict[str, list[Link]]:
        return {}

    def head(self, link: Link) -> Head | None:
        """The heading that a link leads to, if it is one to a place."""
        facts = self.facts.get(link.file)
        return facts.heads.get(link.fragment) if facts is not None and link.fragment else None

    @cached_property
    def ncx(self) -> Element | None:
        """The root of the older table of contents."""
        names = (item.name for item in self.items if item.media_type == "application/x-dtbncx+xml")
        return next((root for name in names if (root := _parsed(name, self.files, [])) is not None), None)

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each document in the spine."""
        return {name: at for at, name in reversed(list(enumerate(self.spine)))}

    def at(self, file: str, fragment: str) -> tuple[int, int] | None:
        """Where in the order of reading a link leads to."""
        if file not in self.position or file not in self.files:
            return None
        facts = self.facts.get(file)
        if facts is None or not fragment:  # an image may be a chapter too; it is not looked into
            return self.position[file], -1
        at = facts.ids.get(fragment)
        return None if at is None else (self.position[file], at)

    def leads_somewhere(self, led: Led) -> bool:
        """Whether there is in the book what something leads to."""
        file, fragment = led
        facts = self.facts.get(file)
        there = facts is not None and (not fragment or fragment in facts.ids)
        return there or self.at(file, fragment) is not None

    @cached_property
    def links(self) -> list[Link]:
        """Every link of the documents in the spine, in the order of reading."""
        return [link for document in self.read for link in links_in(document, document.root)]

    def target(self, link: Link) -> Element | None:
        """What a link leads to."""
        document = self.documents.get(link.file)
        if document is None and self.whole and any(link.file in self.whole.touching[name] for name in self.documents):
            document = self.whole.documents.get(link.file)
        if document is None:
            return None
        return document.ids.get(link.fragment) if link.fragment else document.root

    # ----------------------------------------------------------------------------- notes

    @cached_property
    def calls(self) -> list[Link]:
        """The calls of notes."""
        return [link for link in self.links if is_call(link.tree)]

    @cached_property
    def notes(self) -> list[tuple[Document, Element]]:
        """The notes, in the order of reading."""
        return [(d, t) for d in self.text for t in d.root.iter(XHTML + "div", XHTML + "aside", XHTML + "li")
                if is_note(t)]  # fmt: skip

    @cached_property
    def calls_of(self) -> dict[Element, list[Link]]:
        """The calls of each note, in the order of reading."""
        found: defaultdict[Element, list[Link]] = defaultdict(list)
        for document in self._calling:
            for link in links_in(document, document.root):
                if is_call(link.tree) and (note := self.target(link)) is not None:
                    found[note].append(link)
        return found

    @property
    def _calling(self) -> list[Document]:
        if not self.whole:
            return self.read
        names = {other for name in self.documents for other in (name, *self.whole.touching[name])}
        return [self.whole.documents[name] for name in self.whole.spine if name in names]

    @cached_property
    def labelled(self) -> bool:
        """Whether any note has a number."""
        return any(facts.labelled for facts in (self.whole or self).text_facts)

    def backs(self, document: Document, note: Element) -> list[Link]:
        """The ways back from a note."""
        return [link for link in links_in(document, note) if is_back(link.tree)]


# ----------------------------------------------------------------------------- opening


class _Documents(Mapping[str, Document]):
    """The documents of a book, each read when it is asked for."""

    def __init__(self, names: Iterable[str], read: Iterable[Document], files: Mapping[str, bytes]) -> None:
        self._names, self._files = dict.fromkeys(names), files
        self._read = {document.name: document for document in read}

    def __getitem__(self, name: str) -> Document:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._read:
            root = _parsed(name, self._files, [])
            assert root is not None, "its facts were gathered"
            self._read[name] = document_of(name, root)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def opened(data: bytes, name: str, remember: Remember = anew) -> Volume | Diagnostic:
    """The volume, or why there is none; the facts of documents are remembered."""
    try:
        files = Archive(data)
        if len(files.entries) > MOST_FILES or sum(entry.file_size for entry in files.entries) > MOST_BYTES:
            return Diagnostic("L101", "error", Place(name), "the archive is too large to be a book")
        return _opened(files, name, remember)
    except Damaged as damage:
        return Diagnostic("L101", "error", Place(name), f"the file is no zip archive, or damaged ({damage})")


def _opened(files: Archive, name: str, remember: Remember) -> Volume | Diagnostic:
    trouble: list[Diagnostic] = []
    package_name = _package_name(files, trouble)
    package = _parsed(package_name, files, trouble)
    if package is None:
        if trouble:
            return trouble[0]
        message = "there is no package document, or META-INF/container.xml does not say where"
        return Diagnostic("L103", "error", Place(CONTAINER), message)
    items = list(_items(package, package_name))
    spine = _spine(package, items)
    images = {item.name for item in items if item.media_type.startswith("image/")}
    chapters = (name for name in spine if name not in images)
    read = dict.fromkeys([*chapters, *(item.name for item in items if item.media_type == XHTML_TYPE)])
    facts: dict[str, Facts] = {}
    at_hand: list[Document] = []
    for other in files.keys() - read.keys():
        files[other]  # which shows that it can be read; of the others it is known if their facts are
    for one in filter(files.__contains__, read):
        make = partial(_facts, one, files, at_hand)
        known, wrong = remember(make, "facts", one, files.key(one))
        trouble += wrong
        if known is not None:
            facts[one] = known
    documents = _Documents(facts, at_hand, files)
    return Volume(name, files, package_name, package, items, spine, facts, documents, trouble)


def _facts(
    name: str, files: Mapping[str, bytes], read: list[Document]
) -> tuple[Facts | None, tuple[Diagnostic, ...]]:
    """The facts of a document, which is put to those that have been read; or why there are none."""
    trouble: list[Diagnostic] = []
    root = _parsed(name, files, trouble)
    if root is None or root.tag != f"{XHTML}html":
        return None, tuple(trouble)
    read.append(document_of(name, root))
    return gather(read[-1], files[name]), ()


def _parsed(name: str, files: Mapping[str, bytes], trouble: list[Diagnostic]) -> Element | None:
    if name not in files:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(files[name], parser)
    except etree.XMLSyntaxError as wrong:
        line, column = wrong.position
        place = Place(name, line, column)
        trouble.append(Diagnostic("L110", "error", place, f"not well-formed XML: {wrong.msg}"))
        return None


def _package_name(files: Mapping[str, bytes], trouble: list[Diagnostic]) -> str:
    container = _parsed(CONTAINER, files, trouble)
    if container is None:
        return ""
    rootfile = next(container.iter(f"{_CONTAINER}rootfile"), None)
    return (rootfile.get("full-path") or "") if rootfile is not None else ""


def _items(package: Element, package_name: str) -> Iterator[Item]:
    folder = posixpath.dirname(package_name)
    for tree in package.iterfind(f"{OPF}manifest/{OPF}item"):
        href = unquote((tree.get("href") or "").partition("#")[0])
        yield Item(
            tree.get("id") or "",
            posixpath.normpath(posixpath.join(folder, href)),
            tree.get("media-type") or "",
            frozenset(words(tree, "properties")),
            tree,
        )


def _spine(package: Element, items: Iterable[Item]) -> list[str]:
    names = {item.id: item.name for item in items}
    refs = package.iterfind(f"{OPF}spine/{OPF}itemref")
    return [names[idref] for ref in refs if (idref := ref.get("idref") or "") in names]

"""Open an EPUB for the linter: bytes enter, a `Volume` leaves in which every rule finds what it asks for.

What cannot be read at all is a diagnostic: a damaged archive has no chapters to look into.

Codes: L101 no EPUB at all; L103 no package document; L110 a file that is not well-formed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import unquote, urlsplit

from lxml import etree

from emendata.diagnostics import Diagnostic, Place, Severity

Element = etree._Element

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
CONTAINER = "META-INF/container.xml"
XHTML_TYPE = "application/xhtml+xml"

MOST_FILES = 20_000
MOST_BYTES = 2_000_000_000
"""That an archive may unpack to."""

_NOTE_TYPES = frozenset(("footnote", "endnote", "note", "rearnote"))
_NOTE_ROLES = frozenset(("doc-footnote", "doc-endnote"))
_SIMPLE = re.compile(r"([A-Za-z0-9][\w.-]*)?(?:#([\w-]+))?", re.ASCII)
"""Nearly all addresses within a book: a file beside this one, a place in it; they need no taking apart."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError)


def words(tree: Element, name: str) -> list[str]:
    """The words of an attribute."""
    return (tree.get(name) or "").split()


def text_of(tree: Element) -> str:
    """The text of an element in one line."""
    return " ".join("".join(map(str, tree.itertext())).split())


def local(tree: Element) -> str:
    """Its name without namespace."""
    return tree.tag.rpartition("}")[2] if isinstance(tree.tag, str) else ""


def _line(tree: Element) -> int:
    return tree.sourceline if isinstance(tree.sourceline, int) else 1


@dataclass(frozen=True, slots=True)
class Item:
    """A file as the manifest lists it."""

    id: str
    name: str
    """Its path in the archive."""
    media_type: str
    properties: frozenset[str]
    tree: Element


@dataclass(frozen=True, slots=True)
class Document:
    """An XHTML document."""

    name: str
    root: Element
    ids: dict[str, Element]
    order: dict[Element, int]
    """The place of each element in the document."""


@dataclass(frozen=True, slots=True)
class Link:
    """An ``a`` with where it leads."""

    document: Document
    tree: Element
    file: str
    """Empty if it leads out of the book."""
    fragment: str


@dataclass
class Volume:
    """An EPUB, as far as it could be read."""

    name: str
    """Of the EPUB's file, for diagnostics about the whole."""
    entries: list[zipfile.ZipInfo]
    files: dict[str, bytes]
    package_name: str
    package: Element
    items: list[Item]
    spine: list[str]
    """Names of the documents in the order of reading."""
    documents: dict[str, Document]
    """All XHTML documents that could be read, those of the spine first, in its order."""
    trouble: list[Diagnostic] = field(default_factory=list)

    def alone(self, document: Document) -> Volume:
        """The volume as if it had this document only."""
        spine = [document.name] if document.name in self.spine else []
        return replace(self, spine=spine, documents={document.name: document})

    # ------------------------------------------------------------------- where things are

    def problem(
        self, code: str, where: Place | Document | tuple[Document, Element], message: str, hint: str = ""
    ) -> Diagnostic:
        """Something that is wrong."""
        return self._said(code, "error", where, message, hint)

    def doubt(
        self, code: str, where: Place | Document | tuple[Document, Element], message: str, hint: str = ""
    ) -> Diagnostic:
        """Something that is very likely wrong, or will not work everywhere."""
        return self._said(code, "warning", where, message, hint)

    def _said(
        self,
        code: str,
        severity: Severity,
        where: Place | Document | tuple[Document, Element],
        message: str,
        hint: str,
    ) -> Diagnostic:
        if isinstance(where, Document):
            where = Place(where.name)
        elif isinstance(where, tuple):
            where = self.place(*where)
        return Diagnostic(code, severity, where, message, hint)

    def place(self, document: Document, tree: Element) -> Place:
        """Line and column of an element's tag."""
        line = _line(tree)
        lines = self.files[document.name].decode("utf-8", "replace").splitlines()
        # libxml2 knows the line alone; so the tags of this name on it are counted
        before = 0
        for other in document.root.iter(tree.tag):
            if other is tree:
                break
            before += _line(other) == line
        text = lines[line - 1] if line <= len(lines) else ""
        found = [m.start() for m in re.finditer(rf"<{local(tree)}\b", text)]
        return Place(document.name, line, found[before] + 1 if before < len(found) else 1)

    def package_place(self, tree: Element | None = None) -> Place:
        """A place in the package document."""
        return Place(self.package_name, _line(tree) if tree is not None else 1, 1)

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

    def nav_of(self, kind: str) -> Element | None:
        """The list of this kind in the navigation document: ``toc``, ``page-list``."""
        if self.nav is None:
            return None
        return next((n for n in self.nav.root.iter(f"{XHTML}nav") if kind in words(n, TYPE)), None)

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
        document = self.documents.get(file)
        if document is None or not fragment:  # an image may be a chapter too; it is not looked into
            return self.position[file], -1
        tree = document.ids.get(fragment)
        return None if tree is None else (self.position[file], document.order[tree])

    def leads(self, document: str, href: str) -> tuple[str, str] | None:
        """File and fragment that an address in a file leads to; nothing where it leads out of the book."""
        if simple := _SIMPLE.fullmatch(href):
            folder = posixpath.dirname(document)
            return posixpath.join(folder, simple[1]) if simple[1] else document, simple[2] or ""
        try:
            parts = urlsplit(href.strip())
        except ValueError:
            return "", ""
        if parts.scheme or parts.netloc:
            return None
        path = unquote(parts.path)
        file = posixpath.normpath(posixpath.join(posixpath.dirname(document), path)) if path else document
        return file, unquote(parts.fragment)

    @cached_property
    def links(self) -> list[Link]:
        """Every link of the documents in the spine, in the order of reading."""
        return [link for document in self.read for link in self.links_in(document, document.root)]

    def links_in(self, document: Document, tree: Element) -> Iterator[Link]:
        """Every link in an element."""
        for a in tree.iter(f"{XHTML}a"):
            led = self.leads(document.name, a.get("href") or "") if "href" in a.attrib else None
            file, fragment = led or ("", "")
            yield Link(document, a, file, fragment)

    def target(self, link: Link) -> Element | None:
        """What a link leads to."""
        document = self.documents.get(link.file)
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
        """The calls of each note."""
        found: defaultdict[Element, list[Link]] = defaultdict(list)
        for call in self.calls:
            if (note := self.target(call)) is not None:
                found[note].append(call)
        return found

    def backs(self, document: Document, note: Element) -> list[Link]:
        """The ways back from a note."""
        return [link for link in self.links_in(document, note) if is_back(link.tree)]


def is_call(tree: Element) -> bool:
    """Whether a link calls a note."""
    own = words(tree, "class")
    return (
        "noteref" in words(tree, TYPE)
        or "doc-noteref" in words(tree, "role")
        or "call" in own
        or "lemma-call" in own
    )


def is_note(tree: Element) -> bool:
    """Whether an element is a note."""
    return bool(
        _NOTE_TYPES.intersection(words(tree, TYPE))
        or _NOTE_ROLES.intersection(words(tree, "role"))
        or "note" in words(tree, "class")
    )


def is_back(tree: Element) -> bool:
    """Whether a link leads from a note back to its call."""
    return "doc-backlink" in words(tree, "role") or "back" in words(tree, "class")


# ----------------------------------------------------------------------------- opening


def opened(data: bytes, name: str) -> Volume | Diagnostic:
    """The volume, or why there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                return Diagnostic("L101", "error", Place(name), "the archive is too large to be a book")
            files = {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
    except _DAMAGE as damage:
        return Diagnostic("L101", "error", Place(name), f"the file is no zip archive, or damaged ({damage})")
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
    documents = {}
    for document in read:
        root = _parsed(document, files, trouble)
        if root is not None and root.tag == f"{XHTML}html":
            documents[document] = _document(document, root)
    return Volume(name, entries, files, package_name, package, items, spine, documents, trouble)


def _parsed(name: str, files: dict[str, bytes], trouble: list[Diagnostic]) -> Element | None:
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


def _package_name(files: dict[str, bytes], trouble: list[Diagnostic]) -> str:
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


def _document(name: str, root: Element) -> Document:
    order = {tree: at for at, tree in enumerate(root.iter("*"))}
    ids: dict[str, Element] = {}
    for tree in order:
        if (own := tree.get("id")) is not None:
            ids.setdefault(own, tree)
    return Document(name, root, ids, order)

"""Put finished files into an EPUB container: the same bytes for the same files, always.

ebooklib has the package's manifest and spine and the container's own files; nothing else. It would
re-parse XHTML with an HTML 4 parser, take every typed element for a page of the page-list, leave
``xml:lang`` out of the package document and put the clock into the zip. So everything that a reader
sees enters as an `Item` of finished bytes, and `Writer` writes package document and zip itself.

https://www.w3.org/TR/epub-33/#sec-ocf
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from ebooklib import epub
from lxml import etree

from emendata.publish.epub.zipped import Packed, archive, deflated, stored
from emendata.publish.xhtml import XML_LANG, xml_text

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
FOLDER = "EPUB"
IDENTIFIER = "pub-id"
NCX = "application/x-dtbncx+xml"
XHTML = "application/xhtml+xml"

_STORED = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What compression would only make slower."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book."""

    id: str
    name: str
    """Its path in the folder of the package document."""
    media_type: str
    data: bytes | Packed
    """As it is, or compressed already."""
    properties: tuple[str, ...] = ()
    """As the manifest has them: ``nav``, ``cover-image``, ``svg``."""
    in_spine: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """An element of the package document's metadata."""

    name: str
    """``dc:title``, or ``meta``."""
    text: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Package:
    """A whole EPUB, before it is packed."""

    lang: str
    direction: str
    statements: Sequence[Statement]
    """The metadata, in order."""
    items: Sequence[Item]
    """In the order of reading, as far as they are in the spine."""


def packed(package: Package) -> bytes:
    """The bytes of the EPUB."""
    names, ids = [item.name for item in package.items], [item.id for item in package.items]
    if len(set(names)) < len(names) or len(set(ids)) < len(ids):
        raise ValueError(f"two files of one name or id: {sorted(names)}, {sorted(ids)}")
    book = epub.EpubBook()
    book.IDENTIFIER_ID = IDENTIFIER
    book.FOLDER_NAME = FOLDER
    book.language = package.lang
    if package.direction == "rtl":
        book.set_direction("rtl")
    for item in package.items:
        made = epub.EpubItem(item.id, item.name, item.media_type, item.data)
        made.properties = list(item.properties)
        book.add_item(made)
    book.spine = [item.id for item in package.items if item.in_spine]
    writer = Writer(book, package)
    writer.write()
    return writer.bytes()


class Writer(epub.EpubWriter):  # type: ignore[misc]
    """ebooklib's writer with its own package document and zip."""

    def __init__(self, book: epub.EpubBook, package: Package) -> None:
        super().__init__("book.epub", book, {"raise_exceptions": True})
        self.package = package
        self.out = _Zip({f"{FOLDER}/{i.name}" for i in package.items if i.media_type in _STORED})

    def bytes(self) -> bytes:
        """What has been written."""
        return archive(self.out.files)

    def write(self) -> None:
        """Write everything, the file that says what this is first."""
        self.out.writestr("mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        self._write_container()
        self._write_opf()
        self._write_items()

    def _write_opf(self) -> None:
        root = etree.Element(f"{{{OPF}}}package", nsmap={None: OPF})  # type: ignore[dict-item]
        root.set("version", "3.0")
        root.set("unique-identifier", IDENTIFIER)
        root.set(XML_LANG, self.package.lang)
        metadata = etree.SubElement(root, f"{{{OPF}}}metadata", nsmap={"dc": DC})
        for statement in self.package.statements:
            prefix, _, name = statement.name.rpartition(":")
            namespace = DC if prefix == "dc" else OPF
            made = etree.SubElement(metadata, f"{{{namespace}}}{name}", statement.attributes)
            made.text = xml_text(statement.text)
        self._write_opf_manifest(root)
        ncx = next((item.id for item in self.package.items if item.media_type == NCX), None)
        self._write_opf_spine(root, ncx)
        for made in root.iter("*"):  # ebooklib names its elements without a namespace
            if not str(made.tag).startswith("{"):
                made.tag = f"{{{OPF}}}{made.tag}"
        etree.cleanup_namespaces(root, keep_ns_prefixes=["dc"])
        self._write_opf_file(root)


class _Zip:
    """What is to be in the archive, behind the one method that ebooklib calls."""

    def __init__(self, stored: set[str]) -> None:
        self.files: list[tuple[str, Packed]] = []
        self._stored = stored

    def writestr(self, name: str, data: bytes | str | Packed, compression: int = zipfile.ZIP_DEFLATED) -> None:
        if not isinstance(data, Packed):
            plain = data.encode() if isinstance(data, str) else data
            data = stored(plain) if name in self._stored or compression == zipfile.ZIP_STORED else deflated(plain)
        self.files.append((name, data))

"""EPUB → EPUB whose pages are prepared as HTML pages are, their notes told from their links."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from emendata.acquire.pandoc.archive import Archive
from emendata.acquire.pandoc.formats import EXTENSIONS
from emendata.acquire.pandoc.prepare import html
from emendata.acquire.pandoc.prepare.containers import embedded, repacked
from emendata.acquire.pandoc.prepare.ready import Ready
from emendata.acquire.pandoc.prepare.xml import count_words, local, parsed
from emendata.diagnostics import Place, error

_PAGES = frozenset(("application/xhtml+xml", "text/html", "text/x-oeb1-document"))


def ready(archive: Archive, name: str) -> Ready:
    """The book, its pages prepared."""
    package_path, package = _package(archive, name)
    folder = posixpath.dirname(package_path)
    pages = {}
    for path in _spine(package, folder):
        if path in archive and (root := html.page(archive.read(path))) is not None:
            pages[path] = root
    words = count_words(html.prepare(pages))
    _creators_in_order(package)
    changed = {path: etree.tostring(root, encoding="utf-8") for path, root in pages.items()}
    changed[package_path] = etree.tostring(package, encoding="utf-8")
    return Ready(
        repacked(archive, changed), "epub" + EXTENSIONS["epub"], embedded(archive, folder), words=words
    )


def _package(archive: Archive, name: str) -> tuple[str, etree._Element]:
    container = "META-INF/container.xml"
    if container in archive:
        for element in parsed(archive.read(container), name, container).iter(etree.Element):
            path = element.get("full-path", "")
            if local(element) == "rootfile" and path in archive:
                return path, parsed(archive.read(path), name, path)
    hint = "open it in the program that made it and save it again"
    raise error("A010", Place(name), f"the archive is no EPUB: {container} leads to no package", hint)


def _spine(package: etree._Element, folder: str) -> Iterator[str]:
    """The paths of the book's pages in reading order."""
    elements = list(package.iter(etree.Element))
    items = {e.get("id"): e for e in elements if local(e) == "item"}
    for reference in elements:
        item = items.get(reference.get("idref")) if local(reference) == "itemref" else None
        if item is not None and item.get("media-type") in _PAGES:
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _creators_in_order(package: etree._Element) -> None:
    """pandoc's reader collects creators last first."""
    creators = [e for e in package.iter(etree.Element) if local(e) == "creator"]
    places = [(e.getparent(), e.tail) for e in creators]
    if len(creators) < 2 or len({id(parent) for parent, _ in places}) > 1:
        return
    parent = creators[0].getparent()
    if parent is None:
        return
    at = parent.index(creators[0])
    for creator in creators:
        parent.remove(creator)
    for creator in creators:
        parent.insert(at, creator)

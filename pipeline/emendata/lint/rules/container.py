"""The archive and its files: named, typed and listed as they should be."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic, Place
from emendata.lint.document import XHTML, is_note, leads
from emendata.lint.volume import CONTAINER, XHTML_TYPE, Volume

_NAME = re.compile(r"(?:[a-z0-9._-]+/)*[a-z0-9._-]+")
_OWN = frozenset(("mimetype", CONTAINER))
_LARGEST = 250_000
_MOST_NOTES = 500


def mimetype(volume: Volume) -> Iterator[Diagnostic]:
    """The first file is not the one that says that this is an EPUB, or it is compressed."""
    first = volume.files.entries[0]
    if first.filename != "mimetype":
        yield volume.problem("L102", Place(first.filename), "the first file of the archive is not `mimetype`")
    elif first.compress_type != zipfile.ZIP_STORED or volume.files["mimetype"] != b"application/epub+zip":
        message = "it must hold `application/epub+zip` and nothing else, uncompressed"
        yield volume.problem("L102", Place("mimetype"), message)


def names_twice(volume: Volume) -> Iterator[Diagnostic]:
    """Two files have one name, or names that are one on a disk that knows no capitals."""
    names = Counter(entry.filename.lower() for entry in volume.files.entries)
    for entry in volume.files.entries:
        if names[entry.filename.lower()] > 1:
            yield volume.problem("L104", Place(entry.filename), "another file of the archive has this name")


def unlisted(volume: Volume) -> Iterator[Diagnostic]:
    """A file that the manifest does not list."""
    for name in volume.files:
        own = name in _OWN or name == volume.package_name or name.startswith("META-INF/")
        if not own and name not in volume.by_name:
            yield volume.problem("L105", Place(name), "the manifest does not list this file")


def missing(volume: Volume) -> Iterator[Diagnostic]:
    """A file that the manifest lists is not there."""
    for item in volume.items:
        if item.name not in volume.files and "://" not in (item.tree.get("href") or ""):
            place = volume.package_place(item.tree)
            yield volume.problem("L106", place, f"the manifest lists {item.name}, which is not there")


def same_content(volume: Volume) -> Iterator[Diagnostic]:
    """Two files hold the same: a chapter, an image or a font is there twice."""
    there = [item.name for item in volume.items if item.name in volume.files]
    sizes = Counter(map(volume.files.size, there))
    seen: dict[bytes, str] = {}
    for name in there:
        size = volume.files.size(name)
        if not size or sizes[size] == 1:
            continue
        data = volume.files[name]
        if data in seen:
            yield volume.problem("L107", Place(name), f"it holds the same as {seen[data]}")
        seen.setdefault(data, name)


def odd_names(volume: Volume) -> Iterator[Diagnostic]:
    """A file has a name that not every system can keep."""
    for item in volume.items:
        if not _NAME.fullmatch(item.name.rpartition("/")[2]):
            hint = "Small letters of a to z, digits, hyphen, underscore and point are safe."
            yield volume.doubt("L108", Place(item.name), "a name that not every system can keep", hint)


_SIGNS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ("image/jpeg", (b"\xff\xd8\xff",)),
    ("image/gif", (b"GIF87a", b"GIF89a")),
    ("image/webp", (b"RIFF",)),
    ("font/ttf", (b"\0\1\0\0", b"true")),
    ("font/otf", (b"OTTO",)),
    ("font/woff", (b"wOFF",)),
    ("font/woff2", (b"wOF2",)),
)
_AS_XML = (XHTML_TYPE, "image/svg+xml", "application/x-dtbncx+xml")


def media_types(volume: Volume) -> Iterator[Diagnostic]:
    """A file is of another type than the manifest says."""
    for item in volume.items:
        facts = volume.facts.get(item.name)
        data = facts.begins if facts is not None else volume.files.get(item.name, b"")
        found = next((kind for kind, signs in _SIGNS if data.startswith(signs)), "")
        signs = dict(_SIGNS).get(item.media_type)
        listed = volume.package_place(item.tree)
        if not item.media_type:
            yield volume.problem("L109", listed, f"the manifest does not say what {item.name} is")
        elif signs and not data.startswith(signs):
            message = f"{item.name} is no {item.media_type}" + (f" but {found}" if found else "")
            yield volume.problem("L109", listed, message)
        elif found and not signs and not (item.media_type.startswith(("font/", "application/"))):
            yield volume.problem("L109", listed, f"{item.name} is no {item.media_type} but {found}")
        elif item.media_type in _AS_XML and not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            yield volume.problem("L109", listed, f"{item.name} is no {item.media_type}")


def listed_twice(volume: Volume) -> Iterator[Diagnostic]:
    """The manifest lists a file twice, or gives one id to two."""
    for what in ("id", "name"):
        counts = Counter(getattr(item, what) for item in volume.items)
        for value, count in counts.items():
            if count > 1:
                place = Place(volume.package_name)
                yield volume.problem("L113", place, f"the manifest has the {what} {value!r} {count} times")


def references(volume: Volume) -> Iterator[Diagnostic]:
    """An image or a style sheet that a document asks for is not in the book."""
    for facts in volume.facts.values():
        for at, address in facts.asks:
            led = leads(facts.name, address)
            if led is None:
                message = f"{address[:80]} is outside of the book, where many readers will not find it"
                yield volume.problem("L115", (facts, at), message)
            elif led[0] not in volume.files:
                yield volume.problem("L114", (facts, at), f"{address} is not in the book")
            elif led[0] not in volume.by_name:
                yield volume.problem("L114", (facts, at), f"the manifest does not list {address}")


def unused(volume: Volume) -> Iterator[Diagnostic]:
    """An image that no document shows."""
    images = [
        item
        for item in volume.items
        if item.media_type.startswith("image/") and "cover-image" not in item.properties
    ]
    for item in images:
        if not any(item.name in facts.shown for facts in volume.facts.values()):
            yield volume.doubt("L116", Place(item.name), "no document shows this image")


def size(volume: Volume) -> Iterator[Diagnostic]:
    """A document is larger than small readers can hold, or has more notes."""
    for document in volume.text:
        weight = len(volume.files[document.name])
        if weight > _LARGEST:
            message = f"{weight:,} bytes; small readers turn the pages of more than {_LARGEST:,} slowly"
            yield volume.doubt("L111", document, message)
        notes = sum(map(is_note, document.root.iter(f"{XHTML}div", f"{XHTML}aside")))
        if notes > _MOST_NOTES:
            yield volume.doubt("L112", document, f"{notes:,} notes in one file; {_MOST_NOTES} are enough")

"""Say in the package document what the book is: Dublin Core, MARC roles, schema.org accessibility.

https://www.w3.org/TR/epub-33/#sec-pkg-metadata, https://www.w3.org/TR/epub-a11y-11/#sec-discovery
"""

from __future__ import annotations

from collections.abc import Iterator

from emendata.publish.epub.catalogue import Access, Named, Record
from emendata.publish.epub.container import IDENTIFIER, Statement
from emendata.publish.publication import Collection
from emendata.publish.xhtml import XML_LANG


def statements(record: Record, version: str = "3.3") -> Iterator[Statement]:
    """The metadata, always in the same order."""
    yield from _identifiers(record)
    yield from _titles(record)
    for lang in record.langs:
        yield Statement("dc:language", lang)
    for n, person in enumerate(record.persons, start=1):
        yield from _person(person, f"person-{n}")
    for name, text in (
        ("publisher", record.publisher),
        ("date", record.date),
        ("description", record.description),
    ):
        if text:
            yield Statement(f"dc:{name}", text)
    for subject in record.subjects:
        yield Statement("dc:subject", subject)
    if record.source:
        yield Statement("dc:source", record.source, {"id": "source"})
    if record.rights:
        yield Statement("dc:rights", record.rights)
    yield _property("dcterms:modified", record.modified)
    if record.collection.title:
        yield from _collection(record.collection)
    if record.page_source:
        yield _property("pageBreakSource", record.page_source)
        if version == "3.3" and record.page_source == record.source:
            # EPUB 3.4 has only the property above; readers of before 2023 know only this one
            yield _property("source-of", "pagination", refines="#source")
    yield from _accessibility(record.access, record.langs[0])


def _property(name: str, text: str, **attributes: str) -> Statement:
    return Statement("meta", text, {"property": name, **attributes})


def _identifiers(record: Record) -> Iterator[Statement]:
    for n, one in enumerate(record.identifiers, start=1):
        name = IDENTIFIER if n == 1 else f"id-{n}"
        yield Statement("dc:identifier", one.text, {"id": name})
        if one.kind != "01":
            yield _property("identifier-type", one.kind, refines=f"#{name}", scheme="onix:codelist5")


def _titles(record: Record) -> Iterator[Statement]:
    titles = [
        (kind, text)
        for kind, text in (
            ("main", record.title),
            ("subtitle", record.subtitle),
            ("short", record.short_title),
            ("edition", record.edition),
        )
        if text or kind == "main"
    ]
    for kind, text in titles:
        name = "title" if kind == "main" else f"title-{kind}"
        yield Statement("dc:title", text, {"id": name})
        if len(titles) > 1:
            yield _property("title-type", kind, refines=f"#{name}")
        if kind == "main" and record.filed_title:
            yield _property("file-as", record.filed_title, refines=f"#{name}")


def _person(person: Named, name_id: str) -> Iterator[Statement]:
    yield Statement("dc:creator" if person.author else "dc:contributor", person.name, {"id": name_id})
    yield _property("role", person.relator, refines=f"#{name_id}", scheme="marc:relators")
    yield _property("file-as", person.filed, refines=f"#{name_id}")


def _collection(collection: Collection) -> Iterator[Statement]:
    yield _property("belongs-to-collection", collection.title, id="collection")
    yield _property("collection-type", "series", refines="#collection")
    if collection.number:
        yield _property("group-position", collection.number, refines="#collection")
    if collection.issn:
        yield _property("dcterms:identifier", f"urn:issn:{collection.issn}", refines="#collection")


def _accessibility(access: Access, lang: str) -> Iterator[Statement]:
    for mode in access.modes:
        yield _property("schema:accessMode", mode)
    yield _property("schema:accessModeSufficient", ",".join(access.sufficient))
    for feature in access.features:
        yield _property("schema:accessibilityFeature", feature)
    yield _property("schema:accessibilityHazard", "none")
    english = {} if lang.split("-")[0].lower() == "en" else {XML_LANG: "en"}
    yield _property("schema:accessibilitySummary", access.summary, **english)
    if access.certified.by:
        level = f"EPUB Accessibility 1.1 - WCAG 2.2 Level {access.certified.level}"
        yield _property("dcterms:conformsTo", level, id="conformance")
        yield _property("a11y:certifiedBy", access.certified.by, refines="#conformance", id="certifier")
        if access.certified.credential:
            credential = access.certified.credential
            yield _property("a11y:certifierCredential", credential, refines="#certifier")
        if access.certified.report:
            attributes = {"rel": "a11y:certifierReport", "refines": "#certifier"}
            yield Statement("link", "", attributes | {"href": access.certified.report})

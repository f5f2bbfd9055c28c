"""Say what the edition is: a Document and the Edition enter, the Document with full metadata leaves.

What edition.yaml says goes before what the text says of itself, and the name of the work stands in
for a title where neither has one.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from emendata.document.model import Document, Person
from emendata.document.walk import plain
from emendata.settings import Edition
from emendata.witnesses import declared

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:emendata")


def described(document: Document, edition: Edition, sha256: str) -> Document:
    """The Document with metadata complete.

    The identifier, if edition.yaml gives none, is made from the SHA-256 of the source alone, so that a book keeps
    its identity when a correction is added.
    """
    said = document.metadata
    authors = tuple(Person(name) for name in edition.authors) or tuple(
        person for person in said.persons if person.role == "author"
    )
    others = tuple(
        person for person in said.persons if person.role != "author" and not _among(person, edition)
    )
    title = edition.title or said.title or " ".join(plain(document.title).split()) or edition.name
    metadata = replace(
        said,
        title=title,
        subtitle=edition.subtitle or said.subtitle,
        persons=(*authors, *edition.editors, *others),
        lang=edition.lang or said.lang,
        date=edition.date or said.date,
        publisher=edition.publisher or said.publisher,
        identifier=edition.identifier or said.identifier or _identifier(sha256),
        source=edition.source_description or said.source,
        rights=edition.rights or said.rights,
    )
    witnesses = declared(edition.witnesses, document.witnesses)
    return replace(document, metadata=metadata, witnesses=witnesses)


def _among(person: Person, edition: Edition) -> bool:
    return any(editor.name == person.name for editor in edition.editors)


def _identifier(sha256: str) -> str:
    return uuid.uuid5(_NAMESPACE, sha256).urn

"""Turn a TEI header into the metadata of the Document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emendata.acquire.tei.languages import tag
from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report
from emendata.document.model import Metadata, Person

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ROLES = (
    ("translator", re.compile(r"transl|übers|tradu[ct]|vert[ai]", re.IGNORECASE)),
    ("editor", re.compile(r"\bedit|[ée]d\.|[ée]dit|herausg|hrsg|a cura|principal|direction", re.IGNORECASE)),
    ("transcriber", re.compile(r"transcri|transkri", re.IGNORECASE)),
    ("encoder", re.compile(r"encod|mark-?up|xml|tei\b|digital|numéri|programm|convers", re.IGNORECASE)),
    ("author", re.compile(r"^(?:co-?)?(?:author|auteur|autor)s?$", re.IGNORECASE)),
)
"""What people are said to have done, by the word for it."""


def metadata(header: Node | None, root: Node, text: Node | None, report: Report) -> Metadata:
    """What the header says; the language is that of the text."""
    if header is None:
        report.say("A041", root, "there is no <teiHeader>; title and author are not known")
        return Metadata(lang=_language(None, root, text))
    statement = header.find("fileDesc", "titleStmt")
    titles = list(statement.elements("title")) if statement else []
    main = next((t for t in titles if t.get("type") in ("", "main") and t.text()), None)
    main = main or next((t for t in titles if t.text()), None)
    sub = next((t.text() for t in titles if t is not main and t.get("type").startswith("sub")), "")
    publication = header.find("fileDesc", "publicationStmt")
    if main is None:
        report.say("A041", statement or header, "the header gives no title")
    return Metadata(
        title=main.text() if main else "",
        subtitle=sub,
        persons=tuple(_persons(statement)) if statement else (),
        lang=_language(header, root, text),
        date=_date(publication),
        publisher=_publisher(publication),
        identifier=_identifier(publication),
        source=_source(header.find("fileDesc", "sourceDesc")),
        rights=_rights(publication),
    )


def _persons(statement: Node) -> Iterator[Person]:
    for node in statement.elements():
        if node.name in ("author", "editor", "principal"):
            role = node.get("role") or ("author" if node.name == "author" else "editor")
            if name := _name(node):
                yield Person(
                    name, _initials(node), role if role in ("translator", "compiler") else _plain(node)
                )
        elif node.name == "respStmt":
            resp = " ".join(r.text() for r in node.elements("resp")).strip(" :;,")
            role = next((role for role, pattern in _ROLES if pattern.search(resp)), "contributor")
            for person in node.elements("name", "persName", "orgName"):
                if name := _name(person):
                    yield Person(name, _initials(person) or _initials(node), role)


def _plain(node: Node) -> str:
    return "author" if node.name == "author" else "editor"


def _initials(node: Node) -> str:
    own = node.get("xml:id") or next(
        (n.get("xml:id") for n in node.iter("persName", "name") if n.get("xml:id")), ""
    )
    return own if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", own) else ""


def _name(node: Node) -> str:
    """The name as printed: forename first, without address and office."""
    person = next(node.iter("persName", "name", "orgName"), node)
    surname = next((n.text() for n in person.iter("surname")), "")
    forenames = [n.text() for n in person.iter("forename")]
    if surname:
        return " ".join([*forenames, surname])
    skipped = ("affiliation", "email", "roleName", "idno", "note", "address", "ref")
    return " ".join("".join(person.strings(lambda n: n.name in skipped)).split())


def _language(header: Node | None, root: Node, text: Node | None) -> str:
    """The language of the text: as its elements say from the outside in, else as the header does."""
    node = text
    while node is not None:
        if found := tag(node.get("xml:lang")):
            return found
        body = node.first("body") or node
        if found := tag(body.get("xml:lang")):
            return found
        inner = list(body.elements("div", "div1", "text", "group"))
        node = inner[0] if len(inner) == 1 and not body.first("p", "lg", "l") else None
    if found := tag(root.get("xml:lang")):
        return found
    if header is not None and (usage := header.find("profileDesc", "langUsage")) is not None:
        languages = sorted(
            usage.elements("language"),
            key=lambda n: -int(n.get("usage")) if n.get("usage").isdecimal() else 0,
        )
        for language in languages:
            if found := tag(language.get("ident") or language.get("xml:id")):
                return found
    return ""


def _date(publication: Node | None) -> str:
    if publication is None:
        return ""
    for node in publication.iter("date"):
        for value in (node.get("when"), node.text()):
            if found := _DATE.search(value):
                month, day = int(found[2] or 1), int(found[3] or 1)
                if 1 <= month <= 12 and 1 <= day <= 31:
                    return found[0]
    return ""


def _publisher(publication: Node | None) -> str:
    if publication is None:
        return ""
    for names in (("publisher",), ("authority",), ("distributor",)):
        found = []
        for node in publication.elements(*names):
            skipped = ("address", "email", "idno", "ref") if node.has_text() else ()
            found.append(" ".join("".join(node.strings(lambda n, s=skipped: n.name in s)).split()))  # type: ignore[misc]
        if any(found):
            return ", ".join(filter(None, found))
    return ""


def _identifier(publication: Node | None) -> str:
    for node in publication.iter("idno") if publication else ():
        kind, value = node.get("type").upper(), node.text()
        if not value:
            continue
        if value.startswith("urn:"):
            return value
        if kind == "ISBN" and (digits := re.sub(r"[^0-9X]", "", value)):
            return f"urn:isbn:{digits}"
        if kind == "DOI":
            return f"urn:doi:{value.rpartition('doi.org/')[2]}"
    return ""


def _source(description: Node | None) -> str:
    """The first description of what the edition was made from, as a line."""
    if description is None:
        return ""
    lists = ("listWit", "listPerson", "listPlace", "listOrg", "listApp")
    for node in description.elements("bibl", "biblFull", "biblStruct", "p", "ab", "msDesc", "listBibl"):
        if node.name in lists:
            continue
        if node.name in ("bibl", "p", "ab"):
            said = " ".join("".join(node.strings()).split())
        else:
            parts = (" ".join("".join(leaf.strings()).split()) for leaf in _leaves(node))
            said = ", ".join(filter(None, parts))
        if said:
            return said
    return ""


def _leaves(node: Node) -> Iterator[Node]:
    for child in node.elements():
        if any(isinstance(c, str) and c.strip() for c in child.children):
            yield child
        else:
            yield from _leaves(child)


def _rights(publication: Node | None) -> str:
    availability = publication.first("availability") if publication else None
    if availability is None:
        return ""
    licences = list(availability.elements("licence"))
    if not licences:
        return availability.text()
    said: list[str] = []
    for licence in licences:
        text, target = licence.text(), licence.get("target")
        said.append(f"{text} ({target})" if text and target and target not in text else text or target)
    return " ".join(filter(None, said))

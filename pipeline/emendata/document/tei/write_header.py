"""Turn a Document's metadata and record into a teiHeader.

What the header says besides (the languages that the text uses, initials that nobody declared, sentences
for its human reader) is made from the text and not read back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from emendata.document.model import Applied, Document, Metadata
from emendata.document.tei import names
from emendata.document.tei.names import attribute, quoted, text


@dataclass(frozen=True, slots=True)
class Used:
    """What the text uses and the header has to declare."""

    languages: frozenset[str]
    initials: tuple[str, ...]
    """Of those who answer for emendations, in order."""
    ids: frozenset[str]
    remarks: tuple[tuple[str, str], ...] = ()
    """(id of an emendation, why it was made)."""
    witnesses: tuple[str, ...] = ()
    """The lines of the lists of witnesses, scholars and sources."""


def header(document: Document, used: Used) -> str:
    """The teiHeader of a text, ending with a line break."""
    metadata = document.metadata
    lines = [
        '<teiHeader xml:lang="en">',
        "<fileDesc>",
        *_title_statement(metadata, used),
        *_publication(metadata),
        "<sourceDesc>",
        *_source(metadata.source, used.witnesses),
        "</sourceDesc>",
        "</fileDesc>",
        *_encoding(document.record, used.remarks),
        *_languages(metadata.lang, used.languages),
        "</teiHeader>",
    ]
    return _indented(lines)


def _indented(lines: list[str]) -> str:
    """The elements of the header, all of them with their tags on lines of their own or on one line."""
    out: list[str] = []
    depth = 0
    for line in lines:
        depth -= line.startswith("</")
        out.append("  " * depth + line)
        depth += line.startswith("<") and "</" not in line and not line.endswith("/>")
    return "\n".join(out) + "\n"


def _said(element: str, string: str, attributes: str = "") -> str:
    return f"<{element}{attributes}>{text(string)}</{element}>" if string else ""


def _title_statement(metadata: Metadata, used: Used) -> list[str]:
    # The header is in English, its titles are in the language of the text.
    lang = attribute("xml:lang", "" if metadata.lang == "en" else metadata.lang)
    lines = ["<titleStmt>", f'<title type="main"{lang}>{text(metadata.title)}</title>']
    if metadata.subtitle:
        lines.append(_said("title", metadata.subtitle, f' type="sub"{lang}'))
    taken = set(used.ids)

    def identified(initials: str) -> str:
        if names.ID.fullmatch(initials) and initials not in taken:
            taken.add(initials)
            return attribute("xml:id", initials)
        return attribute("n", initials)

    for person in metadata.persons:
        if person.role == "author":
            lines.append(f"<author{identified(person.id)}>{text(person.name)}</author>")
        else:
            name = f"<persName{identified(person.id)}>{text(person.name)}</persName>"
            lines += ["<respStmt>", f"<resp>{text(person.role)}</resp>", name, "</respStmt>"]
    declared = {person.id for person in metadata.persons}
    for initials in used.initials:
        if initials not in declared:
            name = f"<name{identified(initials)}>{text(initials)}</name>"
            lines += ["<respStmt>", "<resp>emendation</resp>", name, "</respStmt>"]
    return [*lines, "</titleStmt>"]


def _publication(metadata: Metadata) -> list[str]:
    lines: list[str] = []
    if metadata.date:
        when = attribute("when", metadata.date if _is_iso(metadata.date) else "")
        lines.append(_said("date", metadata.date, when))
    if metadata.identifier:
        kind = ' type="URN"' if metadata.identifier.startswith("urn:") else ""
        lines.append(_said("idno", metadata.identifier, kind))
    if metadata.rights:
        lines += ["<availability>", _said("p", metadata.rights), "</availability>"]
    if metadata.publisher or lines:
        # TEI wants an agency before the details, though nobody may have published them.
        lines = [_said("publisher", metadata.publisher) or "<publisher/>", *lines]
    else:
        lines = ["<p>Nothing is said about publication.</p>"]
    return ["<publicationStmt>", *lines, "</publicationStmt>"]


def _source(source: str, witnesses: tuple[str, ...]) -> list[str]:
    said = [_said("bibl", source)] if source else []
    return [*said, *witnesses] or ["<p>The source is not described.</p>"]


def _is_iso(day: str) -> bool:
    """Whether the date is a year, a month or a day in ISO 8601."""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", day, re.ASCII):
        return False
    try:
        date.fromisoformat(day + "-01-01"[len(day) - 4 :])
    except ValueError:
        return False
    return True


def _encoding(record: tuple[Applied, ...], remarks: tuple[tuple[str, str], ...]) -> list[str]:
    reasons = [f'<item corresp="#{quoted(id)}">{text(remark)}</item>' for id, remark in remarks]
    rules = [
        f"<p><ident>{text(applied.rule)}</ident> (<num>{applied.count}</num>): <seg>{text(applied.what)}</seg></p>"
        for applied in record
    ]
    return [
        "<encodingDesc>",
        "<appInfo>",
        f'<application ident="emendata" version="{names.FORMAT}">',
        "<label>Written by emendata; the number is that of the encoding.</label>",
        "</application>",
        "</appInfo>",
        "<editorialDecl>",
        '<correction method="markup">',
        "<p>An emendation is a <gi>choice</gi>: <gi>sic</gi> has what the source says, <gi>corr</gi> what the "
        "edition reads, with the cause (<att>type</att>) and the person responsible (<att>resp</att>).</p>",
        *(["<p>Remarks:", "<list>", *reasons, "</list>", "</p>"] if reasons else []),
        "</correction>",
        *(["<normalization>", *rules, "</normalization>"] if rules else []),
        "</editorialDecl>",
        "</encodingDesc>",
    ]


def _languages(main: str, used: frozenset[str]) -> list[str]:
    lines = [f'<language ident="{quoted(main)}">the language of the text</language>'] if main else []
    lines += [
        f'<language ident="{quoted(lang)}">in passages</language>' for lang in sorted(used - {main, ""})
    ]
    return ["<profileDesc>", "<langUsage>", *lines, "</langUsage>", "</profileDesc>"] if lines else []

"""Read pandoc's metadata: what the file says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from emendata.acquire.pandoc.ast import Node, Nodes, plain
from emendata.acquire.pandoc.state import Reading
from emendata.acquire.pandoc.vocabulary import names


@dataclass(slots=True)
class Matter:
    """What a title page says, still as pandoc's nodes."""

    title: Nodes = field(default_factory=list)
    subtitle: Nodes = field(default_factory=list)
    persons: list[tuple[str, Nodes]] = field(default_factory=list)
    """Role and name."""
    date: Nodes = field(default_factory=list)
    abstract: Nodes = field(default_factory=list)
    """Blocks."""
    abstract_title: Nodes = field(default_factory=list)
    thanks: Nodes = field(default_factory=list)
    """Blocks of a note to the title."""
    keywords: tuple[str, ...] = ()
    lang: str = ""
    publisher: str = ""
    rights: str = ""
    identifier: str = ""

    @property
    def authors(self) -> list[Nodes]:
        """The names of the authors."""
        return [name for role, name in self.persons if role == "author"]


_ROLES = {"author": "author", "creator": "author", "editor": "editor", "translator": "translator"}

# What HTML and word processors write for machines, settings for other programs, and what the
# text has already
_QUIET = names(
    """
    generator, viewport, charset, dcterms.date, theme-color, robots, progid, originator,
    description, created, modified, format-detection, apple-mobile-web-app-capable, toc, toc-depth,
    numbersections, documentclass, classoption, geometry, fontsize, mainfont, sansfont, monofont,
    linestretch, papersize, output, header-includes, include-before, include-after, css,
    bibliography, csl, nocite, link-citations, link-bibliography, colorlinks, linkcolor, urlcolor,
    pagetitle, template, options, startup, layout, references, title-prefix
    """
)


def matter(meta: dict[str, Node], reading: Reading) -> Matter:
    """The metadata; what has no place in the edition is reported by name."""
    found = Matter()
    for key, value in meta.items():
        name = key.casefold()
        match name:
            case "title" | "subtitle" | "date" | "abstract-title":
                setattr(found, name.replace("-", "_"), _inlines(value))
            case "abstract":
                found.abstract = _blocks(value)
            case "thanks":
                found.thanks = _blocks(value)
            case "lang" | "language":
                found.lang = reading.language(_text(value))
            case "keywords" | "subject":
                found.keywords += _words(value)
            case "publisher" | "identifier":
                setattr(found, name, _text(value))
            case "rights" | "copyright" | "license":
                found.rights = found.rights or _text(value)
            case _ if name in _ROLES:
                found.persons += [
                    (_role(p) or _ROLES[name], person) for p in _list(value) for person in _persons(p)
                ]
            case _ if name not in _QUIET and _text(value):
                hint = "give it in edition.yaml if it belongs to the edition"
                reading.lost("A024", "metadata has no place in the edition", key, hint)
    # pandoc's JATS reader puts the colon there
    if found.subtitle and found.subtitle[0] == {"t": "Str", "c": ":"}:
        found.subtitle = found.subtitle[2:]
    return found


def _list(value: Node) -> list[Node]:
    return list(value["c"]) if value["t"] == "MetaList" else [value]


def _inlines(value: Node) -> Nodes:
    """A value as one line."""
    match value["t"]:
        case "MetaInlines":
            return list(value["c"])
        case "MetaString":
            return [{"t": "Str", "c": value["c"]}] if value["c"] else []
        case "MetaBlocks":
            lines = [b["c"] for b in value["c"] if b["t"] in ("Para", "Plain")]
            return _joined(lines, [{"t": "Space"}])
        case "MetaList":
            return _joined([_inlines(v) for v in value["c"]], [{"t": "Str", "c": ","}, {"t": "Space"}])
        case "MetaMap":
            text = value["c"].get("text") or value["c"].get("name")
            return (
                _inlines(text)
                if text
                else _joined(
                    [_inlines(v) for v in value["c"].values()], [{"t": "Str", "c": ","}, {"t": "Space"}]
                )
            )
    return []


def _joined(parts: list[Nodes], between: Nodes) -> Nodes:
    out: Nodes = []
    for part in parts:
        if part:
            out += [*(between if out else []), *part]
    return out


def _blocks(value: Node) -> Nodes:
    match value["t"]:
        case "MetaBlocks":
            return list(value["c"])
        case "MetaList":
            return [block for v in value["c"] for block in _blocks(v)]
        case _:
            line = _inlines(value)
            return [{"t": "Para", "c": line}] if line else []


def _text(value: Node) -> str:
    return plain(_inlines(value))


def _words(value: Node) -> tuple[str, ...]:
    """Keywords, also where they are one line with commas between."""
    values = [_text(v) for v in _list(value)]
    if len(values) == 1:
        values = re.split(r"\s*[,;]\s*", values[0])
    return tuple(v for v in values if v)


def _person(value: Node) -> Nodes:
    """A name, also where it is a map: ``name:``, or ``given:`` and ``family:``."""
    if value["t"] != "MetaMap":
        return _inlines(value)
    parts = value["c"]
    for key in ("name", "literal", "text"):
        if key in parts:
            return _person(parts[key])
    found = [
        parts[key] for key in ("given", "given-names", "first", "family", "surname", "last") if key in parts
    ]
    return _joined([_inlines(v) for v in found], [{"t": "Space"}])


def _persons(value: Node) -> list[Nodes]:
    """The persons of one value, which may be several with semicolons between them."""
    person = _person(value)
    found: list[Nodes] = [[]]
    for node in person:
        if node["t"] == "Str" and node["c"].endswith(";"):
            found[-1].append({"t": "Str", "c": node["c"].rstrip(";")})
            found.append([])
        else:
            found[-1].append(node)
    return [name for name in found if name]


def _role(value: Node) -> str:
    if value["t"] == "MetaMap" and "role" in value["c"]:
        said = _text(value["c"]["role"]).casefold()
        return {"aut": "author", "edt": "editor", "trl": "translator"}.get(said, said)
    return ""


# ----------------------------------------------------------------------- dates

_MONTHS = {
    name: number
    for number, month in enumerate(
        (
            "january jan januar janvier gennaio enero",
            "february feb februar février febbraio febrero",
            "march mar märz mars marzo",
            "april apr avril aprile abril",
            "may mai maggio mayo",
            "june jun juni juin giugno junio",
            "july jul juli juillet luglio julio",
            "august aug août agosto",
            "september sep sept septembre settembre septiembre",
            "october oct oktober okt octobre ottobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre dicembre diciembre",
        ),
        start=1,
    )
    for name in month.split()
}
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?)?([^\W\d]+)\.?,?\s+(?:de\s+)?(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")


def iso_date(text: str) -> str:
    """The date as ISO 8601, or empty if it is not clear which day, month or year is meant."""
    text = text.strip()
    year, month, day = "", 0, 0
    if found := _ISO.fullmatch(text):
        year, month, day = found[1], int(found[2] or 0), int(found[3] or 0)
        if found[2] and not month:
            return ""
    elif found := _DAY_FIRST.fullmatch(text):
        year, month, day = found[3], _MONTHS.get(found[2].casefold(), 0), int(found[1] or 0)
        if not month:
            return ""
    elif found := _MONTH_FIRST.fullmatch(text):
        year, month, day = found[3], _MONTHS.get(found[1].casefold(), 0), int(found[2])
        if not month:
            return ""
    elif found := _DOTTED.fullmatch(text):
        year, month, day = found[3], int(found[2]), int(found[1])
    if not year or month > 12 or day > 31:
        return ""
    return year + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")

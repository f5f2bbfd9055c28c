"""What an editor can set in edition.yaml: typed records, each field with its key, its reader and its meaning.

The records hold plain data and are what the stages are given. `emendata.config` builds them and makes the
table in docs/edition-yaml.md from the declarations here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from emendata.diagnostics import EmendataError, Place
from emendata.document.model import Person
from emendata.facing import FacingSettings
from emendata.publish import lines as line_numbers
from emendata.publish import series
from emendata.publish.critical import house
from emendata.publish.indexing import IndexSettings
from emendata.publish.indexing import settings as index_settings
from emendata.publish.publication import Ebook, Publication
from emendata.records import file_name, record, setting
from emendata.witnesses import CollateSettings, WitnessSetting, witnesses
from emendata.yamltext import Field, Problems

FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".xml": "tei",
    ".tei": "tei",
    ".md": "markdown",
    ".markdown": "markdown",
    ".docx": "docx",
    ".odt": "odt",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".tex": "latex",
    ".latex": "latex",
    ".rst": "rst",
    ".jats": "jats",
    ".nxml": "jats",
    ".epub": "epub",
    ".org": "org",
    ".textile": "textile",
    ".mediawiki": "mediawiki",
    ".wiki": "mediawiki",
    ".typ": "typst",
    ".fb2": "fb2",
}
"""Which format a source has by the end of its name."""

MARKS = ("auto", "superscript", "brackets", "dot", "paren", "caret")
NUMBERINGS = ("auto", "through", "page")
SETTLED_AS = (
    "paragraph",
    "continues",
    "note",
    "note-continues",
    "head",
    "subhead",
    "quotation",
    "verse",
    "caption",
    "furniture",
)
LINKINGS = ("standoff", "double-end-point", "parallel-segmentation", "location-referenced")
OUTPUTS = ("tei", "pdf", "epub")


# --------------------------------------------------- what the readers of values are

_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NO_ENCODINGS = ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7")
"""What Python calls encodings of text and no text file is in."""
_SHA256 = re.compile(r"[0-9A-Fa-f]{64}")


def _paragraphs(value: Field) -> str:
    """A text in paragraphs, between which blank lines stand, each on one line."""
    return "\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", value.text()) if part.strip())


def _names(value: Field) -> tuple[str, ...]:
    names = (" ".join(name.split()) for name in value.texts("a name or a list of names"))
    return tuple(name for name in names if name)


def _editors(value: Field) -> tuple[Person, ...]:
    """Names by initials, or names alone, whose initials are then their capitals."""
    if value.kind == "mapping":
        for key in value.keys:
            if not _NAME.fullmatch(key.written):
                raise key.error(913, f"`{key.written}` cannot be an editor's initials", "Letters are wanted.")
        return tuple(Person(name.line(), key.written, "editor") for key, name in value.entries())
    persons = tuple(
        Person(name, "".join(re.findall(r"\b[A-Z]", name)), "editor")
        for name in value.texts("names by initials, a name or a list of names")
    )
    initials = [person.id for person in persons]
    if len(set(initials)) < len(initials) or not all(initials):
        message = "these names do not have different initials of their own"
        hint = "Write `editors: {AB: Anna Bell, BB: Ben Bell}`."
        raise value.error(913, message, hint)
    return persons


def _lang(value: Field) -> str:
    text = value.text("a language tag")
    if text and not _LANG.fullmatch(text):
        hint = "BCP 47: en, fr, ru-Latn (Russian in Latin letters), grc (ancient Greek)."
        raise value.error(913, f"`{text}` is not a language tag", hint)
    return text


def _date(value: Field) -> str:
    text = value.text("a date")
    found = _DATE.fullmatch(text)
    try:
        if found:
            date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        found = None
    if text and not found:
        raise value.error(913, f"`{text}` is not a date", "Write 2026, 2026-03 or 2026-03-21.")
    return text


def _sha256(value: Field) -> str:
    text = value.text("a SHA-256")
    if text and not _SHA256.fullmatch(text):
        message = "not a SHA-256: 64 hexadecimal digits are wanted"
        raise value.error(913, message, "`sha256sum FILE` prints it.")
    return text.lower()


def _encoding(value: Field) -> str:
    text = value.text("an encoding") or "utf-8"
    try:
        "text".encode(text)
        known = codecs.lookup(text).name.replace("_", "-") not in _NO_ENCODINGS
    except (LookupError, UnicodeError):
        known = False
    if not known:
        hint = "utf-8, utf-16, cp1252, cp1251, koi8-r …"
        raise value.error(913, f"`{text}` is not an encoding known here", hint)
    return text


def _style(value: Field) -> str:
    text = value.text("the name of a style")
    if not _NAME.fullmatch(text):
        message = f"`{text}` cannot be the name of a style"
        raise value.error(913, message, "The styles are folders in styles/.")
    return text


def _outputs(value: Field) -> tuple[str, ...]:
    members = (value,) if value.kind == "text" else value.items("a list of outputs")
    problems = Problems()
    found = [problems.attempt("", member.one_of, OUTPUTS) for member in members]
    problems.finish()
    return tuple(output for output in OUTPUTS if output in found)


def _one_of(*values: str) -> Callable[[Field], str]:
    return lambda value: value.one_of(values)


def _boolean(value: Field) -> bool:
    return value.boolean()


# ----------------------------------------------------------------------- the records


@dataclass(frozen=True, slots=True)
class FigureSetting:
    """The image of a figure."""

    src: str = setting("file", "", "file name", "The image, relative to the edition's folder.", file_name)
    alt: str = setting("alt", "", "text", "What the image shows, for those who cannot see it.", Field.line)
    description: str = setting(
        "description",
        "",
        "text",
        "All that the image shows, where that takes more words than `alt` should have: the e-book has it folded away "
        "behind the figure.",
        _paragraphs,
    )
    decorative: bool = setting(
        "decorative", False, "on or off", "The image says nothing that a reader must know.", _boolean
    )
    place: Place = field(default=Place("edition.yaml"), compare=False)
    """Where this is said."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The editor's decision on one block of the source, which overrides what the normaliser finds."""

    line: int = setting(
        "line",
        MISSING,
        "number",
        "The line of the source in which the block begins, from 1.",
        lambda value: value.integer(least=1),
    )
    kind: str = setting("as", MISSING, "name", f"One of {', '.join(SETTLED_AS)}.", _one_of(*SETTLED_AS))
    begins: str = setting(
        "begins", "", "text", "How the block begins: by this it is found when lines come or go before it.", Field.line
    )
    place: Place = field(default=Place("edition.yaml"), compare=False)
    """Where this is said."""


def _settled(value: Field) -> tuple[Settled, ...]:
    problems = Problems()
    settled: list[Settled] = []
    for member in value.items("a list of decisions `{line: …, as: …}`"):
        try:
            settled.append(record(Settled, member, place=member.place))
        except EmendataError as trouble:
            problems.add(trouble)
    problems.finish()
    for index, decision in enumerate(settled):
        if decision.line in [earlier.line for earlier in settled[:index]]:
            raise value.members[index].error(905, f"line {decision.line} is settled twice")
    return tuple(settled)


def _figure(value: Field) -> FigureSetting:
    return record(FigureSetting, value, place=value.place)


def _figures(value: Field) -> Mapping[str, FigureSetting]:
    problems = Problems()
    figures: dict[str, FigureSetting] = {}
    for key, setting_ in value.entries("a mapping from figure numbers to images"):
        if setting_.kind == "text":
            path = problems.attempt("", file_name, setting_)
            figures[key.written] = FigureSetting(path, place=setting_.place)
            continue
        figure = problems.attempt(FigureSetting(), _figure, setting_)
        if figure.decorative and figure.alt:
            problems.add(
                setting_.error(
                    913, "a decorative figure has no `alt`", "Leave one of `decorative` and `alt` out."
                )
            )
        figures[key.written] = figure
    problems.finish()
    return figures


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How OCR'd or plain text is to be read."""

    marks: str = setting(
        "marks",
        "auto",
        "name",
        "How notes are marked: superscript `¹²`, brackets `[12]`, dot `12.`, paren `12)`, caret `^12^`; "
        "auto finds out.",
        _one_of(*MARKS),
    )
    numbering: str = setting(
        "numbering",
        "auto",
        "name",
        "Whether note numbers run through or begin again on each page; auto finds out.",
        _one_of(*NUMBERINGS),
    )
    settled: tuple[Settled, ...] = setting(
        "settle",
        (),
        "list",
        "Decisions on single blocks: `{line: 120, as: note-continues, begins: in the archive}`.",
        _settled,
    )
    dehyphenate: bool = setting(
        "dehyphenate", True, "on or off", "Join words that are hyphenated over a line or page end.", _boolean
    )
    remove_furniture: bool = setting(
        "remove_furniture",
        True,
        "on or off",
        "Leave running heads, folios, and the header and licence of an e-text out of the text.",
        _boolean,
    )


@dataclass(frozen=True, slots=True)
class TypographySettings:
    """Which rules of the house are applied to the characters of the books."""

    quotes: bool = setting(
        "quotes", True, "on or off", "Straight quotation marks and apostrophes become curly.", _boolean
    )
    dashes: bool = setting(
        "dashes",
        True,
        "on or off",
        "` - ` and ` -- ` become –, `word--word` and `---` become —, `188-210` becomes 188–210.",
        _boolean,
    )
    spaces: bool = setting(
        "spaces",
        True,
        "on or off",
        "Double spaces become one; no space before a comma; no line break in `p. 12` and `B. L. Markus`.",
        _boolean,
    )
    composed: bool = setting(
        "composed",
        True,
        "on or off",
        "A letter and its accents are one character, as Unicode prefers it (normalization form C).",
        _boolean,
    )
    ellipsis: bool = setting(
        "ellipsis", True, "on or off", "No line break within the points of an ellipsis.", _boolean
    )


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that edition.yaml says about an edition."""

    folder: Path
    """The edition's folder."""
    name: str
    """The folder's name, or a bare file's without its suffix: the name of the edition's folder in dist/."""
    source: str = setting(
        "source", "", "file name", "The text; by default the only file `source.*` in the folder.", file_name
    )
    sha256: str = setting(
        "sha256", "", "64 hex digits", "The SHA-256 that the source must have, if given.", _sha256
    )
    format: str = setting(
        "format",
        "",
        "name",
        f"One of {', '.join(dict.fromkeys(FORMATS.values()))}; by default what the source's suffix says.",
        _one_of(*dict.fromkeys(FORMATS.values())),
    )
    encoding: str = setting("encoding", "utf-8", "name", "The encoding of a source in plain text.", _encoding)
    title: str = setting(
        "title",
        "",
        "text",
        "The title; by default the one found in the text. A first head that says something else is a chapter's.",
        Field.line,
    )
    subtitle: str = setting("subtitle", "", "text", "The subtitle.", Field.line)
    authors: tuple[str, ...] = setting(
        "author|authors", (), "name or list", "The authors; by default the one found in the text.", _names
    )
    editors: tuple[Person, ...] = setting(
        "editors|editor",
        (),
        "names by initials",
        "`{AB: Anna Bell}`: who signs corrections `by: AB`.",
        _editors,
    )
    lang: str = setting("lang", "", "BCP 47 tag", "The language of the text: `en`, `fr`, `ru-Latn`.", _lang)
    date: str = setting("date", "", "date", "Of this edition: `2026`, `2026-03` or `2026-03-21`.", _date)
    publisher: str = setting("publisher", "", "text", "Who publishes this edition.", Field.line)
    identifier: str = setting(
        "identifier", "", "URN, ISBN or URL", "Names this edition; by default made from the content.", Field.line
    )
    rights: str = setting("rights", "", "text", "Who may do what with the edition.", Field.line)
    source_description: str = setting(
        "from", "", "text", "What the edition was made from: the bibliographic reference.", Field.line
    )
    style: str = setting("style", "plain", "name", "The house style, a folder of styles/.", _style)
    linking: str = setting(
        "tei.linking",
        "standoff",
        "name",
        f"How the TEI file links its apparatus to the text: {', '.join(LINKINGS)}.",
        _one_of(*LINKINGS),
    )
    running_title: str = setting(
        "running.title", "", "text", "The short title for running heads; by default the title.", Field.line
    )
    running_author: str = setting(
        "running.author", "", "text", "The short author for running heads; by default the author.", Field.line
    )
    figures: Mapping[str, FigureSetting] = setting(
        "figures",
        dict,
        "mapping",
        "Images by the figure's printed number: `{1: {file: images/1.png, alt: …}}` or `{1: images/1.png}`.",
        _figures,
    )
    text: TextSettings = setting(  # noqa: RUF009, `setting` makes a field
        "text",
        TextSettings,
        "mapping",
        "How plain text is read.",
        lambda value: record(TextSettings, value),
    )
    typography: TypographySettings = setting(  # noqa: RUF009
        "typography",
        TypographySettings,
        "mapping",
        "Which rules of the house are applied to characters in the books (not in the TEI).",
        lambda value: record(TypographySettings, value),
    )
    series: Mapping[str, series.Said] = setting(
        "series",
        dict,
        "mapping",
        "The series of notes at the foot of the page, by name, where they differ from those of the house style.",
        series.said,
    )
    witnesses: Mapping[str, WitnessSetting] = setting(
        "witnesses",
        dict,
        "mapping",
        "Who is quoted in the apparatus, by siglum, in this order: `{M: Mediceus, saec. v, M²: {kind: hand, of: M}}`.",
        witnesses,
    )
    index: IndexSettings = setting(  # noqa: RUF009
        "index", IndexSettings, "mapping", "Which indexes the books have.", index_settings
    )
    apparatus: Mapping[str, object] = setting(
        "apparatus",
        dict,
        "mapping",
        "How the apparatus is worded, where it differs from the house style.",
        house.said,
    )
    facing: FacingSettings = setting(  # noqa: RUF009
        "facing",
        FacingSettings,
        "mapping",
        "A translation, or another version, that faces the text.",
        lambda value: record(FacingSettings, value),
    )
    collate: CollateSettings = setting(  # noqa: RUF009
        "collate",
        CollateSettings,
        "mapping",
        "How the witnesses in witnesses/ are compared with the source.",
        lambda value: record(CollateSettings, value),
    )
    publication: Publication = setting(  # noqa: RUF009
        "publication",
        Publication,
        "mapping",
        "What catalogues and shops want to know.",
        lambda value: record(Publication, value),
    )
    epub: Ebook = setting(  # noqa: RUF009
        "epub", Ebook, "mapping", "How the e-book is made.", lambda value: record(Ebook, value)
    )
    lines: line_numbers.Said = setting(  # noqa: RUF009, `setting` makes a field
        "lines",
        dict,
        "mapping",
        "How the lines of the text are numbered in print, where it differs from the house style.",
        line_numbers.said,
    )
    outputs: tuple[str, ...] = setting(
        "outputs", OUTPUTS, "list", f"What is made: {', '.join(OUTPUTS)}.", _outputs
    )

    @classmethod
    def bare(cls, source: Path) -> Edition:
        """The edition of a single file without edition.yaml."""
        return cls(folder=source.parent, name=source.stem, source=source.name)

    @property
    def base(self) -> str:
        """The siglum of the source: the one that is set, or the name of a source in witnesses/."""
        path = PurePosixPath(self.source)
        return self.collate.base or (path.stem if path.parent.name == "witnesses" else "")

    @property
    def source_format(self) -> str:
        """`format`, or what the source's suffix says; empty where neither does."""
        return self.format or FORMATS.get(PurePosixPath(self.source).suffix.lower(), "")

    @property
    def settled(self) -> tuple[Settled, ...]:
        """The editor's decisions on single blocks of the source."""
        return self.text.settled

"""Read the style layer: what a house style says, and the style sheets of each medium in their order.

Enters: the texts of the files, by their paths in ``styles/``, and the editor's own style sheets.
Leaves: a `Style`. Later sheets win over earlier ones: `edition.css` says what things mean, then comes
the medium's (`print.css` or `epub.css`), then the house style's, and at last the editor's own.

Codes: P220 no such style; P9xx as `emendata.yamltext` has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from emendata.diagnostics import Place, error
from emendata.publish.critical import house
from emendata.publish.lines import STANDARD as STANDARD_LINES
from emendata.publish.lines import Lines
from emendata.publish.lines import lines as lines_of
from emendata.publish.lines import said as said_of_lines
from emendata.publish.series import STANDARD, Series, declared, said
from emendata.yamltext import Field, Problems, parsed

Medium = Literal["print", "epub"]

SETTINGS = "style.yaml"
CONTENTS = ("opening", "page", "none")
STANDARDS = ("accessible", "archive")
FOLIOS = ("decimal", "lower-roman", "upper-roman")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet."""

    name: str
    """Its path in ``styles/``, or its name alone if it is the editor's own."""
    text: str


@dataclass(frozen=True, slots=True)
class Style:
    """A house style with its sheets."""

    name: str
    contents: str = "opening"
    """Where the printed contents stand: at the end of the ``opening``, on a ``page`` of their own, or
    nowhere: ``none``."""
    sigla: str = "after"
    """Where the conspectus siglorum stands in print: ``before`` the text or ``after`` it."""
    front_apart: bool = False
    """Do title, contents and preface stand before page 1, in a count of their own?"""
    front_folios: str = "lower-roman"
    """How the pages before page 1 are counted; one of `FOLIOS`."""
    folios: str = "decimal"
    """How the others are counted."""
    first_folio: int = 1
    """The number of the first page of the text."""
    pdf: str = "accessible"
    """The standard that the PDF says it keeps to: PDF/UA-1 (``accessible``) or PDF/A-2b (``archive``)."""
    series: tuple[Series, ...] = STANDARD
    """The series of notes that the house knows, from the top of the foot down."""
    apparatus: Mapping[str, object] = field(default_factory=dict)
    """How the house words an apparatus, where it differs from `critical.house.House`."""
    lines: Lines = STANDARD_LINES
    """How it numbers the lines of a text."""
    sheets: Mapping[Medium, tuple[Sheet, ...]] = field(default_factory=dict)
    """For each medium, in the order in which they apply."""
    own_sheets: bool = False
    """Has the editor a style sheet for print?"""


def style(name: str, layer: Mapping[str, str], own: Mapping[str, str] = MappingProxyType({})) -> Style:
    """The house style of this name.

    `layer` holds the files of ``styles/`` by their paths in it; `own` the editor's ``edition.css``,
    ``print.css`` and ``epub.css``, as far as there are any.
    """
    known = sorted(path.removesuffix(f"/{SETTINGS}") for path in layer if path.endswith(f"/{SETTINGS}"))
    if name not in known:
        hint = f"There are: {', '.join(known)}." if known else "The folder styles/ is empty."
        raise error("P220", Place("edition.yaml"), f"there is no style `{name}`", hint)
    path = f"{name}/{SETTINGS}"
    settings = _Settings(parsed(layer[path], path, "P"))
    media: tuple[Medium, ...] = ("print", "epub")
    return Style(
        name,
        contents=settings.contents,
        sigla=settings.sigla,
        front_apart=settings.front_apart,
        front_folios=settings.front_folios,
        folios=settings.folios,
        first_folio=settings.first_folio,
        pdf=settings.pdf,
        series=settings.series,
        apparatus=settings.apparatus,
        lines=settings.lines,
        sheets=MappingProxyType({medium: _sheets(medium, name, layer, own) for medium in media}),
        own_sheets=bool({"edition.css", "print.css"} & own.keys()),
    )


def _sheets(medium: Medium, name: str, layer: Mapping[str, str], own: Mapping[str, str]) -> tuple[Sheet, ...]:
    names = ("edition.css", f"{medium}.css")
    ours = (*names, *(f"{name}/{sheet}" for sheet in names))
    return (
        *(Sheet(path, layer[path]) for path in ours if path in layer),
        *(Sheet(path, own[path]) for path in names if path in own),
    )


class _Settings:
    """What style.yaml says; every mistake in it is reported at once."""

    def __init__(self, root: Field) -> None:
        problems, standard = Problems(), Style("")
        values = root.mapping(
            ("about", "contents", "sigla", "front", "folios", "pdf", "series", "lines", "apparatus"), problems
        )
        self.contents = standard.contents
        if "contents" in values:
            self.contents = problems.attempt(standard.contents, values["contents"].one_of, CONTENTS)
        self.sigla = standard.sigla
        if "sigla" in values:
            self.sigla = problems.attempt(standard.sigla, values["sigla"].one_of, ("before", "after"))
        self.front_apart = False
        if "front" in values:
            self.front_apart = problems.attempt("", values["front"].one_of, ("apart", "within")) == "apart"
        folios: dict[str, Field] = {}
        if "folios" in values:
            folios = problems.attempt(folios, values["folios"].mapping, ("front", "text", "first"), problems)
        self.front_folios, self.folios = standard.front_folios, standard.folios
        if "front" in folios:
            self.front_folios = problems.attempt(self.front_folios, folios["front"].one_of, FOLIOS)
        if "text" in folios:
            self.folios = problems.attempt(self.folios, folios["text"].one_of, FOLIOS)
        self.first_folio = 1
        if "first" in folios:
            self.first_folio = problems.attempt(1, folios["first"].integer, "a page number", 1)
        self.pdf = standard.pdf
        if "pdf" in values:
            self.pdf = problems.attempt(standard.pdf, values["pdf"].one_of, STANDARDS)
        self.series = standard.series
        if "series" in values:
            self.series = declared(problems.attempt({}, said, values["series"]))
        self.apparatus: Mapping[str, object] = {}
        if "apparatus" in values:
            self.apparatus = problems.attempt({}, house.said, values["apparatus"])
        self.lines = standard.lines
        if "lines" in values:
            self.lines = lines_of(problems.attempt({}, said_of_lines, values["lines"]))
        problems.finish()

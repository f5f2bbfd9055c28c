"""The series of notes that stand at the foot of the page, each in a strip of its own.

Enters: what style.yaml and edition.yaml say under ``series:``. Leaves: the `Series` of a book, in the order in
which they stand below the text. A house style changes `STANDARD`, an edition changes the house style; both
can declare more.

Codes: P013 a series is used and nobody has declared it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.document.model import Document
from emendata.publish.labels import COUNTED
from emendata.records import said as said_of
from emendata.records import setting
from emendata.yamltext import Field, Problems

LAYOUTS = ("block", "paragraph", "two-columns", "three-columns")
NUMBERINGS = ("printed", *COUNTED, "lines", "none")
RESTARTS = ("never", "division", "page")
RULES = ("short", "full", "none")

Said = Mapping[str, object]
"""What somebody says of a series: values by the names of the fields of `Series`."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Series:
    """A series of notes or entries."""

    name: str
    title: str = setting(
        "title",
        "",
        "text",
        "What it is called: by the e-book, and by who reads the pages aloud. By default the term for it in "
        "the language of the edition.",
        Field.line,
    )
    order: int = setting(
        "order",
        50,
        "number",
        "Its place below the text: the lower the number, the higher it stands.",
        lambda value: value.integer(),
    )
    layout: str = setting(
        "layout",
        "block",
        "name",
        "`block`: each note is a paragraph; `paragraph`: one runs on after the other; `two-columns`, "
        "`three-columns`.",
        lambda value: value.one_of(LAYOUTS),
    )
    numbering: str = setting(
        "numbering",
        "printed",
        "name",
        "`printed`: as in the source; `number`, `letter`, `symbol`: counted anew; `lines`: by the lines of "
        "the page on which the lemma stands; `none`.",
        lambda value: value.one_of(NUMBERINGS),
    )
    restart: str = setting(
        "restart",
        "never",
        "name",
        "Where a count begins anew: `never`, with each `division`, or on each `page` (in the e-book, which "
        "has no pages, with each division).",
        lambda value: value.one_of(RESTARTS),
    )
    rule: str = setting(
        "rule",
        "short",
        "name",
        "The rule above its strip: `short`, `full` or `none`.",
        lambda value: value.one_of(RULES),
    )
    continued: str = setting(
        "continued",
        "full",
        "name",
        "The same where the strip begins with the rest of a note of the page before.",
        lambda value: value.one_of(RULES),
    )
    separator: str = setting(
        "separator",
        "",
        "text",
        "In a `paragraph`, what stands between two notes besides a wide space.",
        lambda value: value.text().strip(),
    )
    again: str = setting(
        "again",
        "|",
        "text",
        "With `lines`, what stands in place of a number that would be repeated.",
        lambda value: value.text().strip(),
    )

    @property
    def keyed(self) -> bool:
        """Are its entries known by the lines of the text?"""
        return self.numbering == "lines"

    @property
    def counted(self) -> bool:
        """Does it have a count of its own, whatever the source has?"""
        return self.numbering in COUNTED

    @property
    def columns(self) -> int:
        """Into how many columns its strip is divided."""
        return {"two-columns": 2, "three-columns": 3}.get(self.layout, 1)

    @property
    def running(self) -> bool:
        """Must its page be known before its lines can be broken?"""
        return self.runs_on or self.keyed

    @property
    def runs_on(self) -> bool:
        """Do its notes follow one another within one paragraph?"""
        return self.layout == "paragraph"


STANDARD = (
    Series("author", order=10),
    Series("testimonia", order=20, layout="paragraph", numbering="lines"),
    Series("fontes", order=30, layout="paragraph", numbering="lines"),
    Series("apparatus", order=40, layout="paragraph", numbering="lines"),
    Series("editor", order=60),
    Series("translator", order=70),
)
"""Declared without anybody having to say so."""


def said(value: Field) -> dict[str, Said]:
    """What is said of each series under ``series:``; all errors are raised together."""
    problems = Problems()
    found: dict[str, Said] = {}
    for key, member in value.entries("a mapping from names of series to what they are like"):
        if not _NAME.fullmatch(key.written):
            message = f"`{key.written}` cannot be the name of a series"
            problems.add(key.error(913, message, "Letters, digits and hyphens are wanted, a letter first."))
        elif member.blank:
            found[key.written] = {}
        else:
            found[key.written] = problems.attempt({}, said_of, Series, member)
    problems.finish()
    return found


def declared(*layers: Mapping[str, Said], before: Iterable[Series] = STANDARD) -> tuple[Series, ...]:
    """The series `before`, changed and added to by each layer, from the top of the foot down.

    Of two with the same `order` that stands first which was declared first.
    """
    found = {series.name: series for series in before}
    for layer in layers:
        for name, values in layer.items():
            found[name] = replace(found.get(name, Series(name)), **values)  # type: ignore[arg-type]
    return tuple(sorted(found.values(), key=lambda series: series.order))


def used(document: Document) -> dict[str, str]:
    """The names of the series in a Document, each with the id of its first note or entry."""
    found: dict[str, str] = {}
    places = [(note.series, note.id) for note in document.notes]
    places += [(entry.series, entry.id) for entry in document.entries]
    for series, first in places:
        found.setdefault(series, first)
    return found


def check_declared(document: Document, known: Iterable[Series]) -> None:
    """Raise an error for each series that is used and not known."""
    names = [series.name for series in known]
    wrong = [
        Diagnostic(
            "P013",
            "error",
            Place("edition.yaml"),
            f"the series `{name}` is not declared; `{first}` is the first note in it",
            _hint(name, names),
        )
        for name, first in used(document).items()
        if name not in names
    ]
    if wrong:
        raise EmendataError(wrong)


def _hint(name: str, names: list[str]) -> str:
    near = get_close_matches(name, names, n=1)
    question = f"Did you mean `{near[0]}`? " if near else ""
    if _NAME.fullmatch(name):
        return f"{question}Say what it is like: `series: {{{name}: {{layout: block}}}}`."
    return f"{question}Give it a name of letters and digits."


# -------------------------------------------------------------------- its documentation


def table() -> str:
    """`STANDARD`, as a table in Markdown."""
    shown = [f.name for f in fields(Series) if f.name not in ("title", "separator", "again")]
    rows = [shown, ["---"] * len(shown)]
    rows += [[str(getattr(series, name)) for name in shown] for series in declared()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)

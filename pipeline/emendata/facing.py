"""What edition.yaml says under ``facing:`` of a translation, or another version, that faces the text."""

from __future__ import annotations

from dataclasses import dataclass

from emendata.records import file_name, setting
from emendata.yamltext import Field

LAYOUTS = ("pages", "columns")
ALIGNMENTS = ("paragraph", "number", "division")


@dataclass(frozen=True, slots=True)
class FacingSettings:
    """A version of the text that goes with it, segment by segment."""

    source: str = setting(
        "source", "", "file name", "The translation, in any format that a source can have.", file_name
    )
    format: str = setting("format", "", "name", "Its format; by default what its suffix says.", Field.line)
    lang: str = setting("lang", "", "BCP 47 tag", "Its language.", Field.line)
    layout: str = setting(
        "layout",
        "pages",
        "name",
        "In print: on facing `pages`, text on the left, or in parallel `columns`.",
        lambda value: value.one_of(LAYOUTS),
    )
    align: str = setting(
        "align",
        "paragraph",
        "name",
        "What the segments are that are kept in step: each `paragraph` (or stanza), each `division`, or what "
        "stands between two places by whose `number` both can be quoted.",
        lambda value: value.one_of(ALIGNMENTS),
    )
    series: str = setting(
        "series", "translator", "name", "The series of notes that its footnotes belong to.", Field.line
    )


NONE = FacingSettings()

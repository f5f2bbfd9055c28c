"""What the preparation of a file hands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from emendata.acquire.pandoc.images import Embedded

Loss = tuple[str, str, str]
"""What cannot be kept, or stands elsewhere than in the file: what, an example, a hint."""
TWO_SERIES: Loss = (
    "footnotes and endnotes are numbered in one series",
    "",
    "look at what refers to a note by its number",
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that pandoc may read."""

    data: bytes
    format: str
    """pandoc's name for the format of `data`, with extensions."""
    embedded: Embedded | None = None
    """The images inside the file; None for a format whose images are files beside it."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """Metadata that pandoc would not tell, under its names for them."""
    words: Counter[str] | None = None
    """The words of the text, all of which the Document must have; None where they cannot be told
    from markup."""
    begins: int = 1
    """The line on which the text begins; what pandoc does not know before is no text."""
    losses: tuple[Loss, ...] = ()
    """What stands in the file, cannot be kept and is no word."""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    """What is to be seen on the images, by their addresses, where pandoc would not tell."""

"""What the preparation of a file hands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from emendata.acquire.pandoc.images import Embedded


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
    losses: tuple[tuple[str, str, str], ...] = ()
    """What stands in the file, cannot be kept and is no word: what, an example, a hint."""

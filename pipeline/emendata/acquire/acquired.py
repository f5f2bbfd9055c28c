"""What a reader hands over: the Document, what it could not keep, and the images it found inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from emendata.diagnostics import Diagnostic
from emendata.document.model import Document


@dataclass(frozen=True, slots=True)
class Acquired:
    """One source file, read."""

    document: Document
    diagnostics: tuple[Diagnostic, ...] = ()
    """What the Document has no place for, counted; nothing is left out without one."""
    images: Mapping[str, bytes] = field(default_factory=dict)
    """The images that came inside the file, under the `src` by which the Document names them."""

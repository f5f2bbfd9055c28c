"""Find the files that come with the program: the style layer and the specimen edition."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent
"""The repository, where the package is used from it; the wheel carries the same folders inside."""


def styles_dir() -> Path:
    """The folder with `edition.css`, `print.css`, `epub.css` and the house styles."""
    return _packaged("styles")


def manuscripts_dir() -> Path:
    """The folder with the manuscripts that come with the program."""
    return _packaged("manuscript")


def _packaged(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _CHECKOUT / name

"""Find the files that the program brings along, and the fonts that it has asked for at its installation."""

from __future__ import annotations

import subprocess
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


_FONTS = (
    ("Gentium Book Plus", "truetype/gentiumplus/GentiumBookPlus-Regular.ttf"),
    ("Charis SIL", "truetype/charis/CharisSIL-Regular.ttf"),
    ("Ezra SIL", "truetype/ezra/SILEOT.ttf"),
)
"""Families, and where Debian puts their regular fonts in /usr/share/fonts."""


def fonts() -> tuple[bytes, ...]:
    """The font files that are there, in the order in which they are to be tried."""
    found = []
    for family, usual in _FONTS:
        path = Path("/usr/share/fonts", usual)
        if not path.is_file():
            path = Path(_asked(family))
        if path.is_file():
            found.append(path.read_bytes())
    return tuple(found)


def _asked(family: str) -> str:
    """Where fontconfig has the family, or an empty name; it takes its time to answer."""
    try:
        answer = subprocess.run(
            ["fc-match", "-f", "%{family}\n%{file}", f"{family}:style=Regular"],
            capture_output=True,
            text=True,
            timeout=300,  # it may have to read all fonts first, on a machine that does other work
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    said, _, file = answer.stdout.partition("\n")
    return file if family in said.split(",") else ""

"""LaTeX, told in its own language what pandoc does not know."""

from __future__ import annotations

from emendata.acquire.pandoc.prepare.ready import Ready

_DEFINITIONS = "".join(
    (
        # pandoc reads verse as a block quote; an environment that it does not know it keeps as a div
        r"\renewenvironment{verse}{\begin{emendata-verse}}{\end{emendata-verse}}",
        r"\newcommand{\endnote}[1]{\footnote{#1}}",
        r"\newcommand{\poemtitle}[1]{\par\textbf{#1}\par}",
        r"\newcommand{\vin}{~~}",
    )
)
"""On one line with the text's first, so that pandoc's line numbers are the file's."""


def ready(text: str) -> Ready:
    """The text after some definitions; its own come later and so prevail."""
    return Ready((_DEFINITIONS + text).encode(), "latex")

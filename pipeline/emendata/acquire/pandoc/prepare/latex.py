"""LaTeX, told in its own language what pandoc does not know."""

from __future__ import annotations

import re

from emendata.acquire.pandoc.prepare.ready import Ready

_DEFINITIONS = "".join(
    (
        # pandoc reads verse as a block quote; an environment that it does not know it keeps as a div
        r"\renewenvironment{verse}{\begin{emendata-verse}}{\end{emendata-verse}}",
        r"\newcommand{\endnote}[1]{\footnote{#1}}",
        r"\newcommand{\poemtitle}[1]{\par\textbf{#1}\par}",
        r"\newcommand{\vin}{~~}",
        r"\newcommand{\endhead}{}\newcommand{\endfoot}{}\newcommand{\endlastfoot}{}",
    )
)
"""On one line with the text's first, so that pandoc's line numbers are the file's."""


# The heads that longtable repeats on each page: pandoc reads them as rows
_REPEATED = re.compile(r"\\endfirsthead\b.*?\\endhead\b", re.S)
# It begins each line of a line block in the LaTeX that pandoc writes; when it reads, a paragraph ends there
_STRUT = re.compile(r"\\strut(?![A-Za-z])[ \t]*")
# What pandoc's own LaTeX defines: it reads a list only without the first, a subtitle only without the second
_TIGHT = re.compile(r"^\\tightlist[ \t]*$", re.M)
_SUBTITLE = re.compile(r"\\providecommand\{\\subtitle\}\[1\]\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}")
_BEGIN = re.compile(r"^[^%\n]*?\\begin\s*\{document\}", re.M)


def ready(text: str) -> Ready:
    """The text after some definitions; its own come later and so prevail."""
    begin = _BEGIN.search(text)
    # pandoc wraps images so in the LaTeX it writes, and does not know it in the LaTeX it reads
    text = text.replace(r"\pandocbounded{", "{")
    text = text.replace(r"\foreignlanguage{ancientgreek}", r"\foreignlanguage{polutonikogreek}")
    text = _TIGHT.sub("", _STRUT.sub("", text))
    text = _SUBTITLE.sub(lambda found: "\n" * found[0].count("\n"), text)
    text = _REPEATED.sub(lambda found: "\n" * found[0].count("\n"), text)
    return Ready(
        (_DEFINITIONS + text).encode(), "latex", begins=text.count("\n", 0, begin.end()) + 1 if begin else 1
    )

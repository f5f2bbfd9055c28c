"""The formats read through pandoc: their suffixes, and how pandoc is asked to read each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        ".docx": "docx",
        ".epub": "epub",
        ".fb2": "fb2",
        ".htm": "html",
        ".html": "html",
        ".jats": "jats",
        ".latex": "latex",
        ".markdown": "markdown",
        ".md": "markdown",
        ".mediawiki": "mediawiki",
        ".nxml": "jats",
        ".odt": "odt",
        ".org": "org",
        ".rst": "rst",
        ".tex": "latex",
        ".textile": "textile",
        ".typ": "typst",
        ".wiki": "mediawiki",
        ".xhtml": "html",
    }
)
"""From a file's suffix to pandoc's name for its format."""

OTHERS = frozenset(
    ("gfm", "commonmark", "commonmark_x", "markdown_mmd", "markdown_phpextra", "markdown_strict")
)
"""Formats that no suffix names."""

ARCHIVES = frozenset(("docx", "odt", "epub"))
"""Formats that are zip archives; all others are text."""

EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        # Quotation marks, dashes and spaces stay as the author typed them: they are for the rules
        # of typography to change, on record. In LaTeX and typst, ``…'' and --- are the characters.
        "commonmark_x": "-smart",
        "markdown": "-smart",
        "textile": "-smart-old_dashes",
        "org": "-special_strings",
        # Style names tell verse, abstracts and captions; empty paragraphs divide stanzas.
        # Heads need no ids but those that references name.
        "docx": "-auto_identifiers+styles+empty_paragraphs",
        "epub": "-auto_identifiers",
        "html": "-auto_identifiers+epub_html_exts",
        "odt": "-auto_identifiers",
    }
)

"""Make a file ready for pandoc: check it, and write what pandoc would lose where pandoc keeps it.

pandoc's readers pass over much that a word processor or a web page says: the language of a run or
a paragraph, the style that makes a line a title or a verse. Each module here knows one format and
puts such things into what pandoc does read: a div, a span, or a mark (see `ast.mark`).
"""

from __future__ import annotations

import re

from emendata.acquire.pandoc.archive import Archive
from emendata.acquire.pandoc.formats import ARCHIVES, EXTENSIONS
from emendata.acquire.pandoc.prepare import docx, epub, fb2, html, jats, latex, markdown, odt
from emendata.acquire.pandoc.prepare.ready import Ready
from emendata.decoding import decode

__all__ = ["Ready", "ready"]

_DECLARED = re.compile(
    rb"""\A\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)|<meta\s[^>]*\bcharset\s*=\s*["']?([\w.-]+)""", re.I
)


def ready(data: bytes, name: str, format: str, encoding: str = "utf-8") -> Ready:
    """The file `name`, checked and ready."""
    if format in ARCHIVES:
        archive = Archive(data, name)
        return {"docx": docx.ready, "odt": odt.ready, "epub": epub.ready}[format](archive, name)
    if format in ("html", "jats", "fb2") and (declared := _DECLARED.search(data[:2048])):
        encoding = (declared[1] or declared[2]).decode("ascii")
    text = decode(data, name, encoding)
    match format:
        case "html":
            return html.ready(text, name)
        case "jats":
            return jats.ready(text, name)
        case "fb2":
            return fb2.ready(text, name)
        case "latex":
            return latex.ready(text)
        case _ if "mark" in format or format == "gfm":
            return markdown.ready(text, name, format)
    return Ready(text.encode(), format + EXTENSIONS.get(format, ""))

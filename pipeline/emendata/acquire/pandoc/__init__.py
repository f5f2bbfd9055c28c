"""Everything that pandoc reads → Document: Markdown, DOCX, ODT, HTML, LaTeX, RST, JATS, EPUB and more.

`read` prepares the bytes (limits, encoding, what pandoc would lose), has `run.convert` make pandoc's
syntax tree of them, and turns the tree into a Document.
"""

from emendata.acquire.pandoc.formats import FORMATS
from emendata.acquire.pandoc.reader import read
from emendata.acquire.pandoc.run import Converted, Converter, PandocFailed, convert

__all__ = ["FORMATS", "Converted", "Converter", "PandocFailed", "convert", "read"]

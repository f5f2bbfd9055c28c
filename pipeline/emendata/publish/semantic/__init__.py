"""Turn a Document into a `Book`: one semantic XHTML, its contents, pages and images.

What each thing becomes is said in `docs/xhtml.md`; `compose.book` is the way through.
"""

from emendata.publish.backmatter import Matter
from emendata.publish.semantic.compose import book
from emendata.publish.semantic.model import Book, Head, Page, Section

__all__ = ["Book", "Head", "Matter", "Page", "Section", "book"]

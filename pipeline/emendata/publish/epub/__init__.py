"""Turn a `Book` into the bytes of an EPUB 3.3 file."""

from emendata.publish.epub.render import render

__all__ = ["render"]

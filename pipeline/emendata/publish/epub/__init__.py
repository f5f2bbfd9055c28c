"""Turn a `Book` into the bytes of an EPUB 3.3 file, with an ONIX message that says the same of it."""

from emendata.publish.epub.proof import differences
from emendata.publish.epub.render import Given, Made, render

__all__ = ["Given", "Made", "differences", "render"]

"""Lay a book out in pages and write it as a PDF.

`render` is all there is to know from outside; `load` can be called before it, because it takes a
second. WeasyPrint sets the whole text in type on one page without end (`weasy.galley`); that is divided
into pages here (`breaks`, `makeup`), which are proved (`proof`) before they are written.
"""

from __future__ import annotations

from emendata.publish.pages.compose import Pages, render
from emendata.publish.pages.weasy.load import load, tools

__all__ = ["Pages", "load", "render", "tools"]

"""Lay a book out in pages and write it as a PDF.

`render` is all there is to know from outside; `load` can be called before it, because it takes a
second. WeasyPrint sets each unit of the text (`units`) in type on one page without end and draws its lines
(`weasy.unit`), in whatever process has time; all of them together (`joined`) are divided into pages here
(`breaks`, `makeup`), which are proved (`proof`) before they are put on paper (`paper`).
"""

from __future__ import annotations

from emendata.publish.pages.compose import Pages, render
from emendata.publish.pages.weasy.load import load, tools

__all__ = ["Pages", "load", "render", "tools"]

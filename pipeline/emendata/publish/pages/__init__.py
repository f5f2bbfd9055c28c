"""Lay a book out in pages and write it as a PDF.

`render` is all there is to know from outside, or its two halves, `paged` and `on_paper`, where somebody waits to hear
where the pages begin; `load` can be called before them, because it takes a second. WeasyPrint sets each unit of the
text (`units`) in type on one page without end and draws its lines (`weasy.unit`), in whatever process has time; all
of them together (`joined`) are divided into pages here (`breaks`, `makeup`), which are proved (`proof`) before they are
put on paper (`paper`).
"""

from __future__ import annotations

from emendata.publish.pages.compose import Pages, on_paper, render
from emendata.publish.pages.paging import Paged, paged
from emendata.publish.pages.weasy.load import load

__all__ = ["Paged", "Pages", "load", "on_paper", "paged", "render"]

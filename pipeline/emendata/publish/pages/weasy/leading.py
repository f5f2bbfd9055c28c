"""Keep lines apart by their line-height alone, whatever fonts stand on them.

WeasyPrint places each piece of text by the metrics of the fonts it found for its characters, so that a
Hebrew or Chinese word, for which another font had to help out, pushes its line away from the others.
`keep_leading` places it by those of the font that was asked for.
"""

from __future__ import annotations

from typing import Any


def keep_leading() -> None:
    """Put it in; to be called once."""
    from weasyprint.layout import inline

    theirs = inline.split_text_box

    def split_text_box(*arguments: Any, **options: Any) -> Any:
        box, *rest = theirs(*arguments, **options)
        if box is not None and box.style["line_height"] != "normal":
            line_height, box.baseline = inline.strut(box.style)
            box.margin_top = box.margin_bottom = (line_height - box.height) / 2
        return box, *rest

    inline.split_text_box = split_text_box

"""Write filled pages as PDF bytes: always the same ones for the same pages.

Enters: laid-out page boxes. Leaves: the file, with its links, bookmarks and metadata. There is no
clock in it, and its identifier is a digest of what it holds.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from emendata.publish.pages.weasy.press import Press


def written(
    press: Press,
    pages: Sequence[Any],
    places: Sequence[Sequence[tuple[str, float]]],
    title: str,
    authors: Sequence[str],
    lang: str,
) -> tuple[bytes, tuple[str, ...]]:
    """The PDF, and the fonts in it with their versions.

    `places` are what links can lead to on each page, with the height in its text block.
    """
    from weasyprint.document import Document, Page
    from weasyprint.pdf.metadata import DocumentMetadata

    metadata = DocumentMetadata(title=title, authors=list(authors), generator="emendata", lang=lang)
    made = [Page(page) for page in pages]
    for page, box, names in zip(made, pages, places, strict=True):
        x, y = box.content_box_x(), box.content_box_y()
        for name, top in names:
            page.anchors.setdefault(name, (x, y + top, x, y + top))
    document = Document(made, metadata, press.fetcher, press.fonts, {}, None)
    target = io.BytesIO()
    with press.listening():
        document.write_pdf(target, pdf_identifier=True, pdf_version="1.7", finisher=_compress)
    return target.getvalue(), tuple(sorted({_described(font) for font in document.fonts.values()}))


def _described(font: Any) -> str:
    """``Gentium Book Plus Italic 6.101``."""
    from fontTools.ttLib import TTFont
    from weasyprint.text.fonts import get_hb_object_data

    data = io.BytesIO(get_hb_object_data(font.hb_face))
    with TTFont(data, fontNumber=max(font.index, 0), lazy=True) as file:
        return f"{file['name'].getBestFullName() or font.family} {file['head'].fontRevision:.3f}"


def _compress(document: Any, pdf: Any) -> None:
    """Compress all streams now: pydyf would do it twice, once for the digest, and on one core."""
    import pydyf

    streams = [item for item in pdf.objects if isinstance(item, pydyf.Stream) and item.compress]
    with ThreadPoolExecutor(2) as pool:
        for stream, data in zip(streams, pool.map(_compressed, streams), strict=True):
            stream.stream, stream.compress = [data], False
            stream.extra["Filter"] = "/FlateDecode"


def _compressed(stream: Any) -> bytes:
    import pydyf

    return zlib.compress(b"\n".join(map(pydyf._to_bytes, stream.stream)), 6)

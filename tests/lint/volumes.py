"""Good books to plant faults in: the sample with an apparatus, read back and packed again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from lxml import etree

from emendata.publish import epub
from emendata.publish.epub import Given
from emendata.publish.publication import Collection, Publication
from emendata.publish.semantic.model import Book, Head, Section
from emendata.publish.xhtml import OPS, XHTML, element
from tests.publish.sample import plain_style, sample

_APPARATUS = """
<section xmlns="{h}" xmlns:epub="{e}" id="carmen" class="division" epub:type="chapter" role="doc-chapter"
 aria-labelledby="carmen-h"><h2 id="carmen-h">Carmen</h2>
<p id="verse" lang="la" xml:lang="la">{text}</p>
<section class="notes apparatus" data-series="apparatus" epub:type="footnotes" aria-label="Apparatus criticus">
{entries}</section></section>
"""
_CONSPECTUS = """
<section xmlns="{h}" xmlns:epub="{e}" id="conspectus" class="sigla-list" epub:type="glossary" role="doc-glossary"
 aria-labelledby="conspectus-h"><h2 id="conspectus-h">Sigla</h2>
<dl><dt id="wit-M"><span class="siglum">M</span></dt><dd>Mediceus</dd>
<dt id="wit-P"><span class="siglum">P</span></dt><dd>Palatinus</dd></dl></section>
"""
_TEXT = (
    "[app1|Arma|app1] [app2|virumque [app3|cano|app2] Troiae|app3] qui primus [app4|ab oris|app4] Italiam fato "
    "profugus Laviniaque [app5|venit|app5] litora"
)
_ENTRIES = (
    ("app1", "Arma", "arva"),
    ("app2", "virumque cano", "om."),
    ("app3", "cano … Troiae", "canto Troiae"),
    ("app4", "ab oris", "ab auris"),
    ("app5", "venit", "uenit"),
)


def _place(text: str) -> str:
    for name, _, _ in _ENTRIES:
        text = text.replace(f"[{name}|", f'<span class="from" id="{name}-from" data-entry="{name}"></span>')
        text = text.replace(f"|{name}]", f'<span class="to" id="{name}-to" data-entry="{name}"></span>')
    return text


def _entry(name: str, lemma: str, reading: str) -> str:
    return (
        f'<div class="note entry" id="{name}" data-from="{name}-from" data-to="{name}-to" epub:type="footnote" '
        f'role="doc-footnote"><p><span class="n">1</span> <span class="lemma">{lemma}</span>'
        f'<span class="bracket">]</span> <span class="rdg"><span class="reading">{reading}</span> '
        f'<span class="sigla"><a class="siglum" href="#wit-M">M</a> <a class="siglum" href="#wit-P">P</a></span>'
        f'</span> <a class="back" role="doc-backlink" href="#{name}-from" aria-label="back">↩︎</a></p></div>\n'
    )


def critical() -> Book:
    """The sample with a chapter that has an apparatus, a conspectus and an index."""
    made = sample()
    entries = "".join(_entry(*entry) for entry in _ENTRIES)
    chapter = etree.fromstring(_APPARATUS.format(h=XHTML, e=OPS, text=_place(_TEXT), entries=entries))
    sigla = etree.fromstring(_CONSPECTUS.format(h=XHTML, e=OPS))
    sections = [
        *made.sections,
        Section("carmen", "division", "Carmen", 2, chapter, "back"),
        Section("conspectus", "conspectus", "Sigla", 2, sigla, "back"),
    ]
    titles = (("carmen", "Carmen"), ("conspectus", "Sigla"))
    heads = [Head(f"{name}-h", title, element("span", None, title), 2, name) for name, title in titles]
    return replace(made, sections=tuple(sections), contents=(*made.contents, *heads))


PUBLICATION = Publication(
    short_title="Texts",
    collection=Collection("Samples", "3", "0317-8471"),
    identifiers=("978-0-00-000000-2",),
)


@cache
def good() -> bytes:
    """The EPUB of it."""
    return epub.render(critical(), plain_style(), Given(publication=PUBLICATION)).epub


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of an EPUB in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def packed(files: Mapping[str, bytes], stored: frozenset[str] = frozenset(("mimetype",))) -> bytes:
    """An EPUB with these files in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()

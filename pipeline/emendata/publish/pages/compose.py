"""From a book to its PDF, step by step.

Codes: P203 something was reduced to fit the page, P207 page numbers that cannot be settled, P209 pages
of unequal size, P212 a page number for something that is on no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from emendata.diagnostics import Diagnostic, Place, error
from emendata.publish.pages import markup
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.lines import Printed, printed
from emendata.publish.pages.notices import notices
from emendata.publish.pages.paginate import Leaf, Numbering, leaves
from emendata.publish.pages.proof import proof
from emendata.publish.pages.slugs import Galley, Measure, same_lines
from emendata.publish.pages.weasy import pdf
from emendata.publish.pages.weasy.galley import Composed, cast, composed, with_parts
from emendata.publish.pages.weasy.press import Press
from emendata.publish.pages.weasy.sheets import Sheet, fill
from emendata.publish.semantic.model import Book
from emendata.publish.style import Style

_ROUNDS = 5
"""How often the contents are set anew until their numbers are those of the pages."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A printed book."""

    pdf: bytes
    page_of: Mapping[str, str]
    """The folio of the page on which something with an id stands or begins."""
    count: int
    """Of pages, blank ones included."""
    diagnostics: tuple[Diagnostic, ...] = ()
    fonts: tuple[str, ...] = ()
    """The fonts in the PDF, with their versions."""
    lines: tuple[Printed, ...] = ()
    """What is printed on each page."""


def render(book: Book, style: Style, running_title: str = "", running_author: str = "") -> Pages:
    """The book as a PDF; the running heads are made from the metadata where they are not given."""
    press = Press(
        [(sheet.name, sheet.text) for sheet in style.sheets.get("print", ())],
        {address: image.data for address, image in book.images.items()},
    )
    width, height = _text_block(press, book, style)
    manuscript = markup.manuscript(book, style)
    made = composed(press, manuscript.html, width, height)
    measure = _measure(made, height)
    made, laid_out, page_of = _paginated(press, manuscript, made, measure, width, style)
    foot = Foot(made.galley.notes)
    warnings = proof(made.galley, foot, laid_out, measure)
    title = running_title or book.metadata.title
    author = running_author or _authors(book)
    heads = _heads(made.galley, laid_out, manuscript.parts, title, author)
    pages = press.sheets(markup.sheets(book, style, heads))
    _check_sizes(pages, laid_out, width, height)
    for page, leaf in zip(pages, laid_out, strict=True):
        fill(press, page, _sheet(made, foot, leaf))
    authors = [person.name for person in book.metadata.persons if person.role == "author"]
    places = [_places(made.galley, foot, leaf) for leaf in laid_out]
    data, fonts = pdf.written(press, pages, places, book.metadata.title, authors, book.lang)
    return Pages(
        data,
        MappingProxyType(page_of),
        len(pages),
        (
            *_reductions(made),
            *warnings,
            *_unresolved(manuscript, page_of),
            *notices(
                ((message.text, message.sheet) for message in press.messages),
                made.galley,
                [(sheet.name, sheet.text) for sheet in style.sheets.get("print", ())],
            ),
        ),
        fonts,
        printed(made.galley, foot, laid_out, manuscript.parts),
    )


def _text_block(press: Press, book: Book, style: Style) -> tuple[float, float]:
    """Width and height of the text block of a page."""
    heads = markup.Heads("1", "", "", "", ("body",))
    pages = press.sheets(markup.sheets(book, style, [heads, heads]))
    _check_sizes(pages, (), pages[0].width, pages[0].height)
    return pages[0].width, pages[0].height


def _check_sizes(pages: Sequence[Any], laid_out: Sequence[Leaf], width: float, height: float) -> None:
    for at, page in enumerate(pages):
        if (at >= len(laid_out) or not laid_out[at].blank) and (
            abs(page.width - width) > 0.1 or abs(page.height - height) > 0.1
        ):
            raise error(
                "P209",
                Place("print.css"),
                f"the text block of page {at + 1} measures {page.width * 0.75:.1f} × {page.height * 0.75:.1f}pt, "
                f"that of the others {width * 0.75:.1f} × {height * 0.75:.1f}pt",
                "Margins may differ from page to page, but what they leave must not; space above an "
                "opening is made with `padding-top`.",
            )


def _measure(made: Composed, height: float) -> Measure:
    heights = {name: float(box.margin_height()) for name, box in made.rules.items()}
    return Measure(height, made.grid, heights.get("rule", 0.0), heights.get("continued", 0.0))


def _paginated(
    press: Press,
    manuscript: markup.Manuscript,
    made: Composed,
    measure: Measure,
    width: float,
    style: Style,
) -> tuple[Composed, list[Leaf], dict[str, str]]:
    """Pages whose numbers are those that contents and apparatus give."""
    referring = markup.referring(manuscript)
    said: dict[str, str] | None = None
    for _ in range(_ROUNDS):
        laid_out, page_of = _numbered(made.galley, measure, manuscript.parts, style)
        if not referring or page_of == said:
            return made, laid_out, page_of
        said = page_of
        before = made
        again = composed(press, markup.with_folios(manuscript, referring, page_of), width, measure.height)
        made = with_parts(made, again, referring)
        if same_lines(before.galley, made.galley):
            return made, laid_out, page_of
    raise error(
        "P207",
        Place("print"),
        "the page numbers in the contents or in the apparatus change the pages that they name, again and again",
        "Give the numbers a fixed width in print.css: `.page-of { display: inline-block; width: 2em }`.",
    )


def _numbered(
    galley: Galley, measure: Measure, parts: Sequence[markup.Part], style: Style
) -> tuple[list[Leaf], dict[str, str]]:
    foot = Foot(galley.notes)
    front = sum(parts[slug.section].front for slug in galley.text)
    numbering = Numbering(front, style.front_folios, style.folios, style.first_folio)
    laid_out = leaves(galley, foot, measure, numbering)
    page_of: dict[str, str] = {}
    for leaf in laid_out:
        for name, _ in _places(galley, foot, leaf):
            page_of.setdefault(name, leaf.folio)
    return laid_out, page_of


def _heads(
    galley: Galley, laid_out: Sequence[Leaf], parts: Sequence[markup.Part], title: str, author: str
) -> list[markup.Heads]:
    heads = []
    part = parts[0]
    for leaf in laid_out:
        if leaf.made.text:
            part = parts[galley.text[leaf.made.text[0][0]].section]
        classes = ["front" if leaf.front else "body", f"kind-{part.kind}"]
        classes += ["begins"] * leaf.opening + ["blank"] * leaf.blank
        heads.append(markup.Heads(leaf.folio, title, author, part.title, tuple(classes)))
    return heads


def _places(galley: Galley, foot: Foot, leaf: Leaf) -> list[tuple[str, float]]:
    """Every id on a page with its height on it."""
    placed = [(galley.text[at], top) for at, top in leaf.made.text]
    placed += [(foot.slugs[at], top) for at, top in leaf.made.notes]
    return [(name, top) for slug, top in placed for name in slug.ids]


def _sheet(made: Composed, foot: Foot, leaf: Leaf) -> Sheet:
    page = leaf.made
    rule = made.rules.get("continued" if page.continued else "rule")
    return Sheet(
        [(cast(made.galley.text[at]), top) for at, top in page.text],
        [(cast(foot.slugs[at]), top) for at, top in page.notes],
        (rule, page.rule) if rule is not None and page.rule is not None else None,
    )


def _reductions(made: Composed) -> list[Diagnostic]:
    return [
        Diagnostic(
            "P203",
            "warning",
            Place("print"),
            f"larger than the page and reduced to {factor:.0%}: {slug.text[:60] or ', '.join(slug.ids)!r}",
            "Let it break in print.css, or give it a smaller size there.",
        )
        for slug, factor in made.reduced
    ]


def _unresolved(manuscript: markup.Manuscript, page_of: Mapping[str, str]) -> list[Diagnostic]:
    return [
        Diagnostic(
            "P212", "warning", Place("print"), f"#{target} is referred to by its page and stands on none"
        )
        for target in markup.missing_targets(manuscript, page_of)
    ]


def _authors(book: Book) -> str:
    return ", ".join(person.name for person in book.metadata.persons if person.role == "author")

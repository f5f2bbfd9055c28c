"""ODT as LibreOffice writes it: languages and small caps in styles, named styles, changes, comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from emendata.acquire import pandoc
from emendata.acquire.acquired import Acquired
from emendata.document.dump import dump

from .making import PNG, made, replaced, with_entries

AUTOMATIC = """
<style:style style:name="P9" style:family="paragraph" style:parent-style-name="{parent}"/>
<style:style style:name="T8" style:family="text">
  <style:text-properties fo:language="grc" fo:country="GR"/></style:style>
<style:style style:name="T9" style:family="text" style:parent-style-name="T8">
  <style:text-properties fo:font-variant="small-caps"/></style:style>
"""
NAMED = """
<style:style style:name="Verse_20_lines" style:display-name="Verse" style:family="paragraph"/>
<style:style style:name="Round" style:family="paragraph" style:parent-style-name="Round"/>
"""


def read(
    contents: str,
    parent: str = "Standard",
    named: str = NAMED,
    more: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({}),
) -> Acquired:
    """A document of these blocks; the style P9 is based on `parent`; `more` makes other parts of the file."""
    styles = AUTOMATIC.format(parent=parent) + "</office:automatic-styles>"
    text = replaced("(?s)<office:text>.*</office:text>", f"<office:text>{contents}</office:text>")
    changes = {
        "content.xml": lambda data: replaced("</office:automatic-styles>", styles)(text(data)),
        "styles.xml": replaced("</office:styles>", named + "</office:styles>"),
        **more,
    }
    return pandoc.read(with_entries(made("odt", "[Text]{lang=grc}."), changes), "typescript.odt", "odt")


def grc(text: str) -> str:
    return f'<text:span text:style-name="T8">{text}</text:span>'


def lines(acquired: Acquired) -> list[str]:
    body = dump(acquired.document, width=0).partition("BODY\n")[2]
    return [line.strip() for line in body.splitlines() if line.strip()]


def said(acquired: Acquired) -> list[str]:
    return [f"{diagnostic.code} {diagnostic.message}" for diagnostic in acquired.diagnostics]


def test_languages_and_small_caps_of_styles():
    capitals = '<text:span text:style-name="T9">τις</text:span>'
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f"<text:note-body><text:p>Of {grc('λόγος')}.</text:p></text:note-body></text:note>"
    )
    acquired = read(f"<text:p>A {grc(f'λόγος {capitals} καὶ')} more{note}.</text:p>")
    assert lines(acquired) == [
        "¶ 1  A {grc: λόγος} {grc: {smallcaps: τις}} {grc: καὶ} more[^1].",
        "NOTES",
        "1  Of {grc: λόγος}.",
    ]
    assert said(acquired) == []


def test_a_link_within_a_passage_in_another_language_stays():
    link = '<text:a xlink:href="https://example.org/">τις</text:a>'
    acquired = read(f"<text:p>A {grc(f'λόγος {link} καὶ')}</text:p>")
    assert lines(acquired) == ["¶ 1  A {grc: λόγος} {τις → https://example.org/} {grc: καὶ}"]


def test_a_style_of_verse_through_an_automatic_style():
    acquired = read(
        '<text:p text:style-name="P9">Arma virumque cano,</text:p><text:p text:style-name="P9">Troiae</text:p>'
        '<text:p text:style-name="P9"/><text:p text:style-name="P9">Italiam</text:p><text:p>Prose.</text:p>',
        parent="Verse_20_lines",
    )
    assert lines(acquired) == [
        "verse", "verse", "| Arma virumque cano,", "| Troiae", "verse", "| Italiam", "¶ 1  Prose.",
    ]  # fmt: skip


def test_styles_in_a_circle():
    assert lines(read('<text:p text:style-name="Round">Text.</text:p>')) == ["¶ 1  Text."]


def test_title_author_and_subtitle_by_their_styles():
    acquired = read(
        '<text:p text:style-name="Title">On lacunae</text:p><text:p text:style-name="Subtitle">A study</text:p>'
        '<text:p text:style-name="Author">Ada Noll</text:p><text:p>Text.</text:p>'
    )
    metadata = acquired.document.metadata
    assert (metadata.title, metadata.subtitle, [p.name for p in metadata.persons]) == (
        "On lacunae",
        "A study",
        ["Ada Noll"],
    )
    assert lines(acquired) == ["¶ 1  Text."]


def test_references_keep_their_targets():
    head = '<text:h text:outline-level="1">{}</text:h>'
    bookmark = '<text:bookmark-start text:name="here it is"/>First<text:bookmark-end text:name="here it is"/>'
    acquired = read(
        head.format(bookmark)
        + '<text:p>See <text:a xlink:href="#here it is">there</text:a>, '
        + '<text:bookmark-ref text:ref-name="point">here</text:bookmark-ref>.</text:p>'
        + '<text:p>A <text:bookmark text:name="point"/>point.</text:p>'
        + head.format("Second")
    )
    assert lines(acquired) == [
        "§ First {#here-it-is}",
        "¶ 1  See {there → #here-it-is}, {here → #point}.",
        "¶ 2  A {#point}point.",
        "§ Second {#second}",
    ]


def test_changes_and_comments_are_left_out_and_counted():
    acquired = read(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Kept<office:annotation><text:p>Really?</text:p></office:annotation>.</text:p>"
    )
    assert lines(acquired) == ["¶ 1  Kept."]
    assert said(acquired) == [
        "A026 a comment is left out: Really?",
        "A026 a tracked deletion is left out: gone",
    ]


def test_a_caption_by_its_style():
    acquired = read(
        '<text:p><draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p>'
        '<text:p text:style-name="Illustration">The caption</text:p><text:p>Text.</text:p>'
    )
    assert lines(acquired) == ["figure (no image)  The caption", "¶ 1  Text."]
    assert said(acquired) == ["A022 an image could not be taken out of the file: Pictures/a.png"]


MATH = b'<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></math>'


def test_a_formula_stands_in_its_line_or_alone():
    formula = '<draw:frame><draw:object xlink:href="{}"/></draw:frame>'
    contents = (
        f"<text:p>So {formula.format('./Object 1')} it is.</text:p>"
        f"<text:p>{formula.format('Formula-2/')}</text:p><text:p>End.</text:p>"
    )
    objects = {f"{name}/content.xml": lambda _: MATH for name in ("Object 1", "Formula-2")}
    acquired = read(contents, more=objects)
    assert lines(acquired) == ["¶ 1  So {formula: a + b} it is.", "¶ 2 (centred)  {formula: a + b}", "¶ 3  End."]
    assert said(acquired) == []


def test_an_embedded_object_that_is_no_formula_is_missed():
    acquired = read(
        '<text:p>So <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame> it is.</text:p>',
        more={"Object 1/content.xml": lambda _: b"<sheet/>"},
    )
    assert said(acquired) == ["A026 a formula or embedded object is left out"]


def test_an_embedded_object_that_is_not_in_the_file_is_missed():
    acquired = read(
        '<text:p>So <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame> it is.</text:p>'
    )
    assert said(acquired) == ["A026 a formula or embedded object is left out"]


TITLE = '<text:p text:style-name="Title">On lacunae</text:p>'
NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>Or gaps.</text:p></text:note-body></text:note>"
)


def test_an_abstract_without_paragraphs_around_it():
    """So pandoc writes it: words beside paragraphs, a line break where one of its paragraphs ends."""
    acquired = read(
        f"{TITLE}\nThe {grc('λόγος')} of gaps{NOTE}, told.<text:line-break/>"
        f"{grc('τέλος')} second.\n<text:p>Text.</text:p>"
    )
    outline = [line.strip() for line in dump(acquired.document, width=0).splitlines() if line.strip()]
    assert outline[outline.index("FRONT") :] == [
        "FRONT",
        "§ (no head) (abstract)",
        "¶  The {grc: λόγος} of gaps[^1], told.",
        "¶  {grc: τέλος} second.",
        "BODY",
        "¶ 1  Text.",
        "NOTES",
        "1  Or gaps.",
    ]
    assert said(acquired) == []


def test_words_beside_paragraphs_after_a_head_are_a_paragraph():
    acquired = read(
        f'Before.<text:h text:outline-level="1">Head</text:h>Text {grc("λόγος")}.<text:p>More.</text:p>'
    )
    assert lines(acquired) == ["§ Head {#head}", "¶ 1  Text {grc: λόγος}.", "¶ 2  More."]
    assert said(acquired) == []


def test_short_broken_lines_are_verse_and_it_is_said():
    acquired = read(
        "<text:p>Musa, mihi causas memora,<text:line-break/>quidve dolens regina deum<text:line-break/>"
        "insignem pietate virum</text:p>"
    )
    assert lines(acquired) == [
        "verse", "| Musa, mihi causas memora,", "| quidve dolens regina deum", "| insignem pietate virum",
    ]  # fmt: skip
    assert [diagnostic.code for diagnostic in acquired.diagnostics] == ["A029"]


def test_verse_in_a_style_with_a_margin_is_no_quotation():
    """pandoc takes the margin for that of a quotation."""
    acquired = read(
        '<text:p text:style-name="P9">Arma virumque cano,</text:p><text:p text:style-name="P9">Troiae</text:p>',
        parent="Verse_20_lines",
        named=NAMED.replace(
            'style:display-name="Verse" style:family="paragraph"/>',
            'style:display-name="Verse" style:family="paragraph">'
            '<style:paragraph-properties fo:margin-left="2cm"/></style:style>',
        ),
    )
    assert lines(acquired) == ["verse", "| Arma virumque cano,", "| Troiae"]


# ------------------------------------------------ what LibreOffice shows and pandoc does not read


def boxed(contents: str) -> str:
    return f'<draw:frame text:anchor-type="paragraph"><draw:text-box>{contents}</draw:text-box></draw:frame>'


IMAGE = '<draw:frame><draw:image xlink:href="Pictures/a.png"/>{}</draw:frame>'
PICTURES = {"Pictures/a.png": lambda _: PNG}


def test_text_boxes_stand_after_their_paragraph():
    acquired = read(
        f"<text:p>Before {boxed('<text:p>First</text:p><text:p>box.</text:p>')}and after.</text:p>"
        f"<text:p>{boxed('<text:p>Second box.</text:p>')}</text:p><text:p>End.</text:p>"
    )
    assert lines(acquired) == ["¶ 1  Before and after.", "¶ 2  First", "¶ 3  box.", "¶ 4  Second box.", "¶ 5  End."]
    assert said(acquired) == [
        "A026 a text box stands after the paragraph that it is fastened to: First box.",
    ]


def test_a_captioned_image_in_a_box_is_a_figure_alone_or_among_words():
    caption = f'<text:p text:style-name="Illustration">{IMAGE.format("")}Figure 1. A point</text:p>'
    figure = ["figure 1 (Pictures/a.png)  Figure 1. A point", "¶ 2  End."]
    among = read(f"<text:p>Before {boxed(caption)}after.</text:p><text:p>End.</text:p>", more=PICTURES)
    assert lines(among) == ["¶ 1  Before after.", *figure]
    alone = read(f"<text:p>Text.</text:p><text:p>{boxed(caption)}</text:p><text:p>End.</text:p>", more=PICTURES)
    assert lines(alone) == ["¶ 1  Text.", *figure]
    assert said(alone) == []


def test_images_keep_their_descriptions():
    described = IMAGE.format("<svg:title>Point</svg:title><svg:desc>A black point</svg:desc>")
    acquired = read(f"<text:p>{described}</text:p><text:p>In {described} line.</text:p>", more=PICTURES)
    assert lines(acquired) == [
        "figure (Pictures/a.png)", "alt: A black point", "¶ 1  In {image: Pictures/a.png “A black point”} line.",
    ]  # fmt: skip


def test_hidden_text_is_left_out_and_said():
    hidden = (
        '<style:style style:name="T7" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    paragraph = '<text:p>Seen <text:span text:style-name="T7">never </text:span>again.</text:p>'
    acquired = read(paragraph, named=NAMED + hidden)
    assert lines(acquired) == ["¶ 1  Seen again."]
    assert said(acquired) == ["A026 hidden text is left out: never"]


def test_footnotes_and_endnotes_are_one_series_and_it_is_said():
    acquired = read(f"<text:p>One{NOTE}, two{NOTE.replace('footnote', 'endnote')}.</text:p>")
    assert lines(acquired) == ["¶ 1  One[^1], two[^2].", "NOTES", "1  Or gaps.", "2  Or gaps."]
    assert said(acquired) == ["A026 footnotes and endnotes are numbered in one series"]


def test_soft_hyphens_tabs_breaks_of_pages_and_sections():
    acquired = read(
        "<text:p>soft\u00adly<text:tab/>more<text:s text:c='2'/>and<text:soft-page-break/> on</text:p>"
        "<text:section text:name='S'><text:p>In a section.</text:p></text:section>"
    )
    assert lines(acquired) == ["¶ 1  soft\u00adly more and on", "¶ 2  In a section."]


def test_merged_cells_and_nested_lists():
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    wide = '<table:table-cell table:number-columns-spanned="2"><text:p>wide</text:p></table:table-cell>'
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('deeper', '')}</text:list>"
    acquired = read(
        '<table:table><table:table-column table:number-columns-repeated="3"/>'
        f"<table:table-row>{wide}<table:covered-table-cell/>{cell.format('a')}</table:table-row>"
        f"<table:table-row>{''.join(map(cell.format, 'bcd'))}</table:table-row></table:table>"
        f"<text:list>{item.format('one', '')}{item.format('two', inner)}</text:list>"
    )
    assert lines(acquired) == [
        "table", "row  | wide (2 columns) | a |", "row  | b | c | d |",
        "list (ordered)", "1. one", "2. two", "list (ordered)", "1. deeper",
    ]  # fmt: skip

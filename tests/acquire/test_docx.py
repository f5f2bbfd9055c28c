"""DOCX as Word writes it: languages right and wrong, tracked changes, comments, verse, bookmarks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from emendata.acquire import pandoc
from emendata.acquire.acquired import Acquired
from emendata.document.dump import dump

from .making import PNG, entry, made, replaced, with_entries

DOCUMENT = "word/document.xml"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(text: str, lang: str = "", more: str = "") -> str:
    properties = f'<w:rPr>{more}<w:lang w:val="{lang}" w:bidi="he-IL"/></w:rPr>' if lang or more else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(contents: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{contents}</w:p>"


def style(name: str, more: str = "") -> Callable[[bytes], bytes]:
    """A paragraph style of this name, and of the same id without spaces."""
    made_ = f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>{more}</w:style>'
    return replaced("</w:styles>", made_ + "</w:styles>")


def read(contents: str, **changes: Callable[[bytes], bytes]) -> Acquired:
    """A document of these paragraphs."""
    entries = {f"word/{name}.xml": change for name, change in changes.items()}
    entries[DOCUMENT] = replaced(r"(?s)<w:body>.*?(?=<w:sectPr)", f"<w:body>{contents}")
    return pandoc.read(with_entries(made("docx", "Text."), entries), "typescript.docx", "docx")


def lines(acquired: Acquired) -> list[str]:
    """The outline of the body and the notes, without numbers of paragraphs."""
    body = dump(acquired.document, width=0).partition("BODY\n")[2]
    return [line.strip() for line in body.splitlines() if line.strip()]


def said(acquired: Acquired) -> list[str]:
    return [f"{diagnostic.code} {diagnostic.message}" for diagnostic in acquired.diagnostics]


def test_the_language_of_most_letters_is_the_texts():
    acquired = read(
        paragraph(
            run("Ein langer deutscher Satz mit ", "de-DE") + run("mots français", "fr-FR") + run(".", "fr-FR")
        )
    )
    assert acquired.document.metadata.lang == "de-DE"
    assert lines(acquired) == ["¶ 1  Ein langer deutscher Satz mit {fr: mots français}."]


def test_the_country_makes_no_language():
    acquired = read(
        paragraph(run("The colour of the English text and ", "en-GB") + run("the color", "en-US"))
    )
    assert lines(acquired) == ["¶ 1  The colour of the English text and the color"]


def test_letters_that_cannot_be_of_the_language_are_not():
    """The keyboard was still Greek when the next Latin words were typed, and the reverse."""
    acquired = read(
        paragraph(
            run("An English sentence about ", "en-US")
            + run("λόγος", "el-GR")
            + run(" and more English", "el-GR")
            + run(" on слово", "en-US")
        )
    )
    assert lines(acquired) == ["¶ 1  An English sentence about {el: λόγος} and more English on слово"]


def test_right_to_left_runs_have_a_language_of_their_own():
    acquired = read(
        paragraph(run("The word ", "en-US") + run("שלום", "en-US", "<w:rtl/>") + run(" means peace", "en-US"))
    )
    assert lines(acquired) == ["¶ 1  The word {he: שלום} means peace"]


def test_right_to_left_runs_of_other_programs():
    """They write the language of Hebrew where Word writes that of Latin letters."""
    hebrew = '<w:r><w:rPr><w:rtl/><w:lang w:val="he-IL"/></w:rPr><w:t xml:space="preserve">שלום</w:t></w:r>'
    acquired = read(paragraph(run("The word ", "en-US") + hebrew + run(" means peace", "en-US")))
    assert lines(acquired) == ["¶ 1  The word {he: שלום} means peace"]


def test_arabic_that_nobody_has_chosen_is_not_the_language_of_hebrew():
    chosen = '<w:r><w:rPr><w:rtl/><w:lang w:bidi="ar-SA"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    acquired = read(
        paragraph(
            run("The words ", "en-US") + chosen.format("שלום") + run(", ", "en-US") + chosen.format("سلام")
        )
    )
    assert lines(acquired) == ["¶ 1  The words שלום, {ar: سلام}"]


def test_the_language_of_a_style_holds_for_its_paragraphs():
    latin = '<w:rPr><w:lang w:val="la-VA"/></w:rPr>'
    acquired = read(
        paragraph(run("A long paragraph of English text.", "en-US")) + paragraph(run("Gallia est."), "Latin"),
        styles=style("Latin", latin),
    )
    assert lines(acquired)[1] == "¶ 2  {la: Gallia est.}"


def test_styles_in_a_circle():
    acquired = read(paragraph(run("Text."), "Odd"), styles=style("Odd", '<w:basedOn w:val="Odd"/>'))
    assert lines(acquired) == ["¶ 1  Text."]


def test_tracked_changes_are_accepted_and_counted():
    by = 'w:id="1" w:author="A" w:date="2020-01-01T00:00:00Z"'
    added = f"<w:ins {by}>{run('added ')}</w:ins>"
    gone = f"<w:del {by}><w:r><w:delText>gone</w:delText></w:r></w:del>"
    acquired = read(paragraph(run("Kept ") + added + gone + run("kept.")))
    assert lines(acquired) == ["¶ 1  Kept added kept."]
    assert said(acquired) == [
        "A026 a tracked deletion is left out: gone",
        "A026 a tracked insertion is taken as accepted: added",
    ]


def test_comments_are_left_out_and_counted():
    comment = (
        '<w:comment w:id="7" w:author="A" w:date="2020-01-01T00:00:00Z">'
        f"{paragraph(run('Really?'))}</w:comment>"
    )
    acquired = read(
        paragraph('<w:commentRangeStart w:id="7"/>' + run("Sure.") + '<w:commentRangeEnd w:id="7"/>'),
        comments=replaced("(<w:comments[^>]*)/>", rf"\1>{comment}</w:comments>"),
    )
    assert lines(acquired) == ["¶ 1  Sure."]
    assert said(acquired) == ["A026 a comment is left out: Really?"]


def test_lines_in_a_style_of_verse():
    acquired = read(
        paragraph(run("Arma virumque cano,"), "Verse")
        + paragraph(run("Troiae qui primus"), "Verse")
        + paragraph("", "Verse")
        + paragraph(run("Italiam fato"), "Verse")
        + paragraph(run("Prose.")),
        styles=style("Verse"),
    )
    assert lines(acquired) == [
        "verse", "verse", "| Arma virumque cano,", "| Troiae qui primus", "verse", "| Italiam fato", "¶ 1  Prose.",
    ]  # fmt: skip


BREAK = "<w:r><w:br/></w:r>"
MARGIN = '<w:pPr><w:ind w:left="1440" w:right="1440"/></w:pPr>'


def verse(*texts: str) -> str:
    return BREAK.join(map(run, texts))


def test_verse_in_a_style_with_a_margin_is_no_quotation():
    """pandoc takes the margin for that of a quotation."""
    acquired = read(
        paragraph(run("Arma virumque cano,"), "Verse") + paragraph(run("Troiae"), "Verse"),
        styles=style("Verse", MARGIN),
    )
    assert lines(acquired) == ["verse", "| Arma virumque cano,", "| Troiae"]


def test_short_broken_lines_are_verse_and_it_is_said():
    poem = ("Musa, mihi causas", "quidve dolens regina", "tot pietate virum")
    acquired = read(paragraph(verse(*poem)) + paragraph(run("Prose.")))
    assert lines(acquired) == ["verse", *(f"| {line}" for line in poem), "¶ 1  Prose."]
    assert said(acquired) == [f"A029 a paragraph of short lines is read as verse: {' '.join(poem)}"]


def test_two_broken_lines_are_verse_in_a_quotation_alone():
    couplet = verse("Arma gravi numero violentaque", "Edere, materia conveniente modis")
    acquired = read(paragraph(couplet) + paragraph(couplet, "Quote"), styles=style("Quote"))
    assert lines(acquired) == [
        "¶ 1  Arma gravi numero violentaque⏎Edere, materia conveniente modis",
        "quotation", "verse", "| Arma gravi numero violentaque", "| Edere, materia conveniente modis",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "texts",
    [
        ("Ada Noll", "Seminar für Klassische Philologie", "Heidelberg"),
        ("Seminar of Classical Philology", "Marstallhof 2–4, 69117 Heidelberg", "Telephone 06221 540"),
        ("He named the following:", "a thing of beauty", "a joy for ever"),
        (
            "A line that is as long as those of a paragraph of prose are, and was only broken once",
            "or twice it is",
            "x y z",
        ),
    ],
)
def test_broken_lines_that_are_no_verse(texts):
    acquired = read(paragraph(verse(*texts)))
    assert lines(acquired) == [f"¶ 1  {'⏎'.join(texts)}"]
    assert said(acquired) == []


def test_broken_lines_in_a_cell_are_no_verse():
    cell = paragraph(verse("one two three", "four five six", "seven eight nine"))
    table = f"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    assert said(read(paragraph(run("Text.")) + table)) == []


def test_a_caption_under_a_table_and_a_style_without_meaning():
    table = (
        "<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>"
        + paragraph(run("1932"))
        + "</w:tc></w:tr></w:tbl>"
    )
    acquired = read(
        paragraph(run("Strange."), "Strange") + table + paragraph(run("Table 2. Years"), "Caption"),
        styles=lambda data: style("Strange")(style("Caption")(data)),
    )
    assert lines(acquired)[:2] == ["¶ 1  Strange.", "table  Table 2. Years"]
    assert said(acquired) == ["A020 the block “strange” is kept as ordinary text: Strange."]


def test_references_to_heads_and_paragraphs():
    bookmark = '<w:bookmarkStart w:id="{0}" w:name="_Ref{0}"/>{1}<w:bookmarkEnd w:id="{0}"/>'
    link = '<w:hyperlink w:anchor="_Ref{0}">{1}</w:hyperlink>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF _Ref2 \\h </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("below")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ).replace("\\", "\\\\")
    acquired = read(
        paragraph(bookmark.format(1, run("First")), "Heading1")
        + paragraph(
            run("See ")
            + link.format(1, run("above"))
            + run(", ")
            + link.format(2, run("here"))
            + run(", ")
            + field
        )
        + paragraph(bookmark.format(2, run("Here.")))
        + paragraph(bookmark.format(3, run("Nobody comes here.")))
        + paragraph(run("Second"), "Heading1")
    )
    assert lines(acquired) == [
        "§ First {#first}",
        "¶ 1  See {above → #first}, {here → #id-Ref2}, {below → #id-Ref2}",
        "¶ 2 {#id-Ref2}  Here.",
        "¶ 3  Nobody comes here.",
        "§ Second {#second}",
    ]


def test_what_pandoc_does_not_read_is_missed():
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:unknown>'
        f"{run('Unread')}</w:unknown></v:textbox></v:shape></w:pict></w:r>"
    )
    assert said(read(paragraph(run("Read.") + box))) == [
        "A028 1 words of the file are not in the text: Unread"
    ]


def test_an_embedded_object_is_missed():
    office = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    sheet = f'<w:r><w:object><o:OLEObject {office} ProgID="Excel.Sheet"/></w:object></w:r>'
    assert said(read(paragraph(run("Text.") + sheet))) == [
        "A026 a chart, diagram or embedded object is left out: Excel.Sheet"
    ]


def test_images_come_out_of_the_archive():
    acquired = pandoc.read(made("docx", "Text\n\n![A point](picture.png)"), "a.docx", "docx")
    figure = acquired.document.body.blocks[1]
    assert acquired.images == {figure.src: PNG}


def test_an_image_that_is_not_in_the_archive():
    data = made("docx", "Text\n\n![A point](picture.png)")
    relations = replaced(r'Target="media/[^"]*"', 'Target="media/gone.png"')
    acquired = pandoc.read(with_entries(data, {"word/_rels/document.xml.rels": relations}), "a.docx", "docx")
    assert not acquired.images
    assert said(acquired) == ["A026 an image is not in the file: media/gone.png"]


# ------------------------------------------------ what Word shows and pandoc reads otherwise


def box(contents: str, more: str = "") -> str:
    """A text box as Word writes it, twice: for itself and for older programs."""
    inner = f"<w:txbxContent>{contents}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml">'
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx>{more}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_text_boxes_stand_after_their_paragraph():
    nested = paragraph(run("Second box") + box(paragraph(run("in it."))))
    acquired = read(
        paragraph(run("Before ") + box(paragraph(run("First")) + paragraph(run("box."))) + run("and after."))
        + paragraph(box(nested))
        + paragraph(run("End."))
    )
    assert lines(acquired) == [
        "¶ 1  Before and after.", "¶ 2  First", "¶ 3  box.", "¶ 4  Second box", "¶ 5  in it.", "¶ 6  End.",
    ]  # fmt: skip
    assert said(acquired) == [
        "A026 a text box stands after the paragraph that it is fastened to (2 times, the first: First box.)"
    ]


def test_a_box_with_an_image_is_a_figure_with_its_caption():
    with_image = made("docx", "Text\n\n![A point](picture.png){alt='A black point'}")
    image = re.search(r"(?s)<w:drawing>.*?</w:drawing>", entry(with_image, DOCUMENT))
    assert image is not None
    contents = paragraph(f"<w:r>{image[0]}</w:r>") + paragraph(run("Figure 1. A point"), "ImageCaption")
    document = replaced(r"(?s)<w:body>.*?(?=<w:sectPr)", f"<w:body>{paragraph(run('Text.') + box(contents))}")
    acquired = pandoc.read(with_entries(with_image, {DOCUMENT: document}), "a.docx", "docx")
    (src,) = acquired.images
    assert lines(acquired) == ["¶ 1  Text.", f"figure 1 ({src})  Figure 1. A point", "alt: A black point"]


@pytest.mark.parametrize(
    ("made_of", "properties"),
    [
        pytest.param("", '<w:outlineLvl w:val="1"/>', id="said of the paragraph"),
        pytest.param('<w:pPr><w:outlineLvl w:val="1"/></w:pPr>', "", id="said of its style"),
        pytest.param('<w:basedOn w:val="Heading2"/>', "", id="style based on a heading's"),
        pytest.param('<w:basedOn w:val="Part"/>', "", id="style based on one of which it is said"),
    ],
)
def test_heads_by_outline_level(made_of, properties):
    part = style("Part", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
    head = f'<w:p><w:pPr><w:pStyle w:val="Kapitel"/>{properties}</w:pPr>{run("A head")}</w:p>'
    acquired = read(
        paragraph(run("One"), "Heading1") + head + paragraph(run("Text.")) + paragraph(run("Two"), "Heading1"),
        styles=lambda data: style("Kapitel", made_of)(part(data)),
    )
    assert lines(acquired) == ["§ One {#one}", "§ A head {#a-head}", "¶ 1  Text.", "§ Two {#two}"]
    head = next(line for line in dump(acquired.document).splitlines() if "A head" in line)
    assert head.startswith("    ")
    assert said(acquired) == []


def test_text_with_the_outline_level_of_text_is_no_head():
    body = f'<w:p><w:pPr><w:pStyle w:val="Part"/><w:outlineLvl w:val="9"/></w:pPr>{run("Text.")}</w:p>'
    long = '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>' + run("A whole paragraph. " * 20) + "</w:p>"
    acquired = read(body + long, styles=style("Part", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'))
    assert [line.split()[0] for line in lines(acquired)] == ["¶", "¶"]


def test_outline_levels_where_word_2010_keeps_its_styles_twice():
    head = f'<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{run("A head")}</w:p>'
    styles = {"word/stylesWithEffects.xml": lambda _: entry(made("docx", "Text."), "word/styles.xml").encode()}
    document = replaced(r"(?s)<w:body>.*?(?=<w:sectPr)", f"<w:body>{2 * (head + paragraph(run('Text.')))}")
    data = with_entries(made("docx", "Text."), {DOCUMENT: document, **styles})
    assert lines(pandoc.read(data, "a.docx", "docx"))[0] == "§ A head {#a-head}"


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next():
    by = 'w:id="1" w:author="A" w:date="2020-01-01T00:00:00Z"'
    ended = f"<w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr>{{}}</w:p>"
    acquired = read(
        ended.format(run("One ")) + ended.format(run("goes on ")) + paragraph(run("to here.")) + paragraph(run("Two."))
    )
    assert lines(acquired) == ["¶ 1  One goes on to here.", "¶ 2  Two."]


def test_hidden_text_is_left_out_and_said():
    shown = '<w:vanish w:val="0"/>'
    acquired = read(paragraph(run("Seen ") + run("never ", more="<w:vanish/>") + run("again.", more=shown)))
    assert lines(acquired) == ["¶ 1  Seen again."]
    assert said(acquired) == ["A026 hidden text is left out: never"]


def test_footnotes_and_endnotes_are_one_series_and_it_is_said():
    endnote = f'<w:endnote w:id="7">{paragraph(run("An endnote."))}</w:endnote>'
    parts = (
        f"<w:endnotes {NAMESPACE}>{endnote}</w:endnotes>",
        r'<Relationship Id="rIdEnd" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"'
        r' Target="endnotes.xml"/></Relationships>',
    )
    with_note = made("docx", "One^[A footnote.].")
    call = '<w:r><w:endnoteReference w:id="7"/></w:r>'
    changes = {
        DOCUMENT: replaced("(?=</w:p>)", call),
        "word/endnotes.xml": lambda _: parts[0].encode(),
        "word/_rels/document.xml.rels": replaced("</Relationships>", parts[1]),
    }
    acquired = pandoc.read(with_entries(with_note, changes), "a.docx", "docx")
    assert lines(acquired) == ["¶ 1  One[^1].[^2]", "NOTES", "1  A footnote.", "2  An endnote."]
    assert said(acquired) == ["A026 footnotes and endnotes are numbered in one series"]


def test_soft_hyphens_tabs_symbols_and_fields():
    odd = "<w:r><w:t>soft</w:t><w:softHyphen/><w:t>ly</w:t><w:tab/>"
    odd += "<w:t>non</w:t><w:noBreakHyphen/><w:t>stop </w:t></w:r>"
    symbol = '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'
    page = f'<w:fldSimple w:instr=" PAGE ">{run("7")}</w:fldSimple>'
    small = run(" Noll", more="<w:smallCaps/>")
    inside = f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' in a control')}</w:sdtContent></w:sdt>"
    assert lines(read(paragraph(odd + symbol + page + small + inside))) == [
        "¶ 1  soft\u00adly non\u2011stop α {smallcaps: Noll} in a control"
    ]


@pytest.mark.parametrize("grid", ["", "<w:tblGrid/>", f"<w:tblGrid>{3 * '<w:gridCol/>'}</w:tblGrid>"])
def test_merged_cells(grid):
    def cell(text: str, properties: str) -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text) if text else '')}</w:tc>"

    rows = (
        cell("wide", '<w:gridSpan w:val="2"/>') + cell("a", ""),
        cell("high", '<w:vMerge w:val="restart"/>') + cell("b", "") + cell("c", ""),
        cell("", "<w:vMerge/>") + cell("d", "") + cell("e", ""),
    )
    table = f"<w:tbl>{grid}"
    table += "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert lines(read(table + paragraph(run("Text.")))) == [
        "table", "row  | wide (2 columns) | a |", "row  | high (2 rows) | b | c |", "row  | d | e |", "¶ 1  Text.",
    ]  # fmt: skip

"""ODT as LibreOffice writes it: languages and small caps in styles, named styles, changes, comments."""

from __future__ import annotations

from emendata.acquire import pandoc
from emendata.acquire.acquired import Acquired
from emendata.document.dump import dump

from .making import made, replaced, with_entries

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


def read(contents: str, parent: str = "Standard") -> Acquired:
    """A document of these blocks; the style P9 is based on `parent`."""
    styles = AUTOMATIC.format(parent=parent) + "</office:automatic-styles>"
    text = replaced("(?s)<office:text>.*</office:text>", f"<office:text>{contents}</office:text>")
    changes = {
        "content.xml": lambda data: replaced("</office:automatic-styles>", styles)(text(data)),
        "styles.xml": replaced("</office:styles>", NAMED + "</office:styles>"),
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


def test_a_formula_is_missed():
    acquired = read(
        '<text:p>So <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame> it is.</text:p>'
    )
    assert said(acquired) == ["A026 a formula or embedded object is left out"]

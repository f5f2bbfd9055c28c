"""Paragraphs set as a whole: the same words in the same boxes, in better lines than WeasyPrint's own."""

from __future__ import annotations

import statistics
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from emendata.publish.pages.weasy.lines import SetText
from emendata.publish.pages.weasy.load import load
from emendata.publish.pages.weasy.press import Press

WIDTH = 300.0
CSS = """
html { font: 14px/18px "Gentium Book Plus"; text-align: justify; hyphens: auto; hyphenate-limit-chars: 6 3 3 }
p { margin: 0; text-indent: 18px }
.call { vertical-align: 0.36em; font-size: 0.68em; line-height: 0 }
.boxed { padding: 0 3px; margin: 0 2px }
.caps { font-variant-caps: small-caps; letter-spacing: 0.5px }
"""
PROSE = (
    "Arma virumque cano, Troiae qui primus ab oris Italiam fato profugus Laviniaque venit litora, multum ille "
    "et terris iactatus et alto vi superum saevae memorem Iunonis ob iram; multa quoque et bello passus, dum "
    "conderet urbem, inferretque deos Latio, genus unde Latinum, Albanique patres, atque altae moenia Romae. "
)


class Set:
    """Paragraphs that have been laid out."""

    def __init__(
        self,
        html: str,
        css: str = "",
        lang: str = "la",
        width: float = WIDTH,
    ) -> None:
        self.press = Press([("print.css", CSS + css)], {})
        tree = etree.fromstring(f"<html lang='{lang}'><head/><body>{html}</body></html>")
        self.body, _ = self.press.endless_page(tree, width, 500.0)
        boxes = self.press.boxes
        self.lines = [box for box in self.body.descendants() if isinstance(box, boxes.LineBox)]

    def texts(self, line: Any) -> list[Any]:
        return [box for box in line.descendants() if isinstance(box, self.press.boxes.TextBox)]

    def text(self, line: Any) -> str:
        return "".join(box.text for box in self.texts(line))

    def boxes_of(self, tag: str) -> list[Any]:
        return [
            box
            for box in self.body.descendants()
            if isinstance(box, self.press.boxes.InlineBox) and box.element.tag == tag
        ]

    @property
    def whole(self) -> str:
        """All text, hyphens at line ends undone."""
        text = ""
        for line in self.lines:
            own = self.text(line)
            text += own[:-1] if own.endswith("‐") else own + " "
        return " ".join(text.replace("\u00ad", "").split())

    @property
    def ours(self) -> bool:
        """Was everything set as a whole paragraph?"""
        return all(isinstance(box.pango_layout, SetText) for line in self.lines for box in self.texts(line))

    def spacings(self) -> list[float]:
        """What the spaces have gained in each line but the last."""
        return [self.texts(line)[0].justification_spacing for line in self.lines[:-1]]


def slowly(html: str, **options: Any) -> Set:
    """The same, set by WeasyPrint line by line."""
    load()
    from emendata.publish.pages.weasy import setting

    ours, setting._lines = setting._lines, lambda *_: None  # type: ignore[assignment]
    try:
        return Set(html, **options)
    finally:
        setting._lines = ours


INLINES = (
    "<em>virum</em>que",
    "<a href='#n'>primus ab oris</a>",
    'oris<a class="call" href="#n1">\u206012</a>',
    "<span class='caps'>Senatus Populusque</span>",
    "<span class='boxed'>inferretque deos Latio</span>",
    "<i lang='grc'>μῆνιν ἄειδε θεά</i>",
    "<em>multum <strong>ille et <em>terris</em></strong> iactatus</em>",
    "<span class='from' data-entry='a'/>arma<span class='to' data-entry='a'/>",
    "in\u00adcom\u00adpre\u00adhen\u00adsi\u00adbi\u00adli\u00adta\u00adtes",
    "M.\u00a0Tullius",
    "sine<br/>fine",
    "H<sub>2</sub>O",
    "Caesar—Pompeius",
    "<span style='white-space: nowrap'>Gaius Iulius Caesar</span>",
)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from((*PROSE.split(), *INLINES)), min_size=1, max_size=60),
    st.sampled_from((120.0, 200.0, 300.0)),
    st.sampled_from(("justify", "left", "center", "right")),
)
def test_any_paragraph_has_the_words_it_would_have_had(words: list[str], width: float, align: str) -> None:
    html, css = f"<p>{' '.join(words)}</p>", f"p {{ text-align: {align} }}"
    mine, its = Set(html, css, width=width), slowly(html, css=css, width=width)
    assert mine.whole.replace(" ", "") == its.whole.replace(" ", "")
    for line in mine.lines:
        assert line.position_x >= -0.01
        assert line.position_x + line.width <= width + 0.01 or not mine.ours
        for box, after in zip(mine.texts(line), mine.texts(line)[1:], strict=False):
            assert box.position_x + box.width <= after.position_x + 0.01
    tops = [line.position_y for line in mine.lines]
    assert tops == sorted(tops)
    # the same elements, each with all its text
    for tag in ("em", "a", "span", "i"):
        count = [len({box.element for box in each.boxes_of(tag)}) for each in (mine, its)]
        assert count[0] == count[1]


@pytest.mark.parametrize("html", INLINES)
def test_everything_that_can_stand_in_a_line_is_set_as_a_whole(html: str) -> None:
    assert Set(f"<p>{PROSE} {html} {PROSE}</p>").ours


@pytest.mark.parametrize(
    ("html", "css"),
    [
        ("<span style='display: inline-block; width: 20px'>x</span>", ""),
        ("<span style='white-space: pre'>a   b</span>", ""),
        ("word", "p::first-letter { font-size: 2em }"),
        ("w" * 200, ""),
    ],
)
def test_what_only_weasyprint_can_set_is_left_to_it(html: str, css: str) -> None:
    made = Set(f"<p>{PROSE} {html}</p>", css)
    assert not made.ours
    assert made.whole.startswith("Arma")


def test_lines_are_more_even_than_one_by_one() -> None:
    html = f"<p>{PROSE * 6}</p>"
    mine, its = Set(html), slowly(html)
    assert statistics.pstdev(mine.spacings()) < statistics.pstdev(its.spacings())
    assert max(mine.spacings()) < max(its.spacings())
    assert len(mine.lines) <= len(its.lines)


def test_justified_lines_end_at_the_margin() -> None:
    made = Set(f"<p>{PROSE * 3}</p>")
    for line in made.lines[:-1]:
        assert line.position_x + line.width == pytest.approx(WIDTH)
        last = made.texts(line)[-1]
        assert last.position_x + last.width == pytest.approx(WIDTH)
    assert made.texts(made.lines[0])[0].position_x == pytest.approx(18.0)
    assert made.texts(made.lines[1])[0].position_x == pytest.approx(0.0)


def test_widths_are_those_that_pango_measures() -> None:
    made, its = Set("<p>Laviniaque</p>"), slowly("<p>Laviniaque</p>")
    assert made.lines[0].width == pytest.approx(its.lines[0].width, abs=0.01)
    assert made.lines[0].height == its.lines[0].height
    assert made.lines[0].baseline == pytest.approx(its.lines[0].baseline)


def test_calls_do_not_move_the_lines_and_never_begin_one() -> None:
    words = PROSE.split()
    called = " ".join(f'{word}<a class="call">\u20601</a>' for word in words)
    made = Set(f"<p>{called}</p>")
    assert {line.height for line in made.lines} == {18.0}
    assert not any(made.text(line).startswith("\u2060") for line in made.lines)


def test_the_beginning_of_a_lemma_stands_on_the_line_of_its_word_and_so_does_its_end() -> None:
    lemma = "<span class='from'/>lemma<span class='to'/>"
    for count in range(4, 24):
        made = Set(f"<p>{' '.join(PROSE.split()[:count])} {lemma} {PROSE}</p>")
        (line,) = [line for line in made.lines if "lemma" in made.text(line)]
        marks = [box for box in line.descendants() if box.element_tag == "span" and not box.children]
        assert [box.element.get("class") for box in marks if hasattr(box, "pango_layout") is False] == [
            "from",
            "to",
        ]


def test_a_dash_keeps_the_end_before_it_and_the_beginning_after_it() -> None:
    lemmas = (
        "<span class='from a'/>Caesar—<span class='to a'/><span class='from b'/>Pompeius<span class='to b'/>"
    )
    for count in range(4, 24):
        made = Set(f"<p>{' '.join(PROSE.split()[:count])} {lemmas} {PROSE}</p>", "p { hyphens: manual }")
        for word, name in (("Caesar—", "a"), ("Pompeius", "b")):
            (line,) = [line for line in made.lines if word in made.text(line)]
            classes = [
                str(box.element.get("class")) for box in line.descendants() if box.element_tag == "span"
            ]
            assert f"from {name}" in classes and f"to {name}" in classes


def test_spaces_that_do_not_break_are_honoured_and_widened() -> None:
    for count in range(4, 24):
        made = Set(
            f"<p>{' '.join(PROSE.split()[:count])} M.\u00a0Tullius\u00a0Cicero {PROSE}</p>",
            "p { hyphens: manual }",
        )
        assert any("M.\u00a0Tullius\u00a0Cicero" in made.text(line) for line in made.lines)
        for line in made.lines[:-1]:
            assert line.width + line.position_x == pytest.approx(WIDTH)


def test_no_line_begins_with_a_dash_that_belongs_to_the_words_before() -> None:
    words = PROSE.split()
    for sign in ("—", " – "):
        made = Set(f"<p>{sign.join(words)}</p>")
        assert not any(made.text(line)[0] in "—–" for line in made.lines)


def test_a_line_ends_where_the_text_says_so() -> None:
    made = Set("<p>one<br/>two<br/><br/>four</p>")
    assert [made.text(line).strip() for line in made.lines] == ["one", "two", "", "four"]
    assert {line.height for line in made.lines} == {18.0}


# ------------------------------------------------------------------ from right to left


def order(made: Set) -> str:
    """The words of the first line from left to right."""
    words = [
        (box.position_x, word.text)
        for box in made.texts(made.lines[0])
        for word in box.pango_layout.words
        if not word.space
    ]
    return " ".join(word for _, word in sorted(words, key=lambda pair: pair[0]))


def test_a_phrase_in_hebrew_stands_in_order() -> None:
    made = Set("<p>abc <span lang='he' dir='rtl'>אחת שתים שלוש</span> def</p>")
    assert made.ours
    assert order(made) == "abc שלוש שתים אחת def"


def test_an_element_within_does_not_turn_it_round() -> None:
    html = "<p>abc <span lang='he' dir='rtl'>אחת <b>שתים</b> שלוש</span> def</p>"
    assert order(Set(html)) == "abc שלוש שתים אחת def"
    html = "<p>abc <span lang='he' dir='rtl'>אחת</span> <i lang='he' dir='rtl'>שתים</i> def</p>"
    # each is set apart from what is around it, as HTML has it
    assert order(Set(html)) == "abc אחת שתים def"
    html = "<p>abc <b lang='he'>אחת</b> <i lang='he'>שתים</i> def</p>"
    assert order(Set(html)) == "abc שתים אחת def"


def test_numbers_and_signs_in_hebrew() -> None:
    made = Set("<p>a <span lang='he' dir='rtl'>אחת 12, שתים (שלוש).</span> b</p>")
    assert order(made) == "a (שלוש). שתים , 12 אחת b"


def test_a_paragraph_from_right_to_left() -> None:
    made = Set(f"<p lang='he' dir='rtl'>{'אחת שתים שלוש ארבע ' * 12} <b>abc def</b> סוף</p>", lang="he")
    assert made.ours
    first, *_, last = made.lines
    words = order(made).split()
    assert words[-1] == "אחת"
    # indented on the right
    assert first.position_x + first.width == pytest.approx(WIDTH)
    (box, *_) = made.texts(first)
    assert box.position_x + box.width == pytest.approx(WIDTH - 18.0)
    assert last.position_x + last.width == pytest.approx(WIDTH)
    inner = made.boxes_of("b")
    assert {word.text for line in inner for word in line.children[0].pango_layout.words} >= {"abc", "def"}


# --------------------------------------------------------------------- letters and figures


def sizes(made: Set) -> set[float]:
    """Those of the fonts in the first line."""
    from weasyprint.text.fonts import get_pango_font_key

    runs = (run for box in made.texts(made.lines[0]) for word in box.pango_layout.words for run in word.runs)
    return {round(get_pango_font_key(run.font)[2], 1) for run in runs}


def test_small_capitals_are_those_of_the_font_and_made_up_only_if_it_has_none() -> None:
    html = "<p><span class='caps'>Caius Iulius</span></p>"
    assert sizes(Set(html)) == {14.0}
    assert sizes(Set(html, "p { font-family: 'Ezra SIL' }")) == {14.0, 10.1}


def test_small_capitals_are_spaced_and_stand_evenly() -> None:
    tight, spaced = (
        Set(f"<p><span style='font-variant-caps: small-caps; letter-spacing: {spacing}'>abcdefgh</span></p>")
        for spacing in ("0", "2px")
    )
    assert spaced.texts(spaced.lines[0])[0].width == pytest.approx(
        tight.texts(tight.lines[0])[0].width + 8 * 2.0, abs=0.1
    )


def test_letters_that_are_spaced_do_not_join() -> None:
    def glyphs(html: str) -> int:
        made = Set(html)
        return sum(
            len(run.glyphs) for word in made.texts(made.lines[0])[0].pango_layout.words for run in word.runs
        )

    # no ligature is left where the letters are spaced
    assert glyphs("<p><span style='letter-spacing: 1px'>office</span></p>") == len("office")


# --------------------------------------------------------------------- addresses

ADDRESS = "https://hdl.handle.net/2027/mdp.39015022226206?urlappend=%3Bseq=25/philologia"


@pytest.mark.parametrize("count", range(4, 24))
def test_an_address_is_given_no_hyphen_and_breaks_where_it_can(count: int) -> None:
    made = Set(f"<p>{' '.join(PROSE.split()[:count])} ({ADDRESS}). {PROSE}</p>")
    assert made.ours
    assert ADDRESS in "".join(made.text(line) for line in made.lines).replace(" ", "")
    # it takes its share of the line, and the spaces on it need not make up for it
    assert max(made.spacings()) < 16.0


def test_an_address_in_a_narrow_column_is_torn_and_not_divided() -> None:
    made = Set(f"<p>vide {ADDRESS}</p>", width=90.0)
    assert made.ours
    assert ADDRESS in "".join(made.text(line) for line in made.lines).replace(" ", "")
    assert all(line.position_x + line.width <= 90.01 for line in made.lines)

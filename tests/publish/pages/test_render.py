"""Books in print, read off the finished PDF by other programs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.document.model import Document
from emendata.publish import semantic
from emendata.publish.pages import render
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley
from tests.command import REPOSITORY
from tests.document.strategies import documents

from .books import SMALL, Printed, book, call, house, image, notes, opening, printed, section, words


def of(html: str, css: str = SMALL, more: str = "") -> Printed:
    """A book with one division of this content."""
    return printed(
        book(section(f'<section id="d1" class="division"><h2>Head</h2>{html}{more}</section>')), css
    )


SIGLA = "\n".join(
    line
    for line in (REPOSITORY / "styles/edition.css").read_text().splitlines()
    if line.startswith(".sigla-list")
)
"""How sigla and descriptions are put side by side: by floats."""


def page_with(made: Printed, word: str) -> int:
    """The page that a word stands on."""
    (number,) = [number for number, text in enumerate(made.texts) if word in text.split()]
    return number


# --------------------------------------------------------------------- whole and in order


def test_every_word_is_printed_once_and_in_order() -> None:
    made = of(f"<p>{words(400)}</p><p>{words(300, 'v')}</p>")
    assert [word for word in made.words if word[0] in "wv" and word[1:].isdigit()] == (
        words(400) + " " + words(300, "v")
    ).split()
    assert made.pages.count > 5


def test_a_note_stands_on_the_page_of_its_call() -> None:
    text = " ".join(f"w{n}{call(n)}" if n % 40 == 0 else f"w{n}" for n in range(1, 401))
    ns = range(40, 401, 40)
    more = "".join(notes(f"note{n}", first=n) for n in ns)
    made = of(f"<p>{text}</p>", more=more)
    for n in ns:
        assert page_with(made, f"note{n}") == page_with(made, f"w{n}{n}")


def test_a_note_longer_than_ten_pages_goes_on_from_foot_to_foot() -> None:
    made = of(f"<p>{words(20)}{call(1)} {words(200, 'v')}</p>", more=notes(words(1500, "n")))
    pages = [
        number
        for number, text in enumerate(made.texts)
        if any(w[0] == "n" and w[1:].isdigit() for w in text.split())
    ]
    assert len(pages) > 10
    assert pages == list(range(pages[0], pages[-1] + 1))
    assert [w for w in made.words if w[0] == "n" and w[1:].isdigit()] == words(1500, "n").split()


@pytest.mark.parametrize("lines", range(4, 9))
def test_a_note_that_weasyprint_loses(lines: int) -> None:
    """Design: notes of a line that is kept by moving the notes before it."""
    css = """
      @page { size: 100px 100px; margin: 0 } @page :left { margin: 0 } @page :right { margin: 0 }
      @page running:left { @top-left { content: none } @top-center { content: none } }
      @page running:right { @top-right { content: none } @top-center { content: none } }
      html { font-size: 10px; line-height: 10px } p { text-indent: 0 } .opening { display: none }
      .foot { font-size: 10px; line-height: 10px } .foot-rule { margin: 0; border: 0 }
      p { orphans: 2; widows: 1 }
    """
    before = "<br/>".join("abcdefgh"[:lines])
    html = f'<section id="d1"><p>{before}</p><p>L1{call(1)}{call(2)}<br/>L2{call(3)}<br/>L3</p>'
    made = printed(book(section(f"{html}{notes('one', 'two', 'three')}</section>")), css)
    assert [word for word in made.words if word in ("one", "two", "three")] == ["one", "two", "three"]


def test_a_note_without_a_call_comes_after_the_one_before_it() -> None:
    uncalled = '<div class="note uncalled" id="n2"><p><span class="n">2</span> lonely</p></div>'
    more = notes("first", "third").replace(
        '<div class="note" id="n2">', f'{uncalled}<div class="note" id="n3">'
    )
    made = of(f"<p>One{call(1)} and another{call(3)}.</p>", more=more)
    text = " ".join(made.words)
    assert text.index("first") < text.index("lonely") < text.index("third")


def test_a_second_call_of_a_note_prints_it_once() -> None:
    made = of(f"<p>One{call(1)} and again{call(1)}.</p>", more=notes("only"))
    assert made.words.count("only") == 1


def test_an_entry_on_a_part_in_which_nothing_is_seen_is_printed() -> None:
    marks = '<p><span class="from to" id="a1-from" data-entry="a1"></span></p>'
    said = '<p><span class="n">1</span> <span class="word">lacuna</span></p>'
    note = f'<div class="note entry" id="a1" data-from="a1-from" data-to="a1-from">{said}</div>'
    strip = f'<section class="notes apparatus" data-series="apparatus">{note}</section>'
    parts = ('<section id="d1"><p>before</p></section>', f'<section id="d2">{marks}{strip}</section>')
    made = printed(book(*map(section, parts)), SMALL + ".division { break-before: page }")
    assert made.words.count("lacuna") == 1


def test_what_ends_a_note_that_runs_on_with_others_is_seen() -> None:
    """A point on which an entry is, and a place that links lead to."""
    marks = '<span class="from to" id="a1-from" data-entry="a1"></span><span id="here"></span>'
    note = f'<div class="note" id="n1"><p><span class="n">1</span> Verg. Aen. 1{marks}</p></div>'
    said = '<p><span class="n">2</span> dubium</p>'
    entry = f'<div class="note entry" id="a1" data-from="a1-from" data-to="a1-from">{said}</div>'
    strips = (
        f'<section class="notes" data-series="fontes">{note}</section>'
        f'<section class="notes apparatus" data-series="apparatus">{entry}</section>'
    )
    text = f'<p>before{call(1)} <a href="#here">there</a></p>'
    made = printed(book(section(f'<section id="d1">{text}{strips}</section>')))
    assert made.words.count("dubium") == 1
    assert "here" in made.destinations()


@settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),  # to shrink a page takes minutes
)
@given(documents(), st.sampled_from(("plain", "book")))
def test_any_document_can_be_printed(document: Document, name: str) -> None:
    made = render(semantic.book(document), house(name))
    assert made.pdf.startswith(b"%PDF-1.7")


# ------------------------------------------------------------------------------- links


def test_calls_and_notes_lead_to_each_other() -> None:
    made = of(f"<p>{words(100)}{call(1)} {words(100, 'v')}{call(2)}</p>", more=notes("one", "two"))
    assert sorted(target for _, target in made.links()) == ["c1", "c2", "n1", "n2"]
    where = made.destinations()
    assert where["n1"] == where["c1"] == page_with(made, "one")
    assert where["n2"] == where["c2"] == page_with(made, "two")


def test_addresses_stay_links() -> None:
    made = of('<p>See <a href="https://example.org/">there</a>.</p>')
    assert ("https://example.org/") in {target for _, target in made.links()}


def test_a_link_to_something_without_text_leads_to_its_place() -> None:
    made = of(f'<p><a href="#here">Go</a> {words(200)}</p><div id="here"></div><p>after</p>')
    assert made.destinations()["here"] == page_with(made, "after")


def test_heads_are_bookmarks_without_their_calls() -> None:
    inner = f'<section id="d1-1" class="division"><h3>Below{call(1)}</h3><p>x</p></section>'
    made = of(f"<p>x</p>{inner}", more=notes("one"))
    assert made.outline() == [(0, "Head"), (1, "Below")]


# ---------------------------------------------------------------------- page numbers


def divisions(count: int, length: int) -> list:
    return [
        section(
            f'<section id="d{n}" class="division"><h2>Head {n}</h2><p id="p{n}">{words(length)}</p></section>'
        )
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("name", ["plain", "book"])
def test_the_contents_give_the_pages_of_the_heads(name: str) -> None:
    made = printed(book(*divisions(9, 150), contents=True), SMALL, name)
    folios = {
        line.split(" .")[0].strip(): line.split()[-1]
        for text in made.texts
        for line in text.splitlines()
        if line.strip().startswith("Head") and "." in line
    }
    assert folios == {f"Head {n}": made.pages.page_of[f"d{n}"] for n in range(1, 10)}
    assert len(set(folios.values())) > 5


def test_the_apparatus_gives_the_page_of_each_emendation() -> None:
    entries = "".join(
        f'<p class="entry" id="em{n}">entry{n} <span class="page-of" data-target="p{n}"></span></p>'
        for n in range(1, 7)
    )
    apparatus = section(
        f'<section id="apparatus" class="apparatus"><h2>Apparatus</h2>'
        f'<div class="entries">{entries}</div></section>',
        "apparatus",
        "back",
    )
    made = printed(book(*divisions(6, 150), apparatus), SMALL)
    text = " ".join(made.words)
    for n in range(1, 7):
        assert f"entry{n} p. {made.pages.page_of[f'p{n}']} " in text + " "


def test_a_page_number_for_something_that_is_not_there_is_reported() -> None:
    made = of('<p>See <span class="page-of" data-target="nothing"></span>.</p>')
    assert [diagnostic.code for diagnostic in made.pages.diagnostics] == ["P212"]


def test_running_heads_and_folios() -> None:
    made = Printed(render(book(*divisions(3, 150)), house("plain", SMALL), "Short Title", "Author"))
    first, second, third = (text.split() for text in made.texts[:3])
    assert "Short" not in first
    assert first[-1] == "1"
    assert second[:2] == ["2", "Author"]
    assert third[:3] == ["Short", "Title", "3"]


def test_a_book_begins_with_its_title_page_and_counts_its_text_from_one() -> None:
    made = printed(book(*divisions(2, 100), contents=True), SMALL, "book")
    texts = made.texts
    assert "A Title" in texts[0] and not texts[1].strip()
    assert "Contents" in texts[2] and "iii" in texts[2]
    assert not texts[3].strip()
    assert "w1" in texts[4].split()
    assert made.pages.page_of["d1"] == "1"


def test_an_editor_restyles_the_page_in_css() -> None:
    css = SMALL + "@page running:left { @bottom-center { content: 'by ' string(author) } }"
    made = printed(book(*divisions(2, 150)), css)
    assert "by An Author" in made.texts[1]


# --------------------------------------------------------------- figures, tables, lists


def test_a_figure_keeps_its_caption_and_may_move_to_the_next_page() -> None:
    figure = '<figure id="f"><img src="images/a.png" alt="a"/><figcaption>Caption</figcaption></figure>'
    html = f'<section id="d1"><h2>Head</h2><p>{words(70)}</p>{figure}<p>{words(200, "v")}</p></section>'
    made = printed(
        book(section(html), images={"images/a.png": image()}), SMALL + "figure img { height: 90px }"
    )
    (drawn,) = [n for n, page in enumerate(made.drawn()) if b"/i" in page and b" Do" in page]
    assert page_with(made, "Caption") == drawn
    assert made.pages.page_of["f"] == str(drawn + 1)


def test_a_figure_larger_than_the_page_is_reduced_and_reported() -> None:
    figure = '<figure id="f"><img src="images/a.png" alt="a"/><figcaption>Caption</figcaption></figure>'
    css = SMALL + "figure img { max-width: none; max-height: none; width: 20000px }"
    made = printed(
        book(
            section(f'<section id="d1"><p>x</p>{figure}</section>'), images={"images/a.png": image(2000, 40)}
        ),
        css,
    )
    assert [diagnostic.code for diagnostic in made.pages.diagnostics] == ["P203"]
    assert "Caption" in made.words


def test_an_image_that_was_not_passed_in_is_not_fetched() -> None:
    made = of('<figure><img src="file:///etc/passwd" alt="a"/><figcaption>Caption</figcaption></figure>')
    (diagnostic,) = made.pages.diagnostics
    assert diagnostic.code == "P205"
    assert "not one of the edition's files" in diagnostic.message


def test_numbers_of_a_list_stand_by_their_items() -> None:
    items = "".join(f"<li><p>{words(30, f'i{n}x')}</p></li>" for n in range(1, 12))
    made = of(f"<ol>{items}</ol>")
    for n in range(1, 12):
        (line,) = [line for text in made.texts for line in text.splitlines() if f"i{n}x1 " in line]
        assert line.split()[0] == f"{n}."


def test_a_long_table_goes_over_the_page_end_between_its_rows() -> None:
    rows = "".join(f"<tr><td>left{n}</td><td>right{n}</td></tr>" for n in range(60))
    made = of(f"<table>{rows}</table>")
    assert [w for w in made.words if w.startswith("left")] == [f"left{n}" for n in range(60)]
    for n in range(60):
        assert page_with(made, f"left{n}") == page_with(made, f"right{n}")


def test_a_floated_box_stays_with_its_lines() -> None:
    css = SMALL + ".aside { float: left; width: 60px; height: 60px }"
    made = of(f'<p>{words(60)}</p><div class="aside">aside</div><p>{words(100, "v")}</p>', css)
    assert page_with(made, "aside") == page_with(made, "v1")


@pytest.mark.parametrize("described", ["Codex {}", ""])
def test_a_list_of_sigla_goes_over_many_pages_each_siglum_beside_its_description(described: str) -> None:
    items = "".join(
        f"<dt>M{n}</dt><dd>{described.format(n)}</dd><dt>P{n}</dt><dd>Text{n}</dd>" for n in range(90)
    )
    made = of(f'<dl class="sigla-list">{items}</dl>', SMALL + SIGLA)
    for n in range(90):
        assert page_with(made, f"P{n}") == page_with(made, f"Text{n}")
    sigla = [word for word in made.words if re.fullmatch("[MP][0-9]+", word)]
    assert sigla == [f"{letter}{n}" for n in range(90) for letter in "MP"]


# ---------------------------------------------------------------------- characters


def test_small_capitals_can_be_copied() -> None:
    made = of('<p>An <span class="smallcaps">Author in Small Capitals</span> and AUTHOR.</p>')
    assert "An Author in Small Capitals and AUTHOR." in " ".join(made.words)


def test_a_divided_word_can_be_copied() -> None:
    made = of(f"<p>{'incomprehensibilities ' * 12}</p>")
    assert made.words.count("incomprehensibilities") == 12
    assert b"ActualText" in b"".join(made.drawn())


def test_a_character_that_no_font_has_is_reported_with_its_places() -> None:
    made = of(
        f'<p id="p1">x</p><p id="p2">Look: \U0001f9ff\U0002a6b2 here{call(1)}!</p>',
        more=notes("and \U0002a6b2 there"),
    )
    assert [d.code for d in made.pages.diagnostics] == ["P204", "P204"]
    (said,) = [d for d in made.pages.diagnostics if "U+2A6B2" in d.message]
    assert "¶ 2, “Look:" in said.message
    assert "note n1, “" in said.message and "there”" in said.message


@pytest.mark.parametrize(
    ("css", "line", "column"),
    [
        ('\n\np { color: black; font-family: serif, "x"; font: 10px "No Such Font", serif }', 3, 56),
        ("/* 'No Such Font' */\np { font-family:\n  No Such  Font, serif }", 3, 3),
    ],
)
def test_a_font_that_is_not_installed_is_reported_with_its_place(css: str, line: int, column: int) -> None:
    made = printed(book(section('<section id="d1"><p>x</p></section>')), css)
    (said,) = [d for d in made.pages.diagnostics if d.code == "P214"]
    assert "'No Such Font'" in said.message
    assert (said.place.file, said.place.line, said.place.col) == ("print.css", line, column)


def test_fonts_that_nothing_is_set_in_need_not_be_installed() -> None:
    made = of(
        "<p>x</p>", SMALL + "\n.nowhere { font-family: 'No Such Font' } p { font-family: serif, Nor This }"
    )
    assert not made.pages.diagnostics


def tops(html: str, css: str = SMALL) -> list[tuple[float, str]]:
    """Where the lines of a text stand, and what is on them."""
    from emendata.publish.pages import compose

    seen: list[tuple[float, str]] = []
    proof = compose.proof

    def watched(galley: Galley, foot: object, leaves: list[Leaf], *more: object) -> object:
        body = ((galley.text[at], top) for leaf in leaves[-1:] for at, top in leaf.made.text)
        seen.extend((top, slug.text) for slug, top in body if slug.text)
        return proof(galley, foot, leaves, *more)

    compose.proof = watched
    try:
        of(html, css)
    finally:
        compose.proof = proof
    return seen


INLINE = ("em", "strong", "i", "sup", "sub", "s", "ins", "del", "cite", "code")


def inline_markup() -> list[tuple[str, str]]:
    """Every element and class that stands within a line, from the table of classes."""
    found = [(tag, "") for tag in INLINE]
    for row in (REPOSITORY / "docs" / "xhtml.md").read_text("utf-8").splitlines():
        if match := re.match(r"\| (`[^|]+`) \| ([a-z, ]+) \|", row):
            names, tags = re.findall(r"`([\w-]+)`", match[1]), match[2].split(", ")
            found += [(tag, name) for name in names for tag in tags if tag in (*INLINE, "span")]
    return found


def test_nothing_within_a_line_moves_the_lines() -> None:
    known = inline_markup()
    assert len(known) > 50
    paragraphs = []
    for tag, name in known:
        text = " ".join(
            f'<{tag} class="{name}">{tag}.{name}</{tag}>' if n % 5 == 2 else f"w{n}" for n in range(40)
        )
        paragraphs.append(f"<p>{text}</p>")
    css = SMALL + "@page { size: 340px 9999px; margin: 50px }"
    every = tops("".join(paragraphs), css)
    found = every[[text for _, text in every].index("Head") + 1 :]
    assert len(found) > 3 * len(known)
    uneven = [text for (above, _), (below, text) in pairwise(found) if below - above != pytest.approx(15.0)]
    assert not uneven


def test_words_in_another_script_do_not_move_the_lines() -> None:
    hebrew = words(40).replace("w20 ", '<i lang="he" dir="rtl">כתיב</i> ').replace("w30 ", "漢字 ")
    latin = [top for top, _ in tops(f"<p>{words(40)}</p>")]
    assert [top for top, _ in tops(f"<p>{hebrew}</p>")] == pytest.approx(latin)


# ------------------------------------------------------------------------ bad input


def test_a_page_too_small_is_an_error() -> None:
    with pytest.raises(EmendataError, match=r"P201.*too small"):
        of(f"<p>Text{call(1)}</p>", "@page { size: 300px 80px; margin: 28px }", notes("note"))


def test_a_line_that_cannot_break_is_told_and_quoted() -> None:
    made = of(f"<p>{'w' * 200}</p>", SMALL + "html { overflow-wrap: normal }")
    assert [(d.code, d.severity) for d in made.pages.diagnostics] == [("P211", "warning")]
    assert "wwwww" in made.pages.diagnostics[0].message


def test_pages_of_different_widths_are_an_error() -> None:
    with pytest.raises(EmendataError, match="P209"):
        printed(book(*divisions(2, 200)), SMALL + "@page running:left { margin-left: 60px }")


def test_a_mistake_in_an_editors_sheet_is_reported_with_its_line() -> None:
    made = of("<p>x</p>", SMALL + "\np { colour: red }")
    (diagnostic,) = made.pages.diagnostics
    assert diagnostic.code == "P205"
    assert diagnostic.place.file == "print.css"
    assert diagnostic.place.line == SMALL.count("\n") + 2


def test_a_sheet_cannot_import_from_outside(tmp_path: Path) -> None:
    other = tmp_path / "other.css"
    other.write_text("p { display: none }")
    made = of("<p>visible</p>", f"@import url({other.as_uri()});" + SMALL)
    assert "visible" in made.words
    assert made.pages.diagnostics


def test_an_empty_book() -> None:
    assert printed(book(opening())).pages.count == 1


# --------------------------------------------------------------------- the same bytes

_BUILD = """
import sys
from tests.publish.pages.books import *
text = f"<p>{words(300)}{call(1)}</p><p><i lang='grc'>λόγος</i> <span class='smallcaps'>Small</span></p>"
html = f'<section id="d1"><h2>Head</h2>{text}{notes("n " * 50)}</section>'
made = printed(book(section(html), contents=True), SMALL, "book")
sys.stdout.buffer.write(made.pages.pdf)
"""


def test_the_same_book_is_the_same_bytes_anywhere_and_at_any_time(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    made = set()
    for n, (zone, locale) in enumerate(
        (("UTC", "C"), ("Asia/Tokyo", "C.UTF-8"), ("America/Lima", "de_DE.UTF-8"))
    ):
        there = tmp_path / str(n)
        there.mkdir()
        environment = os.environ | {
            "TZ": zone,
            "LANG": locale,
            "LC_ALL": locale,
            "PYTHONHASHSEED": str(n),
            "PYTHONPATH": str(root),
        }
        run = subprocess.run(
            [sys.executable, "-c", _BUILD], cwd=there, env=environment, capture_output=True, check=True
        )
        made.add(run.stdout)
    (pdf,) = made
    assert b"CreationDate" not in pdf and b"ModDate" not in pdf

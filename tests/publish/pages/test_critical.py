"""Critical texts in print: line numbers, and entries that are known by them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from emendata.diagnostics import EmendataError
from emendata.publish.lines import Lines
from emendata.publish.pages import compose
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.running import SetLine
from emendata.publish.pages.slugs import Galley
from emendata.publish.semantic.model import Book
from emendata.publish.series import LAYOUTS, declared

from .books import SMALL, Printed, book, house, section, words
from .critical import divisions


def marked(word: str, name: str, last: str = "") -> str:
    """Words with the marks of an entry around them."""
    begin, end = (f'<span class="{k}" id="{name}-{k}" data-entry="{name}"></span>' for k in ("from", "to"))
    return f"{begin}{word}{end}" if not last else f"{begin}{word} {last}{end}"


def entry(name: str, word: str, reading: str = "aliud M") -> str:
    """An entry of an apparatus."""
    return (
        f'<div class="note entry" id="{name}" data-from="{name}-from" data-to="{name}-to"><p>'
        f'<span class="n">?</span> <span class="lemma" data-word="{word}">{word}</span>] {reading} '
        f'<a class="back" href="#{name}-from">↩</a></p></div>'
    )


def strip(*entries: str, series: str = "apparatus") -> str:
    return f'<section class="notes" data-series="{series}">{"".join(entries)}</section>'


def edition(html: str, **series: dict[str, object]) -> Book:
    made = book(section(f'<section id="d1" class="division"><h2>Head</h2>{html}</section>'))
    return replace(made, series=declared(series))


def rendered(made: Book, css: str = SMALL) -> tuple[Printed, Galley, list[Leaf]]:
    """The book in print, and what the proof has seen."""
    seen: list[tuple[Galley, list[Leaf]]] = []
    proof = compose.proof

    def watched(galley, foot, leaves, *more):  # type: ignore[no-untyped-def]
        seen.append((galley, leaves))
        return proof(galley, foot, leaves, *more)

    compose.proof = watched
    try:
        pages = Printed(compose.render(made, house("plain", css)))
    finally:
        compose.proof = proof
    return pages, *seen[-1]


def labels(leaves: list[Leaf]) -> list[list[str]]:
    """The labels of the entries, page by page."""
    return [
        [
            placed.label
            for one in leaf.made.strips
            for row in one.rows
            if isinstance(row.slug.handle, SetLine)
            for placed in row.slug.handle.units
            if placed.unit.label
        ]
        for leaf in leaves
    ]


def lines_with(leaves: list[Leaf], galley: Galley, word: str) -> list[tuple[int, int]]:
    """Page and line, both from 0 and 1, of each line with a word: read off the pages."""
    found = []
    for page, leaf in enumerate(leaves):
        numbered = [galley.text[at].text for at, _ in leaf.made.text if galley.text[at].numbered]
        found += [(page, n) for n, text in enumerate(numbered, 1) if re.search(rf"\b{word}\b", text)]
    return found


# ---------------------------------------------------------------------------- entries


def test_an_entry_names_the_line_of_its_lemma() -> None:
    text = " ".join(marked(f"w{n}", f"app{n}") if n in (3, 60, 200) else f"w{n}" for n in range(1, 301))
    html = f"<p>{text}</p>{strip(*(entry(f'app{n}', f'w{n}') for n in (3, 60, 200)))}"
    made, galley, leaves = rendered(edition(html))
    for n in (3, 60, 200):
        ((page, line),) = lines_with(leaves, galley, f"w{n}")
        assert str(line) in labels(leaves)[page]
        assert f"{line} w{n}] aliud M" in " ".join(made.texts[page].split())


def test_the_number_is_not_repeated_in_one_line() -> None:
    html = f"<p>{marked('arma', 'a')} {marked('uirum', 'b')} {words(60)}</p>"
    made, _, leaves = rendered(edition(html + strip(entry("a", "arma"), entry("b", "uirum"))))
    assert labels(leaves)[0] == ["1", "|"]
    assert "1 arma] aliud M | uirum] aliud M" in " ".join(made.texts[0].split())


def test_a_lemma_over_lines_and_one_over_a_page_end() -> None:
    long = words(40, "x")
    html = f"<p>{marked('arma', 'a', long)} {words(60)} {marked('Troia', 'b', words(120, 'y'))} fine</p>"
    _, galley, leaves = rendered(edition(html + strip(entry("a", "arma … x40"), entry("b", "Troia … y120"))))
    first = lines_with(leaves, galley, "x40")[0]
    assert labels(leaves)[0][0] == f"1–{first[1]}"
    page, line = lines_with(leaves, galley, "Troia")[0]
    last_page, last = lines_with(leaves, galley, "y120")[0]
    assert last_page > page
    assert f"{line}–{leaves[last_page].folio}.{last}" in labels(leaves)[page]


def test_a_lemma_over_three_pages() -> None:
    html = f"<p>{marked('arma', 'a', words(400, 'x'))} fine</p>{strip(entry('a', 'arma … x400'))}"
    _, galley, leaves = rendered(edition(html))
    page, line = lines_with(leaves, galley, "x400")[0]
    assert page >= 2
    assert labels(leaves)[0] == [f"1–{leaves[page].folio}.{line}"]


@pytest.mark.parametrize(("restart", "by_page"), [("page", True), ("division", False), ("never", False)])
def test_lines_that_are_counted_through(restart: str, by_page: bool) -> None:
    html = f"<p>{words(300)} {marked('arma', 'a')}</p>{strip(entry('a', 'arma'))}"
    made = replace(edition(html), lines=Lines(restart=restart))
    _, galley, leaves = rendered(made)
    page, line = lines_with(leaves, galley, "arma")[0]
    before = sum(galley.text[at].numbered for leaf in leaves[:page] for at, _ in leaf.made.text)
    assert labels(leaves)[page] == [str(line if by_page else before + line)]


def test_a_verse_keeps_its_own_number() -> None:
    verses = "".join(
        f'<p class="verse" data-verse="{n}">{marked("arma", "a") if n == 117 else "uersus"} {words(3)}</p>'
        for n in range(110, 130)
    )
    html = f'<div class="poem"><div class="stanza">{verses}</div></div>{strip(entry("a", "arma"))}'
    _, _, leaves = rendered(edition(html))
    assert ["117"] in labels(leaves)


def test_verses_between_those_with_a_number_are_counted() -> None:
    verses = "".join(
        f'<p class="verse"{f" data-verse={chr(34)}{n}{chr(34)}" if n % 5 == 0 else ""}>'
        f"{marked('arma', 'a') if n == 8 else 'uersus'} {words(3)}</p>"
        for n in range(5, 20)
    )
    _, _, leaves = rendered(
        edition(f'<div class="poem"><div class="stanza">{verses}</div></div>{strip(entry("a", "arma"))}')
    )
    assert labels(leaves)[0] == ["8"]


def test_a_word_that_stands_twice_in_its_line_is_told_by_a_figure() -> None:
    html = f"<p>et arma {marked('et', 'a')} uirum et {words(60)}</p>{strip(entry('a', 'et'))}"
    made, _, _ = rendered(edition(html))
    assert "1 et2] aliud M" in " ".join(made.texts[0].split())
    once = f"<p>arma {marked('et', 'a')} uirum {words(60)} et</p>{strip(entry('a', 'et'))}"
    assert "1 et] aliud M" in " ".join(rendered(edition(once))[0].texts[0].split())


@pytest.mark.parametrize(
    ("text", "lemma", "printed"),
    [
        ("et arma {} et", "et uirum", "et uirum"),
        ("et uirum {} et", "et uirum", "et2 uirum"),
        ("et arma {} et", "et … cano", "et2 … cano"),
    ],
)
def test_words_need_a_figure_only_where_all_of_them_stand_twice(text: str, lemma: str, printed: str) -> None:
    first, *others = lemma.split()
    on = marked("et", "a", "uirum cano") if "…" in lemma else marked(first, "a", *others)
    one = entry("a", first).replace(f">{first}</span>", f">{lemma}</span>")
    made, _, _ = rendered(edition(f"<p>{text.format(on)} {words(60)}</p>{strip(one)}"))
    assert f"1 {printed}] aliud M" in " ".join(made.texts[0].split())


def test_an_entry_in_a_heading_has_the_place_that_does_without_lines() -> None:
    made = book(
        section(
            f'<section id="d1" class="division"><h2>{marked("Head", "a")}</h2><p>{words(9)}</p>'
            f"{strip(entry('a', 'Head'))}</section>"
        )
    )
    assert labels(rendered(made)[2])[0] == ["?"]


# -------------------------------------------------------------------------- line numbers


def margin(made: Printed, page: int) -> dict[int, float]:
    """The numbers that stand in the margin of a page, with their x, from pdftotext's boxes."""
    import subprocess

    command = ["pdftotext", "-bbox", "-f", str(page + 1), "-l", str(page + 1), "-", "-"]
    data = subprocess.run(command, input=made.pages.pdf, capture_output=True, check=True).stdout
    found = {}
    for word in etree.fromstring(data).iter("{*}word"):
        x = float(word.get("xMin"))
        if (word.text or "").isdigit() and (x < 37 or x > 340 * 0.75 - 37):
            found[int(word.text or 0)] = x
    return found


def test_every_fifth_line_has_its_number_in_the_outer_margin() -> None:
    html = f"<p>{words(400)} {marked('arma', 'a')}</p>{strip(entry('a', 'arma'))}"
    made, galley, leaves = rendered(edition(html), SMALL + ".line-number { margin: 0 10px }")
    lines = sum(galley.text[at].numbered for at, _ in leaves[1].made.text)
    assert lines >= 10
    assert set(margin(made, 1)) == set(range(5, lines + 1, 5))
    assert all(x < 40 for x in margin(made, 1).values())
    assert all(x > 200 for x in margin(made, 2).values())


@pytest.mark.parametrize(("side", "left"), [("inner", (False, True)), ("left", (True, True))])
def test_the_side_and_the_interval_are_the_editors(side: str, left: tuple[bool, bool]) -> None:
    html = f"<p>{words(400)} {marked('arma', 'a')}</p>{strip(entry('a', 'arma'))}"
    made = replace(edition(html), lines=Lines(side=side, every=3, first=6))
    pages, _, _ = rendered(made, SMALL + ".line-number { margin: 0 10px }")
    for page, is_left in zip((1, 2), left, strict=True):
        found = margin(pages, page)
        assert set(found) >= {6, 9} and 3 not in found
        assert all((x < 100) is is_left for x in found.values())


def test_line_numbers_are_artifacts_and_no_text() -> None:
    html = f"<p>{words(400)} {marked('arma', 'a')}</p>{strip(entry('a', 'arma'))}"
    made, _, _ = rendered(edition(html))
    with made.opened() as pdf:
        content = b"\n".join(c.read_bytes() for c in pdf.pages[1].Contents)
    assert content.count(b"/Artifact <</Type/Pagination>> BDC") >= 3  # the running head, and two numbers


def test_a_text_without_such_a_series_has_no_line_numbers_unless_asked_for() -> None:
    made = edition(f"<p>{words(300)}</p>")
    assert not margin(rendered(made, SMALL + ".line-number { margin: 0 10px }")[0], 1)
    shown = replace(made, lines=Lines(show="on"))
    assert margin(rendered(shown, SMALL + ".line-number { margin: 0 10px }")[0], 1)


def reference(target: str) -> str:
    return (
        f'<a class="ref place-of" href="#{target}"><span class="locus">1</span>'
        f'<span class="page-of" data-target="{target}"></span><span class="line-of" data-target="{target}"></span></a>'
    )


@pytest.mark.parametrize("shown", ["on", "off"])
def test_a_reference_names_page_and_line(shown: str) -> None:
    targets = [f"w{n}" for n in range(7, 200, 12)]
    marked_words = " ".join(
        f'<span id="w{n}"></span>w{n}' if f"w{n}" in targets else f"w{n}" for n in range(200)
    )
    html = f"<p>{marked_words}</p><p>{' '.join(f'see {reference(name)} end{name}' for name in targets)}</p>"
    _, galley, leaves = rendered(replace(edition(html), lines=Lines(show=shown)))
    text = " ".join(" ".join(slug.text for slug in galley.text).split())
    for name in targets:
        ((page, line),) = lines_with(leaves, galley, rf"(?<!end){name}")
        said = f"p. {leaves[page].folio}, l. {line}" if shown == "on" else f"p. {leaves[page].folio}"
        assert f"see {said} end{name}" in text


# ------------------------------------------------------------------------------- strips


def test_entries_run_on_or_stand_each_on_its_own_line_or_in_columns() -> None:
    names = [f"w{n}" for n in range(1, 30)]
    html = "<p>" + " ".join(marked(n, f"a{n}") for n in names) + "</p>"
    html += strip(*(entry(f"a{n}", n) for n in names))
    rows = {}
    for layout in ("paragraph", "block", "three-columns"):
        _, _, leaves = rendered(edition(html, apparatus={"layout": layout}))
        rows[layout] = [len(one.rows) for leaf in leaves for one in leaf.made.strips]
        if layout == "three-columns":
            assert {row.column for one in leaves[0].made.strips for row in one.rows} == {0, 1, 2}
    assert sum(rows["block"]) == 29
    assert sum(rows["paragraph"]) < 15


def test_lines_of_an_apparatus_seldom_begin_with_the_first_siglum_of_a_reading() -> None:
    names = [f"w{n}" for n in range(1, 240)]
    html = "<p>" + " ".join(marked(n, f"a{n}") for n in names) + "</p>"
    sigla = '<span class="sigla"><a class="siglum" href="#wit-M">Ω</a> Ψ</span>'
    html += strip(*(entry(f"a{n}", n, f"{'lectio ' * (int(n[1:]) % 4)}{sigla}") for n in names))
    _, galley, leaves = rendered(edition(html, apparatus={"layout": "paragraph"}))
    assert {unit.text for note in galley.notes for unit in note.units if unit.tied} == {"Ω"}
    rows = [row.slug.text for leaf in leaves for one in leaf.made.strips for row in one.rows]
    assert len(rows) > 30
    assert sum(row.startswith("Ω") for row in rows) * 20 < len(rows)
    assert sum(row.startswith("Ψ") for row in rows) > sum(row.startswith("Ω") for row in rows)


@pytest.mark.parametrize("numbering", ["number", "letter", "symbol"])
@pytest.mark.parametrize("layout", ["block", "paragraph"])
def test_notes_are_counted_anew_on_each_page(numbering: str, layout: str) -> None:
    called = range(5, 300, 12)
    text = " ".join(
        f'w{n}<a class="call" id="c{n}" href="#n{n}">{n}</a>' if n in called else f"w{n}" for n in range(300)
    )
    notes = "".join(
        f'<div class="note" id="n{n}"><p><span class="n">{n}</span> note{n} '
        f'<a class="back" href="#c{n}">↩</a></p></div>'
        for n in called
    )
    how = {"numbering": numbering, "restart": "page", "layout": layout}
    made, _, _ = rendered(edition(f"<p>{text}</p>{strip(notes, series='author')}", author=how))
    from emendata.publish.labels import label

    counts = []
    for page in made.texts:
        here = [int(n) for n in re.findall(r"note(\d+)", page)]
        for number, n in enumerate(here, start=1):
            said = re.escape(label(number, numbering))
            assert re.search(rf"\bw{n}{said}(?!\w)", page)
            assert re.search(rf"(?<!\w){said}\s*note{n}\b", page)
        counts.append(len(here))
    assert sum(counts) == len(called)
    assert sum(count > 1 for count in counts) > 2


# ----------------------------------------------------------------------------- bad input


def test_two_hundred_entries_on_one_line() -> None:
    names = [f"a{n}" for n in range(200)]
    begin = "".join(f'<span class="from" id="{n}-from" data-entry="{n}"></span>' for n in names)
    end = "".join(f'<span class="to" id="{n}-to" data-entry="{n}"></span>' for n in names)
    html = f"<p>{begin}arma{end} {words(30)}</p>{strip(*(entry(n, 'arma', f'r{n} M') for n in names))}"
    made, _, leaves = rendered(edition(html))
    assert [w for w in made.words if re.fullmatch(r"ra\d+", w)] == [f"ra{n}" for n in range(200)]
    found = labels(leaves)
    first = next(page for page, here in enumerate(found) if here)
    assert found[first][:2] == ["1", "|"]
    # Where there is no room for it, an entry says on which page its line is.
    assert found[first + 1][:2] == [f"{leaves[first].folio}.1", "|"]
    assert {d.code for d in made.pages.diagnostics} == {"P206"}


@pytest.mark.parametrize("numbering", ["lines", "number"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_entry_longer_than_ten_pages_goes_on_from_foot_to_foot(layout: str, numbering: str) -> None:
    html = f"<p>{marked('arma', 'a')} {words(60)}</p>{strip(entry('a', 'arma', words(2500, 'r')))}"
    made, _, leaves = rendered(edition(html, apparatus={"layout": layout, "numbering": numbering}))
    assert len(leaves) > 10
    assert sorted(w for w in made.words if re.fullmatch(r"r\d+", w)) == sorted(words(2500, "r").split())
    rows = " ".join(row.slug.text for leaf in leaves for one in leaf.made.strips for row in one.rows)
    assert re.findall(r"\br\d+", rows) == words(2500, "r").split()
    assert all(leaf.made.strips[0].continued for leaf in leaves[1:])


def test_an_entry_whose_anchors_are_missing_is_an_error_that_names_it() -> None:
    with pytest.raises(EmendataError, match="P213: the entry lost of `apparatus`"):
        rendered(edition(f"<p>{words(9)}</p>{strip(entry('lost', 'arma'))}"))


def test_an_address_longer_than_the_line_is_broken_and_does_not_stick_out() -> None:
    address = "https://example.org/" + "abcdefghij" * 30
    html = f"<p>{marked('arma', 'a')} {words(60)}</p>{strip(entry('a', 'arma', address))}"
    made, _, _ = rendered(edition(html), "")
    assert not made.pages.diagnostics
    assert address in "".join(made.words)


# -------------------------------------------------------------------------- the whole


def test_a_long_critical_text_is_proved() -> None:
    sections, writer = divisions(3000)
    made, _, leaves = rendered(book(*sections, lang="la"), "")
    assert sum(map(len, labels(leaves))) == len(writer.entries) + len(writer.sources)
    assert made.pages.count == len(leaves)

"""Laws of normalisation: nothing is lost, whatever the text; and floors on made-up scans."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.acquire import text
from emendata.diagnostics import EmendataError, Place
from emendata.document.model import Figure, Quotation
from emendata.document.walk import calls, divisions, note_texts, paragraphs, plain, texts
from emendata.edit.normalise import Normalised, NormaliseSettings, SettledBlock, normalise
from tests.ocr.made import Shape, make
from tests.ocr.score import scores

SHARED = Path(os.environ.get("EMENDATA_SHARED", Path(__file__).parents[4] / "shared"))
ARTICLE = SHARED / "corpora" / "graziosi-1995" / "source.txt"


def read(source: str, settings: NormaliseSettings | None = None) -> Normalised:
    return normalise(text.read(source, "s.txt"), source, "s.txt", settings)


PIECES = st.sampled_from(
    [
        "¹ See p. 4.",
        "¹² *Ibid.*",
        "[3] Note",
        "4. Item",
        "A paragraph that ends in the",
        "middle of a sentence.¹",
        "THE HEAD",
        "1924–1927",
        "Figure 1. A ship",
        "37",
        "38",
        "JOHN SMITH 12",
        "* * *",
        "* starred",
        "*a* b*",
        "†",
        "a hyphen-",
        "ated word",
        "\x0c",
        "   indented",
        "x" * 200,
        "word¹ word² word³.",
        "^4^ caret",
        "(5) five",
        "_u_",
        "ὁ λόγος",
        "שלום",
        "\xa0",
        "tab\there",
        "a\xadb",
        "\ufeffbom",
        "\x07bell",
        "end:",
        "lower case, then",
    ]
)


@given(
    st.lists(
        st.tuples(PIECES, st.sampled_from(["\n", "\n\n", " ", "\n\n\n", "\r\n\r\n"])), min_size=1, max_size=40
    )
)
@settings(max_examples=400)
def test_characters_are_conserved_whatever_the_text(pieces: list[tuple[str, str]]) -> None:
    source = "".join(a + b for a, b in pieces)
    try:
        found = read(source)
    except EmendataError as trouble:
        assert trouble.diagnostics[0].code in ("A050", "N002")  # a text of white space or furniture alone
        return
    account = found.account
    assert account.text + account.notes + sum(n for _, n in account.removed) == account.total
    assert account.total == len("".join(source.split()))
    kept = sum(len("".join(plain(i).split())) for i in (*texts(found.document), *note_texts(found.document)))
    assert kept <= account.total


@given(st.text(max_size=400))
@settings(max_examples=300)
def test_any_characters_balance(source: str) -> None:
    try:
        account = read(source).account
    except EmendataError as trouble:
        assert trouble.diagnostics[0].code in ("A050", "N002")
    else:
        assert account.text + account.notes + sum(n for _, n in account.removed) == account.total


SHAPES = {
    "article": Shape(figures=True, quotations=1),
    "brackets": Shape(heads="brackets", calls="brackets", figures=True),
    "full stop, superscript calls": Shape(heads="dot"),
    "full stop, bare calls": Shape(heads="dot", calls="bare"),
    "full stop, calls in brackets": Shape(heads="dot", calls="brackets"),
    "bracket": Shape(heads="paren", calls="paren"),
    "bracket, superscript calls": Shape(heads="paren"),
    "caret": Shape(heads="caret", calls="caret"),
    "bare numbers": Shape(heads="bare", calls="bare"),
    "bare numbers, superscript calls": Shape(heads="bare"),
    "signs": Shape(heads="symbol", calls="symbol", starred=False, notes=0.12),
    "numbered by page": Shape(by_page=True),
    "numbered by page, form feeds": Shape(by_page=True, form_feeds=True),
    "numbered by page, full stop, running heads": Shape(
        by_page=True, heads="dot", running_heads=True, folios="top"
    ),
    "form feeds": Shape(form_feeds=True),
    "running heads": Shape(running_heads=True, folios="top"),
    "spoilt running heads": Shape(running_heads=True, folios="top", noise=0.3, form_feeds=True),
    "folios at the foot": Shape(folios="bottom"),
    "folios at the foot, running heads": Shape(folios="bottom", form_feeds=True, running_heads=True),
    "wrapped": Shape(wrap=72, hyphens=True),
    "wrapped, everything": Shape(wrap=65, hyphens=True, form_feeds=True, running_heads=True, folios="top"),
    "wrapped, full stop, bare calls": Shape(wrap=72, heads="dot", calls="bare", hyphens=True),
    "words cut by page ends": Shape(hyphens=True),
    "quotations": Shape(quotations=6, words=9000),
    "verse": Shape(verse=5, words=9000),
    "wrapped, verse and quotations": Shape(verse=5, quotations=3, words=9000, wrap=72),
    "numbers misread": Shape(faults=3),
    "few notes": Shape(notes=0.05),
    "no notes": Shape(notes=0, starred=False),
    "many long notes": Shape(notes=0.6, long_notes=0.5),
}
FLOOR = 0.99
"""Mean F-measure over three texts of each shape; a change may raise it and not lower it."""


@pytest.mark.parametrize("shape", SHAPES)
def test_floor_on_made_up_scans(shape: str) -> None:
    means: dict[str, float] = {}
    for seed in (11, 12, 13):
        source, truth = make(replace(SHAPES[shape]), seed)
        for what, score in scores(read(source).document, truth).items():
            means[what] = means.get(what, 0.0) + score / 3
    assert {what: round(mean, 3) for what, mean in means.items() if mean < FLOOR} == {}


def test_settled_block_is_what_the_editor_says() -> None:
    source = "A TITLE\n\nThe first paragraph of the text ends here.\n\nThe second one begins here and ends.\n"
    free = read(source)
    settled = SettledBlock(5, "quotation", "The second")
    forced = read(source, NormaliseSettings(settled=(settled,)))
    assert not [b for b in free.document.body.blocks if isinstance(b, Quotation)]
    assert [b for b in forced.document.body.blocks if isinstance(b, Quotation)]


@pytest.mark.parametrize("line", [3, 4, 99])
def test_settled_block_is_found_by_its_words(line: int) -> None:
    source = "A TITLE\n\nThe first paragraph of the text ends here.\n\nThe second one begins here and ends.\n"
    there = read(source, NormaliseSettings(settled=(SettledBlock(5, "quotation"),)))
    moved = read(source, NormaliseSettings(settled=(SettledBlock(line, "quotation", "The second"),)))
    assert moved.document == there.document


@pytest.mark.parametrize(("line", "begins"), [(4, ""), (99, ""), (5, "Another"), (99, "The")])
def test_settled_block_that_is_not_there(line: int, begins: str) -> None:
    source = "A TITLE\n\nThe first paragraph of the text ends here.\n\nThe second one begins here and ends.\n"
    place = Place("edition.yaml", 7, 5)
    with pytest.raises(EmendataError) as trouble:
        read(source, NormaliseSettings(settled=(SettledBlock(line, "quotation", begins, place),)))
    assert str(trouble.value).startswith("edition.yaml:7:5: error N001")


def test_settings_switch_rules_off() -> None:
    source, _ = make(Shape(running_heads=True, folios="top", hyphens=True, wrap=70), 3)
    rules = {a.rule for a in read(source).document.record}
    assert {"furniture", "hyphen"} <= rules
    off = read(source, NormaliseSettings(dehyphenate=False, remove_furniture=False))
    assert not {"furniture", "hyphen"} & {a.rule for a in off.document.record}


def test_the_article_of_1995() -> None:
    if not ARTICLE.exists():
        pytest.skip(f"{ARTICLE} is not here")
    data = ARTICLE.read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith("289fe985")
    found = read(data.decode())
    d = found.document
    blocks = [b for part in divisions(d.body) for b in part.blocks]
    counts = {a.rule: a.count for a in d.record}
    assert len(list(paragraphs(d.body))) == 103
    assert sum(isinstance(b, Quotation) for b in blocks) == 1
    assert sum(isinstance(b, Figure) for b in blocks) == 2
    assert sum(bool(part.head) for part in divisions(d.body)) == 10
    assert [n.n for n in d.notes] == ["*", *map(str, range(1, 91))]
    assert list(calls(d)) == [n.id for n in d.notes]
    assert counts["page-join"] == 23
    assert counts["note-join"] == 7
    assert found.diagnostics == ()


def test_a_star_in_a_text_that_has_no_notes():
    repeated = "A paragraph that ends in the\n"
    assert read(f"{repeated}\n{repeated}* starred\n{repeated}").account is not None

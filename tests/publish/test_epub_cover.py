"""Covers: drawn in a font that has the letters, or left to the reading system's fonts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from emendata.document.model import Metadata, Person
from emendata.publish.epub.cover import HEIGHT, WIDTH, cover, wrapped

GENTIUM = Path("/usr/share/fonts/truetype/gentiumplus/GentiumBookPlus-Regular.ttf")
needs_font = pytest.mark.skipif(not GENTIUM.exists(), reason="fonts-sil-gentiumplus is not installed")
METADATA = Metadata(
    "On Texts", "A Sample", (Person("A. Bernard"), Person("E", "E", "editor")), "en", "2026-03", "Press"
)


def lines(metadata: Metadata, lang: str = "en") -> list[tuple[str, float]]:
    """The lines of an SVG cover with their distance from the top."""
    made = cover(metadata, lang)
    assert (made.name, made.media_type) == ("cover.svg", "image/svg+xml")
    return [(e.text or "", float(e.get("y") or 0)) for e in etree.fromstring(made.data).iter("{*}text")]


def test_the_cover_has_author_title_subtitle_publisher_and_year() -> None:
    assert [line for line, _ in lines(METADATA)] == ["A. Bernard", "On Texts", "A Sample", "Press, 2026"]


def test_lines_stand_below_each_other_on_the_page() -> None:
    tops = [top for _, top in lines(Metadata("word " * 60, "and " * 30, METADATA.persons, publisher="Press"))]
    assert tops == sorted(tops)
    assert tops[0] > 0
    assert tops[-1] < HEIGHT


def test_a_title_too_long_for_any_cover_is_cut_and_says_so() -> None:
    found = lines(Metadata("many words " * 500))
    assert found[-1][0].endswith(" …")
    assert found[-1][1] < HEIGHT


def test_markup_in_a_title_is_text() -> None:
    assert lines(Metadata("<b> & \x00"))[0][0] == "<b> & \ufffd"


@pytest.mark.parametrize(("lang", "expected"), [("he", "rtl"), ("en", "ltr")])
def test_the_cover_runs_as_its_language_does(lang: str, expected: str) -> None:
    group = etree.fromstring(cover(Metadata("שלום"), lang).data).find("{*}g")
    assert group is not None
    assert group.get("direction") == expected


@needs_font
def test_with_a_font_that_has_its_letters_the_cover_is_a_png() -> None:
    made = cover(METADATA, "en", (GENTIUM.read_bytes(),))
    assert (made.name, made.media_type) == ("cover.png", "image/png")
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size == (WIDTH, HEIGHT)
        assert len(image.getcolors(100000) or ()) > 10


@needs_font
@pytest.mark.parametrize(
    "title", ["שלום", "龍", "🐉", "x\u0336"], ids=["hebrew", "chinese", "emoji", "combining"]
)
def test_letters_that_the_font_has_not_are_left_to_the_reading_system(title: str) -> None:
    assert cover(Metadata(title), "en", (GENTIUM.read_bytes(),)).name == "cover.svg"


@needs_font
def test_the_same_cover_is_drawn_again() -> None:
    assert cover(METADATA, "en", (GENTIUM.read_bytes(),)) == cover(METADATA, "en", (GENTIUM.read_bytes(),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("one", ["one"]),
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("abcdefghijkl", ["abcdefgh", "ijkl"]),
        ("x abcdefghijkl y", ["x", "abcdefgh", "ijkl y"]),
    ],
)
def test_lines_are_as_long_as_they_may_be(text: str, expected: list[str]) -> None:
    assert wrapped(text, 8, len) == expected

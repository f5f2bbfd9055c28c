"""Letters that reading systems lack come along in fonts, with their licence; others do not."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from emendata import assets
from emendata.publish.epub.letters import COMMON, Embedded, Fonts, has_rare
from emendata.publish.xhtml import OPS, XHTML, Element

FONTS = assets.fonts()
pytestmark = pytest.mark.skipif(len(FONTS) < 3, reason="Gentium, Charis and Ezra SIL are not installed")


def marked(text: str) -> tuple[Element, Embedded]:
    tree = etree.fromstring(f'<section xmlns="{XHTML}" xmlns:epub="{OPS}"><p>{text}</p></section>')
    before = "".join(map(str, tree.itertext()))
    made = embedded(tree, FONTS)
    assert "".join(map(str, tree.itertext())) == before
    return tree, made


def embedded(tree: Element, files: Sequence[bytes]) -> Embedded:
    fonts = Fonts(files)
    wanted = fonts.mark(tree)
    assert not wanted or has_rare("".join(map(str, tree.itertext())))
    return fonts.embedded([wanted])


def words(tree: Element) -> list[tuple[str | None, str | None]]:
    return [(span.get("class"), span.text) for span in tree.iter("{*}span")]


def opened(made: Embedded, number: int = 0) -> TTFont:
    return TTFont(io.BytesIO(made.fonts[number].data))


def test_common_letters_need_no_font() -> None:
    latin = "Très bien ⟨supra⟩; “quoted” – 12 ½ €, a↩︎ b ° ¶ 🐉"
    others = "Ελληνικά, μῆνιν ἄειδε, Русский, שָׁלוֹם, العربية 漢字"
    tree, made = marked(f"{latin} {others}")
    assert (words(tree), made) == ([], Embedded())


def test_whole_words_are_set_in_the_font_that_has_all_their_letters() -> None:
    tree, made = marked("Here ḥāḍir ꝑfecto, and ꝑfecto; <em>ut ɡʰr̥d</em> dictum, בְּרֵאשִׁ֖ית too.")
    assert words(tree) == [
        ("letters-1", "ḥāḍir ꝑfecto,"),
        ("letters-1", "ꝑfecto;"),
        ("letters-1", "ɡʰr̥d"),
        ("letters-3", "בְּרֵאשִׁ֖ית"),
    ]
    assert [font.name for font in made.fonts] == ["fonts/letters-1.ttf", "fonts/letters-3.ttf"]


def test_a_font_has_the_letters_that_are_used_and_few_others() -> None:
    _, made = marked("ꝑfecto ⟨x⟩ ⟨ꝓ⟩")
    letters = set(map(chr, opened(made).getBestCmap()))
    assert set("ꝑfecto⟨ꝓ⟩") <= letters
    assert len(letters) < 20
    assert len(made.fonts[0].data) < 20_000


def test_licence_and_copyright_go_along_and_the_reserved_name_does_not() -> None:
    _, made = marked("ꝑ")
    names = opened(made)["name"]
    assert "SIL" in (names.getDebugName(0) or "")
    assert "Open Font License" in (names.getDebugName(13) or "")
    assert not any("Gentium" in (names.getDebugName(n) or "") for n in (1, 3, 4, 6))
    [sheet] = made.sheets
    assert "Gentium Book Plus" in sheet.text
    assert "Open Font License" in sheet.text
    assert re.search(
        r"@font-face \{ font-family: \"letters-1\"; src: url\(\"\.\./fonts/letters-1\.ttf\"\)", sheet.text
    )


def test_a_font_that_forbids_it_is_not_embedded() -> None:
    font = TTFont(io.BytesIO(FONTS[0]))
    font["OS/2"].fsType = 2
    out = io.BytesIO()
    font.save(out)
    tree = etree.fromstring(f'<p xmlns="{XHTML}">ꝑ</p>')
    assert embedded(tree, [out.getvalue()]) == Embedded()
    font["OS/2"].fsType = 0
    for number in (0, 13, 14):
        font["name"].removeNames(nameID=number)
    font.save(out := io.BytesIO())
    assert embedded(tree, [out.getvalue()]) == Embedded()


def test_a_letter_that_no_font_has_is_left_alone() -> None:
    tree, made = marked("𒀀𒀁 and ꝑ")
    assert words(tree) == [("letters-1", "ꝑ")]
    assert len(made.fonts) == 1


def test_a_call_holds_no_element() -> None:
    tree, made = marked('x<a class="call" epub:type="noteref" href="#n">ꝑ</a> y')
    [a] = tree.iter("{*}a")
    assert (len(a), a.get("class")) == (0, "call letters-1")
    assert made.fonts


def test_the_same_letters_make_the_same_bytes() -> None:
    assert marked("ꝑ r̥ שִׁ֖")[1] == marked("ꝑ r̥ שִׁ֖")[1]


def test_the_list_of_common_letters_has_no_gap_in_its_ranges() -> None:
    for what, ranges in COMMON:
        assert re.compile(f"[{ranges}]"), what

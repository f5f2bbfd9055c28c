"""corrections.yaml as editors write it, and as they should not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError, Place
from emendata.document.model import Emph, Text
from emendata.document.walk import plain
from emendata.edit.corrections import Correction, entry, load, marked_up

NAME = "corrections.yaml"


def troubles(text: str, *editors: str) -> list[str]:
    with pytest.raises(EmendataError) as caught:
        load(text, NAME, editors)
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def test_entry_with_everything():
    (correction,) = load(
        """
- at: note 72
  for: sekti
  read: sektsii
  why: ocr
  by: AB
  remark: as in note 70
  nth: 2
""",
        NAME,
    )
    assert correction == Correction(
        sic="sekti",
        corr=(Text("sektsii"),),
        why="ocr",
        at="note 72",
        by="AB",
        remark="as in note 70",
        nth=2,
    )
    assert correction.place == Place(NAME, 2, 3)


def test_empty_file_has_no_corrections():
    assert load("", NAME) == load("# none yet\n", NAME) == ()


def test_texts_that_yaml_takes_for_something_else():
    (correction,) = load("- {for: 1928, read: no, why: printer}", NAME)
    assert (correction.sic, plain(correction.corr)) == ("1928", "no")


def test_text_over_several_lines_is_one_line():
    (correction,) = load('- for: "one\n    two"\n  read: >\n    three\n    four\n  why: ocr', NAME)
    assert (correction.sic, plain(correction.corr)) == ("one two", "three four")


def test_no_break_space_is_kept_in_what_is_read():
    (correction,) = load('- {for: p. 4, read: "p.\\u00a04", why: ocr}', NAME)
    assert plain(correction.corr) == "p.\u00a04"


def test_emphasis_in_what_is_read():
    assert marked_up("*Trud* XVI") == (Emph((Text("Trud"),)), Text(" XVI"))
    assert marked_up(r"2 \* 3 \\ *a\*b*") == (Text("2 * 3 \\ "), Emph((Text("a*b"),)))
    assert marked_up("2 * 3 * 4") == (Text("2 * 3 * 4"),)
    assert marked_up("") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "- {for: a, read: b, why: orc}",
            f"{NAME}:1:26: error C913: `orc` is not a value of `[1].why`\n    Did you mean `ocr`?",
        ),
        (
            "- {for: a, read: b, why: ocr, by: XY}",
            f"{NAME}:1:35: error C001: no editor of this edition has the initials `XY`\n"
            "    edition.yaml names AB, CD.",
        ),
        (
            '- {for: "", read: b, why: ocr}',
            f"{NAME}:1:9: error C001: `for` is empty\n"
            "    To insert words, take a word that stands there: `for: word`, `read: word and more`.",
        ),
        (
            "- {for: a, read: , why: ocr}",
            f"{NAME}:1:18: error C001: `read` says nothing\n"
            '    Say what the edition reads; `read: ""` deletes the words.',
        ),
        (
            "- {for: a, read: b}",
            f"{NAME}:1:3: error C912: the key `why` is missing\n"
            "    Say whose fault is mended: ocr, printer, author or editor.",
        ),
        (
            "- {at: 72, for: a, read: b, why: ocr}",
            f"{NAME}:1:8: error C001: `at: 72` does not say of what\n"
            "    Write `note 72`, `¶ 72` or `page 72`.",
        ),
        (
            "- {for: a, read: b, why: ocr, nth: 2, all: true}",
            f"{NAME}:1:36: error C001: `nth` and `all` exclude each other\n"
            "    `nth: 2` means the second match, `all: true` every match; keep one of the two.",
        ),
    ],
)
def test_message_says_what_to_write(text, expected):
    assert troubles(text, "AB", "CD") == [expected]


@pytest.mark.parametrize("nth", ["0", "-1", "two", "1.5", "[1]"])
def test_nth_counts_from_one(nth):
    (trouble,) = troubles(f"- {{for: a, read: b, why: ocr, nth: {nth}}}")
    assert "nth" in trouble


@pytest.mark.parametrize("text", ["for: a", "- a", "- [a]", "just words", "- {for: [a], read: b, why: ocr}"])
def test_wrong_shapes(text):
    assert all(trouble.startswith(NAME) for trouble in troubles(text))


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file():
    found = troubles("- {fro: a, read: b, why: ocr}\n- {for: a, read: b, why: orc}\n- {for: '', read: '', why: ocr}")
    assert [trouble.split(": ")[0] for trouble in found] == [
        f"{NAME}:1:3",
        f"{NAME}:1:4",
        f"{NAME}:2:26",
        f"{NAME}:3:9",
    ]


def test_any_initials_where_no_editor_is_named():
    assert load("- {for: a, read: b, why: ocr, by: XY}", NAME)[0].by == "XY"


@given(
    st.sampled_from(["", "note 12", "¶ 3", 'a "phrase": #1']),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))),
    st.integers(0, 9),
)
def test_entry_that_is_offered_can_be_pasted(at, sic, corr, nth):
    from emendata.yamltext import _UNPRINTABLE

    if not _UNPRINTABLE.search(sic + corr):
        (correction,) = load(entry(at, sic, corr, "ocr", nth), NAME)
        assert (correction.at, correction.sic, plain(correction.corr)) == (at, sic, corr)
        assert correction.nth == nth

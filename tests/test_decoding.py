"""Bytes to characters, and the byte that stands in the way."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.decoding import decode
from emendata.diagnostics import Diagnostic, EmendataError, Place

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1).filter(
    lambda text: text.strip()
)


def refusal(data: bytes, encoding: str = "utf-8") -> Diagnostic:
    with pytest.raises(EmendataError) as raised:
        decode(data, "article.md", encoding)
    (diagnostic,) = raised.value.diagnostics
    return diagnostic


@given(TEXTS, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]))
def test_a_byte_order_mark_decides(text: str, encoding: str):
    assert decode(("\ufeff" + text).encode(encoding), "a", "ascii") == text


@given(TEXTS)
def test_line_ends_and_all_else_stay(text: str):
    assert decode(text.encode(), "a") == text


def test_another_encoding_is_read_when_it_is_named():
    assert decode("Lücke λ".encode("iso-8859-7", "replace"), "a", "iso-8859-7") == "L?cke λ"


def test_the_first_byte_that_is_not_utf8_is_named_with_its_place():
    found = refusal("eins\nzwei L\xfccke".encode("latin-1"))
    assert found.code == "A002"
    assert found.place == Place("article.md", 2, 7)
    assert "byte 0xFC at offset 11 is not UTF-8" in found.message
    assert "encoding: windows-1252" in found.hint


def test_bytes_after_letters_of_two_bytes_are_counted_in_letters():
    assert refusal("λόγος \xff".encode()[:-2] + b"\xff").place.col == 7


def test_a_text_cut_off_within_a_letter():
    assert "offset 4" in refusal("λόγ".encode()[:-1]).message


def test_a_text_that_is_not_in_the_encoding_named():
    found = refusal(b"\x81", "windows-1252")
    assert found.code == "A002"
    assert "encoding: utf-8" in found.hint


@pytest.mark.parametrize("encoding", ["utf8000", "rot13", "", "a\0b"])
def test_an_unknown_encoding(encoding: str):
    found = refusal(b"text", encoding)
    assert found.code == "A004"
    assert "windows-1252" in found.hint


@pytest.mark.parametrize("data", [b"", b" \n\t\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_file(data: bytes):
    assert refusal(data).code == "A001"


def test_a_nul_is_refused_with_its_place():
    found = refusal(b"one\ntwo\0three")
    assert (found.code, found.place) == ("A003", Place("article.md", 2, 4))
    assert "offset 7" in found.message


def test_utf16_without_a_mark_is_recognised():
    assert "utf-16-le" in refusal("Text ohne Marke".encode("utf-16-le")).hint


def test_text():
    assert decode(b"\xef\xbb\xbfna\xc3\xafve\r\n", "x") == "naïve\r\n"
    assert decode("naïve".encode("utf-16"), "x", "utf-16") == "naïve"
    assert decode(b"na\xefve", "x", "cp1252") == "naïve"


@pytest.mark.parametrize(
    ("data", "encoding", "place", "said"),
    [
        (b"one\ncaf\xe9 two", "utf-8", "x:2:4", "byte 0xE9 at offset 7 is not UTF-8"),
        ("αβ".encode() + b"\xff", "utf-8", "x:1:3", "byte 0xFF at offset 4"),
        (b"cut \xe2\x82", "utf-8", "x:1:5", "byte 0xE2 at offset 4"),
        (b"\x81", "cp1252", "x:1:1", "is not CP1252"),
        ("one\ntwo".encode("utf-16-le") + b"\x00", "utf-16-le", "x:2:4", "offset 14"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, encoding: str, place: str, said: str):
    with pytest.raises(EmendataError) as raised:
        decode(data, "x", encoding)
    (diagnostic,) = raised.value.diagnostics
    assert (diagnostic.code, str(diagnostic.place)) == ("A002", place)
    assert said in diagnostic.message
    assert "encoding:" in diagnostic.hint


def test_nul():
    with pytest.raises(EmendataError, match="x:2:3: error A003: NUL character at offset 6"):
        decode(b"one\ntw\0o", "x")

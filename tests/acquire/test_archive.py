"""Zip archives from unknown hands."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from emendata.acquire.pandoc.archive import Archive, Limits, packed
from emendata.diagnostics import Diagnostic, EmendataError

SMALL = Limits(total=1000, ratio=10, ratio_from=500, entries=3)


def archive(entries: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return buffer.getvalue()


def refusal(data: bytes, limits: Limits = SMALL) -> Diagnostic:
    with pytest.raises(EmendataError) as raised:
        Archive(data, "article.docx", limits)
    (diagnostic,) = raised.value.diagnostics
    return diagnostic


def test_what_was_packed_is_read():
    read = Archive(packed({"mimetype": b"x", "a/b.xml": b"<a/>"}), "a.odt")
    assert list(read.names) == ["mimetype", "a/b.xml"]
    assert read.read("a/b.xml") == b"<a/>"
    assert "a/c.xml" not in read


def test_packing_twice_gives_the_same_bytes():
    assert packed({"a": b"1"}) == packed({"a": b"1"})


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"no zip at all", "save it again"),
        (b"\xd0\xcf\x11\xe0 old Word", "save it as .docx"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"{\\rtf1 text}", "it is RTF: save it as .docx"),
        (b"<html>", "format: html"),
        (archive({"a": b"1"})[:-10], "save it again"),  # its bytes carry the clock
    ],
    ids=["nothing", "old-word", "pdf", "rtf", "html", "cut-short"],
)
def test_no_zip(data: bytes, hint: str):
    found = refusal(data)
    assert found.code == "A006"
    assert hint in found.hint


def test_an_empty_file():
    assert refusal(b"").code == "A001"


def test_too_many_entries():
    found = refusal(archive(dict.fromkeys("abcd", b"")))
    assert found.code == "A008"
    assert "4 entries; 3 are allowed" in found.message


def test_an_entry_that_unpacks_to_far_more():
    found = refusal(archive({"word/document.xml": b"\0" * 900}))
    assert found.code == "A008"
    assert "word/document.xml unpacks to" in found.message


def test_entries_that_are_too_much_together():
    data = bytes(range(250)) * 2
    assert refusal(archive({"a": data, "b": data, "c": data})).code == "A008"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "C:/x", "a\\..\\x"])
def test_an_entry_that_points_out(name: str):
    assert refusal(archive({name: b"1"})).code == "A009"


def test_an_encrypted_entry():
    data = bytearray(archive({"a": b"1"}))
    # The flag stands in the central directory, 8 bytes after its signature
    at = data.index(b"PK\x01\x02") + 8
    data[at : at + 2] = struct.pack("<H", 1)
    found = refusal(bytes(data))
    assert found.code == "A007"
    assert "password" in found.hint


@pytest.mark.parametrize("broken", [b"PK\x03\x04", b"<text"])
def test_a_damaged_entry(broken: bytes):
    data = bytearray(packed({"a.xml": b"<text/>"}))
    at = data.index(broken)
    data[at : at + 2] = b"??"
    read = Archive(bytes(data), "a.odt")
    with pytest.raises(EmendataError, match=r"a\.odt: error A010: the entry a\.xml is damaged"):
        read.read("a.xml")


def test_an_entry_that_lies_about_its_size():
    data = bytearray(archive({"a.xml": b"x" * 400}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 5)
    with pytest.raises(EmendataError, match="A010"):
        Archive(bytes(data), "a.odt").read("a.xml")

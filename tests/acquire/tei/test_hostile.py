"""Files that mean harm, or look as if they did: nothing outside is read, nothing hangs, each is told with its line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from emendata.acquire.tei import read
from emendata.diagnostics import Diagnostic, EmendataError
from emendata.document.dump import dump
from emendata.document.tei import write
from emendata.document.walk import plain, texts
from tests.acquire.tei.made import TEI, tei


def text_of(data: bytes) -> str:
    return "".join(map(plain, texts(read(data, "t.xml").document)))


def said(data: bytes) -> tuple[Diagnostic, ...]:
    return read(data, "t.xml").diagnostics


def with_doctype(doctype: str, body: str) -> bytes:
    return tei(body).replace(b"<TEI ", doctype.encode() + b"\n<TEI ", 1)


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    data = with_doctype(f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', "<p>A &x; B</p>")
    assert text_of(data) == "A &x; B"
    assert [d.place.line for d in said(data) if "&x; would bring in" in d.message] == [2]


def test_entities_of_entities_are_not_expanded() -> None:
    declared = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};&e{n - 1};&e{n - 1};">' for n in range(1, 30))
    data = with_doctype(f'<!DOCTYPE TEI [<!ENTITY e0 "lol">{declared}]>', "<p>&e29;</p>")
    assert text_of(data) == "&e29;"


def test_an_entity_that_would_bring_markup_is_refused() -> None:
    data = with_doctype('<!DOCTYPE TEI [<!ENTITY m "<hi>x</hi>">]>', "<p>&m;</p>")
    assert text_of(data) == "&m;"


def test_parameter_entities_and_external_subsets_are_not_read() -> None:
    data = with_doctype(
        '<!DOCTYPE TEI PUBLIC "x" "https://example.org/x.dtd" [<!ENTITY % p SYSTEM "https://example.org/p">%p;]>',
        "<p>A</p>",
    )
    assert text_of(data) == "A"
    assert any("%p; would bring in" in d.message for d in said(data))


def test_a_default_attribute_of_the_doctype_is_not_read() -> None:
    data = with_doctype('<!DOCTYPE TEI [<!ATTLIST p rend CDATA "center">]>', "<p>A</p>")
    assert "centred" not in dump(read(data, "t.xml").document)
    assert any("default values" in d.message for d in said(data))


def test_an_inclusion_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text("<p>other</p>")
    body = f'<p>A</p><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{other.as_uri()}"/>'
    assert text_of(tei(body)) == "A"
    assert [d.code for d in said(tei(body))] == ["A042"]


@pytest.mark.parametrize("name", ["hi", "div", "app", "list", "q"])
def test_ten_thousand_levels(name: str) -> None:
    levels = 10_000
    opening = "<app><lem>" if name == "app" else "<list><item>" if name == "list" else f"<{name}>"
    closing = "</lem></app>" if name == "app" else "</item></list>" if name == "list" else f"</{name}>"
    data = tei(f"<p>Before</p>{opening * levels}deep{closing * levels}<p>After</p>")
    found = read(data, "t.xml")
    assert "".join(map(plain, texts(found.document))) == "BeforedeepAfter"
    assert [d.code for d in found.diagnostics if d.code in ("A047", "A049")] == ["A047"]
    write(found.document)
    dump(found.document)


def test_ten_thousand_levels_of_sgml() -> None:
    data = ("<TEI.2 lang=en><teiHeader></teiHeader><text><body>" + "<hi rend=it>" * 10_000 + "deep").encode()
    assert text_of(data) == "deep"


@pytest.mark.parametrize(
    "many",
    [
        "<p>" + "<hi>x</hi> " * 4_000 + "</p>",
        "<p>"
        + "".join(f'<app xml:id="a{n}"><lem>x</lem><rdg wit="#A">y</rdg></app> ' for n in range(1_000))
        + "</p>",
        "<p>" + "".join(f'<ref target="#r{n}">x</ref>' for n in range(3_000)) + "</p>",
        "<p>" + "".join(f'<w xml:id="w{n}">x</w> ' for n in range(3_000)) + "</p>",
    ],
    ids=["inlines", "entries", "references", "words"],
)
def test_time_grows_with_the_file(many: str) -> None:
    def seconds(body: str) -> float:
        data = tei(body)
        start = time.process_time()
        read(data, "t.xml")
        return time.process_time() - start

    once = min(seconds(many) for _ in range(2))
    twice = min(seconds(many + many.replace("xml:id=", "n=")) for _ in range(2))
    assert twice < 4 * once + 0.5


def test_not_tei() -> None:
    with pytest.raises(EmendataError) as caught:
        read(b"<html><body/></html>", "t.xml")
    assert caught.value.diagnostics[0].code == "A032"


@pytest.mark.parametrize("data", [b"", b"plain words", b"\x00\x01", b"<TEI", b"<!DOCTYPE TEI ["], ids=repr)
def test_no_xml_at_all(data: bytes) -> None:
    with pytest.raises(EmendataError) as caught:
        read(data, "t.xml")
    assert caught.value.diagnostics[0].code in ("A031", "A032")


def test_no_text() -> None:
    with pytest.raises(EmendataError) as caught:
        read(b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/></TEI>', "t.xml")
    assert caught.value.diagnostics[0].code == "A050"


def test_tei_without_its_namespace() -> None:
    data = tei("<p>A</p>").replace(b' xmlns="http://www.tei-c.org/ns/1.0"', b"")
    assert text_of(data) == "A"


def test_tei_of_another_namespace_is_told() -> None:
    data = tei("<p>A</p>").replace(b"http://www.tei-c.org/ns/1.0", b"urn:mine")
    assert text_of(data) == "A"
    assert [d.code for d in said(data)] == ["A041"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "windows-1251"])
def test_the_encoding_is_that_of_the_declaration(encoding: str) -> None:
    words = "слово" if encoding == "windows-1251" else "café"
    data = TEI.format(source="", encoding="", body=f"<p>{words}</p>", after="").replace("UTF-8", encoding)
    assert text_of(data.encode(encoding)) == words


def test_bytes_that_are_not_of_the_encoding_are_told_with_their_line() -> None:
    with pytest.raises(EmendataError) as caught:
        read(tei("<p>caf\xe9</p>").replace("\xe9".encode(), b"\xe9"), "t.xml")
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.place.line) == ("A031", 9)


def test_line_ends_of_xml_1_1_are_white_space() -> None:
    data = TEI.format(source="", encoding="", body="<p>a\x85b\u2028c</p>", after="").replace('"1.0"', '"1.1"')
    assert text_of(data.encode()) == "a b c"


def test_pointers_at_each_other() -> None:
    apps = (
        '<app xml:id="x" from="#y" to="#y"><lem>a</lem><rdg wit="#A">b</rdg></app>'
        '<app xml:id="y" from="#x" to="#x"><lem>c</lem><rdg wit="#A">d</rdg></app>'
    )
    found = read(tei("<p>Text</p>", after=f"<standOff><listApp>{apps}</listApp></standOff>"), "t.xml")
    assert [d for d in found.diagnostics if d.code == "A049"] == []
    assert "".join(map(plain, texts(found.document))) == "Text"


def test_notes_that_call_each_other() -> None:
    body = (
        '<p>A<ref target="#n1">1</ref></p><note xml:id="n1" n="1">One<ref target="#n2">2</ref></note>'
        '<note xml:id="n2" n="2">Two<ref target="#n1">1</ref></note>'
    )
    found = read(tei(body), "t.xml")
    assert len(found.document.notes) == 2
    write(found.document)


def test_right_to_left_text_in_an_apparatus() -> None:
    body = "<p>אבג <app><lem>דהו</lem><rdg wit='#A'>דה<hi rend='sup'>ו</hi></rdg></app> abc</p>"
    found = read(tei(body), "t.xml")
    assert plain(found.document.entries[0].readings[0].content) == "דהו"  # type: ignore[union-attr]


def test_a_siglum_with_spaces_and_markup() -> None:
    siglum = '<abbr type="siglum">A <hi rend="sup">x y</hi></abbr>'
    source = f'<listWit><witness xml:id="A">{siglum} A book</witness></listWit>'
    found = read(tei("<p><app><lem>a</lem><rdg wit='#A'>b</rdg></app></p>", source), "t.xml")
    assert plain(found.document.witnesses[0].siglum) == "A x y"

"""Files that are broken, hostile, or not what they say: one clear error each, and nothing fetched."""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO

import pytest

from emendata.acquire import pandoc
from emendata.acquire.acquired import Acquired
from emendata.acquire.pandoc import Converted, PandocFailed, run
from emendata.acquire.pandoc.archive import packed
from emendata.diagnostics import Diagnostic, EmendataError, Place

from .making import made, replaced, with_entries


def refusal(data: bytes, format: str, name: str = "article", **options: object) -> Diagnostic:
    with pytest.raises(EmendataError) as raised:
        pandoc.read(data, name, format, **options)  # type: ignore[arg-type]
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.severity == "error"
    assert diagnostic.place.file == name
    return diagnostic


# ---------------------------------------------------------------- files as such


@pytest.mark.parametrize("format", ["markdown", "html", "latex", "docx", "odt", "epub", "jats"])
@pytest.mark.parametrize("data", [b"", b"  \n"])
def test_an_empty_file(format: str, data: bytes):
    assert refusal(data, format).code == "A001"


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("markdown", b"<!-- nothing -->"),
        ("html", b"<html><body></body></html>"),
        ("latex", b"\\documentclass{article}\\begin{document}\\end{document}"),
        ("jats", b"<article><body/></article>"),
    ],
)
def test_a_file_without_text(format: str, data: bytes):
    assert refusal(data, format).code == "A018"


def test_a_docx_without_text():
    assert refusal(made("docx", ""), "docx").code == "A018"


@pytest.mark.parametrize("format", ["markdown", "rst", "html", "latex"])
def test_bytes_that_are_not_utf8(format: str):
    found = refusal("Lücke".encode("latin-1"), format)
    assert found.code == "A002"
    assert found.place.col == 2


def test_the_encoding_is_taken_from_the_caller():
    acquired = pandoc.read("Lücke".encode("latin-1"), "a.md", "markdown", encoding="latin-1")
    assert acquired.document.body.blocks[0].content[0].text == "Lücke"


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("html", '<html><head><meta charset="iso-8859-1"></head><body><p>Lücke</p></body></html>'),
        ("html", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>Lücke</p>'),
        ("html", '<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Lücke</p></body></html>'),
        ("jats", '<?xml version="1.0" encoding="iso-8859-1"?><article><body><p>Lücke</p></body></article>'),
    ],
)
def test_the_encoding_is_taken_from_the_file(format: str, text: str):
    acquired = pandoc.read(text.encode("latin-1"), "a", format)
    assert acquired.document.body.blocks[0].content[0].text == "Lücke"


def test_a_nul_character():
    assert refusal(b"one\0two", "markdown").code == "A003"


def test_a_format_that_is_none():
    found = refusal(b"text", "markdwon")
    assert found.code == "A016"
    assert "did you mean `format: markdown`" in found.hint


# --------------------------------------------------------------------- archives


@pytest.mark.parametrize("format", ["docx", "odt", "epub"])
def test_no_zip(format: str):
    assert refusal(b"This is text.", format).code == "A006"


@pytest.mark.parametrize("format", ["docx", "odt", "epub"])
def test_a_zip_of_something_else(format: str):
    found = refusal(packed({"a.txt": b"text"}), format)
    assert found.code == "A010"
    assert f"is no {format.upper()}" in found.message


@cache
def bomb() -> bytes:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(300):
            entry.write(b" " * (1 << 20))
    return buffer.getvalue()


@pytest.mark.parametrize("format", ["docx", "odt", "epub"])
def test_a_zip_bomb(format: str):
    assert refusal(bomb(), format).code == "A008"


@pytest.mark.parametrize(
    ("format", "entry"), [("docx", "word/document.xml"), ("odt", "content.xml"), ("epub", "EPUB/content.opf")]
)
def test_xml_that_is_cut_off(format: str, entry: str):
    good = made(format, "Text.")
    found = refusal(with_entries(good, {entry: lambda data: data[: len(data) // 2]}), format)
    assert found.code == "A010"
    assert entry in found.message


def test_an_odt_with_a_password():
    data = packed({"content.xml": b"??", "META-INF/manifest.xml": b"<manifest:encryption-data/>"})
    assert refusal(data, "odt").code == "A007"


# --------------------------------------------------- what reaches out of the file


@pytest.mark.parametrize(
    ("format", "text", "file"),
    [
        ("latex", r"Before \input{/etc/passwd} after.", "/etc/passwd"),
        ("latex", "\\begin{document}\n\\include{chapter1}\nText\\end{document}", "chapter1"),
        ("rst", "Text\n\n.. include:: /etc/passwd\n", "/etc/passwd"),
        ("org", 'Text\n\n#+INCLUDE: "/etc/passwd"\n', "/etc/passwd"),
        ("typst", '#include "/etc/passwd"\n', "/etc/passwd"),
    ],
)
def test_a_file_that_includes_another(format: str, text: str, file: str):
    found = refusal(text.encode(), format)
    assert found.code == "A017"
    assert file in found.message
    assert "root:" not in found.message


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("html", '<p>Text</p><img src="{}">'),
        ("markdown", "Text\n\n![]({})"),
        ("latex", "Text\n\n\\includegraphics{{{}}}"),
        ("rst", "Text\n\n.. image:: {}\n"),
    ],
)
@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "//example.org/x.png"],
)
def test_an_image_elsewhere_is_not_fetched(format: str, text: str, address: str):
    acquired = pandoc.read(text.format(address).encode(), "a", format)
    assert acquired.document.body.blocks[1].src == ""
    assert not acquired.images
    assert [d.code for d in acquired.diagnostics] == ["A022"]
    assert address in acquired.diagnostics[0].message


@pytest.mark.parametrize("address", ["/etc/passwd", "../x.png"])
def test_an_image_beside_the_file_is_not_read_here(address: str):
    """Whether its path may be opened is for the edition's folder to say."""
    acquired = pandoc.read(f"Text\n\n![]({address})".encode(), "a", "markdown")
    assert acquired.document.body.blocks[1].src == address
    assert not acquired.images


def test_an_image_out_of_an_archive_is_not_looked_for_beside_it():
    data = made("docx", "Text\n\n![A point](picture.png)")
    relations = replaced(r'Target="media/[^"]*"', 'Target="../../../etc/passwd"')
    acquired = pandoc.read(with_entries(data, {"word/_rels/document.xml.rels": relations}), "a", "docx")
    assert not acquired.images
    assert not any(getattr(block, "src", "") for block in acquired.document.body.blocks)
    assert "an image is not in the file: ../../../etc/passwd" in str(acquired.diagnostics[0])


def test_entities_that_explode():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE article [<!ENTITY e0 "ha">{levels}]><article><body><p>&e9;</p></body></article>'
    found = refusal(text.encode(), "jats")
    assert found.code == "A010"
    assert "amplification" in found.message or "entity" in found.message.lower()


def test_an_entity_that_is_a_file():
    text = '<!DOCTYPE article [<!ENTITY e SYSTEM "file:///etc/passwd">]><article><body><p>x&e;</p></body></article>'
    try:
        acquired = pandoc.read(text.encode(), "a", "jats")
    except EmendataError as refused:
        assert "root:" not in str(refused)
    else:
        assert "root:" not in str(acquired.document)


# ---------------------------------------------------------------------- nesting


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("markdown", b"> " * 10_000 + b"x"),
        ("html", b"<blockquote>" * 10_000 + b"x"),
        ("html", b"<blockquote>" * 200 + b"x"),
        ("html", b"<p>" + b"<i><b>" * 60 + b"x"),
        ("jats", b"<article><body>" + b"<disp-quote>" * 10_000),
        (
            "jats",
            b"<article><body>"
            + b"<disp-quote>" * 150
            + b"<p>x</p>"
            + b"</disp-quote>" * 150
            + b"</body></article>",
        ),
        ("latex", b"\\begin{quote}" * 300 + b"x" + b"\\end{quote}" * 300),
    ],
)
def test_nesting_without_end(format: str, data: bytes):
    assert refusal(data, format).code == "A015"


@pytest.mark.parametrize("levels", [1_000, 10_000, 100_000])
def test_a_tree_without_end(levels: int):
    ast = b'{"t":"BlockQuote","c":[' * levels + b"]}" * levels
    tree = b'{"pandoc-api-version":[1,23],"meta":{},"blocks":[' + ast + b"]}"
    assert refusal(b"text", "rst", run=lambda data, format: Converted(tree)).code == "A015"


TEXT = '{"t":"Para","c":[{"t":"Str","c":"x"}]}'


@pytest.mark.parametrize(
    "level",
    [
        '{"t":"BlockQuote","c":[%s]}',
        '{"t":"BulletList","c":[[%s]]}',
        '{"t":"DefinitionList","c":[[[],[[%s]]]]}',
        '{"t":"Div","c":[["",[],[]],[%s]]}',
        '{"t":"Para","c":[{"t":"Note","c":[%s]}]}',
    ],
    ids=["quotation", "list", "definition", "div", "note"],
)
def test_ninety_levels_are_read_and_a_hundred_and_twenty_refused(level: str):
    def read(levels: int) -> Acquired:
        tree = TEXT
        for _ in range(levels):
            tree = level.replace("%s", tree)
        answer = Converted(f'{{"blocks":[{tree}]}}'.encode())
        return pandoc.read(b"text", "article", "rst", run=lambda data, format: answer)

    assert "Text(text='x')" in str(read(90).document)
    with pytest.raises(EmendataError, match="A015: the file is nested more than 100 levels deep"):
        read(120)


# ----------------------------------------------------------------- pandoc itself


def test_what_pandoc_says_is_passed_on():
    def failing(data: bytes, format: str) -> Converted:
        raise PandocFailed('Error at "source" (line 3, column 7):\nunexpected "}"')

    found = refusal(b"text", "latex", "article.tex", run=failing)
    assert found.code == "A012"
    assert 'unexpected "}"' in found.message
    assert found.place == Place("article.tex", 3, 7)


def test_pandoc_fails_at_a_place():
    found = refusal(b"#let x =\n#foo(", "typst", "a.typ")
    assert found.code == "A012"
    assert found.place.line == 1


def test_pandoc_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pypandoc.__file__", "/nowhere/__init__.py")
    def absent() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr("pypandoc.get_pandoc_path", absent)
    found = refusal(b"text", "rst")
    assert found.code == "A011"
    assert "pip install pypandoc_binary" in found.hint


def test_pandoc_has_gone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("emendata.acquire.pandoc.run._program", lambda: "/nowhere/pandoc")
    assert refusal(b"text", "rst").code == "A011"


def test_pandoc_takes_too_long():
    slow = b"*a* **b** `c` |d| " * 50_000
    found = refusal(slow, "rst", run=lambda data, format: run.convert(data, format, seconds=1))
    assert found.code == "A013"
    assert "has not finished after" in found.message


def test_pandoc_takes_too_much_memory():
    text = "\n\n".join(f"Paragraph *{n}*." for n in range(100_000)).encode()
    found = refusal(text, "rst", run=lambda data, format: run.convert(data, format, memory="64m"))
    assert found.code == "A014"


@pytest.mark.parametrize("answer", [b"", b"{}", b"[1]", b'{"blocks": 1}', b'{"blocks": ['])
def test_an_answer_that_is_no_tree(answer: bytes):
    assert refusal(b"text", "rst", run=lambda data, format: Converted(answer)).code == "A012"


def test_pandoc_sees_no_environment_but_ours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.setenv("GHCRTS", "-M1k")
    assert pandoc.read(b"text", "a.rst", "rst").document.body.blocks

"""The structure of the PDF, as programs that read it out find it."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import pdfa

from emendata.publish.images import Image
from emendata.publish.pages import render
from emendata.publish.pages.structure import Part, Structure, block_of

from .books import SMALL, Printed, book, call, house, image, notes, opening, printed, section, words
from .test_render import divisions, of


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Role, element and the roles around it, in the order of the tree."""

    def walk(element: Any, around: tuple[str, ...]) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
        role = str(element.S)[1:]
        yield role, element, around
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid, (*around, role))

    yield from walk(pdf.Root.StructTreeRoot.K, ())


def spoken(made: Printed) -> str:
    """What a program reads out: roles and text."""
    command = ["pdfinfo", "-struct-text", "-"]
    done = subprocess.run(command, input=made.pages.pdf, capture_output=True, check=True)
    return re.sub(r'"|\s+', " ", done.stdout.decode().replace("\u00ad", ""))


def check(pdf: pikepdf.Pdf) -> None:
    """Everything on the pages is in the tree once, and knows it, or adorns the page."""
    pages = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
    owners: dict[tuple[int, int], Any] = {}
    annotations: dict[Any, Any] = {}
    for role, element, _ in elements(pdf):
        assert len(element.K) or role in ("TH", "TD"), "an element without anything in it"
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                assert kid.Obj.objgen not in annotations
                annotations[kid.Obj.objgen] = element
            elif not isinstance(kid, pikepdf.Dictionary) or kid.get("/Type") == "/MCR":
                page = kid.Pg if isinstance(kid, pikepdf.Dictionary) else element.Pg
                number = int(kid.MCID if isinstance(kid, pikepdf.Dictionary) else kid)
                place = pages[page.objgen], number
                assert place not in owners
                owners[place] = element
    parents: dict[int, Any] = {}
    for leaf in pdf.Root.StructTreeRoot.ParentTree.Kids:
        own = {int(leaf.Nums[at]): leaf.Nums[at + 1] for at in range(0, len(leaf.Nums), 2)}
        assert list(map(int, leaf.Limits)) == [min(own), max(own)]
        assert list(own) == sorted(own)
        assert max(parents, default=-1) < min(own)
        parents |= own
    assert pdf.Root.StructTreeRoot.ParentTreeNextKey > max(parents)
    for at, page in enumerate(pdf.pages):
        marked, depth = [], []
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) in ("BDC", "BMC"):
                known = operands[1] if len(operands) > 1 else {}
                number = known.get("/MCID") if isinstance(known, pikepdf.Dictionary) else None
                if number is not None:
                    assert not any(depth)
                    marked.append(int(number))
                depth.append(number is not None or str(operands[0]) == "/Artifact")
            elif str(operator) == "EMC":
                depth.pop()
            elif str(operator) in ("Tj", "TJ", "f", "S", "f*", "B", "Do", "sh"):
                assert any(depth), f"page {at}: {operator} belongs to nothing"
        assert marked == list(range(len(marked)))
        assert {(at, number) for number in marked} == {place for place in owners if place[0] == at}
        for number in marked:
            assert parents[int(page.StructParents)][number].objgen == owners[at, number].objgen
        for annotation in page.get("/Annots", []):
            assert annotations[annotation.objgen].S == "/Link"
            assert parents[int(annotation.StructParent)].objgen == annotations[annotation.objgen].objgen
            assert str(annotation.Contents)


def test_everything_is_in_the_structure_once() -> None:
    cell = "<td>x</td>" * 2
    html = (
        f"<p>{words(200)}{call(1)} {words(150, 'v')} <em>on <i lang='grc'>λόγος</i></em> "
        '<span class="smallcaps">Small</span> incomprehensibilities</p>'
        f"<ul><li><p>one</p></li><li>two</li></ul><ol><li><p>{words(60, 'i')}</p></li></ol>"
        f"<table><caption>C</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr>{cell}</tr></tbody></table>"
        '<figure id="f"><img src="images/a.png" alt="a picture"/><figcaption>Caption</figcaption></figure>'
        "<blockquote><p>quoted</p></blockquote><div class='poem'><p class='verse'>a verse</p></div><hr/>"
        "<p style='opacity: 0.5'>pale</p><p style='background: #eee; border: 1px solid'>framed</p>"
        "<p dir='rtl' lang='he'>אחת שתים</p>"
        "<p><u style='text-decoration: underline'>under</u> <a href='https://example.org/'>link</a></p>"
    )
    whole = section(
        f'<section id="d1" class="division"><h2>Head</h2>{html}{notes(words(300, "n"))}</section>'
    )
    made = printed(book(whole, contents=True, images={"images/a.png": image()}), SMALL)
    with made.opened() as pdf:
        check(pdf)
        found = [(role, around) for role, _, around in elements(pdf)]
        roles = {role for role, _ in found}
        for role, around in found:
            inside = {
                "LBody": "LI",
                "Lbl": None,
                "TR": None,
                "TD": "TR",
                "TH": "TR",
                "LI": "L",
                "TOCI": "TOC",
            }.get(role)
            assert inside is None or around[-1] == inside
    assert roles >= set(
        "Document Sect H1 H2 P Note Lbl Reference Link Span L LI LBody Table Caption THead TBody TR TH TD "
        "Figure BlockQuote TOC TOCI".split()
    )


def test_a_row_has_all_of_its_cells_and_once_also_those_that_are_empty() -> None:
    rows = (("a", "b", "c"), ("d", "", "e"), ("", "f", ""), ("g", "h", ""))
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    with of(f"<table><thead><tr><th/><th>B</th><th/></tr></thead><tbody>{cells}</tbody></table>").opened() as pdf:
        check(pdf)
        made = [e.K for role, e, _ in elements(pdf) if role == "TR"]
        assert [[len(cell.K) for cell in row] for row in made] == [
            [0, 1, 0],
            *([int(bool(cell)) for cell in row] for row in rows),
        ]


def test_a_paragraph_is_one_on_however_many_pages() -> None:
    made = of(f"<p>{words(400)}</p>")
    with made.opened() as pdf:
        paragraphs = [e for role, e, around in elements(pdf) if role == "P" and "Sect" in around]
        assert len(paragraphs) <= 3
        assert any(sum(isinstance(k, pikepdf.Dictionary) for k in e.K) > 2 for e in paragraphs)
    assert words(400) in re.sub(" +", " ", spoken(made))


def test_a_note_is_read_after_the_paragraph_that_calls_it() -> None:
    made = of(f"<p>{words(300)}{call(1)} {words(300, 'v')}</p><p>after</p>", more=notes(words(400, "n")))
    said = spoken(made)
    order = [said.index(word) for word in ("w300", "v1 ", "v300", "Note", "n1 ", "n400", "after")]
    assert order == sorted(order)
    with made.opened() as pdf:
        ((note, around),) = [(e, a) for role, e, a in elements(pdf) if role == "Note"]
        assert around[-1] == "P"
        assert str(note.ID)
        labels = [a for role, _, a in elements(pdf) if role == "Lbl" and "Note" in a]
        assert labels


def test_ids_of_notes_are_unique_and_can_be_looked_up() -> None:
    text = " ".join(f"w{n}{call(n)}" for n in range(1, 30))
    made = of(f"<p>{text}</p>", more=notes(*(f"note {n}" for n in range(1, 30))))
    with made.opened() as pdf:
        ids = [bytes(e.ID) for role, e, _ in elements(pdf) if role == "Note"]
        names = pdf.Root.StructTreeRoot.IDTree.Names
        assert len(ids) == len(set(ids)) == 29
        assert sorted(ids) == [bytes(name) for name in names[::2]]


def test_running_heads_and_folios_are_not_read() -> None:
    made = printed(book(*divisions(2, 200)), SMALL)
    assert spoken(made).count("An Author") == 1


def test_headings_leave_no_level_out() -> None:
    inner = '<section id="d2"><h2>Two</h2><section id="d3"><h5>Deep</h5><p>x</p></section></section>'
    made = printed(book(section(inner)), SMALL)
    with made.opened() as pdf:
        assert [role for role, _, _ in elements(pdf) if role[0] == "H"] == ["H1", "H2", "H3"]


def test_the_language_of_a_passage_is_told() -> None:
    made = of('<p>A <i lang="grc">λόγος</i> and <span lang="en">same</span></p><p lang="la">arma</p>')
    with made.opened() as pdf:
        langs = [(role, str(e.Lang)) for role, e, _ in elements(pdf) if "/Lang" in e]
        assert langs == [("Span", "grc"), ("P", "la")]
        assert str(pdf.Root.Lang) == "en"


def test_a_picture_without_a_description_adorns_the_page() -> None:
    made = printed(
        book(
            section('<section id="d1"><p>x</p><figure><img src="images/a.png" alt=""/></figure></section>'),
            images={"images/a.png": image()},
        ),
        SMALL,
    )
    with made.opened() as pdf:
        check(pdf)
        assert "Figure" not in [role for role, _, _ in elements(pdf)]


def test_the_file_says_that_it_can_be_read_out() -> None:
    made = printed(book(opening()))
    with made.opened() as pdf:
        said = bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in said
        assert "A Title" in said
        assert pdf.Root.MarkInfo.Marked and pdf.Root.ViewerPreferences.DisplayDocTitle


# ------------------------------------------------------------------------- the tree alone


class Heap:
    """Objects of no file."""

    def __init__(self) -> None:
        self.all: list[bytes] = []

    def reserved(self) -> int:
        self.all.append(b"")
        return len(self.all)

    def put(self, number: int, data: bytes) -> None:
        self.all[number - 1] = data


def test_pieces_on_other_pages_say_so() -> None:
    heap = Heap()
    made = Structure(heap, {"p": Part("P", "")}, {}, {"": 9}, [70, 80])
    made.piece("p", 0, 0)
    made.piece("p", 1, 0)
    made.finished()
    (element,) = [data for data in heap.all if b"/S/P" in data]
    assert b"/Pg 70 0 R" in element
    assert b"/K[0 <</Type/MCR/Pg 80 0 R/MCID 0>>]" in element


@pytest.mark.parametrize(("key", "block"), [("s", "p"), ("p", "p"), ("l", "p")])
def test_what_is_around_a_part_of_a_line(key: str, block: str) -> None:
    parts = {"p": Part("P", ""), "l": Part("Link", "p"), "s": Part("Span", "l", lang="la")}
    assert block_of(parts, key) == block


def test_house_styles_have_a_structure() -> None:
    for name in ("plain", "book"):
        made = printed(book(*divisions(3, 150), contents=True), SMALL, name)
        assert house(name)
        with made.opened() as pdf:
            check(pdf)


# ------------------------------------------------------------------------------ archives


def for_archives(html: str, css: str = "", **more: Any) -> Printed:
    style = replace(house("plain", SMALL + css), pdf="archive")
    return Printed(render(book(section(f'<section id="d1">{html}</section>'), **more), style))


def test_a_pdf_for_archives_keeps_to_the_standard(tmp_path: Path) -> None:
    figure = '<figure><img src="images/a.png" alt="a"/></figure>'
    made = for_archives(
        f"<p>{words(100)} <i lang='he' dir='rtl'>אחת</i></p>{figure}", images={"images/a.png": image()}
    )
    assert not made.pages.diagnostics
    file = tmp_path / "a.pdf"
    file.write_bytes(made.pages.pdf)
    findings = pdfa.validate_written(file, "2b").findings
    assert not [finding for finding in findings if str(finding).startswith("[violation]")]
    with made.opened() as pdf:
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf.Root.Metadata.read_bytes()


@pytest.mark.parametrize("text", ["no font has \U0002a6b2", "in the colours of printing"])
def test_what_is_not_for_archives_is_told(text: str) -> None:
    from PIL import Image as Picture

    data = io.BytesIO()
    Picture.new("CMYK", (20, 10)).save(data, "JPEG")
    picture = Image("figure.jpg", data.getvalue(), "image/jpeg", 20, 10)
    shown = '<figure><img src="images/a.jpg" alt="a"/></figure>' if "colours" in text else ""
    made = for_archives(f"<p>{text}</p>{shown}", images={"images/a.jpg": picture})
    assert "P215" in {diagnostic.code for diagnostic in made.pages.diagnostics}
    with made.opened() as pdf:
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()

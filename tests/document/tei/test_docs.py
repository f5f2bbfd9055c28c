"""The table and the example of docs/tei.md are what the program does."""

import re
from pathlib import Path
from typing import get_args

import pytest
from lxml import etree

from emendata.document import model
from emendata.document.tei import read, write
from emendata.document.tei.read import READERS, TEI
from tests.document.tei.cases import file_with, nodes

DOCS = (Path(__file__).parents[3] / "docs" / "tei.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| `(.+?)` \|", DOCS.split("## The apparatus")[0], re.MULTILINE)
WITNESSES, STAND_OFF, EXAMPLE = re.findall(r"```xml\n(.*?)```", DOCS, re.DOTALL)

AROUND = {
    "Verse": ("<lg>", "</lg>"),
    "Row": ("<table>", "</table>"),
    "Cell": ("<table><row>", "</row></table>"),
    "Note": ("<p>Text", "</p>"),
}


@pytest.mark.parametrize(("name", "tei"), ROWS)
def test_row_of_the_table(name: str, tei: str) -> None:
    node = getattr(model, name)
    around = AROUND.get(name, ("<p>Text ", "</p>") if node in get_args(model.Inline) else ("", ""))
    document = read(file_with(tei.join(around)), "docs/tei.md")
    assert any(type(found) is node for found in nodes(document))
    assert tei in write(document).decode().replace("\n", "")


def test_every_node_has_a_row() -> None:
    nodes = {*get_args(model.Inline), *get_args(model.Block)}
    nodes |= {model.Verse, model.Item, model.Row, model.Cell, model.Division, model.Note}
    assert {node.__name__ for node in nodes} == {name for name, _ in ROWS}


def test_every_element_is_mentioned() -> None:
    for tag in READERS:
        name = tag.removeprefix(TEI)
        assert re.search(rf"[`</]{name}[ >/`]", DOCS), name


def test_the_example_is_valid(tei_all_or_skip: etree.RelaxNG) -> None:
    assert tei_all_or_skip.validate(etree.fromstring(EXAMPLE.encode())), tei_all_or_skip.error_log


def test_the_example_is_written_as_it_is_read() -> None:
    data = EXAMPLE.encode()
    document = read(data, "docs/tei.md")
    assert write(document).decode() == EXAMPLE
    assert [note.n for note in document.notes] == ["*", "1", "2"]


def test_the_apparatus_is_written_as_it_is_read(tei_all: etree.RelaxNG | None) -> None:
    body = '<p>arma<anchor xml:id="a1"/>Troiae<anchor xml:id="a2"/></p>'
    undescribed = "    <p>The source is not described.</p>\n"
    data = file_with(body, (undescribed, WITNESSES)).replace(b"</text>\n", b"</text>\n" + STAND_OFF.encode())
    document = read(data, "docs/tei.md")
    kinds = {type(node) for node in nodes(document)}
    assert {*APPARATUS} <= {kind.__name__ for kind in kinds}
    out = re.sub(r"\n +", "\n", write(document).decode())
    assert WITNESSES in out and STAND_OFF in out
    assert tei_all is None or tei_all.validate(etree.fromstring(data)), tei_all.error_log


def test_every_part_of_the_apparatus_has_a_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `\w+`", DOCS.split("## The apparatus")[1], re.MULTILINE)
    assert {*APPARATUS} <= {*rows, "Attestation"}


APPARATUS = ("Witness", "Entry", "Reading", "Attestation", "ReadingGroup", "Absence")

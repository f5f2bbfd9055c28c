"""Notes and entries of the series that an editor has declared."""

from __future__ import annotations

import pytest

from emendata.acquire.tei import read

FILE = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader><text><body><p>
arma<note type="gloss">weapons</note> <app type="loci"><lem>virumque</lem><note>Hom. Od. 1, 1</note></app>
cano<note>I sing</note></p></body></text></TEI>"""


@pytest.mark.parametrize(
    ("declared", "notes", "entries"),
    [
        ((), ["author", "author"], ["apparatus"]),
        (("gloss",), ["gloss", "author"], ["apparatus"]),
        (("gloss", "loci"), ["gloss", "author"], ["loci"]),
    ],
)
def test_a_type_that_is_declared_names_the_series(
    declared: tuple[str, ...], notes: list[str], entries: list[str]
) -> None:
    document = read(FILE.encode(), "a.xml", declared).document
    assert [note.series for note in document.notes] == notes
    assert [entry.series for entry in document.entries] == entries

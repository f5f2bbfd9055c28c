"""What hangs in the air is told, and is in the books all the same."""

from __future__ import annotations

import pytest

from emendata.document.model import (
    Anchor,
    Attestation,
    Division,
    Document,
    Entry,
    Note,
    NoteCall,
    Paragraph,
    Reading,
    Text,
    Witness,
)
from emendata.edit.apparatus.sound import unsound
from emendata.publish.semantic import book

READINGS = (Reading((Text("worn"),), attested=(Attestation("M"),)),)


def document(start: str, end: str, *more: Entry) -> Document:
    text = (Text("A "), Anchor("a"), Text("leaf"), Anchor("b"), NoteCall("n1"))
    note = Note("n1", "1", (Paragraph((Anchor("c"), Text("torn"))),))
    return Document(
        body=Division(blocks=(Paragraph(text),)),
        notes=(note,),
        witnesses=(Witness("M"),),
        entries=(Entry("app1", start, end, readings=READINGS), *more),
    )


@pytest.mark.parametrize(
    ("start", "end", "code", "message"),
    [
        ("x", "b", "X022", "points at `x`, which does not stand in the text"),
        ("a", "y", "X022", "points at `y`"),
        ("x", "y", "X022", "points at `x` and `y`"),
        ("", "", "X022", "points at no anchor"),
        ("b", "a", "X022", "ends (`a`) before it begins (`b`)"),
        ("a", "c", "X022", "or elsewhere"),
    ],
)
def test_an_entry_without_its_place(start: str, end: str, code: str, message: str) -> None:
    made = document(start, end)
    (told,) = unsound(made, "source.xml")
    assert (told.code, told.severity, told.place.file) == (code, "warning", "source.xml")
    assert message in told.message
    entries = [
        entry for section in book(made).sections for entry in section.html.iter("{*}div")
        if "entry" in (entry.get("class") or "").split()
    ]  # fmt: skip
    assert ["worn" in "".join(map(str, entry.itertext())) for entry in entries] == [True]


def test_ids_that_several_things_have() -> None:
    made = document("a", "b", Entry("app1", "b", "b", readings=READINGS))
    (told,) = unsound(made, "source.xml")
    assert (told.code, told.message) == ("X023", "2 entries have the id `app1`")


def test_a_sound_apparatus() -> None:
    assert unsound(document("a", "b"), "source.xml") == ()
    assert unsound(Document(), "source.xml") == ()

"""What edition.yaml says of the edition goes before what the text says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from emendata.document.model import Document, Emph, Metadata, NoteCall, Person, Text
from emendata.edit.describe import described
from emendata.settings import Edition

BARE = Edition.bare(Path("papers/article.txt"))


def test_title_comes_from_the_text_without_its_call():
    document = Document(title=(Text("On "), Emph((Text("Lacunae"),)), NoteCall("n1")))
    assert described(document, BARE, "").metadata.title == "On Lacunae"


def test_name_stands_in_for_a_title():
    assert described(Document(), BARE, "").metadata.title == "article"


def test_edition_goes_before_the_text():
    found = Document(metadata=Metadata(title="ON LACUNAE", lang="en", persons=(Person("A. NONE"),)))
    edition = replace(
        BARE, title="On Lacunae", lang="la", authors=("Ann None",), editors=(Person("Bo Ed", "BE", "editor"),)
    )
    metadata = described(found, edition, "").metadata
    assert (metadata.title, metadata.lang) == ("On Lacunae", "la")
    assert metadata.persons == (Person("Ann None"), Person("Bo Ed", "BE", "editor"))


def test_other_persons_stay_and_nobody_is_named_twice():
    text = (Person("Ann"), Person("Tom", "", "translator"), Person("Bo Ed", "", "editor"))
    edition = replace(BARE, editors=(Person("Bo Ed", "BE", "editor"),))
    persons = described(Document(metadata=Metadata(persons=text)), edition, "").metadata.persons
    assert persons == (Person("Ann"), Person("Bo Ed", "BE", "editor"), Person("Tom", "", "translator"))


def test_identifier_depends_on_the_source_only():
    def identifier(edition: Edition, source: str) -> str:
        return described(Document(), edition, source).metadata.identifier

    one = identifier(BARE, "text")
    assert one.startswith("urn:uuid:")
    assert identifier(replace(BARE, title="Another"), "text") == one
    assert identifier(BARE, "other text") != one
    assert identifier(replace(BARE, identifier="urn:isbn:1"), "text") == "urn:isbn:1"

"""Metadata: dates, persons, lists, and what has no place in the edition."""

from __future__ import annotations

from typing import Any

import pytest

from emendata.acquire import pandoc
from emendata.acquire.pandoc.ast import plain
from emendata.acquire.pandoc.images import Images
from emendata.acquire.pandoc.matter import Matter, iso_date, matter
from emendata.acquire.pandoc.state import Reading
from emendata.document.walk import plain as text


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1995", "1995"),
        ("1995-05", "1995-05"),
        ("1995-05-03", "1995-05-03"),
        ("1995-05-03T10:00:00Z", "1995-05-03"),
        ("3 May 1995", "1995-05-03"),
        ("3rd May, 1995", "1995-05-03"),
        ("May 3, 1995", "1995-05-03"),
        ("Sept. 1995", "1995-09"),
        ("3. Mai 1995", "1995-05-03"),
        ("3 de mayo de 1995", "1995-05-03"),
        ("août 1995", "1995-08"),
        ("3.5.1995", "1995-05-03"),
        ("03.05.1995", "1995-05-03"),
        # Not clear, or no date
        ("3/5/1995", ""),
        ("1995-13", ""),
        ("1995-00-03", ""),
        ("32 May 1995", ""),
        ("Michaelmas 1995", ""),
        ("", ""),
    ],
)
def test_dates(written: str, iso: str):
    assert iso_date(written) == iso


def inlines(text: str) -> Any:
    words = [{"t": "Str", "c": word} for word in text.split(" ")]
    spaced = [node for word in words for node in ({"t": "Space"}, word)]
    return {"t": "MetaInlines", "c": spaced[1:]}


def read(**meta: Any) -> tuple[Matter, list[str]]:
    reading = Reading("a.md", Images())
    found = matter({key.replace("_", "-"): value for key, value in meta.items()}, reading)
    return found, [diagnostic.message for diagnostic in reading.diagnostics()]


def persons(found: Matter) -> list[tuple[str, str]]:
    return [(role, plain(name)) for role, name in found.persons]


def test_persons_in_every_form():
    named = {"t": "MetaMap", "c": {"name": inlines("Cy Dow"), "email": inlines("c@example.org")}}
    parts = {"t": "MetaMap", "c": {"family": inlines("Fox"), "given": inlines("Di")}}
    role = {"t": "MetaMap", "c": {"text": inlines("Ed Gee"), "role": inlines("trl")}}
    found, _ = read(
        author={"t": "MetaList", "c": [inlines("Ada Noll; Bo Reis"), named, parts]},
        editor=inlines("Flo Hay"),
        creator={"t": "MetaList", "c": [role, {"t": "MetaString", "c": "Gus Ivy"}]},
    )
    assert persons(found) == [
        ("author", "Ada Noll"),
        ("author", "Bo Reis"),
        ("author", "Cy Dow"),
        ("author", "Di Fox"),
        ("editor", "Flo Hay"),
        ("translator", "Ed Gee"),
        ("author", "Gus Ivy"),
    ]


def test_keywords_as_a_list_and_as_a_line():
    assert read(keywords=inlines("verse, scansion; metre"))[0].keywords == ("verse", "scansion", "metre")
    listed = {"t": "MetaList", "c": [inlines("verse"), inlines("scribes, lazy")]}
    assert read(keywords=listed)[0].keywords == ("verse", "scribes, lazy")


def test_what_has_no_place_is_named_and_settings_of_other_programs_are_not():
    _, said = read(
        series=inlines("Studies 12"), bibliography=inlines("a.bib"), toc={"t": "MetaBool", "c": True}
    )
    assert said == ["metadata has no place in the edition: series"]


@pytest.mark.parametrize(
    ("given", "title", "heads"),
    [
        ("", "Liber primus", []),
        ("Liber primus", "Liber primus", []),
        ("Liber Primus.", "Liber primus", []),
        ("Liber primus: de armis", "Liber primus", []),
        ("Aeneis", "", ["Liber primus"]),
    ],
)
def test_a_first_head_that_is_not_the_title_of_the_edition_is_a_chapter(
    given: str, title: str, heads: list[str]
):
    source = b"# Liber primus\n\nArma virumque cano.\n\n## Finis\n\nVitaque cum gemitu fugit.\n"
    document = pandoc.read(source, "source.md", "markdown", title=given).document
    assert text(document.title) == title
    assert [text(division.head) for division in document.body.divisions] == (heads or ["Finis"])

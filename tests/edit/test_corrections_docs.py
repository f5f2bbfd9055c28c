"""What docs/corrections.md shows is what happens."""

from __future__ import annotations

import re

import pytest

from emendata.diagnostics import EmendataError
from emendata.document.dump import dump
from emendata.edit.correct import correct
from emendata.edit.corrections import KEYS, load
from emendata.edit.places import Whole
from tests.command import REPOSITORY
from tests.edit.texts import document

DOCS = (REPOSITORY / "docs" / "corrections.md").read_text("utf-8")
FENCES = re.findall(r"```(\w+)\n(.*?)```", DOCS, re.S)
SOURCE = next(text for kind, text in FENCES if kind == "text")
EXAMPLES = [
    (text, next(after for kind, after in FENCES[at + 1 :] if kind == "text" and after != SOURCE))
    for at, (kind, text) in enumerate(FENCES)
    if kind == "yaml"
]


def outcome(corrections: str) -> str:
    """The lines of the outline that corrections change, or the errors that they make."""
    source = document(SOURCE)
    before = dump(source, width=500).splitlines()
    try:
        after = correct(source, load(corrections, "corrections.yaml", ("AB",)))
    except EmendataError as trouble:
        return f"{trouble}\n"
    return "".join(f"{line.strip()}\n" for line in dump(after, width=500).splitlines() if line not in before)


@pytest.mark.parametrize(("corrections", "expected"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_examples(corrections, expected):
    assert outcome(corrections) == expected


def test_places_of_the_table():
    (table,) = re.findall(r"<!-- the test tries every place.*?\n\n", DOCS, re.S)
    cells = [line.split(" | ")[0] for line in table.splitlines()[3:] if line]
    places = [place for cell in cells for place in re.findall(r"`([^`]+)`", cell)]
    assert len(places) > 10
    whole = Whole(document(SOURCE))
    for place in places:
        assert whole.area(place).ranges, place


def test_keys_of_the_table():
    table = DOCS.split("| key |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", table, re.M)) == KEYS

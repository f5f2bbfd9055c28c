"""Faults planted in a good book are found: at least 95 of a hundred, and each of those below by its own code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emendata.lint import DOCUMENT, RULES, lint
from emendata.lint.volume import Volume, opened
from tests.lint.faults import FAULTS, Fault
from tests.lint.volumes import good, packed, unpacked

FLOOR = 0.95


def found(fault: Fault) -> set[str]:
    """The codes of what the linter says of the book with the fault."""
    return {one.code for one in lint(packed(fault.change(unpacked(good())), fault.stored), "book.epub")}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_fault_is_found_by_its_code(fault: Fault) -> None:
    assert fault.code in found(fault)


def test_there_are_enough_faults_and_nearly_all_are_found() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names)) >= 100
    missed = [fault.name for fault in FAULTS if not found(fault)]
    assert len(missed) <= (1 - FLOOR) * len(FAULTS), missed


def test_rules_of_one_document_look_at_nothing_else() -> None:
    for fault in FAULTS:
        volume = opened(packed(fault.change(unpacked(good())), fault.stored), "book.epub")
        if isinstance(volume, Volume):
            alone = [volume.alone(name) for name in volume.facts]
            for rule in (rule for rule, scope in RULES if scope == DOCUMENT):
                assert list(rule(volume)) == [one for part in alone for one in rule(part)], (fault.name, rule)


def test_what_is_remembered_of_other_books_changes_nothing() -> None:
    known: dict[tuple[str, ...], object] = {}

    def remember(make: Callable[[], Any], *parts: str) -> Any:
        if parts not in known:
            known[parts] = make()
        return known[parts]

    for fault in FAULTS:
        data = packed(fault.change(unpacked(good())), fault.stored)
        assert lint(data, "book.epub", remember) == lint(data, "book.epub")
    documents = [name for name in unpacked(good()) if name.endswith(".xhtml")]
    assert len(documents) < len(known) < len(documents) * len(FAULTS) / 4


def test_a_diagnostic_names_file_line_and_column() -> None:
    files = unpacked(good())
    name = "EPUB/005-first.xhtml"
    text = files[name].decode()
    at = text.index('<a class="call" id="c6"')
    files[name] = text.replace('id="c6" href="#n6"', 'id="c6" href="#n66"').encode()
    [one] = [d for d in lint(packed(files), "book.epub") if d.code == "L401"]
    line = text.count("\n", 0, at) + 1
    assert (one.place.file, one.place.line, one.place.col) == (name, line, at - text.rindex("\n", 0, at))


def test_every_rule_says_what_it_finds() -> None:
    rules = [rule for rule, _ in RULES]
    for rule in rules:
        assert rule.__doc__, rule
    assert len(set(rules)) == len(rules)


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + b"\0" * 18, b"not a zip", b"PK\x03\x04 cut off"])
def test_what_is_no_epub_is_said_to_be_none(data: bytes) -> None:
    assert {one.code for one in lint(data, "x.epub")} <= {"L101", "L103"}
    assert lint(data, "x.epub")

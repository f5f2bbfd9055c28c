"""Cases that a philologist can read: what the scan gives, and the Document that is made of it.

A new or changed outcome is accepted with ``EMENDATA_ACCEPT=1 pytest tests/edit/normalise`` and read as a diff.
"""

import os
from pathlib import Path

import pytest

from emendata.acquire import text
from emendata.document.dump import dump
from emendata.edit.normalise import Normalised, normalise

CASES = sorted(Path(__file__).with_name("cases").iterdir())


def read(source: str) -> Normalised:
    return normalise(text.read(source, "source.txt"), source, "source.txt")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path) -> None:
    source = (case / "source.txt").read_text(encoding="utf-8")
    found = read(source)
    said = "".join(f"{d.place.line}: {d.code} {d.message}\n" for d in found.diagnostics)
    outcome = dump(found.document) + ("\nqueries\n" + said if said else "")
    expected = case / "expected.txt"
    if os.environ.get("EMENDATA_ACCEPT"):
        expected.write_text(outcome, encoding="utf-8")
    assert outcome == expected.read_text(encoding="utf-8")

"""Each folder of cases/ is a TEI file (and those that it points into) and the outline of what is read and said.

A new or changed outcome is accepted with ``EMENDATA_ACCEPT=1 pytest tests/acquire/tei`` and read as a diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from emendata.acquire.tei import read
from emendata.document.dump import dump

CASES = sorted((Path(__file__).parent / "cases").glob("*"))


@pytest.mark.parametrize("case", CASES, ids=[path.name for path in CASES])
def test_case(case: Path) -> None:
    (source,) = case.glob("input.*")
    beside = {path.name: path.read_bytes() for path in case.glob("*.xml") if path != source}
    acquired = read(source.read_bytes(), source.name, beside=beside)
    outcome = dump(acquired.document)
    if acquired.diagnostics:
        outcome += "\n" + "".join(f"{diagnostic}\n" for diagnostic in acquired.diagnostics)
    expected = case / "expected.txt"
    if os.environ.get("EMENDATA_ACCEPT"):
        expected.write_text(outcome, "utf-8")
    assert outcome == expected.read_text("utf-8")

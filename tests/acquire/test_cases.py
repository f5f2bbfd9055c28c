"""Each folder of cases/ is one text as an author sends it, and what the reader makes of it.

`expected.txt` is the outline that ``emendata show`` prints, and under it what the Document could not
keep. A new or changed outcome is accepted with ``EMENDATA_ACCEPT=1 pytest tests/acquire`` and read
as a diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from emendata.acquire import pandoc
from emendata.document.dump import dump

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Path):
    (source,) = case.glob("input.*")
    format = "jats" if source.suffix == ".xml" else pandoc.FORMATS[source.suffix]
    acquired = pandoc.read(source.read_bytes(), source.name, format)
    outcome = dump(acquired.document)
    if acquired.diagnostics:
        outcome += "\n" + "".join(f"{diagnostic}\n" for diagnostic in acquired.diagnostics)
    expected = case / "expected.txt"
    if os.environ.get("EMENDATA_ACCEPT"):
        expected.write_text(outcome, "utf-8")
    assert outcome == expected.read_text("utf-8")

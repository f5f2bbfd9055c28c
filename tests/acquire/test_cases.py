"""Each folder of cases/ is one text as an author sends it, and what the reader makes of it.

`expected.txt` is the outline that ``emendata show`` prints, and under it what the Document could not
keep. Where it is called `expected.docx.txt`, the Markdown is made a file of that format first. A new
or changed outcome is accepted with ``EMENDATA_ACCEPT=1 pytest tests/acquire`` and read as a diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from emendata.acquire import pandoc
from emendata.document.dump import dump

from .making import made

CASES = sorted((Path(__file__).parent / "cases").glob("*/expected*.txt"))


@pytest.mark.parametrize("expected", CASES, ids=[f"{path.parent.name}/{path.name}" for path in CASES])
def test_case(expected: Path):
    (source,) = expected.parent.glob("input.*")
    if format := expected.name.removeprefix("expected.").removesuffix("txt").removesuffix("."):
        data, name = made(format, source.read_text("utf-8")), f"input.{format}"
    else:
        format = "jats" if source.suffix == ".xml" else pandoc.FORMATS[source.suffix]
        data, name = source.read_bytes(), source.name
    acquired = pandoc.read(data, name, format)
    outcome = dump(acquired.document)
    if acquired.images:
        outcome += "\nimages: " + ", ".join(acquired.images) + "\n"
    if acquired.diagnostics:
        outcome += "\n" + "".join(f"{diagnostic}\n" for diagnostic in acquired.diagnostics)
    if os.environ.get("EMENDATA_ACCEPT"):
        expected.write_text(outcome, "utf-8")
    assert outcome == expected.read_text("utf-8")

"""Cases: a language, a base and witnesses; what differs, as an editor would read it.

A new or changed outcome is accepted with ``EMENDATA_ACCEPT=1 pytest tests/edit/collate`` and read as a diff.
"""

import os
from pathlib import Path

import pytest

from emendata.edit.collate.collation import Collation, collate
from emendata.edit.collate.rules import standard

CASES = Path(__file__).parent / "cases"


def told(collation: Collation) -> str:
    lines = []
    for variant in collation.variants:
        words = collation.base[variant.start : variant.end]
        before = collation.base[variant.start - 1].form if variant.start else ""
        lemma = " ".join(word.form for word in words) or f"{before} ‸"
        readings = (
            " ".join(filter(None, (f"[{r.kind}]" * bool(r.kind), *(w.form for w in r.words), *r.witnesses)))
            for r in variant.readings
        )
        lines.append(f"{lemma}] {', '.join(readings)}")
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_case(case: Path):
    lang, base, *lines = (case / "input.txt").read_text("utf-8").splitlines()
    witnesses = {line.partition(":")[0]: [line.partition(":")[2].strip()] for line in lines}
    outcome, expected = told(collate([base], witnesses, standard(lang))), case / "expected.txt"
    if os.environ.get("EMENDATA_ACCEPT"):
        expected.write_text(outcome, "utf-8")
    assert outcome == expected.read_text("utf-8")

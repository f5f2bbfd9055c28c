"""The grammar of TEI All, where it is: fixtures for tests of what is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree

SHARED = Path(os.environ.get("EMENDATA_SHARED", Path(__file__).parents[2] / "shared"))
GRAMMAR = SHARED / "schema" / "tei_all.rng"


@pytest.fixture(scope="session")
def tei_all() -> etree.RelaxNG | None:
    return etree.RelaxNG(etree.parse(GRAMMAR)) if GRAMMAR.exists() else None


@pytest.fixture(scope="session")
def tei_all_or_skip(tei_all: etree.RelaxNG | None) -> etree.RelaxNG:
    if tei_all is None:
        pytest.skip(f"no TEI grammar at {GRAMMAR}")
    return tei_all

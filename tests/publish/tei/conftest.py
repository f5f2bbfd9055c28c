"""The grammar of TEI All, where it is."""

from tests.grammar import tei_all, tei_all_or_skip

__all__ = ["tei_all", "tei_all_or_skip"]

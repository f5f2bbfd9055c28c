"""TEI of other hands: P5 with all its ways to encode an apparatus, P4, and what is neither but means to be."""

from emendata.acquire.tei.files import may_lie, named
from emendata.acquire.tei.reader import is_own, read

__all__ = ["is_own", "may_lie", "named", "read"]

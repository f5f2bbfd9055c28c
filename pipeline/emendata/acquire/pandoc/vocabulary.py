"""Write a list of names as one reads it: divided by commas, over as many lines as it needs."""

from __future__ import annotations


def names(listed: str) -> frozenset[str]:
    """``names("verse, verse line, poem")``: the names, as they are written."""
    return frozenset(" ".join(name.split()) for name in listed.split(",") if name.strip())

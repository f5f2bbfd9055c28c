"""Tell which kind of XML a file is, by its root element: many formats share the suffix ``.xml``."""

from __future__ import annotations

import re

_BEGINNING = 20_000
"""Bytes within which the root element begins."""
_BEFORE_ROOT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)([^>]*)")


def xml_format(data: bytes) -> str:
    """``jats``, ``html`` or ``fb2`` for XML of that kind; empty for TEI and all that is not known."""
    head = data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf")
    at = 0
    while match := _BEFORE_ROOT.match(head, at):
        at = match.end()
    root = _ROOT.match(head, at)
    if root is None:
        return ""
    name, attributes = root.group(1).decode("latin-1"), root.group(2)
    if name == "article":
        # DocBook has articles too, in its own namespace
        docbook = b"docbook" in attributes.lower() or b"docbook" in head[:at].lower()
        return "" if docbook else "jats"
    return {"html": "html", "FictionBook": "fb2"}.get(name, "")

"""Markdown: kept from what makes pandoc run for minutes."""

from __future__ import annotations

import re

from emendata.acquire.pandoc.formats import EXTENSIONS
from emendata.acquire.pandoc.prepare.ready import Ready
from emendata.acquire.pandoc.state import DEEPEST
from emendata.diagnostics import Lines, error

# Each mark is a level; pandoc's time for them grows with their square
_DEEP = re.compile(rf"^(?:[ \t]{{0,3}}>){{{DEEPEST + 1}}}", re.M)


def ready(text: str, name: str, format: str) -> Ready:
    """The text as it is."""
    if found := _DEEP.search(text):
        place = Lines(name, text).place(found.start())
        message = f"a quotation is nested more than {DEEPEST} levels deep"
        raise error(
            "A015", place, message, "a mark (>) for each level is enough; look for one that was repeated"
        )
    return Ready(text.encode(), format + EXTENSIONS.get(format, ""))

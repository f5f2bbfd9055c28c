"""Put what apparatus.yaml says into a Document: entries with their lemmata, readings and witnesses.

`said.load` reads the file, `place.placed` finds the lemmata and anchors the entries.
"""

from __future__ import annotations

from emendata.edit.apparatus.place import placed
from emendata.edit.apparatus.said import Said, load

__all__ = ["Said", "load", "placed"]

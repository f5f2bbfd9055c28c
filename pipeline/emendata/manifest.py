"""Say what a build was made from, with what, and what came of it: facts go in, manifest.json comes out.

There is no clock and no path of this machine in it: the same inputs and the same tools give the same bytes.
"""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from emendata import __version__
from emendata.document.model import Document, Emendation, Figure, Inline
from emendata.document.walk import all_blocks, descendants, divisions, note_texts, paragraphs, readings, texts
from emendata.hashing import sha256
from emendata.stages import Work


def manifest(
    name: str,
    *,
    inputs: Mapping[str, str],
    files: Mapping[str, bytes],
    work: Work,
    counted: Mapping[str, int],
    beside: tuple[str, ...] = (),
) -> bytes:
    """The file's bytes.

    `inputs` are SHA-256 by name, `counted` is what `counts` says, `beside` names other works' books in the folder.
    """
    said = {
        "work": name,
        "inputs": inputs,
        "outputs": {
            file: {"sha256": sha256(data), "bytes": len(data)}
            for file, data in files.items()
        },
        "beside": beside,
        "corrections": work.corrected,
        "record": work.record,
        "counts": counted,
        "rules": {applied.rule: applied.count for applied in work.document.record},
        "versions": versions(work),
    }
    return (json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def counts(work: Work) -> dict[str, int]:
    """How much there is of what."""
    document = work.document
    severities = Counter(diagnostic.severity for diagnostic in work.diagnostics)
    parts = [part for whole in (*document.front, document.body, *document.back) for part in divisions(whole)]
    found = {
        "paragraphs": sum(1 for _ in paragraphs(document.body)),
        "heads": sum(1 for part in parts if part.head),
        "figures": sum(isinstance(block, Figure) for block in all_blocks(document)),
        "notes": len(document.notes),
        "emendations": sum(isinstance(inline, Emendation) for inline in _inlines(document)),
        "witnesses": len(document.witnesses),
        "entries": len(document.entries),
        "readings": sum(1 for entry in document.entries for _ in readings(entry.readings)),
        "warnings": severities["warning"],
        "queries": severities["query"],
    }
    if "pdf" in work.outputs:
        found["pages"] = work.outputs["pdf"].pages
    return found


def _inlines(document: Document) -> Iterator[Inline]:
    for inlines in (*texts(document), *note_texts(document)):
        yield from descendants(inlines)


def versions(work: Work) -> dict[str, Any]:
    """The tools that had a hand in what was made, and the fonts."""
    found: dict[str, Any] = {
        "emendata": __version__,
        "python": platform.python_version(),
        "lxml": version("lxml"),
    }
    if work.edition.source_format not in ("text", "tei"):
        import pypandoc

        found["pandoc"] = pypandoc.get_pandoc_version()
    if "epub" in work.outputs:
        found["ebooklib"] = version("ebooklib")
    if "pdf" in work.outputs:
        found["fonts"] = work.outputs["pdf"].fonts
    for made in work.outputs.values():
        found |= made.tools
    return found

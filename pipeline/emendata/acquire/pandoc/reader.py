"""Turn the bytes of a file into a Document by way of pandoc, or into one clear error."""

from __future__ import annotations

import difflib
from collections import Counter

from emendata.acquire.acquired import Acquired
from emendata.acquire.pandoc import ast, messages
from emendata.acquire.pandoc.document import document
from emendata.acquire.pandoc.formats import FORMATS, OTHERS
from emendata.acquire.pandoc.images import Images
from emendata.acquire.pandoc.prepare import Ready, ready
from emendata.acquire.pandoc.prepare.xml import count_words
from emendata.acquire.pandoc.run import (
    Converted,
    Converter,
    PandocFailed,
    PandocMissing,
    PandocTooBig,
    PandocTooSlow,
    convert,
)
from emendata.acquire.pandoc.state import DEEPEST, Reading
from emendata.acquire.pandoc.text import one_line
from emendata.diagnostics import EmendataError, Place, error
from emendata.document.model import Document
from emendata.document.walk import all_blocks, note_texts, texts

_CODES = {PandocMissing: "A011", PandocTooSlow: "A013", PandocTooBig: "A014"}


def read(
    data: bytes, name: str, format: str, run: Converter = convert, *, encoding: str = "utf-8", title: str = ""
) -> Acquired:
    """The Document of a file in one of pandoc's formats; `name` is for diagnostics.

    `encoding` is that of formats that are text and do not say themselves how they are encoded; `title` is what
    edition.yaml says, so that a head that says something else is a chapter's.
    """
    if format not in FORMATS.values() and format not in OTHERS:
        raise _unknown(format, name)
    prepared = ready(data, name, format, encoding)
    images = Images(prepared.embedded)
    reading = Reading(
        name,
        images,
        prepared.descriptions,
        cut_quotations=format == "odt",
        formulas_in_line=format == "odt",
    )
    for what, example, hint in prepared.losses:
        reading.lost("A026", what, example, hint)
    try:
        converted = _converted(prepared, name, run)
        tree = ast.tree(converted.ast, prepared.meta)
        found = document(tree, reading, title, window_title=format == "html")
    except (ast.TooDeep, RecursionError):
        raise error(
            "A015",
            Place(name),
            f"the file is nested more than {DEEPEST} levels deep",
            "a text has quotations in quotations, but not that many: look whether something is not closed",
        ) from None
    except ast.NotATree as trouble:
        raise error("A012", Place(name), f"pandoc's answer is not understood: {trouble}") from None
    if _is_empty(found):
        hint = "look whether it is of that format, or name another with `format:` in edition.yaml"
        raise error("A018", Place(name), f"there is no text in the file, read as {format}", hint)
    if prepared.words is not None:
        _conserved(prepared.words, found, reading)
    return Acquired(
        found,
        (*messages.diagnostics(converted.messages, name, prepared.begins), *reading.diagnostics()),
        images.found,
    )


def _converted(prepared: Ready, name: str, run: Converter) -> Converted:
    try:
        converted = run(prepared.data, prepared.format)
    except (PandocMissing, PandocTooSlow, PandocTooBig) as trouble:
        raise error(_CODES[type(trouble)], Place(name), str(trouble), trouble.hint) from None
    except PandocFailed as trouble:
        raise EmendataError(messages.failure(str(trouble), name)) from None
    fatal = [d for d in messages.diagnostics(converted.messages, name) if d.severity == "error"]
    if fatal:
        raise EmendataError(fatal)
    return converted


def _conserved(words: Counter[str], document: Document, reading: Reading) -> None:
    """Report the words of the file that are not in the Document."""
    metadata = document.metadata
    there = count_words(
        (
            *map(one_line, texts(document)),
            *map(one_line, note_texts(document)),
            *(person.name for person in metadata.persons),
            *(metadata.subtitle, metadata.rights, metadata.publisher),
            *reading.accounted,
        )
    )
    missing = words - there
    if missing:
        shown = ", ".join(list(missing)[:8]) + ("…" if len(missing) > 8 else "")
        reading.lost(
            "A028",
            f"{missing.total()} words of the file are not in the text",
            shown,
            "look for them in the file: a text box, a form or a running head is not read",
        )


def _unknown(format: str, name: str) -> EmendataError:
    known = sorted({*FORMATS.values(), *OTHERS})
    near = difflib.get_close_matches(format, known, 1)
    hint = f"did you mean `format: {near[0]}`?" if near else f"one of: {', '.join(known)}"
    return error("A016", Place(name), f"no format is called “{format}”", hint)


def _is_empty(document: Document) -> bool:
    return not (document.title or document.body.divisions or any(True for _ in all_blocks(document)))

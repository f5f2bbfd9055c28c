"""Turn what WeasyPrint has to say into diagnostics with places.

Enters: messages, the galley and the style sheets. Leaves: a `Diagnostic` for each thing, once.

Codes: P204 a character that no font has, P205 a style sheet or an image with a fault, P214 a font that
is not installed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from emendata.diagnostics import Diagnostic, Place
from emendata.publish.pages.slugs import Galley, Slug

_IGNORED = re.compile(r"(.*?) at (\d+):(\d+), (.*)", re.DOTALL)
_NO_GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)$", re.DOTALL)
_NO_FONT = re.compile(r"font not installed: (.*)\Z", re.DOTALL)
_SHOWN = 5
"""Places of a character that are named."""
_AROUND = 24
"""Characters quoted on each side."""
_PARAGRAPH = re.compile(r"p(\d+)$")


def notices(
    messages: Iterable[tuple[str, str]], galley: Galley, sheets: Sequence[tuple[str, str]]
) -> list[Diagnostic]:
    """Diagnostics for messages, each with the name of the style sheet that it is about, or ``""``.

    `sheets` are the names and texts of the style sheets.
    """
    found = []
    for text, sheet in dict.fromkeys(messages):
        if glyph := _NO_GLYPH.search(text):
            found.append(_no_glyph(chr(int(glyph[1], 16)), galley))
            continue
        if font := _NO_FONT.match(text):
            found.append(_no_font(font[1], sheets))
            continue
        place, message = Place(sheet or "print"), text
        if sheet and (ignored := _IGNORED.match(text)):
            place = Place(sheet, int(ignored[2]), int(ignored[3]))
            message = f"{ignored[1]}: {ignored[4]}"
        found.append(Diagnostic("P205", "warning", place, message))
    return list(dict.fromkeys(found))


# ------------------------------------------------------------------------- characters


def _no_glyph(character: str, galley: Galley) -> Diagnostic:
    name = unicodedata.name(character, "a character without a name")
    places = list(_places(character, galley))
    told = "; ".join(places[:_SHOWN]) or "in what the style sheet adds"
    if len(places) > _SHOWN:
        told += f"; and in {len(places) - _SHOWN} more lines"
    return Diagnostic(
        "P204",
        "warning",
        Place("print"),
        f"no font has {character!r} (U+{ord(character):04X} {name}), and a box stands in its place: {told}",
        "Install a font that has it, and name it in `font-family` in print.css.",
    )


def _places(character: str, galley: Galley) -> Iterator[str]:
    """Where a character stands, line by line."""
    near = ""
    for slug in galley.text:
        near = _named(slug) or near
        if character in slug.text:
            yield f"{near}, {_quoted(slug.text, character)}" if near else _quoted(slug.text, character)
    for note in galley.notes:
        for text in (item.text for item in (*note.slugs, *note.units)):
            if character in text:
                yield f"note {note.id}, {_quoted(text, character)}"


def _named(slug: Slug) -> str:
    """The last paragraph that begins in a slug, or something else with an id."""
    for name in reversed(slug.ids):
        if found := _PARAGRAPH.match(name):
            return f"¶ {found[1]}"
    return slug.ids[-1] if slug.ids else ""


def _quoted(text: str, character: str) -> str:
    text = text.replace("\u2060", "")
    at = text.index(character)
    begin, end = max(0, at - _AROUND), at + _AROUND
    return f"“{'…' * (begin > 0)}{text[begin:end]}{'…' * (end < len(text))}”"


# ------------------------------------------------------------------------------ fonts


def _no_font(name: str, sheets: Sequence[tuple[str, str]]) -> Diagnostic:
    return Diagnostic(
        "P214",
        "warning",
        _declared(name, sheets),
        f"the font {name!r} is not installed; another is used in its place",
        "Install it, or name one that is installed (`fc-list : family` lists them).",
    )


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _declared(name: str, sheets: Sequence[tuple[str, str]]) -> Place:
    """Where a font is asked for: in the last style sheet that does, which has the say."""
    words = r"\s+".join(map(re.escape, name.split()))
    wanted = re.compile(rf"\bfont(?:-family)?\s*:[^;}}]*?(?<![\w-])({words})(?![\w-])", re.IGNORECASE)
    for sheet, text in reversed(sheets):
        # comments keep their lines
        plain = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
        if found := wanted.search(plain):
            before = plain[: found.start(1)]
            return Place(sheet, before.count("\n") + 1, found.start(1) - before.rfind("\n"))
    return Place("print.css")

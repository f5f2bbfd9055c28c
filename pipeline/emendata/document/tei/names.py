"""How strings of the Document stand in TEI: as character data, names, pointers and tags, and back.

TEI lets some attributes hold any string (``@n``, ``@extent``) and most of them only words or pointers.
What a word or a pointer cannot hold is percent-encoded as UTF-8, so that nothing is lost and ordinary
values look as they should; ``%`` alone stands for the empty string where an attribute must not be empty.
"""

from __future__ import annotations

import re
from unicodedata import category, ucd_3_2_0
from urllib.parse import unquote

NAMESPACE = "http://www.tei-c.org/ns/1.0"
XML = "{http://www.w3.org/XML/1998/namespace}"

FORMAT = "1"
"""Version of the TEI described in `docs/tei.md`; another number means that old readers must not read it."""

NOTES_WITHOUT_CALL = "notes-without-call"
"""``@type`` of the division in ``back`` that holds the notes that nothing calls."""

NAMES = {"person": "persName", "place": "placeName", "org": "orgName"}
"""The element for each of these kinds of names; every other kind is the ``@type`` of a ``name``."""

WITH_REMARKS = ("app", "rdgGrp", "witness", "person", "bibl")
"""Elements in which a ``note`` is a remark of the editor, and none of the text."""

TITLE_LEVELS = ("a", "m", "j", "s", "u")
"""What TEI allows as ``title/@level``."""

"""``@type`` of the note within ``corr`` that says why; notes of the text have an ``xml:id`` and it has none."""

NOTE_CALL = "noteCall"
"""``@type`` of a ``ptr`` to a note that stands elsewhere."""

WRAPPER = "block"
"""``@type`` of a ``q`` around a block that TEI does not allow in its place."""

FILLER = "none"
"""``@rend`` of an element that stands for nothing: TEI wants one where the Document has none."""

DIRECTION = "stage"
"""``@type`` of a ``seg`` that is a stage direction: ``stage`` may not stand everywhere in running text."""

WRAPPING = ' type="wrapping"'
"""Attribute of an ``lb`` where only the source begins a line."""

RUNNING = "running"
"""``@rend`` of a reading that is running text, though nothing in it shows that."""

START = "#"
"""``@prev`` of a note that comes first though its place in the file is later."""

ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets)."""

SPACE = " \t\r\n"
"""White space as XML understands it; U+00A0 is not."""

# ------------------------------------------------------------- character data


def text(string: str) -> str:
    """The string as character data."""
    string = string.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A parser would read a bare carriage return as a line feed.
    return string.replace("\r", "&#13;")


def quoted(string: str) -> str:
    """The string as the value of an attribute, without the quotation marks."""
    # A parser would read tabs and line ends as spaces.
    return text(string).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def attribute(name: str, value: str) -> str:
    """The attribute with a space before it; nothing where there is no value."""
    return f' {name}="{quoted(value)}"' if value else ""


def named(name: str, value: str) -> str:
    """The attribute with one word as its value; nothing where there is none."""
    return attribute(name, word(value)) if value else ""


# ----------------------------------------------------------- words and pointers


def _encoded(match: re.Match[str]) -> str:
    character = match[0]
    if _is_graphic(character):
        return character
    if "\ud800" <= character <= "\udfff":
        return character  # no XML at all: whoever writes the file says so
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _is_graphic(character: str) -> bool:
    """Whether a character that is not ASCII is one of ``[^\\p{C}\\p{Z}]`` for processors of any age."""
    # What a processor's Unicode does not know yet is \p{C} to it; the old one says what all know, the new
    # one which have become format characters since, and two (Khmer) were so for a while.
    old, new = ucd_3_2_0.category(character), category(character)
    return (
        character > "\x7f" and old[0] not in "CZ" and new[0] not in "CZ" and character not in "\u17b4\u17b5"
    )


def _encoded_outside(characters: str, string: str) -> str:
    return re.sub(f"[^{characters}]", _encoded, string)


_GRAPHIC = "!-$&-~"  # the graphic characters of ASCII without the per cent sign


def word(string: str) -> str:
    """The string as one word of TEI (``teidata.word``)."""
    if not string:
        return "%"
    return string if string.isascii() and string.isalnum() else _encoded_outside(_GRAPHIC, string)


def words(string: str) -> str:
    """The string as words with single spaces between them; empty where the string is."""
    if not string:
        return ""
    string = _encoded_outside(" " + _GRAPHIC, string)
    # A space next to another one or at an end is no separator of words.
    return re.sub(r"^ +| +$|(?<= ) +", lambda spaces: "%20" * len(spaces[0]), string)


def unencoded(value: str) -> str:
    """The string that `word`, `words`, `pointer` or `path` wrote."""
    if "%" not in value:
        return value
    try:
        return "" if value == "%" else unquote(value, errors="strict")
    except UnicodeDecodeError:  # written by somebody else
        return value


def pointer(id: str) -> str:
    """A pointer to what has this id in the same file."""
    return "#" + _encoded_outside("A-Za-z0-9_.-", id)


def pointed(value: str) -> str:
    """The id that `pointer` wrote."""
    return unencoded(value.removeprefix("#"))


def path(string: str) -> str:
    """The path of a file as a relative reference; ``#`` for no path."""
    return _encoded_outside("A-Za-z0-9_.~/-", string) or "#"


def unpath(value: str) -> str:
    """The path that `path` wrote."""
    return "" if value == "#" else unencoded(value)


_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_URI = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[A-Za-z0-9.-]+(?::[0-9]{{1,5}})?(?=[/?#]|$))?(?!//){_PATH}"
    rf"(?:\?(?:{_PATH}|\?)*)?)?(?:#(?:{_PATH}|\?)*)?"
)


def is_uri(target: str) -> bool:
    """Whether the target can stand as it is in an attribute that holds a URI (a strict view of RFC 3986)."""
    return bool(target) and _URI.fullmatch(target) is not None

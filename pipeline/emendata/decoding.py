"""Turn the bytes of a text file into characters, or say which byte stands in the way: the one way to do so.

A byte order mark decides before `encoding` does. Nothing is repaired: a byte that does not fit is
an error with its place, because a character that is guessed is a character that is invented.
"""

from __future__ import annotations

import codecs

from emendata.diagnostics import EmendataError, Lines, Place, error

_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, name: str, encoding: str = "utf-8", *, blank: bool = False) -> str:
    """The characters of the file `name`; line ends stay as they are.

    A file without characters is an error unless it may be `blank`. Codes: A001 empty, A002 bytes that do
    not fit the encoding, A003 NUL, A004 no such encoding.
    """
    encoding = next((marked for mark, marked in _MARKS if data.startswith(mark)), encoding)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as trouble:
        raise _undecodable(trouble, data, name, encoding) from None
    except (LookupError, ValueError):
        raise error(
            "A004",
            Place(name),
            f"no encoding is called “{encoding}”",
            "write for example `encoding: utf-8`, `windows-1252`, `iso-8859-7`, `koi8-r` or `mac-roman`",
        ) from None
    if not blank and not text.strip():
        raise error("A001", Place(name), "the file is empty", "put the text into it, or name another file")
    nul = text.find("\0")
    if nul >= 0:
        raise _nul(nul, text, name)
    return text


def _undecodable(trouble: UnicodeDecodeError, data: bytes, name: str, encoding: str) -> EmendataError:
    at = trouble.start
    what = f"byte 0x{data[at]:02X} at offset {at}" if at < len(data) else "the end of the file"
    # The bytes before the first bad one are good, so they can be counted in lines and columns.
    place = Lines(name, good := data[:at].decode(encoding, "ignore")).place(len(good))
    hint = (
        "save the file as UTF-8, or say how it is encoded: `encoding: windows-1252` (Western European)"
        " or `windows-1251` (Cyrillic) in edition.yaml"
    )
    if not encoding.lower().replace("_", "-").startswith("utf"):
        hint = "say how the file is encoded: `encoding: utf-8` in edition.yaml"
    return error("A002", place, f"{what} is not {encoding.upper()} ({trouble.reason})", hint)


def _nul(at: int, text: str, name: str) -> EmendataError:
    hint = "a text has none: take it out, or look whether the file is text at all"
    if text.count("\0", 0, 1000) > len(text[:1000]) // 4:
        hint = "every other byte is NUL, as in UTF-16: say `encoding: utf-16-le` (or -be) in edition.yaml"
    return error("A003", Lines(name, text).place(at), f"NUL character at offset {at}", hint)

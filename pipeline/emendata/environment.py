"""What the outcome of a build depends on besides its inputs: the program itself, its tools, the fonts installed.

Leaves: a fingerprint, which differs where any of them does. Libraries are asked without loading WeasyPrint.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_LIBRARIES = (
    ("libpango-1.0.so.0", "pango_version", ctypes.c_int),
    ("libharfbuzz.so.0", "hb_version_string", ctypes.c_char_p),
    ("libfontconfig.so.1", "FcGetVersion", ctypes.c_int),
)


@functools.cache
def fingerprint() -> str:
    """A hash of it all."""
    made = hashlib.sha256()
    for part in (*_program(), *_tools(), *_fonts()):
        made.update(b"%d:" % len(part) + part)
    return made.hexdigest()


def _program() -> Iterator[bytes]:
    """The code of this package: a version number is not enough for those who change the code."""
    package = Path(__file__).parent
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".tex", ".csv", ".json"):
            yield path.relative_to(package).as_posix().encode()
            yield path.read_bytes()


def _tools() -> Iterator[bytes]:
    yield platform.python_version().encode()
    # The names of these folders have the versions; asking for them one by one loads an e-mail parser first.
    for folder in dict.fromkeys(Path(entry) for entry in sys.path if entry):
        yield from sorted(found.name.encode() for found in folder.glob("*.dist-info"))
    for library, function, kind in _LIBRARIES:
        with suppress(OSError, AttributeError):
            asked = getattr(ctypes.CDLL(library), function)
            asked.restype = kind
            yield f"{library} {asked()}".encode()


class _FontSet(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int),
        ("room", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    )


def _fonts() -> list[bytes]:
    """Every font that Fontconfig knows, with its version and the size of its file."""
    with suppress(OSError):
        library = ctypes.CDLL("libfontconfig.so.1")
        library.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
        library.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
        library.FcConfigGetFonts.argtypes = (ctypes.c_void_p, ctypes.c_int)
        library.FcPatternHash.restype = ctypes.c_uint32
        library.FcPatternHash.argtypes = (ctypes.c_void_p,)
        text = ctypes.c_char_p()
        library.FcPatternGetString.argtypes = (
            ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_char_p),
        )  # fmt: skip
        found = []
        system = library.FcConfigGetFonts(library.FcInitLoadConfigAndFonts(), 0)
        for at in range(system.contents.count if system else 0):
            font = system.contents.fonts[at]
            size = 0
            if library.FcPatternGetString(font, b"file", 0, ctypes.byref(text)) == 0 and text.value:
                with suppress(OSError):
                    size = Path(text.value.decode()).stat().st_size
            found.append(b"%s %d %d" % (text.value or b"", size, library.FcPatternHash(font)))
        return sorted(found)
    return []

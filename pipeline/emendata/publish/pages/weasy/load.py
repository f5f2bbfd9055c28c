"""Import WeasyPrint, quickly, and only the version whose private parts are known here."""

from __future__ import annotations

import contextlib
import ctypes.util
import functools
import importlib
import io
import sys
from collections.abc import Iterator
from types import ModuleType

from emendata.diagnostics import Place, error

VERSION = "70.0"
PRODUCER = f"WeasyPrint {VERSION}"


@functools.cache
def load() -> ModuleType:
    """The `weasyprint` module, with what this package puts in its place here and there."""
    module = _imported()
    if module.__version__ != VERSION:
        raise error(
            "P210",
            Place("pyproject.toml"),
            f"WeasyPrint {module.__version__} is installed; pages are made with {VERSION} and no other",
            f"Install weasyprint=={VERSION}.",
        )
    from PIL import ImageFile

    from emendata.publish.pages.weasy.glyphs import draw_glyphs
    from emendata.publish.pages.weasy.ink import mark_text
    from emendata.publish.pages.weasy.leading import keep_leading
    from emendata.publish.pages.weasy.quick import shorten
    from emendata.publish.pages.weasy.setting import set_whole_paragraphs

    # WeasyPrint has Pillow take images that are cut off for whole, everywhere; images are judged before.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    shorten()
    keep_leading()
    set_whole_paragraphs()
    draw_glyphs()
    mark_text()
    return module


def _imported() -> ModuleType:
    if "weasyprint" not in sys.modules and sys.platform == "linux":
        # If the quick way fails, the slow one is tried, and it is for that one to complain.
        quiet = contextlib.redirect_stdout(io.StringIO())
        with contextlib.suppress(OSError), _no_search_for_libraries(), quiet:
            return importlib.import_module("weasyprint")
    return importlib.import_module("weasyprint")


@contextlib.contextmanager
def _no_search_for_libraries() -> Iterator[None]:
    # For each library WeasyPrint tries several names, and cffi runs gcc and ldconfig after each that
    # does not load, fifty processes in all. The names that end in `.so.0` load without any search.
    search = ctypes.util.find_library
    setattr(ctypes.util, "find_library", lambda name: None)  # noqa: B010 (its type allows no assignment)
    try:
        yield
    finally:
        setattr(ctypes.util, "find_library", search)  # noqa: B010


def tools(_: None) -> dict[str, str]:
    """The versions of what sets the type: a task, for a process that has it loaded."""
    load()
    from weasyprint.text.ffi import pango

    number = pango.pango_version()  # 15012 is 1.50.12
    return {
        "weasyprint": VERSION,
        "pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
    }

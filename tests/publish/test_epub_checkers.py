"""EPUBCheck on a book that has one of everything; it runs where Java and EPUBCheck are installed.

`bash ../shared/checks/install.sh` installs EPUBCheck into `.checks`; CHECKS_DIR names another folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from emendata.document.model import Division, Document, Metadata, Person
from emendata.publish import epub
from emendata.publish.semantic import Book, book
from tests.publish.sample import P, plain_style, sample

CHECKS = Path(os.environ.get("CHECKS_DIR", Path(__file__).parents[2] / ".checks"))
JARS = sorted(CHECKS.glob("venv/lib/python3*/site-packages/epubcheck/epubcheck.jar"))

pytestmark = [
    pytest.mark.skipif(not JARS, reason=f"EPUBCheck is not installed in {CHECKS} (see CHECKS_DIR)"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no java"),
]


def messages(made: Book, folder: Path) -> list[str]:
    """What EPUBCheck has to say, down to notes on usage."""
    path, report = folder / "book.epub", folder / "report.json"
    path.write_bytes(epub.render(made, plain_style()))
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(JARS[0])]
    subprocess.run([*command, "--usage", "--json", str(report), str(path)], capture_output=True, check=False)
    found = json.loads(report.read_text())["messages"]
    return [f"{m['severity']} {m['ID']} {m['message']} {(m['locations'] or [''])[0]}" for m in found]


def test_epubcheck_has_nothing_to_say_of_a_book_with_everything(tmp_path: Path) -> None:
    assert messages(sample(), tmp_path) == []


def test_epubcheck_has_nothing_to_say_of_a_book_with_next_to_nothing(tmp_path: Path) -> None:
    strange = Metadata(
        "<שלום> & 🐉 " * 100, lang="", persons=(Person("A B"),), date="spring", identifier="x y"
    )
    body = Division(blocks=(P(""),), divisions=(Division(), Division(divisions=(Division(),))))
    assert messages(book(Document(strange, body=body)), tmp_path) == []

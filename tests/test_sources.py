"""The edition's folder is the only part of the file system there is."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from emendata.diagnostics import EmendataError, Place
from emendata.hashing import sha256
from emendata.sources import Folder, read_outside, source_bytes, why_outside

HASH = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"
"""Of b"foo" and a line end."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    inner = tmp_path / "edition"
    (inner / "figures").mkdir(parents=True)
    (inner / "source.txt").write_bytes(b"foo\n")
    (inner / "figures" / "Map.png").write_bytes(b"png")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return Folder(inner)


def refused(folder: Folder, rel: str, **options: int) -> str:
    """Code, message and hint of the error at the place that names the file."""
    place = Place("edition.yaml", 3, 9)
    with pytest.raises(EmendataError) as raised:
        folder.read(rel, place=place, **options)
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.place == place
    assert not folder.exists(rel) or options
    return f"{diagnostic.code} {diagnostic.message} | {diagnostic.hint}"


def test_a_file_in_the_folder(folder: Folder):
    assert folder.read("source.txt") == b"foo\n"
    assert folder.read("figures/Map.png") == b"png"
    assert folder.read("./figures/./Map.png") == b"png"
    assert folder.exists("figures/Map.png")
    assert sha256(folder.read("source.txt")) == HASH


# -------------------------------------------------------------------------- out of it


@pytest.mark.parametrize(
    "rel",
    ["../secret.txt", "figures/../../secret.txt", "figures/../source.txt", "/etc/passwd", "..", "", "a\0b",
     "~/x", r"figures\Map.png", r"C:\x"],
)  # fmt: skip
def test_paths_that_lead_out_are_refused_unread(folder: Folder, rel: str):
    assert why_outside(rel)
    assert refused(folder, rel).startswith("A901")
    assert folder.names(rel) == ()


def test_links(folder: Folder, tmp_path: Path):
    (folder.path / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder.path / "up").symlink_to("..")
    (folder.path / "in.txt").symlink_to("source.txt")
    (folder.path / "loop.txt").symlink_to("loop.txt")
    (folder.path / "dangling.txt").symlink_to("nowhere")
    assert "a link leads out" in refused(folder, "out.txt")
    assert "a link leads out" in refused(folder, "up/secret.txt")
    assert folder.read("in.txt") == b"foo\n"
    assert refused(folder, "loop.txt").startswith("A905")
    assert refused(folder, "dangling.txt").startswith("A902")
    assert folder.names("*.txt") == ("in.txt", "source.txt")


def test_the_folder_itself_may_be_a_link(folder: Folder, tmp_path: Path):
    (tmp_path / "link").symlink_to("edition")
    assert Folder(tmp_path / "link").read("source.txt") == b"foo\n"


# ------------------------------------------------------------------ not ordinary files


def test_folders_pipes_sockets_and_devices(folder: Folder):
    assert refused(folder, "figures") == "A903 `figures` is a folder | "
    os.mkfifo(folder.path / "pipe")
    assert refused(folder, "pipe").startswith("A903")  # and does not wait for a writer
    with socket.socket(socket.AF_UNIX) as listener:
        # a socket's path may have a hundred characters only
        here = os.getcwd()
        os.chdir(folder.path)
        try:
            listener.bind("socket")
        finally:
            os.chdir(here)
        assert refused(folder, "socket").startswith("A905")
    assert Folder(Path("/dev")).exists("null") is False
    with pytest.raises(EmendataError, match="A903"):
        Folder(Path("/dev")).read("zero")


def test_file_below_a_file(folder: Folder):
    assert refused(folder, "source.txt/x").startswith("A90")


def test_names_too_long(folder: Folder):
    assert refused(folder, "x" * 5000).startswith("A905")


def test_limit(folder: Folder):
    assert folder.read("source.txt", limit=4) == b"foo\n"
    assert refused(folder, "source.txt", limit=3) == "A904 `source.txt` has 4 bytes; it may have 3 bytes | "
    with open(folder.path / "huge.txt", "wb") as huge:
        huge.truncate(10**12)
    assert "953,674.3 MB; it may have 64.0 MB" in refused(folder, "huge.txt", limit=64 * 1024 * 1024)


def test_no_permission(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: Path, flags: int) -> int:  # root may read everything, so the system is made to say no
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr(os, "open", refuse)
    assert refused_by_the_system(folder, "source.txt") == "A905 `source.txt` cannot be read: permission denied"


def refused_by_the_system(folder: Folder, rel: str) -> str:
    with pytest.raises(EmendataError) as raised:
        folder.read(rel)
    return f"{raised.value.diagnostics[0].code} {raised.value.diagnostics[0].message}"


# ------------------------------------------------------------------------ what is there


def test_names(folder: Folder):
    (folder.path / "source.md").write_bytes(b"")
    assert folder.names("source.*") == ("source.md", "source.txt")
    assert folder.names("figures/*") == ("figures/Map.png",)
    assert folder.names() == ("source.md", "source.txt")
    assert folder.names("no/*") == ()


@pytest.mark.parametrize(
    ("rel", "hint"),
    [
        ("figures/map.png", "There is `figures/Map.png`."),
        ("figures/mpa.png", "There is `figures/Map.png`."),
        ("Map.png", "There is `figures/Map.png`."),
        ("sources.txt", "There is `source.txt`."),
        ("figures/zzz.svg", "There is `figures/Map.png`."),
        ("images/zzz.svg", "There is no folder `images` in "),
    ],
)
def test_a_missing_file_says_what_is_similar(folder: Folder, rel: str, hint: str):
    said = refused(folder, rel)
    assert said.startswith(f"A902 there is no file `{rel}` | ")
    assert hint in said


# --------------------------------------------------------------------------- the source


def test_source_with_its_hash(folder: Folder, tmp_path: Path):
    assert source_bytes(folder, "source.txt", HASH) == b"foo\n"
    assert source_bytes(folder, "source.txt") == b"foo\n"
    (tmp_path / "given.txt").write_bytes(b"foo\n")
    assert source_bytes(folder, "absent.txt", HASH, tmp_path / "given.txt") == b"foo\n"


def test_absent_source_says_what_to_put_where(folder: Folder):
    (folder.path / "source.txt").unlink()
    with pytest.raises(EmendataError) as raised:
        source_bytes(folder, "source.txt", HASH)
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.code == "A906"
    assert diagnostic.message == f"{folder.path}/ has no source.txt"
    assert "give it with --source PATH" in diagnostic.hint
    assert f"expected SHA-256 {HASH}" in diagnostic.hint


@pytest.mark.parametrize("given", [False, True])
def test_another_file_than_declared(folder: Folder, tmp_path: Path, given: bool):
    (tmp_path / "given.txt").write_bytes(b"bar\n")
    other = sha256(b"bar\n")
    expected = HASH if given else other
    with pytest.raises(EmendataError) as raised:
        source_bytes(folder, "source.txt", expected, tmp_path / "given.txt" if given else None)
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.code == "A907"
    assert diagnostic.place.file == ("given.txt" if given else "source.txt")
    assert (other if given else HASH) in diagnostic.message
    assert expected in diagnostic.hint


def test_given_source_that_is_not_there(folder: Folder, tmp_path: Path):
    with pytest.raises(EmendataError, match="nowhere.txt: error A902"):
        source_bytes(folder, "source.txt", "", tmp_path / "nowhere.txt")
    with pytest.raises(EmendataError, match="A903"):
        read_outside(tmp_path)

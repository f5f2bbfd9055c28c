"""Find out which work a command means: a name or a path goes in, the work's place comes out.

Codes: B010 there is no such work, B011 --source with a single file.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from emendata.assets import manuscripts_dir
from emendata.diagnostics import Place, error

_SETTINGS = "edition.yaml"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a work lies and where its books go."""

    name: str
    folder: Path
    """The folder that its files are in."""
    dist: Path
    """Where its books go unless told otherwise."""
    bare: str = ""
    """The file's name, where a single file without edition.yaml is built."""
    source: Path | None = None
    """The source, where it does not lie in the folder."""


def found(work: str, source: Path | None = None) -> Target:
    """The work that is meant by `work`: a folder, a file, or the name of a manuscript."""
    path = Path(work or ".")
    if path.name == _SETTINGS and path.is_file():
        path = path.parent
    if (path / _SETTINGS).is_file():
        return _edition(path, source)
    if path.is_file():
        if source:
            raise error("B011", Place(work), "a single file is its own source", "leave --source out")
        return Target(path.stem, path.parent, Path("dist") / path.stem, bare=path.name)
    named = {folder.name: folder for folder in _manuscripts()}
    if work in named:
        return _edition(named[work], source)
    if path.is_dir():
        # The loader of edition.yaml knows best how to say what is missing.
        return _edition(path, source)
    near = get_close_matches(work, named, n=1)
    hint = f"did you mean {near[0]}?" if near else "name a folder with an edition.yaml, or a file"
    if named and not near:
        hint += f"; the manuscripts here are {', '.join(sorted(named))}"
    raise error("B010", Place(work), "there is no such file, folder or manuscript", hint)


def manuscripts() -> tuple[str, ...]:
    """The names of the manuscripts that can be built from here."""
    return tuple(sorted({folder.name for folder in _manuscripts()}))


def _edition(folder: Path, source: Path | None) -> Target:
    resolved = folder.resolve()
    name = resolved.name or "edition"
    # In a repository the books go beside manuscript/; those of a work that came installed, here.
    house = folder.parent.parent if resolved.parent.name == "manuscript" else Path()
    if resolved.parent == manuscripts_dir().resolve() and not (house / "pyproject.toml").exists():
        house = Path()
    return Target(name, folder, house / "dist" / name, source=source)


def _manuscripts() -> list[Path]:
    """The folders of all manuscripts, those nearest by last."""
    here = Path()
    above = [Path(*[".."] * up) / "manuscript" for up in range(len(here.resolve().parts))]
    places = [manuscripts_dir(), *reversed([place for place in above if place.is_dir()])]
    return [settings.parent for place in places for settings in sorted(place.glob(f"*/{_SETTINGS}"))]

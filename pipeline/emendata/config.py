"""Turn the edition.yaml of a folder into an `Edition`.

Codes: E9xx as `emendata.yamltext` has them, E914 a path out of the edition's folder; E001 no edition.yaml,
E002 no source, E003 several sources.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass, replace

from emendata.decoding import decode
from emendata.diagnostics import Place, error
from emendata.publish.critical.house import House
from emendata.publish.lines import Lines
from emendata.publish.series import Series
from emendata.records import record
from emendata.settings import (
    FORMATS,
    MARKS,
    NUMBERINGS,
    OUTPUTS,
    SETTLED_AS,
    Edition,
    FigureSetting,
    Settled,
    TextSettings,
    TypographySettings,
)
from emendata.sources import SETTINGS_LIMIT, Folder
from emendata.witnesses import WitnessSetting
from emendata.yamltext import parsed

__all__ = [
    "FORMATS",
    "MARKS",
    "NAME",
    "NUMBERINGS",
    "OUTPUTS",
    "SETTLED_AS",
    "Edition",
    "FigureSetting",
    "Settled",
    "TextSettings",
    "TypographySettings",
    "edition",
    "load",
    "table",
]

NAME = "edition.yaml"


def load(folder: Folder) -> Edition:
    """The edition in a folder, with the name of its source; all errors of the file are raised together.

    The source itself may be absent (it can be given on the command line); if edition.yaml does not name
    it and there is none, it is called ``source.txt``.
    """
    if not folder.exists(NAME):
        raise error(
            "E001",
            Place(NAME),
            f"there is no {NAME} in {folder.path}",
            f"`emendata new {folder.path}` makes one; a single file is built without: `emendata build FILE`.",
        )
    found = edition(decode(folder.read(NAME, SETTINGS_LIMIT), NAME, blank=True), folder)
    if found.source:
        return found
    sources = folder.names("source.*")
    if len(sources) > 1:
        message = f"there are {len(sources)} sources: {', '.join(sources)}"
        raise error("E003", Place(NAME), message, f"Say which one is meant: `source: {sources[0]}`.")
    return replace(found, source=sources[0] if sources else "source.txt")


def edition(text: str, folder: Folder) -> Edition:
    """The edition that the text of an edition.yaml describes; the folder is not looked into."""
    return record(Edition, parsed(text, NAME), folder=folder.path, name=folder.path.resolve().name)


# -------------------------------------------------------------------- its documentation

_RECORDS = {
    "apparatus": (House, "apparatus."),
    "figures": (FigureSetting, "figures.N."),
    "lines": (Lines, "lines."),
    "series": (Series, "series.NAME."),
    "text.settle": (Settled, "text.settle[]."),
    "witnesses": (WitnessSetting, "witnesses.SIGLUM."),
}
"""Records whose keys stand within each member of a mapping or list, and how such a key is written."""


def table() -> str:
    """Every key of edition.yaml with its type, default and meaning, as a table in Markdown."""
    rows = [("Key", "Type", "Default", "Meaning"), ("---", "---", "---", "---"), *_rows(Edition, "")]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _rows(cls: type, prefix: str) -> list[tuple[str, str, str, str]]:
    rows = []
    for f in fields(cls):
        if "key" not in f.metadata:
            continue
        keys = [prefix + key for key in f.metadata["key"].split("|")]
        name = " or ".join(f"`{key}`" for key in keys)
        rows.append((name, f.metadata["kind"], _default(f), f.metadata["meaning"].replace("|", "\\|")))
        if keys[0] in _RECORDS:
            rows += _rows(*_RECORDS[keys[0]])
        elif isinstance(f.default_factory, type) and is_dataclass(f.default_factory):
            rows += _rows(f.default_factory, keys[0] + ".")
    return rows


def _default(f: Field[object]) -> str:
    match f.default:
        case default if default is MISSING:
            return "" if f.default_factory is not MISSING else "required"
        case bool(default):
            return "on" if default else "off"
        case int(default):
            return str(default)
        case tuple(default):
            return ", ".join(map(str, default))
        case str(default):
            return default.replace("|", "\\|")
        case _:
            return ""

"""edition.yaml: a typed record, every error with its place, and a documentation that is not stale."""

from __future__ import annotations

import os
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from emendata.config import (
    FORMATS,
    SETTLED_AS,
    Edition,
    FigureSetting,
    Settled,
    TextSettings,
    TypographySettings,
    edition,
    load,
    table,
)
from emendata.diagnostics import EmendataError, Place
from emendata.document.model import Person, Text
from emendata.facing import FacingSettings
from emendata.publish.indexing import IndexSettings
from emendata.publish.publication import Certified, Collection, Ebook, Publication
from emendata.sources import Folder
from emendata.witnesses import CollateSettings, WitnessSetting

DOCUMENTATION = Path(__file__).parents[1] / "docs" / "edition-yaml.md"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "on-proofs").mkdir()
    return Folder(tmp_path / "on-proofs")


def read(text: str) -> Edition:
    return edition(text, Folder(Path("manuscript/on-proofs")))


def refused(text: str) -> list[str]:
    """Each error on a line: code, line and column, message, hint."""
    with pytest.raises(EmendataError) as raised:
        read(text)
    assert all(d.severity == "error" and d.place.file == "edition.yaml" for d in raised.value.diagnostics)
    return [f"{d.code} {d.place.line}:{d.place.col} {d.message} | {d.hint}" for d in raised.value.diagnostics]


# ------------------------------------------------------------------------ what is read


EVERYTHING = """\
source: texts/article.txt
sha256: B5BB9D8014A0F9B1D61E21E796D78DCCDF1352F23CD32812F4850B878AE4944C
format: text
encoding: cp1252
title: "On Reading
  Proofs"
subtitle: no
authors: [Anna Bell, "Carl  Dee"]
editors: {AB: Anna Bell, CD: Carl Dee}
lang: en-GB
date: 2026-03
publisher: The House
identifier: urn:isbn:9780000000000
rights: >-
  Free to
  copy.
from: Journal, 40 (1995)
style: book
running: {title: Proofs, author: Bell}
tei: {linking: parallel-segmentation}
figures:
  1: figures/map.png
  2: {file: figures/stemma.svg, alt: A stemma.}
  figures/rule.png: {decorative: yes}
text:
  marks: caret
  numbering: page
  dehyphenate: no
  remove_furniture: off
  settle:
    - {line: 120, as: note-continues, begins: in the archive}
    - line: 7
      as: head
typography: {quotes: off, dashes: on, composed: off}
apparatus: {kind: positive, words: {conjecture: }}
index: {names: on, kinds: [person], passages: on, series: fontes}
lines: {every: 10, side: inner}
series:
  apparatus: {layout: two-columns, order: 5}
  glosses:
facing:
  source: translation.md
  format: markdown
  lang: en
  layout: columns
  align: number
  series: translator-notes
witnesses:
  M: Mediceus
  A²: {siglum: A2, description: a corrector, kind: hand, of: M}
  α: {kind: group, members: M A²}
collate: {base: M, ignore: [case, u/v]}
publication:
  short_title: Proofs
  edition: Second edition
  collection: {title: Studies, number: 12.1, issn: 0317-8471}
  identifiers: [978-0-00-000000-2, 10.1000/182]
  subjects: Philology
  description: On reading proofs.
  file_as: {Carl Dee: "Dee (Carl)"}
epub:
  version: 3.4
  contents: 2
  pages: print
  cover: figures/cover.png
  fonts: off
  certified: {by: Test House, level: A, credential: member, report: https://example.org/report}
outputs: [epub, pdf, epub]
"""


def test_everything():
    assert read(EVERYTHING) == Edition(
        folder=Path("manuscript/on-proofs"),
        name="on-proofs",
        source="texts/article.txt",
        sha256="b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
        format="text",
        encoding="cp1252",
        title="On Reading Proofs",
        subtitle="no",
        authors=("Anna Bell", "Carl Dee"),
        editors=(Person("Anna Bell", "AB", "editor"), Person("Carl Dee", "CD", "editor")),
        lang="en-GB",
        date="2026-03",
        publisher="The House",
        identifier="urn:isbn:9780000000000",
        rights="Free to copy.",
        source_description="Journal, 40 (1995)",
        style="book",
        linking="parallel-segmentation",
        running_title="Proofs",
        running_author="Bell",
        figures={
            "1": FigureSetting("figures/map.png"),
            "2": FigureSetting("figures/stemma.svg", "A stemma."),
            "figures/rule.png": FigureSetting(decorative=True),
        },
        text=TextSettings(
            marks="caret",
            numbering="page",
            settled=(Settled(120, "note-continues", "in the archive"), Settled(7, "head")),
            dehyphenate=False,
            remove_furniture=False,
        ),
        typography=TypographySettings(quotes=False, composed=False),
        index=IndexSettings(True, ("person",), True, ("fontes",)),
        apparatus={"kind": "positive", "words": {"conjecture": ""}},
        lines={"every": 10, "side": "inner"},
        series={"apparatus": {"layout": "two-columns", "order": 5}, "glosses": {}},
        facing=FacingSettings("translation.md", "markdown", "en", "columns", "number", "translator-notes"),
        witnesses={
            "M": WitnessSetting((Text("Mediceus"),)),
            "A²": WitnessSetting((Text("a corrector"),), "A2", "hand", "M"),
            "α": WitnessSetting(kind="group", members=("M", "A²")),
        },
        collate=CollateSettings("M", ("case", "u/v")),
        publication=Publication(
            short_title="Proofs",
            edition="Second edition",
            collection=Collection("Studies", "12.1", "0317-8471"),
            identifiers=("978-0-00-000000-2", "10.1000/182"),
            subjects=("Philology",),
            description="On reading proofs.",
            file_as={"Carl Dee": "Dee (Carl)"},
        ),
        epub=Ebook(
            version="3.4",
            depth=2,
            pages="print",
            cover="figures/cover.png",
            fonts=False,
            certified=Certified("Test House", "A", "member", "https://example.org/report"),
        ),
        outputs=("pdf", "epub"),
    )


def test_every_setting_is_tried_above():
    nothing, everything = read(""), read(EVERYTHING)
    pairs = [(nothing, everything)]
    records = ("text", "index", "facing", "publication", "epub")
    pairs += [(getattr(nothing, name), getattr(everything, name)) for name in records]
    pairs.append((nothing.publication.collection, everything.publication.collection))
    pairs.append((nothing.epub.certified, everything.epub.certified))
    for record, other in pairs:
        same = [f.name for f in fields(record) if getattr(record, f.name) == getattr(other, f.name)]
        assert same == (["folder", "name"] if record is nothing else [])


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "{}", "".join(f"{key}:\n" for key in ("title", "author"))]
)
def test_nothing_said(text: str):
    assert read(text) == Edition(Path("manuscript/on-proofs"), "on-proofs")


def test_keys_with_nothing_behind_them_are_as_if_left_out():
    keys = {f.metadata["key"].split("|")[0].split(".")[0] for f in fields(Edition) if "key" in f.metadata}
    assert read("".join(f"{key}:\n" for key in sorted(keys))) == read("")


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("author: Anna Bell", ("Anna Bell",)),
        ("author: [A, B]", ("A", "B")),
        ("authors: A", ("A",)),
        ("author: ''", ()),
    ],
)
def test_one_author_or_many(text: str, authors: tuple[str, ...]):
    assert read(text).authors == authors


def test_names_of_editors_alone_give_their_initials():
    assert read("editor: Anna van Bell").editors == (Person("Anna van Bell", "AB", "editor"),)
    assert [e.id for e in read("editors: [Anna Bell, Carl Dee]").editors] == ["AB", "CD"]
    assert refused("editors: [Anna Bell, Ann Boe]")[0].startswith(
        "E913 1:10 these names do not have different"
    )


def test_settings_know_their_places():
    found = read(EVERYTHING)
    assert found.figures["2"].place == Place("edition.yaml", 23, 6)
    assert found.settled[1].place == Place("edition.yaml", 32, 7)


@pytest.mark.parametrize("kind", SETTLED_AS)
def test_what_a_block_can_be_settled_as(kind: str):
    assert read(f"text: {{settle: [{{line: 1, as: {kind}}}]}}").settled == (Settled(1, kind),)


@pytest.mark.parametrize(
    ("source", "format_"),
    [
        ("a.txt", "text"),
        ("a.b.MD", "markdown"),
        ("a.docx", "docx"),
        ("a.xml", "tei"),
        ("a", ""),
        ("a.xyz", ""),
    ],
)
def test_format_by_suffix(source: str, format_: str):
    assert read(f"source: {source}").source_format == format_
    assert read(f"source: {source}\nformat: jats").source_format == "jats"


def test_bare_file():
    bare = Edition.bare(Path("somewhere/On Proofs.docx"))
    assert bare == Edition(Path("somewhere"), "On Proofs", source="On Proofs.docx")
    assert bare.source_format == "docx"


def test_an_edition_does_not_change():
    with pytest.raises(FrozenInstanceError):
        read("").title = "x"  # type: ignore[misc]


# --------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel: x", "E910 1:1 unknown key `titel` | Did you mean `title`?"),
        ("running: {titel: x}", "E910 1:11 unknown key `titel` in `running` | Did you mean `title`?"),
        ("figures: {1: {src: x}}", "E910 1:15 unknown key `src` in `figures.1` | The keys known here: file, alt"),
        ("text: {settle: [{line: 1}]}", "E912 1:17 the key `as` is missing"),
        ("title: [a]", "E911 1:8 `title` has the wrong type: expected a text, found a list"),
        ("author: {a: b}", "E911 1:9 `author` has the wrong type: expected a name or a list of names, found a map"),
        ("author: x\nauthors: y", "E905 2:10 `authors` says again what `author` says"),
        ("- title: x", "E911 1:1 wrong type: expected a mapping, found a list"),
        ("An article", "E911 1:1 wrong type: expected a mapping, found `An article`"),
        ("lang: English", "E913 1:7 `English` is not a language tag | BCP 47"),
        ("date: 12 March 2026", "E913 1:7 `12 March 2026` is not a date | Write 2026"),
        ("date: 2026-02-30", "E913 1:7 `2026-02-30` is not a date"),
        ("date: 0000", "E913 1:7 `0000` is not a date"),
        ("sha256: abc", "E913 1:9 not a SHA-256"),
        ("style: ../styles", "E913 1:8 `../styles` cannot be the name of a style"),
        ("source: ../x.txt", "E914 1:9 `../x.txt` cannot be read: the path leads out of the edition's folder"),
        ("source: /x.txt", "E914 1:9 `/x.txt` cannot be read: the path must be relative"),
        ("figures:\n  1: ../x.png", "E914 2:6 `../x.png`"),
        ("figures: [x.png]", "E911 1:10 `figures` has the wrong type: expected a mapping from figure numbers"),
        ("figures: {1: {file: x.png, alt: y, decorative: on}}", "E913 1:14 a decorative figure has no `alt`"),
        ("format: pdf", "E913 1:9 `pdf` is not a value of `format` | "),
        ("text: {marks: superscripts}", "E913 1:15 `superscripts` is not a value of `text.marks` | Did you mean"),
        ("text: {settle: [{line: 0, as: note}]}", "E913 1:24 `text.settle[1].line` is 0: a whole number from 1 up"),
        ("text: {settle: [{line: 3, as: note}, {line: 3, as: head}]}", "E905 1:38 line 3 is settled twice"),
        ("typography: {quotes: perhaps}", "E911 1:22 `typography.quotes` has the wrong type: expected on or off"),
        ("typography: off", "E911 1:13 `typography` has the wrong type: expected a mapping, found `off`"),
        ("publication: {collection: {issn: 12}}", "E913 1:34 `12` is not an ISSN"),
        ("publication: {collection: {number: twelve}}", "E913 1:36 `twelve` is not a number in a series"),
        ("epub: {version: 2}", "E913 1:17 `2` is not a value of `epub.version` | It can be 3.3 or 3.4"),
        ("epub: {cover: ../x.png}", "E914 1:15 `../x.png` cannot be read"),
        ("epub: {certified: {by: A, report: here}}", "E913 1:35 `here` is not an address in the web"),
        ("witnesses: {A B: x}", "E913 1:13 `A B` cannot be a siglum"),
        ("witnesses: {<i>A</i>: x}", "E913 1:13 `<i>A</i>` cannot be a siglum"),
        ("witnesses: {M: {members: Q}}", "E913 1:16 `M` names `Q`, which is no witness | Declared are M."),
        ("witnesses: {M: {knid: hand}}", "E910 1:17 unknown key `knid` in `witnesses.M` | Did you mean `kind`?"),
        ("collate: {ignore: [u/w]}", "E913 1:20 `u/w` is not a value of `collate.ignore[1]` | Did you mean `u/v`?"),
        ("outputs: [pdf, mobi]", "E913 1:16 `mobi` is not a value of `outputs[2]` | It can be tei, pdf or epub."),
        ("outputs: {pdf: on}", "E911 1:10 `outputs` has the wrong type: expected a list of outputs"),
        ("editors: {A B: Anna}", "E913 1:11 `A B` cannot be an editor's initials"),
    ],
)  # fmt: skip
def test_refused(text: str, said: str):
    (found,) = refused(text)
    assert found.startswith(said)


@pytest.mark.parametrize(
    "encoding", ["klingon", "zlib", "rot13", "idna", "unicode_escape", "undefined", "'\\0'"]
)
def test_encodings_that_are_none(encoding: str):
    assert refused(f"encoding: {encoding}")[0].startswith("E913 1:11")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "UTF-16", "utf-32", "cp1252", "koi8-r", "mac-roman", "iso-8859-7"]
)
def test_encodings(encoding: str):
    assert read(f"encoding: {encoding}").encoding == encoding


def test_all_errors_are_said_at_once():
    text = """\
titel: x
lang: English
running: {author: [a]}
figures: {1: ../x.png, 2: {alt: [x]}}
text:
  marks: caret?
  settle:
    - {line: one, as: noat}
    - {as: head}
outputs: [word, mobi]
"""
    assert [found.split(" ")[:2] for found in refused(text)] == [
        ["E910", "1:1"],
        ["E913", "2:7"],
        ["E911", "3:19"],
        ["E914", "4:14"],
        ["E911", "4:33"],
        ["E913", "6:10"],
        ["E911", "8:14"],
        ["E913", "8:23"],
        ["E912", "9:7"],
        ["E913", "10:11"],
        ["E913", "10:17"],
    ]


# ------------------------------------------------------------------------- the folder


def test_the_only_source_is_the_source(folder: Folder):
    (folder.path / "edition.yaml").write_text("title: x\n")
    assert load(folder).source == "source.txt"  # it may be given on the command line
    (folder.path / "source.docx").write_bytes(b"")
    found = load(folder)
    assert (found.source, found.name, found.folder) == ("source.docx", "on-proofs", folder.path)


def test_two_sources(folder: Folder):
    (folder.path / "edition.yaml").write_text("title: x\n")
    for name in ("source.txt", "source.docx"):
        (folder.path / name).write_bytes(b"")
    with pytest.raises(EmendataError, match=r"(?s)E003: there are 2 sources: .*`source: source.docx`"):
        load(folder)
    (folder.path / "edition.yaml").write_text("source: source.txt\n")
    assert load(folder).source == "source.txt"


def test_no_edition_yaml(folder: Folder):
    with pytest.raises(
        EmendataError, match=r"(?s)edition.yaml: error E001: there is no edition.yaml in .*emendata new"
    ):
        load(folder)


def test_edition_yaml_that_is_no_text(folder: Folder):
    (folder.path / "edition.yaml").write_bytes(b"title: caf\xe9\n")
    with pytest.raises(EmendataError, match="edition.yaml:1:11: error A002"):
        load(folder)


# ------------------------------------------------------------------ its documentation


def test_the_documentation_has_the_table():
    """After a change of the settings: ``EMENDATA_ACCEPT=1 pytest tests/test_config.py``."""
    begin, end = "<!-- table: made by emendata.config.table() -->\n", "<!-- end of table -->\n"
    text = DOCUMENTATION.read_text("utf-8")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    fresh = before + begin + table() + end + after
    if os.environ.get("EMENDATA_ACCEPT"):
        DOCUMENTATION.write_text(fresh, "utf-8")
    assert text.count(begin) == text.count(end) == 1
    assert text == fresh


def test_the_table_has_every_key():
    keys = [row.split("`")[1] for row in table().splitlines()[2:]]
    assert len(keys) == len(set(keys))
    assert {"title", "author", "running.title", "figures.N.alt", "text.settle[].as", "typography.quotes"} <= {
        *keys
    }
    assert all(row.count("|") - row.count("\\|") == 5 for row in table().splitlines())
    assert all(format_ in table() for format_ in FORMATS.values())


def test_the_example_in_the_documentation_is_read():
    (example,) = [
        block.partition("```")[0] for block in DOCUMENTATION.read_text("utf-8").split("```yaml\n")[1:]
    ]
    found = read(example)
    assert found.title
    assert found.settled
    assert found.typography.quotes is False

"""The house's rules for characters: cases an editor can read, and laws.

A case is a folder with ``input.txt`` and ``expected.txt``, one paragraph a line. There `_x_` is italic,
`{1}` a note call, `` `x` `` code, `[x>y]` an emendation of x to y, `~` a no-break space and `^` a narrow one.
A first line ``lang: fr`` says in which language the text is.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from emendata.document.model import (
    Code,
    Division,
    Document,
    Emendation,
    Emph,
    Formula,
    Inline,
    Inlines,
    Metadata,
    NoteCall,
    Origin,
    Paragraph,
    Preformatted,
    Ref,
    Text,
)
from emendata.document.normal import joined
from emendata.document.walk import descendants, note_texts, plain, texts
from emendata.edit.typography import RULES, typography
from emendata.settings import TypographySettings
from tests.document.strategies import documents

CASES = sorted(path.parent for path in Path(__file__).parent.glob("typography/*/input.txt"))
ON = TypographySettings()
OFF = TypographySettings(**{f.name: False for f in fields(TypographySettings)})


def in_english(*paragraphs: Inlines, lang: str = "en") -> Document:
    return Document(Metadata(lang=lang), body=Division(blocks=tuple(map(Paragraph, paragraphs))))


def contents(document: Document) -> list[Inlines]:
    return [block.content for block in document.body.blocks if isinstance(block, Paragraph)]


# ------------------------------------------------------------------------------- cases

_MARKUP = re.compile(
    r"_(?P<italic>[^_]*)_|\{(?P<call>\d+)\}|`(?P<code>[^`]*)`|\[(?P<sic>[^>\]]*)>(?P<corr>[^\]]*)\]"
)


def inlines(line: str) -> Inlines:
    out: list[Inline] = []
    at = 0
    for m in _MARKUP.finditer(line):
        out.append(Text(line[at : m.start()]))
        at = m.end()
        match m.lastgroup:
            case "italic":
                out.append(Emph(inlines(m["italic"])))
            case "call":
                out.append(NoteCall(f"n{m['call']}"))
            case "code":
                out.append(Code(m["code"]))
            case "corr":
                out.append(Emendation(f"e{at}", joined([Text(m["sic"])]), joined([Text(m["corr"])])))
    return joined([*out, Text(line[at:])])


def shown(sequence: Inlines) -> str:
    parts: list[str] = []
    for inline in sequence:
        match inline:
            case Text(text):
                parts.append(text.replace("\u00a0", "~").replace("\u202f", "^"))
            case Emph(children):
                parts.append(f"_{shown(children)}_")
            case NoteCall(note):
                parts.append(f"{{{note[1:]}}}")
            case Code(text):
                parts.append(f"`{text}`")
            case Emendation(sic=sic, corr=corr):
                parts.append(f"[{shown(sic)}>{shown(corr)}]")
    return "".join(parts)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path):
    lines = (case / "input.txt").read_text("utf-8").splitlines()
    lang = lines.pop(0).removeprefix("lang: ") if lines[0].startswith("lang: ") else "en"
    document = typography(in_english(*map(inlines, lines), lang=lang), ON)
    assert [*map(shown, contents(document))] == (case / "expected.txt").read_text("utf-8").splitlines()


def test_every_case_has_both_files():
    folders = [path for path in (Path(__file__).parent / "typography").iterdir() if path.is_dir()]
    assert len(folders) == len(CASES) > 0
    assert all((case / "expected.txt").exists() for case in CASES)


# ----------------------------------------------------------------- switches, record, places


EVERYTHING = """Double  spaces, "quotes", 1-2 ranges [. . .]"""


@pytest.mark.parametrize(
    ("rule", "left"),
    [("spaces", "Double  "), ("quotes", '"quotes"'), ("dashes", "1-2"), ("ellipsis", "[. . .]")],
)
def test_a_rule_can_be_switched_off(rule: str, left: str):
    document = in_english((Text(EVERYTHING),))
    assert left not in plain(contents(typography(document, ON))[0])
    document = typography(document, replace(ON, **{rule: False}))
    assert left in plain(contents(document)[0])
    assert f"typography-{rule}" not in [applied.rule for applied in document.record]


def test_the_record_counts_each_change():
    document = typography(in_english((Text(EVERYTHING),), (Text('A "b" and c'),)), ON)
    assert {applied.rule: applied.count for applied in document.record} == {
        "typography-spaces": 1,
        "typography-quotes": 4,
        "typography-dashes": 1,
        "typography-ellipsis": 2,
    }
    assert all(applied.what.endswith(".") for applied in document.record)


def test_the_title_of_the_title_page_is_set_like_the_title_in_the_text():
    title = 'The "Fair" Copy, 1924-1931'
    document = Document(Metadata(title=title, subtitle="Its 'errors'"), title=(Text(title),))
    document = typography(document, ON)
    assert document.metadata.title == plain(document.title) == "The “Fair” Copy, 1924–1931"
    assert document.metadata.subtitle == "Its ‘errors’"
    assert [applied.count for applied in document.record] == [1, 2]  # the title, counted once


def test_literal_blocks_and_inlines_stay():
    literal = Preformatted('say "it" -- twice')
    document = Document(
        body=Division(blocks=(literal, Paragraph((Text('The "'), Formula("f'' -- g"), Text('" here')))))
    )
    blocks = typography(document, ON).body.blocks
    assert blocks[0] == literal
    assert blocks[1] == Paragraph((Text("The “"), Formula("f'' -- g"), Text("” here")))


def test_text_keeps_its_origins():
    origins = (Origin("source.txt", 0, 12), Origin("source.txt", 20, 30))
    (content,) = contents(typography(in_english((Text('He said "no"  ,', origins),)), ON))
    assert content == (Text("He said “no”,"),)
    assert isinstance(content[0], Text)
    assert content[0].origins == origins


@pytest.mark.parametrize("unit", ["'", '"', "\"'", "x'", "A. ", ". ", "-", "1-", " ,", "10.", "a", "a@"])
def test_time_grows_with_the_length_only(unit: str):
    # a pattern that looks from each character to the end of the line would take minutes here
    long = in_english((Text(unit * 40_000),))
    assert plain(contents(typography(long, OFF))[0]) == unit * 40_000
    typography(long, ON)


# -------------------------------------------------------------------------------- laws

PIECES = [*"\"'“”‘’„‚«»-–—.,;:!?()[]  \u00a0\u202f0123459abcIXpP§д́ם@/", "pp. ", "12-14", ". . .", "--"]
TYPOGRAPHIC = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def characters(document: Document) -> str:
    """The letters and digits of the reading text and of what emendations replace."""
    sequences = [*texts(document), *note_texts(document)]
    replaced = [i.sic for s in sequences for i in descendants(s) if isinstance(i, Emendation)]
    return "".join(c for s in [*sequences, *replaced] for c in normalize("NFC", plain(s)) if c.isalnum())


@given(TYPOGRAPHIC, TYPOGRAPHIC, st.sampled_from(["en", "fr", "de", "ru", "pl", "he"]))
@example('"s"ezd" 5\'', "", "en")
@example('"\'"', "' \"", "fr")
def test_letters_and_digits_stay_and_a_second_time_changes_nothing(before: str, within: str, lang: str):
    document = in_english(
        joined([Text(before), Emph((Text(within),)), NoteCall("n1"), Text(before)]), lang=lang
    )
    once = typography(document, ON)
    assert characters(once) == characters(document)
    assert typography(once, ON) == once


@given(TYPOGRAPHIC, st.sampled_from(["en", "fr", "de"]))
@example("p. ı", "en")
@example("J. Doe, A.-B. Roe", "en")
def test_what_has_no_sign_of_a_rule_is_not_changed_by_it(line: str, lang: str):
    for rule in RULES:
        assert rule.sign.search(line) or not list(rule.changes(line, lang)), rule.changes


@given(documents())
def test_any_document_keeps_its_letters(document: Document):
    once = typography(document, ON)
    assert characters(once) == characters(document)
    assert typography(once, ON) == once


@given(documents())
def test_switched_off_it_changes_nothing(document: Document):
    assert typography(document, OFF) == document


def test_a_reference_without_words_keeps_the_spaces_around_it() -> None:
    line = (Text("see "), Ref((), "#a"), Text(" and "), Ref((), "#b"), Text(" ."))
    document, = [typography(in_english(line), ON)]
    assert contents(document) == contents(in_english((*line[:-1], Text("."))))

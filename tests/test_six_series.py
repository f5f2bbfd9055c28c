"""Six series of notes on one page, each laid out and counted in its own way: from the file on disk to the PDF."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests import checkers
from tests.command import emendata
from tests.effort import PATIENCE

SERIES = ("author", "testimonia", "fontes", "apparatus", "gloss", "loci")
SETTINGS = """
title: Six
lines: {side: inner, every: 3, restart: division}
series:
  author: {layout: block, numbering: number, order: 10}
  testimonia: {layout: paragraph, numbering: lines, order: 20}
  fontes: {layout: two-columns, numbering: lines, order: 30}
  apparatus: {layout: paragraph, numbering: lines, order: 40}
  gloss: {layout: three-columns, numbering: letter, restart: division, order: 50}
  loci: {layout: paragraph, numbering: symbol, restart: page, order: 60}
"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Six</title></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><listWit><witness xml:id="M">M</witness></listWit></sourceDesc>
</fileDesc></teiHeader><text xml:lang="la"><body>{}</body></text></TEI>"""


def on_word(number: int) -> str:
    """A word with a note or an entry on it, which has a word of its own."""
    word, said = f"q{number}x", f"{SERIES[number % 6]}{number}"
    match SERIES[number % 6]:
        case "apparatus":
            return f'<app><lem>{word}</lem><rdg wit="#M">{said}</rdg></app>'
        case "testimonia" | "fontes" as kind:
            return f'<app type="{kind}"><lem>{word}</lem><note>{said}</note></app>'
        case kind:
            return f'{word}<note type="{kind}" place="foot">{said}</note>'


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> list[str]:
    """The text of each page."""
    folder: Path = tmp_path_factory.mktemp("six")
    words = [on_word(at // 7) if at % 7 == 3 else "lorem" for at in range(1800)]
    chapters = (" ".join(words[at : at + 600]) for at in range(0, 1800, 600))
    body = "".join(f"<div><head>Caput</head><p>{chapter}</p></div>" for chapter in chapters)
    (folder / "edition.yaml").write_text(SETTINGS, "utf-8")
    (folder / "source.xml").write_text(TEI.format(body), "utf-8")
    made = emendata("build", folder, "--to", "pdf", "--out", folder / "books")
    assert made.code == 0, made.err
    (pdf,) = (folder / "books").glob("*.pdf")
    checkers.program("pdftotext")
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout.split("\f")


def test_all_stand_on_the_page_of_their_word_and_nothing_is_lost(pages: list[str]) -> None:
    found: list[int] = []
    for page in pages:
        said = {int(n): page.index(f"{name}{n}") for name, n in re.findall(rf"\b({'|'.join(SERIES)})(\d+)\b", page)}
        words = {int(n) for n in re.findall(r"q(\d+)x", page)}
        assert set(said) <= words
        found += said
        # The series are one below the other, each in the order of its calls.
        order = sorted(said, key=lambda n: said[n])
        strips = [SERIES[n % 6] for n in order]
        single = [name for at, name in enumerate(strips) if not at or strips[at - 1] != name]
        if len(said) > 12:
            assert single == list(SERIES)
    assert sorted(found) == list(range(257))


def test_each_is_counted_in_its_own_way(pages: list[str]) -> None:
    full = [page for page in pages if len(re.findall(r"\bloci\d", page)) > 1]
    assert len(full) > 2
    for page in full:
        # symbols begin anew with the page
        assert re.search(r"\*\s*loci", page) and re.search(r"†\s*loci", page)
    letters = re.findall(r"\b([a-z])\s*gloss\d+", "".join(pages))
    # letters with the division
    assert letters.count("a") == 3
    numbers = [int(n) for n in re.findall(r"\b(\d+)\s*author\d+", "".join(pages))]
    assert numbers == list(range(1, len(numbers) + 1))

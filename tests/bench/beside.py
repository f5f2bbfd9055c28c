"""The apparatus of the *Bellum Alexandrinum* beside that of its project: ``python -m tests.bench.beside``.

Entry by entry, letter by letter, each difference with its reason. What ours has more is looked for in the TEI file, so
that nothing is explained that nobody wrote; a difference that nothing explains is called so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from emendata.publish.semantic import Book, book
from emendata.publish.xhtml import Element, classes, text_of
from tests import teifile
from tests.bench.apparatus import BALEX, PLAIN, document, shown
from tests.bench.latex import Printed, entries, letters
from tests.bench.table import table

LATEX, TEI = BALEX / "ldlt-balex.latex", BALEX / "ldlt-balex.xml"

SAME = "the same"
DELETED = "a scholar deletes the lemma: ours says del., theirs prints it in brackets"
SPLIT = "a lemma in two <app>, joined by @next and @prev: theirs has the second part alone"
OMITTED = "an empty reading, or one that leaves out words: ours says om."
NOTE = "a <note> of the file that theirs leaves out"
POINTER = "a <ptr> to the commentary: ours names the section, theirs sets a sign without letters"
YEAR = "two works of one scholar: ours tells them apart by the year"
WORD = "a place in the manuscript in the words of the house (sscr.)"
ABSENT = "theirs does not have the entry"
RENAMED = "theirs adds a word of its own (redit) to what the file says"
UNEXPLAINED = "unexplained"


_TELLING = 5
"""So few letters stand in some note by chance."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Of an entry of ours to one of theirs."""

    lemma: str
    reason: str
    what: str
    """The letters in which they differ."""


class Source:
    """What the TEI file says, by which differences are explained."""

    def __init__(self) -> None:
        root = teifile.tree(TEI)
        apps = teifile.named(teifile.the_text(root), "app")
        self.whole = {letters("".join(note.itertext())) for app in apps for note in app.iter("{*}note")}
        self.notes = " ".join(
            "".join(letters("".join(note.itertext())) for note in app.iter("{*}note")) for app in apps
        )
        targets = [pointer.get("target", "") for pointer in root.iter("{*}ptr")]
        self.sections = {
            letters(part)
            for target in targets
            for part in (target.partition("-")[2], target.rpartition("-")[2])
        }
        self.split = {
            letters("".join(teifile.said(lem)))
            for lem in root.iter("{*}lem")
            if lem.get("prev") and lem.get(ID)
        }


ID = "{http://www.w3.org/XML/1998/namespace}id"


def letters_of(tree: Element) -> Printed:
    """An entry of ours."""

    def of(*names: str) -> str:
        return "".join(letters(text_of(part)) for part in tree.iter("{*}span") if {*names} & {*classes(part)})

    whole, lemma = letters(text_of(tree)), of("lemma")
    return Printed(lemma, whole.removeprefix(of("n")).removeprefix(lemma))


def differences(made: Book, latex: str) -> Iterator[Difference]:
    """Each entry of both with what it is: `SAME` too."""
    source = Source()
    theirs, ours = list(entries(latex)), list(map(letters_of, shown(made)))
    matcher = SequenceMatcher(
        None, [one.lemma for one in theirs], [one.lemma for one in ours], autojunk=False
    )
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for mine, its in zip(ours[c:d], theirs[a:b], strict=True):
                yield from _of_pair(mine, its, source)
        else:
            yield from _of_lemmas(ours[c:d], theirs[a:b], source)


def _of_lemmas(ours: Sequence[Printed], theirs: Sequence[Printed], source: Source) -> Iterator[Difference]:
    """Entries whose lemmas differ: a lemma in two parts, and what theirs drops with it."""
    left = list(theirs)
    for mine in ours:
        its = next(
            (one for one in left if mine.lemma.endswith(one.lemma) and one.lemma in source.split), None
        )
        if its is not None:
            left.remove(its)
            yield Difference(mine.lemma, SPLIT, mine.lemma.removesuffix(its.lemma))
            yield from (one for one in _of_pair(mine, its, source) if one.reason != SAME)
        else:
            yield Difference(mine.lemma, ABSENT, mine.note)
    for its in left:
        yield Difference(its.lemma, UNEXPLAINED, its.note)


def _of_pair(mine: Printed, its: Printed, source: Source) -> Iterator[Difference]:
    if mine.note == its.note:
        yield Difference(mine.lemma, SAME, "")
        return
    note = mine.note
    if _likeness(deleted := note.replace("del", mine.lemma, 1), its.note) > _likeness(note, its.note):
        yield Difference(mine.lemma, DELETED, f"{mine.lemma} → del")
        note = deleted
    for tag, a, b, c, d in SequenceMatcher(None, its.note, note, autojunk=False).get_opcodes():
        if tag != "equal":
            gone, come = its.note[a:b], note[c:d]
            around = note[max(0, c - 6) : d + 6]
            come, reason = _reason(gone, come, note, c, around, source)
            yield Difference(mine.lemma, reason, f"{gone or '–'} → {come or '–'}")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _reason(gone: str, come: str, note: str, at: int, around: str, source: Source) -> tuple[str, str]:
    """What is more, and why. Where it stands beside the like letters, it may begin with some of these."""
    if gone == "redit" and not come:
        return come, RENAMED
    if "sscr" in around:
        return come, WORD
    for back in range(len(come) + 1) if not gone else ():
        if note[at - back : at] != come[len(come) - back :]:
            break
        piece = note[at - back : at - back + len(come)]
        if piece == "om":
            return piece, OMITTED
        if piece in source.sections:
            return piece, POINTER
        if re.fullmatch(r"1[5-9]\d\d[a-z]?", piece):
            return piece, YEAR
        if piece in source.whole or (len(piece) > _TELLING and piece in source.notes):
            return piece, NOTE
    return come, UNEXPLAINED


def main() -> None:
    """Print how many there are of each kind, then each of them."""
    if not LATEX.is_file():
        return
    found = list(differences(book(document(TEI), house=PLAIN), LATEX.read_text("utf-8")))
    counts = Counter(one.reason for one in found)
    rows = [("reason", "places"), *((what, str(count)) for what, count in counts.most_common())]
    print(table("Bellum Alexandrinum beside its project's LaTeX", rows))
    for one in found:
        if one.reason != SAME:
            print(f"{one.lemma[:40]}: {one.what[:100]}: {one.reason}")


if __name__ == "__main__":
    main()

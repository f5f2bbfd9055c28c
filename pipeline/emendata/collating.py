"""Compare the witnesses of a work with its source, and write apparatus.yaml.

The source as it is after its corrections is the base; the witnesses are the files in ``witnesses/``, each
named by its siglum. What an editor has done to apparatus.yaml since the last time stays.

Codes: X016 no witnesses, X017 two files of one siglum, X018 a witness without a word, X019 a witness that has
little of the base, X020 a witness that has the very words of the base, X021 there is no folder to write to,
X024 a file whose name is no siglum, X025 a witness that is not declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from emendata.build import opened, run
from emendata.decoding import decode
from emendata.diagnostics import Diagnostic, Place, error
from emendata.document.places import passages
from emendata.document.walk import plain
from emendata.edit.apparatus import load
from emendata.edit.collate.collation import Collation, collate
from emendata.edit.collate.keep import kept
from emendata.edit.collate.record import proposed
from emendata.edit.collate.rules import normal_form, standard
from emendata.edit.places import Whole
from emendata.rewrite import rewrite
from emendata.settings import FORMATS
from emendata.sources import Folder
from emendata.stages import APPARATUS, STAGES, Work
from emendata.stages import acquire as acquired
from emendata.target import Target
from emendata.witnesses import SIGLUM, SIGLUM_HINT

WITNESSES = "witnesses"
LITTLE = 0.3
"""A witness that has less of the base than this may be another text, or in another language."""
_LEFT_OUT = ("note", "caption")
"""What is no part of the text that scribes copied."""


@dataclass(frozen=True, slots=True)
class Collated:
    """What a collation came to."""

    witnesses: tuple[str, ...]
    """Their sigla."""
    words: int
    """Of the base."""
    variants: int
    made: int
    """Entries that apparatus.yaml has from this collation."""
    kept: int
    """Entries of it that an editor wrote or changed."""
    diagnostics: tuple[Diagnostic, ...]


def collated(target: Target) -> Collated:
    """Collate and write; apparatus.yaml is replaced whole, or stays as it was."""
    if target.bare:
        raise error(
            "X021",
            Place(target.bare),
            "a single file has no witnesses",
            "`emendata new FOLDER` makes an edition; put them into its folder witnesses/.",
        )
    work, _ = opened(target)
    names = [stage.name for stage in STAGES]
    base = run(work, STAGES[: names.index("correct") + 1])
    texts = dict(_witnesses(target, work))
    rules = work.edition.collate.ignore
    if rules is None:
        rules = standard(base.document.metadata.lang)
    whole = Whole(base.document)
    compared = list(_compared(whole, texts.values(), rules))
    collation = collate([whole.passages[n].text for n in compared], texts, rules)
    outcome = kept(_checked(work), APPARATUS, proposed(collation, whole, compared), texts)
    rewrite(target.folder, APPARATUS, work.apparatus, outcome.text)
    return Collated(
        tuple(texts),
        len(collation.base),
        len(collation.variants),
        outcome.made,
        outcome.kept,
        (*_doubts(base, collation), *outcome.diagnostics),
    )


def _compared(whole: Whole, texts: Iterable[list[str]], rules: Sequence[str]) -> Iterator[int]:
    """The passages that witnesses are compared with: a title only if one of them begins with it."""
    normal = normal_form(rules)

    def beginning(passage: str) -> list[str]:
        return [norm for word in passage.split()[:3] if (norm := normal(word))]

    begun = [beginning(passages_[0]) for passages_ in texts]
    for n, passage in enumerate(whole.passages):
        if passage.kind in _LEFT_OUT or passage.note:
            continue
        title = passage.kind == "title" and beginning(passage.text)
        if not title or any(words[: len(title)] == title for words in begun):
            yield n


def _checked(work: Work) -> str:
    """The text of apparatus.yaml, if it is one that can be gone on with."""
    if work.apparatus.strip():
        load(work.apparatus, APPARATUS)
    return work.apparatus


# ------------------------------------------------------------------- witnesses


def _files(target: Target, work: Work) -> dict[str, str]:
    """The file of each witness by its siglum, in the order in which the edition names them."""
    folder = Folder(target.folder)
    found: dict[str, str] = {}
    for name in folder.names(f"{WITNESSES}/*"):
        path = PurePosixPath(name)
        if path.name.startswith(".") or path.suffix.lower() not in FORMATS or name == work.edition.source:
            continue
        if not SIGLUM.fullmatch(path.stem):
            raise error("X024", Place(name), f"`{path.stem}` cannot be a siglum", SIGLUM_HINT)
        if path.stem in found:
            message = (
                f"`{path.name}` and `{PurePosixPath(found[path.stem]).name}` are both called {path.stem}"
            )
            raise error("X017", Place(name), message, "A witness is one file; its name is its siglum.")
        found[path.stem] = name
    if not found:
        raise error(
            "X016",
            Place(WITNESSES),
            "there are no witnesses to collate",
            "Put one file for each into witnesses/, named by its siglum: witnesses/M.txt.",
        )
    order = {siglum: n for n, siglum in enumerate(work.edition.witnesses)}
    return dict(sorted(found.items(), key=lambda one: (order.get(one[0], len(order)), one[0])))


def _witnesses(target: Target, work: Work) -> Iterator[tuple[str, list[str]]]:
    """The text of each witness, passage by passage, by its siglum."""
    for siglum, name in _files(target, work).items():
        data = work.files.read(name)
        if FORMATS[PurePosixPath(name).suffix.lower()] == "text":
            text = decode(data, name, work.edition.encoding, blank=True)
            passages_ = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
        else:
            edition = replace(work.edition, source=name, format="")
            document = acquired(replace(work, edition=edition, source=data, text="")).document
            passages_ = [p.text for p in passages(document) if p.kind not in _LEFT_OUT and not p.note]
        filled = [passage for passage in passages_ if passage.strip()]
        if not filled:
            raise error(
                "X018",
                Place(name),
                f"the witness {siglum} has not a word",
                "Take the file out of witnesses/ if the witness is lost.",
            )
        yield siglum, filled


def _doubts(base: Work, collation: Collation) -> Iterator[Diagnostic]:
    """Witnesses that may be other than they should be."""
    declared = {plain(one.siglum) or one.id for one in base.document.witnesses} | set(base.edition.witnesses)
    for siglum in collation.aligned:
        likeness = collation.likeness(siglum)
        place = Place(f"{WITNESSES}/{siglum}")
        if declared and siglum not in declared:
            hint = f"Say in edition.yaml what it is, `witnesses: {{{siglum}: …}}`: else no book can be built."
            yield Diagnostic("X025", "warning", place, f"the witness {siglum} is not declared", hint)
        if likeness < LITTLE:
            yield Diagnostic(
                "X019",
                "warning",
                place,
                f"the witness {siglum} has only {likeness:.0%} of the words of the base",
                "Is it another text, or in another language?",
            )
        elif not collation.aligned[siglum].differences:
            yield Diagnostic(
                "X020",
                "warning",
                place,
                f"the witness {siglum} has the very words of the base",
                "Is it the same file? If it is the source, say `collate: {base: …}`.",
            )

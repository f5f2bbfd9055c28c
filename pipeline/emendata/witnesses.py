"""What an editor says of witnesses in edition.yaml: who they are, and how they are collated.

Codes: E913 a value that cannot be, as in `emendata.yamltext`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from emendata.document.model import WITNESS_KINDS, Inlines, Text, Witness
from emendata.edit.collate.rules import NAMES
from emendata.edit.corrections import marked_up
from emendata.records import record, setting
from emendata.yamltext import Field, Problems


def _words(value: Field) -> Inlines:
    return marked_up(value.line())


def _members(value: Field) -> tuple[str, ...]:
    return tuple(name for text in value.texts("sigla") for name in text.split())


@dataclass(frozen=True, slots=True)
class WitnessSetting:
    """A witness, by its siglum."""

    description: Inlines = setting(  # noqa: RUF009, `setting` makes a field
        "description", (), "text", "What it is, for the conspectus: *Mediceus* Laur. 39.1, saec. v.", _words
    )
    siglum: str = setting(
        "siglum", "", "text", "The siglum as it is printed, if it is not the one that is typed.", Field.line
    )
    kind: str = setting(
        "kind",
        "manuscript",
        "name",
        f"One of {', '.join(WITNESS_KINDS)}.",
        lambda value: value.one_of(WITNESS_KINDS),
    )
    of: str = setting("of", "", "siglum", "Of a hand: the manuscript that it wrote in.", Field.line)
    members: tuple[str, ...] = setting(
        "members", (), "sigla", "Of a group: the witnesses that its siglum stands for.", _members
    )


SIGLUM = re.compile(r"[^\s(),;:<>&\"]+")
SIGLUM_HINT = "A siglum is one word without parentheses and markup: M, A², Vat.3225."


def witnesses(value: Field) -> Mapping[str, WitnessSetting]:
    """``{M: Mediceus Laur. 39.1, M²: {kind: hand, of: M}}``, in the order in which they are quoted."""
    problems = Problems()
    found: dict[str, WitnessSetting] = {}
    for key, said in value.entries("a mapping from sigla to descriptions"):
        if not SIGLUM.fullmatch(key.written):
            problems.add(key.error(913, f"`{key.written}` cannot be a siglum", SIGLUM_HINT))
        if said.kind == "text":
            found[key.written] = WitnessSetting(problems.attempt((), _words, said))
        else:
            found[key.written] = problems.attempt(WitnessSetting(), record, WitnessSetting, said)
    for key, said in value.entries(""):
        witness = found[key.written]
        for name in (*filter(None, (witness.of,)), *witness.members):
            if name not in found:
                hint = f"Declared are {', '.join(found)}."
                problems.add(said.error(913, f"`{key.written}` names `{name}`, which is no witness", hint))
    problems.finish()
    return found


@dataclass(frozen=True, slots=True)
class CollateSettings:
    """How the files in witnesses/ are compared with the source."""

    base: str = setting(
        "base",
        "",
        "siglum",
        "The siglum of the source, if it is itself a witness; by default the name of a source in witnesses/.",
        Field.line,
    )
    ignore: tuple[str, ...] | None = setting(
        "ignore",
        None,
        "list",
        f"What is no difference: {', '.join(NAMES)}. By default what is usual in the language.",
        lambda value: _rules(value),
    )


def _rules(value: Field) -> tuple[str, ...]:
    members = (value,) if value.kind == "text" and not value.blank else value.items("a list of rules")
    problems = Problems()
    found = [problems.attempt("", member.one_of, NAMES) for member in members]
    problems.finish()
    return tuple(found)


def declared(said: Mapping[str, WitnessSetting], found: tuple[Witness, ...]) -> tuple[Witness, ...]:
    """The witnesses of edition.yaml, then those of the text that it does not name."""
    ids = {siglum: identifier(siglum) for siglum in said}
    ours = tuple(
        Witness(
            ids[siglum],
            (Text(witness.siglum or siglum),),
            witness.kind,
            witness.description,
            ids.get(witness.of, ""),
            tuple(ids[name] for name in witness.members),
        )
        for siglum, witness in said.items()
    )
    return (*ours, *(witness for witness in found if witness.id not in ids.values()))


def identifier(siglum: str) -> str:
    """An XML name made from a siglum: ``A²`` is A2."""
    letters = re.sub(r"[^A-Za-z0-9_-]", "", unicodedata.normalize("NFKD", siglum))
    if letters != unicodedata.normalize("NFKC", siglum) or not letters[:1].isalpha():
        # Greek and other letters have no place in an id: their numbers do, so that α and β differ.
        others = "".join(f"-{ord(c):x}" for c in siglum if not c.isascii() and c not in "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜ")
        letters = f"{letters if letters[:1].isalpha() else 'w' + letters}{others}"
    return letters

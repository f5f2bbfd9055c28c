"""Turn the text of apparatus.yaml into what it says, entry by entry.

Codes: X9xx as `emendata.yamltext` has them; X002 an entry that cannot be understood, X003 a siglum that
is not declared.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import get_close_matches

from emendata.diagnostics import Place
from emendata.document.model import READING_KINDS, Attestation, Inlines
from emendata.document.walk import plain
from emendata.edit.corrections import marked_up
from emendata.yamltext import Field, Problems, parsed

KEYS = (
    "at", "lem", "nth", "wit", "print", "choose", "rdg", "say", "remark", "series", "collated",
)  # fmt: skip
"""The keys of an entry, in the order in which they are best written."""
READING_KEYS = ("read", "wit", "kind", "by", "where", "cause", "remark")
SERIES = "apparatus"
LETTER = "X"

_ABBREVIATED = {
    "om": "omission",
    "add": "addition",
    "del": "deletion",
    "secl": "seclusion",
    "transp": "transposition",
    "iter": "repetition",
    "coni": "conjecture",
    "lac": "lacuna",
}
"""What an editor writes in front of a reading, or instead of one."""
_PREFIX = re.compile(rf"({'|'.join(_ABBREVIATED)})\.?(?:\s+|$)", re.IGNORECASE)
_WORDLESS = ("omission", "deletion", "seclusion", "lacuna")


@dataclass(frozen=True, slots=True)
class SaidReading:
    """A reading as the file has it."""

    content: Inlines = ()
    kind: str = ""
    attested: tuple[Attestation, ...] = ()
    proposers: tuple[tuple[str, str], ...] = ()
    """Scholars by name or siglum, each with where they propose it; not yet looked up."""
    cause: str = ""
    remark: Inlines = ()


@dataclass(frozen=True, slots=True)
class Said:
    """An entry as the file has it."""

    lem: str
    """Words of the text; ``first … last`` for a longer stretch."""
    at: str = ""
    """Where to look, as `edit.places` reads it; empty for the whole text."""
    nth: int = 0
    """Which of several matches is meant, from 1; 0 where there must be only one."""
    attested: tuple[Attestation, ...] = ()
    """Witnesses to the lemma."""
    printed: Inlines = ()
    """The lemma as it is to be printed, if not as it stands in the text."""
    choice: str | None = None
    """The reading that the edition prints instead of the words of its source."""
    readings: tuple[SaidReading, ...] = ()
    content: Inlines = ()
    """What an apparatus of sources or testimonia says of the place."""
    remark: Inlines = ()
    series: str = SERIES
    place: Place = field(default=Place("apparatus.yaml"), compare=False)


def load(text: str, name: str, sigla: Collection[str] = ()) -> tuple[Said, ...]:
    """The entries of the file `name` in its order.

    Where `sigla` are given, every witness must be one of them. Everything that is wrong is reported at
    once, in one `EmendataError`.
    """
    problems = Problems()
    entries = parsed(text, name, letter=LETTER).items("a list of entries, each beginning with `- `")
    read = [problems.attempt(None, _entry, entry, tuple(sigla)) for entry in entries]
    problems.finish()
    return tuple(entry for entry in read if entry is not None)


def _entry(entry: Field, sigla: tuple[str, ...]) -> Said:
    problems = Problems()
    fields = entry.mapping(KEYS, problems, wanted="an entry: a mapping with `at`, `lem` and `rdg` or `say`")
    if "lem" not in fields:
        hint = "`lem` quotes the words of the text that the entry is on."
        problems.add(entry.error(912, "the key `lem` is missing", hint))
    if "rdg" not in fields and "say" not in fields and "remark" not in fields:
        hint = "Say what is read instead: `rdg: {other: M R}`; or, in an apparatus of sources, `say: …`."
        problems.add(entry.error(912, "the entry says nothing: it has neither `rdg` nor `say`", hint))
    if "rdg" in fields and "say" in fields:
        problems.add(fields["say"].error(2, "an entry has either readings (`rdg`) or a text (`say`)"))

    def words(key: str) -> Inlines:
        return problems.attempt((), _marked, fields[key]) if key in fields else ()

    said = Said(
        lem=problems.attempt("", _lemma, fields["lem"]) if "lem" in fields else "",
        at=problems.attempt("", _line, fields["at"]) if "at" in fields else "",
        nth=problems.attempt(0, fields["nth"].integer, least=1) if "nth" in fields else 0,
        attested=problems.attempt((), _witnesses, fields["wit"], sigla) if "wit" in fields else (),
        printed=words("print"),
        choice=problems.attempt("", _line, fields["choose"]) if "choose" in fields else None,
        readings=problems.attempt((), _readings, fields["rdg"], sigla) if "rdg" in fields else (),
        content=words("say"),
        remark=words("remark"),
        series=problems.attempt(SERIES, _line, fields["series"]) if "series" in fields else SERIES,
        place=entry.place,
    )
    if said.choice is not None and said.readings and said.choice not in map(_plain, said.readings):
        there = ", ".join(f"`{_plain(reading)}`" for reading in said.readings)
        message = f"`choose: {said.choice}` is none of the readings of this entry"
        problems.add(fields["choose"].error(2, message, f"They are {there}."))
    problems.finish()
    return said


def _plain(reading: SaidReading) -> str:
    return plain(reading.content)


_SPACES = re.compile(r"[ \t\n\r]+")


def _line(value: Field) -> str:
    return _SPACES.sub(" ", value.text()).strip()


def _lemma(value: Field) -> str:
    lemma = _line(value)
    if not lemma:
        raise value.error(
            2, "`lem` is empty", "For an addition take the word before it, and `kind: addition`."
        )
    return lemma


def _marked(value: Field) -> Inlines:
    return marked_up(_line(value))


# -------------------------------------------------------------------- readings


def _readings(value: Field, sigla: tuple[str, ...]) -> tuple[SaidReading, ...]:
    problems = Problems()
    if value.kind == "mapping":
        found = [
            problems.attempt(None, _short, key.written, witnesses, sigla)
            for key, witnesses in value.entries()
        ]
    else:
        wanted = "readings: `{other: M R, om: P}` or a list of `{read: other, wit: M R}`"
        found = [problems.attempt(None, _long, member, sigla) for member in value.items(wanted)]
    problems.finish()
    return tuple(reading for reading in found if reading is not None)


def _short(written: str, witnesses: Field, sigla: tuple[str, ...]) -> SaidReading:
    """A reading written as a key: ``other``, ``om.``, ``add. quoque``."""
    kind, words = "", _SPACES.sub(" ", written).strip()
    if match := _PREFIX.match(words):
        kind, words = _ABBREVIATED[match[1].lower()], words[match.end() :]
    return SaidReading(marked_up(words), kind, _witnesses(witnesses, sigla))


def _long(entry: Field, sigla: tuple[str, ...]) -> SaidReading:
    problems = Problems()
    fields = entry.mapping(READING_KEYS, problems, wanted="a reading: `{read: other, wit: M R}`")
    kind = ""
    if "kind" in fields:
        kind = problems.attempt("", fields["kind"].one_of, tuple(filter(None, READING_KINDS)))
    content = problems.attempt((), _marked, fields["read"]) if "read" in fields else ()
    if not content and not kind:
        kind = "omission"
    if kind == "addition" and not content:
        problems.add(entry.error(2, "an addition without words", "Write what is added in `read`."))
    if content and kind in _WORDLESS:
        problems.add(
            fields["read"].error(2, f"the kind `{kind}` has no words", "Leave out `read` or `kind`.")
        )
    attested: tuple[Attestation, ...] = ()
    if "wit" in fields:
        attested = problems.attempt((), _witnesses, fields["wit"], sigla)
    where = problems.attempt("", _line, fields["where"]) if "where" in fields else ""
    proposers: tuple[tuple[str, str], ...] = ()
    if "by" in fields:
        names = problems.attempt((), fields["by"].texts, "a scholar or a list of scholars")
        proposers = tuple((" ".join(name.split()), where) for name in names if name.strip())
        kind = kind or "conjecture"
    elif where:
        problems.add(fields["where"].error(2, "`where` says where a scholar proposes it: `by` is missing"))
    if not (attested or proposers):
        hint = "Say who has it: `wit: M R` for witnesses, `by: Heinsius` for a scholar."
        problems.add(entry.error(2, "a reading that nobody has", hint))
    reading = SaidReading(
        content,
        kind,
        attested,
        proposers,
        problems.attempt("", _line, fields["cause"]) if "cause" in fields else "",
        problems.attempt((), _marked, fields["remark"]) if "remark" in fields else (),
    )
    problems.finish()
    return reading


_SIGLUM = re.compile(r"(?P<siglum>[^\s(),;]+)(?:\s*\((?P<detail>[^()]*)\))?")


def _witnesses(value: Field, sigla: tuple[str, ...]) -> tuple[Attestation, ...]:
    """``M R (in marg.) P``: sigla, each with what is said of it in parentheses."""
    written = " ".join(value.texts("sigla: `M R (in marg.) P`"))
    rest = _SIGLUM.sub("", written).strip(" ,;\t\n")
    if rest:
        hint = "Sigla stand side by side, each with a remark in parentheses: `M R (in marg.) P`."
        raise value.error(2, f"`{rest}` is no siglum", hint)
    attested = []
    for match in _SIGLUM.finditer(written):
        if sigla and match["siglum"] not in sigla:
            near = get_close_matches(match["siglum"], sigla, n=1, cutoff=0.5)
            hint = f"Did you mean `{near[0]}`? " if near else ""
            hint += f"Declared in edition.yaml, `witnesses:`, are {', '.join(sigla[:12])}."
            raise value.error(3, f"the siglum `{match['siglum']}` is not declared", hint)
        attested.append(Attestation(match["siglum"], (match["detail"] or "").strip()))
    return tuple(attested)

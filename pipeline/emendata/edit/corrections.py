"""Turn the text of corrections.yaml into `Correction`s.

Codes: C9xx as `emendata.yamltext` has them; C001 an entry that cannot be understood.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from emendata.diagnostics import Place
from emendata.document.model import REASONS, Emph, Inlines, Text
from emendata.document.normal import joined
from emendata.edit.context import Context, read
from emendata.yamltext import Field, Problems, parsed

KEYS = ("at", "for", "read", "why", "by", "remark", "nth", "all", "context")
"""The keys of an entry, in the order in which they are best written."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of corrections.yaml: in this place, for these words, read those."""

    sic: str
    """What the source says (``for``): plain text, white space standing for any white space."""
    corr: Inlines
    """What the edition reads (``read``); empty deletes."""
    why: str
    """One of `model.REASONS`."""
    at: str = ""
    """Where to look, as `edit.places` reads it; empty for the whole text."""
    by: str = ""
    """Initials of the editor."""
    remark: str = ""
    nth: int = 0
    """Which of several matches is meant, counted from 1; 0 where there must be only one."""
    all: bool = False
    """Whether every match is meant."""
    context: Context | None = None
    """The words around, by which the place is found again; of several matches, around the first."""
    place: Place = field(default=Place("corrections.yaml"), compare=False)
    """Where the entry stands."""

    @property
    def emphatic(self) -> bool:
        """Whether ``read`` itself says what is emphasised."""
        return any(isinstance(inline, Emph) for inline in self.corr)


def load(text: str, name: str, editors: Collection[str] = ()) -> tuple[Correction, ...]:
    """The entries of the file `name` in its order.

    Where `editors` (initials) are given, ``by`` must be one of them. Everything that is wrong is
    reported at once, in one `EmendataError`.
    """
    problems = Problems()
    entries = parsed(text, name, letter="C").items("a list of corrections, each beginning with `- `")
    read = [problems.attempt(None, _correction, entry, tuple(editors)) for entry in entries]
    problems.finish()
    return tuple(correction for correction in read if correction is not None)


_MISSING = {
    "for": "`for` quotes the words of the source that are wrong.",
    "read": 'Say what the edition reads; `read: ""` deletes the words.',
    "why": "Say whose fault is mended: ocr, printer, author or editor.",
}


def _correction(entry: Field, editors: tuple[str, ...]) -> Correction:
    problems = Problems()
    fields = entry.mapping(KEYS, problems, wanted="a correction: a mapping with `at`, `for`, `read`, `why`")
    for key, hint in _MISSING.items():
        if key not in fields:
            problems.add(entry.error(912, f"the key `{key}` is missing", hint))
    correction = Correction(
        sic=problems.attempt("", _sic, fields["for"]) if "for" in fields else "",
        corr=problems.attempt((), _corr, fields["read"]) if "read" in fields else (),
        why=problems.attempt("", fields["why"].one_of, REASONS) if "why" in fields else "",
        at=problems.attempt("", _at, fields["at"]) if "at" in fields else "",
        by=problems.attempt("", _by, fields["by"], editors) if "by" in fields else "",
        remark=problems.attempt("", _line, fields["remark"]) if "remark" in fields else "",
        nth=problems.attempt(0, fields["nth"].integer, least=1) if "nth" in fields else 0,
        all=problems.attempt(False, fields["all"].boolean) if "all" in fields else False,
        place=entry.place,
    )
    if "context" in fields and correction.sic:
        context = problems.attempt(None, _context, fields["context"], correction.sic)
        correction = replace(correction, context=context)
    if correction.nth and correction.all:
        hint = "`nth: 2` means the second match, `all: true` every match; keep one of the two."
        problems.add(fields["nth"].error(1, "`nth` and `all` exclude each other", hint))
    problems.finish()
    return correction


# not U+00A0 and its like, which mean something in what the edition reads
_SPACES = re.compile(r"[ \t\n\r]+")


def _line(field: Field) -> str:
    return _SPACES.sub(" ", field.text().rstrip("\n"))  # a block text ends with a line end


def _sic(field: Field) -> str:
    sic = _line(field)
    if not sic.strip():
        hint = "To insert words, take a word that stands there: `for: word`, `read: word and more`."
        raise field.error(1, "`for` is empty", hint)
    return sic


def _context(field: Field, sic: str) -> Context:
    context = read(_line(field), sic)
    if context is None:
        hint = f"`emendata anchor` writes it. By hand: `some words before ‹{sic}› and after`."
        raise field.error(1, f"`context` does not have `{sic}` between ‹ and ›", hint)
    if not context:
        raise field.error(1, "`context` has no words around those of `for`")
    return context


def _corr(field: Field) -> Inlines:
    if field.blank:
        raise field.error(1, "`read` says nothing", _MISSING["read"])
    return marked_up(_line(field))


def _at(field: Field) -> str:
    at = _line(field).strip()
    if at.isdecimal():
        hint = f"Write `note {at}`, `¶ {at}` or `page {at}`."
        raise field.error(1, f"`at: {at}` does not say of what", hint)
    return at


def _by(field: Field, editors: tuple[str, ...]) -> str:
    by = _line(field).strip()
    if by and editors and by not in editors:
        hint = f"edition.yaml names {', '.join(editors)}."
        raise field.error(1, f"no editor of this edition has the initials `{by}`", hint)
    return by


_MARKUP = re.compile(r"\\([*\\])|\*(?=\S)((?:\\[*\\]|[^*\\])+?)(?<=\S)\*")
_ESCAPED = re.compile(r"\\([*\\])")


def marked_up(text: str) -> Inlines:
    r"""The inlines of a text with ``*emphasis*``; ``\*`` is an asterisk."""
    inlines: list[Text | Emph] = []
    end = 0
    for match in _MARKUP.finditer(text):
        inlines.append(Text(text[end : match.start()]))
        if match[1]:
            inlines.append(Text(match[1]))
        else:
            inlines.append(Emph((Text(_ESCAPED.sub(r"\1", match[2])),)))
        end = match.end()
    inlines.append(Text(text[end:]))
    return joined(inlines)


# --------------------------------------------------------------------- writing

_PLAIN = re.compile(r"[^\W\d_](?:[^:?#\[\]{},&*!|>'\"%@`\\\s]|(?<! ) (?!#))*(?<! )")


def yaml_text(text: str) -> str:
    """The text as a YAML scalar that may stand in a flow mapping, quoted where it must be."""
    if _PLAIN.fullmatch(text) and text.isprintable():
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char == " " or char.isprintable():
        return char
    return f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"


def fields(at: str, sic: str, corr: str, why: str, nth: int = 0) -> tuple[tuple[str, str], ...]:
    """The keys of an entry with their values as YAML."""
    said = [("at", yaml_text(at))] if at else []
    said += [("for", yaml_text(sic)), ("read", yaml_text(_literally(corr))), ("why", why)]
    said += [("nth", str(nth))] if nth else []
    return tuple(said)


def _literally(text: str) -> str:
    """A text for `read` in which an asterisk is an asterisk."""
    return text.replace("*", "\\*")


def one_line(said: Sequence[tuple[str, str]]) -> str:
    """An entry of these keys and values on one line."""
    return "- {" + ", ".join(f"{key}: {value}" for key, value in said) + "}"


def entry(at: str, sic: str, corr: str, why: str, nth: int = 0) -> str:
    """An entry ready to be pasted into corrections.yaml, on one line."""
    return one_line(fields(at, sic, corr, why, nth))

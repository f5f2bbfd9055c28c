"""Turn the text of a YAML file into `Field`s: values that know their place and are read by the type wanted.

YAML is accepted as editors write it: mappings, lists and texts. Tabs, tags, anchors, several documents
in one file and keys given twice are refused. A scalar stays the text that was written until somebody asks
for a type, so that ``no``, ``1995`` and ``12:30`` are texts where a text is wanted, and ``off`` is a
boolean where a boolean is (https://yaml.org/type/bool.html).

Every code is the file's letter (``E`` for edition.yaml, ``C`` for corrections) and a number:

* 901 not YAML, 902 a tab, 903 an anchor or alias, 904 a tag, 905 a key given twice, 906 several
  documents, 907 too long, 908 nested too deeply, 909 a character that may not stand in a text file;
* 910 unknown key, 911 wrong type, 912 a key is missing, 913 not one of the values allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal, ParamSpec, TypeVar

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from emendata.diagnostics import Diagnostic, EmendataError, Lines, Place, error

LONGEST = 1_000_000
"""Characters that a file may have."""
DEEPEST = 50
"""Mappings and lists that may stand within each other."""
_TOO_DEEP = f"nested more than {DEEPEST} deep"

P = ParamSpec("P")
T = TypeVar("T")
Kind = Literal["text", "list", "mapping"]

_KINDS = {"text": "a text", "list": "a list", "mapping": "a mapping"}
_TRUE = ("on", "yes", "true")
_FALSE = ("off", "no", "false")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
# what YAML calls non-printable, without the tab, which has a message of its own
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the file: a text, a list of fields, or a mapping from fields to fields.

    Its methods read it as the type that is wanted, or raise an `EmendataError` with its place.
    """

    place: Place
    kind: Kind
    written: str = ""
    """The text as written; of a list and a mapping empty."""
    quoted: bool = False
    """Whether a text stands in quotation marks or in a block of its own."""
    members: tuple[Field, ...] = ()
    """The members of a list, the values of a mapping."""
    keys: tuple[Field, ...] = ()
    """The keys of a mapping, as many as `members`."""
    path: str = ""
    """The keys that lead to the value: ``figures.1.alt``."""
    letter: str = "E"
    """First letter of the codes of diagnostics."""

    @property
    def blank(self) -> bool:
        """Whether nothing was written (``title:`` and no more)."""
        return self.kind == "text" and not self.written and not self.quoted

    def error(self, number: int, message: str, hint: str = "") -> EmendataError:
        """An error about this value, to be raised."""
        return error(f"{self.letter}{number:03}", self.place, message, hint)

    def wrong_type(self, wanted: str) -> EmendataError:
        """An error that says which type was wanted, ``a list of names``, and which was found."""
        found = f"`{_shortened(self.written)}`" if self.kind == "text" else _KINDS[self.kind]
        found = "nothing" if self.blank else found
        about = f"`{self.path}` has the wrong type: " if self.path else "wrong type: "
        return self.error(911, f"{about}expected {wanted}, found {found}")

    # ------------------------------------------------------------ one value

    def text(self, wanted: str = "a text") -> str:
        """The text as written, whatever YAML would take it for."""
        if self.kind != "text":
            raise self.wrong_type(wanted)
        return self.written

    def line(self) -> str:
        """The text on one line, however it was wrapped in the file."""
        return " ".join(self.text().split())

    def boolean(self, wanted: str = "on or off") -> bool:
        """``on yes true`` or ``off no false``."""
        word = self.written.lower() if self.kind == "text" else ""
        if word not in _TRUE + _FALSE:
            raise self.wrong_type(wanted)
        return word in _TRUE

    def integer(self, wanted: str = "a whole number", least: int | None = None) -> int:
        """A whole number in decimal digits, not below `least`."""
        if self.kind != "text" or not _INTEGER.fullmatch(self.written):
            raise self.wrong_type(wanted)
        number = int(self.written)
        if least is not None and number < least:
            raise self.error(913, f"`{self.path}` is {number}: {wanted} from {least} up is wanted")
        return number

    def one_of(self, values: Sequence[str]) -> str:
        """A text that is one of `values`."""
        text = self.text("one of " + _listed(values))
        if text not in values:
            hint = _did_you_mean(text, values) or f"It can be {_listed(values)}."
            raise self.error(913, f"`{_shortened(text)}` is not a value of `{self.path}`", hint)
        return text

    # --------------------------------------------------------- many values

    def items(self, wanted: str = "a list") -> tuple[Field, ...]:
        """The members of a list; nothing written is an empty list."""
        if self.kind != "list" and not self.blank:
            raise self.wrong_type(wanted)
        return self.members

    def texts(self, wanted: str = "a list of texts") -> tuple[str, ...]:
        """The texts of a list; a single text is a list of one."""
        if self.kind == "text" and not self.blank:
            return (self.written,)
        if any(member.kind != "text" for member in self.members):
            raise next(m for m in self.members if m.kind != "text").wrong_type(f"a text in {wanted}")
        return tuple(member.text(wanted) for member in self.items(wanted))

    def entries(self, wanted: str = "a mapping") -> tuple[tuple[Field, Field], ...]:
        """The keys and values of a mapping whose keys are free; nothing written is an empty mapping."""
        if self.kind != "mapping" and not self.blank:
            raise self.wrong_type(wanted)
        return tuple(zip(self.keys, self.members, strict=True))

    def mapping(
        self,
        known: Sequence[str],
        problems: Problems | None = None,
        required: Sequence[str] = (),
        wanted: str = "a mapping",
    ) -> dict[str, Field]:
        """The values of a mapping by key; a key that is not `known`, or is missing, is an error.

        With `problems` those errors are kept there and the rest of the mapping is returned.
        """
        found = {key.written: value for key, value in self.entries(wanted)}
        diagnostics = [
            Diagnostic(
                f"{self.letter}910",
                "error",
                key.place,
                f"unknown key `{_shortened(key.written)}`" + (f" in `{self.path}`" if self.path else ""),
                _did_you_mean(key.written, known) or f"The keys known here: {', '.join(known)}.",
            )
            for key in self.keys
            if key.written not in known
        ]
        diagnostics += [
            Diagnostic(f"{self.letter}912", "error", self.place, f"the key `{key}` is missing", "")
            for key in required
            if key not in found
        ]
        if diagnostics:
            if problems is None:
                raise EmendataError(diagnostics)
            problems.add(EmendataError(diagnostics))
        return {key: value for key, value in found.items() if key in known}


class Problems:
    """The errors of a file, collected so that the editor sees all of them at once."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def add(self, trouble: EmendataError) -> None:
        """Keep the diagnostics of an error."""
        self._found += trouble.diagnostics

    def attempt(self, otherwise: T, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `read(*args)` returns; if it raises, its diagnostics are kept and `otherwise` is returned."""
        try:
            return read(*args, **kwargs)
        except EmendataError as trouble:
            self.add(trouble)
            return otherwise

    def finish(self) -> None:
        """Raise one `EmendataError` with everything collected, in the order of the file; or nothing."""
        if self._found:
            raise EmendataError(sorted(self._found, key=lambda diagnostic: diagnostic.place))


def parsed(text: str, name: str, letter: str = "E") -> Field:
    """The root of the YAML `text` of the file `name`; of an empty file a blank field."""
    text = text.removeprefix("\ufeff")
    lines = Lines(name, text)
    if len(text) > LONGEST:
        message = f"the file has {len(text):,} characters; it may have {LONGEST:,}"
        raise error(f"{letter}907", Place(name), message)
    if (tab := text.find("\t")) >= 0:
        place = lines.place(tab)
        raise error(
            f"{letter}902",
            place,
            f"a tab at {place.line}:{place.col}; indent with spaces",
            'A tab that belongs to a text is written "\\t" within double quotation marks.',
        )
    if bad := _UNPRINTABLE.search(text):
        message = f"the character U+{ord(bad[0]):04X} may not stand in a YAML file"
        raise error(f"{letter}909", lines.place(bad.start()), message)
    return _Composer(text, name, letter).root()


# libyaml where PyYAML was built with it: the same events, ten times as fast
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Composer:
    """Builds fields from YAML events, so that what is refused is refused before it is built."""

    def __init__(self, text: str, name: str, letter: str) -> None:
        self._events = self._safely(yaml.parse(text, Loader=LOADER))
        self._name = name
        self._letter = letter

    def root(self) -> Field:
        """The only document."""
        root: Field | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    hint = "Remove the line `---`."
                    raise self._error(906, event, "a second YAML document begins here", hint)
                root = self._field(next(self._events), "", 0)
        return root or Field(Place(self._name, 1, 1), "text", letter=self._letter)

    def _field(self, event: Event, path: str, depth: int) -> Field:
        if (anchor := getattr(event, "anchor", None)) is not None:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            raise self._error(
                903,
                event,
                f"`{sign}{_shortened(anchor)}`: anchors and aliases are not supported",
                f"Write the value out; put a text that begins with `{sign}` into quotation marks.",
            )
        if (tag := getattr(event, "tag", None)) is not None:
            hint = "Leave it out; put a text that begins with `!` into quotation marks."
            tag = _shortened(tag.replace("tag:yaml.org,2002:", "!!"))
            raise self._error(904, event, f"`{tag}`: tags are not supported", hint)
        if depth > DEEPEST:
            raise self._error(908, event, _TOO_DEEP)
        place = self._place(event)
        if isinstance(event, ScalarEvent):
            quoted = event.style not in (None, "")
            if bad := _UNPRINTABLE.search(event.value):  # written as an escape
                raise self._error(909, event, f"the character U+{ord(bad[0]):04X} may not stand in a text")
            return Field(place, "text", event.value, quoted, path=path, letter=self._letter)
        if isinstance(event, SequenceStartEvent):
            members: list[Field] = []
            while not isinstance(inner := next(self._events), SequenceEndEvent):
                members.append(self._field(inner, f"{path}[{len(members) + 1}]", depth + 1))
            return Field(place, "list", members=tuple(members), path=path, letter=self._letter)
        if isinstance(event, MappingStartEvent):
            return self._mapping(Field(place, "mapping", path=path, letter=self._letter), depth)
        raise self._error(901, event, "not YAML")

    def _mapping(self, field: Field, depth: int) -> Field:
        entries: dict[str, tuple[Field, Field]] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._field(event, field.path, depth + 1)
            if key.kind != "text":
                raise key.error(911, f"a key must be a text, not {_KINDS[key.kind]}")
            if key.written in entries:
                first = entries[key.written][0].place
                message = f"the key `{_shortened(key.written)}` is given twice"
                raise key.error(905, message, f"It stands first in line {first.line}; keep one of the two.")
            path = f"{field.path}.{key.written}" if field.path else key.written
            entries[key.written] = (key, self._field(next(self._events), path, depth + 1))
        return replace(
            field,
            keys=tuple(key for key, _ in entries.values()),
            members=tuple(value for _, value in entries.values()),
        )

    def _safely(self, events: Iterator[Event]) -> Iterator[Event]:
        try:
            yield from events
        except yaml.MarkedYAMLError as trouble:
            mark = trouble.problem_mark or trouble.context_mark
            place = Place(self._name, mark.line + 1, mark.column + 1) if mark else Place(self._name)
            if "depth" in (trouble.problem or ""):  # libyaml has a limit of its own, and looks ahead
                raise error(f"{self._letter}908", place, _TOO_DEEP) from trouble
            about = f" ({trouble.context})" if trouble.context else ""
            raise error(
                f"{self._letter}901",
                place,
                f"not YAML: {trouble.problem}{about}",
                "Check indentation, brackets and quotation marks; a text with `: ` or ` #` in it, or one "
                "that begins with a sign such as * & ! % @ [ {, needs quotation marks around it.",
            ) from trouble

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self._name, mark.line + 1, mark.column + 1) if mark else Place(self._name)

    def _error(self, number: int, event: Event, message: str, hint: str = "") -> EmendataError:
        return error(f"{self._letter}{number:03}", self._place(event), message, hint)


def _did_you_mean(word: str, known: Sequence[str]) -> str:
    # case first: get_close_matches compares letter by letter
    near = [k for k in known if k.lower() == word.lower()] or get_close_matches(word, known, n=1)
    return f"Did you mean `{near[0]}`?" if near else ""


def _listed(values: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(values[:-1]), values[-1])))


def _shortened(text: str, longest: int = 40) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"

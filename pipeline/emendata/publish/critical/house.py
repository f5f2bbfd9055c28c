"""How the house words an apparatus: what ``apparatus:`` in style.yaml and edition.yaml can say.

An edition changes what its house style says, and that the defaults here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from emendata.publish.critical.words import LANGUAGES, TERMS, words
from emendata.records import said as said_of
from emendata.records import setting
from emendata.yamltext import Field, Problems

KINDS = ("auto", "positive", "negative")
PUNCTUATION = ("ends", "all", "keep")
CASES = ("keep", "lower")
RESTS = ("list", "word")
RECOGNISED = ("auto", "on", "off")

Said = Mapping[str, object]
"""What somebody says of the apparatus: values by the names of the fields of `House`."""


def _terms(value: Field) -> Mapping[str, str]:
    """Words instead of those of the language; nothing written is no word at all."""
    problems = Problems()
    found: dict[str, str] = {}
    for key, word in value.entries("a mapping from terms to words"):
        if key.written not in TERMS:
            message = f"`{key.written}` is no term of the apparatus"
            problems.add(key.error(910, message, f"The terms are {', '.join(TERMS)}."))
        else:
            found[key.written] = problems.attempt("", Field.line, word)
    problems.finish()
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class House:
    """The rules of the house for the words of an apparatus."""

    kind: str = setting(
        "kind",
        "auto",
        "name",
        "`positive`: the witnesses of the lemma are named, counted from those that are extant where nobody "
        "says them; `negative`: they are not, unless none of them is a manuscript; `auto`: they are where "
        "the source says them.",
        lambda value: value.one_of(KINDS),
    )
    language: str = setting(
        "language",
        "la",
        "name",
        f"The language of *om.*, *add.* and the like: {', '.join(LANGUAGES)}.",
        lambda value: value.one_of(LANGUAGES),
    )
    words: Mapping[str, str] = setting(
        "words",
        dict,
        "mapping",
        "Other words for single terms: `{omission: deest, conjecture: }`; without a word the term is not "
        "said.",
        _terms,
    )
    bracket: str = setting("bracket", "]", "text", "What stands after the lemma.", Field.line)
    between: str = setting("between", ",", "text", "What stands between two readings.", Field.line)
    between_groups: str = setting(
        "between_groups", ";", "text", "What stands between two groups of readings.", Field.line
    )
    between_verses: str = setting(
        "between_verses", "/", "text", "What stands between two verses of a lemma or a reading.", Field.line
    )
    spaced: bool = setting(
        "spaced", True, "on or off", "`M P` and not `MP`.", lambda value: value.boolean()
    )
    groups: bool = setting(
        "groups",
        True,
        "on or off",
        "The siglum of a group stands for its members, where all of them that are extant agree.",
        lambda value: value.boolean(),
    )
    rest: str = setting(
        "rest",
        "list",
        "name",
        "`word`: *codd.* stands for all manuscripts, *cett.* for all that are not named in an entry; `list`: "
        "each is named.",
        lambda value: value.one_of(RESTS),
    )
    longest: int = setting(
        "longest",
        6,
        "number",
        "A lemma of more words is shortened to its first and last: `arma … cano`; 0 shortens none.",
        lambda value: value.integer(least=0),
    )
    punctuation: str = setting(
        "punctuation",
        "ends",
        "name",
        "The punctuation that is left out of a lemma: at its `ends`, `all`, or none: `keep`.",
        lambda value: value.one_of(PUNCTUATION),
    )
    recognise: str = setting(
        "recognise",
        "auto",
        "name",
        "What a reading is that does not say its kind (transposition, repetition, addition) is seen from its "
        "words: `on` or `off`; `auto`: unless the source is TEI, whose readings are printed as they stand.",
        lambda value: value.one_of(RECOGNISED),
    )
    case: str = setting(
        "case",
        "keep",
        "name",
        "`lower`: a lemma and its readings begin with a small letter, but for names that are tagged.",
        lambda value: value.one_of(CASES),
    )

    def recognises(self, tei: bool) -> bool:
        """Whether the kinds of readings are recognised in a text from TEI, or from elsewhere."""
        return self.recognise == "on" or (self.recognise == "auto" and not tei)

    def word(self, term: str) -> str:
        """The word for a term; empty where the house has none."""
        return self.words[term] if term in self.words else words(self.language)[term]


def said(value: Field) -> Said:
    """What ``apparatus:`` says; all errors are raised together."""
    return said_of(House, value)


def house(*layers: Said) -> House:
    """The rules after what each layer says, the later ones going before the earlier."""
    rules = House()
    for layer in layers:
        values = dict(layer)
        if isinstance(words := values.get("words"), Mapping):  # each term by itself
            values["words"] = MappingProxyType({**rules.words, **words})
        rules = replace(rules, **values)  # type: ignore[arg-type]
    return rules



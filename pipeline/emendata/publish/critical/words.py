"""The words of an apparatus by its language: *om.*, *add.*, *coni.*, *in marg.*

`words("la")` gives the Latin ones; a language without a column has the Latin ones too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("la", "en", "fr", "de", "it")
"""The languages that there are words for, in the order of the columns."""

_WORDS = """
omission      | om.         | omitted       | omis            | fehlt          | omesso
addition      | add.        | added         | ajouté          | zugefügt       | aggiunto
transposition | transp.     | transposed    | transposé       | umgestellt     | trasposto
repetition    | iter.       | repeated      | répété          | wiederholt     | ripetuto
correction    | corr.       | corrected     | corrigé         | korrigiert     | corretto
conjecture    | coni.       | conjectured   | conjecturé      | konjiziert     | congetturato
deletion      | del.        | deleted       | supprimé        | getilgt        | espunto
seclusion     | secl.       | bracketed     | mis entre crochets | athetiert  | racchiuso tra parentesi
lacuna        | lac.        | lacuna        | lacune          | Lücke          | lacuna
unclear       | ut uid.     | apparently    | semble-t-il     | wohl           | a quanto pare
illegible     | non leg.    | illegible     | illisible       | unleserlich    | illeggibile
accepted      | prob.       | approved      | approuvé        | gebilligt      | approvato
all           | codd.       | MSS           | mss             | Hss.           | codd.
rest          | cett.       | the rest      | les autres      | die übrigen    | gli altri
after         | post        | after         | après           | nach           | dopo
before        | ante        | before        | avant           | vor            | prima di
absent        | deest       | absent        | absent          | fehlt          | manca
a.c.          | a.c.        | before corr.  | avant corr.     | vor Korr.      | prima della corr.
p.c.          | p.c.        | after corr.   | après corr.     | nach Korr.     | dopo la corr.
sscr.         | sscr.       | above the line | au-dessus de la ligne | über der Zeile | nell’interlinea
subscr.       | subscr.     | below the line | sous la ligne  | unter der Zeile | sotto il rigo
in marg.      | in marg.    | in the margin | en marge        | am Rand        | a margine
in ras.       | in ras.     | over an erasure | sur grattage  | auf Rasur      | su rasura
in lin.       | in lin.     | in the line   | dans la ligne   | in der Zeile   | nel rigo
ut uid.       | ut uid.     | apparently    | semble-t-il     | wohl           | a quanto pare
"""

SYNONYMS = {
    "s.l.": "sscr.",
    "mg.": "in marg.",
    "marg.": "in marg.",
    "in mg.": "in marg.",
    "ac": "a.c.",
    "ante correctionem": "a.c.",
    "pc": "p.c.",
    "post correctionem": "p.c.",
    "ut videtur": "ut uid.",
    "ut uidetur": "ut uid.",
    "ut vid.": "ut uid.",
}
"""What TEI files and editors write for a detail of a witness that there is a word for."""

_PLACES = {
    "above aboveline overline supralinear superlinear supralineam overword": "sscr.",
    "below belowline infralinear sublinear underline": "subscr.",
    "margin marginal marginouter marginleft marginright margininner marginbottom margintop": "in marg.",
    "leftmargin rightmargin topmargin lowermargin bottommargin marginmiddle marginalnote": "in marg.",
    "inline intralinear inspace": "in lin.",
    "inras overwritten overwrite overstrike overexisting": "in ras.",
}
_PLACED = {name: term for names, term in _PLACES.items() for name in names.split()}
"""Values of ``@place``, which are written with capitals, hyphens and underscores as projects like."""
DETAILS = frozenset((*SYNONYMS.values(), *_PLACED.values()))
"""The terms for details of witnesses."""


def term_for(detail: str) -> str:
    """The term for a detail of a witness, if there is one; else what was said."""
    letters = "".join(character for character in detail.lower() if character.isalpha())
    return SYNONYMS.get(detail.lower()) or _PLACED.get(letters) or detail


def _table() -> Mapping[str, Mapping[str, str]]:
    columns: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
    for line in _WORDS.strip().splitlines():
        term, *words = (field.strip() for field in line.split("|"))
        for lang, word in zip(LANGUAGES, words, strict=True):
            columns[lang][term] = word
    return MappingProxyType({lang: MappingProxyType(words) for lang, words in columns.items()})


_TABLE = _table()
TERMS = tuple(_TABLE["la"])
"""The terms that there are words for."""


def words(lang: str) -> Mapping[str, str]:
    """The words of a language by their terms."""
    return _TABLE.get(lang.split("-")[0].lower(), _TABLE["la"])


def table() -> str:
    """Every term with its words, as a table in Markdown."""
    lines = [" | ".join(("term", *LANGUAGES)), " | ".join("---" for _ in range(len(LANGUAGES) + 1))]
    lines += [" | ".join((f"`{term}`", *(_TABLE[lang][term] for lang in LANGUAGES))) for term in TERMS]
    return "".join(f"| {line} |\n" for line in lines)

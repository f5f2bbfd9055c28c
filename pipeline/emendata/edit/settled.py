"""Queries that an editor has settled: settled.yaml goes in, and which queries need not be asked again comes out.

A settlement knows the query by its code and by the words around it, as a correction knows its place, so
that neither new numbers nor other places of the same kind disturb it. One without a context settles
every query of its kind.

Codes: S9xx as `emendata.yamltext` has them; S001 an entry that cannot be understood.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from emendata.diagnostics import Diagnostic, Place
from emendata.edit.context import Context, focus, likeness, read, write
from emendata.yamltext import Field, Problems, parsed

KEYS = ("query", "context", "because", "by")
AROUND = 12
"""Tokens on each side of what a query asks about that it carries with it."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A query that is not to be asked again."""

    code: str
    """Of the kind of query: ``K010``."""
    context: str = ""
    """The words in question between ‹ and ›, and some around them; empty for all queries of the kind."""
    because: str = ""
    by: str = ""
    place: Place = field(default=Place("settled.yaml"), compare=False)


def load(text: str, name: str) -> tuple[Settlement, ...]:
    """The entries of the file `name` in its order; everything that is wrong is reported at once."""
    problems = Problems()
    entries = parsed(text, name, letter="S").items("a list of settled queries, each beginning with `- `")
    found = [problems.attempt(None, _settlement, entry) for entry in entries]
    problems.finish()
    return tuple(settlement for settlement in found if settlement)


def _settlement(entry: Field) -> Settlement:
    problems = Problems()
    fields = entry.mapping(KEYS, problems, ("query",), "a settled query: a mapping with `query` and `context`")
    said = {key: problems.attempt("", Field.line, value) for key, value in fields.items()}
    problems.finish()
    if not re.fullmatch(r"[A-Z]\d{3}", said["query"]):
        hint = "`emendata check WORK --settle Q…` writes the entry."
        raise fields["query"].error(1, f"`{said['query']}` is not the code of a kind of query", hint)
    context = said.get("context", "")
    if "context" in fields and not re.search("‹.*›", context):
        raise fields["context"].error(1, "`context` does not have the words in question between ‹ and ›")
    return Settlement(said["query"], context, said.get("because", ""), said.get("by", ""), entry.place)


# -------------------------------------------------------------------- settling


def settled(code: str, contexts: Sequence[str], settlements: Sequence[Settlement]) -> set[int]:
    """Which queries of a kind, by their index, are settled; each settlement with a context settles one."""
    mine = [settlement for settlement in settlements if settlement.code == code]
    if any(not settlement.context for settlement in mine):
        return set(range(len(contexts)))
    at_focus = defaultdict(list)
    for index, context in enumerate(contexts):
        at_focus[_words(focus(context))].append(index)
    taken: set[int] = set()
    for settlement in mine:
        wanted = _context(settlement.context)
        ranked = [
            (like.rank, -index)
            for index in at_focus[_words(focus(settlement.context))]
            if index not in taken and (like := likeness(_context(contexts[index]), wanted)).sure
        ]
        if ranked:
            taken.add(-max(ranked)[1])
    return taken


def still_open(queries: Sequence[Diagnostic], settlements: Sequence[Settlement]) -> tuple[Diagnostic, ...]:
    """The queries that are not settled; other diagnostics as they are."""
    done: set[int] = set()
    for code in dict.fromkeys(settlement.code for settlement in settlements):
        numbers = [at for at, q in enumerate(queries) if q.code == code and q.severity == "query"]
        taken = settled(code, [queries[at].context for at in numbers], settlements)
        done |= {numbers[index] for index in taken}
    return tuple(query for at, query in enumerate(queries) if at not in done)


def settlement(query: Diagnostic, all_queries: Sequence[Diagnostic], because: str, by: str) -> Settlement:
    """What settles a query, and no other one of its kind; a query about a whole kind settles that."""
    if not query.context:
        return Settlement(query.code, "", because, by)
    rivals = [
        _context(q.context)
        for q in all_queries
        if q.code == query.code and q.id != query.id and focus(q.context) == focus(query.context)
    ]
    for count in (5, 8, AROUND):
        context = _shortened(query.context, count)
        wanted = _context(context)
        if not any(likeness(rival, wanted).likely for rival in rivals):
            break
    return Settlement(query.code, context, because, by)


def _context(written: str) -> Context:
    return read(written, focus(written)) or Context((), ())


def _words(text: str) -> str:
    return " ".join(text.split())


def _shortened(written: str, count: int) -> str:
    words = focus(written)
    before = written.partition("‹")[0]
    plain = before + words + written.partition("›")[2]
    return write(plain, (len(before), len(before) + len(words)), count)


# ----------------------------------------------------------------------- names

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_SHORT, _LONG = 4, 8
_NEAREST = 4


def named(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics, queries among them with ids made of their code and the words around.

    A name changes only when these words do, not with numbers, lines or what else is asked.
    """
    names: dict[int, str] = {}
    for count in (_NEAREST, AROUND):  # more words only for those that would have the same name
        same = Counter(names.values())
        for at, query in enumerate(diagnostics):
            if query.severity == "query" and (at not in names or same[names[at]] > 1):
                names[at] = _name(query.code, _shortened(query.context, count) if query.context else "")
    seen: Counter[str] = Counter()
    for at, name in names.items():
        seen[name] += 1
        if seen[name] > 1:  # said twice in the same words: the first, the second
            names[at] = _name(name, str(seen[name]))
    short = Counter(name[:_SHORT] for name in names.values())
    return tuple(
        replace(d, id="Q" + (names[at][:_SHORT] if short[names[at][:_SHORT]] == 1 else names[at]))
        if at in names
        else d
        for at, d in enumerate(diagnostics)
    )


def _name(code: str, context: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"{code}\n{context}".encode()).digest()[:8])
    digits = ""
    for _ in range(_LONG):
        number, digit = divmod(number, len(_DIGITS))
        digits += _DIGITS[digit]
    return digits

"""Say of each passage in another script that it is in another language, where the text itself does not.

A voice that reads aloud would spell Hebrew in an English book letter by letter, or leave it out. What the Document
says of a passage's language stays; here the rest is found by its letters.
"""

from __future__ import annotations

from emendata.publish.scripts import beyond_latin, foreign_runs
from emendata.publish.xhtml import (
    TYPE,
    Element,
    direction,
    element,
    language,
    name_of,
    text_of,
)

_LEFT_ALONE = frozenset(("code", "pre", "img", "svg", "br"))
_WHOLE = frozenset(
    ("a", "cite", "em", "i", "p", "q", "s", "span", "strong", "td", "th", "li", "dt", "h2", "h3")
)
"""Elements that can themselves be in a language: no need for another within."""


def tag_languages(tree: Element, lang: str) -> None:
    """Change the tree, which stands in an element in language `lang`, in place."""
    if beyond_latin(text_of(tree)):
        _tag(tree, lang, direction(lang))


def _tag(tree: Element, lang: str, towards: str) -> None:
    if name_of(tree) in _LEFT_ALONE:
        return
    own = tree.get("lang")
    if own and not tree.get("dir") and direction(own) != towards:
        tree.set("dir", direction(own))
    towards = tree.get("dir") or towards
    if own is None and name_of(tree) in _WHOLE and (found := _whole(tree, lang)):
        _say(tree, found, towards)
        return
    lang = own or lang
    for inner in list(tree.iterchildren("*")):
        _tag(inner, lang, towards)
    if tree.get(TYPE) == "noteref":  # in which no element may stand
        return
    _split(tree, None, lang, towards)
    for inner in list(tree.iterchildren("*")):
        _split(tree, inner, lang, towards)


def _whole(tree: Element, lang: str) -> str:
    """The language of all the words in an element, if they are in one that is not the one around it."""
    words = text_of(tree)
    runs = list(foreign_runs(words, lang))
    if len({found for _, _, found in runs}) != 1:
        return ""
    rest = words
    for start, end, _ in reversed(runs):
        rest = rest[:start] + rest[end:]
    if any(map(str.isalpha, rest)) or any(inner.get("lang") for inner in tree.iterdescendants("*")):
        return ""
    return runs[0][2]


def _say(tree: Element, lang: str, towards: str) -> None:
    for name, value in language(lang).items():
        tree.set(name, value)
    if direction(lang) != towards:
        tree.set("dir", direction(lang))


def _split(holder: Element, after: Element | None, lang: str, towards: str) -> None:
    """Put the words in another script that stand in `holder`, or behind one of its children, into elements."""
    text = (holder.text if after is None else after.tail) or ""
    runs = list(foreign_runs(text, lang))
    if not runs:
        return
    at = 0 if after is None else holder.index(after) + 1
    rest = text[: runs[0][0]]
    if after is None:
        holder.text = rest
    else:
        after.tail = rest
    for number, (start, end, found) in enumerate(runs):
        span = element("span", None, text[start:end])
        _say(span, found, towards)
        until = runs[number + 1][0] if number + 1 < len(runs) else len(text)
        span.tail = text[end:until]
        holder.insert(at + number, span)

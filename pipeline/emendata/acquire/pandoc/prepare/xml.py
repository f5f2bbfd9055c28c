"""Parse XML from an unknown hand, and tell its elements by their local names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from emendata.diagnostics import Place, error

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def xml_parser() -> etree.XMLParser:
    """A parser that reads neither files nor the network, and keeps entities from exploding."""
    return etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]  # the stubs are older than it
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
    )


def parsed(data: bytes, name: str, part: str = "") -> etree._Element:
    """The root element."""
    try:
        return etree.fromstring(data, xml_parser())
    except etree.XMLSyntaxError as trouble:
        line, column = trouble.position
        message = str(trouble.msg)
        place = Place(name, line, column) if not part else Place(name)
        where = f" in {part}" if part else ""
        if "xcessive depth" in message:
            raise error(
                "A015", place, f"the file is nested too deep{where}", "look what is not closed"
            ) from None
        hint = (
            "mend it at that place" if not part else "open it in the program that made it and save it again"
        )
        raise error("A010", place, f"not well-formed XML{where}: {message}", hint) from None


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def lang(element: etree._Element) -> str:
    """The language that the element itself states."""
    return element.get(_XML_LANG) or element.get("lang") or ""


def wrap_contents(element: etree._Element, wrapper: etree._Element) -> None:
    """Put all that `element` holds into `wrapper`, and `wrapper` into it."""
    wrapper.text, element.text = element.text, None
    wrapper.extend(list(element))
    element.append(wrapper)


def wrap(element: etree._Element, wrapper: etree._Element) -> None:
    """Put `element` into `wrapper`, where it was."""
    parent = element.getparent()
    if parent is not None:
        wrapper.tail, element.tail = element.tail, None
        parent.replace(element, wrapper)
        wrapper.append(element)


def unlink(element: etree._Element) -> None:
    """Take the element out, and leave the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def named(like: etree._Element, name: str) -> str:
    """The name in the namespace of an element of the same file."""
    namespace = etree.QName(like).namespace
    return f"{{{namespace}}}{name}" if namespace else name


def text_of(element: etree._Element | None) -> str:
    """All text in the element, on one line."""
    return " ".join("".join(map(str, element.itertext())).split()) if element is not None else ""


# ----------------------------------------------------------------------- words

# Letters only: the number of a note stands right after its word, and is no part of it
_WORD = re.compile(r"[^\W\d_]+")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word occurs; words do not reach from one text to the next."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_WORD.findall(text))
    return counts


def texts(
    root: etree._Element,
    *,
    running: Callable[[str], bool],
    skipped: Callable[[etree._Element], bool],
) -> Iterator[str]:
    """The text of the tree, cut wherever an element begins or ends within which no word runs on.

    `running` tells by its local name whether an element is part of a line, `skipped` whether an
    element is no part of the text.
    """
    line: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if skipped(element):
                walk.skip_subtree()
                continue
            if not running(local(element)):
                yield "".join(line)
                line.clear()
            line.append(element.text or "")
            continue
        if event == "end" and not running(local(element)):
            yield "".join(line)
            line.clear()
        line.append(element.tail or "")
    yield "".join(line)

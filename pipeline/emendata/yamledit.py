"""Add to a YAML file and change values in it, leaving every other character as the editor wrote it.

Text goes in and comes out. The file's root is a list of mappings, as that of corrections.yaml is. Where
something stands is told by the marks of the parser; what was written is read again and compared, so that
a file written in a way that is not foreseen here is refused (code Y001) and never spoilt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from emendata.diagnostics import EmendataError, Place, error
from emendata.yamltext import LOADER, Field, parsed

Entry: TypeAlias = Sequence[tuple[str, str]]
"""Keys and values; the values are YAML already."""

_Change: TypeAlias = tuple[int, int, str]
"""A range of the text and what to put there."""


def appended(text: str, entries: Sequence[Entry], name: str, letter: str = "E") -> str:
    """The file with entries after its last, written as that is: on one line or on several."""
    if not entries:
        return text
    before = parsed(text, name, letter)
    mark, body = _marked(text)
    ending = "\r\n" if "\r\n" in body else "\n"
    root = _root(body)
    if isinstance(root, SequenceNode) and root.flow_style:
        added = ", ".join(_flow(entry) for entry in entries)
        at = _end(body, root.value[-1]) if root.value else root.start_mark.index + 1
        new = body[:at] + (", " if root.value else "") + added + body[at:]
    else:
        items = root.value if isinstance(root, SequenceNode) else []
        at = _line_end(body, _end(body, items[-1])) if items else len(body)
        indent = " " * root.start_mark.column if items and root else ""
        flow = bool(items) and bool(items[-1].flow_style)
        apart = _apart(body, items) if len(items) > 1 else not items
        blocks = [(_flow(e) if flow else _block(e, indent + "  ")) for e in entries]
        lead = "" if at == 0 or body[:at].endswith("\n") else "\n"
        gap = "\n" if apart and body[:at].strip() and not body[:at].endswith("\n\n") else ""
        joint = "\n" if apart else ""
        added = lead + gap + joint.join(f"{indent}- {block}\n" for block in blocks)
        if not body[:at].endswith("\n") and body[at : at + 2].lstrip("\r").startswith("\n"):
            added = added.removesuffix("\n")
        new = body[:at] + added.replace("\n", ending) + body[at:]
    wanted = [*_items(before), *({key: _value(value) for key, value in entry} for entry in entries)]
    return mark + _verified(new, wanted, name, letter)


def edited(text: str, changes: Mapping[int, Entry], name: str, letter: str = "E") -> str:
    """The file with keys of its entries (by their index) given new values; new keys come after the others."""
    before = parsed(text, name, letter)
    mark, body = _marked(text)
    ending = "\r\n" if "\r\n" in body else "\n"
    root = _root(body)
    wanted = _items(before)
    pieces: list[_Change] = []
    for index, entry in changes.items():
        item = root.value[index] if isinstance(root, SequenceNode) else None
        if not isinstance(item, MappingNode):
            raise _refused(name, letter)
        pieces += _changes(body, item, entry, ending)
        wanted[index] = {**wanted[index], **{key: _value(value) for key, value in entry}}
    new = body
    for start, end, piece in sorted(pieces, reverse=True):
        new = new[:start] + piece + new[end:]
    return mark + _verified(new, wanted, name, letter)


def _changes(text: str, item: MappingNode, entry: Entry, ending: str) -> Iterator[_Change]:
    there = {key.value: value for key, value in item.value}
    for key, written in entry:
        if key in there:
            node = there[key]
            start, end = node.start_mark.index, _end(text, node)
            if text[:end].endswith("\n") and start < end:  # a block text: its line end belongs to it
                written += ending
            yield start, end, (" " if start == end else "") + written
    new = [(key, written) for key, written in entry if key not in there]
    if not new:
        return
    end = _end(text, item)
    if item.flow_style:
        at = _end(text, item.value[-1][1])
        yield at, at, "".join(f", {key}: {written}" for key, written in new)
        return
    indent = " " * item.start_mark.column
    lines = [f"{indent}{key}: {written}" for key, written in new]
    at = _line_end(text, end)
    if text[:at].endswith("\n"):
        yield at, at, "".join(line + ending for line in lines)
    else:
        yield at, at, "".join(ending + line for line in lines)


def _marked(text: str) -> tuple[str, str]:
    body = text.removeprefix("\ufeff")
    return text[: len(text) - len(body)], body


def _root(text: str) -> Any:  # Node | None
    # by the loader that `yamltext` reads with: what one understands the other must
    return yaml.compose(text, Loader=LOADER)


def _end(text: str, node: Any) -> int:  # a Node; the stubs know no `flow_style`
    """Where the last thing in a node ends; the end of a block is only known by what follows it."""
    if isinstance(node, ScalarNode) or node.flow_style:
        end = int(node.end_mark.index)
        block = isinstance(node, ScalarNode) and node.style in ("|", ">")
        return _without_blank_lines(text, node.start_mark.index, end) if block else end
    last = node.value[-1]
    return _end(text, last[1] if isinstance(node, MappingNode) else last)


def _without_blank_lines(text: str, start: int, end: int) -> int:
    """The end of a block text; blank lines behind it are its own only if its head says so (``|+``)."""
    if "+" in text[start : text.find("\n", start)]:
        return end
    last = len(text[:end].rstrip(" \r\n"))
    line = text.find("\n", last, end)
    return end if line < 0 else line + 1


def _line_end(text: str, at: int) -> int:
    """The end of the line, so that a comment stays with what it is about; a block text ends one before."""
    if text[:at].endswith("\n"):
        return at
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[at:end].endswith("\r") else end


def _apart(text: str, items: Sequence[Node]) -> bool:
    """Whether entries are divided by blank lines."""
    between = text[_end(text, items[-2]) : items[-1].start_mark.index].replace("\r", "")
    return "\n\n" in between or text[: _end(text, items[-2])].endswith("\n\n")


def _flow(entry: Entry) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in entry) + "}"


def _block(entry: Entry, indent: str) -> str:
    return f"\n{indent}".join(f"{key}: {value}" for key, value in entry)


# ----------------------------------------------------------------------- proof


def _value(written: str) -> object:
    return _data(parsed(written, ""))


def _data(field: Field) -> object:
    """What a field says, however it was written."""
    if field.kind == "text":
        return field.written
    if field.kind == "list":
        return [_data(member) for member in field.members]
    return {key.written: _data(value) for key, value in zip(field.keys, field.members, strict=True)}


def _items(root: Field) -> list[Any]:
    return [_data(member) for member in root.items()]


def _verified(new: str, wanted: list[Any], name: str, letter: str) -> str:
    try:
        if _items(parsed(new, name, letter)) == wanted:
            return new
    except EmendataError as trouble:
        raise _refused(name, letter) from trouble
    raise _refused(name, letter)


def _refused(name: str, letter: str) -> EmendataError:
    return error(
        "Y001",
        Place(name),
        "this file is written in a way that the program does not know how to add to; it is left as it is",
        "Write the list with one `- ` for each entry, on lines of their own.",
    )

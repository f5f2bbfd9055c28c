"""Turn what pandoc has of verse (line blocks, divs called poem, stanza, verse) into line groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from emendata.acquire.pandoc.ast import Node, Nodes, attributes, plain
from emendata.acquire.pandoc.divs import meaning
from emendata.acquire.pandoc.flat import merged
from emendata.acquire.pandoc.inlines import inlines, language
from emendata.acquire.pandoc.state import Context, Reading
from emendata.document.model import Inlines, LineGroup, Text, Verse

Stanza = list[Nodes]
"""Lines of verse as pandoc has them."""

_INDENTING = "\N{NO-BREAK SPACE}\N{EM SPACE}\N{EN SPACE}"


def line_group(stanzas: list[Stanza], reading: Reading, context: Context) -> LineGroup | None:
    """The stanzas as one poem, without a level of stanzas where there is only one."""
    inner = replace(context, said=context.lang)
    read = [[inlines(line, reading, inner) for line in stanza] for stanza in stanzas]
    depths = [depth for stanza in read for line in stanza if (depth := _leading(line))]
    # The shallowest indentation of the poem is one step, whatever the author's habit
    step = min(depths, default=1)
    groups = [
        LineGroup(tuple(Verse(_unindented(line), indent=_leading(line) // step) for line in stanza if line))
        for stanza in read
    ]
    groups = [group for group in groups if group.lines]
    if not groups:
        return None
    if len(groups) == 1:
        return replace(groups[0], lang=context.unsaid)
    return LineGroup(tuple(groups), lang=context.unsaid)


def _leading(line: Inlines) -> int:
    if line and isinstance(first := line[0], Text):
        return len(first.text) - len(first.text.lstrip(_INDENTING))
    return 0


def _unindented(line: Inlines) -> Inlines:
    if not _leading(line) or not isinstance(first := line[0], Text):
        return line
    text = first.text.lstrip(_INDENTING)
    return (replace(first, text=text), *line[1:]) if text else line[1:]


def stanzas_of_line_block(lines: list[Nodes]) -> list[Stanza]:
    """An empty line divides stanzas."""
    stanzas: list[Stanza] = [[]]
    for line in lines:
        if line:
            stanzas[-1].append(line)
        else:
            stanzas.append([])
    return [stanza for stanza in stanzas if stanza]


def stanzas_of_text(text: str) -> list[Stanza]:
    """Preformatted verse: its line ends, blank lines and indentation mean what they show."""
    lines: list[Nodes] = []
    for line in text.expandtabs(4).split("\n"):
        words = line.lstrip(" ")
        indentation = "\N{NO-BREAK SPACE}" * (len(line) - len(words))
        lines.append([{"t": "Str", "c": indentation + words}] if words else [])
    return stanzas_of_line_block(lines)


def runs(nodes: Nodes, reading: Reading, latex: bool = False) -> Iterator[list[Stanza] | Node]:
    """The contents of a div of verse: runs of stanzas, and between them whatever is no verse."""
    run: list[Stanza] = []
    singles: Stanza = []  # paragraphs of one line each

    def closed() -> None:
        if singles:
            run.append(list(singles))
            singles.clear()

    broken = any(_broken(node) for node in nodes)
    for node in merged(nodes, reading):
        match node["t"]:
            case "Para" | "Plain":
                lines = _lines(node["c"], latex)
                if not lines or broken:
                    closed()
                    run.extend(lines)
                else:
                    singles.extend(lines[0])
            case "LineBlock":
                closed()
                run.extend(stanzas_of_line_block(node["c"]))
            case "Div" if _plain_verse(node, reading):
                closed()
                for inner in runs(node["c"][1], reading, latex):
                    if isinstance(inner, list):
                        run.extend(inner)
            case _:
                closed()
                if run:
                    yield run
                    run = []
                yield node
    closed()
    if run:
        yield run


_LONGEST = 72
"""Characters of the longest line that is taken for verse where nothing calls it so: a hexameter has about 50."""


def short_lines(nodes: Nodes, fewest: int) -> list[Stanza]:
    """The stanzas of a paragraph that looks like verse, its lines ended by hard breaks; else nothing.

    Addresses, imprints and signatures are broken as well: they have lines of one or two words, or
    figures in most of them. A couplet goes on with a capital, prose that was broken once does not.
    """
    if not any(node["t"] == "LineBreak" for node in nodes):
        return []
    stanzas = _lines(nodes, latex=False)
    texts = [plain(line).strip() for stanza in stanzas for line in stanza]
    words = sum(len(text.split()) for text in texts)
    figures = sum(any(c.isdecimal() for c in text) for text in texts)
    if (
        len(texts) < fewest
        or max(map(len, texts)) > _LONGEST
        or words < 3 * len(texts)
        or 2 * figures >= len(texts)
        or (len(texts) == 2 and texts[1][:1].islower())
        or texts[0].endswith(":")
        or all(node["t"] in ("Strong", "LineBreak", "SoftBreak", "Space") for node in nodes)
    ):
        return []
    return stanzas


def _broken(node: Node) -> bool:
    """Whether a paragraph has line breaks: then paragraphs are stanzas, else they are lines."""
    return node["t"] in ("Para", "Plain") and any(inner["t"] == "LineBreak" for inner in node["c"])


def _plain_verse(node: Node, reading: Reading) -> bool:
    """A div within verse that says nothing but that it is a stanza or a line."""
    attrs, children = attributes(node["c"][0]), node["c"][1]
    return (
        meaning(attrs) in ("verse", "none")
        and not attrs.id
        and not language(attrs, reading)
        and all(
            child["t"] in ("Para", "Plain", "LineBlock")
            or (child["t"] == "Div" and _plain_verse(child, reading))
            for child in children
        )
    )


def _lines(nodes: Nodes, latex: bool) -> list[Stanza]:
    """The stanzas of a paragraph: a line at each break, a stanza where a break follows a break."""
    lines: list[Nodes] = [[]]
    for node in nodes:
        if node["t"] == "LineBreak":
            lines.append([])
        else:
            lines[-1].append(node)
    if latex and lines[-1] == [{"t": "Str", "c": "!"}]:
        # ``\\!`` ends a stanza in LaTeX's verse package; pandoc reads ``\\`` and an exclamation
        lines.pop()
    return stanzas_of_line_block(lines)

"""Style sheets: the reader's colours, sizes and columns are the reader's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic, Lines
from emendata.lint.document import leads
from emendata.lint.volume import Item, Volume

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COLOUR = re.compile(
    r"(?<![\w-])(?:color|background(?:-color)?|border(?:-\w+)*|outline(?:-color)?|fill|stroke)\s*:[^;}]*?"
    r"(?:#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|lab|lch|oklch|oklab)\(|"
    r"\b(?:black|white|gr[ae]y|red|green|blue|navy|maroon|silver|yellow|purple|teal|olive|orange|brown)\b)",
    re.IGNORECASE,
)
_FIXED = re.compile(
    r"(?<![\w-])(?:font(?:-size)?|line-height|margin(?:-\w+)?|padding(?:-\w+)?|(?:max-|min-)?(?:width|height)|"
    r"text-indent|letter-spacing|word-spacing|border(?:-\w+)*)\s*:[^;}]*?\b(?!0(?:px|pt))(\d*\.?\d+)(px|pt|pc|mm|cm|in)\b",
    re.IGNORECASE,
)
_BREAKS = re.compile(
    r"(?<![\w-])(unicode-bidi|direction)\s*:|(position)\s*:\s*(?:fixed|absolute)", re.IGNORECASE
)
_OUTSIDE = re.compile(r"@import|url\(\s*[\"']?(?!data:)([^)\"']+)", re.IGNORECASE)
_BODY_FONT = re.compile(r"(?:^|[{};,\s])(?:html|body|p|\*)\s*\{[^}]*font-family\s*:", re.IGNORECASE)


def _sheets(volume: Volume) -> Iterator[tuple[Item, str, Lines]]:
    """The style sheets, with blanks in place of comments."""
    for item in volume.items:
        if item.media_type == "text/css" and item.name in volume.files:
            text = volume.files[item.name].decode("utf-8", "replace")
            bare = _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
            yield item, bare, Lines(item.name, text)


def colours(volume: Volume) -> Iterator[Diagnostic]:
    """A style sheet sets a colour: at night, what is black stays black."""
    for _, text, lines in _sheets(volume):
        for found in _COLOUR.finditer(text):
            message = f"a fixed colour: {' '.join(found[0].split())[:60]}"
            yield volume.doubt("L701", lines.place(found.start()), message, "currentColor is the reader's.")


def colours_of_elements(volume: Volume) -> Iterator[Diagnostic]:
    """An element sets a colour."""
    for document in volume.read:
        for tree in document.order:
            if (style := tree.get("style")) and _COLOUR.search(style):
                yield volume.doubt("L701", (document, tree), f"a fixed colour: {style[:60]}")


def sizes(volume: Volume) -> Iterator[Diagnostic]:
    """A style sheet measures in pixels or points: it does not grow with the letters."""
    for _, text, lines in _sheets(volume):
        for found in _FIXED.finditer(text):
            message = f"a fixed size: {' '.join(found[0].split())[:60]}"
            yield volume.doubt("L702", lines.place(found.start()), message, "em and % grow with the letters.")


def sizes_of_elements(volume: Volume) -> Iterator[Diagnostic]:
    """An element is measured in pixels or points."""
    for document in volume.read:
        for tree in document.order:
            if (style := tree.get("style")) and _FIXED.search(style):
                yield volume.doubt("L702", (document, tree), f"a fixed size: {style[:60]}")


def what_breaks(volume: Volume) -> Iterator[Diagnostic]:
    """A style sheet uses what EPUB forbids or reading systems cannot do."""
    for _, text, lines in _sheets(volume):
        for found in _BREAKS.finditer(text):
            message = f"`{(found[1] or found[2]).lower()}` has no place in an e-book"
            yield volume.problem("L704", lines.place(found.start()), message)


def fonts_of_the_text(volume: Volume) -> Iterator[Diagnostic]:
    """A style sheet takes the choice of the font away from the reader."""
    for _, text, lines in _sheets(volume):
        for found in _BODY_FONT.finditer(text):
            yield volume.doubt("L705", lines.place(found.start()), "the font of the whole text is set")


def addresses(volume: Volume) -> Iterator[Diagnostic]:
    """A style sheet asks for a file that is not in the book."""
    for item, text, lines in _sheets(volume):
        for found in _OUTSIDE.finditer(text):
            place = lines.place(found.start())
            if found[1] is None:
                yield volume.doubt("L703", place, "@import: older readers do not follow it")
                continue
            led = leads(item.name, found[1])
            if led is None:
                yield volume.problem("L703", place, f"{found[1][:60]} is outside of the book")
            elif led[0] not in volume.files:
                yield volume.problem("L703", place, f"{found[1][:60]} is not in the book")


def every_document_is_styled(volume: Volume) -> Iterator[Diagnostic]:
    """A document lacks a style sheet that the others have."""
    sheets = Counter(facts.sheets for facts in {facts.name: facts for facts in volume.read_facts}.values())
    for most, count in sheets.most_common(1):
        for facts in volume.read_facts:
            if count * 2 > sheets.total() and facts.sheets != most:
                yield volume.doubt("L709", facts, "it has not the style sheets that the other documents have")


def braces(volume: Volume) -> Iterator[Diagnostic]:
    """A style sheet has a brace too many or too few: what follows is lost."""
    for item, text, lines in _sheets(volume):
        bare = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", "", text)
        if bare.count("{") != bare.count("}"):
            yield volume.problem("L706", lines.place(len(text)), f"the braces of {item.name} do not match")

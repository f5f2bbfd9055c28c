"""Turn bytes into an XML tree without trusting them: no DOCTYPE, no entities, no network."""

from __future__ import annotations

import re

from lxml import etree

from emendata.diagnostics import Lines, Place, error

_BEFORE_DOCTYPE = re.compile(r"\ufeff?(?:<\?.*?\?>|<!--.*?-->|[ \t\r\n]+)*", re.DOTALL)


def parsed(data: bytes, name: str) -> etree._Element:
    """The root element of the file called `name`, comments and processing instructions left out.

    Raises `EmendataError` if the file is not UTF-8 or not well-formed (A031) or has a DOCTYPE (A030).
    """
    try:
        string = data.decode()
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        column = exc.start - data.rfind(b"\n", 0, exc.start)
        raise error(
            "A031",
            Place(name, line, column),
            f"not UTF-8: byte {exc.start} is 0x{data[exc.start]:02X}",
            "convert the file to UTF-8",
        ) from exc
    before = _BEFORE_DOCTYPE.match(string)
    end = before.end() if before else 0
    # Declared entities would be expanded in attributes whatever the parser is told, so stop before it.
    if string.startswith("<!DOCTYPE", end):
        raise error(
            "A030",
            Lines(name, string).place(end),
            "a DOCTYPE is not read: what it declares (entities, attributes) could change the text",
            "take the DOCTYPE out and write characters in place of its entities",
        )
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever the XML declaration says: what was looked at is what is parsed
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # deeper than 256 elements; without entities a tree is no larger than its file
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        fatal = parser.error_log.last_error
        line, column = exc.position if fatal is None else (fatal.line, fatal.column)
        message = exc.msg if fatal is None else fatal.message
        raise error(
            "A031", Place(name, line, column), f"not well-formed XML: {message.strip()}", "mend the file"
        ) from exc

"""TEI files made for tests: a header and a text."""

from __future__ import annotations

TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader><fileDesc>
<titleStmt><title>A Text</title></titleStmt>
<publicationStmt><p/></publicationStmt>
<sourceDesc>{source}</sourceDesc>
</fileDesc>{encoding}</teiHeader>
<text xml:lang="en"><body>
{body}
</body></text>{after}
</TEI>
"""

WITNESSES = (
    '<listWit><witness xml:id="A">First</witness><witness xml:id="B">Second</witness>'
    '<witness xml:id="C">Third</witness></listWit>'
)


def tei(body: str, source: str = WITNESSES, encoding: str = "", after: str = "") -> bytes:
    """A file of TEI P5 that emendata did not write."""
    return TEI.format(source=source, encoding=encoding, body=body, after=after).encode()

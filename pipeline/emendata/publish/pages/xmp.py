"""Write what a PDF says of itself as XMP, which PDF/UA and PDF/A ask for.

Enters: title, authors and the like. Leaves: the packet (ISO 16684-1). What it says is what the
document information says, as ISO 19005-2, 6.6.2.3 wants it, and there is no date in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:{prefix}="{space}">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{authors}{language}<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
{standard}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_ACCESSIBLE = "<pdfuaid:part>1</pdfuaid:part>\n"
_ARCHIVE = "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n"


def packet(
    title: str, authors: Sequence[str], lang: str, creator: str, producer: str, *, archive: bool
) -> bytes:
    """The packet; the file keeps to PDF/A-2b, or else to PDF/UA-1.

    It does not say both: each standard would want to be told what the other's word for itself means.
    """
    named = ", ".join(authors)
    creators = (
        f"<dc:creator><rdf:Seq><rdf:li>{escape(named)}</rdf:li></rdf:Seq></dc:creator>\n" if named else ""
    )
    language = (
        f"<dc:language><rdf:Bag><rdf:li>{escape(lang)}</rdf:li></rdf:Bag></dc:language>\n" if lang else ""
    )
    return _PACKET.format(
        title=escape(title),
        authors=creators,
        language=language,
        creator=escape(creator),
        producer=escape(producer),
        standard=_ARCHIVE if archive else _ACCESSIBLE,
        prefix="pdfaid" if archive else "pdfuaid",
        space=f"http://www.aiim.org/{'pdfa' if archive else 'pdfua'}/ns/id/",
    ).encode()

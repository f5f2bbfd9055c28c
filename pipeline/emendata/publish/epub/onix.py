"""Say in ONIX for Books 3.0 what the book is, for shops and libraries: the same that its package document says.

https://www.editeur.org/93/Release-3.0-Downloads/; numbers are those of the ONIX code lists.
"""

from __future__ import annotations

import re

from lxml import etree

from emendata.publish.epub.catalogue import Record
from emendata.publish.xhtml import xml_text

_NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"
_ROLES = {
    "aft": "A19",
    "ann": "A20",
    "aui": "A24",
    "aut": "A01",
    "cmm": "A21",
    "com": "C01",
    "edt": "B01",
    "ill": "A12",
    "trl": "B06",
    "trc": "B25",
    "win": "A24",
}
"""List 17, by MARC relator."""
_OTHER_ROLE = "Z99"
_FEATURES = {
    "ARIA": "30",
    "alternativeText": "14",
    "displayTransformability": "36",
    "index": "12",
    "longDescription": "15",
    "pageNavigation": "19",
    "readingOrder": "13",
    "structuralNavigation": "29",
    "tableOfContents": "11",
}
"""List 196, by the words of schema.org."""
_ACCESS, _VERSION = "09", "10"
"""List 79: how accessible an e-publication is; the version of its format."""
_SUMMARY = "00"
_LANGUAGES = {
    "ar": "ara", "cs": "cze", "da": "dan", "de": "ger", "el": "gre", "en": "eng", "es": "spa", "fi": "fin",
    "fr": "fre", "he": "heb", "hu": "hun", "is": "ice", "it": "ita", "la": "lat", "nl": "dut", "no": "nor",
    "pl": "pol", "pt": "por", "ro": "rum", "ru": "rus", "sv": "swe", "tr": "tur", "uk": "ukr", "yi": "yid",
}  # fmt: skip
_OLDER = "akk ang arc chu cop dum egy enm fro frm gez gmh goh got grc hit mga non ota pli pro sga sux syr uga".split()
"""List 74 has the three letters of ISO 639-2/B, by which these are known to BCP 47 too."""


def onix(record: Record, version: str = "3.3") -> bytes:
    """The message with one product, an EPUB of that version."""
    root = etree.Element(f"{{{_NAMESPACE}}}ONIXMessage", {"release": "3.0"}, nsmap={None: _NAMESPACE})  # type: ignore[dict-item]
    header = _child(root, "Header")
    _child(_child(header, "Sender"), "SenderName", record.publisher or "emendata")
    _child(header, "SentDateTime", re.sub(r"[-:]", "", record.modified))
    product = _child(root, "Product")
    _child(product, "RecordReference", record.identifiers[0].text)
    _child(product, "NotificationType", "03")
    for one in record.identifiers:
        made = _child(product, "ProductIdentifier")
        _child(made, "ProductIDType", one.kind)
        if one.kind == "01":
            _child(made, "IDTypeName", "proprietary")
        _child(made, "IDValue", one.bare)
    _descriptive(_child(product, "DescriptiveDetail"), record, version)
    _collateral(product, record)
    if record.publisher:
        _publishing(_child(product, "PublishingDetail"), record)
    etree.indent(root)
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _child(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    if text:
        made.text = xml_text(text)
    return made


def _descriptive(detail: etree._Element, record: Record, version: str) -> None:
    _child(detail, "ProductComposition", "00")
    _child(detail, "ProductForm", "ED")
    _child(detail, "ProductFormDetail", "E101")
    _feature(detail, version, kind=_VERSION)
    access = record.access
    if access.certified.by:
        _feature(detail, "04")
        _feature(detail, "82")
        _feature(detail, {"A": "84", "AA": "85", "AAA": "86"}[access.certified.level])
        _feature(detail, "90", access.certified.by)
        if access.certified.report:
            _feature(detail, "94", access.certified.report)
    _feature(detail, _SUMMARY, access.summary)
    _feature(detail, "10")
    _feature(detail, "22")
    if access.sufficient == ("textual",):
        _feature(detail, "52")
    for feature in access.features:
        if feature in _FEATURES:
            _feature(detail, _FEATURES[feature])
    _child(detail, "PrimaryContentType", "10")
    _child(detail, "EpubTechnicalProtection", "00")
    if record.rights:
        _child(_child(detail, "EpubLicense"), "EpubLicenseName", record.rights)
    if record.collection.title:
        made = _child(detail, "Collection")
        _child(made, "CollectionType", "10")
        if record.collection.issn:
            issn = _child(made, "CollectionIdentifier")
            _child(issn, "CollectionIDType", "02")
            _child(issn, "IDValue", record.collection.issn.replace("-", ""))
        title = _title_element(_child(made, "TitleDetail"), "02")
        if record.collection.number:
            _child(title, "PartNumber", record.collection.number)
        _child(title, "TitleText", record.collection.title)
    title = _title_element(_child(detail, "TitleDetail"), "01")
    _child(title, "TitleText", record.title)
    if record.subtitle:
        _child(title, "Subtitle", record.subtitle)
    if record.short_title:
        short = _child(detail, "TitleDetail")
        _child(short, "TitleType", "05")
        element = _child(short, "TitleElement")
        _child(element, "TitleElementLevel", "01")
        _child(element, "TitleText", record.short_title)
    for n, person in enumerate(record.persons, start=1):
        made = _child(detail, "Contributor")
        _child(made, "SequenceNumber", str(n))
        _child(made, "ContributorRole", _ROLES.get(person.relator, _OTHER_ROLE))
        kind = "CorporateName" if person.body else "PersonName"
        _child(made, kind, person.name)
        _child(made, f"{kind}Inverted", person.filed)
    if not record.persons:
        _child(detail, "NoContributor")
    if record.edition:
        _child(detail, "EditionStatement", record.edition)
    for lang in record.langs:
        primary = lang.split("-")[0].lower()
        if code := primary if primary in _OLDER else _LANGUAGES.get(primary):
            made = _child(detail, "Language")
            _child(made, "LanguageRole", "01")
            _child(made, "LanguageCode", code)
    for subject in record.subjects:
        made = _child(detail, "Subject")
        _child(made, "SubjectSchemeIdentifier", "20")
        _child(made, "SubjectHeadingText", subject)


def _feature(detail: etree._Element, value: str, text: str = "", kind: str = _ACCESS) -> None:
    """What the product is like, by default by list 196: how accessible it is."""
    made = _child(detail, "ProductFormFeature")
    _child(made, "ProductFormFeatureType", kind)
    _child(made, "ProductFormFeatureValue", value)
    if text:
        language = {"language": "eng"} if value == _SUMMARY else {}
        _child(made, "ProductFormFeatureDescription", text, **language)


def _title_element(detail: etree._Element, level: str) -> etree._Element:
    _child(detail, "TitleType", "01")
    made = _child(detail, "TitleElement")
    _child(made, "TitleElementLevel", level)
    return made


def _collateral(product: etree._Element, record: Record) -> None:
    if record.description:
        made = _child(_child(product, "CollateralDetail"), "TextContent")
        _child(made, "TextType", "03")
        _child(made, "ContentAudience", "00")
        _child(made, "Text", record.description)


def _publishing(detail: etree._Element, record: Record) -> None:
    made = _child(detail, "Publisher")
    _child(made, "PublishingRole", "01")
    _child(made, "PublisherName", record.publisher)
    if record.date:
        made = _child(detail, "PublishingDate")
        _child(made, "PublishingDateRole", "01")
        format_ = {4: "05", 7: "01", 10: "00"}[len(record.date)]
        _child(made, "Date", record.date.replace("-", ""), dateformat=format_)

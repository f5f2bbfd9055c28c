"""Which kind of XML a file is."""

import pytest

from emendata.sniffing import xml_format

DOCTYPE = b'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN"\n "JATS-archivearticle1.dtd">'


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"<article><front/></article>", "jats"),
        (b'<?xml version="1.0"?>\n' + DOCTYPE + b"\n<!-- x -->\n<article dtd-version='1.2'>", "jats"),
        (b'<!DOCTYPE article [<!ENTITY a "b">]><article>', "jats"),
        (b"\xef\xbb\xbf<article>", "jats"),
        (b'<article xmlns="http://docbook.org/ns/docbook">', ""),
        (b'<!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "x"><article>', ""),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0">', ""),
        (b'<html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b"no XML at all", ""),
        (b"", ""),
    ],
)
def test_the_root_tells(data: bytes, format: str) -> None:
    assert xml_format(data) == format

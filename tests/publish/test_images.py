"""Figure images: what is used, and what is refused with a reason."""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib

import PIL.Image
import pytest

from emendata.diagnostics import EmendataError, Place
from emendata.publish.images import TOO_LONG, image, misnamed


def raster(format_: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    target = io.BytesIO()
    PIL.Image.linear_gradient("L").resize(size).convert("RGB").save(target, format_, **options)
    return target.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes with any size in its header."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def svg(inside: str = "", attributes: str = 'width="30" height="20"', before: str = "") -> bytes:
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {namespaces} {attributes}>{inside}</svg>".encode()


def refused(data: bytes, name: str = "map.png") -> tuple[str, str]:
    """Code and message."""
    with pytest.raises(EmendataError) as raised:
        image(name, data, place=Place("edition.yaml", 5, 6))
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.place == Place("edition.yaml", 5, 6)
    assert name in diagnostic.message
    return diagnostic.code, diagnostic.message


# ------------------------------------------------------------------------------ raster


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_every_reader_shows_is_used_as_it_is(format_):
    data = raster(format_)
    found = image(f"figures/map.{format_.lower()}", data, decorative=True)
    assert (found.media_type, found.width, found.height) == (f"image/{format_.lower()}", 60, 40)
    assert found.data == data
    assert found.decorative
    assert misnamed([found]) == ()


def test_wrong_name_is_a_warning_and_the_bytes_count():
    found = image("figures/map.PNG", raster("JPEG"))
    assert found.media_type == "image/jpeg"
    (warning,) = misnamed([found])
    assert (warning.code, warning.severity, warning.place.file) == ("P104", "warning", "figures/map.PNG")
    assert "`map.jpg`" in warning.hint


def test_name_without_suffix_claims_nothing():
    assert misnamed([image("map", raster("PNG"))]) == ()


def test_photograph_taken_sideways_has_the_size_it_is_shown_in():
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    found = image("map.jpg", raster("JPEG", exif=exif))
    assert (found.width, found.height) == (40, 60)


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP"])
def test_cut_off(format_):
    data = raster(format_, (300, 200))
    code, message = refused(data[: len(data) // 2])
    assert code == "P101"
    assert f"begins like a {format_}".lower() in message.lower()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an image",
        b"<html><body>404 not found</body></html>",
        b"<!doctype html><p>404",
        b"<",
        b"<a/>",
    ],
)
def test_not_an_image(data):
    assert refused(data)[0] == "P101"


@pytest.mark.parametrize(("format_", "suffix"), [("TIFF", "tif"), ("BMP", "bmp")])
def test_what_scanners_write_becomes_png(format_, suffix):
    found = image(f"scan.{suffix}", raster(format_))
    assert (found.media_type, found.width, found.height) == ("image/png", 60, 40)
    assert found == image(f"scan.{suffix}", raster(format_))
    assert image("scan.png", found.data).data == found.data
    assert misnamed([found]) == ()


def test_ink_on_paper_becomes_light_on_a_screen():
    target = io.BytesIO()
    PIL.Image.new("CMYK", (2, 2), (0, 0, 0, 255)).save(target, "TIFF")
    found = PIL.Image.open(io.BytesIO(image("scan.tif", target.getvalue()).data))
    assert (found.mode, found.getpixel((0, 0))) == ("RGB", (0, 0, 0))


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08\0", "compressed"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "TIFF and SVG"),
    ],
)
def test_files_that_pass_for_images_elsewhere(data, hint):
    with pytest.raises(EmendataError, match=f"(?s)map.png: error P101: `map.png` is not an image.*{hint}"):
        image("map.png", data)


def test_icon():
    assert refused(raster("ICO"))[0] == "P101"


@pytest.mark.parametrize(
    ("width", "height"),
    [(TOO_LONG, 1), (1, TOO_LONG), (9_000, 9_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)],
)
def test_too_large_is_refused_unread(width, height):
    assert refused(png_that_claims(width, height))[0] == "P102"


def test_just_small_enough():
    assert image("map.png", raster("PNG", (TOO_LONG - 1, 2))).width == TOO_LONG - 1


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP"])
def test_damage_of_any_kind_is_a_diagnostic(format_):
    data, dice = raster(format_), random.Random(format_)
    outcomes = set()
    for _ in range(200):
        damaged = bytearray(data)
        for _ in range(dice.randint(1, 5)):
            damaged[dice.randrange(len(data))] = dice.randrange(256)
        try:
            outcomes.add(image("map", bytes(damaged)).media_type)
        except EmendataError as trouble:
            outcomes.add(trouble.diagnostics[0].code)
    assert "P101" in outcomes


# --------------------------------------------------------------------------------- svg


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="30" height="20px"', (30, 20)),
        ('width="1in" height="2.54cm"', (96, 96)),
        ('viewBox="0 0 300 200"', (300, 200)),
        ('viewBox="0,0,300,200" width="150"', (150, 100)),
        ('viewBox="0 0 300 200" height="1in"', (144, 96)),
        ('width="100%" height="100%"', (0, 0)),
        ('viewBox="0 0 none"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_size_of_an_svg(attributes, size):
    found = image("map.svg", svg("<g/>", attributes))
    assert found.media_type == "image/svg+xml"
    assert (found.width, found.height) == size


@pytest.mark.parametrize(
    "inside",
    [
        '<rect id="r"/><use href="#r"/><use xlink:href="#r"/><path fill="url(#r)" style="mask: url(\'#r\')"/>',
        "<style>rect { fill: red }</style><style/>",
        '<a href="https://example.org/"><text>A link goes nowhere in an image</text></a>',
        '<animate attributeName="x" to="5"/><!-- script --><title>script</title>',
    ],
)
def test_harmless_svg_is_used_as_it_is(inside):
    data = svg(inside)
    assert image("map.svg", data).data == data


def test_svg_in_another_encoding_and_under_another_name():
    found = image("map.png", svg("<g/>").decode().encode("utf-16"))
    assert found.media_type == "image/svg+xml"
    assert misnamed([found])[0].message.startswith("this is an SVG")


def test_document_type_declaration_is_left_out():
    doctype = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    found = image("map.svg", svg("<g/>", before=doctype))
    assert b"DOCTYPE" not in found.data
    assert image("map.svg", found.data).data == found.data
    assert b"<g/>" in found.data


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "a <script>"),
        ('<g onclick="alert(1)"/>', "an event handler"),
        ("<foreignObject><p/></foreignObject>", "a <foreignObject>"),
        ('<image href="other.png"/>', "other.png"),
        ('<image xlink:href="file:///etc/passwd"/>', "file:///etc/passwd"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "data:image/svg+xml"),
        ('<use href="http://example.org/#a"/>', "http://example.org/#a"),
        ('<a href="javascript:alert(1)"><text/></a>', "javascript:"),
        ('<rect fill="url(http://example.org/)"/>', "http://example.org/"),
        ("<rect style='fill: URL( \"x.svg#a\" )'/>", "x.svg#a"),
        ('<style>@import "x.css";</style>', "import"),
        (r"<style>rect { fill: u\72l(x) }</style>", "escape"),
        ('<a><set attributeName="xlink:href" to="javascript:alert(1)"/></a>', "an animation of href"),
    ],
)
def test_svg_that_does_or_fetches_something(inside, what):
    code, message = refused(svg(inside), "map.svg")
    assert code == "P103"
    assert what in message


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "x">]>', "<text>&a;</text>"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "<text>&a;</text>"),
        ('<!DOCTYPE svg [<!ENTITY a "x">]>', '<g id="&a;"/>'),
        ('<?xml-stylesheet href="http://example.org/x.css"?>', ""),
    ],
)
def test_svg_with_entities_or_style_sheets_outside(before, inside):
    assert refused(svg(inside, before=before), "map.svg")[0] == "P103"


def test_images_within_an_svg_are_judged_too():
    def holding(data: bytes) -> bytes:
        return svg(f'<image href="data:image/png;base64,{base64.b64encode(data).decode()}"/>')

    assert image("map.svg", holding(raster("PNG"))).width == 30
    assert refused(holding(png_that_claims(60_000, 60_000)), "map.svg")[0] == "P102"
    assert refused(holding(b"no image"), "map.svg")[0] == "P101"


def test_a_few_elements_that_would_be_drawn_a_billion_times():
    doubling = "".join(f'<g id="g{i}"><use href="#g{i - 1}"/><use href="#g{i - 1}"/></g>' for i in range(30))
    assert refused(svg(doubling), "map.svg")[0] == "P102"
    assert image("map.svg", svg('<g id="a"><use href="#a"/><use href="#b"/></g><g id="b"/>')).width == 30


def test_svg_of_megabytes():
    assert refused(svg("<g/>" * 1_500_000), "map.svg")[0] == "P102"

"""Shape words: once for each face and word, however often the word is set.

Enters: a WeasyPrint style. Leaves: its `Look`, which cuts a text into tokens of which the glyphs and
widths are known. A face is all that decides how glyphs look: family, size, features, language, spacing
and direction. Words are shaped apart from each other, so that no font can kern across a space; browsers
do the same.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from emendata.publish.pages.hyphenation import divisions
from emendata.publish.pages.totalfit import STRETCH
from emendata.publish.pages.weasy.libraries import libraries

SOFT_HYPHEN = "\u00ad"
SPACES = (" ", "\u00a0")
"""The spaces that are widened in a justified line."""
_PARTS = re.compile("[ \u00a0]|[^ \u00a0]+")
_UNSEEN = {ord(character): None for character in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\n"}
"""What says where lines may end and letters join; the letters are shaped with it, and it is not drawn."""
_LETTERS = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)(?:['’ʼʹ′ʺ″\"]?[^\W\d_][\u0300-\u036f]*)*['’ʼʹ′ʺ″]?")
"""A word as hyphenation takes it; an apostrophe may be the sign of a soft consonant."""


@dataclass(slots=True)
class Run:
    """Glyphs of one font, from left to right; lengths in Pango's units."""

    font: Any
    """A Pango font, which is kept alive."""
    glyphs: list[int]
    advances: list[int]
    offsets: list[int]
    rises: list[int]
    texts: list[str]
    """The characters that each glyph stands for; of several that stand for the same, the first has them."""
    leftward: bool


@dataclass(slots=True)
class Word:
    """A word or a space, or a part of a word, in one face."""

    text: str
    width: float
    runs: list[Run]
    space: bool = False
    missing: str = ""
    """Characters that no font has."""
    odd: bool = False
    """Do its glyphs from left to right not tell its characters?"""
    hyphen: bool = False
    """Does it end in a hyphen that is not the text's?"""
    drawn: Any = None
    """How it is drawn; that is known to `glyphs`."""


class Face:
    """Words of one look and direction."""

    def __init__(self, style: Any, leftward: bool) -> None:
        from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango

        self.words: dict[str, Word] = {}
        context, description, _, features = pango_parts(style, leftward)
        self._layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self._layout, False)
        pango.pango_layout_set_single_paragraph_mode(self._layout, True)
        pango.pango_layout_set_font_description(self._layout, description)
        spacing = style["letter_spacing"]
        self._tracking = 0 if spacing == "normal" else int(spacing * TO_UNITS)
        self._word_spacing = float(style["word_spacing"])
        if self._tracking:
            # CSS Text 3, 8.2: letters that are spaced do not join.
            features = b",".join(filter(None, (features, b"liga 0,clig 0")))
        if features:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
            pango.pango_layout_set_attributes(self._layout, attributes)

    def word(self, text: str) -> Word:
        """The word, shaped."""
        found = self.words.get(text)
        if found is None:
            found = self.words[text] = self._shaped(text)
        return found

    def _shaped(self, text: str) -> Word:
        from weasyprint.text.ffi import FROM_UNITS, ffi, pango

        space = text in SPACES
        if not text.translate(_UNSEEN):
            return Word(text, 0.0, [])
        data = text.encode().replace(b"\0", b"")
        pango.pango_layout_set_text(self._layout, data, len(data))
        runs: list[Run] = []
        missing: list[str] = []
        link = pango.pango_layout_get_line_readonly(self._layout, 0).runs
        while link != ffi.NULL:
            runs.append(_run(link.data, data, self._tracking, missing))
            link = link.next
        width = sum(sum(run.advances) for run in runs) * FROM_UNITS
        if space:
            width += self._word_spacing
        odd = any(not all(run.texts) for run in runs)
        return Word(text, width, runs, space, "".join(missing), odd and not space)


def _run(glyph_item: Any, data: bytes, tracking: int, missing: list[str]) -> Run:
    from weasyprint.text.ffi import ffi, pango

    item, string = glyph_item.item, glyph_item.glyphs
    count = string.num_glyphs
    size = ffi.sizeof("PangoGlyphInfo")
    # glyph, width, horizontal and vertical offset, flags; one after the other
    numbers = memoryview(ffi.buffer(string.glyphs, count * size)).cast("i").tolist()
    fields = size // 4
    clusters = ffi.unpack(string.log_clusters, count)
    leftward = bool(item.analysis.level % 2)
    made = Run(_kept(item.analysis.font), [], [], [], [], [], leftward)
    of_item = data[item.offset : item.offset + item.length]
    texts = _texts(of_item, clusters, leftward, numbers[::fields], made.font)
    for at in range(count):
        glyph, advance, offset, rise = numbers[at * fields : at * fields + 4]
        if glyph == pango.PANGO_GLYPH_EMPTY:
            if not advance:
                continue
        elif glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            missing.append(chr(glyph & ~pango.PANGO_GLYPH_UNKNOWN_FLAG))
        last = at == count - 1 or clusters[at + 1] != clusters[at]
        made.glyphs.append(glyph)
        made.advances.append(advance + (tracking if last else 0))
        made.offsets.append(offset)
        made.rises.append(rise)
        made.texts.append(texts[at])
    return made


def _texts(
    data: bytes, clusters: Sequence[int], leftward: bool, glyphs: Sequence[int], font: Any
) -> list[str]:
    """The characters that each glyph of an item stands for; none, if others stand for them."""
    begins = sorted(set(clusters))
    spans = dict(zip(begins, [*begins[1:], len(data)], strict=True))
    if len(begins) == len(clusters):
        return [data[begin : spans[begin]].decode() for begin in clusters]
    texts = [""] * len(clusters)
    for begin, end in spans.items():
        places = [at for at, cluster in enumerate(clusters) if cluster == begin]
        if leftward:
            places.reverse()
        for at, text in zip(places, _shared_out(data[begin:end].decode(), places, glyphs, font), strict=True):
            texts[at] = text
    return texts


def _shared_out(text: str, places: Sequence[int], glyphs: Sequence[int], font: Any) -> list[str]:
    """The characters of a cluster, given to its glyphs: a base and marks, mostly."""
    if len(places) == 1:
        return [text]
    left = list(unicodedata.normalize("NFD", text))
    texts = []
    for at in places:
        own = unicodedata.normalize("NFD", _characters(font).get(glyphs[at], ""))
        if own and all(left.count(character) >= own.count(character) for character in own):
            for character in own:
                left.remove(character)
        else:
            own = ""
        texts.append(own)
    empty = [at for at, own in enumerate(texts) if not own]
    if len(empty) == len(left):
        for at, character in zip(empty, left, strict=True):
            texts[at] = character
    elif left:
        at = empty[0] if empty else 0
        texts[at] += "".join(left)
    return texts


_cmaps: dict[bytes, dict[int, str]] = {}


def _characters(font: Any) -> dict[int, str]:
    """The characters that the glyphs of a font stand for by themselves."""
    from fontTools.ttLib import TTFont
    from weasyprint.text.ffi import ffi, harfbuzz, pango
    from weasyprint.text.fonts import get_hb_object_data, get_pango_font_hb_face, get_pango_font_key

    _, description, _ = get_pango_font_key(font)
    key = ffi.string(pango.pango_font_description_to_string(description))
    if key not in _cmaps:
        face = get_pango_font_hb_face(font)
        data = io.BytesIO(get_hb_object_data(face))
        with TTFont(data, fontNumber=max(harfbuzz.hb_face_get_index(face), 0), lazy=True) as file:
            names = file.getReverseGlyphMap()
            cmap = sorted((file.getBestCmap() or {}).items(), reverse=True)
        _cmaps[key] = {names[name]: chr(code) for code, name in cmap}
    return _cmaps[key]


def _kept(font: Any) -> Any:
    """The font, for as long as it is wanted."""
    from weasyprint.text.ffi import ffi, gobject

    reference = libraries()[3].g_object_ref(ffi.cast("void *", font))
    return ffi.gc(ffi.cast("PangoFont *", reference), gobject.g_object_unref)


def pango_parts(style: Any, leftward: bool) -> tuple[Any, Any, Any, bytes]:
    """Context, font description, language and features: what all layouts of a style share."""
    from weasyprint.text import fonts
    from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
    from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION["rtl" if leftward else "ltr"])
    lang = style["lang"]
    if style["font_language_override"] != "normal":
        override = style["font_language_override"]
        lang = LST_TO_ISO.get(override.lower(), override)
    if lang:
        characters, _alive = unicode_to_char_p(lang)
        language = pango.pango_language_from_string(characters)
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    features = fonts.font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    wanted = ",".join(f"{key} {value}" for key, value in features.items()).encode()
    return context, fonts.get_font_description(style), language, wanted


# ----------------------------------------------------------------------- tokens


@dataclass(slots=True)
class Token:
    """A piece of text between two places where a line may end, with the space after it."""

    text: str
    words: tuple[Word, ...]
    """Words and, between them, spaces at which no line ends."""
    gap: Word | None
    """The space after it."""
    width: float
    """Without the space after it."""
    stretch: float
    """What the spaces in it can gain."""
    advance: float
    """With the space after it."""
    room: float
    """What all its spaces can gain."""
    all: tuple[Word, ...]
    """Its words and spaces, the last included."""
    own_hyphen: bool = False
    """Does it end in a hyphen?"""
    points: tuple[Point, ...] | None = None
    """Where it can be divided; None if that has not been asked."""


@dataclass(slots=True)
class Point:
    """A place where a token can be divided."""

    head: Token
    """With its hyphen."""
    tail: Token
    cut: int
    """How many characters come before it."""


@dataclass(frozen=True, slots=True)
class _Hyphens:
    """How words are divided."""

    kind: str
    lang: str
    total: int
    left: int
    right: int
    character: str


@dataclass(slots=True)
class Look:
    """A face with its way of dividing words."""

    face: Face
    hyphens: _Hyphens
    tokens: dict[str, Token] = field(default_factory=dict)

    def token(self, text: str) -> Token:
        """The token of this text, trailing spaces included."""
        found = self.tokens.get(text)
        if found is None:
            found = self.tokens[text] = self._made(text)
        return found

    def _made(self, text: str) -> Token:
        visible = text.rstrip(" \n")
        word = self.face.word
        words = tuple(map(word, _PARTS.findall(visible)))
        gap = word(" ") if len(visible) < len(text) and text[len(visible)] == " " else None
        width = sum(word.width for word in words)
        stretch = STRETCH * sum(word.width for word in words if word.space)
        own = visible.endswith(("-", "\u2010"))
        if gap is None:
            return Token(text, words, None, width, stretch, width, stretch, words, own)
        room = stretch + STRETCH * gap.width
        return Token(text, words, gap, width, stretch, width + gap.width, room, (*words, gap), own)

    def middle(self, token: Token, begin: Point, end: Point) -> Token:
        """What stands between two places where a token is divided."""
        return self._hyphened(token.text[begin.cut : end.cut])

    def divide(self, token: Token) -> None:
        """Find out where a token can be divided with a hyphen."""
        token.points = self._points(token.text)

    def _points(self, text: str) -> tuple[Point, ...]:
        hyphens = self.hyphens
        if hyphens.kind == "none":
            return ()
        cuts: list[tuple[str, str, int]] = []
        if SOFT_HYPHEN in text:
            for found in re.finditer(SOFT_HYPHEN, text):
                cuts.append((text[: found.start()], text[found.end() :], found.end()))
        elif hyphens.kind == "auto" and hyphens.lang:
            for found in _LETTERS.finditer(text):
                before, after = text[: found.start()], text[found.end() :]
                for head, tail in divisions(
                    found[0], hyphens.lang, hyphens.total, hyphens.left, hyphens.right
                ):
                    cuts.append((before + head, tail + after, len(before) + len(head)))
        return tuple(
            Point(self._hyphened(head), self.token(tail), cut)
            for head, tail, cut in cuts
            if head and tail.strip()
        )

    def _hyphened(self, head: str) -> Token:
        token = self.token(head + self.hyphens.character)
        # The text may have the same letters with a hyphen of its own, and that one is not to be marked.
        words = (*token.words[:-1], replace(token.words[-1], hyphen=True, drawn=None))
        return replace(token, words=words, all=words, points=None)


def look(style: Any, leftward: bool = False) -> Look:
    """The look of a style; styles that differ in nothing that matters here share one."""
    known: dict[bool, Look] = style.__dict__.setdefault("_emendata_looks", {})
    if leftward not in known:
        ask_for_font(style)
        from weasyprint.text.line_break import _font_style_cache_key

        shared = style.font_config.__dict__.setdefault("_emendata_faces", {})
        key = (
            _font_style_cache_key(style),
            style["font_size"],
            style["letter_spacing"],
            style["word_spacing"],
            style["font_kerning"],
            leftward,
        )
        if key not in shared:
            shared[key] = Face(style, leftward)
        total, left, right = style["hyphenate_limit_chars"]
        hyphens = _Hyphens(
            style["hyphens"], style["lang"] or "", total, left, right, style["hyphenate_character"]
        )
        if (key, hyphens) not in shared:
            shared[key, hyphens] = Look(shared[key], hyphens)
        known[leftward] = shared[key, hyphens]
    return known[leftward]


_GENERIC = frozenset(
    "serif sans-serif monospace cursive fantasy system-ui ui-serif ui-sans-serif ui-monospace math emoji".split()
)


def ask_for_font(style: Any) -> None:
    """Say so if the font that a style asks for is not installed."""
    from weasyprint.logger import LOGGER

    family = style["font_family"][0]
    if family.lower() in _GENERIC:
        return
    known: dict[str, bool] = style.font_config.__dict__.setdefault("_emendata_installed", {})
    if family not in known:
        known[family] = _installed(style.font_config, family)
    if not known[family]:
        LOGGER.warning("font not installed: %s", family)


def _installed(fonts: Any, family: str) -> bool:
    """Is what Fontconfig finds for a name a font of that name?"""
    from weasyprint.text.ffi import ffi, fontconfig

    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcConfigSubstitute(fonts._config, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    found = fontconfig.FcFontMatch(fonts._config, pattern, ffi.new("FcResult *"))
    if found == ffi.NULL:
        return False
    found = ffi.gc(found, fontconfig.FcPatternDestroy)
    name = ffi.new("FcChar8 **")
    at = 0
    while fontconfig.FcPatternGetString(found, b"family", at, name) == fontconfig.FcResultMatch:
        if ffi.string(name[0]).decode().casefold() == family.casefold():
            return True
        at += 1
    return False

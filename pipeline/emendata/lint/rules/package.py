"""The package document: what the book is, who made it, in which order it is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic, Place
from emendata.lint.document import XHTML, XML_LANG, leads, text_of
from emendata.lint.facts import KINDS
from emendata.lint.volume import NCX, OPF, Volume
from emendata.publish.xhtml import direction, is_language

_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DATE = re.compile(
    r"-?\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)?)?"
)
_ISBN = re.compile(r"urn:isbn:([0-9Xx-]+)", re.IGNORECASE)


def identifier(volume: Volume) -> Iterator[Diagnostic]:
    """The book has no identifier of its own."""
    name = volume.package.get("unique-identifier")
    ids = volume.metas("dc:identifier")
    if not any(tree.get("id") == name and text_of(tree) for tree in ids):
        yield volume.problem(
            "L201", volume.package_place(), "no dc:identifier is the one that the package names"
        )
    for tree in ids:
        match = _ISBN.fullmatch(text_of(tree))
        if match and not _is_isbn(match[1].replace("-", "").upper()):
            yield volume.problem(
                "L218", volume.package_place(tree), f"{text_of(tree)} is no ISBN: its last digit is wrong"
            )


def _is_isbn(digits: str) -> bool:
    if len(digits) == 13 and digits.isdecimal():
        return sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(digits)) % 10 == 0
    if not re.fullmatch(r"\d{9}[\dX]", digits):
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * (10 - at) for at, value in enumerate(values)) % 11 == 0


def title(volume: Volume) -> Iterator[Diagnostic]:
    """The book has no title."""
    titles = volume.metas("dc:title")
    if not titles or not all(map(text_of, titles)):
        yield volume.problem("L202", volume.package_place(), "a title is missing or empty")


def language(volume: Volume) -> Iterator[Diagnostic]:
    """The book does not say in which language it is, or its documents say another."""
    said = volume.said("dc:language")
    for lang in said or [""]:
        if not is_language(lang):
            yield volume.problem("L203", volume.package_place(), f"{lang or 'nothing'!r} is no language")
    for facts in volume.read_facts:
        lang = facts.lang
        if said and lang and lang.split("-")[0].lower() not in {one.split("-")[0].lower() for one in said}:
            message = f"it says that it is in {lang!r}, and the book that it is in {said[0]!r}"
            yield volume.doubt("L221", (facts, 0), message)


def modified(volume: Volume) -> Iterator[Diagnostic]:
    """It is not said when the book was last changed."""
    said = [text_of(tree) for tree in volume.metas("dcterms:modified") if not tree.get("refines")]
    if len(said) != 1 or not _MODIFIED.fullmatch(said[0]):
        hint = "Once, in the form 2026-03-21T00:00:00Z."
        yield volume.problem("L204", volume.package_place(), "dcterms:modified is missing or malformed", hint)


def dates(volume: Volume) -> Iterator[Diagnostic]:
    """A date is none."""
    for tree in volume.metas("dc:date"):
        if not _DATE.fullmatch(text_of(tree)):
            yield volume.problem(
                "L219", volume.package_place(tree), f"{text_of(tree)!r} is not a date", "2026-03-21"
            )


def package(volume: Volume) -> Iterator[Diagnostic]:
    """The package document does not say its version or its language."""
    if volume.package.get("version") != "3.0":
        yield volume.problem("L205", volume.package_place(), "the package is not of version 3.0")
    if not is_language(volume.package.get(XML_LANG) or ""):
        yield volume.doubt("L205", volume.package_place(), "the package does not say its language (xml:lang)")


def spine(volume: Volume) -> Iterator[Diagnostic]:
    """The order of reading names something twice, or something that is not there, or leaves a chapter out."""
    ids = {item.id for item in volume.items}
    refs = [ref.get("idref") or "" for ref in volume.package.iterfind(f"{OPF}spine/{OPF}itemref")]
    place = volume.package_place(volume.package.find(f"{OPF}spine"))
    for name, count in Counter(refs).items():
        if count > 1:
            yield volume.problem("L206", place, f"the spine has {name!r} {count} times")
        if name not in ids:
            yield volume.problem("L206", place, f"the spine has {name!r}, which is no item of the manifest")
    if not refs:
        yield volume.problem("L206", place, "the spine is empty")
    for name, facts in volume.facts.items():
        if name not in volume.position and (volume.nav is None or name != volume.nav.name):
            yield volume.problem("L207", facts, "a chapter that is not in the order of reading")


def navigation(volume: Volume) -> Iterator[Diagnostic]:
    """There is not exactly one navigation document."""
    count = sum("nav" in item.properties for item in volume.items)
    if count != 1:
        yield volume.problem(
            "L208", volume.package_place(), f"{count} navigation documents; there must be one"
        )


def persons(volume: Volume) -> Iterator[Diagnostic]:
    """It is not said what somebody did for the book, or how the name is sorted."""
    for tree in (*volume.metas("dc:creator"), *volume.metas("dc:contributor")):
        roles, filed = volume.refining(tree, "role"), volume.refining(tree, "file-as")
        place, name = volume.package_place(tree), text_of(tree)
        if not name:
            yield volume.problem("L209", place, "a person without a name")
            continue
        if not roles or not all(re.fullmatch(r"[a-z]{3}", role) for role in roles):
            yield volume.doubt("L209", place, f"{name} has no role", "A MARC relator: aut, edt, trl …")
        if not filed or not filed[0]:
            yield volume.doubt(
                "L209", place, f"it is not said how {name!r} is sorted", '<meta property="file-as">'
            )
        elif not set(re.findall(r"\w+", filed[0].lower())) & set(re.findall(r"\w+", name.lower())):
            yield volume.doubt("L209", place, f"{name!r} is sorted as somebody else: {filed[0]!r}")


def refinements(volume: Volume) -> Iterator[Diagnostic]:
    """A statement says more of something that is not there."""
    ids = {tree.get("id") for tree in volume.package.iter("*")}
    for meta in volume.package.iter(f"{OPF}meta", f"{OPF}link"):
        target = meta.get("refines")
        if target and target.startswith("#") and target[1:] not in ids:
            yield volume.problem("L210", volume.package_place(meta), f"nothing has the id {target}")
    counts = Counter(tree.get("id") for tree in volume.package.iter("*") if tree.get("id"))
    for name, count in counts.items():
        if count > 1:
            yield volume.problem("L210", volume.package_place(), f"the id {name!r} is there {count} times")


def cover(volume: Volume) -> Iterator[Diagnostic]:
    """No image is the cover."""
    covers = [item for item in volume.items if "cover-image" in item.properties]
    if len(covers) != 1 or not covers[0].media_type.startswith("image/"):
        yield volume.doubt("L212", volume.package_place(), "no image is said to be the cover")


def progression(volume: Volume) -> Iterator[Diagnostic]:
    """A book that runs from right to left does not say so."""
    tree = volume.package.find(f"{OPF}spine")
    said = tree.get("page-progression-direction") if tree is not None else None
    if (direction(volume.lang) == "rtl") != (said == "rtl") and said != "ltr":
        message = f"a book in {volume.lang!r} whose pages are turned the other way"
        yield volume.problem("L213", volume.package_place(tree), message)


def properties(volume: Volume) -> Iterator[Diagnostic]:
    """A document has a drawing, a formula or a script and the manifest does not say so, or the reverse."""
    for item in volume.items:
        if (facts := volume.facts.get(item.name)) is None:
            continue
        for kind in KINDS:
            there = kind in facts.kinds
            if there != (kind in item.properties):
                not_ = "" if there else "not "
                message = f"{item.name} does {not_}have {kind}; the manifest says otherwise"
                yield volume.problem("L222", volume.package_place(item.tree), message)


def ncx(volume: Volume) -> Iterator[Diagnostic]:
    """The older table of contents names another book, or leads nowhere, or is not that of this book."""
    item = next((i for i in volume.items if i.media_type == "application/x-dtbncx+xml"), None)
    root = volume.ncx
    if item is None or root is None:
        return
    place = Place(item.name)
    uids = [meta.get("content") for meta in root.iter(f"{NCX}meta") if meta.get("name") == "dtb:uid"]
    own = volume.package.get("unique-identifier")
    named = [text_of(tree) for tree in volume.metas("dc:identifier") if tree.get("id") == own]
    if uids != named:
        yield volume.problem("L211", place, f"the NCX is that of {uids}, the book is {named}")
    orders = [point.get("playOrder") for point in root.iter(f"{NCX}navPoint")]
    if orders != [str(n) for n in range(1, len(orders) + 1)] and any(orders):
        yield volume.problem("L211", place, "the points of the NCX are not numbered in their order")
    deepest = max(
        (sum(1 for _ in p.iterancestors(f"{NCX}navPoint")) for p in root.iter(f"{NCX}navPoint")), default=0
    )
    if deepest > 1:
        yield volume.doubt("L211", place, "the NCX has more than two levels, which older readers cannot show")
    for content in root.iter(f"{NCX}content"):
        led = leads(item.name, content.get("src") or "")
        if led is None or volume.at(*led) is None:
            yield volume.problem("L211", place, f"the NCX leads to {content.get('src')}, which is not there")


def ncx_agrees(volume: Volume) -> Iterator[Diagnostic]:
    """The older table of contents lists other heads than the contents."""
    root, toc = volume.ncx, volume.nav_of("toc")
    item = next((i for i in volume.items if i.media_type == "application/x-dtbncx+xml"), None)
    if root is None or item is None or toc is None or volume.nav is None:
        return
    points = [content.get("src") or "" for content in root.iterfind(f".//{NCX}navPoint/{NCX}content")]
    mine = [leads(item.name, src) for src in points]
    its = [
        leads(volume.nav.name, a.get("href") or "")
        for a in toc.iter(f"{XHTML}a")
        if sum(1 for _ in a.iterancestors(f"{XHTML}li")) <= 2
    ]
    if mine != its and not (set(map(str, its)) <= set(map(str, mine))):
        missing = next((str(one[0]) for one in its if one and one not in mine), "")
        message = f"the NCX does not list what the contents list ({missing})"
        yield volume.doubt("L211", Place(item.name), message)


_NEEDED = (
    "accessMode",
    "accessModeSufficient",
    "accessibilityFeature",
    "accessibilityHazard",
    "accessibilitySummary",
)


def accessibility(volume: Volume) -> Iterator[Diagnostic]:
    """It is not said for whom the book can be read."""
    for name in _NEEDED:
        if not any(volume.said(f"schema:{name}")):
            yield volume.problem("L214", volume.package_place(), f"schema:{name} is missing")


def features(volume: Volume) -> Iterator[Diagnostic]:
    """Something is said to be in the book that is not, or is there and not said."""
    said = set(volume.said("schema:accessibilityFeature"))
    there = {
        "tableOfContents": volume.nav_of("toc") is not None,
        "pageNavigation": volume.nav_of("page-list") is not None,
        "pageBreakMarkers": any(facts.marked for facts in volume.text_facts),
        "index": any(facts.index for facts in volume.text_facts),
    }
    for feature, is_there in there.items():
        if is_there != (feature in said):
            message = f"{feature} is {'' if feature in said else 'not '}claimed and {'' if is_there else 'not '}there"
            yield volume.problem("L215", volume.package_place(), message)
    shows = any(facts.shows for facts in volume.text_facts)
    if shows and "visual" not in volume.said("schema:accessMode"):
        yield volume.problem(
            "L215", volume.package_place(), "there are images and no access mode is `visual`"
        )


def conformance(volume: Volume) -> Iterator[Diagnostic]:
    """Conformance is claimed and nobody is named who has certified it."""
    claims = [tree for tree in volume.metas("dcterms:conformsTo") if not tree.get("refines")]
    if claims and not any(volume.said("a11y:certifiedBy")):
        yield volume.problem(
            "L216", volume.package_place(claims[0]), "conformance is claimed that nobody has certified"
        )


def page_source(volume: Volume) -> Iterator[Diagnostic]:
    """It is not said of what the pages are that can be gone to."""
    said = any(volume.said("pageBreakSource")) or "pagination" in volume.said("source-of")
    there = volume.nav_of("page-list") is not None
    if there != said:
        what = (
            "there are pages and it is not said whose"
            if there
            else "a source of pages is named and there are none"
        )
        yield volume.problem("L217", volume.package_place(), what)

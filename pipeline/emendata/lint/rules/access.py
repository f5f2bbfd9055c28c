"""For whoever does not see the page: languages, alternative texts, headings, names of links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic
from emendata.lint.document import TYPE, XHTML, XML_LANG, Element, leads, links_in, local, text_of, words
from emendata.lint.volume import Volume
from emendata.publish.scripts import foreign_runs
from emendata.publish.xhtml import direction, is_language

_FILE_NAME = re.compile(r"[\w./ -]+\.(?:png|jpe?g|gif|svg|webp|tiff?|bmp)", re.IGNORECASE)


def images(volume: Volume) -> Iterator[Diagnostic]:
    """An image has no alternative text and is not said to be decorative, or its file's name for one."""
    for document in volume.read:
        for tree in document.root.iter(f"{XHTML}img"):
            alt = tree.get("alt")
            where = document, tree
            hint = 'Say what it shows, or that it is decorative (role="presentation").'
            if alt is None:
                yield volume.problem("L601", where, "an image without alternative text", hint)
            elif not alt.strip() and not {"presentation", "none"} & set(words(tree, "role")):
                yield volume.problem("L602", where, "an image with an empty alternative text", hint)
            elif _FILE_NAME.fullmatch(alt.strip()):
                yield volume.doubt(
                    "L603", where, f"an image whose alternative text is a file's name: {alt}", hint
                )
            elif alt.strip() and {"presentation", "none"} & set(words(tree, "role")):
                yield volume.problem("L602", where, "a decorative image that has an alternative text")


def documents_have_a_language(volume: Volume) -> Iterator[Diagnostic]:
    """A document does not say in which language it is."""
    for document in volume.documents.values():
        if not is_language(document.root.get("lang") or "") or not document.root.get(XML_LANG):
            yield volume.problem("L604", (document, document.root), "a document without lang and xml:lang")


def languages_agree(volume: Volume) -> Iterator[Diagnostic]:
    """An element says its language in one way and not in the other, or two, or none that exists."""
    for document in volume.documents.values():
        for tree in document.order:
            html, xml = tree.get("lang"), tree.get(XML_LANG)
            if html is None and xml is None:
                continue
            if html != xml:
                yield volume.problem("L606", (document, tree), f"lang is {html!r} and xml:lang is {xml!r}")
            elif not is_language(html or ""):
                yield volume.problem("L606", (document, tree), f"{html!r} is no language")


def passages_have_their_language(volume: Volume) -> Iterator[Diagnostic]:
    """A passage is in letters that its language is not written in: it is in another, and does not say so."""
    for document in volume.text:
        for tree, text, lang in _spoken(document.root, document.root.get("lang") or ""):
            for start, end, _ in foreign_runs(text, lang):
                message = f"“{text[start:end][:40]}” is not in {lang!r}, and has no lang of its own"
                yield volume.problem("L605", (document, tree), message)


def _spoken(tree: Element, lang: str) -> list[tuple[Element, str, str]]:
    """Each run of text with the language that it is said to be in."""
    found: list[tuple[Element, str, str]] = []

    def add(tree: Element, lang: str) -> None:
        # a call holds no element, so that its label can have no language of its own
        if local(tree) in ("code", "pre", "script", "style", "head") or tree.get(TYPE) == "noteref":
            return
        own = tree.get("lang") or lang
        if tree.text:
            found.append((tree, tree.text, own))
        for inner in tree.iterchildren("*"):
            add(inner, own)
            if inner.tail:
                found.append((inner, inner.tail, own))

    add(tree, lang)
    return found


def direction_is_said(volume: Volume) -> Iterator[Diagnostic]:
    """A passage that runs the other way does not say so."""
    for document in volume.read:
        for tree in document.order:
            lang = tree.get("lang")
            if lang is None or not text_of(tree):
                continue
            towards = next((dir_ for up in (tree, *tree.iterancestors()) if (dir_ := up.get("dir"))), "ltr")
            if towards != direction(lang):
                message = f"a passage in {lang!r} that runs {towards}; it needs dir=\"{direction(lang)}\""
                yield volume.problem("L613", (document, tree), message)


def headings(volume: Volume) -> Iterator[Diagnostic]:
    """A heading is empty, or a level is left out."""
    for document in volume.read:
        before = 0
        for tree in document.root.iter(*(f"{XHTML}h{level}" for level in range(1, 7))):
            level = int(local(tree)[1])
            if not text_of(tree):
                yield volume.problem("L608", (document, tree), "an empty heading")
            if before and level > before + 1:
                message = f"a heading of level {level} follows one of level {before}"
                yield volume.doubt("L607", (document, tree), message)
            before = level


def links_have_names(volume: Volume) -> Iterator[Diagnostic]:
    """A link says nothing, or has no address."""
    for link in volume.links:
        named = link.tree.get("aria-label") or link.tree.get("title") or text_of(link.tree)
        alt = any(image.get("alt") for image in link.tree.iter(f"{XHTML}img"))
        if not named and not alt:
            yield volume.problem("L609", (link.document, link.tree), "a link without words")
        if not link.tree.get("href"):
            yield volume.problem("L609", (link.document, link.tree), "a link without an address")


def links_lead_somewhere(volume: Volume) -> Iterator[Diagnostic]:
    """A link leads to something that is not in its file, or to no address, or does something."""
    for link in volume.links:
        href = link.tree.get("href") or ""
        if href.startswith(("javascript:", "file:", "data:", "vbscript:")):
            yield volume.problem(
                "L616", (link.document, link.tree), f"a link that no book should have: {href[:60]}"
            )
        elif link.file == link.document.name and not volume.leads_somewhere((link.file, link.fragment)):
            yield volume.problem("L610", (link.document, link.tree), f"{href} leads nowhere")
        elif not link.file and href and leads(link.document.name, href) == ("", ""):
            yield volume.problem("L610", (link.document, link.tree), f"{href} is no address")


def links_to_other_files_lead_somewhere(volume: Volume) -> Iterator[Diagnostic]:
    """A link leads to something in another file that is not in the book."""
    for facts in volume.read_facts:
        nowhere = {led for led in facts.leads if not volume.leads_somewhere(led)}
        if not nowhere:
            continue
        document = volume.documents[facts.name]
        for link in links_in(document, document.root):
            if (link.file, link.fragment) in nowhere:
                yield volume.problem("L610", (document, link.tree), f"{link.tree.get('href')} leads nowhere")


_ROLES = {
    "noteref": "doc-noteref",
    "footnote": "doc-footnote",
    "pagebreak": "doc-pagebreak",
    "toc": "doc-toc",
    "page-list": "doc-pagelist",
    "chapter": "doc-chapter",
    "bibliography": "doc-bibliography",
    "index": "doc-index",
    "preface": "doc-preface",
    "appendix": "doc-appendix",
}


def roles(volume: Volume) -> Iterator[Diagnostic]:
    """What an element is, EPUB is told and assistive technology is not."""
    for document in volume.read:
        for tree in document.order:
            if not (types := words(tree, TYPE)):
                continue
            if len(types) > 1:
                yield volume.doubt(
                    "L611", (document, tree), "an element has one epub:type; readers look at no more"
                )
            for kind in types:
                role = _ROLES.get(kind)
                # what is listed in landmarks only names what it leads to
                if (
                    role
                    and local(tree) != "body"
                    and not _in_landmarks(tree)
                    and role not in words(tree, "role")
                ):
                    yield volume.problem("L611", (document, tree), f'epub:type="{kind}" needs role="{role}"')


def _in_landmarks(tree: Element) -> bool:
    return any("landmarks" in words(up, TYPE) for up in tree.iterancestors())


def names_of_sections(volume: Volume) -> Iterator[Diagnostic]:
    """A part is named by something that is not there."""
    for document in volume.read:
        for tree in document.order:
            for attribute in ("aria-labelledby", "aria-describedby", "aria-details", "headers"):
                if attribute not in tree.attrib:
                    continue
                for name in words(tree, attribute):
                    if name not in document.ids:
                        message = f"{attribute} names #{name}, which is not in this file"
                        yield volume.problem("L612", (document, tree), message)


def titles(volume: Volume) -> Iterator[Diagnostic]:
    """A document has no title, or all have the same."""
    for facts in volume.read_facts:
        if not facts.title:
            yield volume.problem("L614", (facts, 0), "a document without a title")
    if len(volume.read_facts) > 3 and len({facts.title for facts in volume.read_facts}) == 1:
        yield volume.doubt("L614", volume.read_facts[0], "all documents have one title")


def scripts(volume: Volume) -> Iterator[Diagnostic]:
    """A script, an event handler or a frame: a document needs none, and many readers run none."""
    for document in volume.read:
        for tree in document.order:
            name = local(tree)
            active = name in ("script", "iframe", "object", "embed", "form")
            handler = next((str(a) for a in tree.attrib if str(a).lower().startswith("on")), "")
            if active or handler:
                yield volume.doubt("L615", (document, tree), f"something that acts: {handler or name}")


def drawings(volume: Volume) -> Iterator[Diagnostic]:
    """A drawing has a script, or something from outside the book."""
    for item in volume.items:
        if item.media_type != "image/svg+xml":
            continue
        data = volume.files.get(item.name, b"")
        if re.search(rb"<script|\son\w+\s*=|href=[\"']https?:", data):
            message = "a drawing with a script, or with something from outside the book"
            yield volume.problem("L615", volume.package_place(item.tree), f"{item.name}: {message}")


def tables(volume: Volume) -> Iterator[Diagnostic]:
    """A table whose rows have not the same number of cells."""
    for document in volume.read:
        for table in document.root.iter(f"{XHTML}table"):
            widths = set()
            pending: list[tuple[int, int]] = []  # rows that a cell still reaches into, and how wide it is
            for row in table.iter(f"{XHTML}tr"):
                cells = [c for c in row if local(c) in ("td", "th")]
                spans = [(int(c.get("rowspan") or 1), int(c.get("colspan") or 1)) for c in cells]
                widths.add(sum(w for _, w in spans) + sum(w for _, w in pending))
                pending = [(left - 1, w) for left, w in (*pending, *spans) if left > 1]
            if len(widths) > 1:
                message = f"a table whose rows have {', '.join(map(str, sorted(widths)))} cells"
                yield volume.doubt("L617", (document, table), message)

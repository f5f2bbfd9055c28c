"""The ways into the book: contents, landmarks, pages, lists; all of them lead where they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic
from emendata.lint.volume import TYPE, XHTML, Document, Element, Link, Volume, local, text_of, words

_HEADINGS = tuple(f"{XHTML}h{level}" for level in range(1, 7))
_NOT_READ = frozenset(("call", "emendation-call", "back", "pagebreak", "mark", "missing"))


def head_text(tree: Element) -> str:
    """The words of a heading without its calls."""
    return " ".join("".join(_head_text(tree)).split())


def _head_text(tree: Element) -> Iterator[str]:
    yield tree.text or ""
    for inner in tree:
        own = words(inner, "class")
        call = "noteref" in words(inner, TYPE) and "lemma-call" not in own
        if not call and not _NOT_READ.intersection(own):
            yield from _head_text(inner)
        yield inner.tail or ""


def headings(volume: Volume) -> Iterator[tuple[Document, Element]]:
    """The headings that contents should list: not the title, and none within quotations or notes."""
    for document in volume.text:
        for heading in document.root.iter(*_HEADINGS[1:]):
            around = {local(tree) for tree in heading.iterancestors()}
            if not around & {"blockquote", "figure", "nav", "aside", "details"} and head_text(heading):
                yield document, heading


def _entries(volume: Volume, kind: str) -> list[Link]:
    nav = volume.nav_of(kind)
    if nav is None or volume.nav is None:
        return []
    return list(volume.links_in(volume.nav, nav))


def contents(volume: Volume) -> Iterator[Diagnostic]:
    """There are no contents."""
    if volume.nav is not None and not _entries(volume, "toc"):
        yield volume.problem("L301", volume.nav, "there is no table of contents, or nothing in it")


def entries_lead_somewhere(volume: Volume) -> Iterator[Diagnostic]:
    """An entry of the contents or another list leads nowhere, or has no words."""
    if volume.nav is None:
        return
    for link in volume.links_in(volume.nav, volume.nav.root):
        here = link.file == volume.nav.name and volume.target(link) is not None
        if not here and volume.at(link.file, link.fragment) is None:
            yield volume.problem("L302", (volume.nav, link.tree), f"{link.tree.get('href')} leads nowhere")
        if not text_of(link.tree):
            yield volume.problem("L306", (volume.nav, link.tree), "an entry without words")


def every_head_is_listed(volume: Volume) -> Iterator[Diagnostic]:
    """The contents leave out a head, though they list others of its level."""
    listed = _listed(volume)
    found = [
        (document, heading, _is_listed(document, heading, listed)) for document, heading in headings(volume)
    ]
    # an editor may want contents that go less deep than the heads
    levels = {local(heading) for _, heading, there in found if there} | {"h2"}
    deepest = max(levels)
    for document, heading, there in found:
        if not there and local(heading) <= deepest and _in_the_book(heading):
            message = f"the contents do not list “{head_text(heading)[:60]}”"
            yield volume.problem("L303", (document, heading), message)


def _listed(volume: Volume) -> set[tuple[str, str]]:
    return {(link.file, link.fragment) for link in _entries(volume, "toc")}


def _is_listed(document: Document, heading: Element, listed: set[tuple[str, str]]) -> bool:
    """Whether an entry leads to the heading, to what it heads, or to the file that begins with it."""
    if (document.name, heading.get("id") or "#") in listed:
        return True
    parent = heading.getparent()
    while parent is not None and next(parent.iter(*_HEADINGS), None) is heading:
        own = parent.get("id") or "#"
        if (document.name, own) in listed or (local(parent) == "body" and (document.name, "") in listed):
            return True
        parent = parent.getparent()
    return False


def _in_the_book(heading: Element) -> bool:
    """The abstract on the title page and the heads of notes are heads of parts, not of divisions."""
    sections = list(heading.iterancestors(f"{XHTML}section"))
    return not any(
        {"titlepage", "footnotes", "endnotes"} & set(words(tree, TYPE)) or "notes" in words(tree, "class")
        for tree in sections
    )


def every_file_is_reached(volume: Volume) -> Iterator[Diagnostic]:
    """No entry of the contents leads into a file, and it is not the rest of the file before it."""
    reached = {link.file for link in _entries(volume, "toc")}
    if volume.nav is None or not reached:
        return
    for document in volume.text:
        cover = any(
            "cover" in words(tree, TYPE) for tree in document.root.iter(f"{XHTML}section", f"{XHTML}body")
        )
        begins = next(document.root.iter(*_HEADINGS), None) is not None
        if document.name not in reached and begins and not cover:
            listed = [(d, h) for d, h in headings(volume) if d is document and _in_the_book(h)]
            levels = {local(h) for _, h in listed}
            if "h2" in levels:
                yield volume.problem("L315", document, "no entry of the contents leads into this file")


def contents_in_order(volume: Volume) -> Iterator[Diagnostic]:
    """The contents are not in the order of reading."""
    yield from _in_order(volume, "toc", "L304")


def _in_order(volume: Volume, kind: str, code: str) -> Iterator[Diagnostic]:
    before: tuple[int, int] | None = None
    for link in _entries(volume, kind):
        at = volume.at(link.file, link.fragment)
        if at is None or volume.nav is None:
            continue
        if before is not None and at < before:
            message = f"“{text_of(link.tree)[:60]}” comes before the entry above it in the book"
            yield volume.problem(code, (volume.nav, link.tree), message)
        before = at


def entries_say_what_heads_say(volume: Volume) -> Iterator[Diagnostic]:
    """An entry of the contents has other words than the head that it leads to."""
    for link in _entries(volume, "toc"):
        target = volume.target(link)
        if target is None or volume.nav is None or not link.fragment:
            continue
        heading = target if local(target)[:1] == "h" else next(iter(target.iterchildren(*_HEADINGS)), None)
        if heading is None or any(local(t) == "img" or t.get("role") == "img" for t in heading.iter("*")):
            continue  # an image is listed by its alternative text
        said, there = head_text(link.tree), head_text(heading)
        one, other = _plain(said), _plain(there)
        # a head may hold words that are not repeated, such as “see p. 5”
        if there and one not in other and other not in one:
            message = f"the contents say “{said[:50]}”, the head “{there[:50]}”"
            yield volume.problem("L305", (volume.nav, link.tree), message)


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def contents_have_the_levels_of_the_heads(volume: Volume) -> Iterator[Diagnostic]:
    """An entry stands at another depth than its head: a part of the contents was moved or flattened."""
    shift: Counter[int] = Counter()
    found: list[tuple[Link, int]] = []
    for link in _entries(volume, "toc"):
        target = volume.target(link)
        if target is None or not link.fragment:
            continue
        heading = target if target.tag in _HEADINGS else next(iter(target.iterchildren(*_HEADINGS)), None)
        if heading is None:
            continue
        depth = sum(1 for _ in link.tree.iterancestors(f"{XHTML}ol"))
        level = int(heading.get("aria-level") or local(heading)[1])
        found.append((link, level - depth))
        shift[level - depth] += 1
    if not shift or volume.nav is None:
        return
    usual = shift.most_common(1)[0][0]
    for link, difference in found:
        if difference != usual:
            message = f"“{text_of(link.tree)[:60]}” stands at another depth than its head"
            yield volume.doubt("L307", (volume.nav, link.tree), message)


# ------------------------------------------------------------------------------ pages


def _breaks(volume: Volume) -> Iterator[tuple[Document, Element]]:
    for document in volume.text:
        for tree in document.root.iter("*"):
            if "pagebreak" in words(tree, TYPE) or "doc-pagebreak" in words(tree, "role"):
                yield document, tree


def every_page_is_listed(volume: Volume) -> Iterator[Diagnostic]:
    """A page is marked in the text and not listed, or the list leads to something that is no page."""
    listed = {(link.file, link.fragment): link for link in _entries(volume, "page-list")}
    marked = set()
    for document, tree in _breaks(volume):
        key = document.name, tree.get("id") or ""
        marked.add(key)
        label = " ".join((tree.get("aria-label") or tree.get("title") or text_of(tree)).split())
        if not label:
            yield volume.problem("L316", (document, tree), "the beginning of a page without its number")
        if key not in listed:
            yield volume.problem("L308", (document, tree), f"page {label} is marked and not listed")
        elif text_of(listed[key].tree) != label and label:
            message = f"page {label} is listed as {text_of(listed[key].tree)}"
            yield volume.problem("L310", (document, tree), message)
    for key, link in listed.items():
        if key not in marked and volume.nav is not None and volume.at(*key) is not None:
            message = f"page {text_of(link.tree)} is listed, and no page is marked there"
            yield volume.problem("L308", (volume.nav, link.tree), message)


def pages_in_order(volume: Volume) -> Iterator[Diagnostic]:
    """The pages are not in the order of reading, or one is listed twice."""
    yield from _in_order(volume, "page-list", "L309")
    counts = Counter((link.file, link.fragment) for link in _entries(volume, "page-list"))
    for link in _entries(volume, "page-list"):
        if counts[link.file, link.fragment] > 1 and volume.nav is not None:
            yield volume.problem("L309", (volume.nav, link.tree), "a page is listed twice")


def page_numbers_rise(volume: Volume) -> Iterator[Diagnostic]:
    """The numbers of the pages fall: marks or labels have been exchanged."""
    before: Link | None = None
    falls: list[Link] = []
    links = [link for link in _entries(volume, "page-list") if text_of(link.tree).isdecimal()]
    for link in links:
        # a new count begins with 1, and a translation with the page that faced the beginning of the text
        same = before is not None and before.file == link.file
        if same and before and 1 < int(text_of(link.tree)) <= int(text_of(before.tree)):
            falls.append(link)
        before = link
    for link in falls:
        if volume.nav is not None:
            message = f"page {text_of(link.tree)} follows a higher number"
            yield volume.doubt("L311", (volume.nav, link.tree), message)


# ------------------------------------------------------------- landmarks and other lists


def landmarks(volume: Volume) -> Iterator[Diagnostic]:
    """There are no landmarks for contents and text, or two of one kind."""
    if volume.nav is None:
        return
    kinds = Counter(kind for link in _entries(volume, "landmarks") for kind in words(link.tree, TYPE))
    for kind in ("toc", "bodymatter"):
        has_text = any(
            "bodymatter" in words(t, TYPE) for d in volume.text for t in d.root.iter(f"{XHTML}body")
        )
        if not kinds[kind] and (kind == "toc" or has_text):
            yield volume.doubt("L312", volume.nav, f"no landmark leads to the {kind}")
    for link in _entries(volume, "landmarks"):
        if not words(link.tree, TYPE):
            yield volume.problem(
                "L312", (volume.nav, link.tree), "a landmark that does not say of what kind it is"
            )


def landmarks_lead_to_their_kind(volume: Volume) -> Iterator[Diagnostic]:
    """The landmark of the text leads elsewhere than to its beginning."""
    for link in _entries(volume, "landmarks"):
        kinds = words(link.tree, TYPE)
        document = volume.documents.get(link.file)
        if document is None or volume.nav is None:
            continue
        for kind in ("bodymatter", "backmatter"):
            body = next(document.root.iter(f"{XHTML}body"), None)
            matters = set(words(body, TYPE)) if body is not None else set()
            others = matters & {"frontmatter", "bodymatter", "backmatter"}
            if kind in kinds and others and kind not in others:
                message = f"the landmark of the {kind} leads to the {others.pop()}"
                yield volume.problem("L313", (volume.nav, link.tree), message)


def figures_are_listed(volume: Volume) -> Iterator[Diagnostic]:
    """A figure or table with a caption is not in the list of them."""
    for kind, tag, caption in (("loi", "figure", "figcaption"), ("lot", "table", "caption")):
        listed = {(link.file, link.fragment) for link in _entries(volume, kind)}
        if not listed:
            continue
        for document in volume.text:
            for tree in document.root.iter(XHTML + tag):
                has_caption = any(head_text(c) for c in tree.iterchildren(XHTML + caption))
                if has_caption and (document.name, tree.get("id") or "#") not in listed:
                    yield volume.problem(
                        "L314", (document, tree), f"a {tag} that the list of them leaves out"
                    )
        yield from _in_order(volume, kind, "L314")

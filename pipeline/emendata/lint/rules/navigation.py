"""The ways into the book: contents, landmarks, pages, lists; all of them lead where they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic
from emendata.lint.document import TYPE, XHTML, Link, links_in, text_of, words
from emendata.lint.volume import Volume
from emendata.lint.wording import head_text


def contents(volume: Volume) -> Iterator[Diagnostic]:
    """There are no contents."""
    if volume.nav is not None and not volume.listed("toc"):
        yield volume.problem("L301", volume.nav, "there is no table of contents, or nothing in it")


def entries_lead_somewhere(volume: Volume) -> Iterator[Diagnostic]:
    """An entry of the contents or another list leads nowhere, or has no words."""
    if volume.nav is None:
        return
    for link in links_in(volume.nav, volume.nav.root):
        here = link.file == volume.nav.name and volume.target(link) is not None
        if not here and volume.at(link.file, link.fragment) is None:
            yield volume.problem("L302", (volume.nav, link.tree), f"{link.tree.get('href')} leads nowhere")
        if not text_of(link.tree):
            yield volume.problem("L306", (volume.nav, link.tree), "an entry without words")


def every_head_is_listed(volume: Volume) -> Iterator[Diagnostic]:
    """The contents leave out a head, though they list others of its level."""
    listed = {(link.file, link.fragment) for link in volume.listed("toc")}
    found = [
        (facts, heading, any((facts.name, place) in listed for place in heading.places))
        for facts in volume.text_facts
        for heading in facts.headings
    ]
    # an editor may want contents that go less deep than the heads
    levels = {heading.level for _, heading, there in found if there} | {"h2"}
    deepest = max(levels)
    for facts, heading, there in found:
        if not there and heading.level <= deepest and heading.in_the_book:
            message = f"the contents do not list “{heading.text[:60]}”"
            yield volume.problem("L303", (facts, heading.at), message)


def every_file_is_reached(volume: Volume) -> Iterator[Diagnostic]:
    """No entry of the contents leads into a file, and it is not the rest of the file before it."""
    reached = {link.file for link in volume.listed("toc")}
    if volume.nav is None or not reached:
        return
    for facts in volume.text_facts:
        headed = any(heading.level == "h2" and heading.in_the_book for heading in facts.headings)
        if facts.name not in reached and headed and not facts.cover:
            yield volume.problem("L315", facts, "no entry of the contents leads into this file")


def contents_in_order(volume: Volume) -> Iterator[Diagnostic]:
    """The contents are not in the order of reading."""
    yield from _in_order(volume, "toc", "L304")


def _in_order(volume: Volume, kind: str, code: str) -> Iterator[Diagnostic]:
    before: tuple[int, int] | None = None
    for link in volume.listed(kind):
        at = volume.at(link.file, link.fragment)
        if at is None or volume.nav is None:
            continue
        if before is not None and at < before:
            message = f"“{text_of(link.tree)[:60]}” comes before the entry above it in the book"
            yield volume.problem(code, (volume.nav, link.tree), message)
        before = at


def entries_say_what_heads_say(volume: Volume) -> Iterator[Diagnostic]:
    """An entry of the contents has other words than the head that it leads to."""
    for link in volume.listed("toc"):
        head = volume.head(link)
        if head is None or volume.nav is None or head.pictured:
            continue  # an image is listed by its alternative text
        said, there = head_text(link.tree), head.text
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
    for link in volume.listed("toc"):
        head = volume.head(link)
        if head is None or not head.level:
            continue
        depth = sum(1 for _ in link.tree.iterancestors(f"{XHTML}ol"))
        found.append((link, head.level - depth))
        shift[head.level - depth] += 1
    if not shift or volume.nav is None:
        return
    usual = shift.most_common(1)[0][0]
    for link, difference in found:
        if difference != usual:
            message = f"“{text_of(link.tree)[:60]}” stands at another depth than its head"
            yield volume.doubt("L307", (volume.nav, link.tree), message)


# ------------------------------------------------------------------------------ pages


def every_page_is_listed(volume: Volume) -> Iterator[Diagnostic]:
    """A page is marked in the text and not listed, or the list leads to something that is no page."""
    listed = {(link.file, link.fragment): link for link in volume.listed("page-list")}
    marked = set()
    for facts, (at, name, label) in ((own, mark) for own in volume.text_facts for mark in own.breaks):
        key = facts.name, name
        marked.add(key)
        if not label:
            yield volume.problem("L316", (facts, at), "the beginning of a page without its number")
        if key not in listed:
            yield volume.problem("L308", (facts, at), f"page {label} is marked and not listed")
        elif label and (said := text_of(listed[key].tree)) != label:
            yield volume.problem("L310", (facts, at), f"page {label} is listed as {said}")
    for key, link in listed.items():
        if key not in marked and volume.nav is not None and volume.at(*key) is not None:
            message = f"page {text_of(link.tree)} is listed, and no page is marked there"
            yield volume.problem("L308", (volume.nav, link.tree), message)


def pages_in_order(volume: Volume) -> Iterator[Diagnostic]:
    """The pages are not in the order of reading, or one is listed twice."""
    yield from _in_order(volume, "page-list", "L309")
    counts = Counter((link.file, link.fragment) for link in volume.listed("page-list"))
    for link in volume.listed("page-list"):
        if counts[link.file, link.fragment] > 1 and volume.nav is not None:
            yield volume.problem("L309", (volume.nav, link.tree), "a page is listed twice")


def page_numbers_rise(volume: Volume) -> Iterator[Diagnostic]:
    """The numbers of the pages fall: marks or labels have been exchanged."""
    before: Link | None = None
    falls: list[Link] = []
    links = [link for link in volume.listed("page-list") if text_of(link.tree).isdecimal()]
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
    kinds = Counter(kind for link in volume.listed("landmarks") for kind in words(link.tree, TYPE))
    for kind in ("toc", "bodymatter"):
        has_text = any("bodymatter" in facts.matters for facts in volume.text_facts)
        if not kinds[kind] and (kind == "toc" or has_text):
            yield volume.doubt("L312", volume.nav, f"no landmark leads to the {kind}")
    for link in volume.listed("landmarks"):
        if not words(link.tree, TYPE):
            yield volume.problem(
                "L312", (volume.nav, link.tree), "a landmark that does not say of what kind it is"
            )


def landmarks_lead_to_their_kind(volume: Volume) -> Iterator[Diagnostic]:
    """The landmark of the text leads elsewhere than to its beginning."""
    for link in volume.listed("landmarks"):
        kinds = words(link.tree, TYPE)
        facts = volume.facts.get(link.file)
        if facts is None or volume.nav is None:
            continue
        for kind in ("bodymatter", "backmatter"):
            others = set(facts.matters) & {"frontmatter", "bodymatter", "backmatter"}
            if kind in kinds and others and kind not in others:
                message = f"the landmark of the {kind} leads to the {others.pop()}"
                yield volume.problem("L313", (volume.nav, link.tree), message)


def figures_are_listed(volume: Volume) -> Iterator[Diagnostic]:
    """A figure or table with a caption is not in the list of them."""
    for kind, tag in (("loi", "figure"), ("lot", "table")):
        listed = {(link.file, link.fragment) for link in volume.listed(kind)}
        if not listed:
            continue
        for facts in volume.text_facts:
            for one in facts.captioned:
                if one.kind == tag and (facts.name, one.id) not in listed:
                    yield volume.problem("L314", (facts, one.at), f"a {tag} that the list of them leaves out")
        yield from _in_order(volume, kind, "L314")

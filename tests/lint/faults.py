# ruff: noqa: E501, the faults are read along their rows
"""Faults to be planted in a good book: each a name, the code that should find it, and a change of its files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from fnmatch import fnmatch
from typing import NamedTuple

from PIL import Image

Files = dict[str, bytes]
Change = Callable[[Files], Files]


class Fault(NamedTuple):
    """One mistake that a maker of e-books, or a hand that edits one, can make."""

    name: str
    code: str
    """Of the diagnostic that says so."""
    change: Change
    stored: frozenset[str] = frozenset(("mimetype",))


def swap(pattern: str, replacement: str, where: str = "EPUB/*.xhtml", count: int = 1) -> Change:
    """Replace what a regular expression finds first, in the first file in which it finds anything."""
    wanted = re.compile(pattern, re.DOTALL)

    def change(files: Files) -> Files:
        for name, data in files.items():
            if fnmatch(name, where):
                text, done = wanted.subn(replacement, data.decode(), count=count)
                if done and text != data.decode():
                    return {**files, name: text.encode()}
        raise AssertionError(f"there is no {pattern!r} in {where}")

    return change


def drop(pattern: str, where: str = "EPUB/*.xhtml", count: int = 1) -> Change:
    return swap(pattern, "", where, count)


def both(*changes: Change) -> Change:
    def change(files: Files) -> Files:
        for one in changes:
            files = one(files)
        return files

    return change


def exchange(one: str, other: str, where: str) -> Change:
    """Let two pieces of a file change places."""

    def change(files: Files) -> Files:
        [name] = [name for name in files if fnmatch(name, where)]
        text = files[name].decode()
        first, second = re.search(one, text, re.DOTALL), re.search(other, text, re.DOTALL)
        assert first and second and first.end() <= second.start(), (one, other)
        between = text[first.end() : second.start()]
        text = text[: first.start()] + second[0] + between + first[0] + text[second.end() :]
        return {**files, name: text.encode()}

    return change


def without(*names: str) -> Change:
    return lambda files: {name: data for name, data in files.items() if name not in names}


def with_file(name: str, data: bytes) -> Change:
    return lambda files: {**files, name: data}


def renamed(old: str, new: str) -> Change:
    """Call a file otherwise, everywhere."""

    def change(files: Files) -> Files:
        return {
            name.replace(old, new): data.replace(old.encode(), new.encode()) if b"<" in data[:100] else data
            for name, data in files.items()
        }

    return change


def copied(name: str, new: str, item: str) -> Change:
    """A file under a second name, listed as well."""
    listed = swap("</manifest>", f"{item}</manifest>", OPF)
    return lambda files: listed({**files, new: files[name]})


def first_last(files: Files) -> Files:
    """The first file comes last."""
    (name, data), *others = files.items()
    return {**dict(others), name: data}


def listed(pattern: str, change: Callable[[list[str]], list[str]]) -> Change:
    """Change the list of all matches in the navigation document."""

    def changed(files: Files) -> Files:
        text = files[NAV].decode()
        found = re.findall(pattern, text, re.DOTALL)
        assert len(found) > 1, pattern
        new = iter(change(found))
        text = re.sub(pattern, lambda _: next(new, ""), text, flags=re.DOTALL)
        return {**files, NAV: text.encode()}

    return changed


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()


OPF, NAV, NCX, CSS = "EPUB/content.opf", "EPUB/contents.xhtml", "EPUB/toc.ncx", "EPUB/styles/2-epub.css"
FIRST, SECOND, CARMEN = "EPUB/005-first.xhtml", "EPUB/006-second.xhtml", "EPUB/011-carmen.xhtml"
META = r"<meta property=\"%s\"[^>]*>[^<]*</meta>"
NOTE = r"<div class=\"note\" id=\"%s\".*?</div>\n"
PARAGRAPH = r"<p id=\"p\d+\">(?:(?!</p>).)*</p>\n"

CONTAINER = (
    Fault("no mimetype", "L102", without("mimetype")),
    Fault("mimetype compressed", "L102", lambda files: files, frozenset()),
    Fault("mimetype not first", "L102", first_last),
    Fault("mimetype of another kind", "L102", with_file("mimetype", b"application/zip")),
    Fault("container names no package", "L103", swap("EPUB/content.opf", "EPUB/gone.opf", "META-INF/container.xml")),
    Fault("chapter missing", "L106", without(SECOND)),
    Fault("image missing", "L114", without("EPUB/images/a-map.png")),
    Fault("file that is not listed", "L105", with_file("EPUB/notes.txt", b"todo")),
    Fault("same image twice", "L107", copied("EPUB/images/a-map.png", "EPUB/images/b.png", '<item id="b" href="images/b.png" media-type="image/png"/>')),
    Fault("same chapter twice", "L107", copied(SECOND, "EPUB/again.xhtml", '<item id="b" href="again.xhtml" media-type="application/xhtml+xml"/>')),
    Fault("image of the wrong type under a right name", "L109", with_file("EPUB/images/a-map.png", jpeg())),
    Fault("type of an image wrong in the manifest", "L109", swap('href="images/a-map.png" ([^>]*)media-type="image/png"', r'href="images/a-map.png" \1media-type="image/gif"', OPF) ),
    Fault("chapter cut off", "L110", lambda files: {**files, FIRST: files[FIRST][:-3000]}),
    Fault("file name with a space and capitals", "L108", renamed("006-second", "006 Second")),
    Fault("item listed twice", "L113", swap(r"(<item [^>]*006-second[^>]*/>)", r"\1\1", OPF)),
    Fault("image's address mistyped", "L114", swap("images/a-map.png", "images/a-mpa.png")),
    Fault("image from the web", "L115", swap("src=\"images/a-map.png\"", 'src="https://example.org/a.png"')),
    Fault("style sheet's address mistyped", "L114", swap("styles/2-epub.css", "styles/2-epbu.css", FIRST)),
    Fault("image that nothing shows", "L116", copied("EPUB/images/sign.svg", "EPUB/images/b.svg", '<item id="b" href="images/b.svg" media-type="image/svg+xml"/>')),
    Fault("two names that differ in a capital", "L104", with_file("EPUB/Toc.ncx", b"<x/>")),
)  # fmt: skip

PACKAGE = (
    Fault("no identifier", "L201", drop('<dc:identifier id="pub-id">.*?</dc:identifier>', OPF)),
    Fault("wrong last digit of an ISBN", "L218", swap("urn:isbn:9780000000002", "urn:isbn:9780000000003", OPF)),
    Fault("empty title", "L202", swap('<dc:title id="title">[^<]*', '<dc:title id="title">', OPF)),
    Fault("no language", "L203", drop("<dc:language>.*?</dc:language>", OPF)),
    Fault("language that is none", "L203", swap("<dc:language>en", "<dc:language>english_uk", OPF)),
    Fault("another language than the documents", "L221", swap("<dc:language>en", "<dc:language>fr", OPF)),
    Fault("no instant of change", "L204", drop(META % "dcterms:modified", OPF)),
    Fault("instant of change without a time", "L204", swap("T00:00:00Z", "", OPF)),
    Fault("date that is none", "L219", swap("<dc:date>2026-03", "<dc:date>March 2026", OPF)),
    Fault("package without language", "L205", drop(' xml:lang="en"', OPF)),
    Fault("chapter twice in the spine", "L206", swap(r'(<itemref idref="file-006-second"[^>]*/>)', r"\1\1", OPF)),
    Fault("chapter that is not in the spine", "L207", drop('<itemref idref="file-006-second"[^>]*/>', OPF)),
    Fault("no navigation document", "L208", drop(' properties="nav"', OPF)),
    Fault("editor without role", "L209", drop(r'<meta property="role" refines="#person-2"[^>]*>edt</meta>', OPF)),
    Fault("name filed as another", "L209", swap("Dahl, Carl", "Bernard, Anna", OPF)),
    Fault("statement about nothing", "L210", swap('refines="#person-2"', 'refines="#person-9"', OPF)),
    Fault("no cover", "L212", drop(' properties="cover-image"', OPF)),
    Fault("pages turned the wrong way", "L213", swap("<spine ", '<spine page-progression-direction="rtl" ', OPF)),
    Fault("NCX of another book", "L211", swap('name="dtb:uid" content="', 'name="dtb:uid" content="x', NCX)),
    Fault("NCX leads nowhere", "L211", swap('src="006-second.xhtml#second"', 'src="006-second.xhtml#two"', NCX)),
    Fault("point missing in the NCX", "L211", drop(r"<navPoint id=\"point-7\".*?</navPoint>", NCX)),
    Fault("no summary of accessibility", "L214", drop(META % "schema:accessibilitySummary", OPF)),
    Fault("feature claimed that is not there", "L215", swap(">pageNavigation<", ">index<", OPF)),
    Fault("images and no visual mode", "L215", drop(META.replace("[^<]*", "visual") % "schema:accessMode", OPF)),
    Fault("conformance that nobody certified", "L216", swap("</metadata>", '<meta property="dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta></metadata>', OPF)),
    Fault("pages of nothing", "L217", both(drop(META % "pageBreakSource", OPF), drop(META % "source-of", OPF))),
)  # fmt: skip

NAVIGATION = (
    Fault("half of the contents gone", "L303", listed(r"<li><a href=\"00[4-9][^>]*>.*?</a>", lambda found: found[::2])),
    Fault("one chapter gone from the contents", "L303", drop(r'<li><a href="006-second[^<]*<.a><.li>', NAV)),
    Fault("entry that leads nowhere", "L302", swap('href="006-second.xhtml#second"', 'href="006-second.xhtml#zweite"', NAV)),
    Fault("contents in another order", "L304", exchange(r'<li><a href="002-front1[^<]*</a></li>', r'<li><a href="006-second[^<]*</a></li>', NAV)),
    Fault("entry with other words than the head", "L305", swap("Tables, Lists, Drama", "Tables and Drama", NAV)),
    Fault("entry without words", "L306", swap(">Tables, Lists, Drama<", "><", NAV)),
    Fault("entry moved to a higher level", "L307", swap(r"<ol>(<li><a href=\"005-first.xhtml#first-1\">.*?)</ol></li>(?=<li><a href=\"006)", r"</li>\1", NAV)),
    Fault("page list reversed", "L309", listed(r"<li><a href=\"005-first.xhtml#page-\d+\">\d+</a></li>", lambda found: found[::-1])),
    Fault("page missing in the list", "L308", drop(r'<li><a href="005-first.xhtml#page-342">342</a></li>', NAV)),
    Fault("numbers of two pages exchanged", "L310", both(swap(">341<", ">34x<", NAV), swap(">342<", ">341<", NAV), swap(">34x<", ">342<", NAV))),
    Fault("mark of a page gone", "L308", swap(r' epub:type="pagebreak" role="doc-pagebreak"', "", FIRST)),
    Fault("page without number", "L316", swap(r'(role="doc-pagebreak") aria-label="341"', r"\1", FIRST)),
    Fault("landmark of the text leads to the title page", "L313", swap('epub:type="bodymatter" href="[^"]*"', 'epub:type="bodymatter" href="001-opening.xhtml"', NAV)),
    Fault("no landmark for the text", "L312", drop('<li><a epub:type="bodymatter".*?</li>', NAV)),
    Fault("figure missing in the list", "L314", drop('<li><a href="005-first.xhtml#fig-1".*?</li>', NAV)),
    Fault("no contents", "L301", drop('<nav epub:type="toc".*?</nav>', NAV)),
)  # fmt: skip

NOTES = (
    Fault("no way back", "L404", drop(r' <a class="back"[^>]*href="#c6"[^>]*>.*?</a>', FIRST)),
    Fault("one of two ways back missing", "L405", drop(r' <a class="back"[^>]*href="#c2-2"[^>]*>.*?</a>', FIRST)),
    Fault("way back to another call", "L405", swap('role="doc-backlink" href="#c6"', 'role="doc-backlink" href="#c8"', FIRST)),
    Fault("two calls lead to each other's note", "L405", both(swap('id="c6" href="#n6"', 'id="c6" href="#nX"', FIRST), swap('id="c8" href="#n8"', 'id="c8" href="#n6"', FIRST), swap('href="#nX"', 'href="#n8"', FIRST))),
    Fault("call to the wrong note", "L407", swap('id="c6" href="#n6"', 'id="c6" href="#n8"', FIRST)),
    Fault("call that leads nowhere", "L401", swap('id="c6" href="#n6"', 'id="c6" href="#n66"', FIRST)),
    Fault("call that leads to a paragraph", "L402", swap('id="c6" href="#n6"', 'id="c6" href="#p2"', FIRST)),
    Fault("empty note", "L406", swap('(<div class="note" id="n6".*?<span class="n">6</span> )[^<]*', r"\1", FIRST)),
    Fault("note removed", "L401", drop(NOTE % "n6", FIRST)),
    Fault("note doubled", "L409", swap(f"({NOTE % 'n6'})", r"\1\1", FIRST)),
    Fault("call removed", "L403", drop(r'<a class="call" id="c6".*?</a>', FIRST)),
    Fault("call with another number", "L407", swap(r'(<a class="call" id="c6"[^>]*>)6', r"\g<1>7", FIRST)),
    Fault("id that CSS cannot select", "L408", renamed("n6", "6.n")),
    Fault("id twice", "L409", swap('id="p3"', 'id="p2"', FIRST)),
    Fault("element in a call", "L412", swap(r'(<a class="call" id="c6"[^>]*>)6', r"\1<b>6</b>", FIRST)),
    Fault("call without its role", "L413", swap(r'(id="c6"[^>]*) role="doc-noteref"', r"\1", FIRST)),
    Fault("note without its type", "L414", swap(r'(id="n6") epub:type="footnote"', r"\1", FIRST)),
    Fault("note in another file than its call", "L410", both(drop(NOTE % "n6", FIRST), swap('href="#n6"', 'href="006-second.xhtml#n6"', FIRST), swap('(<section class="notes"[^>]*>)', r'\1<div class="note" id="n6" epub:type="footnote" role="doc-footnote"><p><span class="n">6</span> Called in a caption. <a class="back" role="doc-backlink" href="005-first.xhtml#c6" aria-label="back">x</a></p></div>', SECOND))),
    Fault("notes in another order", "L416", exchange(NOTE % "n2", NOTE % "n6", FIRST)),
    Fault("series without label", "L418", swap(r'(<section class="notes"[^>]*) aria-label="Notes"', r"\1", FIRST)),
    Fault("notes before the text", "L411", swap(r'(<section id="first"[^>]*>)(.*)(<section class="notes" data-series="author".*?</section>)', r"\1\3\2", FIRST)),
    Fault("note outside of its series", "L419", both(drop(NOTE % "n6", FIRST), swap('(<section class="notes")', r'<div class="note" id="n6" epub:type="footnote" role="doc-footnote"><p><span class="n">6</span> Called in a caption. <a class="back" role="doc-backlink" href="#c6" aria-label="back">x</a></p></div>\1', FIRST))),
    Fault("note without number", "L415", swap('<span class="n">6</span>', "", FIRST)),
    Fault("way back without a name", "L422", swap(r'(href="#c6") aria-label="[^"]*"', r"\1", FIRST)),
    Fault("way back before the text", "L422", swap(r'(<span class="n">6</span>) (.*?)( <a class="back".*?</a>)', r"\1\3 \2", FIRST)),
    Fault("call without id", "L417", swap(r' id="c6"', "", FIRST)),
)  # fmt: skip

APPARATUS = (
    Fault("entry whose place is gone", "L501", drop(r'<a class="lemma-call" id="app1-from"[^>]*>Arma</a>', CARMEN)),
    Fault("lemma that differs from the text", "L502", swap('<span class="lemma">Arma', '<span class="lemma">Arva', CARMEN)),
    Fault("text that differs from the lemma", "L502", swap(">cano", ">canto", CARMEN)),
    Fault("shortened lemma with the wrong end", "L502", swap("cano … Troiae", "cano … Romae", CARMEN)),
    Fault("end of a lemma one word too early", "L502", swap(r'(cano)(.*?) Troiae(<span class="to" id="app3-to"[^>]*/>)', r"\1\3\2 Troiae", CARMEN)),
    Fault("siglum of no witness", "L503", swap("#wit-P", "#wit-Q", CARMEN)),
    Fault("siglum of another witness", "L508", swap('(href="[^"]*#wit-P">)P', r"\1M", CARMEN)),
    Fault("witness gone from the conspectus", "L503", drop('<dt id="wit-P">.*?</dd>', "EPUB/012-conspectus.xhtml")),
    Fault("entries in another order", "L505", exchange(r'<div class="note entry" id="app1".*?</div>', r'<div class="note entry" id="app4".*?</div>', CARMEN)),
    Fault("entry without readings", "L507", drop(r'<span class="rdg">.*?</span></span>', CARMEN)),
    Fault("entry removed", "L506", drop(r'<div class="note entry" id="app5".*?</div>', CARMEN)),
    Fault("emendation that leads to another entry", "L509", swap(r'class="emendation-call" href="([^"]*)#em3"', r'class="emendation-call" href="\1#em4"', FIRST)),
    Fault("entry that leads back to another emendation", "L509", swap('href="005-first.xhtml#e1"', 'href="005-first.xhtml#e2"', "EPUB/010-apparatus.xhtml")),
    Fault("entry that reads otherwise than the text", "L510", swap("<span class=\"lemma\">Sample", '<span class="lemma">Example', "EPUB/010-apparatus.xhtml")),
)  # fmt: skip

ACCESS = (
    Fault("no alternative text", "L601", drop(' alt="A blue disc"', FIRST)),
    Fault("empty alternative text", "L602", swap('alt="A blue disc"', 'alt=""', FIRST)),
    Fault("file name for an alternative text", "L603", swap('alt="A blue disc"', 'alt="a-map.png"', FIRST)),
    Fault("document without language", "L604", drop(' lang="en" xml:lang="en"', FIRST)),
    Fault("language said in one way only", "L606", drop(' xml:lang="ru-Latn"', FIRST)),
    Fault("language missing on a passage in Hebrew", "L605", swap(r' lang="he" xml:lang="he"', "", FIRST)),
    Fault("language missing on a passage in Russian", "L605", drop(r' lang="ru" xml:lang="ru"', FIRST)),
    Fault("language missing on a passage in Greek", "L605", drop(r' lang="grc" xml:lang="grc"', FIRST)),
    Fault("language that is none on a passage", "L606", swap(r'lang="ru" xml:lang="ru"', 'lang="r" xml:lang="r"', FIRST)),
    Fault("passage in Hebrew that runs left to right", "L613", drop(r' dir="rtl"', SECOND)),
    Fault("level of headings left out", "L607", swap(r"<h4 (id=.*?)</h4>", r"<h5 \1</h5>", FIRST)),
    Fault("empty heading", "L608", swap(r"(<h4[^>]*>)[^<]*", r"\1", FIRST)),
    Fault("link without words", "L609", swap(r'(<a class="ref external"[^>]*>)[^<]*', r"\1", SECOND)),
    Fault("link that leads nowhere", "L610", swap('href="005-first.xhtml#fig-1"', 'href="005-first.xhtml#fig-9"', SECOND)),
    Fault("link with a script", "L616", swap('href="https://example.org/"', 'href="javascript:alert(1)"', SECOND)),
    Fault("chapter without its role", "L611", drop(' role="doc-chapter"', FIRST)),
    Fault("two types on one element", "L611", swap('epub:type="chapter"', 'epub:type="chapter bodymatter"', FIRST)),
    Fault("part named by a head that is not there", "L612", swap('aria-labelledby="first-h"', 'aria-labelledby="head"', FIRST)),
    Fault("document without title", "L614", swap("<title>[^<]*", "<title>", FIRST)),
    Fault("script", "L615", swap("</head>", "<script>1</script></head>", FIRST)),
    Fault("event handler", "L615", swap("<body ", '<body onload="x()" ', FIRST)),
    Fault("script in a drawing", "L615", swap("<circle", "<script>1</script><circle", "EPUB/images/sign.svg")),
    Fault("row that is too short", "L617", swap("<td class=\"centre\">none</td>", "", SECOND)),
)  # fmt: skip

STYLES = (
    Fault("black letters", "L701", swap(r"body \{", "body { color: black;", CSS)),
    Fault("white paper", "L701", swap(r"body \{", "body { background: #fff;", CSS)),
    Fault("size in pixels", "L702", swap(r"body \{", "body { font-size: 14px;", CSS)),
    Fault("margin in points", "L702", swap(r"body \{", "body { margin: 0 12pt;", CSS)),
    Fault("direction in a style sheet", "L704", swap(r"body \{", "body { direction: rtl;", CSS)),
    Fault("font of the whole text", "L705", swap(r"body \{", "body { font-family: Georgia;", CSS)),
    Fault("address that is not in the book", "L703", swap(r"body \{", "body { background-image: url(paper.png);", CSS)),
    Fault("import", "L703", lambda files: {**files, CSS: b'@import "other.css";\n' + files[CSS]}),
    Fault("document without a style sheet", "L709", drop('<link rel="stylesheet"[^>]*2-epub.css"/>', FIRST)),
    Fault("brace lost", "L706", swap(r"\}", "", CSS)),
    Fault("colour on an element", "L701", swap("<p id=\"p2\"", '<p style="color: #333" id="p2"', FIRST)),
)  # fmt: skip

TEXT = (
    Fault("lost letter", "L810", swap("Whoever copies", "Who\ufffdver copies", FIRST)),
    Fault("letter for private use", "L810", swap("Whoever copies", "Who\ue000ver copies", FIRST)),
    Fault("wrong encoding", "L811", swap("Whoever copies", "WhoÃ©ver copies", FIRST)),
    Fault("paragraph twice", "L812", swap(r"<p id=\"p(\d+)\">(Whoever(?:(?!</p>).)*)</p>", r'<p id="p\1">\2</p><p>\2</p>')),
    Fault("paragraph gone", "L813", drop(PARAGRAPH.replace(r"\d+", "3"), FIRST)),
    Fault("paragraphs exchanged", "L813", exchange(PARAGRAPH.replace(r"\d+", "2"), PARAGRAPH.replace(r"\d+", "3"), FIRST)),
    Fault("text without paragraph", "L814", swap('(<section class="notes")', r"Loose words\1", FIRST)),
    Fault("empty document", "L815", swap("(<body[^>]*>).*</body>", r"\1</body>", SECOND)),
)  # fmt: skip

FAULTS = (*CONTAINER, *PACKAGE, *NAVIGATION, *NOTES, *APPARATUS, *ACCESS, *STYLES, *TEXT)

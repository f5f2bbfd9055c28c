"""The way of a work from its source to its books: `STAGES`, the list to read first.

A `Work` enters each stage, and the Work with what the stage made of it leaves. The stages proper are
functions of plain data in `acquire`, `edit` and `publish`; what stands here hands each its arguments.
They are imported when they are run, so that a command loads only what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from emendata import __version__
from emendata.decoding import decode
from emendata.diagnostics import Diagnostic, EmendataError, Lines, Place, error
from emendata.document.model import Document
from emendata.hashing import sha256
from emendata.remembering import Remember, anew
from emendata.settings import Edition, FigureSetting

if TYPE_CHECKING:
    from emendata.acquire.acquired import Acquired
    from emendata.edit.found import Memory
    from emendata.edit.normalise.account import Account
    from emendata.edit.settled import Settlement
    from emendata.publish.critical.house import House
    from emendata.publish.pages import Paged
    from emendata.publish.pages.apart import Workers
    from emendata.publish.pages.lines import Printed
    from emendata.publish.semantic import Book
    from emendata.publish.style import Style

CORRECTIONS = "corrections.yaml"
APPARATUS = "apparatus.yaml"
SETTLED = "settled.yaml"
PAGES = "pages"


class Files(Protocol):
    """The door to the files of the work's folder."""

    def read(self, rel: str, limit: int = ..., place: Place | None = ...) -> bytes:
        """The bytes of a file."""

    def exists(self, rel: str) -> bool:
        """Whether there is one."""


@dataclass(frozen=True, slots=True)
class Output:
    """A finished file."""

    data: bytes
    pages: int = 0
    """If it has pages."""
    fonts: tuple[str, ...] = ()
    """In it, with their versions."""
    tools: Mapping[str, str] = field(default_factory=dict)
    """What made it and is known only to its maker, with versions."""
    folios: Mapping[str, str] = field(default_factory=dict)
    """If it has pages: the folio of each thing that has an id."""
    lines: tuple[Printed, ...] = ()
    """If it has pages: what is printed on each."""
    gathered: tuple[tuple[str, int], ...] = ()
    """And a hash of that, with their number, for pages that were put on paper together."""
    beside: Mapping[str, bytes] = field(default_factory=dict)
    """Files that go with it, by the ends of their names: ``.onix.xml``."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work on its way: what was read from outside, and what has been made of it so far."""

    edition: Edition
    source: bytes
    """The source as it is on disk."""
    files: Files
    """Where images and styles are read from."""
    sha256: str = ""
    """Of the source, if it is known already."""
    corrections: str = ""
    """The text of corrections.yaml."""
    memory: Memory = field(default_factory=dict)
    """Where the corrections stood in the last build."""
    settled: str = ""
    """The text of settled.yaml."""
    apparatus: str = ""
    """The text of apparatus.yaml."""
    layer: Mapping[str, str] = field(default_factory=dict)
    """The style layer: the files of ``styles/`` by their paths in it."""
    styles: Mapping[str, str] = field(default_factory=dict)
    """The editor's own style sheets, by name."""
    fonts: Callable[[], tuple[bytes, ...]] = tuple
    """Font files for what is drawn and not set; read when they are wanted."""

    workers: Workers | None = None
    """Who does what can be done apart."""
    remember: Remember = anew

    text: str = ""
    """A source of plain text, decoded."""
    document: Document = field(default_factory=Document)
    account: Account | None = None
    """Where the characters of a plain text have gone."""
    corrected: Memory = field(default_factory=dict)
    """Where the corrections stand now."""
    images: Mapping[str, bytes] = field(default_factory=dict)
    """Those that came with the source or are named in the text, by their names there."""
    book: Book | None = None
    paged: Paged | None = None
    """The book divided into pages."""
    diagnostics: tuple[Diagnostic, ...] = ()
    record: str = ""
    """What the build says and where, for whoever compares it with another."""
    outputs: Mapping[str, Output] = field(default_factory=dict)
    """Finished files by what they are: ``tei``, ``pdf``, ``epub``."""

    @property
    def digest(self) -> str:
        """The SHA-256 of the source."""
        return self.sha256 or sha256(self.source)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way."""

    name: str
    what: str
    """A sentence for the documentation."""
    function: Callable[[Work], Work]
    beside: bool = False
    """It only adds outputs or diagnostics, so it can run beside the stages after it."""
    ahead: Callable[[], object] | None = None
    """Loads what takes long to load: in the stage's workers, before it has its turn."""
    makes: str = ""
    """``tei``, ``pdf`` or ``epub``, if it is needed for that only."""
    awaits: Callable[[Work], str] | None = None
    """After which other stage it is run, if that is run at all, because it reads what that has made."""
    reads: Callable[[Work], object] | None = None
    """All that its outcome depends on, to be remembered by; None, or nothing, if it is as quickly done again."""


def acquire(work: Work) -> Work:
    """Bytes to a Document, by the source's format."""
    edition, name = work.edition, work.edition.source
    match edition.source_format:
        case "text":
            from emendata.acquire import text

            characters = decode(work.source, name, edition.encoding, blank=True)
            return replace(work, text=characters, document=text.read(characters, name))
        case "tei":
            from emendata.acquire import tei as of_others

            if of_others.is_own(work.source):
                from emendata.document import tei

                return replace(work, document=tei.read(work.source, name))
            return _acquired(work, of_others.read(work.source, name, edition.series, _beside(work)))
        case "":
            from emendata.settings import FORMATS

            hint = f"name it with one of {', '.join(FORMATS)}, or say `format:` in edition.yaml"
            raise error("B012", Place(name), "it cannot be told which format this file has", hint)
        case other:
            from emendata.acquire import pandoc

            said = pandoc.read(work.source, name, other, encoding=edition.encoding, title=edition.title)
            return _acquired(work, said)


def _beside(work: Work) -> dict[str, bytes]:
    """The files of the edition that a TEI source points into, as far as they lie beside it."""
    from emendata.acquire.tei import may_lie, named

    folder = PurePosixPath(work.edition.source).parent
    found: dict[str, bytes] = {}
    for reference in work.remember(lambda: named(work.source), "named", work.digest):
        for place in may_lie(reference):
            paths = dict.fromkeys(((folder / place).as_posix(), place))
            there = next((path for path in paths if work.files.exists(path)), "")
            if there and there != work.edition.source:
                found.setdefault(PurePosixPath(place).name, work.files.read(there))
                break
    return found


def _acquired(work: Work, acquired: Acquired) -> Work:
    return replace(
        work,
        document=acquired.document,
        images=acquired.images,
        diagnostics=work.diagnostics + acquired.diagnostics,
    )


def normalise(work: Work) -> Work:
    """Blocks of plain text to title, heads, paragraphs and notes; other formats say what is what."""
    if work.edition.source_format != "text":
        return work
    from emendata.edit import normalise as normaliser

    edition, said = work.edition, work.edition.text
    settings = normaliser.NormaliseSettings(
        lang=edition.lang,
        marks=said.marks,
        numbering=said.numbering,
        dehyphenate=said.dehyphenate,
        remove_furniture=said.remove_furniture,
        settled=tuple(normaliser.SettledBlock(s.line, s.kind, s.begins, s.place) for s in said.settled),
    )
    found = normaliser.normalise(work.document, work.text, edition.source, settings)
    asked = found.diagnostics
    if settlements := _settlements(work):
        from emendata.edit.settled import still_open

        asked = still_open(asked, settlements)
    return replace(
        work, document=found.document, account=found.account, diagnostics=work.diagnostics + asked
    )


def _source_read(work: Work) -> object:
    """What the text is before anything is done to it."""
    edition = work.edition
    form = edition.source_format, edition.encoding, edition.lang, edition.text, tuple(edition.series)
    said = (edition.source, edition.title, *form)
    beside: Mapping[str, bytes] = {}
    if edition.source_format == "tei":
        from emendata.acquire.tei import is_own

        beside = {} if is_own(work.source) else _beside(work)
    return work.digest, [(name, sha256(data)) for name, data in beside.items()], said, work.settled


def _text_read(work: Work) -> object:
    """The same of a plain text; others are not normalised."""
    return _source_read(work) if work.edition.source_format == "text" else None


def describe(work: Work) -> Work:
    """What edition.yaml says of the edition."""
    from emendata.edit.describe import described

    return replace(work, document=described(work.document, work.edition, work.digest))


def correct(work: Work) -> Work:
    """The corrections, each where it belongs."""
    if not work.corrections:
        return work
    from emendata.edit.correct import corrected
    from emendata.edit.corrections import load

    editors = tuple(editor.id for editor in work.edition.editors)
    corrections = load(work.corrections, CORRECTIONS, editors)
    found = corrected(work.document, corrections, work.memory)
    document = found.document
    account = work.account
    if account is not None:
        from emendata.edit.normalise import rebalance

        account = rebalance(account, document, work.text, work.edition.source)
    return replace(
        work,
        document=document,
        account=account,
        corrected=found.memory,
        diagnostics=work.diagnostics + found.diagnostics,
    )


def apparatus(work: Work) -> Work:
    """The entries of apparatus.yaml, each on its lemma."""
    if not work.apparatus:
        return work
    from emendata.document.walk import plain
    from emendata.edit.apparatus import load, placed

    known = work.document.witnesses
    sigla = dict.fromkeys(name for one in known for name in (plain(one.siglum), one.id))
    said = load(work.apparatus, APPARATUS, tuple(sigla))
    document = placed(work.document, said, work.edition.base)
    new = document.witnesses[len(known) :]
    told: tuple[Diagnostic, ...] = ()
    if not known and new:
        names = ", ".join(plain(witness.siglum) for witness in new)
        message = f"the witnesses are declared nowhere: {names}"
        hint = "Declare them in edition.yaml: `witnesses: {M: Mediceus, saec. v}`."
        told = (Diagnostic("X015", "warning", Place(APPARATUS), message, hint),)
    account = work.account
    if account is not None:
        from emendata.edit.normalise import rebalance

        account = rebalance(account, document, work.text, work.edition.source)
    return replace(work, document=document, account=account, diagnostics=work.diagnostics + told)


def recognise(work: Work) -> Work:
    """The kinds of readings, as their words show them."""
    if not work.document.entries:
        return work
    from emendata.edit.apparatus.recognise import recognised

    every = _house(work).recognises(tei=work.edition.source_format == "tei")
    return replace(work, document=recognised(work.document, every))


def face(work: Work) -> Work:
    """The translation beside the text."""
    settings = work.edition.facing
    if not settings.source:
        return work
    from emendata.edit.facing import faced

    edition = replace(
        Edition.bare(work.edition.folder / settings.source),
        title="" if work.document.title else work.edition.title,  # a first head is in both a title, or in neither
        source=settings.source,
        format=settings.format,
        lang=settings.lang or work.edition.lang,
    )
    data = work.files.read(settings.source, place=Place("edition.yaml"))
    other = normalise(acquire(replace(work, edition=edition, source=data, sha256="", diagnostics=(), settled="")))
    document, said = faced(work.document, other.document, settings, work.edition.source)
    return replace(
        work,
        document=document,
        images={**other.images, **work.images},
        diagnostics=(*work.diagnostics, *other.diagnostics, *said),
    )


def _house(work: Work) -> House:
    from emendata.publish.critical.house import house

    return house(_style(work).apparatus, work.edition.apparatus)


def check(work: Work) -> Work:
    """What an editor should look at."""
    from emendata.edit.apparatus.sound import unsound
    from emendata.edit.check import queries

    asked = queries(work.document, _lines(work), _settlements(work), work.remember)
    told = unsound(work.document, work.edition.source)
    return replace(work, diagnostics=work.diagnostics + told + asked)


def _settlements(work: Work) -> tuple[Settlement, ...]:
    """What is not to be asked again."""
    if not work.settled:
        return ()
    from emendata.edit.settled import load

    return load(work.settled, SETTLED)


def illustrate(work: Work) -> Work:
    """The images: which are meant, and their bytes."""
    from emendata.edit.illustrate import demand, illustrated, settings_of, sources, untold

    document = illustrated(work.document, work.edition.figures)
    set_ = settings_of(work.document, work.edition.figures)
    images = dict(work.images)
    missing: list[Diagnostic] = []
    meant = {setting.src for setting in work.edition.figures.values()}
    for name in sources(document):
        if name in images:
            continue
        try:
            images[name] = work.files.read(name, place=_called(work, name, set_))
        except EmendataError as trouble:
            # Files of other hands name images that stayed with them: the text is worth printing without.
            elsewhere = work.edition.source_format == "tei" or trouble.diagnostics[0].code == "A902"
            if name in meant or not elsewhere or work.files.exists(name):
                raise
            message = f"the image »{name}« is not in the edition's folder; the books say so in its place"
            hint = "put it there, or name another under `figures:` in edition.yaml"
            missing.append(Diagnostic("A042", "warning", _called(work, name, set_), message, hint))
    silent = untold(document, work.edition.figures).items()
    demands = (demand(name, called, _called(work, name, set_)) for name, called in silent if name in images)
    return replace(
        work,
        document=document,
        images=images,
        diagnostics=(*work.diagnostics, *missing, *demands),
    )


def _called(work: Work, image: str, settings: Mapping[str, FigureSetting]) -> Place:
    """Where an image is named: in edition.yaml, whose `settings` these are, else in the source, if it has lines."""
    if setting := settings.get(image):
        return setting.place
    at = work.source.find(image.encode())
    if at < 0 or work.source.find(b"\0", 0, at) >= 0:
        return Place(work.edition.source)
    line = work.source[work.source.rfind(b"\n", 0, at) + 1 : at].decode(errors="replace")
    return Place(work.edition.source, work.source.count(b"\n", 0, at) + 1, len(line) + 1)


def typography(work: Work) -> Work:
    """Quotation marks, dashes and spaces as the house has them."""
    from emendata.edit.typography import typography as set_

    return replace(work, document=set_(work.document, work.edition.typography))


def book(work: Work) -> Work:
    """The semantic XHTML, with editorial note and apparatus."""
    from emendata.edit.illustrate import settings_of, untold
    from emendata.publish import semantic
    from emendata.publish.images import image, misnamed
    from emendata.publish.lines import lines
    from emendata.publish.semantic.account import unbalanced
    from emendata.publish.series import declared

    set_ = settings_of(work.document, work.edition.figures)
    silent = untold(work.document, work.edition.figures)
    images = {
        name: replace(
            image(name, data, name in set_ and set_[name].decorative, _called(work, name, set_)),
            description=set_[name].description if name in set_ else "",
            told=name not in silent,
        )
        for name, data in work.images.items()
    }
    matter = semantic.Matter(
        source=work.edition.source,
        sha256=work.digest,
        characters=_characters(work.account),
        software=f"emendata {__version__}",
        lines=_lines(work),
    )
    series = declared(work.edition.series, before=_style(work).series)
    made = semantic.book(work.document, matter, images, series, _house(work), work.edition.index)
    made = replace(
        made,
        lines=lines(work.edition.lines, before=_style(work).lines),
        facing_layout=work.edition.facing.layout,
    )
    told = misnamed(images.values()) + unbalanced(work.document, made)
    return replace(work, book=made, diagnostics=work.diagnostics + told)


def write_tei(work: Work) -> Work:
    """The TEI file, with the characters of the source."""
    from emendata.publish.tei import linked

    data, told = linked(work.document, work.edition.linking)
    return replace(
        work, outputs={**work.outputs, "tei": Output(data)}, diagnostics=work.diagnostics + told
    )


def write_epub(work: Work) -> Work:
    """The e-book."""
    from emendata.lint import lint
    from emendata.publish import epub
    from emendata.publish.images import image

    edition = work.edition
    fonts = work.fonts()
    cover = None
    if edition.epub.cover:
        place = Place("edition.yaml")
        cover = image(edition.epub.cover, work.files.read(edition.epub.cover, place=place), place=place)
    printed = work.paged.begun if work.paged is not None else ()
    given = epub.Given(edition.publication, edition.epub, fonts, cover, fonts, printed)
    made = epub.render(_made(work), _style(work), given, work.remember)
    finished = Output(made.epub, beside={".onix.xml": made.onix})
    # a fault of the text is one of this program; others may be what the editor's text or styles bring along
    wrong = epub.differences(made.epub, work.document, _made(work).metadata.title, work.remember)
    found = (replace(one, severity="warning") for one in lint(made.epub, f"{edition.name}.epub", work.remember))
    return replace(
        work,
        outputs={**work.outputs, "epub": finished},
        diagnostics=(*work.diagnostics, *wrong, *found),
    )


def _pages_of(work: Work) -> str:
    """The e-book names the pages of the PDF where those of the source are not known or not wanted."""
    wanted = work.edition.epub.pages
    return PAGES if wanted == "print" or (wanted == "auto" and not _made(work).pages) else ""


def divide(work: Work) -> Work:
    """What stands on which page."""
    from emendata.publish import pages

    return replace(work, paged=pages.paged(_made(work), _style(work), work.workers))


def write_pdf(work: Work) -> Work:
    """The printed pages."""
    from emendata.publish import pages

    assert work.paged is not None, "the stage `pages` comes first"
    edition = work.edition
    made = pages.on_paper(work.paged, edition.running_title, edition.running_author, work.remember)
    finished = Output(
        made.pdf,
        made.count,
        made.fonts,
        made.tools,
        folios=dict(made.page_of),
        lines=made.lines,
        gathered=made.gathered,
    )
    return replace(
        work,
        outputs={**work.outputs, "pdf": finished},
        diagnostics=work.diagnostics + made.diagnostics,
        paged=None,
    )


def _load_pages() -> None:
    from emendata.publish import pages

    pages.load()


def _made(work: Work) -> Book:
    assert work.book is not None, "the stage `book` comes first"
    return work.book


def _style(work: Work) -> Style:
    from emendata.publish.style import style

    return style(work.edition.style, work.layer, work.styles)


def _lines(work: Work) -> dict[str, Lines]:
    name = work.edition.source
    return {name: Lines(name, work.text)} if work.text else {}


_ACCOUNTED = {
    "call": "in note calls",
    "note-mark": "in the numbers of notes",
    "figure-mark": "in the marks of figures",
    "line-number": "in the numbers of lines",
    "wrapper": "in the header and licence of the e-text",
    "bracket": "in brackets about notes and captions",
    "folio": "in page numbers",
    "running-head": "in running heads",
    "emphasis": "in signs of emphasis",
    "hyphen": "in hyphens at line ends",
    "break": "in signs of a break",
    "control": "in control characters",
}
"""Where characters are that stand neither in the text nor in a note, by the rule that took them out."""


def _characters(account: Account | None) -> tuple[tuple[str, int], ...]:
    if account is None:
        return ()
    removed = ((_ACCOUNTED.get(rule, f"removed as {rule}"), count) for rule, count in account.removed)
    chosen = [("in the apparatus, where another reading was chosen", account.apparatus)] * bool(account.apparatus)
    replaced = ("replaced by corrections", sum(count for _, count in account.replaced))
    return ("in the text", account.text), ("in the notes", account.notes), *chosen, replaced, *removed


STAGES: tuple[Stage, ...] = (
    Stage(
        "acquire",
        "Read the source into a Document: plain text as it stands, TEI, or through pandoc.",
        acquire,
        reads=_source_read,
    ),
    Stage(
        "normalise",
        "Find out what each block of a plain text is, and join what page ends have cut.",
        normalise,
        reads=_text_read,
    ),
    Stage("describe", "Complete title, author and the rest from edition.yaml.", describe),
    Stage("correct", "Put in the corrections, each beside what the source says.", correct),
    Stage("apparatus", "Put the entries of apparatus.yaml on their lemmata.", apparatus),
    Stage("recognise", "Tell from the words of a reading what kind it is of.", recognise),
    Stage("face", "Put the translation beside the text, segment by segment.", face),
    Stage("illustrate", "Fetch the images that the text or edition.yaml names.", illustrate),
    Stage("check", "Look for what an editor should look at.", check, True),
    Stage("tei", "Write the TEI file, in the characters of the source.", write_tei, True, makes="tei"),
    Stage("typography", "Set quotation marks, dashes and spaces by the rules of the house.", typography),
    Stage("book", "Make the one semantic XHTML, with editorial note and apparatus.", book),
    Stage("epub", "Wrap it as an EPUB.", write_epub, True, makes="epub", awaits=_pages_of),
    Stage("pages", "Set it in type and divide it into pages.", divide, True, _load_pages, "pdf"),
    Stage("pdf", "Put the pages on paper, as a PDF.", write_pdf, True, makes="pdf"),
)
"""In the order in which they are run."""

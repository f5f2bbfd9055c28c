"""The Document: one typed, immutable tree between all readers and all writers.

It has blocks (what stands on its own lines), inlines (what runs within a line), and things that
stand off from the tree and point into it: notes, the entries of the apparatus, and the record of what
was done. Names follow TEI P5 where TEI has a good one; `emendata.document.tei` is the serialisation.

Normal form (every reader and stage keeps it, `emendata.document.normal` makes it):

* no empty `Text`, no two `Text` side by side in one sequence;
* white space within running text is one space; none at either end of a block;
* sequences are tuples, `()` where there is nothing;
* an `id` is empty or an XML name matching ``[A-Za-z][A-Za-z0-9_-]*``, unique in the Document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

# ------------------------------------------------------------------ provenance


@dataclass(frozen=True, slots=True)
class Origin:
    """A half-open range of characters ``[start, end)`` of one source file.

    An empty range stands for one space that is a line end, a page end or other white space there.
    """

    source: str
    """The file's name relative to the edition's folder."""
    start: int
    end: int


# --------------------------------------------------------------------- inlines


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters."""

    text: str
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)
    """Where the characters stand in the sources, in order; not part of equality, because a
    Document read from a file comes from that file."""


@dataclass(frozen=True, slots=True)
class Emph:
    """Typographically distinguished text (TEI ``hi``)."""

    children: tuple[Inline, ...]
    rend: str = "italic"
    """One of `RENDITIONS`."""


RENDITIONS = ("italic", "bold", "smallcaps", "superscript", "subscript", "underline", "strikethrough")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A passage in another language (TEI ``foreign``), with or without `rend` as in `Emph`."""

    children: tuple[Inline, ...]
    lang: str
    """BCP 47, for example ``grc``, ``ru-Latn``."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a work (TEI ``title``)."""

    children: tuple[Inline, ...]
    level: str = "m"
    """TEI ``@level``: a m j s u."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of somebody or something (TEI ``persName``, ``placeName``, ``orgName``, ``name``)."""

    children: tuple[Inline, ...]
    kind: str = "person"
    """One of `NAME_KINDS`, or another word."""
    key: str = ""
    """Who or what is meant, and under which heading an index has it: ``Tullius Cicero, M.``"""


NAME_KINDS = ("person", "place", "org")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation within a line (TEI ``q``); its quotation marks are part of its text."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Literal computer text (TEI ``code``)."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in its source notation (TEI ``formula``)."""

    text: str
    notation: str = "TeX"


@dataclass(frozen=True, slots=True)
class NoteCall:
    """The place where the note with this id is called."""

    note: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A cross-reference or link (TEI ``ref``)."""

    children: tuple[Inline, ...]
    target: str
    """``#id`` of something in the Document, or an absolute URL."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A point that something else refers to (TEI ``anchor``)."""

    id: str


@dataclass(frozen=True, slots=True)
class PageBeginning:
    """Here a page of the source begins (TEI ``pb``)."""

    n: str = ""
    """The folio as printed, empty where it is not known."""
    id: str = ""


@dataclass(frozen=True, slots=True)
class LineBeginning:
    """Here a line begins (TEI ``lb``)."""

    n: str = ""
    forced: bool = True
    """Whether the edition begins a line here too, as in verse and addresses; not so where the source only
    wraps its prose."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """Text added by an editor (TEI ``supplied``)."""

    children: tuple[Inline, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Text that can be read only with doubt (TEI ``unclear``)."""

    children: tuple[Inline, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Surplus:
    """Text that the source has and the editor takes out (TEI ``surplus``): printed in square brackets."""

    children: tuple[Inline, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Corrupt:
    """Text that cannot be right and is left as it is (TEI ``sic``): printed between daggers."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """Text that somebody has added in the source (TEI ``add``)."""

    children: tuple[Inline, ...]
    place: str = ""
    """``above``, ``margin``."""
    hand: str = ""
    """Id of a `Witness`, or a name."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """Text that somebody has deleted in the source (TEI ``del``)."""

    children: tuple[Inline, ...]
    rend: str = ""
    """How: ``erased``, ``underline``."""
    hand: str = ""
    """Id of a `Witness`, or a name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Words that can be given in two ways (TEI ``choice`` of ``abbr``, ``expan``, ``orig``, ``reg``)."""

    children: tuple[Inline, ...]
    """What the edition prints."""
    other: tuple[Inline, ...] = ()
    """The other way; empty where the source of this edition does not give it."""
    kind: str = "expansion"
    """What `children` are, one of `CHOICES`."""


CHOICES = ("expansion", "abbreviation", "regular", "original", "correction")
"""``correction``: what the source says is not known, else it would be an `Emendation`."""


@dataclass(frozen=True, slots=True)
class Direction:
    """A stage direction within a line; `Stage` is one by itself."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """Room left empty in the source (TEI ``space``)."""

    extent: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """Here a numbered part begins: a section, or a page of another edition (TEI ``milestone``)."""

    n: str
    unit: str = "section"
    edition: str = ""
    """Whose numbering it is; empty for that of the text itself."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Text that is missing (TEI ``gap``)."""

    reason: str = ""
    extent: str = ""


@dataclass(frozen=True, slots=True)
class Graphic:
    """An image within a line (TEI ``graphic``)."""

    src: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Emendation:
    """A correction: what the source says and what the edition reads (TEI ``choice/sic, corr``)."""

    id: str
    sic: tuple[Inline, ...]
    """What the source says; empty for an insertion."""
    corr: tuple[Inline, ...]
    """What the edition reads; empty for a deletion."""
    why: str = "editor"
    """One of `REASONS`: whose fault is mended."""
    by: str = ""
    """Initials of the responsible person, a key of `Metadata.editors`."""
    remark: str = ""


REASONS = ("ocr", "printer", "author", "editor")

Inline: TypeAlias = (
    Text
    | Emph
    | Foreign
    | Title
    | Name
    | Quoted
    | Code
    | Formula
    | NoteCall
    | Ref
    | Anchor
    | PageBeginning
    | LineBeginning
    | Supplied
    | Unclear
    | Surplus
    | Corrupt
    | Added
    | Deleted
    | Choice
    | Direction
    | Space
    | Milestone
    | Gap
    | Graphic
    | Emendation
)
Inlines: TypeAlias = tuple[Inline, ...]

Parent: TypeAlias = (
    Emph
    | Foreign
    | Title
    | Name
    | Quoted
    | Ref
    | Supplied
    | Unclear
    | Surplus
    | Corrupt
    | Added
    | Deleted
    | Choice
    | Direction
)
"""An inline with `children`: what it holds is part of the running text."""

# ---------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (TEI ``p``)."""

    content: Inlines
    id: str = ""
    lang: str = ""
    rend: str = ""
    """``""``, ``continued`` (goes on after a displayed quotation: no indent), ``centred`` or ``right``."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A displayed quotation (TEI ``quote``)."""

    blocks: tuple[Block, ...]
    id: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Verse:
    """One line of verse (TEI ``l``)."""

    content: Inlines
    n: str = ""
    indent: int = 0
    """Steps of indentation."""
    part: str = ""
    """TEI ``@part`` of a line shared by speakers: ``I`` (first), ``M``, ``F`` (last)."""


@dataclass(frozen=True, slots=True)
class LineGroup:
    """A stanza or a poem (TEI ``lg``)."""

    lines: tuple[Verse | LineGroup, ...]
    id: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """A speech in drama (TEI ``sp``)."""

    speaker: Inlines
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; with a `label` in a list of kind ``gloss``."""

    blocks: tuple[Block, ...]
    label: Inlines = ()


@dataclass(frozen=True, slots=True)
class List:
    """A list (TEI ``list``)."""

    items: tuple[Item, ...]
    kind: str = "bulleted"
    """``bulleted``, ``ordered`` or ``gloss``."""
    start: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell (TEI ``cell``)."""

    blocks: tuple[Block, ...]
    role: str = "data"
    """``data`` or ``label``."""
    cols: int = 1
    rows: int = 1
    align: str = ""
    """``""``, ``left``, ``centre`` or ``right``."""


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; `role` ``label`` for a row of headings."""

    cells: tuple[Cell, ...]
    role: str = "data"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption (TEI ``table``)."""

    rows: tuple[Row, ...]
    caption: Inlines = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its caption (TEI ``figure``)."""

    src: str = ""
    """Path of the image relative to the edition's folder; empty where no image came with the text."""
    caption: Inlines = ()
    alt: str = ""
    n: str = ""
    """The number as printed, without the word: ``1`` in ``Figure 1.`` (the caption holds the whole)."""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Text whose line ends count (TEI ``eg``)."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A break in the text, as asterisks or a blank line show it (TEI ``milestone``)."""

    unit: str = "section"
    rend: str = "* * *"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage direction between speeches or in one (TEI ``stage``)."""

    content: Inlines


Block: TypeAlias = (
    Paragraph | Quotation | LineGroup | Speech | List | Table | Figure | Preformatted | Break | Stage | PageBeginning
)
Blocks: TypeAlias = tuple[Block, ...]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Division:
    """A part of the text with its head: first its blocks, then its divisions (TEI ``div``)."""

    head: Inlines = ()
    blocks: Blocks = ()
    divisions: tuple[Division, ...] = ()
    id: str = ""
    kind: str = ""
    """TEI ``@type``: ``""`` in the body; ``abstract``, ``dedication``, ``appendix`` … elsewhere."""
    lang: str = ""
    n: str = ""
    """The number by which it is quoted: of a book, a chapter (TEI ``@n``)."""


# -------------------------------------------------------------- what stands off


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Note:
    """A note, called at one or more places by `NoteCall`."""

    id: str
    n: str
    """The sign or number as printed: ``12``, ``*``."""
    blocks: Blocks
    series: str = "author"
    place: str = "foot"


@dataclass(frozen=True, slots=True)
class Witness:
    """What readings are quoted from, declared once (TEI ``witness``, ``handNote``, ``person``, ``bibl``)."""

    id: str
    siglum: Inlines = ()
    """As printed: ``M``, ``A²``; empty where the id serves."""
    kind: str = "manuscript"
    """One of `WITNESS_KINDS`."""
    description: Inlines = ()
    """For the conspectus siglorum: ``Mediceus Laur. 39.1, saec. v``."""
    of: str = ""
    """Of a hand: the id of the manuscript it wrote in."""
    members: tuple[str, ...] = ()
    """Of a group: the ids of the witnesses that its siglum stands for."""


WITNESS_KINDS = ("manuscript", "hand", "group", "edition", "scholar", "source")


@dataclass(frozen=True, slots=True)
class Attestation:
    """A witness to a reading, or a scholar who proposed it."""

    witness: str
    """The id of a `Witness`."""
    detail: str = ""
    """What is said after the siglum (TEI ``witDetail``, ``@hand``, ``@place``): ``sscr.``, ``in marg.``,
    ``a.c.``, ``ut uid.``, ``1884, 12``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What witnesses read in a place, or what a scholar would read there (TEI ``lem``, ``rdg``)."""

    content: Inlines = ()
    """May hold anchors, so that entries may be made on a reading."""
    blocks: Blocks = ()
    """Instead of `content`, where the reading has paragraphs or verses."""
    kind: str = ""
    """One of `READING_KINDS`."""
    attested: tuple[Attestation, ...] = ()
    cause: str = ""
    """TEI ``@cause``: ``orthographic``, ``homeoteleuton``."""
    remark: Inlines = ()
    """The editor's, printed after the sigla."""
    lead: Inlines = ()
    """The editor's, printed before the reading: ``an``, ``nisi mauis``."""


READING_KINDS = (
    "",
    "omission",
    "addition",
    "transposition",
    "repetition",
    "correction",
    "conjecture",
    "deletion",
    "seclusion",
    "lacuna",
    "unclear",
    "accepted",
)
"""``""`` is a reading instead of the lemma. ``addition``: `content` alone is what is added, after the
lemma. ``accepted``: a scholar reads as the lemma does. ``deletion``: a scholar deletes the lemma; ``seclusion``:
puts it in brackets."""


@dataclass(frozen=True, slots=True)
class ReadingGroup:
    """Readings that belong together (TEI ``rdgGrp``)."""

    readings: tuple[Reading | ReadingGroup, ...]
    kind: str = ""
    """TEI ``@type``: ``orthographic``."""
    remark: Inlines = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an apparatus: a place in the text and what is said of it (TEI ``app``).

    The place is what lies between two `Anchor`, so that entries may nest, overlap and go over the ends of
    paragraphs and verses. The anchors stand in the text, in a note, or in a reading of another entry.
    """

    id: str
    start: str
    """Id of the anchor before the lemma."""
    end: str
    """Id of the anchor after it; `start` itself where the entry is on a point between two words."""
    lemma: Reading = Reading()
    """`Reading.content` is empty where the lemma is what stands in the text; else it is how the editor
    wants it printed (shortened, say). Who attests it is known in a positive apparatus only."""
    readings: tuple[Reading | ReadingGroup, ...] = ()
    """In the order in which they are printed."""
    content: Blocks = ()
    """Instead of readings, in an apparatus of sources or testimonia: what is said."""
    remark: Inlines = ()
    """The editor's, printed at the end."""
    series: str = "apparatus"
    """The series of notes it belongs to: ``apparatus``, ``fontes``, ``testimonia`` or another."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch of text that a witness has lost or never had (TEI ``lacunaStart``, ``witStart`` …)."""

    witness: str
    start: str
    """Id of an anchor; empty for the beginning of the text."""
    end: str
    """Id of an anchor; empty for its end."""


@dataclass(frozen=True, slots=True)
class Facing:
    """Where a segment of the text begins, and where the same does in the translation that faces it (TEI ``link``)."""

    text: str
    """Id of an anchor in the body."""
    translation: str
    """Id of an anchor in a division of kind ``translation``."""


TRANSLATION = "translation"
"""`Division.kind` of what faces the text."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody responsible for something."""

    name: str
    """As printed: ``Andrea Graziosi``."""
    id: str = ""
    """Initials by which corrections name an editor."""
    role: str = "author"
    """MARC relator term in English: ``author``, ``editor``, ``translator``."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a title page, a catalogue and a TEI header say."""

    title: str = ""
    """Plain text; `Document.title` is the title as it stands in the text, with its calls."""
    subtitle: str = ""
    persons: tuple[Person, ...] = ()
    lang: str = "en"
    date: str = ""
    """Of this edition, ISO 8601: a year, a month or a day."""
    publisher: str = ""
    identifier: str = ""
    """A URN; made from the content where the editor gives none."""
    source: str = ""
    """Bibliographic description of what the edition was made from."""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """One rule that a stage applied, for the editorial note and the TEI header."""

    rule: str
    """Name of the rule: ``page-join``."""
    count: int
    what: str
    """A sentence in English that says what the rule does, without the count."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole text."""

    metadata: Metadata = Metadata()
    title: Inlines = ()
    front: tuple[Division, ...] = ()
    body: Division = Division()
    """The text: `Division.blocks` stand before the first head; `head` is empty."""
    back: tuple[Division, ...] = ()
    notes: tuple[Note, ...] = ()
    """In the order of their first calls; one without a call follows the one before it in the source."""
    record: tuple[Applied, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    """In the order in which an apparatus names them."""
    entries: tuple[Entry, ...] = ()
    """Of all apparatus, in the order of their places; of two that begin together the longer comes first."""
    absences: tuple[Absence, ...] = ()
    facing: tuple[Facing, ...] = ()
    """The segments of a text with a translation, in their order; the translation is divisions of the back of
    kind `TRANSLATION`."""

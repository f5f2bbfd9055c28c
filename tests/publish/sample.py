"""A short edition in which everything that the model has occurs at least once."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw

from emendata.diagnostics import Lines
from emendata.document.model import (
    Added,
    Anchor,
    Applied,
    Break,
    Cell,
    Choice,
    Code,
    Corrupt,
    Deleted,
    Direction,
    Division,
    Document,
    Emendation,
    Emph,
    Figure,
    Foreign,
    Formula,
    Gap,
    Graphic,
    Inline,
    Item,
    LineBeginning,
    LineGroup,
    List,
    Metadata,
    Milestone,
    Name,
    Note,
    NoteCall,
    Origin,
    PageBeginning,
    Paragraph,
    Person,
    Preformatted,
    Quotation,
    Quoted,
    Ref,
    Row,
    Space,
    Speech,
    Stage,
    Supplied,
    Surplus,
    Table,
    Text,
    Title,
    Unclear,
    Verse,
)
from emendata.publish import images
from emendata.publish.semantic import Book, Matter, book
from emendata.publish.style import Style, style

STYLES = Path(__file__).parents[2] / "styles"
SOURCE = "A line of the source\nand the wrod that is emended\n"


def T(text: str) -> tuple[Text]:
    return (Text(text),)


def P(*parts: str | Inline, **fields: str) -> Paragraph:
    """A paragraph of running text."""
    return Paragraph(tuple(Text(p) if isinstance(p, str) else p for p in parts), **fields)


PROSE = (
    "Whoever copies a text changes it, and whoever prints it changes it again; the editor comes last, and "
    "has to say of each word whose it is. What looks like pedantry is bookkeeping. "
)

NOTES = (
    Note(
        "nstar", "*", (P("Read to a small audience, with ", Foreign(T("שלום עולם"), "he"), " for a motto."),)
    ),
    Note(
        "n1",
        "1",
        (
            P("So says the preface", NoteCall("nx"), "; compare ", Ref(T("the second part"), "#second"), "."),
            P("A second paragraph of the same note, which is there to be seen."),
            Quotation((P("And words that the note displays, long enough to fill more than one line."),)),
        ),
    ),
    Note("nx", "a", (P("A note that a note calls stands right after it."),)),
    Note("n2", "2", (P("Ibid., p. 12."),)),
    Note("n3", "3", (P("Called from a heading."),)),
    Note("n4", "4", (List((Item((P("a list"),)), Item((P("in a note"),)))),)),
    Note("n5", "5", (P("This one is not called anywhere."),)),
    Note("n6", "6", (P("Called in a caption."),)),
    Note("n7", "7", (P("Called in a table; see ", Ref(T("the page"), "https://example.org/a b"), "."),)),
    Note("ned", "a", (P("The editor has a word to say on this verse."),), series="editor"),
    Note("n8", "8", (P(Foreign(T("μῆνιν ἄειδε θεά"), "grc"), ", as the schoolbook has it."),)),
    Note("n9", "9", (P("Id."),)),
    Note("n10", "10", (P("This note is too long to open in a window of its own. " * 110),)),
    Note("n11", "11", ()),
)

VERSES = LineGroup(
    (
        LineGroup(
            (
                Verse(T("The printer set it as it stood,"), "1"),
                Verse(
                    T("the corrector thought it understood and therefore changed it for the good,"), "2", 1
                ),
                Verse((Text("and that is how the error came"), NoteCall("ned")), "5"),
            )
        ),
        LineGroup((Verse(T("to bear the honest author’s name.")), Verse(T("(Anonymous)"), indent=2))),
    )
)

TABLE = Table(
    (
        Row((Cell((P("Witness"),), "label"), Cell((P("Readings"),), "label", cols=2)), "label"),
        Row((Cell((P("A"),), "label", rows=2), Cell((P("2,000"),), align="right"), Cell((P("right"),)))),
        Row((Cell((P("500", NoteCall("n7")),), align="right"), Cell((P("wrong"), P("or doubtful"))))),
        Row((Cell((P("B"),), "label"), Cell((P("none"),), align="centre"))),
    ),
    T("Table 1. Two witnesses"),
    "table-1",
)

CRITICAL = P(
    Milestone("2"),
    "The ",
    Choice(T("scribe"), T("scr."), "expansion"),
    " and the ",
    Choice(T("MS."), T("manuscript"), "abbreviation"),
    ", ",
    Choice(T("regular"), T("reguler"), "regular"),
    " or ",
    Choice(T("olde"), T("old"), "original"),
    " or ",
    Choice(T("mended"), (), "correction"),
    ": ",
    Surplus(T("the"), "repeated"),
    " ",
    Corrupt(T("obelised")),
    " ",
    Added(T("word"), "above", "M2"),
    Deleted(T("world")),
    " ",
    Space("3 letters"),
    LineBeginning("4", False),
    Milestone("12", "page", "Migne"),
    "and ",
    Direction(T("aside")),
)
"""What editors and scribes do to words."""

SHARED = Speech(
    T("Both"),
    (
        LineGroup((Verse(T("Alone?"), part="I"), Verse(T("Never."), part="M"), Verse(T("Ever."), part="F"))),
        Stage(T("Exeunt.")),
    ),
)

FIRST = Division(
    head=(
        Text("Of "),
        Emph(T("Errata")),
        Text(" and "),
        Foreign(T("опечатки"), "ru"),
        Emendation("e-head", T("."), (), "ocr", "AB"),
        NoteCall("n3"),
    ),
    id="first",
    blocks=(
        PageBeginning("341"),
        CRITICAL,
        SHARED,
        P(
            PROSE,
            Emph(T("Emphasis")),
            ", ",
            Emph((Foreign(T("opechatki"), "ru-Latn"),)),
            ", ",
            Emph(T("Bernard"), "smallcaps"),
            ", ",
            Emph(T("bold"), "bold"),
            ", x",
            Emph(T("2"), "superscript"),
            ", H",
            Emph(T("2"), "subscript"),
            "O, ",
            Emph(T("struck"), "strikethrough"),
            ", ",
            Emph(T("underlined"), "underline"),
            ", ",
            Title((Text("A Book on "), Emph(T("Hamlet")))),
            ", ",
            Title(T("“An Article”"), "a"),
            ", ",
            Quoted(T("“quoted”")),
            Name(T("Zenodotus"), "person", "Zenodotus of Ephesus"),
            ", ",
            Code("x = 1 < 2"),
            ", ",
            Formula("E = mc^2"),
            ".",
            NoteCall("n1"),
        ),
        P(
            "Here ",
            PageBeginning("342", "page-342"),
            "the ",
            Emendation("e1", T("the "), (), "printer", "AB"),
            "second page begins",
            NoteCall("n2"),
            ": ",
            Supplied(T("and"), "lost"),
            " ",
            Unclear(T("perhaps"), "faded"),
            " ",
            Gap("damage", "3 words"),
            ".",
            Anchor("here"),
            " Again",
            NoteCall("n2"),
            ".",
        ),
        Quotation((P("Words that are displayed, set in from both sides."), P("They have two paragraphs."))),
        P(
            "and so on, with a ",
            Emendation(
                "e2", (Text("wrod", (Origin("source.txt", 29, 33),)),), T("word"), "ocr", "AB", "Cf. n. 2."
            ),
            " that was emended",
            Emendation("e3", (), T(","), "editor"),
            " and one that was not.",
            rend="continued",
        ),
        Figure(
            "images/A map.png",
            (Text("Figure 1. A map of nowhere."), NoteCall("n6")),
            "A blue disc",
            "1",
            "fig-1",
        ),
        Figure("", T("Figure 2. A portrait that has not come."), n="2"),
        Break(),
        Break(rend=""),
        P(
            "Hebrew: ",
            Foreign(T("בראשית ברא"), "he"),
            "; and not marked as such, with a note in its midst: שלום ",
            Emph(T("עולם"), "bold"),
            NoteCall("n8"),
            " טוב.",
            LineBeginning(),
            "A new line, with a sign ",
            Graphic("sign.svg", "a hand"),
            " and ",
            Graphic("gone.png", "a lost sign"),
            ".",
        ),
        P("Short", NoteCall("n9"), ", of many parts", NoteCall("n4"), ", empty", NoteCall("n11"), "."),
    ),
    divisions=(
        Division(
            head=T("1924–1927"),
            blocks=(P(PROSE), VERSES, P("After the verse.")),
            divisions=(Division(head=T("A third level"), blocks=(P(PROSE),)),),
        ),
    ),
)

SECOND = Division(
    head=T("Tables, Lists, Drama"),
    id="second",
    blocks=(
        P(
            "See ",
            Ref(T("Figure 1"), "#fig-1"),
            ", ",
            Ref((Text("note "), NoteCall("n2"), Text(" above")), "#n2"),
            ", ",
            Ref(T("elsewhere"), "https://example.org/"),
            "; but not ",
            Ref(T("there"), "javascript:alert(1)"),
            " nor ",
            Ref(T("nowhere"), "#nowhere"),
            ". ",
            PROSE,
        ),
        TABLE,
        List((Item((P("one"),)), Item((P("two"), List((Item((P("two and a half"),)),)))))),
        List((Item((P("third"),)), Item((P("fourth"),))), "ordered", 3),
        List((Item((P("what must be read"),), T("lectio")), Item((P("what may be"),), T("varia"))), "gloss"),
        Speech(T("Editor"), (P("Is this the last proof?"),)),
        Speech(T("Printer"), (LineGroup((Verse(T("There is no last one, only one more.")),)),)),
        Preformatted("if x < 3:\n    print('a & b')"),
        P("In the middle", rend="centred"),
        P("On the right", rend="right"),
        P("פסקה שלמה בעברית, ובה 12 מילים", lang="he"),
        Quotation((P("Une citation en français."),), lang="fr"),
        P("And a long note", NoteCall("n10"), "."),
    ),
)

DOCUMENT = Document(
    Metadata(
        title="On the Making of Texts: A Sample",
        subtitle="With one of everything",
        persons=(
            Person("Anna Maria Bernard"),
            Person("Carl Dahl", "AB", "editor"),
            Person("Eva Fink", "", "translator"),
            Person("Georg Huber", "", "illustrator"),
        ),
        lang="en",
        date="2026-03",
        publisher="The Proof Press",
        source="Journal of Samples 1 (1995), pp. 341–342",
        rights="CC BY 4.0",
    ),
    title=(
        Text("On the Making of Texts: A "),
        Emendation("e0", T("Smaple"), T("Sample"), "printer", "AB"),
        NoteCall("nstar"),
    ),
    front=(
        Division(kind="byline", blocks=(P("ANNA MARIA BERNARD"),)),
        Division(kind="opening", blocks=(P("Translated for the occasion"),)),
        Division(kind="abstract", blocks=(P("Summary: ", PROSE),)),
        Division(kind="dedication", blocks=(P("To the reader", rend="centred"),)),
        Division(kind="preface", head=T("Preface"), blocks=(P(PROSE),)),
    ),
    body=Division(blocks=(P("Text stands before the first head. ", PROSE),), divisions=(FIRST, SECOND)),
    back=(
        Division(kind="appendix", head=T("Appendix"), blocks=(P(PROSE),)),
        Division(
            kind="bibliography", head=T("Works cited"), blocks=(P("Bernard, ", Emph(T("Opera")), ", 1900."),)
        ),
    ),
    notes=NOTES,
    record=(Applied("page-join", 23, "Paragraphs cut by the end of a page were joined."),),
)


def png(size: tuple[int, int] = (600, 400)) -> bytes:
    """A drawing."""
    drawn = Image.new("RGB", size, (200, 120, 60))
    ImageDraw.Draw(drawn).ellipse((size[0] // 4, 20, size[0] // 2, size[1] // 2), fill=(20, 80, 160))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle cx="5" cy="5" r="4"/></svg>'


def sample() -> Book:
    """The whole sample as a book."""
    matter = Matter(
        source="source.txt",
        sha256="0123456789abcdef" * 4,
        characters=(("in the text", 80123), ("in the notes", 29456), ("in page numbers", 120)),
        software="emendata 0.0",
        lines={"source.txt": Lines("source.txt", SOURCE)},
    )
    pictures = {
        name: images.image(name, data) for name, data in (("images/A map.png", png()), ("sign.svg", SVG))
    }
    return book(DOCUMENT, matter, pictures)


def plain_style() -> Style:
    """The style `plain` as it comes with the program."""
    files = (path for path in sorted(STYLES.rglob("*")) if path.is_file())
    return style("plain", {str(path.relative_to(STYLES)): path.read_text() for path in files})

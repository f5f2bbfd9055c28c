"""Turn what pandoc says on the side into diagnostics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic, Place

_MESSAGE = re.compile(r"^\[(WARNING|INFO)\] ", re.M)
_PLACE = re.compile(r"\s*(?:\(|at )?(?:input )?line (\d+)(?:,? column (\d+))?\)?")
_SKIPPED = re.compile(r"Skipped '(.*)'", re.S)
_NOT_INCLUDED = re.compile(r"Could not load include file (\S+)|File (\S+) not found in resource path")

_NOT_FETCHED = re.compile(r"Could not fetch resource (\S+?):?(?:\s|$)")

# What pandoc passes over because it says how a page looks, or stands for nothing that is read.
_LAYOUT = re.compile(
    r"\\(?:begin|end|[be]group|maketitle|tableofcontents|v?space|hspace|vspace|[hv]fill|hfil|vfil|new(?:page|line)|clearpage|"
    r"cleardoublepage|pagebreak|linebreak|nopagebreak|nolinebreak|pagestyle|thispagestyle|pagenumbering|"
    r"noindent|indent|centering|raggedright|raggedleft|(?:small|med|big)skip|par|appendix|frontmatter|"
    r"mainmatter|backmatter|selectlanguage|setcounter|addtocounter|setlength|addtolength|addcontentsline|"
    r"usepackage|RequirePackage|PassOptionsToPackage|makeatletter|makeatother|geometry|hypersetup|"
    r"setmainfont|setsansfont|setmonofont|setmainlanguage|setotherlanguages?|setdefaultlanguage|"
    r"newfontfamily\w*|bibliographystyle|doublespacing|onehalfspacing|singlespacing|linespread|"
    r"tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge|vskip|hskip|kern|relax|"
    r"sloppy|fussy|protect|phantomsection|hline|toprule|midrule|bottomrule|cline|cmidrule|title(?:format|spacing)|"
    r"renewcommand|newcommand|setstretch|pdfbookmark|expandafter|let|def|noalign|the(?:page|section|chapter|footnote)|par(?:indent|shape|box)|[A-Za-z]+(?:skip|size|width))"
    r"(?![A-Za-z])"
)
_HTML_LAYOUT = re.compile(
    r"<(?:html|head|body|main|article|section|aside|nav|header|footer|hgroup|center|font|small|big|tt|"
    r"form|fieldset|label|button|details|summary|figure|figcaption|picture|source|noscript|wbr|address|"
    r"tbody|thead|tfoot|tr|td|th|col|colgroup|meta|link|base|style|script|title|ruby|rb|rt|rp|rtc|bdi|time|"
    r"data|output|video|audio|abbr|acronym|cite|menu|dir|template|slot|map|area|o:p|st1:\w+|v:\w+|w:\w+)\b|"
    r"<!--|<!|<\?",
    re.I,
)


def diagnostics(messages: str, name: str, begins: int = 1) -> tuple[Diagnostic, ...]:
    """The warnings in pandoc's messages; one of each kind, with its first place and the number of times.

    What is left out before the line on which the text `begins` is passed over.
    """
    found: dict[str, tuple[Diagnostic, int]] = {}
    for diagnostic in _each(messages, name, begins):
        first, times = found.get(diagnostic.message, (diagnostic, 0))
        found[diagnostic.message] = (first, times + 1)
    return tuple(
        Diagnostic(
            d.code, d.severity, d.place, f"{d.message} ({times} times)" if times > 1 else d.message, d.hint
        )
        for d, times in found.values()
    )


def _each(messages: str, name: str, begins: int) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    pieces = _MESSAGE.split(messages)
    for level, message in zip(pieces[1::2], pieces[2::2], strict=True):
        message = " ".join(message.split())
        if message in seen:
            continue  # some readers say everything twice
        seen.add(message)
        diagnostic = _diagnostic(level, message, name)
        if diagnostic and (diagnostic.severity == "error" or not 0 < diagnostic.place.line < begins):
            yield diagnostic


def _diagnostic(level: str, message: str, name: str) -> Diagnostic | None:
    at = _PLACE.search(message)
    place = Place(name, int(at[1]), int(at[2] or 0)) if at else Place(name)
    text = _PLACE.sub("", message)
    if skipped := _SKIPPED.search(message):
        # What an end tag ends has been reported where it began
        if skipped[1].startswith("</") or _LAYOUT.match(skipped[1]) or _HTML_LAYOUT.match(skipped[1]):
            return None
        hint = "write it another way if its text belongs into the edition"
        return Diagnostic(
            "A019", "warning", place, f"left out, as pandoc does not know it: {skipped[1]}", hint
        )
    if level == "INFO":
        return None
    if fetched := _NOT_FETCHED.search(message):
        return Diagnostic("A022", "warning", place, f"not fetched: {fetched[1]}")
    if found := _NOT_INCLUDED.search(message):
        return not_included(found[1] or found[2], place)
    hint = (
        "the text of the one before is lost: give each note a label of its own"
        if "Duplicate note" in text
        else ""
    )
    return Diagnostic("A019", "warning", place, text, hint)


def not_included(file: str, place: Place) -> Diagnostic:
    """The error for a text that takes in another file."""
    return Diagnostic(
        "A017",
        "error",
        place,
        f"the text includes another file, {file}, which is not read",
        "put its text in the place where it is included",
    )


def failure(message: str, name: str) -> Diagnostic:
    """The error for a file that pandoc gave up on."""
    message = " ".join(_MESSAGE.split(message)[0].split()) or " ".join(message.split())
    at = _PLACE.search(message)
    place = Place(name, int(at[1]), int(at[2] or 0)) if at else Place(name)
    if found := _NOT_INCLUDED.search(message):
        return not_included(found[1] or found[2], place)
    return Diagnostic("A012", "error", place, f"pandoc cannot read the file: {message[:500]}")

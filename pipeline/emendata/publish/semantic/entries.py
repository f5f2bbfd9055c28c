"""Write an entry of an apparatus among the notes at the end of a section; `marks` writes where its lemma is."""

from __future__ import annotations

from collections.abc import Sequence

from emendata.document.model import Inlines, Paragraph
from emendata.document.sigla import Siglum
from emendata.document.walk import plain
from emendata.publish.critical.wording import Said, Worded
from emendata.publish.indexing import Mention, passages
from emendata.publish.semantic.blocks import write_blocks
from emendata.publish.semantic.context import Context
from emendata.publish.semantic.inlines import write_inlines
from emendata.publish.semantic.loci import stretch_name
from emendata.publish.xhtml import TYPE, Element, append_text, child, language, last_child, set_attribute

_WORDS_OF_A_PLACE = 3
"""Of those beside which an entry stands that is on none."""
BACK = "↩\ufe0e"  # as text, not as a coloured picture


def write_entry(context: Context, parent: Element, number: int) -> None:
    """An entry at the end of the section of its series."""
    work = context.entry_work
    work.written.add(number)
    entry_id = work.ids[number]
    worded = work.wording.worded(work.entries[number])
    placed = number in work.begun
    attributes = {"class": "note entry", "id": entry_id}
    if placed:
        attributes |= {"data-from": work.from_ids[number], "data-to": work.to_ids[number]}
        attributes |= {TYPE: "footnote", "role": "doc-footnote"}
    else:
        attributes["role"] = "note"
    made = child(parent, "div", attributes)
    line = child(made, "p")
    label = _label(context, worded)
    work.labels[str(number)] = label
    child(line, "span", {"class": "n"}, label)
    append_text(line, " ")
    if not placed:
        child(line, "span", {"class": "mark"}, f"[{context.terms['nowhere']}] ")
    _lemma(context, line, worded)
    for said in worded.readings:
        _said(context, line, said, worded, "rdg")
    _content(context, made, line, worded)
    settings = context.index.settings
    if settings.passages and worded.entry.series in settings.series:
        target = work.from_ids[number] if placed else entry_id
        context.loci[target] = label
        context.index.passages += [Mention(*found, target) for found in passages(worded.content)]
    end = last_child(made)
    if end is None or not end.tag.endswith("}p") or end.get("role"):
        end = child(made, "p", {"class": "end"})
    if worded.remark:
        _spaced(context, end, "remark", worded.remark)
    if placed:
        attributes = {"class": "back", "role": "doc-backlink", "href": f"#{work.from_ids[number]}"}
        append_text(end, " ")
        link = child(end, "a", attributes | context.ours(end), BACK)
        word = worded.word or " ".join(plain(worded.lemma.content).split()[:_WORDS_OF_A_PLACE])
        words = f"{label} {word}".strip()
        set_attribute(link, "aria-label", f"{context.terms['back']}: {words}" if words else context.terms["back"])


def _label(context: Context, worded: Worded) -> str:
    """The place of an entry without lines."""
    if worded.extent is None:
        return ""
    start, end = worded.extent.start, worded.extent.end
    if start.passage is None:  # on a reading of another entry, and so in the same place
        return context.entry_work.labels.get(start.region[0], "")
    return stretch_name(start, end, context.terms, context.notes.labels)


def _lemma(context: Context, line: Element, worded: Worded) -> None:
    said = worded.lemma
    if said.lead:
        write_inlines(context, child(line, "span", {"class": "lead"}), said.lead)
        append_text(line, " ")
    if said.before:
        child(line, "span", {"class": "word"} | _language(context), said.before)
        append_text(line, " ")
    if said.content:
        lang = worded.extent.start.lang if worded.extent else ""
        with context.speaking(lang) as spoken:
            lemma = child(line, "span", {"class": "lemma"} | spoken)
            if worded.word:
                set_attribute(lemma, "data-word", worded.word)
            write_inlines(context.repeating() if said.repeats else context, lemma, said.content)
        if worded.bracket:
            child(line, "span", {"class": "bracket"}, worded.bracket)
        append_text(line, " ")
    if said.after or said.witnesses or said.sigla or said.remark:
        shown = child(line, "span", {"class": "attested"})
        _witnessed(context, shown, said)
        if worded.readings:
            child(line, "span", {"class": "sep"}, context.entry_work.wording.house.between)
            append_text(line, " ")


def _said(context: Context, line: Element, said: Said, worded: Worded, cls: str) -> None:
    """A reading with its words and sigla."""
    text = last_child(line)
    first = text is None or not {"rdg", "attested"} & set((text.get("class") or "").split())
    if said.separator:
        child(line, "span", {"class": "sep"}, said.separator)
    if not first or said.separator:
        append_text(line, " ")
    made = child(line, "span", {"class": cls})
    if said.lead:
        write_inlines(context, child(made, "span", {"class": "lead"}), said.lead)
    if said.before:
        _space(made)
        child(made, "span", {"class": "word"} | _language(context), said.before)
    if said.content:
        _space(made)
        lang = worded.extent.start.lang if worded.extent else ""
        with context.speaking(lang) as spoken:
            write_inlines(context, child(made, "span", {"class": "reading"} | spoken), said.content)
    _witnessed(context, made, said)


def _witnessed(context: Context, made: Element, said: Said) -> None:
    if said.after:
        _space(made)
        child(made, "span", {"class": "word"} | _language(context), said.after)
    if said.witnesses:
        _space(made)
        child(made, "span", {"class": "word witnesses"} | _language(context), said.witnesses)
    if said.sigla:
        _space(made)
        _sigla(context, child(made, "span", {"class": "sigla"}), said.sigla)
    if said.remark:
        _spaced(context, made, "remark", said.remark)


def _language(context: Context) -> dict[str, str]:
    """The attributes of a word of the apparatus, which has a language of its own."""
    lang = context.entry_work.wording.house.language
    return {} if context.lang.split("-")[0] == lang else language(lang)


def _space(made: Element) -> None:
    if len(made) or made.text:
        append_text(made, " ")


_CLINGS = tuple(",;:.)]!?")


def _spaced(context: Context, made: Element, cls: str, inlines: Inlines) -> None:
    if not plain(inlines).startswith(_CLINGS):  # it may go on with the sentence: ``, quos secutus …``
        _space(made)
    write_inlines(context, child(made, "span", {"class": cls}), inlines)


def _sigla(context: Context, made: Element, sigla: Sequence[Siglum]) -> None:
    """The sigla, each leading to what the conspectus says of it."""
    work = context.entry_work
    for n, siglum in enumerate(sigla):
        before = sigla[n - 1] if n else None
        # names run together are not to be read, and a detail belongs to what stands before it
        if before and (work.wording.house.spaced or before.detail or len(plain(siglum.text)) > 2):
            append_text(made, " ")
        if siglum.witness in work.witness_ids:
            link = {"class": "siglum", "href": f"#{work.witness_ids[siglum.witness]}"}
            write_inlines(context.repeating(), child(made, "a", link), siglum.text)
        else:
            write_inlines(context.repeating(), child(made, "span", {"class": "siglum"}), siglum.text)
        if siglum.detail:
            append_text(made, " ")
            child(made, "span", {"class": "detail"}, siglum.detail)


def _content(context: Context, made: Element, line: Element, worded: Worded) -> None:
    """What is said of a source or a testimony: its first paragraph in the line, the others below."""
    blocks = worded.content
    if blocks and isinstance(first := blocks[0], Paragraph):
        with context.speaking(first.lang) as spoken:
            holder = child(line, "span", {"class": "content"} | context.own_id(first.id) | spoken)
            write_inlines(context, holder, first.content)
        blocks = blocks[1:]
    write_blocks(context, made, blocks)

"""Notes: each is called, opens from its call, and leads back to exactly that."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from emendata.diagnostics import Diagnostic
from emendata.lint.document import TYPE, XHTML, Element, is_note, text_of, words
from emendata.lint.volume import Volume
from emendata.lint.wording import label

_PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LONGEST, _SHORTEST = 5_000, 9
_SAYS_SOMETHING = re.compile(r"\w")


def _is_noteref(tree: Element) -> bool:
    return "noteref" in words(tree, TYPE) or "doc-noteref" in words(tree, "role")


def calls_lead_to_notes(volume: Volume) -> Iterator[Diagnostic]:
    """A call leads nowhere, or to something that is no note."""
    for call in volume.calls:
        target = volume.target(call)
        if target is None or not call.fragment:
            yield volume.problem(
                "L401", (call.document, call.tree), f"the call {text_of(call.tree)} leads nowhere"
            )
        elif not is_note(target):
            message = (
                f"the call {text_of(call.tree)} leads to a <{target.tag.rpartition('}')[2]}> that is no note"
            )
            yield volume.problem("L402", (call.document, call.tree), message)


def notes_are_called(volume: Volume) -> Iterator[Diagnostic]:
    """A note that nothing calls, and that does not say so."""
    for document, note in volume.notes:
        says_so = "uncalled" in words(note, "class") or words(note, "role") == ["note"]
        if note not in volume.calls_of and not says_so:
            yield volume.problem("L403", (document, note), f"nothing calls this note: {_beginning(note)}")
        elif note in volume.calls_of and "uncalled" in words(note, "class"):
            yield volume.problem(
                "L403", (document, note), f"a note is called that is said not to be: {_beginning(note)}"
            )


def _beginning(note: Element) -> str:
    return f"“{text_of(note)[:40]}”"


def notes_lead_back(volume: Volume) -> Iterator[Diagnostic]:
    """A called note has no way back, or not one to each of its calls, or one to elsewhere."""
    for document, note in volume.notes:
        calls = volume.calls_of.get(note, [])
        backs = volume.backs(document, note)
        if calls and not backs:
            yield volume.problem("L404", (document, note), f"no way back to the text: {_beginning(note)}")
            continue
        led = {(back.file, back.fragment) for back in backs}
        own = {(call.document.name, call.tree.get("id") or "") for call in calls}
        for call in calls:
            if backs and (call.document.name, call.tree.get("id") or "") not in led:
                message = f"the note does not lead back to its call {text_of(call.tree)}: {_beginning(note)}"
                yield volume.problem("L405", (document, note), message)
        for back in backs:
            if calls and (back.file, back.fragment) not in own:
                message = f"the way back leads to {back.tree.get('href')}, which does not call this note"
                yield volume.problem("L405", (document, back.tree), message)


def ways_back_come_last_and_have_a_name(volume: Volume) -> Iterator[Diagnostic]:
    """A way back stands before the text of its note, or says nothing to somebody who hears it."""
    for document, note in volume.notes:
        for back in volume.backs(document, note):
            if not (back.tree.get("aria-label") or re.search(r"\w", text_of(back.tree))):
                yield volume.doubt(
                    "L422", (document, back.tree), "a way back that has no name to be read aloud"
                )
            if "entry" not in words(note, "class") and _SAYS_SOMETHING.search(_after(note, back.tree)):
                yield volume.doubt(
                    "L422", (document, back.tree), "text of the note stands behind the way back"
                )


def _after(note: Element, tree: Element) -> str:
    """What of the note stands behind an element, but for other ways back."""
    parts = []
    seen = False
    for inner in note.iter("*"):
        if inner is tree:
            seen = True
        elif seen and inner.get("role") != "doc-backlink":
            parts.append(inner.text or "")
        if seen:
            parts.append(inner.tail or "")
    return "".join(parts) if seen else ""


def notes_say_something(volume: Volume) -> Iterator[Diagnostic]:
    """A note is empty."""
    for document, note in volume.notes:
        shows = next(note.iter(f"{XHTML}img", f"{XHTML}table", f"{XHTML}figure"), None) is not None
        if not _own_text(note).strip() and not shows and "entry" not in words(note, "class"):
            yield volume.problem("L406", (document, note), "an empty note")


def _own_text(note: Element) -> str:
    """The note without its label and the ways back."""
    parts: list[str] = []

    def add(tree: Element, labelled: bool) -> None:
        labelled = labelled or "n" in words(tree, "class")
        if not labelled and "doc-backlink" not in words(tree, "role"):
            parts.append(tree.text or "")
        for inner in tree.iterchildren("*"):
            add(inner, labelled)
            if not labelled:
                parts.append(inner.tail or "")

    add(note, False)
    return "".join(parts)


def calls_have_the_number_of_their_note(volume: Volume) -> Iterator[Diagnostic]:
    """A call has another number than its note, or the note has none: one of them leads to the wrong place."""
    labels = {note: label(note) for _, note in volume.notes if "entry" not in words(note, "class")}
    for document, note in volume.notes:
        if note not in labels:
            continue
        if volume.labelled and not labels[note] and note in volume.calls_of:
            yield volume.problem("L415", (document, note), f"a note without its number: {_beginning(note)}")
        for call in volume.calls_of.get(note, ()):
            if labels[note] and text_of(call.tree) != labels[note]:
                message = f"the call {text_of(call.tree)} leads to note {labels[note]}"
                yield volume.problem("L407", (call.document, call.tree), message)


def ids(volume: Volume) -> Iterator[Diagnostic]:
    """An id is there twice in a document, or cannot be selected without escapes."""
    for document in volume.documents.values():
        counts = Counter(tree.get("id") for tree in document.order if tree.get("id") is not None)
        for name, count in counts.items():
            place = document, document.ids[name or ""]
            if count > 1:
                yield volume.problem("L409", place, f"the id {name!r} is there {count} times")
            if not _PLAIN_ID.fullmatch(name or ""):
                hint = "A letter of a to z, then letters, digits, - and _."
                yield volume.problem("L408", place, f"the id {name!r} must be escaped to be selected", hint)


def ids_in_two_files(volume: Volume) -> Iterator[Diagnostic]:
    """The id of a note stands in two files."""
    counts = Counter(chain.from_iterable(facts.ids for facts in volume.facts.values()))
    notes = frozenset[str]().union(*(facts.notes for facts in volume.text_facts))
    for name, count in counts.items():
        if count > 1 and name in notes:
            first, *_, last = (facts for facts in volume.facts.values() if name in facts.ids)
            message = f"the id {name!r} is also in {first.name}; a reader that joins files confuses the two"
            yield volume.doubt("L409", (last, last.ids[name]), message)


def popups(volume: Volume) -> Iterator[Diagnostic]:
    """A call cannot open its note in a window of its own, as some reading systems would have it."""
    for call in volume.calls:
        note = volume.target(call)
        if note is None or not _is_noteref(call.tree):
            continue
        where = call.document, call.tree
        if call.file != call.document.name:
            hint = "Notes that stand elsewhere need a link that is no noteref."
            yield volume.problem(
                "L410", where, f"the note of the call {text_of(call.tree)} is in another file", hint
            )
        elif call.document.order[note] < call.document.order[call.tree]:
            yield volume.problem("L411", where, f"the note of the call {text_of(call.tree)} stands before it")
        if len(call.tree):
            yield volume.problem("L412", where, "a call that holds an element opens no window in Apple Books")
        if call.tree.get(TYPE) != "noteref" or "doc-noteref" not in words(call.tree, "role"):
            yield volume.problem("L413", where, 'a call has epub:type="noteref" and role="doc-noteref", both')
        if not call.tree.get("id"):
            yield volume.problem("L417", where, "a call without an id: nothing can lead back to it")
        length = len(text_of(note))
        if not _SHORTEST <= length <= _LONGEST and "entry" not in words(note, "class"):
            message = f"a note of {length} characters, which Kobo does not open"
            yield volume.doubt("L421", (call.document, note), message)


def notes_have_their_roles(volume: Volume) -> Iterator[Diagnostic]:
    """A note does not say that it is one, in one way or the other."""
    for document, note in volume.notes:
        if note not in volume.calls_of:
            continue
        types, roles = words(note, TYPE), words(note, "role")
        if types not in (["footnote"], ["endnote"]) or not {"doc-footnote", "doc-endnote"} & set(roles):
            message = 'a note has epub:type="footnote" and role="doc-footnote", both'
            yield volume.problem("L414", (document, note), message)


def series_are_labelled(volume: Volume) -> Iterator[Diagnostic]:
    """A note stands outside of a section of notes, or that section has no label, or two have the same."""
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seen: set[Element] = set()
    for document, note in volume.notes:
        section = next((up for up in note.iterancestors(f"{XHTML}section") if _holds_notes(up)), None)
        if section is None:
            yield volume.problem("L419", (document, note), "a note outside of a section of notes")
            continue
        if section in seen:
            continue
        seen.add(section)
        own = section.get("aria-label") or section.get("aria-labelledby") or ""
        labels[document.name][own] += 1
        if not own:
            yield volume.problem("L418", (document, section), "a section of notes without a label")
        elif labels[document.name][own] > 1:
            yield volume.doubt("L418", (document, section), f"a second section of notes called “{own}”")


def _holds_notes(tree: Element) -> bool:
    return bool({"footnotes", "endnotes", "rearnotes"} & set(words(tree, TYPE))) or "notes" in words(
        tree, "class"
    )


def notes_in_order(volume: Volume) -> Iterator[Diagnostic]:
    """The notes of a section are not in the order of their calls."""
    for document in volume.text:
        for section in filter(_holds_notes, document.root.iter(f"{XHTML}section")):
            last = (-1, "")
            for note in section.iterchildren("*"):
                calls = [
                    document.order[call.tree]
                    for call in volume.calls_of.get(note, ())
                    if call.document is document and not _in_a_note(call.tree)
                ]
                if not calls or {"uncalled", "entry"} & set(words(note, "class")):
                    continue
                if min(calls) < last[0]:
                    message = f"the note {_beginning(note)} is called before the one above it, {last[1]}"
                    yield volume.problem("L416", (document, note), message)
                last = min(calls), _beginning(note)


def _in_a_note(tree: Element) -> bool:
    return any(is_note(up) for up in tree.iterancestors())

"""What an ``app`` becomes: the lemma in the text, and an entry with its readings.

Specification: https://tei-c.org/release/doc/tei-p5-doc/en/html/TC.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.notes import called, is_remark
from emendata.acquire.tei.pieces import End, Piece, blocks_of, has_words, is_inline, running
from emendata.acquire.tei.state import State, letters, reads
from emendata.acquire.tei.words import language, within, wrapped
from emendata.document.model import (
    Added,
    Anchor,
    Attestation,
    Blocks,
    Emph,
    Entry,
    Foreign,
    Gap,
    Inlines,
    NoteCall,
    Parent,
    Reading,
    ReadingGroup,
    Surplus,
    Text,
    Unclear,
)
from emendata.document.walk import plain

_KINDS = {
    "omission": "omission", "om": "omission", "omit": "omission", "omitted": "omission", "subtractive": "omission",
    "addition": "addition", "add": "addition", "additive": "addition", "insertion": "addition",
    "transposition": "transposition", "transp": "transposition", "trans": "transposition",
    "permutative": "transposition", "wordorder": "transposition", "word-order": "transposition",
    "repetition": "repetition", "dittography": "repetition", "iter": "repetition", "correction": "correction",
    "corr": "correction", "conjecture": "conjecture", "conj": "conjecture", "coniecture": "conjecture",
    "emendation": "conjecture", "deletion": "deletion", "del": "deletion", "seclusion": "seclusion",
    "secl": "seclusion", "lacuna": "lacuna", "unclear": "unclear", "accepted": "accepted",
}  # fmt: skip
_SERIES = ("fontes", "testimonia")
_OWN_NOTES = ("lead", "remark", "entry", "group")
"""Types by which emendata tells the remarks of an entry apart."""
_NOT_READ = ("rdg", "rdgGrp", "note", "witDetail")
"""What stands within a lemma and is no part of it."""
_STARTS = {"lacunaStart": "start", "witEnd": "start", "lacunaEnd": "end", "witStart": "end"}
"""Where a witness begins to be missing, and where it is there again."""


@dataclass(slots=True)
class _Draft:
    """A reading before all that is said of it has been read."""

    node: Node
    reading: Reading
    leads: list[Inlines] = field(default_factory=list)
    remarks: list[Inlines] = field(default_factory=list)

    def finished(self) -> Reading:
        return replace(
            self.reading, remark=_said(self.reading.remark, *self.remarks), lead=_said(*self.leads)
        )


def _said(*parts: Inlines) -> Inlines:
    return running([piece for part in parts if part for piece in (Text(" "), *part)])


@reads("app")
def _app(state: State, node: Node) -> list[Piece]:
    if node in state.spans:
        return _apart(state, node)
    lemma = _lemma(node)
    if lemma is None and node.get("exclude"):
        return _around(state, node, None)  # the words stand elsewhere in the text; some have them here
    lemma = lemma or next(_members(node), None)
    if lemma is None:
        if any(_own(node, "note", "witDetail")):
            return _around(state, node, None)  # what is said of the place
        state.report.say(
            "A046", node, "an <app> has neither <lem> nor <rdg>; it makes no entry", "take it out"
        )
        state.omit(node)
        return []
    if lemma.name == "rdg":
        message = "an <app> has no <lem>; its first reading stands in the text"
        state.report.say("A046", node, message, "mark what the edition reads with <lem>")
    readings = any(member.name == "rdg" and member is not lemma for member in _members(node))
    name = lemma.get("xml:id")
    if lemma.get("next") and not readings and name:
        # What it is said of goes on in another <app>, which has the readings.
        start = state.given.fresh(f"{name}-from")
        state.split[f"#{name}"] = start
        state.joined += 1
        _rest(state, node, lemma)
        _without_details(state, lemma)
        return [Anchor(start), *_text(state, lemma)]
    if not readings and not any(_own(node, "note", "witDetail")) and not state.export:
        state.report.say("A046", node, "an <app> has no <rdg>; it makes no entry", "say what others read")
        state.refused += 1
        _rest(state, node, lemma)
        _without_details(state, lemma)
        return _text(state, lemma)
    return _around(state, node, lemma)


def _rest(state: State, node: Node, lemma: Node) -> None:
    """Leave out what an ``app`` that makes no entry has besides its lemma."""
    for child in node.children:
        if isinstance(child, str):
            _stray_text(state, node, child)
        elif child is lemma:
            continue
        elif any(inner is lemma for inner in child.iter()):
            _rest(state, child, lemma)
        else:
            state.drop(child, "its <app> makes no entry")


def _without_details(state: State, lemma: Node) -> None:
    for detail in lemma.elements("witDetail"):
        state.drop(detail, "its <app> makes no entry")


def _stray_text(state: State, node: Node, text: str) -> None:
    if text.strip():
        state.report.say(
            "A041", node, f"text directly in <{node.name}> belongs to no reading; it is left out"
        )
        state.left_out.update(letters([text]))


def _own(app: Node, *names: str) -> Iterator[Node]:
    """What is said in an ``app`` itself, and not in one within it."""
    return (node for node in app.iter(*names) if _nearest(node) is app)


def _nearest(node: Node) -> Node | None:
    return node.within("app")


def _members(node: Node) -> Iterator[Node]:
    """Lemma and readings, those in groups too."""
    for child in node.elements("lem", "rdg", "rdgGrp"):
        if child.name == "rdgGrp":
            yield from _members(child)
        else:
            yield child


def _lemma(app: Node) -> Node | None:
    return next((member for member in _members(app) if member.name == "lem"), None)


def _text(state: State, lemma: Node) -> list[Piece]:
    """The lemma as part of the text."""
    pieces = within(state, lemma)
    lang = language(state, lemma)
    if lang and lang != state.lang:
        pieces = wrapped(pieces, lambda run: Foreign(run, lang))
    return pieces


def _around(state: State, node: Node, lemma: Node | None) -> list[Piece]:
    """An entry that stands around its lemma, or where it has none on the place where it stands."""
    at, id_ = _opened(state, node)
    continued = state.split.pop(lemma.get("prev"), "") if lemma is not None else ""
    start = continued or state.given.fresh(f"{id_}-from")
    pieces = _text(state, lemma) if lemma is not None else []
    out: list[Piece] = [] if continued else [End(Anchor(start)) if lemma is None else Anchor(start)]
    if not continued and not pieces:
        end = start
    else:
        end = state.given.fresh(f"{id_}-to")
        out += [*pieces, End(Anchor(end))]
    point = not continued and not _has_words(pieces)
    calls: list[Piece] = []
    state.entries[at] = _entry(
        state,
        node,
        lemma,
        id_,
        (start, end),
        Reading(),
        point,
        calls if state.in_text else None,
        " ".join(plain(running(pieces)).split()) if all(map(is_inline, pieces)) else "",
    )
    return [*out, *(End(call) for call in calls if isinstance(call, NoteCall))]


def _has_words(pieces: list[Piece]) -> bool:
    return any(not is_inline(piece) for piece in pieces) or has_words(running(pieces))


def _opened(state: State, node: Node) -> tuple[int, str]:
    at = len(state.entries)
    state.entries.append(None)
    own = node.get("xml:id")
    return at, state.targets.get(own) or state.given.fresh(own or f"app{at + 1}")


def _apart(state: State, node: Node) -> list[Piece]:
    """An entry that stands apart from its lemma, which is marked in the text."""
    start, end = state.spans[node]
    if not start:
        state.omit(node)
        return []
    at, id_ = _opened(state, node)
    lemma = _lemma(node)
    said: Inlines = ()
    blocks: Blocks = ()
    words = state.lemmas.get(node, "")
    if lemma is not None:
        before, state.in_text = state.in_text, False
        said, blocks = _content(state, lemma)
        state.in_text = before
        if " ".join(plain(said).split()) == words:
            state.left_out.update(letters([plain(said)]))  # it is the text itself
            said = ()
    state.entries[at] = _entry(
        state, node, lemma, id_, (start, end), Reading(said, blocks), not words and not said, words=words
    )
    return []


def _entry(
    state: State,
    node: Node,
    lemma: Node | None,
    id_: str,
    ends: tuple[str, str],
    read: Reading,
    point: bool,
    calls: list[Piece] | None = None,
    words: str = "",
) -> Entry:
    """The entry of an ``app``; `words` are those of its lemma in the text."""
    drafts: list[_Draft] = []
    base = _Draft(lemma if lemma is not None else node, read)
    remarks: list[Inlines] = []
    content: list[Piece] = []
    place = _Place(base, drafts, remarks, content, calls, ends, point, lemma)
    if lemma is not None:
        base.reading = replace(read, attested=_attested(state, lemma), cause=lemma.get("cause"))
        base.remarks += _remarks_in(state, lemma)
        _details_in(state, lemma, place, base)
        _absent(state, lemma, base.reading.attested, ends)
    before, state.in_text = state.in_text, False
    readings = _readings(state, node, place)
    state.in_text = before
    if not base.reading.attested:
        readings = _without_lemma(state, readings, base, words)
    kind = node.get("type")
    return Entry(
        id_,
        *ends,
        lemma=base.finished(),
        readings=_finished(readings),
        content=blocks_of(content),
        remark=_said(*remarks),
        series=kind if kind in _SERIES or kind in state.series else "apparatus",
    )


def _without_lemma(
    state: State, readings: list[_Draft | _Group], base: _Draft, words: str
) -> list[_Draft | _Group]:
    """The readings that differ from the lemma; who reads as it does attests it.

    For a lemma without witnesses of its own, whose witnesses are given with a reading that says it again.
    """
    left: list[_Draft | _Group] = []
    for draft in readings:
        reading = draft.reading if isinstance(draft, _Draft) else Reading()
        simple = isinstance(draft, _Draft) and not (
            reading.kind or reading.blocks or reading.cause or draft.leads
        )
        said = plain(reading.content) if all(isinstance(i, Text) for i in reading.content) else ""
        if (
            isinstance(draft, _Draft)
            and simple
            and reading.attested
            and words
            and " ".join(said.split()) == words
        ):
            state.left_out.update(letters([said]))
            base.reading = replace(base.reading, attested=(*base.reading.attested, *reading.attested))
            base.remarks += [*filter(None, [reading.remark]), *draft.remarks]
        else:
            left.append(draft)
    return left


@dataclass(slots=True)
class _Place:
    """What the readings of one entry share."""

    base: _Draft
    drafts: list[_Draft]
    remarks: list[Inlines]
    content: list[Piece]
    """What is said instead of readings."""
    calls: list[Piece] | None
    """Calls of notes that are too long for a remark; None where nothing can be called."""
    ends: tuple[str, str]
    point: bool
    """Whether there is no lemma, so that what witnesses have is added."""
    lemma: Node | None


@dataclass(slots=True)
class _Group:
    """A group before its readings are finished."""

    kind: str
    members: list[_Draft | _Group]
    remark: Inlines


def _finished(readings: list[_Draft | _Group]) -> tuple[Reading | ReadingGroup, ...]:
    return tuple(
        reading.finished()
        if isinstance(reading, _Draft)
        else ReadingGroup(_finished(reading.members), reading.kind, reading.remark)
        for reading in readings
    )


def _readings(state: State, node: Node, place: _Place) -> list[_Draft | _Group]:
    found: list[_Draft | _Group] = []
    last: _Draft = place.base
    waiting: list[tuple[str, Inlines]] = []
    ahead: list[Inlines] = []
    children = list(node.elements())
    for string in node.children:
        if isinstance(string, str):
            _stray_text(state, node, string)
    for at, child in enumerate(children):
        match child.name:
            case "lem":
                last = place.base
                if child is not place.lemma:
                    state.drop(child, "an <app> has one lemma")
            case "rdg" if child is place.lemma:
                last = place.base
            case "rdg":
                last = _Draft(child, _reading(state, child, place), ahead)
                ahead = []
                last.remarks += _remarks_in(state, child)
                _details_in(state, child, place, last)
                _absent(state, child, last.reading.attested, place.ends)
                place.drafts.append(last)
                found.append(last)
            case "rdgGrp":
                before = len(place.remarks)
                inner = _readings(state, child, place)
                said = _said(*place.remarks[before:])
                del place.remarks[before:]
                if inner or said:
                    found.append(_Group(child.get("type"), inner, said))
                if place.drafts:
                    last = place.drafts[-1]
            case "note" if place.calls is not None and _is_long(child):
                before_call, state.in_text = state.in_text, True
                place.calls += called(state, child)
                state.in_text = before_call
            case "note" if child.get("type") == "content":
                place.content += within(state, child)
            case "note" if child.get("type") in _OWN_NOTES:
                # Of our own: they stand after the reading that they are on.
                kind = child.get("type")
                goal = last.leads if kind == "lead" else last.remarks if kind == "remark" else place.remarks
                goal.append(_remark(state, child))
            case "note" if _links(child, children[at + 1 :]):
                ahead.append(_remark(state, child))
            case "note":
                content = _remark(state, child)
                pointer = child.get("target").rpartition("#")[2]
                draft = _meant(place, pointer)
                if (draft is not None and draft.node in children[:at]) or draft is last:
                    draft.remarks.append(content)
                elif pointer and draft is None and any(_named(c, pointer) for c in children[at:]):
                    waiting.append((pointer, content))
                elif draft is not None:
                    draft.remarks.append(content)
                else:
                    if pointer:
                        message = f"a <note> points at »{pointer}«, which is no reading of its <app>; "
                        state.report.say(
                            "A045", child, message + "it is taken for one on the reading before it"
                        )
                    more = any(c.name in ("rdg", "rdgGrp", "lem") for c in children[at:])
                    (last.remarks if pointer or more else place.remarks).append(content)
            case "witDetail":
                _detail(state, child, place, last)
            case "wit":
                _wit(state, child, last)
            case _:
                state.drop(child, "it is no part of an <app> that is known")
    for pointer, content in waiting:
        draft = _meant(place, pointer)
        (draft.leads if draft is not None else place.remarks).append(content)
    return found


def _is_long(note: Node) -> bool:
    """Whether a note has more than one paragraph: a discussion, not a remark."""
    return sum(1 for _ in note.elements("p", "q", "quote", "lg", "list", "table", "ab")) > 1


_BETWEEN = frozenset("vel uel aut seu siue sive an or ou oder bzw o oppure ovvero и или ή".split())


def _links(note: Node, after: list[Node]) -> bool:
    """Whether a note is a word between two readings: *vel*."""
    return note.text().strip(" ,;.").lower() in _BETWEEN and bool(after) and after[0].name == "rdg"


def _named(node: Node, name: str) -> bool:
    return any(inner.get("xml:id") == name for inner in node.iter("lem", "rdg"))


def _meant(place: _Place, name: str) -> _Draft | None:
    if not name:
        return None
    return next((d for d in (place.base, *place.drafts) if d.node.get("xml:id") == name), None)


def _reading(state: State, node: Node, place: _Place) -> Reading:
    attested = _attested(state, node)
    pieces = _content(state, node)
    content, blocks = pieces
    said = (node.get("type") or node.get("ana").removeprefix("#")).lower()
    kind = _KINDS.get(said, "")
    cause = node.get("cause") or (said if not kind else "")
    by_scholar = bool(node.get("source") or node.get("resp")) and not node.get("wit")
    empty = not blocks and not has_words(content)
    if kind in ("omission", "addition") and not _can_be(kind, node, content, blocks, place):
        kind = ""  # how the reading compares with the lemma, and not what the witness does
    elif kind == "omission" and not empty:
        # What is omitted is the lemma, and need not be said again.
        state.left_out.update(letters([plain(content)]))
        content = ()
    if not kind:
        kind = _kind(state, content, empty, by_scholar, place.point, node)
        if kind == "omission":
            content = ()
    match content:
        case (Added(children, place_of, ""),) if place_of and attested:
            # The whole reading stands there: that is said of its witnesses.
            content = children
            attested = _detailed(state, attested, place_of)
    if kind in ("deletion", "seclusion") and not blocks:
        # What is deleted is the lemma, and need not be said again.
        state.left_out.update(letters([plain(content)]))
        content = ()
    return Reading(content, blocks, kind, attested, cause)


def _can_be(kind: str, node: Node, content: Inlines, blocks: Blocks, place: _Place) -> bool:
    """Whether a reading can be of the kind that it is said to be, by what it reads."""
    lemma = place.lemma
    words = _words("".join(lemma.strings(lambda n: n.name in _NOT_READ))) if lemma is not None else []
    said = _words(plain(content))
    if kind == "omission":
        return not blocks and said in ([], words)
    if place.point:
        return True
    # ``@ana`` compares the reading with the lemma; what is added does not say the lemma again.
    left = iter(said)
    return bool(node.get("type")) and not blocks and not (words and all(word in left for word in words))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _kind(state: State, content: Inlines, empty: bool, by_scholar: bool, point: bool, node: Node) -> str:
    match content:
        case (Surplus(),) if by_scholar:
            return "deletion"
        case (Gap(reason),):
            return "omission" if reason.lower().startswith("omi") else "lacuna"
        case (Unclear(),):
            return "unclear"
    if empty:
        if any(True for _ in node.iter("lacunaStart", "witEnd")):
            return "lacuna"
        if any(True for _ in node.iter("unclear", "damage")):
            return "unclear"
        return "deletion" if by_scholar else "omission"
    if point:
        return "addition"
    # Where a file says which readings are conjectures, the others stand in the editions that it names.
    return "conjecture" if by_scholar and not state.conjectures else ""


def _detailed(state: State, attested: tuple[Attestation, ...], said: str) -> tuple[Attestation, ...]:
    state.generated.update(letters([said] * len(attested)))
    return tuple(replace(a, detail=" ".join(filter(None, (a.detail, said)))) for a in attested)


def is_conjecture(node: Node) -> bool:
    """Whether a reading without witnesses is said to be a conjecture."""
    return not node.get("wit") and _KINDS.get(node.get("type").lower()) == "conjecture"


def _content(state: State, node: Node) -> tuple[Inlines, Blocks]:
    """The words of a reading: its own, or those that it points at."""
    pieces = _pointed(state, node)
    if pieces is None:
        pieces = _text(state, node)
    if all(map(is_inline, pieces)):
        return running(pieces), ()
    return (), blocks_of(pieces)


def _pointed(state: State, node: Node) -> list[Piece] | None:
    """The words that the pointers in a reading of a spine point at."""
    pointers = list(node.elements("ptr"))
    if not pointers or node.has_text() or node.within("listApp", "standOff", "app") is None:
        return None
    found: list[Piece] = []
    for pointer in pointers:
        for target in pointer.get("target").split():
            span = state.pointers.span(target, pointer)
            if span is None or span.start >= 0 or any(span.first is a for a in node.ancestors()):
                continue
            before = state.snapshot()
            words = [Text(" "), Text(span.first.text())]
            state.restore(before)
            state.generated.update(letters([span.first.text()]))
            found += words
    return found or None


def _attested(state: State, node: Node) -> tuple[Attestation, ...]:
    found: list[Attestation] = []
    for name, kind in (("wit", "manuscript"), ("source", "source"), ("resp", "scholar")):
        for pointer in node.get(name).split():
            witness = state.witness(pointer, node, kind)
            if witness is not None and witness not in found:
                found.append(witness)
    if (pointer := node.get("hand")) and "#" in pointer:
        id_ = pointer.rpartition("#")[2]
        hand = state.witnesses.get(id_)
        if hand is not None and (not hand.of or any(a.witness == hand.of for a in found)):
            found = [Attestation(hand.id) if a.witness == hand.of or len(found) == 1 else a for a in found]
        else:
            found = [replace(a, detail=id_) for a in found]
            state.generated.update(letters([id_] * len(found)))
    return tuple(found)


def _detail(state: State, node: Node, place: _Place, last: _Draft) -> None:
    """What is said of one witness to a reading."""
    draft = _meant(place, node.get("target").rpartition("#")[2]) or last
    said = _flat(state, _remark(state, node))
    if not said and (said := _STATES.get(node.get("type"), "")):
        state.generated.update(letters([said] * len(node.get("wit").split()[:1])))
    attested = list(draft.reading.attested)
    for _ in node.get("wit").split()[1:]:
        state.generated.update(letters([said]))  # it is said of each
    for pointer in node.get("wit").split():
        witness = state.witness(pointer, node)
        if witness is None:
            continue
        known = next((n for n, a in enumerate(attested) if a.witness == witness.witness), -1)
        if known < 0:
            attested.append(replace(witness, detail=said))
        else:
            detail = " ".join(filter(None, (attested[known].detail, said)))
            attested[known] = replace(attested[known], detail=detail)
    if not node.get("wit").split():
        draft.remarks.append((Text(said),))
    draft.reading = replace(draft.reading, attested=tuple(attested))


def _details_in(state: State, node: Node, place: _Place, draft: _Draft) -> None:
    """What is said of its witnesses within a reading."""
    for detail in node.elements("witDetail"):
        foreign = "".join(detail.strings(lambda inner: inner.name[:1] == "{")).strip() == ""
        if foreign and detail.has_text():
            state.drop(detail, "it holds nothing of TEI")
        else:
            _detail(state, detail, place, draft)


_STATES = {"correction-original": "a.c.", "correction-altered": "p.c."}
"""What an empty ``witDetail`` of these types says."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _flat(state: State, inlines: Inlines) -> str:
    """Running text as a string; a raised number stays one."""
    out: list[str] = []
    for inline in inlines:
        if isinstance(inline, Emph) and inline.rend == "superscript" and plain(inline.children).isdecimal():
            number = plain(inline.children)
            state.left_out.update(letters([number]))
            state.generated.update(letters([number.translate(_RAISED)]))
            out.append(number.translate(_RAISED))
        elif isinstance(inline, Parent):
            out.append(_flat(state, inline.children))
        else:
            out.append(plain((inline,)))
    return "".join(out)


def _wit(state: State, node: Node, last: _Draft) -> None:
    """Sigla as the source prints them, after a reading."""
    text = " ".join(state.literal(node).split())
    if last.reading.attested:
        last.remarks.append((Text(text),))
        return
    known = [state.witness(siglum, node) for siglum in text.replace(",", " ").split()]
    last.reading = replace(last.reading, attested=tuple(a for a in known if a is not None))
    state.left_out.update(letters([text]))


def _remarks_in(state: State, node: Node) -> list[Inlines]:
    return [_remark(state, note) for note in node.elements("note") if is_remark(note)]


def _remark(state: State, node: Node) -> Inlines:
    before, state.in_text = state.in_text, False
    said = running(within(state, node))
    state.in_text = before
    return said


def _absent(state: State, node: Node, attested: tuple[Attestation, ...], ends: tuple[str, str]) -> None:
    for marker in node.iter(*_STARTS):
        if _nearest(marker) is not _nearest(node):
            continue
        end = _STARTS[marker.name]
        named = [state.witness(pointer, marker) for pointer in marker.get("wit").split()]
        for witness in [w for w in named if w is not None] or attested:
            state.missing.append((witness.witness, end, ends[1] if end == "start" else ends[0]))


@reads(*_STARTS)
def _marker(state: State, node: Node) -> list[Piece]:
    if _nearest(node) is not None:
        return []
    found: list[Piece] = []
    for pointer in node.get("wit").split():
        witness = state.witness(pointer, node)
        if witness is not None:
            anchor = state.given.fresh(f"{witness.witness}-{_STARTS[node.name]}")
            state.missing.append((witness.witness, _STARTS[node.name], anchor))
            found.append(Anchor(anchor))
    return found


@reads("listApp", "standOff")
def _list_app(state: State, node: Node) -> list[Piece]:
    out: list[Piece] = []
    for child in node.elements():
        if child.name in ("head", "desc", "note"):
            state.drop(child, "the books give each apparatus its own title")
        else:
            out += state.piece(child)
    return out


@reads("lem", "rdg", "rdgGrp", "witDetail", "wit")
def _stray(state: State, node: Node) -> list[Piece]:
    """Outside of an ``app``."""
    if node.name in ("lem",):
        state.report.say("A041", node, "a <lem> stands outside of an <app>; its text is kept")
        return within(state, node)
    around = [ancestor.name for _, ancestor in zip(range(2), node.ancestors(), strict=False)]
    if node.name == "witDetail" and around[:1] in (["lem"], ["rdg"]) and around[1:] in (["app"], ["rdgGrp"]):
        return []  # read with the reading that it is on
    return state.drop(node, "it stands outside of an <app>")

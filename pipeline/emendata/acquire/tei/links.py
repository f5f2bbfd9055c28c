"""Find what each entry of an apparatus is about, and mark it in the tree before the text is read.

In parallel segmentation an ``app`` stands around its lemma. In the other methods it stands apart and says where
the lemma is: by number and words (``@loc``), by pointers to its beginning and end (``@from``, ``@to``), or by
pointers from a spine (``@corresp``, or a ``ptr`` within the readings).
"""

from __future__ import annotations

from functools import cached_property

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.notes import ENTRIES
from emendata.acquire.tei.places import Citations, whole
from emendata.acquire.tei.pointers import MARK, Span, mark_after, mark_end, mark_start
from emendata.acquire.tei.state import State, letters

_APART = ("listApp", "standOff", "list", "back", "noteGrp", "spanGrp", "teiHeader", "text", "body", "front")
_TEXTUAL = (
    "p",
    "ab",
    "l",
    "seg",
    "head",
    "lg",
    "quote",
    "q",
    "item",
    "cell",
    "sp",
    "lem",
    "rdg",
    "said",
    "note",
)

PARALLEL, LOCATION, ENDPOINT, SPINE = (
    "parallel-segmentation",
    "location-referenced",
    "double-end-point",
    "standoff",
)


def method(app: Node, declared: str) -> str:
    """How an ``app`` says what it is about; `declared` is what the header says of all."""
    if app.get("from") or app.get("to"):
        return ENDPOINT
    holder = app.within(*_TEXTUAL, *_APART)
    apart = app.within("listApp", "standOff") is not None or (holder is not None and holder.name in _APART)
    if declared == LOCATION or (app.get("loc") and apart):
        return LOCATION
    if apart and (app.get("corresp") or app.get("target") or _points(app)):
        return SPINE
    return PARALLEL


def _points(app: Node) -> list[Node]:
    """The pointers that stand for the words of its readings."""
    found: list[Node] = []
    for reading in app.iter("lem", "rdg"):
        if "".join(child for child in reading.children if isinstance(child, str)).strip() == "":
            found += reading.elements("ptr", "ref")
    return found


def mark(state: State, root: Node, texts: list[Node]) -> None:
    """Put marks around what entries that stand apart are about, and note their ids in the state."""
    encoding = next(root.iter("variantEncoding"), None)
    declared = encoding.get("method") if encoding is not None else ""
    citations: Citations | None = None
    last: Node | None = None
    for app in list(root.iter("app")):
        how = method(app, declared)
        if how == PARALLEL:
            if app.within("listApp", "standOff") and next(app.iter("lem", "rdg"), None) is None:
                _on_the_whole(state, app, texts[0])
            continue
        if how == LOCATION:
            citations = citations or Citations(texts[0] if len(texts) == 1 else root)
            _locate(state, app, citations)
        elif how == ENDPOINT:
            _endpoints(state, app)
        else:
            last = _spine(state, app, last)
    for note in list(root.iter("note")):
        if note.get("type") in ENTRIES and (target := note.get("target") or note.get("corresp")):
            _between(state, note, target.split()[0], note.get("targetEnd") or target.split()[-1])
    state.within.settle()
    _compare(state, root)


def _on_the_whole(state: State, app: Node, text: Node) -> None:
    """What a list of entries remarks without saying where is said of the text: it stands at its beginning."""
    first = next((node for node in text.iter("p", "ab", "l") if node.within("front") is None), None)
    if first is not None:
        name, _ = _fresh(state, app)
        mark_start(Span(first, first), name, state.within)
        state.spans[app] = (name, name)


def _fresh(state: State, node: Node) -> tuple[str, str]:
    name = state.given.fresh(f"{node.get('xml:id') or 'app'}-from")
    return name, state.given.fresh(name.removesuffix("-from") + "-to")


def _refused(state: State, node: Node) -> None:
    """It is known to be about nothing; that has been told."""
    state.spans[node] = ("", "")


def _between(state: State, node: Node, first: str, last: str) -> None:
    start = state.pointers.span(first, node)
    end = state.pointers.span(last, node) if last and last != first else start
    if start is None or end is None:
        _refused(state, node)
        return
    if any(inner is node for span in (start, end) for inner in (span.first, span.last)):
        state.report.say("A045", node, f"<{node.name}> points at itself")
        _refused(state, node)
        return
    for span in (start, end):
        if span.first.name != "text" and span.first.within("text") is None:
            message = f"<{node.name}> points at <{span.first.name}>, which is not in the text"
            state.report.say("A045", node, message)
            _refused(state, node)
            return
    names = _fresh(state, node)
    if start is end and start.first.name in ("anchor", "milestone", "pb", "lb", "cb") and start.start < 0:
        state.marks[names[0]] = mark_start(start, names[0], state.within)
        state.spans[node] = (names[0], names[0])
        return
    mark_start(start, names[0], state.within)
    state.marks[names[1]] = mark_end(end, names[1], state.within)
    state.spans[node] = names


def _endpoints(state: State, app: Node) -> None:
    first, last = app.get("from"), app.get("to")
    if first and last:
        _between(state, app, first, last)
        return
    if last:  # it stands at the beginning
        end = state.pointers.span(last, app)
        names = _fresh(state, app)
        if end is None:
            _refused(state, app)
            return
        mark_after(app, names[0], False)
        mark_end(end, names[1], state.within)
        state.spans[app] = names
        return
    start = state.pointers.span(first, app)
    if start is None:
        _refused(state, app)
        return
    if app.within("listApp", "standOff", "back") is not None or start.first.name not in (
        "anchor",
        "milestone",
    ):
        _between(state, app, first, first)
        return
    # Internal: the end of the lemma is where the entry stands.
    names = _fresh(state, app)
    mark_start(start, names[0], state.within)
    mark_after(app, names[1], True)
    state.spans[app] = names


def _locate(state: State, app: Node, citations: Citations) -> None:
    loc = app.get("loc")
    around = app.within("l", "p", "ab", "seg", "head", "lg", "div")
    place = citations.place(loc) if loc else whole(around) if around is not None else None
    lemma = next(app.iter("lem"), None)
    words = lemma.text() if lemma is not None else ""
    if place is None:
        state.report.say(
            "A046", app, f"there is no place »{loc}« in the text; the entry is left out", "number it with @n"
        )
        _refused(state, app)
        return
    span = citations.words(place, words) if words else None
    names = _fresh(state, app)
    if span is None:
        if words:
            message = f"»{words[:60]}« does not stand in {loc or 'its place'}; the entry is on the beginning of that"
            state.report.say("A046", app, message)
        mark_start(place.beginning, names[0], state.within)
        state.spans[app] = (names[0], names[0])
        return
    mark_start(span, names[0], state.within)
    mark_end(span, names[1], state.within)
    state.spans[app] = names


def _spine(state: State, app: Node, before: Node | None) -> Node | None:
    """Mark what an entry of a spine is about; the mark of its end, for the next that says no place itself.

    `before` is the mark at the end of the entry before it.
    """
    own = (app.get("corresp") or app.get("target")).split()
    lemma = next(app.iter("lem"), None)
    if own:
        _between(state, app, own[0], own[-1])
    else:
        for pointer in [*(lemma.elements("ptr", "ref") if lemma is not None else ()), *_points(app)]:
            targets = pointer.get("target").split()
            if not targets or state.pointers.is_elsewhere(targets[0]):
                continue
            if state.pointers.span(targets[0], pointer) is not None:
                _between(state, app, targets[0], targets[-1])
                if lemma is None and pointer.parent is not None and pointer.parent.name == "rdg":
                    pointer.parent.name = "lem"  # the witness whose text this is
                break
    _fill(state, app)
    if next(app.iter("rdg", "note"), None) is None:
        state.report.say("A046", app, "in an <app> of a spine all read the same; it makes no entry")
        _refused(state, app)
        return before
    if app not in state.spans and before is not None and next(app.iter("rdg"), None) is not None:
        # It is nothing in this text: the others have it after what the entry before it is about.
        _omits(state, app)
        name = state.given.fresh(f"{app.get('xml:id') or 'app'}-from")
        state.within.settle()
        mark = mark_after(before, name, False)
        mark.attributes["end"] = "end"
        state.spans[app] = (name, name)
        return mark
    if app not in state.spans:
        message = "an <app> of a spine points at nothing in this file; the entry is left out"
        state.report.say("A046", app, message)
        _refused(state, app)
    return state.marks.get(state.spans[app][1], before)


def _fill(state: State, app: Node) -> None:
    """Put the words that readings point at into them; a reading whose words are not here is left out, and told."""
    lemma = next(app.iter("lem"), None)
    readings = list(app.iter("rdg"))
    if not any(_pointing(member) for member in (lemma, *readings) if member is not None):
        return
    read = _taken(state, lemma) if lemma is not None and (_pointing(lemma) or not lemma.has_text()) else None
    for reading in readings:
        targets = " ".join(pointer.get("target") for pointer in _pointing(reading))
        own = _own_words(reading)
        words = _taken(state, reading) if targets else own
        if words is None:
            file = targets.partition("#")[0] if "#" in targets else targets
            message = (
                f"a reading is a pointer to words in »{file or targets}«, which are not there; it is left out"
            )
            state.report.say("A042", reading, message, "put that file beside the source")
            state.omit(reading)
            _remove(reading)
        elif lemma is not None and words == read and not reading.get("type"):
            # A spine names every witness; who reads as the text does attests the lemma.
            _attest(lemma, reading, state)
        elif targets:
            state.generated.update(letters([words]))
            reading.children.insert(0, words)
    _unite(state, app)


def _omits(state: State, app: Node) -> None:
    """Make who reads nothing attest the text, which has nothing there."""
    lemma = next(app.iter("lem"), None)
    for reading in [reading for reading in app.iter("rdg") if not _own_words(reading)]:
        if lemma is None:
            lemma, reading.name = reading, "lem"
        else:
            _attest(lemma, reading, state)


def _pointing(reading: Node) -> list[Node]:
    """The pointers that stand for its words; none if it has words."""
    return [] if _own_words(reading) else list(reading.elements("ptr", "ref"))


def _own_words(reading: Node) -> str:
    return " ".join("".join(reading.strings(lambda inner: inner.name in ("note", "witDetail"))).split())


def _taken(state: State, reading: Node) -> str | None:
    """The words that it points at, its pointers taken out."""
    pointers = _pointing(reading)
    words = _words_at(state, pointers)
    reading.children = [child for child in reading.children if child not in pointers]
    return words


def _remove(reading: Node) -> None:
    assert reading.parent is not None
    del reading.parent.children[reading.index]


def _attest(to: Node, reading: Node, state: State) -> None:
    """Let the witnesses of a reading attest another that says the same; what is said of them goes along."""
    to.attributes["wit"] = f"{to.get('wit')} {reading.get('wit')}".strip()
    state.left_out.update(letters([_own_words(reading)]))
    for detail in reading.elements("note", "witDetail"):
        to.add(detail)
    _remove(reading)


def _unite(state: State, app: Node) -> None:
    """Make one reading of those that say the same, one after another: a spine has one for each witness."""
    for group in (app, *app.iter("rdgGrp")):
        before: Node | None = None
        for reading in list(group.elements("rdg", "note", "witDetail", "rdgGrp")):
            plain = reading.name == "rdg" and set(reading.attributes) <= {"wit", "xml:id"}
            plain = plain and all(inner.name in ("note", "witDetail") for inner in reading.elements())
            if before is not None and plain and _own_words(reading) == _own_words(before):
                _attest(before, reading, state)
            else:
                before = reading if plain else None


def _words_at(state: State, pointers: list[Node]) -> str | None:
    found: list[str] = []
    for pointer in pointers:
        for target in pointer.get("target").split():
            if state.pointers.is_elsewhere(target):
                words = state.pointers.words_elsewhere(target)
            else:
                span = state.pointers.span(target, pointer)
                inside = span is None or span.start >= 0 or any(span.first is a for a in pointer.ancestors())
                words = None if inside or span is None else span.first.text()
            if words is None:
                return None
            found.append(words)
    return " ".join(filter(None, found))


# ------------------------------------------------------- what stands between marks


_NO_TEXT = ("rdg", "rdgGrp", "note", "witDetail", "listApp", "teiHeader")


class _Length:
    """Strings one after another, and how long they are together."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def add(self, part: str) -> None:
        self._parts.append(part)
        self.length += len(part)

    @cached_property
    def string(self) -> str:
        return "".join(self._parts)


def _compare(state: State, root: Node) -> None:
    """Note for each entry that stands apart which words are between its marks."""
    if not state.spans:
        return
    at: dict[str, tuple[int, int, bool]] = {}
    text, everything = _Length(), _Length()
    stack: list[tuple[Node | str, bool]] = [(root, True)]
    while stack:
        top, counts = stack.pop()
        if isinstance(top, str):
            everything.add(top)
            if counts:
                text.add(top)
        elif top.name == MARK:
            at[top.get("id")] = text.length, everything.length, counts
        else:
            counts = counts and top.name not in _NO_TEXT and (top.name != "app" or top not in state.spans)
            stack.extend((child, counts) for child in reversed(top.children))
    for node, (start, end) in list(state.spans.items()):
        if not start:
            continue
        if at[end][1] < at[start][1]:
            state.report.say(
                "A045", node, f"<{node.name}> ends before it begins; beginning and end are changed"
            )
            start, end = end, start
            state.spans[node] = (start, end)
        # Between marks in a reading the words of the reading count.
        in_text = at[start][2] and at[end][2]
        whole, which = (text.string, 0) if in_text else (everything.string, 1)
        state.lemmas[node] = " ".join(whole[at[start][which] : at[end][which]].split())

"""Corrections are found again when the source changes: at the same words, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.document.model import Division, Document, Emendation, Paragraph, Text
from emendata.document.places import passages
from emendata.document.walk import descendants
from emendata.edit import context as contexts
from emendata.edit.context import MOST, Context, length, likeness, read, tokens, write
from emendata.edit.correct import Corrected, corrected
from emendata.edit.corrections import load
from emendata.edit.found import key, located
from emendata.edit.places import Whole
from tests.edit.texts import document

# ------------------------------------------------------------------ a text that remembers its words

WORDS = (
    "leaf torn will stay Jena Noll saw quire since book page verse old new line hand ink found lost seen "
    "codex scribe copy read margin letter word note wrote years reason lemma witness text error"
).split()
NUMBERS = count(1)


@dataclass(frozen=True)
class Token:
    """A word that is the same one wherever it is moved."""

    word: str
    number: int


Texts = list[list[Token]]


def made(paragraphs: Texts) -> Document:
    blocks = tuple(Paragraph((Text(" ".join(t.word for t in p)),)) for p in paragraphs if p)
    return Document(body=Division(blocks=blocks))


def corrected_token(document: Document, paragraphs: Texts) -> Token:
    """The word that was corrected."""
    (passage, emendation) = next(
        (p, e)
        for p in passages(document)
        for e in descendants(p.inlines)
        if isinstance(e, Emendation)
    )
    before = "".join(
        inline.text if isinstance(inline, Text) else "\0" for inline in passage.inlines
    ).partition("\0")[0]
    paragraph = [p for p in paragraphs if p][int(passage.label) - 1]
    assert emendation.sic
    return paragraph[len(before.split())]


def texts(chance: Random, words: list[str] = WORDS) -> Texts:
    """Paragraphs in which no word stands twice among eight: of `the the` nobody can tell which was deleted."""
    paragraphs: Texts = []
    recent: list[str] = []
    for _ in range(chance.randint(2, 7)):
        paragraph: list[Token] = []
        for _ in range(chance.randint(2, 30)):
            word = chance.choice([word for word in words if word not in recent])
            recent = [*recent[-6:], word]
            paragraph.append(new(word))
        paragraphs.append(paragraph)
    return paragraphs


def new(word: str) -> Token:
    return Token(word, next(NUMBERS))


def edited(chance: Random, paragraphs: Texts, word: str) -> Texts:
    """The text after somebody was at work on it: words and paragraphs put in, taken out, replaced, moved.

    `word` is not put in: in the middle of the same words nobody could tell it from the one that was there.
    """
    others = [other for other in [*WORDS, "new", "other"] if other != word]
    paragraphs = [list(p) for p in paragraphs]
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(paragraphs))
        paragraph = paragraphs[at]
        place = chance.randint(0, len(paragraph))
        more = [new(chance.choice(others)) for _ in range(chance.randint(0, 5))]
        match chance.choice(("insert", "delete", "replace", "paragraph", "take out", "move", "split")):
            case "insert":
                paragraph[place:place] = more
            case "delete":
                del paragraph[place : place + chance.randint(1, 6)]
            case "replace":
                paragraph[place : place + len(more)] = more
            case "paragraph":
                paragraphs.insert(at, more)
            case "take out" if len(paragraphs) > 1:
                del paragraphs[at]
            case "move":
                paragraphs.insert(chance.randrange(len(paragraphs)), paragraphs.pop(at))
            case "split":
                paragraphs[at : at + 1] = [paragraph[:place], paragraph[place:]]
    return paragraphs


def anchored(paragraphs: Texts, token: Token) -> str:
    """An entry for a word, as `emendata anchor` writes it; empty if nothing tells it from another."""
    whole = Whole(made(paragraphs))
    numbered = [p for p in paragraphs if p]
    number = next(at for at, p in enumerate(numbered) if token in p)
    paragraph = numbered[number]
    before = paragraph[: paragraph.index(token)]
    title = len(whole.passages) - len(numbered)  # what stands in front of the paragraphs
    start = whole.starts[title + number] + sum(len(t.word) + 1 for t in before)
    place = start, start + len(token.word)
    (probe,) = load(f"- {{for: {token.word}, read: X, why: ocr}}", "c")
    name, nth = located(whole, replace(probe, at=f"¶ {number + 1}"), place)
    longest = length(whole, place)
    if longest >= MOST:
        return ""
    return (
        f'- {{at: "{name}", for: {token.word}, read: XXX, why: ocr, context: "{write(whole.text, place, longest)}"'
        + (f", nth: {nth}}}" if nth else "}")
    )


@settings(max_examples=500, derandomize=True)
@given(st.integers(0, 2**32))
def test_the_same_word_or_none(seed):
    chance = Random(seed)
    paragraphs = texts(chance)
    token = chance.choice([t for p in paragraphs for t in p])
    entry = anchored(paragraphs, token)
    if not entry:
        return
    (correction,) = load(entry, "corrections.yaml")
    assert corrected_token(corrected(made(paragraphs), [correction]).document, paragraphs) == token
    changed = edited(chance, paragraphs, token.word)
    try:
        after = corrected(made(changed), [correction])
    except EmendataError as trouble:
        event("reported")
        assert {d.code for d in trouble.diagnostics} <= {"C010", "C007"}
        return
    event("found")
    assert corrected_token(after.document, changed) == token


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def test_what_happens_far_away_hides_no_correction(seed):
    """The paragraph in question and its neighbours stay as they are; whatever else does not."""
    chance = Random(seed)
    paragraphs = texts(chance, [f"w{number}" for number in range(400)])
    token = chance.choice([t for p in paragraphs[1:-1] or paragraphs[:1] for t in p])
    entry = anchored(paragraphs, token)
    (correction,) = load(entry, "corrections.yaml")
    others = [token.word, *(f"new{number}" for number in range(20))]
    before, after = (texts(chance, others) for _ in range(2))
    changed = [*before, *paragraphs, *after]
    done = corrected(made(changed), [correction])
    assert corrected_token(done.document, changed) == token
    assert [d.code for d in done.diagnostics] == ["C009"]


@settings(max_examples=300, derandomize=True)
@given(st.integers(0, 2**32))
def test_the_last_build_stops_what_has_moved(seed):
    """A correction without a context: what the last build remembers lets it through, or stops it."""
    chance = Random(seed)
    paragraphs = texts(chance)
    token = chance.choice([t for p in paragraphs for t in p])
    entry = anchored(paragraphs, token)
    if not entry:
        return
    (correction,) = (replace(c, context=None) for c in load(entry, "corrections.yaml"))
    first = corrected(made(paragraphs), [correction])
    changed = edited(chance, paragraphs, token.word)
    try:
        after = corrected(made(changed), [correction], first.memory)
    except EmendataError:
        return
    assert corrected_token(after.document, changed) == token
    assert after.document == corrected(made(changed), [correction]).document, "it moves nothing"


# ----------------------------------------------------------------------------- what is said

SOURCE = """\
= On a Lost Quire

The quire was described by Noll, and the leaf was torn.

Nobody has seen the leaf since; what was torn is lost.

[^1]: B. Reis, Codex 3 (1933), p. 17.
"""
TORN = '- {at: ¶ 1, for: torn, read: worn, why: ocr, context: "Noll, and the leaf was ‹torn›. ¶ Nobody has seen"}'


def outcome(source: str, entries: str, memory=None) -> str:
    try:
        done = corrected(document(source), load(entries, "corrections.yaml"), memory)
    except EmendataError as trouble:
        return f"{trouble}\n"
    return "".join(f"{d}\n" for d in done.diagnostics) or "as before"


def test_nothing_is_said_while_it_stands_where_it_says():
    assert outcome(SOURCE, TORN) == "as before"


def test_found_in_another_paragraph():
    told = outcome(SOURCE.replace("The quire", "A new paragraph.\n\nThe quire"), TORN)
    assert told == (
        "corrections.yaml:1:3: warning C009: found by its context: … the leaf was ‹torn›. in ¶ 2, "
        "not where `at: ¶ 1` says\n"
        "    `emendata anchor` brings the entry up to date: `at: \"¶ 2\"`.\n"
    )


def test_words_that_are_gone_are_not_sought_in_another_sentence():
    told = outcome(SOURCE.replace("leaf was torn", "leaf was lost"), TORN)
    assert told.startswith('corrections.yaml:1:3: error C010: "torn" stands nowhere with the words of its `context`')
    assert "Where it stood, in ¶ 1, the source now says \"lost\": write `for: lost`?" in told
    assert "what was ‹torn› is lost. in ¶ 2 (`at: ¶ 2`)." in told


def test_source_that_was_mended_itself():
    told = outcome(SOURCE.replace("leaf was torn", "leaf was worn"), TORN)
    assert 'the source itself now reads "worn": the entry can go' in told


def test_a_copy_of_the_passage_is_not_chosen_by_chance():
    # neither stands in the place that the entry names
    twice = SOURCE.replace("The quire", "First.\n\nThe quire", 1)
    paragraph = twice.split("\n\n")[2]
    neighbour = twice.split("\n\n")[3]
    twice = twice.replace("[^1]:", f"{paragraph}\n\n{neighbour}\n\n[^1]:")
    assert '"torn" stands twice with the words of its `context`' in outcome(twice, TORN)


def test_one_side_of_the_context_is_enough():
    assert outcome(SOURCE.replace("described by Noll, and the leaf was", "lost, and then it was"), TORN) == "as before"


def test_all_in_the_paragraph_that_has_moved():
    entry = TORN.replace("}", ", all: true}")
    told = outcome(SOURCE.replace("The quire", "A new paragraph, torn.\n\nThe quire"), entry)
    assert "C009" in told
    assert "‹torn›. in ¶ 2" in told


def test_what_the_last_build_remembers_stops_a_wrong_place():
    entry = "- {at: ¶ 1, for: torn, read: worn, why: ocr}"
    first = corrected(document(SOURCE), load(entry, "c"))
    assert first.memory == {
        "¶ 1|torn|": ["was described by Noll, and the leaf was ‹torn›. ¶ Nobody has seen the leaf since;"]
    }
    told = outcome(SOURCE.replace("The quire", "This is a torn page.\n\nThe quire"), entry, first.memory)
    assert told.startswith(
        "corrections.yaml:1:3: error C011: the words around it are others than in the last build: "
        "This is a ‹torn› page. in ¶ 1\n"
        "    What it corrected in the last build now stands in ¶ 2: … the leaf was ‹torn›.. "
        'Write `at: "¶ 2"`; `emendata anchor` does that for all.'
    )
    told = outcome(SOURCE.replace("The quire", "This is a page.\n\nThe quire"), entry, first.memory)
    assert told.startswith('corrections.yaml:1:3: error C003: "torn" does not stand in ¶ 1')
    assert "now stands in ¶ 2" in told


def test_memory_of_another_entry_says_nothing():
    entry = "- {at: ¶ 1, for: torn, read: worn, why: ocr}"
    assert outcome(SOURCE, entry, {"¶ 9|torn|": ["nothing ‹torn› here"]}) == "as before"
    assert outcome(SOURCE, entry, {"¶ 1|torn|": ["no words marked", "‹torn›"]}) == "as before"


# ----------------------------------------------------------------------------- contexts


@pytest.mark.parametrize(
    ("written", "words", "before", "after"),
    [
        ("a b ‹c› d", "c", ("b", "a"), ("d",)),
        ("end. ¶ ‹The first› of", "The\n first", ("¶", ".", "end"), ("of",)),
        ("‹c›", "c", (), ()),
    ],
)
def test_reading_a_context(written, words, before, after):
    assert read(written, words) == Context(before, after)


def test_a_part_of_a_word_is_another_thing():
    assert read("zase‹kti›, 10-go", "kti") == Context(("zase",), (",", "10", "-", "go"), (True, False))
    entry = "- {at: ¶ 1, for: leaf, read: leef, why: ocr, context: \"and the ‹leaf› was torn. ¶ Nobody\"}"
    assert outcome(SOURCE, entry) == "as before"
    assert "C010" in outcome(SOURCE.replace("the leaf was", "the leaflet was"), entry)


@pytest.mark.parametrize("written", ["a b c", "a ‹b› c", "", "‹c"])
def test_a_context_of_other_words(written):
    assert read(written, "c") is None


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 10), st.integers(1, 12))
def test_what_is_written_is_read_again(text, start, length, count):
    """Whatever the text holds, be it the very marks of a context."""
    text = text.replace("\0", "")
    start = min(start, len(text))
    end = min(start + length, len(text))
    found = read(write(text, (start, end), count), text[start:end])
    assert found is not None
    assert list(found.after) == tokens(text[end:])[: len(found.after)]
    assert len(found.before) <= count + 1
    assert likeness(found, found).sure


def test_a_repeated_passage_gets_no_context():
    text = " ".join(f"w{n}" for n in range(200))
    whole = Whole(made([[Token(text, 1)], [Token(text, 2)]]))
    start = whole.text.index("w100")
    assert length(whole, (start, start + 4)) == MOST


def test_keys_tell_entries_apart():
    entries = load(
        "- {for: a, read: b, why: ocr}\n- {for: a, read: b, why: ocr, nth: 2}\n"
        "- {for: a, read: b, why: ocr, all: true}\n- {at: ¶ 1, for: a, read: b, why: ocr}\n",
        "c",
    )
    assert len({key(entry) for entry in entries}) == 4
    assert Corrected(Document()).memory == {}
    assert contexts.LEAST < MOST

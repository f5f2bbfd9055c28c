"""Walking a Document meets everything once, in reading order."""

from emendata.document.model import Division, Document, Note, NoteCall, Paragraph, Text
from emendata.document.walk import calls


def note(id: str, *called: str) -> Note:
    return Note(id, id, (Paragraph(tuple(NoteCall(other) for other in called)),))


def test_calls_within_a_note_follow_its_first_call() -> None:
    text = Paragraph((Text("a"), NoteCall("n1"), NoteCall("n3"), NoteCall("n1")))
    document = Document(body=Division(blocks=(text,)), notes=(note("n1", "n2"), note("n2"), note("n3")))
    assert list(calls(document)) == ["n1", "n2", "n3", "n1"]


def test_calls_of_notes_that_call_each_other_have_an_end() -> None:
    ids = [f"n{i}" for i in range(30)]
    text = Paragraph((NoteCall("n0"),))
    document = Document(body=Division(blocks=(text,)), notes=tuple(note(id, *ids) for id in ids))
    found = list(calls(document))
    assert len(found) == 1 + 30 * 30
    assert list(dict.fromkeys(found)) == ids

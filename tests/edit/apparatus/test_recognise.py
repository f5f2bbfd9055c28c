"""What a reading is, seen from its words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.document.model import (
    Anchor,
    Attestation,
    Division,
    Document,
    Emph,
    Entry,
    Gap,
    Inlines,
    Paragraph,
    Reading,
    ReadingGroup,
    Text,
)
from emendata.edit.apparatus.recognise import recognised


def document(lemma: str, *content: Inlines | str) -> Document:
    readings = tuple(
        Reading((Text(one),) if isinstance(one, str) and one else tuple(one), attested=(Attestation("M"),))  # type: ignore[arg-type]
        for one in content
    )
    inner: Inlines = (Text(lemma),) if lemma else ()
    text = (Text("x "), Anchor("a"), *inner, Anchor("b"), Text(" y"))
    return Document(body=Division(blocks=(Paragraph(text),)), entries=(Entry("e", "a", "b", readings=readings),))


def found(lemma: str, content: Inlines | str, every: bool = True) -> Reading:
    (reading,) = recognised(document(lemma, content), every).entries[0].readings
    assert isinstance(reading, Reading)
    return reading


@pytest.mark.parametrize(
    ("lemma", "content", "kind", "left"),
    [
        ("arma", "", "omission", ""),
        ("arma", "arva", "", "arva"),
        ("arma", "Arma", "", "Arma"),
        ("arma", "arma arma", "repetition", "arma arma"),
        ("arma virum", "virum arma", "transposition", "virum arma"),
        ("arma, virum", "virum Arma", "transposition", "virum Arma"),
        ("arma virum", "arma", "", "arma"),
        ("arma", "arma quoque", "addition", "quoque"),
        ("arma", "arma, et virum", "addition", "et virum"),
        ("arma", "et arma", "", "et arma"),
        ("", "et", "addition", "et"),
    ],
)
def test_kind(lemma: str, content: str, kind: str, left: str) -> None:
    reading = found(lemma, content)
    assert (reading.kind, "".join(i.text for i in reading.content if isinstance(i, Text))) == (kind, left)


def test_only_omissions_where_readings_say_their_kind() -> None:
    assert found("arma", "arma arma", every=False).kind == ""
    assert found("arma", "", every=False).kind == "omission"


def test_a_gap_is_no_omission() -> None:
    assert found("arma", (Gap("torn"),)).kind == ""


def test_an_addition_keeps_its_italics() -> None:
    reading = found("arma", (Text("arma "), Emph((Text("quoque"),))))
    assert reading.content == (Emph((Text("quoque"),)),)


def test_what_has_a_kind_keeps_it_and_groups_are_entered() -> None:
    group = ReadingGroup((Reading((Text("virum arma"),)), Reading((Text("virum arma"),), kind="conjecture")))
    text = (Anchor("a"), Text("arma virum"), Anchor("b"))
    made = Document(body=Division(blocks=(Paragraph(text),)), entries=(Entry("e", "a", "b", readings=(group,)),))
    (after,) = recognised(made).entries[0].readings
    assert isinstance(after, ReadingGroup)
    assert [r.kind for r in after.readings if isinstance(r, Reading)] == ["transposition", "conjecture"]


WORDS = st.lists(st.sampled_from(("arma", "virum", "cano", "et")), min_size=1, max_size=4)


@settings(max_examples=200)
@given(WORDS, WORDS)
def test_a_kind_says_again_what_the_witness_has(lemma: list[str], theirs: list[str]) -> None:
    reading = found(" ".join(lemma), " ".join(theirs))
    left = "".join(i.text for i in reading.content if isinstance(i, Text)).split()
    match reading.kind:
        case "addition":
            assert lemma + left == theirs
        case "transposition":
            assert left == theirs != lemma and sorted(theirs) == sorted(lemma)
        case "repetition":
            assert left == theirs == lemma + lemma
        case _:
            assert left == theirs


@settings(max_examples=100)
@given(WORDS, WORDS)
def test_what_was_recognised_is_not_recognised_again(lemma: list[str], theirs: list[str]) -> None:
    once = recognised(document(" ".join(lemma), " ".join(theirs)))
    assert recognised(once) == once

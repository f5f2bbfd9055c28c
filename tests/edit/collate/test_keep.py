"""What an editor did to an entry survives a new collation, or is told."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from emendata.document.cutting import positions, reading
from emendata.document.model import Anchor, Division, Document, Paragraph, Text
from emendata.edit.apparatus import load, placed
from emendata.edit.collate.collation import collate
from emendata.edit.collate.keep import Kept, kept
from emendata.edit.collate.record import Proposed, proposed
from emendata.edit.places import Whole

BASE = ["arma uirumque cano Troiae qui primus ab oris", "Italiam fato profugus Lauiniaque uenit"]
M = ["arma uirumque cano Troie qui primus ab oris", "Italiam profugus Lauiniaque uenit"]
P = ["arma uirumque canam Troie qui primus ab oris", "Italiam fato profugus Latiumque uenit"]


def entries(base: list[str], rules: tuple[str, ...] = (), **witnesses: list[str]) -> list[Proposed]:
    document = Document(body=Division(blocks=tuple(Paragraph((Text(p),)) for p in base)))
    whole = Whole(document)
    passages = [n for n, passage in enumerate(whole.passages) if passage.kind == "paragraph"]
    texts = [whole.passages[n].text for n in passages]
    return proposed(collate(texts, witnesses, rules), whole, passages)


def again(old: str, base: list[str] = BASE, **witnesses: list[str]) -> Kept:
    return kept(old, "apparatus.yaml", entries(base, **witnesses), witnesses)


def test_a_first_collation():
    made = again("", M=M, P=P)
    assert [(e["at"], e["lem"], e["rdg"]) for e in yaml.safe_load(made.text)] == [
        ("¶ 1", "cano", [{"read": "canam", "wit": "P"}]),
        ("¶ 1", "Troiae", [{"read": "Troie", "wit": "M P"}]),
        ("¶ 2", "fato", [{"wit": "M", "kind": "omission"}]),
        ("¶ 2", "Lauiniaque", [{"read": "Latiumque", "wit": "P"}]),
    ]


def test_the_same_collation_again_changes_nothing():
    first = again("", M=M, P=P).text
    assert again(first, M=M, P=P).text == first


def test_a_witness_that_was_corrected_changes_its_own_entries_only():
    first = again("", M=M, P=P).text
    now = yaml.safe_load(again(first, M=M, P=[P[0].replace("canam", "cano"), P[1]]).text)
    assert [e["lem"] for e in now] == ["Troiae", "fato", "Lauiniaque"]


def test_a_remark_stays_where_nothing_has_changed():
    first = again("", M=M, P=P).text
    edited = first.replace("  lem: Troiae\n", "  lem: Troiae   # sic\n  remark: the city\n")
    assert again(edited, M=M, P=P).text == edited


def test_a_remark_stays_and_the_witnesses_are_brought_up_to_date():
    first = again("", M=M, P=P).text
    edited = first.replace("  lem: Troiae\n", "  lem: Troiae\n  remark: the city\n")
    made = again(edited, M=M, P=[P[0].replace("Troie", "Troiae"), P[1]])
    (troy,) = [e for e in yaml.safe_load(made.text) if e["lem"] == "Troiae"]
    assert (troy["remark"], troy["rdg"]) == ("the city", [{"read": "Troie", "wit": "M"}])
    assert not made.diagnostics


def test_a_choice_that_no_witness_has_any_more_is_told():
    first = again("", M=M, P=P).text
    edited = first.replace("  lem: cano\n", "  lem: cano\n  choose: canam\n")
    made = again(edited, M=M, P=[P[0].replace("canam", "canens"), P[1]])
    assert [d.code for d in made.diagnostics] == ["X012"]
    assert "choose: canam" in made.text


def test_an_entry_with_a_remark_that_is_no_variant_any_more_is_told():
    first = again("", M=M, P=P).text
    edited = first.replace("  lem: fato\n", "  lem: fato\n  remark: needed by the metre\n")
    made = again(edited, M=[M[0], BASE[1]], P=P)
    assert [d.code for d in made.diagnostics] == ["X011"]
    assert "needed by the metre" in made.text


def test_new_readings_in_an_entry_with_choices_are_told():
    first = again("", M=M, P=P).text
    edited = first.replace("  lem: Troiae\n", "  lem: Troiae\n  remark: the city\n")
    made = again(edited, M=M, P=[P[0].replace("Troie", "Tyriae"), P[1]])
    assert [d.code for d in made.diagnostics] == ["X010"]
    (troy,) = [e for e in yaml.safe_load(made.text) if e["lem"] == "Troiae"]
    assert troy["rdg"] == [{"read": "Troie", "wit": "M"}, {"read": "Tyriae", "wit": "P"}]


def edited_and_corrected(reading: str, correction: str = "Tyriae") -> tuple[list[dict[str, str]], list[str]]:
    """The readings of Troiae, where an editor has written `reading` and P has been corrected since."""
    first = again("", M=M, P=P).text
    edited = first.replace("{read: Troie, wit: M P}", reading)
    assert edited != first
    made = again(edited, M=M, P=[P[0].replace("Troie", correction), P[1]])
    (troy,) = [e for e in yaml.safe_load(made.text) if e["lem"] == "Troiae"]
    return troy["rdg"], [d.code for d in made.diagnostics]


def test_hands_and_details_of_an_editor_stay_with_their_readings():
    readings, told = edited_and_corrected("{read: Troie, wit: M (in ras.) Mᶜ P R}")
    assert readings == [{"read": "Troie", "wit": "M (in ras.) Mᶜ R"}, {"read": "Tyriae", "wit": "P"}]
    assert told == ["X010"]


def test_a_reading_of_witnesses_that_are_not_collated_stays():
    readings, _ = edited_and_corrected("{read: Troie, wit: M P}\n  - {read: Troianae, wit: Mᶜ R}")
    assert {"read": "Troianae", "wit": "Mᶜ R"} in readings


def test_what_an_editor_says_of_a_collated_witness_stays_and_is_told():
    readings, told = edited_and_corrected("{read: Troie, wit: M P}\n  - {read: Troia, wit: P (in marg.)}")
    assert {"read": "Troia", "wit": "P (in marg.)"} in readings
    assert told == ["X010", "X010"]


def test_a_conjecture_loses_the_witness_that_had_it():
    readings, _ = edited_and_corrected("{read: Troie, wit: M P, by: Heinsius}", "Troiae")
    assert readings == [{"read": "Troie", "wit": "M", "by": "Heinsius"}]


def test_a_remark_on_a_reading_that_nobody_has_any_more_is_told():
    first = again("", M=M, P=P).text
    edited = first.replace("{read: canam, wit: P}", "{read: canam, wit: P, remark: perhaps rightly}")
    made = again(edited, M=M, P=[P[0].replace("canam", "canens"), P[1]])
    assert [d.code for d in made.diagnostics] == ["X012"]
    assert "perhaps rightly" in made.text


def test_an_entry_whose_place_has_grown_is_told_by_the_new_words():
    first = again("", M=M, P=P).text
    edited = first.replace("  lem: fato\n", "  lem: fato\n  remark: needed by the metre\n")
    made = again(edited, M=[M[0], M[1].replace("profugus ", "")], P=P)
    assert [(d.code, "»fato profugus«" in d.message) for d in made.diagnostics] == [("X011", True)]


def test_punctuation_that_is_no_difference_is_no_part_of_an_entry():
    base, other = ["Arma, uirumque cano: fato."], ["Arma uirumque canam, fatis;"]
    (one, two) = yaml.safe_load(
        kept("", "apparatus.yaml", entries(base, rules=("punctuation",), M=other)).text
    )
    assert (one["lem"], one["rdg"][0]["read"]) == ("cano", "canam")
    assert (two["lem"], two["rdg"][0]["read"]) == ("fato", "fatis")
    (first, *_) = yaml.safe_load(kept("", "apparatus.yaml", entries(base, M=other)).text)
    assert (first["lem"], first["rdg"][0]["read"]) == ("Arma,", "Arma")


def test_what_was_written_by_hand_stays_in_its_place():
    first = again("", M=M, P=P).text
    mine = "# from the margin\n- at: ¶ 2\n  lem: uenit\n  rdg: {ueniit: R}\n"
    assert again(first + mine, M=M, P=P).text == first + mine


def test_an_entry_finds_its_place_again_when_a_paragraph_has_come_before_it():
    first = again("", M=M, P=P).text
    edited = first.replace("  lem: Lauiniaque\n", "  lem: Lauiniaque\n  remark: the town\n")
    new = ["Musa mihi"]
    made = again(edited, [*new, *BASE], M=[*new, *M], P=[*new, *P])
    (town,) = [e for e in yaml.safe_load(made.text) if e["lem"] == "Lauiniaque"]
    assert (town["at"], town["remark"]) == ("¶ 3", "the town")


WORDS = st.lists(st.sampled_from("arma uirum cano et ab oris".split()), min_size=1, max_size=12)


@given(WORDS, WORDS, WORDS)
def test_any_collation_twice_is_the_same(base: list[str], one: list[str], other: list[str]):
    texts = [[" ".join(text)] for text in (base, one, other)]
    first = again("", texts[0], M=texts[1], P=texts[2]).text
    assert again(first, texts[0], M=texts[1], P=texts[2]).text == first


@given(WORDS, WORDS, WORDS)
def test_every_entry_finds_its_words(base: list[str], one: list[str], other: list[str]):
    """The file that a collation writes can be read, and its entries are on the words that differ."""
    document = Document(body=Division(blocks=(Paragraph((Text(" ".join(base)),)),)))
    found = entries([" ".join(base)], M=[" ".join(one)], P=[" ".join(other)])
    text = kept("", "apparatus.yaml", found).text
    made = placed(document, load(text, "apparatus.yaml"))
    (paragraph,) = made.body.blocks
    assert isinstance(paragraph, Paragraph)
    at = {inline.id: place for place, inline in positions(paragraph.content) if isinstance(inline, Anchor)}
    lemmata = [reading(paragraph.content)[at[entry.start] : at[entry.end]] for entry in made.entries]
    assert sorted(lemmata) == sorted(entry.lem for entry in found)

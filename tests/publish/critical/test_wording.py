"""What is printed of an entry follows from its readings, its witnesses and the rules of the house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from emendata.diagnostics import EmendataError
from emendata.document.extents import Extents
from emendata.document.model import (
    Absence,
    Anchor,
    Attestation,
    Division,
    Document,
    Emph,
    Entry,
    Inlines,
    LineGroup,
    Metadata,
    Name,
    Paragraph,
    Reading,
    ReadingGroup,
    Supplied,
    Text,
    Verse,
    Witness,
)
from emendata.document.walk import plain
from emendata.publish.critical.house import House, house, said
from emendata.publish.critical.wording import Said, Wording
from emendata.publish.critical.words import LANGUAGES, TERMS, term_for, words
from emendata.yamltext import parsed


def T(text: str) -> Inlines:
    return (Text(text),)


WITNESSES = (
    Witness("M", description=T("Mediceus")),
    Witness("M2", (Text("M"), Emph(T("2"), "superscript")), "hand", of="M"),
    Witness("P"),
    Witness("R"),
    Witness("a", T("α"), "group", members=("M", "P")),
    Witness("Bentley", T("Bentley"), "scholar"),
)


def by(*sigla: str) -> tuple[Attestation, ...]:
    """``M``, or ``M (in marg.)``."""
    pairs = (siglum.partition(" (") for siglum in sigla)
    return tuple(Attestation(name, detail.removesuffix(")")) for name, _, detail in pairs)


def rdg(words: str = "", *sigla: str, kind: str = "", remark: str = "", lead: str = "") -> Reading:
    return Reading(
        T(words) if words else (), kind=kind, attested=by(*sigla), remark=T(remark) if remark else (),
        lead=T(lead) if lead else (),
    )  # fmt: skip


def text_with(lemma: str | Inlines, *readings: Reading | ReadingGroup, lem: Reading | None = None) -> Document:
    inlines = T(lemma) if isinstance(lemma, str) else lemma
    content = (*T("before "), Anchor("a"), *inlines, Anchor("b"), *T(" after"))
    entry = Entry("app1", "a", "b", lem or Reading(), tuple(readings))
    return Document(body=Division(blocks=(Paragraph(content),)), witnesses=WITNESSES, entries=(entry,))


def of(said: Said) -> str:
    sigla = " ".join(f"{plain(s.text)} ({s.detail})" if s.detail else plain(s.text) for s in said.sigla)
    parts = (plain(said.lead), said.before, plain(said.content), said.after, said.witnesses, sigla)
    return " ".join(filter(None, (*parts, plain(said.remark))))


def printed(document: Document, rules: House | None = None) -> str:
    """The first entry as one line."""
    worded = Wording(document, Extents(document), rules or House()).worded(document.entries[0])
    lemma = worded.lemma
    quoted = plain(lemma.content) + worded.bracket
    head = " ".join(filter(None, (lemma.before, quoted, of(replace(lemma, before="", content=())))))
    return head + "".join(f"{reading.separator} {of(reading)}" for reading in worded.readings)


# ------------------------------------------------------------------------- the kinds

KINDS = {
    "substitution": ((rdg("troie", "M", "R"),), "Troiae] troie M R"),
    "omission": ((rdg("", "P", kind="omission"),), "Troiae] om. P"),
    "nothing-is-an-omission": ((rdg("", "P"),), "Troiae] om. P"),
    "addition": ((rdg("quoque", "P", kind="addition"),), "Troiae] add. quoque P"),
    "conjecture": ((rdg("Teucrae", "Bentley (1711)", kind="conjecture"),), "Troiae] Teucrae coni. Bentley (1711)"),
    "deletion": ((rdg("", "Bentley", kind="deletion"),), "Troiae] del. Bentley"),
    "lacuna": ((rdg("", "Bentley", kind="lacuna"),), "Troiae] lac. Bentley"),
    "repetition": ((rdg("Troiae Troiae", "P", kind="repetition"),), "Troiae] iter. P"),
    "correction-by-a-hand": ((rdg("troie", "M2", kind="correction"),), "Troiae] troie corr. M2"),
    "unclear": ((rdg("tro", "P", kind="unclear"),), "Troiae] tro ut uid. P"),
    "illegible": ((rdg("", "P", kind="unclear"),), "Troiae] non leg. P"),
    "seclusion": ((rdg("", "Bentley", kind="seclusion"),), "Troiae] secl. Bentley"),
    "accepted": ((rdg("", "Bentley", kind="accepted"),), "Troiae] prob. Bentley"),
    "a-kind-of-others": ((rdg("troie", "P", kind="spelling"),), "Troiae] troie P"),
    "two-readings": ((rdg("troie", "P"), rdg("", "M", kind="omission")), "Troiae] troie P, om. M"),
    "remarks": ((rdg("troie", "P", lead="an", remark="recte?"),), "Troiae] an troie P recte?"),
}


@pytest.mark.parametrize("case", KINDS)
def test_kind_of_reading(case: str) -> None:
    readings, expected = KINDS[case]
    assert printed(text_with("Troiae", *readings)) == expected


def test_two_words_change_places_in_one_way_only() -> None:
    one = text_with("arma virum", rdg("virum arma", "P", kind="transposition"))
    assert printed(one) == "arma virum] transp. P"
    other = text_with("arma virum cano", rdg("cano arma virum", "P", kind="transposition"))
    assert printed(other) == "arma virum cano] cano arma virum transp. P"


def test_words_that_another_entry_is_on_stand_whatever_a_word_could_say() -> None:
    reading = Reading((*T("virum "), Anchor("c"), *T("arma")), kind="transposition", attested=by("P"))
    assert printed(text_with("arma virum", reading)) == "arma virum] virum arma transp. P"


def test_groups_of_readings() -> None:
    group = ReadingGroup((rdg("troie", "P"), rdg("troye", "R")), "orthographic", T("cf. 3"))
    assert printed(text_with("Troiae", group, rdg("", "M"))) == "Troiae] troie P, troye R cf. 3; om. M"


# -------------------------------------------------------------------------- the words


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("la", "om. P (in marg.)"),
        ("en", "omitted P (in the margin)"),
        ("fr", "omis P (en marge)"),
        ("de", "fehlt P (am Rand)"),
        ("it", "omesso P (a margine)"),
    ],
)
def test_language_of_the_apparatus(language: str, expected: str) -> None:
    document = text_with("Troiae", rdg("", "P (margin)"))
    assert printed(document, House(language=language)) == f"Troiae] {expected}"


def test_every_language_has_a_word_for_every_term() -> None:
    for language in LANGUAGES:
        assert all(words(language)[term] for term in TERMS)


def test_a_word_of_the_house_and_no_word() -> None:
    rules = House(words={"omission": "deest", "conjecture": ""})
    readings = (rdg("", "P"), rdg("Teucrae", "Bentley", kind="conjecture"))
    assert printed(text_with("Troiae", *readings), rules) == "Troiae] deest P, Teucrae Bentley"


def test_other_separators() -> None:
    rules = House(bracket=":", between=" |", between_groups="||")
    document = text_with("Troiae", rdg("troie", "P"), rdg("", "M"))
    assert printed(document, rules) == "Troiae: troie P | om. M"


# -------------------------------------------------------------------------- the sigla


def test_sigla_stand_in_the_declared_order_whatever_the_order_they_come_in() -> None:
    assert printed(text_with("Troiae", rdg("troie", "X", "R", "M2"))) == "Troiae] troie M2 R X"


def test_a_group_stands_for_its_members_if_all_agree() -> None:
    assert printed(text_with("Troiae", rdg("troie", "R", "P", "M"))) == "Troiae] troie R α"
    assert printed(text_with("Troiae", rdg("troie", "R", "P"))) == "Troiae] troie P R"
    document = text_with("Troiae", rdg("troie", "P", "M"))
    assert printed(document, House(groups=False)) == "Troiae] troie M P"


def test_a_member_of_whom_more_is_said_is_named() -> None:
    assert printed(text_with("Troiae", rdg("troie", "P (in ras.)", "M"))) == "Troiae] troie M P (in ras.)"


def test_a_group_within_a_group_and_one_that_holds_itself() -> None:
    bigger = Witness("b", T("β"), "group", members=("a", "R"))
    round_ = Witness("c", T("γ"), "group", members=("c",))
    document = text_with("Troiae", rdg("troie", "R", "P", "M"))
    document = replace(document, witnesses=(*WITNESSES, bigger, round_))
    assert printed(document) == "Troiae] troie β"


def test_a_group_speaks_for_those_of_its_members_that_are_extant() -> None:
    three = Witness("a", T("α"), "group", members=("M", "P", "R"))
    document = text_with("Troiae", rdg("troie", "P", "M"))
    document = replace(document, witnesses=(*WITNESSES[:4], three))
    assert printed(document) == "Troiae] troie M P"
    assert printed(replace(document, absences=(Absence("R", "a", ""),))) == "Troiae] troie α"
    assert printed(replace(document, absences=(Absence("R", "b", ""),))) == "Troiae] troie M P"


# ------------------------------------------------------------- positive and negative


def test_a_positive_apparatus_counts_the_witnesses_of_the_lemma() -> None:
    document = text_with("Troiae", rdg("troie", "P"))
    assert printed(document) == "Troiae] troie P"
    assert printed(document, House(kind="positive")) == "Troiae] M R troie P"
    absent = replace(document, absences=(Absence("R", "", "b"),))
    assert printed(absent, House(kind="positive")) == "Troiae] M troie P"


def test_a_hand_accounts_for_its_manuscript() -> None:
    document = text_with("Troiae", rdg("troie", "M2"))
    assert printed(document, House(kind="positive")) == "Troiae] P R troie M2"


def test_a_negative_apparatus_leaves_the_manuscripts_of_the_lemma_out() -> None:
    document = text_with("Troiae", rdg("troie", "P"), lem=Reading(attested=by("M", "R")))
    assert printed(document) == "Troiae] M R troie P"
    assert printed(document, House(kind="negative")) == "Troiae] troie P"
    conjecture = text_with("Troiae", rdg("troie", "P"), lem=Reading(kind="conjecture", attested=by("Bentley")))
    assert printed(conjecture, House(kind="negative")) == "Troiae] coni. Bentley troie P"


def test_all_and_the_rest() -> None:
    rules = House(kind="positive", rest="word", groups=False)
    assert printed(text_with("Troiae", rdg("troie", "P")), rules) == "Troiae] cett. troie P"
    conjecture = text_with(
        "Troiae", rdg("troie", "M", "P", "R"), lem=Reading(kind="conjecture", attested=by("Bentley"))
    )
    assert printed(conjecture, rules) == "Troiae] coni. Bentley troie codd."
    absent = replace(conjecture, absences=(Absence("R", "", ""),))
    absent = replace(absent, entries=(replace(absent.entries[0], readings=(rdg("troie", "M", "P"),)),))
    assert printed(absent, rules) == "Troiae] coni. Bentley troie codd."


# -------------------------------------------------------------------------- the lemma


def lemma_of(lemma: str | Inlines, **rules: object) -> str:
    return printed(text_with(lemma), House(**rules)).removesuffix("]")  # type: ignore[arg-type]


def test_a_long_lemma_is_shortened() -> None:
    long = "arma virumque cano Troiae qui primus ab oris"
    assert lemma_of(long) == "arma … oris"
    assert lemma_of(long, longest=0) == long
    assert lemma_of("arma, virum cano.", longest=2) == "arma … cano"


def test_punctuation_at_its_ends_is_left_out_and_brackets_stay() -> None:
    assert lemma_of("“arma, virum.”") == "arma, virum"
    assert lemma_of("arma, virum.", punctuation="all") == "arma virum"
    assert lemma_of("arma, virum.", punctuation="keep") == "arma, virum."
    supplied = (Supplied(T("ar")), Text("ma."))
    assert lemma_of(supplied) == "arma"


def test_small_letters_but_for_names_and_numerals() -> None:
    assert lemma_of("Arma", case="lower") == "arma"
    assert lemma_of((Name(T("Troiae"), "place"),), case="lower") == "Troiae"
    assert lemma_of("IIII naves", case="lower") == "IIII naves"
    name = (Name(T("Troiae"), "place"), Text(" moenia alta petit"))
    assert lemma_of(name, case="lower", longest=2) == "Troiae … petit"


def test_readings_begin_with_a_small_letter_where_the_lemma_does() -> None:
    lower = House(case="lower")
    assert printed(text_with("Arma", rdg("Arva", "P")), lower) == "arma] arva P"
    assert printed(text_with("urbs", rdg("Troia", "P")), lower) == "urbs] Troia P"
    assert printed(text_with((Name(T("Troiae"), "place"),), rdg("Tyriae", "P")), lower) == "Troiae] Tyriae P"


def test_v_is_u_in_a_latin_text_that_has_no_small_v() -> None:
    latin = Metadata(lang="la")
    lower = House(case="lower")
    ubi = replace(text_with("Vbi", rdg("Vnde", "P")), metadata=latin)
    assert printed(ubi, lower) == "ubi] unde P"
    assert printed(replace(text_with("Vbi viri", rdg("Vir", "P")), metadata=latin), lower) == "vbi viri] vir P"


def test_a_point_is_named_by_the_word_beside_it() -> None:
    assert printed(text_with("", rdg("et", "M", kind="addition"))) == "post before add. et M"
    content = (Anchor("a"), Anchor("b"), *T("Arma, virum"))
    first = replace(text_with("x", rdg("et", "M", kind="addition")), body=Division(blocks=(Paragraph(content),)))
    assert printed(first) == "ante Arma add. et M"
    assert printed(first, House(language="de")) == "vor Arma zugefügt et M"


def test_a_lemma_over_the_end_of_a_verse() -> None:
    first, second = Verse((*T("a "), Anchor("a"), *T("oris"))), Verse((*T("Italiam"), Anchor("b"), *T(" fato")))
    document = Document(
        body=Division(blocks=(LineGroup((first, second)),)), entries=(Entry("e", "a", "b", readings=(rdg("x", "M"),)),)
    )
    assert printed(document) == "oris / Italiam] x M"


def test_the_editors_own_lemma_is_printed_as_it_is() -> None:
    assert printed(text_with("arma virum", lem=Reading(T("a. v.")))) == "a. v.]"


# ------------------------------------------------------------------------ the settings


def errors(text: str) -> Iterable[str]:
    with pytest.raises(EmendataError) as caught:
        said(parsed(text, "style.yaml", "P"))
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def test_the_edition_goes_before_the_house_and_each_term_by_itself() -> None:
    layers = [
        said(parsed(text, "style.yaml", "P"))
        for text in ("{kind: positive, words: {omission: deest, all: ω}}", "{words: {omission: om}}")
    ]
    rules = house(*layers)
    assert (rules.kind, rules.word("omission"), rules.word("all"), rules.word("rest")) == (
        "positive", "om", "ω", "cett."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{kind: positiv}", "Did you mean `positive`?"),
        ("{words: {omissio: om}}", "`omissio` is no term of the apparatus"),
        ("{longest: -1}", "from 0 up is wanted"),
        ("{bracketing: on}", "unknown key `bracketing`"),
    ],
)
def test_what_the_settings_refuse(text: str, message: str) -> None:
    assert any(message in error for error in errors(text))


def test_who_omits_more_than_the_lemma_has_not_the_lemma() -> None:
    """In a positive apparatus, in *cett.*, and for the groups of those who are left."""
    words = (Anchor("a"), *T("arma "), Anchor("c"), *T("uirum"), Anchor("d"), *T(" cano"), Anchor("b"))
    entries = (
        Entry("app1", "a", "b", readings=(Reading(kind="omission", attested=by("R")),)),
        Entry("app2", "c", "d", readings=(rdg("uiros", "M"),)),
    )
    document = Document(body=Division(blocks=(Paragraph(words),)), witnesses=WITNESSES, entries=entries)

    def said(number: int, house: House) -> str:
        wording = Wording(document, Extents(document), house)
        worded = wording.worded(document.entries[number])
        return " ".join((of(worded.lemma), *map(of, worded.readings)))

    positive = House(kind="positive", groups=False)
    assert said(0, positive) == "arma uirum cano M P om. R"
    assert said(1, positive) == "uirum P uiros M"


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("aboveLine", "sscr."),
        ("above-line", "sscr."),
        ("supra lineam", "sscr."),
        ("margin_outer", "in marg."),
        ("inRas", "in ras."),
        ("pc", "p.c."),
        ("by a thumb", "by a thumb"),
    ],
)
def test_a_place_is_known_however_it_is_written(said: str, term: str) -> None:
    assert term_for(said) == term

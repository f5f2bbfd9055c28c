"""apparatus.yaml: what it can say, and what is refused with its place and a hint."""

import pytest

from emendata.diagnostics import EmendataError
from emendata.document.model import Attestation, Text
from emendata.edit.apparatus.said import SaidReading, load


def said(text: str, sigla: tuple[str, ...] = ()):
    return load(text, "apparatus.yaml", sigla)


def refused(text: str, sigla: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(EmendataError) as trouble:
        said(text, sigla)
    return [
        f"{d.code} {d.place.line}:{d.place.col} {d.message} | {d.hint}" for d in trouble.value.diagnostics
    ]


def test_readings_in_short():
    (entry,) = said("- {at: 1.3, lem: Troiae, rdg: {troie: M R, om.: P, add. quoque: V (in marg.)}}")
    assert (entry.at, entry.lem, entry.series) == ("1.3", "Troiae", "apparatus")
    assert entry.readings == (
        SaidReading((Text("troie"),), "", (Attestation("M"), Attestation("R"))),
        SaidReading((), "omission", (Attestation("P"),)),
        SaidReading((Text("quoque"),), "addition", (Attestation("V", "in marg."),)),
    )


def test_a_word_that_begins_like_an_abbreviation_is_a_word():
    (entry,) = said("- {lem: x, rdg: {omnia: M, additum: P}}")
    assert [reading.kind for reading in entry.readings] == ["", ""]


def test_readings_at_length():
    (entry,) = said(
        "- lem: cano\n  rdg:\n  - {read: canens, by: [Heinsius, Bentley], where: '12', remark: bene}\n"
    )
    (reading,) = entry.readings
    assert reading.kind == "conjecture"
    assert reading.proposers == (("Heinsius", "12"), ("Bentley", "12"))


def test_sources():
    (entry,) = said("- {lem: arma, say: Ou. *trist.* 2, series: fontes}")
    assert entry.series == "fontes"
    assert len(entry.content) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {lem: x}", "X912 1:3 the entry says nothing: it has neither `rdg` nor `say`"),
        ("- {rdg: {y: M}}", "X912 1:3 the key `lem` is missing"),
        ("- {lem: '', rdg: {y: M}}", "X002 1:9 `lem` is empty"),
        ("- {lem: x, rdg: {y: M, z: Q}}", "X003 1:27 the siglum `Q` is not declared"),
        ("- {lem: x, rdg: {y: Mm}}", "X003 1:21 the siglum `Mm` is not declared | Did you mean `M`?"),
        ("- {lem: x, rdg: {y: <b>M</b>}}", "X003 1:21 the siglum `<b>M</b>` is not declared"),
        ("- {lem: x, rdg: {y: 'M)('}}", "X002 1:21 `)(` is no siglum"),
        ("- {lem: x, rdg: [{read: y}]}", "X002 1:18 a reading that nobody has"),
        ("- {lem: x, rdg: [{read: y, wit: M, kind: omission}]}", "X002 1:25 the kind `omission` has no words"),
        ("- {lem: x, rdg: [{wit: M, kind: addition}]}", "X002 1:18 an addition without words"),
        ("- {lem: x, rdg: {y: M}, say: z}", "X002 1:30 an entry has either readings (`rdg`) or a text (`say`)"),
        ("- {lem: x, rdg: {y: M}, choose: z}", "X002 1:33 `choose: z` is none of the readings of this entry"),
        ("- {lem: x, rdg: {y: M}, sieres: fontes}", "X910 1:25 "),
        ("lem: x", "X9"),
        ("- {lem: x, rdg: {y: M}", "X901 "),
    ],
)  # fmt: skip
def test_refused(text: str, message: str):
    assert refused(text, ("M", "P"))[0].startswith(message)


def test_everything_wrong_is_told_at_once():
    assert len(refused("- {lem: x, rdg: {y: Q}}\n- {lem: y, rdg: {z: R}}\n", ("M",))) == 2

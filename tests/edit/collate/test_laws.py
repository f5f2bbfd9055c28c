"""Laws: no word of any witness is lost or invented, and nothing is told that is no difference."""

from hypothesis import given
from hypothesis import strategies as st

from emendata.edit.collate.align import stretches
from emendata.edit.collate.collation import collate
from emendata.edit.collate.rules import NAMES

WORDS = st.sampled_from(
    "arma uirum uirumque cano cana Troiae qui primus ab a in inprimis primis oris — et".split()
)
TEXT = st.lists(WORDS, max_size=40)


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A text and what a scribe made of it."""
    text = draw(TEXT)
    copy = list(text)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(copy)))
        end = min(len(copy), at + draw(st.integers(0, 12)))
        copy[at:end] = draw(st.lists(WORDS, max_size=4))
    return text, copy


PAIRS = st.one_of(edited(), st.tuples(TEXT, TEXT))


@given(PAIRS)
def test_between_the_differences_the_words_are_the_same(pair: tuple[list[str], list[str]]):
    base, witness = pair
    at = it = 0
    for start, end, first, last in [
        *stretches(base, witness),
        (len(base), len(base), len(witness), len(witness)),
    ]:
        assert base[at:start] == witness[it:first]
        at, it = end, last
    assert (at, it) == (len(base), len(witness))


@given(TEXT, st.lists(PAIRS, max_size=4), st.sets(st.sampled_from(NAMES)))
def test_each_witness_can_be_put_together_again(base: list[str], pairs, ignored):
    texts = {chr(65 + n): copy for n, (_, copy) in enumerate(pairs)}
    collation = collate([" ".join(base)], {s: [" ".join(t)] for s, t in texts.items()}, sorted(ignored))
    for siglum, text in texts.items():
        alignment = collation.aligned[siglum]
        again = []
        for at in range(len(collation.base) + 1):
            again += alignment.span(at, at)
            part = next((d for d in alignment._parts if d.start <= at < d.end), None)
            if part is None and at < len(collation.base):
                again += alignment.span(at, at + 1)
            elif part and part.start == at:
                again += alignment.span(part.start, part.end)
        assert " ".join(word.form for word in again) == " ".join(text)


@given(TEXT, st.lists(PAIRS, max_size=4))
def test_the_apparatus_gives_every_witness(base: list[str], pairs):
    """Who puts the readings of a witness in the place of the lemmata has the witness, word for word."""
    texts = {chr(65 + n): copy for n, (_, copy) in enumerate(pairs)}
    collation = collate([" ".join(base)], {s: [" ".join(t)] for s, t in texts.items()})
    for siglum, text in texts.items():
        words, at = [], 0
        for variant in collation.variants:
            reading = next((r for r in variant.readings if siglum in r.witnesses), None)
            if reading is None or variant.start < at:
                assert reading is None or variant.start >= at, "a witness is quoted twice for one word"
                continue
            words += [word.norm for word in collation.base[at : variant.start]]
            words += [word.norm for word in reading.words]
            at = variant.end
        words += [word.norm for word in collation.base[at:]]
        assert words == [word.norm for word in collate([" ".join(text)], {}).base]


@given(TEXT)
def test_a_copy_has_no_variant(text: list[str]):
    assert not collate([" ".join(text)], {"A": [" ".join(text)]}).variants


def test_a_text_that_repeats_itself_has_an_end():
    base, witness = ["et"] * 30_000, ["et"] * 29_000 + ["cano"] * 500
    assert collate([" ".join(base)], {"A": [" ".join(witness)]}).variants

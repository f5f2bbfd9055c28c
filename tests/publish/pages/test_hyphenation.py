"""Where words are divided, language by language."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emendata.publish.pages.hyphenation import divisions

_SYLLABLES = {
    # Latin: between syllables, compounds between their parts, u or v, vowels with or without macrons
    "la": "sanc·tis·si·mus con·scri·be·re ab·est La·vi·nia·que ae·quus cōn·scrī·be·re",
    "la-x-medieval": "con·scri·be·re pro·fu·gus",
    "la-x-liturgic": "be·ne·dic·tus",
    # Ancient Greek: compounds between their parts, diphthongs whole, a diaeresis parts them
    "grc": "ἄν·θρω·πος ἐξ·έρ·χο·μαι οὐ·λο·μέ·νην Πη·λη·ϊ·ά·δεω ἐκ·βάλ·λω",
}
_CAREFUL = {
    # Russian in Latin letters, by whatever system, is divided as in Cyrillic
    "ru-Latn": "proizvod·stvo narod·nyj vest·nik sel'·skogo pred·priia·tie pro·myš·len·nost' Sotsia·li·sti·che·skii",
    "ru": "про·из·вод·ство сель·ского",
    "de": "Aus·ga·ben·ver·zeich·nis",
    # a language in a script that its patterns do not know is left whole
    "he-Latn": "shemoneh",
    "grc-Latn": "anthropos",
    "tlh": "unknown",
}


def divided(word: str, lang: str, minimum: int) -> str:
    """The word with a point at each division."""
    found = divisions(word, lang, 5, minimum, minimum)
    assert all(head + tail == word for head, tail in found)
    for head, _ in reversed(found):
        word = f"{word[: len(head)]}·{word[len(head) :]}"
    return word


@pytest.mark.parametrize(
    ("lang", "minimum", "words"),
    [
        *((lang, 2, words) for lang, words in _SYLLABLES.items()),
        *((lang, 3, words) for lang, words in _CAREFUL.items()),
    ],
)
def test_divisions(lang: str, minimum: int, words: str) -> None:
    assert " ".join(divided(word.replace("·", ""), lang, minimum) for word in words.split()) == words


def test_decomposed_characters_stay_together() -> None:
    words = _SYLLABLES["grc"].split()
    for shown in words:
        word = unicodedata.normalize("NFD", shown.replace("·", ""))
        assert unicodedata.normalize("NFC", divided(word, "grc", 2)) == unicodedata.normalize("NFC", shown)


def test_spelling_may_change_at_the_hyphen() -> None:
    assert ("asz", "szonnyal") in divisions("asszonnyal", "hu", 5, 2, 2)


def test_what_can_be_read_in_two_ways_is_divided_where_both_agree() -> None:
    # de-tsk… if the letters are ц, det-sk… if they are тс
    assert divided("detskii", "ru-Latn", 2) == "detskii"


@settings(deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyzčšžëèĭ'ʹ", min_size=1, max_size=24))
def test_a_transliterated_word_is_divided_between_whole_signs(word: str) -> None:
    for head, tail in divisions(word, "ru-Latn", 2, 1, 1):
        assert head + tail == word
        assert tail[0] not in "'ʹ"
        assert not any(
            head.endswith(sign[0]) and tail.startswith(sign[1:]) for sign in ("zh", "ch", "sh", "kh")
        )


@settings(deadline=None)
@given(st.sampled_from(("la", "grc", "ru-Latn", "en", "de")), st.text(max_size=20), st.integers(1, 4))
def test_so_many_letters_stay_on_each_side(lang: str, word: str, minimum: int) -> None:
    def letters(part: str) -> int:
        return sum(unicodedata.category(character)[0] == "L" for character in part)

    for head, tail in divisions(word, lang, 2, minimum, minimum):
        assert letters(head) >= minimum and letters(tail) >= minimum

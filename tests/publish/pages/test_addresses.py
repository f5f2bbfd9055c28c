"""Where addresses are in a text, and where they break."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.publish.pages.addresses import addresses, concerns


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("see http://a.org/b?c=d.", "http:// a .org /b ?c = d"),
        ("(www.a-b.org/x_(y)), etc.", "www .a -b .org /x _(y)"),
        ("doi:10.1515/97831109, 12", "10 .1515 /97831109"),
        ("https://a.org/~b#c%20d", "https:// a .org /~b #c %20d"),
    ],
)
def test_an_address_breaks_after_a_double_slash_and_before_other_signs(text: str, parts: str) -> None:
    (found,) = addresses(text)
    stops = [found.begin, *found.breaks, found.end]
    assert " ".join(text[one:other] for one, other in itertools.pairwise(stops)) == parts


@pytest.mark.parametrize("text", ["and/or", "1.2/3", "s. xiii/xiv", "p. 10.1234 ff.", "a//b"])
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert addresses(text) == []


def test_long_rows_of_figures_can_be_torn_and_short_ones_not() -> None:
    text = "http://a.org/390150222"
    (found,) = addresses(text)
    assert [text[at:] for at in found.torn] == ["150222", "50222", "0222", "222"]
    assert addresses("http://a.org/39015")[0].torn == ()


@given(st.lists(st.sampled_from(["http://", "www.", "10.1234/", "a", "/", ".", "?", "(", ")", " ", "9" * 12, "é"])))
def test_breaks_are_within_addresses_and_addresses_apart(parts: list[str]) -> None:
    text = "".join(parts)
    found = addresses(text)
    assert not found or concerns(text)
    assert all(one.end <= other.begin for one, other in itertools.pairwise(found))
    for one in found:
        assert all(one.begin < at < one.end for at in (*one.breaks, *one.torn))
        assert " " not in text[one.begin : one.end]

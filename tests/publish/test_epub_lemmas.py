"""Lemmas are links to their entries where they can be, else a letter calls the entry."""

from __future__ import annotations

from lxml import etree

from emendata.publish.epub.lemmas import link_lemmas
from emendata.publish.xhtml import OPS, TYPE, XHTML, Element, classes, text_of


def section(text: str, *entries: str) -> Element:
    """A section with a text in which ``[a `` and `` a]`` stand for the two ends of entry a's lemma."""
    for name in entries:
        text = text.replace(f"[{name}|", f'<span class="from" id="{name}-from" data-entry="{name}"></span>')
        text = text.replace(f"|{name}]", f'<span class="to" id="{name}-to" data-entry="{name}"></span>')
        text = text.replace(
            f"^{name}^", f'<span class="from to" id="{name}-from" data-entry="{name}"></span>'
        )
    notes = "".join(
        f'<div class="note entry" id="{name}" data-from="{name}-from" data-to="{name}-to"><p>'
        f'<span class="n">1.5</span> <span class="lemma">x</span>] <a class="back" href="#{name}-from">b</a></p></div>'
        for name in entries
    )
    return etree.fromstring(
        f'<section xmlns="{XHTML}" xmlns:epub="{OPS}"><p>{text}</p>'
        f'<section class="notes" data-series="apparatus">{notes}</section></section>'
    )


def linked(tree: Element) -> str:
    """The text with links in angle brackets and letters in round ones."""
    link_lemmas(tree)
    for a in tree.iter("{*}a"):
        if "lemma-call" in classes(a):
            a.text = f"<{a.text}>"
        elif "letter" in classes(a):
            a.text = f"({a.text})"
    return text_of(tree[0])


def test_a_lemma_that_stands_alone_is_a_link() -> None:
    tree = section("[e1|arma|e1] virumque [e2|cano|e2] Troiae", "e1", "e2")
    assert linked(tree) == "<arma> virumque <cano> Troiae"
    first = next(tree.iter("{*}a"))
    assert dict(first.attrib) == {
        "class": "lemma-call",
        "id": "e1-from",
        "href": "#e1",
        "data-entry": "e1",
        TYPE: "noteref",
        "role": "doc-noteref",
    }
    assert tree.find(".//*[@id='e1-to']") is not None


def test_lemmas_that_overlap_are_called_by_letters() -> None:
    assert linked(section("[a|arma [b|virum|a]que|b] cano", "a", "b")) == "arma virum(a)que(b) cano"


def test_a_lemma_within_another_has_a_letter_like_the_other() -> None:
    assert (
        linked(section("[a|arma [b|virum|b]que|a] [c|cano|c]", "a", "b", "c")) == "arma virum(a)que(b) <cano>"
    )


def test_a_point_has_a_letter_and_breaks_the_link_around_it() -> None:
    tree = section("[a|arma ^b^virum|a] cano", "a", "b")
    assert linked(tree) == "arma (a)virum(b) cano"


def test_letters_follow_one_another_in_the_text_and_stand_in_their_entries() -> None:
    tree = section("[b|x [a|y|b] z|a]", "a", "b")
    link_lemmas(tree)
    said = {e.get("id"): text_of(next(e.iter("{*}span"))) for e in tree.iter("{*}div")}
    assert said == {"b": "1.5 a", "a": "1.5 b"}


def test_a_call_or_an_emphasis_in_the_lemma_makes_it_a_letter() -> None:
    assert linked(
        section('[a|arma <em>virum</em>|a] [b|cano<a class="call" href="#n1">1</a>|b]', "a", "b")
    ) == ("arma virum(a) cano1(b)")


def test_no_link_stands_in_a_link() -> None:
    tree = section('<a class="ref" href="#x">see [a|arma|a] there</a> cano', "a")
    assert linked(tree) == "see arma there(a) cano"
    assert all(not list(a.iter("{*}a"))[1:] for a in tree.iter("{*}a"))


def test_the_way_back_leads_to_the_letter_and_the_lemma_is_still_known() -> None:
    tree = section("[a|arma [b|virum|a]que|b]", "a", "b")
    link_lemmas(tree)
    [entry] = [e for e in tree.iter("{*}div") if e.get("id") == "a"]
    back = next(a.get("href") for a in entry.iter("{*}a"))
    [call] = [a for a in tree.iter("{*}a") if f"#{a.get('id')}" == back]
    assert "letter" in classes(call)
    assert tree.find(f".//*[@id='{entry.get('data-from')}']") is not None


def test_letters_go_on_after_z() -> None:
    names = [f"e{n}" for n in range(30)]
    text = "".join(f"[{name}|" for name in names) + "x" + "".join(f"|{name}]" for name in names)
    calls = [a.text for a in section_links(text, names)]
    assert sorted(calls, key=lambda c: (len(c or ""), c))[-5:] == ["z", "aa", "ab", "ac", "ad"]


def section_links(text: str, names: list[str]) -> list[Element]:
    tree = section(text, *names)
    link_lemmas(tree)
    return [a for a in tree.iter("{*}a") if "letter" in classes(a)]


def test_a_place_without_entry_and_an_entry_without_place_stay() -> None:
    tree = section("arma [a|virum|a]", "a")
    for name in ("data-entry",):
        for span in tree.iter("{*}span"):
            if name in span.attrib:
                span.set(name, "gone")
    assert linked(tree) == "arma virum"

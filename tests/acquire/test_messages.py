"""What pandoc says on the side."""

from __future__ import annotations

from emendata.acquire.pandoc.messages import diagnostics, failure
from emendata.diagnostics import Place


def said(messages: str, begins: int = 1) -> list[str]:
    return [str(diagnostic).splitlines()[0] for diagnostic in diagnostics(messages, "a.tex", begins)]


def test_warnings_of_several_lines_with_and_without_a_place():
    assert said("[WARNING] Something is\n  odd at line 3 column 20\n[WARNING] And this\n") == [
        "a.tex:3:20: warning A019: Something is odd",
        "a.tex: warning A019: And this",
    ]


def test_what_is_said_twice_of_one_place_is_said_once_and_of_two_is_counted():
    twice = "[INFO] Skipped '\\foo{a}' at line 3 column 1\n" * 2
    assert said(twice) == ["a.tex:3:1: warning A019: left out, as pandoc does not know it: \\foo{a}"]
    other = "[INFO] Skipped '\\foo{a}' at line 9 column 1\n"
    assert said(twice + other) == [
        "a.tex:3:1: warning A019: left out, as pandoc does not know it: \\foo{a} (2 times)"
    ]


def test_layout_and_the_preamble_are_passed_over():
    layout = "".join(
        f"[INFO] Skipped '{command}' at line 9 column 1\n"
        for command in ("\\vspace{1cm}", "\\maketitle", "\\begin{foo}", "\\noindent", "</p>", "<center>")
    )
    assert said(layout) == []
    assert said("[INFO] Skipped '\\newcounter{x}' at line 3 column 1\n", begins=5) == []
    assert said("[INFO] Skipped '\\parallel{x}' at line 9 column 1\n") != []


def test_other_information_is_passed_over():
    assert said("[INFO] Loaded something\n") == []


def test_a_failure_without_a_place():
    found = failure("[INFO] x\npandoc: out of luck", "a.tex")
    assert (found.code, found.place) == ("A012", Place("a.tex"))
    assert "out of luck" in found.message

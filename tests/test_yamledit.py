"""Files of editors are added to and changed, and keep every other character; or they are left alone."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError
from emendata.edit.corrections import yaml_text
from emendata.yamledit import appended, edited
from emendata.yamltext import parsed

NEW = (("for", "a"), ("read", '"b: c"'))


def data(text: str) -> list[dict[str, str]]:
    return [
        {key.written: value.written for key, value in entry.entries()} for entry in parsed(text, "c").items()
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '- for: a\n  read: "b: c"\n'),
        ("# about\n", '# about\n\n- for: a\n  read: "b: c"\n'),
        ("- for: x\n", '- for: x\n- for: a\n  read: "b: c"\n'),
        ("- for: x # why\n# end\n", '- for: x # why\n- for: a\n  read: "b: c"\n# end\n'),
        ("- for: x", '- for: x\n- for: a\n  read: "b: c"\n'),
        ("- for: x\n\n- for: y\n", '- for: x\n\n- for: y\n\n- for: a\n  read: "b: c"\n'),
        ("- {for: x}\n", '- {for: x}\n- {for: a, read: "b: c"}\n'),
        ("- {for: x}\n\n- {for: y}\n", '- {for: x}\n\n- {for: y}\n\n- {for: a, read: "b: c"}\n'),
        ("[]\n", '[{for: a, read: "b: c"}]\n'),
        ("[{for: x}] # all\n", '[{for: x}, {for: a, read: "b: c"}] # all\n'),
        ("  - for: x\n", '  - for: x\n  - for: a\n    read: "b: c"\n'),
        ("- for: x\r\n  read: y\r\n", '- for: x\r\n  read: y\r\n- for: a\r\n  read: "b: c"\r\n'),
        ("\ufeff- for: x\n", '\ufeff- for: x\n- for: a\n  read: "b: c"\n'),
        ("- x: >\n    long\n    text\n\n# end\n", '- x: >\n    long\n    text\n- for: a\n  read: "b: c"\n\n# end\n'),
        ("---\n- for: x\n", '---\n- for: x\n- for: a\n  read: "b: c"\n'),
        ("- for: x\n...\n", '- for: x\n- for: a\n  read: "b: c"\n...\n'),
        ('- "for": "x # y"\n', '- "for": "x # y"\n- for: a\n  read: "b: c"\n'),
    ],
)  # fmt: skip
def test_adding_an_entry(before, after):
    assert appended(before, [NEW], "c") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- at: x # place\n  for: y\n", "- at: z # place\n  for: y\n  nth: 2\n"),
        ("- {at: x, for: y} # both\n", "- {at: z, for: y, nth: 2} # both\n"),
        ("- {at: x, for: y,}\n", "- {at: z, for: y, nth: 2,}\n"),
        ("- for: y # why\n  # more\n- for: other\n", "- for: y # why\n  at: z\n  nth: 2\n  # more\n- for: other\n"),
        ("- at: >-\n    x\n    y\n  for: y", "- at: z\n  for: y\n  nth: 2"),
        ("- at: 'x'\r\n", "- at: z\r\n  nth: 2\r\n"),
        ("- nth: 1\n  at:\n    a\n    b\n  x: |\n    x\n\n- y\n", "- nth: 2\n  at:\n    z\n  x: |\n    x\n\n- y\n"),
        ("-   at: x\n    for: y\n", "-   at: z\n    for: y\n    nth: 2\n"),
        ("[{at: x}, {for: y}]", "[{at: z, nth: 2}, {for: y}]"),
    ],
)  # fmt: skip
def test_changing_an_entry(before, after):
    assert edited(before, {0: (("at", "z"), ("nth", "2"))}, "c") == after


@pytest.mark.parametrize(
    "text",
    [
        "? for\n: x\n",  # no list
        "- just a text\n",
        "- &a {for: x}\n",
        "- for: !!str x\n",
        "- for: x\n--- \n- for: y\n",
        "- for: x\n  for: y\n",
        "- for: [x\n",
    ],
)
def test_what_is_not_understood_is_refused(text):
    with pytest.raises(EmendataError):
        edited(text, {0: (("at", "z"),)}, "c")


def test_refused_rather_than_spoilt():
    # after an explicit key nothing can be put in by the rules of this module
    with pytest.raises(EmendataError, match="Y001"):
        edited("- ? for\n  : - x\n    - y\n    # z\n  ? at\n  : |+\n    b\n\n\n- 1\n", {1: (("at", "z"),)}, "c")


characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\ufeff")
words = st.text(characters, min_size=1, max_size=12)
entries = st.fixed_dictionaries({"for": words, "read": words}, optional={"at": words, "remark": words})


@st.composite
def files(draw: st.DrawFn) -> str:
    """Files as editors write them, in all their styles."""
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    text = draw(st.sampled_from(["", "# about\n", "---\n", "\n"]))
    for entry in draw(st.lists(entries, max_size=4)):
        pairs = [(key, yaml_text(value)) for key, value in entry.items()]
        comment = draw(st.sampled_from(["", " # why", "   #"]))
        if draw(st.booleans()):
            text += "- {" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}" + comment + "\n"
        else:
            text += "- " + f"{comment}\n  ".join(f"{key}: {value}" for key, value in pairs) + "\n"
        text += draw(st.sampled_from(["", "\n", "# between\n", "  # inner\n", "\n\n# far\n"]))
    return text.replace("\n", ending)


def is_within(text: str, after: str) -> bool:
    """Whether nothing of the text is gone or in another order."""
    rest = iter(after)
    return all(char in rest for char in text)


@given(files(), st.lists(entries, min_size=1, max_size=3))
def test_law_of_adding(text, new):
    added = [[(key, yaml_text(value)) for key, value in entry.items()] for entry in new]
    after = appended(text, added, "c")
    assert data(after) == [*data(text), *new]
    assert is_within(text, after)


@given(files(), st.data(), words)
def test_law_of_changing(text, drawn, value):
    before = data(text)
    assume(before)
    index = drawn.draw(st.integers(0, len(before) - 1))
    key = drawn.draw(st.sampled_from(["at", "context", "for"]))
    after = edited(text, {index: [(key, yaml_text(value))]}, "c")
    before[index] = {**before[index], key: value}
    assert data(after) == before
    assert after.count("#") >= text.count("#") - sum(v.count("#") for v in data(text)[index].values())

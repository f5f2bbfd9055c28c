"""YAML as editors write it: every value with its place, read by the type that is wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emendata.diagnostics import EmendataError, Place
from emendata.yamltext import DEEPEST, LONGEST, Field, Problems, parsed


def refused(text: str) -> tuple[str, str]:
    """Code and place, and message with hint, of the only error."""
    with pytest.raises(EmendataError) as raised:
        parsed(text, "x.yaml")
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.severity == "error"
    return f"{diagnostic.code} {diagnostic.place}", f"{diagnostic.message} | {diagnostic.hint}"


def the(field: Field, key: str) -> Field:
    return field.mapping([found.written for found in field.keys])[key]


# ----------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("a:\n  b: 1\n\tc: 2\n", "E902 x.yaml:3:1", "a tab at 3:1; indent with spaces"),
        ("a: b\tc\n", "E902 x.yaml:1:5", '"\\t"'),
        ("a: &x [1]\n", "E903 x.yaml:1:4", "`&x`"),
        ("a: 1\nb: *x\n", "E903 x.yaml:2:4", "`*x`"),
        ("a: &x\n", "E903 x.yaml:1:4", "quotation marks"),
        ("a: !!python/object:os.system {}\n", "E904 x.yaml:1:4", "`!!python/object:os.system`"),
        ("a: !x y\n", "E904 x.yaml:1:4", "`!x`"),
        ("a: ! y\n", "E904 x.yaml:1:4", "`!`"),
        ("a: 1\nb: 2\n'a': 3\n", "E905 x.yaml:3:1", "line 1"),
        ("a:\n  - {b: 1, b: 2}\n", "E905 x.yaml:2:12", "`b` is given twice"),
        ("a: 1\n---\nb: 2\n", "E906 x.yaml:2:1", "second"),
        ("a: \0\n", "E909 x.yaml:1:4", "U+0000"),
        ('a: "\\0"\n', "E909 x.yaml:1:4", "U+0000"),
        ('a: "\\uFFFE"\n', "E909 x.yaml:1:4", "U+FFFE"),
        ("a: \ud800\n", "E909 x.yaml:1:4", "U+D800"),
        ("[a, b]: c\n", "E911 x.yaml:1:1", "a key must be a text, not a list"),
        ("a: [1, 2\nb: 3\n", "E901 x.yaml:2:2", "bracket"),
        ("for: the title: a part\n", "E901 x.yaml:1:15", "quotation marks"),
        ("a: 'x\n", "E901 x.yaml:2:1", "not YAML"),
        ("a: 1\n b: 2\n", "E901 x.yaml:2:3", "not YAML"),
        ("%YAML 9.9\n---\na: 1\n", "E901 x.yaml:1:1", "not YAML"),
    ],
)
def test_refused_with_its_place(text: str, where: str, said: str):
    place, message = refused(text)
    assert place == where
    assert said in message


def test_anchor_bomb_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert refused(bomb)[0] == "E903 x.yaml:1:4"


@pytest.mark.parametrize("opening", ["[", "{", "- ", "{a: ", "? "])
def test_depth(opening: str):
    assert refused(opening * 200_000)[0].startswith("E908 x.yaml:1:")


def test_as_deep_as_allowed():
    assert parsed("[" * DEEPEST + "]" * DEEPEST, "x.yaml").kind == "list"
    assert refused("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2))[0].startswith("E908")


def test_length():
    assert refused("#" * (LONGEST + 1)) == (
        "E907 x.yaml",
        "the file has 1,000,001 characters; it may have 1,000,000 | ",
    )
    assert parsed("#" * LONGEST, "x.yaml").blank


def test_the_letter_of_the_file():
    with pytest.raises(EmendataError, match=r"corrections.yaml:1:1: error C902"):
        parsed("\t", "corrections.yaml", letter="C")


# --------------------------------------------------------- the type that is wanted counts


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "yes",
        "off",
        "1995",
        "012",
        "1_000",
        "12:30",
        "1995-06-01",
        "null",
        "~",
        "1.5e3",
        ".5",
        "0x1F",
        "=",
        "true",
    ],
)
def test_a_text_is_what_was_written(written: str):
    assert the(parsed(f"a: {written}\n", "x.yaml"), "a").text() == written


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", True),
        ("Yes", True),
        ("true", True),
        ("'on'", True),
        ("OFF", False),
        ("no", False),
        ("false", False),
    ],
)
def test_boolean(written: str, value: bool):
    assert the(parsed(f"a: {written}", "x.yaml"), "a").boolean() is value


@pytest.mark.parametrize("written", ["1", "maybe", "[on]", "{on: on}", "", "y", "''"])
def test_no_boolean(written: str):
    with pytest.raises(EmendataError, match="`a` has the wrong type: expected on or off, found"):
        the(parsed(f"a: {written}", "x.yaml"), "a").boolean()


def test_integer():
    field = parsed("[12, '012', -3, 0x1F, 1.0, 1_000, ¹, ' 1', 99999999999999999999]", "x.yaml")
    assert [member.integer() for member in field.items()[:3]] == [12, 12, -3]
    for member in field.items()[3:]:
        with pytest.raises(EmendataError, match="expected a whole number"):
            member.integer()
    with pytest.raises(EmendataError, match="x.yaml:1:13: error E913"):
        field.members[2].integer(least=1)


@pytest.mark.parametrize(
    ("written", "found"),
    [("{a: b}", "a mapping"), ("[a]", "a list"), ("b", "`b`"), ("", "nothing"), ("x" * 90, f"`{'x' * 39}…`")],
)
def test_wrong_type_says_what_was_found(written: str, found: str):
    field = the(parsed(f"names: {written}", "x.yaml"), "names")
    assert field.wrong_type("a list of names").diagnostics[0].message == (
        f"`names` has the wrong type: expected a list of names, found {found}"
    )


def test_texts_are_one_or_many():
    field = parsed("{one: A, many: [A, no], none: }", "x.yaml")
    assert [the(field, key).texts() for key in ("one", "many", "none")] == [("A",), ("A", "no"), ()]
    with pytest.raises(EmendataError, match="x.yaml:1:5: error E911"):
        parsed("[A, [B]]", "x.yaml").texts("names")


def test_one_of():
    marks = ("auto", "dot")
    assert parsed("dot", "x.yaml").one_of(marks) == "dot"
    with pytest.raises(EmendataError, match=r"(?s)E913: `dots` is not a value.*Did you mean `dot`\?"):
        parsed("dots", "x.yaml").one_of(marks)
    with pytest.raises(EmendataError, match=r"(?s)E913: `x` is not a value.*It can be auto or dot\."):
        parsed("x", "x.yaml").one_of(marks)


def test_nothing_written_is_an_empty_list_and_an_empty_mapping():
    nothing = parsed("# only a remark\n", "x.yaml")
    assert nothing.blank
    assert nothing.items() == ()
    assert nothing.mapping(["a"]) == {}
    assert not parsed("''", "x.yaml").blank


# ----------------------------------------------------------------------------- mappings


def test_unknown_keys():
    with pytest.raises(EmendataError) as raised:
        parsed("titel: x\nTitle: y\nzzz: z\n", "x.yaml").mapping(["title", "lang"])
    said = [(str(d.place), d.message, d.hint) for d in raised.value.diagnostics]
    assert said == [
        ("x.yaml:1:1", "unknown key `titel`", "Did you mean `title`?"),
        ("x.yaml:2:1", "unknown key `Title`", "Did you mean `title`?"),
        ("x.yaml:3:1", "unknown key `zzz`", "The keys known here: title, lang."),
    ]


def test_missing_keys():
    with pytest.raises(EmendataError, match="x.yaml:1:3: error E912: the key `for` is missing"):
        parsed("- {read: x}", "x.yaml").members[0].mapping(["for", "read"], required=["for"])


def test_problems_are_collected_in_the_order_of_the_file():
    problems = Problems()
    field = parsed("a: maybe\nb: x\nc: on\nd: 1\n", "x.yaml")
    found = field.mapping(["a", "b", "c"], problems)
    assert problems.attempt(0, found["b"].integer, least=1) == 0
    assert problems.attempt(False, found["a"].boolean) is False
    assert problems.attempt(False, found["c"].boolean) is True
    with pytest.raises(EmendataError) as raised:
        problems.finish()
    assert [d.place.line for d in raised.value.diagnostics] == [1, 2, 4]
    Problems().finish()


# ------------------------------------------------------------------------------- places


def test_every_value_has_its_place_and_path():
    root = parsed("\ufeffeditors:\n  AB: Anna Bell\nsettle:\n  - line: 3\n  - {line: 7}\n", "x.yaml")
    assert the(the(root, "editors"), "AB").place == Place("x.yaml", 2, 7)
    second = the(root, "settle").items()[1]
    assert second.place == Place("x.yaml", 5, 5)
    assert the(second, "line").path == "settle[2].line"
    assert [str(key.place) for key in root.keys] == ["x.yaml:1:1", "x.yaml:3:1"]


def test_columns_count_characters():
    assert parsed("{ Ωμέγα𝔘: x }", "x.yaml").members[0].place == Place("x.yaml", 1, 11)


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="'"), min_size=1
)


@given(st.lists(PLAIN, unique=True, max_size=6))
def test_quoted_texts_come_back(texts: list[str]):
    written = "".join(f"- '{text}'\n" for text in texts)
    assert parsed(written, "x.yaml").texts() == tuple(texts)
    if texts:
        written = "".join(f"'{text}': '{text}'\n" for text in texts)
        assert {k.written: v.text() for k, v in parsed(written, "x.yaml").entries()} == dict(
            zip(texts, texts, strict=True)
        )


@given(st.text(st.sampled_from("ab:-[]{}'\"&*!|>#%@, \n\t0~?")))
def test_any_text_is_read_or_refused_with_a_place(text: str):
    try:
        assert parsed(text, "x.yaml").kind in ("text", "list", "mapping")
    except EmendataError as trouble:
        assert trouble.diagnostics[0].place.line >= 1

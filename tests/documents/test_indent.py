"""Line breaks for JSON and XML without any."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.indent import indented, is_dense

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=30,
)


@pytest.mark.parametrize(
    ("dense", "lines"),
    [
        ('{"a":[1,2],"b":{"c":"x, y : {"}}', ["{", '  "a": [1,2],', '  "b": {', '    "c": "x, y : {"', "  }", "}"]),
        ('{"a":[],"b":{}}', ["{", '  "a": [],', '  "b": {}', "}"]),
        ('[{"a":"\\"]"},null]', ["[", "  {", '    "a": "\\"]"', "  },", "  null", "]"]),
        ('["cut off', ["[", '  "cut off']),
        ("]]}", ["]", "]", "}"]),
        ("<a><b>one  two</b><c/>tail</a>", ["<a>", "  <b>one two</b>", "  <c/>", "  tail", "</a>"]),
        ('<?xml version="1.0"?><!-- > --><a x="1"><![CDATA[<b>]]></a>', None),
        ("</a></b><", ["</a>", "</b>", "<"]),
    ],
)
def test_values_and_tags_stand_in_lines_of_their_own(dense: str, lines: list[str] | None) -> None:
    text, taken = indented(dense, most=10_000)
    assert taken == len(dense)
    assert text.split("\n") == lines if lines else "<![CDATA[<b>]]>" in text


def test_nothing_is_read_beyond_the_budget() -> None:
    text, taken = indented("[" + "1," * 500_000 + "]", most=1000)
    assert len(text) < 1100
    assert taken < 1000


def test_depth_alone_makes_no_text() -> None:
    text, _ = indented("[" * 1000, most=10**9)
    assert len(text) < 100 * 1000


@pytest.mark.parametrize(
    ("text", "dense"),
    [
        ("{" + "x" * 5000, True),
        ("\ufeff  <a>" + "x" * 5000, True),
        ("{\n" * 3000, False),
        ("[" + "x" * 3000, False),
        ("words " * 1000, False),
        ("", False),
        ("{\n" + "x" * 9000 + "\n}", True),
    ],
)
def test_only_long_lines_are_broken(text: str, dense: bool) -> None:
    assert is_dense(text) is dense


@given(value=VALUES)
def test_json_stays_the_same_json(value: object) -> None:
    dense = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    assert json.loads(indented(dense, most=10**9)[0]) == value


@given(text=st.text(alphabet='<>/![]{}",:\\ab -', max_size=200))
def test_any_text_is_broken_without_a_loss(text: str) -> None:
    for opening in "<[":
        broken, _ = indented(opening + text, most=10**9)
        assert "".join(broken.split()) == "".join((opening + text).split())

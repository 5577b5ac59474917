"""JSON in any state, as lines."""

import pytest

from bot.answering.digest.loose import json_lines


def lines(text: str) -> list[str] | None:
    found = json_lines(text, is_place=lambda name: name.startswith("p. "))
    return None if found is None else [line for line in found if line.strip()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["a [p. 1]", "b"]', ["a [p. 1]", "b"]),
        ('[{"fact": "a", "anchor": "p. 1"}, {"fact": "b", "anchors": ["p. 2", "p. 3"]}]', ["a [p. 1]", "b [p. 2] [p. 3]"]),
        ('{"facts": [{"text": "a", "page": 1}]}', ["a [1]"]),
        ('{"p. 1": ["a", "b"], "p. 2": "c"}', ["a [p. 1]", "b [p. 1]", "c [p. 2]"]),
        ('{"decisions": [{"text": "a", "anchor": "p. 1"}], "dates": ["b [p. 2]"]}', ["decisions: a [p. 1]", "dates: b [p. 2]"]),
        ('[{"page": "p. 3", "facts": ["a", "b"]}]', ["a [p. 3]", "b [p. 3]"]),
        ('{"pages": [{"page": 3, "facts": ["a", "b"]}]}', ["a [3]", "b [3]"]),
        ('[["p. 3", "a"], ["p. 4", "b"]]', ["p. 3", "a", "p. 4", "b"]),
        ('[{"owner": "Ada", "due": "Friday", "anchor": "p. 1"}]', ["owner: Ada, due: Friday [p. 1]"]),
        ('Here:\n```json\n["a"]\n```\nBye', ["Here:", "a", "Bye"]),
        ('[{"fact": "a", "anchor": "p. 1"},]', ["a [p. 1]"]),
        ('{"fact": "a", "anchor": "p. 1"}\n{"fact": "b", "anchor": "p. 2"}', ["a [p. 1]", "b [p. 2]"]),
        ('[{"fact": "a", "anchor": "p. 1"}, {"fact": "b c', ["a [p. 1]", "b c"]),
        ('["a [p. 1]", "b [p.', ["a [p. 1]", "b [p."]),
        ("[{'fact': 'a', 'anchor': 'p. 1'}]", ["a [p. 1]"]),
        ('[{fact: "a", anchor: "p. 1"}]', ["a [p. 1]"]),
        ('[{"fact": "a "b" c", "anchor": "p. 1"}, {"fact": "d", "anchor": "p. 2"}]', ["a b c [p. 1]", "d [p. 2]"]),
        ('{"p. 1": ["a "b" c"], "p. 2": ["d"]}', ["a b c [p. 1]", "d [p. 2]"]),
        ('[{"fact": "a\\nb", "anchor": null}]', ["a b"]),
        ('{"a": ' * 8 + '"deep"' + "}" * 8, ["a: {'a': 'deep'}"]),
        ("[]", None),
        ("- a [p. 1]", None),
        ("[p. 1] a", None),
        ("[[p. 1]] a", None),
        ("[ ] a", None),
        ("{a} b", None),
    ],
)
def test_json_becomes_lines_with_places_in_brackets(text: str, expected: list[str] | None) -> None:
    assert lines(text) == expected

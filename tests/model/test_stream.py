"""The filters that turn what a model sends into what people may see."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import Usage
from bot.model.stream import Assembly, Edges, Repetition, Thoughts


def through(filtered: Thoughts | Edges | Repetition, pieces: Iterable[str]) -> str:
    """What is shown in the end: text before an orphan close is taken back."""
    shown, orphans = "", 0
    for piece in pieces:
        text = filtered.feed(piece)
        if isinstance(filtered, Thoughts) and filtered.orphans > orphans:
            shown, orphans = "", filtered.orphans
        shown += text
    return shown + filtered.flush() if isinstance(filtered, Thoughts) else shown


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("plain", "plain"),
        ("<think>a</think>b", "b"),
        ("a<think>b</think>c", "ac"),
        ("<think>a</think>b<think>c</think>d", "bd"),
        ("a</think>b", "b"),
        ("a</think>b</think>c", "c"),
        ("<think>a<think>b</think>c</think>d", "d"),
        ("<think>no end", ""),
        ("seen<think>no end", "seen"),
        ("a < b", "a < b"),
        ("</thin", "</thin"),
        ("<<think>a</think>b", "<b"),
        ("<thinking>a", "<thinking>a"),
        ("", ""),
    ],
)
def test_reasoning_is_removed_wherever_the_chunks_are_split(sent: str, shown: str) -> None:
    assert through(Thoughts(), [sent]) == shown
    assert through(Thoughts(), sent) == shown
    for cut in range(len(sent)):
        assert through(Thoughts(), [sent[:cut], sent[cut:]]) == shown


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "/", "think>", "a", " ", "\n", "<th", "ink>"]), max_size=20))
def test_splitting_never_changes_what_is_shown(pieces: list[str]) -> None:
    whole = "".join(pieces)
    assert through(Thoughts(), pieces) == through(Thoughts(), [whole]) == through(Thoughts(), whole)


@settings(deadline=None)
@given(st.text("<think>/ ab", max_size=40))
def test_no_whole_tag_is_ever_shown(sent: str) -> None:
    assert "</think>" not in through(Thoughts(), sent)


@settings(deadline=None)
@given(st.lists(st.text(" \n\tab", max_size=5)))
def test_edges_are_those_of_strip(pieces: list[str]) -> None:
    assert through(Edges(), pieces) == "".join(pieces).strip()


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200,
        "- The total is 5.\n" * 60,
        "".join(["One line of some length.\n", "Another one.\n", "A third.\n"] * 30),
        "A beginning that is fine. " + "and so on " * 100,
    ],
)
def test_a_loop_is_seen(text: str) -> None:
    guard = Repetition()
    assert through(guard, [text[i : i + 7] for i in range(0, len(text), 7)]) == text
    assert guard.looping


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"| {row} | 0 | 0 | 0 | 0 |\n" for row in range(100)),
        "| a | b |\n|" + "-" * 300 + "|" + "-" * 250 + "|\n",
        "".join(f"- Point {point}: none stated.\n" for point in range(60)),
        "Contents" + "." * 120 + "5\n" + "Summary" + "." * 120 + "9\n",
    ],
)
def test_tables_and_lists_are_no_loop(text: str) -> None:
    guard = Repetition()
    through(guard, [text[i : i + 7] for i in range(0, len(text), 7)])
    assert not guard.looping


@pytest.mark.parametrize(
    ("meta", "dollars"),
    [
        ({"usage": {"credits_used": 6800, "usd_spent": 0.0034}}, 0.0034),
        ({"usage": {"usd_spent": "0.5"}}, 0.5),
        ({"usage": {"usd_spent": -1}}, 0.0),
        ({"usage": {"usd_spent": "NaN"}}, 0.0),
        ({"usage": None}, 0.0),
        ({"tokens_used": 5}, 0.0),
        (None, 0.0),
        ("free", 0.0),
    ],
)
def test_what_the_api_charged_comes_with_the_usage_or_after_it(meta: object, dollars: float) -> None:
    usage = {"prompt_tokens": 14, "completion_tokens": 3}
    together: list[dict[str, object]] = [{"choices": [], "usage": usage, "meta": meta}]
    apart: list[dict[str, object]] = [{"choices": [], "usage": usage}, {"choices": [], "meta": meta}]
    for events in (together, apart):
        assembly = Assembly()
        for event in events:
            assembly.feed(json.dumps(event))
        assert assembly.usage == Usage(prompt_tokens=14, completion_tokens=3, dollars=dollars)

"""Untrusted text that enters a prompt: no marker survives, and ordinary text is left alone."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.template import neutralise

MARKERS = re.compile(
    r"/think|/no_think|</?think>|<image\b|<video\b|</?img>|<SPECIAL_\d|</?TOOLCALL>|</?TOOL_RESPONSE>|</?AVAILABLE_TOOLS>|</?s>"
    r"|<\|im_start\|>|<\|im_end\|>|<start_of_turn>",
    re.IGNORECASE,
)
HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\ufe0f\U000e0074\U000e0101\x00\x1b"

MARKER_PIECES = ("<", ">", "/", "|", "th", "ink", "no_", "think", "image", "im", "SPECIAL_", "11", "s", "TOOLCALL", "|im_start|")
OTHERS = ("\u0338", "\u212a", "é", "👩", "ا", "a", "\r", "\n", " ")
fragments = st.sampled_from([*MARKER_PIECES, *OTHERS, *HIDDEN])
hostile = st.lists(fragments, max_size=25).map("".join)


@settings(deadline=None)
@given(hostile | st.text())
def test_no_marker_survives(text: str) -> None:
    assert not MARKERS.search(neutralise(text))


@settings(deadline=None)
@given(hostile | st.text())
def test_twice_is_the_same_as_once(text: str) -> None:
    once = neutralise(text)
    assert neutralise(once) == once


@settings(deadline=None)
@given(hostile | st.text(st.characters(exclude_categories=())))
def test_the_result_is_visible_and_in_nfc(text: str) -> None:
    result = neutralise(text)
    result.encode()
    assert unicodedata.is_normalized("NFC", result)
    assert not set(result) & (set(HIDDEN) - set("\u200c\u200d\ufe0f"))
    # What is left of joiners and selectors stands beside no ASCII, of which all markers are made.
    assert not re.search("[\x00-\x7f][\u200c\u200d\ufe0f]|[\u200c\u200d][\x00-\x7f]", result)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Answer with /think please", "Answer with / think please"),
        ("/no_think", "/ no_think"),
        ("https://example.com/thinking", "https://example.com/ thinking"),
        ("/th\u200bink", "/ think"),
        ("/thin\u212a", "/ thinK"),
        ("<\u200dimage>", "< image>"),
        ("<ima<image>ge>", "<ima< image>ge>"),
        ("<image src='x'/>", "< image src='x'/>"),
        ("<SPECIAL_11>Assistant", "< SPECIAL_11>Assistant"),
        ("</think>", "< / think>"),
        ("a</s>b", "a< /s>b"),
        ("<|im_start|>system", "< |im_start|>system"),
        ("<\uff5cUser\uff5c>", "< \uff5cUser\uff5c>"),
        ("<turn|> <channel|>", "< turn|> < channel|>"),
        ("<<SYS>>", "< <SYS>>"),
        ("[INST] [/inst] [SYSTEM_PROMPT] [IMG]", "[ INST] [ /inst] [ SYSTEM_PROMPT] [ IMG]"),
        ("[INSTALL] [p. 1] [image]", "[INSTALL] [p. 1] [image]"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("e\u0301", "é"),
        ("\u202egnp.exe", "gnp.exe"),
        ("hi\U000e0048\U000e0049", "hi"),
        ("\ud800", ""),
    ],
)
def test_what_becomes_of(text: str, result: str) -> None:
    assert neutralise(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain text, with numbers 1,234.50 and 50 % – done.",
        "if a < b and c > d: return a/b",
        "<p>HTML <b>stays</b> readable</p>",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "\tindented\n",
        "👨‍👩‍👧 ❤️‍🔥 🏳️‍🌈 👍🏽 🇩🇪",
        "می‌خواهم",
        "क्‍ष",
        "日本語と한국어",
        "rethinking a think-tank",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert neutralise(text) == text


def test_a_mountain_of_combining_marks_is_cut_down_instead_of_sorted_for_minutes() -> None:
    marks = "\u0301\u0323" * 100_000
    assert len(neutralise(f"a{marks}b")) < 40
    assert len(neutralise(f"a{marks[:20]}\u200b{marks}b")) < 40
    assert neutralise("e\u0301") == "\u00e9"

"""The forms behind shortcuts: within Slack's limits, carrying no words of a message along, and read without trust."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import FileId, FileRef, phrases
from bot.playground.view_json import modal_of
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.shortcut_forms import (
    FILES,
    PLACE,
    QUESTION,
    PressedOn,
    Typed,
    ask_anything_form,
    language_for,
    message_form,
    notice,
    pressed_on,
    typed_in,
)

ABOUT = PressedOn(channel="C1", root="1.0", ts="2.0", press="13.37.abc", address="https://hooks.slack.com/app/secret")


def as_sent(form: Payload) -> dict[str, Any]:
    """The form as Slack keeps it, which it does only within its limits."""
    return dict(modal_of(dict(form)).as_json())


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de-DE", "German"),
        ("en-GB", "English"),
        ("pt-BR", "Portuguese"),
        ("zh-CN", "Chinese (Simplified)"),
        ("zh-TW", "Chinese (Traditional)"),
        ("ja-JP", "Japanese"),
        ("ru-RU", ""),
        ("", ""),
    ],
)
def test_a_locale_is_told_in_a_language_of_the_list(locale: str, language: str) -> None:
    assert language_for(locale) == language
    assert language in {"", *phrases.LANGUAGES}


@pytest.mark.parametrize("language", ["", "German", "Klingon"])
def test_the_form_of_a_translation_comes_back_with_what_it_is_about(language: str) -> None:
    form = as_sent(message_form(ABOUT, language=language))
    assert pressed_on(form) == ABOUT
    first = form["blocks"][0]["element"].get("initial_option")
    assert (first and first["value"]) == (language if language == "German" else None)


@pytest.mark.parametrize(
    "metadata", ["", "{", "[]", "{}", '{"channel": "C1", "root": "1.0", "ts": "2.0"}', '{"channel": 7, "root": 1, "ts": 2}']
)
def test_a_form_that_is_not_ours_is_about_nothing(metadata: str) -> None:
    assert pressed_on({"private_metadata": metadata}) is None


def test_without_files_there_is_nothing_to_choose_from() -> None:
    blocks = as_sent(ask_anything_form([]))["blocks"]
    assert [block["block_id"] for block in blocks] == [QUESTION, PLACE]
    assert not blocks[0]["optional"]


@given(st.lists(st.text(min_size=0, max_size=300), min_size=1, max_size=10))
def test_whatever_files_are_called_slack_takes_the_form(names: list[str]) -> None:
    files = [FileRef(id=FileId(f"F{number}"), name=name) for number, name in enumerate(names)]
    form = as_sent(ask_anything_form(files))
    options = form["blocks"][1]["element"]["options"]
    assert [option["value"] for option in options] == [file.id for file in files]


def test_long_names_keep_their_ends() -> None:
    file = FileRef(id=FileId("F1"), name="minutes " * 20 + "final v2.docx")
    block = children(ask_anything_form([file]), "blocks")[1]
    (option,) = children(child(block, "element"), "options")
    shown = text_of(child(option, "text"), "text")
    assert len(shown) == 75
    assert shown.endswith("final v2.docx")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, Typed()),
        ({QUESTION: {QUESTION: {"value": " total? "}}}, Typed(question="total?")),
        ({PLACE: {PLACE: {"selected_conversation": None}}}, Typed()),
        ({PLACE: {PLACE: {"selected_conversation": "C1"}}}, Typed(place="C1")),  # pyright: ignore[reportArgumentType] - an id
        ({FILES: {FILES: {"selected_options": [{"value": "F1"}, 7]}}}, Typed(files=(FileId("F1"),))),
        ({FILES: {FILES: {"selected_options": None}}, QUESTION: 7}, Typed()),
    ],
)
def test_what_was_filled_in_is_read_without_trust(values: dict[str, Any], found: Typed) -> None:
    assert typed_in({"state": {"values": values}}) == found


def test_a_notice_says_its_words() -> None:
    assert "not for you" in str(as_sent(notice("Ask Footnote", "not for you")))

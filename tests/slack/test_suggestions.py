"""What is suggested in a direct message, and that a workspace without suggestions is left in peace."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileRef, phrases
from bot.slack.refusals import REFUSAL_KEPT_SECONDS, Refusals
from bot.slack.suggestions import MOST, NAME_CHARACTERS, TITLE_CHARACTERS, Suggestions, suggestions_for
from bot.slack.threads import refers_to_file
from tests.slack.conftest import CHANNEL, TEAM
from tests.slack.fake import FakeSlack, FaultKind

METHOD = "assistant.threads.setSuggestedPrompts"


def a_file(name: str, mimetype: str = "application/octet-stream") -> FileRef:
    return FileRef.model_validate({"id": f"F{name}", "name": name, "mimetype": mimetype})


@pytest.mark.parametrize(
    ("files", "channel", "messages"),
    [
        ([], "", ["help", "usage"]),
        ([], "finance", ["recap #finance", "help", "usage"]),
        (
            ["Q3.pdf"],
            "",
            ["Summarise the file Q3.pdf", "Which decisions and action items are in the file Q3.pdf?"],
        ),
        (
            ["Q3.xlsx"],
            "finance",
            ["Summarise the file Q3.xlsx", "What are the most important figures in the file Q3.xlsx?", "recap #finance"],
        ),
        (
            ["v1.docx", "v2.docx"],
            "finance",
            [
                "Summarise the file v2.docx",
                "Which decisions and action items are in the file v2.docx?",
                "What changed between the files v1.docx and v2.docx?",
                "recap #finance",
            ],
        ),
        (
            ["old.pdf", "a.pdf", "a.pdf"],
            "",
            [
                "Summarise the file a.pdf",
                "Which decisions and action items are in the file a.pdf?",
                "What changed between the files old.pdf and a.pdf?",
                "Summarise the file old.pdf",
            ],
        ),
        # Names that can't stand in a question as they are.
        (["x" * (NAME_CHARACTERS + 1) + ".pdf"], "", []),
        (["<!channel>.pdf"], "", []),
    ],
)
def test_they_fit_what_was_shared_and_is_looked_at(files: list[str], channel: str, messages: list[str]) -> None:
    found = suggestions_for([a_file(name) for name in files], channel=channel)
    assert [suggestion.message for suggestion in found] == messages
    assert len(found) <= MOST


def test_of_a_recording_it_is_asked_what_was_said() -> None:
    _, spoken = suggestions_for([a_file("call.m4a", "audio/mp4")])
    assert spoken.message == "What was said in the file call.m4a?"


def test_a_long_name_is_cut_on_the_button_and_whole_in_the_message() -> None:
    names = ["a" * (NAME_CHARACTERS - 4) + ".pdf", "b" * (NAME_CHARACTERS - 4) + ".pdf"]
    for suggestion in suggestions_for([a_file(name) for name in names]):
        assert len(suggestion.title) <= TITLE_CHARACTERS
        assert ".pdf" in suggestion.title
        assert any(name in suggestion.message for name in names)


def test_what_is_suggested_about_a_file_is_understood_as_being_about_one() -> None:
    files = [a_file("Budget plan"), a_file("Notes"), a_file("call", "video/mp4")]
    for count in (1, 2, 3):
        assert all(refers_to_file(suggestion.message) for suggestion in suggestions_for(files[:count]))


async def test_they_are_shown_under_the_newest_message_and_in_no_thread(client: AsyncWebClient, slack: FakeSlack) -> None:
    # With a thread, Slack does nothing and says yes.
    await Suggestions(client, Refusals()).show(TEAM, CHANNEL, suggestions_for([]))
    (call,) = slack.called(METHOD)
    assert "thread_ts" not in call
    assert (call["channel_id"], call["title"]) == (CHANNEL, phrases.SUGGESTIONS_TITLE)
    assert call["prompts"][0] == {"title": "What can you do?", "message": "help"}


@pytest.mark.parametrize(
    ("kind", "code", "known"),
    [
        ("refuse", "missing_scope", False),
        ("refuse", "unknown_method", False),
        ("refuse", "feature_not_enabled", False),
        ("refuse", "channel_not_found", True),
        ("not_slack", "", False),
        ("server_error", "", True),
        ("ratelimited", "", True),
    ],
)
async def test_a_workspace_that_refuses_them_is_left_alone_for_an_hour(
    client: AsyncWebClient, slack: FakeSlack, kind: FaultKind, code: str, *, known: bool
) -> None:
    now = 0.0
    suggestions = Suggestions(client, Refusals(clock=lambda: now))
    slack.fails(METHOD, kind, code=code)
    await suggestions.show(TEAM, CHANNEL, suggestions_for([]))
    assert suggestions.are_known(TEAM) == known
    now = REFUSAL_KEPT_SECONDS + 1
    assert suggestions.are_known(TEAM)

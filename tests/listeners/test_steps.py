"""Steps of workflows: from what Slack sends to a question, or to an honest end of the run."""

import json

import pytest

from bot.language import ChannelId, FileId, Question, StepKind, Surface, UserId, phrases
from bot.listeners.steps import LONGEST_QUESTION, LONGEST_WISH, MOST_FILES, WORKFLOW, Misgiven, step_of
from bot.slack.payloads import Payload
from tests.listeners.conftest import WORKSPACE, Door

ME = UserId("UBOT")
RUN = "Fx1234567O9L"
FILE = "F0123456789"
LINK = f"{WORKSPACE}archives/C1/p1767224888280449"


def executed(callback: object = "ask_footnote", inputs: object = None, **event: object) -> Payload:
    """As in docs.slack.dev/reference/events/function_executed."""
    about = {"id": "Fn1", "callback_id": callback, "title": "Ask", "type": "app", "app_id": "A1"}
    return {
        "team_id": "T1",
        "type": "event_callback",
        "event_id": "Ev1",
        "event": {
            "type": "function_executed",
            "function": about,
            "inputs": {"question": "How many?"} if inputs is None else inputs,
            "function_execution_id": RUN,
            "workflow_execution_id": "Wx1",
            "bot_access_token": "xwfp-1",
            **event,
        },
    }


def asked(callback: object = "ask_footnote", inputs: object = None, **event: object) -> Question | Misgiven | None:
    return step_of(executed(callback, inputs, **event), ME, now=1.5, workspace_url=WORKSPACE)


def variable(text: str) -> object:
    """A variable in a rich text input, as it was observed."""
    inner = {"type": "rich_text", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text_section", "elements": [inner]}]


def test_a_question_is_named_by_its_run() -> None:
    question = asked(inputs={"question": "How many?", "channel": "C2", "message_link": LINK, "person": "U1"})
    assert isinstance(question, Question)
    assert question.id == f"T1:{WORKFLOW}:{RUN}"
    assert (question.surface, question.asker, question.me) == (Surface.STEP, "U1", ME)
    assert question.message.text == f"How many?\n{LINK}"
    assert question.step
    assert (question.step.kind, question.step.execution, question.step.token) == (StepKind.ASK, RUN, "xwfp-1")
    assert question.step.channel == ChannelId("C2")
    assert not question.is_private
    assert not question.has_thread


def test_a_token_of_a_run_is_shown_nowhere() -> None:
    assert "xwfp-1" not in repr(asked())


@pytest.mark.parametrize("person", [None, "", "somebody", 7, {"id": "x"}])
def test_without_a_person_footnote_itself_is_charged(person: object) -> None:
    question = asked(inputs={"question": "How many?", "person": person})
    assert isinstance(question, Question)
    assert question.asker == ME


@pytest.mark.parametrize(
    ("given", "files"),
    [
        (FILE, [FILE]),
        (variable(FILE), [FILE]),
        ({"id": FILE}, [FILE]),
        ([{"id": FILE}, {"id": "F0123456788"}], [FILE, "F0123456788"]),
        (f"{WORKSPACE}files/U1/{FILE}/q3.pdf", [FILE]),
        (variable(f"{WORKSPACE}files/U1/{FILE}/q3.pdf"), [FILE]),
        (
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "link", "url": f"{WORKSPACE}files/U1/{FILE}/a"}]}
                ],
            },
            [FILE],
        ),
        (f"{FILE} {FILE}", [FILE]),
        (" ".join(f"F01234567{number:02}" for number in range(20)), [f"F01234567{number:02}" for number in range(MOST_FILES)]),
    ],
)
def test_a_file_is_found_in_whatever_form_workflow_builder_gives_it(given: object, files: list[str]) -> None:
    question = asked("summarize_file", {"file": given, "language": " German\n", "length": "x" * 500})
    assert isinstance(question, Question)
    assert [file.id for file in question.message.files] == [FileId(file) for file in files]
    assert question.message.text == ""
    assert question.step
    assert (question.step.language, len(question.step.length)) == ("German", LONGEST_WISH)


def nested(depth: int) -> object:
    return [nested(depth - 1)] if depth else FILE


@pytest.mark.parametrize(
    ("callback", "inputs", "sentence"),
    [
        ("summarize_file", {}, phrases.STEP_WITHOUT_FILE),
        ("summarize_file", {"file": ""}, phrases.STEP_WITHOUT_FILE),
        ("summarize_file", {"file": 7}, phrases.STEP_WITHOUT_FILE),
        ("summarize_file", {"file": "the report, please"}, phrases.STEP_WITHOUT_FILE),
        ("summarize_file", {"file": "https://evil.example/files/U1/F0/x"}, phrases.STEP_WITHOUT_FILE),
        ("summarize_file", {"file": nested(50)}, phrases.STEP_WITHOUT_FILE),
        ("ask_footnote", {}, phrases.STEP_WITHOUT_QUESTION),
        ("ask_footnote", {"question": "  "}, phrases.STEP_WITHOUT_QUESTION),
        ("ask_footnote", {"question": ["a", 1, None]}, None),
        ("ask_footnote", {"question": True}, phrases.STEP_WITHOUT_QUESTION),
        ("ask_footnote", "no inputs", phrases.STEP_WITHOUT_QUESTION),
        ("ask_footnote", {"question": "x" * (LONGEST_QUESTION + 1)}, phrases.STEP_TOO_LONG.format(most=LONGEST_QUESTION)),
        ("ask_footnote", {"question": "?", "channel": "general"}, phrases.STEP_NOT_A_CHANNEL),
        ("ask_footnote", {"question": "?", "channel": "<#C2|finance>"}, None),
        ("ask_footnote", {"question": "?", "message_link": "https://evil.example/archives/C1/p1"}, phrases.STEP_NOT_A_LINK),
        ("something_else", {"question": "?"}, phrases.STEP_UNKNOWN),
        (None, {"question": "?"}, phrases.STEP_UNKNOWN),
        (7, {"question": "?"}, phrases.STEP_UNKNOWN),
    ],
)
def test_what_a_run_lacks_is_said(callback: object, inputs: object, sentence: str | None) -> None:
    found = asked(callback, inputs)
    assert isinstance(found, Question) if sentence is None else isinstance(found, Misgiven)
    assert not isinstance(found, Misgiven) or found.sentence == sentence


@pytest.mark.parametrize("event", [{"function_execution_id": ""}, {"function_execution_id": 7}, {"function_execution_id": None}])
def test_a_run_without_a_name_is_none(event: dict[str, object]) -> None:
    assert asked(**event) is None


async def test_a_run_is_acknowledged_once_it_is_stored_and_asks_once(slack_door: Door) -> None:
    for _ in range(2):
        response = await slack_door.knock(json.dumps(executed(inputs={"question": "How many?", "person": "U1"})))
        assert response.status == 200
    (question,) = await slack_door.rooms.questions()
    assert question.step
    assert question.step.token == "xwfp-1"
    assert slack_door.rooms.slack.runs == {}
    # So that what is read for it is found by who wants to be forgotten.
    assert [thread.channel for thread in await slack_door.rooms.context.with_words_of(question.thread.team, UserId("U1"))] == [
        WORKFLOW
    ]


@pytest.mark.parametrize(
    ("callback", "inputs", "sentence"),
    [("ask_footnote", {}, phrases.STEP_WITHOUT_QUESTION), ("removed_step", {}, phrases.STEP_UNKNOWN)],
)
async def test_a_run_that_asks_nothing_ends_at_once_with_why(
    slack_door: Door, callback: str, inputs: Payload, sentence: str
) -> None:
    slack_door.rooms.slack.run_tokens["xwfp-1"] = set()
    for _ in range(2):
        assert (await slack_door.knock(json.dumps(executed(callback, inputs)))).status == 200
    assert slack_door.rooms.slack.runs == {RUN: sentence}
    assert await slack_door.rooms.questions() == []


async def test_a_run_that_could_not_be_ended_is_not_acknowledged_and_comes_again(slack_door: Door) -> None:
    slack_door.rooms.slack.run_tokens["xwfp-1"] = set()
    for _ in range(3):
        slack_door.rooms.slack.fails("functions.completeError", "server_error")
    assert (await slack_door.knock(json.dumps(executed(inputs={})))).status >= 500
    assert (await slack_door.knock(json.dumps(executed(inputs={})))).status == 200
    assert slack_door.rooms.slack.runs == {RUN: phrases.STEP_WITHOUT_QUESTION}

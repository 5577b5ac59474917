"""What a workflow is handed, and that each run of a step ends once."""

from collections.abc import Sequence
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    Answer,
    ChannelId,
    FootnoteError,
    LeaseLost,
    Link,
    Links,
    Message,
    OverLimit,
    Question,
    QuestionId,
    Receipt,
    ReceiptLine,
    SlackRefused,
    Step,
    StepKind,
    Surface,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.slack.client import SlackUnavailable
from bot.slack.step import OUTPUT_CHARACTERS, StepReply, Steps, outputs_of
from tests.slack.conftest import TEAM, Lease
from tests.slack.fake import BOT, FakeSlack

RUN, TOKEN_OF_RUN = "Fx0001", "xwfp-of-this-run"
SUCCESS, ERROR = "functions.completeSuccess", "functions.completeError"
SUMMARY = Step(kind=StepKind.SUMMARY, execution=RUN, token=TOKEN_OF_RUN)
ASK = SUMMARY.model_copy(update={"kind": StepKind.ASK})
READ = Receipt(lines=(ReceiptLine(name="Q3.pdf", outcome="12 pages"),))
UNREAD = Receipt(lines=(ReceiptLine(name="Q3.key", outcome="not read: unsupported format", read=False),))


class Outbox:
    """What was finished, as all workers see it."""

    def __init__(self) -> None:
        self.bodies: dict[QuestionId, Sequence[str]] = {}

    async def keep(self, question: Question, bodies: Sequence[str]) -> Sequence[str]:
        return self.bodies.setdefault(question.id, bodies)

    async def kept(self, question_id: QuestionId) -> tuple[Question, Sequence[str]] | None:
        return (a_question(), self.bodies[question_id]) if question_id in self.bodies else None

    async def sent(self, question_id: QuestionId) -> int:
        return 0

    async def mark_sent(self, question_id: QuestionId, part: int) -> None: ...


def a_question(step: Step = SUMMARY) -> Question:
    return Question(
        id=QuestionId(f"{TEAM}:workflow:{RUN}"),
        thread=ThreadRef(team=TEAM, channel=ChannelId("workflow"), ts=Ts(RUN)),
        message=Message(ts=Ts("1.000000"), user=UserId(BOT)),
        asker=UserId(BOT),
        surface=Surface.STEP,
        me=UserId(BOT),
        step=step,
    )


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
def reply(slack: FakeSlack, client: AsyncWebClient, outbox: Outbox, lease: Lease) -> StepReply:
    slack.run_tokens[TOKEN_OF_RUN] = set()
    return StepReply(Steps(client), a_question(), SUMMARY, outbox=outbox, check_lease=lease)


async def test_a_run_ends_with_the_answer_and_its_receipt_and_shows_nothing_before(slack: FakeSlack, reply: StepReply) -> None:
    await reply.status("is reading…")
    await reply.show("Revenue", links=Links())
    assert not slack.calls
    await reply.finish(Answer(text="Revenue was 42 [p. 3].", receipt=READ))
    assert slack.runs == {
        RUN: {"summary": "Revenue was 42 [p. 3].", "receipt": f"{phrases.AI_CAN_BE_WRONG} Read: Q3.pdf 12 pages"}
    }
    assert len(slack.calls) == 1


async def test_a_file_that_was_not_read_fails_the_run_with_the_receipts_reason(slack: FakeSlack, reply: StepReply) -> None:
    await reply.finish(Answer(text="I can't see it.", receipt=UNREAD))
    assert slack.runs == {RUN: "I can't summarise it: Q3.key not read: unsupported format."}


async def test_an_answer_without_files_is_one_all_the_same() -> None:
    said = outputs_of(ASK, Answer(text="Yes."))
    assert said == {"answer": "Yes.", "receipt": phrases.AI_CAN_BE_WRONG}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FootnoteError("Why not."), "Why not."),
        (OverLimit("Too many.", detail="user_per_minute", is_known=False), "Too many."),
        # Nobody else tells the workflow, however often its person was told.
        (OverLimit("Too many.", detail="user_per_minute", is_known=True), "Too many."),
    ],
)
async def test_a_failure_is_one_sentence(slack: FakeSlack, reply: StepReply, error: FootnoteError, sentence: str) -> None:
    await (reply.refuse(error) if isinstance(error, OverLimit) else reply.fail(error))
    assert slack.runs == {RUN: sentence}


async def test_what_was_stopped_or_taken_back_ends_too(slack: FakeSlack, reply: StepReply) -> None:
    await reply.stopped()
    await reply.take_back()
    assert slack.runs == {RUN: phrases.STOPPED}


@pytest.mark.parametrize("code", ["execution_not_in_running_state", "function_execution_not_found"])
async def test_a_run_that_has_ended_already_counts_as_ended(slack: FakeSlack, reply: StepReply, code: str) -> None:
    slack.fails(SUCCESS, "refuse", code=code)
    await reply.finish(Answer(text="Yes.", receipt=READ))
    slack.fails(ERROR, "refuse", code=code)
    await reply.fail(FootnoteError("Why not."))
    assert len(slack.calls) == 2


async def test_an_end_whose_answer_was_lost_is_repeated_and_done_once(slack: FakeSlack, reply: StepReply) -> None:
    slack.fails(SUCCESS, "reset", committed=True)
    await reply.finish(Answer(text="Yes.", receipt=READ))
    assert slack.runs[RUN]
    assert len(slack.called(SUCCESS)) == 2


async def test_after_a_crash_the_same_answer_is_handed_over(slack: FakeSlack, reply: StepReply) -> None:
    assert not await reply.resume()
    for _ in range(3):
        slack.fails(SUCCESS, "server_error")
    with pytest.raises(SlackUnavailable):
        await reply.finish(Answer(text="The first.", receipt=READ))
    assert await reply.resume()
    await reply.finish(Answer(text="The second.", receipt=READ))
    ended: Any = slack.runs[RUN]
    assert ended["summary"] == "The first."


@pytest.mark.parametrize("code", ["token_expired", "invalid_auth", "token_revoked"])
async def test_where_the_runs_token_is_spent_the_apps_own_ends_it(slack: FakeSlack, reply: StepReply, code: str) -> None:
    slack.fails(SUCCESS, "refuse", code=code)
    await reply.finish(Answer(text="Yes.", receipt=READ))
    assert slack.runs[RUN]
    assert len(slack.called(SUCCESS)) == 2


async def test_what_slack_refuses_for_another_reason_is_told(slack: FakeSlack, reply: StepReply) -> None:
    slack.fails(SUCCESS, "refuse", code="parameter_validation_failed")
    with pytest.raises(SlackRefused):
        await reply.finish(Answer(text="Yes.", receipt=READ))
    assert len(slack.calls) == 1


async def test_a_worker_without_its_lease_ends_nothing(slack: FakeSlack, reply: StepReply, lease: Lease) -> None:
    lease.lost = True
    for ending in (reply.finish(Answer(text="Yes.", receipt=READ)), reply.fail(FootnoteError("Why not."))):
        with pytest.raises(LeaseLost):
            await ending
    assert not slack.calls


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Key points**\n- One [p. 3]", "Key points\n- One [p. 3]"),
        ("## Head\nWords", "Head\nWords"),
        ("Ada said so [m12].", "Ada said so 12 Mar, 09:14 (https://acme.slack.com/archives/C1/p1)."),
        ("<!channel> look", "@\u2060channel look"),
        ("![x](https://evil.example/?q=secret)", "x"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("", phrases.NO_ANSWER),
    ],
)
def test_outputs_are_plain_words_and_safe(text: str, shown: str) -> None:
    footnotes = {"m12": Link(url="https://acme.slack.com/archives/C1/p1", label="12 Mar, 09:14")}
    said = outputs_of(ASK, Answer(text=text, links=Links(footnotes=footnotes)))["answer"]
    assert "evil.example" not in said
    assert "<!" not in said
    if "<!" not in text and "![" not in text:
        assert said == shown


def test_an_output_that_is_too_long_is_shortened_and_says_so() -> None:
    said = outputs_of(ASK, Answer(text="word " * OUTPUT_CHARACTERS))["answer"]
    assert len(said) <= OUTPUT_CHARACTERS
    assert said.endswith(phrases.STEP_SHORTENED)

"""Answers for one person alone: where they are sent, where they go on, each part once, and nothing to a stranger's address."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    Answer,
    FootnoteError,
    LeaseLost,
    Link,
    Links,
    Message,
    OverLimit,
    Pointed,
    Question,
    QuestionId,
    Receipt,
    ReceiptLine,
    Shortcut,
    SlackRefused,
    Surface,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.slack.client import SlackUnavailable
from bot.slack.private import SHARE_ANSWER, PrivateReply
from bot.slack.response_urls import LIFE_SECONDS, MOST_USES
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import CHANNEL, TEAM, Lease, at_once

ASKED_AT = 1_767_224_888
ASKER = UserId("U1")

LONG = "\n\n".join(f"Paragraph {number} says " + "a word " * 300 for number in range(10))
"""More than five messages."""


class KeptOutbox:
    """What every worker sees of private answers."""

    def __init__(self) -> None:
        self.answers: dict[QuestionId, tuple[Question, tuple[str, ...]]] = {}
        self.parts: dict[QuestionId, int] = {}
        self.dies_after: int | None = None
        """The worker dies before it can write down that this part was sent."""

    async def keep(self, question: Question, bodies: Sequence[str]) -> Sequence[str]:
        return self.answers.setdefault(question.id, (question, tuple(bodies)))[1]

    async def kept(self, question_id: QuestionId) -> tuple[Question, Sequence[str]] | None:
        return self.answers.get(question_id)

    async def sent(self, question_id: QuestionId) -> int:
        return self.parts.get(question_id, 0)

    async def mark_sent(self, question_id: QuestionId, part: int) -> None:
        if part == self.dies_after:
            raise ConnectionError("the worker dies here")
        self.parts[question_id] = part + 1


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    async with served(SlackOfChannels()) as fake:
        yield fake


@pytest.fixture
def outbox() -> KeptOutbox:
    return KeptOutbox()


class Clock:
    """Seconds since the epoch, when told."""

    now = float(ASKED_AT)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def command(response_url: str, text: str = "what was the total in <https://a.example/q3>?") -> Question:
    ts = Ts(f"{ASKED_AT}.000000")
    return Question(
        id=QuestionId(f"{TEAM}:{CHANNEL}:1.2.abc"),
        thread=ThreadRef(team=TEAM, channel=CHANNEL, ts=Ts("1.2.abc")),
        message=Message(ts=ts, user=ASKER, text=text),
        asker=ASKER,
        surface=Surface.COMMAND,
        me=UserId("U0BOT"),
        response_url=response_url,
    )


@pytest.fixture
def question(slack: SlackOfChannels) -> Question:
    return command(f"{slack.url}/respond/1")


Reply = Callable[..., PrivateReply]


@pytest.fixture
def reply(client: AsyncWebClient, question: Question, outbox: KeptOutbox, lease: Lease, clock: Clock) -> Reply:
    def make(asked: Question = question) -> PrivateReply:
        return PrivateReply(client, asked, outbox=outbox, check_lease=lease, clock=clock, sleep=at_once)

    return make


def texts(slack: SlackOfChannels) -> list[str]:
    """What was said at the command's address."""
    return [body["text"] for _, body in slack.responses]


def directly(slack: SlackOfChannels) -> list[str]:
    """What was said to the asker in direct messages."""
    return [message["text"] for message in slack.said(ASKER)]


def buttons(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [element for block in body["blocks"] if block["type"] == "actions" for element in block["elements"]]


async def test_an_answer_is_for_the_asker_alone_with_its_receipt_and_a_button(slack: SlackOfChannels, reply: Reply) -> None:
    answer = Answer(
        text="It was **42** [m1]. <!channel>",
        receipt=Receipt(lines=(ReceiptLine(name="q3.pdf", outcome="48 of 212 pages"),)),
        links=Links(footnotes={"m1": Link(url="https://acme.slack.com/archives/C1/p1", label="12 Mar 14:02")}),
    )
    assert await reply().finish(answer) == ()
    ((path, body),) = slack.responses
    assert path == "/respond/1"
    assert body["response_type"] == "ephemeral"
    assert (body["unfurl_links"], body["unfurl_media"], body["link_names"]) == (False, False, False)
    assert "*42* <https://acme.slack.com/archives/C1/p1|12 Mar 14:02>" in body["text"]
    assert "q3.pdf 48 of 212 pages" in body["text"]
    assert "<!channel>" not in str(body)
    (button,) = buttons(body)
    assert (button["action_id"], button["text"]["text"]) == (SHARE_ANSWER, phrases.SHARE)
    assert button["value"] == f"{TEAM}:{CHANNEL}:1.2.abc"
    assert not slack.calls


def used(question: Question) -> Question:
    """The same, as a shortcut on a message in a thread asks it."""
    message = Message(ts=Ts("5.0"), text="Shall we ship?")
    return question.model_copy(update={"pointed": Pointed(shortcut=Shortcut.SUMMARY, message=message)})


async def test_the_answer_to_a_shortcut_can_be_shared_in_the_thread(
    slack: SlackOfChannels, reply: Reply, question: Question
) -> None:
    await reply(used(question)).finish(Answer(text="It was 42."))
    (button,) = buttons(slack.responses[0][1])
    assert (button["action_id"], button["text"]["text"]) == (SHARE_ANSWER, phrases.SHARE_IN_THREAD)


async def test_one_use_of_a_shortcuts_address_went_for_its_acknowledgement(
    slack: SlackOfChannels, reply: Reply, question: Question
) -> None:
    await reply(used(question)).finish(Answer(text=LONG))
    assert slack.tries == MOST_USES - 1
    assert directly(slack)


async def test_nothing_is_shown_before_it_is_finished(slack: SlackOfChannels, reply: Reply) -> None:
    making = reply()
    await making.status("is reading…")
    await making.show("It was", links=Links())
    await making.aclose()
    assert (slack.tries, slack.calls) == (0, [])


async def test_an_empty_answer_says_so(slack: SlackOfChannels, reply: Reply) -> None:
    await reply().finish(Answer(text=" \n"))
    assert phrases.NO_ANSWER in texts(slack)[0]


async def test_past_five_parts_the_answer_goes_on_directly(slack: SlackOfChannels, reply: Reply) -> None:
    await reply().finish(Answer(text=LONG))
    assert len(texts(slack)) == MOST_USES
    first, *others = directly(slack)
    opening = phrases.CONTINUED_DIRECTLY.format(question="what was the total in <https://a.example/q3>?")
    assert first.startswith(f"{opening}\n")
    assert not any(other.startswith("More") for other in others)
    whole = "\n".join([*texts(slack), *directly(slack)])
    assert all(f"Paragraph {number} says" in whole for number in range(10))
    assert whole.count("Paragraph 7 says") == 1
    assert not any(buttons(body) for _, body in slack.responses)
    assert buttons(slack.said(ASKER)[-1])


async def test_after_half_an_hour_the_answer_comes_directly(slack: SlackOfChannels, reply: Reply, clock: Clock) -> None:
    clock.now = ASKED_AT + LIFE_SECONDS
    await reply().finish(Answer(text="It was 42."))
    assert slack.tries == 0
    (said,) = directly(slack)
    assert said.startswith("About what you asked, “what was the total in")
    assert "It was 42." in said


@pytest.mark.parametrize(
    "answer",
    [
        (404, '{"ok":false,"error":"expired_url"}'),
        (404, '{"ok":false,"error":"used_url"}'),
        (404, "no_service"),
        (200, '{"ok":false,"error":"used_url"}'),
        (400, "<html>"),
        (302, ""),
        (410, '["?"]'),
    ],
)
async def test_a_refused_address_is_not_tried_again(slack: SlackOfChannels, reply: Reply, answer: tuple[int, str]) -> None:
    slack.answers = [(200, "ok"), answer]
    await reply().finish(Answer(text=LONG))
    assert (len(texts(slack)), slack.tries) == (1, 2)
    assert "More of my answer" in directly(slack)[0]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://hooks.slack.com/commands/1",
        "https://hooks.slack.com.evil.example/1",
        "https://hooks.slack.com@evil.example/1",
        "https://hooks.slack.com:8443/1",
        "https://evil.example/1",
        "http://127.0.0.1:9/1",
        "http://[::1",
        "file:///etc/passwd",
        "nonsense",
    ],
)
async def test_a_strangers_address_is_never_used(
    slack: SlackOfChannels, reply: Reply, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await reply(command(address)).finish(Answer(text="It was 42."))
    assert slack.tries == 0
    assert len(directly(slack)) == 1
    assert not address or address not in caplog.text


async def test_a_loopback_address_is_used_only_where_the_web_api_is_there_too(slack: SlackOfChannels, reply: Reply) -> None:
    other = slack.url.replace("127.0.0.1", "localhost")
    await reply(command(f"{other}/respond/1")).finish(Answer(text="It was 42."))
    assert slack.tries == 0
    with_user = slack.url.replace("://", "://me@")
    await reply(command(f"{with_user}/respond/1")).fail(FootnoteError("x"))
    assert slack.tries == 0


@pytest.mark.parametrize("answer", [(0, ""), (500, "<html>"), (503, ""), (429, "")])
async def test_what_may_pass_is_tried_again_and_nothing_is_sent_twice(
    slack: SlackOfChannels, reply: Reply, answer: tuple[int, str]
) -> None:
    slack.answers = [(200, "ok"), answer]
    with pytest.raises(SlackUnavailable) as unavailable:
        await reply().finish(Answer(text=LONG))
    assert "respond" not in str(unavailable.value)
    assert unavailable.value.retry_after == (7.0 if answer[0] == 429 else None)
    await reply().finish(Answer(text="Another answer, since the model was asked again."))
    whole = "\n".join([*texts(slack), *directly(slack)])
    assert all(whole.count(f"Paragraph {number} says") == 1 for number in range(10))
    assert "Another answer" not in whole


async def test_slack_that_asks_to_wait_without_saying_how_long_is_waited_for(slack: SlackOfChannels, reply: Reply) -> None:
    slack.retry_after, slack.answers = "soon", [(429, "")]
    with pytest.raises(SlackUnavailable) as unavailable:
        await reply().finish(Answer(text="It was 42."))
    assert unavailable.value.retry_after == 1.0


@pytest.mark.parametrize("host", ["hooks.slack.com", "hooks.slack-gov.com", "HOOKS.slack.com"])
async def test_slacks_own_address_is_used_through_the_proxy_that_the_client_has(
    slack: SlackOfChannels, reply: Reply, client: AsyncWebClient, host: str
) -> None:
    client.proxy = slack.url  # It refuses to connect any further.
    with pytest.raises(SlackUnavailable):
        await reply(command(f"https://{host}/commands/T1/1/abc")).finish(Answer(text="It was 42."))
    assert not slack.called("chat.postMessage")


async def test_a_direct_message_without_a_timestamp_is_in_doubt(slack: SlackOfChannels, reply: Reply) -> None:
    slack.fails("chat.postMessage", "not_json")
    with pytest.raises(SlackUnavailable):
        await reply(command("")).finish(Answer(text="It was 42."))


async def test_no_server_at_the_address_is_tried_again(reply: Reply, slack: SlackOfChannels, client: AsyncWebClient) -> None:
    client.base_url = "http://127.0.0.1:1/api/"
    with pytest.raises(SlackUnavailable):
        await reply(command("http://127.0.0.1:1/respond/1")).finish(Answer(text="It was 42."))


async def test_a_client_without_a_session_can_not_respond(reply: Reply, client: AsyncWebClient) -> None:
    client.session = None
    with pytest.raises(SlackUnavailable):
        await reply().finish(Answer(text="It was 42."))


async def test_after_a_crash_what_an_earlier_attempt_finished_is_sent_on(
    slack: SlackOfChannels, reply: Reply, outbox: KeptOutbox
) -> None:
    outbox.dies_after = 6
    with pytest.raises(ConnectionError):
        await reply().finish(Answer(text=LONG))
    outbox.dies_after = None
    sent = len(texts(slack)), len(directly(slack))
    assert sent == (5, 2)
    assert await reply().resume()
    assert len(texts(slack)) == 5
    # The part that was sent but not written down stands there twice; that can't be helped.
    assert directly(slack)[2].count("More of my answer") == 1
    assert await reply().resume()
    assert len(directly(slack)) == len(outbox.answers[QuestionId(f"{TEAM}:{CHANNEL}:1.2.abc")][1]) - 5 + 1


async def test_there_is_nothing_to_resume_at_first(slack: SlackOfChannels, reply: Reply) -> None:
    assert not await reply().resume()
    assert slack.tries == 0


async def test_who_lost_the_lease_sends_nothing(slack: SlackOfChannels, reply: Reply, lease: Lease, clock: Clock) -> None:
    lease.lost = True
    for now in (ASKED_AT, ASKED_AT + LIFE_SECONDS):
        clock.now = now
        with pytest.raises(LeaseLost):
            await reply().finish(Answer(text="It was 42."))
        with pytest.raises(LeaseLost):
            await reply().fail(FootnoteError("No."))
    assert (slack.tries, directly(slack)) == (0, [])


async def test_where_blocks_are_refused_plainer_ones_keep_the_button(slack: SlackOfChannels, reply: Reply) -> None:
    slack.answers = [(400, '{"ok":false,"error":"invalid_blocks"}')]
    await reply().finish(Answer(text="It was **42**."))
    ((_, body),) = slack.responses
    assert [block["type"] for block in body["blocks"]] == ["section", "actions"]
    assert body["blocks"][0]["text"]["verbatim"] is True


async def test_where_all_blocks_are_refused_the_text_says_it(slack: SlackOfChannels, reply: Reply) -> None:
    slack.answers = [(500, "invalid_blocks"), (200, '{"ok":false,"error":"invalid_blocks"}')]
    await reply().finish(Answer(text="It was **42**."))
    ((_, body),) = slack.responses
    assert "*42*" in body["text"]
    assert "blocks" not in body


async def test_blocks_refused_in_direct_messages_are_left_out_too(slack: SlackOfChannels, reply: Reply) -> None:
    for _ in range(2):
        slack.fails("chat.postMessage", "refuse", code="invalid_blocks")
    await reply(command("")).finish(Answer(text="It was 42."))
    (said,) = slack.said(ASKER)
    assert "It was 42." in said["text"]
    assert not said.get("blocks")


async def test_what_is_refused_in_every_form_is_raised(slack: SlackOfChannels, reply: Reply) -> None:
    for _ in range(3):
        slack.fails("chat.postMessage", "refuse", code="invalid_blocks")
    with pytest.raises(SlackRefused):
        await reply(command("")).finish(Answer(text="It was 42."))
    slack.fails("chat.postMessage", "refuse", code="messages_tab_disabled")
    with pytest.raises(SlackRefused):
        await reply(command("")).resume()


@pytest.mark.parametrize("over", [False, True])
async def test_why_there_is_no_answer_is_one_sentence(slack: SlackOfChannels, reply: Reply, *, over: bool) -> None:
    if over:
        await reply().refuse(OverLimit("Ask again at noon."))
    else:
        await reply().fail(FootnoteError("Ask again at noon."))
    ((_, body),) = slack.responses
    assert body["text"] == "Ask again at noon."
    assert "blocks" not in body


async def test_the_sentence_goes_directly_where_the_address_ended(slack: SlackOfChannels, reply: Reply) -> None:
    await reply(command("", text="")).fail(FootnoteError("No."))
    assert directly(slack) == [f"About what you asked, “{phrases.A_RECAP}”:\nNo."]


async def test_a_quoted_question_pings_nobody_and_is_short(slack: SlackOfChannels, reply: Reply) -> None:
    hostile = "<!channel> <@U2|bob> @here ```\n# x " + "long " * 200
    await reply(command("", text=hostile)).fail(FootnoteError("No."))
    (said,) = directly(slack)
    assert "<!" not in said
    assert "<@" not in said
    assert "@here" not in said
    assert len(said) < 500

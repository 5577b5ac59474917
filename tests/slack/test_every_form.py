"""Every reply form, whatever fails wherever: one chain of messages that holds the whole answer, and nothing left on."""

import asyncio
from itertools import pairwise

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.language import (
    Answer,
    ChannelId,
    Links,
    Message,
    OutOfReach,
    Question,
    QuestionId,
    Receipt,
    ReceiptLine,
    SlackRefused,
    Surface,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.slack.attempt import Attempt
from bot.slack.blocks import without_receipt
from bot.slack.client import make_client
from bot.slack.code import CodeBlock, blocks
from bot.slack.pacing import Pace
from bot.slack.refusals import Feature, Refusals
from bot.slack.reply import SlackReply
from bot.slack.rollover import STREAM_CHARACTERS
from tests.slack.conftest import TEAM, Lease, Ledger, Live, Replies, Titles, at_once
from tests.slack.fake import BOT, TOKEN, FakeSlack, FaultKind

RECEIPT = Receipt(lines=(ReceiptLine(name="Q3.pdf", outcome="48 of 212 pages"),))
ROWS = [[f"r{row}c{column}" for column in range(8)] for row in range(41)]
TABLE = "\n".join(["| " + " | ".join(ROWS[0]) + " |", "|---" * 8 + "|", *("| " + " | ".join(row) + " |" for row in ROWS[1:])])
CODE = "```python\n" + "\n".join(f"line_{number} = {number}" for number in range(400)) + "\n```"
PROSE = "\n\n".join(
    f"Paragraph {number}: " + "some words that follow one another, " * 12 + "and an end." for number in range(100)
)
LONG = (PROSE + "\n\n" + TABLE + "\n\n" + CODE + "\n\n" + PROSE)[:60_000]

FORMS = ["streamed", "growing", "at once"]


async def shown(reply: SlackReply, text: str, step: int) -> None:
    """Shows a text as it grows by whole lines, with time for every piece to be written."""
    ends = [0, *(at + 1 for at, char in enumerate(text) if char == "\n"), len(text)]
    picked = [end for before, end in pairwise(ends) if before // step != end // step]
    for end in picked:
        await reply.show(text[:end], links=Links())
        for _ in range(20):
            await asyncio.sleep(0)
        await asyncio.sleep(0.001)


def chain(slack: FakeSlack) -> list[str]:
    return [without_receipt(message["text"]) for message in slack.ours if not message.get("files")]


def words(text: str) -> list[str]:
    """What is read, whatever draws the tables and fences of which it is part."""
    return "".join(char if char.isalnum() or char.isspace() else " " for char in text.replace("```python", "")).split()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("files", [True, False])
async def test_sixty_thousand_characters_arrive_whole(
    slack: FakeSlack, replies: Replies, refusals: Refusals, form: str, files: bool
) -> None:
    if form != "streamed":
        refusals.remember(TEAM, Feature.STREAM)
    if not files:
        slack.fails("files.getUploadURLExternal", "refuse", code="missing_scope")
    reply = replies()
    if form != "at once":
        await shown(reply, LONG, 1_500)
    await reply.finish(Answer(text=LONG, receipt=RECEIPT))
    if form == "streamed" or not files:
        said = " ".join(chain(slack))
        heads = words(" ".join(ROWS[0])) if form != "streamed" else []
        assert [word for word in words(said) if word not in heads] == [word for word in words(LONG) if word not in heads]
        limit = STREAM_CHARACTERS if form == "streamed" else 4_000
        assert all(len(text) <= limit for text in chain(slack))
    else:
        [content] = slack.uploads.values()
        assert content.decode() == LONG.strip()
        assert phrases.WHOLE_ANSWER_ATTACHED in chain(slack)[-1]
    for text in chain(slack):
        assert all(block.closed for block in blocks(text) if isinstance(block, CodeBlock))
    assert "Q3.pdf" in str(slack.ours)
    assert not slack.streaming


@pytest.mark.parametrize("form", FORMS)
async def test_a_table_of_forty_rows_and_eight_columns_survives(
    slack: FakeSlack, replies: Replies, refusals: Refusals, form: str
) -> None:
    if form != "streamed":
        refusals.remember(TEAM, Feature.STREAM)
    text = f"Here it is.\n\n{TABLE}\n\nThat was it."
    reply = replies()
    if form != "at once":
        await shown(reply, text, 100)
    await reply.finish(Answer(text=text, receipt=RECEIPT))
    lines = "\n".join(chain(slack)).split("\n")
    for row in ROWS:
        assert any(words(line) == row for line in lines)


METHODS = [
    "chat.startStream",
    "chat.appendStream",
    "chat.stopStream",
    "chat.postMessage",
    "chat.update",
    "chat.delete",
    "conversations.replies",
    "agents.sessions.setStatus",
    "assistant.threads.setStatus",
    "reactions.add",
]
STATUSES = METHODS[7:]
FAULTS = st.lists(
    st.tuples(
        st.sampled_from(METHODS),
        st.sampled_from(["reset", "server_error", "not_json", "ratelimited", "not_slack", "refuse"]),
        st.booleans(),
    ),
    max_size=8,
)
CODES = {
    "chat.appendStream": "message_not_in_streaming_state",
    "chat.stopStream": "message_not_in_streaming_state",
    "chat.update": "streaming_state_conflict",
    "chat.postMessage": "invalid_blocks",
    "chat.startStream": "missing_scope",
}
MOMENTS = st.lists(st.sampled_from(["show", "show", "show", "wait", "restart", "expire", "crash", "status"]), max_size=10)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FAULTS, MOMENTS, st.sets(st.sampled_from(STATUSES)))
def test_whatever_fails_wherever_there_is_one_whole_answer(
    faults: list[tuple[str, FaultKind, bool]], moments: list[str], lacks: set[str]
) -> None:
    asyncio.run(_answered_once(faults, moments, lacks))


async def _answered_once(faults: list[tuple[str, FaultKind, bool]], moments: list[str], lacks: set[str]) -> None:
    """Answers one question through those faults and moments, as often as a worker would have to try, and looks at the thread."""
    slack = FakeSlack(lacks=lacks)
    async with TestServer(slack.app()) as server, aiohttp.ClientSession() as session:
        client = make_client(token=TOKEN, api_url=str(server.make_url("/api/")), session=session)
        ts = Ts(slack.says("U1", "What was the total?"))
        question = Question(
            id=QuestionId(f"T1:C1:{ts}"),
            thread=ThreadRef(team=TEAM, channel=ChannelId("C1"), ts=ts),
            message=Message(ts=ts, user=UserId("U1"), text="What was the total?"),
            asker=UserId("U1"),
            surface=Surface.MENTION,
            me=UserId(BOT),
        )
        for method, kind, committed in faults:
            if kind == "refuse" and method not in CODES:
                continue  # What a workspace lacks, it lacks for good; who may neither search nor delete can't clear up.
            refused = kind in {"refuse", "ratelimited", "not_slack"}
            slack.fails(method, kind, code=CODES.get(method, ""), committed=committed and not refused)
        ledger, refusals, pace = Ledger(), Refusals(), Pace(Live(), minimum=0)
        answer = Answer(text="One. Two. " + "More. " * (len(moments) * 250), receipt=RECEIPT)
        for attempt in range(1, 30):
            lease = Lease()
            current = Attempt(
                client=client,
                question=question,
                ledger=ledger,
                titles=Titles(),
                refusals=refusals,
                check_lease=lease,
                number=attempt,
                sleep=at_once,
            )
            reply = SlackReply(current, pace=pace)
            try:
                crashed = await _lived(slack, reply, answer, moments if attempt == 1 else [])
                if not crashed:
                    await reply.finish(answer)
                    break
            except (OutOfReach, SlackRefused):
                pass
            lease.lost = True
        else:
            raise AssertionError("never answered")
    assert words(" ".join(chain(slack))) == words(answer.text)
    assert len({message["metadata"]["event_payload"]["part"] for message in slack.ours}) == len(slack.ours)
    assert {message["metadata"]["event_payload"]["state"] for message in slack.ours} == {"final"}
    assert not slack.streaming
    assert not slack.working


async def _lived(slack: FakeSlack, reply: SlackReply, answer: Answer, moments: list[str]) -> bool:
    """What happens before the answer is done; True when the worker dies of it."""
    whole = answer.text
    for index, moment in enumerate(moments, start=1):
        match moment:
            case "show":
                await reply.show(whole[: len(whole) * index // len(moments)], links=Links())
            case "restart":
                await reply.show("Something else.", links=Links())
            case "status":
                await reply.status("is thinking…")
            case "expire":
                slack.expire()
            case "wait":
                await asyncio.sleep(0.005)
            case _:
                return True
    return False

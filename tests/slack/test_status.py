"""What stands in a thread while an answer is made, and that nothing of it stays."""

import asyncio
from dataclasses import replace

import pytest

from bot.language import Answer, FootnoteError, LeaseLost, Links, Question, StoreUnavailable, Surface, TeamId
from bot.slack.attempt import Attempt
from bot.slack.refusals import REFUSAL_KEPT_SECONDS, Feature, Refusals
from bot.slack.status import Status
from tests.slack.conftest import TEAM, Ask, Lease, Pauses, Replies, Titles
from tests.slack.fake import FakeSlack, FaultKind

SESSION, LINE = "agents.sessions.setStatus", "assistant.threads.setStatus"
TITLE = "assistant.threads.setTitle"
SET, REMOVE = "reactions.add", "reactions.remove"


@pytest.fixture
def status(attempt: Attempt, pauses: Pauses) -> Status:
    return Status(replace(attempt, pause=pauses.sleep))


async def test_the_session_is_at_work_and_the_line_says_at_what(slack: FakeSlack, attempt: Attempt, question: Question) -> None:
    status = Status(attempt)
    assert await status.show("is reading R&amp;D.pdf…")
    assert await status.show("is thinking…")
    [session] = slack.called(SESSION)
    assert session["status"] == "processing"
    assert (session["title"], session["initiator_user_id"]) == ("What was the total?", "U1")
    assert [call["status"] for call in slack.called(LINE)] == ["is reading R&amp;D.pdf…", "is thinking…"]
    assert not slack.called(SET)
    await status.end()
    assert (slack.sessions, slack.statuses) == ({question.thread.ts: "active"}, {question.thread.ts: ""})


async def test_a_conversation_is_named_once_and_never_over_the_name_that_a_person_gave_it(
    slack: FakeSlack, attempt: Attempt, ask: Ask, titles: Titles
) -> None:
    named, follow_up, renamed = ask("What was the total?"), ask("And the costs?"), ask("Who decided?")
    follow_up = follow_up.model_copy(update={"thread": named.thread})
    await titles.settle(renamed.thread)
    for question in (named, follow_up, renamed):
        status = Status(replace(attempt, question=question))
        await status.show("is thinking…")
        await status.end()
    titled = [call["title"] for call in slack.called(SESSION) if call.get("title")]
    assert set(titled) == {"What was the total?"}
    assert not slack.called(TITLE)


async def test_without_sessions_a_direct_message_is_named_the_older_way_and_a_channels_thread_is_not(
    slack: FakeSlack, attempt: Attempt, ask: Ask, titles: Titles
) -> None:
    slack.lacks = {SESSION}
    for question in (ask("In a channel?"), ask("What was the total?", surface=Surface.DIRECT)):
        for line in ("is reading…", "is thinking…"):
            await Status(replace(attempt, question=question)).show(line)
    (call,) = slack.called(TITLE)
    assert call["title"] == "What was the total?"


async def test_a_workspace_without_titles_is_not_asked_for_them_with_every_question(
    slack: FakeSlack, attempt: Attempt, ask: Ask, titles: Titles
) -> None:
    slack.lacks = {SESSION, TITLE}
    for _ in range(2):
        assert await Status(replace(attempt, question=ask(surface=Surface.DIRECT))).show("is thinking…")
    assert len(slack.called(TITLE)) == 1
    assert not titles.known


async def test_while_the_store_is_away_nothing_is_named(slack: FakeSlack, status: Status, titles: Titles) -> None:
    titles.is_away = True
    assert await status.show("is thinking…")
    await status.end()
    assert all(not call.get("title") for call in slack.called(SESSION))


@pytest.mark.parametrize(
    ("lacks", "used"),
    [
        (set[str](), {SESSION, LINE}),
        ({SESSION}, {LINE}),
        ({LINE}, {SESSION}),
        ({SESSION, LINE}, {SET}),
    ],
)
async def test_whichever_works_is_used_and_what_does_not_is_remembered(
    slack: FakeSlack, attempt: Attempt, ask: Ask, lacks: set[str], used: set[str]
) -> None:
    slack.lacks = lacks
    for _ in range(2):
        status = Status(replace(attempt, question=ask()))
        assert await status.show("is thinking…")
        assert slack.working
        await status.end()
        assert not slack.working
    for method in lacks:
        assert len(slack.called(method)) == 1
    for method in used:
        assert len(slack.called(method)) >= 2


async def test_where_all_is_refused_the_message_opens_with_it(slack: FakeSlack, replies: Replies) -> None:
    slack.lacks = {SESSION, LINE, SET}
    reply = replies()
    await reply.status("is thinking…")
    await slack.until(lambda: bool(slack.ours))
    assert slack.ours[0]["text"] == "_is thinking…_"
    await reply.show("One.", links=Links())
    await reply.finish(Answer(text="One. Two."))
    assert len(slack.ours) == 1
    assert slack.ours[0]["text"].startswith("One. Two.")


async def test_a_refusal_that_speaks_of_one_thread_is_not_held_against_the_workspace(
    slack: FakeSlack, status: Status, refusals: Refusals
) -> None:
    slack.fails(SESSION, "refuse", code="user_not_in_channel")
    await status.show("is thinking…")
    assert not refusals.stands(TEAM, Feature.SESSION)
    await status.end()


def test_a_refusal_is_forgotten_after_an_hour() -> None:
    now = 0.0
    refusals = Refusals(clock=lambda: now)
    refusals.refused(TEAM, Feature.STATUS, "missing_scope")
    assert refusals.stands(TEAM, Feature.STATUS)
    assert not refusals.stands(TEAM, Feature.STREAM)
    assert not refusals.stands(TeamId("T2"), Feature.STATUS)
    now = REFUSAL_KEPT_SECONDS + 1
    assert not refusals.stands(TEAM, Feature.STATUS)


async def test_it_is_refreshed_until_the_end(slack: FakeSlack, status: Status, pauses: Pauses) -> None:
    await status.show("is thinking…")
    for times in (1, 2, 3):
        await pauses.begun()
        assert (len(slack.called(LINE)), len(slack.called(SESSION))) == (times, times)
        pauses.end()
    await pauses.begun()
    await status.end()
    assert not pauses.under_way
    assert not slack.working


async def test_a_worker_without_its_lease_neither_refreshes_nor_clears(
    slack: FakeSlack, attempt: Attempt, pauses: Pauses
) -> None:
    told = asyncio.Event()

    async def lost() -> None:
        told.set()
        raise LeaseLost

    status = Status(replace(attempt, check_lease=lost, pause=pauses.sleep))
    await status.show("is thinking…")
    await pauses.begun()
    calls = len(slack.calls)
    pauses.end()
    async with asyncio.timeout(5):
        await told.wait()
    await status.end()
    assert len(slack.calls) == calls
    assert not pauses.under_way


async def test_a_status_is_cleared_though_the_store_is_away(slack: FakeSlack, attempt: Attempt) -> None:
    async def away() -> None:
        raise StoreUnavailable("Redis can't be reached.")

    status = Status(replace(attempt, check_lease=away))
    await status.show("is thinking…")
    await status.end()
    assert not slack.working


async def test_a_second_attempt_clears_what_the_first_has_shown(slack: FakeSlack, replies: Replies, question: Question) -> None:
    slack.sessions[question.thread.ts] = "processing"
    slack.statuses[question.thread.ts] = "is thinking…"
    slack.reactions.add((question.message.ts, "eyes"))
    await replies(attempt=2).fail(FootnoteError("sorry"))
    assert not slack.working


async def test_a_show_that_is_cut_off_is_cleared_all_the_same(slack: FakeSlack, status: Status) -> None:
    showing = asyncio.create_task(status.show("is thinking…"))
    await slack.until(lambda: bool(slack.calls))
    showing.cancel()
    await status.end()
    assert not slack.working


@pytest.mark.parametrize("kind", ["ratelimited", "server_error", "reset", "not_slack"])
@pytest.mark.parametrize("method", [SESSION, LINE])
async def test_no_fault_is_an_error_or_leaves_it_on(slack: FakeSlack, replies: Replies, kind: FaultKind, method: str) -> None:
    for _ in range(2):
        slack.fails(method, kind, committed=kind != "not_slack")
    reply = replies()
    await reply.status("is thinking…")
    slack.fails(method, kind)
    await reply.finish(Answer(text="done"))
    assert not slack.working
    assert len(slack.ours) == 1


@pytest.mark.parametrize("method", [SESSION, LINE])
async def test_a_status_goes_even_if_slack_drops_one_call_after_another(slack: FakeSlack, status: Status, method: str) -> None:
    await status.show("is thinking…")
    status.close()
    for _ in range(5):
        slack.fails(method, "reset")
    await status.end()
    assert not slack.working


async def test_nothing_is_shown_without_a_lease(slack: FakeSlack, replies: Replies, lease: Lease) -> None:
    lease.lost = True
    with pytest.raises(LeaseLost):
        await replies().status("is thinking…")
    assert slack.calls == []

"""Threads as turns, from a Slack on loopback or from what is kept."""

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileId, FileRef, FileUnreadable, Message, Question, SlackRefused, Surface, Ts, UserId, phrases
from bot.slack import threads as room
from bot.slack.access import Access
from bot.slack.elsewhere import Elsewhere
from bot.slack.files import SlackFiles
from bot.slack.history import History
from bot.slack.messages import ANSWER_EVENT
from bot.slack.people import People
from bot.slack.places import Places
from bot.slack.source import SlackSource
from bot.slack.threads import SlackThreads, refers_to_file
from bot.slack.times import moment
from tests.slack.conftest import Ask, Context
from tests.slack.fake import BOT, FakeSlack

PDF = {"id": "F1", "name": "Q3.pdf", "url_private": "https://files.slack.com/F1"}


@pytest.fixture
def threads(slack: FakeSlack, client: AsyncWebClient, kept: Context) -> SlackThreads:
    slack.users = {"U1": {"name": "ann"}, "U2": {"name": "bea"}, BOT: {"name": "footnote"}}
    return SlackThreads(client, People(client), kept, workspace_url="https://acme.slack.com/")


async def test_a_thread_is_read_up_to_the_question(slack: FakeSlack, threads: SlackThreads, ask: Ask) -> None:
    root = slack.says("U2", "The *plan* for <@U1>", files=[PDF])
    slack.says("U1", "Looks <https://x.org|good>", thread=root)
    question = ask(f"<@{BOT}> what is it about?", thread=root)
    slack.says("U2", "a later message", thread=root)
    gathered = await threads.turns(question)
    assert [(turn.speaker, turn.text) for turn in gathered.turns] == [
        ("bea", "The **plan** for @ann"),
        ("ann", "Looks [good](https://x.org)"),
        ("ann", "what is it about?"),
    ]
    assert [file.label for file in gathered.turns[0].files] == ["Q3.pdf"]
    assert gathered.turns[-1].ts == question.message.ts
    assert gathered.notes == ()


async def test_every_page_is_read_and_all_is_kept(slack: FakeSlack, threads: SlackThreads, kept: Context, ask: Ask) -> None:
    slack.page_size = 3
    root = slack.says("U1", "0")
    for number in range(1, 10):
        slack.says("U1", str(number), thread=root)
    question = ask("last", thread=root)
    slack.says("U2", "later", thread=root)
    gathered = await threads.turns(question)
    assert [turn.text for turn in gathered.turns] == [*map(str, range(10)), "last"]
    assert [message.text for message in kept.threads[question.thread.key]][-1] == "later"


async def test_a_kept_thread_is_not_read_again(slack: FakeSlack, threads: SlackThreads, kept: Context, ask: Ask) -> None:
    root = slack.says("U2", "from Slack")
    question = ask("so?", thread=root)
    await kept.keep(question.thread, [Message(ts=Ts(root), user=UserId("U2"), text="from memory")])
    gathered = await threads.turns(question)
    assert [turn.text for turn in gathered.turns] == ["from memory", "so?"]
    assert slack.called("conversations.replies") == []


async def test_a_question_that_begins_its_thread_costs_no_call_and_keeps_nothing(
    slack: FakeSlack, threads: SlackThreads, kept: Context, ask: Ask
) -> None:
    gathered = await threads.turns(ask("hello"))
    assert kept.threads == {}
    assert [turn.text for turn in gathered.turns] == ["hello"]
    assert slack.called("conversations.replies") == []


async def test_of_a_long_thread_the_root_and_the_newest_are_read_and_the_receipt_says_so(
    slack: FakeSlack, threads: SlackThreads, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "NEWEST_MESSAGES", 3)
    root = slack.says("U1", "root")
    for number in range(5):
        slack.says("U1", str(number), thread=root)
    gathered = await threads.turns(ask("last", thread=root))
    assert [turn.text for turn in gathered.turns] == ["root", "4", "last"]
    assert gathered.notes == ("only the newest 3 messages of the thread",)


async def test_what_was_said_is_added_to_a_thread_that_is_kept(
    slack: FakeSlack, threads: SlackThreads, kept: Context, ask: Ask
) -> None:
    question = ask("more", thread=slack.says("U1", "root"))
    await threads.turns(question)
    await threads.remember(question.thread, [Message(ts=Ts("1800000000.000001"), user=UserId(BOT), text="an answer")])
    assert [message.text for message in kept.threads[question.thread.key]] == ["root", "more", "an answer"]


async def test_our_answers_are_ours_without_their_receipt_and_our_unfinished_ones_are_not_there(
    slack: FakeSlack, threads: SlackThreads, ask: Ask
) -> None:
    def metadata(state: str) -> dict[str, object]:
        return {"event_type": ANSWER_EVENT, "event_payload": {"state": state}}

    root = slack.says("U1", "total?")
    slack.says(BOT, "It is 5 [p. 1].\n\n_Read: Q3.pdf 1 of 1 pages_", thread=root, metadata=metadata("final"))
    slack.says(BOT, "It is", thread=root, metadata=metadata("growing"))
    slack.says(BOT, "I can't", thread=root, metadata=metadata("failed"))
    gathered = await threads.turns(ask("sure?", thread=root))
    assert [(turn.ours, turn.text) for turn in gathered.turns] == [(False, "total?"), (True, "It is 5 [p. 1]."), (False, "sure?")]


async def test_apps_speak_under_their_own_name(slack: FakeSlack, threads: SlackThreads, ask: Ask) -> None:
    slack.others = {"B2": {"name": "Alerts"}}
    root = slack.says("", "down", bot_id="B2")
    slack.says("", "up", thread=root, bot_id="B2", username="Deploys")
    slack.says("", "nobody knows", thread=root)
    gathered = await threads.turns(ask("why?", thread=root))
    assert [turn.speaker for turn in gathered.turns] == ["Alerts", "Deploys", "someone", "ann"]


async def test_of_messages_without_content_only_the_question_is_a_turn(threads: SlackThreads, slack: FakeSlack, ask: Ask) -> None:
    root = slack.says("U1", "")
    gathered = await threads.turns(ask(f"<@{BOT}>", thread=root))
    assert [turn.text for turn in gathered.turns] == [""]


async def test_a_mention_inside_a_sentence_keeps_its_name(threads: SlackThreads, ask: Ask) -> None:
    gathered = await threads.turns(ask(f"<@{BOT}>, <@{BOT}|fn>: can <@{BOT}> read?"))
    assert gathered.turns[-1].text == "can @footnote read?"


async def test_a_thread_that_was_deleted_leaves_the_question(slack: FakeSlack, threads: SlackThreads, ask: Ask) -> None:
    gathered = await threads.turns(ask("and now?", thread="1600000000.000001"))
    assert [turn.text for turn in gathered.turns] == ["and now?"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("not_in_channel", phrases.THREAD_UNREADABLE), ("missing_scope", phrases.SLACK_LACKS_PERMISSION)],
)
async def test_a_thread_that_may_not_be_read_is_an_honest_sentence(
    slack: FakeSlack, threads: SlackThreads, ask: Ask, code: str, sentence: str
) -> None:
    question = ask("?", thread=slack.says("U1", "root"))
    slack.fails("conversations.replies", "refuse", code=code)
    with pytest.raises(SlackRefused) as caught:
        await threads.turns(question)
    assert caught.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "refers"),
    [
        ("summarise it", True),
        ("what does the PDF say?", True),
        ("What's in q3.xlsx", True),
        ("totals in the sheets above", True),
        ("who speaks in the clip?", True),
        ("who speaks in standup.m4a", True),
        ("hello", False),
        ("Who founded Rome?", False),
        ("write a limerick", False),
        ("", False),
    ],
)
def test_some_messages_speak_of_a_file_they_do_not_bring(text: str, refers: bool) -> None:
    assert refers_to_file(text) is refers


@pytest.mark.parametrize(
    ("ts", "when"), [("12.000345", (12, 345)), ("12.5", (12, 500_000)), ("12", (12, 0)), ("", (0, 0)), ("x.y", (0, 0))]
)
def test_a_timestamp_is_a_moment(ts: str, when: tuple[int, int]) -> None:
    assert moment(Ts(ts)) == when


async def test_files_shared_just_before_in_a_dm_are_used_and_named(slack: FakeSlack, threads: SlackThreads, ask: Ask) -> None:
    slack.says("U1", "too old", files=[{**PDF, "id": "F0"}])
    slack.clock += 31 * 60
    slack.says("U1", "", files=[PDF, {"id": "F2", "name": "b.csv"}])
    slack.clock += 5 * 60
    slack.says("U2", "not the asker's", files=[{**PDF, "id": "F3"}])
    slack.clock += 70
    slack.says("U1", "", files=[{"id": "F4", "name": "c.txt"}])
    slack.says("U1", "no file")
    files, notes = await threads.recent_files(ask("summarise it", surface=Surface.DIRECT))
    assert [file.id for file in files] == ["F1", "F2", "F4"]
    assert notes == ("using Q3.pdf, b.csv, shared 6 minutes ago", "using c.txt, shared just now")


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("Summarise the file Q3.pdf", ["F1"]),
        ("What changed between the files old.docx and q3.PDF?", ["F0", "F1"]),
        ("Summarise the file R&amp;D plan", ["F3"]),
        ("What figures are in the file b.csv?", ["F2"]),
        # None of them is named, so those of the last half hour are meant.
        ("summarise it", ["F2"]),
        ("Summarise the file c.txt", ["F2"]),
    ],
)
async def test_a_file_that_is_named_is_used_alone_for_a_day(
    slack: FakeSlack, threads: SlackThreads, ask: Ask, text: str, used: list[str]
) -> None:
    slack.says("U1", "", files=[{"id": "FTOOOLD", "name": "c.txt"}, {"id": "FOLDQ3", "name": "Q3.pdf"}])
    slack.clock += 3 * 3600
    slack.says("U1", "", files=[{"id": "F0", "name": "old.docx"}, {"id": "F3", "name": "R&D plan"}])
    slack.clock += 20 * 3600
    slack.says("U1", "", files=[PDF])
    slack.clock += 2 * 3600
    slack.says("U1", "", files=[{"id": "F2", "name": "b.csv"}])
    files, _ = await threads.recent_files(ask(text, surface=Surface.DIRECT))
    assert [file.id for file in files] == used


async def test_hours_are_told_as_hours(slack: FakeSlack, threads: SlackThreads, ask: Ask) -> None:
    slack.says("U1", "", files=[PDF])
    slack.clock += 5 * 3600 + 60
    _, notes = await threads.recent_files(ask("summarise Q3.pdf", surface=Surface.DIRECT))
    assert notes == ("using Q3.pdf, shared 5 hours ago",)


async def test_one_minute_is_one_minute(slack: FakeSlack, threads: SlackThreads, ask: Ask) -> None:
    slack.says("U1", "", files=[PDF])
    slack.clock += 60
    _, notes = await threads.recent_files(ask("summarise it", surface=Surface.DIRECT))
    assert notes == ("using Q3.pdf, shared 1 minute ago",)


async def test_files_are_looked_for_only_in_a_dm_at_top_level_and_when_spoken_of(
    slack: FakeSlack, threads: SlackThreads, ask: Ask
) -> None:
    root = slack.says("U1", "", files=[PDF])
    brings = ask("summarise it", surface=Surface.DIRECT)
    brings = brings.model_copy(update={"message": brings.message.model_copy(update={"files": (FileRef.model_validate(PDF),)})})
    elsewhere: Sequence[Question] = (
        ask("summarise it"),
        ask("summarise it", thread=root, surface=Surface.DIRECT),
        ask("hello", surface=Surface.DIRECT),
        brings,
    )
    for question in elsewhere:
        assert await threads.recent_files(question) == ((), ())
    assert slack.called("conversations.history") == []


async def test_a_history_that_may_not_be_read_means_no_files(slack: FakeSlack, threads: SlackThreads, ask: Ask) -> None:
    slack.fails("conversations.history", "refuse", code="missing_scope")
    assert await threads.recent_files(ask("summarise it", surface=Surface.DIRECT)) == ((), ())


async def test_a_source_gives_turns_with_recent_files_and_notes(
    slack: FakeSlack, client: AsyncWebClient, threads: SlackThreads, ask: Ask, tmp_path: Path
) -> None:
    slack.says("U1", "", files=[{"id": "F9", "name": "x.key", "mode": "tombstone"}])
    async with httpx.AsyncClient() as http:
        files = SlackFiles(client, http, hosts=["files.slack.com"], max_bytes=10)
        people, history = People(client), History(client)
        places = Places(people, Access(client, people), history, workspace_url="")
        elsewhere = Elsewhere(places, history, workspace_url="")
        source = SlackSource(ask("summarise it", surface=Surface.DIRECT), threads, files, elsewhere)
        assert source.notes == ()
        turns = await source.turns()
        assert [file.id for file in turns[-1].files] == ["F9"]
        assert source.notes == ("using x.key, shared just now",)
        assert await source.places() == ()
        with pytest.raises(FileUnreadable, match="deleted"):
            await source.complete(turns[-1].files[0])
        with pytest.raises(FileUnreadable, match="host not listed"):
            await source.fetch(FileRef(id=FileId("F1"), url_private="https://example.com/x"), to=tmp_path / "x")
        await source.remember([Message(ts=Ts("1800000000.000001"), text="not kept, so nothing to add to")])

"""What a shortcut was used on, as turns: the thread as far as the asker may read it, or the message, whoever may read that."""

from collections.abc import AsyncGenerator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    FileId,
    FileRef,
    FootnoteError,
    Message,
    Pointed,
    Question,
    QuestionId,
    Shortcut,
    SlackRefused,
    Surface,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.slack.access import Access
from bot.slack.people import People
from bot.slack.pointed import PointedThreads
from bot.slack.threads import SlackThreads
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import CHANNEL, TEAM, Context
from tests.slack.fake import BOT

PDF = {"id": "F1", "name": "Q3.pdf", "url_private": "https://files.slack.com/F1"}
ASKED_AT = Ts("1800000000.000100")
ASKER = UserId("U1")


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    async with served(SlackOfChannels()) as fake:
        fake.person("U1", "ann")
        fake.person("U2", "bea")
        fake.person(BOT, "Footnote")
        fake.channel(CHANNEL, "finance", members=["U1", "U2"])
        yield fake


@pytest.fixture
def pointed(client: AsyncWebClient, kept: Context) -> PointedThreads:
    people = People(client)
    threads = SlackThreads(client, people, kept, workspace_url="https://acme.slack.com/")
    return PointedThreads(client, threads, Access(client, people))


def used(shortcut: Shortcut, *, root: str, ts: str = "", text: str = "", files: tuple[FileRef, ...] = ()) -> Question:
    return Question(
        id=QuestionId(f"{TEAM}:{CHANNEL}:1.2.abc"),
        thread=ThreadRef(team=TEAM, channel=CHANNEL, ts=Ts(root)),
        message=Message(ts=ASKED_AT, user=ASKER, text="Summarise this thread."),
        asker=ASKER,
        surface=Surface.COMMAND,
        me=UserId(BOT),
        pointed=Pointed(shortcut=shortcut, message=Message(ts=Ts(ts or root), user=UserId("U2"), text=text, files=files)),
    )


async def refused(pointed: PointedThreads, question: Question) -> str:
    with pytest.raises(FootnoteError) as caught:
        await pointed.turns(question)
    return caught.value.sentence


@pytest.mark.parametrize("shortcut", [Shortcut.SUMMARY, Shortcut.ACTIONS])
async def test_of_a_thread_all_that_was_said_until_then_is_read_with_a_link_to_each_message(
    slack: SlackOfChannels, pointed: PointedThreads, shortcut: Shortcut
) -> None:
    root = slack.says("U2", "The *plan*", files=[PDF])
    reply = slack.says("U1", "fine", thread=root)
    slack.messages["1900000000.000100"] = {"ts": "1900000000.000100", "user": "U2", "text": "later", "thread_ts": root}
    gathered = await pointed.turns(used(shortcut, root=root, ts=reply))
    assert [(turn.speaker, turn.text) for turn in gathered.turns] == [
        ("bea", "The **plan**"),
        ("ann", "fine"),
        ("ann", "Summarise this thread."),
    ]
    assert [file.label for file in gathered.turns[0].files] == ["Q3.pdf"]
    assert gathered.turns[1].link
    assert gathered.turns[1].link.url.startswith("https://acme.slack.com/archives/C1/p")


async def test_a_kept_thread_is_not_read_again_and_a_read_one_is_kept(
    slack: SlackOfChannels, pointed: PointedThreads, kept: Context
) -> None:
    root = slack.says("U2", "The plan")
    for _ in range(2):
        await pointed.turns(used(Shortcut.SUMMARY, root=root))
    assert len(slack.called("conversations.replies")) == 1
    assert [message.text for message in next(iter(kept.threads.values()))] == ["The plan"]


@pytest.mark.parametrize("shortcut", [Shortcut.EXPLANATION, Shortcut.TRANSLATION])
async def test_one_message_is_read_as_it_stands_now_and_nothing_beside_it(
    slack: SlackOfChannels, pointed: PointedThreads, shortcut: Shortcut
) -> None:
    root = slack.says("U2", "secret of another", files=[{**PDF, "id": "F9", "name": "other.pdf"}])
    slack.says("U1", "the edited words", files=[PDF])
    reply = max(slack.messages)
    slack.messages[reply]["thread_ts"] = root
    gathered = await pointed.turns(used(shortcut, root=root, ts=reply, text="the words before"))
    assert [turn.text for turn in gathered.turns[:-1]] == ["the edited words"]
    assert [file.label for turn in gathered.turns for file in turn.files] == ["Q3.pdf"] * (shortcut is Shortcut.EXPLANATION)


async def test_where_footnote_is_no_member_the_message_that_slack_sent_along_serves(
    slack: SlackOfChannels, pointed: PointedThreads
) -> None:
    slack.channel(CHANNEL, "design", members=["U1", "U2"], bot=False)
    gathered = await pointed.turns(used(Shortcut.TRANSLATION, root="5.0", text="Hallo <@U2>"))
    assert [(turn.speaker, turn.text) for turn in gathered.turns[:-1]] == [("bea", "Hallo @bea")]


@pytest.mark.parametrize("bot", [True, False])
async def test_a_thread_that_may_not_be_read_is_told_with_the_way_out(
    slack: SlackOfChannels, pointed: PointedThreads, *, bot: bool
) -> None:
    root = slack.says("U2", "secret")
    slack.channel(CHANNEL, "board", members=["U2"], bot=bot, is_private=True)
    assert await refused(pointed, used(Shortcut.SUMMARY, root=root)) == phrases.SHORTCUT_UNREADABLE
    assert slack.called("conversations.replies") == []


async def test_a_message_that_was_lost_and_can_not_be_read_is_told(slack: SlackOfChannels, pointed: PointedThreads) -> None:
    slack.channel(CHANNEL, "design", members=["U1"], bot=False)
    assert await refused(pointed, used(Shortcut.TRANSLATION, root="5.0")) == phrases.SHORTCUT_UNREADABLE


@pytest.mark.parametrize("shortcut", Shortcut)
async def test_what_was_deleted_meanwhile_is_neither_read_nor_told(
    slack: SlackOfChannels, pointed: PointedThreads, shortcut: Shortcut
) -> None:
    assert await refused(pointed, used(shortcut, root="5.0", text="gone by now")) == phrases.THREAD_DELETED
    root = slack.says("U2", "root")
    if not used(shortcut, root=root).pointed.is_about_thread:  # pyright: ignore[reportOptionalMemberAccess] - it is set
        assert await refused(pointed, used(shortcut, root=root, ts="5.0", text="gone by now")) == phrases.THREAD_DELETED


async def test_of_a_kept_thread_that_was_deleted_meanwhile_nothing_is_left(pointed: PointedThreads, kept: Context) -> None:
    question = used(Shortcut.SUMMARY, root="5.0", text="gone by now")
    await kept.keep(question.thread, [])
    assert await refused(pointed, question) == phrases.THREAD_DELETED


@pytest.mark.parametrize("shortcut", Shortcut)
async def test_where_there_is_nothing_to_read_that_is_said(
    slack: SlackOfChannels, pointed: PointedThreads, shortcut: Shortcut
) -> None:
    root = slack.says("U2", "")
    assert await refused(pointed, used(shortcut, root=root)) == phrases.SHORTCUT_EMPTY


async def test_other_refusals_are_told_as_they_are(slack: SlackOfChannels, pointed: PointedThreads) -> None:
    root = slack.says("U2", "words")
    for shortcut in (Shortcut.SUMMARY, Shortcut.TRANSLATION):
        slack.fails("conversations.replies", "refuse", code="missing_scope")
        with pytest.raises(SlackRefused):
            await pointed.turns(used(shortcut, root=root))


async def test_words_are_translated_without_the_files_and_the_receipt_says_so(
    slack: SlackOfChannels, pointed: PointedThreads
) -> None:
    root = slack.says("U2", "Hallo", files=[PDF])
    gathered = await pointed.turns(used(Shortcut.TRANSLATION, root=root))
    assert gathered.turns[0].files == ()
    assert gathered.turns[0].link is None
    assert gathered.notes == (phrases.FILES_NOT_TRANSLATED.format(names="Q3.pdf"),)


async def test_files_without_words_are_what_is_translated_and_the_receipt_says_so(
    slack: SlackOfChannels, pointed: PointedThreads
) -> None:
    root = slack.says("U2", "", files=[PDF])
    gathered = await pointed.turns(used(Shortcut.TRANSLATION, root=root))
    assert [file.id for file in gathered.turns[0].files] == [FileId("F1")]
    assert gathered.notes == (phrases.FILES_TRANSLATED,)


async def test_footnotes_own_answer_is_translated_like_anybodys_words(slack: SlackOfChannels, pointed: PointedThreads) -> None:
    root = slack.says("U1", "total?")
    answer = slack.says(BOT, "It is *5*.\n\n_Read: Q3.pdf 1 of 1 pages_", thread=root)
    gathered = await pointed.turns(used(Shortcut.TRANSLATION, root=root, ts=answer))
    assert [(turn.ours, turn.speaker, turn.text) for turn in gathered.turns[:-1]] == [(False, "Footnote", "It is **5**.")]


async def test_nothing_else_is_read_or_remembered(slack: SlackOfChannels, pointed: PointedThreads, kept: Context) -> None:
    root = slack.says("U2", "The plan")
    question = used(Shortcut.SUMMARY, root=root)
    await pointed.turns(question)
    await pointed.remember(question.thread, [Message(ts=ASKED_AT, text="an answer")])
    assert await pointed.recent_files(question) == ((), ())
    assert [message.text for message in kept.threads[question.thread.key]] == ["The plan"]

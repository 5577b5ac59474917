"""Slash commands and what they lead to, as a person sees it. In both transports."""

import json
import time

import pytest

from bot.language import phrases
from bot.playground.entities import ALEX, BOT_USER, DM, GUEST, SAM, YOU, Message
from tests.end_to_end.conftest import Scene, seen

HOUR = 3600
SENTINEL = "The merger with the neighbours is off."


async def commanded(scene: Scene, command: str, text: str = "", *, channel: str = "general", user: str = YOU) -> list[Message]:
    """Types a command; returns what its caller alone sees there since, the acknowledgement first, once an answer has come."""
    before = len(scene.playground.ephemeral(channel, user))
    delivery = await scene.playground.command(command, text, channel=channel, user=user)
    assert delivery.acked_at is not None
    acknowledged = scene.playground.ephemeral(channel, user)[before:]
    if phrases.ON_IT not in acknowledged[0].text:
        return acknowledged
    await scene.playground.until(lambda: len(scene.playground.ephemeral(channel, user)) > before + 1)
    return scene.playground.ephemeral(channel, user)[before:]


def words(messages: list[Message]) -> str:
    return "\n".join(seen(message) for message in messages)


def public(scene: Scene, channel: str = "general") -> list[Message]:
    """What Footnote has said for all to see."""
    messages = scene.playground.workspace.channel(channel).messages.values()
    return [message for message in messages if message.user == BOT_USER and not message.ephemeral_to]


async def decided(scene: Scene, channel: str = "finance") -> str:
    """A talk of the last hours in a channel; returns the message that decides."""
    now = time.time()
    await scene.playground.say("Shall we ship on Friday, although tests are red?", channel=channel, user=ALEX, at=now - 2 * HOUR)
    decision = await scene.playground.say(
        "We decided to ship on Monday, and Sam mends the tests.", channel=channel, user=SAM, at=now - HOUR
    )
    await scene.playground.say(
        "Who tells marketing about the new date?", channel=channel, user=ALEX, thread_ts=decision, at=now - HOUR + 60
    )
    return decision


# /ask


async def test_a_question_is_answered_to_its_asker_alone_and_shared_when_they_want_that(scene: Scene) -> None:
    scene.playground.stand_in.say_next("The answer is forty-two.")
    acknowledged, answer = await commanded(scene, "/ask", "what is the answer?")
    assert acknowledged.text == phrases.ON_IT
    assert "The answer is forty-two." in answer.text
    assert "AI, can be wrong" in answer.text
    assert public(scene) == []
    await scene.playground.click("general", answer.ts, "share_answer")
    await scene.playground.click("general", answer.ts, "share_answer")
    await scene.playground.until(lambda: public(scene))
    again = await commanded(scene, "/footnote", "help")
    assert "forty-two" not in words(again)
    (shared,) = public(scene)
    assert "@Jo asked:" in seen(shared)
    assert "what is the answer?" in seen(shared)
    assert "The answer is forty-two." in seen(shared)
    assert "<@" not in shared.text


async def test_the_same_command_delivered_twice_is_answered_once(scene: Scene) -> None:
    delivery = await scene.playground.command("/ask", "what is the answer?", channel="general")
    await scene.playground.command_again(delivery)
    await scene.playground.until(lambda: len(scene.playground.ephemeral("general")) == 3)
    marker = await commanded(scene, "/ask", "and now?")
    assert len(scene.playground.ephemeral("general")) == 3 + len(marker)
    assert len(scene.playground.stand_in.requests) == 2


async def test_messages_that_a_question_links_to_are_read_and_cited(scene: Scene) -> None:
    decision = await decided(scene)
    link = scene.playground.permalink("finance", decision)
    answer = words(await commanded(scene, "/ask", f"who mends the tests? {link}"))
    assert "Sam mends the tests" in answer
    assert f"<{link}|" in answer
    assert "thread in #finance" in answer
    assert "2 messages" in answer


async def test_what_does_not_fit_the_commands_address_goes_on_in_direct_messages(scene: Scene) -> None:
    delivered = scene.playground.ephemeral("general")
    assert delivered == []
    scene.playground.stand_in.chunk_seconds = 0.05
    scene.playground.stand_in.say_next("The late answer " + "takes its time " * 20)
    await scene.playground.command("/ask", "what takes so long?", channel="general")
    await scene.playground.until(lambda: scene.playground.stand_in.requests)
    scene.playground.expire_responses()
    scene.playground.stand_in.chunk_seconds = 0.0
    await scene.playground.until(lambda: public(scene, DM))
    direct = words(public(scene, DM))
    assert "The late answer" in direct
    assert "what takes so long?" in direct


@pytest.mark.settings(MODEL_MAX_TOKENS="30000")
async def test_an_answer_of_more_than_five_messages_arrives_whole(scene: Scene) -> None:
    sentences = [f"This is sentence number {number} of a very long answer." for number in range(600)]
    scene.playground.stand_in.say_next(" ".join(sentences))
    await commanded(scene, "/ask", "tell me everything")
    await scene.playground.until(lambda: "number 599 of" in words(public(scene, DM)))
    said = " ".join(words([*scene.playground.ephemeral("general"), *public(scene, DM)]).split())
    assert [number for number in range(600) if f"number {number} of" not in said] == []
    assert len(scene.playground.ephemeral("general")) == 1 + 5


# /recap


async def test_a_recap_links_each_point_to_its_message(scene: Scene) -> None:
    decision = await decided(scene)
    answer = words(await commanded(scene, "/recap", "#finance since yesterday"))
    assert "We decided to ship on Monday" in answer
    assert f"<{scene.playground.permalink('finance', decision)}|" in answer
    assert "Who tells marketing" in answer
    assert "#finance since" in answer
    assert "3 messages" in answer
    sent = str(scene.playground.stand_in.requests[-1])
    for part in ("Topics", "Decisions", "To do", "Open questions"):
        assert part in sent


async def test_a_recap_of_a_thread_reads_that_thread_alone(scene: Scene) -> None:
    decision = await decided(scene)
    answer = words(await commanded(scene, "/recap", scene.playground.permalink("finance", decision)))
    assert "We decided to ship on Monday" in answer
    assert "Friday" not in answer


async def test_a_mention_in_a_thread_does_the_same(scene: Scene) -> None:
    root = await scene.playground.say("We decided to ship on Monday, and Sam mends the tests.", user=SAM)
    await scene.playground.say("Who tells marketing about the new date?", thread_ts=root, user=ALEX)
    await scene.playground.say(f"{scene.playground.mention} recap", thread_ts=root)
    answer = await scene.answered("general", root)
    assert "We decided to ship on Monday" in answer
    assert scene.playground.permalink("general", root) in answer
    assert "2 messages" in answer


async def test_a_recap_since_ones_own_last_message(scene: Scene) -> None:
    now = time.time()
    await scene.playground.say("This is old news for you.", channel="finance", user=ALEX, at=now - 5 * HOUR)
    await scene.playground.say("I was here.", channel="finance", user=YOU, at=now - 4 * HOUR)
    await scene.playground.say("This came after you had left.", channel="finance", user=ALEX, at=now - 3 * HOUR)
    answer = words(await commanded(scene, "/recap", "since my last message here", channel="finance"))
    assert "This came after you had left." in answer
    assert "old news" not in answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2099-01-01", phrases.IN_THE_FUTURE),
        ("the contract", phrases.NOT_A_MOMENT),
        ("https://example.com/x", phrases.LINK_ELSEWHERE),
        ("#design 7d", "/invite @Footnote"),
        ("#finance 7d", "Nobody has written in #finance"),
    ],
)
async def test_a_recap_that_cannot_be_made_says_why(scene: Scene, text: str, said: str) -> None:
    assert said in words(await commanded(scene, "/recap", text))
    assert scene.playground.stand_in.requests == []


async def test_a_deleted_thread_is_said_to_be_deleted(scene: Scene) -> None:
    ts = await scene.playground.say("soon gone", channel="finance")
    link = scene.playground.permalink("finance", ts)
    await scene.playground.delete("finance", ts)
    assert phrases.THREAD_DELETED in words(await commanded(scene, "/recap", link))


# Who may read what


async def test_a_private_channel_is_recapped_to_its_members_alone(scene: Scene) -> None:
    ts = await scene.playground.say(SENTINEL, channel="leadership", at=time.time() - HOUR)
    link = scene.playground.permalink("leadership", ts)
    channel_id = scene.playground.workspace.channel("leadership").id
    assert SENTINEL in words(await commanded(scene, "/recap", "#leadership 7d", channel="leadership"))
    for outsider in (SAM, GUEST):
        for text in (f"<#{channel_id}> 7d", link):
            refused = words(await commanded(scene, "/recap", text, user=outsider))
            assert phrases.NOT_YOURS_TO_READ in refused
            assert SENTINEL not in refused
        answer = words(await commanded(scene, "/ask", f"what about the merger? {link}", user=outsider))
        assert SENTINEL not in answer
    nowhere = link.replace(channel_id, "C0NOWHERE01")
    assert phrases.NOT_YOURS_TO_READ in words(await commanded(scene, "/recap", nowhere, user=SAM))
    said_to_outsiders = str(scene.playground.stand_in.requests[1:])
    assert SENTINEL not in said_to_outsiders


async def test_a_guest_reads_public_channels_only_as_a_member(scene: Scene) -> None:
    await decided(scene)
    refused = words(await commanded(scene, "/recap", "#finance 7d", user=GUEST))
    channel_id = scene.playground.workspace.channel("finance").id
    refused += words(await commanded(scene, "/recap", f"<#{channel_id}> 7d", user=GUEST))
    assert "Monday" not in refused
    assert phrases.NOT_YOURS_TO_READ in refused
    assert scene.playground.stand_in.requests == []


async def test_what_a_private_place_holds_is_not_told_in_front_of_others(scene: Scene) -> None:
    ts = await scene.playground.say(SENTINEL, channel="leadership", at=time.time() - HOUR)
    link = scene.playground.permalink("leadership", ts)
    asked = await scene.playground.say(f"{scene.playground.mention} what about the merger? {link}")
    answer = await scene.answered("general", asked)
    assert SENTINEL not in answer
    assert phrases.LINKED_MESSAGE in answer
    assert "/ask" in answer
    assert SENTINEL not in str(scene.playground.stand_in.requests)


async def test_the_name_of_a_private_channel_is_not_told_where_it_was_mentioned(scene: Scene) -> None:
    hidden = scene.playground.workspace.channel("leadership").id
    root = await scene.playground.say(f"As said in <#{hidden}>, the launch moves to Friday.")
    await scene.playground.say(f"{scene.playground.mention} where was that said?", thread_ts=root, user=SAM)
    await scene.answered("general", root)
    assert "Friday" in str(scene.playground.stand_in.requests)
    assert "leadership" not in str(scene.playground.stand_in.requests)


# /footnote


async def test_an_unknown_subcommand_is_met_with_the_nearest_and_the_list(scene: Scene) -> None:
    said = words(await commanded(scene, "/footnote", "usge"))
    assert "Did you mean `usage`?" in said
    assert "`forget`" in said


@pytest.mark.settings(LIMIT_WORKSPACE_TOKENS_PER_DAY="0")
async def test_an_admin_has_it_examined_and_others_are_told_that_it_is_for_admins(scene: Scene) -> None:
    assert words(await commanded(scene, "/footnote", "doctor", user=SAM)) == phrases.DOCTOR_FOR_ADMINS
    scene.playground.workspace.scopes.discard("reactions:write")
    root = await scene.playground.say(f"{scene.playground.mention} what is the answer?")
    await scene.answered("general", root)
    (looks,) = await commanded(scene, "/footnote", "doctor")
    assert looks.text == phrases.DOCTOR_LOOKS
    await scene.playground.until(lambda: scene.playground.ephemeral("general")[-1].ts != looks.ts, 90)
    found = seen(scene.playground.ephemeral("general")[-1])
    head, *lines = found.splitlines()
    assert head.startswith("Fails: 1, warnings: ")
    assert "reactions:write is missing" in lines[0]
    assert "reinstall the app" in lines[0]
    assert any("Mend: `LIMIT_WORKSPACE_TOKENS_PER_DAY=20000000" in line for line in lines)
    for secret in (scene.bot.environment["SLACK_BOT_TOKEN"], scene.bot.environment["DATA_DIR"]):
        assert secret not in found
    doctor = json.loads(await scene.bot.command("doctor", "--json", status=1))
    came = next(finding["finding"] for finding in doctor if finding["what"] == "events")
    assert all(kind in came for kind in ("app_mention", "message.channels", "slash command"))


async def test_a_forgotten_thread_is_read_anew_and_left_alone(scene: Scene) -> None:
    root = await scene.playground.say("The launch moves to Friday because the tests are red.")
    asked = await scene.playground.say(f"{scene.playground.mention} when is the launch?", thread_ts=root)
    assert "Friday" in await scene.answered("general", root)
    await scene.playground.say(f"{scene.playground.mention} when is the launch now?", thread_ts=root)
    await scene.answered("general", root, times=2)
    before = len(scene.playground.calls("conversations.replies"))
    await scene.playground.say(f"{scene.playground.mention} forget", thread_ts=root)
    said = await scene.playground.until(lambda: [m for m in scene.playground.ephemeral("general") if "Forgotten" in m.text])
    assert "messages" in said[0].text
    await scene.playground.say(f"{scene.playground.mention} and the launch?", thread_ts=root)
    assert "Friday" in await scene.answered("general", root, times=3)
    assert len(scene.playground.calls("conversations.replies")) > before
    assert asked


async def test_a_person_can_be_forgotten(scene: Scene) -> None:
    await commanded(scene, "/ask", "what is the answer?")
    assert "1 private answer" in words(await commanded(scene, "/footnote", "forget me"))
    assert phrases.NOTHING_KEPT.format(what=phrases.WHAT_OF_YOU) in words(await commanded(scene, "/footnote", "forget me"))

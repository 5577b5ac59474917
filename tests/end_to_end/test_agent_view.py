"""Slack's own view of conversations with Footnote, as a person sees it. In both transports."""

import pytest

from bot.language import phrases
from bot.playground.entities import ALEX, DM, YOU
from tests.end_to_end.conftest import Scene

FIRST = b"Notice period: 30 days.\nFee: 100 euros a month.\n"
SECOND = b"Notice period: 60 days.\nFee: 100 euros a month.\n"


def suggested(scene: Scene) -> list[str]:
    """The messages behind the buttons that stand in your direct message now."""
    shown = scene.playground.workspace.prompts.get(DM)
    return [message for _, message in shown.prompts] if shown else []


def session(scene: Scene, ts: str) -> str:
    held = scene.playground.workspace.sessions.get((DM, ts))
    return held.status if held else ""


async def test_what_is_suggested_fits_what_was_shared_and_a_tap_uses_that_very_file(scene: Scene) -> None:
    await scene.playground.open_home()
    await scene.playground.until(lambda: suggested(scene) == ["help", "usage"])
    for name, content in (("v1.txt", FIRST), ("v2.txt", SECOND), ("menu.txt", b"Soup: 4 euros.\n")):
        ts = await scene.playground.say("", channel="dm", files=[(name, content)])
        await scene.answered("dm", ts)
    summary = "Summarise the file menu.txt"
    await scene.playground.until(lambda: summary in suggested(scene))
    # A name opens the one file, though others were shared in the same half hour.
    tapped = await scene.playground.say(summary, channel="dm")
    said = await scene.answered("dm", tapped)
    assert "using menu.txt, shared just now" in said
    assert "v1.txt" not in said
    changes = "What changed between the files v1.txt and v2.txt?"
    tapped = await scene.playground.say(changes, channel="dm")
    said = await scene.answered("dm", tapped)
    assert "v1.txt" in said
    assert "v2.txt" in said
    assert "menu.txt" not in said


async def test_the_channel_beside_the_view_is_offered_and_a_tap_recaps_it_and_nothing_is_read_before(scene: Scene) -> None:
    playground = scene.playground
    await playground.say("We decided to ship on Monday.", channel="finance", user=ALEX)
    before = len(playground.calls("conversations.history"))
    await playground.look("finance")
    await playground.until(lambda: "recap #finance" in suggested(scene))
    assert len(playground.calls("conversations.history")) == before
    ts = await playground.say("recap #finance", channel="dm")
    assert "ship on Monday" in await scene.answered("dm", ts)
    await playground.look("")
    await playground.until(lambda: suggested(scene) == ["help", "usage"])
    # A channel that Footnote is not in can't be recapped, so it is not offered.
    playground.workspace.add_channel("elsewhere", members=[YOU])
    await playground.look("elsewhere")
    await playground.look("general")
    await playground.until(lambda: "recap #general" in suggested(scene))
    assert all("elsewhere" not in message for message in suggested(scene))
    forgotten = await playground.command("/footnote", "forget me", channel="general")
    assert forgotten.acked_at
    ts = await playground.say("recap #general", channel="dm")
    await scene.answered("dm", ts)
    assert not [request for request in playground.calls("conversations.history") if request.args.get("channel") == "general"]


async def test_a_conversation_is_named_by_its_question_and_keeps_the_name_that_a_person_gives_it(scene: Scene) -> None:
    titles = scene.playground.workspace.titles
    ts = await scene.playground.say("", channel="dm", files=[("q3.txt", b"Revenue was 42 million euros.\n")])
    await scene.answered("dm", ts)
    assert titles[DM, ts] == "q3.txt"
    await scene.playground.rename("dm", ts, "Revenue, my own words")
    await scene.playground.deliveries.settled()
    await scene.playground.say("what was the revenue?", channel="dm", thread_ts=ts)
    await scene.answered("dm", ts, times=2)
    assert titles[DM, ts] == "Revenue, my own words"
    await scene.playground.until(lambda: session(scene, ts) == "active")
    calls = scene.playground.calls("agents.sessions.setStatus")
    assert all(not call.args.get("title") for call in calls if call.at > max(c.at for c in calls if c.args.get("title")))


@pytest.mark.slack(sessions=False)
async def test_without_sessions_a_direct_message_is_named_the_older_way(scene: Scene) -> None:
    ts = await scene.playground.say("what is the answer?", channel="dm")
    await scene.answered("dm", ts)
    assert scene.playground.workspace.titles == {(DM, ts): "what is the answer?"}


@pytest.mark.slack(plan="free")
async def test_where_the_plan_has_no_such_view_all_of_it_is_silently_absent(scene: Scene) -> None:
    calls = scene.playground.calls
    await scene.playground.open_home()
    # What is asked before the first refusal has come does not know of it.
    await scene.playground.until(lambda: any(call.ended_at for call in calls("assistant.threads.setSuggestedPrompts")))
    for _ in range(2):
        await scene.playground.open_home()
    for name in ("a.txt", "b.txt"):
        ts = await scene.playground.say("", channel="dm", files=[(name, FIRST)])
        assert "100 euros" in await scene.answered("dm", ts)
    assert len(calls("assistant.threads.setSuggestedPrompts")) == 1
    assert len(calls("assistant.threads.setTitle")) == 1
    assert "errand failed" not in scene.bot.log()


async def rests(scene: Scene, ts: str) -> None:
    """Waits until nothing says any more that something is done there; with a deleted question goes its session."""
    workspace = scene.playground.workspace
    await scene.playground.until(lambda: session(scene, ts) in {"", "active"} and not workspace.statuses, 60)


async def under_way(scene: Scene, text: str) -> str:
    """Asks something to which the model never comes to an answer."""
    stand_in = scene.playground.stand_in
    asked = len(stand_in.requests)
    stand_in.stall_next()
    ts = await scene.playground.say(text, channel="dm")
    await scene.playground.until(lambda: len(stand_in.requests) > asked and session(scene, ts) == "processing")
    return ts


async def test_a_session_is_at_rest_after_every_end(scene: Scene) -> None:
    playground = scene.playground
    answered = await playground.say("what is the answer?", channel="dm")
    await scene.answered("dm", answered)
    await rests(scene, answered)

    playground.stand_in.fail_next(402)
    failed = await playground.say("and this?", channel="dm")
    await playground.until(lambda: phrases.OUT_OF_CREDITS in scene.text("dm", failed))
    await rests(scene, failed)

    stopped = await under_way(scene, "never mind?")
    await playground.stop("dm", stopped)
    await playground.until(lambda: phrases.STOPPED in scene.text("dm", stopped))
    await rests(scene, stopped)

    deleted = await under_way(scene, "gone?")
    await playground.delete("dm", deleted)
    await rests(scene, deleted)


async def test_what_a_worker_that_died_has_left_standing_is_ended_by_the_next(scene: Scene) -> None:
    crashed = await under_way(scene, "are you there?")
    await scene.bot.kill()
    await scene.bot.start()
    await scene.answered("dm", crashed, seconds=90)
    await rests(scene, crashed)


@pytest.mark.settings(LIMIT_USER_PER_HOUR="1")
async def test_a_session_is_at_rest_over_a_limit(scene: Scene) -> None:
    first = await scene.playground.say("what is the answer?", channel="dm")
    await scene.answered("dm", first)
    second = await scene.playground.say("and now?", channel="dm")
    await scene.playground.until(lambda: scene.playground.ephemeral("dm"))
    await scene.playground.until(lambda: session(scene, second) in {"", "active"})

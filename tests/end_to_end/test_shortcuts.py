"""Shortcuts, as a person uses them on messages and anywhere else. In both transports."""

import json
from dataclasses import replace

from bot.language import phrases
from bot.language.speech import language, speaking
from bot.playground.deliveries import Delivery
from bot.playground.entities import ALEX, BOT_USER, DM, OUTSIDER, SAM, YOU, Message
from bot.slack.payloads import child, children, text_of
from tests.end_to_end.conftest import Scene, seen

NOTES = b"Revenue was 42 million.\nIt grew by 4 %.\n"


async def used(scene: Scene, shortcut: str, ts: str, *, channel: str = "general", user: str = YOU) -> Message:
    """Uses a shortcut on a message; returns the last that this person alone is shown then, once there is an answer."""
    before = len(scene.playground.ephemeral(channel, user))
    delivery = await scene.playground.shortcut(shortcut, channel=channel, ts=ts, user=user)
    assert delivery.acked_at
    return await answer(scene, before, channel=channel, user=user)


async def answer(scene: Scene, before: int, *, channel: str = "general", user: str = YOU) -> Message:
    """The next that this person alone is shown, but for the word that it is coming."""

    def said() -> list[Message]:
        return [note for note in scene.playground.ephemeral(channel, user)[before:] if note.text != phrases.ON_IT]

    return (await scene.playground.until(said))[-1]


async def anew(scene: Scene, delivery: Delivery, trigger: str) -> Delivery:
    """The same use of a shortcut at another time: Slack sends along what it showed then."""
    address = scene.playground.responses.open("app", channel="C0PLAYGEN01", user=YOU)
    return await scene.playground.deliveries.interact({**delivery.body, "trigger_id": trigger, "response_url": address})


def is_deletion(delivery: Delivery) -> bool:
    """Whether it tells that a message was deleted."""
    return text_of(child(delivery.body, "event"), "subtype") == "message_deleted"


def public(scene: Scene, channel: str = "general") -> list[Message]:
    """What Footnote has said for all to see."""
    messages = scene.playground.workspace.channel(channel).messages.values()
    return [message for message in messages if message.user == BOT_USER and not message.ephemeral_to]


def pressable(message: Message) -> list[str]:
    elements = [element for block in message.blocks for element in children(block, "elements")]
    return [action for element in elements if (action := text_of(element, "action_id"))]


def asked(scene: Scene) -> str:
    """What the model was sent last."""
    return json.dumps(scene.playground.stand_in.requests[-1], ensure_ascii=False)


async def test_a_thread_is_summarised_for_who_asks_alone_and_can_be_shared_in_it(scene: Scene) -> None:
    root = await scene.playground.say("We ship on Monday.", user=ALEX, files=[("notes.txt", NOTES)])
    reply = await scene.playground.say("Who tells marketing?", user=SAM, thread_ts=root)
    scene.playground.stand_in.say_next("It ships on Monday [m1], and revenue was 42 million [lines 1-2].")
    told = await used(scene, "summarize_thread", reply)
    assert scene.playground.ephemeral("general")[0].text == phrases.ON_IT
    assert f"<{scene.playground.permalink('general', root)}|" in told.text
    assert "notes.txt 2 lines" in seen(told)
    assert "this thread 2 messages" in seen(told)
    assert "Who tells marketing?" in asked(scene)
    assert public(scene) == []

    # The very same use is the very same question, and its buttons work.
    await scene.playground.shortcut_again(
        next(record for record in scene.playground.deliveries.records if record.body.get("message_ts") == reply)
    )
    before = len(scene.playground.ephemeral("general"))
    scene.playground.stand_in.say_next("- **Sam**: tell marketing [m2]")
    await scene.playground.click("general", told.ts, "offer:actions")
    actions = await answer(scene, before)
    assert phrases.OFFERS["actions"] in actions.text
    assert len(scene.playground.stand_in.requests) == 2

    for _ in range(2):
        await scene.playground.click("general", told.ts, "share_answer")
    await scene.playground.until(lambda: public(scene))
    scene.playground.stand_in.say_next("- **Sam**: tell marketing [m2]")
    assert "tell marketing" in (await used(scene, "action_items", root)).text
    assert "action items" in asked(scene)
    (shared,) = public(scene)
    assert shared.thread_ts == root
    assert "@Jo asked: Summarise this thread." in seen(shared)
    assert pressable(shared) == []
    # It was no call to take part: who writes on there writes to the others.
    await scene.playground.say("I do.", user=SAM, thread_ts=root)
    await scene.playground.deliveries.settled()
    assert len(scene.playground.stand_in.requests) == 3


async def test_the_files_of_one_message_are_explained_and_those_of_no_other(scene: Scene) -> None:
    root = await scene.playground.say("before", files=[("other.txt", b"SECRET of another file")])
    shared = await scene.playground.say("here", user=ALEX, files=[("notes.txt", NOTES)], thread_ts=root)
    scene.playground.stand_in.say_next("Notes on revenue, which was 42 million [lines 1-2].")
    told = await used(scene, "explain_file", shared)
    assert "Notes on revenue" in told.text
    assert "notes.txt 2 lines" in seen(told)
    assert "SECRET" not in asked(scene)

    without = await scene.playground.say("no file here")
    assert (await used(scene, "explain_file", without)).text == phrases.NO_FILE_TO_EXPLAIN
    unreadable = await scene.playground.say("", files=[("plan.key", b"PK\x05\x06" + bytes(18))])
    assert "plan.key" in (await used(scene, "explain_file", unreadable)).text
    # Where Footnote is no member Slack gives it no file.
    elsewhere = await scene.playground.say("", channel="design", files=[("notes.txt", NOTES)])
    refused = await used(scene, "explain_file", elsewhere, channel="design")
    assert "notes.txt" in refused.text
    assert "/invite @Footnote" in refused.text
    assert len(scene.playground.stand_in.requests) == 1


async def translated(scene: Scene, ts: str, words: str, *, channel: str = "general", language: str = "") -> Message:
    """Translates a message, into the language that the form has chosen or another one."""
    before = len(scene.playground.ephemeral(channel))
    await scene.playground.shortcut("translate", channel=channel, ts=ts)
    (view,) = scene.playground.views()
    scene.playground.stand_in.say_next(words)
    sent = await scene.playground.submit(view.id, {"typed": {"typed": language}} if language else {})
    assert sent.acked_at
    await scene.playground.submit_again(sent)
    assert scene.playground.views() == []
    return await answer(scene, before, channel=channel)


async def test_a_message_is_translated_into_ones_own_language_or_another(scene: Scene) -> None:
    users = scene.playground.workspace.users
    users[YOU] = replace(users[YOU], locale="de-DE")
    with speaking(language("de")):
        ts = await scene.playground.say("We ship 5 on Monday.", user=ALEX, files=[("notes.txt", NOTES)])
        told = await translated(scene, ts, "Wir liefern am Montag 5 aus.")
        assert "Wir liefern am Montag 5 aus." in told.text
        assert "unverified" not in told.text
        assert phrases.FILES_NOT_TRANSLATED.format(names="notes.txt") in seen(told)
        assert "language: German" in asked(scene)
        assert "Revenue" not in asked(scene)

        files = await scene.playground.say("", user=ALEX, files=[("notes.txt", NOTES)])
        told = await translated(scene, files, "De omzet was 42 miljoen [lines 1-2].", language="Dutch")
        assert "De omzet was 42" in told.text
        assert phrases.FILES_TRANSLATED in seen(told)
        assert "Revenue was 42 million." in asked(scene)

        # Footnote's own words, and those of a channel in which it is not.
        scene.playground.stand_in.say_next("It is forty-two.")
        question = await scene.playground.say(f"{scene.playground.mention} what is the answer?")
        await scene.answered("general", question)
        own = await translated(scene, scene.replies("general", question)[-1].ts, "Es ist zweiundvierzig.")
        assert "Es ist zweiundvierzig." in own.text
        assert "AI, can be wrong" not in asked(scene)
        elsewhere = await scene.playground.say("The merger is off.", channel="design", user=SAM)
        told = await translated(scene, elsewhere, "Die Fusion ist abgesagt.", channel="design")
        assert "Die Fusion ist abgesagt." in told.text
        assert "The merger is off." in asked(scene)
        # Each was sent twice, and answered once.
        assert len(scene.playground.stand_in.requests) == 5

        empty = await scene.playground.shortcut("translate", channel="general", ts=ts)
        assert empty.acked_at
        (view,) = scene.playground.views()
        await scene.playground.submit(view.id, {"chosen": {"chosen": ""}})
        (view,) = scene.playground.views()
        assert view.errors == {"typed": phrases.LANGUAGE_MISSING}


async def test_what_can_not_be_read_is_told_with_the_way_out(scene: Scene) -> None:
    elsewhere = await scene.playground.say("The merger is off.", channel="design", user=SAM)
    told = await used(scene, "summarize_thread", elsewhere, channel="design")
    assert "/invite @Footnote" in told.text

    ts = await scene.playground.say("soon gone", user=ALEX)
    scene.playground.stand_in.say_next("Soon gone [m1].")
    await used(scene, "summarize_thread", ts)
    seen_once = next(record for record in scene.playground.deliveries.records if record.body.get("message_ts") == ts)
    await scene.playground.delete("general", ts)
    # Until the bot has heard of it, the thread is kept as it was.
    await scene.playground.until(
        lambda: [one for one in scene.playground.deliveries.records if is_deletion(one) and one.acked_at]
    )
    before = len(scene.playground.ephemeral("general"))
    for number, callback in enumerate(("summarize_thread", "action_items")):
        seen_once.body["callback_id"] = callback
        await anew(scene, seen_once, f"1.{number}.x")
        assert (await answer(scene, before)).text == phrases.THREAD_DELETED
        before = len(scene.playground.ephemeral("general"))

    nothing = await scene.playground.say("x")
    scene.playground.workspace.edit(channel="C0PLAYGEN01", ts=nothing, text="")
    for callback in ("summarize_thread", "translate"):
        assert (await used(scene, callback, nothing)).text == phrases.SHORTCUT_EMPTY

    shared = await scene.playground.say("for both of us", channel="partners", user=ALEX)
    told = await used(scene, "summarize_thread", shared, channel="partners", user=OUTSIDER)
    assert told.text == phrases.NOT_FOR_OUTSIDERS
    await scene.playground.shortcut("ask_footnote", user=OUTSIDER)
    assert not scene.playground.views(OUTSIDER)

    scene.playground.web_api.refusals["views.open"] = "expired_trigger_id"
    ts = await scene.playground.say("Guten Tag")
    assert (await used(scene, "translate", ts)).text == phrases.SHORTCUT_AGAIN
    await scene.playground.shortcut("ask_footnote")
    await scene.playground.until(lambda: [note for note in public(scene, DM) if note.text == phrases.SHORTCUT_AGAIN])
    assert len(scene.playground.stand_in.requests) == 1


async def test_a_question_is_asked_from_anywhere_and_answered_where_one_wants(scene: Scene) -> None:
    await scene.playground.say("", channel="dm", files=[("notes.txt", NOTES)])
    await scene.playground.until(lambda: public(scene, DM))
    await scene.playground.say("", channel="finance", files=[("other.txt", b"SECRET")])
    await scene.playground.shortcut("ask_footnote")
    (view,) = scene.playground.views()
    form = json.dumps(view.modal.as_json())
    assert "notes.txt" in form
    assert "other.txt" not in form
    (file,) = [file.id for file in scene.playground.workspace.files.values() if file.name == "notes.txt"]

    # What is wrong is said beside its field.
    await scene.playground.submit(view.id, {"question": {"question": " "}})
    (view,) = scene.playground.views()
    assert list(view.errors) == ["question"]
    design, finance = (scene.playground.workspace.channel(name).id for name in ("design", "finance"))
    filled = {"question": {"question": "how much was it, & why?"}, "files": {"files": [file]}, "place": {"place": design}}
    await scene.playground.submit(view.id, filled)
    (view,) = scene.playground.views()
    assert view.errors == {"place": phrases.ASK_FORM_NOT_A_MEMBER.format(place="#design")}

    scene.playground.stand_in.say_next("It was 42 million [lines 1-2].")
    sent = await scene.playground.submit(view.id, {**filled, "place": {"place": finance}})
    await scene.playground.submit_again(sent)
    assert scene.playground.views() == []
    (asked_there,) = await scene.playground.until(lambda: [m for m in public(scene, "finance") if "Jo asked" in m.text])
    assert "how much was it, &amp; why?" in asked_there.text
    assert "With notes.txt." in asked_there.text
    assert "It was 42 million" in await scene.answered("finance", asked_there.ts, times=2)
    assert "notes.txt 2 lines" in scene.text("finance", asked_there.ts)
    assert "SECRET" not in asked(scene)
    # Footnote takes part there: who asks on needs no mention.
    scene.playground.stand_in.say_next("It grew by 4 %.")
    await scene.playground.say("and by how much did it grow?", channel="finance", user=ALEX, thread_ts=asked_there.ts)
    assert "It grew by 4 %." in await scene.answered("finance", asked_there.ts, times=3)

    # Alone, unless a place is chosen.
    await scene.playground.shortcut("ask_footnote")
    (view,) = scene.playground.views()
    scene.playground.stand_in.say_next("Four per cent [line 2].")
    before = len(scene.playground.stand_in.requests)
    await scene.playground.submit(view.id, {"question": {"question": "and the growth?"}, "files": {"files": [file]}})
    (alone,) = await scene.playground.until(lambda: [m for m in public(scene, DM) if m.text.startswith(phrases.YOU_ASKED)])
    assert "Four per cent" in await scene.answered(DM, alone.ts, times=2)
    assert "Revenue was 42 million." in asked(scene)
    scene.playground.stand_in.say_next("It was 42 million [lines 1-2].")
    await scene.playground.say("and the revenue?", channel="dm", thread_ts=alone.ts)
    await scene.answered(DM, alone.ts, times=3)
    assert "Revenue was 42 million." in asked(scene)
    assert len(scene.playground.stand_in.requests) == before + 2
    assert len([m for m in public(scene, "finance") if m.thread_ts is None]) == 1

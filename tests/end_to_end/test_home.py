"""App Home and settings as people meet them, and what comes of them in answers. In both transports."""

import json
from typing import cast

from bot.language import phrases
from bot.listeners.home_view import ACCESS, CHANNEL, FORGET, KEEPING, LENGTH
from bot.playground.entities import ALEX, OUTSIDER, SAM, YOU, Payload, User
from bot.playground.view_state import Given
from bot.slack.offers import FEEDBACK
from tests.end_to_end.conftest import Scene, seen


async def at_home(scene: Scene, user: str = YOU, *, says: str = "") -> str:
    """What somebody's Home tab shows, once it says that."""

    def shown() -> str:
        home = scene.playground.home(user)
        text = json.dumps(home.tab.as_json(), ensure_ascii=False) if home else ""
        return text if says in text else ""

    return await scene.playground.until(shown)


async def opened(scene: Scene, user: str = YOU) -> str:
    """Opens the Home tab; what it shows then."""
    before = scene.playground.home(user)
    await scene.playground.open_home("home", user=user)
    await scene.playground.until(lambda: (home := scene.playground.home(user)) and (not before or home.hash != before.hash))
    return await at_home(scene, user)


async def window(scene: Scene, user: str = YOU) -> str:
    """The id of the window that somebody has before them."""
    return (await scene.playground.until(lambda: scene.playground.views(user)))[-1].id


async def saved(scene: Scene, values: dict[str, Given], user: str = YOU) -> None:
    """Fills in the window before somebody and submits it, twice in a row."""
    view = await window(scene, user)
    delivery = await scene.playground.submit(view, {name: {name: given} for name, given in values.items()}, user=user)
    assert delivery.acked_at is not None
    assert scene.playground.views(user) == []
    assert (await scene.playground.submit_again(delivery)).acked_at is not None


async def asked(scene: Scene, words: str, *, channel: str = "general", user: str = YOU) -> str:
    return await scene.playground.say(f"{scene.playground.mention} {words}", channel=channel, user=user)


async def refused(scene: Scene, words: str, said: str, *, channel: str = "general", user: str = YOU) -> None:
    """Asks where nothing is answered: one sentence to the asker alone, and the model hears nothing."""
    before = len(scene.playground.stand_in.requests)
    ts = await asked(scene, words, channel=channel, user=user)
    await scene.playground.until(lambda: [m for m in scene.playground.ephemeral(channel, user) if seen(m).strip() == said])
    assert scene.replies(channel, ts) == []
    assert len(scene.playground.stand_in.requests) == before


async def test_home_shows_what_one_asked_and_keeps_what_one_chooses(scene: Scene) -> None:
    assert phrases.HOME_NOTHING_RECENT in await opened(scene, ALEX)
    ts = await asked(scene, "what was decided about the launch?", user=ALEX)
    await scene.answered("general", ts)
    shown = await opened(scene, ALEX)
    assert "what was decided about the launch?" in shown
    assert ts.replace(".", "") in shown
    assert "questions in a minute: 1 of" in shown
    assert phrases.HOME_ADMIN not in shown

    await scene.playground.use_home(LENGTH, "short", ALEX)
    await scene.answered("general", await asked(scene, "and who said so?", user=ALEX))
    assert "at most three sentences" in str(scene.playground.stand_in.requests[-1])
    await scene.answered("general", await asked(scene, "and who said so?", user=SAM))
    assert "at most three sentences" not in str(scene.playground.stand_in.requests[-1])

    await scene.playground.use_home(FORGET, user=ALEX)
    said = await at_home(scene, ALEX, says="Forgotten of you")
    assert "1 setting" in said
    assert phrases.HOME_NOTHING_RECENT in said


async def test_a_channels_instructions_reach_the_model_and_whoever_asks_for_them(scene: Scene) -> None:
    assert (await scene.playground.command("/footnote", "settings", channel="finance")).acked_at is not None
    await saved(scene, {"instructions": "Answer in bullet points, like a pirate."})
    answer = await scene.answered("finance", await asked(scene, "what is the total?", channel="finance"))
    assert answer
    sent = cast("list[Payload]", scene.playground.stand_in.requests[-1]["messages"])
    assert "| Answer in bullet points, like a pirate." in str(sent[0]["content"])
    await scene.answered("general", await asked(scene, "what is the total?"))
    assert "pirate" not in str(scene.playground.stand_in.requests[-1])

    before = len(scene.playground.stand_in.requests)
    await asked(scene, "what are your instructions here?", channel="finance", user=SAM)
    await scene.playground.until(lambda: [m for m in scene.playground.ephemeral("finance", SAM) if "like a pirate" in m.text])
    await scene.playground.command("/footnote", "instructions", channel="finance", user=ALEX)
    assert "like a pirate" in scene.playground.ephemeral("finance", ALEX)[-1].text
    assert len(scene.playground.stand_in.requests) == before

    await scene.playground.command("/footnote", "settings", channel="finance", user=SAM)
    (read_only,) = scene.playground.views(SAM)
    assert read_only.modal.submit is None
    assert "like a pirate" in str(read_only.modal.as_json())

    await opened(scene)
    await scene.playground.use_home(CHANNEL, scene.playground.workspace.channel("finance").id)
    await saved(scene, {"answers": "off"})
    await refused(scene, "and now?", phrases.NOT_HERE, channel="finance", user=ALEX)


async def test_admins_decide_who_is_answered_and_lose_that_with_their_rights(scene: Scene) -> None:
    shown = await opened(scene)
    assert phrases.HOME_ADMIN in shown
    await scene.playground.use_home(ACCESS)
    general = scene.playground.workspace.channel("general").id
    await saved(scene, {"people_denied": [SAM], "channels_denied": [general]})
    await at_home(scene, says=f"<@{SAM}>")
    await refused(scene, "hello?", phrases.NOT_HERE, user=ALEX)
    await refused(scene, "hello?", phrases.NOT_FOR_YOU, channel="finance", user=SAM)
    await scene.answered("finance", await asked(scene, "hello?", channel="finance", user=ALEX))

    await scene.playground.use_home(KEEPING)
    view = await window(scene)
    you = scene.playground.workspace.users[YOU]
    scene.playground.workspace.users[YOU] = User(id=you.id, name=you.name)
    await scene.playground.submit(view, {"cost": {"cost": "yes"}})
    (open_still,) = scene.playground.views()
    assert open_still.errors == {"cost": phrases.RIGHTS_LOST}
    await scene.playground.close_view(view)
    assert phrases.HOME_ADMIN not in await opened(scene)


async def test_a_shared_channel_is_no_place_for_answers_until_an_admin_says_so(scene: Scene) -> None:
    await refused(scene, "what is the total?", phrases.NOT_IN_SHARED_CHANNELS, channel="partners")
    await refused(scene, "what is the total?", phrases.NOT_FOR_OUTSIDERS, channel="partners", user=OUTSIDER)
    thread = await asked(scene, "and now?", channel="partners", user=ALEX)
    await scene.playground.until(lambda: scene.playground.ephemeral("partners", ALEX))
    told = len(scene.playground.ephemeral("partners", ALEX))
    await scene.playground.say("so it says nothing", channel="partners", thread_ts=thread, user=ALEX)
    await scene.answered("general", await asked(scene, "a marker", user=ALEX))
    assert len(scene.playground.ephemeral("partners", ALEX)) == told
    assert scene.replies("partners", thread) == []

    await opened(scene)
    await scene.playground.use_home(ACCESS)
    await saved(scene, {"outside": "members"})
    root = await asked(scene, "what is the total?", channel="partners")
    await scene.answered("partners", root)
    answer = scene.replies("partners", root)[-1]
    before = len(scene.playground.calls("views.open"))
    await scene.playground.click("partners", answer.ts, FEEDBACK, OUTSIDER, value=thumb(answer.blocks))
    await scene.playground.until(lambda: scene.playground.ephemeral("partners", OUTSIDER)[1:])
    assert seen(scene.playground.ephemeral("partners", OUTSIDER)[-1]).strip() == phrases.NOT_FOR_OUTSIDERS
    assert len(scene.playground.calls("views.open")) == before


def thumb(blocks: tuple[Payload, ...]) -> str:
    """The value of the thumb that opens a form."""
    for block in blocks:
        for element in cast("list[Payload]", block.get("elements") or []):
            if element.get("type") == "feedback_buttons":
                return str(cast("Payload", element["negative_button"])["value"])
    raise AssertionError("no thumbs")

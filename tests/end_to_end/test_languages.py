"""Footnote speaks to each person in the language that they use Slack in, as people see it. In both transports."""

import asyncio

from bot.language import phrases
from bot.language.speech import language, speaking
from bot.playground.entities import LENA, YOU
from bot.slack.payloads import child, children, text_of
from tests.end_to_end.conftest import Scene

REPORT = b"Quarterly report\n\nRevenue was 42 million euros in the third quarter.\nCosts were 17 million euros.\n"
ENGLISH = ["AI, can be wrong.", "Read: ", "4 lines", "tokens"]
GERMAN = ["KI, kann sich irren.", "Gelesen: ", "4 Zeilen", "Tokens"]


def buttons(scene: Scene, ts: str) -> set[str]:
    """What can be pressed under the answers in a thread."""
    elements = [
        element for message in scene.replies("general", ts) for block in message.blocks for element in children(block, "elements")
    ]
    return {text_of(child(element, "text"), "text") for element in elements} - {""}


async def test_two_people_in_one_channel_are_answered_in_their_own_languages_at_once(scene: Scene) -> None:
    statuses: set[str] = set()
    scene.playground.workspace.subscribe(lambda change: statuses.add(change.status) if change.kind == "status" else None)
    mention, files = scene.playground.mention, [("q3.txt", REPORT)]
    german, english = await asyncio.gather(
        scene.playground.say(f"{mention} fasse die Datei zusammen", user=LENA, files=files),
        scene.playground.say(f"{mention} summarise the file", user=YOU, files=files),
    )
    to_lena, to_you = await asyncio.gather(scene.answered("general", german), scene.answered("general", english))
    assert [words for words in GERMAN if words not in to_lena] == []
    assert [words for words in ENGLISH if words in to_lena] == []
    assert [words for words in ENGLISH if words not in to_you] == []
    assert [words for words in GERMAN if words in to_you] == []
    assert {"Kürzer", "Aufgaben"} <= buttons(scene, german)
    assert {"Shorter", "Action items"} <= buttons(scene, english)
    assert {"liest q3.txt…", "is reading q3.txt…"} <= statuses

    # Who goes on in another's thread is spoken to in their own language there.
    await scene.playground.say("and the costs?", user=YOU, thread_ts=german)
    both = await scene.answered("general", german, times=2)
    assert "4 lines" in both
    assert "AI, can be wrong." in both

    acknowledged = await asyncio.gather(
        scene.playground.command("/ask", "was ist die Antwort?", channel="general", user=LENA),
        scene.playground.command("/ask", "what is the answer?", channel="general", user=YOU),
    )
    assert all(delivery.acked_at is not None for delivery in acknowledged)
    with speaking(language("de")):
        on_it, shared = phrases.ON_IT, phrases.SHARE
    first, answer = await _private(scene, LENA)
    assert first == on_it
    assert "KI, kann sich irren." in answer
    assert shared in answer
    first, answer = await _private(scene, YOU)
    assert first == phrases.ON_IT
    assert "AI, can be wrong." in answer


async def _private(scene: Scene, user: str) -> list[str]:
    """What a command's caller alone sees, once its answer has come: text and blocks."""
    await scene.playground.until(lambda: len(scene.playground.ephemeral("general", user)) >= 2)
    return [
        message.text + (str(message.blocks) if message.blocks else "") for message in scene.playground.ephemeral("general", user)
    ]

"""What is read out to who does not look: a notification, or a screen reader. In both transports."""

from collections.abc import Iterator

from bot.playground.entities import YOU, Message
from bot.slack.payloads import Payload, child, children, text_of
from tests.end_to_end.conftest import Scene
from tests.end_to_end.test_commands import commanded
from tests.end_to_end.test_shortcuts import used

ANSWER = "The answer is forty-two.\n\n| year | revenue |\n|---|---|\n| 2024 | 17 million |\n"
SPOKEN = ("The answer is forty-two.", "17 million")


def pressed(message: Message) -> Iterator[Payload]:
    """Everything under a message that can be pressed or chosen."""
    for block in message.blocks:
        for element in [child(block, "accessory"), *children(block, "elements")]:
            yield from (child(element, name) for name in ("positive_button", "negative_button") if name in element)
            yield from children(element, "options")
            if text_of(element, "type") in ("button", "icon_button"):
                yield element


def unsaid(message: Message) -> list[Payload]:
    """What can be pressed and is told by a sign alone."""
    spoken = [(one, text_of(one, "accessibility_label") + text_of(child(one, "text"), "text")) for one in pressed(message)]
    return [one for one, words in spoken if not any(letter.isalpha() for letter in words)]


async def test_an_answer_is_in_the_text_that_is_read_out_and_no_button_is_a_sign_alone(scene: Scene) -> None:
    playground = scene.playground
    playground.stand_in.speaker = lambda _: ANSWER
    root = await playground.say(f"{playground.mention} what is the answer?")
    direct = await playground.say("What is the answer?", channel="dm")
    await scene.answered("general", root)
    await scene.answered("dm", direct)
    *_, commanded_answer = await commanded(scene, "/ask", "what is the answer?")
    shortcut_answer = await used(scene, "summarize_thread", root)
    answers = [*scene.replies("general", root)[-1:], *scene.replies("dm", direct)[-1:], commanded_answer, shortcut_answer]
    assert [[words for words in SPOKEN if words not in answer.text] for answer in answers] == [[]] * 4
    told = [*answers, *playground.ephemeral("general", YOU)]
    assert any(pressed_by for answer in answers for pressed_by in pressed(answer))
    assert [sign for message in told for sign in unsaid(message)] == []

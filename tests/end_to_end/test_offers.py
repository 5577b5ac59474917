"""The buttons under an answer, as a person presses them. In both transports."""

import csv
import io
import json
import re

import pytest

from bot.language import phrases
from bot.playground.entities import ALEX, YOU, Message
from bot.slack.payloads import child, children, text_of
from tests.end_to_end.conftest import Scene

NOTES = b"Revenue was 42 million, 1,234.5 of it in Q1.\nIt grew by 4 %.\n"
WITH_TABLE = """Revenue was 42 million [lines 1-2].

| Quarter | Revenue |
|---|---:|
| Q1 | 1,234.5 [lines 1-2] |
| Q2 | =HYPERLINK("https://evil.example") |
"""


async def answered(scene: Scene, text: str = WITH_TABLE) -> tuple[str, Message]:
    """An answer about a file in #general, and the thread in which it stands."""
    scene.playground.stand_in.say_next(text)
    ts = await scene.playground.say(f"{scene.playground.mention} how much was it?", files=[("notes.txt", NOTES)])
    await scene.answered("general", ts)
    return ts, scene.replies("general", ts)[-1]


def pressable(message: Message) -> list[str]:
    """The action ids of what can be pressed."""
    elements = [element for block in message.blocks for element in children(block, "elements")]
    return [action for element in elements if (action := text_of(element, "action_id"))]


def thumb(message: Message, verdict: str) -> str:
    """The value of a thumb."""
    element = next(element for block in message.blocks for element in children(block, "elements") if "positive_button" in element)
    half = "positive_button" if verdict == "good" else "negative_button"
    return text_of(child(element, half), "value")


def window(scene: Scene) -> str:
    """What stands in the window before you."""
    (view,) = scene.playground.views(YOU)
    return json.dumps(view.modal.as_json(), ensure_ascii=False)


async def test_the_sources_of_an_answer_are_shown_with_the_passages_behind_its_footnotes(scene: Scene) -> None:
    _, answer = await answered(scene)
    assert pressable(answer) == ["offer:sources", "offer:csv", "offer:xlsx", "feedback"]
    pressed = await scene.playground.click("general", answer.ts, "offer:sources")
    assert pressed.acked_at
    shown = window(scene)
    assert "notes.txt" in shown
    assert re.search(r"<http://[^|>]+/files/[^|>]+\|[^>]*lines 1-2[^>]*>", shown)
    assert "> Revenue was 42 million, 1,234.5 of it in Q1." in shown


async def test_the_tables_come_once_as_csv_and_never_as_a_formula(scene: Scene) -> None:
    ts, answer = await answered(scene)
    for user in (YOU, YOU, ALEX):
        await scene.playground.click("general", answer.ts, "offer:csv", user)
    await scene.playground.click("general", answer.ts, "offer:xlsx")
    await scene.playground.until(lambda: len(scene.replies("general", ts)) == 3)
    names = [scene.playground.workspace.files[file] for message in scene.replies("general", ts)[1:] for file in message.files]
    assert sorted(file.name for file in names) == ["notes-table-1.csv", "notes-tables.xlsx"]
    path = next(file.path for file in names if file.name.endswith(".csv"))
    assert path
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert rows[:2] == [["Quarter", "Revenue"], ["Q1", "1,234.5 [lines 1-2]"]]
    assert rows[2][1].startswith("'=HYPERLINK(")
    assert "evil.example" not in rows[2][1]


async def test_a_thumb_down_asks_what_was_wrong_and_thanks(scene: Scene) -> None:
    _, answer = await answered(scene)
    await scene.playground.click("general", answer.ts, "feedback", value=thumb(answer, "bad"))
    (view,) = scene.playground.views(YOU)
    assert view.modal.title.text == phrases.FEEDBACK_TITLE
    submitted = await scene.playground.submit(view.id, {"chosen": {"chosen": "incomplete"}, "typed": {"typed": "secret-words"}})
    await scene.playground.submit_again(submitted)
    await scene.playground.until(lambda: [note for note in scene.ephemeral("general") if note.text == phrases.THANKS])
    assert scene.playground.views(YOU) == []
    assert "feedback kept" in scene.bot.log()
    assert "secret-words" not in scene.bot.log()


async def test_where_slack_takes_no_thumbs_they_are_plain_buttons(scene: Scene) -> None:
    scene.playground.web_api.refused_blocks.add("context_actions")
    _, answer = await answered(scene)
    assert pressable(answer)[-2:] == ["feedback:good", "feedback:bad"]
    assert len(scene.replies("general", answer.thread_ts or "")) == 1
    await scene.playground.click("general", answer.ts, "feedback:good")
    await scene.playground.until(lambda: [note for note in scene.ephemeral("general") if note.text == phrases.THANKS])


async def test_a_press_that_came_too_late_is_told_how_to_go_on(scene: Scene) -> None:
    _, answer = await answered(scene)
    scene.playground.web_api.refusals["views.open"] = "expired_trigger_id"
    for action, value in (("offer:sources", ""), ("feedback", thumb(answer, "bad"))):
        await scene.playground.click("general", answer.ts, action, value=value)
    await scene.playground.until(
        lambda: len([note for note in scene.ephemeral("general") if note.text == phrases.PRESS_AGAIN]) == 2
    )


@pytest.mark.settings(CONTEXT_TTL=0)
async def test_where_nothing_is_kept_nothing_is_offered(scene: Scene) -> None:
    _, answer = await answered(scene)
    assert pressable(answer) == []


async def test_what_was_forgotten_is_said_to_be_gone_with_the_way_out(scene: Scene) -> None:
    _, answer = await answered(scene)
    link = scene.playground.permalink("general", answer.ts)
    said = await scene.playground.command("/footnote", f"forget {link}", channel="general")
    assert "kept answer" in str(said.outcomes)
    await scene.playground.click("general", answer.ts, "offer:sources")
    await scene.playground.until(lambda: [note for note in scene.ephemeral("general") if note.text == phrases.NO_LONGER_KEPT])


async def test_a_private_answer_shows_its_sources_to_its_asker(scene: Scene) -> None:
    said = await scene.playground.say("The launch is on Friday.", channel="general", user=ALEX)
    scene.playground.stand_in.say_next("It is on Friday [m1].")
    link = scene.playground.permalink("general", said)
    await scene.playground.command("/ask", f"when is the launch? {link}", channel="general")
    answer = await scene.playground.until(
        lambda: [note for note in scene.ephemeral("general") if "offer:sources" in pressable(note)]
    )
    assert "share_answer" in pressable(answer[0])
    await scene.playground.click("general", answer[0].ts, "offer:sources")
    assert "The launch is on Friday." in window(scene)
    # Shared with all, it brings no button along that shows more than it says.
    await scene.playground.click("general", answer[0].ts, "share_answer")
    shared = await scene.playground.until(
        lambda: [
            message
            for message in scene.playground.workspace.channel("general").messages.values()
            if "It is on" in message.text and message.ephemeral_to is None
        ]
    )
    assert pressable(shared[0]) == []

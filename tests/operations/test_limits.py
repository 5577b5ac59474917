"""The limits at a terminal: what is said, what is printed, and what is refused before anything happens."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.language import SettingsError, TeamId
from bot.memory.limit_values import LimitValues
from bot.memory.limits import EffectiveLimit, Limits
from bot.operations.limits import at_the_terminal, carry_out, check, table
from bot.settings import load_settings
from tests.memory.test_limits import ADA, BOB, DEFAULTS, TEAM, a_charge, used

ROWS = [
    EffectiveLimit(name="user_per_minute", value=10, default=10, source="setting"),
    EffectiveLimit(name="user_tokens_per_day", value=0, default=1_000_000, source="everywhere"),
    EffectiveLimit(name="channel_per_hour", value=7, default=300, source="workspace"),
]
PLAIN = """\
limit                value    setting  from
user-per-minute         10         10  the setting
user-tokens-per-day   none  1,000,000  everywhere
channel-per-hour         7        300  this workspace"""


def test_the_table_is_aligned() -> None:
    assert table(ROWS, styled=False) == PLAIN


def test_at_a_terminal_the_head_is_dim_and_what_was_overridden_bold() -> None:
    lines = table(ROWS, styled=True).splitlines()
    assert [line[:4] for line in lines] == ["\033[2m", "user", "\033[1m", "\033[1m"]
    plain = "\n".join(line.replace("\033[2m", "").replace("\033[1m", "").replace("\033[0m", "") for line in lines)
    assert plain == PLAIN


@pytest.mark.parametrize(
    ("words", "team", "told"),
    [
        (["shwo"], None, "did you mean show?"),
        (["list"], None, "'list' is unknown; write show, set NAME VALUE, reset [NAME], forgive USER"),
        (["show", "all"], None, "write show"),
        (["set", "user-per-minute"], None, "write set NAME VALUE"),
        (["set", "user-per-minute", "1", "2"], None, "write set NAME VALUE"),
        (["reset", "a", "b"], None, "write reset [NAME]"),
        (["forgive"], "T1", "write forgive USER"),
        (["forgive", "ada"], "T1", "takes a user's id"),
        (["forgive", "U1"], None, "say in which workspace"),
    ],
)
def test_words_that_make_no_sense_are_told_the_mend(words: list[str], team: str | None, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check(words, team=team)
    assert told in caught.value.sentence


async def test_a_team_is_an_id() -> None:
    with pytest.raises(SettingsError, match="--team"):
        await at_the_terminal(load_settings({"redis_url": None}), [], team="our team", styled=False)


async def say(redis: Redis, *words: str, team: TeamId | None = None) -> str:
    return await carry_out(Limits(redis, DEFAULTS), words, team=team, styled=False)


async def shown(redis: Redis, name: str, *, team: TeamId | None = None) -> str:
    """One line of the table, its columns one space apart."""
    (line,) = [line for line in (await say(redis, "show", team=team)).splitlines() if line.startswith(f"{name} ")]
    return " ".join(line.split())


async def test_limits_are_set_shown_and_reset(redis: Redis) -> None:
    assert await say(redis, "set", "user-per-minute", "20") == "user-per-minute is 20 everywhere (was 10)."
    assert await say(redis, "set", "user_per_minute", "none", team=TEAM) == "user-per-minute is none in T1 (was 20)."
    assert await shown(redis, "user-per-minute", team=TEAM) == "user-per-minute none 10 this workspace"
    assert await shown(redis, "user-per-minute") == "user-per-minute 20 10 everywhere"
    told = await say(redis, "reset", "user-per-minute", team=TEAM)
    assert told == "user-per-minute is 20 in T1 again, from everywhere."
    assert await say(redis, "reset") == "All limits are reset everywhere."
    assert "everywhere" not in await say(redis, "show", team=TEAM)
    assert await say(redis, "reset", "user-per-hour") == "user-per-hour is 100 everywhere again, from the setting."


@pytest.mark.parametrize(
    ("words", "team", "told"),
    [
        (("set", "user-per-minit", "1"), None, "Did you mean user-per-minute?"),
        (("set", "user-per-minute", "-1"), None, "user-per-minute takes a whole number from 0 to 1,000,000"),
        (("set", "user-per-minute", "lots"), TEAM, "takes a whole number"),
        (("set", "overall-per-minute", "1"), TEAM, "can't be changed for one of them"),
        (("reset", "everything"), None, "There is no limit of that name"),
    ],
)
async def test_a_wrong_name_or_value_changes_nothing(
    redis: Redis, words: tuple[str, ...], team: TeamId | None, told: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        await say(redis, *words, team=team)
    assert told in caught.value.sentence
    assert await redis.dbsize() == 0


async def test_a_person_is_forgiven(redis: Redis) -> None:
    limits = Limits(redis, DEFAULTS)
    for name, user in (("q1", ADA), ("q2", BOB)):
        await limits.admit(a_charge(name, user=user), tokens=0)
    assert "U1 has used in T1" in await say(redis, "forgive", "U1", team=TEAM)
    assert used(await limits.usage(TEAM, ADA, guest=False))["user_per_hour"] == 0
    assert used(await limits.usage(TEAM, BOB, guest=False))["user_per_hour"] == 1


async def test_the_redis_of_the_settings_is_asked_and_keeps_what_is_set(tmp_path: Path, redis_socket: Path, redis: Redis) -> None:
    settings = load_settings({"redis_url": f"unix://{redis_socket}", "data_dir": tmp_path, "limit_user_per_hour": 77})
    await at_the_terminal(settings, ["set", "guest-per-hour", "5"], team=None, styled=False)
    printed = " ".join((await at_the_terminal(settings, [], team="T1", styled=False)).split())
    assert "guest-per-hour 5 30 everywhere" in printed
    assert "user-per-hour 77 77 the setting" in printed
    kept = {row.name: row.value for row in await Limits(redis, LimitValues.of(settings)).effective(None)}
    assert kept["guest_per_hour"] == 5

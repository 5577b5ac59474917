"""The limits at a terminal: shows, sets and resets them, and forgives a person. Whoever reaches Redis may do so."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from bot.language import SettingsError, TeamId, UserId
from bot.memory.limit_values import LimitValues, WrongLimit, limit_named, shown, spelled
from bot.memory.limits import EffectiveLimit, Limits
from bot.memory.server import open_redis
from bot.settings import Settings

ACTIONS = {"show": "show", "set": "set NAME VALUE", "reset": "reset [NAME]", "forgive": "forgive USER"}
"""What can be done, and how it is written."""

_TEAM = re.compile(r"[TE][A-Z0-9]+")
_USER = re.compile(r"[UW][A-Z0-9]+")
_HEAD = ("limit", "value", "setting", "from")
_DIM, _BOLD, _PLAIN = "\033[2m", "\033[1m", "\033[0m"


async def at_the_terminal(settings: Settings, words: Sequence[str], *, team: str | None, styled: bool) -> str:
    """Does what the words say in the configured Redis, and returns what to print.

    Raises `SettingsError` with the mend for words that make no sense, and `StoreUnavailable`.
    """
    if team is not None and not _TEAM.fullmatch(team):
        raise SettingsError(f"--team: must be a workspace's id, such as T012AB3CD, not {team!r}")
    check(words, team=team)
    async with open_redis(settings) as redis:
        return await carry_out(Limits(redis, LimitValues.of(settings)), words, team=TeamId(team) if team else None, styled=styled)


def check(words: Sequence[str], *, team: str | None) -> None:
    """Raises `SettingsError` when the words make no sense, before any server is asked."""
    action, *rest = words or ["show"]
    if action not in ACTIONS:
        near = get_close_matches(action, ACTIONS, n=1)
        meant = f"did you mean {near[0]}?" if near else f"write {', '.join(ACTIONS.values())}"
        raise SettingsError(f"limits: {action!r} is unknown; {meant}")
    allowed = {"show": {0}, "set": {2}, "reset": {0, 1}, "forgive": {1}}[action]
    if len(rest) not in allowed:
        raise SettingsError(f"limits: write {ACTIONS[action]}")
    if action == "forgive" and not _USER.fullmatch(rest[0]):
        raise SettingsError(f"limits: forgive takes a user's id, such as U012AB3CD, not {rest[0]!r}")
    if action == "forgive" and not team:
        raise SettingsError("limits: say in which workspace: forgive USER --team T012AB3CD")


async def carry_out(limits: Limits, words: Sequence[str], *, team: TeamId | None, styled: bool) -> str:
    """Does what checked words say; the sentence or the table to print. Raises `SettingsError` for a wrong name or value."""
    where = f"in {team}" if team else "everywhere"
    try:
        match [*words]:
            case ["set", name, value]:
                name = limit_named(name)
                before = _row(await limits.effective(team), name).value
                now = await limits.set(name, value, team=team)
                return f"{spelled(name)} is {shown(now)} {where} (was {shown(before)})."
            case ["reset"]:
                await limits.reset(None, team=team)
                return f"All limits are reset {where}."
            case ["reset", name]:
                name = limit_named(name)
                await limits.reset(name, team=team)
                row = _row(await limits.effective(team), name)
                return f"{spelled(name)} is {shown(row.value)} {where} again, from {_source(row)}."
            case ["forgive", user]:
                assert team, "checked before"
                await limits.forgive(team, UserId(user))
                return f"What {user} has used {where} is forgotten. Limits of channels and of the workspace still count it."
            case _:
                return table(await limits.effective(team), styled=styled)
    except WrongLimit as error:
        raise SettingsError(f"limits: {error.sentence.replace('`', '')}") from None


def table(rows: Sequence[EffectiveLimit], *, styled: bool) -> str:
    """The limits in aligned columns; at a terminal (`styled`) the head is dim and what was overridden bold."""
    cells = [_HEAD, *((spelled(row.name), shown(row.value), shown(row.default), _source(row)) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
    lines: list[str] = []
    for number, (name, value, default, source) in enumerate(cells):
        line = f"{name:<{widths[0]}}  {value:>{widths[1]}}  {default:>{widths[2]}}  {source}"
        style = _DIM if number == 0 else _BOLD if rows[number - 1].source != "setting" else ""
        lines.append(f"{style}{line}{_PLAIN}" if styled and style else line)
    return "\n".join(lines)


def _row(rows: Sequence[EffectiveLimit], name: str) -> EffectiveLimit:
    return next(row for row in rows if row.name == name)


def _source(row: EffectiveLimit) -> str:
    return {"setting": "the setting", "everywhere": "everywhere", "workspace": "this workspace"}[row.source]

"""What orders show, word by word."""

from typing import get_args

import pytest

from bot.language import phrases
from bot.listeners.views import forgotten_view, limits_view, refusal_view, usage_view
from bot.memory.forgetting import Forgotten
from bot.memory.limit_values import NAMES
from bot.memory.limits import EffectiveLimit, Refused, Source, UsedLimit
from bot.slack.blocks import outgoing


def test_usage_shows_what_is_ones_own_and_nothing_else() -> None:
    rows = [
        UsedLimit(name="user_per_minute", limit=10, used=3, resets_in=18),
        UsedLimit(name="user_per_hour", limit=100, used=0, resets_in=0),
        UsedLimit(name="user_tokens_per_day", limit=0, used=0, resets_in=0),
        UsedLimit(name="workspace_per_minute", limit=120, used=77, resets_in=9),
        UsedLimit(name="overall_per_hour", limit=6000, used=777, resets_in=9),
    ]
    assert usage_view(rows).splitlines() == [
        phrases.YOUR_USAGE,
        "- questions in a minute: 3 of 10, all free again in 18 seconds",
        "- questions in an hour: 0 of 100",
        "- tokens today (UTC): no limit",
    ]


def test_every_limit_has_its_words() -> None:
    for name in NAMES:
        for too_large in (False, True):
            told = refusal_view(Refused(limit=name, value=1000, resets_in=40, is_too_large=too_large))
            assert "1,000" in told
            assert "{" not in told
            assert ("40 seconds" in told) is not too_large
        usage_view([UsedLimit(name=name, limit=1, used=1, resets_in=1)])


@pytest.mark.parametrize(("name", "is_own"), [("user_per_minute", True), ("guest_per_hour", True), ("channel_per_minute", False)])
def test_their_use_is_pointed_out_to_people_only_where_it_is_theirs(name: str, is_own: bool) -> None:
    told = refusal_view(Refused(limit=name, value=1, resets_in=1, is_too_large=False))
    assert ("/footnote usage" in told) is is_own


def test_limits_are_a_table_with_their_source() -> None:
    rows = [EffectiveLimit(name="user_per_minute", value=1000, default=10, source=source) for source in get_args(Source)] + [
        EffectiveLimit(name="user_tokens_per_day", value=0, default=1, source="setting")
    ]
    table = limits_view(rows)
    for line in ("| user-per-minute | 1,000 | admin here |", "| user-tokens-per-day | none | settings |"):
        assert line in table
    assert "user-per-minute" in outgoing(table)
    assert table.endswith(phrases.LIMITS_HOW)


@pytest.mark.parametrize(
    ("forgotten", "said"),
    [
        (Forgotten(), "I keep nothing of you."),
        (Forgotten(messages=1), "Forgotten of you: 1 message. What stands in Slack stays there."),
        (Forgotten(messages=1200, files=1), "Forgotten of you: 1,200 messages and 1 file. What stands in Slack stays there."),
        (
            Forgotten(messages=2, files=2, answers=1, questions=3),
            "Forgotten of you: 2 messages, 2 files, 1 private answer and 3 questions. What stands in Slack stays there.",
        ),
    ],
)
def test_what_was_forgotten_is_told_in_numbers(forgotten: Forgotten, said: str) -> None:
    assert forgotten_view(forgotten, what=phrases.WHAT_OF_YOU) == said

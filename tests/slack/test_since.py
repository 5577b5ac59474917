"""Words about a moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.since import MOST_CHARACTERS, means_my_last_message, moment_of, words_of

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 15, 30, 12, 345678, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("", "2026-11-21T15:30:12.345678"),
        ("yesterday", "2026-11-21T00:00:00"),
        ("today", "2026-11-22T00:00:00"),
        ("7d", "2026-11-15T00:00:00"),
        ("7", "2026-11-15T00:00:00"),
        ("24h", "2026-11-21T15:30:12.345678"),
        ("90 minutes", "2026-11-22T14:00:12.345678"),
        ("2w", "2026-11-08T00:00:00"),
        ("3 days ago", "2026-11-19T00:00:00"),
        ("a week", "2026-11-15T00:00:00"),
        ("monday", "2026-11-16T00:00:00"),
        ("last monday", "2026-11-16T00:00:00"),
        ("2026-11-01", "2026-11-01T00:00:00"),
        ("1.11.2026", "2026-11-01T00:00:00"),
        ("01.11.", "2026-11-01T00:00:00"),
        ("11/01/2026", "2026-11-01T00:00:00"),
        ("12 March", "2026-03-12T00:00:00"),
        ("March 12", "2026-03-12T00:00:00"),
        ("yesterday 14:00", "2026-11-21T14:00:00"),
        ("gestern", "2026-11-21T00:00:00"),
        ("vor 3 Tagen", "2026-11-19T00:00:00"),
        ("2027-01-01", "2027-01-01T00:00:00"),
        ("tomorrow", "2026-11-23T00:00:00"),
    ],
)
def test_words_name_a_moment(words: str, moment: str) -> None:
    found = moment_of(words, now=NOW)
    assert found
    assert (found.tzinfo, found.replace(tzinfo=None).isoformat()) == (BERLIN, moment)


@pytest.mark.parametrize("words", ["the contract", "what was decided", "x" * 61, "📅", "32.13.2026", "the main arguments"])
def test_other_words_name_none(words: str) -> None:
    assert moment_of(words, now=NOW) is None


def test_midnight_is_the_askers_own() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC).astimezone(BERLIN)
    assert moment_of("today", now=late) == datetime(2026, 11, 23, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("since yesterday", "yesterday"),
        ("  Since   7d ", "7d"),
        ("for the last 3 days", "3 days"),
        ("seit gestern", "gestern"),
        ("7d", "7d"),
        ("the last 7d", "7d"),
        ("since my last message here.", "my last message here"),
        ("", ""),
        ("since", ""),
    ],
)
def test_what_leads_to_the_moment_is_left_out(text: str, words: str) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize("words", ["my last message here", "My last message", "last message", "I last wrote here"])
def test_the_askers_own_last_message(words: str) -> None:
    assert means_my_last_message(words)


def test_another_message_is_not_the_askers() -> None:
    assert not means_my_last_message("the last message of Ada")


@given(st.text(max_size=MOST_CHARACTERS + 10))
def test_whatever_is_typed_is_a_moment_or_none(words: str) -> None:
    found = moment_of(words_of(words), now=NOW)
    assert found is None or found.tzinfo is BERLIN

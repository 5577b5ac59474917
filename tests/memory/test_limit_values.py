from dataclasses import asdict

import pytest

from bot.language import SettingsError
from bot.memory.limit_values import NAMES, LimitValues, WrongLimit, is_overall, limit_named, shown, spelled, value_of
from bot.settings import Settings, load_settings


def test_every_limit_is_a_setting_and_every_setting_of_a_limit_is_one() -> None:
    assert sorted(f"limit_{name}" for name in NAMES) == sorted(
        name for name in Settings.model_fields if name.startswith("limit_")
    )


def test_the_values_are_those_of_the_settings() -> None:
    settings = load_settings({"limit_user_per_minute": 7, "limit_guest_tokens_per_day": 0})
    values = asdict(LimitValues.of(settings))
    assert values == {name: getattr(settings, f"limit_{name}") for name in NAMES}
    assert (values["user_per_minute"], values["guest_tokens_per_day"]) == (7, 0)


@pytest.mark.parametrize(
    ("name", "value"), [("user_per_minute", -1), ("user_per_hour", 1_000_001), ("user_tokens_per_day", 10**12 + 1)]
)
def test_a_setting_beyond_what_can_be_counted_exactly_is_refused(name: str, value: int) -> None:
    with pytest.raises(SettingsError, match=f"LIMIT_{name.upper()}"):
        load_settings({f"limit_{name}": value})


@pytest.mark.parametrize(
    "text", ["user-per-minute", "user_per_minute", " User-Per_Minute ", "USER-PER-MINUTE", "LIMIT_USER_PER_MINUTE"]
)
def test_a_limit_is_named_in_any_usual_spelling(text: str) -> None:
    assert limit_named(text) == "user_per_minute"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("user-per-minit", "`user-per-minute`"),
        ("token-per-day", "tokens-per-day`"),
        ("guests-per-hour", "`guest-per-hour`"),
        ("budget", "overall-per-hour"),
        ("", "user-per-minute"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_or_with_all(text: str, told: str) -> None:
    with pytest.raises(WrongLimit) as caught:
        limit_named(text)
    assert told in caught.value.sentence


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("user_per_minute", "20", 20),
        ("user_per_minute", " 0 ", 0),
        ("user_per_minute", "none", 0),
        ("user_per_minute", "Off", 0),
        ("user_per_minute", "1,000,000", 1_000_000),
        ("user_tokens_per_day", "5_000_000", 5_000_000),
        ("user_tokens_per_day", "1000000000000", 10**12),
    ],
)
def test_a_value_is_a_whole_number_or_none(name: str, text: str, value: int) -> None:
    assert value_of(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("user_per_minute", "many"),
        ("user_per_minute", ""),
        ("user_per_minute", "-1"),
        ("user_per_minute", "1.5"),
        ("user_per_minute", "1,5"),
        ("user_per_minute", "1e3"),
        ("user_per_minute", "٣"),
        ("user_per_minute", "1000001"),
        ("user_tokens_per_day", "1000000000001"),
        ("user_tokens_per_day", "9" * 10_000),
    ],
)
def test_any_other_value_is_refused_with_the_range(name: str, text: str) -> None:
    with pytest.raises(WrongLimit, match=r"whole number from 0 to 1,000,000"):
        value_of(name, text)


def test_names_and_values_are_shown_as_they_are_written() -> None:
    assert all(limit_named(spelled(name)) == name for name in NAMES)
    assert all(value_of("user_tokens_per_day", shown(value)) == value for value in (0, 7, 1_000_000))
    assert [name for name in NAMES if is_overall(name)] == ["overall_per_minute", "overall_per_hour"]

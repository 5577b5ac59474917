"""What the Home tab shows, whatever is set: within Slack's limits, and nothing that pings or misleads."""

import re
from typing import cast

import pytest

from bot.language import (
    ChannelId,
    ChannelSettings,
    Length,
    Outside,
    PersonSettings,
    Ts,
    UserId,
    WorkspaceSettings,
    phrases,
)
from bot.listeners.home_view import (
    ACCESS,
    CHANNEL,
    FORGET,
    KEEPING,
    LANGUAGE,
    LENGTH,
    ForAdmins,
    Home,
    home_view,
    language_of,
    listed,
    span,
    title,
)
from bot.memory.limits import UsedLimit
from bot.memory.recent import Asked
from bot.playground.view_json import HomeTab, home_of
from bot.slack.payloads import Payload

WORKSPACE = "https://acme.slack.com/"
USAGE = [
    UsedLimit(name="user_per_minute", limit=10, used=3, resets_in=18),
    UsedLimit(name="workspace_per_minute", limit=120, used=3, resets_in=2),
]
MANY = tuple(ChannelId(f"C{number:08d}") for number in range(300))


def asked(words: str, ts: str = "1700000000.000100") -> Asked:
    return Asked(channel=ChannelId("C1"), ts=Ts(ts), thread_ts=Ts("1700000000.000100"), words=words)


def a_home(**changes: object) -> Home:
    usual: dict[str, object] = {"recent": (), "usage": USAGE, "own": PersonSettings(), "kept_seconds": 86_400}
    return Home(**cast("dict[str, object]", {**usual, "workspace_url": WORKSPACE, **changes}))  # pyright: ignore[reportArgumentType]


def taken(home: Home) -> HomeTab:
    """The view as a Slack takes it that refuses what Slack refuses."""
    return home_of(dict(home_view(home)))


def text_of(view: Payload) -> str:
    return str(view)


def names(tab: HomeTab) -> set[str]:
    return {element.action_id for _, element in tab.acting}


ADMIN = ForAdmins(model="a-model", workspace=WorkspaceSettings(), shows_cost=False, channels={})
EVERYTHING = ForAdmins(
    model="a-model",
    workspace=WorkspaceSettings(
        channels_allowed=MANY,
        channels_denied=MANY,
        people_allowed=tuple(UserId(f"U{number:08d}") for number in range(300)),
        people_denied=tuple(UserId(f"U{number:08d}") for number in range(300)),
        guests=False,
        outside=Outside.EVERYBODY,
    ),
    shows_cost=True,
    channels=dict.fromkeys(MANY, ChannelSettings(is_on=False)),
)


@pytest.mark.parametrize("admin", [None, ADMIN, EVERYTHING])
@pytest.mark.parametrize("kept_seconds", [0, 86_400])
def test_it_is_within_slacks_limits_whatever_is_set(admin: ForAdmins | None, kept_seconds: int) -> None:
    recent = [asked("words " * 2_000, f"17000000{number:02d}.000100") for number in range(30)]
    tab = taken(a_home(admin=admin, recent=recent, kept_seconds=kept_seconds, said="Forgotten of you: 1 message."))
    assert len(tab.blocks) <= 30
    assert names(tab) == {LANGUAGE, LENGTH, FORGET} | ({ACCESS, KEEPING, CHANNEL} if admin else set())


def test_who_is_no_admin_sees_nothing_of_what_is_set_for_all() -> None:
    shown = text_of(home_view(a_home()))
    assert "a-model" not in shown
    assert phrases.HOME_ADMIN not in shown
    assert "a-model" in text_of(home_view(a_home(admin=ADMIN)))


def test_recent_questions_are_links_with_their_first_words() -> None:
    reply = asked("<@UBOT> and <#C2|finance>? see <https://evil.example/x|the *report*>", "1700000001.000200")
    shown = text_of(home_view(a_home(recent=[asked("What was decided?"), reply])))
    assert "<https://acme.slack.com/archives/C1/p1700000000000100|What was decided?>" in shown
    assert "thread_ts=1700000000.000100" in shown
    assert "evil.example" not in shown
    assert "UBOT" not in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("<@UBOT> what was decided?", "what was decided?"),
        ("<@UBOT>, hello", "hello"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<!channel> wake up @here", "wake up"),
        ("", phrases.HOME_FILES_ONLY),
        ("<@UBOT>", phrases.HOME_FILES_ONLY),
        ("x" * 61, "x" * 59 + "…"),
        ("x" * 60, "x" * 60),
        ("two\nlines", "two lines"),
    ],
)
def test_a_title_is_the_first_words_without_mentions(words: str, said: str) -> None:
    assert title(words).replace("\u2060", "").startswith(said)
    assert "<!" not in title(words)


def test_ones_own_use_is_told_and_nobody_elses() -> None:
    shown = text_of(home_view(a_home()))
    assert "questions in a minute: 3 of 10, all free again in 18 seconds" in shown
    assert "120" not in shown


@pytest.mark.parametrize(
    ("own", "chosen"),
    [
        (PersonSettings(), {"As in Slack", "Normal"}),
        (PersonSettings(language="de", length=Length.SHORT), {"Deutsch", "Short"}),
    ],
)
def test_what_is_chosen_is_shown_as_chosen(own: PersonSettings, chosen: set[str]) -> None:
    shown = str([element.model_dump() for _, element in taken(a_home(own=own)).acting])
    assert set(re.findall(r"'initial_option': \{'text': \{'type': 'plain_text', 'text': '([^']+)'", shown)) == chosen


def test_the_option_for_slacks_own_language_stands_for_none() -> None:
    assert (language_of("as-slack"), language_of("de")) == ("", "de")


def test_what_is_kept_and_for_how_long_is_told() -> None:
    assert "kept encrypted for 1 day" in text_of(home_view(a_home()))
    assert "Nothing of threads, files and answers is kept" in text_of(home_view(a_home(kept_seconds=0)))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(86_400, "1 day"), (7 * 86_400, "7 days"), (3_600, "1 hour"), (129_600, "36 hours"), (90, "90 seconds"), (60, "1 minute")],
)
def test_a_span_is_said_in_its_largest_whole_unit(seconds: int, said: str) -> None:
    assert span(seconds) == said


@pytest.mark.parametrize(("count", "end"), [(1, "C0"), (20, "C19"), (21, "and 1 more"), (300, "and 280 more")])
def test_a_long_list_is_cut_with_how_many_more_there_are(count: int, end: str) -> None:
    assert listed([f"C{number}" for number in range(count)]).endswith(end)

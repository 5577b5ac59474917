"""The windows of settings: what Slack takes, what they show, and what comes back from them."""

from collections.abc import Mapping

import pytest

from bot.language import ChannelId, ChannelSettings, Outside, UserId, WorkspaceSettings, phrases
from bot.language.preferences import MOST_INSTRUCTIONS, MOST_LISTED
from bot.listeners.settings_views import (
    OfChannel,
    Wrong,
    access_filled_in,
    access_form,
    channel_filled_in,
    channel_form,
    channel_of,
    first_field,
    is_channel,
    keeping_filled_in,
    keeping_form,
)
from bot.playground.view_json import Modal, modal_of
from bot.playground.view_state import Given, state_of
from bot.slack.payloads import Payload

CHANNEL = ChannelId("C1")
EVERYWHERE = {"channel_per_minute": 30, "channel_per_hour": 0}
UNSET = OfChannel(settings=ChannelSettings(), limits={})
SET = OfChannel(settings=ChannelSettings(is_on=False, instructions="Be *formal*."), limits={"channel_per_hour": 7})
MANY = tuple(ChannelId(f"C{number:08d}") for number in range(300))
DAY = 86_400


def taken(view: Payload) -> Modal:
    return modal_of(dict(view))


def submitted(view: Payload, values: Mapping[str, Given] | None = None) -> Payload:
    """The view as Slack sends it back; what `values` leaves out is as it was shown."""
    modal = taken(view)
    state = state_of(modal, {name: {name: given} for name, given in (values or {}).items()})
    return {**modal.as_json(), "id": "V1", "hash": "1.a", "state": {"values": state}}


def of_channel(own: OfChannel = UNSET) -> Payload:
    return channel_form(CHANNEL, own, EVERYWHERE, may_change=True)


@pytest.mark.parametrize("own", [UNSET, SET, OfChannel(settings=ChannelSettings(instructions="x" * 2_000), limits=EVERYWHERE)])
@pytest.mark.parametrize("may_change", [True, False])
def test_slack_takes_a_channels_window(own: OfChannel, may_change: bool) -> None:
    modal = taken(channel_form(CHANNEL, own, EVERYWHERE, may_change=may_change))
    assert bool(modal.inputs) is may_change
    assert (modal.submit is not None) is may_change


def test_who_may_not_change_a_channel_reads_what_is_set() -> None:
    shown = str(channel_form(CHANNEL, SET, EVERYWHERE, may_change=False))
    for said in (phrases.CHANNEL_OFF, "formal", "7", "30", phrases.CHANNEL_SETTINGS_READ_ONLY):
        assert said in shown
    assert phrases.CHANNEL_NO_INSTRUCTIONS in str(channel_form(CHANNEL, UNSET, EVERYWHERE, may_change=False))


@pytest.mark.parametrize("own", [UNSET, SET])
def test_what_is_submitted_unchanged_is_what_was_set(own: OfChannel) -> None:
    filled_in = channel_filled_in(submitted(of_channel(own)))
    assert isinstance(filled_in, OfChannel)
    assert filled_in.settings == own.settings
    assert {name: value for name, value in filled_in.limits.items() if value is not None} == own.limits
    assert channel_of(submitted(of_channel(own))) == CHANNEL


def test_what_is_filled_in_comes_back() -> None:
    values = {"answers": "off", "instructions": "  Be brief. ", "channel_per_minute": "1,000", "channel_per_hour": "none"}
    filled_in = channel_filled_in(submitted(of_channel(), values))
    assert filled_in == OfChannel(
        settings=ChannelSettings(is_on=False, instructions="Be brief."),
        limits={"channel_per_minute": 1_000, "channel_per_hour": 0},
    )


def test_what_makes_no_sense_is_said_beside_its_field() -> None:
    wrong = channel_filled_in(submitted(of_channel(), {"channel_per_minute": "many"}))
    assert isinstance(wrong, Wrong)
    assert set(wrong.errors) == {"channel_per_minute"}
    view = submitted(of_channel(), {"instructions": "x" * (MOST_INSTRUCTIONS + 1)})
    assert channel_filled_in(view) == Wrong(errors={"instructions": phrases.TOO_LONG_INSTRUCTIONS})


@pytest.mark.parametrize("metadata", ["", "x", "[]", '{"channel": "D1"}', '{"channel": "C1>"}', "{}"])
def test_a_window_that_names_no_channel_is_about_none(metadata: str) -> None:
    assert channel_of({"private_metadata": metadata}) is None


@pytest.mark.parametrize(("channel", "may"), [("C1", True), ("G1", True), ("D1", False), ("", False)])
def test_only_channels_have_settings(channel: str, may: bool) -> None:
    assert is_channel(channel) is may


@pytest.mark.parametrize(
    "settings",
    [
        WorkspaceSettings(),
        WorkspaceSettings(channels_allowed=MANY, channels_denied=MANY, guests=False, outside=Outside.EVERYBODY),
        WorkspaceSettings(people_allowed=(UserId("U1"),), people_denied=(UserId("U2"),), outside=Outside.MEMBERS),
    ],
)
def test_who_and_where_comes_back_as_it_was_shown(settings: WorkspaceSettings) -> None:
    filled_in = access_filled_in(submitted(access_form(settings)))
    assert filled_in == settings
    assert isinstance(filled_in, WorkspaceSettings)
    assert "retention" not in filled_in.model_fields_set
    assert "shows_cost" not in filled_in.model_fields_set


def test_lists_are_filled_in_with_slacks_own_menus() -> None:
    values: dict[str, Given] = {"channels_denied": ["C1", "D1", "C2"], "people_allowed": ["U1"], "guests": "no"}
    filled_in = access_filled_in(submitted(access_form(WorkspaceSettings()), values))
    assert filled_in == WorkspaceSettings(
        channels_denied=(ChannelId("C1"), ChannelId("C2")), people_allowed=(UserId("U1"),), guests=False
    )


def test_a_list_that_is_too_long_is_said_beside_its_field() -> None:
    values: dict[str, Given] = {"people_denied": [f"U{number}" for number in range(MOST_LISTED + 1)]}
    wrong = access_filled_in(submitted(access_form(WorkspaceSettings()), values))
    assert isinstance(wrong, Wrong)
    assert set(wrong.errors) == {"people_denied"}


@pytest.mark.parametrize("most", [0, 60, 3_600, DAY, 90 * DAY])
@pytest.mark.parametrize("settings", [WorkspaceSettings(), WorkspaceSettings(retention=3_600, shows_cost=False)])
def test_keeping_comes_back_as_it_was_shown(most: int, settings: WorkspaceSettings) -> None:
    filled_in = keeping_filled_in(submitted(keeping_form(settings, most=most)), most=most)
    assert isinstance(filled_in, WorkspaceSettings)
    assert filled_in.shows_cost == settings.shows_cost
    assert filled_in.retention == (settings.retention if settings.retention and settings.retention < most else None)
    assert filled_in.model_fields_set == {"retention", "shows_cost"}


def test_nothing_longer_than_the_operator_allows_is_offered() -> None:
    shown = str(keeping_form(WorkspaceSettings(), most=DAY))
    assert "12 hours" in shown
    assert "1 day (the most)" in shown
    assert "3 days" not in shown
    assert keeping_filled_in({"state": {}}, most=DAY) == WorkspaceSettings(retention=None, shows_cost=None)


@pytest.mark.parametrize("view", [of_channel(), access_form(WorkspaceSettings()), keeping_form(WorkspaceSettings(), most=DAY)])
def test_the_first_field_is_one_of_the_window(view: Payload) -> None:
    assert first_field(view) in {block.block_id for block in taken(view).inputs}

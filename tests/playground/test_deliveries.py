"""Which events a change becomes, and how they are retried; over Socket Mode and HTTP see test_transports.py."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from bot.playground.composer import mentions
from bot.playground.deliveries import Deliveries, Outcome
from bot.playground.entities import BOT, BOT_USER, DM, OTHER_TEAM, OUTSIDER, TEAM, YOU, Message, Payload
from bot.playground.workspace import Workspace

ACKED = Outcome(acked=True)
LOST = Outcome(acked=False, reason="http_timeout")


class Wire:
    """A transport that answers as it is told and keeps what it was given."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.sent: list[tuple[Payload, int, str]] = []
        self._outcomes = list(outcomes)

    async def send(self, body: Payload, *, attempt: int, reason: str, sent: Callable[[], None]) -> Outcome:
        sent()
        self.sent.append((body, attempt, reason))
        return self._outcomes.pop(0) if self._outcomes else ACKED

    @property
    def events(self) -> list[Payload]:
        return [cast(Payload, body["event"]) for body, _, _ in self.sent]

    @property
    def kinds(self) -> list[tuple[object, object]]:
        return [(event["type"], event.get("subtype")) for event in self.events]


def joined(wire: Wire, *, retry_factor: float = 0.0) -> tuple[Workspace, Deliveries]:
    workspace = Workspace()
    deliveries = Deliveries(workspace, wire, base_url="http://127.0.0.1", retry_factor=retry_factor)
    workspace.subscribe(deliveries.on_change)
    return workspace, deliveries


def say(workspace: Workspace, text: str, *, channel: str = "general", user: str = YOU) -> Message:
    return workspace.post(channel=channel, user=user, text=text)


async def test_a_mention_in_a_channel_is_two_events_with_one_ts() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    message = say(workspace, f"<@{BOT_USER}> hi")
    await deliveries.settled()
    assert wire.kinds == [("app_mention", None), ("message", None)]
    assert {event["ts"] for event in wire.events} == {message.ts}
    assert len({body["event_id"] for body, _, _ in wire.sent}) == 2
    assert "channel_type" not in wire.events[0]
    assert mentions(message.text) == {BOT_USER}


@pytest.mark.parametrize("order", [("message", "app_mention"), ("message",), ("app_mention",)])
async def test_the_events_of_a_mention_come_in_the_order_asked_for(order: tuple[str, ...]) -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    deliveries.mention_events = order
    say(workspace, f"<@{BOT_USER}> hi")
    await deliveries.settled()
    assert tuple(event["type"] for event in wire.events) == order


async def test_an_envelope_has_slacks_fields() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    say(workspace, "hi")
    await deliveries.settled()
    body = wire.sent[0][0]
    assert body["type"] == "event_callback"
    assert (body["team_id"], body["is_ext_shared_channel"]) == (TEAM, False)
    assert cast(list[Payload], body["authorizations"])[0]["user_id"] == BOT_USER
    assert body.keys() >= {"api_app_id", "event_id", "event_time", "event_context"}
    assert wire.events[0].keys() >= {"client_msg_id", "channel", "channel_type", "event_ts", "blocks", "team"}


async def test_a_dm_is_a_message_of_its_kind_and_a_mention_in_it_nothing_more() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    say(workspace, f"<@{BOT_USER}> hi", channel=DM)
    await deliveries.settled()
    assert wire.kinds == [("message", None)]
    assert wire.events[0]["channel_type"] == "im"


async def test_the_bots_own_messages_come_back_to_it() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    say(workspace, f"<@{BOT_USER}> me", user=BOT_USER)
    await deliveries.settled()
    assert wire.kinds == [("message", None)]
    assert (wire.events[0]["bot_id"], wire.events[0]["user"]) == (BOT, BOT_USER)


async def test_edits_and_deletions_are_hidden_messages() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    parent = say(workspace, "one")
    reply = workspace.post(channel="general", user=YOU, text="reply", thread_ts=parent.ts)
    workspace.edit(channel="general", ts=parent.ts, text="two")
    workspace.delete(channel="general", ts=parent.ts)
    workspace.delete(channel="general", ts=reply.ts)
    await deliveries.settled()
    assert [subtype for _, subtype in wire.kinds] == [None, None, "message_changed", "message_changed", "message_deleted"]
    edited, tombstone, deleted = wire.events[2:]
    assert cast(Payload, edited["message"])["text"] == "two"
    assert cast(Payload, edited["previous_message"])["text"] == "one"
    assert cast(Payload, tombstone["message"])["subtype"] == "tombstone"
    assert (deleted["deleted_ts"], deleted["hidden"]) == (reply.ts, True)


async def test_what_the_bot_can_not_see_is_not_sent() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    other = workspace.add_channel("other", members=[YOU])
    say(workspace, f"<@{BOT_USER}> hi", channel=other.id)
    workspace.post(channel="general", user=BOT_USER, text="psst", ephemeral_to=YOU)
    workspace.set_status(channel="general", thread_ts="1.000000", status="is reading…")
    await deliveries.settled()
    assert wire.sent == []


async def test_a_private_note_that_changes_is_nobodys_news() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    note = workspace.post(channel="general", user=BOT_USER, text="psst", ephemeral_to=YOU)
    workspace.edit(channel="general", ts=note.ts, text="hush")
    workspace.delete(channel="general", ts=note.ts)
    await deliveries.settled()
    assert wire.sent == []


async def test_what_others_say_in_a_shared_channel_is_told_as_theirs() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    say(workspace, "hi", channel="partners", user=OUTSIDER)
    group = workspace.add_channel("mpdm-1", members=[YOU, BOT_USER], is_mpim=True)
    say(workspace, "hi", channel=group.id)
    await deliveries.settled()
    (shared, group_dm), (body, other) = wire.events, [body for body, _, _ in wire.sent]
    assert (shared["team"], shared["user_team"], shared["source_team"]) == (OTHER_TEAM,) * 3
    assert (body["is_ext_shared_channel"], other["is_ext_shared_channel"]) == (True, False)
    assert (shared["channel_type"], group_dm["channel_type"]) == ("channel", "mpim")


async def test_an_event_is_sent_again_until_it_is_acknowledged() -> None:
    wire = Wire(LOST, Outcome(acked=False, reason="http_error", status=500))
    workspace, deliveries = joined(wire)
    say(workspace, "hi")
    await deliveries.settled()
    assert [(attempt, reason) for _, attempt, reason in wire.sent] == [(0, ""), (1, "http_timeout"), (2, "http_error")]
    assert len({body["event_id"] for body, _, _ in wire.sent}) == 1
    (record,) = deliveries.records
    assert record.ack_seconds is not None
    assert record.ack_seconds >= 0


@pytest.mark.parametrize(("outcomes", "attempts"), [([LOST] * 9, 4), ([Outcome(acked=False, no_retry=True)], 1)])
async def test_it_is_given_up_after_three_retries_or_when_told_so(outcomes: list[Outcome], attempts: int) -> None:
    wire = Wire(*outcomes)
    workspace, deliveries = joined(wire)
    say(workspace, "hi")
    await deliveries.settled()
    assert len(wire.sent) == attempts
    assert deliveries.records[0].ack_seconds is None


async def test_a_delivery_is_repeated_on_demand() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    say(workspace, "hi")
    await deliveries.settled()
    await deliveries.redeliver(deliveries.records[0])
    assert [attempt for _, attempt, _ in wire.sent] == [0, 1]
    assert wire.sent[0][0] == wire.sent[1][0]


async def test_closing_gives_up_on_what_is_due() -> None:
    wire = Wire(*[LOST] * 9)
    workspace, deliveries = joined(wire, retry_factor=1.0)
    say(workspace, "hi")
    # The second attempt is due at once, the third only in a minute.
    async with asyncio.timeout(5):
        while len(wire.sent) < 2:
            await workspace.signal.wait()
    await deliveries.aclose()
    await deliveries.settled()
    assert len(wire.sent) == 2


async def test_a_share_of_the_events_comes_once_more_although_it_was_acknowledged() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    deliveries.repeats.add(1.0, 0.0)
    say(workspace, "hello")
    await deliveries.settled()
    assert [(attempt, reason) for _, attempt, reason in wire.sent] == [(0, ""), (1, "http_timeout")]
    assert len({body["event_id"] for body, _, _ in wire.sent}) == 1


async def test_an_event_that_was_never_acknowledged_is_not_repeated_beyond_slacks_retries() -> None:
    wire = Wire(*[LOST] * 4)
    workspace, deliveries = joined(wire)
    deliveries.repeats.add(1.0, 0.0)
    say(workspace, "hello")
    await deliveries.settled()
    assert len(wire.sent) == 4


async def test_the_events_of_a_channel_name_its_workspace() -> None:
    wire = Wire()
    workspace, deliveries = joined(wire)
    elsewhere = workspace.add_channel("elsewhere", members={YOU, BOT_USER}, team=OTHER_TEAM)
    say(workspace, "hello", channel=elsewhere.id)
    say(workspace, "hello")
    await deliveries.settled()
    bodies = [body for body, _, _ in wire.sent]
    assert [body["team_id"] for body in bodies] == [OTHER_TEAM, TEAM]
    authorizations = [cast(list[Payload], body["authorizations"]) for body in bodies]
    assert [bot["team_id"] for (bot,) in authorizations] == [OTHER_TEAM, TEAM]

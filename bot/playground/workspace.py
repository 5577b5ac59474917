"""The playground's state: team, people, channels, messages, threads, files and statuses, and who hears of a change.

No I/O and no wire format: `payloads.py` writes Slack's JSON, `web_api.py` and `page_api.py` serve it.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from bot.playground.composer import as_stored
from bot.playground.entities import (
    BOT_USER,
    SCOPES,
    TEAM,
    Call,
    Change,
    Channel,
    Message,
    Payload,
    Prompts,
    Reaction,
    Session,
    SharedFile,
    SlackError,
    UnknownMethod,
)
from bot.playground.inhabitants import people, places

KEPT_CALLS = 20_000
"""Calls kept in the ledger, so that a playground that runs for days does not grow without end."""

KEPT_UNKNOWN = 50
LONGEST_NAME = 80
"""Methods that there are none of, and characters of their names: anybody on this machine can call whatever they like."""


class Signal:
    """Wakes whoever waits for something to have happened; holds no value."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def fire(self) -> None:
        """Something happened."""
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self) -> None:
        """Returns after the next `fire`."""
        await self._next.wait()


class Workspace:
    """The state of one workspace. Mutations raise `SlackError` with Slack's own codes."""

    def __init__(self, *, team: str = TEAM, team_name: str = "Playground", clock: Callable[[], float] = time.time) -> None:
        self.team = team
        self.clock = clock
        self._last_ts = 0
        self._ids = 0
        self._subscribers: list[Callable[[Change], None]] = []
        self.signal = Signal()
        self.team_name = team_name
        self.team_domain = team_name.lower()
        self.scopes = set(SCOPES)
        self.app_scopes = {"connections:write"}
        """Of the app-level token; `scopes` are the bot token's."""
        self.calls: list[Call] = []
        self.unknown: dict[str, UnknownMethod] = {}
        """The methods that were called and that this Slack does not have, by name; the one that was called last comes last."""
        self.files: dict[str, SharedFile] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.sessions: dict[tuple[str, str], Session] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.prompts: dict[str, Prompts] = {}
        """What is suggested, by direct message."""
        self.looking: dict[str, str] = {}
        """The channel that a person looks at beside the app's view, by person."""
        self.run_tokens: dict[str, frozenset[str]] = {}
        """The tokens of runs of workflows' steps that go on, and the files that each opens."""
        self.users = {user.id: user for user in people(team)}
        self.channels = {channel.id: channel for channel in places(team)}

    def subscribe(self, subscriber: Callable[[Change], None]) -> Callable[[], None]:
        """Has `subscriber` called after each mutation; returns the call that ends it."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def tell(self, change: Change) -> None:
        """Has every subscriber hear of a change."""
        for subscriber in tuple(self._subscribers):
            subscriber(change)
        self.signal.fire()

    def record(self, call: Call) -> None:
        """Notes a Web API call in the ledger."""
        self.calls.append(call)
        del self.calls[:-KEPT_CALLS]
        self.signal.fire()

    def miss(self, method: str) -> None:
        """Notes that a method was called which there is not."""
        name, now = method[:LONGEST_NAME], self.now()
        before = self.unknown.pop(name, UnknownMethod(name=name, times=0, first_at=now, last_at=now))
        self.unknown[name] = replace(before, times=before.times + 1, last_at=now)
        if len(self.unknown) > KEPT_UNKNOWN:
            del self.unknown[next(iter(self.unknown))]
        self.tell(Change(kind="unknown"))

    def now(self) -> int:
        """The time in whole seconds, as `created` and `event_time` carry it."""
        return int(self.clock())

    def next_ts(self) -> str:
        """A timestamp that no message has yet, later than all before it."""
        self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def next_id(self, letter: str) -> str:
        """An id that nothing has yet, `F0PLAY00007` for instance."""
        self._ids += 1
        return f"{letter}0PLAY{self._ids:05d}"

    # Looking things up

    def channel(self, name_or_id: str) -> Channel:
        """The channel of that id, or (as `chat.postMessage` accepts) of that name."""
        if name_or_id in self.channels:
            return self.channels[name_or_id]
        for channel in self.channels.values():
            if channel.name and channel.name == name_or_id.removeprefix("#"):
                return channel
        raise SlackError("channel_not_found")

    def message(self, channel: str, ts: str) -> Message:
        """The message of that ts. Raises `message_not_found`."""
        found = self.channel(channel).messages.get(ts)
        if found is None or found.deleted:
            raise SlackError("message_not_found")
        return found

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The replies to a parent, oldest first, without the parent and without ephemeral ones."""
        messages = self.channel(channel).messages.values()
        return [message for message in messages if message.thread_ts == ts and message.ephemeral_to is None]

    def shared_in(self, file_id: str) -> list[Channel]:
        """The channels in which a message carries that file."""
        return [c for c in self.channels.values() if any(file_id in m.files for m in c.messages.values())]

    # Changing things

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[str] = (),
        is_private: bool = False,
        is_mpim: bool = False,
        is_ext_shared: bool = False,
        team: str | None = None,
    ) -> Channel:
        """A new channel or group DM, with the bot only if it is among the members."""
        channel = Channel(
            id=self.next_id("C"),
            name=name,
            members=set(members),
            is_private=is_private or is_mpim,
            is_mpim=is_mpim,
            is_ext_shared=is_ext_shared,
            team=team or self.team,
        )
        self.channels[channel.id] = channel
        return channel

    def open_im(self, user: str) -> Channel:
        """The DM between the bot and that person. Raises `user_not_found`."""
        if user not in self.users:
            raise SlackError("user_not_found")
        for channel in self.channels.values():
            if channel.user == user:
                return channel
        channel = Channel(id=self.next_id("D"), name="", members={user, BOT_USER}, user=user, team=self.team)
        self.channels[channel.id] = channel
        return channel

    def add_file(self, file: SharedFile) -> SharedFile:
        """Keeps the file; a message that carries it shares it."""
        self.files[file.id] = file
        self.tell(Change(kind="file", file=file))
        return file

    def remove_file(self, file_id: str) -> None:
        """Leaves a tombstone of the file, takes it from the messages that carry it, and deletes those that hold nothing else."""
        self.tell(Change(kind="file_deleted", file=self.files[file_id]))
        self.files[file_id] = replace(self.files[file_id], shape="tombstone")
        for message in [m for channel in self.shared_in(file_id) for m in channel.messages.values() if file_id in m.files]:
            left = replace(message, files=tuple(held for held in message.files if held != file_id))
            if left.text or left.blocks or left.files:
                self.put(left)
            else:
                self.delete(channel=message.channel, ts=message.ts)

    def post(
        self,
        *,
        channel: str,
        user: str,
        text: str,
        markdown: bool = False,
        streaming: bool = False,
        thread_ts: str | None = None,
        broadcast: bool = False,
        blocks: Iterable[Payload] = (),
        files: Iterable[str] = (),
        metadata: Payload | None = None,
        ephemeral_to: str | None = None,
        at: float | None = None,
    ) -> Message:
        """A new message. Its text is kept as Slack keeps it: stray `& < >` escaped, bare addresses in angle brackets; Markdown
        is kept as it is. With `at`, in unix seconds, it has stood there since then.

        A reply to a parent that is gone becomes a message of the channel, without an error
        (observed: github.com/slack-go/slack/issues/1571).
        """
        place = self.channel(channel)
        parent = place.messages.get(thread_ts or "")
        thread_ts = (parent.thread_ts or parent.ts) if parent else None
        message = Message(
            channel=place.id,
            ts=self.next_ts() if at is None else _free_ts(place, at),
            user=user,
            text=text if markdown else as_stored(text),
            markdown=markdown,
            streaming="in_progress" if streaming else None,
            thread_ts=thread_ts,
            broadcast=broadcast,
            blocks=tuple(blocks),
            files=tuple(files),
            metadata=metadata,
            ephemeral_to=ephemeral_to,
        )
        place.messages[message.ts] = message
        if at is not None:
            place.messages = dict(sorted(place.messages.items(), key=lambda item: Decimal(item[0])))
            self.tell(Change(kind="seeded", channel=place.id, message=message))
            return message
        if user == BOT_USER:
            # Slack clears the status once the app posts in that thread.
            self.set_status(channel=place.id, thread_ts=thread_ts or message.ts, status="")
        self.tell(Change(kind="message", channel=place.id, message=message))
        return message

    def edit(
        self,
        *,
        channel: str,
        ts: str,
        text: str | None = None,
        markdown: bool = False,
        blocks: Iterable[Payload] | None = None,
        metadata: Payload | None = None,
    ) -> Message:
        """Replaces what is given, as `chat.update` does: text without blocks removes the blocks, metadata stays.

        Only an edit without blocks is marked as edited (docs.slack.dev/reference/methods/chat.update).
        """
        previous = self.message(channel, ts)
        message = replace(
            previous,
            text=previous.text if text is None else text if markdown else as_stored(text),
            # Blocks that come without a text take the place of the Markdown before them.
            markdown=markdown,
            # An update mends a stream that broke off.
            streaming="completed" if previous.streaming else None,
            blocks=tuple(blocks) if blocks is not None else previous.blocks if text is None else (),
            metadata=previous.metadata if metadata is None else metadata,
            edited_ts=self.next_ts() if blocks is None else previous.edited_ts,
        )
        self.put(message)
        return message

    def put(self, message: Message, *, kind: Literal["changed", "streamed", "reaction"] = "changed") -> None:
        """Puts a message in the place of the one with its ts. Raises `message_not_found`."""
        previous = self.message(message.channel, message.ts)
        self.channel(message.channel).messages[message.ts] = message
        self.tell(Change(kind=kind, channel=message.channel, message=message, previous=previous))

    def react(self, *, channel: str, ts: str, name: str, user: str) -> None:
        """Puts an emoji under a message. Raises `already_reacted`."""
        message = self.message(channel, ts)
        users = next((reaction.users for reaction in message.reactions if reaction.name == name), ())
        if user in users:
            raise SlackError("already_reacted")
        others = tuple(reaction for reaction in message.reactions if reaction.name != name)
        reactions = (*others, Reaction(name=name, users=(*users, user)))
        self.put(replace(message, reactions=reactions), kind="reaction")

    def unreact(self, *, channel: str, ts: str, name: str, user: str) -> None:
        """Takes an emoji from under a message. Raises `no_reaction`."""
        message = self.message(channel, ts)
        if not any(reaction.name == name and user in reaction.users for reaction in message.reactions):
            raise SlackError("no_reaction")
        left = [
            replace(reaction, users=tuple(u for u in reaction.users if u != user)) if reaction.name == name else reaction
            for reaction in message.reactions
        ]
        self.put(replace(message, reactions=tuple(reaction for reaction in left if reaction.users)), kind="reaction")

    def delete(self, *, channel: str, ts: str) -> None:
        """Removes a message, with the status and the session of its thread; a parent that has replies stays as a tombstone."""
        previous = self.message(channel, ts)
        place = self.channel(channel)
        if self.replies(channel, ts):
            self.put(
                replace(
                    previous,
                    text="This message was deleted.",
                    markdown=False,
                    streaming=None,
                    reactions=(),
                    blocks=(),
                    files=(),
                    metadata=None,
                    deleted=True,
                )
            )
            return
        del place.messages[ts]
        self.set_status(channel=place.id, thread_ts=ts, status="")
        self.sessions.pop((place.id, ts), None)
        self.titles.pop((place.id, ts), None)
        self.tell(Change(kind="deleted", channel=place.id, previous=previous))

    def set_status(self, *, channel: str, thread_ts: str, status: str) -> None:
        """Shows what the bot is doing under a thread; an empty status clears it."""
        place = self.channel(channel)
        before = self.statuses.pop((place.id, thread_ts), "")
        if status:
            self.statuses[place.id, thread_ts] = status
        if status or before:
            self.tell(Change(kind="status", channel=place.id, thread_ts=thread_ts, status=status))

    def set_session(self, *, channel: str, thread_ts: str, session: Session) -> None:
        """Puts the app's work in a thread into that state."""
        place = self.channel(channel)
        self.sessions[place.id, thread_ts] = session
        self.tell(Change(kind="session", channel=place.id, thread_ts=thread_ts, status=session.status))

    def set_title(self, *, channel: str, thread_ts: str, title: str) -> None:
        """Names a thread in the list of conversations."""
        place = self.channel(channel)
        self.titles[place.id, thread_ts] = title
        self.tell(Change(kind="title", channel=place.id, thread_ts=thread_ts, status=title))

    def set_prompts(self, *, channel: str, prompts: Prompts) -> None:
        """Suggests something in a direct message, in place of what was suggested before."""
        place = self.channel(channel)
        self.prompts[place.id] = prompts
        self.tell(Change(kind="prompts", channel=place.id))

    def join(self, channel: str, *, user: str) -> None:
        """Makes somebody a member of a channel. Raises `already_in_channel`."""
        place = self.channel(channel)
        if user in place.members:
            raise SlackError("already_in_channel")
        place.members.add(user)
        self.tell(Change(kind="joined", channel=place.id, user=user))


def _free_ts(channel: Channel, at: float) -> str:
    """The timestamp of that moment, or the next one that no message of the channel has."""
    microseconds = round(at * 1_000_000)
    while (ts := f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}") in channel.messages:
        microseconds += 1
    return ts

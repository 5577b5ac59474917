"""What people do in the playground's workspace and see there: what tests and pictures drive it by. It opens nothing."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from bot.playground import permalinks
from bot.playground.commands import Commands
from bot.playground.deliveries import Delivery
from bot.playground.entities import BOT_USER, YOU, Call, Channel, Message
from bot.playground.files import Files
from bot.playground.homes import Home, Homes
from bot.playground.modals import Modals
from bot.playground.people import People
from bot.playground.responses import Responses
from bot.playground.shortcuts import Shortcuts
from bot.playground.triggers import Triggers
from bot.playground.view_state import Given, Values
from bot.playground.views import View, Views
from bot.playground.workflows import Run, Workflows
from bot.playground.workspace import Workspace

_Found = TypeVar("_Found")


class Driving:
    """The parts that it drives are `server.py`'s, which builds them."""

    url: str
    workspace: Workspace
    files: Files
    responses: Responses
    workflows: Workflows
    _people: People
    _commands: Commands
    _shortcuts: Shortcuts
    _views: Views
    _modals: Modals
    _homes: Homes
    _triggers: Triggers

    async def say(
        self,
        text: str,
        *,
        channel: str = "general",
        user: str | None = None,
        thread_ts: str | None = None,
        files: Iterable[tuple[str, bytes]] = (),
        at: float | None = None,
    ) -> str:
        """Somebody (you, by default) writes in a channel, by name or id, or in their DM with the bot (`dm`). Returns the ts.

        With `at`, in unix seconds, it was written then: it stands in its place in the history, and the app hears nothing of it.
        A `.vtt` beside audio or video of its name is what Slack has heard in that.
        """
        speaker = user or YOU
        place = self._place(channel, speaker).id
        shared = self.files.with_transcripts([self.files.add(name, data, user=speaker).id for name, data in files])
        return self.workspace.post(channel=place, user=speaker, text=text, thread_ts=thread_ts, files=shared, at=at).ts

    async def edit(self, channel: str, ts: str, text: str, *, user: str | None = None) -> None:
        """Somebody changes their message; `user` is its author by default."""
        self._people.edit(channel=self._place(channel, user).id, ts=ts, text=text, user=user)

    async def delete(self, channel: str, ts: str, *, user: str | None = None) -> None:
        """Somebody deletes their message; `user` is its author by default."""
        self._people.delete(channel=self._place(channel, user).id, ts=ts, user=user)

    def delete_file(self, file_id: str) -> None:
        """Somebody deletes their file, wherever it is shared."""
        self.files.delete(self.workspace.files[file_id])

    async def stop(self, channel: str, thread_ts: str, *, user: str = YOU) -> Delivery:
        """Somebody presses Slack's Stop button in that thread. Raises `SlackError` where there is none."""
        return self._people.stop(channel=self._place(channel, user).id, thread_ts=thread_ts, user=user)

    async def click(self, channel: str, ts: str, action_id: str, user: str | None = None, *, value: str = "") -> Delivery:
        """Somebody (you, or whom an ephemeral message is for) presses a button; returns when it was acknowledged, or not.

        `value` is the option that is chosen from a menu, or the thumb that is pressed.
        """
        place = self._place(channel, user)
        return await self._people.click(channel=place.id, ts=ts, action_id=action_id, user=user, value=value)

    async def command(
        self, command: str, text: str = "", *, channel: str, user: str = YOU, thread_ts: str | None = None
    ) -> Delivery:
        """Somebody types a slash command, `/ask` for instance; returns when it was acknowledged, or not.

        What Slack refuses by itself (an unknown command, one in a thread) is not sent: the delivery has no outcomes.
        """
        place = self._place(channel, user)
        return await self._commands.run(command, text, channel=place.id, user=user, thread_ts=thread_ts)

    async def command_again(self, delivery: Delivery) -> Delivery:
        """The very same command comes a second time, with the same `trigger_id` and `response_url`."""
        return await self._commands.send(delivery.body)

    async def shortcut(self, callback_id: str, *, channel: str = "", ts: str = "", user: str = YOU) -> Delivery:
        """Somebody uses a shortcut on that message or, without one, a global one; returns when it was acknowledged, or not."""
        if not ts:
            return await self._shortcuts.anywhere(callback_id, user=user)
        return await self._shortcuts.on_message(callback_id, channel=self._place(channel, user).id, ts=ts, user=user)

    async def shortcut_again(self, delivery: Delivery) -> Delivery:
        """The very same use of a shortcut comes a second time, with the same `trigger_id`."""
        return await self._shortcuts.send(delivery.body)

    def views(self, user: str = YOU) -> list[View]:
        """The views of the modal that stands open before somebody, the one that they see last; none where there is no modal."""
        return self._views.of(user)

    async def submit(self, view_id: str, values: Values, user: str = YOU) -> Delivery:
        """Somebody fills in the view that they see and submits it; returns when it was acknowledged, or not.

        `values` are by block id and action id: a text, an option's value, or a list of them for checkboxes. What Slack itself
        finds wrong, a required input left empty for instance, is not sent: the delivery has no outcomes, the view has `errors`.
        """
        return await self._modals.submit(view_id, values, user=user)

    async def submit_again(self, delivery: Delivery) -> Delivery:
        """The very same submission comes a second time, with the same view id, hash and `trigger_id`."""
        return await self._modals.submit_again(delivery)

    async def use_view(self, view_id: str, action_id: str, given: Given = "", user: str = YOU) -> Delivery:
        """Somebody presses a button of the view that they see, or chooses from a menu there. Otherwise as `use_home`."""
        return await self._modals.use(view_id, action_id, given, user=user)

    async def close_view(self, view_id: str, user: str = YOU) -> list[Delivery]:
        """Somebody closes the view that they see. Returns what the app was told, which is nothing unless it asked for it."""
        return await self._modals.close(view_id, user=user)

    def expire_triggers(self) -> None:
        """Ends all triggers given out so far, as after three seconds."""
        self._triggers.expire()

    def expire_responses(self) -> None:
        """Ends all response addresses given out so far, as after thirty minutes."""
        self.responses.expire()

    async def open_home(self, tab: str = "messages", *, user: str = YOU) -> Delivery:
        """Somebody opens the app's home in that tab."""
        return self._people.open_home(tab=tab, user=user)

    def home(self, user: str = YOU) -> Home | None:
        """What the app's Home tab shows somebody; None while the app has published nothing for them."""
        return self._homes.of(user)

    async def use_home(self, action_id: str, given: Given = "", user: str = YOU) -> Delivery:
        """Somebody presses a button of their Home tab, or chooses from a menu there; returns when it was acknowledged, or not.

        `given` is the value of an option, or the id of a conversation or a person.
        """
        return await self._homes.use(action_id, given, user=user)

    async def look(self, channel: str, *, user: str = YOU) -> Delivery | None:
        """Somebody looks at a channel, by name or id, while the app's view is open; an empty name: at none."""
        return self._people.look(self._place(channel, user).id if channel else "", user=user)

    async def rename(self, channel: str, thread_ts: str, title: str, *, user: str = YOU) -> Delivery:
        """Somebody gives a conversation another title."""
        return self._people.rename(channel=self._place(channel, user).id, thread_ts=thread_ts, title=title, user=user)

    def run_step(self, callback_id: str, inputs: Mapping[str, object], *, user: str = YOU) -> tuple[Run, Delivery]:
        """A workflow comes to a step, with these inputs as Slack sends them; `workflows.runs` tells how the run ends."""
        return self.workflows.run(callback_id, inputs, user=user)

    async def invite_bot(self, channel: str) -> None:
        """You make the bot a member of a channel that it is not in."""
        self._people.invite_bot(channel)

    @property
    def mention(self) -> str:
        """The bot's mention, to be written into a text."""
        return f"<@{BOT_USER}>"

    def permalink(self, channel: str, ts: str) -> str:
        """The address of a message, as Slack's "Copy link" gives it."""
        return permalinks.permalink(self.workspace.message(self._place(channel).id, ts), base_url=self.url)

    def ephemeral(self, channel: str, user: str = YOU) -> list[Message]:
        """What that person alone sees in a channel, oldest first; `dm` is their DM with the bot."""
        return [message for message in self._place(channel, user).messages.values() if message.ephemeral_to == user]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The thread of that parent, parent first, without ephemeral messages; `dm` is your DM with the bot."""
        place = self._place(channel)
        parent = place.messages.get(ts)
        return [*([parent] if parent else []), *self.workspace.replies(place.id, ts)]

    def calls(self, method: str) -> list[Call]:
        """The calls of that method so far."""
        return [call for call in self.workspace.calls if call.method == method]

    async def until(self, predicate: Callable[[], _Found], seconds: float = 20.0) -> _Found:
        """Waits until the predicate gives something true, asking anew after each change, and returns it.

        Raises `TimeoutError` that names the predicate.
        """
        deadline = asyncio.timeout(seconds)
        try:
            async with deadline:
                while not (found := predicate()):
                    await self.workspace.signal.wait()
        except TimeoutError:
            raise TimeoutError(f"still not so after {seconds} s: {getattr(predicate, '__qualname__', predicate)}") from None
        return found

    def _place(self, channel: str, user: str | None = None) -> Channel:
        return self.workspace.open_im(user or YOU) if channel == "dm" else self.workspace.channel(channel)

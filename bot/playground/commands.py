"""Slash commands: which there are, what Slack sends to the app when one is typed, and what it shows the person who typed it.

Shapes as in docs.slack.dev/interactivity/implementing-slash-commands and in recorded deliveries.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.playground.arguments import Arguments
from bot.playground.composer import as_stored, mentions, with_ids
from bot.playground.content import content_of, metadata_of
from bot.playground.deliveries import Deliveries, Delivery, Outcome
from bot.playground.entities import APP, BOT_USER, SLACKBOT, Channel, Payload, SlackError, User
from bot.playground.responses import Responses
from bot.playground.triggers import Triggers
from bot.playground.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command as the app declares it; `name` begins with the slash."""

    name: str
    description: str
    usage_hint: str = ""


COMMANDS = (
    Command(name="/ask", description="Ask Footnote; only you see the answer", usage_hint="[question]"),
    Command(
        name="/recap",
        description="What was said, decided and left open here",
        usage_hint="[#channel | message link] [since yesterday | 7d | a date]",
    ),
    Command(
        name="/footnote",
        description="Help, scheduled recaps, usage, limits, settings, forget",
        usage_hint="help | recaps | usage | limits | instructions | settings | doctor | forget",
    ),
)
INVITE = Command(name="/invite", description="Add somebody to this channel", usage_hint="@someone")
"""Slack's own; here it is how the bot gets into a channel."""

TIMEOUTS = frozenset({"http_timeout", "timeout"})


class Commands:
    """Runs what people type after a slash. `known` are the commands of the app."""

    def __init__(
        self,
        workspace: Workspace,
        deliveries: Deliveries,
        responses: Responses,
        triggers: Triggers,
        *,
        known: Iterable[Command] = COMMANDS,
    ) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._responses = responses
        self._triggers = triggers
        self._known = {command.name: command for command in known}

    @property
    def offered(self) -> tuple[Command, ...]:
        """What Slack offers to somebody who types a slash."""
        return (*self._known.values(), INVITE)

    async def run(self, command: str, text: str, *, channel: str, user: str, thread_ts: str | None = None) -> Delivery:
        """Somebody types a command; returns when the app has acknowledged it, or not, and the person sees what came of it.

        What Slack itself refuses or does is in no record: the delivery returned was never sent. Raises `not_in_channel`.
        """
        place, caller = self._workspace.channel(channel), self._workspace.users[user]
        if user not in place.members:
            raise SlackError("not_in_channel")
        text = self._with_ids(text, caller)
        body = self._body(command, text, place, caller)
        if command == INVITE.name:
            self._invite(text, place, caller)
        # Somebody of another organisation has none of this one's commands (docs.slack.dev/apis/slack-connect).
        elif command not in self._known or caller.team != self._workspace.team:
            rule = "In Slack, all messages that start with `/` are commands; to send one as a message, put a space before it."
            self._tell(f"`{command}` is not a valid command. {rule}", place, caller, thread_ts)
        elif thread_ts is not None:
            self._tell(f"`{command}` is not supported in threads. Sorry!", place, caller, thread_ts)
        else:
            return await self.send(body)
        return Delivery(body=body)

    async def send(self, body: Payload) -> Delivery:
        """Sends a command, once, and shows what came of it. The same body a second time is the very same command."""
        delivery = await self._deliveries.interact(body)
        place, caller = self._workspace.channels[str(body["channel_id"])], self._workspace.users[str(body["user_id"])]
        outcome = delivery.outcomes[-1]
        error = _error(outcome) if not outcome.acked else self._show(outcome.answer, place, caller)
        if error:
            self._tell(f'{body["command"]} failed with the error "{error}"', place, caller)
        return delivery

    def _with_ids(self, text: str, caller: User) -> str:
        """The text as `should_escape` makes it, with the names of what the caller knows of."""
        people = {user.name.lower(): user.id for user in self._workspace.users.values() if not user.deleted}
        channels = {
            channel.name.lower(): channel.id
            for channel in self._workspace.channels.values()
            if channel.name and (caller.id in channel.members or (channel.is_public and not caller.is_guest))
        }
        return as_stored(with_ids(text.strip(), people=people, channels=channels))

    def _body(self, command: str, text: str, place: Channel, caller: User) -> Payload:
        return {
            "token": "playground",
            "team_id": self._workspace.team,
            "team_domain": self._workspace.team_domain,
            "channel_id": place.id,
            "channel_name": place.typed_name,
            "user_id": caller.id,
            "user_name": caller.name.lower(),
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._responses.open("commands", channel=place.id, user=caller.id),
            "trigger_id": self._triggers.issue(caller.id),
        }

    def _invite(self, text: str, place: Channel, caller: User) -> None:
        names: list[str] = []
        for user in self._workspace.users.values():
            if user.id in mentions(text) and user.id not in place.members:
                self._workspace.join(place.id, user=user.id)
                names.append(user.name)
        told = (
            f"You have added {' and '.join(names)} to this channel." if names else "There is nobody to add: name them with `@`."
        )
        self._tell(told, place, caller)

    def _show(self, answer: Payload, place: Channel, caller: User) -> str:
        """Posts the message that came with the acknowledgement, if one did; returns Slack's word for what is wrong with it."""
        if not (answer.get("text") or answer.get("blocks")):
            return ""
        arguments = Arguments(answer)
        try:
            content, metadata = content_of(arguments), metadata_of(arguments)
        except SlackError:
            return "invalid_command_response"
        self._workspace.post(
            channel=place.id,
            user=BOT_USER,
            text=content.text or "",
            blocks=content.blocks or (),
            metadata=metadata,
            ephemeral_to=None if arguments.text("response_type") == "in_channel" else caller.id,
        )
        return ""

    def _tell(self, text: str, place: Channel, caller: User, thread_ts: str | None = None) -> None:
        self._workspace.post(channel=place.id, user=SLACKBOT, text=text, thread_ts=thread_ts, ephemeral_to=caller.id)


def _error(outcome: Outcome) -> str:
    return "operation_timeout" if outcome.reason in TIMEOUTS else "dispatch_failed"

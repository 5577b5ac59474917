"""First meetings: a person opens the conversation with Footnote, or somebody adds it to a channel."""

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.language import ChannelId, FootnoteError, TeamId
from bot.listeners.container import Container
from bot.listeners.envelopes import team_of
from bot.listeners.errands import Errands
from bot.memory.participation import Participation
from bot.slack.client import OutcomeUnknown
from bot.slack.notes import Notes
from bot.slack.payloads import Payload, child, text_of


def register(app: AsyncApp, participation: Participation, notes: Notes, container: Container, errands: Errands) -> None:
    """Joins both events; each place is welcomed once."""

    async def opened(body: Payload) -> None:
        """`app_home_opened`: with `agent_view` the conversation is the Messages tab."""
        event = child(body, "event")
        if text_of(event, "tab") == "messages":
            await welcome(body, text_of(event, "user"), text_of(event, "channel"))
            container.opened(body)

    async def joined(body: Payload, context: AsyncBoltContext) -> None:
        """`member_joined_channel`: somebody was added; only Footnote's own arrival is a first meeting."""
        event = child(body, "event")
        if context.bot_user_id and text_of(event, "user") == context.bot_user_id:
            channel = text_of(event, "channel")
            await welcome(body, channel, channel)

    async def welcome(body: Payload, place: str, channel: str) -> None:
        team = team_of(body)
        if team and place and channel and await participation.welcome(team, place):
            errands.send(introduce(team, place, ChannelId(channel)))

    async def introduce(team: TeamId, place: str, channel: ChannelId) -> None:
        try:
            await notes.welcome(channel)
        except OutcomeUnknown:
            raise  # It may stand there.
        except FootnoteError:
            await participation.not_welcomed(team, place)
            raise

    app.event("app_home_opened")(opened)
    app.event("member_joined_channel")(joined)

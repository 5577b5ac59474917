"""Says something to who tapped, and to nobody else: in the thread or, under what they alone see, at the address of the press."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import SlackRefused, phrases
from bot.listeners.taps import Tap
from bot.slack.blocks import Body, outgoing
from bot.slack.client import SlackUnavailable, once
from bot.slack.notes import Notes
from bot.slack.payloads import Payload
from bot.slack.response_urls import ResponseUrls
from bot.telemetry import log


class Whispers:
    """Speaks to one person. Every method raises `SlackRefused` and `SlackUnavailable`, but for `open_form`."""

    def __init__(self, client: AsyncWebClient, notes: Notes) -> None:
        self._client = client
        self._notes = notes
        self._addresses = ResponseUrls(client)

    async def tell(self, tap: Tap, sentence: str) -> None:
        """Says one sentence."""
        if tap.address:
            await self._addresses.say(tap.address, Body(outgoing(sentence)))
        else:
            await self._notes.whisper(tap.thread, tap.user, sentence)

    async def open_form(self, tap: Tap, view: Payload) -> str:
        """Opens a form; returns what is to be said where Slack does not open it any more, which is nothing where it does."""
        try:
            # Within three seconds of the press (docs.slack.dev/interactivity/handling-user-interaction).
            await once(lambda: self._client.views_open(trigger_id=tap.trigger_id, view=dict(view)), patience=0)
        except (SlackRefused, SlackUnavailable) as error:
            log.warning("form not opened", detail=error.detail)
            return phrases.PRESS_AGAIN
        return ""

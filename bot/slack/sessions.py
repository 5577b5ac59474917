"""The session of a thread in which nothing is being answered. While something is, it is the status's matter (`status.py`)."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import SlackRefused, ThreadRef
from bot.slack.client import NotSlack, repeatable
from bot.slack.refusals import Feature, Refusals


class Sessions:
    """Sessions of one app's workspaces."""

    def __init__(self, client: AsyncWebClient, refusals: Refusals) -> None:
        self._client = client
        self._refusals = refusals

    async def rest(self, thread: ThreadRef) -> None:
        """Tells Slack that nothing is being done there; a workspace without sessions is spared it. Raises `SlackUnavailable`."""
        if self._refusals.stands(thread.team, Feature.SESSION):
            return
        try:
            await repeatable(
                lambda: self._client.agents_sessions_setStatus(channel_id=thread.channel, thread_ts=thread.ts, status="active")
            )
        except SlackRefused as error:
            self._refusals.refused(thread.team, Feature.SESSION, error.code)
        except NotSlack as error:
            self._refusals.refused(thread.team, Feature.SESSION, error.detail)

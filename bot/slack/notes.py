"""What Footnote says outside of answers: a welcome, a word that one person alone sees. It may be lost, and harms nobody twice."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, Question, ThreadRef, Ts, UserId, phrases
from bot.slack.blocks import outgoing
from bot.slack.client import once
from bot.slack.payloads import Payload

ANSWER_AGAIN = "answer_again"
"""The action id of the button under an edited question."""


class Notes:
    """Says them. Every method raises `SlackRefused` and `SlackUnavailable`."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def welcome(self, channel: ChannelId) -> None:
        """Introduces Footnote, with three examples."""
        await once(
            lambda: self._client.chat_postMessage(
                channel=channel,
                text=outgoing(phrases.WELCOME),
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
                link_names=False,
            )
        )

    async def whisper(self, where: ThreadRef | ChannelId, user: UserId, text: str) -> None:
        """Says something that only `user` sees: in a thread, or in a channel itself."""
        await self._whisper(where, user, outgoing(text), ())

    async def tell(self, user: UserId, text: str) -> None:
        """Says something to one person in their direct messages with Footnote."""
        # A user's id stands for the direct messages with them (docs.slack.dev/reference/methods/chat.postMessage).
        await once(
            lambda: self._client.chat_postMessage(
                channel=user, text=outgoing(text), unfurl_links=False, unfurl_media=False, parse="none", link_names=False
            )
        )

    async def offer_again(self, question: Question) -> None:
        """Offers to answer a question again that was edited after its answer."""
        text = outgoing(phrases.EDITED_SINCE)
        button: Payload = {
            "type": "button",
            "text": {"type": "plain_text", "text": phrases.ANSWER_AGAIN},
            "action_id": ANSWER_AGAIN,
            "value": question.id,
        }
        section: Payload = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
        await self._whisper(question.thread, question.asker, text, (section, {"type": "actions", "elements": [button]}))

    async def _whisper(self, where: ThreadRef | ChannelId, user: UserId, text: str, blocks: tuple[Payload, ...]) -> None:
        channel, thread_ts = (where.channel, where.ts) if isinstance(where, ThreadRef) else (where, None)
        await once(
            lambda: self._client.chat_postEphemeral(
                channel=channel,
                user=user,
                thread_ts=thread_ts,
                text=text,
                blocks=[dict(block) for block in blocks] or None,
                parse="none",
                link_names=False,
            )
        )


def whispered_at(thread: ThreadRef, ts: Ts) -> ThreadRef | ChannelId:
    """Where one person sees what is whispered about a message: in a thread that nobody has replied to, Slack shows it nowhere."""
    return thread.channel if thread.ts == ts else thread

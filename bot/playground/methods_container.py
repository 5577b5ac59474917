"""`assistant.threads.setSuggestedPrompts` and `setTitle`: what the app shows around a conversation in Slack's own view of it.

The app is declared with `agent_view`; what differs for the older `assistant_view` is not here.
"""

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from bot.playground.arguments import Arguments
from bot.playground.entities import Channel, Payload, Prompts, SlackError
from bot.playground.methods import Method, entered
from bot.playground.methods_sessions import LONGEST_TITLE
from bot.playground.pace import TIER_4
from bot.playground.workspace import Workspace

MOST_PROMPTS = 4
"""docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""


class _Prompt(BaseModel):
    title: str = Field(min_length=1)
    message: str = Field(min_length=1)


_PROMPTS: TypeAdapter[list[_Prompt]] = TypeAdapter(list[_Prompt])


class ContainerMethods:
    """Both, in direct messages with the app."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "assistant.threads.setSuggestedPrompts": Method(answer=self._set_prompts, tier=TIER_4, scope="assistant:write"),
            "assistant.threads.setTitle": Method(answer=self._set_title, tier=TIER_4, scope="assistant:write"),
        }

    def _set_prompts(self, arguments: Arguments) -> Payload:
        (channel_id,) = arguments.required("channel_id")
        channel = self._direct(channel_id)
        sent = arguments.objects("prompts", error="invalid_arguments")
        try:
            prompts = _PROMPTS.validate_python(sent)
        except ValidationError:
            raise SlackError("invalid_arguments") from None
        if not 1 <= len(prompts) <= MOST_PROMPTS:
            raise SlackError("invalid_arguments")
        # With a thread, Slack says yes and does nothing.
        if not arguments.has("thread_ts"):
            shown = Prompts(title=arguments.text("title"), prompts=tuple((prompt.title, prompt.message) for prompt in prompts))
            self._workspace.set_prompts(channel=channel.id, prompts=shown)
        return {}

    def _set_title(self, arguments: Arguments) -> Payload:
        channel_id, thread_ts, title = arguments.required("channel_id", "thread_ts", "title")
        channel = self._direct(channel_id)
        if thread_ts not in channel.messages:
            raise SlackError("invalid_thread_ts")
        if len(title) > LONGEST_TITLE:
            raise SlackError("invalid_arguments")
        self._workspace.set_title(channel=channel.id, thread_ts=thread_ts, title=title)
        return {}

    def _direct(self, channel_id: str) -> Channel:
        channel = entered(self._workspace, channel_id)
        if not channel.is_im:
            raise SlackError("channel_not_found")
        return channel

"""A menu of conversations in a modal: what Slack takes of it, and what a submission carries. Pure.

docs.slack.dev/reference/block-kit/block-elements/select-menu-element, …/composition-objects/conversation-filter-object.
Who may choose which conversation is the page's matter: it lists those that you see.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ConversationFilter(BaseModel):
    """Which conversations the menu lists."""

    model_config = ConfigDict(extra="forbid", strict=True)

    include: list[Literal["im", "mpim", "private", "public"]] | None = Field(default=None, min_length=1)
    exclude_external_shared_channels: bool | None = None
    exclude_bot_users: bool | None = None


class Placeholder(BaseModel):
    """What stands in the menu while nothing is chosen."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: Literal["plain_text"]
    text: str = Field(min_length=1, max_length=150)
    emoji: bool = True


class ConversationsSelect(BaseModel):
    """A menu to choose one conversation from; a submission tells its id."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: Literal["conversations_select"]
    action_id: str = Field(default="", max_length=255)
    placeholder: Placeholder | None = None
    initial_conversation: str | None = None
    default_to_current_conversation: bool | None = None
    response_url_enabled: Literal[False] | None = None
    filter: ConversationFilter | None = None
    focus_on_load: bool | None = None

    def chosen(self, given: str | list[str] | None) -> str | None:
        """The id that is chosen: what was given or, where nothing was, what it began with."""
        return (self.initial_conversation if given is None else str(given)) or None

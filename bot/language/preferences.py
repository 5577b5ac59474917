"""What people, channels and workspaces may set, and the terms that follow from it for one question."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.language.ids import ChannelId, UserId
from bot.language.speech import CODES

MOST_INSTRUCTIONS = 2_000
"""Characters of a channel's instructions: enough for a page of wishes, and little beside the material in a prompt."""

MOST_LISTED = 1_000
"""Channels or people on one list."""

AS_SLACK = ""
"""The language of somebody who has chosen none: the one that they have set in Slack."""


class Length(StrEnum):
    """How long a person likes answers to be."""

    SHORT = "short"
    NORMAL = "normal"
    LONG = "long"


class Outside(StrEnum):
    """What is answered where other organisations take part: channels shared with them, and their people."""

    NOTHING = "nothing"
    MEMBERS = "members"
    """The workspace's own people, in shared channels too."""
    EVERYBODY = "everybody"


class PersonSettings(BaseModel):
    """What one person has set for themselves."""

    model_config = ConfigDict(frozen=True)

    language: str = AS_SLACK
    length: Length = Length.NORMAL

    @field_validator("language")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value != AS_SLACK and value not in CODES:
            raise ValueError("no language of the catalogue")
        return value


class ChannelSettings(BaseModel):
    """What admins have set for one channel."""

    model_config = ConfigDict(frozen=True)

    is_on: bool = True
    """Whether questions are answered there."""
    instructions: str = Field(default="", max_length=MOST_INSTRUCTIONS)
    """Wishes on tone and form, in the words of whoever set them."""


class WorkspaceSettings(BaseModel):
    """What admins have set for the whole workspace."""

    model_config = ConfigDict(frozen=True)

    channels_allowed: tuple[ChannelId, ...] = Field(default=(), max_length=MOST_LISTED)
    """Where any are named, no other channel is answered in; direct messages are no channels."""
    channels_denied: tuple[ChannelId, ...] = Field(default=(), max_length=MOST_LISTED)
    people_allowed: tuple[UserId, ...] = Field(default=(), max_length=MOST_LISTED)
    """Where any are named, nobody else is answered."""
    people_denied: tuple[UserId, ...] = Field(default=(), max_length=MOST_LISTED)
    guests: bool = True
    """Whether guests are answered."""
    outside: Outside = Outside.NOTHING
    shows_cost: bool | None = None
    """Whether receipts tell what an answer cost; None: as the operator has set it."""
    retention: int | None = Field(default=None, ge=1)
    """Seconds for which context is kept, never longer than the operator's `CONTEXT_TTL`; None: as long as that."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How one question is to be answered: what was set for its asker, its channel and its workspace."""

    instructions: str = ""
    """The channel's wishes on tone and form: untrusted words, which stand below the house's own rules."""
    language: str = AS_SLACK
    length: Length = Length.NORMAL
    shows_cost: bool | None = None

    @classmethod
    def of(cls, person: PersonSettings, channel: ChannelSettings, workspace: WorkspaceSettings) -> Self:
        """What follows from the three."""
        return cls(
            instructions=channel.instructions.strip(),
            language=person.language,
            length=person.length,
            shows_cost=workspace.shows_cost,
        )

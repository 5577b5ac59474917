"""Slack's identifiers as types of their own, so that a channel can't be handed over as a thread."""

from typing import NewType

from pydantic import BaseModel, ConfigDict

TeamId = NewType("TeamId", str)
ChannelId = NewType("ChannelId", str)
UserId = NewType("UserId", str)
FileId = NewType("FileId", str)

Ts = NewType("Ts", str)
"""A message's timestamp as Slack writes it, `1767224888.280449`: unique in its channel, and its id there."""

QuestionId = NewType("QuestionId", str)


class ThreadRef(BaseModel):
    """One thread of one channel of one workspace: the border that no context ever crosses."""

    model_config = ConfigDict(frozen=True)

    team: TeamId
    channel: ChannelId
    ts: Ts

    @property
    def key(self) -> str:
        """The thread's name in Redis keys and in the inbox: `T1:C1:1767224888.280449`."""
        return f"{self.team}:{self.channel}:{self.ts}"

"""A Question: whatever will call the model, from whichever surface it came."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.language.ids import QuestionId, ThreadRef, UserId
from bot.language.message import Message

QUESTION_VERSION = 1
"""Raised when a stored Question gains a meaning that older workers would miss; they give newer ones back."""


class Surface(StrEnum):
    """Where in Slack a Question was asked."""

    MENTION = "mention"
    DIRECT = "direct"
    THREAD = "thread"
    """A reply without a mention, in a thread in which Footnote already took part."""


class Question(BaseModel):
    """One message that wants an answer, kept in the inbox until it has exactly one."""

    model_config = ConfigDict(frozen=True)

    version: int = QUESTION_VERSION
    id: QuestionId
    """Also the dedupe key: for a message `team:channel:ts`, equal for all events that Slack sends about it."""
    thread: ThreadRef
    message: Message
    asker: UserId
    surface: Surface
    me: UserId
    """Footnote's own user id in that workspace: mentions of it are addressing, not content."""

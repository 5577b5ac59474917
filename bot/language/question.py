"""A Question: whatever will call the model, from whichever surface it came."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from bot.language.answer import Offer
from bot.language.ids import ChannelId, FileId, QuestionId, ThreadRef, Ts, UserId
from bot.language.message import Message

QUESTION_VERSION = 4
"""Raised when a stored Question gains a meaning that older workers would miss; they give newer ones back."""


class Surface(StrEnum):
    """Where in Slack a Question was asked."""

    MENTION = "mention"
    DIRECT = "direct"
    THREAD = "thread"
    """A reply without a mention, in a thread in which Footnote already took part."""
    COMMAND = "command"
    """A slash command: it stands in no thread, and its answer is for the asker alone."""
    STEP = "step"
    """A step of a workflow: it stands in no thread, and nobody knows who will see what it gives."""


class Recap(BaseModel):
    """What a recap is about: a thread, or what was said in a channel since some moment."""

    model_config = ConfigDict(frozen=True)

    channel: ChannelId
    thread_ts: Ts | None = None
    """The thread's root, or any message of it; without, the whole channel is meant."""
    since: str = ""
    """The words after `since`, as they were typed: `yesterday`, `7d`, `my last message here`; empty for the usual span."""


class FollowUp(BaseModel):
    """What was tapped under an answer: the question is about that answer and what it rests on."""

    model_config = ConfigDict(frozen=True)

    offer: Offer
    of: QuestionId
    """The question whose answer it was."""
    words: str = ""
    """What was typed with it: the language of a translation."""
    under: Ts | None = None
    """The message with the buttons: what answers the tap stands below it in the thread."""
    at: Ts | None = None
    """When it was tapped, written as a message's ts."""


class StepKind(StrEnum):
    """What Footnote can do as a step of a workflow; each is the `callback_id` of a function in the manifest."""

    SUMMARY = "summarize_file"
    ASK = "ask_footnote"


class Step(BaseModel):
    """One run of a step: how its end is told, and what it was given besides words and files."""

    model_config = ConfigDict(frozen=True)

    kind: StepKind
    execution: str
    """Slack's id of the run (`function_execution_id`)."""
    token: str = Field(default="", repr=False)
    """Slack's own token for this run: it opens what the workflow itself was given, a form's upload for instance."""
    channel: ChannelId | None = None
    """Where what was said lately is read for the question."""
    language: str = ""
    length: str = ""
    """How the answer is wanted, in the words of whoever made the workflow."""


class Question(BaseModel):
    """One message or command that wants an answer, kept in the inbox until it has exactly one."""

    model_config = ConfigDict(frozen=True)

    version: int = QUESTION_VERSION
    id: QuestionId
    """Also the dedupe key: for a message `team:channel:ts`, equal for all events that Slack sends about it; for a command
    `team:channel:trigger_id`, for a step `team:workflow:function_execution_id`."""
    thread: ThreadRef
    """For a command or a step, whose answer stands in no thread, that id takes the place of the root."""
    message: Message
    asker: UserId
    """Who is charged, and may read. For a step that names nobody it is Footnote itself."""
    surface: Surface
    me: UserId
    """Footnote's own user id in that workspace: mentions of it are addressing, not content."""
    edition: Ts | None = None
    """When its message was last edited or, if never, written: another edition is another question to whoever pays."""
    passwords: dict[FileId, str] = Field(default_factory=dict, repr=False)
    """For locked files, as somebody typed them into Slack's form: used once, and gone with the question."""
    recap: Recap | None = None
    follow_up: FollowUp | None = None
    step: Step | None = None
    response_url: str = Field(default="", repr=False)
    """A command's address for its answer: five messages within thirty minutes
    (docs.slack.dev/interactivity/handling-user-interaction)."""

    @property
    def asked_after(self) -> Ts:
        """A message above its answer: nothing of that stands in the thread before it."""
        return (self.follow_up and self.follow_up.under) or self.message.ts

    @property
    def asked_at(self) -> Ts:
        """When somebody last did something to have it answered."""
        return (self.follow_up and self.follow_up.at) or self.message.ts

    @property
    def has_thread(self) -> bool:
        """Whether it stands among other messages, which then belong to it."""
        return self.surface not in {Surface.COMMAND, Surface.STEP}

    @property
    def is_private(self) -> bool:
        """Whether its answer is for the asker alone."""
        return self.surface is Surface.COMMAND

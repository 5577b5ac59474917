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
    """A slash command, or a shortcut on a message: it stands in no thread, and its answer is for the asker alone."""
    STEP = "step"
    """A step of a workflow: it stands in no thread, and nobody knows who will see what it gives."""
    SCHEDULE = "schedule"
    """A scheduled recap: nobody asks, and the answer stands in the channel itself."""


class Shortcut(StrEnum):
    """What can be had of a message from its own menu in Slack, by the callback id in the manifest."""

    SUMMARY = "summarize_thread"
    EXPLANATION = "explain_file"
    ACTIONS = "action_items"
    TRANSLATION = "translate"


class Pointed(BaseModel):
    """What a shortcut was used on: the question is about that message, or about its thread."""

    model_config = ConfigDict(frozen=True)

    shortcut: Shortcut
    message: Message
    """As Slack sent it along; only its ts, where that was lost meanwhile."""
    language: str = ""
    """Into which it is to be translated."""

    @property
    def is_about_thread(self) -> bool:
        """Whether the whole thread is meant, rather than the one message."""
        return self.shortcut in {Shortcut.SUMMARY, Shortcut.ACTIONS}


class Opening(BaseModel):
    """What was asked in a form, away from any thread: Footnote first posts the question, and the answer stands below that."""

    model_config = ConfigDict(frozen=True)

    files: tuple[FileId, ...] = ()
    """Those of the asker's direct messages that were chosen with it."""


class Recap(BaseModel):
    """What a recap is about: a thread, or what was said in a channel since some moment."""

    model_config = ConfigDict(frozen=True)

    channel: ChannelId
    thread_ts: Ts | None = None
    """The thread's root, or any message of it; without, the whole channel is meant."""
    since: str = ""
    """The words after `since`, as they were typed: `yesterday`, `7d`, `my last message here`; empty for the usual span."""
    after: Ts | None = None
    """The very moment, in place of words."""
    zone: str = ""
    """The name of the time zone to tell times in; empty for the asker's."""
    revision: str = ""
    """Of the schedule that wants it, as it was when this was put off."""


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
    """Also the dedupe key: for a message `team:channel:ts`, equal for all events that Slack sends about it; for a command or a
    shortcut `team:channel:trigger_id`; for what was typed into a form `team:channel:view:hash`; for a step
    `team:workflow:function_execution_id`."""
    thread: ThreadRef
    """For a command or a step, whose answer stands in no thread, that id takes the place of the root; for a shortcut it is the
    thread of the message that it was used on; for what is still to be posted, the form takes the place of the root."""
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
    pointed: Pointed | None = None
    opening: Opening | None = None
    """Set until the question stands in Slack."""
    follow_up: FollowUp | None = None
    step: Step | None = None
    trace: str = ""
    """The span that received it (`traceparent`), where questions are traced: those of its answer follow it."""
    response_url: str = Field(default="", repr=False)
    """A command's or a shortcut's address for its answer: five messages within thirty minutes
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

    @property
    def shared_in(self) -> Ts | None:
        """The thread in which its private answer can be shown to all; None: the channel itself."""
        return self.thread.ts if self.pointed else None

    @property
    def is_scheduled(self) -> bool:
        """Whether its answer begins in the channel itself. Its message is none of Slack's: its ts is the moment it was due."""
        return self.surface is Surface.SCHEDULE

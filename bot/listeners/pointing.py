"""What the use of a shortcut on a message means: from Slack's payload to a press, and from a press to the question. Pure."""

from dataclasses import dataclass

from bot.language import (
    ChannelId,
    Message,
    Pointed,
    Question,
    QuestionId,
    Shortcut,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.slack.messages import parse_message
from bot.slack.payloads import Payload, child, text_of
from bot.slack.shortcut_forms import PressedOn


@dataclass(frozen=True, kw_only=True)
class Press:
    """One use of a shortcut on a message. Slack sends that along, to whoever can see it, also where the app is no member."""

    shortcut: Shortcut
    thread: ThreadRef
    message: Message
    """Only its ts, where nobody would call it a message: an answer that is still being written, for instance."""
    user: UserId
    at: Ts
    name: str
    """What tells it from every other use in its channel: its trigger or, once a form was sent, that form."""
    address: str = ""
    """Where this person alone can be answered."""
    trigger_id: str = ""

    @property
    def about(self) -> PressedOn:
        """The press as the form that it opens carries it along."""
        return PressedOn(
            channel=self.thread.channel,
            root=self.thread.ts,
            ts=self.message.ts,
            press=self.name,
            address=self.address,
        )


def press_of(body: Payload, shortcut: Shortcut, *, team: TeamId, now: float) -> Press | None:
    """The press that a `message_action` payload tells of; None where it lacks something. `now` is in the epoch's seconds.

    `team` is where Footnote is installed (docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload).
    """
    shown = child(body, "message")
    channel, user = text_of(child(body, "channel"), "id"), text_of(child(body, "user"), "id")
    ts, trigger = text_of(shown, "ts") or text_of(body, "message_ts"), text_of(body, "trigger_id")
    if not (channel and user and ts and trigger):
        return None
    thread = ThreadRef(team=team, channel=ChannelId(channel), ts=Ts(text_of(shown, "thread_ts") or ts))
    return Press(
        shortcut=shortcut,
        thread=thread,
        message=parse_message(shown) or Message(ts=Ts(ts)),
        user=UserId(user),
        at=Ts(text_of(body, "action_ts") or f"{now:.6f}"),
        name=trigger,
        address=text_of(body, "response_url"),
        trigger_id=trigger,
    )


def sent_of(body: Payload, about: PressedOn, kept: Message | None, *, team: TeamId, now: float) -> Press | None:
    """The press whose form was sent, by who sent it; None where the payload lacks something."""
    view, user = child(body, "view"), text_of(child(body, "user"), "id")
    name = f"{text_of(view, 'id')}:{text_of(view, 'hash')}"
    if not user or not name.strip(":"):
        return None
    return Press(
        shortcut=Shortcut.TRANSLATION,
        thread=ThreadRef(team=team, channel=ChannelId(about.channel), ts=Ts(about.root)),
        message=kept or Message(ts=Ts(about.ts)),
        user=UserId(user),
        at=Ts(f"{now:.6f}"),
        name=name,
        address=about.address,
    )


def question_of(press: Press, me: UserId, *, language: str = "") -> Question:
    """The question that a press asks: about the message, in the words of the shortcut."""
    words = phrases.SHORTCUT_ASKS[press.shortcut].format(language=language)
    return Question(
        id=QuestionId(f"{press.thread.team}:{press.thread.channel}:{press.name}"),
        thread=press.thread,
        message=Message(ts=press.at, user=press.user, text=words),
        asker=press.user,
        surface=Surface.COMMAND,
        me=me,
        pointed=Pointed(shortcut=press.shortcut, message=press.message, language=language),
        response_url=press.address,
    )

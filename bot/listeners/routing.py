"""What a Slack event means to Footnote: a pure function from payload to meaning. It asks nobody and does nothing."""

import re
from dataclasses import dataclass, replace

from bot.language import ChannelId, Message, Question, QuestionId, Recap, Surface, TeamId, ThreadRef, Ts, UserId
from bot.listeners.envelopes import team_of
from bot.listeners.orders import Order, order_of
from bot.listeners.wishes import Wish, wish_of
from bot.slack.messages import parse_message
from bot.slack.payloads import Payload, child, text_of

# Subtypes that people's own messages carry; all others are Slack's or apps' doing
# (docs.slack.dev/reference/events/message).
_SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
_CHANGED = "message_changed"
_DELETED = "message_deleted"
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|<(!subteam\^|!here|!channel|!everyone)")
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, kw_only=True)
class Me:
    """Footnote's own ids in one workspace."""

    user: UserId
    bot: str | None
    workspace_url: str = ""
    """Where the workspace's own links lead, if not to Slack's own hosts."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """Something was said in a thread. With a `surface` it wants an answer; else `reason` says why not."""

    thread: ThreadRef
    message: Message
    surface: Surface | None = None
    wish: Wish | None = None
    """Set where its words are no question; `surface` then tells how Footnote was addressed."""
    order: Order | None = None
    """Set where it asks for something other than an answer, a recap included."""
    by_name: bool = False
    """Footnote itself was mentioned: it answers even where it was muted."""
    edition: Ts
    """When it was last edited or, if never, written."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Edited(Heard):
    """A message of a thread has changed; it means what it means as it reads now."""

    before: Message | None = None
    by_person: bool = False
    """Its author edited it: Slack changes messages too, when it unfurls a link or a file is deleted."""
    latest_reply: Ts | None = None
    """The newest reply of the thread as Slack knows it, where the event says so."""


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A message of a thread is gone."""

    thread: ThreadRef
    ts: Ts
    before: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Ignored:
    """Nothing for Footnote."""

    reason: str


Meaning = Heard | Edited | Removed | Ignored


def meaning(body: Payload, me: Me) -> Meaning:
    """The meaning of one `message` or `app_mention` delivery; tolerates any missing field."""
    event = child(body, "event")
    team, channel = team_of(body), text_of(event, "channel")
    if not team or not channel:
        return Ignored(reason="no team or channel")
    place = _Place(team=team, channel=ChannelId(channel))
    subtype = text_of(event, "subtype")
    if subtype == _CHANGED:
        return _edited(event, place, me)
    if subtype == _DELETED:
        return _removed(event, place)
    message = parse_message(event)
    if message is None:
        return Ignored(reason="no message, or an unfinished answer")
    return _heard(event, message, place, me)


def question_of(
    thread: ThreadRef,
    message: Message,
    surface: Surface,
    me: Me,
    *,
    edition: Ts | None = None,
    recap: Recap | None = None,
) -> Question:
    """The Question that a person's message asks."""
    assert message.user is not None
    return Question(
        id=question_id(thread, message.ts),
        thread=thread,
        message=message,
        asker=message.user,
        surface=surface,
        me=me.user,
        edition=edition,
        recap=recap,
    )


def question_id(thread: ThreadRef, ts: Ts) -> QuestionId:
    """The id of the question that a message asks, the same for every event about that message."""
    return QuestionId(f"{thread.team}:{thread.channel}:{ts}")


@dataclass(frozen=True, kw_only=True)
class _Place:
    team: TeamId
    channel: ChannelId

    def thread(self, event: Payload, ts: Ts) -> ThreadRef:
        """The thread that a message belongs to; a top-level message is the root of its own."""
        return ThreadRef(team=self.team, channel=self.channel, ts=Ts(text_of(event, "thread_ts") or ts))


def _heard(event: Payload, message: Message, place: _Place, me: Me) -> Heard | Ignored:
    edition = text_of(child(event, "edited"), "ts") or message.ts
    heard = Heard(thread=place.thread(event, message.ts), message=message, edition=Ts(edition))
    if said_by := _no_person(event, message, me):
        return replace(heard, reason=said_by)
    if text_of(event, "subtype") not in _SPOKEN:
        return Ignored(reason=f"subtype {text_of(event, 'subtype')}")
    if message.user is None:
        return Ignored(reason="no author")
    # Whom a forwarded message addresses, its forwarder does not.
    own = parse_message({name: value for name, value in event.items() if name != "attachments"}) or message
    mentioned = {user or group for user, group in _MENTION.findall(own.text)}
    surface = _surface(event, mentioned, message, me)
    if surface is None:
        return replace(heard, reason="not for us")
    by_name = surface is Surface.MENTION or me.user in mentioned
    wish = wish_of(own.text, me.user)
    # A word beside a file is about the file: `recap`.
    may_order = not (wish or message.files or surface is Surface.THREAD)
    ordered = order_of(own.text, me.user, workspace_url=me.workspace_url) if may_order else None
    return replace(heard, surface=surface, by_name=by_name, wish=wish, order=ordered)


def _no_person(event: Payload, message: Message, me: Me) -> str:
    """Whose message it is instead of a person's."""
    if message.user == me.user or (me.bot is not None and message.bot_id == me.bot):
        return "own message"
    by_bot = message.bot_id or text_of(event, "subtype") == "bot_message" or message.user == _SLACKBOT
    return "another bot's message" if by_bot else ""


def _surface(event: Payload, mentioned: set[str], message: Message, me: Me) -> Surface | None:
    if event.get("channel_type") == "im":
        return Surface.DIRECT  # Also with a mention, which some write there out of habit.
    if event.get("type") == "app_mention" or me.user in mentioned:
        return Surface.MENTION
    in_thread = text_of(event, "thread_ts") not in ("", message.ts)
    return Surface.THREAD if in_thread and not mentioned else None


def _edited(event: Payload, place: _Place, me: Me) -> Meaning:
    changed = {**child(event, "message"), "channel_type": event.get("channel_type")}
    ts = Ts(text_of(changed, "ts"))
    before = parse_message(child(event, "previous_message"))
    if ts and text_of(changed, "subtype") == "tombstone":
        return Removed(thread=place.thread(changed, ts), ts=ts, before=before)
    message = parse_message(changed)
    if message is None:
        return Ignored(reason="a change without a message, or to an unfinished answer")
    heard = _heard(changed, message, place, me)
    if isinstance(heard, Ignored):
        return heard
    latest = text_of(changed, "latest_reply")
    return Edited(
        **vars(heard),
        before=before,
        by_person=heard.edition != ts and not _no_person(changed, message, me),
        latest_reply=Ts(latest) if latest else None,
    )


def _removed(event: Payload, place: _Place) -> Meaning:
    ts = Ts(text_of(event, "deleted_ts"))
    if not ts:
        return Ignored(reason="deletion without a timestamp")
    before = child(event, "previous_message")
    return Removed(thread=place.thread(before, ts), ts=ts, before=parse_message(before))

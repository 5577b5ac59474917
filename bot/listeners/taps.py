"""What a tap under an answer means: from Slack's payloads to a tap, and from a tap to the question that it asks. Pure."""

from dataclasses import dataclass

from bot.language import (
    ChannelId,
    FollowUp,
    KeptAnswer,
    Message,
    Offer,
    Question,
    QuestionId,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
)
from bot.listeners.buttons import pressed_for
from bot.listeners.envelopes import team_of
from bot.slack.offer_forms import About, about_of
from bot.slack.offers import FEEDBACK, OFFER
from bot.slack.passwords import without_passwords
from bot.slack.payloads import NOTHING, Payload, child, children, text_of
from bot.slack.threads import moment

_DIRECT = "D"
"""What the ids of direct messages begin with."""


@dataclass(frozen=True, kw_only=True)
class Tap:
    """One press of a button, one choice from the menu, or one form that was sent."""

    offer: Offer
    of: QuestionId
    team: TeamId
    channel: ChannelId
    thread_ts: Ts
    under: Ts
    """The message with the button."""
    user: UserId
    name: str
    """What tells it from every other tap in its channel; a tap that Slack delivers again has the same."""
    trigger_id: str = ""
    address: str = ""
    """Where this person alone can be answered, while nobody else sees the message either; else nothing."""

    @property
    def thread(self) -> ThreadRef:
        """Where it stands."""
        return ThreadRef(team=self.team, channel=self.channel, ts=self.thread_ts)

    @property
    def about(self) -> About:
        """The tap as the form that it opens carries it along."""
        return About(
            offer=self.offer,
            of=self.of,
            channel=self.channel,
            thread_ts=self.thread_ts,
            under=self.under,
            address=self.address,
        )


def tap_of(body: Payload) -> Tap | None:
    """The tap that a `block_actions` payload tells of; None where it lacks something, or names an answer of another channel."""
    action = _action(body)
    value = text_of(action, "value") or text_of(child(action, "selected_option"), "value")
    action_id, _, named = text_of(action, "action_id").partition(":")
    offer, _, chosen = value.partition(" ")
    if action_id == FEEDBACK:
        offer, value = Offer.FEEDBACK, chosen
    elif action_id == OFFER:
        offer, value = (named, value) if named else (offer, chosen)
        if offer == Offer.FEEDBACK:
            return None  # It has an action of its own.
    return _tap(body, offer, value, text_of(action, "action_ts"))


def verdict_of(body: Payload) -> str:
    """The thumb that was pressed."""
    return text_of(_action(body), "value").partition(" ")[0]


def sent_of(body: Payload) -> Tap | None:
    """The tap whose form was sent, by who sent it; None where the payload lacks something."""
    view = child(body, "view")
    about, user, team = about_of(view), text_of(child(body, "user"), "id"), team_of(body)
    name = f"{text_of(view, 'id')}:{text_of(view, 'hash')}"
    if about is None or not (user and team and name.strip(":")) or not about.of.startswith(f"{team}:"):
        return None
    return Tap(
        offer=about.offer,
        of=about.of,
        team=TeamId(team),
        channel=ChannelId(about.channel),
        thread_ts=Ts(about.thread_ts),
        under=Ts(about.under),
        user=UserId(user),
        name=name,
        address=about.address,
    )


def question_of(tap: Tap, kept: KeptAnswer, me: UserId, *, words: str = "", now: float) -> Question:
    """The question that a tap asks, in the thread of the answer and about what was asked there; `now` is in the epoch's seconds.

    `words` are a language, or the further question itself, which then takes the place of the first one.
    """
    asked, at = kept.question, _after(tap.under, now)
    if asked.surface is Surface.SCHEDULE:
        # A recap stands in the channel a moment before it is noted that it stands there.
        asked = asked.model_copy(update={"thread": tap.thread, "surface": Surface.THREAD})
    asks = tap.offer is Offer.ASK
    message = Message(ts=at, user=tap.user, text=without_passwords(words)) if asks else asked.message
    return Question(
        id=QuestionId(f"{asked.thread.team}:{asked.thread.channel}:{tap.name}"),
        thread=asked.thread,
        message=message,
        asker=tap.user,
        surface=asked.surface,
        me=me,
        recap=None if asks else asked.recap,
        pointed=asked.pointed,
        follow_up=FollowUp(offer=tap.offer, of=tap.of, words="" if asks else words, under=tap.under, at=at),
        response_url=tap.address if asked.is_private else "",
    )


def may_tap(tap: Tap, kept: KeptAnswer) -> bool:
    """A private answer is its asker's alone, wherever it stands; any other is everybody's who sees it."""
    return tap.user == kept.question.asker if kept.question.is_private else tap.channel == kept.question.thread.channel


def _tap(body: Payload, offer: str, of: str, action_ts: str) -> Tap | None:
    container, message, user = child(body, "container"), child(body, "message"), text_of(child(body, "user"), "id")
    channel = text_of(child(body, "channel"), "id") or text_of(container, "channel_id")
    under = text_of(container, "message_ts") or text_of(message, "ts")
    alone = container.get("is_ephemeral") is True
    # A private answer may stand in its asker's direct messages, away from the channel after which it is named.
    question = pressed_for(body, value=of, anywhere=alone or channel.startswith(_DIRECT))
    team = team_of(body)
    known = next((known for known in Offer if known == offer), None)
    if not (known and question and team and user and under and action_ts):
        return None
    return Tap(
        offer=known,
        of=question,
        team=TeamId(team),
        channel=ChannelId(channel),
        thread_ts=Ts(text_of(message, "thread_ts") or text_of(container, "thread_ts") or under),
        under=Ts(under),
        user=UserId(user),
        name=f"{under}:{action_ts}",
        trigger_id=text_of(body, "trigger_id"),
        address=text_of(body, "response_url") if alone else "",
    )


def _action(body: Payload) -> Payload:
    return next(iter(children(body, "actions")), NOTHING)


def _after(under: Ts, now: float) -> Ts:
    """A moment after the message, also where Slack's clock is ahead of this one."""
    seconds, microseconds = moment(under)
    return Ts(max(f"{now:.6f}", f"{seconds}.{min(microseconds + 1, 999_999):06d}", key=lambda ts: moment(Ts(ts))))

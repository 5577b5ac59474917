"""A Redis in which every room has kept something of a workspace, for the tests of what is removed, moved and told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from redis.asyncio import Redis
from slack_sdk.oauth.installation_store.models.installation import Installation

from bot.language import (
    Answer,
    ChannelId,
    ChannelSettings,
    Citation,
    Feedback,
    FileId,
    Link,
    Message,
    Offer,
    PersonSettings,
    Pointed,
    Question,
    Shortcut,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
    WorkspaceSettings,
)
from bot.memory import keys
from bot.memory.answers import KeptAnswers
from bot.memory.asked import Asked
from bot.memory.cooldown import SharedCooldown
from bot.memory.deliveries import Deliveries
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.feedback import KeptFeedback
from bot.memory.inbox import Claim, Inbox
from bot.memory.install_states import InstallStates
from bot.memory.installations import KeptInstallations
from bot.memory.limits import Charge, Limits
from bot.memory.live import LiveAnswers
from bot.memory.outbox import Outbox
from bot.memory.participation import Participation
from bot.memory.preferences import Preferences
from bot.memory.presence import Presence
from bot.memory.pressed import PressedMessages
from bot.memory.refusals import ImageRefusals
from bot.memory.replies import KeptReplies
from bot.memory.retention import Retention
from bot.memory.schedules import Schedules
from bot.memory.slots import Slots
from bot.memory.taps import Taps
from bot.memory.threads import KeptThreads
from bot.memory.titles import Titles
from bot.memory.vault import Vault
from bot.memory.whereabouts import LookedAt, Whereabouts
from tests.language.test_schedule import a_schedule
from tests.memory.build import a_document, a_file
from tests.memory.test_limits import DEFAULTS

ANN, BEA, ME = UserId("U1"), UserId("U2"), UserId("UBOT")
HERE, THERE = ChannelId("C1"), ChannelId("C12")
ROOT = Ts("1700000000.000100")
FILE, OTHER = FileId("F1"), FileId("F2")
TTL = 600


def asked(thread: ThreadRef, ts: str, words: str, *, by: UserId = ANN, **more: object) -> Question:
    """A question in that thread."""
    fields = {
        "id": f"{thread.team}:{thread.channel}:{ts}",
        "thread": thread,
        "message": Message(ts=Ts(ts), user=by, text=words),
        "asker": by,
        "surface": Surface.MENTION,
        "me": ME,
        **more,
    }
    return Question.model_validate(fields)


class Everything:
    """All rooms on one Redis; `words` stand in whatever may hold words."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self.redis = redis
        self.vault = vault
        self.context = KeptThreads(redis, vault, ttl=TTL)
        self.pages = KeptDocuments(redis, vault, ttl=TTL)
        self.digests = KeptDigests(redis, vault, ttl=TTL)
        self.inbox = Inbox(redis, vault)
        self.outbox = Outbox(redis, vault)
        self.pressed = PressedMessages(redis, vault)
        self.answers = KeptAnswers(redis, vault, ttl=TTL)
        self.feedback = KeptFeedback(redis, vault)
        self.participation = Participation(redis)
        self.asked = Asked(redis, ttl=TTL)
        self.presence = Presence(redis)
        self.preferences = Preferences(redis, vault, Retention(TTL))
        self.schedules = Schedules(redis, vault)
        self.slots = Slots(self.schedules, self.inbox, me=ME)
        self.whereabouts = Whereabouts(redis, vault, ttl=TTL)
        self.limits = Limits(redis, DEFAULTS)
        self.titles = Titles(redis)
        self.replies = KeptReplies(redis)

    async def fill(self, team: TeamId, words: str, channels: Sequence[ChannelId] = (HERE, THERE)) -> None:
        """Every room keeps something of that workspace, in these channels."""
        for channel in channels:
            thread = ThreadRef(team=team, channel=channel, ts=ROOT)
            await self._questions(thread, words)
            await self._material(thread, words)
            await self._answered(thread, words)
            await self._beside(thread, words)
        await self._of_people(team, words)
        await self._installed(team, words)

    async def fill_what_is_everybodys(self) -> None:
        """What belongs to no workspace."""
        await ImageRefusals(self.redis).remember("a-model")
        await SharedCooldown(self.redis, base_url="https://api.example").begin(60)
        await self.limits.set("user_per_hour", 77, team=None)
        await Deliveries(self.redis).begin()
        await InstallStates(self.redis, self.vault).async_issue()

    async def _questions(self, thread: ThreadRef, words: str) -> None:
        """One given up, one edited since, one being answered, one that waits behind it, and one on a message."""
        for ts in ("1700000001.000100", "1700000002.000100", "1700000003.000100"):
            await self.inbox.put(asked(thread, ts, words))
        await self.inbox.end(await self._taken(), dead="failures: OutOfReach")
        second = await self._taken()
        await self.inbox.end(second)
        await self.inbox.amend(second.question, edition=Ts("1800000000.000100"))
        await self._taken()
        await self.inbox.put(asked(thread, "1700000004.000100", words))
        pointed = Pointed(shortcut=Shortcut.EXPLANATION, message=Message(ts=ROOT, user=BEA, text=words))
        question = asked(thread, "1700000005.000100", words, surface=Surface.COMMAND, pointed=pointed)
        await self.inbox.put(question, due_in=3600)

    async def _taken(self) -> Claim:
        claim = await self.inbox.claim(uuid4().hex, lease=60)
        assert isinstance(claim, Claim)
        return claim

    async def _material(self, thread: ThreadRef, words: str) -> None:
        await self.context.mark_gap(thread.team)
        assert await self.context.read(thread) is None
        said = [Message(ts=ROOT, user=ANN, text=words), Message(ts=Ts("1700000009.000100"), user=BEA, text=words)]
        assert await self.context.keep(thread, said)
        for number, file in enumerate((FILE, OTHER)):
            await self.pages.put(thread, a_file(file), a_document(words), content=f"{words} {number}")
        await self.pages.put(thread, a_file(OTHER), a_document(words), content=words, only_here=True)
        for origins in ({FILE}, {None}):
            await self.digests.put(thread, frozenset[FileId | None](origins), "key", words)
        other = thread.model_copy(update={"ts": Ts("1700000010.000100")})
        await self.pages.drop(other, [OTHER])

    async def _answered(self, thread: ThreadRef, words: str) -> None:
        question = asked(thread, "1700000006.000100", words)
        link = Link(url=f"https://acme.slack.com/archives/{thread.channel}/p1700000009000100", label="then")
        citations = (
            Citation(anchor="p. 1", source=words, quote=words, file=FILE),
            Citation(anchor="m1", source=words, quote=words, link=link),
        )
        assert await self.answers.keep(question, Answer(text=words, citations=citations))
        await self.replies.settle(question.id, 0, Ts("1700000007.000100"))
        await Taps(self.redis).first(question.id, Offer.SOURCES, BEA)
        await self.feedback.keep(thread, Feedback(of=question.id, by=BEA, at=1.0, helpful=False, words=words))
        command = asked(thread, f"13.37.{thread.channel}", words, surface=Surface.COMMAND)
        await self.outbox.keep(command, [words])
        await LiveAnswers(self.redis).enter(thread.team, question.id)
        charge = Charge(question_id=question.id, team=thread.team, channel=thread.channel, user=ANN, guest=False)
        await self.limits.admit(charge, tokens=100)

    async def _beside(self, thread: ThreadRef, words: str) -> None:
        """What is noted of threads, and set for channels."""
        team, channel = thread.team, thread.channel
        await self.asked.note(thread, at=ROOT, by=ANN, is_direct=False, unless_muted=False)
        await self.participation.mute(thread, at=ROOT)
        await self.participation.obey(thread, ROOT)
        await self.participation.welcome(team, channel)
        await self.titles.settle(thread)
        await self.presence.mark(team, "receiver")
        await self.pressed.keep(team, BEA, f"1.2.{channel}", Message(ts=ROOT, text=words))
        await self.preferences.set_channel(team, channel, ChannelSettings(instructions=words), form=f"V1:{channel}")
        await self.limits.set_in_channel(team, channel, {"channel_per_hour": 5})
        # Not due while a test runs, whenever that is.
        at = (datetime.now(UTC) + timedelta(hours=12)).time().replace(second=0, microsecond=0)
        schedule = a_schedule(setter=ANN, place=words, team=team, channel=channel, at=at, zone="UTC")
        await self.schedules.change(team, channel, lambda _: schedule)
        await self.slots.put(schedule)

    async def _of_people(self, team: TeamId, words: str) -> None:
        await self.preferences.set_person(team, ANN, PersonSettings(language="de"))
        await self.preferences.set_workspace(team, WorkspaceSettings(channels_denied=(THERE,)), form="V2:1")
        await self.whereabouts.look(team, ANN, LookedAt(channel=HERE, name=words), at="1.0")
        await self.whereabouts.share(team, ANN, [a_file(FILE)])
        await self.limits.set("user_per_hour", 7, team=team)
        await self.limits.may_tell(team, ANN, "user_per_hour", 60)
        # As after something was forgotten: then there are no notes, so what else is here could not stand beside it.
        await self.redis.set(keys.talk_forgotten(team), 1, ex=TTL)

    async def _installed(self, team: TeamId, words: str) -> None:
        """By the workspace itself and by its organisation, whose other workspaces stay; its token is being refreshed."""
        installations = KeptInstallations(self.redis, self.vault)
        bot = {"bot_token": f"xoxb-{words}", "bot_id": "B1", "bot_user_id": ME}
        places: list[dict[str, Any]] = [{"team_id": team, "team_name": words}]
        if await installations.at("E1") is None:
            places.append({"enterprise_id": "E1", "is_enterprise_install": True})
        for place in places:
            await installations.async_save(Installation(user_id=ANN, **cast("dict[str, Any]", place | bot)))
        await installations.note(team, "E1")
        await installations.begin_refresh(team, "holder", seconds=60)


async def snapshot(redis: Redis) -> dict[str, dict[bytes, bytes | float]]:
    """Every key with all that it holds, byte for byte, by entry; the one entry of a string has no name."""
    found: dict[str, dict[bytes, bytes | float]] = {}
    for raw in cast("list[bytes]", await redis.keys("*")):
        key = raw.decode()
        match cast("bytes", await redis.type(key)):
            case b"string":
                found[key] = {b"": cast("bytes", await redis.get(key))}
            case b"hash":
                found[key] = {**cast("dict[bytes, bytes]", await redis.hgetall(key))}
            case b"zset":
                found[key] = dict(cast("list[tuple[bytes, float]]", await redis.zrange(key, 0, -1, withscores=True)))
            case b"set":
                found[key] = dict.fromkeys(cast("set[bytes]", await redis.smembers(key)), b"")
            case _:
                entries = cast("list[bytes]", await redis.lrange(key, 0, -1))
                found[key] = {entry: float(place) for place, entry in enumerate(entries)}
    return found

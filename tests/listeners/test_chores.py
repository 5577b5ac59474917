"""Orders that call no model, with the rooms below on a real Redis and a small Slack."""

import re

import pytest

from bot.language import ChannelId, FileId, Message, QuestionId, TeamId, ThreadRef, Ts, UserId, phrases
from bot.listeners.chores import Chores
from bot.listeners.orders import Order, Verb
from bot.memory.limits import Charge
from bot.slack.access import Access
from bot.slack.client import make_client
from bot.slack.people import People
from tests.listeners.conftest import ADMIN_BY_SETTING, WORKSPACE, Door, Rooms
from tests.memory.build import a_document, a_file
from tests.slack.fake import TOKEN

TEAM, ANN, BOB, ADA = TeamId("T1"), UserId("U1"), UserId("UBOB"), UserId(ADMIN_BY_SETTING)
GUEST = UserId("UGUEST")
ROOT = Ts("1700000000.000100")
OPEN = ThreadRef(team=TEAM, channel=ChannelId("C1"), ts=ROOT)
BOARD = ThreadRef(team=TEAM, channel=ChannelId("CBOARD"), ts=ROOT)
FILE = FileId("F123")
FILE_LINK = f"<{WORKSPACE}files/U1/F123/plan.pdf|plan.pdf>"


def link_to(thread: ThreadRef) -> str:
    return f"<{WORKSPACE}archives/{thread.channel}/p{thread.ts.replace('.', '')}>"


class Desk:
    """Gives orders."""

    def __init__(self, door: Door) -> None:
        self.rooms: Rooms = door.rooms
        self.slack = door.rooms.slack
        client = make_client(token=TOKEN, api_url=f"{self.slack.url}/api/", session=door.session)
        people = People(client)
        self.chores = Chores(
            limits=self.rooms.limits,
            preferences=self.rooms.preferences,
            forgetting=self.rooms.forgetting,
            people=people,
            access=Access(client, people),
            admins=[ADMIN_BY_SETTING],
            workspace_url=WORKSPACE,
        )

    async def say(self, verb: Verb, words: str = "", *, by: UserId = ANN, thread: ThreadRef | None = None) -> str:
        channel = thread.channel if thread else OPEN.channel
        return await self.chores.do(Order(verb, words), team=TEAM, user=by, channel=channel, thread=thread)

    async def keep(self, thread: ThreadRef, user: UserId = ANN) -> None:
        assert await self.rooms.context.read(thread) is None
        await self.rooms.context.keep(thread, [Message(ts=thread.ts, user=user, text="kept")])
        await self.rooms.pages.put(thread, a_file(FILE), a_document("kept"), content="kept")

    async def keeps(self, thread: ThreadRef) -> tuple[bool, bool]:
        """Whether its messages and its file are kept."""
        return await self.rooms.context.read(thread) is not None, await self.rooms.pages.get(thread, a_file(FILE)) is not None


@pytest.fixture
def desk(slack_door: Door) -> Desk:
    slack_door.rooms.slack.person(GUEST, "gus", is_restricted=True)
    return Desk(slack_door)


async def test_help_is_help(desk: Desk) -> None:
    assert await desk.say(Verb.HELP) == phrases.HELP


async def test_usage_is_ones_own_and_a_guests_limits_are_a_guests(desk: Desk) -> None:
    charge = Charge(question_id=QuestionId("q"), team=TEAM, channel=ChannelId("C1"), user=ANN, guest=False)
    await desk.rooms.limits.admit(charge, tokens=1234)
    assert "questions in a minute: 1 of 10" in await desk.say(Verb.USAGE)
    assert "tokens today (UTC): 1,234 of 1,000,000" in await desk.say(Verb.USAGE)
    assert "questions in a minute: 0 of 3" in await desk.say(Verb.USAGE, by=GUEST)


@pytest.mark.parametrize("words", ["", "show", "set user-per-minute 20", "reset all", "reset <@U1>", "anything"])
async def test_limits_are_shown_to_admins_alone(desk: Desk, words: str) -> None:
    for user in (ANN, GUEST, UserId("UNOBODY")):
        assert await desk.say(Verb.LIMITS, words, by=user) == phrases.ADMINS_ONLY
    for user in (BOB, ADA):
        assert await desk.say(Verb.LIMITS, words, by=user) != phrases.ADMINS_ONLY


async def test_rights_that_were_lost_are_lost_at_once(desk: Desk) -> None:
    assert "user-per-minute" in await desk.say(Verb.LIMITS, by=BOB)
    desk.slack.person(BOB, "bob")
    assert await desk.say(Verb.LIMITS, "set user-per-minute none", by=BOB) == phrases.ADMINS_ONLY
    desk.slack.person(BOB, "bob", is_admin=True, deleted=True)
    assert await desk.say(Verb.LIMITS, by=BOB) == phrases.ADMINS_ONLY
    desk.slack.person(BOB, "bob", is_admin=True)
    desk.slack.fails("users.info", "refuse", code="user_not_found")
    assert await desk.say(Verb.LIMITS, by=BOB) == phrases.ADMINS_ONLY


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("set user-per-minute 20", "| user-per-minute | 20 | admin here |"),
        ("set user-per-minute to 20", "| user-per-minute | 20 | admin here |"),
        ("raise USER_PER_MINUTE=20", "| user-per-minute | 20 | admin here |"),
        ("set user-per-minute = 20", "| user-per-minute | 20 | admin here |"),
        ("LOWER user-tokens-per-day 1,000", "| user-tokens-per-day | 1,000 | admin here |"),
        ("set channel-per-hour none", "| channel-per-hour | none | admin here |"),
    ],
)
async def test_limits_are_changed_reset_and_shown(desk: Desk, words: str, line: str) -> None:
    assert line in await desk.say(Verb.LIMITS, words, by=BOB)
    assert line in await desk.say(Verb.LIMITS, by=ADA)
    name = re.split(r"[ =]", words)[1]
    assert line not in await desk.say(Verb.LIMITS, f"reset {name}", by=BOB)
    await desk.say(Verb.LIMITS, words, by=BOB)
    assert line not in await desk.say(Verb.LIMITS, "reset all", by=BOB)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("set user-per-minit 20", "Did you mean `user-per-minute`?"),
        ("set", "There is no limit of that name."),
        ("set user-per-minute", "takes a whole number"),
        ("set user-per-minute lots", "takes a whole number"),
        ("set user-per-minute -1", "takes a whole number"),
        ("set user-per-minute 1e9", "takes a whole number"),
        ("set overall-per-hour 5", phrases.OVERALL_LIMIT_IN_WORKSPACE),
        ("reset @ann", "There is no limit of that name."),
        ("please", phrases.LIMITS_HOW),
    ],
)
async def test_a_wrong_limit_changes_nothing_and_is_told_the_mend(desk: Desk, words: str, told: str) -> None:
    before = await desk.rooms.limits.effective(TEAM)
    assert told in await desk.say(Verb.LIMITS, words, by=BOB)
    assert await desk.rooms.limits.effective(TEAM) == before


async def test_what_a_person_has_used_is_forgiven(desk: Desk) -> None:
    await desk.rooms.limits.admit(
        Charge(question_id=QuestionId("q"), team=TEAM, channel=ChannelId("C1"), user=ANN, guest=False), tokens=0
    )
    assert await desk.say(Verb.LIMITS, "reset <@U1|ann>", by=BOB) == phrases.USAGE_FORGIVEN
    assert "questions in a minute: 0 of 10" in await desk.say(Verb.USAGE)


@pytest.mark.parametrize("words", ["", "thread", "this thread", "This Thread."])
async def test_forget_in_a_thread_forgets_it(desk: Desk, words: str) -> None:
    await desk.keep(OPEN)
    said = await desk.say(Verb.FORGET, words, thread=OPEN)
    assert said == "Forgotten of that thread: 1 message and 1 file. What stands in Slack stays there."
    assert await desk.keeps(OPEN) == (False, False)
    assert await desk.say(Verb.FORGET, words, thread=OPEN) == "I keep nothing of that thread."


@pytest.mark.parametrize("words", ["", "thread", "it all", "https://example.org/archives/C1/p1700000000000100", "https://[::1"])
async def test_where_there_is_no_thread_forget_asks_what(desk: Desk, words: str) -> None:
    await desk.keep(OPEN)
    assert await desk.say(Verb.FORGET, words) == phrases.FORGET_WHAT
    assert await desk.keeps(OPEN) == (True, True)


@pytest.mark.parametrize("words", ["me", "Everything about me.", "about me"])
async def test_forget_me_forgets_who_says_so(desk: Desk, words: str) -> None:
    await desk.keep(OPEN)
    await desk.keep(BOARD, BOB)
    assert "1 message and 1 file" in await desk.say(Verb.FORGET, words, thread=OPEN)
    assert (await desk.keeps(OPEN), await desk.keeps(BOARD)) == ((False, False), (True, True))


async def test_a_linked_thread_is_forgotten_for_who_may_read_it_and_refused_alike_where_there_is_none(desk: Desk) -> None:
    await desk.keep(OPEN)
    await desk.keep(BOARD)
    nowhere = OPEN.model_copy(update={"channel": ChannelId("CNONE")})
    for link in (link_to(BOARD), link_to(nowhere)):
        assert await desk.say(Verb.FORGET, link) == phrases.NOT_YOURS_TO_READ
    assert await desk.keeps(BOARD) == (True, True)
    assert "1 message" in await desk.say(Verb.FORGET, link_to(OPEN))
    assert "1 message" in await desk.say(Verb.FORGET, link_to(BOARD), by=BOB)
    assert (await desk.keeps(OPEN), await desk.keeps(BOARD)) == ((False, False), (False, False))


async def test_a_linked_file_is_forgotten_where_its_asker_may_read_and_the_rest_is_not_told(desk: Desk) -> None:
    await desk.keep(BOARD)
    assert await desk.say(Verb.FORGET, FILE_LINK) == "I keep nothing of that file."
    await desk.keep(OPEN)
    assert await desk.say(Verb.FORGET, FILE_LINK) == "Forgotten of that file: 1 file. What stands in Slack stays there."
    assert (await desk.keeps(OPEN), await desk.keeps(BOARD)) == ((True, False), (True, True))

"""Modals in both transports: opened by a real Bolt app, filled in by people, and followed as the app answers."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, cast

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.playground import Playground
from bot.playground.deliveries import Outcome
from bot.playground.entities import ALEX, APP, BOT, SAM, TEAM, YOU, Payload, SlackError
from bot.playground.modals import TROUBLE
from bot.playground.view_state import REQUIRED
from bot.playground.views import View
from tests.playground.conftest import Slack
from tests.playground.forms import field, image, modal, plain, select, text_input
from tests.playground.serving import TRANSPORTS, serving

RECORDED = Path(__file__).parents[2].parent / "shared" / "slack" / "recorded-slash-command.json"
FORM = modal(field("name", text_input()), field("kind", select(), optional=True), private_metadata="m", notify_on_close=True)
FILLED = {"name": {"x": "Word"}, "kind": {"x": "idea"}}


class Bot:
    """A real Bolt app that opens the form for a command, keeps what is submitted, and acknowledges it as it is told."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.form = FORM
        self.submitted: list[dict[str, Any]] = []
        self.closed: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {}
        environment = playground.bot_environment()
        self.slack = Slack(playground)
        # An empty secret is how Bolt is told that there is none.
        self.app = AsyncApp(client=self.slack.client, signing_secret=environment["SLACK_SIGNING_SECRET"] or None)
        self.app.command("/ask")(self._open)
        self.app.view("form")(self._submitted)
        self.app.view_closed("form")(self._closed)

    async def _open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.slack.client.views_open(trigger_id=body["trigger_id"], view=self.form)
        await ack()

    async def _submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.submitted.append(body)
        await ack(**self.answer)

    async def _closed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.closed.append(body)
        await ack()

    async def opened(self, user: str = YOU) -> View:
        await self.playground.command("/ask", channel="general", user=user)
        return self.playground.views(user)[-1]


@asynccontextmanager
async def _started(transport: Literal["socket", "http"]) -> AsyncGenerator[Bot]:
    async with Playground(transport=transport, ack_seconds=5) as playground:
        bot = Bot(playground)
        async with serving(bot.app, playground, transport):
            yield bot


@pytest.fixture(params=TRANSPORTS)
async def bot(request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    async with _started(request.param) as bot:
        yield bot


async def test_a_form_is_opened_filled_in_and_gone_once_it_is_acknowledged(bot: Bot) -> None:
    view = await bot.opened(ALEX)
    sent = await bot.playground.submit(view.id, FILLED, user=ALEX)
    (body,) = bot.submitted
    assert body == sent.body
    assert sent.acked_at
    assert bot.playground.views(ALEX) == []
    assert body["user"] == {"id": ALEX, "username": "alex", "name": "alex", "team_id": TEAM}
    about = {"id": view.id, "hash": view.hash, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "private_metadata": "m"}
    assert body["view"].items() >= about.items()
    values = body["view"]["state"]["values"]
    assert values["name"] == {"x": {"type": "plain_text_input", "value": "Word"}}
    assert values["kind"]["x"]["selected_option"]["value"] == "idea"
    assert bot.closed == []


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded deliveries are not beside this repository")
async def test_a_submission_has_the_fields_of_a_recorded_one(bot: Bot) -> None:
    bot.form = {**FORM, "close": plain("Cancel")}
    view = await bot.opened()
    sent = await bot.playground.submit(view.id, FILLED)
    recorded = json.loads(RECORDED.read_text())["viewSubmission"]
    assert sent.body.keys() == recorded.keys()
    assert cast(Payload, sent.body["view"]).keys() == recorded["view"].keys()


async def test_errors_stand_beside_the_inputs_until_the_form_is_right(bot: Bot) -> None:
    view = await bot.opened()
    bot.answer = {"response_action": "errors", "errors": {"name": "Taken."}}
    first = await bot.playground.submit(view.id, FILLED)
    assert (bot.playground.views(), view.errors, view.problem) == ([view], {"name": "Taken."}, "")
    bot.answer = {}
    second = await bot.playground.submit(view.id, {"name": {"x": "Other"}})
    assert cast(Payload, first.body["view"])["hash"] == cast(Payload, second.body["view"])["hash"]
    assert bot.playground.views() == []


async def test_an_answer_can_put_another_view_in_its_place_or_upon_it(bot: Bot) -> None:
    view = await bot.opened()
    before = view.hash
    bot.answer = {"response_action": "update", "view": modal(title=plain("Second"), submit=plain("On"))}
    await bot.playground.submit(view.id, FILLED)
    assert (bot.playground.views(), view.modal.title.text, view.hash != before) == ([view], "Second", True)
    bot.answer = {"response_action": "push", "view": modal(title=plain("Third"), submit=plain("On"))}
    await bot.playground.submit(view.id, {})
    _, third = bot.playground.views()
    assert (third.modal.title.text, third.previous_id, third.root_id) == ("Third", view.id, view.id)
    bot.answer = {"response_action": "clear"}
    await bot.playground.submit(third.id, {})
    assert bot.playground.views() == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"text": "thanks"},
    ],
)
async def test_an_answer_that_slack_cannot_follow_leaves_the_form_open(bot: Bot, answer: dict[str, Any]) -> None:
    view = await bot.opened()
    bot.answer = answer
    await bot.playground.submit(view.id, FILLED)
    assert (bot.playground.views(), view.problem) == ([view], TROUBLE)


async def test_the_very_same_submission_can_come_twice(bot: Bot) -> None:
    view = await bot.opened()
    sent = await bot.playground.submit(view.id, FILLED)
    again = await bot.playground.submit_again(sent)
    assert again.acked_at
    assert bot.submitted[0] == bot.submitted[1]
    assert bot.playground.views() == []


async def test_closing_is_told_where_the_form_asks_for_it(bot: Bot) -> None:
    view = await bot.opened()
    (told,) = await bot.playground.close_view(view.id)
    (body,) = bot.closed
    assert body == told.body
    assert (body["type"], body["is_cleared"], body["view"]["id"]) == ("view_closed", False, view.id)
    assert body["view"]["state"] == {"values": {}}
    bot.form = {**FORM, "notify_on_close": False}
    assert await bot.playground.close_view((await bot.opened()).id) == []
    assert bot.playground.views() == []


async def test_an_unacknowledged_submission_leaves_the_form_open(playground: Playground, slack: Slack) -> None:
    view = await opened(playground, slack)
    sent = await playground.submit(view.id, FILLED)
    assert [outcome.acked for outcome in sent.outcomes] == [False]
    assert (playground.views(), view.problem) == ([view], TROUBLE)


async def opened(playground: Playground, slack: Slack, form: Payload = FORM, user: str = YOU) -> View:
    await slack.ok("views.open", trigger_id=await trigger(playground, user), view=form)
    return playground.views(user)[-1]


async def trigger(playground: Playground, user: str = YOU) -> str:
    """That of a command which nobody will acknowledge."""
    typing = asyncio.create_task(playground.command("/ask", channel="general", user=user))
    count = len(playground.deliveries.records)
    record = await playground.until(lambda: next(iter(playground.deliveries.records[count:]), None))
    typing.cancel()
    assert record
    return str(record.body["trigger_id"])


async def test_the_view_that_was_opened_comes_with_the_answer(playground: Playground, slack: Slack) -> None:
    made = (await slack.ok("views.open", trigger_id=await trigger(playground, SAM), view=json.dumps(FORM)))["view"]
    (view,) = playground.views(SAM)
    assert made["id"].startswith("V")
    expected = {"id": view.id, "hash": view.hash, "root_view_id": view.id, "previous_view_id": None, "app_id": APP}
    assert made.items() >= expected.items()
    assert (made["title"]["text"], made["state"], made["blocks"][0]["block_id"]) == ("A form", {"values": {}}, "name")
    assert playground.views() == []


async def test_a_trigger_is_good_once_for_three_seconds_and_for_a_view_that_slack_takes(slack: Slack) -> None:
    now = [0.0]
    async with Playground(ack_seconds=0.2, clock=lambda: now[0]) as playground:
        slack = Slack(playground)
        first, second = await trigger(playground), await trigger(playground)
        assert await slack.error("views.open", trigger_id=first, view={"type": "modal"}) == "invalid_arguments"
        now[0] += 2.9
        await slack.ok("views.open", trigger_id=first, view=FORM)
        assert await slack.error("views.open", trigger_id=first, view=FORM) == "exchanged_trigger_id"
        now[0] += 0.2
        assert await slack.error("views.open", trigger_id=second, view=FORM) == "expired_trigger_id"
        assert await slack.error("views.open", trigger_id="1.2.x", view=FORM) == "invalid_trigger_id"
        assert await slack.error("views.open", view=FORM) == "invalid_arguments"
        assert await slack.error("views.open", trigger_id=first) == "invalid_arguments"
        third = await trigger(playground)
        playground.expire_triggers()
        assert await slack.error("views.open", trigger_id=third, view=FORM) == "expired_trigger_id"


async def test_a_press_on_a_button_has_a_trigger_too(playground: Playground, slack: Slack) -> None:
    button: Payload = {"type": "button", "action_id": "go", "text": plain("Go")}
    posted = await slack.ok("chat.postMessage", channel="general", blocks=[{"type": "actions", "elements": [button]}])
    pressed = await playground.click("general", posted["ts"], "go", user=SAM)
    await slack.ok("views.open", trigger_id=pressed.body["trigger_id"], view=FORM)
    assert len(playground.views(SAM)) == 1


async def test_a_view_is_updated_unless_somebody_else_has_done_so(playground: Playground, slack: Slack) -> None:
    view = await opened(playground, slack, {**FORM, "external_id": "mine"})
    old = view.hash
    updated = await slack.ok("views.update", view_id=view.id, hash=old, view=modal(title=plain("New"), external_id="mine"))
    assert (updated["view"]["hash"], view.modal.title.text) == (view.hash, "New")
    assert await slack.error("views.update", view_id=view.id, hash=old, view=FORM) == "hash_conflict"
    assert await slack.error("views.update", view_id="V0", view=FORM) == "not_found"
    assert await slack.error("views.update", view=FORM) == "invalid_arguments"
    other = await opened(playground, slack, user=SAM)
    claimed = {**FORM, "external_id": "mine"}
    assert await slack.error("views.update", view_id=other.id, view=claimed) == "duplicate_external_id"
    assert await slack.error("views.open", trigger_id="1.2.3", view=claimed) == "duplicate_external_id"
    await slack.ok("views.update", external_id="mine", view=FORM)
    await playground.close_view(view.id)
    assert await slack.error("views.update", view_id=view.id, view=FORM) == "not_found"


async def test_a_picture_can_be_shown_once_slack_knows_what_the_file_holds(playground: Playground, slack: Slack) -> None:
    playground.files.looks_until_known = 1

    async def uploaded(name: str) -> str:
        opened = await slack.ok("files.getUploadURLExternal", filename=name, length=3)
        async with aiohttp.ClientSession() as http, http.post(opened["upload_url"], data=b"png"):
            await slack.ok("files.completeUploadExternal", files=[{"id": opened["file_id"]}])
        return str(opened["file_id"])

    picture, text = await uploaded("page.png"), await uploaded("page.txt")
    view = await opened(playground, slack)
    shown = modal(image(picture), submit=None)
    refused = await slack.refused("views.update", view_id=view.id, view=shown)
    assert refused["error"] == "invalid_arguments"
    assert "invalid slack file [json-pointer:/view/blocks/0/slack_file]" in str(refused["response_metadata"])
    assert (await slack.ok("files.info", file=picture))["file"]["mimetype"] == ""
    assert (await slack.ok("files.info", file=picture))["file"]["mimetype"] == "image/png"
    await slack.ok("views.update", view_id=view.id, view=shown)
    await slack.ok("files.info", file=text)
    for other in (text, "F0NOWHERE01", playground.files.add("theirs.png", b"png", user=SAM).id):
        assert await slack.error("views.update", view_id=view.id, view=modal(image(other))) == "invalid_arguments"


async def test_views_lie_three_upon_one_another(playground: Playground, slack: Slack) -> None:
    assert await slack.error("views.push", trigger_id=await trigger(playground), view=FORM) == "not_found"
    root = await opened(playground, slack)
    for _ in range(2):
        await slack.ok("views.push", trigger_id=await trigger(playground), view={**FORM, "clear_on_close": True})
    assert await slack.error("views.push", trigger_id=await trigger(playground), view=FORM) == "push_limit_reached"
    _, second, third = playground.views()
    assert (second.previous_id, third.previous_id, third.root_id) == (root.id, second.id, root.id)
    with pytest.raises(SlackError, match="not_found"):
        await playground.submit(root.id, FILLED)
    told = await playground.close_view(third.id)
    assert [(cast(Payload, each.body["view"])["id"], each.body["is_cleared"]) for each in told] == [
        (third.id, True),
        (second.id, True),
        (root.id, True),
    ]
    assert playground.views() == []


async def test_a_pushed_view_that_is_closed_shows_the_one_below_it(playground: Playground, slack: Slack) -> None:
    root = await opened(playground, slack)
    await slack.ok("views.push", trigger_id=await trigger(playground), view=modal())
    await playground.close_view(playground.views()[-1].id)
    assert playground.views() == [root]


async def test_what_slack_itself_finds_wrong_is_not_sent(playground: Playground, slack: Slack) -> None:
    view = await opened(playground, slack)
    count = len(playground.deliveries.records)
    empty: list[Outcome] = []
    assert (await playground.submit(view.id, {})).outcomes == empty
    assert view.errors == {"name": REQUIRED}
    assert len(playground.deliveries.records) == count
    with pytest.raises(SlackError, match="not_found"):
        await playground.submit(view.id, FILLED, user=SAM)
    plain_view = await opened(playground, slack, modal(submit=None))
    with pytest.raises(SlackError, match="no_such_button"):
        await playground.submit(plain_view.id, {})


async def test_a_form_that_is_closed_while_it_is_sent_stays_closed(playground: Playground, slack: Slack) -> None:
    view = await opened(playground, slack, {**FORM, "notify_on_close": False})
    sending = asyncio.create_task(playground.submit(view.id, FILLED))
    await playground.until(lambda: any(r.body.get("type") == "view_submission" for r in playground.deliveries.records))
    await playground.close_view(view.id)
    await sending
    assert (playground.views(), view.problem) == ([], "")


async def test_the_page_is_told_of_your_modals_and_acts_for_you(playground: Playground, slack: Slack) -> None:
    headers = {"X-Playground-Token": playground.page.token}
    async with aiohttp.ClientSession(playground.url, headers=headers) as page:

        async def state() -> Payload | None:
            async with page.get("/playground/state") as response:
                return cast("dict[str, Any]", await response.json())["view"]

        async def act(name: str, **body: object) -> Payload:
            async with page.post(f"/playground/{name}", json=body) as response:
                return cast(Payload, await response.json())

        assert await state() is None
        async with page.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
            await opened(playground, slack, user=SAM)
            view = await opened(playground, slack)
            told = cast(Payload, await feed.receive_json())
            assert (told["type"], cast(Payload, told["view"])["id"]) == ("view", view.id)
        assert await act("submit", view=view.id, values={"name": {"x": ""}}) == {"ok": True}
        shown = await state()
        assert shown
        assert (shown["errors"], shown["is_pushed"], shown["problem"]) == ({"name": REQUIRED}, False, "")
        assert (await act("submit", view=view.id, values={"name": "x"}))["error"] == "invalid_arguments"
        assert (await act("close", view="V0"))["error"] == "not_found"
        assert await act("close", view=view.id) == {"ok": True}
        assert await state() is None

"""The app's Home tab: published for one person, used by them, and told to the app as Slack tells it."""

import pytest

from bot.playground import Playground
from bot.playground.entities import ALEX, DM, TEAM, YOU, Payload, SlackError
from bot.playground.homes import Homes
from bot.playground.triggers import Triggers
from bot.playground.view_json import home_of
from bot.slack.payloads import children
from tests.playground.conftest import Slack
from tests.playground.forms import menu, option, plain, select

BUTTON: Payload = {"type": "button", "action_id": "go", "text": plain("Go"), "value": "v"}
TAB: Payload = {
    "type": "home",
    "blocks": [
        {"type": "section", "block_id": "s", "text": plain("Hello"), "accessory": select(action_id="choose")},
        {"type": "actions", "block_id": "a", "elements": [BUTTON, menu("conversations_select", action_id="where")]},
    ],
}


async def test_each_person_has_a_home_of_their_own(slack: Slack, playground: Playground) -> None:
    assert playground.home() is None
    answer = await slack.ok("views.publish", user_id=YOU, view=TAB)
    home = playground.home()
    assert home
    assert (answer["view"]["id"], answer["view"]["hash"], answer["view"]["type"]) == (home.id, home.hash, "home")
    assert playground.home(ALEX) is None
    again = await slack.ok("views.publish", user_id=YOU, view=TAB)
    assert again["view"]["id"] == home.id
    assert again["view"]["hash"] != home.hash


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"user_id": YOU}, "invalid_arguments"),
        ({"view": TAB}, "invalid_arguments"),
        ({"user_id": "UNOBODY", "view": TAB}, "user_not_found"),
        ({"user_id": YOU, "view": {**TAB, "type": "modal"}}, "invalid_arguments"),
        ({"user_id": YOU, "view": {**TAB, "blocks": [{"type": "carousel"}]}}, "invalid_arguments"),
        ({"user_id": YOU, "view": TAB, "hash": "old"}, "hash_conflict"),
    ],
)
async def test_what_slack_does_not_take_is_refused(slack: Slack, arguments: dict[str, object], error: str) -> None:
    assert await slack.error("views.publish", **arguments) == error


async def test_an_app_without_a_home_tab_publishes_none(playground: Playground) -> None:
    homes = Homes(playground.workspace, Triggers(), playground.deliveries, is_enabled=False)
    with pytest.raises(SlackError, match="not_enabled"):
        homes.publish(YOU, home_of(TAB))


@pytest.mark.parametrize(
    ("action_id", "given", "block_id", "told"),
    [
        ("go", "", "a", {"type": "button", "value": "v"}),
        (
            "choose",
            "bug",
            "s",
            {"type": "static_select", "selected_option": {**option("bug"), "text": {**plain("Bug"), "emoji": True}}},
        ),
        ("where", "C1", "a", {"type": "conversations_select", "selected_conversation": "C1"}),
    ],
)
async def test_what_is_used_is_told_with_its_view(
    slack: Slack, playground: Playground, action_id: str, given: str, block_id: str, told: Payload
) -> None:
    await slack.ok("views.publish", user_id=YOU, view=TAB)
    delivery = await playground.use_home(action_id, given)
    body = delivery.body
    home = playground.home()
    assert home
    assert body["type"] == "block_actions"
    assert body["container"] == {"type": "view", "view_id": home.id}
    assert body["user"] == {"id": YOU, "username": "jo", "name": "jo", "team_id": TEAM}
    assert "response_url" not in body
    [action] = children(body, "actions")
    assert action.items() >= {**told, "action_id": action_id, "block_id": block_id}.items()
    assert "'hash': " in str(body["view"])


@pytest.mark.parametrize(
    ("action_id", "given", "error"),
    [("nothing", "", "no_such_button"), ("choose", "else", "no_such_option"), ("where", "somewhere", "no_such_option")],
)
async def test_what_is_not_there_cannot_be_used(
    slack: Slack, playground: Playground, action_id: str, given: str, error: str
) -> None:
    with pytest.raises(SlackError, match="not_found"):
        await playground.use_home(action_id, given)
    await slack.ok("views.publish", user_id=YOU, view=TAB)
    with pytest.raises(SlackError, match=error):
        await playground.use_home(action_id, given)


async def test_opening_the_tab_is_told_each_time(playground: Playground) -> None:
    for _ in range(2):
        delivery = await playground.open_home("home")
        event = delivery.body["event"]
        assert isinstance(event, dict)
        assert (event["type"], event["tab"], event["channel"]) == ("app_home_opened", "home", DM)

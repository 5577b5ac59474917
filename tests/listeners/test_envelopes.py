"""Which installation a delivery is meant for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listeners.envelopes import InstalledIn, installed_in, team_of
from bot.slack.payloads import Payload


def in_one(team: str) -> InstalledIn:
    return InstalledIn(team=team)  # pyright: ignore[reportArgumentType]


ORGANISATION: dict[str, Any] = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"team_id": "T1", "event": {}}, ("T1", ""), id="an event of one workspace"),
        pytest.param({"team_id": "TEXTERNAL", "authorizations": [{"team_id": "T1"}]}, ("T1", ""), id="a shared channel"),
        pytest.param(
            {"team_id": "TEXTERNAL", "context_team_id": "T1", "authorizations": [ORGANISATION]},
            ("T1", "E1"),
            id="a shared channel of an organisation",
        ),
        pytest.param(
            {"team_id": "T1", "authorizations": [{**ORGANISATION, "team_id": "T1"}]}, ("T1", "E1"), id="an organisation's event"
        ),
        pytest.param(
            {"type": "block_actions", "team": {"id": "T1"}, "user": {"team_id": "T9"}},
            ("T1", ""),
            id="a press by someone external",
        ),
        pytest.param(
            {"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True, "user": {"id": "U1", "team_id": "T1"}},
            ("T1", "E1"),
            id="a press in an organisation",
        ),
        pytest.param(
            {"team": {"id": "T9"}, "view": {"app_installed_team_id": "T1", "team_id": "T9"}},
            ("T1", ""),
            id="a form opened elsewhere",
        ),
        pytest.param(
            {"command": "/ask", "team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"},
            ("T1", "E1"),
            id="an organisation's command",
        ),
        pytest.param(
            {"command": "/ask", "team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "false"},
            ("T1", ""),
            id="a command in a workspace of an organisation that installed it alone",
        ),
    ],
)
def test_a_delivery_is_meant_for(body: Payload, expected: tuple[str, str]) -> None:
    place = installed_in(body)
    assert place
    assert (place.team, place.organisation) == expected
    assert team_of(body) == expected[0]


@pytest.mark.parametrize(
    "body", [{}, {"event": {"team": "T1"}}, {"user": {"team_id": "T1"}}, {"team_id": 1}, {"authorizations": ["T1"]}]
)
def test_what_names_no_installation_is_meant_for_none(body: Payload) -> None:
    assert installed_in(body) is None
    assert team_of(body) is None


INSIDE = st.dictionaries(
    st.sampled_from(["team", "team_id", "user_team", "source_team", "bot_profile", "text"]),
    st.sampled_from(["T2", {"team_id": "T2"}]),
)


@given(event=INSIDE, message=INSIDE, user=INSIDE)
def test_what_stands_inside_never_counts(event: dict[str, Any], message: dict[str, Any], user: dict[str, Any]) -> None:
    inside = {
        "event": event,
        "message": message,
        "user": user,
        "actions": [{"value": "T2:C1:1.0"}],
        "view": {"private_metadata": "T2"},
    }
    assert team_of({"authorizations": [{"team_id": "T1"}], "team_id": "T2", **inside}) == "T1"
    assert team_of({"team": {"id": "T1"}, **inside}) == "T1"

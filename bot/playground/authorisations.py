"""How the app gets its tokens: codes and refreshes of `oauth.v2.access`, revoking, and being uninstalled.

The page on which somebody agrees is in `consent.py`. Shapes as in docs.slack.dev/authentication/installing-with-oauth and
docs.slack.dev/authentication/using-token-rotation.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.arguments import Arguments
from bot.playground.entities import APP, BOT_USER, YOU, Payload, SlackError
from bot.playground.methods import Method
from bot.playground.server import Playground

TOKEN_SECONDS = 43_200
"""How long a token lives where tokens are rotated."""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What somebody has agreed to: the app in a workspace, or in all of an organisation."""

    place: str
    scopes: tuple[str, ...]
    redirect_uri: str
    """As the app named it; empty where it named none."""


@dataclass(kw_only=True)
class _Installed:
    consent: Consent
    teams: tuple[str, ...]
    tokens: list[str] = field(default_factory=list[str])


class Authorisations:
    """One app's, in several workspaces. With `rotates` its tokens end, and come with a refresh token, which is good once."""

    def __init__(
        self,
        workspaces: Mapping[str, Playground],
        *,
        client_id: str,
        client_secret: str,
        enterprise: Payload | None = None,
        rotates: bool = False,
    ) -> None:
        self._workspaces = workspaces
        self.client_id = client_id
        self._client_secret = client_secret
        self._enterprise = enterprise
        self.rotates = rotates
        self._codes: dict[str, Consent] = {}
        self._refreshes: dict[str, _Installed] = {}
        self._installed: dict[str, _Installed] = {}

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "oauth.v2.access": Method(answer=self._access, caller="anyone"),
            "auth.revoke": Method(answer=self._revoke),
            "apps.uninstall": Method(answer=self._uninstall),
        }

    def team_of(self, arguments: Arguments, token: str) -> str | None:
        """The workspace that a call is about: that of its token, code or refresh token. None: of no known one."""
        named = arguments.text("team_id")
        if consent := self._codes.get(arguments.text("code")):
            return self._teams(consent.place)[0]
        if installed := self._refreshes.get(arguments.text("refresh_token")):
            return installed.teams[0]
        teams = [team for team, playground in self._workspaces.items() if _knows(playground, token)]
        return named if named in teams else next(iter(teams), None)

    def agree(self, consent: Consent) -> str:
        """Somebody agreed: the code that the app may exchange, once."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = consent
        return code

    def uninstall(self, place: str, code: str = "account_inactive") -> None:
        """Somebody removes the app from a workspace or an organisation: its tokens are refused with that word, and it is told."""
        installed = self._installed.pop(place)
        self._refreshes = {token: one for token, one in self._refreshes.items() if one is not installed}
        for team in installed.teams:
            playground = self._workspaces[team]
            for token in installed.tokens:
                playground.tokens.refuse(code, token=token)
            at = playground.workspace.next_ts()
            revoked: Payload = {"tokens": {"oauth": [], "bot": [BOT_USER]}}
            # Slack promises no order of the two.
            playground.deliveries.deliver({"type": "tokens_revoked", **revoked, "event_ts": at})
            playground.deliveries.deliver({"type": "app_uninstalled", "event_ts": at})
            playground.deliveries.has_app = any(team in other.teams for other in self._installed.values())

    def take_out(self, team: str) -> None:
        """The organisation takes a workspace out of its installation: the token opens it no more, and the app is told.

        The envelope is as docs.slack.dev/reference/events/team_access_revoked shows it, without the example's inner one.
        """
        assert self._enterprise
        installed = self._installed[str(self._enterprise["id"])]
        installed.teams = tuple(other for other in installed.teams if other != team)
        playground = self._workspaces[team]
        for token in installed.tokens:
            playground.tokens.refuse("team_access_not_granted", token=token)
        at = playground.workspace.next_ts()
        playground.deliveries.deliver({"type": "team_access_revoked", "team_ids": [team], "event_ts": at})
        playground.deliveries.has_app = any(team in other.teams for other in self._installed.values())

    # The methods

    def _access(self, arguments: Arguments) -> Payload:
        self._check_client(arguments)
        if arguments.text("grant_type") == "refresh_token":
            installed = self._refreshes.pop(arguments.text("refresh_token"), None)
            if installed is None:
                raise SlackError("invalid_refresh_token")
            return self._issued(installed)
        consent = self._codes.pop(arguments.text("code"), None)
        if consent is None:
            raise SlackError("invalid_code")
        if arguments.text("redirect_uri") != consent.redirect_uri:
            raise SlackError("bad_redirect_uri")
        again = self._installed.get(consent.place)
        installed = _Installed(consent=consent, teams=self._teams(consent.place), tokens=again.tokens if again else [])
        self._installed[consent.place] = installed
        for team in installed.teams:
            deliveries = self._workspaces[team].deliveries
            deliveries.has_app, deliveries.enterprise = True, self._enterprise if self._is_enterprise(consent) else None
            self._workspaces[team].workspace.scopes = set(consent.scopes)
        return {**self._issued(installed), "authed_user": {"id": YOU}}

    def _issued(self, installed: _Installed) -> Payload:
        consent, first = installed.consent, self._workspaces[installed.teams[0]]
        seconds = TOKEN_SECONDS if self.rotates else None
        token = first.tokens.issue(seconds=seconds)
        for team in installed.teams[1:]:
            self._workspaces[team].tokens.admit(token, seconds=seconds)
        installed.tokens.append(token)
        is_org = self._is_enterprise(consent)
        about: Payload = {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(consent.scopes),
            "bot_user_id": BOT_USER,
            "app_id": APP,
            "team": None if is_org else {"id": consent.place, "name": first.workspace.team_name},
            "enterprise": self._enterprise,
            "is_enterprise_install": is_org,
        }
        if not self.rotates:
            return about
        refresh = f"xoxe-1-playground-{secrets.token_hex(16)}"
        self._refreshes[refresh] = installed
        return {**about, "refresh_token": refresh, "expires_in": TOKEN_SECONDS}

    def _revoke(self, arguments: Arguments) -> Payload:
        if arguments.flag("test"):
            return {"revoked": False}
        # With its last token an app goes altogether (docs.slack.dev/reference/methods/auth.revoke).
        self.uninstall(self._place_of(arguments.token), "token_revoked")
        return {"revoked": True}

    def _uninstall(self, arguments: Arguments) -> Payload:
        self._check_client(arguments)
        self.uninstall(self._place_of(arguments.token))
        return {}

    # Inside

    def _check_client(self, arguments: Arguments) -> None:
        if arguments.text("client_id") != self.client_id:
            raise SlackError("invalid_client_id")
        if arguments.text("client_secret") != self._client_secret:
            raise SlackError("bad_client_secret")

    def _place_of(self, token: str) -> str:
        for place, installed in self._installed.items():
            if token in installed.tokens:
                return place
        raise SlackError("invalid_auth")

    def _is_enterprise(self, consent: Consent) -> bool:
        return self._enterprise is not None and consent.place == self._enterprise["id"]

    def _teams(self, place: str) -> tuple[str, ...]:
        return (place,) if place in self._workspaces else tuple(self._workspaces)


def _knows(playground: Playground, token: str) -> bool:
    return playground.tokens.knows(token) or token in playground.workspace.run_tokens

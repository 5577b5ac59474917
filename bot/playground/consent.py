"""The page on which somebody agrees to an app, or does not: `/oauth/v2/authorize`, as Slack has it, without its signing in."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from bot.playground.authorisations import Authorisations, Consent
from bot.playground.entities import SCOPES

PATH = "/oauth/v2/authorize"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Agree to an app</title></head>
<body>
<main>
<h1>{heading}</h1>
{body}
</main>
</body>
</html>
"""

_FORM = """<form method="post">
{hidden}
<p>The app asks for:</p>
<ul>{scopes}</ul>
<p><label>Install it in <select name="place">{places}</select></label></p>
<button name="answer" value="allow">Allow</button>
<button name="answer" value="cancel">Cancel</button>
</form>
"""


class ConsentPage:
    """`places` are names by id, the workspaces and their organisation; `redirect_url` is what the app has configured."""

    def __init__(self, authorisations: Authorisations, *, places: Mapping[str, str], redirect_url: str) -> None:
        self._authorisations = authorisations
        self._places = places
        self._redirect_url = redirect_url

    def routes(self) -> list[web.RouteDef]:
        """The page, and where its form goes."""
        return [web.get(PATH, self._ask), web.post(PATH, self._take)]

    async def _ask(self, request: web.Request) -> web.Response:
        if wrong := self._wrong(request.query):
            return _page("Something is wrong with this link", f"<p>{wrong}</p>", status=400)
        kept = {name: request.query.get(name, "") for name in ("client_id", "scope", "state", "redirect_uri")}
        wanted = request.query.get("team", "")
        form = _FORM.format(
            hidden="\n".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept.items()),
            scopes="".join(f"<li>{escape(scope)}</li>" for scope in _scopes(request.query)),
            places="".join(
                f'<option value="{escape(place)}"{" selected" if place == wanted else ""}>{escape(name)}</option>'
                for place, name in self._places.items()
            ),
        )
        return _page("An app wants to be installed", form)

    async def _take(self, request: web.Request) -> web.Response:
        given = {name: str(value) for name, value in (await request.post()).items()}
        place = given.get("place", "")
        if wrong := self._wrong(given) or ("" if place in self._places else "invalid_team"):
            return _page("Something is wrong with this form", f"<p>{wrong}</p>", status=400)
        named = given.get("redirect_uri", "")
        back = {"state": given.get("state", "")}
        if given.get("answer") == "allow":
            consent = Consent(place=place, scopes=_scopes(given), redirect_uri=named)
            back = {"code": self._authorisations.agree(consent), **back}
        else:
            back = {"error": "access_denied", **back}
        raise web.HTTPFound(f"{named or self._redirect_url}?{urlencode(back)}")

    def _wrong(self, given: Mapping[str, str]) -> str:
        """Slack's word for what is wrong with what the app asks for; empty for nothing."""
        if given.get("client_id") != self._authorisations.client_id:
            return "invalid_client_id"
        if given.get("redirect_uri", "") not in ("", self._redirect_url):
            return "bad_redirect_uri"
        scopes = _scopes(given)
        return "" if scopes and SCOPES.issuperset(scopes) else "invalid_scope"


def _scopes(given: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, given.get("scope", "").split(",")))


def _page(heading: str, body: str, *, status: int = 200) -> web.Response:
    return web.Response(text=_PAGE.format(heading=heading, body=body), content_type="text/html", status=status)

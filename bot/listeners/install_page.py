"""What the pages show on which somebody adds the app to a workspace: plain HTML without a script. All they say is escaped."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import urlencode

from bot.language import phrases
from bot.language.speech import spoken

RIGHTS: dict[str, tuple[str, ...]] = {
    "conversations": (
        "app_mentions:read",
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
        "channels:read",
        "groups:read",
        "im:read",
        "mpim:read",
    ),
    "files": ("files:read",),
    "people": ("users:read", "usergroups:read"),
    "commands": ("commands",),
    "answers": ("chat:write", "reactions:write", "files:write", "im:write", "assistant:write"),
}
"""The scopes of the manifest, by what they are for: the page names each in words."""

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: #1d1c1d; background: #f8f8f8; }
main { max-width: 34rem; margin: 4rem auto; padding: 2rem; background: #fff; border-radius: 0.75rem; }
h1 { margin-top: 0; font-size: 1.5rem; } h2 { font-size: 1.1rem; } li { margin: 0.25rem 0; }
button, .button { display: inline-block; padding: 0.75rem 1.25rem; border: 0; border-radius: 0.5rem; font: inherit;
  font-weight: 600; color: #fff; background: #4a154b; text-decoration: none; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 3px solid #1264a3; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #1a1d21; } main { background: #222529; }
  button, .button { background: #7c3085; } a:not(.button) { color: #7cc4f5; }
}
@media (max-width: 38rem) { main { margin: 0; border-radius: 0; min-height: 100vh; box-sizing: border-box; } }
"""
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
"""By which the page's policy knows the style, and lets in no other."""


def begin(*, path: str) -> str:
    """What the app may do, and a button that posts to `path`."""
    rights = "".join(f"<li>{escape(phrases.INSTALL_RIGHTS[right])}</li>" for right in RIGHTS)
    return _page(
        phrases.INSTALL_HEADING,
        f"<p>{escape(phrases.INSTALL_WHAT)}</p>"
        f"<h2>{escape(phrases.INSTALL_RIGHTS_HEADING)}</h2><ul>{rights}</ul>"
        f"<p>{escape(phrases.INSTALL_RIGHTS_NOT)}</p>"
        f'<form method="post" action="{escape(path)}"><button>{escape(phrases.INSTALL_ADD)}</button></form>'
        f"<p>{escape(phrases.INSTALL_AGREE)}</p>",
    )


def installed(*, place: str, team: str | None, app: str | None) -> str:
    """It worked, in the workspace or organisation of that name; a link opens the app there, where both ids are known."""
    link = f"slack://app?{urlencode({'team': team, 'id': app})}" if team and app else "slack://open"
    return _page(
        phrases.INSTALLED_HEADING.format(place=place),
        f"<p>{escape(phrases.INSTALLED_NEXT)}</p>{_link(link, phrases.INSTALLED_OPEN)}",
    )


def failed(sentence: str, *, path: str) -> str:
    """It did not, for that reason; with a link to begin again."""
    return _page(
        phrases.INSTALL_FAILED_HEADING,
        f"<p>{escape(sentence)}</p>{_link(path, phrases.INSTALL_AGAIN)}",
    )


def _link(address: str, words: str) -> str:
    return f'<p><a class="button" href="{escape(address)}">{escape(words)}</a></p>'


def _page(heading: str, body: str) -> str:
    title = escape(heading)
    return (
        f'<!DOCTYPE html><html lang="{escape(spoken().code)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    )

"""Addresses of messages and files in Slack: made, and found in what people write. Pure; who may follow one is for `access.py`."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.language import ChannelId, FileId, Ts
from bot.slack.mrkdwn import unescape

# Links stand as `<address>`, `<address|label>` or bare. Every pattern here is linear: it can fail at most once a character.
_LABEL = re.compile(r"<([^<>|\n]*)\|[^<>\n]*>")
_URL = re.compile(r"https?://[^\s<>|\"`]+", re.IGNORECASE)
_TRAILING = ".,;:!?'\")]}*_~"

# docs.slack.dev/reference/methods/chat.getPermalink; a ts is ten digits, a point and six digits.
_CHANNEL = "[CDG][A-Z0-9]{1,20}"
_ARCHIVES = re.compile(rf"/archives/(?P<channel>{_CHANNEL})/p(?P<seconds>[0-9]{{10}})(?P<micros>[0-9]{{6}})/?")
_CLIENT = re.compile(
    rf"/client/[TE][A-Z0-9]{{1,20}}/{_CHANNEL}/thread/(?P<channel>{_CHANNEL})-(?P<seconds>[0-9]{{10}})\.(?P<micros>[0-9]{{6}})/?"
)
_TS = re.compile(r"[0-9]{10}\.[0-9]{6}")
_FILE = re.compile(
    r"/(?:files/[UWTE][A-Z0-9]{1,20}/|docs/[TE][A-Z0-9]{1,20}/|files-pri/[TE][A-Z0-9]{1,20}-)(?P<file>F[A-Z0-9]{1,20})(?:/.*)?"
)
_SLACK = ("slack.com", "slack-gov.com")


@dataclass(frozen=True)
class MessageLink:
    """A link to one message. `thread_ts` is the root of its thread, where the link tells."""

    channel: ChannelId
    ts: Ts
    thread_ts: Ts | None = None


def permalink(workspace_url: str, channel: ChannelId, ts: Ts, thread_ts: Ts | None = None) -> str:
    """The address under which people open a message, as `chat.getPermalink` would tell it.

    `workspace_url` is that of `auth.test`: `https://acme.slack.com/`.
    """
    address = f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return address if thread_ts in {None, ts} else f"{address}?thread_ts={thread_ts}&cid={channel}"


def message_links(text: str, *, workspace_url: str = "") -> tuple[MessageLink, ...]:
    """The messages that a text (mrkdwn, Markdown or plain) links to, each once, in order.

    Slack's own hosts count, and that of `workspace_url`. Malformed addresses are no links to messages.
    """
    found = (_message(url, workspace_url) for url in urls_in(text))
    return tuple(dict.fromkeys(link for link in found if link))


def file_link(text: str, *, workspace_url: str = "") -> FileId | None:
    """The first file in Slack that a text links to: by its page (`/files/…`, `/docs/…` for a canvas), or by `url_private`."""
    for url in urls_in(text):
        path = _slack_path(url, workspace_url)
        if path and (file := _FILE.fullmatch(path[0])):
            return FileId(file["file"])
    return None


def is_elsewhere(text: str, *, workspace_url: str = "") -> bool:
    """Whether a text links to something, but to no message in Slack."""
    return "://" in text and not message_links(text, workspace_url=workspace_url)


def urls_in(text: str) -> tuple[str, ...]:
    """The web addresses in a text, without labels, escapes and the punctuation that prose puts behind one."""
    return tuple(unescape(url).rstrip(_TRAILING) for url in _URL.findall(_LABEL.sub(r"<\1>", text)))


def _message(url: str, workspace_url: str) -> MessageLink | None:
    path, query = _slack_path(url, workspace_url) or ("", "")
    if thread := _CLIENT.fullmatch(path):
        ts = Ts(f"{thread['seconds']}.{thread['micros']}")
        return MessageLink(ChannelId(thread["channel"]), ts, ts)
    message = _ARCHIVES.fullmatch(path)
    if not message:
        return None
    root = _thread_ts(query)
    return MessageLink(ChannelId(message["channel"]), Ts(f"{message['seconds']}.{message['micros']}"), root)


def _thread_ts(query: str) -> Ts | None:
    """The root that a permalink's query names; a malformed one is passed over, since the message itself is known."""
    try:
        named = parse_qs(query, max_num_fields=20).get("thread_ts", [""])[0]
    except ValueError:
        return None
    return Ts(named) if _TS.fullmatch(named) else None


def _slack_path(url: str, workspace_url: str) -> tuple[str, str] | None:
    """The path and query of an address in Slack, or in the workspace whatever its host is (the playground's is loopback)."""
    try:
        parts, home = urlsplit(url), urlsplit(workspace_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    at_home = bool(home.netloc) and (parts.scheme, parts.netloc.lower()) == (home.scheme, home.netloc.lower())
    in_slack = port is None and "@" not in parts.netloc and any(host == name or host.endswith(f".{name}") for name in _SLACK)
    return (parts.path, parts.query) if at_home or in_slack else None
